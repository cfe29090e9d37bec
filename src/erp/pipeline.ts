/** The pipeline as `main.ts` uses it: what agents say goes in, commands and routes come out. */
import type { Clock } from '../platform/clock.ts'
import type { Db, Sql } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Route } from '../platform/route.ts'
import { keepLog } from './agent-log.ts'
import { routesOf } from './api.ts'
import { agentCame, agentSaid, agentWent } from './connections.ts'
import type { Hub } from './hub.ts'
import { takePage } from './imports.ts'
import type { AgentRef, Line, LineHandler } from './line.ts'
import type { Rules } from './ops.ts'
import { loadOps } from './ops-store.ts'
import { Outcomes } from './outcomes.ts'
import type { ToServer } from './protocol.ts'
import { readEnded, readFailed, readsOrphaned } from './reads.ts'
import type { Registry } from './registry.ts'
import { stepAll } from './stepping.ts'
import { Worker } from './worker.ts'

const MINUTE_MS = 60_000

/** Leases outlive commands, so that an agent that was only slow has given up before anybody else begins. */
export const RULES: Rules = {
  leaseMs: 10 * MINUTE_MS,
  commandLifeMs: 5 * MINUTE_MS,
  maxAttempts: 6,
  maxAgeMs: 24 * 60 * MINUTE_MS,
  sweepAfterMs: 20 * MINUTE_MS,
  backOffMs: (attempt) => Math.min(5_000 * 2 ** Math.max(0, attempt - 1), 10 * MINUTE_MS),
}

export interface PipelineOptions {
  db: Db
  line: Line
  registry: Registry
  clock: Clock
  log: Log
  /** Op keys are derived from it: it must outlive every database and every restore. */
  secret: string
  rules?: Rules
  /** Commands one agent holds at a time. */
  window?: number
}

export interface Pipeline {
  hub: Hub
  handler: LineHandler
  routes: Route[]
  worker: Worker
  start(): Promise<void>
  stop(): Promise<void>
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const hub: Hub = { rules: RULES, window: 16, ...options }
  const worker = new Worker(hub)
  return {
    hub,
    worker,
    handler: createHandler(hub, worker),
    routes: routesOf(hub),
    start: () => worker.start(),
    stop: () => worker.stop(),
  }
}

function createHandler(hub: Hub, worker: Worker): LineHandler {
  const outcomes = new Outcomes(hub, (company) => worker.wake(company))
  return {
    connected: async (from) => {
      // A server that died told nobody that its line was gone: what it had handed over is as uncertain as if it had.
      await hub.db.company(from.company, (sql) => orphan(hub, sql, from))
      await agentCame(hub, from)
      worker.wake()
    },
    gone: async (from) => {
      await agentGone(hub, from)
      worker.wake()
    },
    message: (from, message) => heard(hub, outcomes, from, message),
    page: (from, page) => takePage(hub, from, page),
  }
}

async function heard(hub: Hub, outcomes: Outcomes, from: AgentRef, message: ToServer): Promise<void> {
  switch (message.type) {
    case 'started':
    case 'outcome':
      return outcomes.take(from, message)
    case 'read-end':
      return readEnded(hub, from, message)
    case 'read-failed':
      return readFailed(hub, from, message.readId, message.because)
    case 'log-lines':
      return keepLog(hub, from, message.lines)
    case 'heartbeat':
    case 'log':
      return agentSaid(hub, from, message)
    case 'hello':
      return
  }
}

async function agentGone(hub: Hub, from: AgentRef): Promise<void> {
  await hub.db.company(from.company, async (sql) => {
    await orphan(hub, sql, from)
    await agentWent(sql, from)
  })
}

/** R10: what the agent had in hand is uncertain now; its read begins anew. */
async function orphan(hub: Hub, sql: Sql, from: AgentRef): Promise<void> {
  const ops = await loadOps(
    sql,
    `o.company_id = $1 and o.connection_id = $2 and (o.state in ('LEASED', 'RUNNING') or o.probing is not null)`,
    [from.company, from.connection],
    'order by o.op_key for update of o',
  )
  const now = hub.clock.now().getTime()
  await stepAll(
    hub,
    sql,
    from.company,
    ops.map((op) => ({ op, input: { type: 'agent-gone', now } })),
  )
  await sql.run(
    'update erp_link set probe_until = null where company_id = $1 and connection_id = $2 and probe_until is not null',
    [from.company, from.connection],
  )
  await readsOrphaned(hub, sql, from)
}
