/** A budget on its way to the books and back: sent, held until it is posted, changed, sent again as differences; taken over from estimates; changed with its forecast. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { add, negate, sum } from '../../src/platform/money.ts'
import { type Journey, journey, type Moves, movesOf, type Row } from '../world/journey.ts'

interface Erp {
  export_id: number | null
  exported: boolean
  waiting: string | null
  waiting_lines: { cost_code: string; cost_type: string; expected: string; shown: string; batch: string | null }[]
  differing_lines: unknown[]
  off: { unlock: string[]; import: string[] }
  exports: { number: number; lines: number; amount: string; batch: string }[]
}
interface Line {
  id: number
  cost_code_id: number
  cost_code: string
  line_item_type_id: number
  cost_type: string
  original_budget_amount: string
}

const JOB = '25-2977'

let of: Journey
let project: number
/** Budget changes that were made before the budget was sent: one under review, one approved. */
const early = { reviewed: 0, approved: 0 }

beforeAll(async () => {
  of = await journey({ filled: true })
  project = (await of.manager.get<{ id: number }[]>('/rest/v1.0/projects'))[0]!.id
})
afterAll(() => of?.close())

const path = (rest = '', id = project) => `/rest/v1.0/projects/${id}/budget${rest}`
const erp = (id = project) => of.manager.get<Erp>(path('/erp', id))
const lines = (id = project) => of.manager.get<Line[]>(`/rest/v1.0/budget_line_items?project_id=${id}`)
const lock = (id = project) => of.manager.post(path('/lock', id))
const setAmount = (line: Line, amount: string) =>
  of.manager.patch(`/rest/v1.0/budget_line_items/${line.id}`, {
    project_id: project,
    budget_line_item: { original_budget_amount: amount },
  })
const said = (answer: { body: unknown }) => JSON.stringify(answer.body)
const exportOf = async (id = project): Promise<Moves> => movesOf(of, 'budget', (await erp(id)).export_id!)

/** Accepts what the preview shows, and waits until the books have it. */
async function accepted(moves: Moves): Promise<string> {
  await moves.accept('')
  const item = await moves.until('Synced', 'Failed', 'Needs review')
  expect(item.status.word).toBe('Synced')
  return item.erp_id!
}

/** The accountants post the batch; the job costs come by themselves, or now. */
async function posted(batch: string): Promise<void> {
  await of.desk('post-batch', { batch })
  await of.readNow('job-cost-summary')
}

const entries = (table: 'NEW' | 'CURRENT', batch: string): Promise<Row[]> =>
  of.books(
    `JCT_${table}__TRANSACTION`,
    ['Cost_Code', 'Category', 'Transaction_Type', 'Amount', 'Chg_Mgmt_Ref_2'],
    [{ column: 'Batch', op: '=', value: batch }],
  )
const place = (code: string | null | undefined, type: string | null | undefined) => `${code} ${type}`
const byPlace = (rows: Row[]) => new Map(rows.map((row) => [place(row.Cost_Code, row.Category), row.Amount]))

test('only a locked budget can be sent; sent, retrieved, sent, rejected with a reason', async () => {
  expect((await erp()).export_id).toBeNull()
  await lock()
  const [from, , to] = await lines()
  early.reviewed = await changed(from!, to!, '20.00', ['under_review'])
  early.approved = await changed(from!, to!, '30.00')
  const moves = await exportOf()
  expect((await moves.try(of.reader, 'send')).status).toBe(403)
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  const unlock = await of.manager.ask('DELETE', path('/lock'))
  expect([unlock.status, said(unlock)]).toEqual([409, expect.stringContaining('Retrieve it first')])
  expect((await moves.try(of.manager, 'retrieve')).status).toBe(200)
  expect((await of.manager.ask('DELETE', path('/lock'))).status).toBe(200)
  expect((await moves.try(of.manager, 'send')).sentences).toContain('Lock it before you send it')
  await lock()
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  await moves.try(of.approver, 'reject', { reason: 'Striping is missing.' })
  expect(await moves.look()).toMatchObject({ status: { word: 'Rejected' }, reason: 'Striping is missing.' })
})

test('the books get exactly the records the approver saw, as entries of one batch that wait to be posted', {
  timeout: 90_000,
}, async () => {
  const moves = await exportOf()
  await moves.try(of.manager, 'send')
  const { rendering } = await moves.preview()
  const shown = rendering!.shown.map(({ fields }) => Object.fromEntries(fields.map((each) => [each.name, each.value])))
  const batch = await accepted(moves)
  const waiting = byPlace(await entries('NEW', batch))
  expect(waiting.size).toBe(shown.length)
  expect(shown.map((each) => waiting.get(place(each['Cost Code'], each.Category)))).toEqual(
    shown.map((each) => each.Amount),
  )
  const budget = await lines()
  expect(sum(waiting.values() as Iterable<string>)).toBe(sum(budget.map((each) => each.original_budget_amount)))
})

test('until they are posted the page says which entries wait, and everything is off', async () => {
  const at = await erp()
  const [batch] = at.exports.map((each) => each.batch)
  const count = (await lines()).length
  expect(at.waiting).toBe(
    `Waiting for ${count} entries in batch ${batch} to be posted in Job Cost: the ERP does not show the Original Budget Amount yet.`,
  )
  expect(at.waiting_lines).toHaveLength(count)
  expect(at.waiting_lines.every((each) => each.shown === '0.00' && each.batch === batch)).toBe(true)
  expect(at.off.import.join()).toContain('has been exported')
  const unlock = await of.manager.ask('DELETE', path('/lock'))
  expect([unlock.status, said(unlock)]).toEqual([409, expect.stringContaining(`in batch ${batch}`)])
  const change = await of.manager.ask('POST', `/rest/v1.0/projects/${project}/budget_changes`, { budget_change: {} })
  expect([change.status, said(change)]).toEqual([409, expect.stringContaining(`in batch ${batch}`)])
  for (const fields of [{ title: 'Later' }, { status: 'draft' }, { status: 'approved' }]) {
    const answer = await changeTo(early.reviewed, fields)
    expect([answer.status, said(answer)]).toEqual([409, expect.stringContaining(`in batch ${batch}`)])
  }
  const sent = await movesOf(of, 'budget-change', early.approved).try(of.manager, 'send')
  expect([sent.status, sent.sentences]).toEqual([422, expect.stringContaining(`in batch ${batch}`)])
  expect((await of.approver.ask('POST', path('/import_from_erp'))).status).toBe(422)
})

test('posted at the desk and shown in the job costs, the budget is free; only what was changed goes again', {
  timeout: 90_000,
}, async () => {
  await posted((await erp()).exports[0]!.batch)
  expect(await erp()).toMatchObject({ waiting: null, waiting_lines: [], off: { unlock: [] } })
  expect((await changeTo(early.reviewed, { title: 'Later', status: 'approved' })).status).toBe(200)
  for (const move of ['send', 'retrieve'])
    expect((await movesOf(of, 'budget-change', early.approved).try(of.manager, move)).status).toBe(200)
  expect((await of.manager.ask('DELETE', path('/lock'))).status).toBe(200)
  await lock()
  expect((await (await exportOf()).try(of.manager, 'send')).sentences).toContain('there is nothing to send')
  await of.manager.ask('DELETE', path('/lock'))
  const [first, second] = await lines()
  await setAmount(first!, add(first!.original_budget_amount, '1500.25'))
  await setAmount(second!, '0.00')
  await lock()
  const moves = await exportOf()
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  const batch = await accepted(moves)
  expect(byPlace(await entries('NEW', batch))).toEqual(
    new Map([
      [place(first!.cost_code, first!.cost_type), '1500.25'],
      [place(second!.cost_code, second!.cost_type), negate(second!.original_budget_amount)],
    ]),
  )
  await posted(batch)
  expect((await erp()).waiting).toBeNull()
  const books = await of.books(
    'JCM_MASTER__CATEGORY',
    ['Cost_Code', 'Category', 'Original_Estimate'],
    [{ column: 'Job', op: '=', value: JOB }],
  )
  const theirs = new Map(books.map((row) => [place(row.Cost_Code, row.Category), row.Original_Estimate]))
  for (const line of await lines())
    expect(theirs.get(place(line.cost_code, line.cost_type))).toBe(line.original_budget_amount)
})

test('figures that somebody changed in the ERP stop the budget until an approver takes them', async () => {
  const [line] = await lines()
  const cost = { job: JOB, costCode: line!.cost_code, category: line!.cost_type, amount: '10.00', post: true }
  await of.desk('cost', { ...cost, type: 'Original estimate' })
  await of.readNow('job-cost-summary')
  expect((await erp()).off.unlock.join()).toContain('The ERP shows another Original Budget Amount than it was sent')
  expect((await of.manager.ask('POST', path('/settle'), { reason: 'Right.' })).status).toBe(403)
  expect((await of.approver.ask('POST', path('/settle'), { reason: '' })).status).toBe(422)
  expect((await of.approver.ask('POST', path('/settle'), { reason: 'A correction of ours.' })).status).toBe(200)
  expect((await erp()).off.unlock).toEqual([])
})

test('an approved budget change goes as changes of the estimate, with the forecast of every line; then only what moved', {
  timeout: 120_000,
}, async () => {
  expect((await of.reader.ask('PATCH', path('/erp'), { budget: { export_forecast_amounts: true } })).status).toBe(403)
  await of.manager.patch(path('/erp'), { budget: { export_forecast_amounts: true } })
  const all = await lines()
  const [from, to] = [all[0]!, all[2]!]
  const first = await changed(from, to, '200.00')
  const moves = movesOf(of, 'budget-change', first)
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  const batch = await accepted(moves)
  const booked = await entries('NEW', batch)
  const ofType = (type: string) => byPlace(booked.filter((row) => row.Transaction_Type === type))
  expect(ofType('Approved est changes')).toEqual(
    new Map([
      [place(from.cost_code, from.cost_type), '-200.00'],
      [place(to.cost_code, to.cost_type), '200.00'],
    ]),
  )
  const rows = await detail()
  const figures = (key: 'estimated_cost_at_completion' | 'forecast_to_complete') =>
    new Map(rows.filter((row) => row[key] !== '0.00').map((row) => [place(row.cost_code, row.cost_type), row[key]]))
  expect(ofType('Misc worksheet 1')).toEqual(figures('estimated_cost_at_completion'))
  expect(ofType('Misc worksheet 2')).toEqual(figures('forecast_to_complete'))
  await posted(batch)

  const second = movesOf(of, 'budget-change', await changed(from, to, '50.00'))
  await second.try(of.manager, 'send')
  const again = await accepted(second)
  expect(
    (await entries('NEW', again)).map((row) => `${row.Cost_Code} ${row.Transaction_Type} ${row.Amount}`).sort(),
  ).toEqual(
    ['Approved est changes', 'Misc worksheet 1', 'Misc worksheet 2']
      .flatMap((type) => [`${from.cost_code} ${type} -50.00`, `${to.cost_code} ${type} 50.00`])
      .sort(),
  )
  await posted(again)
  await worksheetsAgree()
})

test('a budget that is sent again carries the forecast in a second file of the same export', {
  timeout: 90_000,
}, async () => {
  expect((await of.manager.ask('DELETE', path('/lock'))).status).toBe(200)
  const line = (await lines())[3]!
  await setAmount(line, add(line.original_budget_amount, '75.00'))
  await lock()
  const moves = await exportOf()
  await moves.try(of.manager, 'send')
  const { rendering } = await moves.preview()
  expect(rendering!.shown.map((each) => each.record)).toContain('T')
  const batch = await accepted(moves)
  expect((await entries('NEW', batch)).map((row) => `${row.Transaction_Type} ${row.Amount}`)).toContain(
    'Misc worksheet 1 75.00',
  )
  await posted(batch)
  await worksheetsAgree()
})

test('a budget that was never exported takes over the ERP’s estimates, and owes it nothing for them', {
  timeout: 90_000,
}, async () => {
  const { item_id: other } = await of.admin.post<{ item_id: number }>(of.erp('staged/job/24-0118/add'))
  await of.readNow('job-cost-summary', 'full')
  const found = await of.admin.ask('POST', path('/import_from_erp', other))
  expect([found.status, found.body]).toEqual([200, { added: 4, changed: 0 }])
  expect(
    (await lines(other)).map((each) => `${each.cost_code} ${each.cost_type} ${each.original_budget_amount}`),
  ).toEqual(['01-410 S 12000.00', '02-400 L 21500.00', '02-400 S 86000.00', '02-450 S 44800.00'])
  await of.admin.post(path('/lock', other))
  const { sentences } = await (await exportOf(other)).try(of.admin, 'send')
  expect(sentences).toContain('there is nothing to send')
})

const changeTo = (id: number, budget_change: object) =>
  of.manager.ask('PATCH', `/rest/v1.0/projects/${project}/budget_changes/${id}`, { budget_change })

/** A change of so much between two lines, brought to its last status: approved. */
async function changed(from: Line, to: Line, amount: string, statuses = ['under_review', 'approved']): Promise<number> {
  const at = `/rest/v1.0/projects/${project}/budget_changes`
  const on = (line: Line, moved: string) => ({
    cost_code_id: line.cost_code_id,
    line_item_type_id: line.line_item_type_id,
    amount: moved,
  })
  const { id } = await of.manager.post<{ id: number }>(at, {
    budget_change: { title: 'Moved', adjustment_line_items: [on(from, negate(amount)), on(to, amount)] },
  })
  for (const status of statuses) expect((await changeTo(id, { status })).status).toBe(200)
  return id
}

type Detail = Record<'cost_code' | 'cost_type' | 'estimated_cost_at_completion' | 'forecast_to_complete', string> & {
  budgeted: boolean
}
const detail = async () =>
  (await of.manager.get<Detail[]>(`/rest/v1.0/budget_views/1/detail_rows?project_id=${project}`)).filter(
    (row) => row.budgeted,
  )

/** What stands on the ERP's worksheets, posted, is the forecast as it is here. */
async function worksheetsAgree(): Promise<void> {
  const books = await of.books(
    'JCM_MASTER__CATEGORY',
    ['Cost_Code', 'Category', 'Msc_Cat_Amt_1', 'Msc_Cat_Amt_2'],
    [{ column: 'Job', op: '=', value: JOB }],
  )
  const theirs = new Map(
    books.map((row) => [place(row.Cost_Code, row.Category), [row.Msc_Cat_Amt_1, row.Msc_Cat_Amt_2]]),
  )
  for (const row of await detail())
    expect(theirs.get(place(row.cost_code, row.cost_type))).toEqual([
      row.estimated_cost_at_completion,
      row.forecast_to_complete,
    ])
}
