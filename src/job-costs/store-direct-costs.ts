/** Reads of the Direct Costs tool: transactions with their filters, totals, the file of all of them, and what fits no code of the project. */
import type { CompanyId, ProjectId } from '../ids.ts'
import { csvLine } from '../platform/csv.ts'
import type { Db, Sql } from '../platform/db.ts'
import { roundCents, sum } from '../platform/money.ts'
import { orderBy } from '../platform/rest.ts'
import {
  DIRECT_COST_STATUSES,
  DIRECT_COST_TYPE_LABELS,
  type DirectCost,
  type DirectCostTotals,
  type DirectCostType,
  type UnsyncableRow,
} from './model.ts'

export interface DirectCostFilter {
  costCode?: number | undefined
  costType?: number | undefined
  types?: DirectCostType[] | undefined
  /** The ERP's ID of the vendor. */
  vendor?: string | undefined
  /** Days, both counted in. */
  from?: string | undefined
  until?: string | undefined
  search?: string | undefined
  /** What the ERP took back, in place of what it has. */
  voided?: boolean | undefined
}

const FIELDS = `d.id, d.direct_cost_type, d.accounting_date as direct_cost_date, d.description, d.vendor, v.name as vendor_name,
  d.invoice as invoice_number, d.units as quantity, d.unit_cost, d.amount, b.rate as billed_rate, b.amount as billed_amount,
  l.extra as sub_job, l.cost_code, l.category as cost_type`

/** The company of the directory; joined, because a function would be asked for each of a million rows. */
const VENDOR = `left join erp_link lv on lv.company_id = l.company_id and lv.kind = 'company' and lv.connection_id = l.connection_id and lv.erp_id = d.vendor
  left join vendor_account va on va.company_id = l.company_id and va.id = lv.item_id
  left join vendor v on v.company_id = l.company_id and v.id = coalesce(va.vendor_id, lv.item_id)`

const BESIDES = `left join billed_rate b on b.company_id = l.company_id and b.connection_id = l.connection_id and b.wip_id = d.wip_id
  ${VENDOR}`

/** Lines under a code of the project, $2; none while the project's switch is off (DCT-1). */
const LINES = `l.company_id = $1 and l.project_id = $2 and l.cost_code_id is not null and l.cost_type_id is not null
  and ($3::int8 is null or l.cost_code_id = $3) and ($4::int8 is null or l.cost_type_id = $4)
  and exists (select from project p where p.company_id = l.company_id and p.id = l.project_id and p.job_cost_transactions_enabled)`

const FITS = `($5::text[] is null or d.direct_cost_type = any($5)) and ($6::text is null or d.vendor = $6)
  and ($7::date is null or d.accounting_date >= $7) and ($8::date is null or d.accounting_date <= $8)
  and ($9::text is null or concat_ws(' ', d.description, d.vendor, d.invoice, l.cost_code) ilike '%' || $9 || '%')`

function valuesOf(company: CompanyId, project: ProjectId, filter: DirectCostFilter): unknown[] {
  const { costCode, costType, types, vendor, from, until, search } = filter
  const values = [costCode, costType, types, vendor, from, until, search?.replace(/[\\%_]/g, '\\$&')]
  return [company, project, ...values.map((each) => each ?? null)]
}

const tableOf = ({ voided }: DirectCostFilter) => (voided ? 'direct_cost_voided' : 'direct_cost')
const statusOf = ({ voided }: DirectCostFilter) =>
  voided ? `'void' as status, d.voided_at` : `'approved' as status, null::timestamptz as voided_at`

/** Which rows of a list, in which order: `sort` is the key of a column, `-` before it for descending. */
interface Window {
  limit: number
  offset: number
  sort?: string | undefined
}

const NEWEST = 'd.accounting_date desc nulls last, d.id desc'

/** By the column of the page; what both lists show. */
const SORTS: Record<string, string> = {
  date: 'd.accounting_date',
  type: 'd.direct_cost_type',
  code: `(l.extra || ' ' || l.cost_code)`,
  category: 'l.category',
  description: 'd.description',
  vendor: 'd.vendor',
  invoice: 'd.invoice',
  amount: 'd.amount',
}

const sortsOf = (filter: DirectCostFilter): Record<string, string> => ({
  ...SORTS,
  vendor: 'coalesce(v.name, d.vendor)',
  units: 'd.units',
  cost: 'd.unit_cost',
  'billed-rate': 'b.rate',
  billed: 'b.amount',
  ...(filter.voided ? { status: 'd.voided_at' } : {}),
})

/** Transactions of a project under its own codes, newest first if nothing else is asked; unresolved ones are in `unsyncable`. */
export async function directCosts(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  filter: DirectCostFilter,
  { limit, offset, sort }: Window,
): Promise<{ rows: DirectCost[]; total: number }> {
  const from = `from job_cost_line l join ${tableOf(filter)} d on d.company_id = l.company_id and d.line_id = l.id`
  const values = valuesOf(company, project, filter)
  const { total } = await sql.one<{ total: number }>(
    `select count(*) as total ${from} where ${LINES} and ${FITS}`,
    values,
  )
  const rows = await sql.query<DirectCost>(
    `select ${FIELDS}, ${statusOf(filter)} ${from} ${BESIDES} where ${LINES} and ${FITS}
     order by ${orderBy(sortsOf(filter), sort, NEWEST)} limit $10 offset $11`,
    [...values, limit, offset],
  )
  return { rows, total }
}

/** What the transactions that fit come to, by type. */
export async function directCostTotals(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  filter: DirectCostFilter,
): Promise<DirectCostTotals> {
  const types = await sql.query<DirectCostTotals['types'][number] & { billed: string | null }>(
    `select d.direct_cost_type, count(*) as transactions, sum(d.amount) as amount, sum(b.amount) as billed
     from job_cost_line l join ${tableOf(filter)} d on d.company_id = l.company_id and d.line_id = l.id
     left join billed_rate b on b.company_id = l.company_id and b.connection_id = l.connection_id and b.wip_id = d.wip_id
     where ${LINES} and ${FITS} group by 1 order by 1`,
    valuesOf(company, project, filter),
  )
  const billed = types.map((each) => each.billed).filter((each) => each !== null)
  return {
    transactions: types.reduce((count, each) => count + each.transactions, 0),
    amount: roundCents(sum(types.map((each) => each.amount))),
    billed_amount: billed.length === 0 ? null : sum(billed),
    types: types.map(({ direct_cost_type, transactions, amount }) => ({ direct_cost_type, transactions, amount })),
  }
}

/** Vendors of the project's transactions, for choosing one; the name is that of the linked company. */
export function vendorsOf(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
): Promise<{ vendor: string; name: string | null }[]> {
  return sql.query(
    `select d.vendor, max(v.name) as name from job_cost_line l join direct_cost d on d.company_id = l.company_id and d.line_id = l.id
     ${VENDOR}
     where l.company_id = $1 and l.project_id = $2 and d.vendor <> '' group by d.vendor order by d.vendor`,
    [company, project],
  )
}

const PIECE = 2_000
const TITLES =
  'Date,Type,Sub job,Cost code,Cost type,Description,Vendor,Vendor name,Invoice,Units,Unit cost,Amount,Billed rate,Billed amount,Status'

type Piece = DirectCost & { line_id: number; run: number; sequence: number; transaction_type: string }

/**
 * All transactions that fit, as CSV, in the order of the books. Read piece by piece, each in a transaction of its own: neither a long file
 * nor a slow reader holds memory or a connection.
 */
export async function* directCostsCsv(
  db: Db,
  company: CompanyId,
  project: ProjectId,
  filter: DirectCostFilter,
): AsyncGenerator<string> {
  yield `${TITLES}\r\n`
  let last: Pick<Piece, 'line_id' | 'run' | 'sequence' | 'transaction_type'> = {
    line_id: 0,
    run: 0,
    sequence: 0,
    transaction_type: '',
  }
  for (;;) {
    const after = [last.line_id, last.run, last.sequence, last.transaction_type]
    const rows = await db.company(company, (sql) =>
      sql.query<Piece>(
        `select ${FIELDS}, ${statusOf(filter)}, d.line_id, d.run, d.sequence, d.transaction_type
         from (select * from job_cost_line l where ${LINES} and l.id >= $10 order by l.id) l
         cross join lateral (
           select * from ${tableOf(filter)} d where d.company_id = $1 and d.line_id = l.id
             and (l.id > $10 or (d.run, d.sequence, d.transaction_type) > ($11, $12, $13)) and ${FITS}
           order by d.run, d.sequence, d.transaction_type) d
         ${BESIDES} order by l.id, d.run, d.sequence, d.transaction_type limit ${PIECE}`,
        [...valuesOf(company, project, filter), ...after],
      ),
    )
    yield rows.map(csvRow).join('')
    if (rows.length < PIECE) return
    last = rows.at(-1)!
  }
}

function csvRow(row: Piece): string {
  return csvLine([
    row.direct_cost_date,
    DIRECT_COST_TYPE_LABELS[row.direct_cost_type],
    row.sub_job,
    row.cost_code,
    row.cost_type,
    row.description,
    row.vendor,
    row.vendor_name,
    row.invoice_number,
    row.quantity,
    row.unit_cost,
    row.amount,
    row.billed_rate,
    row.billed_amount,
    DIRECT_COST_STATUSES[row.status].label,
  ])
}

/** DCT-3: posted transactions that fit no code here, of a project ($2) or, where that is null, of all the company, jobs that are no project included. */
export const UNSYNCABLE = `from job_cost_line l join direct_cost d on d.company_id = l.company_id and d.line_id = l.id
     join erp_connection f on f.company_id = l.company_id and f.id = l.connection_id
     where l.company_id = $1 and ($2::int8 is null or l.project_id = $2) and (l.cost_code_id is null or l.cost_type_id is null)`

export const UNSYNCABLE_REASON = `case
         when l.project_id is null then 'job-not-linked'
         when l.cost_code_id is null and l.extra <> '' and not exists (
           select from cost_code c where c.company_id = l.company_id and c.project_id = l.project_id and c.sub_job_code = l.extra) then 'no-sub-job'
         when l.cost_code_id is null then 'no-cost-code' else 'no-cost-type' end`

const UNSYNCABLE_SORTS: Record<string, string> = { ...SORTS, file: 'f.name', job: 'l.job', why: UNSYNCABLE_REASON }

/** What cannot be shown, each with its reason. `search`: part of job, code, description, vendor or invoice. */
export async function unsyncable(
  sql: Sql,
  company: CompanyId,
  { project, search }: { project?: ProjectId | undefined; search?: string | undefined },
  { limit, offset, sort }: Window,
): Promise<{ rows: UnsyncableRow[]; total: number }> {
  const from = `${UNSYNCABLE}
       and ($3::text is null or concat_ws(' ', l.job, l.cost_code, l.category, d.description, d.vendor, d.invoice) ilike '%' || $3 || '%')`
  const values = [company, project ?? null, search?.replace(/[\\%_]/g, '\\$&') ?? null]
  const { total } = await sql.one<{ total: number }>(`select count(*) as total ${from}`, values)
  const rows = await sql.query<UnsyncableRow>(
    `select d.id, ${UNSYNCABLE_REASON} as reason,
       l.connection_id, l.job, l.project_id, l.extra as sub_job, l.cost_code, l.category as cost_type, d.direct_cost_type,
       d.accounting_date as direct_cost_date, d.description, d.vendor, d.invoice as invoice_number, d.amount
     ${from} order by ${orderBy(UNSYNCABLE_SORTS, sort, NEWEST)} limit $4 offset $5`,
    [...values, limit, offset],
  )
  return { rows, total }
}
