/** When feeds are read: minutes between reads by feed and connection, set by an Admin of the tool (CFG-1); a failed read comes back sooner. */
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import type { Hub } from './hub.ts'
import type { AgentRef } from './line.ts'
import { isOn } from './settings.ts'

const MINUTE_MS = 60_000
/** A failed read is tried again after 1, 2, 4 … minutes, never later than its own turn or an hour. */
const MAX_BACK_OFF = 60

export interface ScheduleRow {
  feed: string
  label: string
  /** 0 = by hand only. */
  everyMinutes: number
  initially: number
  nextDueAt: Date | null
  /** False: the setting it is read with is off. */
  on: boolean
}

/** Tables of the ERP that were written since the last heartbeat are read at once, where their feed is read by schedule at all (CON-2). */
export async function readWhatChanged(
  hub: Hub,
  sql: Sql,
  ref: AgentRef,
  stamps: Record<string, string>,
): Promise<void> {
  const { connector, before } = await sql.one<{ connector: string; before: Record<string, string> }>(
    'select connector, table_stamps as before from erp_connection where company_id = $1 and id = $2',
    [ref.company, ref.connection],
  )
  const changed = new Set(Object.keys(stamps).filter((table) => stamps[table] !== before[table]))
  if (changed.size === 0) return
  const feeds = hub.registry.feeds
    .filter(({ feed }) => !feed.unhurried)
    .map(({ feed }) => feed.feed)
    .filter((feed) => changed.has(hub.registry.importMapping(connector, feed)?.table.table ?? ''))
  await sql.run('update erp_connection set table_stamps = $3 where company_id = $1 and id = $2', [
    ref.company,
    ref.connection,
    JSON.stringify(stamps),
  ])
  await sql.run(
    `insert into erp_cursor as c (company_id, connection_id, feed, next_due_at, read_again) select $1, $2, feed, $4, true from unnest($3::text[]) feed
     on conflict (company_id, connection_id, feed) do update set next_due_at = least(c.next_due_at, $4), read_again = true`,
    [ref.company, ref.connection, feeds, hub.clock.now()],
  )
  await sql.notify('gusset_due', { company: ref.company })
}

/** Feeds of the connection whose turn has come. */
export async function scheduleDue(hub: Hub, sql: Sql, ref: AgentRef, connector: string): Promise<string[]> {
  const now = hub.clock.now()
  const rows = await scheduleOf(hub, sql, ref.company, ref.connection, connector)
  const due = rows.filter((row) => row.everyMinutes > 0 && (row.nextDueAt === null || row.nextDueAt <= now))
  for (const row of due.filter((each) => !each.on)) await rest(sql, ref, row, now)
  return due.filter((row) => row.on).map((row) => row.feed)
}

/** A feed that is switched off lets its turn pass, so that the worker need not look at it again and again. */
async function rest(sql: Sql, ref: AgentRef, { feed, everyMinutes }: ScheduleRow, now: Date): Promise<void> {
  await sql.run(
    `insert into erp_cursor (company_id, connection_id, feed, next_due_at) values ($1, $2, $3, $4)
     on conflict (company_id, connection_id, feed) do update set next_due_at = excluded.next_due_at`,
    [ref.company, ref.connection, feed, nextDue(now, everyMinutes, 0)],
  )
}

/** The setting was changed: feeds that are read with it have their turn at once. */
export async function settingChanged(hub: Hub, sql: Sql, company: CompanyId, key: string): Promise<void> {
  const feeds = hub.registry.feeds.filter(({ feed }) => feed.setting === key).map(({ feed }) => feed.feed)
  if (feeds.length === 0) return
  await sql.run('update erp_cursor set next_due_at = $3 where company_id = $1 and feed = any($2)', [
    company,
    feeds,
    hub.clock.now(),
  ])
  await sql.notify('gusset_due', { company, all: true })
}

export async function scheduleOf(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  connection: ConnectionId,
  connector: string,
): Promise<ScheduleRow[]> {
  const rows = await sql.query<{ feed: string; every_minutes: number | null; next_due_at: Date | null }>(
    `select coalesce(s.feed, c.feed) as feed, s.every_minutes, c.next_due_at
     from (select * from erp_schedule where company_id = $1 and connection_id = $2) s
     full join (select * from erp_cursor where company_id = $1 and connection_id = $2) c on c.feed = s.feed`,
    [company, connection],
  )
  const known = new Map(rows.map((row) => [row.feed, row]))
  const off = await feedsOff(hub, sql, company)
  return hub.registry.feeds
    .filter(({ feed }) => hub.registry.importMapping(connector, feed.feed))
    .map(({ feed }) => {
      const row = known.get(feed.feed)
      return {
        feed: feed.feed,
        label: feed.label,
        everyMinutes: row?.every_minutes ?? feed.everyMinutes,
        initially: feed.everyMinutes,
        nextDueAt: row?.next_due_at ?? null,
        on: !off.has(feed.feed),
      }
    })
}

/** Feeds whose setting is off. */
export async function feedsOff(hub: Pick<Hub, 'registry'>, sql: Sql, company: CompanyId): Promise<Set<string>> {
  const off = new Set<string>()
  for (const { feed } of hub.registry.feeds)
    if (feed.setting && !(await isOn(sql, hub.registry, company, feed.setting))) off.add(feed.feed)
  return off
}

export async function minutesOf(
  hub: Hub,
  sql: Sql,
  read: { company_id: CompanyId; connection_id: ConnectionId; feed: string },
): Promise<number> {
  const row = await sql.maybe<{ every_minutes: number }>(
    'select every_minutes from erp_schedule where company_id = $1 and connection_id = $2 and feed = $3',
    [read.company_id, read.connection_id, read.feed],
  )
  return row?.every_minutes ?? hub.registry.feed(read.feed).feed.everyMinutes
}

export function nextDue(now: Date, everyMinutes: number, failures: number): Date {
  const backOff = Math.min(2 ** Math.max(0, failures - 1), MAX_BACK_OFF)
  const minutes = failures === 0 ? everyMinutes : Math.min(backOff, everyMinutes || backOff)
  return new Date(now.getTime() + minutes * MINUTE_MS)
}

export async function setSchedule(
  hub: Hub,
  sql: Sql,
  given: { company: CompanyId; connection: ConnectionId; feed: string; everyMinutes: number; by: UserId },
): Promise<void> {
  const now = hub.clock.now()
  hub.registry.feed(given.feed)
  await sql.run(
    `insert into erp_schedule (company_id, connection_id, feed, every_minutes, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (company_id, connection_id, feed) do update set every_minutes = excluded.every_minutes, set_by = excluded.set_by, set_at = excluded.set_at`,
    [given.company, given.connection, given.feed, given.everyMinutes, given.by, now],
  )
  await sql.run(
    `update erp_cursor set next_due_at = case when last_read_at is null then next_due_at else last_read_at + make_interval(mins => $4) end
     where company_id = $1 and connection_id = $2 and feed = $3`,
    [given.company, given.connection, given.feed, given.everyMinutes],
  )
  await record(sql, {
    company: given.company,
    actor: given.by,
    action: 'change-schedule',
    subject: { kind: 'feed', id: given.feed },
    body: { connection: given.connection, everyMinutes: given.everyMinutes },
  })
  await announce(sql, given.company, 'schedule')
}
