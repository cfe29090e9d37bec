import { isCalendarDate } from '../clock.ts'
import { Refused, Unsupported } from '../refused.ts'
import type { Books } from './books.ts'
import { digitsOf, formatDecimal, parseDecimal } from './money.ts'
import { postBatch } from './post.ts'
import { categoryProblem, noEntity } from './setup.ts'
import { IMPORTED_ONLY, TRANSACTION_TYPES, type TransactionType } from './tables.ts'

/** An entry a person types in at the desk. Amount in dollars with two decimals, units with up to four. */
export interface CostEntry {
  type: string
  job: string
  extra?: string
  costCode: string
  category: string
  amount: string
  units?: string
  unitCost?: string
  /** `YYYY-MM-DD`; today when left out. */
  date?: string
  description?: string
  vendor?: string
  invoice?: string
  commitment?: string
  commitmentItem?: string
  employee?: string
  equipment?: string
  /** Batch to enter it in; a new one when left out. */
  batch?: string
  /** Post the batch at once. */
  post?: boolean
}

/** Enters a transaction in new.jct. Returns its batch and run; throws the sentence that refuses it. */
export function enterCost(
  books: Books,
  entry: CostEntry,
): { batch: string; run: string; sequence: string; posted: number } {
  const type = checked(books, entry)
  const figures = {
    Units: decimal('Units', entry.units || '0', 4),
    Unit_Cost: decimal('UnitCost', entry.unitCost || '0', 4),
    Amount: decimal('Amount', entry.amount, 2),
  }
  const date = entry.date || books.today()
  if (!isDate(date)) throw new Refused(`[date] ${date} is not a date YYYY-MM-DD.`)
  if ((entry.batch ?? '').length > 10) throw new Refused('[batch] is too long, maximum length is 10 characters.')
  const batch = entry.batch || books.nextBatch('DSK')
  const waiting = books.tables.JCT_NEW__TRANSACTION.by('Batch', batch)
  const first = waiting[0]
  const run = first ? books.text('JCT_NEW__TRANSACTION', first, 'Run') : String(books.nextRun())
  const sequence = String(highest(books, batch) + 1)
  books.insert('JCT_NEW__TRANSACTION', {
    Job: entry.job,
    Extra: entry.extra ?? '',
    Cost_Code: entry.costCode,
    Category: entry.category,
    Transaction_Type: type,
    Run: run,
    Sequence: sequence,
    Transaction_Date: date,
    Accounting_Date: date,
    Description: (entry.description ?? '').slice(0, 30),
    ...figures,
    Application_of_Origin: type.endsWith(' cost')
      ? type.slice(0, 2).toUpperCase()
      : type === 'Dollars paid'
        ? 'AP'
        : 'JC',
    Batch: batch,
    Vendor: entry.vendor ?? '',
    Invoice: entry.invoice ?? '',
    Commitment: entry.commitment ?? '',
    Commitment_Line_Item: entry.commitmentItem || '0',
    Employee: entry.employee ?? '',
    Equipment: entry.equipment ?? '',
  })
  return { batch, run, sequence, posted: entry.post ? postBatch(books, batch) : 0 }
}

function checked(books: Books, entry: CostEntry): TransactionType {
  const type = TRANSACTION_TYPES.find((one) => one === entry.type)
  if (!type || IMPORTED_ONLY.includes(type))
    throw new Unsupported(
      `transaction type [${entry.type}]; there are ${TRANSACTION_TYPES.join(', ')}; ${IMPORTED_ONLY.join(' and ')} come by import.`,
    )
  const problem = categoryProblem(books, entry.job, entry.extra ?? '', entry.costCode, entry.category)
  if (problem) throw new Refused(problem)
  if (entry.vendor && !books.get('APM_MASTER__VENDOR', entry.vendor))
    throw new Refused(`There is no vendor ${entry.vendor}.`)
  const commitment = entry.commitment ?? ''
  const needsCommitment = type === 'Aprvd cmmtt cst chng'
  if (commitment === '' && needsCommitment) throw new Refused('A commitment change needs a commitment and its item.')
  if (commitment === '') return type
  if (type !== 'AP cost' && !needsCommitment) throw new Unsupported(`${type} with a commitment.`)
  const item = books.get('JCM_MASTER__COMMITMENT_ITEM', commitment, entry.commitmentItem ?? '')
  if (!item) throw new Refused(`There is no item ${entry.commitmentItem ?? ''} on commitment ${commitment}.`)
  const same = (['Job', 'Extra', 'Cost_Code', 'Category'] as const).every(
    (column, at) =>
      books.text('JCM_MASTER__COMMITMENT_ITEM', item, column) ===
      [entry.job, entry.extra ?? '', entry.costCode, entry.category][at],
  )
  if (!same) throw new Refused(noEntity('Category'))
  return type
}

function isDate(text: string): boolean {
  const [year, month, day] = /^\d{4}-\d\d-\d\d$/.test(text) ? text.split('-').map(Number) : []
  return year !== undefined && month !== undefined && day !== undefined && isCalendarDate(year, month, day)
}

function decimal(name: string, text: string, decimals: number): string {
  const digits = digitsOf(text)
  if (!digits || digits.after > decimals || digits.before > 9)
    throw new Refused(`[${name}] is no number with at most ${decimals} decimals.`)
  return formatDecimal(parseDecimal(text, decimals), decimals)
}

function highest(books: Books, batch: string): number {
  const rows = books.tables.JCT_NEW__TRANSACTION.by('Batch', batch)
  return rows.reduce((most, row) => Math.max(most, Number(books.text('JCT_NEW__TRANSACTION', row, 'Sequence'))), 0)
}
