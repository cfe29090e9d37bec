import { expect, test } from 'vitest'
import { FaultList } from './faults.ts'

const RECORD = { id: 'COM', key: 'SC-1', values: { Code: 'SC-1', Vendor: 'BAYPAVE' } }
const OTHER = { id: 'COMI', key: 'SC-1/1', values: { Commitment: 'SC-1' } }

function listOf(...rules: unknown[]): FaultList {
  const list = new FaultList()
  for (const rule of rules) list.add(rule)
  return list
}

/** Which imports a match takes, out of three alike. */
const MATCHES: readonly (readonly [match: object, befallen: readonly boolean[]])[] = [
  [{}, [true, true, true]],
  [{ task: 'jc-import-commitments' }, [true, true, true]],
  [{ task: 'ap-import-vendors' }, [false, false, false]],
  [{ nthCall: 2 }, [false, true, false]],
  [{ record: 'COMI' }, [true, true, true]],
  [{ record: 'J' }, [false, false, false]],
  [{ key: 'SC-1/1' }, [true, true, true]],
  [{ field: { name: 'Vendor', value: 'BAYPAVE' } }, [true, true, true]],
  [{ field: { name: 'Vendor', value: 'OTHER' } }, [false, false, false]],
]

test.each(MATCHES)('match %j', (match, befallen) => {
  const list = listOf({ match, action: { kind: 'lostAnswer' } })
  const lost = befallen.map(() => list.forImport('jc-import-commitments', [RECORD, OTHER]).lostAnswer)
  expect(lost).toEqual(befallen)
})

test('a rule with a number of times wears out', () => {
  const list = listOf({ match: {}, action: { kind: 'delay', ms: 5 }, times: 2 })
  expect([1, 2, 3].map(() => list.forImport('t', []).delayMs)).toEqual([5, 5, 0])
})

test('only the matching record is refused', () => {
  const plan = listOf({ match: { record: 'COM' }, action: { kind: 'refuse', sentence: 'No.' } }).forImport('t', [
    RECORD,
    OTHER,
  ])
  expect([plan.refusal(RECORD), plan.refusal(OTHER)]).toEqual(['No.', null])
})

test('reports are garbled or cut, exit codes lie, importers crash', () => {
  const report = '1\tCOM\tSC-1\tACCEPTED\nRecords read 1, accepted 1, rejected 0\n'
  expect(
    listOf({ match: {}, action: { kind: 'garbleReport' } })
      .forImport('t', [])
      .report(report),
  ).not.toMatch(/ACCEPTED|Records/)
  expect(
    report.startsWith(
      listOf({ match: {}, action: { kind: 'truncateReport' } })
        .forImport('t', [])
        .report(report),
    ),
  ).toBe(true)
  expect(
    listOf({ match: {}, action: { kind: 'exitCode', code: 0 } })
      .forImport('t', [])
      .exitCode(1),
  ).toBe(0)
  expect(listOf({ match: {}, action: { kind: 'crash', afterRecords: 3 } }).forImport('t', []).crashAfter).toBe(3)
})

test('the list is kept with its counts', () => {
  const list = listOf({ match: { nthCall: 2 }, action: { kind: 'lostAnswer' } })
  list.forImport('t', [])
  const again = new FaultList()
  again.restore(JSON.parse(JSON.stringify(list.state())))
  expect(again.forImport('t', []).lostAnswer).toBe(true)
})

test.each([
  [{ match: {}, action: { kind: 'explode' } }, 'UNSUPPORTED: fault action [explode]'],
  [{ match: {}, action: { kind: 'refuse' } }, 'needs sentence'],
  [{ match: {}, action: { kind: 'delay', ms: 'long' } }, 'needs ms'],
  [{ match: { moon: 'full' }, action: { kind: 'lostAnswer' } }, 'UNSUPPORTED: fault match [moon]'],
  [{ match: {}, action: { kind: 'lostAnswer' }, times: 0 }, 'times is no whole number'],
])('no rule: %j', (rule, sentence) => {
  expect(() => listOf(rule)).toThrow(sentence)
})
