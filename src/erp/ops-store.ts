/** Ops as PostgreSQL keeps them: read whole, written set by set. What was approved is written once, by `insertOp`. */
import type { CompanyId, ConnectionId, ItemId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { Rendering } from './connector.ts'
import type { Op } from './ops.ts'
import type { Outcome } from './protocol.ts'
import type { HumanReason, LinkState, OpState } from './states.ts'

/** What was approved, and what surrounds it. */
export interface Frozen {
  company: CompanyId
  connection: ConnectionId
  item: ItemId
  intentNo: number
  rev: number
  document: object
  rendering: Rendering
  /** What the item came to, a decimal string; null: it has no amount. */
  amount: string | null
  naturalKey: string | null
  keyRound: number
  answers: Record<string, string>
  sentBy: UserId
  approvedBy: UserId
}

/** An op: what the core decides on, what was approved, and what people are told. */
export interface StoredOp extends Frozen {
  core: Op
  waitingFor: string | null
  evidence: Outcome | null
  evidenceAt: Date | null
  /** Why a person took the last move. */
  reason: string | null
  /** A person's wish to have the ERP read for this op; `by` stays until the answer is in. */
  asked: { probe: 'adopt' | 'void' | null; by: UserId } | null
  /** Of a CONFIRMED op: its link, where the look at its record is kept (R11: the op itself never changes again). */
  link: { status: LinkState; epoch: number; looking: boolean } | null
}

/** New facts of an op; what is undefined stays. */
export interface OpChange {
  core: Op
  waitingFor: string | null
  evidence: Outcome | undefined
  reason: string | undefined
  asked: StoredOp['asked']
}

interface Row {
  company_id: CompanyId
  op_key: string
  connection_id: ConnectionId
  marker: string
  kind: string
  item_id: ItemId
  intent_no: number
  rev: number
  document: object
  rendering: Rendering
  amount: string | null
  payload_sha256: string
  natural_key: string | null
  key_round: number
  answers: Record<string, string>
  sent_by: UserId
  approved_by: UserId
  created_at: Date
  state: OpState
  epoch: number
  attempts: number
  lease_until: Date | null
  not_after: Date | null
  due_at: Date | null
  may_have_run: boolean
  human_reason: HumanReason | null
  completing: boolean
  probing: Op['probing']
  waiting_for: string | null
  evidence: Outcome | null
  evidence_at: Date | null
  reason: string | null
  asked_probe: 'adopt' | 'void' | null
  asked_by: UserId | null
  link_status: LinkState | null
  link_epoch: number | null
  link_until: Date | null
}

/**
 * Ops that satisfy a condition over `erp_op o`. `tail` orders, limits and locks. The company must be among the conditions.
 */
export async function loadOps(sql: Sql, condition: string, values: unknown[], tail = ''): Promise<StoredOp[]> {
  const rows = await sql.query<Row>(
    // Only a CONFIRMED op's link is of interest; `offset 0` keeps the look-up apart, so that all others go without it.
    `select o.*, l.status as link_status, l.probe_epoch as link_epoch, l.probe_until as link_until
     from erp_op o left join lateral (select status, probe_epoch, probe_until from erp_link
       where o.state = 'CONFIRMED' and company_id = o.company_id and kind = o.kind and item_id = o.item_id and op_key = o.op_key offset 0) l on true
     where ${condition} ${tail}`,
    values,
  )
  return rows.map(stored)
}

/** The op, locked until the transaction ends. */
export async function lockOp(sql: Sql, company: CompanyId, opKey: string): Promise<StoredOp | undefined> {
  const [op] = await loadOps(sql, 'o.company_id = $1 and o.op_key = $2', [company, opKey], 'for update of o')
  return op
}

/** @throws a unique violation when an op is open for the item, or the natural key is taken: the indexes are the last word. */
export async function insertOp(sql: Sql, frozen: Frozen, core: Op, waitingFor: string | undefined): Promise<void> {
  await sql.run(
    `insert into erp_op (company_id, op_key, connection_id, marker, kind, item_id, intent_no, rev, seen_rev, document, rendering,
       payload_sha256, natural_key, key_round, answers, sent_by, approved_by, created_at, state, due_at, changed_at, waiting_for, amount)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $17, $20, $21)`,
    [
      frozen.company,
      core.opKey,
      frozen.connection,
      core.marker,
      core.kind,
      frozen.item,
      frozen.intentNo,
      frozen.rev,
      JSON.stringify(frozen.document),
      JSON.stringify(frozen.rendering),
      core.payloadHash,
      frozen.naturalKey,
      frozen.keyRound,
      JSON.stringify(frozen.answers),
      frozen.sentBy,
      frozen.approvedBy,
      new Date(core.createdAt),
      core.state,
      date(core.dueAt),
      waitingFor ?? null,
      frozen.amount,
    ],
  )
}

/** Writes the new facts of many ops in one statement. */
export async function saveOps(sql: Sql, company: CompanyId, now: Date, changes: OpChange[]): Promise<void> {
  if (changes.length === 0) return
  const column = <T>(read: (change: OpChange) => T): T[] => changes.map(read)
  await sql.run(
    `update erp_op o set state = n.state, epoch = n.epoch, attempts = n.attempts, lease_until = n.lease_until, not_after = n.not_after,
       due_at = n.due_at, may_have_run = n.may_have_run, human_reason = n.human_reason, probing = n.probing, completing = n.completing, waiting_for = n.waiting_for,
       evidence = coalesce(n.evidence, o.evidence), evidence_at = case when n.evidence is null then o.evidence_at else $2 end,
       reason = coalesce(n.reason, o.reason), asked_probe = n.asked_probe, asked_by = n.asked_by, changed_at = $2
     from unnest($3::text[], $4::text[], $5::int8[], $6::int4[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::boolean[],
       $11::text[], $12::text[], $13::text[], $14::jsonb[], $15::text[], $16::text[], $17::int8[], $18::boolean[])
       as n(op_key, state, epoch, attempts, lease_until, not_after, due_at, may_have_run, human_reason, probing, waiting_for, evidence,
         reason, asked_probe, asked_by, completing)
     where o.company_id = $1 and o.op_key = n.op_key`,
    [
      company,
      now,
      column((each) => each.core.opKey),
      column((each) => each.core.state),
      column((each) => each.core.epoch),
      column((each) => each.core.attempts),
      column((each) => date(each.core.leaseUntil)),
      column((each) => date(each.core.notAfter)),
      column((each) => date(each.core.dueAt)),
      column((each) => each.core.mayHaveRun),
      column((each) => each.core.humanReason),
      column((each) => each.core.probing),
      column((each) => each.waitingFor),
      column((each) => (each.evidence === undefined ? null : JSON.stringify(each.evidence))),
      column((each) => each.reason ?? null),
      column((each) => each.asked?.probe ?? null),
      column((each) => each.asked?.by ?? null),
      column((each) => each.core.completing),
    ],
  )
}

/** A step of an op as people read it. */
export interface OpEvent {
  opKey: string
  actor: UserId | undefined
  byAgent: boolean
  from: OpState | null
  to: OpState
  epoch: number
  sentence: string
  /** The ERP's own words. */
  raw: string | undefined
}

export async function addEvents(sql: Sql, company: CompanyId, now: Date, events: OpEvent[]): Promise<void> {
  if (events.length === 0) return
  const column = <T>(read: (event: OpEvent) => T): T[] => events.map(read)
  await sql.run(
    `insert into erp_op_event (company_id, at, op_key, actor, by_agent, from_state, to_state, epoch, sentence, raw)
     select $1, $2, * from unnest($3::text[], $4::int8[], $5::boolean[], $6::text[], $7::text[], $8::int8[], $9::text[], $10::text[])`,
    [
      company,
      now,
      column((each) => each.opKey),
      column((each) => each.actor ?? null),
      column((each) => each.byAgent),
      column((each) => each.from),
      column((each) => each.to),
      column((each) => each.epoch),
      column((each) => each.sentence),
      column((each) => each.raw ?? null),
    ],
  )
}

function stored(row: Row): StoredOp {
  return {
    company: row.company_id,
    connection: row.connection_id,
    item: row.item_id,
    intentNo: row.intent_no,
    rev: row.rev,
    document: row.document,
    rendering: row.rendering,
    amount: row.amount,
    naturalKey: row.natural_key,
    keyRound: row.key_round,
    answers: row.answers,
    sentBy: row.sent_by,
    approvedBy: row.approved_by,
    waitingFor: row.waiting_for,
    evidence: row.evidence,
    evidenceAt: row.evidence_at,
    reason: row.reason,
    asked: row.asked_by === null ? null : { probe: row.asked_probe, by: row.asked_by },
    link:
      row.link_status === null
        ? null
        : { status: row.link_status, epoch: row.link_epoch ?? 0, looking: row.link_until !== null },
    core: {
      opKey: row.op_key,
      marker: row.marker,
      kind: row.kind,
      payloadHash: row.payload_sha256,
      state: row.state,
      epoch: row.epoch,
      attempts: row.attempts,
      leaseUntil: time(row.lease_until),
      notAfter: time(row.not_after),
      dueAt: time(row.due_at),
      mayHaveRun: row.may_have_run,
      humanReason: row.human_reason,
      completing: row.completing,
      probing: row.probing,
      createdAt: row.created_at.getTime(),
    },
  }
}

const date = (milliseconds: number | null): Date | null => (milliseconds === null ? null : new Date(milliseconds))
const time = (at: Date | null): number | null => at?.getTime() ?? null
