/**
 * When feeds are read by themselves: interval, hours and pause by feed and connection, set by an Admin of the tool (CFG-1); a failed read comes
 * back sooner. Outside its hours and while paused a feed is read neither by its interval nor because its table changed; on demand, and for what a
 * person's move needs (`soon`), it is.
 */
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { refuseIf } from '../platform/refusal.ts'
import type { Hub } from './hub.ts'
import type { AgentRef } from './line.ts'
import type { ReadCause } from './reads-store.ts'
import { type Hours, nextRun, type Pause, type Plan, refusalsToPlan } from './schedule-times.ts'
import { settingsOf, settingValues } from './settings.ts'

const MINUTE_MS = 60_000
/** A failed read is tried again after 1, 2, 4 … minutes, never later than its own turn or an hour. */
const MAX_BACK_OFF = 60

export interface ScheduleRow extends Plan {
  feed: string
  label: string
  initially: number
  /** When its turn comes, its hours and its pause aside. */
  turnAt: Date | null
  /** When it is read next by itself; null = not at all. */
  nextDueAt: Date | null
  /** A person's move needs it. */
  soon: boolean
  /** Its table was written since it was last read. */
  changed: boolean
  /** False: the setting it is read with is off. */
  on: boolean
  setBy: string | null
  setAt: Date | null
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

/** Feeds of the connection whose turn has come, and why it has. */
export async function scheduleDue(
  hub: Hub,
  sql: Sql,
  ref: AgentRef,
  connector: string,
): Promise<{ feed: string; cause: ReadCause }[]> {
  const now = hub.clock.now()
  const rows = await scheduleOf(hub, sql, ref.company, ref.connection, connector, now)
  const due = rows.filter((row) => row.everyMinutes > 0 && (row.turnAt === null || row.turnAt <= now))
  const mayRead = (row: ScheduleRow) => row.on && (row.soon || (row.nextDueAt !== null && row.nextDueAt <= now))
  for (const row of due.filter((each) => !mayRead(each))) await rest(sql, ref, row, now)
  return due
    .filter(mayRead)
    .map(({ feed, soon, changed }) => ({ feed, cause: soon ? 'need' : changed ? 'change' : 'schedule' }))
}

/** A feed that may not be read now lets its turn pass, so that the worker need not look at it again and again. */
async function rest(sql: Sql, ref: AgentRef, row: ScheduleRow, now: Date): Promise<void> {
  const until = (row.on && row.nextDueAt) || nextDue(now, row.everyMinutes, 0)
  await sql.run(
    `insert into erp_cursor (company_id, connection_id, feed, next_due_at) values ($1, $2, $3, $4)
     on conflict (company_id, connection_id, feed) do update set next_due_at = excluded.next_due_at`,
    [ref.company, ref.connection, row.feed, until],
  )
}

/** What was read longer ago than this is read anew for an item that is sent. */
const FRESH_MS = 60_000

/** These feeds have their turn at once, unless they were read a moment ago or are read by hand only. */
export async function readSoon(
  sql: Sql,
  { company, connection }: AgentRef,
  feeds: readonly string[],
  now: Date,
): Promise<void> {
  const woken = await sql.run(
    `update erp_cursor set next_due_at = $4, soon = true where company_id = $1 and connection_id = $2 and feed = any($3)
       and next_due_at > $4 and last_read_at < $5`,
    [company, connection, feeds, now, new Date(now.getTime() - FRESH_MS)],
  )
  if (woken > 0) await sql.notify('gusset_due', { company, all: true })
}

/** The setting was changed: feeds that are read with it have their turn at once. */
export async function settingChanged(hub: Hub, sql: Sql, company: CompanyId, key: string): Promise<void> {
  const feeds = hub.registry.feeds.filter(({ feed }) => feed.setting === key).map(({ feed }) => feed.feed)
  if (feeds.length === 0) return
  await sql.run('update erp_cursor set next_due_at = $3, soon = true where company_id = $1 and feed = any($2)', [
    company,
    feeds,
    hub.clock.now(),
  ])
  await sql.notify('gusset_due', { company, all: true })
}

interface Kept {
  feed: string
  every_minutes: number | null
  hours: Hours | null
  pause: Pause | null
  set_by: string | null
  set_at: Date | null
  next_due_at: Date | null
  soon: boolean | null
  changed: boolean | null
}

export async function scheduleOf(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  connection: ConnectionId,
  connector: string,
  // One moment for the question and its answer: "due now" would else be due a moment later, for ever.
  now = hub.clock.now(),
): Promise<ScheduleRow[]> {
  const rows = await sql.query<Kept>(
    `select coalesce(s.feed, c.feed) as feed, s.every_minutes, s.hours, s.pause, p.name as set_by, s.set_at, c.next_due_at, c.soon,
       c.read_again and c.last_read_at is not null as changed
     from (select * from erp_schedule where company_id = $1 and connection_id = $2) s
     full join (select * from erp_cursor where company_id = $1 and connection_id = $2) c on c.feed = s.feed
     left join person p on p.id = s.set_by`,
    [company, connection],
  )
  const { zone } = await sql.one<{ zone: string }>('select time_zone as zone from company where id = $1', [company])
  const known = new Map(rows.map((row) => [row.feed, row]))
  const off = await feedsOff(hub, sql, company)
  return hub.registry.feeds
    .filter(({ feed }) => hub.registry.importMapping(connector, feed.feed))
    .map(({ feed }) => {
      const row = known.get(feed.feed)
      const plan = {
        everyMinutes: row?.every_minutes ?? feed.everyMinutes,
        hours: row?.hours ?? null,
        pause: row?.pause ?? null,
      }
      const turnAt = row?.next_due_at ?? null
      const on = !off.has(feed.feed)
      return {
        ...plan,
        feed: feed.feed,
        label: feed.label,
        initially: feed.everyMinutes,
        turnAt,
        nextDueAt: (on && nextRun(plan, turnAt, now, zone)) || null,
        soon: row?.soon ?? false,
        changed: row?.changed ?? false,
        on,
        setBy: row?.set_by ?? null,
        setAt: row?.set_at ?? null,
      }
    })
}

/** Feeds whose setting is off. */
export async function feedsOff(hub: Pick<Hub, 'registry'>, sql: Sql, company: CompanyId): Promise<Set<string>> {
  const values = await settingValues(sql, company)
  const off = settingsOf(hub.registry).filter(({ key, initially }) => (values.get(key) ?? initially) !== true)
  const keys = new Set(off.map(({ key }) => key))
  return new Set(hub.registry.feeds.flatMap(({ feed }) => (feed.setting && keys.has(feed.setting) ? [feed.feed] : [])))
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

/** Sets what is given of the plan; the rest of it stays. @throws Refused 422 when it cannot be kept to. */
export async function setSchedule(
  hub: Hub,
  sql: Sql,
  given: { company: CompanyId; connection: ConnectionId; feed: string; by: UserId; plan: Partial<Plan> },
): Promise<void> {
  const now = hub.clock.now()
  const key = [given.company, given.connection, given.feed]
  const before = await sql.maybe<Plan>(
    `select every_minutes as "everyMinutes", hours, pause from erp_schedule where company_id = $1 and connection_id = $2 and feed = $3 for update`,
    key,
  )
  const initially = { everyMinutes: hub.registry.feed(given.feed).feed.everyMinutes, hours: null, pause: null }
  const plan = { ...initially, ...before, ...given.plan }
  // A pause that is over by now is none, and no reason against another change.
  refuseIf(refusalsToPlan({ hours: plan.hours, pause: given.plan.pause ?? null }, now))
  await sql.run(
    `insert into erp_schedule (company_id, connection_id, feed, every_minutes, hours, pause, set_by, set_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (company_id, connection_id, feed) do update set every_minutes = excluded.every_minutes, hours = excluded.hours,
       pause = excluded.pause, set_by = excluded.set_by, set_at = excluded.set_at`,
    [...key, plan.everyMinutes, json(plan.hours), json(plan.pause), given.by, now],
  )
  await sql.run(
    `update erp_cursor set next_due_at = case when last_read_at is null then next_due_at else last_read_at + make_interval(mins => $4) end
     where company_id = $1 and connection_id = $2 and feed = $3`,
    [...key, plan.everyMinutes],
  )
  await record(sql, {
    company: given.company,
    actor: given.by,
    action: 'change-schedule',
    subject: { kind: 'feed', id: given.feed },
    body: { connection: given.connection, ...plan },
  })
  await announce(sql, given.company, 'schedule')
}

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
