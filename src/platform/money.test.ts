import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  add,
  canonicalDecimal,
  compare,
  digits,
  divide,
  equal,
  formatMoney,
  isDecimal,
  isZero,
  multiply,
  negate,
  roundCents,
  subtract,
  sum,
} from './money.ts'

/** Whole cents and the text that means them. */
const cents = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
const text = (units: bigint) => {
  const all = (units < 0n ? -units : units).toString().padStart(3, '0')
  return `${units < 0n ? '-' : ''}${all.slice(0, -2)}.${all.slice(-2)}`
}
const decimal = fc.tuple(cents, fc.integer({ min: 0, max: 6 })).map(([units, scale]) => {
  const all = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  return `${units < 0n ? '-' : ''}${scale ? `${all.slice(0, -scale)}.${all.slice(-scale)}` : all}`
})

describe('arithmetic is exact', () => {
  it('adds as whole cents do', () => {
    fc.assert(fc.property(cents, cents, (a, b) => equal(add(text(a), text(b)), text(a + b))))
  })
  it('takes back what it added', () => {
    fc.assert(fc.property(decimal, decimal, (a, b) => equal(subtract(add(a, b), b), a) && equal(add(a, b), add(b, a))))
  })
  it('sums in any order', () => {
    fc.assert(fc.property(fc.array(decimal), (list) => equal(sum(list), sum([...list].reverse()))))
  })
  it('distributes', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) =>
        equal(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c))),
      ),
    )
  })
  it('orders by value', () => {
    fc.assert(
      fc.property(cents, cents, (a, b) => Math.sign(compare(text(a), text(b))) === (a < b ? -1 : a > b ? 1 : 0)),
    )
  })
  it('keeps what a float would lose', () => {
    expect(add('0.1', '0.2')).toBe('0.3')
    expect(sum(['9007199254740993', '0.01'])).toBe('9007199254740993.01')
    expect(multiply('1.25', '0.5')).toBe('0.625')
    expect(sum([])).toBe('0')
  })
})

describe('rounding', () => {
  it.each([
    ['1.005', '1.01'],
    ['-1.005', '-1.01'],
    ['1.00499', '1.00'],
    ['7', '7.00'],
    ['-0.004', '0.00'],
  ])('%s to cents is %s', (from, to) => expect(roundCents(from)).toBe(to))
  it('is never more than half a cent off, and the same on both sides of zero', () => {
    fc.assert(
      fc.property(decimal, (a) => {
        const off = subtract(roundCents(a), a)
        return (
          compare(off, '0.005') <= 0 &&
          compare(off, '-0.005') >= 0 &&
          equal(roundCents(negate(a)), negate(roundCents(a)))
        )
      }),
    )
  })
  it('divides to as many places as asked', () => {
    expect(divide('1', '3', 4)).toBe('0.3333')
    expect(divide('-2', '3', 2)).toBe('-0.67')
    expect(divide('100.00', '0.25', 2)).toBe('400.00')
    expect(() => divide('1', '0.00', 2)).toThrow(/divided by zero/)
  })
})

describe('spelling', () => {
  it('has one form for each value', () => {
    fc.assert(
      fc.property(
        decimal,
        (a) =>
          equal(canonicalDecimal(a), a) &&
          canonicalDecimal(`${a}${a.includes('.') ? '' : '.'}00`) === canonicalDecimal(a),
      ),
    )
    expect(['1.50', '007', '-0.0', '100', '10.0'].map(canonicalDecimal)).toEqual(['1.5', '7', '0', '100', '10'])
  })
  it.each(['', ' 1', '1 ', '+1', '1.', '.5', '1e3', '1,000', 'NaN', '0x1', '--1', '1.2.3', '１'])(
    'refuses “%s”',
    (bad) => {
      expect(isDecimal(bad)).toBe(false)
      expect(() => add(bad, '1')).toThrow(TypeError)
    },
  )
  it('counts digits as field limits do', () => {
    expect(digits('0012.340')).toEqual({ integer: 2, fraction: 2 })
    expect(digits('-0.5')).toEqual({ integer: 0, fraction: 1 })
    expect(digits('1000')).toEqual({ integer: 4, fraction: 0 })
  })
  it('is shown to people without losing a cent', () => {
    expect(formatMoney('12345678901234567.895')).toBe('12,345,678,901,234,567.90')
    expect(formatMoney('-5', 'en-US', 'USD')).toBe('-$5.00')
    expect(formatMoney('1234.5', 'de-DE')).toBe('1.234,50')
    expect(isZero('-0.00')).toBe(true)
  })
})
