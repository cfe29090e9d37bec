/**
 * Exact arithmetic on decimal strings: money, quantities, percentages. Never a float. `roundCents` is the one place that rounds.
 * Pure; runs in the browser too. Every function throws a TypeError when handed text that is not a plain decimal.
 */

/** A decimal as whole units of 10^-scale. */
interface Fixed {
  units: bigint
  scale: number
}

const DECIMAL = /^-?\d+(\.\d+)?$/

/** `-12`, `0.50`: digits, at most one point with digits on both sides, no plus sign, no exponent, no grouping. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text)
}

/** The exact sum, with the longer fraction of the two: `1.10` + `2` = `3.10`. */
export function add(a: string, b: string): string {
  return print(plus(parse(a), parse(b)))
}

export function subtract(a: string, b: string): string {
  return add(a, negate(b))
}

/** The exact product, not rounded: `1.25` × `0.5` = `0.625`. */
export function multiply(a: string, b: string): string {
  const [left, right] = [parse(a), parse(b)]
  return print({ units: left.units * right.units, scale: left.scale + right.scale })
}

/** The quotient rounded half away from zero to `places` digits after the point. Division by zero throws a RangeError. */
export function divide(a: string, b: string, places: number): string {
  const [left, right] = [parse(a), parse(b)]
  if (right.units === 0n) throw new RangeError(`${a} cannot be divided by zero.`)
  const shift = places + right.scale - left.scale
  const [over, under] =
    shift >= 0 ? [left.units * power(shift), right.units] : [left.units, right.units * power(-shift)]
  return print({ units: divideHalfUp(over, under), scale: places })
}

/** Zero of nothing is `0`. */
export function sum(list: Iterable<string>): string {
  let total: Fixed = { units: 0n, scale: 0 }
  for (const each of list) total = plus(total, parse(each))
  return print(total)
}

export function negate(a: string): string {
  const { units, scale } = parse(a)
  return print({ units: -units, scale })
}

/** Negative, zero or positive, by value: fit for sorting. */
export function compare(a: string, b: string): number {
  const { units } = plus(parse(a), parse(negate(b)))
  return units < 0n ? -1 : units > 0n ? 1 : 0
}

export function equal(a: string, b: string): boolean {
  return compare(a, b) === 0
}

export function isZero(a: string): boolean {
  return parse(a).units === 0n
}

/** Two places, half away from zero: `1.005` -> `1.01`, `-1.005` -> `-1.01`, `7` -> `7.00`. */
export function roundCents(a: string): string {
  return roundTo(a, 2)
}

/** The same rounding to another number of places (unit costs, units). */
export function roundTo(a: string, places: number): string {
  return divide(a, '1', places)
}

/** Digits before the point (leading zeros not counted) and after it (trailing zeros not counted): what field limits speak of. */
export function digits(a: string): { integer: number; fraction: number } {
  const [whole = '', fraction = ''] = canonicalDecimal(a).replace('-', '').split('.')
  return { integer: whole === '0' ? 0 : whole.length, fraction: fraction.length }
}

/** One spelling for each value, for hashing and comparing: `1.50` -> `1.5`, `-0.0` -> `0`, `007` -> `7`. */
export function canonicalDecimal(a: string): string {
  const text = print(parse(a))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** For people, rounded to cents: `1,234.50`; with a currency (`USD`) `$1,234.50`. */
export function formatMoney(a: string, locale = 'en-US', currency?: string): string {
  const style: Intl.NumberFormatOptions = currency
    ? { style: 'currency', currency }
    : { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  // Intl reads a decimal string exactly; the type of its argument asks for a literal.
  return new Intl.NumberFormat(locale, style).format(roundCents(a) as Intl.StringNumericLiteral)
}

function parse(text: string): Fixed {
  if (!isDecimal(text)) throw new TypeError(`“${text}” is not a decimal number such as 1234.50.`)
  const point = text.indexOf('.')
  if (point < 0) return { units: BigInt(text), scale: 0 }
  return { units: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 }
}

function print({ units, scale }: Fixed): string {
  const sign = units < 0n ? '-' : ''
  const all = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  return scale === 0 ? sign + all : `${sign}${all.slice(0, -scale)}.${all.slice(-scale)}`
}

function plus(a: Fixed, b: Fixed): Fixed {
  const scale = Math.max(a.scale, b.scale)
  return { units: a.units * power(scale - a.scale) + b.units * power(scale - b.scale), scale }
}

function divideHalfUp(over: bigint, under: bigint): bigint {
  const negative = over < 0n !== under < 0n
  const [top, bottom] = [over < 0n ? -over : over, under < 0n ? -under : under]
  const rounded = (2n * top + bottom) / (2n * bottom)
  return negative ? -rounded : rounded
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent)
}
