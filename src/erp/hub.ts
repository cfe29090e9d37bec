/** What every part of the pipeline is handed: made once, by `pipeline.ts`. */
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Sql } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Scope } from './entity.ts'
import type { AgentRef, Line } from './line.ts'
import type { Rules } from './ops.ts'
import type { ToAgent } from './protocol.ts'
import type { Registry } from './registry.ts'

export interface Hub {
  db: Db
  line: Line
  registry: Registry
  clock: Clock
  log: Log
  /** Op keys are derived from it: it must outlive every database and every restore. */
  secret: string
  rules: Rules
  /** Commands one agent holds at a time: enough to keep it busy, few enough that none outlives its command life in the agent's queue. */
  window: number
}

/** A message to be sent when, and only when, the transaction has committed (R2). */
export interface Outgoing {
  to: AgentRef
  message: ToAgent
}

/** An agent that has gone meanwhile is no fault: the lease runs out, or its line's end is told, and the op is looked at again. */
export function sendAll(hub: Hub, outgoing: Outgoing[]): void {
  for (const { to, message } of outgoing) hub.line.send(to, message)
}

export function scopeOf(
  hub: Pick<Hub, 'clock'>,
  sql: Sql,
  company: CompanyId,
  connection: ConnectionId,
  actor: UserId | undefined,
): Scope {
  return { sql, clock: hub.clock, company, connection, actor }
}
