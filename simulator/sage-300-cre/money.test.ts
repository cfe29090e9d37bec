import { expect, test } from 'vitest'
import { addDecimal, digitsOf, formatDecimal, isZero, negateDecimal, parseDecimal, roundOff } from './money.ts'

test.each([
  ['0', 2, 0n],
  ['12.5', 2, 1250n],
  ['-0.01', 2, -1n],
  ['+7', 4, 70000n],
  ['.5', 2, 50n],
  ['999999999.99', 2, 99999999999n],
  ['1.2500', 2, 125n],
])('%s with %i decimals is %s', (text, decimals, value) => {
  expect(parseDecimal(text, decimals)).toBe(value)
})

test.each(['', '.', '1,000', '1e3', '0x1', ' 1', '1.005'])('%j is no number with two decimals', (text) => {
  expect(() => parseDecimal(text, 2)).toThrow('is no number with 2 decimals')
})

test.each([
  [5n, 2, '0.05'],
  [-5n, 2, '-0.05'],
  [0n, 2, '0.00'],
  [7n, 0, '7'],
  [123456n, 4, '12.3456'],
])('%s shows as text', (value, decimals, text) => {
  expect(formatDecimal(value, decimals)).toBe(text)
})

test.each([
  [14n, 1n],
  [15n, 2n],
  [-14n, -1n],
  [-15n, -2n],
  [4n, 0n],
])('%s rounds to %s: halves away from zero', (value, rounded) => {
  expect(roundOff(value, 1)).toBe(rounded)
})

test('a tenth and two tenths are three tenths', () => {
  expect(addDecimal('0.10', '0.20', 2)).toBe('0.30')
  expect(negateDecimal('-3.00', 2)).toBe('3.00')
  expect([isZero('0.00'), isZero(''), isZero('-0.01')]).toEqual([true, true, false])
  expect(digitsOf('0012.3400')).toEqual({ before: 2, after: 2 })
})
