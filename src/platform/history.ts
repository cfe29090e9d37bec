/**
 * Who did what, when and why: append-only, each row carrying the hash of the one before it, so that a changed, inserted, removed or
 * moved row shows (export protocol I9, assurance 4.6). A cut-off end shows only against a head kept elsewhere: see `head`.
 */
import { createHash } from 'node:crypto'
import type { CompanyId, UserId } from '../ids.ts'
import type { Sql } from './db.ts'
import { canonical } from './json.ts'

export interface HistoryRow {
  /** Undefined when the system itself acted. */
  actor: UserId | undefined
  /** Kebab-case verb: `accept`, `link`, `change-setting`. */
  action: string
  subject: { kind: string; id: number | string }
  why?: string | undefined
  /** Further facts, plain JSON. */
  body?: unknown
}

export interface Verdict {
  ok: boolean
  rows: number
  /** First row that does not follow from the one before it, and what is wrong. */
  broken?: { seq: number; sentence: string }
}

interface Stored {
  seq: number
  at: Date
  actor: number | null
  action: string
  subject_kind: string
  subject_id: string
  why: string | null
  body: unknown
  prev: Buffer
  hash: Buffer
}

const BATCH = 5_000

/** Adds one row. Locks the company's chain until the transaction ends: call it late. */
export async function record(sql: Sql, row: HistoryRow & { company: CompanyId }): Promise<void> {
  await recordAll(sql, row.company, [row])
}

/** Adds many rows under one lock of the chain, in two statements. */
export async function recordAll(sql: Sql, company: CompanyId, rows: HistoryRow[]): Promise<void> {
  if (rows.length === 0) return
  const start = (await lockHead(sql, company)) ?? (await makeHead(sql, company))
  let { seq, hash } = start
  const stored = rows.map((row) => {
    const next = chained(row, { seq: seq + 1, prev: hash, at: start.at })
    seq = next.seq
    hash = next.hash
    return next
  })
  await insert(sql, company, stored)
}

/** The end of the chain: sign it and keep it outside to make a cut-off end visible. */
export async function head(sql: Sql, company: CompanyId): Promise<{ seq: number; hash: string }> {
  const found = await sql.maybe<{ seq: number; hash: Buffer }>(
    'select seq, hash from history_head where company_id = $1',
    [company],
  )
  return { seq: found?.seq ?? 0, hash: (found?.hash ?? genesis(company)).toString('hex') }
}

/** Recomputes the whole chain of a company. */
export async function verify(sql: Sql, company: CompanyId): Promise<Verdict> {
  // The end comes first: rows that others add while this walks are not its business, and must not look like an end that does not fit.
  const { end, beyond } = await endOf(sql, company)
  let seq = 0
  let prev = genesis(company)
  while (seq < end.seq) {
    const rows = await sql.query<Stored>(
      'select * from history where company_id = $1 and seq > $2 and seq <= $3 order by seq limit $4',
      [company, seq, end.seq, BATCH],
    )
    if (rows.length === 0) break
    for (const row of rows) {
      const sentence = wrongWith(row, seq, prev)
      if (sentence) return { ok: false, rows: seq, broken: { seq: row.seq, sentence } }
      seq = row.seq
      prev = row.hash
    }
  }
  if (end.seq === seq && end.hash.equals(prev) && !beyond) return { ok: true, rows: seq }
  const ends = beyond ? 'goes on behind it' : `ends at row ${seq}`
  const sentence = `The chain should end at row ${end.seq}, but ${ends}: rows were cut off or added.`
  return { ok: false, rows: seq, broken: { seq: seq + 1, sentence } }
}

/** The head, and whether rows stand behind it, in one statement: at one moment. */
async function endOf(sql: Sql, company: CompanyId): Promise<{ end: { seq: number; hash: Buffer }; beyond: boolean }> {
  const found = await sql.one<{ seq: number | null; hash: Buffer | null; beyond: boolean }>(
    `select h.seq, h.hash, exists (select from history where company_id = $1 and seq > coalesce(h.seq, 0)) as beyond
     from (select 1) one left join history_head h on h.company_id = $1`,
    [company],
  )
  return { end: { seq: found.seq ?? 0, hash: found.hash ?? genesis(company) }, beyond: found.beyond }
}

function wrongWith(row: Stored, seq: number, prev: Buffer): string | undefined {
  if (row.seq !== seq + 1) return `Row ${seq + 1} is missing.`
  if (!row.prev.equals(prev)) return `Row ${row.seq} does not follow row ${seq}.`
  if (!hashOf(row).equals(row.hash)) return `Row ${row.seq} was changed after it was written.`
  return undefined
}

interface Head {
  seq: number
  hash: Buffer
  at: Date
}

function lockHead(sql: Sql, company: CompanyId): Promise<Head | undefined> {
  return sql.maybe<Head>(`select seq, hash, ${NOW} as at from history_head where company_id = $1 for update`, [company])
}

/** Milliseconds, because that is all a JavaScript date holds, and the time is part of the hash. */
const NOW = `date_trunc('milliseconds', clock_timestamp())`

async function makeHead(sql: Sql, company: CompanyId): Promise<Head> {
  await sql.run('insert into history_head (company_id, seq, hash) values ($1, 0, $2) on conflict do nothing', [
    company,
    genesis(company),
  ])
  const made = await lockHead(sql, company)
  if (!made) throw new Error(`Company ${company} has no history to write in.`)
  return made
}

/** What the first row follows: unlike for each company, so that chains cannot be exchanged. */
function genesis(company: CompanyId): Buffer {
  return createHash('sha256').update(`gusset history ${company}`).digest()
}

function chained(row: HistoryRow, place: { seq: number; prev: Buffer; at: Date }): Stored {
  const stored = {
    ...place,
    actor: row.actor ?? null,
    action: row.action,
    subject_kind: row.subject.kind,
    subject_id: String(row.subject.id),
    why: row.why ?? null,
    body: row.body === undefined ? null : (JSON.parse(canonical(row.body)) as unknown),
  }
  return { ...stored, hash: hashOf(stored) }
}

/** SHA-256 of the hash before and the canonical row. */
function hashOf({ prev, seq, at, actor, action, subject_kind, subject_id, why, body }: Omit<Stored, 'hash'>): Buffer {
  const text = canonical({ seq, at, actor, action, subject_kind, subject_id, why, body })
  return createHash('sha256').update(prev).update(text).digest()
}

async function insert(sql: Sql, company: CompanyId, rows: Stored[]): Promise<void> {
  const last = rows.at(-1)!
  const column = <K extends keyof Stored>(name: K): Stored[K][] => rows.map((row) => row[name])
  await sql.run(
    `with moved as (update history_head set seq = $2, hash = $3 where company_id = $1)
     insert into history (company_id, at, seq, actor, action, subject_kind, subject_id, why, body, prev, hash)
     select $1, $4, * from unnest($5::int8[], $6::int8[], $7::text[], $8::text[], $9::text[], $10::text[], $11::jsonb[], $12::bytea[], $13::bytea[])`,
    [
      company,
      last.seq,
      last.hash,
      last.at,
      column('seq'),
      column('actor'),
      column('action'),
      column('subject_kind'),
      column('subject_id'),
      column('why'),
      column('body').map((body) => (body === null ? null : canonical(body))),
      column('prev'),
      column('hash'),
    ],
  )
}
