/** Everything the connection's page shows (CON-3), gathered in a few questions. */
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { VERSION } from '../platform/version.ts'
import { agentsOf } from './agents.ts'
import type { Finding } from './books.ts'
import { type ConnectionRow, connectionsOf, versionsOf } from './connections.ts'
import { freezeOf } from './freeze.ts'
import { judgeVersion } from './health.ts'
import type { Hub } from './hub.ts'
import type { ReadRow } from './reads-store.ts'
import { type ScheduleRow, scheduleOf } from './schedule.ts'
import { isPaused } from './schedule-times.ts'
import { isOff } from './versions.ts'
import { waitOf } from './waits.ts'

export async function connectionPages(hub: Hub, sql: Sql, company: CompanyId) {
  const frozen = (await freezeOf(sql, company))?.sentence ?? null
  const books = await sql.maybe<{ at: Date; findings: Finding[] }>(
    'select at, findings from erp_books_check where company_id = $1 order by at desc limit 1',
    [company],
  )
  const { time_zone } = await sql.one<{ time_zone: string }>('select time_zone from company where id = $1', [company])
  const pages = []
  for (const row of await connectionsOf(sql, company))
    pages.push({ ...(await pageOf(hub, sql, company, row)), frozen, books: books ?? null, time_zone })
  return pages
}

async function pageOf(hub: Hub, sql: Sql, company: CompanyId, row: ConnectionRow) {
  const connector = hub.registry.connector(row.connector)
  const versions = versionsOf(row)
  const { waiting } = await sql.one<{ waiting: number }>(
    `select count(*)::int as waiting from erp_op where company_id = $1 and connection_id = $2 and state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN')`,
    [company, row.id],
  )
  return {
    id: row.id,
    name: row.name,
    connector: row.connector,
    connector_name: connector.name,
    connected: row.connected,
    agent_version: row.agent_version,
    update: judgeVersion(row.agent_version, VERSION)?.advice ?? null,
    erp_product: row.erp_product,
    erp_version: row.erp_version,
    erp_folder: row.erp_folder,
    last_contact_at: row.last_contact,
    queue_depth: row.queue_depth,
    exports_waiting: waiting,
    rests: (await waitOf(sql, company, row.id, hub.clock.now())) ?? null,
    erp_reachable: row.erp_reachable,
    busy: row.busy,
    last_warning: row.last_warning,
    switched_off: connector.capabilities
      .filter((each) => isOff(each, versions))
      .map(({ key, sentence }) => ({ key, sentence })),
    agents: (await agentsOf(sql, company, row.id)).map(({ id, name, enrolled_at, revoked_at }) => ({
      id,
      name,
      enrolled_at,
      revoked_at,
    })),
    feeds: await feedsOf(hub, sql, company, row),
  }
}

export async function feedsOf(hub: Hub, sql: Sql, company: CompanyId, row: ConnectionRow) {
  const schedule = await scheduleOf(hub, sql, company, row.id, row.connector)
  const reads = await sql.query<ReadRow>(
    `select distinct on (feed) * from erp_read where company_id = $1 and connection_id = $2 order by feed, asked_at desc, state in ('asked', 'running') desc`,
    [company, row.id],
  )
  const cursors = await sql.query<{ feed: string; last_read_at: Date | null; unsyncable: number }>(
    `select c.feed, c.last_read_at, (select count(*) from erp_unsyncable u
       where u.company_id = c.company_id and u.connection_id = c.connection_id and u.feed = c.feed) as unsyncable
     from erp_cursor c where c.company_id = $1 and c.connection_id = $2`,
    [company, row.id],
  )
  return schedule
    .filter((each) => each.on)
    .map((each: ScheduleRow) => {
      const cursor = cursors.find(({ feed }) => feed === each.feed)
      return {
        feed: each.feed,
        label: each.label,
        on_demand: hub.registry.feed(each.feed).feed.onDemand,
        refresh_action: hub.registry.feed(each.feed).feed.refreshAction ?? 'manage-connection',
        every_minutes: each.everyMinutes,
        initially_every_minutes: each.initially,
        hours: each.hours,
        pause: each.pause && isPaused(each.pause, hub.clock.now()) ? each.pause : null,
        schedule_set_by: each.setBy,
        schedule_set_at: each.setAt,
        next_due_at: each.nextDueAt,
        last_read_at: cursor?.last_read_at ?? null,
        unsyncable: cursor?.unsyncable ?? 0,
        read: reads.find(({ feed }) => feed === each.feed) ?? null,
      }
    })
}
