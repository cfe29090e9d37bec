import { expect, test } from 'vitest'
import { cellsOf, entryLine, exampleBooks, FILE, jobHeaderLine, refusals, TASK, valueChangeLine } from '../fixture.ts'
import type { Books } from './books.ts'
import { postBatch } from './post.ts'

const JOB = '25-2977'
const BATCH = 'AB12CD34EF'
const SIBLING = 'The entry was not imported because another record of its file was refused.'
const noEntity = (type: string): string => `No entities could be found of type [${type}] with given where clause.`
const category = (books: Books, columns: string[]) =>
  cellsOf(books, 'JCM_MASTER__CATEGORY', [JOB, '', '02-200', 'S'], columns)

function send(books: Books, ...lines: string[]): string {
  return books.import(TASK.transactions, FILE, lines.join('')).report
}

/** Formats page, `jc-import-transactions`, "Checks" and "Behaviour": one line a rule. */
const REFUSALS: readonly (readonly [rule: string, line: string, sentence: string])[] = [
  ['a header of no job', jobHeaderLine({ 2: '"99-1"' }), noEntity('Job')],
  ['a header of a closed job', jobHeaderLine({ 2: '"23-0042"' }), 'Job has been closed.'],
  [
    'a type with an import of its own',
    entryLine({ 2: '"Original estimate"' }),
    '[TransactionType] must be one of Approved est changes, Misc worksheet 1, Misc worksheet 2, Aprvd schdl val chng.',
  ],
  ['no type', entryLine({ 2: '' }), "[TransactionType] Can't be blank."],
  ['no job', entryLine({ 3: '"99-1"' }), noEntity('Job')],
  ['a closed job', entryLine({ 3: '"23-0042"' }), 'Job has been closed.'],
  ['no extra', entryLine({ 4: '"Z9"' }), noEntity('Extra')],
  ['no cost code', entryLine({ 5: '"77-777"' }), noEntity('CostCode')],
  ['an estimate change without cost code', entryLine({ 5: '', 6: '' }), noEntity('CostCode')],
  ['a group cost code', entryLine({ 5: '"02-000"' }), 'Cost code [02-000] is a group cost code.'],
  ['a category the job lacks, though standard', entryLine({ 6: '"O"' }), noEntity('Category')],
  ['no date', entryLine({ 7: '' }), "[TransactionDate] Can't be blank."],
  ['no amount', entryLine({ 12: '' }), "[Amount] Can't be blank."],
  ['an amount of zero', entryLine({ 12: '0.00' }), "[Amount] Can't be zero."],
  ['an amount too large', entryLine({ 12: '1000000000.00' }), '[Amount] is too large, the format is 9.2.'],
  ['a contract without item', valueChangeLine({ 14: '' }), "[ContractItem] Can't be blank."],
  ['an item without contract', valueChangeLine({ 13: '' }), "[Contract] Can't be blank."],
  ['a value change on a category', valueChangeLine({ 5: '"02-200"', 6: '"S"' }), '[Category] must be blank.'],
  ['a value change of no cost code', valueChangeLine({ 5: '"77-777"' }), noEntity('CostCode')],
]

test.each(REFUSALS)('refused: %s', (_rule, line, sentence) => {
  expect(refusals(send(exampleBooks(), line))).toEqual([sentence])
})

test('the largest amount is taken, below zero too', () => {
  expect(refusals(send(exampleBooks(), entryLine({ 12: '999999999.99' }), entryLine({ 12: '-999999999.99' })))).toEqual(
    [],
  )
})

test('entries wait in new.jct under the batch they name, and a job header changes nothing', () => {
  const books = exampleBooks()
  const before = cellsOf(books, 'JCM_MASTER__JOB', [JOB], ['Description', 'City'])
  expect(refusals(send(books, jobHeaderLine(), entryLine(), entryLine({ 2: '"Misc worksheet 1"', 12: '5' })))).toEqual(
    [],
  )
  expect(cellsOf(books, 'JCM_MASTER__JOB', [JOB], ['Description', 'City'])).toEqual(before)
  const columns = ['Transaction_Type', 'Amount', 'Batch', 'Transaction_Date', 'Accounting_Date', 'Chg_Mgmt_Ref_2']
  expect(books.query({ table: 'JCT_NEW__TRANSACTION', columns })).toEqual([
    ['Approved est changes', '-1250.50', BATCH, '2025-07-15', '2025-07-15', BATCH],
    ['Misc worksheet 1', '5.00', BATCH, '2025-07-15', '2025-07-15', BATCH],
  ])
  expect(category(books, ['Approved_Estimate_Changes', 'Msc_Cat_Amt_1'])).toEqual(['0.00', '0.00'])
})

test('posting the batch moves the buckets; a second import of the file is added to the first', () => {
  const books = exampleBooks()
  const lines = [
    entryLine(),
    entryLine({ 2: '"Misc worksheet 1"', 12: '80' }),
    entryLine({ 2: '"Misc worksheet 2"', 12: '30' }),
  ]
  send(books, ...lines)
  send(books, ...lines)
  expect(postBatch(books, BATCH)).toBe(6)
  const columns = ['Approved_Estimate_Changes', 'Total_Estimate', 'Msc_Cat_Amt_1', 'Msc_Cat_Amt_2']
  expect(category(books, columns)).toEqual(['-2501.00', '-2501.00', '160.00', '60.00'])
  expect(cellsOf(books, 'JCM_MASTER__JOB', [JOB], ['JTD_Aprvd_Estimate_Chgs'])).toEqual(['-2501.00'])
})

test('whole files: one bad entry keeps all of them out', () => {
  const books = exampleBooks()
  const report = send(books, entryLine(), entryLine({ 6: '"O"' }), valueChangeLine())
  expect(refusals(report)).toEqual([SIBLING, noEntity('Category'), SIBLING])
  expect(books.tables.JCT_NEW__TRANSACTION.count).toBe(0)
})

test('half-applied files: the entries before a bad one stay', () => {
  const books = exampleBooks({ knobs: { atomicFile: false } })
  const report = send(books, entryLine(), entryLine({ 6: '"O"' }), entryLine())
  expect(refusals(report)).toEqual([noEntity('Category'), SIBLING])
  expect(books.tables.JCT_NEW__TRANSACTION.count).toBe(1)
})

test('scheduled value changes are posted at once, the estimate changes of their batch go on waiting', () => {
  const books = exampleBooks()
  expect(
    refusals(send(books, entryLine(), valueChangeLine(), valueChangeLine({ 5: '"02-200"', 13: '', 14: '' }))),
  ).toEqual([])
  const columns = ['Transaction_Type', 'Contract', 'Item', 'Chg_Mgmt_Ref_1', 'Amount']
  expect(
    books.query({
      table: 'JCT_CURRENT__TRANSACTION',
      columns,
      where: [{ column: 'Batch', op: '=', value: BATCH }],
      orderByKey: true,
    }),
  ).toEqual([
    ['Aprvd schdl val chng', '2977-OWN', '1', '7', '900.00'],
    ['Aprvd schdl val chng', '', '', '7', '900.00'],
  ])
  expect(books.query({ table: 'JCT_NEW__TRANSACTION', columns: ['Transaction_Type'] })).toEqual([
    ['Approved est changes'],
  ])
  expect(cellsOf(books, 'JCM_MASTER__JOB', [JOB], ['JTD_Aprvd_Contract_Chgs', 'Revised_Contract_Amount'])).toEqual([
    '1800.00',
    '1800.00',
  ])
  const code = ['JTD_Aprvd_Schd_Value_Chgs', 'Revised_Scheduled_Value']
  expect(cellsOf(books, 'JCM_MASTER__COST_CODE', [JOB, '', '02-200'], code)).toEqual(['900.00', '900.00'])
  expect(postBatch(books, BATCH)).toBe(1)
})
