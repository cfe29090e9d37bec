/**
 * Ten real progress payments of a public works contract, run through as ten invoices: items billed beyond their contract amount, a correction below
 * zero, lines shared by two funds, and two payments of nothing. What Accounts Payable holds in the end agrees to the cent with the file.
 */
import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONTRACT } from '../../example/fill.ts'
import { compare, equal, multiply, roundCents, subtract, sum } from '../../src/platform/money.ts'
import { acceptWith, invoiceInBooks, invoicesOf, month, movesOfInvoice } from '../world/invoices.ts'
import { type Journey, journey, movesOf } from '../world/journey.ts'

interface Paid {
  payment_no: string
  item: string
  fund: string
  amount: string
}
interface Line {
  id: number
  item: string
  position: number
  amount: string
}

const file = readFileSync(new URL('../../example/progress-payments.csv', import.meta.url), 'utf8')
const paid = Papa.parse<Paid>(file, { header: true, skipEmptyLines: true }).data
const PAYMENTS = Array.from({ length: 10 }, (_, index) => index + 1)
const payment = (number: number) => paid.filter((each) => each.payment_no === String(number))
const totalOf = (rows: Paid[]) => roundCents(sum(rows.map((each) => each.amount)))
function grouped(rows: Paid[], of: (row: Paid) => string): Map<string, Paid[]> {
  const groups = new Map<string, Paid[]>()
  for (const row of rows) groups.set(of(row), [...(groups.get(of(row)) ?? []), row])
  return groups
}
const byItem = (rows: Paid[]) => grouped(rows, (each) => each.item)

let of: Journey
let project: number
let contract: number
let lines: Line[]

beforeAll(async () => {
  of = await journey({ filled: true })
  project = (await of.manager.get<{ id: number }[]>('/rest/v1.0/projects'))[0]!.id
  const [found] = await of.manager.get<{ id: number }[]>(`/rest/v1.0/work_order_contracts?project_id=${project}`)
  contract = found!.id
}, 360_000)
afterAll(() => of?.close())

/** The line a payment of an item is billed on; an item that had to be split is billed on its first part. */
const lineOf = (item: string) => lines.find((each) => each.item === item)!

test('the contract goes to the books', { timeout: 300_000 }, async () => {
  const path = `/rest/v1.0/work_order_contracts/${contract}`
  const vendors = await of.admin.get<{ id: number; name: string }[]>('/rest/v1.0/vendors')
  const vendor = vendors.find((each) => each.name === CONTRACT.company)!.id
  await of.admin.post(of.erp(`staged/company/${CONTRACT.vendor}/link`), { item: vendor })
  await of.manager.ask('PATCH', path, { project_id: project, work_order_contract: { status: 'Approved' } })
  const all = await of.manager.get<Line[]>(`${path}/line_items?project_id=${project}`)
  const large = all.find((each) => each.item === 'R-6')!
  await of.manager.post(`${path}/line_items/${large.id}/split`, {
    project_id: project,
    into: [{ quantity: '40000' }, { quantity: '35965' }],
  })
  const moves = movesOf(of, 'commitment', contract)
  expect((await moves.try(of.manager, 'send')).status).toBe(200)
  await moves.accept(CONTRACT.number)
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({ status: { word: 'Synced' } })
  lines = await of.manager.get<Line[]>(`${path}/line_items?project_id=${project}`)
  await divideByFund()
})

/** Lines that both funds pay get a detail for each: the first as much as it paid, the other what is left. */
async function divideByFund(): Promise<void> {
  for (const [item, rows] of byItem(paid)) {
    const funds = [...grouped(rows, (each) => each.fund)]
    if (funds.length === 1) continue
    const line = lineOf(item)
    const [[fund, first], [other]] = funds as [[string, Paid[]], [string, Paid[]]]
    await of.manager.put(`/rest/v1.0/commitments/${contract}/line_items/${line.id}/detail_items`, {
      project_id: project,
      detail_items: [
        { description: fund, amount: totalOf(first) },
        { description: other, amount: subtract(line.amount, totalOf(first)) },
      ],
    })
  }
}

test.each(PAYMENTS)('payment %i', { timeout: 300_000 }, async (number) => {
  const invoices = invoicesOf(of, project)
  const period = await month(of, project, 2025, number)
  const rows = payment(number)
  const made = await invoices.create(contract, period, { invoice_number: `PP-${number}` })
  if (rows.length > 0) {
    const answer = await invoices.csv(made.id, `line,detail,work_completed\n${rows.map(csvRow).join('\n')}`)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  }
  await invoices.change(made.id, { status: 'Approved' })
  const shown = await invoices.look(made.id)
  expect(shown.total_claimed_amount).toBe(totalOf(rows))
  const before = paid.filter((each) => Number(each.payment_no) <= number)
  expect(shown.summary.total_completed_and_stored_to_date).toBe(totalOf(before))

  const moves = movesOfInvoice(of, made.id)
  const sent = await moves.try(of.manager, 'send')
  if (rows.length === 0) {
    expect([sent.status, sent.sentences]).toEqual([422, expect.stringContaining('The document has no distributions.')])
    return
  }
  expect(sent.status, sent.sentences).toBe(200)
  expect(await acceptWith(of, moves, made.id)).toMatchObject({ status: { word: 'Synced' } })
  await agrees(number, rows)
})

function csvRow({ item, fund, amount }: Paid): string {
  const divided =
    new Set(
      byItem(paid)
        .get(item)
        ?.map((each) => each.fund),
    ).size > 1
  return `${lineOf(item).position},${divided ? fund : ''},${amount}`
}

/** One distribution for each line of the commitment, whatever funds share it. */
async function agrees(number: number, rows: Paid[]): Promise<void> {
  const booked = await invoiceInBooks(of, CONTRACT.vendor, `PP-${number}`)
  expect(booked.Amount).toBe(totalOf(rows))
  const wanted = [...byItem(rows)].map(([item, each]) => `${lineOf(item).position} ${totalOf(each)}`)
  expect(booked.lines.map((each) => `${each.Commitment_Line_Item} ${each.Amount}`).sort()).toEqual(wanted.sort())
  const held = rows.map((each) => roundCents(multiply(each.amount, '0.05')))
  expect(booked.Retainage).toBe(roundCents(sum(held)))
}

test('in the end the books hold what the file says, and thirteen items stand over their contract amount', {
  timeout: 60_000,
}, async () => {
  await of.desk('invoice-post')
  const where = [{ column: 'Commitment', op: '=' as const, value: CONTRACT.number }]
  const [booked] = await of.books('JCM_MASTER__COMMITMENT', ['Amount_Invoiced'], where)
  expect(booked).toEqual({ Amount_Invoiced: '3830094.88' })
  const costs = await of.books('JCT_CURRENT__TRANSACTION', ['Transaction_Type', 'Amount'], where)
  const invoiced = costs.filter((each) => each.Transaction_Type === 'AP cost').map((each) => each.Amount ?? '0')
  expect(equal(sum(invoiced), totalOf(paid))).toBe(true)
  expect(invoiced).toContain('-450.00')

  const list = await of.manager.get<{ id: number; number: number }[]>(`/rest/v1.0/requisitions?project_id=${project}`)
  expect(list).toHaveLength(10)
  const items = await invoicesOf(of, project).items(list.find((each) => each.number === 10)!.id)
  const totals = new Map<string, { billed: string[]; scheduled: string[] }>()
  for (const each of items) {
    const known = totals.get(each.item) ?? { billed: [], scheduled: [] }
    known.billed.push(each.work_completed_from_previous_application)
    known.scheduled.push(each.scheduled_value)
    totals.set(each.item, known)
  }
  const over = [...totals].filter(([, { billed, scheduled }]) => compare(sum(billed), sum(scheduled)) > 0)
  expect(over.map(([item]) => item).sort()).toEqual(OVERBILLED)
})

/** As the figures of the file make them: paid more than quantity times unit price. */
const OVERBILLED = ['R-10', 'R-15', 'R-2', 'R-4', 'R-5', 'R-6', 'R-7', 'SW-11', 'SW-18', 'SW-3', 'SW-5', 'SW-8', 'SW-9']
