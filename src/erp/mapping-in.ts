/**
 * The inbound half of the mapping engine: the ERP's rows, as lines of PostgreSQL's text format, into the lines of one of our feeds.
 * A million rows of transactions pass in a second or two, so it works on bytes. A row that does not fit is reported, never thrown. Pure.
 */
import type { InboundRow, InboundTable } from './mapping.ts'
import { isPlainDate, isPlainDecimal, isPlainFlag, rewrite } from './mapping-in-values.ts'
import { LineWriter } from './mapping-in-writer.ts'
import type { ReadCommand } from './protocol.ts'

/** A row that could not be decoded: its line (from 1), as it came, and why in a sentence. */
export interface BadRow {
  line: number
  raw: string
  reason: string
}

/** The ERP's columns, in the order in which lines must carry them. */
export function columnsOf(table: InboundTable): string[] {
  const filters = (table.only ?? []).map((each) => each.column)
  return [...new Set([...readRows(table).map((row) => row.column), ...filters])]
}

/** The feed's columns, in the order in which `decodeStream` writes them; `line`, and where it was asked for `row_hash`, follow. */
export function feedColumnsOf(table: InboundTable): string[] {
  return [...new Set(readRows(table).map((row) => row.into))]
}

/** The table's filters for the agent, which then sends less; lines are filtered here all the same. */
export function whereOf(table: InboundTable): ReadCommand['where'] {
  const only = (table.only ?? []).map(({ column, oneOf }) => ({ column, op: 'in' as const, value: oneOf }))
  return table.filled === undefined ? only : [...only, { column: table.filled, op: '>', value: '' }]
}

/**
 * Lines with the values of `columnsOf` in, lines with the values of `feedColumnsOf` and the line's number out. With `hashAfter`, a last field is
 * a hash of the values that follow the first so many: of a row's content, where these are its key.
 */
export async function* decodeStream(
  table: InboundTable,
  blocks: AsyncIterable<Uint8Array>,
  onBad: (bad: BadRow) => void,
  hashAfter = 0,
): AsyncIterable<Uint8Array> {
  const decoder = new Decoder(table, onBad, hashAfter)
  for await (const block of blocks) yield* decoder.push(block)
  yield* decoder.end()
}

interface Plan {
  /** Their name for it, in reasons. */
  name: string
  row: InboundRow
  place: 'dropped' | 'alone' | 'first of group' | 'joined'
  required: boolean
  otherwise: Uint8Array
  integer: number
  fraction: number
  only: Uint8Array[] | undefined
}

const TAB = 9
const NEWLINE = 10
const SPACE = 32
const BACKSLASH = 92
const CAPITAL_N = 78
/** What a byte of a line means; plain ones mean nothing. Constants of their own, for the loop that asks of every byte. */
const IS_TAB = 1
const IS_BACKSLASH = 2
const IS_CONTROL = 4
const IS_HIGH = 8
const MEANING = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === TAB) return IS_TAB
  if (byte === BACKSLASH) return IS_BACKSLASH
  if (byte < SPACE) return IS_CONTROL
  return byte > 127 ? IS_HIGH : 0
})
/** Escapes of PostgreSQL's text format that stand for one character: \\ \b \f \n \r \t \v */
const ESCAPES = new Set([...'\\bfnrtv'].map((each) => each.charCodeAt(0)))
/** Room a rewritten value and its tab may need beyond the source's own bytes. */
const SPARE_BYTES = 64

class Decoder {
  private readonly plans: Plan[]
  private readonly onBad: (bad: BadRow) => void
  private readonly hashAfter: number
  private readonly writer = new LineWriter()
  private readonly encoder = new TextEncoder()
  private readonly strict = new TextDecoder('utf-8', { fatal: true })
  private readonly lenient = new TextDecoder('utf-8')
  private rest: Uint8Array = new Uint8Array(0)
  private number = 0

  constructor(table: InboundTable, onBad: (bad: BadRow) => void, hashAfter: number) {
    this.plans = plansOf(table)
    this.onBad = onBad
    this.hashAfter = hashAfter
  }

  push(block: Uint8Array): Uint8Array[] {
    const bytes = this.rest.length === 0 ? block : joined(this.rest, block)
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.line(bytes, start, end)
      start = end + 1
    }
    this.rest = bytes.slice(start)
    return this.writer.take(false)
  }

  end(): Uint8Array[] {
    if (this.rest.length > 0) this.line(this.rest, 0, this.rest.length)
    return this.writer.take(true)
  }

  private line(bytes: Uint8Array, start: number, end: number): void {
    const { plans, writer } = this
    this.number++
    writer.begin(bytes, end - start + plans.length * SPARE_BYTES)
    let reason: string | undefined
    let all = 0
    let at = start
    let column = 0
    for (; column < plans.length && at <= end; column++) {
      const from = at
      let seen = 0
      for (; at < end; at++) {
        const meaning = MEANING[bytes[at] as number] as number
        if (meaning === IS_TAB) break
        if (meaning !== 0) seen |= meaning
      }
      all |= seen
      const plan = plans[column] as Plan
      const to = trimmed(bytes, from, at)
      if (plan.only && !isOneOf(plan.only, bytes, from, to)) {
        writer.cancel()
        return
      }
      if (reason === undefined && plan.place !== 'dropped') reason = this.field(plan, bytes, from, to, seen)
      at++
    }
    if (column < plans.length || at <= end) reason = `The row has not the ${plans.length} columns that were asked for.`
    if (reason === undefined && all >= IS_CONTROL) reason = this.textFault(bytes, start, end, all)
    if (reason === undefined) {
      writer.end(this.number, this.hashAfter)
      return
    }
    writer.cancel()
    this.onBad({ line: this.number, raw: this.lenient.decode(bytes.subarray(start, end)), reason })
  }

  /** Writes one field; returns why it cannot be written. */
  private field(plan: Plan, bytes: Uint8Array, from: number, to: number, seen: number): string | undefined {
    const { writer } = this
    const empty = from === to || isNull(bytes, from, to)
    if (plan.place === 'first of group') writer.openGroup()
    if (empty) {
      if (plan.required) return `${plan.name} is empty.`
      if (plan.place === 'alone') this.emptyField(plan, bytes, from, to)
      return undefined
    }
    if ((seen & IS_BACKSLASH) !== 0 && !soundEscapes(bytes, from, to)) return `${plan.name} has an unknown escape.`
    if (plan.place !== 'alone') writer.join(from, to)
    else if (isPlain(plan, bytes, from, to)) writer.copied(from, to)
    else return this.rewritten(plan, bytes, from, to)
    return undefined
  }

  private emptyField(plan: Plan, bytes: Uint8Array, from: number, to: number): void {
    const isText = plan.row.as === 'text' && !isNull(bytes, from, to)
    if (isText) this.writer.copied(from, to)
    else this.writer.literal(plan.otherwise)
  }

  private rewritten(plan: Plan, bytes: Uint8Array, from: number, to: number): string | undefined {
    const result = rewrite(plan.row.as, this.lenient.decode(bytes.subarray(from, to)), plan)
    if ('wrong' in result) return `${plan.name} ${result.wrong}.`
    this.writer.literal(this.encoder.encode(result.value))
    return undefined
  }

  private textFault(bytes: Uint8Array, start: number, end: number, seen: number): string | undefined {
    if ((seen & IS_CONTROL) !== 0) return 'The row has a control character in its text.'
    try {
      this.strict.decode(bytes.subarray(start, end))
      return undefined
    } catch {
      return 'The row’s text is not UTF-8.'
    }
  }
}

function plansOf(table: InboundTable): Plan[] {
  const rows = readRows(table)
  const encoder = new TextEncoder()
  return columnsOf(table).map((column): Plan => {
    const place = rows.findIndex((row) => row.column === column)
    const row = rows[place]
    const only = table.only?.find((each) => each.column === column)
    const [integer, fraction] = row?.limit?.decimal ?? [18, row?.as === 'integer' ? 0 : 10]
    return {
      name: row?.theirs ?? column,
      row: row ?? { ours: '', arrow: '<-', theirs: column, column, as: 'text' },
      place: row === undefined ? 'dropped' : placeOf(rows, place),
      required: row?.limit?.required ?? false,
      otherwise: encoder.encode(row?.otherwise ?? '\\N'),
      integer,
      fraction,
      only: only?.oneOf.map((each) => encoder.encode(each)),
    }
  })
}

function placeOf(rows: { into: string }[], place: number): Plan['place'] {
  const into = rows[place]?.into
  if (rows[place - 1]?.into === into) return 'joined'
  return rows[place + 1]?.into === into ? 'first of group' : 'alone'
}

function readRows(table: InboundTable): (InboundRow & { into: string })[] {
  return table.rows.flatMap((row) => (row.into === undefined ? [] : [{ ...row, into: row.into }]))
}

function isPlain(plan: Plan, bytes: Uint8Array, from: number, to: number): boolean {
  switch (plan.row.as) {
    case 'text':
      return true
    case 'decimal':
      return isPlainDecimal(bytes, from, to, plan.integer, plan.fraction)
    case 'integer':
      return isPlainDecimal(bytes, from, to, plan.integer, 0)
    case 'date':
      return isPlainDate(bytes, from, to)
    case 'flag':
      return isPlainFlag(bytes, from, to)
  }
}

/** Keys come padded with blanks to their full width. */
function trimmed(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  while (end > from && bytes[end - 1] === SPACE) end--
  return end
}

function isNull(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from === 2 && bytes[from] === BACKSLASH && bytes[from + 1] === CAPITAL_N
}

function soundEscapes(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== BACKSLASH) continue
    at++
    if (at >= to || !ESCAPES.has(bytes[at] as number)) return false
  }
  return true
}

function isOneOf(values: Uint8Array[], bytes: Uint8Array, from: number, to: number): boolean {
  return values.some((value) => {
    if (value.length !== to - from) return false
    for (let at = 0; at < value.length; at++) if (value[at] !== bytes[from + at]) return false
    return true
  })
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
