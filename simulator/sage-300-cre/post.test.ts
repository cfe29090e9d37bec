import { expect, test } from 'vitest'
import { cellsOf, commitmentLine, exampleBooks, FILE, handClock, itemLine, TASK } from '../fixture.ts'
import type { Books } from './books.ts'
import { type CostEntry, enterCost } from './desk-costs.ts'
import { closeMonth, postBatch } from './post.ts'
import type { TableName } from './tables.ts'

const PLACE = { job: '25-2977', extra: '', costCode: '02-200', category: 'S', amount: '100.10', units: '2.5' }
const CATEGORY: readonly [TableName, string[]] = ['JCM_MASTER__CATEGORY', ['25-2977', '', '02-200', 'S']]
const COST_CODE: readonly [TableName, string[]] = ['JCM_MASTER__COST_CODE', ['25-2977', '', '02-200']]
const JOB: readonly [TableName, string[]] = ['JCM_MASTER__JOB', ['25-2977']]

function posted(entry: Partial<CostEntry>, books: Books = exampleBooks()): Books {
  enterCost(books, { ...PLACE, type: 'JC cost', ...entry, post: true })
  return books
}

function differences(books: Books, [table, key]: readonly [TableName, string[]]): Record<string, string> {
  const fresh = exampleBooks()
  const columns = books.tables[table].names.filter((name) => !name.endsWith('_Stamp'))
  const before = cellsOf(fresh, table, key, columns)
  const after = cellsOf(books, table, key, columns)
  return Object.fromEntries(
    columns.flatMap((column, at) => (before[at] === after[at] ? [] : [[column, after[at] as string]])),
  )
}

const COST = {
  JTD_Cost: '100.10',
  JTD_Units: '2.5000',
  MTD_Cost: '100.10',
  MTD_Units: '2.5000',
  Last_Cost_Update: '2025-07-15',
}

/** Which figures of the category each type moves (reference 1.6, 3.2, 3.5): those and no others. */
const MOVES: readonly (readonly [type: string, category: Record<string, string>])[] = [
  [
    'Original estimate',
    {
      Original_Estimate: '100.10',
      Original_Estimate_Units: '2.5000',
      Total_Estimate: '100.10',
      Total_Estimate_Units: '2.5000',
    },
  ],
  [
    'Approved est changes',
    {
      Approved_Estimate_Changes: '100.10',
      Approved_Est_Unit_Changes: '2.5000',
      Total_Estimate: '100.10',
      Total_Estimate_Units: '2.5000',
    },
  ],
  ['AP cost', COST],
  ['JC cost', COST],
  ['PR cost', COST],
  ['EQ cost', COST],
  ['IV cost', COST],
  ['Dollars paid', { JTD_Dollars_Paid: '100.10', MTD_Dollars_Paid: '100.10' }],
  ['Misc worksheet 1', { Msc_Cat_Amt_1: '100.10' }],
  ['Misc worksheet 2', { Msc_Cat_Amt_2: '100.10' }],
]

test.each(MOVES)('%s moves its figures of the category', (type, category) => {
  expect(differences(posted({ type }), CATEGORY)).toEqual(category)
})

test('cost code and job follow, under their own names', () => {
  const above = { JTD_Aprvd_Estimate_Chgs: '100.10', Total_Estimate: '100.10' }
  const books = posted({ type: 'Approved est changes' })
  expect([differences(books, COST_CODE), differences(books, JOB)]).toEqual([above, above])
})

test('AP cost with a commitment grows what the commitment has been invoiced, at every level', () => {
  const books = exampleBooks()
  books.import(TASK.commitments, FILE, commitmentLine() + itemLine())
  posted({ type: 'AP cost', vendor: 'BAYPAVE', commitment: 'SC-2977-01', commitmentItem: '1' }, books)
  for (const [table, key] of [CATEGORY, COST_CODE, JOB])
    expect(cellsOf(books, table, key, ['Commitment_Invoiced'])).toEqual(['100.10'])
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Amount_Invoiced'])).toEqual(['100.10'])
  expect(
    cellsOf(books, 'JCM_MASTER__COMMITMENT_ITEM', ['SC-2977-01', '1'], ['Amount_Invoiced', 'Units_Invoiced']),
  ).toEqual(['100.10', '2.5000'])
})

test('an approved commitment change moves the revised commitment and leaves the original', () => {
  const books = exampleBooks()
  books.import(TASK.commitments, FILE, commitmentLine() + itemLine())
  posted({ type: 'Aprvd cmmtt cst chng', commitment: 'SC-2977-01', commitmentItem: '1' }, books)
  expect(
    cellsOf(books, ...CATEGORY, ['Original_Commitment', 'Approved_Commitment_Changes', 'Revised_Commitment']),
  ).toEqual(['531524.00', '100.10', '531624.10'])
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Approved_CO_Amount'])).toEqual(['100.10'])
})

test('entries wait in new.jct and move no figure until their batch is posted', () => {
  const books = exampleBooks()
  const { batch } = enterCost(books, { ...PLACE, type: 'JC cost' })
  expect(differences(books, CATEGORY)).toEqual({})
  expect(postBatch(books, batch)).toBe(1)
  expect(books.tables.JCT_NEW__TRANSACTION.count).toBe(0)
  expect(() => postBatch(books, batch)).toThrow(`No entries of batch ${batch} wait in new.jct.`)
})

test('posting gives a new run; sequences count within it', () => {
  const books = exampleBooks()
  for (const amount of ['1.00', '2.00']) enterCost(books, { ...PLACE, type: 'JC cost', amount, batch: 'B1' })
  const waiting = books.highWater().run
  postBatch(books, 'B1')
  const where = [{ column: 'Batch', op: '=' as const, value: 'B1' }]
  expect(
    books.query({ table: 'JCT_CURRENT__TRANSACTION', columns: ['Run', 'Sequence', 'Amount'], where, orderByKey: true }),
  ).toEqual([
    [String(waiting + 1), '1', '1.00'],
    [String(waiting + 1), '2', '2.00'],
  ])
})

test('month to date counts the open month only, and begins again when the month is closed', () => {
  const clock = handClock()
  const books = exampleBooks({ now: clock.now })
  posted({ date: '2025-06-30' }, books)
  expect(cellsOf(books, ...CATEGORY, ['JTD_Cost', 'MTD_Cost'])).toEqual(['100.10', '0.00'])
  posted({}, books)
  expect(cellsOf(books, ...CATEGORY, ['JTD_Cost', 'MTD_Cost'])).toEqual(['200.20', '100.10'])
  expect(closeMonth(books)).toBe('2025-08')
  expect(cellsOf(books, ...CATEGORY, ['JTD_Cost', 'MTD_Cost', 'MTD_Units'])).toEqual(['200.20', '0.00', '0.0000'])
})
