import { expect, test } from 'vitest'
import { cellsOf, commitmentLine, exampleBooks, FILE, itemLine, refusals, TASK } from '../fixture.ts'
import type { Books } from './books.ts'
import { DESK_ACTIONS } from './desk.ts'

const CATEGORY = ['25-2977', '', '02-200', 'S']
const noEntity = (type: string): string => `No entities could be found of type [${type}] with given where clause.`
const SIBLING = 'The commitment was not imported because another record of it was refused.'

function send(books: Books, ...lines: string[]): string {
  return books.import(TASK.commitments, FILE, lines.join('')).report
}

/** Formats page, `jc-import-commitments`, "Checks": one line a rule, broken in the header. */
const HEADER: readonly (readonly [rule: string, change: Record<number, string>, sentence: string])[] = [
  ['vendor missing', { 5: '"NOBODY"' }, 'Vendor is inactive/has been archived.'],
  ['vendor inactive', { 5: '"OLDMILL"' }, 'Vendor is inactive/has been archived.'],
  ['job missing', { 6: '"99-1"' }, noEntity('Job')],
  ['job closed', { 6: '"23-0042"' }, 'Job has been closed.'],
  ['tax group missing', { 9: '"NONE"' }, noEntity('TaxGroup')],
]

test.each(HEADER)('header refused: %s', (_rule, change, sentence) => {
  expect(refusals(send(exampleBooks(), commitmentLine(change), itemLine()))).toEqual([sentence, SIBLING])
})

/** The same for the item. */
const ITEM: readonly (readonly [rule: string, change: Record<number, string>, sentence: string])[] = [
  ['of another commitment', { 2: '"SC-OTHER"' }, 'The header of a commitment stands before its items.'],
  ['job missing', { 5: '"99-1"' }, noEntity('Job')],
  ['job closed', { 5: '"23-0042"' }, 'Job has been closed.'],
  ['extra missing', { 6: '"Z9"' }, noEntity('Extra')],
  ['cost code missing', { 7: '"77-777"' }, noEntity('CostCode')],
  ['group cost code', { 7: '"02-000"' }, 'Cost code [02-000] is a group cost code.'],
  ['category missing', { 8: '"O"' }, noEntity('Category')],
  ['amount over the limit', { 10: '', 12: '', 13: '1000000.00' }, '[Amount] is too large, maximum is 999999.99.'],
  [
    'amount under the limit below zero',
    { 10: '', 12: '', 13: '-1000000.00' },
    '[Amount] is too large, maximum is 999999.99.',
  ],
  ['tax group missing', { 9: '"NONE"' }, noEntity('TaxGroup')],
  ['tax without a tax group', { 14: '1.00' }, '[Tax] needs a tax group.'],
  ['amount not units x unit cost', { 13: '531524.01' }, '[Amount] is not units times unit cost, which is 531524.00.'],
]

test.each(ITEM)('item refused: %s', (_rule, change, sentence) => {
  expect(refusals(send(exampleBooks(), commitmentLine(), itemLine(change)))).toEqual([SIBLING, sentence])
})

test('units x unit cost is rounded to cents, halves away from zero', () => {
  const half = itemLine({ 10: '0.5000', 12: '0.0100', 13: '0.01' })
  const below = itemLine({ 3: '2', 10: '-0.5000', 12: '0.0100', 13: '-0.01' })
  expect(refusals(send(exampleBooks(), commitmentLine(), half, below))).toEqual([])
})

test('the largest line amount is taken', () => {
  expect(refusals(send(exampleBooks(), commitmentLine(), itemLine({ 10: '', 12: '', 13: '999999.99' })))).toEqual([])
})

test('from 23.2 on a commitment is posted by its import: current.jct and every total', () => {
  const books = exampleBooks()
  send(books, commitmentLine(), itemLine())
  const columns = ['Amount', 'Posted', 'Vendor', 'Commitment_Type', 'Retainage_Percent', 'Date']
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], columns)).toEqual([
    '531524.00',
    '1',
    'BAYPAVE',
    'Subcontract',
    '10.00',
    '2025-07-01',
  ])
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', ['SC-2977-01'], ['Gusset_Ref'])).toEqual(['AB12CD34EF'])
  const committed = ['Original_Commitment', 'Revised_Commitment']
  for (const [table, key] of [
    ['JCM_MASTER__CATEGORY', CATEGORY],
    ['JCM_MASTER__COST_CODE', CATEGORY.slice(0, 3)],
    ['JCM_MASTER__JOB', ['25-2977']],
  ] as const) {
    expect(cellsOf(books, table, key, committed)).toEqual(['531524.00', '531524.00'])
  }
  expect(books.tables.JCT_NEW__TRANSACTION.count).toBe(0)
})

test('an older version leaves the committed cost waiting for the desk', () => {
  const books = exampleBooks({ knobs: { productVersion: '23.1' } })
  send(books, commitmentLine(), itemLine())
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Posted'])).toEqual(['0'])
  expect(cellsOf(books, 'JCM_MASTER__CATEGORY', CATEGORY, ['Revised_Commitment'])).toEqual(['0.00'])
  expect(DESK_ACTIONS['post-all']?.(books, {})).toEqual({ posted: 1 })
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Posted'])).toEqual(['1'])
  expect(cellsOf(books, 'JCM_MASTER__CATEGORY', CATEGORY, ['Revised_Commitment'])).toEqual(['531524.00'])
})

test('whole files: a bad item keeps the whole commitment out, and only that commitment', () => {
  const books = exampleBooks()
  const other = { 2: '"SC-2977-02"' }
  send(books, commitmentLine(), itemLine(), itemLine({ 3: '2', 7: '"77-777"' }), commitmentLine(other), itemLine(other))
  expect(books.query({ table: 'JCM_MASTER__COMMITMENT_ITEM', columns: ['Commitment', 'Item_Number'] })).toEqual([
    ['SC-2977-02', '1'],
  ])
})

test('half-applied files: the records before the bad one stay, those after it do not come', () => {
  const books = exampleBooks({ knobs: { atomicFile: false } })
  const report = send(books, commitmentLine(), itemLine(), itemLine({ 3: '2', 7: '"77-777"' }), itemLine({ 3: '3' }))
  expect(refusals(report)).toEqual([noEntity('CostCode'), SIBLING])
  expect(books.query({ table: 'JCM_MASTER__COMMITMENT_ITEM', columns: ['Item_Number'] })).toEqual([['1']])
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Amount'])).toEqual(['531524.00'])
})

test('a code in use is refused', () => {
  const books = exampleBooks()
  send(books, commitmentLine(), itemLine())
  expect(refusals(send(books, commitmentLine(), itemLine()))).toEqual([
    'A commitment with code [SC-2977-01] already exists.',
    SIBLING,
  ])
})

test('where duplicates pass, the lines and the money are doubled', () => {
  const books = exampleBooks({ knobs: { duplicateRefused: false } })
  send(books, commitmentLine(), itemLine())
  expect(refusals(send(books, commitmentLine(), itemLine()))).toEqual([])
  expect(books.tables.JCM_MASTER__COMMITMENT_ITEM.find('SC-2977-01', '1')).toHaveLength(2)
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Amount'])).toEqual(['1063048.00'])
  expect(books.tables.JCM_MASTER__COMMITMENT.count).toBe(1)
})

test('a commitment without its custom field is taken: 145 fields', () => {
  const books = exampleBooks()
  const line = `${commitmentLine().split(',').slice(0, 145).join(',')}\r\n`
  expect(refusals(send(books, line, itemLine()))).toEqual([])
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', ['SC-2977-01'], ['Gusset_Ref'])).toEqual([''])
})
