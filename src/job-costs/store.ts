/** Reads of job costs for pages and API, and the intake of the summary. */
import type { Applied, Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { type DirectCost, type DirectCostType, SUMMARY_FIGURES, type UnsyncableReason } from './model.ts'
import { addNewLines, resolveLines } from './store-lines.ts'

const FIGURES = SUMMARY_FIGURES.map((each) => each.key)

/** Takes the page of summary rows from `incoming`; a row that is unchanged is not written. */
export async function applySummary(scope: Scope): Promise<Applied> {
  const { sql, company, connection } = scope
  await addNewLines(scope)
  await resolveLines(scope)
  const { rows } = await sql.one<{ rows: number }>('select count(*) as rows from incoming')
  const counts = await sql.one<{ inserted: number; changed: number }>(
    `with written as (
       insert into job_cost_summary as s (company_id, line_id, ${FIGURES.join(', ')})
       select $1, l.id, ${FIGURES.map((each) => `coalesce(i.${each}, 0)`).join(', ')}
       from incoming i join job_cost_line l on l.company_id = $1 and l.connection_id = $2
         and l.job = i.job and l.extra = coalesce(i.extra, '') and l.cost_code = coalesce(i.cost_code, '') and l.category = coalesce(i.category, '')
       on conflict (company_id, line_id) do update set ${FIGURES.map((each) => `${each} = excluded.${each}`).join(', ')}
       where (${FIGURES.map((each) => `s.${each}`).join(', ')}) is distinct from (${FIGURES.map((each) => `excluded.${each}`).join(', ')})
       returning xmax = 0 as fresh)
     select count(*) filter (where fresh) as inserted, count(*) filter (where not fresh) as changed from written`,
    [company, connection],
  )
  return { ...counts, unchanged: rows - counts.inserted - counts.changed, vanished: 0, unsyncable: 0 }
}

/** After a full pass: lines the ERP no longer names keep no figures. */
export async function removeVanishedSummary({ sql, company, connection }: Scope): Promise<Applied> {
  const vanished = await sql.run(
    `delete from job_cost_summary s using job_cost_line l
     where s.company_id = $1 and l.company_id = $1 and l.id = s.line_id and l.connection_id = $2 and not exists (
       select 1 from seen where seen.job = l.job and coalesce(seen.extra, '') = l.extra and coalesce(seen.cost_code, '') = l.cost_code and coalesce(seen.category, '') = l.category)`,
    [company, connection],
  )
  return { inserted: 0, changed: 0, unchanged: 0, vanished, unsyncable: 0 }
}

export interface DirectCostFilter {
  costCode?: number
  costType?: number
  types?: DirectCostType[]
  search?: string
  limit: number
  offset: number
}

const SORTED = 'order by d.accounting_date desc nulls last, d.id desc'

/** Transactions of a project under its own codes; unresolved ones are in `unsyncable`. Nothing while the project's switch is off (DCT-1). */
export async function directCosts(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  filter: DirectCostFilter,
): Promise<{ rows: DirectCost[]; total: number }> {
  const from = `from job_cost_line l
     join direct_cost d on d.company_id = l.company_id and d.line_id = l.id
     join project p on p.company_id = l.company_id and p.id = l.project_id and p.job_cost_transactions_enabled
     where l.company_id = $1 and l.project_id = $2 and l.cost_code_id is not null and l.cost_type_id is not null
       and ($3::int8 is null or l.cost_code_id = $3) and ($4::int8 is null or l.cost_type_id = $4) and ($5::text[] is null or d.direct_cost_type = any($5))
       and ($6::text is null or concat_ws(' ', d.description, d.vendor, d.invoice, l.cost_code) ilike '%' || $6 || '%')`
  const values = [
    company,
    project,
    filter.costCode ?? null,
    filter.costType ?? null,
    filter.types ?? null,
    filter.search ?? null,
  ]
  const { total } = await sql.one<{ total: number }>(`select count(*) as total ${from}`, values)
  const rows = await sql.query<DirectCost>(
    `select d.id, d.direct_cost_type, d.accounting_date as direct_cost_date, d.description, 'approved' as status, d.vendor, d.invoice as invoice_number,
       d.units as quantity, d.unit_cost, d.amount, l.cost_code, l.category as cost_type ${from} ${SORTED} limit $7 offset $8`,
    [...values, filter.limit, filter.offset],
  )
  return { rows, total }
}

export interface UnsyncableRow {
  reason: UnsyncableReason
  cost_code: string
  cost_type: string
  direct_cost_date: string | null
  description: string | null
  vendor: string | null
  invoice_number: string | null
  amount: string
}

/** DCT-3: posted transactions of the project's job that fit no code of the project, each with its reason. */
export async function unsyncable(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  limit: number,
  offset: number,
): Promise<{ rows: UnsyncableRow[]; total: number }> {
  const from = `from job_cost_line l join direct_cost d on d.company_id = l.company_id and d.line_id = l.id
     where l.company_id = $1 and l.project_id = $2 and (l.cost_code_id is null or l.cost_type_id is null)`
  const { total } = await sql.one<{ total: number }>(`select count(*) as total ${from}`, [company, project])
  const rows = await sql.query<UnsyncableRow>(
    `select case when l.cost_code_id is null then 'no-cost-code' else 'no-cost-type' end as reason, l.cost_code, l.category as cost_type,
       d.accounting_date as direct_cost_date, d.description, d.vendor, d.invoice as invoice_number, d.amount ${from} ${SORTED} limit $3 offset $4`,
    [company, project, limit, offset],
  )
  return { rows, total }
}

export type SummaryRow = { cost_code_id: number; cost_type_id: number; cost_code: string; cost_type: string } & Record<
  (typeof FIGURES)[number],
  string
>

/** The Job Costs report of a project, one row for each cost code and cost type; an unresolved line shows under the ERP's own codes. */
export async function jobCostReport(sql: Sql, company: CompanyId, project: ProjectId): Promise<SummaryRow[]> {
  return sql.query<SummaryRow>(
    `select l.cost_code_id, l.cost_type_id, l.cost_code, l.category as cost_type, ${FIGURES.map((each) => `s.${each}`).join(', ')}
     from job_cost_line l join job_cost_summary s on s.company_id = l.company_id and s.line_id = l.id
     where l.company_id = $1 and l.project_id = $2 order by l.cost_code, l.category`,
    [company, project],
  )
}
