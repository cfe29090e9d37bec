import { expect, it } from 'vitest'
import { handClock } from './clock.ts'
import { civilDate, isDate } from './dates.ts'
import { canonical, sha256Hex } from './json.ts'
import { newId, setServerNumber } from './new-id.ts'
import { hasControlCharacters, outsideWindows1252, tooLong } from './text.ts'

it('knows the days that exist', () => {
  expect(['2024-02-29', '2000-02-29', '2026-12-31'].every(isDate)).toBe(true)
  const none = [
    '2023-02-29',
    '1900-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '2024-4-1',
    '0000-01-01',
    '2024-02-29T00:00',
  ]
  expect(none.filter(isDate)).toEqual([])
})

it('reads the calendar of the company, not of the server', () => {
  const clock = handClock('2026-01-01T03:00:00Z')
  expect(civilDate(clock, 'America/New_York')).toBe('2025-12-31')
  expect(civilDate(clock, 'Pacific/Auckland')).toBe('2026-01-01')
})

it('says which characters an ERP of code page 1252 cannot hold', () => {
  expect(outsideWindows1252('Café “Zum Löwen” – 5 €')).toBe('')
  expect(outsideWindows1252('Łódź 東京 Ł')).toBe('Łź東京')
  expect(hasControlCharacters('two\nlines')).toBe(true)
  expect(hasControlCharacters('one line')).toBe(false)
  expect([tooLong('😀😀', 2), tooLong('abc', 2)]).toEqual([false, true])
})

it('writes equal values equally', () => {
  expect(canonical({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}')
  expect(canonical({ at: handClock('2026-01-01T00:00:00Z').now() })).toBe('{"at":"2026-01-01T00:00:00.000Z"}')
  expect(() => canonical({ n: Number.NaN })).toThrow(TypeError)
  expect(sha256Hex('')).toMatch(/^e3b0c44298fc1c14/)
})

it('never issues an id twice, and each is above the last', () => {
  const ids = Array.from({ length: 20_000 }, () => newId<number>())
  expect(ids.every((id, n) => Number.isSafeInteger(id) && id > (ids[n - 1] ?? 0))).toBe(true)
  expect(() => setServerNumber(8)).toThrow(/0 to 7/)
})
