/** Reading the ERP: on demand or by schedule, one table at a time for each agent, feeds in their order (CFG-1, CFG-2). */
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { connectionOf, expectedRows } from './connections.ts'
import { agree, askWhole, rememberFor } from './delivered.ts'
import { type Hub, type Outgoing, scopeOf } from './hub.ts'
import { gatherSeen, keepsKeys, keepUnsyncable, temporaryTables } from './imports.ts'
import type { AgentRef } from './line.ts'
import { columnsOf, whereOf } from './mapping-in.ts'
import type { ToServer } from './protocol.ts'
import { type FailureCode, READ_FAILURES } from './read-failures.ts'
import { endRead, insertRead, lockRead, openReads, type ReadRow } from './reads-store.ts'
import type { OwnedFeed } from './registry.ts'
import { feedsOff, minutesOf, nextDue, scheduleDue } from './schedule.ts'
import { markGone } from './staging.ts'

/** A stamped table is read whole again after this, to find what was deleted. */
const FULL_PASS_MS = 24 * 3_600_000
/** A running read that has not moved for this long has failed. */
export const STALLED_MS = 15 * 60_000
/** Large: sums, codes and comparisons are made once for each page. Measured in bench/README.md. */
const PAGE_BYTES = 24 * 1024 * 1024

/** "Sync now". @returns the id of the read, which may have been open already. */
export async function askRead(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  connection: ConnectionId,
  feed: string,
  by: UserId,
  whole = false,
): Promise<string> {
  const { connector } = await connectionOf(sql, company, connection)
  const owned = hub.registry.feed(feed)
  if (!owned.feed.onDemand)
    throw new Refused(refusal('not-on-demand', `${owned.feed.label} are not read on demand.`), 409)
  if (!hub.registry.importMapping(connector, feed))
    throw new Refused(refusal('not-offered', `This ERP does not offer ${owned.feed.label}.`), 409)
  if ((await feedsOff(hub, sql, company)).has(feed))
    throw new Refused(
      refusal('switched-off', `Reading ${owned.feed.label} is switched off.`, {
        remedy: 'An Admin of the tool can switch it on in its settings.',
      }),
      409,
    )
  const at = hub.clock.now()
  const mode = whole ? 'full' : await modeOf(hub, sql, company, connection, connector, feed)
  const id = await insertRead(sql, { company, connection, feed, mode, cause: 'person', askedBy: by, at })
  if (whole) await makeWhole(sql, company, id)
  await record(sql, {
    company,
    actor: by,
    action: 'sync-asked',
    subject: { kind: 'feed', id: feed },
    body: { connection, mode },
  })
  await announce(sql, company, 'reads', id)
  await sql.notify('gusset_due', { company, all: true })
  return id
}

/** The open read may be one of the changes only: it becomes whole, or, when it is under way already, everything is read right after it. */
async function makeWhole(sql: Sql, company: CompanyId, id: string): Promise<void> {
  const waiting = await sql.run(
    `update erp_read set mode = 'full' where company_id = $1 and read_id = $2 and state = 'asked'`,
    [company, id],
  )
  if (waiting > 0) return
  await sql.run(
    `insert into erp_cursor (company_id, connection_id, feed, whole_again, soon)
     select company_id, connection_id, feed, true, true from erp_read where company_id = $1 and read_id = $2 and mode = 'changed'
     on conflict (company_id, connection_id, feed) do update set whole_again = true, soon = true`,
    [company, id],
  )
}

async function modeOf(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  connection: ConnectionId,
  connector: string,
  feed: string,
): Promise<'changed' | 'full'> {
  const cursor = await sql.maybe<{ erp_time: string | null; last_full_at: Date | null; whole_again: boolean }>(
    'select erp_time, last_full_at, whole_again from erp_cursor where company_id = $1 and connection_id = $2 and feed = $3',
    [company, connection, feed],
  )
  const stamped = hub.registry.importMapping(connector, feed)?.table.stamp !== undefined
  const fresh = cursor?.last_full_at && hub.clock.now().getTime() - cursor.last_full_at.getTime() < FULL_PASS_MS
  return stamped && cursor?.erp_time && fresh && !cursor.whole_again ? 'changed' : 'full'
}

/** Asks for what the schedule says is due, and starts the next read if none is running. @returns what is to be sent after the commit */
export async function startReads(hub: Hub, ref: AgentRef): Promise<Outgoing[]> {
  return hub.db.company(ref.company, async (sql) => {
    const { connector, high_water } = await connectionOf(sql, ref.company, ref.connection)
    await lockTurns(sql, ref)
    const now = hub.clock.now()
    for (const { feed, cause } of await scheduleDue(hub, sql, ref, connector)) {
      const mode = await modeOf(hub, sql, ref.company, ref.connection, connector, feed)
      await insertRead(sql, { ...ref, feed, mode, cause, askedBy: undefined, at: now })
    }
    const open = await openReads(sql, ref.company, ref.connection)
    const running = open.find((read) => read.state === 'running')
    if (running && now.getTime() - (running.last_page_at ?? running.started_at ?? now).getTime() < STALLED_MS) return []
    if (running) await fail(hub, sql, running, 'stalled')
    const next = firstInOrder(
      hub,
      open.filter((read) => read.state === 'asked'),
    )
    return next ? [await start(hub, sql, ref, next, connector, high_water)] : []
  })
}

/**
 * Between the question what is due and the start of a read no link is made: what is to be read again because of it would be missed, and what must
 * come after it begun (`readWholeAgain`).
 */
async function lockTurns(sql: Sql, { company, connection }: AgentRef): Promise<void> {
  await sql.run('select 1 from erp_connection where company_id = $1 and id = $2 for no key update', [
    company,
    connection,
  ])
}

/** Feeds that others must come after go first; among equals, who asked first. */
function firstInOrder(hub: Hub, asked: ReadRow[]): ReadRow | undefined {
  const open = new Set(asked.map((read) => read.feed))
  return asked.find((read) => hub.registry.feed(read.feed).feed.after.every((name) => !open.has(name)))
}

async function start(
  hub: Hub,
  sql: Sql,
  ref: AgentRef,
  read: ReadRow,
  connector: string,
  highWater: Record<string, number>,
): Promise<Outgoing> {
  const mapping = hub.registry.importMapping(connector, read.feed)
  if (!mapping) throw new Error(`The connector ${connector} does not offer ${read.feed}.`)
  const { table } = mapping
  const cursor = await sql.maybe<{ erp_time: string | null }>(
    'select erp_time from erp_cursor where company_id = $1 and connection_id = $2 and feed = $3',
    [ref.company, ref.connection, read.feed],
  )
  const changedSince = read.mode === 'changed' ? (cursor?.erp_time ?? null) : null
  await sql.run(
    `update erp_read set state = 'running', started_at = $3, changed_since = $4, expected = $5 where company_id = $1 and read_id = $2`,
    [
      ref.company,
      read.read_id,
      hub.clock.now(),
      changedSince,
      changedSince === null ? expectedRows(highWater, table.table) : null,
    ],
  )
  await sql.run(
    `update erp_cursor set read_again = false, soon = false, whole_again = whole_again and $4 <> 'full' where company_id = $1 and connection_id = $2 and feed = $3`,
    [ref.company, ref.connection, read.feed, read.mode],
  )
  const remember = await rememberFor(sql, read, hub.registry.feed(read.feed), table)
  await announce(sql, ref.company, 'reads', read.read_id)
  const where = whereOf(table)
  return {
    to: ref,
    message: {
      type: 'read',
      readId: read.read_id,
      table: table.table,
      columns: columnsOf(table),
      where,
      changedSince,
      pageBytes: PAGE_BYTES,
      ...(remember ? { remember } : {}),
    },
  }
}

/** The last page is in: what vanished is found, and the cursor moves, in one transaction. */
export async function readEnded(
  hub: Hub,
  from: AgentRef,
  message: Extract<ToServer, { type: 'read-end' }>,
): Promise<void> {
  await hub.db.company(from.company, async (sql) => {
    const read = await lockRead(sql, from.company, message.readId)
    if (read?.state !== 'running' || read.connection_id !== from.connection) return
    const doubted = await doubt(sql, read, message)
    if (doubted) return fail(hub, sql, read, doubted)
    await lockCursor(sql, read)
    const owned = hub.registry.feed(read.feed)
    const { leftOut } = message
    if (read.mode === 'full' && !leftOut) await finish(hub, sql, from, read, owned)
    const scope = scopeOf(hub, sql, from.company, from.connection, undefined)
    for (const { inbound } of hub.registry.entities) await inbound?.follows?.[read.feed]?.(scope)
    await moveCursor(hub, sql, read, message.erpNow, leftOut === undefined)
    await endRead(sql, read, { state: 'done', at: hub.clock.now(), erpNow: message.erpNow })
    if (leftOut && leftOut.missing > 0) await askWhole(sql, read, hub.clock.now())
    else await agree(sql, read, message.remembered === true)
    await announce(sql, from.company, 'reads', read.read_id)
    await announce(sql, from.company, owned.entity.kind)
    await sql.notify('gusset_due', { company: from.company, all: true })
  })
}

/** Before what follows a read writes history, whose chain is locked last (`record`): who asks for a read locks the cursor first, too. */
async function lockCursor(sql: Sql, { company_id, connection_id, feed }: ReadRow): Promise<void> {
  await sql.run('select 1 from erp_cursor where company_id = $1 and connection_id = $2 and feed = $3 for update', [
    company_id,
    connection_id,
    feed,
  ])
}

/** Why the end is not believed. Nothing is taken for deleted on a doubt. */
async function doubt(
  sql: Sql,
  read: ReadRow,
  message: Pick<Extract<ToServer, { type: 'read-end' }>, 'pages' | 'leftOut'>,
): Promise<FailureCode | undefined> {
  if (message.pages !== read.pages) return 'pages-lost'
  const { kept } = await sql.one<{ kept: number }>(
    'select count(*) as kept from erp_seen where company_id = $1 and read_id = $2',
    [read.company_id, read.read_id],
  )
  if (kept !== read.seen) return 'database-restarted'
  if (read.mode !== 'full' || read.rows > 0 || message.leftOut) return undefined
  const before = await sql.maybe<{ last_full_rows: number | null }>(
    'select last_full_rows from erp_cursor where company_id = $1 and connection_id = $2 and feed = $3',
    [read.company_id, read.connection_id, read.feed],
  )
  return before?.last_full_rows ? 'suddenly-empty' : undefined
}

async function finish(hub: Hub, sql: Sql, from: AgentRef, read: ReadRow, owned: OwnedFeed): Promise<void> {
  const scope = scopeOf(hub, sql, from.company, from.connection, undefined)
  if (await keepsKeys(scope, owned, read)) {
    await gatherSeen(scope, read, owned.feed)
    await temporaryTables(sql, owned.feed)
    const gone = owned.stage ? await markGone(scope, owned.entity.kind, owned.stage, owned.feed) : 0
    const applied = owned.stage ? undefined : await owned.feed.finish?.(scope)
    await keepUnsyncable(scope, read)
    await sql.run(
      `update erp_read set inserted = inserted + $3, changed = changed + $4, vanished = vanished + $5, unsyncable = unsyncable + $6
       where company_id = $1 and read_id = $2`,
      [
        read.company_id,
        read.read_id,
        applied?.inserted ?? 0,
        applied?.changed ?? 0,
        gone + (applied?.vanished ?? 0),
        applied?.unsyncable ?? 0,
      ],
    )
  }
  await sql.run(
    'delete from erp_unsyncable where company_id = $1 and connection_id = $2 and feed = $3 and read_id <> $4',
    [from.company, from.connection, read.feed, read.read_id],
  )
}

/** ERP's own time of the read's start, less two seconds: what came in between comes twice, and is unchanged by its content. */
async function moveCursor(hub: Hub, sql: Sql, read: ReadRow, erpNow: string, whole: boolean): Promise<void> {
  const now = hub.clock.now()
  const minutes = await minutesOf(hub, sql, read)
  await sql.run(
    `insert into erp_cursor (company_id, connection_id, feed, erp_time, last_read_at, last_full_at, last_full_rows, failures, next_due_at)
     values ($1, $2, $3, to_char($4::timestamp - interval '2 seconds', 'YYYY-MM-DD"T"HH24:MI:SS'), $5, $6, $7, 0, $8)
     on conflict (company_id, connection_id, feed) do update set erp_time = excluded.erp_time, last_read_at = excluded.last_read_at,
       last_full_at = coalesce(excluded.last_full_at, erp_cursor.last_full_at),
       last_full_rows = coalesce(excluded.last_full_rows, erp_cursor.last_full_rows), failures = 0,
       next_due_at = case when erp_cursor.whole_again or erp_cursor.read_again then $5 else excluded.next_due_at end`,
    [
      read.company_id,
      read.connection_id,
      read.feed,
      erpNow,
      now,
      read.mode === 'full' ? now : null,
      read.mode === 'full' && whole ? read.rows : null,
      nextDue(now, minutes, 0),
    ],
  )
}

export async function readFailed(hub: Hub, from: AgentRef, readId: string, because: string): Promise<void> {
  await hub.db.company(from.company, async (sql) => {
    const read = await lockRead(sql, from.company, readId)
    if (read?.state === 'running' && read.connection_id === from.connection)
      await fail(hub, sql, read, 'agent-failed', because)
  })
}

/** The agent's line ended: its read is over, and asked for again. */
export async function readsOrphaned(hub: Hub, sql: Sql, from: AgentRef): Promise<void> {
  const running = (await openReads(sql, from.company, from.connection)).filter((read) => read.state === 'running')
  for (const read of running) {
    const at = hub.clock.now()
    await endRead(sql, read, { state: 'failed', at, ...inWords('line-ended') })
    const { feed, mode, cause } = read
    await insertRead(sql, { ...from, feed, mode, cause, askedBy: read.asked_by ?? undefined, at })
  }
}

/**
 * Ends a read that was asked for or is under way. Each page was applied in a transaction of its own, as it would be by a whole read, so what has
 * arrived is true and stays; what vanished is only looked for at an end, so nothing is removed; the cursor moves only at an end, so the next
 * read begins where this one did. The agent is told to stop; the pages of one that does not hear it are no longer taken.
 * @returns what is to be sent after the commit; @throws Refused 409 when the read is over.
 */
export async function cancelRead(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  readId: string,
  by: UserId,
): Promise<Outgoing[]> {
  const read = await lockRead(sql, company, readId)
  if (!read) throw new Refused(refusal('not-there', 'There is no such read.'), 404)
  if (read.state !== 'asked' && read.state !== 'running')
    throw new Refused(refusal('read-over', 'The read is over already.'), 409)
  await endRead(sql, read, { state: 'cancelled', at: hub.clock.now(), ...inWords('cancelled') })
  await postpone(hub, sql, read, 0)
  await record(sql, {
    company,
    actor: by,
    action: 'sync-cancelled',
    subject: { kind: 'feed', id: read.feed },
    body: { connection: read.connection_id, rows: read.rows },
  })
  await announce(sql, company, 'reads', readId)
  await sql.notify('gusset_due', { company, all: true })
  // On another server the agent hears it by its next page, which is refused.
  return [{ to: { company, connection: read.connection_id }, message: { type: 'cancel-read', readId } }]
}

const inWords = (code: FailureCode, error: string = READ_FAILURES[code].sentence) => ({ code, error })

async function fail(hub: Hub, sql: Sql, read: ReadRow, code: FailureCode, because?: string): Promise<void> {
  const { error } = inWords(code, because)
  hub.log.warn({ company: read.company_id, feed: read.feed, because: error }, 'A read failed.')
  await endRead(sql, read, { state: 'failed', at: hub.clock.now(), code, error })
  await postpone(hub, sql, read, 1)
  await announce(sql, read.company_id, 'reads', read.read_id)
  await sql.notify('gusset_due', { company: read.company_id, all: true })
}

/** The next turn of a read that came to no end; one that was to take everything leaves that to the next. */
async function postpone(hub: Hub, sql: Sql, read: ReadRow, failures: number): Promise<void> {
  const minutes = await minutesOf(hub, sql, read)
  const { failed } = await sql.one<{ failed: number }>(
    `insert into erp_cursor (company_id, connection_id, feed, failures, whole_again) values ($1, $2, $3, $4, $5)
     on conflict (company_id, connection_id, feed) do update set failures = erp_cursor.failures + $4,
       whole_again = erp_cursor.whole_again or $5 returning failures as failed`,
    [read.company_id, read.connection_id, read.feed, failures, read.mode === 'full'],
  )
  await sql.run('update erp_cursor set next_due_at = $4 where company_id = $1 and connection_id = $2 and feed = $3', [
    read.company_id,
    read.connection_id,
    read.feed,
    nextDue(hub.clock.now(), minutes, failures === 0 ? 0 : failed),
  ])
}
