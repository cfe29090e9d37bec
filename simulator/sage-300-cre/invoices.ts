import type { Books } from './books.ts'
import type { Session, Verdict } from './import.ts'
import { addDecimal, formatDecimal, isZero, parseDecimal } from './money.ts'
import type { ImportRecord } from './reader.ts'
import { categoryProblem } from './setup.ts'
import type { Row } from './table.ts'
import type { TableName } from './tables.ts'

const FAILED = 'Ap Invoice Api import failed with error message: '
const NO_DISTRIBUTIONS = "The document's codings are incomplete: The document has no distributions."
const SIBLING = 'The invoice was not imported because another record of it was refused.'
export const NEW_INVOICE = 'API_NEW__INVOICE'
export const INVOICE = 'APM_MASTER__INVOICE'
export const NEW_DISTRIBUTION = 'API_NEW__DISTRIBUTION'
export const DISTRIBUTION = 'APM_MASTER__DISTRIBUTION'

/** An invoice on its way in: its header and the distributions taken so far. */
interface Pending {
  records: ImportRecord[]
  header: ImportRecord | null
  /** Half-applied files: records before a bad one stay, those after it are not taken. */
  broken: boolean
}

type Values = (name: string) => string

/** `ap-import-invoices`: a header and its distributions, into new.api; whole or, with the knob, up to the bad record. */
export function invoiceSession(books: Books): Session {
  let pending: Pending | null = null
  const settle = (): Verdict[] => {
    const settled = pending
    pending = null
    return settled && books.knobs.atomicFile ? settleWhole(books, settled) : []
  }
  return {
    take: (record) => {
      const before = record.id === 'API' || !pending ? settle() : []
      pending ??= { records: [], header: record.id === 'API' ? record : null, broken: false }
      if (!books.knobs.atomicFile) return { verdicts: [...before, takeNow(books, pending, record)] }
      pending.records.push(record)
      return { verdicts: before }
    },
    end: settle,
  }
}

function settleWhole(books: Books, pending: Pending): Verdict[] {
  const problems: (string | null)[] = pending.records.map((record) => record.problem ?? check(books, pending, record))
  if (!problems.some((problem) => problem !== null)) problems[0] = wholeProblem(books, pending)
  if (problems.some((problem) => problem !== null))
    return pending.records.map((record, at) => ({ record, refused: problems[at] ?? SIBLING }))
  for (const record of pending.records) apply(books, pending, record)
  return pending.records.map((record) => ({ record, refused: null }))
}

function takeNow(books: Books, pending: Pending, record: ImportRecord): Verdict {
  const problem = pending.broken ? SIBLING : (record.problem ?? check(books, pending, record))
  pending.broken ||= problem !== null
  if (problem === null) apply(books, pending, record)
  return { record, refused: problem }
}

function check(books: Books, pending: Pending, record: ImportRecord): string | null {
  const of = valuesOf(record)
  if (record.id === 'API') return headerProblem(books, of)
  if (!pending.header) return 'The header of an invoice stands before its distributions.'
  return distributionProblem(books, valuesOf(pending.header), of)
}

function headerProblem(books: Books, of: Values): string | null {
  const vendor = books.get('APM_MASTER__VENDOR', of('Vendor'))
  if (!vendor || books.text('APM_MASTER__VENDOR', vendor, 'Inactive') === '1')
    return 'Vendor is inactive/has been archived.'
  // "checked against both new.api and master.apm" (reference 3.4).
  const known = [NEW_INVOICE, INVOICE].some((name) => books.get(name as TableName, of('Vendor'), of('Code')))
  if (known && books.knobs.duplicateRefused)
    return `There are errors in the document's codings. Errors: Document already exists for specified vendor and code [${of('Code')}].`
  return periodProblem(books, accountingDate(of))
}

/** "GL period closed": entries dated in a month up to the one the knob names are refused. */
export function periodProblem(books: Books, date: string): string | null {
  const { glClosedThrough } = books.knobs
  if (glClosedThrough === '' || date.slice(0, 7) > glClosedThrough) return null
  const [year, month, day] = date.split('-')
  return `${FAILED}GL period closed.  Entry not allowed. (${month}\\${day}\\${year}).`
}

const accountingDate = (of: Values): string => of('AccountingDate') || of('InvoiceDate')

function distributionProblem(books: Books, header: Values, of: Values): string | null {
  if ([of('Amount'), of('Tax'), of('Retainage')].every(isZero))
    return "The document's codings are incomplete: The distribution has no amount."
  const coded = commitmentProblem(books, header, of)
  if (coded) return coded
  const place = categoryProblem(books, of('Job'), of('Extra'), of('CostCode'), of('Category'))
  if (place) return place
  const account = expenseAccount(books, of)
  const known = books.get('GLM_MASTER__ACCOUNT', account)
  if (known && books.text('GLM_MASTER__ACCOUNT', known, 'Control_Account') === '1')
    return `${FAILED} [${account}] is an invalid expense account.`
  return null
}

const missing = (type: string): string => `No entities could be found of type [${type}] with given where clause.`

function commitmentProblem(books: Books, header: Values, of: Values): string | null {
  if (of('Commitment') === '') return null
  const commitment = books.get('JCM_MASTER__COMMITMENT', of('Commitment'))
  if (!commitment || books.text('JCM_MASTER__COMMITMENT', commitment, 'Vendor') !== header('Vendor'))
    return missing('Commitment')
  if (books.text('JCM_MASTER__COMMITMENT', commitment, 'Closed') === '1') return 'Commitment has been archived.'
  const item = books.get('JCM_MASTER__COMMITMENT_ITEM', of('Commitment'), of('CommitmentLineItem'))
  const same = [
    ['Job', 'Job'],
    ['Extra', 'Extra'],
    ['Cost_Code', 'CostCode'],
    ['Category', 'Category'],
  ] as const
  if (!item || same.some(([column, name]) => books.text('JCM_MASTER__COMMITMENT_ITEM', item, column) !== of(name)))
    return missing('CommitmentItem')
  return null
}

/** "For job lines Sage derives it" (reference 3.4): the cost code's own account, else that of the category. */
function expenseAccount(books: Books, of: Values): string {
  if (of('ExpenseAccount') !== '') return of('ExpenseAccount')
  const code = books.get('JCM_MASTER__COST_CODE', of('Job'), of('Extra'), of('CostCode'))
  const own = code ? books.text('JCM_MASTER__COST_CODE', code, 'Cost_Account') : ''
  return own || `5000-${of('Category')}`
}

/** What can only be said of the invoice as a whole: it has distributions, they add up, and the commitments bear them. */
function wholeProblem(books: Books, pending: Pending): string | null {
  const lines = pending.records.filter((record) => record.id === 'APD').map(valuesOf)
  const header = pending.header ? valuesOf(pending.header) : undefined
  if (!header) return null
  if (lines.length === 0) return NO_DISTRIBUTIONS
  for (const name of ['Amount', 'Tax']) {
    const total = sumOf(lines.map((of) => of(name)))
    if ((header(name) !== '' || name === 'Amount') && parse(header(name)) !== total)
      return `[${name}] is not the sum of the distributions, which is ${formatDecimal(total, 2)}.`
  }
  return retainageProblem(books, lines) ?? toleranceProblem(books, lines)
}

/** "It may not release more than is held on that line." */
function retainageProblem(books: Books, lines: Values[]): string | null {
  const items = new Map<string, bigint>()
  for (const of of lines) {
    const key = `${of('Commitment')}/${of('CommitmentLineItem')}`
    items.set(key, (items.get(key) ?? 0n) + parse(of('Retainage')))
  }
  for (const [key, change] of items) {
    if (change >= 0n) continue
    const [commitment = '', item = ''] = key.split('/')
    const held = invoiced(books, commitment, 'Retainage', item)
    if (held + change < 0n) return '[Retainage] is more than is held on the commitment item.'
  }
  return null
}

/** "Fires only if total invoiced > revised commitment + tolerance; zero tolerance = any excess" (reference 3.4). */
function toleranceProblem(books: Books, lines: Values[]): string | null {
  const { commitmentTolerance } = books.knobs
  if (commitmentTolerance === '') return null
  for (const code of new Set(lines.map((of) => of('Commitment')))) {
    const commitment = books.get('JCM_MASTER__COMMITMENT', code)
    if (!commitment) continue
    const of = (column: string): bigint => parse(books.text('JCM_MASTER__COMMITMENT', commitment, column))
    const now = sumOf(lines.filter((line) => line('Commitment') === code).map((line) => line('Amount')))
    const allowed = of('Amount') + of('Approved_CO_Amount') + parse(commitmentTolerance)
    if (invoiced(books, code, 'Amount') + now > allowed)
      return `${FAILED}Commitment ${code} - amount invoiced exceeds approved amount plus tolerance.`
  }
  return null
}

/** Sum of a column over what is invoiced on a commitment, posted or not. */
function invoiced(books: Books, commitment: string, column: 'Amount' | 'Retainage', item?: string): bigint {
  return [NEW_DISTRIBUTION, DISTRIBUTION].reduce((total, table) => {
    const name = table as TableName
    const rows = books.tables[name].by('Commitment', commitment)
    const counted = rows.filter((row) => item === undefined || books.text(name, row, 'Commitment_Line_Item') === item)
    return total + sumOf(counted.map((row) => books.text(name, row, column)))
  }, 0n)
}

function apply(books: Books, pending: Pending, record: ImportRecord): void {
  const of = valuesOf(record)
  if (record.id === 'API') applyHeader(books, of)
  else applyDistribution(books, pending, of)
}

function applyDistribution(books: Books, pending: Pending, of: Values): void {
  const header = pending.header ? valuesOf(pending.header) : of
  const [vendor, code] = [header('Vendor'), header('Code')]
  books.insert(NEW_DISTRIBUTION, {
    Vendor: vendor,
    Invoice: code,
    Dist_Seq: String(books.tables[NEW_DISTRIBUTION].find(vendor, code).length + 1),
    Description: of('Description'),
    Amount: of('Amount'),
    Tax_Group: of('TaxGroup'),
    Tax: of('Tax'),
    Retainage: of('Retainage'),
    Expense_Account: expenseAccount(books, of),
    Job: of('Job'),
    Extra: of('Extra'),
    Cost_Code: of('CostCode'),
    Category: of('Category'),
    Commitment: of('Commitment'),
    Commitment_Line_Item: of('CommitmentLineItem'),
    Units: of('Units'),
    Draw: of('Draw'),
  })
  const row = books.get(NEW_INVOICE, vendor, code)
  if (row)
    books.change(NEW_INVOICE, row, {
      Retainage: addDecimal(books.text(NEW_INVOICE, row, 'Retainage'), of('Retainage') || '0', 2),
    })
}

/** A number in use (only where duplicates pass) keeps its header and takes the later codes. */
function applyHeader(books: Books, of: Values): void {
  const codes = { Invoice_Code_1: of('InvoiceCode1'), Invoice_Code_2: of('InvoiceCode2') }
  const known = books.get(NEW_INVOICE, of('Vendor'), of('Code'))
  if (known) {
    books.change(NEW_INVOICE, known, codes)
    return
  }
  books.insert(NEW_INVOICE, {
    Vendor: of('Vendor'),
    Invoice: of('Code'),
    Description: of('Description'),
    Status: 'Open',
    Amount: of('Amount'),
    Tax: of('Tax'),
    Invoice_Date: of('InvoiceDate'),
    Accounting_Date: accountingDate(of),
    ...codes,
  })
}

/** `ap-import-invoice-codes`: "Sets both codes of the invoice, posted or not; what stood there is replaced." */
export function invoiceCodeSession(books: Books): Session {
  return {
    take: (record) => ({ verdicts: [{ record, refused: record.problem ?? setCodes(books, valuesOf(record)) }] }),
    end: () => [],
  }
}

function setCodes(books: Books, of: Values): string | null {
  for (const name of [NEW_INVOICE, INVOICE] as const) {
    const row: Row | undefined = books.get(name, of('Vendor'), of('Invoice'))
    if (!row) continue
    books.change(name, row, { Invoice_Code_1: of('InvoiceCode1'), Invoice_Code_2: of('InvoiceCode2') })
    return null
  }
  return missing('Invoice')
}

function valuesOf(record: ImportRecord): Values {
  return (name) => record.values[name] ?? ''
}

const parse = (text: string): bigint => parseDecimal(text || '0', 2)

const sumOf = (texts: readonly string[]): bigint => texts.reduce((total, text) => total + parse(text), 0n)
