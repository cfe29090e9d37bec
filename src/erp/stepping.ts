/**
 * Runs the pure core over stored ops: many ops of one company in one transaction, every write set by set. What is to be sent comes back
 * to the caller, who sends it after the commit (R2). Everything that moves an op goes through here.
 */
import type { CompanyId, UserId } from '../ids.ts'
import { type Sql, together } from '../platform/db.ts'
import { type HistoryRow, recordAll } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { Refused } from '../platform/refusal.ts'
import { commandsFor, type Sending } from './command.ts'
import { type Confirmation, confirmAll } from './confirm.ts'
import { freeze } from './freeze.ts'
import type { Hub, Outgoing } from './hub.ts'
import { wakeWaiting } from './links.ts'
import { type Effect, type Input, type Op, step } from './ops.ts'
import { addEvents, type OpChange, type OpEvent, type StoredOp, saveOps } from './ops-store.ts'
import type { Outcome } from './protocol.ts'
import { sentenceFor, wordsOf } from './timeline.ts'

export interface Move {
  op: StoredOp
  input: Input
  /** Who acts; undefined = the machine. */
  actor?: UserId | undefined
  reason?: string | undefined
  /** A move that is not possible now is tried again by the worker instead of being refused to a person. */
  patient?: boolean
}

/** Refused and cancelled ops are looked up daily for this long (R12). */
const SWEEP_DAYS = 30
const DAY_MS = 24 * 3_600_000
const PATIENCE_MS = 60_000

/** What a batch collects while its ops are stepped, written at its end. */
interface Batch {
  hub: Hub
  sql: Sql
  company: CompanyId
  now: Date
  changes: Map<string, OpChange>
  events: OpEvent[]
  history: HistoryRow[]
  outgoing: Outgoing[]
  sendings: Sending[]
  confirmations: Confirmation[]
}

/**
 * One move for each op. @returns what is to be sent once the transaction has committed.
 * @throws Refused 409 when a person's move is not possible in the op's state.
 */
export async function stepAll(hub: Hub, sql: Sql, company: CompanyId, moves: Move[]): Promise<Outgoing[]> {
  const now = hub.clock.now()
  const batch: Batch = {
    hub,
    sql,
    company,
    now,
    changes: new Map(),
    events: [],
    history: [],
    outgoing: [],
    sendings: [],
    confirmations: [],
  }
  for (const move of moves) await one(batch, move)
  await confirmAll(hub, sql, batch.confirmations)
  const { events } = batch
  const [commands] = await together([
    commandsFor(sql, batch.sendings),
    saveOps(sql, company, now, [...batch.changes.values()]),
    batch.confirmations.length > 0 ? wakeWaiting(sql, company, now) : undefined,
    addEvents(sql, company, now, events),
    events.length > 0 ? announce(sql, company, 'ops', events.length === 1 ? events[0]!.opKey : undefined) : undefined,
    recordAll(sql, company, batch.history),
  ])
  return [...batch.outgoing, ...commands]
}

async function one(batch: Batch, move: Move): Promise<void> {
  // Two messages about one op may stand in one batch: the second one meets what the first one left.
  const before = batch.changes.get(move.op.core.opKey)
  const from = before?.core ?? move.op.core
  const { op, effects, refusal } = step(from, move.input, batch.hub.rules)
  if (refusal && !move.patient) throw new Refused(refusal, 409)
  if (refusal) {
    const core = { ...from, dueAt: batch.now.getTime() + PATIENCE_MS }
    const change = { core, waitingFor: refusal.sentence, evidence: undefined, reason: undefined, asked: move.op.asked }
    batch.changes.set(from.opKey, change)
    return
  }
  const evidence = effects.find((effect) => effect.type === 'evidence')?.outcome
  const taken: Taken = { ...move, op: { ...move.op, core: from }, after: op, evidence }
  for (const effect of effects) await carryOut(batch, taken, effect)
  if (op === from && evidence === undefined) return
  const change = changeOf(batch, taken, effects)
  batch.changes.set(op.opKey, {
    ...change,
    evidence: change.evidence ?? before?.evidence,
    reason: change.reason ?? before?.reason,
  })
}

/** A move and what came of it. */
interface Taken extends Move {
  after: Op
  evidence: Outcome | undefined
}

function changeOf(batch: Batch, { op: { asked }, after, evidence, reason }: Taken, effects: Effect[]): OpChange {
  const swept = effects.some((effect) => effect.type === 'history' && effect.action === 'swept')
  const sweepAgain = swept && batch.now.getTime() - after.createdAt < SWEEP_DAYS * DAY_MS
  const core = sweepAgain ? { ...after, dueAt: batch.now.getTime() + DAY_MS } : after
  const waits = asked && (after.probing !== null || asked.probe !== null)
  const still = waits ? { probe: after.probing === null ? asked.probe : null, by: asked.by } : null
  return { core, waitingFor: null, evidence, reason, asked: still }
}

async function carryOut(batch: Batch, move: Taken, effect: Effect): Promise<void> {
  const { hub, sql, company } = batch
  const { opKey } = move.op.core
  const to = { company, connection: move.op.connection }
  switch (effect.type) {
    case 'send':
      batch.sendings.push({ ...effect, op: move.op })
      return
    case 'ack':
      batch.outgoing.push({ to, message: { type: 'ack', opKey, epoch: effect.epoch } })
      return
    case 'link':
      batch.confirmations.push({ op: move.op, actor: actorOf(move), readBack: effect.readBack })
      return
    case 'alarm':
      hub.log.error({ company, opKey }, effect.sentence)
      batch.events.push(eventOf(move, effect.sentence, undefined))
      return
    case 'freeze':
      hub.log.error({ company, opKey }, effect.sentence)
      return freeze(hub, sql, company, effect.sentence, opKey)
    case 'history':
      return note(batch, move, effect)
    case 'evidence':
      return
  }
}

function note(batch: Batch, move: Taken, effect: Effect & { type: 'history' }): void {
  const { op, after, evidence } = move
  const decided = effect.action === 'adopted' || effect.action === 'voided'
  const why = move.reason ?? (decided ? op.reason : undefined) ?? effect.why
  const words = evidence ? wordsOf(evidence).join('\n') : ''
  batch.events.push(eventOf(move, sentenceFor(effect.action, why), words === '' ? undefined : words))
  batch.history.push({
    actor: actorOf(move),
    action: `export-${effect.action}`,
    subject: { kind: op.core.kind, id: op.item },
    why,
    body: { op: after.opKey, from: op.core.state, to: after.state, epoch: after.epoch },
  })
}

function eventOf(move: Taken, sentence: string, raw: string | undefined): OpEvent {
  const byAgent = move.input.type === 'outcome' || move.input.type === 'started'
  const { opKey, state, epoch } = move.after
  return { opKey, actor: actorOf(move), byAgent, from: move.op.core.state, to: state, epoch, sentence, raw }
}

/** The answer to a person's probe carries out that person's decision. */
function actorOf(move: Move): UserId | undefined {
  return move.actor ?? (move.input.type === 'outcome' && move.op.core.probing ? move.op.asked?.by : undefined)
}
