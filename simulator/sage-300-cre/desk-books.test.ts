import { expect, test } from 'vitest'
import { exampleBooks } from '../fixture.ts'
import { DESK_ACTIONS } from './desk.ts'
import { deskBill } from './desk-books.ts'

test('"costs sent to Billing (BL), WIP generated there" (reference 3.5): the posted cost carries the number of its work in progress', () => {
  const books = exampleBooks()
  const [cost] = books.query({
    table: 'JCT_CURRENT__TRANSACTION',
    columns: ['Run', 'Sequence'],
    where: [{ column: 'Transaction_Type', op: '=', value: 'PR cost' }],
  })
  const [run, sequence] = cost as [string, string]
  const { wip } = deskBill(books, { run, sequence, rate: '95.50' })
  expect(
    books.query({ table: 'BLT_CURRENT__TRANSACTION', columns: ['WIP_ID', 'Units', 'Billing_Rate', 'Billing_Amount'] }),
  ).toEqual([[wip, '96.0000', '95.5000', '9168.00']])
  expect(DESK_ACTIONS.bill?.(books, { run, sequence, rate: '100' })).toEqual({ wip, amount: '9600.00' })
  const named = [{ column: 'WIP_ID', op: '=' as const, value: wip }]
  expect(books.query({ table: 'JCT_CURRENT__TRANSACTION', columns: ['Description'], where: named })).toEqual([
    ['Payroll, week 12'],
  ])
})

test('"The table is absent where the folder uses no tax" (formats page, tables)', () => {
  const books = exampleBooks({ knobs: { usesTax: false } })
  expect(() => books.query({ table: 'TXM_MASTER__TAX_GROUP', columns: ['Rate'] })).toThrow(/is not in these books/)
})

test('"Includes Sage 300 CRE® tax groups" (data mapping, overview, footnote 4): they and employees are added and changed at the desk', () => {
  const books = exampleBooks()
  DESK_ACTIONS['tax-group']?.(books, { taxGroup: 'CASF', description: 'San Francisco', rate: '9' })
  DESK_ACTIONS.employee?.(books, { employee: '1100', name: 'Ana Reyes', payId: 'HOURLY', payRate: '60' })
  expect(books.get('PRM_MASTER__EMPLOYEE', '1100')).toBeDefined()
  expect(books.query({ table: 'TXM_MASTER__TAX_GROUP', columns: ['Tax_Group', 'Rate'] })).toContainEqual([
    'CASF',
    '9.0000',
  ])
})
