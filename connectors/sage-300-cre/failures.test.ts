import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { translate } from '../../src/erp/failures.ts'
import { failures } from './failures.ts'

test.each(failures.map((row) => [row.code, row] as const))('%s: its sample is matched by it first', (code, row) => {
  expect(translate(failures, row.sample).code).toBe(code)
})

test.each(failures.map((row) => [row.code, row] as const))(
  '%s: no other row claims its sample, except the general one for lengths',
  (code, row) => {
    const claims = failures.filter((each) => each.matches.test(row.sample)).map((each) => each.code)
    expect(claims.filter((each) => each !== 'too-long' || code === 'too-long')).toEqual([code])
  },
)

test('codes are unique and nobody is sent to a support desk', () => {
  expect(new Set(failures.map((row) => row.code)).size).toBe(failures.length)
  for (const row of failures) {
    expect(row.waysOut.length).toBeGreaterThan(0)
    expect(row.remedy).not.toMatch(/support/i)
  }
})

test('every sentence of Sage in the formats page is known', () => {
  const page = readFileSync(new URL('../../docs/sage-300-cre-formats.md', import.meta.url), 'utf8')
  const sentences = [...page.matchAll(/`([A-Z[][^`]* [^`]*\.)`/g)].flatMap(([, sentence = '']) => [sentence])
  const types = ['Job', 'Extra', 'CostCode'].map(
    (type) => `No entities could be found of type [${type}] with given where clause.`,
  )
  expect(sentences.length).toBeGreaterThan(6)
  const unknown = [...sentences, ...types].filter((each) => translate(failures, each).code === 'unknown-to-us')
  expect(unknown).toEqual([])
})

test.each([
  ['A commitment with code [25-001] already exits.', 'commitment-exists'],
  ['A commitment already exists with the specified id.', 'commitment-exists'],
  ['A job already exists with the specified id.', 'job-exists'],
  ["[Code] Can't be blank.", 'blank'],
  ['[UnitDescription] is too long, maximum length is 6 characters.', 'too-long'],
  ['You have surpassed the max number of requests for an hour. Please wait until your limit resets.', 'rate-limit'],
])('%s', (sentence, code) => {
  expect(translate(failures, sentence).code).toBe(code)
})

test('words that no row knows get no cause invented', () => {
  expect(translate(failures, 'Btrieve status 94.')).toMatchObject({ code: 'unknown-to-us', raw: 'Btrieve status 94.' })
})
