/**
 * What an agent's outcome does to an op (export protocol 3.4, R8, R9, R12, R13). Part of the hub's core, as pure as the rest.
 */
import type { Effect, Input, Op, Rules, Stepped } from './ops.ts'
import type { Outcome, ReadBack } from './protocol.ts'
import type { HumanReason } from './states.ts'

type OutcomeInput = Extract<Input, { type: 'outcome' }>

/** The fact inside an outcome. Content counts, not the agent's word for it: APPLIED without an exact read-back is DIFFERENT. */
type Fact = 'EXACT' | 'DIFFERENT' | 'PARTIAL' | 'REFUSED' | 'ABSENT' | 'UNVERIFIED' | 'NOT_STARTED'

/** Every outcome is acknowledged, also a stale or repeated one: it is durable that it has been heard. */
export function takeOutcome(op: Op, input: OutcomeInput, rules: Rules): Stepped {
  const ack: Effect = { type: 'ack', epoch: input.epoch }
  const moved = input.payloadHash === op.payloadHash ? weigh(op, input, rules) : foreignPayload(op, input)
  return { op: moved.op, effects: [...moved.effects, ack] }
}

/**
 * An outcome of an op the server does not know: it was restored, and the op is lost. Where records of it stand in the ERP they are
 * orphans: alarm, and no acknowledgement, so that the outcome comes again when the item has been accepted again (same key). Where
 * nothing of it stands there is nothing to remember.
 */
export function takeUnknown(marker: string, epoch: number, outcome: Outcome): Effect[] {
  const readBack = readBackOf(outcome)
  if (!readBack?.ours) return [{ type: 'ack', epoch }]
  return [{ type: 'alarm', sentence: `The ERP holds records marked ${marker} that belong to nothing accepted here.` }]
}

function weigh(op: Op, input: OutcomeInput, rules: Rules): Stepped {
  const fact = factOf(input.outcome)
  const stable = fact === 'EXACT' || fact === 'DIFFERENT'
  const current = input.epoch === op.epoch
  if (!stable && !current) return { op, effects: [] }
  switch (op.state) {
    case 'CONFIRMED':
      return { op, effects: [] }
    case 'NEEDS_HUMAN':
      return personWaits(op, input, fact)
    case 'REFUSED':
    case 'CANCELLED':
      return afterTheEnd(op, input, rules)
    case 'QUEUED':
      // Only stable facts reach a queued op: its unstable ones have been weighed already and come again by repetition.
      return stable ? settle(op, input, fact, rules) : { op, effects: [] }
    default:
      return settle(op, input, fact, rules)
  }
}

/** LEASED, RUNNING, UNCERTAIN; QUEUED for stable facts. */
function settle(op: Op, input: OutcomeInput, fact: Fact, rules: Rules): Stepped {
  const evidence: Effect = { type: 'evidence', outcome: input.outcome }
  const done = { ...op, leaseUntil: null, dueAt: null }
  switch (fact) {
    case 'EXACT':
      if (input.linkedElsewhere) return oneTooMany(op, evidence)
      return {
        op: { ...done, state: 'CONFIRMED' },
        effects: [
          evidence,
          { type: 'link', readBack: readBackOf(input.outcome)! },
          { type: 'history', action: 'confirmed' },
        ],
      }
    case 'DIFFERENT':
      return needsHuman(op, 'different', [evidence])
    case 'PARTIAL': {
      const accounted = input.outcome.result === 'PARTIAL' && input.outcome.certain === true
      return needsHuman(accounted ? { ...op, mayHaveRun: false } : op, 'partial', [evidence])
    }
    case 'UNVERIFIED':
      return needsHuman(op, 'unverified', [evidence])
    case 'REFUSED':
      return {
        op: { ...done, state: 'REFUSED', dueAt: input.now + rules.sweepAfterMs },
        effects: [evidence, { type: 'history', action: 'refused' }],
      }
    case 'ABSENT': {
      const dueAt = input.now + rules.backOffMs(op.attempts)
      return {
        op: { ...done, state: 'QUEUED', mayHaveRun: false, dueAt },
        effects: [evidence, { type: 'history', action: 'absent' }],
      }
    }
    case 'NOT_STARTED':
      return notStarted(op, input, rules)
  }
}

/** Nothing was touched by this command. An op whose earlier run is still open stays UNCERTAIN; the attempt is not counted. */
function notStarted(op: Op, input: OutcomeInput, rules: Rules): Stepped {
  if (op.state === 'UNCERTAIN') return { op, effects: [] }
  const state = op.mayHaveRun ? 'UNCERTAIN' : 'QUEUED'
  const dueAt = input.now + rules.backOffMs(op.attempts)
  const because = 'because' in input.outcome ? input.outcome.because : ''
  return {
    op: { ...op, state, leaseUntil: null, dueAt, attempts: Math.max(0, op.attempts - 1) },
    effects: [
      { type: 'evidence', outcome: input.outcome },
      { type: 'history', action: 'not-started', why: because },
    ],
  }
}

/** NEEDS_HUMAN moves only by a person; the answer to a person's probe carries the person's decision. Other facts are kept as evidence. */
function personWaits(op: Op, input: OutcomeInput, fact: Fact): Stepped {
  const evidence: Effect = { type: 'evidence', outcome: input.outcome }
  const readBack = readBackOf(input.outcome)
  if (!op.probing || input.epoch !== op.epoch) return { op, effects: readBack ? [evidence] : [] }
  const answered = { ...op, probing: null, leaseUntil: null, dueAt: null }
  if (fact === 'NOT_STARTED') {
    return { op: answered, effects: [evidence, { type: 'history', action: 'probe-unanswered', why: 'not started' }] }
  }
  if (op.probing === 'adopt' && fact === 'EXACT' && readBack && !input.linkedElsewhere) {
    return {
      op: { ...answered, state: 'CONFIRMED', humanReason: null },
      effects: [evidence, { type: 'link', readBack }, { type: 'history', action: 'adopted' }],
    }
  }
  // Somebody else's record under the same natural key is no reason to keep ours waiting.
  const notThere = readBack !== undefined && (readBack.verdict === 'ABSENT' || !readBack.ours)
  if (op.probing === 'void' && notThere) {
    return {
      op: { ...answered, state: 'REFUSED', humanReason: null },
      effects: [evidence, { type: 'history', action: 'voided' }],
    }
  }
  const humanReason = reasonOf(fact) ?? op.humanReason
  return {
    op: { ...answered, humanReason },
    effects: [evidence, { type: 'history', action: 'probe-answered', why: readBack?.verdict ?? fact }],
  }
}

/** R12: REFUSED and CANCELLED claim "not in the ERP"; whatever proves them wrong goes to a person with an alarm. */
function afterTheEnd(op: Op, input: OutcomeInput, rules: Rules): Stepped {
  const evidence: Effect = { type: 'evidence', outcome: input.outcome }
  const readBack = readBackOf(input.outcome)
  if (readBack?.ours && readBack.verdict !== 'ABSENT') {
    return oneTooMany(op, evidence)
  }
  if (op.probing !== 'sweep' || input.epoch !== op.epoch) return { op, effects: [] }
  const looked = { ...op, probing: null, leaseUntil: null }
  if (!readBack) return { op: { ...looked, dueAt: input.now + rules.backOffMs(1) }, effects: [] }
  return { op: { ...looked, dueAt: null }, effects: [{ type: 'history', action: 'swept' }] }
}

function oneTooMany(op: Op, evidence: Effect): Stepped {
  return {
    op: { ...op, state: 'NEEDS_HUMAN', humanReason: 'ghost', probing: null, leaseUntil: null, dueAt: null },
    effects: [
      evidence,
      { type: 'history', action: 'ghost' },
      { type: 'alarm', sentence: `The ERP holds records of ${op.kind} ${op.marker}, which were not to be there.` },
    ],
  }
}

/**
 * R13: the same key with another payload. When records of it stand in the ERP, other content was booked under this key (a restored server
 * accepted an edited item again): a person decides. From the current epoch it is an assertion that failed, and the queue stops (R15).
 */
function foreignPayload(op: Op, input: OutcomeInput): Stepped {
  const sentence = `An outcome of ${op.kind} ${op.marker} speaks of another payload than the one accepted.`
  if (input.epoch === op.epoch) return { op, effects: [{ type: 'freeze', sentence }] }
  const open = op.state === 'QUEUED' || op.state === 'LEASED' || op.state === 'RUNNING' || op.state === 'UNCERTAIN'
  if (!open || !readBackOf(input.outcome)?.ours) return { op, effects: [] }
  const moved = needsHuman(op, 'different', [{ type: 'evidence', outcome: input.outcome }])
  return { op: moved.op, effects: [...moved.effects, { type: 'alarm', sentence }] }
}

function needsHuman(op: Op, humanReason: HumanReason, before: Effect[]): Stepped {
  return {
    op: { ...op, state: 'NEEDS_HUMAN', humanReason, leaseUntil: null, dueAt: null },
    effects: [...before, { type: 'history', action: 'needs-human', why: humanReason }],
  }
}

function factOf(outcome: Outcome): Fact {
  const verdict = readBackOf(outcome)?.verdict
  switch (outcome.result) {
    case 'APPLIED':
    case 'DIFFERENT':
      return verdict === 'EXACT' ? 'EXACT' : 'DIFFERENT'
    case 'PARTIAL':
      return 'PARTIAL'
    case 'REFUSED':
      return verdict === 'ABSENT' ? 'REFUSED' : 'UNVERIFIED'
    case 'ABSENT':
      return verdict === 'ABSENT' ? 'ABSENT' : 'UNVERIFIED'
    default:
      return outcome.result
  }
}

function reasonOf(fact: Fact): HumanReason | undefined {
  if (fact === 'DIFFERENT') return 'different'
  if (fact === 'PARTIAL') return 'partial'
  if (fact === 'UNVERIFIED') return 'unverified'
  return undefined
}

function readBackOf(outcome: Outcome): ReadBack | undefined {
  return outcome.result === 'NOT_STARTED' ? undefined : outcome.readBack
}
