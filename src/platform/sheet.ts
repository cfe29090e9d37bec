/** Tables as people exchange them: CSV and Excel, written so that no cell can run as a formula, read line by line. */
import Papa from 'papaparse'
import { csvLine, guarded, unguarded } from './csv.ts'
import { isDate } from './dates.ts'
import { canonicalDecimal, digits, isDecimal } from './money.ts'
import { Refused, refusal } from './refusal.ts'
import { readXlsx } from './xlsx-read.ts'
import { writeXlsx } from './xlsx-write.ts'

export interface SheetColumn {
  label: string
  /** `number`: decimal strings, written as numbers; `date`: `YYYY-MM-DD`, written as a day. */
  as: 'text' | 'number' | 'date'
}

type Row = (string | null)[]

export interface Sheet {
  name: string
  columns: SheetColumn[]
  rows: Row[]
}

/** Its rows come piece by piece, as many as there are. */
export type LongSheet = Omit<Sheet, 'rows'> & { rows: AsyncIterable<Row[]> }

export const SHEET_FORMATS = ['csv', 'xlsx'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]

export const SHEET_TYPES: Record<SheetFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** The file, made while it is read. */
export function writeSheet(sheet: Sheet | LongSheet, format: SheetFormat): AsyncIterable<string | Uint8Array> {
  const heads = sheet.columns.map((column) => cell(column.label, 'text'))
  return format === 'xlsx' ? writeXlsx(sheet.name, heads, cellsOf(sheet)) : writeCsv(heads, cellsOf(sheet))
}

async function* cellsOf({ columns, rows }: Sheet | LongSheet): AsyncGenerator<Cell[][]> {
  for await (const piece of Array.isArray(rows) ? [rows] : rows)
    yield piece.map((row) => row.map((value, at) => cell(value, columns[at]?.as ?? 'text')))
}

async function* writeCsv(heads: Cell[], pieces: AsyncIterable<Cell[][]>): AsyncGenerator<string> {
  const line = (row: Cell[]) => csvLine(row.map((each) => each.text))
  // The mark at the beginning tells Excel that the text is UTF-8.
  yield `\uFEFF${line(heads)}`
  for await (const rows of pieces) yield rows.map(line).join('')
}

export interface Cell {
  text: string
  as: SheetColumn['as']
}

/** Digits beyond this many would be rounded by a spreadsheet: such a number goes as text. */
const EXACT_DIGITS = 15

function cell(value: string | null, as: SheetColumn['as']): Cell {
  const text = value ?? ''
  if (as === 'date' && isDate(text)) return { text, as }
  if (as === 'number' && isDecimal(text)) {
    const { integer, fraction } = digits(text)
    return {
      text: /\.\d{3,}$/.test(text) ? canonicalDecimal(text) : text,
      as: integer + fraction <= EXACT_DIGITS ? 'number' : 'text',
    }
  }
  return { text: guarded(text), as: 'text' }
}

export interface ReadTable {
  /** Names of the columns as written, in lower case, blanks as `_`. */
  fields: string[]
  /** Rows that are not blank; `line` as a spreadsheet counts, the names being line 1. */
  rows: { line: number; cells: Record<string, string> }[]
}

/** The first sheet or the CSV text as a table with names in its first line. @throws Refused when it cannot be read as one. */
export function readSheet(file: { csv: string } | { xlsx: Buffer }): ReadTable {
  const lines = 'csv' in file ? readCsv(file.csv) : readXlsx(file.xlsx)
  const fields = (lines[0] ?? []).map((each) => unguarded(each.trim()).toLowerCase().replace(/\s+/g, '_'))
  const rows = lines.slice(1).flatMap((values, index) => {
    const cells = Object.fromEntries(fields.map((field, at) => [field, unguarded((values[at] ?? '').trim())]))
    return Object.values(cells).every((each) => each === '') ? [] : [{ line: index + 2, cells }]
  })
  return { fields: fields.filter((each) => each !== ''), rows }
}

function readCsv(text: string): string[][] {
  // Semicolons and tabs are told from the text itself.
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''))
  const fault = errors.find((error) => error.type === 'Quotes')
  if (fault)
    throw new Refused(refusal('csv-malformed', `Line ${(fault.row ?? 0) + 1}: ${fault.message}.`, { field: 'csv' }))
  return data
}
