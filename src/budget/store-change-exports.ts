/** A budget change as the ERP is told of it. The change itself is kept by `store-changes.ts`. */
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { AmountInDocument } from './document.ts'

export interface ChangeToSend {
  id: number
  rev: number
  project: ProjectId
  number: number
  title: string
  status: string
  /** Set while the change is in the ERP. */
  batch: string | null
}

export function findChangeToSend(sql: Sql, company: CompanyId, id: number): Promise<ChangeToSend | undefined> {
  return sql.maybe(
    `select id, rev, project_id as project, number, title, status, erp_batch as batch
     from budget_change where company_id = $1 and id = $2`,
    [company, id],
  )
}

/** One sum for each place: the ERP could not tell two entries on one place apart. Places where nothing moves are left out. */
export function changeAmounts(sql: Sql, company: CompanyId, id: number): Promise<AmountInDocument[]> {
  return sql.query(
    `select code.id as "costCodeId", type.id as "costTypeId", code.sub_job_code as extra, code.code as "costCode", type.code as category,
       type.name as "categoryName", sum(l.amount)::numeric(18,2)::text as amount
     from budget_change_line l
     join cost_code code on code.company_id = $1 and code.id = l.cost_code_id
     join cost_type type on type.company_id = $1 and type.id = l.cost_type_id
     where l.company_id = $1 and l.budget_change_id = $2
     group by code.id, type.id, code.sub_job_code, code.code, type.code, type.name having sum(l.amount) <> 0
     order by code.sub_job_code, code.code, type.code`,
    [company, id],
  )
}

/** Null: the ERP no longer has it. */
export async function setChangeBatch(sql: Sql, company: CompanyId, id: number, batch: string | null): Promise<void> {
  await sql.run('update budget_change set erp_batch = $3 where company_id = $1 and id = $2', [company, id, batch])
}
