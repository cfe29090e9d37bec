/** Puts a backup, or the export of one company, into a database: all of it in one transaction, or nothing. */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type ArchiveEnd, type ArchivePart, readArchive } from './archive.ts'
import { listed, quoted, type Table, tablesOf } from './archive-tables.ts'
import type { Sql } from './db.ts'
import { sqlOver } from './db-pool.ts'
import { TYPES } from './db-types.ts'

export interface Loading {
  url: string
  /** Under the lock, before anything is written: throws what stands against it. */
  before(sql: Sql): Promise<void>
  /** Rows that the migrations wrote go first: a backup has its own. */
  emptyFirst: boolean
  /** Tables that take what is new and leave what is there; each is asked first, with the rows that came in a table of their own. */
  keepPresent: Record<string, (sql: Sql, came: string) => Promise<void>>
  /** With everything in place, before it counts: throws what is wrong with it. */
  after(sql: Sql, end: ArchiveEnd): Promise<void>
}

/** The file has been checked before. Nothing is changed unless all of it holds. */
export async function loadArchive(file: string, loading: Loading): Promise<ArchiveEnd> {
  const client = new pg.Client({ connectionString: loading.url, application_name: 'gusset restore', types: TYPES })
  await client.connect()
  try {
    await client.query(`begin; set local gusset.company = 'all'`)
    const sql = sqlOver(client)
    await loading.before(sql)
    const tables = await tablesOf(client)
    const walled = await openTables(client, tables)
    if (loading.emptyFirst)
      for (const { name } of [...tables].reverse()) await client.query(`delete from ${quoted(name)}`)
    const end = await fill(client, file, loading, tables)
    await client.query('set constraints all immediate')
    await advanceCounters(client)
    await closeTables(client, tables, walled)
    await loading.after(sql, end)
    await client.query('commit')
    return end
  } finally {
    // Whatever was not committed is gone with the connection.
    await client.end()
  }
}

/** The owner of a table is bound by its wall and its triggers; COPY goes around neither. @returns the walled tables */
async function openTables(client: pg.Client, tables: Table[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity order by 1`,
  )
  for (const { name } of rows) await client.query(`alter table ${quoted(name)} no force row level security`)
  for (const { name } of tables) await client.query(`alter table ${quoted(name)} disable trigger user`)
  return rows.map((each) => each.name)
}

async function closeTables(client: pg.Client, tables: Table[], walled: string[]): Promise<void> {
  for (const { name } of tables) await client.query(`alter table ${quoted(name)} enable trigger user`)
  for (const name of walled) await client.query(`alter table ${quoted(name)} force row level security`)
}

async function fill(client: pg.Client, file: string, loading: Loading, tables: Table[]): Promise<ArchiveEnd> {
  const parts = readArchive(file)
  for (let next = await parts.next(); !next.done; next = await parts.next()) {
    const part = next.value
    if (part.part === 'end') return part.end
    if (part.part !== 'table') continue
    if (!tables.some((each) => each.name === part.table)) throw new Error(`There is no table ${part.table} here.`)
    await fillTable(client, part, parts, loading.keepPresent[part.table])
  }
  throw new Error('The file changed while it was read.')
}

async function fillTable(
  client: pg.Client,
  { table, columns }: { table: string; columns: string[] },
  parts: AsyncGenerator<ArchivePart>,
  mayKeep: Loading['keepPresent'][string] | undefined,
): Promise<void> {
  const names = listed(columns)
  const came = `new_${table}`
  const into = quoted(mayKeep ? came : table)
  if (mayKeep)
    await client.query(`create temp table ${into} on commit drop as select ${names} from ${quoted(table)} limit 0`)
  await pipeline(
    Readable.from(rowsOf(parts), { objectMode: false }),
    client.query(copyFrom(`copy ${into} (${names}) from stdin`)),
  )
  if (!mayKeep) return
  await mayKeep(sqlOver(client), came)
  await client.query(`insert into ${quoted(table)} (${names}) select ${names} from ${into} on conflict do nothing`)
}

const PIECE = 65_536

/** The rows up to the table's sum, which `readArchive` has compared by then. */
async function* rowsOf(parts: AsyncGenerator<ArchivePart>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let bytes = 0
  for (let next = await parts.next(); !next.done && next.value.part === 'row'; next = await parts.next()) {
    const { line } = next.value
    waiting.push(line)
    bytes += line.length
    if (bytes < PIECE) continue
    yield Buffer.concat(waiting)
    waiting = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}

/** Columns that number themselves go on behind the highest number that came. */
async function advanceCounters(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; column: string }>(
    `select c.relname as name, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> ''`,
  )
  for (const { name, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence('public.${quoted(name)}', '${column}'), coalesce((select max(${quoted(column)}) from ${quoted(name)}), 0) + 1, false)`,
    )
}
