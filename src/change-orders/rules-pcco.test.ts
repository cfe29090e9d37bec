import { describe, expect, test } from 'vitest'
import { equal, roundCents, sum } from '../platform/money.ts'
import { markupTotal, type PccoLine, spreadMarkups } from './model-pcco.ts'
import { refusalsToEditPcco, refusalsToSendPcco } from './rules-pcco.ts'

describe('markups', () => {
  const tenth = { name: 'Fee', percent: '10', amount: null }
  const bond = { name: 'Bond', percent: null, amount: '100.00' }

  test('percent of the lines, and sums, to the cent', () => {
    expect(markupTotal('12500.50', [tenth, bond])).toBe('1350.05')
    expect(markupTotal('0.05', [tenth])).toBe('0.01')
  })

  test.each([
    [
      ['10000.00', '2500.50'],
      [tenth, bond],
      ['1080.00', '270.05'],
    ],
    [['1.00', '1.00', '1.00'], [bond], ['33.33', '33.33', '33.34']],
    [['100.00', '-100.00'], [bond], ['0.00', '100.00']],
    [['-50.00', '0.00'], [tenth], ['-5.00', '0.00']],
    [['10.00'], [], ['0.00']],
  ])('spread over %j, nothing is lost', (amounts, markups, expected) => {
    const parts = spreadMarkups(amounts, markups)
    expect(parts.map(roundCents)).toEqual(expected)
    expect(equal(sum(parts), markupTotal(sum(amounts), markups))).toBe(true)
  })
})

const order = {
  number: '001',
  title: 'Curbs',
  status: 'Approved',
  jobErpId: '25-2977',
  projectName: 'Pier',
  contractNumber: 'P1',
  erpLocked: false,
  erpStatus: 'not_in_erp' as const,
}
const line = {
  position: 1,
  amount: '10.00',
  costCode: '02-400',
  costType: 'S',
  onCode: true,
  isGroup: false,
} as PccoLine
const codes = (change: object, lines: PccoLine[] = [line], erpContracts = ['P1']) =>
  refusalsToSendPcco({ ...order, ...change }, { erpContracts, lines }).map((each) => each.code)

test.each([
  ['Approved', []],
  ['Pending - In Review', []],
  ['Draft', ['status-not-sendable']],
  ['Void', ['status-not-sendable']],
])('a change order that is %s', (status, expected) => expect(codes({ status })).toEqual(expected))

test('every failed condition is named before it is sent', () => {
  expect(codes({ title: ' ', jobErpId: null }, [{ ...line, amount: '0.00' }], [])).toEqual([
    'title-missing',
    'project-not-linked',
    'contract-not-synced',
    'no-lines',
  ])
  const bad = [{ costCode: null }, { isGroup: true }, { costType: null }, { onCode: false }]
  expect(
    codes(
      {},
      bad.map((each) => ({ ...line, ...each })),
    ),
  ).toEqual(['line-without-code', 'line-on-group-code', 'line-without-type', 'cost-type-not-on-code'])
})

test('once sent it waits, once synced it stays; only its description is free', () => {
  const code = (stand: object, change = {}) => refusalsToEditPcco({ ...order, ...stand }, change)[0]?.code
  expect(code({})).toBeUndefined()
  expect(code({ erpStatus: 'ready_to_export' })).toBe('sent-to-erp')
  expect(code({ erpStatus: 'exporting' })).toBe('exporting')
  expect(code({ erpLocked: true }, { title: 'X' })).toBe('locked-by-erp')
  expect(code({ erpLocked: true }, { description: 'X' })).toBeUndefined()
})
