/** The lines of job costs: the ERP's codes and what they are here. A line stays unresolved until its job, cost code and cost type are known; then its figures show by themselves. */
import type { Scope } from '../erp/entity.ts'

/** Adds a line for each combination the page names first, resolved as far as its codes are known. A connection's pages come one at a time: nobody else adds any meanwhile. */
export async function addNewLines({ sql, company, connection }: Scope): Promise<void> {
  await sql.run(
    `insert into job_cost_line (company_id, connection_id, job, extra, cost_code, category, project_id, cost_code_id, cost_type_id)
     select $1, $2, page.job, page.extra, page.cost_code, page.category, link.item_id, code.id, type.id
     from (
       select distinct i.job, coalesce(i.extra, '') as extra, coalesce(i.cost_code, '') as cost_code, coalesce(i.category, '') as category
       from incoming i where not exists (
         select from job_cost_line l where l.company_id = $1 and l.connection_id = $2 and l.job = i.job and l.extra = coalesce(i.extra, '')
           and l.cost_code = coalesce(i.cost_code, '') and l.category = coalesce(i.category, ''))) page
     left join erp_link link on link.company_id = $1 and link.connection_id = $2 and link.kind = 'job' and link.erp_id = page.job
     left join cost_code code on code.company_id = $1 and code.project_id = link.item_id and code.sub_job_code = page.extra and code.code = page.cost_code
     left join cost_type type on type.company_id = $1 and type.connection_id = $2 and type.code = page.category`,
    [company, connection],
  )
}

/** Points the lines at project, cost code and cost type wherever these have become known or have changed, and away from a job that was unlinked. */
export async function resolveLines({ sql, company, connection }: Scope): Promise<number> {
  return sql.run(
    `update job_cost_line l set project_id = r.project_id, cost_code_id = r.cost_code_id, cost_type_id = r.cost_type_id
     from (
       select line.id, link.item_id as project_id, code.id as cost_code_id, type.id as cost_type_id
       from job_cost_line line
       left join erp_link link on link.company_id = $1 and link.connection_id = $2 and link.kind = 'job' and link.erp_id = line.job
       left join cost_code code on code.company_id = $1 and code.project_id = link.item_id and code.sub_job_code = line.extra and code.code = line.cost_code
       left join cost_type type on type.company_id = $1 and type.connection_id = $2 and type.code = line.category
       where line.company_id = $1 and line.connection_id = $2
         and (line.project_id is distinct from link.item_id or line.cost_code_id is null or line.cost_type_id is null)
     ) r
     where l.company_id = $1 and l.id = r.id
       and (l.project_id, l.cost_code_id, l.cost_type_id) is distinct from (r.project_id, r.cost_code_id, r.cost_type_id)`,
    [company, connection],
  )
}
