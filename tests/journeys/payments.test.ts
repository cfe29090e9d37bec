/** Payments issued against an invoice, out to its codes in the books: in part, in full, taken back; and our invoice is still known as ours. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, ground, VENDOR } from '../world/contracts.ts'
import { acceptWith, contractInBooks, invoiceInBooks, invoicesOf, month, movesOfInvoice } from '../world/invoices.ts'
import { type Journey, journey, movesOf } from '../world/journey.ts'

interface Payment {
  id: number
  amount: string
  erp_status: string
  erp_reference: string | null
}

let of: Journey
let at: Ground
let invoice: number

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  const contract = await contractInBooks(of, at, 'SC-118-02')
  const invoices = invoicesOf(of, at.project)
  const period = await month(of, at.project, 2025, 5)
  invoice = (await invoices.create(contract, period, { invoice_number: 'CW-3001', billing_date: '2025-05-31' })).id
  const [line] = await invoices.items(invoice)
  await invoices.bill(invoice, [{ line_item_id: line!.line_item_id, work_completed_this_period: '1000' }])
}, 360_000)
afterAll(() => of?.close())

const issue = (number: string, amount: string) =>
  of.manager.ask('POST', '/rest/v1.0/contract_payments', {
    project_id: at.project,
    requisition_id: invoice,
    contract_payment: { payment_number: number, date: '2025-06-15', amount },
  })
const idOf = (answer: { body: unknown }) => (answer.body as Payment).id
const look = (id: number) => of.manager.get<Payment>(`/rest/v1.0/contract_payments/${id}?project_id=${at.project}`)
const codes = async () => (await invoiceInBooks(of, VENDOR, 'CW-3001')).Invoice_Code_1
const sendAndAccept = async (id: number) => {
  const moves = movesOf(of, 'payment', id)
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  return acceptWith(of, moves, id, {}, 'payment')
}

test('nothing is paid on a draft, and not more than is due; not sent before its invoice is in the books', {
  timeout: 90_000,
}, async () => {
  expect(JSON.stringify((await issue('1001', '10')).body)).toContain('is not approved')
  await invoicesOf(of, at.project).change(invoice, { status: 'Approved' })
  expect(JSON.stringify((await issue('1001', '1000.01')).body)).toContain('1000.00')
  const first = idOf(await issue('1001', '400'))
  expect((await movesOf(of, 'payment', first).try(of.manager, 'send')).sentences).toContain('Invoice CW-3001 is not in')
  const moves = movesOfInvoice(of, invoice)
  await moves.try(of.manager, 'send')
  expect(await acceptWith(of, moves, invoice)).toMatchObject({ status: { word: 'Synced' } })
  expect(await sendAndAccept(first)).toMatchObject({ status: { word: 'Synced' } })
  expect(await codes()).toBe('1001/P')
  expect(await look(first)).toMatchObject({ erp_status: 'synced', erp_reference: '1001/P' })
})

test('the rest pays it in full, posted meanwhile; a void takes it back', { timeout: 300_000 }, async () => {
  await of.desk('invoice-post', { vendor: VENDOR, invoice: 'CW-3001' })
  expect((await issue('1002', '600.01')).status).toBe(422)
  const rest = idOf(await issue('1002', '600'))
  expect(await sendAndAccept(rest)).toMatchObject({ status: { word: 'Synced' } })
  expect(await codes()).toBe('1002')
  const taken = await of.manager.ask('POST', `/rest/v1.0/contract_payments/${rest}/void`, {
    project_id: at.project,
    date: '2025-06-20',
  })
  expect(taken.body).toMatchObject({ amount: '-600.00', voids_payment_id: rest })
  expect(await sendAndAccept(idOf(taken))).toMatchObject({ status: { word: 'Synced' } })
  expect(await codes()).toBe('1002/V')
  const again = of.manager.ask('POST', `/rest/v1.0/contract_payments/${rest}/void`, {
    project_id: at.project,
    date: '2025-06-21',
  })
  expect((await again).status).toBe(409)
  expect((await issue('1003', '600')).status).toBe(201)
})

test('the invoice is still known by its mark: an unlink finds it there', { timeout: 300_000 }, async () => {
  const moves = movesOfInvoice(of, invoice)
  await moves.try(of.approver, 'unlink', { reason: 'To see.' })
  for (;;) {
    const { link } = await moves.look()
    if (link?.status === 'UNLINK_ASKED') continue
    expect(link).toMatchObject({ status: 'LINKED', sentence: expect.stringContaining('still in the ERP') })
    return
  }
})

test('a reference that does not fit the ERP’s code is refused before it is sent', async () => {
  const payments = await of.manager.get<Payment[]>(
    `/rest/v1.0/contract_payments?project_id=${at.project}&requisition_id=${invoice}`,
  )
  expect(payments).toHaveLength(4)
  await of.manager.ask(
    'DELETE',
    `/rest/v1.0/contract_payments/${payments.find((each) => each.amount === '600.00' && each.erp_status === 'not_in_erp')!.id}?project_id=${at.project}`,
  )
  const long = idOf(await issue('CHECK-10003', '600'))
  const { status, sentences } = await movesOf(of, 'payment', long).try(of.manager, 'send')
  expect([status, sentences]).toEqual([422, expect.stringContaining('at most 10')])
})
