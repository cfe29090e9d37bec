import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { UserId } from '../ids.ts'
import {
  approvedAt,
  begin,
  type Input,
  neededTemplate,
  orWords,
  type Review,
  type Step,
  step,
  type WorkflowTemplate,
  type WorkflowTemplateId,
} from './model.ts'

const people = [1, 2, 3, 4] as UserId[]
const stepOf = (given: Partial<Step> = {}): Step => ({
  name: 'Review',
  people,
  roles: [],
  decides: 'one',
  dueDays: null,
  required: true,
  commentOnRejection: true,
  ...given,
})

const anyStep = fc.record({
  decides: fc.constantFrom<Step['decides']>('one', 'all'),
  required: fc.boolean(),
  people: fc.subarray(people, { minLength: 1 }),
})
const anyMove = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ type: fc.constant('approve' as const), persons: fc.subarray(people, { minLength: 1 }) }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ type: 'reject' as const }, { type: 'withdraw' as const }) },
  { weight: 2, arbitrary: fc.constant({ type: 'pass-over' as const }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('return' as const), to: fc.nat(3) }) },
)

describe('the machine', () => {
  it('never approves without what each step needs, whatever is decided in whatever order', () => {
    let approvedRuns = 0
    fc.assert(
      fc.property(
        fc.array(anyStep, { minLength: 1, maxLength: 4 }),
        fc.array(anyMove, { maxLength: 40 }),
        (given, moves) => {
          const steps = given.map(stepOf)
          const frozen = JSON.stringify(steps)
          let review = begin(steps)
          const passed = new Set<number>()
          for (const move of moves) {
            if (review.status !== 'in-review') break
            const input = possible(review, move)
            if (!input) continue
            if (input.type === 'pass-over') passed.add(review.at)
            if (input.type === 'return') for (const each of passed) if (each >= review.at) passed.delete(each)
            review = step(review, input)
          }
          expect(JSON.stringify(review.steps)).toBe(frozen)
          if (review.status !== 'approved') return
          approvedRuns += 1
          for (const [index, each] of steps.entries()) {
            const approved = review.approvals.filter((one) => one.step === index).map((one) => one.person)
            expect(approved.every((person) => each.people.includes(person))).toBe(true)
            if (!each.required && passed.has(index)) continue
            expect(approved.length).toBeGreaterThanOrEqual(each.decides === 'all' ? each.people.length : 1)
          }
        },
      ),
      { numRuns: 2000 },
    )
    expect(approvedRuns).toBeGreaterThan(200)
  })

  /** The move as it would be let through at the step, or none. */
  function possible(review: Review, move: { type: Input['type']; persons?: UserId[]; to?: number }): Input | undefined {
    const { people: eligible, required } = review.steps[review.at]!
    if (move.type === 'approve') return { type: 'approve', persons: move.persons!, eligible }
    if (move.type === 'return') return move.to! < review.at ? { type: 'return', to: move.to! } : undefined
    if (move.type === 'pass-over') return required ? undefined : { type: 'pass-over' }
    return { type: move.type }
  }

  it('goes step by step, and all of a step must approve where all are asked', () => {
    const [a, b] = people as [UserId, UserId]
    let review = begin([stepOf({ people: [a, b], decides: 'all' }), stepOf({ people: [b] })])
    review = step(review, { type: 'approve', persons: [a], eligible: [a, b] })
    expect(review).toMatchObject({ at: 0, status: 'in-review' })
    review = step(review, { type: 'approve', persons: [b], eligible: [a, b] })
    expect(review).toMatchObject({ at: 1, status: 'in-review' })
    expect(step(review, { type: 'approve', persons: [b], eligible: [b] }).status).toBe('approved')
  })

  it('a return takes the approvals from there on away, and only those', () => {
    const [a] = people as [UserId]
    let review = begin([stepOf(), stepOf(), stepOf()])
    for (const _ of [1, 2]) review = step(review, { type: 'approve', persons: [a], eligible: people })
    review = step(review, { type: 'return', to: 1 })
    expect(review).toMatchObject({ at: 1, status: 'in-review', approvals: [{ step: 0, person: a }] })
    expect(approvedAt(review)).toEqual([])
    expect(step(review, { type: 'return', to: 'sender' }).status).toBe('returned')
  })

  it('whom the step does not ask decides nothing, and what is over stays as it is', () => {
    const review = begin([stepOf({ people: [1 as UserId] })])
    expect(step(review, { type: 'approve', persons: [2 as UserId], eligible: [1 as UserId] }).status).toBe('in-review')
    const over = step(review, { type: 'reject' })
    expect(() => step(over, { type: 'withdraw' })).toThrow('rejected')
    expect(() => step(review, { type: 'pass-over' })).toThrow('pass-over')
  })
})

const template = (id: number, fromAmount: string | null, kinds = ['commitment']): WorkflowTemplate => ({
  id: id as WorkflowTemplateId,
  version: 1,
  name: `T${id}`,
  kinds,
  fromAmount,
  steps: [stepOf()],
})

test.each([
  ['2000.00', true, 1],
  ['50000.00', true, 2],
  ['49999.99', false, undefined],
  ['50000.00', false, 2],
  ['-60000.00', false, 2],
  ['900000.00', false, 3],
  [undefined, false, undefined],
  [undefined, true, 1],
])('an amount of %s, always after a workflow %s: workflow %s', (amount, always, expected) => {
  const all = [template(1, null), template(2, '50000.00'), template(3, '500000.00'), template(4, null, ['other'])]
  expect(neededTemplate(all, 'commitment', amount, always)?.id).toBe(expected)
})

test('names read well', () => {
  expect(['Ada', 'Bo', 'Cy'].map((_, index, all) => orWords(all.slice(0, index + 1)))).toEqual([
    'Ada',
    'Ada or Bo',
    'Ada, Bo or Cy',
  ])
  expect(orWords([])).toBe('nobody')
})
