import { Refused } from './refused.ts'
import type { Books } from './sage-300-cre/books.ts'
import { addDecimal } from './sage-300-cre/money.ts'

/**
 * Adds one cent to that many posted transactions, evenly spread, and stamps them: the change a measured import must find.
 * The totals above are left alone; this is for measuring reads, not for keeping books.
 */
export function touchTransactions(books: Books, count: number): number {
  const table = books.tables.JCT_CURRENT__TRANSACTION
  if (!Number.isSafeInteger(count) || count < 1 || count > table.count)
    throw new Refused(`count must be 1 to ${table.count}.`)
  const every = Math.floor(table.count / count)
  let at = 0
  let touched = 0
  for (const row of table.rows()) {
    if (at % every === 0 && touched < count) {
      books.change('JCT_CURRENT__TRANSACTION', row, { Amount: addDecimal(table.text(row, 'Amount'), '0.01', 2) })
      touched += 1
    }
    at += 1
  }
  return touched
}
