/**
 * The hub's core: pure `step(op, input) -> { op, effects }` (export protocol 3.3, 3.4). No clock, no database, no network: time comes in with
 * the input, what must happen outside goes out as effects, in order. `worker.ts` and `gateway.ts` run it over PostgreSQL, chaos over memory.
 */
import { type Refusal, refusal } from '../platform/refusal.ts'
import { takeOutcome } from './ops-outcome.ts'
import type { ExportCommand, Outcome, ReadBack } from './protocol.ts'
import type { HumanReason, OpState } from './states.ts'

/**
 * Why the server looks without importing: the ghost sweep, or a person who wants to adopt what is there or to declare that nothing is.
 * (Looks at a CONFIRMED op's record belong to its link and have their own epoch there: the op never moves again, R11.)
 */
export type Purpose = 'sweep' | 'adopt' | 'void'

/** The facts of an op the core decides on; payload and evidence are stored beside them. Times are milliseconds of the server's clock. */
export interface Op {
  opKey: string
  marker: string
  kind: string
  payloadHash: string
  state: OpState
  epoch: number
  /** Leases that may have come to something; one that ended NOT_STARTED is not counted. */
  attempts: number
  leaseUntil: number | null
  /** Of the last command that could import: until then an agent may still carry it out. */
  notAfter: number | null
  /** When the worker should look again: dispatch, end the lease, sweep. Null = never by itself. */
  dueAt: number | null
  /** True when a run began whose end the server never learned; goes into the command as `ranBefore`. */
  mayHaveRun: boolean
  humanReason: HumanReason | null
  /** A person had the missing records sent: commands import what a look finds missing. */
  completing: boolean
  /** Set while a probe that a person or the sweep asked for is under way. */
  probing: Purpose | null
  createdAt: number
}

export type Input =
  /** Retrieved by its sender or rejected by the approver. */
  | { type: 'retrieve'; now: number }
  /** The shell has checked: needs linked, company not frozen, agent connected. `epochFloor` = restore generation in the high bits (R3). */
  | { type: 'dispatch'; now: number; epochFloor: number }
  | { type: 'started'; now: number; epoch: number }
  /**
   * The shell has put the outcome through `recheck` of `protocol-compare.ts` with the op's own probes. `linkedElsewhere`: the item is linked
   * through another op already (a restored server, a ghost), so this one's record is one too many and never makes a second link.
   */
  | { type: 'outcome'; now: number; epoch: number; payloadHash: string; outcome: Outcome; linkedElsewhere?: boolean }
  | { type: 'lease-over'; now: number }
  | { type: 'agent-gone'; now: number }
  /** The sweep, or a person's decision on NEEDS_HUMAN; the probe's answer decides whether it holds. */
  | { type: 'ask-probe'; now: number; purpose: Purpose; epochFloor: number }
  /** A person takes what is there although it differs. `readBack` is the evidence the person saw, from the last probe. */
  | { type: 'adopt-different'; now: number; reason: string; readBack: ReadBack; linkedElsewhere?: boolean }
  /** `lineMarkers`: the kind's lines are recognised one by one, and those that are missing are surely not on their way: they can be sent alone. */
  | { type: 'complete-missing'; now: number; lineMarkers: boolean }
  /** The server's database went back in time: every op hears it once, before anything else (R3, PO7). */
  | { type: 'restored'; now: number; epochFloor: number }

export type Effect =
  /** Send the command (after the state is durable: R2). */
  | { type: 'send'; mode: ExportCommand['mode']; epoch: number; notAfter: number; ranBefore: boolean }
  /** Create the link and call the entity's `synced`, in the same transaction. */
  | { type: 'link'; readBack: ReadBack }
  | { type: 'evidence'; outcome: Outcome }
  /** Tell the agent its outcome is durable; sent after commit. */
  | { type: 'ack'; epoch: number }
  | { type: 'alarm'; sentence: string }
  /** R15: the company's queue stops. */
  | { type: 'freeze'; sentence: string }
  | { type: 'history'; action: string; why?: string }

export interface Rules {
  leaseMs: number
  /** How long a command may still be carried out after it was sent; shorter than the lease. */
  commandLifeMs: number
  maxAttempts: number
  /** An op that stays UNCERTAIN longer than this after its birth goes to a person. */
  maxAgeMs: number
  /** R12: a refused or cancelled op is looked for once more after this; longer than a command's life and an import together. */
  sweepAfterMs: number
  backOffMs(attempt: number): number
}

export interface Stepped {
  op: Op
  effects: Effect[]
  /** Set when a person's move is not possible now; op unchanged, no effects. */
  refusal?: Refusal
}

/** The op that acceptance gives birth to (R1): QUEUED, epoch 0, due at once. */
export function newOp(facts: Pick<Op, 'opKey' | 'marker' | 'kind' | 'payloadHash'>, now: number): Op {
  return {
    ...facts,
    state: 'QUEUED',
    epoch: 0,
    attempts: 0,
    leaseUntil: null,
    notAfter: null,
    dueAt: now,
    mayHaveRun: false,
    humanReason: null,
    completing: false,
    probing: null,
    createdAt: now,
  }
}

/**
 * One move of one op. Total: an input that does not fit the state changes nothing (messages repeat and come late, I17); only a person's
 * impossible move comes back as a refusal. Never throws.
 */
export function step(op: Op, input: Input, rules: Rules): Stepped {
  switch (input.type) {
    case 'retrieve':
      return retrieve(op, input.now, rules)
    case 'dispatch':
      return dispatch(op, input.now, input.epochFloor, rules)
    case 'started':
      return started(op, input.epoch)
    case 'outcome':
      return takeOutcome(op, input, rules)
    case 'lease-over':
      return op.leaseUntil !== null && input.now >= op.leaseUntil ? lost(op, input.now, 'lease over', rules) : same(op)
    case 'agent-gone':
      return lost(op, input.now, 'agent gone', rules)
    case 'ask-probe':
      return askProbe(op, input.now, input.purpose, input.epochFloor, rules)
    case 'adopt-different':
      return adoptDifferent(op, input)
    case 'complete-missing':
      return completeMissing(op, input.now, input.lineMarkers)
    case 'restored':
      return restored(op, input.now, input.epochFloor)
  }
}

function retrieve(op: Op, now: number, rules: Rules): Stepped {
  if (op.state === 'CANCELLED') return same(op)
  if (op.state !== 'QUEUED' || op.epoch !== 0) {
    return refused(op, 'already-on-its-way', 'It can no longer be taken back: it has been handed to the ERP’s side.')
  }
  return {
    op: { ...op, state: 'CANCELLED', dueAt: now + rules.sweepAfterMs },
    effects: [{ type: 'history', action: 'cancelled' }],
  }
}

function dispatch(op: Op, now: number, epochFloor: number, rules: Rules): Stepped {
  if (op.state !== 'QUEUED' && op.state !== 'UNCERTAIN') return same(op)
  const tooOld = op.state === 'UNCERTAIN' && now - op.createdAt > rules.maxAgeMs
  if (op.attempts >= rules.maxAttempts || tooOld) {
    const why = tooOld ? 'it stayed uncertain for too long' : `${op.attempts} attempts came to nothing certain`
    return {
      op: { ...op, state: 'NEEDS_HUMAN', humanReason: 'unknown', leaseUntil: null, dueAt: null },
      effects: [{ type: 'history', action: 'needs-human', why }],
    }
  }
  const notAfter = now + rules.commandLifeMs
  const leased = lease({ ...op, state: 'LEASED', attempts: op.attempts + 1, notAfter }, now, epochFloor, rules)
  const mode = op.completing ? 'complete' : 'import'
  return { op: leased, effects: [{ type: 'history', action: 'dispatched' }, send(leased, mode, notAfter)] }
}

function started(op: Op, epoch: number): Stepped {
  if (epoch !== op.epoch) return same(op)
  if (op.state === 'UNCERTAIN') return { op: { ...op, mayHaveRun: true }, effects: [] }
  if (op.state !== 'LEASED') return same(op)
  return { op: { ...op, state: 'RUNNING' }, effects: [{ type: 'history', action: 'started' }] }
}

/** R10: neither the end of a lease nor the loss of the agent says anything about the ERP. */
function lost(op: Op, now: number, why: string, rules: Rules): Stepped {
  if (op.probing) {
    const again = op.probing === 'sweep' ? now + rules.backOffMs(1) : null
    return {
      op: { ...op, probing: null, leaseUntil: null, dueAt: again },
      effects: [{ type: 'history', action: 'probe-unanswered', why }],
    }
  }
  if (op.state !== 'LEASED' && op.state !== 'RUNNING') return same(op)
  const dueAt = now + rules.backOffMs(op.attempts)
  const mayHaveRun = op.mayHaveRun || op.state === 'RUNNING'
  return {
    op: { ...op, state: 'UNCERTAIN', leaseUntil: null, dueAt, mayHaveRun },
    effects: [{ type: 'history', action: 'uncertain', why }],
  }
}

const PROBED_IN: Record<Purpose, OpState[]> = {
  sweep: ['REFUSED', 'CANCELLED'],
  adopt: ['NEEDS_HUMAN'],
  void: ['NEEDS_HUMAN'],
}

function askProbe(op: Op, now: number, purpose: Purpose, epochFloor: number, rules: Rules): Stepped {
  if (!PROBED_IN[purpose].includes(op.state))
    return refused(op, 'nothing-to-look-for', 'There is nothing to look up: the item is not waiting for that.')
  if (op.probing === purpose) return same(op)
  if (op.probing)
    return refused(op, 'probe-under-way', 'The ERP is being read for this item already; wait for the answer.')
  // "Not there" would be worth nothing while a command sent earlier may still be carried out.
  if (purpose === 'void' && op.notAfter !== null && now <= op.notAfter) {
    return refused(
      op,
      'command-still-alive',
      `An earlier export command may still be carried out; try again in ${minutes(op.notAfter - now)}.`,
    )
  }
  const asked = lease({ ...op, probing: purpose }, now, epochFloor, rules)
  const effects: Effect[] = [{ type: 'history', action: `probe-${purpose}` }]
  return { op: asked, effects: [...effects, send(asked, 'probe', now + rules.commandLifeMs)] }
}

function minutes(ms: number): string {
  const count = Math.ceil((ms + 1) / 60_000)
  return count === 1 ? 'a minute' : `${count} minutes`
}

function adoptDifferent(op: Op, input: Extract<Input, { type: 'adopt-different' }>): Stepped {
  const { reason, readBack } = input
  if (op.state === 'CONFIRMED') return same(op)
  if (input.linkedElsewhere) {
    return refused(
      op,
      'linked-already',
      'The item is linked to another record; remove this one in the ERP, then declare it not there.',
    )
  }
  const shown =
    op.state === 'NEEDS_HUMAN' && !op.probing && (op.humanReason === 'different' || op.humanReason === 'ghost')
  if (!shown || (readBack.verdict !== 'DIFFERENT' && readBack.verdict !== 'EXACT')) {
    return refused(
      op,
      'nothing-to-adopt',
      'There is no complete record in the ERP to adopt; have the ERP read again first.',
    )
  }
  if (reason.trim() === '') return refused(op, 'reason-missing', 'Say why the record in the ERP is taken as it is.')
  return {
    op: { ...op, state: 'CONFIRMED', humanReason: null, leaseUntil: null, dueAt: null },
    effects: [
      { type: 'link', readBack },
      { type: 'history', action: 'adopted', why: reason },
    ],
  }
}

function completeMissing(op: Op, now: number, lineMarkers: boolean): Stepped {
  if (op.state === 'QUEUED') return same(op)
  if (op.state !== 'NEEDS_HUMAN' || op.humanReason !== 'partial' || op.probing || !lineMarkers) {
    return refused(
      op,
      'not-completable',
      'The missing lines cannot be sent alone; complete or remove the record in the ERP.',
    )
  }
  return {
    op: { ...op, state: 'QUEUED', humanReason: null, completing: true, attempts: 0, dueAt: now },
    effects: [{ type: 'history', action: 'complete-missing' }],
  }
}

/**
 * What the lost future did is unknown: every epoch given out then falls below the floor, so that its unstable facts are stale; leases
 * are over, a QUEUED op can no longer be taken back, and what counts as not in the ERP is swept again.
 */
function restored(op: Op, now: number, epochFloor: number): Stepped {
  if (op.state === 'CONFIRMED' || op.epoch >= epochFloor) return same(op)
  const raised: Op = { ...op, epoch: epochFloor, leaseUntil: null, probing: null }
  const effects: Effect[] = [{ type: 'history', action: 'restored' }]
  if (op.state === 'NEEDS_HUMAN') return { op: { ...raised, dueAt: null }, effects }
  if (op.state === 'LEASED' || op.state === 'RUNNING') {
    return { op: { ...raised, state: 'UNCERTAIN', mayHaveRun: true, dueAt: now }, effects }
  }
  return { op: { ...raised, mayHaveRun: true, dueAt: now }, effects }
}

function lease(op: Op, now: number, epochFloor: number, rules: Rules): Op {
  const leaseUntil = now + rules.leaseMs
  const epoch = Math.max(op.epoch, epochFloor) + 1
  return { ...op, epoch, leaseUntil, dueAt: leaseUntil }
}

function send(op: Op, mode: ExportCommand['mode'], notAfter: number): Effect {
  return { type: 'send', mode, epoch: op.epoch, notAfter, ranBefore: op.mayHaveRun }
}

function same(op: Op): Stepped {
  return { op, effects: [] }
}

function refused(op: Op, code: string, sentence: string): Stepped {
  return { op, effects: [], refusal: refusal(code, sentence) }
}
