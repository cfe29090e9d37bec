/** The company's history as its auditors read it: newest first, narrowed by who, what, about what and when. */
import type { CompanyId, UserId } from '../ids.ts'
import type { Db, Sql } from '../platform/db.ts'
import { orderBy } from '../platform/rest.ts'

export interface AuditFilters {
  actor?: UserId | undefined
  action?: string | undefined
  subject_kind?: string | undefined
  subject_id?: string | undefined
  /** From the beginning of this moment on. */
  since?: Date | undefined
  /** Before this moment. */
  until?: Date | undefined
}

export interface AuditRow {
  seq: number
  at: Date
  actor: UserId | null
  actor_name: string | null
  action: string
  subject_kind: string
  subject_id: string
  why: string | null
  body: unknown
  hash: string
}

/** With the hash it follows, so that the chain can be proved. */
export interface ChainRow extends AuditRow {
  prev: string
}

const ROWS = `select h.seq, h.at, h.actor, p.name as actor_name, h.action, h.subject_kind, h.subject_id, h.why, h.body,
    encode(h.prev, 'hex') as prev, encode(h.hash, 'hex') as hash
  from history h left join person p on p.id = h.actor`

const CONDITIONS = `h.company_id = $1 and ($2::int8 is null or h.actor = $2) and ($3::text is null or h.action = $3)
  and ($4::text is null or h.subject_kind = $4) and ($5::text is null or h.subject_id = $5)
  and ($6::timestamptz is null or h.at >= $6) and ($7::timestamptz is null or h.at < $7)`

/** By the name of the page's column, `-` before it for descending. */
const SORTS: Record<string, string> = {
  seq: 'h.seq',
  at: 'h.seq',
  who: 'p.name',
  what: 'h.action',
  subject: 'h.subject_kind',
  why: 'h.why',
}

const orderOf = (sort: string | undefined) => orderBy(SORTS, sort, 'h.seq desc')

function valuesOf(company: CompanyId, of: AuditFilters): unknown[] {
  return [company, of.actor, of.action, of.subject_kind, of.subject_id, of.since, of.until].map((each) => each ?? null)
}

export async function listAudit(
  sql: Sql,
  company: CompanyId,
  filters: AuditFilters,
  { sort, limit, offset }: { sort: string | undefined; limit: number; offset: number },
): Promise<{ rows: AuditRow[]; total: number }> {
  const values = valuesOf(company, filters)
  const rows = await sql.query<AuditRow>(`${ROWS} where ${CONDITIONS} order by ${orderOf(sort)} limit $8 offset $9`, [
    ...values,
    limit,
    offset,
  ])
  const { total } = await sql.one<{ total: number }>(
    `select count(*) as total from history h where ${CONDITIONS}`,
    values,
  )
  return { rows, total }
}

/** What the filters can be set to. */
export async function auditWords(sql: Sql, company: CompanyId) {
  const words = (column: string) =>
    sql.query<{ word: string }>(`select distinct ${column} as word from history where company_id = $1 order by 1`, [
      company,
    ])
  const people = await sql.query<{ id: UserId; name: string }>(
    `select p.id, p.name from person p where p.id in (select distinct actor from history where company_id = $1) order by p.name, p.id`,
    [company],
  )
  const actions = (await words('action')).map((each) => each.word)
  return { actions, subject_kinds: (await words('subject_kind')).map((each) => each.word), people }
}

const BATCH = 2_000

/** The whole chain from its first row, a batch to a transaction: a long download holds nothing. */
export async function* chainRows(db: Db, company: CompanyId, upTo: number): AsyncGenerator<ChainRow> {
  for (let seq = 0; seq < upTo; ) {
    const rows = await db.company(company, (sql) =>
      sql.query<ChainRow>(
        `${ROWS} where h.company_id = $1 and h.seq > $2 and h.seq <= $3 order by h.seq limit ${BATCH}`,
        [company, seq, upTo],
      ),
    )
    if (rows.length === 0) return
    yield* rows
    seq = rows.at(-1)?.seq ?? upTo
  }
}
