import { expect, test } from 'vitest'
import {
  categoryLine,
  cellsOf,
  costCodeLine,
  exampleBooks,
  extraLine,
  FILE,
  jobLine,
  refusals,
  TASK,
} from '../fixture.ts'
import { postBatch } from './post.ts'

const CATEGORY = ['25-2977', '', '02-200', 'S']
const ESTIMATE = ['Original_Estimate', 'Original_Estimate_Units', 'Total_Estimate']

/** Refusals of the formats page, "Behaviour", and of the reference, 6: one line a rule. */
const REFUSALS: readonly (readonly [rule: string, file: string, sentence: string])[] = [
  ['a job that exists', jobLine({ 2: '"25-2977"' }), 'A job with that code already exists.'],
  [
    'an extra of no job',
    extraLine({ 2: '"99-1"' }),
    'No entities could be found of type [Job] with given where clause.',
  ],
  ['an extra that exists', extraLine({ 2: '"24-0118"', 3: '"A1"' }), 'An extra with that code already exists.'],
  [
    'a cost code of no job',
    costCodeLine({ 2: '"99-1"' }),
    'No entities could be found of type [Job] with given where clause.',
  ],
  [
    'a cost code of no extra',
    costCodeLine({ 3: '"Z9"' }),
    'No entities could be found of type [Extra] with given where clause.',
  ],
  ['a cost code on a closed job', costCodeLine({ 2: '"23-0042"' }), 'Job has been closed.'],
  [
    'a category of no cost code',
    categoryLine({ 4: '"77-777"' }),
    'No entities could be found of type [CostCode] with given where clause.',
  ],
  ['a category on a group code', categoryLine({ 4: '"02-000"' }), 'Cost code [02-000] is a group cost code.'],
  ['a category that is not standard', categoryLine({ 5: '"Q"' }), 'Category [Q] is not a standard category.'],
]

test.each(REFUSALS)('refused: %s', (_rule, file, sentence) => {
  expect(refusals(exampleBooks().import(TASK.estimates, FILE, file).report)).toEqual([sentence])
})

test('"This import file contains 3 types of records" (data mapping, "Projects/Jobs"): job, cost code and category are set up', () => {
  const books = exampleBooks()
  const own = { 2: '"26-0007"' }
  books.import(
    TASK.estimates,
    FILE,
    jobLine({ 12: '' }) + costCodeLine(own) + categoryLine({ ...own, 4: '"02-900"', 10: '' }),
  )
  expect(
    cellsOf(books, 'JCM_MASTER__JOB', ['26-0007'], ['Description', 'Status', 'City', 'Estimated_Start_Date']),
  ).toEqual(['Pier Repairs', 'Unstarted', 'San Francisco', '2026-01-05'])
  expect(
    cellsOf(books, 'JCM_MASTER__CATEGORY', ['26-0007', '', '02-900', 'S'], ['Description', 'Accumulate_As']),
  ).toEqual(['Subcontract', 'Subcontract'])
  expect(books.tables.JCT_NEW__TRANSACTION.count).toBe(0)
})

test('"The import stops if any category is not a Standard Category" (reference 1.4): nothing after it is read', () => {
  const books = exampleBooks()
  const answer = books.import(TASK.estimates, FILE, costCodeLine() + categoryLine({ 5: '"Q"' }) + jobLine())
  expect(answer.report).toMatch(/Records read 2, accepted 1, rejected 1\n$/)
  expect(books.get('JCM_MASTER__JOB', '26-0007')).toBeUndefined()
})

test('"Existing cost code descriptions in Sage will not be overwritten" (document 002)', () => {
  const books = exampleBooks()
  const answer = books.import(TASK.estimates, FILE, costCodeLine({ 4: '"02-200"', 5: '"Changed"' }))
  expect(answer.exitCode).toBe(0)
  expect(cellsOf(books, 'JCM_MASTER__COST_CODE', ['25-2977', '', '02-200'], ['Description'])).toEqual([
    'Hot Mix Asphalt',
  ])
})

test('"Allow creation of cost codes not on standard list" (formats page, `jc-import-estimates`) is an option', () => {
  const books = exampleBooks({ knobs: { allowNonStandardCostCodes: false } })
  expect(refusals(books.import(TASK.estimates, FILE, costCodeLine()).report)).toEqual([
    'Cost code [02-900] is not on the standard cost code list.',
  ])
})

test('"The first extra of a job sets the job\'s `Extras` to `Yes`" (formats page, `jc-import-estimates`), and carries its own cost codes', () => {
  const books = exampleBooks()
  books.import(TASK.estimates, FILE, jobLine())
  expect(cellsOf(books, 'JCM_MASTER__JOB', ['26-0007'], ['Extras'])).toEqual(['No'])
  const extra = { 2: '"26-0007"', 3: '"E1"' }
  const file = extraLine(extra) + costCodeLine(extra) + categoryLine({ ...extra, 4: '"02-900"' })
  expect(books.import(TASK.estimates, FILE, file).exitCode).toBe(0)
  expect(cellsOf(books, 'JCM_MASTER__JOB', ['26-0007'], ['Extras'])).toEqual(['Yes'])
})

test('"one for an extra the job has is refused, its description left alone" (formats page, `jc-import-estimates`); it takes the cost codes that follow', () => {
  const books = exampleBooks()
  const own = { 2: '"24-0118"', 3: '"A1"' }
  const answer = books.import(TASK.estimates, FILE, extraLine(own) + costCodeLine(own))
  expect(refusals(answer.report)).toEqual(['An extra with that code already exists.'])
  expect(cellsOf(books, 'JCM_MASTER__EXTRA', ['24-0118', 'A1'], ['Description'])).toEqual(['Added Alley Frontage'])
  expect(books.get('JCM_MASTER__COST_CODE', '24-0118', 'A1', '02-900')).toBeDefined()
})

test('"leaves its description alone and adds the category" (formats page, `jc-import-estimates`): the cost code ends with both', () => {
  const books = exampleBooks()
  const code = { 4: '"02-200"', 5: '"L"', 6: '""', 10: '' }
  expect(books.import(TASK.estimates, FILE, costCodeLine({ 4: '"02-200"' }) + categoryLine(code)).exitCode).toBe(0)
  const categories = books
    .query({
      table: 'JCM_MASTER__CATEGORY',
      columns: ['Category'],
      where: [
        { column: 'Job', op: '=', value: '25-2977' },
        { column: 'Extra', op: '=', value: '' },
        { column: 'Cost_Code', op: '=', value: '02-200' },
      ],
    })
    .flat()
  expect(categories).toEqual(expect.arrayContaining(['L', 'S']))
})

test('"Result must still be posted with Tasks > Post Entries" (reference 1.4); a second import of the file doubles the money', () => {
  const books = exampleBooks()
  books.import(TASK.estimates, FILE, categoryLine())
  expect(cellsOf(books, 'JCM_MASTER__CATEGORY', CATEGORY, ESTIMATE)).toEqual(['0.00', '0.0000', '0.00'])
  expect(
    books.query({
      table: 'JCT_NEW__TRANSACTION',
      columns: ['Transaction_Type', 'Amount', 'Units', 'Batch', 'Ref_1', 'Chg_Mgmt_Ref_2'],
    }),
  ).toEqual([['Original estimate', '531524.00', '3241.0000', 'BUDGET1', 'AB12CD34EF', 'key-1']])
  books.import(TASK.estimates, FILE, categoryLine())
  expect(postBatch(books, 'BUDGET1')).toBe(2)
  expect(cellsOf(books, 'JCM_MASTER__CATEGORY', CATEGORY, ESTIMATE)).toEqual(['1063048.00', '6482.0000', '1063048.00'])
})
