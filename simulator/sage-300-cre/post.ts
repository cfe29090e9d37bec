import { Refused, Unsupported } from '../refused.ts'
import type { Books } from './books.ts'
import { addDecimal, isZero, negateDecimal } from './money.ts'
import type { Row } from './table.ts'
import { TABLES, type TableName, type TransactionType } from './tables.ts'

/** Which accumulators a transaction type moves, on the category and on its cost code and job. */
interface Buckets {
  category: readonly string[]
  above: readonly string[]
  /** In place of `above` where cost code and job have names of their own. */
  costCode?: readonly string[]
  job?: readonly string[]
  /** Category accumulators that take the units. */
  units: readonly string[]
  /** Moved as well when the accounting date lies in the open month. */
  month?: { category: readonly string[]; above: readonly string[]; units: readonly string[] }
  cost?: true
}

const COST: Buckets = {
  category: ['JTD_Cost'],
  above: ['JTD_Cost'],
  units: ['JTD_Units'],
  month: { category: ['MTD_Cost'], above: ['MTD_Cost'], units: ['MTD_Units'] },
  cost: true,
}

/** Reference 1.6, 3.2, 3.3, 3.5. "Total = Original + Approved"; a revised commitment is original and approved changes. */
const BUCKETS: Record<TransactionType, Buckets> = {
  'Original estimate': {
    category: ['Original_Estimate', 'Total_Estimate'],
    above: ['Original_Estimate', 'Total_Estimate'],
    units: ['Original_Estimate_Units', 'Total_Estimate_Units'],
  },
  'Approved est changes': {
    category: ['Approved_Estimate_Changes', 'Total_Estimate'],
    above: ['JTD_Aprvd_Estimate_Chgs', 'Total_Estimate'],
    units: ['Approved_Est_Unit_Changes', 'Total_Estimate_Units'],
  },
  'Committed cost': {
    category: ['Original_Commitment', 'Revised_Commitment'],
    above: ['Original_Commitment', 'Revised_Commitment'],
    units: [],
  },
  'Aprvd cmmtt cst chng': {
    category: ['Approved_Commitment_Changes', 'Revised_Commitment'],
    above: ['Approved_Commitment_Changes', 'Revised_Commitment'],
    units: [],
  },
  'AP cost': COST,
  'JC cost': COST,
  'PR cost': COST,
  'EQ cost': COST,
  'IV cost': COST,
  'Dollars paid': {
    category: ['JTD_Dollars_Paid'],
    above: ['JTD_Dollars_Paid'],
    units: [],
    month: { category: ['MTD_Dollars_Paid'], above: ['MTD_Dollars_Paid'], units: [] },
  },
  'Misc worksheet 1': { category: ['Msc_Cat_Amt_1'], above: [], units: [] },
  'Misc worksheet 2': { category: ['Msc_Cat_Amt_2'], above: [], units: [] },
  'Aprvd schdl val chng': {
    category: [],
    above: [],
    costCode: ['JTD_Aprvd_Schd_Value_Chgs', 'Revised_Scheduled_Value'],
    job: ['JTD_Aprvd_Contract_Chgs', 'Revised_Contract_Amount'],
    units: [],
  },
}

const NEW = 'JCT_NEW__TRANSACTION'
const CURRENT = 'JCT_CURRENT__TRANSACTION'

/**
 * `Tasks > Post Entries`: moves a batch from new.jct to current.jct under a new run number and updates the accumulators
 * of category, cost code and job (reference 3.5). Returns how many entries moved. Throws when the batch is not waiting.
 */
export function postBatch(books: Books, batch: string): number {
  const entries = [...books.tables[NEW].by('Batch', batch)]
  if (entries.length === 0) throw new Refused(`No entries of batch ${batch} wait in new.jct.`)
  postEntries(books, entries)
  return entries.length
}

/** Moves these entries alone, whatever else waits under their batch. */
export function postEntries(books: Books, entries: readonly Row[]): void {
  const run = String(books.nextRun())
  entries.forEach((entry, at) => {
    const values: Record<string, string | null> = {}
    for (const column of TABLES[NEW].columns.keys()) values[column] = nullable(books, entry, column)
    books.remove(NEW, entry)
    const posted = books.insert(CURRENT, { ...values, Run: run, Sequence: String(at + 1) })
    accumulate(books, CURRENT, posted)
    markCommitmentPosted(books, posted)
  })
}

/** Adds a posted entry to the accumulators, or takes it off again with `undo`. */
export function accumulate(books: Books, name: TableName, entry: Row, undo = false): void {
  const of = (column: string): string => books.text(name, entry, column)
  const sign = (text: string, decimals: number): string => (undo ? negateDecimal(text, decimals) : text)
  const amount = sign(of('Amount'), 2)
  const units = sign(of('Units'), 4)
  const buckets = BUCKETS[of('Transaction_Type') as TransactionType]
  if (!buckets) throw new Unsupported(`transaction type ${of('Transaction_Type')}.`)
  const month = of('Accounting_Date').slice(0, 7) === books.openMonth ? buckets.month : undefined
  const invoiced = buckets.cost && of('Transaction_Type') === 'AP cost' && of('Commitment') !== ''
  const above = [...buckets.above, ...(month?.above ?? []), ...(invoiced ? ['Commitment_Invoiced'] : [])]
  const below = [...buckets.category, ...(month?.category ?? []), ...(invoiced ? ['Commitment_Invoiced'] : [])]
  const dated: Record<string, string | null> = buckets.cost ? { Last_Cost_Update: of('Accounting_Date') || null } : {}
  const category: Record<string, string | null> = { ...dated }
  const row = books.get('JCM_MASTER__CATEGORY', of('Job'), of('Extra'), of('Cost_Code'), of('Category'))
  if (row) {
    for (const column of below)
      category[column] = addDecimal(books.text('JCM_MASTER__CATEGORY', row, column), amount, 2)
    for (const column of [...buckets.units, ...(month?.units ?? [])]) {
      category[column] = addDecimal(books.text('JCM_MASTER__CATEGORY', row, column), units, 4)
    }
    books.change('JCM_MASTER__CATEGORY', row, category)
  }
  addAll(
    books,
    'JCM_MASTER__COST_CODE',
    [of('Job'), of('Extra'), of('Cost_Code')],
    buckets.costCode ?? above,
    amount,
    dated,
  )
  addAll(books, 'JCM_MASTER__JOB', [of('Job')], buckets.job ?? above, amount, dated)
  if (invoiced) addInvoiced(books, of('Commitment'), of('Commitment_Line_Item'), amount, units)
  if (of('Transaction_Type') === 'Aprvd cmmtt cst chng')
    addChange(books, of('Commitment'), of('Commitment_Line_Item'), amount, units)
}

/** Closes the job cost month: month-to-date figures begin again at zero in the following month. Returns the new month. */
export function closeMonth(books: Books): string {
  const [year, month] = books.openMonth.split('-').map(Number) as [number, number]
  books.openMonth = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`
  for (const name of ['JCM_MASTER__JOB', 'JCM_MASTER__COST_CODE', 'JCM_MASTER__CATEGORY'] as const) {
    const columns = books.tables[name].names.filter((column) => column.startsWith('MTD_'))
    for (const row of books.tables[name].rows()) {
      if (columns.every((column) => isZero(books.text(name, row, column)))) continue
      books.change(name, row, Object.fromEntries(columns.map((column) => [column, ''])))
    }
  }
  return books.openMonth
}

function addAll(
  books: Books,
  name: TableName,
  key: string[],
  columns: readonly string[],
  amount: string,
  dated: Record<string, string | null>,
): void {
  const row = books.get(name, ...key)
  if (!row || columns.length === 0) return
  const values: Record<string, string | null> = { ...dated }
  for (const column of columns) values[column] = addDecimal(books.text(name, row, column), amount, 2)
  books.change(name, row, values)
}

function addInvoiced(books: Books, commitment: string, line: string, amount: string, units: string): void {
  addAll(books, 'JCM_MASTER__COMMITMENT', [commitment], ['Amount_Invoiced'], amount, {})
  const item = books.get('JCM_MASTER__COMMITMENT_ITEM', commitment, line)
  if (!item) return
  books.change('JCM_MASTER__COMMITMENT_ITEM', item, {
    Amount_Invoiced: addDecimal(books.text('JCM_MASTER__COMMITMENT_ITEM', item, 'Amount_Invoiced'), amount, 2),
    Units_Invoiced: addDecimal(books.text('JCM_MASTER__COMMITMENT_ITEM', item, 'Units_Invoiced'), units, 4),
  })
}

function addChange(books: Books, commitment: string, line: string, amount: string, units: string): void {
  addAll(books, 'JCM_MASTER__COMMITMENT', [commitment], ['Approved_CO_Amount'], amount, {})
  const item = books.get('JCM_MASTER__COMMITMENT_ITEM', commitment, line)
  if (!item) return
  const before = (column: string): string => books.text('JCM_MASTER__COMMITMENT_ITEM', item, column)
  books.change('JCM_MASTER__COMMITMENT_ITEM', item, {
    Approved_Commitment_CO_Units: addDecimal(before('Approved_Commitment_CO_Units'), units, 4),
    Approved_Commitment_CO_Amount: addDecimal(before('Approved_Commitment_CO_Amount'), amount, 2),
  })
}

function markCommitmentPosted(books: Books, entry: Row): void {
  if (books.text(CURRENT, entry, 'Transaction_Type') !== 'Committed cost') return
  const commitment = books.get('JCM_MASTER__COMMITMENT', books.text(CURRENT, entry, 'Commitment'))
  if (commitment && books.text('JCM_MASTER__COMMITMENT', commitment, 'Posted') === '0') {
    books.change('JCM_MASTER__COMMITMENT', commitment, { Posted: '1' })
  }
}

function nullable(books: Books, row: Row, column: string): string | null {
  const kind = TABLES[NEW].columns.get(column)
  const text = books.text(NEW, row, column)
  return kind === 'date' && text === '' ? null : text
}
