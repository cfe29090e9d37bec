/**
 * Values of the ERP's rows, as bytes of PostgreSQL's text format: which may be copied as they stand, and how the others are rewritten.
 * The byte checks run for every value of every row; only what they do not pass becomes a string. Pure.
 */
import { isDate } from '../platform/dates.ts'
import { canonicalDecimal, digits, roundTo } from '../platform/money.ts'

export type ValueKind = 'text' | 'decimal' | 'date' | 'flag' | 'integer'

/** A rewritten value, or what is wrong with it: the end of a sentence that begins with the field's name. */
export type Rewritten = { value: string } | { wrong: string }

const ZERO = 48
const NINE = 57
const MINUS = 45
const POINT = 46
const T = 116
const F = 102
const MONTH_DAYS = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

/** `-12.5` with at most so many digits before and after the point. */
export function isPlainDecimal(
  bytes: Uint8Array,
  start: number,
  end: number,
  integer: number,
  fraction: number,
): boolean {
  let at = bytes[start] === MINUS ? start + 1 : start
  const first = at
  while (at < end && isDigit(bytes[at])) at++
  const whole = at - first
  if (whole === 0 || whole > integer) return false
  if (at === end) return true
  if (bytes[at] !== POINT) return false
  const point = at
  at++
  while (at < end && isDigit(bytes[at])) at++
  return at === end && at > point + 1 && at - point - 1 <= fraction
}

/** `2025-03-31`, a day that surely exists; the 29th of February is left to `rewrite`. */
export function isPlainDate(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 10 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2)
  const month = twoDigits(bytes, start + 5)
  const day = twoDigits(bytes, start + 8)
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= (MONTH_DAYS[month] as number)
}

export function isPlainFlag(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 && (bytes[start] === T || bytes[start] === F)
}

/** The value in our form, for what cannot be copied: rounded, re-ordered, respelled. */
export function rewrite(kind: ValueKind, text: string, limit: { integer: number; fraction: number }): Rewritten {
  if (kind === 'decimal') return decimal(text, limit)
  if (kind === 'integer') return integer(text, limit)
  if (kind === 'date') return date(text)
  return kind === 'flag' ? flag(text) : { value: text }
}

/** The one place where an ERP's binary floating point becomes money or units: rounded half away from zero, on the digits as written. */
function decimal(text: string, limit: { integer: number; fraction: number }): Rewritten {
  const plain = withoutExponent(text.trim())
  if (plain === undefined) return { wrong: `is “${text}”, which is not a number` }
  const value = roundTo(plain, limit.fraction)
  if (digits(value).integer <= limit.integer) return { value }
  return { wrong: `is ${text}, more than ${limit.integer} digits before the point` }
}

function integer(text: string, limit: { integer: number }): Rewritten {
  const plain = withoutExponent(text.trim())
  const value = plain === undefined ? undefined : canonicalDecimal(plain)
  if (value === undefined || value.includes('.')) return { wrong: `is “${text}”, which is not a whole number` }
  if (digits(value).integer <= limit.integer) return { value }
  return { wrong: `is ${text}, more than ${limit.integer} digits` }
}

function date(text: string): Rewritten {
  const found = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text.trim())
  const value = found ? `${found[3]}-${found[1]}-${found[2]}` : text.trim()
  return isDate(value) ? { value } : { wrong: `is “${text}”, which is not a date` }
}

function flag(text: string): Rewritten {
  if (/^(1|-1|t|true|y|yes)$/i.test(text.trim())) return { value: 't' }
  if (/^(0|f|false|n|no)$/i.test(text.trim())) return { value: 'f' }
  return { wrong: `is “${text}”, which is neither yes nor no` }
}

/** `1.5E-5` -> `0.000015`; a plain decimal stays; undefined = no number (or one of more than 40 places, which is none in any books). */
function withoutExponent(text: string): string | undefined {
  const found = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!found) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  if (whole === '' && fraction === '') return undefined
  const point = whole.length + Number(exponent)
  if (Math.abs(point) > 40) return undefined
  const all = `${'0'.repeat(Math.max(0, 1 - point))}${whole}${fraction}`.padEnd(point, '0')
  const place = Math.max(1, point)
  const plain = place >= all.length ? all : `${all.slice(0, place)}.${all.slice(place)}`
  return sign === '-' ? `-${plain}` : plain
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [bytes[at], bytes[at + 1]]
  if (tens === undefined || ones === undefined || !isDigit(tens) || !isDigit(ones)) return -10_000
  return (tens - ZERO) * 10 + ones - ZERO
}
