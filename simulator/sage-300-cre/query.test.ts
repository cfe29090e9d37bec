import { expect, test } from 'vitest'
import { seedLarge } from '../companies/large.ts'
import { exampleBooks, handClock, NOON } from '../fixture.ts'
import { type Books, createBooks } from './books.ts'
import { render } from './lines.ts'
import { positionsOf, type Query } from './query.ts'

const JCT = 'JCT_CURRENT__TRANSACTION'
const where = (column: string, op: string, value: unknown): Pick<Query, 'where'> => ({
  where: [{ column, op: op as '=', value }],
})

function lines(books: Books, query: Query): string {
  return Buffer.concat([...render(books.select(query), positionsOf(books.table(query.table), query))]).toString('utf8')
}

const small = (): Books =>
  createBooks({ now: () => NOON, seed: (books) => seedLarge(books, { jobs: 3, transactions: 2500 }) })

/** How many of the small company's rows each condition passes, counted another way. */
const CONDITIONS: readonly (readonly [Pick<Query, 'where'>, (row: Record<string, string>) => boolean])[] = [
  [where('Job', '=', '20-0002'), (row) => row.Job === '20-0002'],
  [where('Job', 'in', ['20-0001', '20-0003']), (row) => row.Job !== '20-0002'],
  [where('Transaction_Type', '=', 'PR cost'), (row) => row.Transaction_Type === 'PR cost'],
  [where('Amount', '>=', '10000'), (row) => Number(row.Amount) >= 10000],
  [where('Amount', '<', '99.5'), (row) => Number(row.Amount) < 99.5],
  [where('Run', '>', 9), (row) => Number(row.Run) > 9],
  [where('Run', '<=', '10'), (row) => Number(row.Run) <= 10],
  [where('Cost_Code', 'starts', '02-'), (row) => (row.Cost_Code as string).startsWith('02-')],
  [where('Commitment', '=', ''), (row) => row.Commitment === ''],
  [where('Extra', '=', 'E1'), () => false],
]

test.each(CONDITIONS)('condition %j', (query, passes) => {
  const books = small()
  const columns = ['Job', 'Cost_Code', 'Transaction_Type', 'Run', 'Sequence', 'Amount', 'Commitment', 'Extra']
  const all = books
    .query({ table: JCT, columns })
    .map((cells) => Object.fromEntries(columns.map((name, at) => [name, cells[at] as string])))
  expect(all).toHaveLength(2500)
  const expected = all.filter(passes).map((row) => `${row.Run}/${row.Sequence}`)
  const found = books.query({ table: JCT, columns: ['Run', 'Sequence'], ...query }).map((row) => row.join('/'))
  expect(found.sort()).toEqual(expected.sort())
})

test('pages by key meet every row once, in key order, with numbers by value', () => {
  const books = small()
  const columns = ['Job', 'Extra', 'Cost_Code', 'Category', 'Transaction_Type', 'Run', 'Sequence']
  const pages: string[][] = []
  for (let afterKey: string[] | undefined; ; ) {
    const page = books.query({
      table: JCT,
      columns,
      orderByKey: true,
      limit: 333,
      ...(afterKey ? { afterKey } : {}),
    }) as string[][]
    pages.push(...page)
    afterKey = page.at(-1)
    if (page.length < 333) break
  }
  const key = (row: string[]): string => row.map((cell, at) => (at > 4 ? cell.padStart(10, '0') : cell)).join('\u0001')
  expect(pages).toHaveLength(2500)
  expect(pages.map(key)).toEqual([...new Set(pages.map(key))].sort())
})

test('an index with key order and a limit gives the first rows by key, not by time', () => {
  const books = small()
  const ask = {
    table: JCT,
    columns: ['Cost_Code', 'Category', 'Transaction_Type', 'Run', 'Sequence'],
    orderByKey: true,
    ...where('Job', '=', '20-0001'),
  }
  expect(books.query({ ...ask, limit: 7 })).toEqual(books.query(ask).slice(0, 7))
})

test('changedSince takes rows stamped then or later', () => {
  const clock = handClock()
  const books = exampleBooks({ now: clock.now })
  clock.forward(60_000)
  books.change('APM_MASTER__VENDOR', books.tables.APM_MASTER__VENDOR.find('BAYPAVE')[0]!, { City: 'Oakland' })
  const ask = (changedSince: string) =>
    books.query({ table: 'APM_MASTER__VENDOR', columns: ['Vendor', 'Date_Stamp', 'Time_Stamp'], changedSince })
  expect(ask('2025-07-15T12:01:00')).toEqual([['BAYPAVE', '2025-07-15', '12:01:00']])
  expect(ask('2025-07-15T12:01:01')).toEqual([])
  expect(ask('2025-07-15T12:00:00')).toHaveLength(13)
})

test('lines are COPY text: escapes, nulls, letters beyond ASCII, columns in the asked order', () => {
  const books = exampleBooks()
  books.insert('APM_MASTER__VENDOR', { Vendor: 'ODD', Name: 'a\\b\tc\nd\re', City: 'Zürich – €' })
  expect(
    lines(books, {
      table: 'APM_MASTER__VENDOR',
      columns: ['City', 'Vendor', 'Name', 'State'],
      ...where('Vendor', '=', 'ODD'),
    }),
  ).toBe('Zürich – €\tODD\ta\\\\b\\tc\\nd\\re\t\n')
  expect(
    lines(books, { table: 'JCM_MASTER__JOB', columns: ['Last_Cost_Update', 'Job'], ...where('Job', '=', '25-2977') }),
  ).toBe('\\N\t25-2977\n')
  expect(
    books.query({ table: 'APM_MASTER__VENDOR', columns: ['Name'], ...where('Name', '=', 'a\\b\tc\nd\re') }),
  ).toEqual([['a\\b\tc\nd\re']])
})

test('new.jct can be invisible to queries', () => {
  const books = exampleBooks({ knobs: { unpostedInvisible: true } })
  books.insert('JCT_NEW__TRANSACTION', { Job: '25-2977', Transaction_Type: 'JC cost', Run: '9', Sequence: '1' })
  expect(books.query({ table: 'JCT_NEW__TRANSACTION', columns: ['Run'] })).toEqual([])
})

/** What a query may not be; one fault a line. */
const FAULTS: readonly (readonly [query: object, sentence: string])[] = [
  [{ table: 'JCM_MASTER__NOPE', columns: ['Job'] }, 'Table [JCM_MASTER__NOPE] is not in these books.'],
  [{ table: JCT, columns: ['Nope'] }, `Column [Nope] is not in table ${JCT}.`],
  [{ table: JCT, columns: [] }, 'The query names no columns.'],
  [{ table: JCT, columns: ['Job', 'Job'] }, 'The query names a column twice.'],
  [{ table: JCT, columns: ['Job'], ...where('Nope', '=', 1) }, `Column [Nope] is not in table ${JCT}.`],
  [{ table: JCT, columns: ['Job'], ...where('Job', 'like', '2%') }, '[like] is not one of'],
  [{ table: JCT, columns: ['Job'], ...where('Amount', '>', 'much') }, '[much] is no value of column [Amount].'],
  [{ table: JCT, columns: ['Job'], ...where('Job', 'in', '20-0001') }, 'The value for [Job] in must be a list.'],
  [{ table: JCT, columns: ['Job'], changedSince: 'yesterday' }, 'changedSince [yesterday] is not YYYY-MM-DDTHH:MM:SS.'],
  [{ table: JCT, columns: ['Job'], limit: -1 }, 'limit is no whole number.'],
  [{ table: JCT, columns: ['Job'], afterKey: ['20-0001'] }, 'needs 7 parts'],
]

test.each(FAULTS)('refused query %j', (query, sentence) => {
  expect(() => exampleBooks().query(query as Query)).toThrow(sentence)
})

test('a snapshot brings everything back, whatever came after it', () => {
  const books = exampleBooks()
  const copy = books.snapshot()
  const before = JSON.stringify(copy)
  books.insert('APM_MASTER__VENDOR', { Vendor: 'LATER' })
  books.remove('JCM_MASTER__JOB', books.tables.JCM_MASTER__JOB.find('25-2977')[0]!)
  books.nextRun()
  books.restore(copy)
  expect(JSON.stringify(books.snapshot())).toBe(before)
  expect(books.tables.JCM_MASTER__CATEGORY.by('Job', '25-2977').length).toBeGreaterThan(100)
})
