/**
 * Takes what is due on one agent's connection one move further: sends commands, sweeps, looks at links. A batch is one transaction; an op that
 * breaks its batch is tried alone and put off, so that it blocks no other (assurance F28).
 */
import { type Sql, together } from '../platform/db.ts'
import { Refused } from '../platform/refusal.ts'
import { exportAutomatically } from './accept.ts'
import type { Need, Scope } from './entity.ts'
import { epochFloor } from './generation.ts'
import { type Hub, type Outgoing, scopeOf, sendAll } from './hub.ts'
import type { AgentRef } from './line.ts'
import { askLooks } from './link-looks.ts'
import { loadOps, type StoredOp } from './ops-store.ts'
import { unmetNeeds } from './preview.ts'
import { type Move, stepAll } from './stepping.ts'

/** Ops that wait for a link are looked at again this often, and at once when a link is made. */
const WAIT_MS = 60_000
/** An op whose step failed by a fault of ours rests this long. */
const FAULT_MS = 5 * 60_000
/** Looks at links are the least urgent: a few at a time, so that exports find the agent free. */
const LOOKS = 2

const DUE = `o.company_id = $1 and o.connection_id = $2 and o.due_at <= $3 and o.probing is null
  and (o.state in ('REFUSED', 'CANCELLED') or (o.state = 'NEEDS_HUMAN' and o.asked_probe is not null)
    or (o.state in ('QUEUED', 'UNCERTAIN') and not $4))`

/** Dispatches until the agent's window is full or nothing is due. */
export async function dispatchTo(hub: Hub, ref: AgentRef): Promise<void> {
  for (;;) {
    let claimed: string[] = []
    try {
      const batch = await hub.db.company(ref.company, async (sql) => {
        const ops = await claim(hub, sql, ref)
        claimed = ops.map((op) => op.core.opKey)
        return { outgoing: await forward(hub, sql, ref, ops), claimed: ops.length }
      })
      sendAll(hub, batch.outgoing)
      if (batch.claimed === 0) break
    } catch (error) {
      if (claimed.length === 0) throw error
      hub.log.error({ err: error, ...ref }, 'A batch of exports could not be dispatched; each is tried alone.')
      for (const opKey of claimed) await alone(hub, ref, opKey)
    }
  }
}

async function claim(hub: Hub, sql: Sql, ref: AgentRef): Promise<StoredOp[]> {
  const { busy, frozen, urgent } = await sql.one<{ busy: number; frozen: boolean; urgent: boolean }>(
    `select count(*)::int as busy,
       exists (select from erp_freeze where company_id = $1 and lifted_at is null)
         or exists (select from erp_connection where company_id = $1 and id = $2 and waits_until > $3) as frozen,
       exists (select from erp_op where company_id = $1 and connection_id = $2 and asked_probe is not null and due_at <= $3) as urgent
     from erp_op where company_id = $1 and connection_id = $2 and (state in ('LEASED', 'RUNNING') or probing is not null)`,
    [ref.company, ref.connection, hub.clock.now()],
  )
  const free = hub.window - busy
  // Half a window is left to work on: refilling it by halves costs a fraction of refilling it one by one.
  if (free <= 0 || (free < hub.window / 2 && !urgent)) return []
  return loadOps(
    sql,
    DUE,
    [ref.company, ref.connection, hub.clock.now(), frozen, free],
    'order by o.asked_probe is null, o.due_at, o.created_at limit $5 for update of o skip locked',
  )
}

async function forward(hub: Hub, sql: Sql, ref: AgentRef, ops: StoredOp[]): Promise<Outgoing[]> {
  if (ops.length === 0) return []
  const floor = await epochFloor(sql)
  const now = hub.clock.now().getTime()
  const moves: Move[] = []
  const waiting: { opKey: string; sentence: string }[] = []
  const needs = await together(ops.map((op) => (op.core.state === 'QUEUED' ? needsOf(hub, sql, op) : [])))
  for (const [at, op] of ops.entries()) {
    const sentence = await waitsFor(hub, sql, op, needs[at] ?? [])
    if (sentence !== undefined) waiting.push({ opKey: op.core.opKey, sentence })
    else if (op.core.state === 'QUEUED' || op.core.state === 'UNCERTAIN')
      moves.push({ op, input: { type: 'dispatch', now, epochFloor: floor } })
    else {
      const purpose = op.asked?.probe ?? 'sweep'
      moves.push({
        op,
        input: { type: 'ask-probe', now, purpose, epochFloor: floor },
        actor: op.asked?.by,
        patient: true,
      })
    }
  }
  if (waiting.length > 0)
    await sql.run(
      `update erp_op o set waiting_for = n.sentence, due_at = $2 from unnest($3::text[], $4::text[]) as n(op_key, sentence)
     where o.company_id = $1 and o.op_key = n.op_key`,
      [ref.company, new Date(now + WAIT_MS), waiting.map((each) => each.opKey), waiting.map((each) => each.sentence)],
    )
  return stepAll(hub, sql, ref.company, moves)
}

function needsOf(hub: Hub, sql: Sql, op: StoredOp): Promise<Need[]> {
  const scope: Scope = { ...scopeOf(hub, sql, op.company, op.connection, undefined), seen: new Map() }
  return unmetNeeds(hub, scope, hub.registry.outbound(op.core.kind), op.item)
}

/** R14: parent before child. What can go before it by itself is sent on its way. */
async function waitsFor(hub: Hub, sql: Sql, op: StoredOp, needs: Need[]): Promise<string | undefined> {
  if (needs.length === 0) return undefined
  const scope = scopeOf(hub, sql, op.company, op.connection, undefined)
  const sentences: string[] = []
  for (const need of needs) {
    const auto = hub.registry.entity(need.kind).outbound?.auto
    sentences.push(auto ? await exportAutomatically(hub, scope, need, op.approvedBy) : need.sentence)
  }
  return [...new Set(sentences)].join(' ')
}

async function alone(hub: Hub, ref: AgentRef, opKey: string): Promise<void> {
  try {
    const outgoing = await hub.db.company(ref.company, async (sql) => {
      const ops = await loadOps(
        sql,
        `${DUE} and o.op_key = $5`,
        [ref.company, ref.connection, hub.clock.now(), false, opKey],
        'for update of o skip locked',
      )
      return forward(hub, sql, ref, ops)
    })
    sendAll(hub, outgoing)
  } catch (error) {
    hub.log.error({ err: error, opKey }, 'An export could not be dispatched; it is put off.')
    const why =
      error instanceof Refused
        ? error.message
        : 'The server could not prepare it; the fault is in the server’s log. It will be tried again.'
    await hub.db.company(ref.company, (sql) =>
      sql.run(
        `update erp_op set waiting_for = $3, due_at = $4 where company_id = $1 and op_key = $2 and state <> 'CONFIRMED'`,
        [ref.company, opKey, why, new Date(hub.clock.now().getTime() + FAULT_MS)],
      ),
    )
  }
}

/** Has the records of links looked up, whose turn has come or that a person wants to end. @returns what is to be sent */
export async function lookAtLinks(hub: Hub, ref: AgentRef): Promise<Outgoing[]> {
  return hub.db.company(ref.company, async (sql) => {
    const now = hub.clock.now()
    const { looking } = await sql.one<{ looking: number }>(
      'select count(*)::int as looking from erp_link where company_id = $1 and connection_id = $2 and probe_until > $3',
      [ref.company, ref.connection, now],
    )
    if (looking >= LOOKS) return []
    const due = await sql.query<{ op_key: string }>(
      `select op_key from erp_link where company_id = $1 and connection_id = $2 and op_key is not null and check_due_at <= $3
         and (probe_until is null or probe_until <= $3)
       order by status <> 'UNLINK_ASKED', check_due_at limit $4 for update skip locked`,
      [ref.company, ref.connection, now, LOOKS - looking],
    )
    const keys = due.map((link) => link.op_key)
    const ops = await loadOps(sql, `o.company_id = $1 and o.op_key = any($2::text[]) and o.state = 'CONFIRMED'`, [
      ref.company,
      keys,
    ])
    return ops.length === 0 ? [] : askLooks(hub, sql, ops, await epochFloor(sql))
  })
}
