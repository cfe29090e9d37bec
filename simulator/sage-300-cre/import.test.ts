import { expect, test } from 'vitest'
import { FaultList } from '../faults.ts'
import {
  cellsOf,
  commitmentLine,
  exampleBooks,
  FILE,
  handClock,
  itemLine,
  refusals,
  TASK,
  vendorLine,
} from '../fixture.ts'
import { CRASHED } from './import.ts'

const taken = vendorLine()
const bad = vendorLine({ 2: '"BAYPAVE"' })

test('the report has a line a record and ends with its counts; refused records come back as they were', () => {
  const answer = exampleBooks().import(TASK.vendors, FILE, taken + bad)
  expect(answer).toMatchObject({ exitCode: 1, rejections: bad })
  expect(answer.report).toBe(
    '1\tAPV\tNEWVEND\tACCEPTED\n2\tAPV\tBAYPAVE\tREJECTED\tA vendor with that code already exists.\nRecords read 2, accepted 1, rejected 1\n',
  )
})

test('a file that cannot be read changes nothing and answers 2', () => {
  const answer = exampleBooks().import(TASK.vendors, FILE, taken.trimEnd())
  expect(answer).toMatchObject({ exitCode: 2, report: 'Records read 0, accepted 0, rejected 0\n' })
})

test('a file imported again only brings a warning', () => {
  const books = exampleBooks()
  expect(books.import(TASK.vendors, FILE, taken).warning).toBeUndefined()
  expect(books.import(TASK.vendors, FILE, taken).warning).toBe(`File ${FILE} has been imported before.`)
})

test('a task that is not modelled is refused aloud', () => {
  expect(() => exampleBooks().import('ap-import-checks', FILE, taken)).toThrow(
    'UNSUPPORTED: import task [ap-import-checks]',
  )
})

test('a vendor is kept as written', () => {
  const books = exampleBooks()
  books.import(TASK.vendors, FILE, vendorLine({ 3: '"O\'Neill ""Bay"" & Söhne"' }))
  const columns = ['Name', 'Address_1', 'City', 'State', 'ZIP_Code', 'Telephone', 'Inactive']
  expect(cellsOf(books, 'APM_MASTER__VENDOR', ['NEWVEND'], columns)).toEqual([
    'O\'Neill "Bay" & Söhne',
    '1 Main St',
    'Oakland',
    'CA',
    '94601',
    '510 555 0100',
    '0',
  ])
})

test('an importer that crashes leaves the records before, and a report without its last line', () => {
  const faults = new FaultList()
  faults.add({ match: { task: TASK.vendors }, action: { kind: 'crash', afterRecords: 1 } })
  const books = exampleBooks()
  const answer = books.import(TASK.vendors, FILE, taken + vendorLine({ 2: '"SECOND"' }), faults)
  expect(answer).toMatchObject({ exitCode: CRASHED, report: '1\tAPV\tNEWVEND\tACCEPTED\n' })
  expect([books.get('APM_MASTER__VENDOR', 'NEWVEND'), books.get('APM_MASTER__VENDOR', 'SECOND')].map(Boolean)).toEqual([
    true,
    false,
  ])
})

test('an importer that crashes within a whole commitment leaves none of it, else half', () => {
  const faults = new FaultList()
  faults.add({ match: {}, action: { kind: 'crash', afterRecords: 2 } })
  for (const [atomicFile, items] of [
    [true, 0],
    [false, 1],
  ] as const) {
    const books = exampleBooks({ knobs: { atomicFile } })
    books.import(TASK.commitments, FILE, commitmentLine() + itemLine() + itemLine({ 3: '2' }), faults)
    expect(books.tables.JCM_MASTER__COMMITMENT_ITEM.count).toBe(items)
  }
})

test('stopping between records leaves what was taken', () => {
  const books = exampleBooks()
  const steps = books.importSteps(TASK.vendors, FILE, taken + vendorLine({ 2: '"SECOND"' }))
  expect(steps.next()).toEqual({ done: false, value: 1 })
  expect(books.tables.APM_MASTER__VENDOR.find('SECOND')).toHaveLength(0)
})

test('a fault refuses the one record it names, with its sentence', () => {
  const faults = new FaultList()
  faults.add({
    match: { field: { name: 'Code', value: 'NEWVEND' } },
    action: { kind: 'refuse', sentence: 'Not today.' },
  })
  const report = exampleBooks().import(TASK.vendors, FILE, taken + vendorLine({ 2: '"SECOND"' }), faults).report
  expect(refusals(report)).toEqual(['Not today.'])
})

test('imported records are unseen until the read-after-write lag has passed', () => {
  const clock = handClock()
  const books = exampleBooks({ now: clock.now, knobs: { readAfterWriteLagMs: 800 } })
  books.import(TASK.vendors, FILE, taken)
  const ask = {
    table: 'APM_MASTER__VENDOR',
    columns: ['Vendor'],
    where: [{ column: 'Vendor', op: '=' as const, value: 'NEWVEND' }],
  }
  clock.forward(799)
  expect(books.query(ask)).toEqual([])
  clock.forward(1)
  expect(books.query(ask)).toEqual([['NEWVEND']])
})
