/** A workflow in a real browser: set up, started, decided in My approvals, returned, approved, sent; each step leaves a screenshot and is judged by axe. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, seen, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney, send } from '../world/browser-journey.ts'
import { draft, type Ground, ground } from '../world/contracts.ts'

describe.runIf(hasBrowser)('a workflow', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let at: Ground
  let admin: Visit
  let manager: Visit
  let approver: Visit
  let contract: string

  beforeAll(async () => {
    of = await browserJourney()
    at = await ground(of)
    contract = `${of.pages}/projects/${at.project}/commitments/${await draft(of, at, 'SC-118-07')}`
    admin = await of.signIn('Administrator')
    manager = await of.signIn('Project manager')
    approver = await of.signIn('Accounting approver', true)
  }, 360_000)
  afterAll(() => of?.close())

  const panel = (page: Page) => page.getByRole('region', { name: 'Workflow' })
  const said = (page: Page, text: string) => seen(page, text).waitFor()

  it('is set up', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/workflows`)
    await said(page, 'No workflows yet.')
    await look('workflows-none')
    await page.getByRole('button', { name: 'New workflow' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await said(page, 'Name the workflow.')
    await look('workflows-template-refused')
    await dialog.getByLabel('Name', { exact: true }).fill('Commitments over 2,000')
    await dialog.getByLabel('From amount').fill('2,000')
    await dialog.getByLabel('Commitments', { exact: true }).check()
    await dialog.getByLabel('Name of the step').fill('Books')
    await dialog.getByLabel('Assign a person').selectOption({ label: 'Arthur Boone' })
    await dialog.getByRole('button', { name: 'Add a step' }).click()
    const second = dialog.getByRole('group', { name: 'Step 2' })
    await second.getByLabel('Name of the step').fill('Direction')
    await second.getByLabel('Assign a person').selectOption({ label: 'Ada Quill' })
    await look('workflows-template')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('table', { name: 'Workflows' }).getByText('2,000.00').waitFor()
    await look('workflows-templates')
  })

  it('is started by whoever sends the contract, and says whom it waits for', async () => {
    const { page, look } = manager
    await page.goto(contract)
    await panel(page).getByText('Not started').waitFor()
    await look('workflows-not-started')
    await panel(page).getByRole('button', { name: 'Start workflow' }).click()
    await said(page, 'waits for the decision of Arthur Boone (step 1 of 2).')
    await panel(page).getByText('Waits for Arthur Boone').waitFor()
    await look('workflows-started')
  })

  it('is decided in My approvals', async () => {
    const { page, look } = approver
    await page.goto(of.pages)
    await page.getByRole('link', { name: 'My approvals (1)' }).click()
    await page.getByRole('link', { name: 'SC-118-07' }).waitFor()
    await look('workflows-my-approvals')
    await page.getByRole('button', { name: 'Approve SC-118-07' }).click()
    await page.getByRole('dialog').getByLabel('Comment').fill('The amounts agree with the bid.')
    await look('workflows-approve')
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
    await said(page, 'Nothing waits for you.')
    await page.getByRole('button', { name: 'Name a substitute' }).click()
    await page.getByRole('dialog').getByLabel('Person').selectOption({ label: 'Ada Quill' })
    await page.getByRole('dialog').getByLabel('First day').fill('2020-01-01')
    await page.getByRole('dialog').getByLabel('Last day').fill('2099-12-31')
    await page.getByRole('dialog').getByRole('button', { name: 'Name' }).click()
    await said(page, 'Ada Quill decides in your place')
    await look('workflows-substitutes')
  })

  it('is returned, decided in another’s place, approved; then the contract is sent', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/approvals`)
    await page.getByRole('button', { name: 'Return SC-118-07' }).click()
    await page.getByRole('dialog').getByLabel('It goes back to').selectOption({ label: 'Step 1, Books' })
    await page.getByRole('dialog').getByLabel('Comment').fill('Which retainage?')
    await look('workflows-return')
    await page.getByRole('dialog').getByRole('button', { name: 'Return' }).click()
    await page.getByRole('table', { name: 'My approvals' }).getByText('Arthur Boone').waitFor()
    await page.goto(contract)
    for (const step of ['Books', 'Direction']) {
      await panel(page).locator('li[aria-current=step]').getByText(step).waitFor()
      await panel(page).getByRole('button', { name: 'Approve' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await panel(page).getByText('Approved', { exact: true }).waitFor()
    await panel(page).getByText('History (5)').click()
    await said(page, 'Approved the step “Books” for Arthur Boone.')
    await look('workflows-approved')
    await send(manager)
    await manager.look('workflows-sent')
    // The template was refused once, which browsers log.
    const errors = [admin, manager, approver].flatMap((each) => each.errors.filter((one) => !one.includes('422')))
    expect(errors).toEqual([])
  })
})
