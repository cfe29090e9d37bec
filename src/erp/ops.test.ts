import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Input, newOp, type Op, type Rules, step } from './ops.ts'
import { takeUnknown } from './ops-outcome.ts'
import type { Outcome, ReadBack } from './protocol.ts'
import { type HumanReason, OP_MOVES, type OpState } from './states.ts'

const RULES: Rules = {
  ...{ leaseMs: 1_000, commandLifeMs: 400, maxAttempts: 3, maxAgeMs: 100_000, sweepAfterMs: 5_000 },
  backOffMs: (attempt) => attempt * 100,
}
const NOW = 10_000

const found = (verdict: ReadBack['verdict'], ours = verdict !== 'ABSENT'): ReadBack => ({
  ...{ verdict, ours, found: [], missing: [], differences: [] },
})
const OUTCOMES = {
  applied: { result: 'APPLIED', readBack: found('EXACT') },
  appliedWithoutProof: { result: 'APPLIED', readBack: found('PARTIAL') },
  different: { result: 'DIFFERENT', readBack: found('DIFFERENT') },
  foreign: { result: 'DIFFERENT', readBack: found('DIFFERENT', false) },
  partial: { result: 'PARTIAL', readBack: found('PARTIAL') },
  refused: { result: 'REFUSED', readBack: found('ABSENT'), report: '', rejections: '', sentences: ['no'] },
  refusedButThere: { result: 'REFUSED', readBack: found('PARTIAL'), report: '', rejections: '', sentences: [] },
  absent: { result: 'ABSENT', readBack: found('ABSENT'), because: 'no-run' },
  unverified: { result: 'UNVERIFIED', because: 'who knows', readBack: found('ABSENT') },
  notStarted: { result: 'NOT_STARTED', because: 'no licence' },
} satisfies Record<string, Outcome>

const BORN = newOp({ opKey: 'KEY', marker: 'MARK', kind: 'commitment', payloadHash: 'hash' }, 0)

/** An op in a state, at epoch 5. */
function opIn(state: OpState, more: Partial<Op> = {}): Op {
  const leased = state === 'LEASED' || state === 'RUNNING'
  const humanReason = state === 'NEEDS_HUMAN' ? 'different' : null
  const leaseUntil = leased ? NOW + 500 : null
  return { ...BORN, state, epoch: 5, attempts: 1, leaseUntil, notAfter: 9_000, humanReason, ...more }
}
const STATES = Object.keys(OP_MOVES) as OpState[]

const tell = (outcome: Outcome, epoch = 5, payloadHash = 'hash'): Input => ({
  ...{ type: 'outcome', now: NOW, epoch, payloadHash, outcome },
})
const moved = (op: Op, input: Input) => step(op, input, RULES)
const kinds = (op: Op, input: Input) => moved(op, input).effects.map((effect) => effect.type)

test('an op lives from acceptance to its link', () => {
  const leased = moved(BORN, { type: 'dispatch', now: NOW, epochFloor: 0 })
  expect(leased.op).toMatchObject({ state: 'LEASED', epoch: 1, attempts: 1, leaseUntil: 11_000, dueAt: 11_000 })
  expect(leased.effects).toContainEqual({ type: 'send', mode: 'import', epoch: 1, notAfter: 10_400, ranBefore: false })
  const running = moved(leased.op, { type: 'started', now: NOW, epoch: 1 })
  expect(running.op.state).toBe('RUNNING')
  const confirmed = moved(running.op, tell(OUTCOMES.applied, 1))
  expect(confirmed.op).toMatchObject({ state: 'CONFIRMED', dueAt: null, leaseUntil: null })
  expect(confirmed.effects.map((effect) => effect.type)).toEqual(['evidence', 'link', 'history', 'ack'])
})

describe('each state and each input: the table of 3.4', () => {
  const INPUTS: Record<string, Input> = {
    retrieve: { type: 'retrieve', now: NOW },
    dispatch: { type: 'dispatch', now: NOW, epochFloor: 0 },
    started: { type: 'started', now: NOW, epoch: 5 },
    'lease over': { type: 'lease-over', now: NOW + 500 },
    'agent gone': { type: 'agent-gone', now: NOW },
    'adopt different': { type: 'adopt-different', now: NOW, reason: 'seen', readBack: found('DIFFERENT') },
    complete: { type: 'complete-missing', now: NOW, lineMarkers: true },
    restored: { type: 'restored', now: NOW, epochFloor: 1_000 },
    ...Object.fromEntries(Object.entries(OUTCOMES).map(([name, outcome]) => [name, tell(outcome)])),
    ...Object.fromEntries(Object.entries(OUTCOMES).map(([name, outcome]) => [`old ${name}`, tell(outcome, 4)])),
  }
  /** Where each input leads, by state; a state that is not named stays. Everything else in OP_MOVES' table is impossible. */
  const IN_FLIGHT = { LEASED: '', RUNNING: '', UNCERTAIN: '' }
  const all = (to: OpState) => Object.fromEntries(Object.keys(IN_FLIGHT).map((from) => [from, to]))
  const ghost = { REFUSED: 'NEEDS_HUMAN', CANCELLED: 'NEEDS_HUMAN' }
  const stable = {
    applied: { ...all('CONFIRMED'), QUEUED: 'CONFIRMED', ...ghost },
    different: { ...all('NEEDS_HUMAN'), QUEUED: 'NEEDS_HUMAN', ...ghost },
  }
  const EXPECTED: Record<string, Partial<Record<OpState, string>>> = {
    dispatch: { QUEUED: 'LEASED', UNCERTAIN: 'LEASED' },
    started: { LEASED: 'RUNNING' },
    'lease over': { LEASED: 'UNCERTAIN', RUNNING: 'UNCERTAIN' },
    'agent gone': { LEASED: 'UNCERTAIN', RUNNING: 'UNCERTAIN' },
    'adopt different': { NEEDS_HUMAN: 'CONFIRMED' },
    restored: { LEASED: 'UNCERTAIN', RUNNING: 'UNCERTAIN' },
    applied: stable.applied,
    'old applied': stable.applied,
    different: stable.different,
    'old different': stable.different,
    foreign: { ...all('NEEDS_HUMAN'), QUEUED: 'NEEDS_HUMAN' },
    'old foreign': { ...all('NEEDS_HUMAN'), QUEUED: 'NEEDS_HUMAN' },
    appliedWithoutProof: stable.different,
    'old appliedWithoutProof': stable.different,
    partial: { ...all('NEEDS_HUMAN'), ...ghost },
    refused: all('REFUSED'),
    refusedButThere: { ...all('NEEDS_HUMAN'), ...ghost },
    absent: all('QUEUED'),
    unverified: all('NEEDS_HUMAN'),
    notStarted: { LEASED: 'QUEUED', RUNNING: 'QUEUED' },
  }
  const cases = STATES.flatMap((state) => Object.keys(INPUTS).map((name) => [state, name] as const))
  test.each(cases)('%s, %s', (state, name) => {
    expect(moved(opIn(state), INPUTS[name]!).op.state).toBe(EXPECTED[name]?.[state] ?? state)
  })
})

describe('taking back', () => {
  test('is possible before anything was handed over', () => {
    expect(moved(BORN, { type: 'retrieve', now: NOW }).op).toMatchObject({ state: 'CANCELLED', dueAt: NOW + 5_000 })
  })
  test.each(STATES.filter((state) => state !== 'CANCELLED'))(
    'is refused with a sentence in %s once it had an epoch',
    (state) => {
      const taken = moved(opIn(state), { type: 'retrieve', now: NOW })
      expect(taken.refusal?.code).toBe('already-on-its-way')
      expect(taken.op.state).toBe(state)
    },
  )
})

describe('dispatch', () => {
  test('an epoch is above the restore generation’s floor (R3)', () => {
    expect(moved(BORN, { type: 'dispatch', now: NOW, epochFloor: 7_000 }).op.epoch).toBe(7_001)
  })
  test('goes to a person after too many attempts or too much time', () => {
    const tired = opIn('UNCERTAIN', { attempts: 3 })
    expect(moved(tired, { type: 'dispatch', now: NOW, epochFloor: 0 }).op).toMatchObject({
      state: 'NEEDS_HUMAN',
      humanReason: 'unknown',
    })
    const old = opIn('UNCERTAIN')
    expect(moved(old, { type: 'dispatch', now: 100_001, epochFloor: 0 }).op.humanReason).toBe('unknown')
    expect(moved(opIn('QUEUED'), { type: 'dispatch', now: 100_001, epochFloor: 0 }).op.state).toBe('LEASED')
  })
  test('says so when a run may have ended unseen', () => {
    const lost = moved(opIn('RUNNING'), { type: 'agent-gone', now: NOW }).op
    const again = moved(lost, { type: 'dispatch', now: NOW, epochFloor: 0 })
    expect(again.effects).toContainEqual(expect.objectContaining({ type: 'send', ranBefore: true }))
    expect(moved(again.op, tell(OUTCOMES.absent, 6)).op.mayHaveRun).toBe(false)
  })
})

test('a lease ends when it is over, not before (R10)', () => {
  expect(moved(opIn('LEASED'), { type: 'lease-over', now: NOW }).op.state).toBe('LEASED')
})

test('not started is not an attempt, and stays uncertain while an earlier run is open', () => {
  expect(moved(opIn('LEASED'), tell(OUTCOMES.notStarted)).op).toMatchObject({ state: 'QUEUED', attempts: 0 })
  expect(moved(opIn('LEASED', { mayHaveRun: true }), tell(OUTCOMES.notStarted)).op.state).toBe('UNCERTAIN')
})

describe('a person’s probe', () => {
  const asked = (purpose: 'adopt' | 'void', humanReason: HumanReason = 'unverified') =>
    moved(opIn('NEEDS_HUMAN', { humanReason }), { type: 'ask-probe', now: NOW, purpose, epochFloor: 0 }).op
  test('goes out as a look only', () => {
    expect(kinds(opIn('NEEDS_HUMAN'), { type: 'ask-probe', now: NOW, purpose: 'adopt', epochFloor: 0 })).toEqual([
      'history',
      'send',
    ])
    expect(asked('adopt')).toMatchObject({ state: 'NEEDS_HUMAN', probing: 'adopt', epoch: 6 })
  })
  test('adopts what is exactly there, keeps waiting for what differs', () => {
    expect(moved(asked('adopt'), tell(OUTCOMES.applied, 6)).op.state).toBe('CONFIRMED')
    expect(moved(asked('adopt'), tell(OUTCOMES.different, 6)).op).toMatchObject({
      state: 'NEEDS_HUMAN',
      humanReason: 'different',
      probing: null,
    })
    expect(moved(asked('adopt'), tell(OUTCOMES.applied, 5)).op.state).toBe('NEEDS_HUMAN')
  })
  test('never makes a second link', () => {
    const input = { ...tell(OUTCOMES.applied, 6), linkedElsewhere: true } as Input
    expect(kinds(asked('adopt'), input)).not.toContain('link')
    expect(moved(opIn('UNCERTAIN'), { ...tell(OUTCOMES.applied), linkedElsewhere: true } as Input).op).toMatchObject({
      humanReason: 'ghost',
    })
  })
  test('voids only what a fresh look does not find', () => {
    expect(moved(asked('void'), tell(OUTCOMES.absent, 6)).op.state).toBe('REFUSED')
    expect(moved(asked('void'), tell(OUTCOMES.unverified, 6)).op.state).toBe('REFUSED')
    expect(moved(asked('void'), tell(OUTCOMES.foreign, 6)).op.state).toBe('REFUSED')
    expect(moved(asked('void'), tell(OUTCOMES.partial, 6)).op.state).toBe('NEEDS_HUMAN')
    expect(moved(asked('void'), tell(OUTCOMES.absent, 5)).op.state).toBe('NEEDS_HUMAN')
  })
  test('is too early for void while a command may still be carried out', () => {
    const op = opIn('NEEDS_HUMAN', { notAfter: NOW })
    const told = (now: number) => moved(op, { type: 'ask-probe', now, purpose: 'void', epochFloor: 0 }).refusal
    expect(told(NOW)).toMatchObject({ code: 'command-still-alive' })
    expect(told(NOW)?.sentence).toContain('try again in a minute.')
    expect(told(NOW - 4 * 60_000)?.sentence).toContain('try again in 5 minutes.')
    expect(moved(op, { type: 'ask-probe', now: NOW + 1, purpose: 'void', epochFloor: 0 }).refusal).toBeUndefined()
  })
  test('without an answer the person asks again', () => {
    expect(moved(asked('void'), { type: 'lease-over', now: NOW + 1_000 }).op).toMatchObject({
      probing: null,
      dueAt: null,
    })
  })
})

describe('the ghost sweep (R12)', () => {
  const sweeping = moved(opIn('REFUSED'), { type: 'ask-probe', now: NOW, purpose: 'sweep', epochFloor: 0 }).op
  test('is due after the longest life of a command, and done when nothing of ours is there', () => {
    expect(moved(opIn('RUNNING'), tell(OUTCOMES.refused)).op.dueAt).toBe(NOW + 5_000)
    expect(moved(sweeping, tell(OUTCOMES.absent, 6)).op).toMatchObject({ state: 'REFUSED', probing: null, dueAt: null })
    expect(moved(sweeping, tell(OUTCOMES.foreign, 6)).op).toMatchObject({ state: 'REFUSED', dueAt: null })
  })
  test('comes again when it was not answered', () => {
    expect(moved(sweeping, { type: 'agent-gone', now: NOW }).op.dueAt).toBe(NOW + 100)
    expect(moved(sweeping, tell(OUTCOMES.notStarted, 6)).op.dueAt).toBe(NOW + 100)
  })
  test('raises an alarm for what it finds', () => {
    expect(kinds(sweeping, tell(OUTCOMES.partial, 6))).toContain('alarm')
  })
})

describe('the same key with another payload (R13)', () => {
  test('from an older epoch, with records in the ERP: a person', () => {
    expect(moved(opIn('QUEUED'), tell(OUTCOMES.applied, 4, 'other')).op.humanReason).toBe('different')
    expect(moved(opIn('LEASED'), tell(OUTCOMES.refused, 4, 'other')).op.state).toBe('LEASED')
  })
  test('from the current epoch: the queue stops (R15)', () => {
    expect(kinds(opIn('LEASED'), tell(OUTCOMES.applied, 5, 'other'))).toEqual(['freeze', 'ack'])
  })
})

test('an op nobody knows is remembered only where it left records', () => {
  expect(takeUnknown('MARK', 3, OUTCOMES.refused)).toEqual([{ type: 'ack', epoch: 3 }])
  expect(takeUnknown('MARK', 3, OUTCOMES.applied).map((effect) => effect.type)).toEqual(['alarm'])
})

describe('for any history', () => {
  const epoch = fc.constantFrom(0, 1, 2, 3, 1_001, 1_002)
  const now = fc.integer({ min: 0, max: 20_000 })
  const input: fc.Arbitrary<Input> = fc.oneof(
    fc.record({ type: fc.constant('retrieve' as const), now }),
    fc.record({ type: fc.constant('dispatch' as const), now, epochFloor: fc.constantFrom(0, 1_000) }),
    fc.record({ type: fc.constant('started' as const), now, epoch }),
    fc.record({ type: fc.constant('lease-over' as const), now }),
    fc.record({ type: fc.constant('agent-gone' as const), now }),
    fc.record({ type: fc.constant('restored' as const), now, epochFloor: fc.constantFrom(1_000, 2_000) }),
    fc.record({
      type: fc.constant('ask-probe' as const),
      now,
      purpose: fc.constantFrom('sweep', 'adopt', 'void' as const),
      epochFloor: fc.constant(0),
    }),
    fc.record({
      type: fc.constant('adopt-different' as const),
      now,
      reason: fc.constantFrom('', 'seen'),
      readBack: fc.constant(found('DIFFERENT')),
    }),
    fc.record({ type: fc.constant('complete-missing' as const), now, lineMarkers: fc.boolean() }),
    fc.record({
      ...{
        type: fc.constant('outcome' as const),
        now,
        epoch,
        payloadHash: fc.constantFrom('hash', 'hash', 'hash', 'other'),
      },
      ...{ outcome: fc.constantFrom(...Object.values(OUTCOMES)), linkedElsewhere: fc.boolean() },
    }),
  )
  const histories = fc.array(input, { minLength: 1, maxLength: 30 })

  test('only the listed moves happen, epochs never fall, CONFIRMED never moves (I15)', () => {
    fc.assert(
      fc.property(histories, (inputs) => {
        let op = BORN
        for (const each of inputs) {
          const { op: next, effects, refusal } = moved(op, each)
          if (next.state !== op.state) expect(OP_MOVES[op.state]).toContain(next.state)
          expect(next.epoch).toBeGreaterThanOrEqual(op.epoch)
          if (op.state === 'CONFIRMED') expect(next).toBe(op)
          if (refusal) expect([next, effects]).toEqual([op, []])
          expect(next.state === 'NEEDS_HUMAN').toBe(next.humanReason !== null)
          op = next
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('a message heard twice is a message heard once (I17)', () => {
    fc.assert(
      fc.property(histories, (inputs) => {
        let op = BORN
        for (const each of inputs) {
          const once = moved(op, each).op
          expect(moved(once, each).op).toEqual(once)
          op = once
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('every outcome is acknowledged, and a link is made only of an exact or an adopted read-back', () => {
    fc.assert(
      fc.property(histories, (inputs) => {
        let op = BORN
        for (const each of inputs) {
          const { op: next, effects } = moved(op, each)
          if (each.type === 'outcome') expect(effects).toContainEqual({ type: 'ack', epoch: each.epoch })
          const link = effects.find((effect) => effect.type === 'link')
          expect(link !== undefined).toBe(next.state === 'CONFIRMED' && op.state !== 'CONFIRMED')
          if (link && each.type === 'outcome') expect(link.readBack.verdict).toBe('EXACT')
          op = next
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
