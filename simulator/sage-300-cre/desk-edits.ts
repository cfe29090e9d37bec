import { Refused } from '../refused.ts'
import type { Books } from './books.ts'
import { type DeskBody, text } from './desk.ts'
import { addDecimal, formatDecimal, isZero, negateDecimal, parseDecimal } from './money.ts'
import { accumulate } from './post.ts'
import { cellAt, type Row } from './table.ts'

const NEW = 'JCT_NEW__TRANSACTION'
const CURRENT = 'JCT_CURRENT__TRANSACTION'
const ITEM = 'JCM_MASTER__COMMITMENT_ITEM'
const OF_COMMITMENT = [
  'JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS',
  'JCM_MASTER__COMMITMENT_CO',
  'JCM_MASTER__COMMITMENT_CO_ITEM',
  'JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS',
] as const

/** Edits behind the back of whoever imported: what a person at the desk does to records that others think they know. */

/** Deletes a commitment with its items and its committed cost, posted or not. Only one without invoices can go. */
export function deleteCommitment(books: Books, commitment: string): { deleted: number } {
  const header = books.get('JCM_MASTER__COMMITMENT', commitment)
  if (!header) throw new Refused(`There is no commitment ${commitment}.`)
  if (!isZero(books.text('JCM_MASTER__COMMITMENT', header, 'Amount_Invoiced'))) {
    throw new Refused(`Commitment ${commitment} has been invoiced and cannot be deleted.`)
  }
  for (const name of [NEW, CURRENT] as const) {
    for (const entry of [...books.tables[name].by('Commitment', commitment)]) {
      if (name === CURRENT) accumulate(books, CURRENT, entry, true)
      books.remove(name, entry)
    }
  }
  const items = [...books.tables[ITEM].by('Commitment', commitment)]
  for (const item of items) books.remove(ITEM, item)
  for (const name of OF_COMMITMENT)
    for (const row of [...books.tables[name].by('Commitment', commitment)]) books.remove(name, row)
  const custom = books.get('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', commitment)
  if (custom) books.remove('JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', custom)
  books.remove('JCM_MASTER__COMMITMENT', header)
  return { deleted: items.length }
}

/** Changes an item's description, units, unit cost or amount, and with the amount its committed cost and every total above. */
export function changeItem(books: Books, body: DeskBody): void {
  const [commitment, number] = [text(body, 'commitment'), text(body, 'item')]
  const item = books.get(ITEM, commitment, number)
  if (!item) throw new Refused(`There is no item ${number} on commitment ${commitment}.`)
  const before = books.text(ITEM, item, 'Amount')
  const amount = text(body, 'amount', false) ? exact(text(body, 'amount'), 2) : before
  const changes: Record<string, string> = { Amount: amount }
  if (body.description !== undefined) changes.Description = text(body, 'description', false)
  if (text(body, 'units', false)) changes.Units = exact(text(body, 'units'), 4)
  if (text(body, 'unitCost', false)) changes.Unit_Cost = exact(text(body, 'unitCost'), 4)
  books.change(ITEM, item, changes)
  const header = books.get('JCM_MASTER__COMMITMENT', commitment)
  if (header) {
    const total = addDecimal(
      books.text('JCM_MASTER__COMMITMENT', header, 'Amount'),
      addDecimal(amount, negateDecimal(before, 2), 2),
      2,
    )
    books.change('JCM_MASTER__COMMITMENT', header, { Amount: total })
  }
  for (const name of [NEW, CURRENT] as const) {
    const entry = books.tables[name]
      .by('Commitment', commitment)
      .find(
        (row) =>
          books.text(name, row, 'Commitment_Line_Item') === number &&
          books.text(name, row, 'Transaction_Type') === 'Committed cost',
      )
    if (entry) changeAmount(books, name, entry, amount)
  }
}

/** Changes the amount of a posted transaction; the totals follow. */
export function changeTransaction(books: Books, body: DeskBody): void {
  changeAmount(books, CURRENT, transaction(books, body), exact(text(body, 'amount'), 2))
}

/** Takes a posted transaction out; the totals follow. */
export function deleteTransaction(books: Books, body: DeskBody): void {
  const entry = transaction(books, body)
  accumulate(books, CURRENT, entry, true)
  books.remove(CURRENT, entry)
}

/** The posted transaction of this run and sequence. */
export function transaction(books: Books, body: DeskBody): Row {
  const [run, sequence] = [text(body, 'run'), text(body, 'sequence')]
  const table = books.tables[CURRENT]
  const [runAt, sequenceAt] = [table.at('Run'), table.at('Sequence')]
  for (const row of table.rows())
    if (cellAt(row.line, runAt) === run && cellAt(row.line, sequenceAt) === sequence) return row
  throw new Refused(`There is no transaction ${run}/${sequence} in current.jct.`)
}

function changeAmount(books: Books, name: typeof NEW | typeof CURRENT, entry: Row, amount: string): void {
  if (name === CURRENT) accumulate(books, name, entry, true)
  books.change(name, entry, { Amount: amount })
  if (name === CURRENT) accumulate(books, name, entry)
}

/** A figure typed at the desk, with its decimals. */
export function exact(value: string, decimals: number): string {
  try {
    return formatDecimal(parseDecimal(value, decimals), decimals)
  } catch {
    throw new Refused(`[${value}] is no number with at most ${decimals} decimals.`)
  }
}
