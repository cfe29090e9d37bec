/** What a project stands on, in a real browser: settings, insurance, tax codes, new cost codes and a sub job to the ERP, and the budget there and posted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, seen, type Visit } from '../world/browser.ts'
import { accept, type BrowserJourney, browserJourney, send } from '../world/browser-journey.ts'
import { draft, type Ground, ground } from '../world/contracts.ts'

describe.runIf(hasBrowser)('setting a project up', { timeout: 300_000 }, () => {
  let of: BrowserJourney
  let at: Ground
  let admin: Visit
  let approver: Visit

  beforeAll(async () => {
    of = await browserJourney()
    at = await ground(of)
    admin = await of.signIn('Administrator')
    approver = await of.signIn('Accounting approver')
  }, 360_000)
  afterAll(() => of?.close())

  const project = () => `${of.pages}/projects/${at.project}`

  it('switches on, in the settings, what the company wants', async () => {
    const { page, look } = admin
    await page.goto(`${of.pages}/erp/settings`)
    for (const label of ['Vendor insurance sync', 'Tax Group Sync', 'Sub jobs exported as extras']) {
      await page.getByLabel(label).check()
      await expect.poll(() => page.getByLabel(label).isEnabled(), { timeout: 60_000 }).toBe(true)
    }
    await look('setup-1-settings')
  })

  it('sees the insurance of a linked vendor with the company', async () => {
    const { page, look } = admin
    const { item_id } = await of.admin.post<{ item_id: number }>(of.erp('staged/company/BAYPAVE/add'))
    await of.readNow('vendor-insurance', 'full')
    await page.goto(`${of.pages}/directory/${item_id}`)
    await seen(page, 'GL-88120-4').waitFor()
    await seen(page, 'Golden Gate Casualty').scrollIntoViewIfNeeded()
    await look('setup-2-insurance')
  })

  it('sees the tax codes, and gives one to a line of a commitment', async () => {
    const { page, look } = admin
    await of.readNow('tax-groups', 'full')
    await page.goto(`${of.pages}/tax-codes`)
    await seen(page, 'CASF').waitFor()
    await look('setup-3-tax-codes')
    await page.goto(`${project()}/commitments/${await draft(of, at, 'TAXED-1')}`)
    await page.getByLabel('Tax code, line 1').selectOption({ label: 'CASF' })
    await page.getByRole('button', { name: 'Save 1 changed' }).click()
    await page.getByRole('button', { name: 'Save lines', disabled: true }).waitFor()
    await look('setup-4-taxed-line')
  })

  const lastReads = async () => {
    const [connection] = await of.admin.get<{ feeds: { feed: string; last_read_at: string }[] }[]>(
      of.erp('connections'),
    )
    const ofCodes = connection!.feeds.filter(({ feed }) => ['job-cost-codes', 'job-categories'].includes(feed))
    return ofCodes.map((each) => each.last_read_at)
  }

  it('adds a cost code to the project and has it added to the job', async () => {
    const { page } = admin
    await page.goto(`${project()}/cost-codes`)
    await page.getByRole('button', { name: 'Add standard codes' }).click()
    await page.getByLabel('Select 03-300').check()
    await page.getByRole('dialog').getByLabel(/^S /).check()
    await page.getByRole('button', { name: 'Add 1 code' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await send(admin)
    await admin.look('setup-5-cost-codes-sent')
    await accept(of, approver, 'job?filter=Ready+to+Update', 'Harbor Way Sidewalks', 'setup-6-cost-codes-to-accept')
    await page.getByRole('row').filter({ hasText: '03-300' }).getByText('Synced').waitFor()
    const before = await lastReads()
    await page.getByRole('button', { name: 'Refresh cost codes' }).click()
    await page.getByText('They are being read from the ERP and appear here by themselves.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
    await expect.poll(async () => (await lastReads()).every((each, at) => each !== before[at])).toBe(true)
  })

  it('makes a sub job with a cost code and has it become an extra', async () => {
    const { page } = admin
    await page.goto(`${project()}/sub-jobs`)
    await page.getByRole('button', { name: 'New sub job' }).click()
    await page.getByLabel('Code').fill('C1')
    await page.getByLabel('Name').fill('Night shift')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await page.getByRole('link', { name: 'Add or remove cost codes' }).click()
    await page.getByRole('button', { name: 'Add standard codes' }).click()
    await page.getByLabel('Select 02-400').check()
    await page.getByRole('button', { name: 'Add 1 code' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await send(admin)
    await admin.look('setup-7-sub-job-sent')
    await accept(of, approver, 'sub-job?filter=Ready+to+Export', 'Night shift', 'setup-8-sub-job-to-accept')
    await seen(approver.page, 'Synced', { exact: true }).waitFor()
    await page.goto(`${project()}/sub-jobs`)
    await seen(page, 'Night shift').click()
    await seen(page, 'Extra 24-0118|C1 of the ERP.').waitFor()
    await admin.look('setup-9-sub-job-synced')
  })

  it('takes the estimates over, changes them, locks the budget, sends it, and sees it wait until it is posted', async () => {
    const { page, look } = admin
    await of.readNow('job-cost-summary', 'full')
    await page.goto(`${project()}/budget`)
    await page.getByRole('button', { name: 'Import budget from the ERP' }).click()
    await page.getByText('4 lines were added and 0 took the ERP’s estimate').waitFor()
    await look('setup-10-budget-imported')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
    const csv = 'cost_code,cost_type,amount\n02-400,S,86500.00\n02-450,M,900.00'
    await of.admin.post(`/rest/v1.0/projects/${at.project}/budget/import`, { csv })
    await page.getByRole('button', { name: 'Lock', exact: true }).click()
    await page.getByText(/^The budget is locked: /).waitFor()
    await send(admin)
    await admin.look('setup-11-budget-sent')
    await accept(of, approver, 'budget', 'Harbor Way Sidewalks', 'setup-12-budget-to-accept')
    await seen(approver.page, 'Synced', { exact: true }).waitFor()
    const waiting = page.getByText(/^Waiting for 2 entries in batch .* to be posted in Job Cost/).first()
    await waiting.waitFor()
    await look('setup-13-budget-waits')
    const guide = () => of.admin.get(`/rest/v1.0/companies/${of.admin.company}/workflow_guide`)
    expect(await guide()).toMatchObject({ 'budget-unposted': 2, 'budget-posted': 0 })
    const { exports } = await of.admin.get<{ exports: { batch: string }[] }>(
      `/rest/v1.0/projects/${at.project}/budget/erp`,
    )
    await of.desk('post-batch', { batch: exports[0]!.batch })
    await of.readNow('job-cost-summary')
    await waiting.waitFor({ state: 'detached' })
    await look('setup-14-budget-posted')
    expect(await guide()).toMatchObject({ 'budget-unposted': 0, 'budget-posted': 1 })
    expect([...admin.errors, ...approver.errors]).toEqual([])
  })
})
