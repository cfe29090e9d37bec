import { expect, test } from 'vitest'
import { cellsOf, exampleBooks, FILE, refusals, TASK, timeLine } from '../fixture.ts'
import type { Books } from './books.ts'
import { DESK_ACTIONS } from './desk.ts'
import { postTime } from './payroll.ts'

const send = (books: Books, ...lines: string[]) => books.import(TASK.timecards, FILE, lines.join('')).report
const waiting = (books: Books) =>
  books.query({ table: 'PRT_NEW__TIME', columns: ['Employee', 'Regular_Hours', 'Ref_1', 'Ref_2'] })
const noEntity = (type: string): string => `No entities could be found of type [${type}] with given where clause.`

/** Formats page, `pr-import-timecards`, "Refused, each with its words". */
const REFUSED: readonly (readonly [rule: string, change: Record<number, string>, sentence: string])[] = [
  ['employee missing', { 3: '"9999"' }, 'Employee [9999] is inactive or not found.'],
  ['employee inactive', { 3: '"0988"' }, 'Employee [0988] is inactive or not found.'],
  ['pay ID missing', { 6: '"BONUS"' }, 'Pay ID [BONUS] is not found.'],
  ['worked after the period', { 5: '07/14/2025' }, '[DateWorked] is after the end of the pay period.'],
  ['job closed', { 7: '"23-0042"' }, 'Job has been closed.'],
  ['cost code missing', { 9: '"77-777"' }, noEntity('CostCode')],
  ['category missing', { 10: '"O"' }, noEntity('Category')],
]

test.each(REFUSED)('refused: %s; its neighbours stay', (_rule, change, sentence) => {
  const books = exampleBooks()
  expect(refusals(send(books, timeLine(change), timeLine({ 16: '"2"' })))).toEqual([sentence])
  expect(waiting(books)).toEqual([['1007', '8.00', 'AB12CD34EF', '2']])
})

test('there is no key: a second import adds the hours a second time', () => {
  const books = exampleBooks()
  send(books, timeLine())
  send(books, timeLine())
  expect(waiting(books)).toHaveLength(2)
})

test('an entry without a pay ID takes the employee’s own', () => {
  const books = exampleBooks()
  send(books, timeLine({ 3: '"1003"', 6: '""' }))
  expect(books.query({ table: 'PRT_NEW__TIME', columns: ['Pay_ID'] })).toEqual([['FOREMAN']])
})

test('posted time becomes payroll cost: overtime at one and a half, double time at two, to the cent', () => {
  const books = exampleBooks()
  send(books, timeLine({ 11: '8.00', 12: '1.25', 13: '0.50' }))
  const before = cellsOf(books, 'JCM_MASTER__CATEGORY', ['24-0118', '', '02-400', 'L'], ['JTD_Cost'])
  const { batch } = postTime(books, 'AB12CD34EF')
  expect(waiting(books)).toEqual([])
  expect(books.query({ table: 'PRT_CURRENT__TIME', columns: ['Ref_1'] })).toEqual([['AB12CD34EF']])
  // (8 + 1.25 x 1.5 + 0.5 x 2) x 67.50
  expect(
    books.query({ table: 'JCT_NEW__TRANSACTION', columns: ['Transaction_Type', 'Units', 'Amount', 'Employee'] }),
  ).toEqual([['PR cost', '9.7500', '734.06', '1007']])
  DESK_ACTIONS['post-batch']?.(books, { batch })
  expect([before, cellsOf(books, 'JCM_MASTER__CATEGORY', ['24-0118', '', '02-400', 'L'], ['JTD_Cost'])]).toEqual([
    ['6480.20'],
    ['7214.26'],
  ])
})
