/** Reads as PostgreSQL keeps them: asked, running, done; one open read for each feed of a connection. */
import { randomBytes } from 'node:crypto'
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'

export type ReadState = 'asked' | 'running' | 'done' | 'failed' | 'cancelled'

export interface ReadRow {
  company_id: CompanyId
  read_id: string
  connection_id: ConnectionId
  feed: string
  mode: 'changed' | 'full'
  state: ReadState
  asked_by: UserId | null
  asked_at: Date
  started_at: Date | null
  last_page_at: Date | null
  ended_at: Date | null
  changed_since: string | null
  pages: number
  rows: number
  expected: number | null
  seen: number
  inserted: number
  changed: number
  unchanged: number
  vanished: number
  unsyncable: number
  erp_now: string | null
  error: string | null
}

export function lockRead(sql: Sql, company: CompanyId, readId: string): Promise<ReadRow | undefined> {
  return sql.maybe<ReadRow>('select * from erp_read where company_id = $1 and read_id = $2 for update', [
    company,
    readId,
  ])
}

/** Asks for a read; one that is open already serves. @returns its id */
export async function insertRead(
  sql: Sql,
  given: {
    company: CompanyId
    connection: ConnectionId
    feed: string
    mode: 'changed' | 'full'
    askedBy: UserId | undefined
    at: Date
  },
): Promise<string> {
  await sql.run(
    `insert into erp_read (company_id, read_id, connection_id, feed, mode, state, asked_by, asked_at) values ($1, $2, $3, $4, $5, 'asked', $6, $7)
     on conflict (company_id, connection_id, feed) where state in ('asked', 'running') do nothing`,
    [
      given.company,
      randomBytes(12).toString('hex'),
      given.connection,
      given.feed,
      given.mode,
      given.askedBy ?? null,
      given.at,
    ],
  )
  const { read_id } = await sql.one<{ read_id: string }>(
    `select read_id from erp_read where company_id = $1 and connection_id = $2 and feed = $3 and state in ('asked', 'running')`,
    [given.company, given.connection, given.feed],
  )
  return read_id
}

export function openReads(sql: Sql, company: CompanyId, connection: ConnectionId): Promise<ReadRow[]> {
  return sql.query<ReadRow>(
    `select * from erp_read where company_id = $1 and connection_id = $2 and state in ('asked', 'running') order by asked_at for update`,
    [company, connection],
  )
}

export async function endRead(
  sql: Sql,
  read: Pick<ReadRow, 'company_id' | 'read_id'>,
  end: { state: ReadState; at: Date; error?: string; erpNow?: string },
): Promise<void> {
  await sql.run(
    'update erp_read set state = $3, ended_at = $4, error = $5, erp_now = coalesce($6, erp_now) where company_id = $1 and read_id = $2',
    [read.company_id, read.read_id, end.state, end.at, end.error ?? null, end.erpNow ?? null],
  )
  await sql.run('delete from erp_seen where company_id = $1 and read_id = $2', [read.company_id, read.read_id])
}
