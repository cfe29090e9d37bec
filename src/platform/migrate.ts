/** Brings a database to the schema of this version: `db/NNNN_name.sql`, in order, each once, each in one transaction. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Log } from './log.ts'

export interface Migration {
  number: number
  name: string
  sql: string
  sha256: string
}

/** Any number that nobody else takes as an advisory lock on this database. */
const LOCK = 4_787_738

/**
 * Must be called by the owner of the schema (a superuser or a role with CREATEROLE the first time). `folder` is for tests; `wanted` is for a
 * backup of an older version, which is put back under the schema it was taken from. @returns the names of those that were applied now
 */
export async function migrate(
  url: string,
  log: Log,
  folder = migrationFolder(),
  wanted: (migration: Migration) => boolean = () => true,
): Promise<string[]> {
  const migrations = await readMigrations(folder)
  return over(url, async (client) => {
    await checkVersion(client)
    await client.query('select pg_advisory_lock($1)', [LOCK])
    const applied = await readApplied(client).catch((error) => {
      throw notAllowed('The list of migrations cannot be kept', error)
    })
    checkUnchanged(migrations, applied)
    const due = migrations.filter((each) => !applied.has(each.number) && wanted(each))
    for (const each of due) await apply(client, each, log)
    // Every table with a company stands behind the wall, whether or not its migration remembered to say so.
    if (due.length > 0) await client.query('select gusset_raise_walls()')
    return due.map((each) => each.name)
  })
}

/** The migrations of this version, and those the database has; none when it is quite new. */
export async function migrationsOf(
  url: string,
): Promise<{ ours: Migration[]; applied: Pick<Migration, 'number' | 'name' | 'sha256'>[] }> {
  const ours = await readMigrations(migrationFolder())
  return over(url, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('public.schema_migration') is not null as there`,
    )
    if (!rows[0]?.there) return { ours, applied: [] }
    return {
      ours,
      applied: (await client.query('select number, name, sha256 from schema_migration order by number')).rows,
    }
  })
}

async function over<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'gusset migrate' })
  await client.connect().catch((error) => {
    throw unreachable(client, error)
  })
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Searches upward for the folder `db`, because compiled code lies one folder deeper than its source. */
function migrationFolder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, 'db', '0001_platform.sql'))) return join(at, 'db')
    if (at === dirname(at)) throw new Error('The folder “db” with the migrations is missing beside the program.')
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort()
  const migrations = await Promise.all(
    names.map(async (name) => {
      const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
      return { number: Number(name.slice(0, 4)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    }),
  )
  const twice = migrations.find((each, index) => migrations[index - 1]?.number === each.number)
  if (twice) throw new Error(`Two migrations have the number of ${twice.name}: rename one of them.`)
  return migrations
}

async function readApplied(client: pg.Client): Promise<Map<number, { name: string; sha256: string }>> {
  await client.query(
    'create table if not exists schema_migration (number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())',
  )
  const { rows } = await client.query<{ number: number; name: string; sha256: string }>(
    'select number, name, sha256 from schema_migration',
  )
  return new Map(rows.map((row) => [row.number, row]))
}

function checkUnchanged(migrations: Migration[], applied: Map<number, { name: string; sha256: string }>): void {
  const known = new Map(migrations.map((each) => [each.number, each]))
  for (const [number, { name, sha256 }] of applied) {
    const file = known.get(number)
    if (!file)
      throw new Error(
        `The database was brought further by a newer version (${name}): start that version, or restore a back-up.`,
      )
    if (file.sha256 !== sha256)
      throw new Error(
        `${file.name} was changed after it had been applied to this database: put the file back and write a new migration.`,
      )
  }
}

async function apply(client: pg.Client, migration: Migration, log: Log): Promise<void> {
  await client.query('begin')
  try {
    await client.query(migration.sql)
    await client.query('insert into schema_migration (number, name, sha256) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.sha256,
    ])
    await client.query('commit')
    log.info({ migration: migration.name }, 'migration applied')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw explain(migration, error as pg.DatabaseError)
  }
}

const NOT_ALLOWED = '42501'

function explain(migration: Migration, error: pg.DatabaseError): Error {
  const line = error.position ? ` (line ${migration.sql.slice(0, Number(error.position)).split('\n').length})` : ''
  return notAllowed(`Migration ${migration.name}${line} failed`, error)
}

function notAllowed(what: string, error: pg.DatabaseError): Error {
  const remedy =
    error.code === NOT_ALLOWED
      ? ' DATABASE_URL must name the user who owns the database. Or let an administrator of it run:  CREATE ROLE gusset_app NOLOGIN;  GRANT gusset_app TO <user of DATABASE_URL>;  GRANT CREATE ON SCHEMA public TO <user of DATABASE_URL>;  and start again.'
      : ''
  return new Error(`${what}: ${error.message}.${remedy}`, { cause: error })
}

const OLDEST = 15

async function checkVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version: string }>('show server_version')
  const version = rows[0]?.server_version ?? ''
  if (Number.parseInt(version, 10) >= OLDEST) return
  throw new Error(
    `PostgreSQL ${version} is too old: ${OLDEST} or newer is needed. Upgrade it, or leave DATABASE_URL out to use the embedded one.`,
  )
}

/** Names the place without the password; what a driver says of several tried addresses has no words of its own. */
function unreachable({ host, port, database, user }: pg.Client, error: Error & { code?: string }): Error {
  const tried =
    error instanceof AggregateError ? (error.errors as Error[]).map((each) => each.message) : [error.message]
  const remedies: Record<string, string> = {
    '3D000': `Create it:  CREATE DATABASE ${database} OWNER ${user};`,
    '28P01': `Check user and password in DATABASE_URL.`,
    '28000': `Check user and password in DATABASE_URL, and pg_hba.conf.`,
  }
  const remedy = remedies[error.code ?? ''] ?? 'Check DATABASE_URL, and that PostgreSQL runs there.'
  return new Error(`the database ${database} at ${host}:${port} cannot be reached: ${tried.join('; ')}. ${remedy}`, {
    cause: error,
  })
}
