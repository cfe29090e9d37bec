/** Connections as any server sees them: which ERP company file, what its agent says, whether the books went back in time. */
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { freeze } from './freeze.ts'
import type { Hub } from './hub.ts'
import type { AgentRef } from './line.ts'
import type { ToServer } from './protocol.ts'
import { readWhatChanged } from './schedule.ts'
import type { Versions } from './versions.ts'

export interface ConnectionRow {
  id: ConnectionId
  connector: string
  name: string
  connected: boolean
  queue_depth: number
  busy: boolean
  erp_reachable: boolean
  last_warning: string | null
  last_warning_at: Date | null
  agent_version: string | null
  erp_product: string | null
  erp_version: string | null
  erp_folder: string | null
  last_contact: Date | null
  server_name: string | null
  high_water: Record<string, number>
}

const COLUMNS = `c.id, c.connector, c.name, c.connected, c.queue_depth, c.busy, c.erp_reachable, c.last_warning, c.last_warning_at,
  a.agent_version, a.erp_product, a.erp_version, a.erp_folder, a.last_contact, a.server_name, coalesce(a.high_water, '{}') as high_water
  from erp_connection c left join erp_agent a on a.company_id = c.company_id and a.connection_id = c.id and a.revoked_at is null`

export function connectionsOf(sql: Sql, company: CompanyId): Promise<ConnectionRow[]> {
  return sql.query<ConnectionRow>(`select ${COLUMNS} where c.company_id = $1 order by c.id`, [company])
}

/** @throws Refused 404 */
export async function connectionOf(sql: Sql, company: CompanyId, id: ConnectionId): Promise<ConnectionRow> {
  const row = await sql.maybe<ConnectionRow>(`select ${COLUMNS} where c.company_id = $1 and c.id = $2`, [company, id])
  if (!row) throw new Refused(refusal('not-there', 'There is no such connection.'), 404)
  return row
}

export function versionsOf(row: Pick<ConnectionRow, 'erp_version' | 'agent_version'>): Versions {
  return { erp: row.erp_version || undefined, agent: row.agent_version || undefined }
}

export async function createConnection(
  sql: Sql,
  company: CompanyId,
  by: UserId,
  given: { connector: string; name: string },
): Promise<ConnectionId> {
  const taken = await sql.maybe(
    'select 1 as one from erp_connection where company_id = $1 and lower(name) = lower($2)',
    [company, given.name],
  )
  if (taken)
    throw new Refused(
      refusal('name-taken', `There is already a connection named “${given.name}”.`, {
        field: 'name',
        remedy: 'Name it after its ERP company file.',
      }),
      409,
    )
  const id = newId<ConnectionId>()
  await sql.run('insert into erp_connection (company_id, id, connector, name) values ($1, $2, $3, $4)', [
    company,
    id,
    given.connector,
    given.name,
  ])
  await record(sql, { company, actor: by, action: 'connection-made', subject: { kind: 'connection', id }, body: given })
  await announce(sql, company, 'connection', id)
  return id
}

/** The agent is there. Counters of the ERP that have fallen mean a restored backup: exports stop until a person looked (assurance F23). */
export async function agentCame(hub: Hub, from: AgentRef): Promise<void> {
  await hub.db.company(from.company, async (sql) => {
    const { before, now } = await sql.one<{ before: Record<string, number>; now: Record<string, number> }>(
      `select c.high_water as before, coalesce(a.high_water, '{}') as now
       from erp_connection c left join erp_agent a on a.company_id = c.company_id and a.connection_id = c.id and a.revoked_at is null
       where c.company_id = $1 and c.id = $2 for update of c`,
      [from.company, from.connection],
    )
    const fallen = Object.entries(now).find(([key, value]) => !isRowCount(key) && value < (before[key] ?? value))
    if (fallen) {
      const [key, value] = fallen
      const sentence = `The ERP’s counter “${key}” fell from ${before[key]} to ${value}: a backup of its books seems to have been restored. Look at both sides before exports go on.`
      await freeze(hub, sql, from.company, sentence, null)
    }
    await sql.run(
      'update erp_connection set connected = true, erp_reachable = true, high_water = high_water || $3::jsonb where company_id = $1 and id = $2',
      [from.company, from.connection, JSON.stringify(now)],
    )
    await announce(sql, from.company, 'connection', from.connection)
  })
}

/** Row counts rise and fall in the ordinary course of business; other counters only rise. */
const isRowCount = (key: string): boolean => key.startsWith('rows ')

/** Rows the ERP's table had at the agent's last hello. */
export function expectedRows(highWater: Record<string, number>, table: string): number | null {
  return highWater[`rows ${table}`] ?? null
}

export async function agentWent(sql: Sql, from: AgentRef): Promise<void> {
  await sql.run('update erp_connection set connected = false, busy = false where company_id = $1 and id = $2', [
    from.company,
    from.connection,
  ])
  await announce(sql, from.company, 'connection', from.connection)
}

/** A heartbeat or a warning, for the connection's page. */
export async function agentSaid(
  hub: Hub,
  from: AgentRef,
  message: Extract<ToServer, { type: 'heartbeat' | 'log' }>,
): Promise<void> {
  await hub.db.company(from.company, async (sql) => {
    if (message.type === 'log') {
      hub.log.warn({ ...from, level: message.level }, message.sentence)
      await sql.run(
        'update erp_connection set last_warning = $3, last_warning_at = $4 where company_id = $1 and id = $2',
        [from.company, from.connection, message.sentence, hub.clock.now()],
      )
      return announce(sql, from.company, 'connection', from.connection)
    }
    const changed = await sql.run(
      `update erp_connection set queue_depth = $3, busy = $4, erp_reachable = $5 where company_id = $1 and id = $2
         and (queue_depth, busy, erp_reachable) is distinct from ($3, $4, $5)`,
      [from.company, from.connection, message.queue, message.busy, message.erpReachable],
    )
    if (changed > 0) await announce(sql, from.company, 'connection', from.connection)
    if (message.stamps) await readWhatChanged(hub, sql, from, message.stamps)
  })
}
