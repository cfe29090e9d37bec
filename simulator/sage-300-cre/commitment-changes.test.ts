import { expect, test } from 'vitest'
import { cellsOf, commitmentLine, exampleBooks, FILE, itemLine, refusals, TASK } from '../fixture.ts'
import type { Books } from './books.ts'
import { DESK_ACTIONS } from './desk.ts'

const CHANGES = 'jc-import-commitment-changes'
const CODE = 'SC-2977-01'
const SIBLING = 'The change order was not imported because another record of it was refused.'
const noEntity = (type: string): string => `No entities could be found of type [${type}] with given where clause.`
const blanks = (count: number): string[] => Array.from({ length: count }, () => '')

type Changes = Readonly<Record<number, string>>
const line = (fields: readonly string[], changes: Changes): string =>
  `${fields.map((field, at) => changes[at + 1] ?? field).join(',')}\r\n`

const orderLine = (changes: Changes = {}): string =>
  line(
    [
      '"COCO"',
      `"${CODE}"`,
      '"003"',
      '"More asphalt"',
      '07/15/2025',
      '"Approved"',
      '07/15/2025',
      ...blanks(12),
      '"MARK"',
    ],
    changes,
  )
const changeLine = (changes: Changes = {}): string =>
  line(['"COCOI"', `"${CODE}"`, '"003"', '1', ...blanks(6), '10.0000', '', '', '1640.00', ''], changes)
const newLine = (changes: Changes = {}): string =>
  line(
    [
      ...['"COMI"', `"${CODE}"`, '2', '"Speed tables"', '"25-2977"', '""', '"02-200"', '"S"', '""'],
      ...['', '"EA"', '500.0000', '0.00', '', '', '', '', '', '"MARK"'],
    ],
    changes,
  )

/** The example's books with a commitment of one unit-priced item: 3241 tons at 164.00. */
function withCommitment(knobs = {}): Books {
  const books = exampleBooks({ knobs })
  books.import(TASK.commitments, FILE, commitmentLine() + itemLine())
  return books
}

const send = (books: Books, ...lines: string[]): string => books.import(CHANGES, FILE, lines.join('')).report
const act = (books: Books, action: string, body: object): unknown => DESK_ACTIONS[action]?.(books, { ...body })

/** Formats page, `jc-import-commitment-changes`, "Checks": one line a rule, broken in the change order. */
const ORDER: readonly (readonly [rule: string, change: Changes, sentence: string])[] = [
  ['commitment missing', { 2: '"SC-NONE"' }, 'Commitment has been archived.'],
  ['another status than Approved', { 6: '"Pending"' }, '[Status] must be Approved.'],
]

test.each(ORDER)('change order refused: %s', (_rule, change, sentence) => {
  const item = change[2] ? changeLine({ 2: change[2] }) : changeLine()
  expect(refusals(send(withCommitment(), orderLine(change), item))[0]).toBe(sentence)
})

/** The same for an item of the change order. */
const ITEM: readonly (readonly [rule: string, change: Changes, sentence: string])[] = [
  ['of another change order', { 3: '"004"' }, 'The change order stands before its items.'],
  ['item missing', { 4: '9' }, noEntity('CommitmentItem')],
  [
    'another unit cost',
    { 13: '165.0000' },
    '[UnitCost] does not match the unit cost of the commitment item, which is 164.0000.',
  ],
  ['amount not units x unit cost', { 14: '1640.01' }, '[Amount] is not units times unit cost, which is 1640.00.'],
  ['amount over the limit', { 11: '', 14: '1000000.00' }, '[Amount] is too large, maximum is 999999.99.'],
]

test.each(ITEM)('change order item refused: %s', (_rule, change, sentence) => {
  expect(refusals(send(withCommitment(), orderLine(), changeLine(change)))).toEqual([SIBLING, sentence])
})

/** And for an item that is to be added. */
const NEW: readonly (readonly [rule: string, change: Changes, sentence: string])[] = [
  ['number in use', { 3: '1' }, 'A contract item already exists on this contract with the specified code.'],
  ['commitment missing', { 2: '"SC-NONE"' }, 'Commitment has been archived.'],
  ['cost code missing', { 7: '"77-777"' }, noEntity('CostCode')],
  ['category missing', { 8: '"O"' }, noEntity('Category')],
  ['job closed', { 5: '"23-0042"' }, 'Job has been closed.'],
]

test.each(NEW)('new item refused: %s', (_rule, change, sentence) => {
  expect(refusals(send(withCommitment(), newLine(change)))).toEqual([sentence])
})

test('a contract line item cannot be modified more than once on any CCO', () => {
  const twice = 'Contract line item [1] cannot be modified more than once on a change order.'
  expect(refusals(send(withCommitment(), orderLine(), changeLine(), changeLine()))).toEqual([SIBLING, SIBLING, twice])
})

test('a number in use on this commitment is refused, and one in use on another commitment with other words', () => {
  const books = withCommitment()
  books.import(TASK.commitments, FILE, commitmentLine({ 2: '"SC-B"' }) + itemLine({ 2: '"SC-B"' }))
  act(books, 'change-order', { commitment: CODE, number: '003', item: '1', amount: '5' })
  const here = 'A change order with code 003 already exists on this contract.'
  const elsewhere = 'A commitment change order already exists with the specified id.'
  expect(refusals(send(books, orderLine(), changeLine()))[0]).toBe(here)
  expect(refusals(send(books, orderLine({ 2: '"SC-B"' }), changeLine({ 2: '"SC-B"' })))[0]).toBe(elsewhere)
})

test('on a closed job nothing changes, on a closed commitment neither', () => {
  const books = withCommitment()
  act(books, 'commitment-closed', { commitment: CODE, closed: true })
  expect(refusals(send(books, orderLine(), changeLine()))[0]).toBe('Commitment has been archived.')
  act(books, 'job-status', { job: '25-2977', status: 'Closed' })
  expect(refusals(send(books, orderLine(), changeLine()))[0]).toBe('Job has been closed.')
})

const TOTALS = ['Original_Commitment', 'Approved_Commitment_Changes', 'Revised_Commitment']
const totals = (books: Books): string[] =>
  cellsOf(books, 'JCM_MASTER__CATEGORY', ['25-2977', '', '02-200', 'S'], TOTALS)

test('a new item is worth nothing and makes no entry; the change order on it does', () => {
  const books = withCommitment()
  const before = totals(books)
  expect(refusals(send(books, newLine()))).toEqual([])
  expect(totals(books)).toEqual(before)
  expect(refusals(send(books, orderLine(), changeLine({ 4: '2', 11: '3.0000', 14: '1500.00' })))).toEqual([])
  expect(totals(books)).toEqual(['531524.00', '1500.00', '533024.00'])
  const item = ['Amount', 'Approved_Commitment_CO_Units', 'Approved_Commitment_CO_Amount']
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT_ITEM', [CODE, '2'], item)).toEqual(['0.00', '3.0000', '1500.00'])
})

test('before 23.2 the entry waits in new.jct, and every total changes only when its batch is posted', () => {
  const books = withCommitment({ productVersion: '23.1' })
  act(books, 'post-all', {})
  expect(refusals(send(books, orderLine(), changeLine()))).toEqual([])
  expect(totals(books)).toEqual(['531524.00', '0.00', '531524.00'])
  const [entry] = books.query({
    table: 'JCT_NEW__TRANSACTION',
    columns: ['Transaction_Type', 'Commitment_Line_Item', 'Commitment_CO', 'Units', 'Amount', 'Transaction_Date'],
    where: [{ column: 'Commitment', op: '=', value: CODE }],
  })
  expect(entry).toEqual(['Aprvd cmmtt cst chng', '1', '003', '10.0000', '1640.00', '2025-07-15'])
  act(books, 'post-all', {})
  expect(totals(books)).toEqual(['531524.00', '1640.00', '533164.00'])
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', [CODE], ['Amount', 'Approved_CO_Amount'])).toEqual([
    '531524.00',
    '1640.00',
  ])
})

test('a folder set to half-applied files keeps the records before the bad one, and takes the rest later', () => {
  const books = withCommitment({ atomicFile: false })
  send(books, newLine())
  const bad = changeLine({ 4: '2', 11: '', 14: '1000000.00' })
  expect(refusals(send(books, orderLine(), changeLine(), bad))).toEqual([
    '[Amount] is too large, maximum is 999999.99.',
  ])
  const rest = changeLine({ 4: '2', 11: '1.0000', 14: '500.00' })
  expect(refusals(send(books, rest))).toEqual([])
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT_CO', [CODE, '003'], ['Amount'])).toEqual(['2140.00'])
})

test('the desk deletes a change order with what it moved, and an item that is left without worth', () => {
  const books = withCommitment()
  const before = totals(books)
  send(books, newLine())
  send(books, orderLine(), changeLine(), changeLine({ 4: '2', 11: '3.0000', 14: '1500.00' }))
  expect(() => act(books, 'commitment-item-delete', { commitment: CODE, item: '2' })).toThrow('carries amounts')
  expect(act(books, 'change-order-delete', { commitment: CODE, number: '003' })).toEqual({ deleted: 2 })
  expect(totals(books)).toEqual(before)
  act(books, 'commitment-item-delete', { commitment: CODE, item: '2' })
  expect(books.get('JCM_MASTER__COMMITMENT_ITEM', CODE, '2')).toBeUndefined()
})
