import { expect, test } from 'vitest'
import { refusalsOfLine, refusalsToDelete, refusalsToEdit, refusalsToEditLine, refusalsToReimport } from './rules.ts'

const contract = {
  number: 'P1',
  status: 'Approved',
  jobErpId: '25-2977',
  projectName: 'Pier',
  imported: true,
  erpIds: ['P1'],
}
const source = { erpId: 'P1', newItems: 1, otherProject: null, linked: true }
const codes = (refusals: { code: string }[]) => refusals.map((each) => each.code)

/** "The 'Re-Import' button is grayed out and unavailable when". */
test.each([
  ['there is something new', {}, {}, []],
  ['"The prime contract is in unapproved state"', { status: 'Draft' }, {}, ['unapproved']],
  ['"The prime contract does not belong to a synced job"', { jobErpId: null }, {}, ['project-not-linked']],
  [
    '"The prime contract has inadvertently been added to two projects"',
    {},
    { otherProject: 'Pier 2' },
    ['on-two-projects'],
  ],
  ['"there are no new un-synced line items"', {}, { newItems: 0 }, ['nothing-new']],
  ['it was never imported', {}, { linked: false }, ['not-imported']],
])('re-import: %s', (_words, ours, theirs, expected) => {
  expect(codes(refusalsToReimport({ ...contract, ...ours }, [{ ...source, ...theirs }]))).toEqual(expected)
})

test('what the ERP owns of an imported contract and its lines does not change here', () => {
  expect(codes(refusalsToEdit(contract, { number: 'P2', title: 'Other', status: 'Draft' }))).toEqual(['imported'])
  expect(codes(refusalsToEdit({ ...contract, imported: false }, { number: 'P2' }))).toEqual([])
  const imported = { source: 5 as never, position: 1 }
  expect(codes(refusalsToEditLine(imported, { description: 'Curbs', costCodeId: null }))).toEqual([])
  expect(codes(refusalsToEditLine(imported, { amount: '1.00' }))).toEqual(['imported-line'])
  expect(codes(refusalsToEditLine({ source: null, position: 1 }, { amount: '1.00' }))).toEqual([])
  expect(codes(refusalsToDelete(contract))).toEqual(['synced'])
})

test('a unit-based line is worth its units to the cent', () => {
  const line = { quantity: '3', unitCost: '33.335', amount: '100.01' }
  expect(codes(refusalsOfLine('unit', line))).toEqual([])
  expect(codes(refusalsOfLine('unit', { ...line, amount: '100.00' }))).toEqual(['amount-not-units-times-unit-cost'])
  expect(codes(refusalsOfLine('unit', { ...line, quantity: null }))).toEqual(['units-missing'])
  expect(codes(refusalsOfLine('amount', { ...line, amount: '7.00' }))).toEqual([])
})
