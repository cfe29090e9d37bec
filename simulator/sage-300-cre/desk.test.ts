import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { cellsOf, commitmentLine, exampleBooks, FILE, itemLine, TASK } from '../fixture.ts'
import type { Books } from './books.ts'
import { DESK_ACTIONS, type DeskBody } from './desk.ts'

const COST = { type: 'AP cost', job: '25-2977', costCode: '02-200', category: 'S', amount: '10.00' }

function act(books: Books, action: string, body: DeskBody): unknown {
  const doIt = DESK_ACTIONS[action]
  if (!doIt) throw new Error(`no action ${action}`)
  return doIt(books, body)
}

function withCommitment(): Books {
  const books = exampleBooks()
  books.import(
    TASK.commitments,
    FILE,
    commitmentLine() + itemLine() + itemLine({ 3: '2', 10: '', 12: '', 13: '100.00' }),
  )
  return books
}

/** The whole of the books, counters included: a refused act is not replayed, so it must leave no trace. */
function fingerprint(books: Books): string {
  return createHash('sha256').update(JSON.stringify(books.snapshot())).digest('hex')
}

/** What the desk refuses, one rule a line. */
const REFUSED: readonly (readonly [rule: string, action: string, body: DeskBody, sentence: string])[] = [
  ['type not modelled', 'cost', { ...COST, type: 'Cash receipt' }, 'UNSUPPORTED: transaction type [Cash receipt]'],
  [
    'committed cost by hand',
    'cost',
    { ...COST, type: 'Committed cost' },
    'UNSUPPORTED: transaction type [Committed cost]',
  ],
  [
    'payroll with commitment',
    'cost',
    { ...COST, type: 'PR cost', commitment: 'SC-2977-01' },
    'UNSUPPORTED: PR cost with a commitment.',
  ],
  ['closed job', 'cost', { ...COST, job: '23-0042' }, 'Job has been closed.'],
  ['group code', 'cost', { ...COST, costCode: '02-000' }, 'Cost code [02-000] is a group cost code.'],
  ['three decimals', 'cost', { ...COST, amount: '1.005' }, '[Amount] is no number with at most 2 decimals.'],
  ['no such date', 'cost', { ...COST, date: '2025-02-30' }, '[date] 2025-02-30 is not a date YYYY-MM-DD.'],
  ['batch name too long', 'cost', { ...COST, batch: 'ELEVENCHARS' }, '[batch] is too long'],
  ['no such vendor', 'cost', { ...COST, vendor: 'NOBODY' }, 'There is no vendor NOBODY.'],
  [
    'no such item',
    'cost',
    { ...COST, commitment: 'SC-2977-01', commitmentItem: '9' },
    'There is no item 9 on commitment SC-2977-01.',
  ],
  ['missing field', 'cost', { ...COST, amount: '' }, "[amount] Can't be blank."],
  ['job known', 'job', { job: '25-2977', name: 'Again' }, 'A job with that code already exists.'],
  ['job status not modelled', 'job-status', { job: '25-2977', status: 'On hold' }, 'UNSUPPORTED: job status [On hold]'],
  ['cost code known', 'cost-code', { job: '25-2977', costCode: '02-200' }, 'Cost code 02-200 is on the job already.'],
  [
    'category not standard',
    'category',
    { job: '25-2977', costCode: '02-200', category: 'Q' },
    'Category [Q] is not a standard category.',
  ],
  ['extra known', 'extra', { job: '24-0118', extra: 'A1' }, 'An extra with that code already exists.'],
  ['extra too long', 'extra', { job: '24-0118', extra: 'ELEVENCHARS' }, '[Code] is too long, maximum length is 10'],
  ['extra on a closed job', 'extra', { job: '23-0042', extra: 'E1' }, 'Job has been closed.'],
  ['no such extra', 'extra-description', { job: '25-2977', extra: 'Z9', description: 'x' }, 'type [Extra]'],
  [
    '"only the Sage 300 CRE® default insurance types" (data mapping, "Company Insurance")',
    'vendor-insurance',
    { vendor: 'BAYPAVE', type: 'Pollution' },
    'UNSUPPORTED: insurance type [Pollution]',
  ],
  [
    'insurance with an odd date',
    'vendor-insurance',
    { vendor: 'BAYPAVE', type: 'Umbrella', expiration: '3/31/27' },
    '[expiration] 3/31/27 is not a date',
  ],
  ['vendor known', 'vendor', { vendor: 'BAYPAVE', name: 'Again' }, 'A vendor with that code already exists.'],
]

test.each(REFUSED)('refused: %s', (_rule, action, body, sentence) => {
  const books = withCommitment()
  const before = fingerprint(books)
  expect(() => act(books, action, body)).toThrow(sentence)
  expect(fingerprint(books)).toBe(before)
})

test('an extra is added by hand, marks its job, and is described anew', () => {
  const books = exampleBooks()
  act(books, 'job', { job: '26-0007', name: 'Pier Repairs' })
  act(books, 'extra', { job: '26-0007', extra: 'E2', description: 'Second block' })
  act(books, 'extra-description', { job: '26-0007', extra: 'E2', description: 'Third block' })
  expect(cellsOf(books, 'JCM_MASTER__EXTRA', ['26-0007', 'E2'], ['Description', 'Status'])).toEqual([
    'Third block',
    'Unstarted',
  ])
  expect(cellsOf(books, 'JCM_MASTER__JOB', ['26-0007'], ['Extras'])).toEqual(['Yes'])
  act(books, 'cost-code', { job: '26-0007', extra: 'E2', costCode: '02-200' })
  act(books, 'category', { job: '26-0007', extra: 'E2', costCode: '02-200', category: 'S' })
  expect(books.get('JCM_MASTER__CATEGORY', '26-0007', 'E2', '02-200', 'S')).toBeDefined()
})

test('"General Liability, Automobile, Umbrella & Worker’s Insurance" (data mapping, "Company Insurance"): entered type by type, in columns of its own', () => {
  const books = exampleBooks()
  const umbrella = { vendor: 'FLAGLINE', type: 'Umbrella', policy: 'U-1', company: 'Sierra', limit: '5000000' }
  act(books, 'vendor-insurance', { ...umbrella, expiration: '2027-03-31' })
  const columns = ['Umb_Ins_Policy_Num', 'Umbrella_Ins_Company', 'Umbrella_Ins_Limit', 'Umb_Ins_Effective_Dt']
  expect(cellsOf(books, 'APM_MASTER__VENDOR', ['FLAGLINE'], [...columns, 'Umb_Ins_Expir_Dt'])).toEqual([
    'U-1',
    'Sierra',
    '5000000.00',
    '',
    '2027-03-31',
  ])
  expect(cellsOf(books, 'APM_MASTER__VENDOR', ['FLAGLINE'], ['GL_Ins_Policy_Number'])).toEqual(['GL-20977'])
})

test('a job is closed and opened again', () => {
  const books = exampleBooks()
  act(books, 'job-status', { job: '25-2977', status: 'Closed' })
  expect(() => act(books, 'cost', COST)).toThrow('Job has been closed.')
  act(books, 'job-status', { job: '25-2977', status: 'In progress' })
  expect(act(books, 'cost', { ...COST, post: true })).toMatchObject({ posted: 1 })
})

test('a vendor is made inactive, moves house, and keeps what was not said', () => {
  const books = exampleBooks()
  act(books, 'vendor-active', { vendor: 'BAYPAVE', active: false })
  act(books, 'vendor-address', { vendor: 'BAYPAVE', address1: '1 New St' })
  expect(cellsOf(books, 'APM_MASTER__VENDOR', ['BAYPAVE'], ['Inactive', 'Address_1', 'City'])).toEqual([
    '1',
    '1 New St',
    'San Francisco',
  ])
})

test('a commitment is deleted with its entries, and the totals go back', () => {
  const books = withCommitment()
  expect(act(books, 'commitment-delete', { commitment: 'SC-2977-01' })).toEqual({ deleted: 2 })
  expect(cellsOf(books, 'JCM_MASTER__JOB', ['25-2977'], ['Original_Commitment', 'Revised_Commitment'])).toEqual([
    '0.00',
    '0.00',
  ])
  expect(books.tables.JCT_CURRENT__TRANSACTION.by('Commitment', 'SC-2977-01')).toHaveLength(0)
  expect(books.tables.JCM_MASTER__COMMITMENT_CUSTOM_FIELDS.count).toBe(0)
})

test('a commitment that has been invoiced cannot be deleted', () => {
  const books = withCommitment()
  act(books, 'cost', { ...COST, commitment: 'SC-2977-01', commitmentItem: '1', post: true })
  expect(() => act(books, 'commitment-delete', { commitment: 'SC-2977-01' })).toThrow('has been invoiced')
})

test('an edited line changes the header, its entry and the totals', () => {
  const books = withCommitment()
  act(books, 'commitment-item', { commitment: 'SC-2977-01', item: '2', amount: '250.00', description: 'Edited' })
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT', ['SC-2977-01'], ['Amount'])).toEqual(['531774.00'])
  expect(cellsOf(books, 'JCM_MASTER__CATEGORY', ['25-2977', '', '02-200', 'S'], ['Revised_Commitment'])).toEqual([
    '531774.00',
  ])
  expect(cellsOf(books, 'JCM_MASTER__COMMITMENT_ITEM', ['SC-2977-01', '2'], ['Amount', 'Description'])).toEqual([
    '250.00',
    'Edited',
  ])
})

test('a posted transaction is changed, then taken out; the totals follow', () => {
  const books = exampleBooks()
  act(books, 'cost', { ...COST, post: true })
  const run = String(books.highWater().run)
  act(books, 'transaction-change', { run, sequence: '1', amount: '12.34' })
  expect(cellsOf(books, 'JCM_MASTER__JOB', ['25-2977'], ['JTD_Cost'])).toEqual(['12.34'])
  act(books, 'transaction-delete', { run, sequence: '1' })
  expect(cellsOf(books, 'JCM_MASTER__JOB', ['25-2977'], ['JTD_Cost'])).toEqual(['0.00'])
  expect(() => act(books, 'transaction-delete', { run, sequence: '1' })).toThrow('There is no transaction')
})
