/** Time, from the people of the ERP to the cost of their hours: entered by period, approved, sent to payroll once, and back as direct costs. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Ground, ground, JOB } from '../world/contracts.ts'
import { type Item, type Journey, journey, type Moves, movesOf } from '../world/journey.ts'

interface Sheet {
  id: number
  number: number
  status: string
  hours: string
  erp_status: string
}

let of: Journey
let at: Ground
let people: Map<string, number>
let base: string

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  base = `/rest/v1.0/projects/${at.project}/timesheets`
  await of.admin.patch(`/rest/v1.0/projects/${at.project}/configuration`, {
    project_configuration: { job_cost_transactions_enabled: true },
  })
  await of.readNow('employees')
  const found = await of.manager.get<{ id: number; employee_id: string }[]>('/rest/v1.0/employees?per_page=100')
  people = new Map(found.map((each) => [each.employee_id, each.id]))
})
afterAll(() => of?.close())

const card = (employee: string, date: string, more: object = {}) => ({
  timecard_entry: {
    employee_id: people.get(employee),
    date,
    cost_code_id: at.codes.get('02-400'),
    line_item_type_id: at.types.get('L'),
    regular_hours: '8',
    ...more,
  },
})

async function sheetOf(start: string, end: string, cards: object[]): Promise<Sheet> {
  const sheet = await of.manager.post<Sheet>(base, { timesheet: { period_start: start, period_end: end } })
  for (const each of cards) await of.manager.post(`${base}/${sheet.id}/timecard_entries`, each)
  return sheet
}

/** Approved, sent, and accepted as the approver saw it. */
async function accepted({ id }: Sheet): Promise<Moves> {
  await of.manager.patch(`${base}/${id}/status`, { status: 'approved' })
  const moves = movesOf(of, 'timecards', id)
  expect(await moves.try(of.manager, 'send')).toMatchObject({ status: 200 })
  const { rev, hash } = await moves.preview()
  expect(await moves.try(of.approver, 'accept', { rev, hash, answers: {} })).toMatchObject({ status: 200 })
  return moves
}

/** Time entries of an item in the books, waiting or posted. */
async function entriesOf(item: Item) {
  const where = [{ column: 'Ref_1', op: '=' as const, value: item.op!.marker }]
  const columns = ['Ref_2', 'Employee', 'Date_Worked', 'Pay_ID', 'Cost_Code', 'Regular_Hours', 'Overtime_Hours']
  const rows = [
    ...(await of.books('PRT_NEW__TIME', columns, where)),
    ...(await of.books('PRT_CURRENT__TIME', columns, where)),
  ]
  return rows.map((row) => Object.values(row).join(' ')).sort()
}

test('employees are there by themselves; who has left cannot be given hours', async () => {
  expect([...people.keys()].sort()).toEqual(['0988', '1003', '1007', '1012', '1019'])
  const sheet = await sheetOf('2026-02-02', '2026-02-08', [])
  const answer = await of.manager.ask('POST', `${base}/${sheet.id}/timecard_entries`, card('0988', '2026-02-03'))
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([
    422,
    expect.stringContaining('Walter Haas is not active'),
  ])
  expect((await of.reader.ask('POST', base, {})).status).toBeGreaterThanOrEqual(400)
})

test('an approved period goes to payroll exactly as the approver saw it, and its cost comes back', {
  timeout: 120_000,
}, async () => {
  const sheet = await sheetOf('2026-03-02', '2026-03-08', [
    card('1007', '2026-03-03', { overtime_hours: '1.5' }),
    card('1003', '2026-03-04', { pay_id: 'HOURLY', description: 'Forms' }),
  ])
  const moves = movesOf(of, 'timecards', sheet.id)
  const early = await moves.try(of.manager, 'send')
  expect([early.status, early.sentences]).toEqual([422, expect.stringContaining('when it is approved')])
  await accepted(sheet)
  expect(
    (await of.manager.ask('POST', `${base}/${sheet.id}/timecard_entries`, card('1012', '2026-03-03'))).status,
  ).toBe(422)
  const item = await moves.until('Synced', 'Failed', 'Needs review')
  expect(item.status.word).toBe('Synced')
  expect(await entriesOf(item)).toEqual([
    '1 1007 2026-03-03 HOURLY 02-400 8.00 1.50',
    '2 1003 2026-03-04 HOURLY 02-400 8.00 0.00',
  ])

  const { batch } = await of.desk<{ batch: string }>('time-post', { batch: item.op!.marker })
  await of.desk('post-batch', { batch })
  await of.readNow('job-cost-transactions')
  const costs = await of.manager.get<{ amount: string; direct_cost_type: string; direct_cost_date: string }[]>(
    `/rest/v1.0/projects/${at.project}/direct_costs?filters[start_date]=2026-03-08&filters[end_date]=2026-03-08`,
  )
  // 10.25 hours’ worth at 67.50, 8 at 78.50.
  expect(costs.map((each) => `${each.direct_cost_type} ${each.amount}`).sort()).toEqual([
    'payroll 628.00',
    'payroll 691.88',
  ])
})

test('where the importer’s answer is lost the hours are recognised and not added a second time', {
  timeout: 120_000,
}, async () => {
  await of.desk('fault', { match: { task: 'pr-import-timecards' }, action: { kind: 'lostAnswer' }, times: 1 })
  const moves = await accepted(
    await sheetOf('2026-03-09', '2026-03-15', [card('1007', '2026-03-10'), card('1012', '2026-03-10')]),
  )
  const item = await moves.until('Synced', 'Failed', 'Needs review')
  expect(item.status.word).toBe('Synced')
  expect(await entriesOf(item)).toHaveLength(2)
  await of.desk('faults-clear')
})

test('what payroll refuses is told with its cause', { timeout: 300_000 }, async () => {
  const sheet = await sheetOf('2026-03-16', '2026-03-22', [card('1019', '2026-03-17')])
  await of.desk('employee', {
    employee: '1019',
    name: 'Erik Lindqvist',
    status: 'Inactive',
    payId: 'HOURLY',
    payRate: '64.25',
  })
  const item = await (await accepted(sheet)).until('Failed', 'Synced', 'Needs review')
  expect(item).toMatchObject({ status: { word: 'Failed' }, op: { failures: [{ code: 'employee-inactive' }] } })
  expect(await entriesOf(item)).toEqual([])
})

test('while the ERP’s limit of an hour lasts it is said on the item and on the connection, with how many wait', {
  timeout: 120_000,
}, async () => {
  await of.desk('knobs', { withinRequestLimit: false })
  const moves = await accepted(await sheetOf('2026-03-23', '2026-03-29', [card('1003', '2026-03-24')]))
  const rests = await until(
    'the rest',
    async () => ((await moves.look()) as Item & { rests: object | null }).rests ?? undefined,
    60_000,
  )
  expect(rests).toMatchObject({ because: expect.stringContaining('surpassed the max number of requests'), waiting: 1 })
  const [connection] = await of.admin.get<{ rests: { until: string } | null }[]>(of.erp('connections'))
  expect(Date.parse(connection!.rests!.until)).toBeGreaterThan(Date.now())
  expect(await entriesOf(await moves.look())).toEqual([])
})

test('the job is the one the project is linked to', async () => {
  const rows = await of.books('PRT_CURRENT__TIME', ['Job'])
  expect(new Set(rows.map((row) => row.Job))).toEqual(new Set([JOB]))
})
