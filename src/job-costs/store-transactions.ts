/**
 * Takes a page of posted transactions from the temporary table `incoming` into `direct_cost` and keeps `direct_cost_total` in the same transaction.
 * Set by set, never row by row; a row whose content hash is unchanged is not written. Running it twice changes nothing.
 */
import type { Applied, Scope } from '../erp/entity.ts'
import { reserveIds } from '../platform/new-id.ts'
import { DIRECT_COST_TYPES } from './model.ts'
import { addNewLines, resolveLines } from './store-lines.ts'

const CONTENT = `i.transaction_date, i.accounting_date, i.description, i.units, i.unit_cost, i.amount, i.vendor, i.invoice, i.commitment, i.commitment_line, i.employee, nullif(i.wip_id, 0)`

const DIRECT_COST_TYPE = `case ${DIRECT_COST_TYPES.map(
  ({ transactionType, with: column, type }) =>
    `when i.transaction_type = '${transactionType}'${column ? ` and i.${column} <> ''` : ''} then '${type}'`,
).join(' ')} else 'expense' end`

const ITS_LINE = `join job_cost_line l on l.company_id = $1 and l.connection_id = $2
    and l.job = i.job and l.extra = coalesce(i.extra, '') and l.cost_code = coalesce(i.cost_code, '') and l.category = coalesce(i.category, '')`

/** A page's rows with their line, type and content hash. */
const PAGE = `select l.id as line_id, i.run, i.sequence, i.transaction_type, ${DIRECT_COST_TYPE} as direct_cost_type, ${CONTENT} as wip_id,
    i.row_hash, i.line
  from incoming i ${ITS_LINE}`

const COLUMNS = `company_id, line_id, run, sequence, transaction_type, id, direct_cost_type, transaction_date, accounting_date, description,
  units, unit_cost, amount, vendor, invoice, commitment, commitment_line, employee, wip_id, row_hash`

/** Ids of a reserved block: 512 a millisecond (see `platform/new-id.ts`). */
const ID = `$3::int8 + (line / 512) * 4096 + line % 512`
const VALUES = `$1::int8, line_id, run, sequence, transaction_type, ${ID}, direct_cost_type, transaction_date, accounting_date, description,
  units, unit_cost, coalesce(amount, 0), vendor, invoice, commitment, commitment_line, employee, wip_id, row_hash`

export async function applyTransactions(scope: Scope): Promise<Applied> {
  const { sql } = scope
  const { rows, last } = await sql.one<{ rows: number; last: number }>(
    'select count(*) as rows, coalesce(max(line), 0)::int8 as last from incoming',
  )
  if (rows === 0) return { inserted: 0, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }
  await hashJoins(sql, true)
  await addNewLines(scope)
  await resolveLines(scope)
  const base = reserveIds(last + 1)
  return (await sampleIsNew(scope, rows)) ? newPage(scope, base, rows) : mergePage(scope, base, rows)
}

/**
 * Whether the planner must join sets by hashing. Lines written in this very transaction have no statistics, and seven columns of a key have
 * their odds multiplied: left alone, it expects next to no rows and walks a whole set for each row of the other.
 */
async function hashJoins(sql: Scope['sql'], only: boolean): Promise<void> {
  await sql.run(`set local enable_nestloop = ${only ? 'off' : 'on'}`)
}

/** Sixty-odd rows spread over the page tell a page of news (a first pass) from a page to compare. A wrong guess costs time, never truth. */
async function sampleIsNew({ sql, company, connection }: Scope, rows: number): Promise<boolean> {
  const sample = await sql.query<{ line_id: number; run: number; sequence: number; transaction_type: string }>(
    `select l.id as line_id, i.run, i.sequence, i.transaction_type from (select * from incoming where line % $3 = 0 offset 0) i ${ITS_LINE}`,
    [company, connection, Math.ceil(rows / 64)],
  )
  await hashJoins(sql, false)
  const { known } = await sql.one<{ known: boolean }>(
    `select exists (select 1 from direct_cost d where d.company_id = $1
       and (d.line_id, d.run, d.sequence, d.transaction_type) in (select * from unnest($2::int8[], $3::int8[], $4::int4[], $5::text[]))) as known`,
    [
      company,
      sample.map((each) => each.line_id),
      sample.map((each) => each.run),
      sample.map((each) => each.sequence),
      sample.map((each) => each.transaction_type),
    ],
  )
  await hashJoins(sql, true)
  return !known
}

/**
 * Nothing to compare with: the page goes straight in, and what went in is summed on the way. Where the sample was wrong, the key says so, and
 * the page is taken back and merged. Without `on conflict`: asking the index before each row costs as much again as the row.
 */
async function newPage(scope: Scope, base: number, rows: number): Promise<Applied> {
  const { sql } = scope
  await sql.run('savepoint before_page')
  try {
    const inserted = await insertPage(scope, base)
    await sql.run('release savepoint before_page')
    return { inserted, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }
  } catch (error) {
    if (!isTaken(error)) throw error
    await sql.run('rollback to savepoint before_page')
    return mergePage(scope, base, rows)
  }
}

async function insertPage({ sql, company, connection }: Scope, base: number): Promise<number> {
  const { inserted } = await sql.one<{ inserted: number }>(
    `with page as (${PAGE}),
     added as (
       insert into direct_cost (${COLUMNS}) select ${VALUES} from page
       returning line_id, direct_cost_type, amount, units),
     summed as (
       insert into direct_cost_total (company_id, line_id, direct_cost_type, amount, units, transactions)
       select $1, line_id, direct_cost_type, sum(amount), sum(coalesce(units, 0)), count(*) from added group by line_id, direct_cost_type
       on conflict (company_id, line_id, direct_cost_type) do update set amount = direct_cost_total.amount + excluded.amount,
         units = direct_cost_total.units + excluded.units, transactions = direct_cost_total.transactions + excluded.transactions)
     select count(*) as inserted from added`,
    [company, connection, base],
  )
  return inserted
}

const UNIQUE_VIOLATION = '23505'

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION
}

/** Only rows that are new or whose content differs are written; the totals move by the difference. */
async function mergePage({ sql, company, connection }: Scope, base: number, rows: number): Promise<Applied> {
  await sql.run('drop table if exists direct_cost_page, direct_cost_change')
  await sql.run(`create temporary table direct_cost_page on commit drop as ${PAGE}`, [company, connection])
  // The page tells its size by its blocks: a small one looks its rows up one by one, a large one goes through the books.
  await hashJoins(sql, false)
  await sql.run(
    `create temporary table direct_cost_change on commit drop as
     select page.*, d.id as old_id, d.direct_cost_type as old_type, d.amount as old_amount, d.units as old_units
     from direct_cost_page page
     left join direct_cost d on d.company_id = $1 and d.line_id = page.line_id and d.run = page.run and d.sequence = page.sequence and d.transaction_type = page.transaction_type
     where d.row_hash is distinct from page.row_hash`,
    [company],
  )
  // A source that is read while people write may name a row twice: the later one holds.
  await sql.run(
    `delete from direct_cost_change a using direct_cost_change b where a.line_id = b.line_id and a.run = b.run and a.sequence = b.sequence
       and a.transaction_type = b.transaction_type and a.line < b.line`,
  )
  const changed = await sql.run(
    `update direct_cost d set direct_cost_type = c.direct_cost_type, transaction_date = c.transaction_date, accounting_date = c.accounting_date, description = c.description,
       units = c.units, unit_cost = c.unit_cost, amount = coalesce(c.amount, 0), vendor = c.vendor, invoice = c.invoice, commitment = c.commitment,
       commitment_line = c.commitment_line, employee = c.employee, wip_id = c.wip_id, row_hash = c.row_hash
     from direct_cost_change c
     where c.old_id is not null and d.company_id = $1 and d.line_id = c.line_id and d.run = c.run and d.sequence = c.sequence and d.transaction_type = c.transaction_type`,
    [company],
  )
  const inserted = await sql.run(
    `insert into direct_cost (${COLUMNS}) select ${VALUES} from direct_cost_change where old_id is null order by line_id, run, sequence`.replaceAll(
      '$3',
      '$2',
    ),
    [company, base],
  )
  await moveTotals(sql, company)
  return { inserted, changed, unchanged: rows - inserted - changed, vanished: 0, unsyncable: 0 }
}

async function moveTotals(sql: Scope['sql'], company: Scope['company']): Promise<void> {
  await sql.run(
    `insert into direct_cost_total (company_id, line_id, direct_cost_type, amount, units, transactions)
     select $1, line_id, type, sum(amount), sum(units), sum(transactions) from (
       select line_id, direct_cost_type as type, coalesce(amount, 0) as amount, coalesce(units, 0) as units, 1 as transactions from direct_cost_change
       union all
       select line_id, old_type, -old_amount, -coalesce(old_units, 0), -1 from direct_cost_change where old_id is not null
     ) moved group by line_id, type
     on conflict (company_id, line_id, direct_cost_type) do update set amount = direct_cost_total.amount + excluded.amount,
       units = direct_cost_total.units + excluded.units, transactions = direct_cost_total.transactions + excluded.transactions`,
    [company],
  )
}

const VOIDED = `company_id, id, line_id, run, sequence, transaction_type, direct_cost_type, accounting_date, description, units, unit_cost,
  amount, vendor, invoice, wip_id`

/** After a full pass: rows whose key the pass did not name are gone from the ERP and are voided here: out of every total, kept to be shown (F48). `seen` holds the pass's keys. */
export async function removeVanished({ sql, company, connection, clock }: Scope): Promise<Applied> {
  await sql.run('drop table if exists direct_cost_change')
  await hashJoins(sql, true)
  await sql.run(
    `create temporary table direct_cost_change on commit drop as
     select d.line_id, d.run, d.sequence, d.transaction_type, d.direct_cost_type as old_type, d.amount as old_amount, d.units as old_units
     from direct_cost d
     where d.company_id = $1 and d.line_id in (select id from job_cost_line where company_id = $1 and connection_id = $2)
       and not exists (
         select from seen s join job_cost_line l on l.company_id = $1 and l.connection_id = $2
           and l.job = s.job and l.extra = coalesce(s.extra, '') and l.cost_code = coalesce(s.cost_code, '') and l.category = coalesce(s.category, '')
         where l.id = d.line_id and s.run = d.run and s.sequence = d.sequence and s.transaction_type = d.transaction_type)`,
    [company, connection],
  )
  await hashJoins(sql, false)
  const vanished = await sql.run(
    `with gone as (
       delete from direct_cost d using direct_cost_change c
       where d.company_id = $1 and d.line_id = c.line_id and d.run = c.run and d.sequence = c.sequence and d.transaction_type = c.transaction_type
       returning d.*)
     insert into direct_cost_voided (${VOIDED}, voided_at) select ${VOIDED}, $2::timestamptz from gone`,
    [company, clock.now()],
  )
  await sql.run(
    `update direct_cost_total t set amount = t.amount - c.amount, units = t.units - c.units, transactions = t.transactions - c.transactions
     from (select line_id, old_type, sum(old_amount) as amount, sum(coalesce(old_units, 0)) as units, count(*) as transactions from direct_cost_change group by line_id, old_type) c
     where t.company_id = $1 and t.line_id = c.line_id and t.direct_cost_type = c.old_type`,
    [company],
  )
  return { inserted: 0, changed: 0, unchanged: 0, vanished, unsyncable: 0 }
}
