import { millisecondsOf } from '../clock.ts'
import { digitsOf, formatDecimal, parseDecimal } from './money.ts'
import { byCodeUnit, cellAt, fromWire, type Row, type Table, toWire } from './table.ts'
import { DECIMALS, type Kind, NULL } from './tables.ts'

export type Operator = '=' | 'in' | '>=' | '<=' | '>' | '<' | 'starts'

export interface Condition {
  column: string
  op: Operator
  value: unknown
}

/** What may be asked of one table; the body of `POST /box/query`. */
export interface Query {
  table: string
  columns: readonly string[]
  where?: readonly Condition[]
  /** `YYYY-MM-DDTHH:MM:SS`: rows stamped then or later. */
  changedSince?: string
  orderByKey?: boolean
  limit?: number
  /** Key of the last row read; the answer begins after it, in key order. */
  afterKey?: readonly (string | number)[]
}

/** A query that cannot be answered, with the sentence that says why. */
export class QueryError extends Error {}

const OPERATORS: readonly string[] = ['=', 'in', '>=', '<=', '>', '<', 'starts']

interface Test {
  column: string
  op: Operator
  /** Operands in wire form. */
  values: readonly string[]
  passes: (row: Row) => boolean
}

/** The rows a query asks for, in the asked order, as of now. Throws {@link QueryError}. */
export function select(table: Table, query: Query, now: number): Row[] {
  const tests = (query.where ?? []).map((condition) => testOf(table, query.table, condition))
  const since = sinceOf(query)
  const limit = limitOf(query)
  const after = query.afterKey === undefined ? null : afterOf(table, query)
  const ordered = query.orderByKey === true || after !== null
  const found: Row[] = []
  for (const rows of candidates(table, tests, ordered, after)) {
    for (const row of rows) {
      if (row.visibleAt > now || row.stamp < since) continue
      if (!tests.every((test) => test.passes(row))) continue
      if (after !== null && table.keyOf(row) <= after.key) continue
      found.push(row)
    }
    if (found.length >= limit && (!ordered || !narrowed(tests, table))) break
  }
  if (ordered && narrowed(tests, table)) {
    const keys = new Map(found.map((row) => [row, table.keyOf(row)]))
    found.sort((left, right) => byCodeUnit(keys.get(left) as string, keys.get(right) as string))
  }
  return found.length > limit ? found.slice(0, limit) : found
}

/** Positions of the asked columns; throws when the table lacks one. */
export function positionsOf(table: Table, query: Query): number[] {
  if (!Array.isArray(query.columns) || query.columns.length === 0) throw new QueryError('The query names no columns.')
  if (new Set(query.columns).size < query.columns.length) throw new QueryError('The query names a column twice.')
  return query.columns.map((column) => table.at(known(table, query.table, column)))
}

/** The asked cells as values (null for a null), for callers in the same process. */
export function valuesOf(rows: readonly Row[], positions: readonly number[]): (string | null)[][] {
  return rows.map((row) => positions.map((at) => fromWire(cellAt(row.line, at))))
}

interface After {
  key: string
  group: string
}

function candidates(
  table: Table,
  tests: readonly Test[],
  ordered: boolean,
  after: After | null,
): Iterable<readonly Row[]> {
  const keyed = keyTests(table, tests)
  if (keyed) return [table.find(...keyed)]
  const indexed = indexTest(table, tests)
  if (indexed) return indexed.values.map((value) => table.by(indexed.column, fromWire(value) ?? ''))
  return ordered ? groupsAfter(table, after) : table.groups()
}

function narrowed(tests: readonly Test[], table: Table): boolean {
  return keyTests(table, tests) !== null || indexTest(table, tests) !== undefined
}

/** The leading key, when every column of it has an `=`. */
function keyTests(table: Table, tests: readonly Test[]): string[] | null {
  const parts: string[] = []
  for (const column of table.shape.key.slice(0, table.shape.group)) {
    const test = tests.find((one) => one.column === column && one.op === '=')
    if (!test) return null
    parts.push(fromWire(test.values[0] as string) ?? '')
  }
  return parts
}

function indexTest(table: Table, tests: readonly Test[]): Test | undefined {
  return tests.find(
    (test) =>
      (test.op === '=' || test.op === 'in') && table.shape.indexed.includes(test.column) && !test.values.includes(''),
  )
}

function* groupsAfter(table: Table, after: After | null): Generator<readonly Row[]> {
  const keys = table.sortedGroups()
  let low = 0
  let high = after === null ? 0 : keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] as string) < (after as After).group) low = middle + 1
    else high = middle
  }
  for (let at = low; at < keys.length; at += 1) yield table.group(keys[at] as string)
}

function afterOf(table: Table, query: Query): After {
  const parts = query.afterKey
  if (!Array.isArray(parts) || parts.length !== table.shape.key.length) {
    throw new QueryError(
      `afterKey of ${query.table} needs ${table.shape.key.length} parts: ${table.shape.key.join(', ')}.`,
    )
  }
  const texts = parts.map((part) => String(part))
  return { key: table.keyText(texts.map(toWire)), group: table.groupKeyOf(texts) }
}

function sinceOf(query: Query): number {
  if (query.changedSince === undefined) return Number.NEGATIVE_INFINITY
  const time = millisecondsOf(String(query.changedSince))
  if (time === null) throw new QueryError(`changedSince [${query.changedSince}] is not YYYY-MM-DDTHH:MM:SS.`)
  return time
}

function limitOf(query: Query): number {
  if (query.limit === undefined) return Number.POSITIVE_INFINITY
  if (!Number.isSafeInteger(query.limit) || query.limit < 0) throw new QueryError('limit is no whole number.')
  return query.limit
}

function known(table: Table, name: string, column: unknown): string {
  if (typeof column === 'string' && table.has(column)) return column
  throw new QueryError(`Column [${String(column)}] is not in table ${name}.`)
}

function testOf(table: Table, name: string, condition: Condition): Test {
  const column = known(table, name, condition?.column)
  const { op } = condition
  if (!OPERATORS.includes(op)) throw new QueryError(`[${String(op)}] is not one of ${OPERATORS.join(' ')}.`)
  const at = table.at(column)
  const kind = table.kinds[at] as Kind
  const given = op === 'in' ? condition.value : [condition.value]
  if (!Array.isArray(given)) throw new QueryError(`The value for [${column}] in must be a list.`)
  const values = given.map((value) => operand(kind, column, value))
  return { column, op, values, passes: passing(at, kind, op, values) }
}

function operand(kind: Kind, column: string, value: unknown): string {
  if (value === null) return NULL
  const text = typeof value === 'boolean' ? (value ? '1' : '0') : String(value)
  const decimals = kind === 'int' || kind === 'bit' ? 0 : DECIMALS[kind]
  if (decimals === undefined) return toWire(text)
  const digits = digitsOf(text)
  if (!digits || digits.after > decimals) throw new QueryError(`[${text}] is no value of column [${column}].`)
  return formatDecimal(parseDecimal(text, decimals), decimals)
}

function passing(at: number, kind: Kind, op: Operator, values: readonly string[]): (row: Row) => boolean {
  const first = values[0] ?? NULL
  if (op === 'in') {
    const set = new Set(values)
    return (row) => set.has(cellAt(row.line, at))
  }
  if (op === '=') return (row) => cellAt(row.line, at) === first
  if (op === 'starts') return (row) => cellAt(row.line, at).startsWith(first)
  const decimals = kind === 'int' || kind === 'bit' ? 0 : DECIMALS[kind]
  const order = decimals === undefined ? byCodeUnit : (a: string, b: string) => compareDecimals(a, b, decimals)
  return (row) => {
    const cell = cellAt(row.line, at)
    if (cell === NULL || first === NULL) return false
    const result = order(cell, first)
    if (result === 0) return op === '>=' || op === '<='
    return result > 0 ? op.startsWith('>') : op.startsWith('<')
  }
}

function compareDecimals(left: string, right: string, decimals: number): number {
  const difference = parseDecimal(left, decimals) - parseDecimal(right, decimals)
  return difference > 0n ? 1 : difference < 0n ? -1 : 0
}
