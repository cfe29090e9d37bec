import { expect, test } from 'vitest'
import {
  categoryLine,
  commitmentLine,
  costCodeLine,
  exampleBooks,
  extraLine,
  FILE,
  itemLine,
  jobLine,
  refusals,
  TASK,
  vendorLine,
} from '../fixture.ts'
import { linesOf, splitFields } from './reader.ts'

const quoted = (length: number): string => `"${'9'.repeat(length)}"`
const tooLong = (name: string, length: number): string =>
  `[${name}] is too long, maximum length is ${length} characters.`

/** docs/sage-300-cre-formats.md: one line a limit, each breaking exactly one rule of its layout. */
const LIMITS: readonly (readonly [rule: string, task: string, file: string, sentence: string])[] = [
  ['job 12 in all', TASK.estimates, jobLine({ 2: '"1-2-3-4-5-6-7"' }), tooLong('Code', 12)],
  ['job 10 significant', TASK.estimates, jobLine({ 2: '"12345-678901"' }), tooLong('Code', 10)],
  ['job description 30', TASK.estimates, jobLine({ 3: quoted(31) }), tooLong('Name', 30)],
  ['job address 1 30', TASK.estimates, jobLine({ 4: quoted(31) }), tooLong('Address1', 30)],
  ['job address 2 30', TASK.estimates, jobLine({ 5: quoted(31) }), tooLong('Address2', 30)],
  ['job city 15', TASK.estimates, jobLine({ 6: quoted(16) }), tooLong('AddressCity', 15)],
  ['job state 4', TASK.estimates, jobLine({ 7: quoted(5) }), tooLong('AddressState', 4)],
  ['job ZIP 10', TASK.estimates, jobLine({ 8: quoted(11) }), tooLong('AddressZip', 10)],
  ['job site phone 15', TASK.estimates, jobLine({ 9: quoted(16) }), tooLong('SitePhone', 15)],
  ['job size 9.2', TASK.estimates, jobLine({ 10: '1234567890' }), '[Size] is too large, the format is 9.2.'],
  ['job unit description 6', TASK.estimates, jobLine({ 11: quoted(7) }), tooLong('UnitDescription', 6)],
  ['job status', TASK.estimates, jobLine({ 12: '"Open"' }), '[Status] must be one of Unstarted, In progress, Closed.'],
  ['job start date', TASK.estimates, jobLine({ 13: '2026-01-05' }), '[EstimatedStartDate] is not a date MM/DD/YYYY.'],
  ['job tax group 6', TASK.estimates, jobLine({ 15: quoted(7) }), tooLong('JobTaxGroup', 6)],
  ['extra 10', TASK.estimates, extraLine({ 3: quoted(11) }), tooLong('Code', 10)],
  ['extra description 30', TASK.estimates, extraLine({ 4: quoted(31) }), tooLong('Name', 30)],
  ['extra status 20', TASK.estimates, extraLine({ 5: quoted(21) }), tooLong('Status', 20)],
  ['extra date exists', TASK.estimates, extraLine({ 6: '02/30/2025' }), '[Date] is not a date MM/DD/YYYY.'],
  ['extra user key 30', TASK.estimates, extraLine({ 7: quoted(31) }), tooLong('UserKey1', 30)],
  ['cost code 12', TASK.estimates, costCodeLine({ 4: quoted(13) }), tooLong('CostCode', 12)],
  ['cost code description 30', TASK.estimates, costCodeLine({ 5: quoted(31) }), tooLong('Name', 30)],
  ['group cost code 0/1', TASK.estimates, costCodeLine({ 6: '2' }), '[GroupCostCode] must be one of 0, 1.'],
  [
    'production units 8.2',
    TASK.estimates,
    costCodeLine({ 10: '1.234' }),
    '[ProductionUnits] is too large, the format is 8.2.',
  ],
  [
    'accumulate as',
    TASK.estimates,
    costCodeLine({ 11: '"Labour"' }),
    '[AccumulateAs] must be one of Labor, Material, Subcontract, Equipment, Overhead, Other.',
  ],
  ['cost account 25', TASK.estimates, costCodeLine({ 12: quoted(26) }), tooLong('CostAccount', 25)],
  ['contract 10', TASK.estimates, costCodeLine({ 14: quoted(11) }), tooLong('Contract', 10)],
  ['category 3', TASK.estimates, categoryLine({ 5: '"SUBC"' }), tooLong('Category', 3)],
  ['quantity 8.2', TASK.estimates, categoryLine({ 8: '123456789' }), '[Quantity] is too large, the format is 8.2.'],
  [
    'estimate amount 9.2',
    TASK.estimates,
    categoryLine({ 10: '1234567890.00' }),
    '[Amount] is too large, the format is 9.2.',
  ],
  ['batch 10', TASK.estimates, categoryLine({ 12: quoted(11) }), tooLong('Batch', 10)],
  ['reference 1 10', TASK.estimates, categoryLine({ 13: quoted(11) }), tooLong('Reference1', 10)],
  [
    'change management reference 36',
    TASK.estimates,
    categoryLine({ 15: quoted(37) }),
    tooLong('ChangeManagementReference2', 36),
  ],
  ['commitment 12', TASK.commitments, commitmentLine({ 2: quoted(13) }), tooLong('Code', 12)],
  ['commitment type', TASK.commitments, commitmentLine({ 3: '3' }), '[CommitmentType] must be one of 1, 2.'],
  ['commitment description 30', TASK.commitments, commitmentLine({ 4: quoted(31) }), tooLong('Description', 30)],
  ['commitment vendor 10', TASK.commitments, commitmentLine({ 5: quoted(11) }), tooLong('Vendor', 10)],
  [
    'retainage 3.2',
    TASK.commitments,
    commitmentLine({ 8: '10.125' }),
    '[RetainagePercent] is too large, the format is 3.2.',
  ],
  [
    'fields 10 to 145 are empty',
    TASK.commitments,
    commitmentLine({ 77: '"x"' }),
    'UNSUPPORTED: [Field77] is not modelled and must be empty.',
  ],
  ['Gusset_Ref 10', TASK.commitments, commitmentLine({ 146: quoted(11) }), tooLong('Gusset_Ref', 10)],
  ['vendor 10', TASK.vendors, vendorLine({ 2: quoted(11) }), tooLong('Code', 10)],
  ['vendor name 30', TASK.vendors, vendorLine({ 3: quoted(31) }), tooLong('Name', 30)],
  ['vendor address 33', TASK.vendors, vendorLine({ 4: quoted(34) }), tooLong('Address1', 33)],
  ['vendor city 30', TASK.vendors, vendorLine({ 6: quoted(31) }), tooLong('AddressCity', 30)],
  ['vendor ZIP 10', TASK.vendors, vendorLine({ 8: quoted(11) }), tooLong('AddressZip', 10)],
  ['vendor fax 15', TASK.vendors, vendorLine({ 10: quoted(16) }), tooLong('Fax', 15)],
  ['a required field', TASK.vendors, vendorLine({ 2: '' }), "[Code] Can't be blank."],
  ['alpha is quoted', TASK.vendors, vendorLine({ 3: 'Bare' }), '[Name] must stand in double quotes.'],
  ['control characters', TASK.vendors, vendorLine({ 3: '"a\tb"' }), 'The record has a control character.'],
  ['code page 1252', TASK.vendors, vendorLine({ 3: '"Δ Works"' }), 'The character [Δ] is not in code page 1252.'],
  ['quotes pair up', TASK.vendors, vendorLine({ 3: '"a" b"' }), 'The record is not comma separated text.'],
  ['record identifier', TASK.vendors, vendorLine({ 1: '"VND"' }), 'Record [VND] is not known in this format.'],
  ['number of fields', TASK.vendors, vendorLine({ 10: '"",""' }), 'Record APV has 11 fields, the format has 10.'],
]

test.each(LIMITS)('%s', (_rule, task, file, sentence) => {
  expect(refusals(exampleBooks().import(task, FILE, file).report)).toEqual([sentence])
})

/** Items need their header, whose refusal follows theirs. */
const ITEM_LIMITS: readonly (readonly [rule: string, line: string, sentence: string])[] = [
  ['item number 5 digits', itemLine({ 3: '123456' }), '[ItemNumber] is too large, the format is 5.0.'],
  ['item description 30', itemLine({ 4: quoted(31) }), tooLong('Description', 30)],
  ['item extra 10', itemLine({ 6: quoted(11) }), tooLong('Extra', 10)],
  ['item units 8.4', itemLine({ 10: '1.00001' }), '[Units] is too large, the format is 8.4.'],
  ['item unit description 6', itemLine({ 11: quoted(7) }), tooLong('UnitDescription', 6)],
  ['item unit cost 6.4', itemLine({ 12: '1234567' }), '[UnitCost] is too large, the format is 6.4.'],
  ['item tax 7.2', itemLine({ 14: '12345678' }), '[Tax] is too large, the format is 7.2.'],
  ['item delivery date', itemLine({ 16: '13/01/2025' }), '[DeliveryDate] is not a date MM/DD/YYYY.'],
  ['item standard item 10', itemLine({ 17: quoted(11) }), tooLong('StandardItem', 10)],
  ['item scope 30', itemLine({ 18: quoted(31) }), tooLong('Scope', 30)],
]

test.each(ITEM_LIMITS)('%s', (_rule, line, sentence) => {
  const report = exampleBooks().import(TASK.commitments, FILE, commitmentLine() + line).report
  expect(refusals(report).filter((one) => !one.startsWith('The commitment was not imported'))).toEqual([sentence])
})

test('the unbroken lines of every layout are taken', () => {
  const books = exampleBooks()
  const estimates = jobLine() + extraLine() + costCodeLine() + categoryLine()
  expect(books.import(TASK.estimates, FILE, estimates).exitCode).toBe(0)
  expect(books.import(TASK.commitments, FILE, commitmentLine() + itemLine()).exitCode).toBe(0)
  expect(books.import(TASK.vendors, FILE, vendorLine()).exitCode).toBe(0)
})

test('inside quotes a doubled quote is one, and commas belong to the text', () => {
  expect(splitFields('"A ""B"", C",,1')?.map((field) => field.text)).toEqual(['A "B", C', '', '1'])
})

test.each(['', '"APV"\n', '"APV"'])('a file without CR LF at its end is no import file: %j', (content) => {
  expect(linesOf(content)).toBeNull()
})
