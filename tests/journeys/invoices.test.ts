/**
 * Subcontractors' invoices from the billing period to the paid notification. Workflows of the source document: “Set Up the Subcontractor Invoices
 * Feature”, “Export Subcontractor Invoices”.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Ground, ground, VENDOR } from '../world/contracts.ts'
import {
  acceptWith,
  contractInBooks,
  type Item,
  invoiceInBooks,
  invoicesOf,
  month,
  movesOfInvoice,
  type ShownInvoice,
} from '../world/invoices.ts'
import { type Journey, journey, movesOf } from '../world/journey.ts'

let of: Journey
let at: Ground
let invoices: ReturnType<typeof invoicesOf>
let contract: number
const periods: number[] = []
let first: ShownInvoice
const CONTRACT = 'SC-118-01'

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  invoices = invoicesOf(of, at.project)
  contract = await contractInBooks(of, at, CONTRACT)
})
afterAll(() => of?.close())

const byPosition = (items: Item[]) => new Map(items.map((each) => [each.position, each]))
const lineId = async (invoice: number, position: string) =>
  byPosition(await invoices.items(invoice)).get(position)!.line_item_id

test('set up: the tab is there, invoices go to an approver until direct export is on', async () => {
  const tabs = await of.approver.get<{ kind: string; title: string }[]>(of.erp('tabs'))
  expect(tabs.map((each) => each.title)).toContain('Subcontractor Invoices')
  const settings = await of.admin.get<{ key: string; value: unknown }[]>(of.erp('settings'))
  const setTo = (key: string) => settings.find((each) => each.key === key)?.value
  expect(setTo('direct-export-invoices')).toBe('off')
  expect(setTo('summarise-invoice-lines')).toBe(true)
})

test('a billing period is opened, and the commitment billed in it once', async () => {
  periods.push(
    await month(of, at.project, 2025, 5),
    await month(of, at.project, 2025, 6),
    await month(of, at.project, 2025, 7),
  )
  first = await invoices.create(contract, periods[0]!, { invoice_number: 'CW-2001', billing_date: '2025-05-31' })
  expect(first).toMatchObject({ number: 1, status: 'Draft', summary: { contract_sum_to_date: '2000.15' } })
  const again = of.manager.ask('POST', '/rest/v1.0/requisitions', {
    project_id: at.project,
    commitment_id: contract,
    requisition: { period_id: periods[0] },
  })
  expect(JSON.stringify((await again).body)).toContain('CW-2001')
})

test('work, materials and retainage make the totals; a pay application with a bad row is not taken at all', async () => {
  const [one, two] = [await lineId(first.id, '1'), await lineId(first.id, '2')]
  const bad = await invoices.csv(first.id, 'line,work_completed\n1,500\n7,10\n2,x\n')
  expect(bad.status).toBe(422)
  expect(JSON.stringify(bad.body)).toMatch(/Line 3: there is no line 7/)
  expect(JSON.stringify(bad.body)).toMatch(/Line 4: work_completed/)
  expect((await invoices.look(first.id)).total_claimed_amount).toBe('0.00')

  const items = [
    { line_item_id: one, work_completed_this_period: '500.00', work_completed_retainage_retained_this_period: '50.00' },
    {
      line_item_id: two,
      materials_stored_this_period: '200.00',
      materials_stored_retainage_retained_this_period: '10.00',
    },
  ]
  expect((await invoices.bill(first.id, items)).status).toBe(200)
  expect((await invoices.look(first.id)).summary).toMatchObject({
    total_completed_and_stored_to_date: '700.00',
    completed_work_retainage_amount: '50.00',
    stored_materials_retainage_amount: '10.00',
    total_earned_less_retainage: '640.00',
    less_previous_certificates_for_payment: '0.00',
    current_payment_due: '640.00',
    balance_to_finish_including_retainage: '1360.15',
  })
  const tooMuch = [{ line_item_id: one, work_completed_retainage_released_this_period: '50.01' }]
  expect(JSON.stringify((await invoices.bill(first.id, tooMuch)).body)).toContain('only 50.00 is there')
})

test('a draft that is sent hears what is missing; approved it waits, without retainage taken off its amount', async () => {
  const moves = movesOfInvoice(of, first.id)
  expect((await moves.try(of.manager, 'send')).sentences).toMatch(/Approved as Noted/)
  expect((await moves.try(of.reader, 'send')).status).toBe(403)
  await invoices.change(first.id, { status: 'Approved' })
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  const list = await of.approver.get<{ items: { amount: string }[] } | { amount: string }[]>(
    of.erp('items?kind=subcontractor-invoice&filter=Ready to Export'),
  )
  expect(JSON.stringify(list)).toContain('"700.00"')
  expect((await invoices.change(first.id, { comment: 'Late' })).status).toBe(422)
})

test('the approver is proposed number and date, and told of every limit; what he answers is in the books', {
  timeout: 90_000,
}, async () => {
  const moves = movesOfInvoice(of, first.id)
  const preview = (await moves.preview()) as unknown as { answers: Record<string, string> }
  expect(preview.answers).toMatchObject({ erpId: 'CW-2001', description: '', accountingDate: '2025-05-31' })
  const broken = await moves.preview({ erpId: 'X'.repeat(16), description: 'x'.repeat(31) })
  expect(JSON.stringify(broken.refusals)).toMatch(/15.*30/)

  const item = await acceptWith(of, moves, first.id, { description: 'Sidewalk, May' })
  expect(item).toMatchObject({ status: { word: 'Synced' } })
  expect(await invoiceInBooks(of, VENDOR, 'CW-2001')).toMatchObject({
    Description: 'Sidewalk, May',
    Amount: '700.00',
    Retainage: '60.00',
    Invoice_Date: '2025-05-31',
    Accounting_Date: '2025-05-31',
    lines: [
      { Commitment: CONTRACT, Commitment_Line_Item: '1', Cost_Code: '02-400', Amount: '500.00', Retainage: '50.00' },
      { Commitment: CONTRACT, Commitment_Line_Item: '2', Cost_Code: '02-450', Amount: '200.00', Retainage: '10.00' },
    ],
  })
  expect(await invoices.look(first.id)).toMatchObject({ erp_invoice_id: 'CW-2001', payment_status: 'not_posted' })
  expect((await invoices.change(first.id, { comment: 'Late' })).status).toBe(422)
})

test('a number the vendor has used already is a matter for a person; under another one it goes', {
  timeout: 90_000,
}, async () => {
  const second = await invoices.create(contract, periods[1]!, { invoice_number: 'CW-2002', billing_date: '2025-06-30' })
  await invoices.bill(second.id, [{ line_item_id: await lineId(second.id, '1'), work_completed_this_period: '300' }])
  await invoices.change(second.id, { status: 'Approved as Noted' })
  await of.desk('invoice-type', { vendor: VENDOR, invoice: 'CW-2002', amount: '12.34' })
  const moves = movesOfInvoice(of, second.id)
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  const item = await acceptWith(of, moves, second.id)
  expect(item).toMatchObject({ status: { word: 'Needs review' }, op: { human_reason: 'different' } })
  await moves.try(of.approver, 'declare-void', { reason: 'Typed in for another job.' })
  await of.database.db.system((sql) =>
    sql.run(`update erp_op set not_after = now() - interval '1 second', due_at = now() where state = 'NEEDS_HUMAN'`),
  )
  await moves.until('Failed')
  expect((await moves.try(of.manager, 'send-again')).status).toBe(200)
  expect(await acceptWith(of, moves, second.id, { erpId: 'CW-2002A' })).toMatchObject({ status: { word: 'Synced' } })
  expect(await invoices.look(second.id)).toMatchObject({ invoice_number: 'CW-2002', erp_invoice_id: 'CW-2002A' })
  const previous = byPosition(await invoices.items(second.id)).get('1')!
  expect(previous.work_completed_from_previous_application).toBe('500.00')
})

test('a closed period refuses it in Sage’s words; with another accounting date it goes', {
  timeout: 90_000,
}, async () => {
  const third = await invoices.create(contract, periods[2]!, { invoice_number: 'CW-2003', billing_date: '2025-07-31' })
  await invoices.bill(third.id, [{ line_item_id: await lineId(third.id, '2'), work_completed_this_period: '100' }])
  await invoices.change(third.id, { status: 'Pending Owner Approval' })
  await of.desk('knobs', { glClosedThrough: '2025-07' })
  const moves = movesOfInvoice(of, third.id)
  await moves.try(of.manager, 'send')
  const failed = await acceptWith(of, moves, third.id)
  expect(failed).toMatchObject({ status: { word: 'Failed' } })
  expect(failed.op?.failures).toMatchObject([{ code: 'gl-period-closed' }, { code: 'sibling-refused' }])
  expect(failed.op?.failures[0]?.raw).toBe(
    'Ap Invoice Api import failed with error message: GL period closed.  Entry not allowed. (07\\31\\2025).',
  )
  expect((await moves.try(of.manager, 'send-again')).status).toBe(200)
  expect(await acceptWith(of, moves, third.id, { accountingDate: '2025-08-01' })).toMatchObject({
    status: { word: 'Synced' },
  })
  expect(await invoiceInBooks(of, VENDOR, 'CW-2003')).toMatchObject({ Accounting_Date: '2025-08-01' })
  await of.desk('knobs', { glClosedThrough: '' })
})

test('on a contract by unit, units, tax and a release of retainage reach the books to the cent', {
  timeout: 120_000,
}, async () => {
  const priced = (code: string, quantity: string, unit_cost: string) => ({
    ...{ description: `Work on ${code}`, erp_uom: 'SF', quantity, unit_cost },
    ...{ cost_code_id: at.codes.get(code), line_item_type_id: at.types.get('S') },
  })
  const byUnit = await of.manager.post<{ id: number }>('/rest/v1.0/work_order_contracts', {
    project_id: at.project,
    work_order_contract: {
      ...{ number: 'SC-118-UNIT', title: 'By the foot', vendor_id: at.vendor, status: 'Approved' },
      accounting_method: 'unit',
      line_items: [priced('02-400', '100', '12.005'), priced('02-450', '8', '5.25')],
    },
  })
  const commitment = movesOf(of, 'commitment', byUnit.id)
  expect((await commitment.try(of.manager, 'send')).status).toBe(200)
  await commitment.accept('SC-118-UNIT')
  expect(await commitment.until('Synced', 'Failed', 'Needs review')).toMatchObject({ status: { word: 'Synced' } })

  const exported = async (period: number, number: string, lines: object[]) => {
    const invoice = await invoices.create(byUnit.id, period, { invoice_number: number, billing_date: '2025-06-30' })
    const items = await invoices.items(invoice.id)
    const billed = lines.map((line, at) => ({ line_item_id: items[at]!.line_item_id, ...line }))
    expect((await invoices.bill(invoice.id, billed)).status).toBe(200)
    await invoices.change(invoice.id, { status: 'Approved' })
    const moves = movesOfInvoice(of, invoice.id)
    expect((await moves.try(of.manager, 'send')).status).toBe(200)
    expect(await acceptWith(of, moves, invoice.id)).toMatchObject({ status: { word: 'Synced' } })
    return invoiceInBooks(of, VENDOR, number)
  }
  const done = (units: string, retained: string, more: object = {}) => ({
    work_completed_this_period_quantity: units,
    work_completed_retainage_retained_this_period: retained,
    ...more,
  })
  await exported(periods[0]!, 'UN-1', [done('10.5', '12.61')])
  const release = { tax_amount: '20.97', work_completed_retainage_released_this_period: '30.00' }
  const booked = await exported(periods[1]!, 'UN-2', [
    done('20.25', '24.31', release),
    done('3', '1.58', { tax_amount: '1.36' }),
  ])
  expect(booked).toMatchObject({ Amount: '258.85', Tax: '22.33', Retainage: '-4.11' })
  expect(booked.lines).toMatchObject([
    { Commitment_Line_Item: '1', Units: '20.2500', Amount: '243.10', Tax: '20.97', Retainage: '-5.69' },
    { Commitment_Line_Item: '2', Units: '3.0000', Amount: '15.75', Tax: '1.36', Retainage: '1.58' },
  ])
})

test('billing beyond the contract is allowed and said; the ERP’s own tolerance may refuse it', {
  timeout: 90_000,
}, async () => {
  const fourth = await invoices.create(contract, periods[2]!, { invoice_number: 'CW-2004', billing_date: '2025-07-31' })
  await invoices.bill(fourth.id, [{ line_item_id: await lineId(fourth.id, '1'), work_completed_this_period: '2000' }])
  await invoices.change(fourth.id, { status: 'Approved' })
  expect((await invoices.look(fourth.id)).warnings).toEqual([
    'Line 1 is billed to 2800.00, more than its scheduled value of 1200.10.',
  ])
  await of.desk('knobs', { commitmentTolerance: '0' })
  const moves = movesOfInvoice(of, fourth.id)
  await moves.try(of.manager, 'send')
  const failed = await acceptWith(of, moves, fourth.id)
  expect(failed.op?.failures[0]).toMatchObject({
    code: 'over-tolerance',
    raw: `Ap Invoice Api import failed with error message: Commitment ${CONTRACT} - amount invoiced exceeds approved amount plus tolerance.`,
  })
  await of.desk('knobs', { commitmentTolerance: '10000' })
  await moves.try(of.manager, 'send-again')
  expect(await acceptWith(of, moves, fourth.id)).toMatchObject({ status: { word: 'Synced' } })
})

test('an invoice that comes to zero is refused before it is sent, in the words of the error table', async () => {
  const fifth = await invoices.create(contract, periods[2]!, { billing_date: '2025-07-31' })
  await invoices.bill(fifth.id, [
    {
      line_item_id: await lineId(fifth.id, '1'),
      work_completed_this_period: '100',
      materials_stored_this_period: '-100',
      work_completed_retainage_retained_this_period: '0',
      materials_stored_retainage_retained_this_period: '0',
    },
  ])
  await invoices.change(fifth.id, { status: 'Approved' })
  const { status, sentences } = await movesOfInvoice(of, fifth.id).try(of.manager, 'send')
  expect(status).toBe(422)
  expect(sentences).toContain("The document's codings are incomplete: The document has no distributions.")
})

test('posted, paid in part, paid in full, voided: what comes back is what happened', { timeout: 300_000 }, async () => {
  const standing = async () => {
    await of.readNow('paid-invoices')
    await of.readNow('invoice-payments')
    return invoices.look(first.id)
  }
  const pay = { vendor: VENDOR, invoice: 'CW-2001' }
  await of.desk('invoice-post', pay)
  expect(await standing()).toMatchObject({ payment_status: 'unpaid', paid_amount: '0.00', payment_number: null })
  await of.desk('invoice-pay', { ...pay, check: '5001', amount: '140.00' })
  expect(await standing()).toMatchObject({
    payment_status: 'partially_paid',
    paid_amount: '140.00',
    payment_number: '5001',
  })
  await of.desk('invoice-pay', { ...pay, check: '5002' })
  const paid = await standing()
  expect(paid).toMatchObject({ payment_status: 'paid', paid_amount: '640.00', payment_number: '5002' })
  expect(paid.payment_date).toMatch(/^\d{4}-\d\d-\d\d$/)
  await of.desk('payment-void', { ...pay, payment: '2' })
  expect(await standing()).toMatchObject({ payment_status: 'partially_paid', paid_amount: '140.00' })
  const history = await of.manager.get<{ check_number: string; amount: string }[]>(
    `/rest/v1.0/requisitions/${first.id}/erp_payments?project_id=${at.project}`,
  )
  expect(history.map((each) => `${each.check_number} ${each.amount}`)).toEqual([
    '5001 140.00',
    '5002 500.00',
    '5002 -500.00',
  ])
  const cost = [{ column: 'Commitment', op: '=' as const, value: CONTRACT }]
  const [booked] = await of.books('JCM_MASTER__COMMITMENT', ['Amount_Invoiced'], cost)
  expect(booked).toEqual({ Amount_Invoiced: '700.00' })
})

test('with direct export on, sending is enough', { timeout: 300_000 }, async () => {
  await of.admin.put(of.erp('settings/direct-export-invoices'), { value: 'on' })
  const list = await of.manager.get<ShownInvoice[]>(
    `/rest/v1.0/requisitions?project_id=${at.project}&filters[commitment_id]=${contract}`,
  )
  const fifth = list.find((each) => each.number === 5)!
  await invoices.change(fifth.id, { status: 'Revise and Resubmit' })
  const line = await lineId(fifth.id, '1')
  await invoices.bill(fifth.id, [
    { line_item_id: line, materials_stored_this_period: '0', work_completed_this_period: '-50.25' },
  ])
  await invoices.change(fifth.id, { status: 'Approved' })
  const moves = movesOfInvoice(of, fifth.id)
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({ status: { word: 'Synced' } })
  expect(await invoiceInBooks(of, VENDOR, `${CONTRACT}-5`)).toMatchObject({ Amount: '-50.25' })
  expect((await moves.try(of.approver, 'unlink', { reason: 'Taken back.' })).status).toBe(200)
  expect(await moves.until('Synced')).toMatchObject({ status: { word: 'Synced' } })
  await of.desk('invoice-delete', { vendor: VENDOR, invoice: `${CONTRACT}-5` })
  // The first question may still be under way, and then says that it is there.
  await until('the end of the link', async () => {
    await moves.try(of.approver, 'unlink', { reason: 'Taken back.' })
    return (await moves.look()).status.word === 'Not sent'
  })
})
