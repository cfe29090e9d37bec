/** Reads of job costs for pages and API, and the intake of the summary. */
import type { Applied, Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { SUMMARY_FIGURES } from './model.ts'
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
       from (select distinct on (job, extra, cost_code, category) * from incoming order by job, extra, cost_code, category, line desc) i
       join job_cost_line l on l.company_id = $1 and l.connection_id = $2
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
