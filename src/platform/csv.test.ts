import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test('cells are quoted where they must be, and null is empty', () => {
  expect(csvLine(['a', 'b, c', 'say "x"', null, 'two\nlines'])).toBe('a,"b, c","say ""x""",,"two\nlines"\r\n')
})

test.each(['=1+2', '+1 800', '-x', '@SUM(A1)', '\tx', '\rx'])('%j is no formula any more', (text) => {
  expect(csvLine([text]).replaceAll('"', '')).toBe(`'${text}\r\n`)
})

test('a negative amount is an amount', () => {
  expect(csvLine(['-12.50', '12'])).toBe('-12.50,12\r\n')
})
