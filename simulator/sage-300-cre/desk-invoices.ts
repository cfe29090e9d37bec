import { Refused } from '../refused.ts'
import type { Books } from './books.ts'
import { type DeskBody, text } from './desk.ts'
import { DISTRIBUTION, INVOICE, NEW_DISTRIBUTION, NEW_INVOICE, periodProblem } from './invoices.ts'
import { formatDecimal, parseDecimal } from './money.ts'
import { postBatch } from './post.ts'
import type { Row } from './table.ts'
import { TABLES } from './tables.ts'

const PAYMENT = 'APM_MASTER__INVOICE_PAYMENT'

/** `Tasks > Post Invoices`: one invoice, or all that wait. Each goes to master.apm and, as AP cost, to Job Cost. */
export function postInvoices(books: Books, body: DeskBody): { posted: number } {
  const [vendor, code] = [text(body, 'vendor', false), text(body, 'invoice', false)]
  const waiting = [...books.tables[NEW_INVOICE].rows()].filter(
    (row) =>
      (vendor === '' || books.text(NEW_INVOICE, row, 'Vendor') === vendor) &&
      (code === '' || books.text(NEW_INVOICE, row, 'Invoice') === code),
  )
  if (waiting.length === 0) throw new Refused('No such invoice waits in new.api.')
  for (const row of waiting) postInvoice(books, row)
  return { posted: waiting.length }
}

function postInvoice(books: Books, row: Row): void {
  const problem = periodProblem(books, books.text(NEW_INVOICE, row, 'Accounting_Date'))
  if (problem) throw new Refused(problem)
  const [vendor, code] = [books.text(NEW_INVOICE, row, 'Vendor'), books.text(NEW_INVOICE, row, 'Invoice')]
  const batch = books.nextBatch('AP')
  const date = books.text(NEW_INVOICE, row, 'Accounting_Date')
  const moved = [...books.tables[NEW_DISTRIBUTION].find(vendor, code)].map((line) => {
    const values = cells(books, NEW_DISTRIBUTION, line)
    books.remove(NEW_DISTRIBUTION, line)
    return books.insert(DISTRIBUTION, values)
  })
  books.insert(INVOICE, { ...cells(books, NEW_INVOICE, row), Batch: batch })
  books.remove(NEW_INVOICE, row)
  enter(books, 'AP cost', { batch, date, vendor, code }, moved, (line) => books.text(DISTRIBUTION, line, 'Amount'))
}

/** A check for what is due, or for a part of it. Returns the payment's number. */
export function payInvoice(books: Books, body: DeskBody): { payment: string; amount: string } {
  const row = posted(books, body)
  const [vendor, code] = [text(body, 'vendor'), text(body, 'invoice')]
  const due = openAmount(books, row)
  const amount = text(body, 'amount', false) ? cents(text(body, 'amount')) : due
  if (amount <= 0n || amount > due)
    throw new Refused(`A payment of ${formatDecimal(amount, 2)} does not fit what is due, ${formatDecimal(due, 2)}.`)
  const payment = addPayment(books, body, 'Check', text(body, 'check'), amount)
  spread(books, row, vendor, code, amount)
  return { payment, amount: formatDecimal(amount, 2) }
}

/** Takes a payment back: a row of its own, below zero. */
export function voidPayment(books: Books, body: DeskBody): { payment: string } {
  const row = posted(books, body)
  const [vendor, code] = [text(body, 'vendor'), text(body, 'invoice')]
  const paid = books.tables[PAYMENT]
    .find(vendor, code)
    .find((each) => books.text(PAYMENT, each, 'Payment_ID') === text(body, 'payment'))
  if (!paid) throw new Refused(`There is no payment ${text(body, 'payment')} of this invoice.`)
  const check = books.text(PAYMENT, paid, 'Check')
  const voided = books.tables[PAYMENT]
    .find(vendor, code)
    .some(
      (each) => books.text(PAYMENT, each, 'Check') === check && books.text(PAYMENT, each, 'Payment_Type') === 'Void',
    )
  if (voided) throw new Refused(`Check ${check} is void already.`)
  const amount = -cents(books.text(PAYMENT, paid, 'Amount_Paid'))
  const payment = addPayment(books, body, 'Void', check, amount)
  spread(books, row, vendor, code, amount)
  return { payment }
}

/** An invoice that waits can be thrown away; one that is posted has to be reversed, which is not modelled. */
export function deleteInvoice(books: Books, body: DeskBody): void {
  const [vendor, code] = [text(body, 'vendor'), text(body, 'invoice')]
  const row = books.get(NEW_INVOICE, vendor, code)
  if (!row) throw new Refused(`No invoice ${code} of vendor ${vendor} waits in new.api.`)
  for (const line of [...books.tables[NEW_DISTRIBUTION].find(vendor, code)]) books.remove(NEW_DISTRIBUTION, line)
  books.remove(NEW_INVOICE, row)
}

/** An invoice typed in by hand: what takes a number away from whoever imports. */
export function typeInvoice(books: Books, body: DeskBody): void {
  const [vendor, code] = [text(body, 'vendor'), text(body, 'invoice')]
  if (books.get(NEW_INVOICE, vendor, code) ?? books.get(INVOICE, vendor, code))
    throw new Refused(`Document already exists for specified vendor and code [${code}].`)
  books.insert(NEW_INVOICE, {
    Vendor: vendor,
    Invoice: code,
    Description: text(body, 'description', false),
    Status: 'Open',
    Amount: formatDecimal(cents(text(body, 'amount')), 2),
    Invoice_Date: books.today(),
    Accounting_Date: books.today(),
  })
}

/** The chart of accounts: whether an account takes entries of other applications. */
export function setControlAccount(books: Books, body: DeskBody): void {
  const account = text(body, 'account')
  const control = text(body, 'control') === 'true' ? '1' : '0'
  const row = books.get('GLM_MASTER__ACCOUNT', account)
  if (row) books.change('GLM_MASTER__ACCOUNT', row, { Control_Account: control })
  else books.insert('GLM_MASTER__ACCOUNT', { Account: account, Control_Account: control })
}

function addPayment(books: Books, body: DeskBody, type: string, check: string, amount: bigint): string {
  const [vendor, code] = [text(body, 'vendor'), text(body, 'invoice')]
  const payment = String(books.tables[PAYMENT].find(vendor, code).length + 1)
  books.insert(PAYMENT, {
    Vendor: vendor,
    Invoice: code,
    Payment_ID: payment,
    Payment_Type: type,
    Bank_Account: text(body, 'bank', false) || 'MAIN',
    Check: check,
    Amount_Paid: formatDecimal(amount, 2),
  })
  return payment
}

/** Brings the invoice's own figures up to date and pays its lines in proportion, the last one taking what is left. */
function spread(books: Books, row: Row, vendor: string, code: string, amount: bigint): void {
  const paid = cents(books.text(INVOICE, row, 'Amount_Paid')) + amount
  books.change(INVOICE, row, { Amount_Paid: formatDecimal(paid, 2) })
  const status = paid === 0n ? 'Open' : openAmount(books, row) === 0n ? 'Fully paid' : 'Partially paid'
  books.change(INVOICE, row, { Status: status })
  const lines = [...books.tables[DISTRIBUTION].find(vendor, code)]
  const shares = lines.map((line) => due(books, line))
  const whole = shares.reduce((sum, share) => sum + share, 0n)
  let left = amount
  const parts = shares.map((share, at) => {
    const part = at === lines.length - 1 || whole === 0n ? left : (amount * share) / whole
    left -= part
    return part
  })
  const entry = { batch: books.nextBatch('APP'), date: books.today(), vendor, code }
  enter(books, 'Dollars paid', entry, lines, (_line, at) => formatDecimal(parts[at] ?? 0n, 2))
}

interface Entry {
  batch: string
  date: string
  vendor: string
  code: string
}

/** An entry in Job Cost for each line with a job, posted at once. */
function enter(
  books: Books,
  type: 'AP cost' | 'Dollars paid',
  { batch, date, vendor, code }: Entry,
  lines: readonly Row[],
  amountOf: (line: Row, at: number) => string,
): void {
  const run = String(books.nextRun())
  let entered = 0
  lines.forEach((line, at) => {
    const of = (column: string): string => books.text(DISTRIBUTION, line, column)
    if (of('Job') === '') return
    entered += 1
    books.insert('JCT_NEW__TRANSACTION', {
      Job: of('Job'),
      Extra: of('Extra'),
      Cost_Code: of('Cost_Code'),
      Category: of('Category'),
      Transaction_Type: type,
      Run: run,
      Sequence: String(entered),
      Transaction_Date: date,
      Accounting_Date: date,
      Description: of('Description'),
      Units: type === 'AP cost' ? of('Units') : '0',
      Amount: amountOf(line, at),
      Application_of_Origin: 'AP',
      Batch: batch,
      Vendor: vendor,
      Invoice: code,
      Commitment: of('Commitment'),
      Commitment_Line_Item: of('Commitment_Line_Item'),
    })
  })
  if (entered > 0) postBatch(books, batch)
}

function posted(books: Books, body: DeskBody): Row {
  const row = books.get(INVOICE, text(body, 'vendor'), text(body, 'invoice'))
  if (!row) throw new Refused(`There is no posted invoice ${text(body, 'invoice')} of vendor ${text(body, 'vendor')}.`)
  return row
}

/** "Payment due = original amount - retainage" (reference 3.4), and the tax, less what was paid. */
function openAmount(books: Books, row: Row): bigint {
  const of = (column: string): bigint => cents(books.text(INVOICE, row, column))
  return of('Amount') + of('Tax') - of('Retainage') - of('Amount_Paid')
}

function due(books: Books, line: Row): bigint {
  const of = (column: string): bigint => cents(books.text(DISTRIBUTION, line, column))
  return of('Amount') + of('Tax') - of('Retainage')
}

function cells(
  books: Books,
  name: typeof NEW_INVOICE | typeof NEW_DISTRIBUTION,
  row: Row,
): Record<string, string | null> {
  const columns = [...TABLES[name].columns].filter(([column]) => !column.endsWith('_Stamp'))
  return Object.fromEntries(
    columns.map(([column, kind]) => [
      column,
      kind === 'date' ? books.text(name, row, column) || null : books.text(name, row, column),
    ]),
  )
}

function cents(text: string): bigint {
  try {
    return parseDecimal(text, 2)
  } catch {
    throw new Refused(`[${text}] is no amount.`)
  }
}
