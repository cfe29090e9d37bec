/**
 * The intake of pages: decoded and copied into a temporary table, applied or staged set by set, counted, all in one transaction. Its cost follows
 * the size of the change. The cursor moves at the end of the read, with its last data.
 */
import type { Sql } from '../platform/db.ts'
import { sha256Hex } from '../platform/json.ts'
import { announce } from '../platform/live.ts'
import type { ImportMapping } from './connector.ts'
import type { Applied, Feed, FeedColumn, Scope } from './entity.ts'
import { type Hub, scopeOf } from './hub.ts'
import type { AgentRef, LineHandler } from './line.ts'
import { type BadRow, decodeStream, feedColumnsOf } from './mapping-in.ts'
import { lockRead, type ReadRow } from './reads-store.ts'
import type { OwnedFeed, Registry } from './registry.ts'
import { merge } from './staging.ts'
import { summarize } from './summaries.ts'

type Page = Parameters<LineHandler['page']>[1]

/** Undecodable rows kept of one page; a table that is wrong altogether must not fill the report with a million copies of one sentence. */
const MAX_BAD = 1_000

/** @returns false when the read is no longer wanted. */
export async function takePage(hub: Hub, from: AgentRef, page: Page): Promise<boolean> {
  return hub.db.company(from.company, async (sql) => {
    const read = await lockRead(sql, from.company, page.readId)
    const wanted = read?.state === 'running' && read.connection_id === from.connection && page.number <= read.pages + 1
    if (!wanted || page.number <= read.pages) {
      await drain(page.lines)
      return wanted
    }
    const owned = hub.registry.feed(read.feed)
    const mapping = hub.registry.importMapping(await connectorOf(sql, from), read.feed)
    if (!mapping) return false
    const scope = scopeOf(hub, sql, from.company, from.connection, undefined)
    const taken = await take(scope, hub.registry, { read, owned, mapping, lines: page.lines })
    await count(scope, read, page.number, taken)
    return true
  })
}

interface Intake {
  read: ReadRow
  owned: OwnedFeed
  mapping: ImportMapping
  lines: AsyncIterable<Uint8Array>
}

interface Taken extends Applied {
  rows: number
  seen: number
}

async function take(scope: Scope, registry: Registry, { read, owned, mapping, lines }: Intake): Promise<Taken> {
  const { sql } = scope
  const { feed, stage } = owned
  await temporaryTables(sql, feed)
  const bad: BadRow[] = []
  let badCount = 0
  const onBad = (row: BadRow) => {
    badCount++
    if (bad.length < MAX_BAD) bad.push(row)
  }
  const decoded = decodeStream(mapping.table, lines, onBad, feed.hashed ? feed.key.length : 0)
  const columns = [...feedColumnsOf(mapping.table), 'line', ...(feed.hashed ? ['row_hash'] : [])].map(quoted).join(', ')
  const rows = await sql.copyIn(`copy incoming (${columns}) from stdin`, decoded)
  await addBad(sql, bad)
  const applied = stage ? await merge(scope, owned.entity.kind, stage, feed) : await feed.apply(scope, read.mode)
  const seen = (await keepsKeys(scope, owned, read)) ? await keepKeys(scope, read, feed) : 0
  for (const item of applied.touched ?? []) await summarize(scope, registry, owned.entity.kind, item)
  await keepUnsyncable(scope, read)
  return { ...applied, unsyncable: applied.unsyncable + badCount, rows: rows + badCount, seen }
}

/** `incoming` without index, `unsyncable` for what cannot be applied; both end with the transaction. */
export async function temporaryTables(sql: Sql, feed: Feed): Promise<void> {
  const columns = feed.columns.map(
    (column) => `${quoted(column.name)} ${column.type === 'integer' ? 'int8' : column.type}`,
  )
  const more = ['line int8', ...(feed.hashed ? ['row_hash int8'] : [])]
  await sql.run(`create temporary table incoming (${[...columns, ...more].join(', ')}) on commit drop`)
  await sql.run('create temporary table unsyncable (erp_key text, reason text, raw text) on commit drop')
  // Neither these tables nor rows written in this very transaction have statistics: left alone, the planner takes them for few and walks one
  // whole set for each row of the other, minutes instead of a second.
  await sql.run('set local enable_nestloop = off')
}

/** A full pass whose end must know every key it met. Where nothing was ever read before, nothing can have vanished: keys are not kept. */
export async function keepsKeys({ sql }: Scope, { feed, stage }: OwnedFeed, read: ReadRow): Promise<boolean> {
  if (read.mode !== 'full' || (feed.finish === undefined && stage === undefined)) return false
  const { before } = await sql.one<{ before: boolean }>(
    `select exists (select from erp_read where company_id = $1 and connection_id = $2 and feed = $3 and read_id <> $4 and pages > 0) as before`,
    [read.company_id, read.connection_id, read.feed, read.read_id],
  )
  return before
}

async function keepKeys(scope: Scope, read: ReadRow, feed: Feed): Promise<number> {
  const keys = feed.key.map((name) => `${quoted(name)}::text`).join(', ')
  return scope.sql.run(`insert into erp_seen (company_id, read_id, keys) select $1, $2, array[${keys}] from incoming`, [
    scope.company,
    read.read_id,
  ])
}

/** The temporary table `seen` with the columns of the feed's key, for the end of a full pass. @returns its number of rows */
export async function gatherSeen(scope: Scope, read: ReadRow, feed: Feed): Promise<number> {
  const typed = (name: string, at: number) => `keys[${at + 1}]::${columnOf(feed, name).type} as ${quoted(name)}`
  const columns = feed.key.map(typed).join(', ')
  const company = Number(scope.company)
  await scope.sql.run(`create temporary table seen on commit drop as select ${columns} from erp_seen
    where company_id = ${company} and read_id = '${read.read_id.replaceAll("'", '')}'`)
  await scope.sql.run('analyze seen')
  const { rows } = await scope.sql.one<{ rows: number }>('select count(*) as rows from seen')
  return rows
}

async function addBad(sql: Sql, bad: BadRow[]): Promise<void> {
  if (bad.length === 0) return
  await sql.run(
    'insert into unsyncable (erp_key, reason, raw) select * from unnest($1::text[], $2::text[], $3::text[])',
    [
      bad.map((row) => `row ${sha256Hex(row.raw).slice(0, 12)}`),
      bad.map((row) => row.reason),
      bad.map((row) => row.raw.replaceAll('\0', '')),
    ],
  )
}

/** Into the report. `since` stays that of the first time. */
export async function keepUnsyncable(scope: Scope, read: ReadRow): Promise<void> {
  await scope.sql.run(
    `insert into erp_unsyncable (company_id, connection_id, feed, erp_key, reason, raw, since, read_id)
     select distinct on (erp_key) $1::int8, $2::int8, $3, erp_key, reason, raw, $4::timestamptz, $5 from unsyncable
     on conflict (company_id, connection_id, feed, erp_key) do update set reason = excluded.reason, raw = excluded.raw, read_id = excluded.read_id`,
    [scope.company, scope.connection, read.feed, scope.clock.now(), read.read_id],
  )
}

async function count(scope: Scope, read: ReadRow, page: number, taken: Taken): Promise<void> {
  const { sql, company } = scope
  await sql.run(
    `update erp_read set pages = $3, rows = rows + $4, inserted = inserted + $5, changed = changed + $6, unchanged = unchanged + $7,
       vanished = vanished + $8, unsyncable = unsyncable + $9, seen = seen + $10, last_page_at = $11 where company_id = $1 and read_id = $2`,
    [
      company,
      read.read_id,
      page,
      taken.rows,
      taken.inserted,
      taken.changed,
      taken.unchanged,
      taken.vanished,
      taken.unsyncable,
      taken.seen,
      scope.clock.now(),
    ],
  )
  await announce(sql, company, 'reads', read.read_id)
}

async function connectorOf(sql: Sql, from: AgentRef): Promise<string> {
  const { connector } = await sql.one<{ connector: string }>(
    'select connector from erp_connection where company_id = $1 and id = $2',
    [from.company, from.connection],
  )
  return connector
}

/** The sender waits for its page to be read to the end. */
async function drain(lines: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of lines);
}

function columnOf(feed: Feed, name: string): FeedColumn {
  const column = feed.columns.find((each) => each.name === name)
  if (!column) throw new Error(`The key column ${name} is none of the feed ${feed.feed}.`)
  return column
}

const quoted = (name: string): string => `"${name.replaceAll('"', '')}"`
