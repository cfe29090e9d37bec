/** Reads as PostgreSQL keeps them: asked, running, done; one open read for each feed of a connection. */
import { randomBytes } from 'node:crypto'
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { FailureCode } from './read-failures.ts'

export type ReadState = 'asked' | 'running' | 'done' | 'failed' | 'cancelled'

/** Why a read came about: a person asked for it, its turn came, its table changed, a person's move needs it. */
export type ReadCause = 'person' | 'schedule' | 'change' | 'need'

export interface ReadRow {
  company_id: CompanyId
  read_id: string
  connection_id: ConnectionId
  feed: string
  mode: 'changed' | 'full'
  state: ReadState
  cause: ReadCause
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
  error_code: FailureCode | null
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
    cause: ReadCause
    askedBy: UserId | undefined
    at: Date
  },
): Promise<string> {
  await sql.run(
    `insert into erp_read (company_id, read_id, connection_id, feed, mode, state, asked_by, asked_at, cause) values ($1, $2, $3, $4, $5, 'asked', $6, $7, $8)
     on conflict (company_id, connection_id, feed) where state in ('asked', 'running') do nothing`,
    [
      given.company,
      randomBytes(12).toString('hex'),
      given.connection,
      given.feed,
      given.mode,
      given.askedBy ?? null,
      given.at,
      given.cause,
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

export type ReadEnd =
  | { state: 'done'; at: Date; erpNow: string }
  | { state: 'failed' | 'cancelled'; at: Date; code: FailureCode; error: string }

export async function endRead(sql: Sql, read: Pick<ReadRow, 'company_id' | 'read_id'>, end: ReadEnd): Promise<void> {
  const failed = end.state === 'done' ? undefined : end
  await sql.run(
    `update erp_read set state = $3, ended_at = $4, error = $5, error_code = $6, erp_now = coalesce($7, erp_now)
     where company_id = $1 and read_id = $2`,
    [
      read.company_id,
      read.read_id,
      end.state,
      end.at,
      failed?.error ?? null,
      failed?.code ?? null,
      end.state === 'done' ? end.erpNow : null,
    ],
  )
  await sql.run('delete from erp_seen where company_id = $1 and read_id = $2', [read.company_id, read.read_id])
}
