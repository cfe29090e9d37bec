/** The main path of change orders, timesheets, sub jobs and prime contracts in a real browser; each step leaves a screenshot and is judged by axe. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, seen, type Visit } from '../world/browser.ts'
import { accept, type BrowserJourney, browserJourney, send } from '../world/browser-journey.ts'
import { type Ground, ground, sent } from '../world/contracts.ts'

describe.runIf(hasBrowser)('the other tools', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let at: Ground
  let manager: Visit
  let approver: Visit

  beforeAll(async () => {
    of = await browserJourney()
    at = await ground(of)
    const contract = await sent(of, at, 'SC-118-07')
    await contract.accept('SC-118-07')
    await contract.until('Synced')
    manager = await of.signIn('Project manager')
    approver = await of.signIn('Accounting approver')
  }, 360_000)
  afterAll(() => of?.close())

  const project = () => `${of.pages}/projects/${at.project}`

  async function accepted(kind: string, name: string): Promise<void> {
    await accept(of, approver, kind, name, `nouns-${kind}-to-accept`)
    await seen(approver.page, 'Synced', { exact: true }).waitFor()
  }

  it('a change order on a synced commitment', async () => {
    const { page, look } = manager
    await page.goto(`${project()}/commitment-change-orders`)
    await page.getByRole('button', { name: 'New change order' }).click()
    await page.getByLabel('Commitment').selectOption({ index: 1 })
    await page.getByLabel('Title').fill('More curb')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('heading', { name: 'More curb' }).waitFor()
    await page.getByRole('button', { name: 'Add a line' }).click()
    await page.getByLabel('Item of the commitment').selectOption({ index: 2 })
    await page.getByRole('dialog').getByLabel('Description').fill('Curb, north side')
    await page.getByRole('dialog').getByLabel('Amount').fill('150.00')
    await look('nouns-change-order-line')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await seen(page, 'Curb, north side').waitFor()
    await page.getByLabel('Status').selectOption({ label: 'Approved' })
    await page.getByRole('button', { name: 'Save', exact: true }).first().click()
    await send(manager)
    await look('nouns-change-order-sent')
    await accepted('commitment-change-order', 'More curb')
    await page.goto(`${project()}/commitments`)
    await seen(page, 'SC-118-07').click()
    await seen(page, '2,150.15').waitFor()
    await look('nouns-commitment-revised')
  })

  it('a timesheet to payroll', async () => {
    const { page, look } = manager
    await page.goto(`${project()}/timesheets`)
    await page.getByRole('button', { name: 'New timesheet' }).click()
    await page.getByLabel('First day').fill('2025-03-24')
    await page.getByLabel('Last day').fill('2025-03-30')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('button', { name: 'Add timecard' }).click()
    const card = page.getByRole('dialog')
    await card.getByLabel('Employee').selectOption({ index: 1 })
    await card.getByLabel('Date').fill('2025-03-25')
    await card.getByLabel('Cost code').selectOption(String(at.codes.get('02-400')))
    await card.getByLabel('Cost type').selectOption({ index: 1 })
    await card
      .getByLabel(/regular/i)
      .first()
      .fill('8')
    await look('nouns-timecard')
    await card.getByRole('button', { name: 'Add' }).click()
    await seen(page, '02-400').waitFor()
    await page.getByRole('button', { name: 'Approve', exact: true }).click()
    await send(manager)
    await look('nouns-timesheet-sent')
    await accepted('timecards', '2025')
  })

  it('an extra of the ERP becomes a sub job, a job’s quickbill a prime contract', async () => {
    const { page, look } = approver
    await page.goto(`${of.pages}/erp/prime-contract`)
    await page.getByRole('row').getByRole('link').filter({ visible: true }).first().waitFor()
    await look('nouns-prime-contracts-to-import')
    await page.getByRole('row').filter({ hasText: '24-0118' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.waitForURL(/filter=/)
    await manager.page.goto(`${project()}/prime-contracts`)
    await manager.page.getByRole('row').getByRole('link').first().click()
    await manager.page.getByRole('heading', { level: 1 }).waitFor()
    await manager.page.getByText('Loading').waitFor({ state: 'detached' })
    await manager.look('nouns-prime-contract')
    await of.readNow('sub-jobs', 'full')
    await page.goto(`${of.pages}/erp/sub-job`)
    await page.getByRole('row').filter({ hasText: '24-0118|A1' }).getByRole('link').first().click()
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.waitForURL(/filter=/)
    await manager.page.goto(`${project()}/sub-jobs`)
    await seen(manager.page, 'Added Alley Frontage').click()
    await seen(manager.page, 'Extra 24-0118|A1 of the ERP.').waitFor()
    await manager.look('nouns-sub-job')
  })

  it('a change order on the prime contract, which only an Admin approver accepts; the owner’s invoice stays here', async () => {
    const { page, look } = manager
    await page.goto(`${project()}/prime-change-orders`)
    await page.getByRole('button', { name: 'New change order' }).click()
    await page.getByLabel('Title').fill('Wider sidewalk')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('button', { name: 'Add a line' }).click()
    await page.getByLabel('Line of the contract, line 1').selectOption({ index: 1 })
    await page.getByLabel('Cost code, line 1').selectOption(String(at.codes.get('02-400')))
    await page.getByLabel('Cost type, line 1').selectOption(String(at.types.get('S')))
    await page.getByLabel('Amount, line 1').fill('2,500.00')
    await page.getByRole('button', { name: 'Save lines' }).click()
    await page.getByLabel('Status').selectOption('Approved')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await send(manager)
    await look('nouns-prime-change-order')

    const users = await of.admin.get<{ id: number; email: string }[]>(`/rest/v1.0/companies/${of.admin.company}/users`)
    const own = users.find((each) => each.email === 'admin@example.test')!.id
    const rights = { user: { can_push_to_accounting: true } }
    await of.admin.patch(`/rest/v1.0/companies/${of.admin.company}/users/${own}`, rights)
    const standard = approver
    approver = await of.signIn('Administrator')
    await accepted('prime-change-order', 'Wider sidewalk')

    await page.goto(`${project()}/prime-contracts`)
    await page.getByRole('row').getByRole('link').first().click()
    await page.getByRole('link', { name: 'Owner invoices' }).click()
    await page.getByRole('button', { name: 'Begin the next one' }).click()
    await page.getByText('does not take').first().waitFor({ state: 'attached' })
    await page.getByText('Loading').waitFor({ state: 'detached' })
    await look('nouns-owner-invoice')
    expect([...manager.errors, ...approver.errors, ...standard.errors]).toEqual([])
  })
})
