/** Prime contract change orders out: on a line that is there, on a new one whose item the approver names, with markups; both sides of the books. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, until } from '../../example/client.ts'
import { feedsRead } from '../../example/fill.ts'
import { type Journey, journey, type Moves, movesOf, type Preview } from '../world/journey.ts'

interface Line {
  id: number
  item: string
  description: string
  amount: string
  own: boolean
}
interface ChangeOrder {
  id: number
  number: string
  status: string
  subtotal: string
  markup_total: string
  grand_total: string
  erp_status: string
}

let of: Journey
let project: number
let contract: number
let codes: Map<string, number>
let types: Map<string, number>

beforeAll(async () => {
  of = await journey()
  await feedsRead(of.admin, ['contracts', 'contract-items', 'quickbill-contracts', 'quickbill-items'])
  ;({ project, contract } = await imported('25-2977', '2977J'))
  await of.admin.post(of.erp('staged/prime-contract/2977J-ALT/link'), { item: contract })
})
afterAll(() => of?.close())

const path = (of: number) => `/rest/v1.0/projects/${of}/prime_change_orders`
const linesOf = (project: number, contract: number) =>
  of.admin.get<Line[]>(`/rest/v1.0/prime_contracts/${contract}/line_items?project_id=${project}`)
const orderOf = (id: number) => of.manager.get<ChangeOrder>(`${path(project)}/${id}`)
const create = (project: number, change_order: object) => of.manager.post<ChangeOrder>(path(project), { change_order })
const coded = (code: string, amount: string, more = {}) => ({
  cost_code_id: codes.get(code),
  line_item_type_id: types.get('S'),
  amount,
  ...more,
})

test('a new line makes the approver name the contract item; markups are in the scheduled value', async () => {
  const existing = (await linesOf(project, contract)).find((line) => line.item === '0010')!
  const order = await create(project, {
    contract_id: contract,
    title: 'Night work on the roadway',
    status: 'Draft',
    line_items: [
      coded('02-200', '10000.00', { contract_line_item_id: existing.id }),
      coded('02-400', '2500.50', { description: 'Night work' }),
    ],
    markups: [
      { name: 'Overhead and profit', percent: '10' },
      { name: 'Bond', amount: '100.00' },
    ],
  })
  expect(order).toMatchObject({ number: '001', subtotal: '12500.50', markup_total: '1350.05', grand_total: '13850.55' })
  const moves = movesOf(of, 'prime-change-order', order.id)
  expect((await moves.try(of.manager, 'send')).sentences).toContain('this one is Draft')
  await of.manager.patch(`${path(project)}/${order.id}`, { change_order: { status: 'Pending - In Review' } })
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  expect((await of.manager.ask('PATCH', `${path(project)}/${order.id}`, { change_order: { title: 'X' } })).status).toBe(
    422,
  )

  const { fields, refusals } = await moves.preview()
  const [status, chosen, item] = fields.map((each) => each.key)
  expect(fields.map((each) => each.label)).toEqual([
    'Status',
    'Contract for line 2, Night work',
    'Contract item ID for line 2, Night work',
  ])
  expect(refusals.map((each) => each.field)).toEqual([item])
  expect(await said(moves, { [item!]: '0020' })).toEqual([
    'A contract item already exists on this contract with the specified code.',
  ])
  expect((await said(moves, { [item!]: 'N-01-ELEVEN' }))[0]).toMatch(/11 characters long; .* at most 10/)
  expect(await said(moves, { [item!]: 'N-01', [chosen!]: 'NONE' })).toEqual([
    'Contract for line 2, Night work cannot be “NONE”.',
  ])

  await standardIsRefused(moves)
  await accept(moves, { [status!]: 'Approved', [chosen!]: '2977J', [item!]: 'N-01' })
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({ status: { word: 'Synced' } })
  expect(await orderOf(order.id)).toMatchObject({ status: 'Approved', erp_status: 'synced' })

  const added = (await linesOf(project, contract)).find((line) => line.item === 'N-01')
  expect(added).toMatchObject({ description: 'Night work', amount: '0.00', own: false })
  expect(await entries('JCT_NEW__TRANSACTION', '001')).toEqual([
    'Approved est changes 02-200 S   10000.00',
    'Approved est changes 02-400 S   2500.50',
  ])
  expect(await entries('JCT_CURRENT__TRANSACTION', '001')).toEqual([
    'Aprvd schdl val chng   2977J 0010 11080.00',
    'Aprvd schdl val chng   2977J N-01 2770.55',
  ])
  const amounts = ['Item', 'Original_Contract_Amount', 'JTD_Aprvd_Contract_Chgs', 'Revised_Contract_Amount']
  const items = await of.books('CNM_MASTER__CONTRACT_ITEM', amounts, [{ column: 'Contract', op: '=', value: '2977J' }])
  expect(items.map((row) => Object.values(row).join(' '))).toEqual([
    '0010 1250000.00 11080.00 1261080.00',
    '0020 480000.00 0.00 480000.00',
    '0030 905500.50 0.00 905500.50',
    'N-01 0.00 2770.55 2770.55',
  ])
  const [job] = await of.books('JCM_MASTER__JOB', amounts.slice(2), [{ column: 'Job', op: '=', value: '25-2977' }])
  expect(job).toEqual({ JTD_Aprvd_Contract_Chgs: '13850.55', Revised_Contract_Amount: '2745601.05' })
})

test('a change of lines that are there asks nothing; switched on, the markup is in the estimate too', async () => {
  await of.admin.put(of.erp('settings/prime-change-order-markup-in-estimate'), { value: true })
  const all = await linesOf(project, contract)
  const lineOf = (item: string) => ({ contract_line_item_id: all.find((line) => line.item === item)!.id })
  const order = await create(project, {
    contract_id: contract,
    number: 'CR-2',
    title: 'Credit for curbs',
    status: 'Approved',
    line_items: [
      coded('02-400', '-1000.00', lineOf('0020')),
      coded('02-400', '250.00', lineOf('0020')),
      coded('02-200', '100.00', lineOf('N-01')),
    ],
    markups: [{ name: 'Fee', percent: '5' }],
  })
  const moves = movesOf(of, 'prime-change-order', order.id)
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  expect((await moves.preview()).fields).toEqual([])
  await accept(moves, {})
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({ status: { word: 'Synced' } })
  expect(await entries('JCT_NEW__TRANSACTION', 'CR-2')).toEqual([
    'Approved est changes 02-200 S   105.00',
    'Approved est changes 02-400 S   -787.50',
  ])
  expect(await entries('JCT_CURRENT__TRANSACTION', 'CR-2')).toEqual([
    'Aprvd schdl val chng   2977J 0020 -787.50',
    'Aprvd schdl val chng   2977J N-01 105.00',
  ])
})

test('its new item is in the books and its entries are refused: what is missing is sent alone', async () => {
  const order = await create(project, {
    contract_id: contract,
    number: 'CR-3',
    title: 'Street lights',
    status: 'Approved',
    line_items: [coded('02-400', '750.25', { description: 'Street lights' })],
  })
  const moves = movesOf(of, 'prime-change-order', order.id)
  await itemsAreReadAnew(async () => expect((await moves.try(of.manager, 'send')).status).toBe(200))
  const [chosen, item] = (await moves.preview()).fields.map((each) => each.key)
  const refuse = () =>
    of.desk('fault', {
      match: { record: 'J' },
      action: { kind: 'refuse', sentence: 'Job has been closed.' },
      times: 1,
    })
  const complete = () => moves.try(of.admin, 'complete-missing', { reason: 'The job is open again.' })
  const inPart = { op: { human_reason: 'partial', failures: [{ code: 'job-closed' }, { code: 'sibling-refused' }] } }
  await refuse()
  await accept(moves, { [chosen!]: '2977J', [item!]: 'N-02' })
  expect(await moves.until('Needs review', 'Synced', 'Failed')).toMatchObject(inPart)
  expect(await itemsNamed('N-02')).toEqual(['N-02 Street lights 0.00'])
  expect(await booked('CR-3')).toEqual([])

  await refuse()
  expect((await complete()).status).toBe(200)
  expect(await moves.until('Needs review', 'Synced', 'Failed')).toMatchObject(inPart)
  expect(await booked('CR-3')).toEqual([])

  expect((await complete()).status).toBe(200)
  expect(await moves.until('Synced', 'Needs review', 'Failed')).toMatchObject({ status: { word: 'Synced' } })
  expect(await booked('CR-3')).toEqual([
    'Approved est changes 02-400 S   750.25',
    'Aprvd schdl val chng   2977J N-02 750.25',
  ])
  expect(await itemsNamed('N-02')).toEqual(['N-02 Street lights 750.25'])
  expect((await linesOf(project, contract)).find((line) => line.item === 'N-02')).toMatchObject({ own: false })
})

test('where the job keeps its schedule of values by division, the change stands on the division', async () => {
  const quickbill = await imported('24-0118', '24-0118')
  const order = await create(quickbill.project, {
    contract_id: quickbill.contract,
    title: 'More sidewalk',
    status: 'Approved',
    line_items: [coded('02-400', '500.00', { description: 'Two more bays' })],
  })
  const moves = movesOf(of, 'prime-change-order', order.id)
  expect((await moves.try(of.manager, 'send')).sentences).not.toContain('sentence')
  expect((await moves.preview()).fields).toEqual([])
  await accept(moves, {})
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({ status: { word: 'Synced' } })
  const figures = ['Orig_Scheduled_Value', 'JTD_Aprvd_Schd_Value_Chgs', 'Revised_Scheduled_Value']
  const [division] = await of.books('JCM_MASTER__COST_CODE', figures, [
    { column: 'Job', op: '=', value: '24-0118' },
    { column: 'Extra', op: '=', value: '' },
    { column: 'Cost_Code', op: '=', value: '02-000' },
  ])
  expect(Object.values(division!)).toEqual(['214750.25', '500.00', '215250.25'])
  expect((await linesOf(quickbill.project, quickbill.contract)).map((line) => line.item)).toEqual(['01-000', '02-000'])
})

/** PCO-2: an approver whose level on the tool is Standard sees it, and cannot. */
async function standardIsRefused(moves: Moves): Promise<void> {
  const { moves: possible } = await moves.look()
  expect(possible.accept?.map((each) => each.sentence).join()).toContain(
    'Accepting or rejecting a prime contract change order',
  )
  const { rev, hash } = await moves.preview()
  expect((await moves.try(of.approver, 'accept', { rev, hash: hash ?? '', answers: {} })).status).toBe(403)
  expect((await moves.try(of.approver, 'reject', { reason: 'No.' })).status).toBe(403)
  const company = of.admin.company
  const users = await of.admin.get<{ id: number; email: string }[]>(`/rest/v1.0/companies/${company}/users`)
  const own = users.find((each) => each.email === 'admin@example.test')!.id
  await of.admin.patch(`/rest/v1.0/companies/${company}/users/${own}`, { user: { can_push_to_accounting: true } })
}

/** By the administrator, who is an approver by now. */
async function accept(moves: Moves, answers: Record<string, string>): Promise<void> {
  const { rev, hash, refusals } = await moves.preview(answers)
  expect(refusals).toEqual([])
  const answer = await moves.try(of.admin, 'accept', { rev, hash, answers })
  expect(answer.sentences).not.toContain('refus')
  expect(answer.status).toBe(200)
}

const said = async (moves: Moves, answers: Record<string, string>): Promise<string[]> =>
  (await moves.preview(answers)).refusals.map((each: Preview['refusals'][number]) => each.sentence)

/** What changed on the contract in the ERP is read when a change order of it is sent, the last read being a while ago. */
async function itemsAreReadAnew(send: () => Promise<void>): Promise<void> {
  const [connection] = await of.admin.get<{ id: number }[]>(of.erp('connections'))
  const reads = () => of.admin.get<unknown[]>(of.erp(`connections/${connection!.id}/reads?feed=contract-items`))
  const before = (await reads()).length
  await of.database.db.system((sql) =>
    sql.run(`update erp_cursor set last_read_at = last_read_at - interval '10 minutes' where feed = 'contract-items'`),
  )
  await send()
  await until('the contract items to be read', async () => (await reads()).length > before)
}

/** With what each is worth by now. */
async function itemsNamed(item: string): Promise<string[]> {
  const columns = ['Item', 'Description', 'Revised_Contract_Amount']
  const rows = await of.books('CNM_MASTER__CONTRACT_ITEM', columns, [{ column: 'Item', op: '=', value: item }])
  return rows.map((row) => Object.values(row).join(' '))
}

const booked = async (number: string): Promise<string[]> => [
  ...(await entries('JCT_NEW__TRANSACTION', number)),
  ...(await entries('JCT_CURRENT__TRANSACTION', number)),
]

/** Entries of the books under the change order's number, as text. */
async function entries(table: string, number: string): Promise<string[]> {
  const columns = ['Transaction_Type', 'Cost_Code', 'Category', 'Contract', 'Item', 'Amount', 'Chg_Mgmt_Ref_1']
  const rows = await of.books(table, columns)
  return rows
    .filter((row) => row.Chg_Mgmt_Ref_1 === number)
    .map((row) =>
      columns
        .slice(0, -1)
        .map((column) => row[column])
        .join(' '),
    )
    .sort()
}

/** The job as a project with its codes, and its contract as a prime contract of it. */
async function imported(job: string, contract: string): Promise<{ project: number; contract: number }> {
  const project = (await of.admin.post<{ item_id: number }>(of.erp(`staged/job/${job}/add`))).item_id
  await codesOf(of.admin, project)
  await of.admin.post(of.erp(`staged/prime-contract/${contract}/add`), { answers: {} })
  const [made] = await of.admin.get<{ id: number }[]>(`/rest/v1.0/prime_contracts?project_id=${project}`)
  return { project, contract: made!.id }
}

async function codesOf(client: Client, project: number): Promise<void> {
  const found = await until('the cost codes of the project', async () => {
    const all = await client.get<
      { id: number; code: string; sub_job_code: string | null; line_item_types: { id: number; code: string }[] }[]
    >(`/rest/v1.0/cost_codes?project_id=${project}`)
    return all.some((each) => each.code === '02-400' && each.line_item_types.length > 0) && all
  })
  codes = new Map(found.filter((each) => !each.sub_job_code).map((each) => [each.code, each.id]))
  types = new Map(found.flatMap((each) => each.line_item_types.map((type) => [type.code, type.id])))
}
