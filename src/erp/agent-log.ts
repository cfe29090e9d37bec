/**
 * The tail of an agent's log. Whoever looks at it asks through the database, because another server may hold the agent's line; that one passes
 * the question on, and the answer is kept until the next.
 */
import type { CompanyId, ConnectionId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { announce } from '../platform/live.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { ConnectionRow } from './connections.ts'
import { type Hub, sendAll } from './hub.ts'
import type { AgentRef } from './line.ts'
import type { LogLine } from './protocol.ts'
import { isOlder } from './versions.ts'

/** The first version of the agent that knows the question. */
export const LOG_SINCE = '0.3.0'

export function logRefusals({ connected, agent_version }: ConnectionRow): Refusal[] {
  if (!connected)
    return [
      refusal('agent-away', 'The agent is not connected, so its log cannot be asked for. What came last is shown.'),
    ]
  if (!agent_version || isOlder(agent_version, LOG_SINCE))
    return [
      refusal(
        'agent-too-old',
        `The agent is of version ${agent_version ?? 'unknown'}; agents show their log from ${LOG_SINCE} on. Bring it up to date.`,
      ),
    ]
  return []
}

export async function askLog(sql: Sql, company: CompanyId, connection: ConnectionId, now: Date): Promise<void> {
  await sql.run(
    `insert into erp_agent_log (company_id, connection_id, asked_at) values ($1, $2, $3)
     on conflict (company_id, connection_id) do update set asked_at = $3`,
    [company, connection, now],
  )
}

export async function logOf(sql: Sql, company: CompanyId, connection: ConnectionId) {
  const kept = await sql.maybe<{ at: Date | null; lines: LogLine[] }>(
    'select at, lines from erp_agent_log where company_id = $1 and connection_id = $2',
    [company, connection],
  )
  return kept ?? { at: null, lines: [] }
}

/** Passes on the questions for the agents that are connected to this server. */
export async function askForLogs(hub: Hub): Promise<void> {
  const here = hub.line.connected()
  if (here.length === 0) return
  const asked = await hub.db.system((sql) =>
    sql.query<{ company_id: CompanyId; connection_id: ConnectionId }>(
      `update erp_agent_log set asked_at = null where asked_at is not null
         and (company_id, connection_id) in (select * from unnest($1::int8[], $2::int8[])) returning company_id, connection_id`,
      [here.map((each) => each.company), here.map((each) => each.connection)],
    ),
  )
  sendAll(
    hub,
    asked.map(({ company_id, connection_id }) => ({
      to: { company: company_id, connection: connection_id },
      message: { type: 'log-ask' },
    })),
  )
}

export async function keepLog(hub: Hub, from: AgentRef, lines: LogLine[]): Promise<void> {
  await hub.db.company(from.company, async (sql) => {
    await sql.run(
      `insert into erp_agent_log (company_id, connection_id, at, lines) values ($1, $2, $3, $4)
       on conflict (company_id, connection_id) do update set at = $3, lines = $4`,
      [from.company, from.connection, hub.clock.now(), JSON.stringify(lines)],
    )
    await announce(sql, from.company, 'agent-log', from.connection)
  })
}
