import { expect, test } from 'vitest'
import { cellsOf, exampleBooks, NOON } from '../fixture.ts'
import { createBooks } from '../sage-300-cre/books.ts'
import { addDecimal } from '../sage-300-cre/money.ts'
import { STANDARD_CATEGORIES, STANDARD_COST_CODES, VENDORS } from './example-codes.ts'
import { companyNamed } from './index.ts'
import { seedLarge } from './large.ts'

/** Every code the head of example-codes.ts names for the bid items of contract 2977J can carry the item's money. */
const CODES_OF_2977J =
  '01-610 01-620 01-630 01-210 01-220 01-310 01-320 01-410 01-420 02-150 02-100 02-200 02-300 02-350 02-400 02-450 02-500 02-550 ' +
  '16-100 02-600 03-100 03-200 03-300 03-400 03-500 03-150 03-600 03-650 01-700 04-100 04-200 04-250 02-710 02-720'

test('the street and sewer job has a subcontract category under every code its bid items need', () => {
  const books = exampleBooks()
  for (const code of CODES_OF_2977J.split(' ')) {
    expect(books.get('JCM_MASTER__CATEGORY', '25-2977', '', code, 'S'), code).toBeDefined()
  }
})

test('codes, descriptions and vendors fit their columns and the format NN-NNN', () => {
  for (const [code, description, categories] of STANDARD_COST_CODES) {
    expect(code).toMatch(/^\d\d-\d{3}$/)
    expect(description.length).toBeLessThanOrEqual(30)
    expect(categories === '').toBe(code.endsWith('-000'))
  }
  for (const [vendor, name] of VENDORS) expect([vendor.length <= 10, name.length <= 30]).toEqual([true, true])
  expect(STANDARD_CATEGORIES.map(([category]) => category)).toEqual(['L', 'M', 'S', 'E', 'O'])
})

test('one job is under way with posted costs, one closed, one vendor inactive', () => {
  const books = exampleBooks()
  expect(cellsOf(books, 'JCM_MASTER__JOB', ['24-0118'], ['Status', 'JTD_Cost', 'Original_Estimate'])).toEqual([
    'In progress',
    '43090.81',
    '164300.00',
  ])
  expect(cellsOf(books, 'JCM_MASTER__JOB', ['23-0042'], ['Status'])).toEqual(['Closed'])
  expect(cellsOf(books, 'APM_MASTER__VENDOR', ['OLDMILL'], ['Inactive'])).toEqual(['1'])
  expect(books.tables.JCT_NEW__TRANSACTION.count).toBe(0)
})

test('the large company is the same each time, and its jobs add up to their transactions', () => {
  const make = () =>
    createBooks({ now: () => NOON, seed: (books) => seedLarge(books, { jobs: 4, transactions: 3000 }) })
  const books = make()
  expect(JSON.stringify(make().snapshot())).toBe(JSON.stringify(books.snapshot()))
  const rows = books.query({
    table: 'JCT_CURRENT__TRANSACTION',
    columns: ['Job', 'Amount', 'Commitment'],
  }) as string[][]
  expect(rows).toHaveLength(3000)
  const sums = new Map<string, string>()
  for (const [job = '', amount = ''] of rows) sums.set(job, addDecimal(sums.get(job) ?? '0.00', amount, 2))
  for (const [job, sum] of sums) expect(cellsOf(books, 'JCM_MASTER__JOB', [job], ['JTD_Cost'])).toEqual([sum])
  const types = new Set(
    books.query({ table: 'JCT_CURRENT__TRANSACTION', columns: ['Transaction_Type'] }).map(([type]) => type),
  )
  expect([...types].sort()).toEqual(['AP cost', 'EQ cost', 'IV cost', 'JC cost', 'PR cost'])
  expect(rows.some(([, , commitment]) => commitment !== '')).toBe(true)
})

test('a company nobody knows is refused', () => {
  expect(() => companyNamed('acme', { jobs: 1, transactions: 1 })).toThrow(
    'There is no company acme; there are example, large, empty.',
  )
})
