/** Tables as people exchange them: CSV and Excel, written so that no cell can run as a formula, read line by line. */
import Papa from 'papaparse'
import { canonicalDecimal, digits, isDecimal } from './money.ts'
import { Refused, refusal } from './refusal.ts'
import { readXlsx } from './xlsx-read.ts'
import { writeXlsx } from './xlsx-write.ts'

export interface SheetColumn {
  label: string
  /** `number`: decimal strings, written as numbers. */
  as: 'text' | 'number'
}

export interface Sheet {
  name: string
  columns: SheetColumn[]
  rows: (string | null)[][]
}

export const SHEET_FORMATS = ['csv', 'xlsx'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]

export const SHEET_TYPES: Record<SheetFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export function writeSheet(sheet: Sheet, format: SheetFormat): Buffer {
  const typed = sheet.columns.map((column) => column.as === 'number')
  const cells = sheet.rows.map((row) => row.map((value, at) => cell(value, typed[at] ?? false)))
  const heads = sheet.columns.map((column) => cell(column.label, false))
  if (format === 'xlsx') return writeXlsx(sheet.name, [heads, ...cells])
  const lines = [heads, ...cells].map((row) => row.map((each) => each.text))
  // The mark at the beginning tells Excel that the text is UTF-8.
  return Buffer.from(`\uFEFF${Papa.unparse(lines, { newline: '\r\n' })}\r\n`, 'utf8')
}

export interface Cell {
  text: string
  number: boolean
}

/** Digits beyond this many would be rounded by a spreadsheet: such a number goes as text. */
const EXACT_DIGITS = 15

function cell(value: string | null, number: boolean): Cell {
  const text = value ?? ''
  if (number && isDecimal(text)) {
    const { integer, fraction } = digits(text)
    return { text: /\.\d{3,}$/.test(text) ? canonicalDecimal(text) : text, number: integer + fraction <= EXACT_DIGITS }
  }
  return { text: guarded(text), number: false }
}

/** Spreadsheets run text that begins like this as a formula (OWASP ASVS 1.2.10). */
const RUNS = /^[=+\-@\t\r]/

const guarded = (text: string): string => (RUNS.test(text) ? `'${text}` : text)
const unguarded = (text: string): string => (text.startsWith("'") && RUNS.test(text.slice(1)) ? text.slice(1) : text)

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
