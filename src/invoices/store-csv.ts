/** A pay application from a spreadsheet. */
import Papa from 'papaparse'
import { amountField, quantityField } from '../commitments/model.ts'
import type { Sql } from '../platform/db.ts'
import { add } from '../platform/money.ts'
import { type Refusal, refusal, refuseIf } from '../platform/refusal.ts'
import type { BilledId, Invoice, InvoiceItem } from './model.ts'
import { type ItemChange, listItems, setItems } from './store-items.ts'
import type { Who } from './store-periods.ts'

/** A row names its line by `line` (its place in the schedule of values), by `item`, or by one of them with the description of its `detail`. */
const NAMES = ['line', 'item', 'detail']
const FIGURES = {
  work_completed: 'work',
  quantity: 'workQuantity',
  materials_stored: 'stored',
  materials_moved: 'moved',
  retainage: 'workRetainageWithheld',
  retainage_released: 'workRetainageReleased',
  materials_retainage: 'storedRetainageWithheld',
  materials_retainage_released: 'storedRetainageReleased',
  tax: 'tax',
} as const satisfies Record<string, keyof ItemChange>
type FigureColumn = keyof typeof FIGURES
const LONGEST = 10_000

/** Bills what the rows of a CSV text say, all or none: every bad row is named by its number in the file. An empty cell leaves its figure alone. */
export async function importPayApplication(sql: Sql, who: Who, invoice: Invoice, csv: string): Promise<InvoiceItem[]> {
  const parsed = Papa.parse<Record<string, string>>(csv.replace(/^\uFEFF/, ''), {
    header: true,
    transformHeader: (header) => header.trim().toLowerCase(),
    transform: (value) => value.trim(),
  })
  const filled = parsed.data.flatMap((row, index) => (isBlank(row) ? [] : [{ row, index }]))
  refuseIf(refusalsOfTable(parsed.meta.fields ?? [], filled.length))
  const items = await listItems(sql, who.company, invoice)
  const changes = new Map<BilledId, ItemChange>()
  const refusals: Refusal[] = parsed.errors
    .filter((error) => !isBlank(parsed.data[error.row ?? 0] ?? {}))
    .map((error) => refusal('csv-malformed', `${rowName(error.row ?? 0)}: ${error.message}.`, { field: 'csv' }))
  for (const { row, index } of filled) {
    const say = (field: string, sentence: string) =>
      refusals.push(refusal('csv-line-bad', `${rowName(index)}: ${sentence}.`, { field: `csv.${field}` }))
    const item = itemFor(row, items, say)
    const change = changeFrom(row, say)
    if (item) changes.set(item.billed, added(changes.get(item.billed), change))
  }
  refuseIf(refusals)
  return setItems(sql, who, invoice, changes)
}

/** Also a line of commas alone, as spreadsheets write them. */
function isBlank(row: Record<string, unknown>): boolean {
  return Object.values(row).every((value) => value === '')
}

function refusalsOfTable(fields: string[], rows: number): Refusal[] {
  const say = (code: string, sentence: string) => refusal(code, sentence, { field: 'csv' })
  const known = [...NAMES, ...Object.keys(FIGURES)]
  const unknown = fields.filter((each) => !known.includes(each))
  const refusals: Refusal[] = []
  if (!fields.includes('line') && !fields.includes('item'))
    refusals.push(say('csv-columns-missing', 'The first line must name the column line or the column item.'))
  if (!fields.some((each) => each in FIGURES))
    refusals.push(
      say('csv-columns-missing', `The first line must name one of the columns ${Object.keys(FIGURES).join(', ')}.`),
    )
  if (unknown.length > 0)
    refusals.push(
      say('csv-columns-unknown', `The columns ${unknown.join(', ')} are not known; known are ${known.join(', ')}.`),
    )
  if (rows === 0) refusals.push(say('csv-empty', 'The file has no lines below the first.'))
  if (rows > LONGEST)
    refusals.push(say('csv-too-long', `The file has ${rows} lines; at most ${LONGEST} are taken at once.`))
  return refusals
}

type Say = (field: string, sentence: string) => void

function itemFor(row: Record<string, string>, items: InvoiceItem[], say: Say): InvoiceItem | undefined {
  const { line = '', item = '', detail = '' } = row
  const fits = items.filter(
    (each) =>
      (line === '' || each.position === line || each.position.startsWith(`${line}.`)) &&
      // An item by itself is the contract's own; a change order's line is named by its place.
      (item === '' || (each.item === item && (line !== '' || each.itemType !== 'change_order_item'))) &&
      (detail === '' || (each.itemType === 'contract_detail_item' && each.description === detail)) &&
      line + item !== '',
  )
  const named = [line && `line ${line}`, item && `item ${item}`, detail && `detail “${detail}”`]
    .filter(Boolean)
    .join(', ')
  if (fits.length === 0)
    say(line ? 'line' : 'item', named ? `there is no ${named} on this invoice` : 'it names no line')
  else if (fits.length > 1) say('line', `${named} stands on ${fits.length} lines; name the one that is meant`)
  return fits.length === 1 ? fits[0] : undefined
}

function changeFrom(row: Record<string, string>, say: Say): ItemChange {
  const change: ItemChange = {}
  for (const [column, key] of Object.entries(FIGURES) as [FigureColumn, (typeof FIGURES)[FigureColumn]][]) {
    const given = row[column] ?? ''
    if (given === '') continue
    const parsed = (column === 'quantity' ? quantityField : amountField).safeParse(given)
    if (parsed.success) change[key] = parsed.data
    else say(column, `${column} ${parsed.error.issues[0]?.message ?? 'is no number'}`)
  }
  return change
}

/** Two rows of one line are one: their figures are summed. */
function added(before: ItemChange | undefined, change: ItemChange): ItemChange {
  if (!before) return change
  const both = { ...before }
  for (const key of Object.values(FIGURES)) {
    const [left, right] = [before[key], change[key]]
    if (right != null) both[key] = left == null ? right : add(left, right)
  }
  return both
}

/** As a spreadsheet counts: the names of the columns are line 1. */
function rowName(index: number): string {
  return `Line ${index + 2}`
}
