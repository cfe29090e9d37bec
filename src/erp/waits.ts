/** A limit of the ERP service that resets (CON-5): the whole connection rests, visibly, in place of asking again and again. */
import type { CompanyId, ConnectionId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { announce } from '../platform/live.ts'
import { connectionOf } from './connections.ts'
import type { FailureTable } from './failures.ts'
import type { Hub } from './hub.ts'
import type { AgentRef } from './line.ts'
import type { Outcome } from './protocol.ts'
import { wordsOf } from './timeline.ts'

export interface Wait {
  /** Nothing is sent before. */
  until: Date
  /** The ERP's own words. */
  because: string
  /** Exports that wait with it. */
  waiting: number
}

const MINUTE_MS = 60_000

/** What is known of a rest that is not over; undefined: there is none. */
export function waitOf(sql: Sql, company: CompanyId, connection: ConnectionId, now: Date): Promise<Wait | undefined> {
  return sql.maybe<Wait>(
    `select c.waits_until as until, c.waits_because as because, (
       select count(*)::int from erp_op o where o.company_id = c.company_id and o.connection_id = c.id and o.state in ('QUEUED', 'UNCERTAIN')) as waiting
     from erp_connection c where c.company_id = $1 and c.id = $2 and c.waits_until > $3`,
    [company, connection, now],
  )
}

/**
 * Notes the rest that the ERP's words ask for. A record refused for the limit alone was not refused for what it is: where nothing of it is in
 * the ERP, it goes again by itself. @returns the outcome as it is to be weighed
 */
export async function heedLimit(hub: Hub, sql: Sql, from: AgentRef, outcome: Outcome): Promise<Outcome> {
  const words = wordsOf(outcome).filter((each) => each.trim() !== '')
  if (outcome.result !== 'NOT_STARTED' && outcome.result !== 'REFUSED') return outcome
  const { connector } = await connectionOf(sql, from.company, from.connection)
  const waits = words.map((each) => ({
    because: each,
    minutes: minutesIn(hub.registry.connector(connector).failures, each),
  }))
  const first = waits.find((each) => each.minutes !== undefined)
  if (!first?.minutes) return outcome
  const until = new Date(hub.clock.now().getTime() + first.minutes * MINUTE_MS)
  await sql.run('update erp_connection set waits_until = $3, waits_because = $4 where company_id = $1 and id = $2', [
    from.company,
    from.connection,
    until,
    first.because,
  ])
  await announce(sql, from.company, 'connection', from.connection)
  const allRefused =
    outcome.result === 'REFUSED' && outcome.readBack.verdict === 'ABSENT' && waits.every((each) => each.minutes)
  return allRefused ? { result: 'ABSENT', readBack: outcome.readBack, because: 'all-refused' } : outcome
}

function minutesIn(failures: FailureTable, words: string): number | undefined {
  return failures.find((each) => each.matches.test(words))?.waitMinutes
}
