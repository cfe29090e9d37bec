import { expect, test } from 'vitest'
import { taxOn } from './model.ts'

test('tax is exact and rounded to the cent, half away from zero', () => {
  expect(taxOn('1200.10', '8.625')).toBe('103.51')
  expect(taxOn('100.00', '8.125')).toBe('8.13')
  expect(taxOn('-100.00', '8.125')).toBe('-8.13')
  expect(taxOn('999999999999.99', '100')).toBe('999999999999.99')
  expect(taxOn('5', '0')).toBe('0.00')
})
