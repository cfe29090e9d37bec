/** Invoices over a database: what was billed before stays right, details and change orders go under the ERP's items, nothing half is taken. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createCompany } from '../access/store.ts'
import { invoicedItems } from '../change-orders/store-cco-lines.ts'
import type { CommitmentId, LineId } from '../commitments/model.ts'
import { createCommitment, getCommitment, setErpLock } from '../commitments/store.ts'
import { addLines } from '../commitments/store-lines.ts'
import { createVendor } from '../companies/store.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId } from '../ids.ts'
import { createProject } from '../jobs/store.ts'
import { handClock } from '../platform/clock.ts'
import { newId } from '../platform/new-id.ts'
import type { SubcontractorInvoiceDocument } from './document.ts'
import { entities } from './erp.ts'
import type { BilledId, InvoiceId } from './model.ts'
import { createInvoice, deleteInvoice, getInvoice, updateInvoice } from './store.ts'
import { importPayApplication } from './store-csv.ts'
import { setDetails } from './store-details.ts'
import { listItems, setItems } from './store-items.ts'
import { createPeriod } from './store-periods.ts'

let world: TestDatabase
let company: CompanyId
let commitment: CommitmentId
let lines: LineId[]
const invoices: InvoiceId[] = []
const connection = 5 as ConnectionId
const clock = handClock('2026-03-31T23:30:00Z')
const outbound = entities[0]!.outbound!

const inScope = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
  world.db.company(company, (sql) => work({ sql, clock, company, connection, actor: undefined }))

beforeAll(async () => {
  world = await testDatabase()
  company = await world.db.system((sql) => createCompany(sql, { name: 'Bridgewater' }))
  await inScope(async (scope) => {
    const { sql } = scope
    const project = (await createProject(sql, scope, { name: 'Harbor Street' })).id
    const vendor = (await createVendor(sql, scope, { name: 'Bay Paving' })).id
    const fields = { number: 'SC-1', vendorId: vendor, status: 'Approved', retainagePercent: '10' }
    const made = await createCommitment(scope, project, 'subcontract', fields)
    commitment = made.id
    const parts = [
      { item: 'A', description: 'Sidewalk', amount: '1000' },
      { item: 'B', description: 'Curb', erpDescription: 'Curb, short', amount: '500' },
    ]
    lines = (await addLines(sql, scope, made, parts)).map((each) => each.id)
    await setErpLock(sql, company, commitment, 'SC-1')
    for (const number of [1, 2, 3]) {
      const days = { start: `2026-0${number}-01`, end: `2026-0${number}-28`, due: `2026-0${number}-25` }
      const period = await createPeriod(sql, scope, project, { ...days, status: 'open' })
      invoices.push((await createInvoice(scope, project, commitment, period.id, {})).id)
    }
  })
})
afterAll(() => world.drop())

const bill = (number: number, changes: [id: number, figures: object][]) =>
  inScope(async ({ sql }) => {
    const invoice = await getInvoice(sql, company, invoices[number - 1]!)
    return setItems(sql, { company, actor: undefined }, invoice, new Map(changes as [BilledId, object][]))
  })
const itemsOf = (number: number) =>
  inScope(async ({ sql }) => listItems(sql, company, await getInvoice(sql, company, invoices[number - 1]!)))
const documentOf = (number: number) =>
  inScope((scope) =>
    outbound.document(scope, invoices[number - 1]! as number as ItemId, { erpId: 'X', accountingDate: '2026-03-31' }),
  ) as Promise<SubcontractorInvoiceDocument>

test('the commitment’s percentage is withheld unless another amount is said; an edit of the first invoice is right on the third', async () => {
  await bill(1, [[lines[0]!, { work: '100' }]])
  await bill(2, [[lines[0]!, { work: '200', workRetainageWithheld: '5' }]])
  expect((await itemsOf(3))[0]?.previous).toMatchObject({ work: '300.00', workRetainage: '15.00' })
  await bill(1, [[lines[0]!, { work: '150.55' }]])
  expect((await itemsOf(3))[0]?.previous).toMatchObject({ work: '350.55', workRetainage: '20.06' })
  expect((await itemsOf(2))[0]?.previous.work).toBe('150.55')
  expect((await itemsOf(1))[0]?.previous.work).toBe('0.00')
})

test('an invoice that is deleted no longer counts', async () => {
  await inScope(async (scope) => {
    const project = (await getCommitment(scope.sql, company, commitment)).project
    await deleteInvoice(scope.sql, scope, project, invoices[1]!)
  })
  expect((await itemsOf(3))[0]?.previous.work).toBe('150.55')
})

test('details are billed one by one and sent as one line, or each by itself where the company wants that', async () => {
  const details = await inScope(async ({ sql }) =>
    setDetails(sql, { company, actor: undefined }, await getCommitment(sql, company, commitment), lines[1]!, [
      { description: 'North side', quantity: null, amount: '300' },
      { description: 'South side', quantity: null, amount: '200' },
    ]),
  )
  await bill(3, [
    [lines[0]!, { work: '-50.55', workRetainageWithheld: '0', workRetainageReleased: '15.06' }],
    [details[0]!.id, { work: '100' }],
    [details[1]!.id, { stored: '60.00' }],
  ])
  const summed = await documentOf(3)
  expect(summed).toMatchObject({ amount: '109.45', retainage: '0.94', tax: '0.00' })
  expect(summed.lines.map((each) => [each.commitmentLine, each.description, each.amount, each.retainage])).toEqual([
    [1, 'Sidewalk', '-50.55', '-15.06'],
    [2, 'Curb, short', '160.00', '16.00'],
  ])
  await world.db.system((sql) =>
    sql.run(
      `insert into erp_setting (company_id, key, value, set_by, set_at) values ($1, 'summarise-invoice-lines', 'false', 1, now())`,
      [company],
    ),
  )
  const each = await documentOf(3)
  expect(each.lines.map((line) => [line.number, line.commitmentLine, line.description, line.amount])).toEqual([
    [1, 1, 'Sidewalk', '-50.55'],
    [2, 2, 'North side', '100.00'],
    [3, 2, 'South side', '60.00'],
  ])
  const again = inScope(async ({ sql }) =>
    setDetails(sql, { company, actor: undefined }, await getCommitment(sql, company, commitment), lines[1]!, []),
  )
  await expect(again).rejects.toThrow('was billed already')
})

test('change orders are told what is billed on each item, so that none falls below it', async () => {
  const order = { id: newId<never>(), commitment: { id: commitment } as never }
  expect(await inScope(({ sql }) => invoicedItems(sql, company, order))).toEqual([
    { itemNumber: 1, revised: '1000.00', invoiced: '100.00' },
    { itemNumber: 2, revised: '500.00', invoiced: '160.00' },
  ])
})

test('lines of approved change orders are billed under the item they change or made', async () => {
  await inScope(async ({ sql }) => {
    const { project } = await getCommitment(sql, company, commitment)
    const order = newId()
    await sql.run(
      `insert into commitment_change_order (company_id, id, project_id, commitment_id, number, title, status, date_created, erp_locked)
       values ($1, $2, $3, $4, '1', 'More', 'Approved', '2026-03-01', true)`,
      [company, order, project, commitment],
    )
    for (const [position, line, made] of [
      [1, lines[0], null],
      [2, null, 3],
    ] as const)
      await sql.run(
        `insert into commitment_change_order_line (company_id, id, change_order_id, position, commitment_line_id, erp_item_number, description, amount)
         values ($1, $2, $3, $4, $5, $6, $7, 70)`,
        [company, newId(), order, position, line, made, `Change ${position}`],
      )
  })
  const added = (await itemsOf(3)).filter((each) => each.itemType === 'change_order_item')
  expect(added.map((each) => [each.position, each.description, each.erpItem])).toEqual([
    ['CO 1.1', 'Change 1', 1],
    ['CO 1.2', 'Change 2', 3],
  ])
  await bill(
    3,
    added.map((each) => [each.billed, { work: '70', workRetainageWithheld: '0' }]),
  )
  await world.db.system((sql) => sql.run(`delete from erp_setting where company_id = $1`, [company]))
  const { lines: sent, amount } = await documentOf(3)
  expect(sent.map((each) => [each.commitmentLine, each.amount])).toEqual([
    [1, '19.45'],
    [2, '160.00'],
    [3, '70.00'],
  ])
  expect(amount).toBe('249.45')
})

test('a pay application names every bad row and takes none', async () => {
  const read = (csv: string) =>
    inScope(async ({ sql }) => {
      const invoice = await getInvoice(sql, company, invoices[2]!)
      return importPayApplication(sql, { company, actor: undefined }, invoice, csv)
    })
  const before = await itemsOf(3)
  await expect(read('item,work_completed\nA,1\nB,2\nC,3\n')).rejects.toThrow(
    /Line 3: item B stands on 2 lines.*Line 4: there is no item C/,
  )
  await expect(read('item,cost\nA,1\n')).rejects.toThrow('cost are not known')
  expect(await itemsOf(3)).toEqual(before)
  const after = await read('item,detail,work_completed,materials_stored\nA,,1,\nA,,2.5,\nB,South side,,70\n')
  expect(after.map((each) => [each.position, each.now.work, each.now.stored]).slice(0, 3)).toEqual([
    ['1', '3.5', '0.00'],
    ['2.1', '100.00', '0.00'],
    ['2.2', '0.00', '70'],
  ])
})

test('what is approved no longer changes, and an open one of the same period stands in the way of a second', async () => {
  await inScope(async (scope) => {
    const { sql } = scope
    const third = await getInvoice(sql, company, invoices[2]!)
    await expect(createInvoice(scope, third.project, commitment, third.period, {})).rejects.toThrow('not approved yet')
    await updateInvoice(sql, scope, third.project, third.id, { status: 'Approved' })
    const next = await createInvoice(scope, third.project, commitment, third.period, {})
    expect(next).toMatchObject({ number: 4, invoiceNumber: 'SC-1-4', billingDate: '2026-03-31' })
  })
  await expect(bill(3, [[lines[0]!, { work: '1' }]])).rejects.toThrow('no longer changes')
})
