import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FoundRow, Outcome, Probe } from './protocol.ts'
import { compareDecimals, harmlessAgain, readBack, recheck } from './protocol-compare.ts'

const mark: Probe = {
  tables: ['CUSTOM'],
  where: [{ column: 'Ref', op: '=', value: 'M1' }],
  columns: [
    { name: 'Code', as: 'text' },
    { name: 'Ref', as: 'text' },
  ],
  key: 1,
  rows: [['C-1', 'M1']],
  complete: true,
  identity: true,
}
const lines: Probe = {
  tables: ['NEW', 'POSTED'],
  where: [{ column: 'Code', op: '=', value: 'C-1' }],
  columns: [
    { name: 'Code', as: 'text' },
    { name: 'Line', as: 'decimal' },
    { name: 'Amount', as: 'decimal' },
    { name: 'Date', as: 'date' },
    { name: 'Extra', as: 'text' },
  ],
  key: 2,
  rows: [
    ['C-1', '1', '100.5', '2026-01-05', ''],
    ['C-1', '2', '7', null, null],
  ],
  complete: true,
  identity: false,
}
const probes = [mark, lines]

const ofMark: FoundRow = { probe: 0, table: 'CUSTOM', values: ['C-1', 'M1'] }
const first: FoundRow = { probe: 1, table: 'POSTED', values: ['C-1   ', '1', '100.50', '2026-01-05 00:00:00', null] }
const second: FoundRow = { probe: 1, table: 'NEW', values: ['C-1', '2.0', '7.00', null, '   '] }

test('padding, digits, nulls and the table a row stands in make no difference', () => {
  const all = readBack(probes, [ofMark, first, second])
  expect(all).toMatchObject({ verdict: 'EXACT', ours: true, missing: [], differences: [] })
})

test('nothing found is ABSENT, and not ours', () => {
  expect(readBack(probes, [])).toMatchObject({ verdict: 'ABSENT', ours: false })
})

test('a missing line is PARTIAL and named', () => {
  const half = readBack(probes, [ofMark, first])
  expect(half).toMatchObject({ verdict: 'PARTIAL', ours: true })
  expect(half.missing).toEqual([{ probe: 1, row: lines.rows[1] }])
})

test('a changed amount is DIFFERENT, with both sides', () => {
  const changed = { ...second, values: ['C-1', '2', '7.01', null, ''] }
  expect(readBack(probes, [ofMark, first, changed])).toMatchObject({
    verdict: 'DIFFERENT',
    ours: true,
    differences: [{ probe: 1, key: 'C-1 | 2', column: 'Amount', ours: '7', theirs: '7.01' }],
  })
})

test('a line booked twice is DIFFERENT, even where more rows may stand', () => {
  expect(readBack(probes, [ofMark, first, second, second]).verdict).toBe('DIFFERENT')
  const open = [mark, { ...lines, complete: false }]
  expect(readBack(open, [ofMark, first, second, second]).verdict).toBe('DIFFERENT')
  const stranger = { ...second, values: ['C-1', '3', '1', null, ''] }
  expect(readBack(open, [ofMark, first, second, stranger]).verdict).toBe('EXACT')
  expect(readBack(probes, [ofMark, first, second, stranger]).verdict).toBe('DIFFERENT')
})

test('the same rows without our mark are somebody else’s: never exact, never ours', () => {
  expect(readBack(probes, [first, second])).toMatchObject({ verdict: 'DIFFERENT', ours: false })
})

test('in a kind without marks, rows beside the expected ones are nothing of ours', () => {
  const open = [{ ...lines, complete: false }]
  const stranger = { probe: 0, table: 'NEW', values: ['C-1', '3', '1', null, ''] }
  expect(readBack(open, [stranger])).toMatchObject({ verdict: 'ABSENT', ours: false })
  expect(readBack(open, [{ ...first, probe: 0 }, stranger])).toMatchObject({ verdict: 'PARTIAL', ours: true })
  expect(readBack([lines], [stranger])).toMatchObject({ verdict: 'DIFFERENT' })
})

test('rows that can carry no mark say nothing without a marked one, and count beside it', () => {
  const open = [mark, { ...lines, complete: false }]
  expect(readBack(open, [first])).toMatchObject({ verdict: 'ABSENT', ours: false, found: [first] })
  expect(readBack(open, [first]).missing).toEqual([
    { probe: 0, row: mark.rows[0] },
    { probe: 1, row: lines.rows[1] },
  ])
  expect(readBack(open, [ofMark, first])).toMatchObject({ verdict: 'PARTIAL', ours: true })
  expect(readBack(open, [ofMark])).toMatchObject({ verdict: 'PARTIAL', ours: true })
})

test('a set may be imported again only when each of its probes says so', () => {
  const harmless: Probe = { ...lines, again: 'harmless' }
  expect([harmlessAgain([harmless]), harmlessAgain([harmless, lines]), harmlessAgain([])]).toEqual([true, false, false])
})

test('a kind without marks is compared by content alone', () => {
  const alone = [first, second].map((row) => ({ ...row, probe: 0 }))
  expect(readBack([lines], alone)).toMatchObject({ verdict: 'EXACT', ours: true })
  expect(readBack([lines], [{ ...first, probe: 0, values: ['C-1', '1', '9', null, ''] }])).toMatchObject({
    verdict: 'DIFFERENT',
    ours: false,
  })
})

test('the order of the rows found never matters', () => {
  fc.assert(
    fc.property(fc.subarray([ofMark, first, second, { ...second }]), (rows) => {
      const { verdict, ours } = readBack(probes, rows)
      expect(readBack(probes, [...rows].reverse())).toMatchObject({ verdict, ours })
    }),
  )
})

test('an agent that claims what its rows do not show is not believed', () => {
  const claimed: Outcome = { result: 'APPLIED', readBack: { ...readBack(probes, [ofMark, first]), verdict: 'EXACT' } }
  expect(recheck(claimed, probes)).toMatchObject({ result: 'UNVERIFIED', readBack: { verdict: 'PARTIAL' } })
  const honest: Outcome = { result: 'APPLIED', readBack: readBack(probes, [ofMark, first, second]) }
  expect(recheck(honest, probes)).toEqual(honest)
  expect(recheck({ result: 'NOT_STARTED', because: 'licence' }, probes)).toMatchObject({ result: 'NOT_STARTED' })
})

test('decimals compare by value', () => {
  expect(compareDecimals('999999.99', '1000000')).toBe(-1)
  expect(compareDecimals('-3', '-3.000')).toBe(0)
  expect(compareDecimals('0.10', '0.09')).toBe(1)
  expect(compareDecimals('01/05/2026', '1')).toBeUndefined()
})
