/** The nine workflows in a real browser: what is lit, and where each step leads; and a budget view that is kept for some. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, type Visit } from '../world/browser.ts'
import { type BrowserJourney, browserJourney } from '../world/browser-journey.ts'

describe.runIf(hasBrowser)('the workflows', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let manager: Visit
  let reader: Visit
  let project: string

  beforeAll(async () => {
    of = await browserJourney({ filled: true })
    manager = await of.signIn('Project manager')
    reader = await of.signIn('Reader')
    const [first] = await of.manager.get<{ id: number }[]>('/rest/v1.0/projects')
    project = `${of.pages}/projects/${first!.id}`
  }, 360_000)
  afterAll(() => of?.close())

  it('are drawn for the project, each step lit and leading to where it is done', async () => {
    const { page, look } = manager
    await page.goto(`${project}/guide`)
    await page.getByRole('heading', { name: 'Export subcontractor invoices' }).waitFor()
    const lane = page.getByRole('list', { name: 'Subcontracts and purchase orders' })
    await lane.scrollIntoViewIfNeeded()
    await look('guide-project')
    await lane.getByRole('link', { name: /Write the commitment and approve it.*1 here/ }).click()
    await page.waitForURL(/\/commitments$/)
    await page.goto(`${project}/guide`)
    await page
      .getByRole('link', { name: /Send it to the ERP tool/ })
      .first()
      .click()
    await page.waitForURL(/\/projects\/\d+$/)
  })

  it('are drawn for the company', async () => {
    const approver = await of.signIn('Accounting approver', true)
    await approver.page.goto(`${of.pages}/guide`)
    const lane = approver.page.getByRole('list', { name: 'Begun in the ERP' }).last()
    await lane.getByRole('link', { name: /Add it to the directory, or link it.* here/ }).waitFor()
    await approver.look('guide-company-dark')
    await lane.getByRole('link', { name: /Add it to the directory/ }).click()
    await approver.page.waitForURL(/erp\/company\?filter=Ready\+to\+Import/)
    expect(approver.errors).toEqual([])
  })

  it('keeps a view of the budget for those it is for', async () => {
    const { page, look } = manager
    await page.goto(`${project}/budget`)
    await page.getByRole('button', { name: 'New view' }).click()
    await page.getByLabel('Name').fill('Managers only')
    await page
      .getByRole('group', { name: /Who sees it/ })
      .getByRole('checkbox')
      .first()
      .check()
    await page.getByText('Only people of these permission templates').scrollIntoViewIfNeeded()
    await look('guide-view-audience')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect
      .poll(() => page.getByLabel('View', { exact: true }).locator('option:checked').textContent())
      .toBe('View: Managers only (kept for some)')
    await reader.page.goto(`${project}/budget`)
    await reader.page.getByLabel('View', { exact: true }).waitFor()
    expect(await reader.page.getByLabel('View', { exact: true }).textContent()).not.toContain('Managers only')
    expect([...manager.errors, ...reader.errors]).toEqual([])
  })
})
