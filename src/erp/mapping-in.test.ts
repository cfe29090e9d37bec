import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InboundTable } from './mapping.ts'
import { type BadRow, columnsOf, decodeStream, feedColumnsOf, whereOf } from './mapping-in.ts'

const table: InboundTable = {
  title: 'Things',
  feed: 'things',
  table: 'THING',
  source: 'test',
  only: [{ column: 'Kind', oneOf: ['A', 'B'] }],
  rows: [
    { ours: 'Key', arrow: '<-', theirs: 'Key', column: 'Key', into: 'key', as: 'text', limit: { required: true } },
    { ours: 'Extra', arrow: '<-', theirs: 'Extra', column: 'Extra', into: 'extra', as: 'text', otherwise: '' },
    {
      ours: 'Amount',
      arrow: '<-',
      theirs: 'Amount',
      column: 'Amount',
      into: 'amount',
      as: 'decimal',
      limit: { decimal: [9, 2] },
    },
    { ours: 'Day', arrow: '<-', theirs: 'Day', column: 'Day', into: 'day', as: 'date' },
    { ours: 'Open', arrow: '<-', theirs: 'Open', column: 'Open', into: 'open', as: 'flag', otherwise: 'f' },
    { ours: 'Run', arrow: '<-', theirs: 'Run', column: 'Run', into: 'run', as: 'integer', limit: { decimal: [10, 0] } },
    { ours: 'Sorts', arrow: '<-', theirs: 'Sort 1', column: 'Sort_1', into: 'sorts', as: 'text' },
    { ours: 'Sorts', arrow: '<-', theirs: 'Sort 2', column: 'Sort_2', into: 'sorts', as: 'text' },
    { ours: 'Sorts', arrow: '<-', theirs: 'Sort 3', column: 'Sort_3', into: 'sorts', as: 'text' },
    { ours: 'Said', arrow: '<-', theirs: 'nothing', column: '', as: 'text' },
  ],
}

const good = ['K1', '', '12.50', '2025-03-31', 't', '7', 'a', '', 'b', 'A']
const decoded = ['K1', '', '12.50', '2025-03-31', 't', '7', 'a,b', '1']

test('columns are asked for, named and filtered as the table says', () => {
  expect(columnsOf(table)).toEqual([
    'Key',
    'Extra',
    'Amount',
    'Day',
    'Open',
    'Run',
    'Sort_1',
    'Sort_2',
    'Sort_3',
    'Kind',
  ])
  expect(feedColumnsOf(table)).toEqual(['key', 'extra', 'amount', 'day', 'open', 'run', 'sorts'])
  expect(whereOf(table)).toEqual([{ column: 'Kind', op: 'in', value: ['A', 'B'] }])
})

test('a row that needs no change passes as it is, with its line number', async () => {
  expect(await decode([good])).toEqual({ rows: [decoded], bad: [] })
})

test.each([
  ['blanks that pad a key', 0, 'K1    ', 'K1'],
  ['a null with a value for it', 1, '\\N', ''],
  ['a null without one', 2, '\\N', '\\N'],
  ['an empty number', 2, '', '\\N'],
  ['binary floating point', 2, '1234.5600000000001', '1234.56'],
  ['half a cent, away from zero', 2, '-0.005', '-0.01'],
  ['an exponent', 2, '1.5E-1', '0.15'],
  ['a large exponent', 2, '1.25e+3', '1250.00'],
  ['a point without digits before it', 2, '.5', '0.50'],
  ['a date of the other order', 3, '03/31/2025', '2025-03-31'],
  ['a leap day', 3, '2024-02-29', '2024-02-29'],
  ['a bit', 4, '1', 't'],
  ['a word for no', 4, 'False', 'f'],
  ['no flag', 4, '\\N', 'f'],
  ['a whole number with a point', 5, '12.0', '12'],
  ['text with an escape', 1, 'a\\tb\\\\', 'a\\tb\\\\'],
  ['text beyond ASCII', 1, 'Añejo — 漢', 'Añejo — 漢'],
])('%s', async (_, column, theirs, ours) => {
  expect(await decode([good.with(column, theirs)])).toEqual({ rows: [decoded.with(column, ours)], bad: [] })
})

test.each([
  ['an empty key', 0, '  ', 'Key is empty.'],
  ['a null key', 0, '\\N', 'Key is empty.'],
  ['no number', 2, '12,50', 'Amount is “12,50”, which is not a number.'],
  ['not a number', 2, 'NaN', 'Amount is “NaN”, which is not a number.'],
  ['a number too large', 2, '1234567890', 'Amount is 1234567890, more than 9 digits before the point.'],
  [
    'a number that rounding makes too large',
    2,
    '999999999.999',
    'Amount is 999999999.999, more than 9 digits before the point.',
  ],
  ['a day that does not exist', 3, '2025-02-29', 'Day is “2025-02-29”, which is not a date.'],
  ['a month that does not exist', 3, '13/01/2025', 'Day is “13/01/2025”, which is not a date.'],
  ['neither yes nor no', 4, 'maybe', 'Open is “maybe”, which is neither yes nor no.'],
  ['a fraction where none belongs', 5, '1.5', 'Run is “1.5”, which is not a whole number.'],
  ['an escape nobody knows', 1, 'a\\x41', 'Extra has an unknown escape.'],
  ['a control character', 1, 'a\rb', 'The row has a control character in its text.'],
])('%s is reported and the other rows pass', async (_, column, theirs, reason) => {
  const row = good.with(column, theirs)
  const { rows, bad } = await decode([good, row, good])
  expect(bad).toEqual([{ line: 2, raw: row.join('\t'), reason }])
  expect(rows).toEqual([decoded, decoded.with(-1, '3')])
})

test('rows with too few or too many columns, or broken text, are reported', async () => {
  const wrong = 'The row has not the 10 columns that were asked for.'
  const { bad } = await decode([good.slice(1), [...good, 'x']])
  expect(bad.map((each) => each.reason)).toEqual([wrong, wrong])
  const broken = Uint8Array.from(
    [...new TextEncoder().encode(good.join('\t').replace('K1', 'K?'))].map((byte) => (byte === 63 ? 0xff : byte)),
  )
  expect((await decodeBytes([broken])).bad.map((each) => each.reason)).toEqual(['The row’s text is not UTF-8.'])
})

test('rows of other kinds are passed over, sound or not', async () => {
  const other = good.with(9, 'C')
  expect(await decode([other, other.with(2, 'x'), good])).toEqual({ rows: [decoded.with(-1, '3')], bad: [] })
})

test('values that are joined leave out the empty ones', async () => {
  const { rows } = await decode([good.with(6, '\\N').with(8, ''), good.with(6, ''), good.with(7, 'c ')])
  expect(rows.map((row) => row[6])).toEqual(['', 'b', 'a,c,b'])
})

test('where the blocks are cut makes no difference', async () => {
  const lines = [good, good.with(2, 'x'), good.with(0, 'K2   '), good.with(1, 'Añejo'), good.with(2, '0.999')]
  const bytes = new TextEncoder().encode(`${lines.map((row) => row.join('\t')).join('\n')}\n`)
  const whole = await decodeBytes([bytes])
  expect(whole.rows).toHaveLength(4)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const blocks = places.slice(1).map((end, index) => bytes.slice(places[index], end))
      expect(await decodeBytes(blocks)).toEqual(whole)
    }),
  )
})

test('many rows fill several blocks and none is lost', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) =>
    good.with(0, `K${index}`).with(2, index % 3 ? '1.00' : '1.001'),
  )
  const result = await decode(rows)
  expect(result.rows.map((row) => row[0])).toEqual(rows.map((row) => row[0]))
  expect(result.rows.every((row) => row[2] === '1.00')).toBe(true)
  expect(result.rows.at(-1)?.at(-1)).toBe('20000')
})

test('where it is asked for, a last field tells content apart, whatever the key and the line', async () => {
  const other = [...good.slice(0, 2), '12.51', ...good.slice(3)]
  const renamed = ['K2', ...good.slice(1)]
  const { rows } = await decode([good, other, good, renamed], 1)
  const hashes = rows.map((row) => row.at(-1))
  expect(rows[0]?.slice(0, -1)).toEqual(decoded)
  expect(hashes[0]).toMatch(/^\d{8,16}$/)
  expect(hashes[1]).not.toBe(hashes[0])
  expect(hashes.slice(2)).toEqual([hashes[0], hashes[0]])
})

test('hashes of a hundred thousand amounts are all unlike', async () => {
  const { rows } = await decode(
    Array.from({ length: 100_000 }, (_, at) => [...good.slice(0, 2), `${at}.5`, ...good.slice(3)]),
    1,
  )
  expect(new Set(rows.map((row) => row.at(-1))).size).toBe(100_000)
})

async function decode(rows: string[][], hashAfter = 0) {
  return decodeBytes([new TextEncoder().encode(rows.map((row) => row.join('\t')).join('\n'))], hashAfter)
}

async function decodeBytes(blocks: Uint8Array[], hashAfter = 0) {
  const bad: BadRow[] = []
  const out: Uint8Array[] = []
  async function* source() {
    yield* blocks
  }
  for await (const block of decodeStream(table, source(), (each) => bad.push(each), hashAfter)) out.push(block)
  const text = Buffer.concat(out).toString('utf8')
  return {
    rows:
      text === ''
        ? []
        : text
            .trimEnd()
            .split('\n')
            .map((line) => line.split('\t')),
    bad,
  }
}
