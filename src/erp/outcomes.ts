/**
 * What agents say about ops: one step each, in one transaction for all that have come in meanwhile; acknowledged after the commit (R2). The
 * server reads every read-back itself and believes no verdict.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { CompanyId } from '../ids.ts'
import { type Sql, together } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { freeze } from './freeze.ts'
import { type Hub, type Outgoing, sendAll } from './hub.ts'
import type { AgentRef } from './line.ts'
import { lookAnswered } from './link-looks.ts'
import { linkedElsewhere } from './links.ts'
import { MARKER_LENGTH } from './op-key.ts'
import { takeUnknown } from './ops-outcome.ts'
import { loadOps, type StoredOp } from './ops-store.ts'
import type { Outcome, ToServer } from './protocol.ts'
import { recheck } from './protocol-compare.ts'
import { type Move, stepAll } from './stepping.ts'
import { heedLimit } from './waits.ts'

export type OpMessage = Extract<ToServer, { type: 'started' | 'outcome' }>

interface Heard {
  from: AgentRef
  message: OpMessage
  done(): void
  failed(error: unknown): void
}

/** Nobody waits for the news that an import has begun: it waits this long for the outcome, to be kept together with it. */
const STARTED_MS = 50

/** Takes messages in; those of one company that arrive while a transaction is under way share the next one. */
export class Outcomes {
  readonly #hub: Hub
  readonly #afterwards: (company: CompanyId) => void
  readonly #waiting = new Map<CompanyId, Heard[]>()
  readonly #hurry = new Map<CompanyId, () => void>()

  constructor(hub: Hub, afterwards: (company: CompanyId) => void) {
    this.#hub = hub
    this.#afterwards = afterwards
  }

  /** Resolves when what was said is durable. */
  take(from: AgentRef, message: OpMessage): Promise<void> {
    return new Promise((done, failed) => {
      const heard = { from, message, done, failed }
      if (message.type === 'outcome') this.#hurry.get(from.company)?.()
      const queue = this.#waiting.get(from.company)
      if (queue) {
        queue.push(heard)
        return
      }
      this.#waiting.set(from.company, [heard])
      void this.#drain(from.company)
    })
  }

  async #drain(company: CompanyId): Promise<void> {
    for (;;) {
      const queue = this.#waiting.get(company) ?? []
      if (queue.length === 0) break
      if (queue.every((heard) => heard.message.type === 'started')) await this.#pause(company)
      const batch = queue.splice(0)
      try {
        await keep(this.#hub, company, batch)
        for (const heard of batch) heard.done()
      } catch (error) {
        if (batch.length > 1)
          this.#hub.log.warn({ err: error, company }, 'A batch of outcomes could not be kept; each is taken alone.')
        for (const heard of batch) await keepAlone(this.#hub, company, heard).then(heard.done, heard.failed)
      }
      if (batch.some((heard) => heard.message.type === 'outcome')) this.#afterwards(company)
    }
    this.#waiting.delete(company)
  }

  /** Until an outcome has come in, or the patience for it is at its end. */
  async #pause(company: CompanyId): Promise<void> {
    const patience = new AbortController()
    this.#hurry.set(company, () => patience.abort())
    await pause(STARTED_MS, undefined, patience).catch(() => {})
    this.#hurry.delete(company)
  }
}

async function keep(hub: Hub, company: CompanyId, batch: Heard[], instead?: Outcome): Promise<void> {
  const outgoing = await hub.db.company(company, async (sql) => {
    const keys = [...new Set(batch.map((heard) => heard.message.opKey))]
    const [ops, elsewhere] = await together([
      loadOps(
        sql,
        'o.company_id = $1 and o.op_key = any($2::text[])',
        [company, keys],
        'order by o.op_key for update of o',
      ),
      linkedElsewhere(sql, company, keys),
    ])
    const known = new Map(ops.map((op) => [op.core.opKey, op]))
    const replies: Outgoing[] = []
    const moves: Move[] = []
    for (const { from, message } of batch) {
      const op = known.get(message.opKey)
      if (!op || op.connection !== from.connection) replies.push(...(await stray(hub, sql, from, message)))
      else if (op.core.state === 'CONFIRMED') replies.push(...(await aboutLink(hub, sql, op, from, message)))
      else moves.push(await moveOf(hub, sql, op, message, { instead, linkedElsewhere: elsewhere.has(message.opKey) }))
    }
    return [...replies, ...(await stepAll(hub, sql, company, moves))]
  })
  sendAll(hub, outgoing)
}

/** An outcome that cannot be carried out here (its link is taken, an entity refuses) is shown to a person instead of coming back for ever. */
async function keepAlone(hub: Hub, company: CompanyId, heard: Heard): Promise<void> {
  const { message } = heard
  try {
    await keep(hub, company, [heard])
  } catch (error) {
    hub.log.error({ err: error, opKey: message.opKey }, 'An outcome could not be kept.')
    if (message.type !== 'outcome') throw error
    const because = `The server could not record it: ${error instanceof Error ? error.message : String(error)}`
    const readBack = 'readBack' in message.outcome ? message.outcome.readBack : undefined
    await keep(hub, company, [heard], { result: 'UNVERIFIED', because, ...(readBack ? { readBack } : {}) })
  }
}

async function moveOf(
  hub: Hub,
  sql: Sql,
  op: StoredOp,
  message: OpMessage,
  { instead, linkedElsewhere }: { instead: Outcome | undefined; linkedElsewhere: boolean },
): Promise<Move> {
  const now = hub.clock.now().getTime()
  const { epoch } = message
  if (epoch > op.core.epoch) {
    // Epochs are given out only after they are durable: a higher one means that this database has gone back in time.
    const sentence =
      'An agent speaks of a command this server does not remember: its database seems to be a restored backup.'
    await freeze(hub, sql, op.company, sentence, op.core.opKey)
  }
  if (message.type === 'started') return { op, input: { type: 'started', now, epoch } }
  const at = { company: op.company, connection: op.connection }
  const outcome = await heedLimit(hub, sql, at, recheck(instead ?? message.outcome, op.rendering.probes))
  return { op, input: { type: 'outcome', now, epoch, payloadHash: message.payloadHash, outcome, linkedElsewhere } }
}

async function aboutLink(hub: Hub, sql: Sql, op: StoredOp, from: AgentRef, message: OpMessage): Promise<Outgoing[]> {
  if (message.type !== 'outcome') return []
  await lookAnswered(hub, sql, op, message.epoch, recheck(message.outcome, op.rendering.probes))
  return [{ to: from, message: { type: 'ack', opKey: message.opKey, epoch: message.epoch } }]
}

/**
 * An op that is not known here, or not this agent's: written down, and it moves nothing (assurance PO8). What left records of ours in the
 * ERP stops the exports and is not acknowledged: it comes again once the item has been accepted again.
 */
async function stray(hub: Hub, sql: Sql, from: AgentRef, message: OpMessage): Promise<Outgoing[]> {
  if (message.type !== 'outcome') return []
  hub.log.error({ ...from, opKey: message.opKey }, 'An agent speaks of an op that is not known here.')
  await record(sql, {
    company: from.company,
    actor: undefined,
    action: 'unknown-outcome',
    subject: { kind: 'op', id: message.opKey },
    why: 'The agent carried out a command that this database does not know: it may be a restored backup.',
    body: {
      connection: from.connection,
      epoch: message.epoch,
      payloadHash: message.payloadHash,
      outcome: message.outcome,
    },
  })
  const replies: Outgoing[] = []
  for (const effect of takeUnknown(message.opKey.slice(0, MARKER_LENGTH), message.epoch, message.outcome)) {
    if (effect.type === 'alarm') await freeze(hub, sql, from.company, effect.sentence, null)
    else replies.push({ to: from, message: { type: 'ack', opKey: message.opKey, epoch: message.epoch } })
  }
  return replies
}
