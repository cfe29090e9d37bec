import { Unsupported } from '../refused.ts'
import { formatDecimal, parseDecimal } from './money.ts'
import { DECIMALS, emptyOf, type Kind, NULL, type TableShape } from './tables.ts'

/** A row: one text with all its cells as on the wire (escaped, `\N` for null), tabs between. Small, and quick to send. */
export interface Row {
  line: string
  /** Time of the last change, milliseconds. */
  stamp: number
  /** Queries do not see the row before this time (the read-after-write lag). */
  visibleAt: number
}

export type Values = Readonly<Record<string, string | null>>

const SEPARATOR = '\u0001'
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const UNESCAPES: Record<string, string> = { '\\\\': '\\', '\\t': '\t', '\\n': '\n', '\\r': '\r' }

export function toWire(value: string | null): string {
  if (value === null) return NULL
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] as string) : value
}

/** The cell at a position of a line, in wire form. */
export function cellAt(line: string, position: number): string {
  let start = 0
  for (let at = 0; at < position; at += 1) start = line.indexOf('\t', start) + 1
  const end = line.indexOf('\t', start)
  return end < 0 ? line.slice(start) : line.slice(start, end)
}

export function fromWire(cell: string): string | null {
  if (cell === NULL) return null
  return cell.includes('\\') ? cell.replace(/\\[\\tnr]/g, (pair) => UNESCAPES[pair] as string) : cell
}

/** One table: rows in groups by the leading key columns, hash indexes by some columns, key order on demand. */
export class Table {
  readonly shape: TableShape
  readonly names: readonly string[]
  readonly kinds: readonly Kind[]
  readonly #positions: ReadonlyMap<string, number>
  readonly #empty: readonly string[]
  readonly #keyPositions: readonly number[]
  #groups = new Map<string, Row[]>()
  #indexes: { column: string; at: number; rows: Map<string, Row[]> }[] = []
  #sorted: string[] | null = null
  #count = 0
  #changes = 0

  constructor(shape: TableShape) {
    this.shape = shape
    this.names = [...shape.columns.keys()]
    this.kinds = [...shape.columns.values()]
    this.#positions = new Map(this.names.map((name, at) => [name, at]))
    this.#empty = this.kinds.map(emptyOf)
    this.#keyPositions = shape.key.map((name) => this.at(name))
    this.clear()
  }

  /** How often the table was written: what a file's time of modification tells. */
  get changes(): number {
    return this.#changes
  }

  get count(): number {
    return this.#count
  }

  /** Position of a column; throws for a column the table does not have. */
  at(column: string): number {
    const position = this.#positions.get(column)
    if (position === undefined) throw new Unsupported(`the table has no column ${column}.`)
    return position
  }

  has(column: string): boolean {
    return this.#positions.has(column)
  }

  clear(): void {
    this.#groups = new Map()
    this.#indexes = this.shape.indexed.map((column) => ({ column, at: this.at(column), rows: new Map() }))
    this.#sorted = null
    this.#count = 0
    this.#changes += 1
  }

  insert(values: Values, stamp: number, visibleAt: number): Row {
    return this.add(this.#write(this.#empty, values), stamp, visibleAt)
  }

  /** Adds a row by its cells in wire form: the short way for generators and restores. */
  add(cells: readonly string[], stamp: number, visibleAt: number): Row {
    const row: Row = { line: cells.join('\t'), stamp, visibleAt }
    const key = this.#groupKey(cells)
    const group = this.#groups.get(key)
    if (group) group.push(row)
    else {
      this.#groups.set(key, [row])
      this.#sorted = null
    }
    for (const { at, rows } of this.#indexes) remember(rows, cells[at] as string, row)
    this.#count += 1
    this.#changes += 1
    return row
  }

  /** Changes a row in place. Key columns never change in these books. */
  change(row: Row, values: Values, stamp: number): void {
    this.#changes += 1
    const before = row.line.split('\t')
    const after = this.#write(before, values)
    for (const { at, rows } of this.#indexes) {
      if (before[at] === after[at]) continue
      forget(rows, before[at] as string, row)
      remember(rows, after[at] as string, row)
    }
    row.stamp = stamp
    row.line = after.join('\t')
  }

  remove(row: Row): void {
    const cells = row.line.split('\t')
    const key = this.#groupKey(cells)
    const group = this.#groups.get(key) ?? []
    const place = group.indexOf(row)
    if (place < 0) return
    group.splice(place, 1)
    if (group.length === 0) {
      this.#groups.delete(key)
      this.#sorted = null
    }
    for (const { at, rows } of this.#indexes) forget(rows, cells[at] as string, row)
    this.#count -= 1
    this.#changes += 1
  }

  /** Rows whose leading key columns are these (all of the group's columns must be given). */
  find(...key: string[]): readonly Row[] {
    return this.#groups.get(this.groupKeyOf(key)) ?? []
  }

  /** Rows with this value in an indexed column; an empty value is not indexed. */
  by(column: string, value: string): readonly Row[] {
    return this.#indexes.find((index) => index.column === column)?.rows.get(toWire(value)) ?? []
  }

  text(row: Row, column: string): string {
    return fromWire(cellAt(row.line, this.at(column))) ?? ''
  }

  *rows(): IterableIterator<Row> {
    for (const group of this.#groups.values()) yield* group
  }

  groups(): Iterable<readonly Row[]> {
    return this.#groups.values()
  }

  group(key: string): readonly Row[] {
    return this.#groups.get(key) ?? []
  }

  /** Group keys in key order, kept until a group comes or goes. */
  sortedGroups(): readonly string[] {
    this.#sorted ??= [...this.#groups.keys()].sort(byCodeUnit)
    return this.#sorted
  }

  /** A text that orders rows by their key: numbers by value, text by code unit. */
  keyOf(row: Row): string {
    return this.keyText(this.#keyPositions.map((at) => cellAt(row.line, at)))
  }

  keyText(parts: readonly string[]): string {
    return parts.map((part, at) => this.#keyPart(part, at)).join(SEPARATOR)
  }

  groupKeyOf(parts: readonly string[]): string {
    return this.keyText(parts.slice(0, this.shape.group).map(toWire))
  }

  #keyPart(cell: string, at: number): string {
    return this.kinds[this.#keyPositions[at] as number] === 'int' ? cell.padStart(10, '0') : cell
  }

  #groupKey(cells: readonly string[]): string {
    const positions = this.#keyPositions
    let key = this.#keyPart(cells[positions[0] as number] as string, 0)
    for (let at = 1; at < this.shape.group; at += 1) {
      key += SEPARATOR + this.#keyPart(cells[positions[at] as number] as string, at)
    }
    return key
  }

  #write(cells: readonly string[], values: Values): string[] {
    const next = cells.slice()
    for (const column in values) {
      const at = this.at(column)
      next[at] = cellOf(this.kinds[at] as Kind, values[column] as string | null)
    }
    return next
  }
}

/** The cell of a value: numbers get their column's decimals, an empty number is zero. */
function cellOf(kind: Kind, value: string | null): string {
  const decimals = DECIMALS[kind]
  if (value === null || decimals === undefined) return toWire(value)
  if (value === '') return emptyOf(kind)
  return value[value.length - decimals - 1] === '.' ? value : formatDecimal(parseDecimal(value, decimals), decimals)
}

function remember(index: Map<string, Row[]>, value: string, row: Row): void {
  if (value === '') return
  const rows = index.get(value)
  if (rows) rows.push(row)
  else index.set(value, [row])
}

function forget(index: Map<string, Row[]>, value: string, row: Row): void {
  const rows = index.get(value)
  const at = rows?.indexOf(row) ?? -1
  if (!rows || at < 0) return
  rows.splice(at, 1)
  if (rows.length === 0) index.delete(value)
}

export function byCodeUnit(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
