/** Import files and books for the simulator's own tests, written from the formats page field by field. */
import { seedExample } from './companies/example.ts'
import { type Books, type BooksOptions, createBooks } from './sage-300-cre/books.ts'
import type { TableName } from './sage-300-cre/tables.ts'

export const NOON = Date.UTC(2025, 6, 15, 12, 0, 0)

/** A clock that tests move by hand. */
export function handClock(start = NOON): { now: () => number; forward: (milliseconds: number) => void } {
  let time = start
  return {
    now: () => time,
    forward: (milliseconds) => {
      time += milliseconds
    },
  }
}

export function exampleBooks(options: Partial<BooksOptions> = {}): Books {
  return createBooks({ now: () => NOON, seed: seedExample, ...options })
}

type Changes = Readonly<Record<number, string>>

/** A record line: raw fields in order, some replaced by their number on the formats page (from 1). */
function record(fields: readonly string[], changes: Changes): string {
  return `${fields.map((field, at) => changes[at + 1] ?? field).join(',')}\r\n`
}

const blanks = (count: number): string[] => Array.from({ length: count }, () => '')

export function jobLine(changes: Changes = {}): string {
  const place = [
    '"J"',
    '"26-0007"',
    '"Pier Repairs"',
    '"Pier 7"',
    '',
    '"San Francisco"',
    '"CA"',
    '"94111"',
    '"415 555 0199"',
  ]
  return record([...place, '12.5', '"ACRE"', '"Unstarted"', '01/05/2026', '12/31/2026', '""'], changes)
}

export function extraLine(changes: Changes = {}): string {
  return record(['"X"', '"25-2977"', '"E1"', '"Extra block"', '"In progress"', '07/01/2025', '', ''], changes)
}

export function costCodeLine(changes: Changes = {}): string {
  const head = ['"P"', '"25-2977"', '""', '"02-900"', '"Fencing"', '0', '07/01/2025', '"LF"', '', '', '"Subcontract"']
  return record([...head, '', '0', '', ''], changes)
}

export function categoryLine(changes: Changes = {}): string {
  const head = [
    '"C"',
    '"25-2977"',
    '""',
    '"02-200"',
    '"S"',
    '"Subcontract"',
    '07/01/2025',
    '3241',
    '"TON"',
    '531524.00',
  ]
  return record([...head, '"Subcontract"', '"BUDGET1"', '"AB12CD34EF"', '', '"key-1"'], changes)
}

export function jobHeaderLine(changes: Changes = {}): string {
  return record(['"J"', '"25-2977"', '"Another name"', '', '', '"Oakland"', '"CA"', '"94607"'], changes)
}

export function entryLine(changes: Changes = {}): string {
  const head = ['"T"', '"Approved est changes"', '"25-2977"', '""', '"02-200"', '"S"', '07/15/2025', '', '"To curbs"']
  return record([...head, '', '', '-1250.50', '', '', '"AB12CD34EF"', '', '', '', '"AB12CD34EF"'], changes)
}

/** A scheduled value change: on the job, of a contract's item. */
export function valueChangeLine(changes: Changes = {}): string {
  const own = { 2: '"Aprvd schdl val chng"', 5: '', 6: '', 12: '900.00', 13: '"2977J"', 14: '"0010"', 18: '"7"' }
  return entryLine({ ...own, ...changes })
}

export function commitmentLine(changes: Changes = {}): string {
  const head = ['"COM"', '"SC-2977-01"', '1', '"Paving"', '"BAYPAVE"', '"25-2977"', '07/01/2025', '10.00', '""']
  return record([...head, ...blanks(136), '"AB12CD34EF"'], changes)
}

export function itemLine(changes: Changes = {}): string {
  const head = ['"COMI"', '"SC-2977-01"', '1', '"Hot mix asphalt"', '"25-2977"', '""', '"02-200"', '"S"', '""']
  return record([...head, '3241.0000', '"TON"', '164.0000', '531524.00', '0.00', '10.00', '', '', ''], changes)
}

export function vendorLine(changes: Changes = {}): string {
  const head = ['"APV"', '"NEWVEND"', '"New Vendor, Inc."', '"1 Main St"', '', '"Oakland"', '"CA"', '"94601"']
  return record([...head, '"510 555 0100"', '""'], changes)
}

export function invoiceLine(changes: Changes = {}): string {
  const head = ['"API"', '"BAYPAVE"', '"BP-1"', '"Paving"', '1000.00', '0.00', '', '', '07/01/2025', '', '', '']
  return record([...head, '07/01/2025', '', '"AB12CD34EF"', ...blanks(6)], changes)
}

export function distributionLine(changes: Changes = {}): string {
  const head = ['"APD"', '"SC-2977-01"', '1', '"25-2977"', '', '"02-200"', '"S"', ...blanks(4), '6.5000', '']
  return record([...head, '1000.00', '', '100.00', '', '', '"Hot mix asphalt"', '', ''], changes)
}

export function timeLine(changes: Changes = {}): string {
  const head = [
    '"PRT"',
    '"AB12CD34EF"',
    '"1007"',
    '07/13/2025',
    '07/08/2025',
    '"HOURLY"',
    '"24-0118"',
    '""',
    '"02-400"',
    '"L"',
  ]
  return record([...head, '8.00', '1.50', '0.00', '"Sidewalk"', '"AB12CD34EF"', '"1"'], changes)
}

export const TASK = {
  estimates: 'jc-import-estimates',
  transactions: 'jc-import-transactions',
  commitments: 'jc-import-commitments',
  vendors: 'ap-import-vendors',
  invoices: 'ap-import-invoices',
  invoiceCodes: 'ap-import-invoice-codes',
  timecards: 'pr-import-timecards',
}

export const FILE = 'AB12CD34EF.imp'

/** Cells of one row by its key, as text. */
export function cellsOf(books: Books, table: TableName, key: readonly string[], columns: readonly string[]): string[] {
  const row = books.get(table, ...key)
  if (!row) throw new Error(`No row ${key.join('/')} in ${table}.`)
  return columns.map((column) => books.text(table, row, column))
}

/** The sentences of a report's refusals, by line. */
export function refusals(report: string): string[] {
  return [...report.matchAll(/\tREJECTED\t(.*)$/gm)].map((match) => match[1] as string)
}
