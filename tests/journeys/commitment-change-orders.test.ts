/** Change orders on the example's contract, from a draft to the books: items changed and added, summed, taken off, refused, numbered anew. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONTRACT } from '../../example/fill.ts'
import { type Journey, journey, type Moves, movesOf, type Row } from '../world/journey.ts'

interface Line {
  id: number
  item: string
  position: number
  cost_code_id: number
  line_item_type_id: number
  unit_cost: string
  amount: string
  revised_amount: string
}
interface ChangeOrder {
  id: number
  number: string
  grand_total: string
  erp_status: string
  erp_change_order_id: string | null
  line_items: { id: number; amount: string; erp_item_number: number }[]
}

const KIND = 'commitment-change-order'

let of: Journey
let project: number
let contract: number
let lines: Line[]
let orders: string

beforeAll(async () => {
  of = await journey({ filled: true })
  project = (await of.manager.get<{ id: number }[]>('/rest/v1.0/projects'))[0]!.id
  const found = await of.manager.get<{ id: number }[]>(`/rest/v1.0/work_order_contracts?project_id=${project}`)
  contract = found[0]!.id
  orders = `/rest/v1.0/projects/${project}/commitment_change_orders`
})
afterAll(() => of?.close())

const contractPath = () => `/rest/v1.0/work_order_contracts/${contract}`
const write = (change_order: object) => of.manager.post<ChangeOrder>(orders, { contract_id: contract, change_order })
const change = (id: number, change_order: object) => of.manager.ask('PATCH', `${orders}/${id}`, { change_order })
const lineOf = (item: string) => lines.find((each) => each.item === item)!
const onItem = (item: string, quantity: string) => ({ commitment_line_item_id: lineOf(item).id, quantity })
const revised = async () => {
  const { revised_contract } = await of.manager.get<{ revised_contract: string }>(
    `${contractPath()}?project_id=${project}`,
  )
  return revised_contract
}
/** A line of an item that the contract does not have yet, on the code of another one. */
const newItem = (description: string, quantity: string, unit_cost: string, likeItem = 'R-9') => ({
  description,
  quantity,
  unit_cost,
  uom: 'EA',
  cost_code_id: lineOf(likeItem).cost_code_id,
  line_item_type_id: lineOf(likeItem).line_item_type_id,
})

/** All that the books hold of a change order, posted or not. */
async function inTheBooks(number: string): Promise<{ order: Row[]; items: string[]; entries: string[] }> {
  const where = [
    { column: 'Commitment', op: '=' as const, value: CONTRACT.number },
    { column: 'Commitment_CO', op: '=' as const, value: number },
  ]
  const cells = (rows: Row[]) => rows.map((row) => Object.values(row).join(' ')).sort()
  const entry = ['Commitment_Line_Item', 'Transaction_Type', 'Amount']
  return {
    order: await of.books('JCM_MASTER__COMMITMENT_CO', ['Description', 'Status', 'Amount'], where),
    items: cells(await of.books('JCM_MASTER__COMMITMENT_CO_ITEM', ['Item_Number', 'Units', 'Amount'], where)),
    entries: cells([
      ...(await of.books('JCT_NEW__TRANSACTION', entry, where)),
      ...(await of.books('JCT_CURRENT__TRANSACTION', entry, where)),
    ]),
  }
}

/** The category's totals in the books: original commitment, approved changes, revised. */
async function totals(costCode: string): Promise<Row> {
  const where = [
    { column: 'Job', op: '=' as const, value: CONTRACT.job },
    { column: 'Cost_Code', op: '=' as const, value: costCode },
    { column: 'Category', op: '=' as const, value: 'S' },
  ]
  const columns = ['Original_Commitment', 'Approved_Commitment_Changes', 'Revised_Commitment']
  return (await of.books('JCM_MASTER__CATEGORY', columns, where))[0]!
}

async function synced(moves: Moves, erpId: string): Promise<void> {
  expect((await moves.try(of.manager, 'send')).sentences).not.toContain('code')
  await moves.accept(erpId)
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({
    status: { word: 'Synced' },
    erp_id: erpId,
  })
}

test('a change order is created only from a synced commitment', { timeout: 300_000 }, async () => {
  const early = await of.manager.ask('POST', orders, { contract_id: contract, change_order: { title: 'Too early' } })
  expect([early.status, JSON.stringify(early.body)]).toEqual([
    422,
    expect.stringContaining('Change orders can only be created from synced commitments'),
  ])
  const vendors = await of.admin.get<{ id: number; name: string }[]>('/rest/v1.0/vendors')
  const vendor = vendors.find((each) => each.name === CONTRACT.company)!.id
  await of.admin.post(of.erp(`staged/company/${CONTRACT.vendor}/link`), { item: vendor })
  await of.manager.patch(contractPath(), { project_id: project, work_order_contract: { status: 'Approved' } })
  const linesPath = `${contractPath()}/line_items`
  const large = (await of.manager.get<Line[]>(`${linesPath}?project_id=${project}`)).find(
    (each) => each.item === 'R-6',
  )!
  const into = [{ quantity: '40000' }, { quantity: '35965' }]
  await of.manager.post(`${linesPath}/${large.id}/split`, { project_id: project, into })
  const moves = movesOf(of, 'commitment', contract)
  await moves.try(of.manager, 'send')
  await moves.accept(CONTRACT.number)
  await moves.until('Synced')
  lines = await of.manager.get<Line[]>(`${linesPath}?project_id=${project}`)
  expect(lines).toHaveLength(52)
})

let first: ChangeOrder

test('two changes of one item go as one, a deduct with them; the parts stay visible', {
  timeout: 300_000,
}, async () => {
  const [asphalt, ramps] = [lineOf('R-4'), lineOf('R-12')]
  const dearer = { ...onItem('R-4', '1'), unit_cost: '170' }
  const refused = await of.manager.ask('POST', orders, {
    contract_id: contract,
    change_order: { line_items: [dearer] },
  })
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    422,
    expect.stringContaining('The unit cost of the item'),
  ])
  first = await write({
    title: 'More asphalt, fewer ramps',
    line_items: [onItem('R-4', '25'), onItem('R-12', '-2'), onItem('R-4', '-4.5')],
  })
  expect(first).toMatchObject({ number: '001', grand_total: '-3138.00' })
  const moves = movesOf(of, KIND, first.id)
  expect((await moves.try(of.manager, 'send')).sentences).toContain('this one is Draft')
  const before = { contract: await revised(), asphalt: await totals('02-200') }
  await change(first.id, { status: 'approved' })
  await synced(moves, '001')

  expect(await inTheBooks('001')).toEqual({
    order: [{ Description: 'More asphalt, fewer ramps', Status: 'Approved', Amount: '-3138.00' }],
    items: [`${ramps.position} -2.0000 -6500.00`, `${asphalt.position} 20.5000 3362.00`].sort(),
    entries: [
      `${ramps.position} Aprvd cmmtt cst chng -6500.00`,
      `${asphalt.position} Aprvd cmmtt cst chng 3362.00`,
    ].sort(),
  })
  const after = await totals('02-200')
  expect(Number(after.Approved_Commitment_Changes)).toBe(3362)
  expect(after.Original_Commitment).toBe(before.asphalt.Original_Commitment)
  expect(Number(await revised())).toBeCloseTo(Number(before.contract) - 3138, 2)
  const sov = await of.manager.get<Line[]>(`${contractPath()}/line_items?project_id=${project}`)
  expect(sov.find((each) => each.item === 'R-4')).toMatchObject({ amount: '531524.00', revised_amount: '534886.00' })
  expect(JSON.stringify((await moves.look()).op?.document)).toContain('3: ')
})

test('a new item is made by a file of its own and worth nothing by itself; rejected, mended, sent again', {
  timeout: 90_000,
}, async () => {
  const order = await write({
    title: 'Speed tables',
    status: 'approved',
    line_items: [newItem('Speed table, precast', '3', '500'), onItem('R-9', '10')],
  })
  expect(order.line_items[0]).toMatchObject({ erp_item_number: 53, amount: '1500.00' })
  const moves = movesOf(of, KIND, order.id)
  await moves.try(of.manager, 'send')
  expect((await change(order.id, { title: 'Changed while it waits' })).status).toBe(422)
  await moves.try(of.approver, 'reject', { reason: 'Name the street.' })
  expect(await moves.look()).toMatchObject({ status: { word: 'Rejected' }, reason: 'Name the street.' })
  expect((await change(order.id, { title: 'Speed tables, 24th Street' })).status).toBe(200)
  await moves.try(of.manager, 'send')
  const { rendering } = await moves.preview({ erpId: '002' })
  expect(rendering!.shown.map((each) => each.record)).toEqual(['COMI', 'COCO', 'COCOI', 'COCOI'])
  await moves.accept('002')
  await moves.until('Synced')

  const [item] = await of.books(
    'JCM_MASTER__COMMITMENT_ITEM',
    ['Description', 'Cost_Code', 'Unit_Cost', 'Amount', 'Approved_Commitment_CO_Amount'],
    [
      { column: 'Commitment', op: '=', value: CONTRACT.number },
      { column: 'Item_Number', op: '=', value: '53' },
    ],
  )
  expect(item).toEqual({
    Description: 'Speed table, precast',
    Cost_Code: '02-450',
    Unit_Cost: '500.0000',
    Amount: '0.00',
    Approved_Commitment_CO_Amount: '1500.00',
  })
  expect((await inTheBooks('002')).entries).toEqual(
    [`53 Aprvd cmmtt cst chng 1500.00`, `${lineOf('R-9').position} Aprvd cmmtt cst chng 600.00`].sort(),
  )
})

test('a number that the desk took by hand is seen before anything is written; the next one is offered', {
  timeout: 90_000,
}, async () => {
  await of.desk('change-order', { commitment: CONTRACT.number, number: '003', item: '1', amount: '5000', units: '1' })
  const theirs = await inTheBooks('003')
  const order = await write({ title: 'Curb', status: 'approved', line_items: [onItem('R-10', '1')] })
  const moves = movesOf(of, KIND, order.id)
  await moves.try(of.manager, 'send')
  await moves.accept('003')
  expect(await moves.until('Needs review', 'Synced', 'Failed')).toMatchObject({ op: { human_reason: 'different' } })
  await moves.try(of.approver, 'declare-void', { reason: 'The desk’s own change order.' })
  await commandIsOver()
  await moves.until('Failed')
  expect((await moves.try(of.manager, 'send-again')).status).toBe(200)
  const taken = await moves.preview({ erpId: '002' })
  expect(taken.refusals).toMatchObject([{ code: 'erp-id-taken', remedy: 'Choose the next free one.' }])
  await moves.accept('004')
  await moves.until('Synced')
  expect((await inTheBooks('004')).entries).toEqual([`${lineOf('R-10').position} Aprvd cmmtt cst chng 60.00`])
  expect(await inTheBooks('003')).toEqual(theirs)
})

test('the job is closed: the ERP’s own words, their cause and a way out; reopened and sent again', {
  timeout: 90_000,
}, async () => {
  const order = await write({ title: 'Curb again', status: 'approved', line_items: [onItem('R-10', '2')] })
  const moves = movesOf(of, KIND, order.id)
  await of.desk('job-status', { job: CONTRACT.job, status: 'Closed' })
  await moves.try(of.manager, 'send')
  await moves.accept('005')
  const failed = await moves.until('Failed', 'Synced')
  expect(failed.op?.failures[0]).toMatchObject({ code: 'job-closed', ways_out: ['reopen-and-retry'] })
  await of.desk('job-status', { job: CONTRACT.job, status: 'In progress' })
  expect((await moves.try(of.manager, 'send-again')).status).toBe(200)
  await moves.accept('005')
  await moves.until('Synced')
})

test('its new item is in the books and the change order is not: a person sees it and has the rest sent', {
  timeout: 90_000,
}, async () => {
  const line = newItem('Bollard', '4', '250')
  const order = await write({ title: 'Bollards', status: 'approved', line_items: [line] })
  const item = String(order.line_items[0]!.erp_item_number)
  const moves = movesOf(of, KIND, order.id)
  const sentence = 'Commitment has been archived.'
  await of.desk('fault', { match: { record: 'COCO' }, action: { kind: 'refuse', sentence }, times: 1 })
  await moves.try(of.manager, 'send')
  await moves.accept('006')
  expect(await moves.until('Needs review', 'Synced', 'Failed')).toMatchObject({
    op: { human_reason: 'partial', failures: [{ code: 'commitment-archived' }, { code: 'sibling-refused' }] },
  })
  expect((await inTheBooks('006')).order).toEqual([])
  expect((await moves.try(of.manager, 'complete-missing', { reason: 'x' })).status).toBe(403)
  expect((await moves.try(of.approver, 'complete-missing', { reason: 'The commitment is open again.' })).status).toBe(
    200,
  )
  expect(await moves.until('Synced', 'Needs review', 'Failed')).toMatchObject({ status: { word: 'Synced' } })
  expect((await inTheBooks('006')).entries).toEqual([`${item} Aprvd cmmtt cst chng 1000.00`])
  const byItem = { column: 'Item_Number', op: '=' as const, value: item }
  const rows = await of.books(
    'JCM_MASTER__COMMITMENT_ITEM',
    ['Amount'],
    [{ column: 'Commitment', op: '=', value: CONTRACT.number }, byItem],
  )
  expect(rows).toEqual([{ Amount: '0.00' }])
})

test('synced it is locked; unlinked once the desk has deleted it; deleted once it is no longer approved, for good', {
  timeout: 90_000,
}, async () => {
  expect((await change(first.id, { title: 'Other' })).status).toBe(422)
  const remove = () => of.manager.ask('DELETE', `${orders}/${first.id}`)
  expect(JSON.stringify((await remove()).body)).toContain('Unlink it first')
  const moves = movesOf(of, KIND, first.id)
  await of.desk('change-order-delete', { commitment: CONTRACT.number, number: '001' })
  expect((await moves.try(of.approver, 'unlink', { reason: 'Taken back by the owner.' })).status).toBe(200)
  await moves.until('Not sent')
  expect(JSON.stringify((await remove()).body)).toContain('Change its status first')
  await change(first.id, { status: 'void' })
  expect((await remove()).status).toBe(204)
  expect((await of.manager.ask('GET', `${orders}/${first.id}`)).status).toBe(404)
  const kept = await of.database.db.system((sql) =>
    sql.query<{ action: string }>(
      `select action from history where subject_kind = $1 and subject_id = $2 order by seq`,
      [KIND, String(first.id)],
    ),
  )
  expect(kept.map((each) => each.action)).toEqual(expect.arrayContaining(['create', 'unlinked', 'delete']))
})

/** "Not there" counts only once no command can still be carried out, five minutes after it was sent: this lets them pass. */
async function commandIsOver(): Promise<void> {
  await of.database.db.system((sql) =>
    sql.run(`update erp_op set not_after = now() - interval '1 second', due_at = now() where state = 'NEEDS_HUMAN'`),
  )
}
