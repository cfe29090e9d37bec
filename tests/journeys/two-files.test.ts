/** One company with two ERP company files that hold the same IDs, and a second company beside it: each project's money stands in its own books. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { hasBrowser, openBrowser, signInAs, type Visit } from '../world/browser.ts'
import { send } from '../world/browser-journey.ts'
import { draft, type Ground, ground, inTheBooks, JOB, SMALL, VENDOR } from '../world/contracts.ts'
import { acceptWith, invoiceInBooks, invoicesOf, month } from '../world/invoices.ts'
import { type Journey, journey, type Moves, movesOf, peopleOf } from '../world/journey.ts'

interface Code {
  id: number
  code: string
  line_item_types: { id: number; code: string }[]
}

/** The same company before its first file and before its second. */
let first: Journey
let second: Journey
let secondFile: number
let here: Ground
let there: Ground

beforeAll(async () => {
  first = await journey()
  const made = await first.admin.post<{ id: number }>(first.erp('connections'), {
    connector: 'sage-300-cre',
    name: 'Sage 300 CRE, folder HILL',
  })
  secondFile = made.id
  second = first.inFile(await first.world.addFile(first.admin, secondFile))
}, 360_000)
afterAll(() => first?.close())

const of = (file: number) => `?connection_id=${file}`
const firstFile = async () => (await first.admin.get<{ id: number }[]>(first.erp('connections')))[0]!.id
const directCosts = (project: number) =>
  first.manager.get<{ amount: string; description: string | null }[]>(
    `/rest/v1.0/projects/${project}/direct_costs?per_page=200`,
  )

test('both files are read, and a record of one is not the record of the other', { timeout: 300_000 }, async () => {
  const path = first.erp(`staged?kind=job&filter=Ready%20to%20Import&per_page=100&connection_id=${secondFile}`)
  await until('the jobs of the second file', async () => (await first.admin.get<unknown[]>(path)).length > 0, 60_000)
  const answer = await first.admin.ask('POST', first.erp(`staged/job/${JOB}/add`))
  expect(answer.status).toBe(409)
  expect(JSON.stringify(answer.body)).toContain('Several ERP company files have a record')
})

test('the same job in both becomes two projects, the same vendor one company with a vendor in each', {
  timeout: 120_000,
}, async () => {
  const one = await firstFile()
  here = await ground({ ...first, erp: (rest) => first.erp(rest) + (rest.startsWith('staged/') ? of(one) : '') })
  await until('the vendors of the second file', async () => {
    const staged = await first.admin.ask('GET', first.erp(`staged/company/${VENDOR}${of(secondFile)}`))
    return staged.status === 200
  })
  await first.admin.post(first.erp(`staged/company/${VENDOR}/link${of(secondFile)}`), { item: here.vendor })
  const added = await first.admin.post<{ item_id: number }>(first.erp(`staged/job/${JOB}/add${of(secondFile)}`))
  const codes = await until('the cost codes of the second project', async () => {
    const found = await first.admin.get<Code[]>(`/rest/v1.0/cost_codes?project_id=${added.item_id}`)
    return found.some((each) => each.line_item_types.length > 0) && found
  })
  there = {
    project: added.item_id,
    vendor: here.vendor,
    codes: new Map(codes.map((each) => [each.code, each.id])),
    types: new Map(codes.flatMap((each) => each.line_item_types).map((each) => [each.code, each.id])),
  }
  expect(there.types.get('S')).not.toBe(here.types.get('S'))
  const accounts = await first.admin.get<{ erp_id: string | null }[]>(`/rest/v1.0/vendors/${here.vendor}/erp_accounts`)
  expect(accounts.map((each) => each.erp_id)).toEqual([VENDOR, VENDOR])
})

async function sent(at: Ground, number: string): Promise<Moves> {
  const moves = movesOf(first, 'commitment', await draft(first, at, number))
  expect((await moves.try(first.manager, 'send')).status).toBe(200)
  return moves
}

test('a commitment of each project stands in its own books, once, under the same ID', {
  timeout: 180_000,
}, async () => {
  const both = [await sent(here, 'SC-HERE'), await sent(there, 'SC-THERE')]
  for (const moves of both) await moves.accept('SC-1')
  for (const moves of both)
    expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({ erp_id: 'SC-1' })
  for (const file of [first, second]) {
    const { headers, items, costs } = await inTheBooks(file, 'SC-1')
    expect(headers).toMatchObject([{ Vendor: VENDOR, Job: JOB }])
    expect({ items, costs }).toEqual(SMALL)
  }
  const [synced] = await Promise.all([
    first.approver.get<{ connection_id: number; project_name: string }[]>(
      first.erp(`items?kind=commitment&filter=Synced&connection_id=${secondFile}`),
    ),
  ])
  expect(synced.map((each) => each.connection_id)).toEqual([secondFile])
})

test('costs posted in one file come to that file’s project only', { timeout: 300_000 }, async () => {
  for (const at of [here, there])
    await first.admin.patch(`/rest/v1.0/projects/${at.project}/configuration`, {
      project_configuration: { job_cost_transactions_enabled: true },
    })
  await second.desk('cost', {
    ...{ type: 'AP cost', job: JOB, costCode: '02-400', category: 'S', amount: '4321.09', vendor: VENDOR },
    ...{ invoice: 'H-1', batch: 'HILL', description: 'Hill only' },
  })
  await second.desk('post-batch', { batch: 'HILL' })
  await second.readNow('job-cost-transactions')
  await first.readNow('job-cost-transactions', 'full')
  const hill = (costs: { amount: string; description: string | null }[]) =>
    costs.filter((each) => each.description === 'Hill only').map((each) => each.amount)
  expect(hill(await directCosts(there.project))).toEqual(['4321.09'])
  expect(hill(await directCosts(here.project))).toEqual([])
})

/** Locks a budget of one line, for which neither file has an estimate, and has it accepted; returns the batch it stands in. */
async function budgeted(at: Ground, amount: string): Promise<string> {
  const path = `/rest/v1.0/projects/${at.project}/budget`
  await first.admin.post('/rest/v1.0/budget_line_items', {
    project_id: at.project,
    budget_line_item: {
      cost_code_id: at.codes.get('02-450'),
      line_item_type_id: at.types.get('M'),
      original_budget_amount: amount,
    },
  })
  await first.manager.post(`${path}/lock`)
  const { export_id } = await first.manager.get<{ export_id: number }>(`${path}/erp`)
  const moves = movesOf(first, 'budget', export_id)
  expect((await moves.try(first.manager, 'send')).status).toBe(200)
  await moves.accept('')
  return (await moves.until('Synced', 'Failed', 'Needs review')).erp_id!
}

const estimates = (file: Journey) =>
  file
    .books('JCT_NEW__TRANSACTION', ['Batch', 'Transaction_Type', 'Job', 'Cost_Code', 'Amount'])
    .then((rows) => rows.filter((row) => row.Transaction_Type === 'Original estimate'))

test('the budget of each project is entered in its own books, and in no other', { timeout: 180_000 }, async () => {
  const batches = [await budgeted(here, '1111.10'), await budgeted(there, '2222.20')]
  const own = (batch: string | undefined, amount: string) => [
    { Batch: batch, Transaction_Type: 'Original estimate', Job: JOB, Cost_Code: '02-450', Amount: amount },
  ]
  expect(await estimates(first)).toEqual(own(batches[0], '1111.10'))
  expect(await estimates(second)).toEqual(own(batches[1], '2222.20'))
})

const commitmentIn = async (at: Ground, number: string) =>
  (
    await first.manager.get<{ id: number; number: string }[]>(
      `/rest/v1.0/work_order_contracts?project_id=${at.project}`,
    )
  ).find((each) => each.number === number)!.id

test('a change order goes to the books that have its commitment, though both have one of that ID', {
  timeout: 180_000,
}, async () => {
  const orders = async (file: Journey) =>
    (await file.books('JCM_MASTER__COMMITMENT_CO', ['Commitment', 'Commitment_CO', 'Amount'])).map((row) =>
      Object.values(row).join(' '),
    )
  const contract_id = await commitmentIn(there, 'SC-THERE')
  const path = `/rest/v1.0/projects/${there.project}/commitment_change_orders`
  const { id } = await first.manager.post<{ id: number }>(path, {
    contract_id,
    change_order: {
      title: 'More curb on the hill',
      status: 'approved',
      line_items: [
        {
          description: 'More curb',
          cost_code_id: there.codes.get('02-450'),
          line_item_type_id: there.types.get('S'),
          amount: '77.70',
        },
      ],
    },
  })
  const moves = movesOf(first, 'commitment-change-order', id)
  expect((await moves.try(first.manager, 'send')).status).toBe(200)
  await moves.accept('001')
  expect((await moves.until('Synced', 'Failed', 'Needs review')).status.word).toBe('Synced')
  expect(await orders(second)).toEqual(['SC-1 001 77.70'])
  expect(await orders(first)).toEqual([])
})

test('an invoice goes to the books of its commitment, under a number that the other books have too', {
  timeout: 180_000,
}, async () => {
  for (const [at, number, claimed] of [
    [here, 'SC-HERE', '100.10'],
    [there, 'SC-THERE', '200.20'],
  ] as const) {
    const invoices = invoicesOf(first, at.project)
    const period = await month(first, at.project, 2025, 5)
    const { id } = await invoices.create(await commitmentIn(at, number), period, {
      invoice_number: 'I-1',
      billing_date: '2025-05-31',
    })
    const line = (await invoices.items(id)).find((each) => each.position === '1')!
    await invoices.bill(id, [{ line_item_id: line.line_item_id, work_completed_this_period: claimed }])
    await invoices.change(id, { status: 'Approved' })
    const moves = movesOf(first, 'subcontractor-invoice', id)
    expect((await moves.try(first.manager, 'send')).status).toBe(200)
    expect((await acceptWith(first, moves, id)).status.word).toBe('Synced')
  }
  expect(await invoiceInBooks(first, VENDOR, 'I-1')).toMatchObject({ Amount: '100.10', lines: [{ Amount: '100.10' }] })
  expect(await invoiceInBooks(second, VENDOR, 'I-1')).toMatchObject({ Amount: '200.20', lines: [{ Amount: '200.20' }] })
})

test('a prime contract comes from the books of its project’s job', { timeout: 300_000 }, async () => {
  await second.desk('schedule-of-value', { job: JOB, costCode: '02-000', amount: '333.30' })
  for (const file of [first, second])
    for (const feed of ['quickbill-contracts', 'quickbill-items']) await file.readNow(feed)
  const record = `staged/prime-contract/${JOB}/add`
  const unclear = await first.admin.ask('POST', first.erp(record), { answers: {} })
  expect([unclear.status, JSON.stringify(unclear.body)]).toEqual([409, expect.stringContaining('Several ERP company')])
  await first.admin.post(first.erp(`${record}${of(secondFile)}`), { answers: {} })
  const shown = (at: Ground) =>
    first.admin.get<{ number: string; grand_total: string }[]>(`/rest/v1.0/prime_contracts?project_id=${at.project}`)
  expect(await shown(there)).toMatchObject([{ number: JOB, grand_total: '28333.30' }])
  expect(await shown(here)).toEqual([])
  await first.admin.post(first.erp(`${record}${of(await firstFile())}`), { answers: {} })
  expect(await shown(here)).toMatchObject([{ number: JOB, grand_total: '242750.25' }])
  expect(await shown(there)).toMatchObject([{ grand_total: '28333.30' }])
})

test('while one file’s agent is away the other goes on', { timeout: 300_000 }, async () => {
  await first.world.agent.kill()
  const away = await sent(here, 'SC-AWAY')
  const goes = await sent(there, 'SC-GOES')
  await away.accept('SC-2')
  await goes.accept('SC-2')
  expect((await goes.until('Synced', 'Failed', 'Needs review')).status.word).toBe('Synced')
  expect((await away.look()).status.word).toBe('Exporting')
  await first.world.startAgent()
  expect((await away.until('Synced', 'Failed', 'Needs review')).status.word).toBe('Synced')
})

test('a second company of the installation has its own books, people and IDs; nothing crosses', {
  timeout: 180_000,
}, async () => {
  const wanted = { company: { name: 'Hill Builders', time_zone: 'America/Denver' } }
  expect((await first.manager.ask('POST', '/rest/v1.0/companies', wanted)).status).toBe(403)
  const { id } = await first.admin.post<{ id: number }>('/rest/v1.0/companies', wanted)
  const { admin, manager: stranger } = await peopleOf(first.world)
  for (const each of [admin, stranger]) each.company = id
  const erp = (rest: string) => `/rest/v1.0/companies/${id}/erp/${rest}`
  const connection = await admin.post<{ id: number }>(erp('connections'), {
    connector: 'sage-300-cre',
    name: 'Hill’s own books',
  })
  const file = await first.world.addFile(admin, connection.id)
  await until('the jobs of the other company', async () => {
    const jobs = await admin.get<{ erp_id: string }[]>(erp('staged?kind=job&filter=Ready%20to%20Import&per_page=100'))
    return jobs.some((each) => each.erp_id === JOB)
  })
  const theirs = { ...first, ...first.inFile(file), admin, manager: admin, approver: admin, erp }
  const at = await ground(theirs)
  const users = await admin.get<{ id: number }[]>(`/rest/v1.0/companies/${id}/users`)
  await admin.patch(`/rest/v1.0/companies/${id}/users/${users[0]?.id}`, { user: { can_push_to_accounting: true } })
  const moves = movesOf(theirs, 'commitment', await draft(theirs, at, 'SC-1'))
  expect((await moves.try(admin, 'send')).status).toBe(200)
  const ours = await sent(here, 'SC-3')
  await moves.accept('SC-3')
  await ours.accept('SC-3')
  expect((await moves.until('Synced', 'Failed', 'Needs review')).status.word).toBe('Synced')
  expect((await ours.until('Synced', 'Failed', 'Needs review')).status.word).toBe('Synced')
  expect((await inTheBooks(theirs, 'SC-3')).headers).toHaveLength(1)
  expect((await inTheBooks(theirs, 'SC-1')).headers).toHaveLength(0)
  expect((await inTheBooks(first, 'SC-3')).headers).toHaveLength(1)
  expect((await stranger.ask('GET', erp('connections'))).status).toBe(404)
})

describe.runIf(hasBrowser)('in the browser', { timeout: 300_000 }, () => {
  let browser: Browser
  let admin: Visit
  beforeAll(async () => {
    browser = await openBrowser()
    admin = await signInAs(browser, `${first.world.url}/companies/${first.admin.company}/erp`, 'Administrator')
  })
  afterAll(() => browser?.close())

  const open = (path: string) => admin.page.goto(`${first.world.url}/companies/${first.admin.company}${path}`)

  test('the connection’s page shows each file by itself, and the tabs name the file', async () => {
    const { page, look } = admin
    await open('/erp/connection')
    await page.getByRole('heading', { name: 'Sage 300 CRE, folder HILL' }).waitFor()
    await look('files-1-connections')
    await open('/erp/job?filter=Ready+to+Import')
    await page.getByRole('columnheader', { name: 'Company file' }).waitFor()
    await look('files-2-jobs')
    await page.getByLabel('Company file').selectOption({ label: 'Sage 300 CRE, folder HILL' })
    await expect.poll(() => page.getByRole('link', { name: 'Mission Alley Repaving' }).count()).toBe(1)
    await page.getByRole('link', { name: 'Ready to Import 2' }).waitFor()
    await open('/erp/commitment?filter=Synced')
    await page.getByText('Contract SC-THERE').waitFor()
    await look('files-3-commitments')
  })

  test('a company is sent to each file by itself, a project belongs to one', async () => {
    const { page, look } = admin
    await open(`/directory/${here.vendor}`)
    await page.getByRole('heading', { name: 'ERP company files' }).waitFor()
    await look('files-4-company')
    const { id } = await first.manager.post<{ id: number }>('/rest/v1.0/vendors', { vendor: { name: 'Rebar Works' } })
    await open(`/directory/${id}`)
    await page.getByRole('button', { name: 'Also here: Sage 300 CRE, folder HILL' }).click()
    await send(admin)
    await look('files-5-sent')
    const made = await first.admin.post<{ id: number }>('/rest/v1.0/projects', { project: { name: 'Quay' } })
    await open(`/projects/${made.id}`)
    await page.getByLabel('ERP company file').selectOption({ label: 'Sage 300 CRE, folder HILL' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await send(admin)
    await look('files-6-project')
    await open('/cost-codes')
    await page.getByRole('columnheader', { name: 'Company file' }).waitFor()
    await look('files-7-cost-codes')
  })

  test('an administrator of the installation makes a company', async () => {
    const { page, look, errors } = admin
    await page.getByRole('button', { name: 'Ada Quill' }).click()
    await page.getByRole('menuitem', { name: 'Companies' }).click()
    await page.getByRole('button', { name: 'New company' }).click()
    await page.getByLabel('Name').fill('Marin Builders')
    await look('files-8-new-company')
    await page.getByRole('button', { name: 'Make', exact: true }).click()
    await page.getByRole('combobox', { name: 'Company', exact: true }).waitFor()
    expect(errors).toEqual([])
  })
})
