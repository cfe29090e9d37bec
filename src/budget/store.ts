/** The budget's SQL. The view is one statement over lines, commitments and roll-ups: it never touches a transaction. */
import type { CompanyId, Id, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import type { BudgetRow } from './model.ts'

export type BudgetLineId = Id<'budget-line'>

/**
 * Lines of the standard view: every line that has a budget, a commitment or a cost. Commitments count in the statuses that commit money
 * (subcontracts Approved or Complete, purchase orders Approved or Partially Received).
 */
export async function detailRows(sql: Sql, company: CompanyId, project: ProjectId): Promise<BudgetRow[]> {
  return sql.query<BudgetRow>(
    `with costs as (
       select l.cost_code_id, l.cost_type_id, sum(coalesce(s.jtd_cost, 0)) as jtd, sum(coalesce(s.commitment_invoiced, 0)) as invoiced, sum(coalesce(t.direct, 0)) as direct
       from job_cost_line l
       left join job_cost_summary s on s.company_id = $1 and s.line_id = l.id
       left join (
         select total.line_id, sum(total.amount) filter (where total.direct_cost_type <> 'subcontractor_invoice') as direct
         from direct_cost_total total join job_cost_line own on own.company_id = $1 and own.id = total.line_id and own.project_id = $2
         where total.company_id = $1 group by total.line_id) t on t.line_id = l.id
       where l.company_id = $1 and l.project_id = $2 and l.cost_code_id is not null and l.cost_type_id is not null
       group by l.cost_code_id, l.cost_type_id),
     committed as (
       select line.cost_code_id, line.cost_type_id, sum(line.amount) as amount
       from commitment c join commitment_line line on line.company_id = $1 and line.commitment_id = c.id
       where c.company_id = $1 and c.project_id = $2 and c.status in ('Approved', 'Complete', 'Partially Received') and line.cost_code_id is not null and line.cost_type_id is not null
       group by line.cost_code_id, line.cost_type_id),
     figures as (
       select b.id, keys.cost_code_id, keys.cost_type_id, b.id is not null as budgeted, coalesce(b.original_amount, 0) as original, coalesce(committed.amount, 0) as committed,
         coalesce(costs.jtd, 0) as jtd, case when p.job_cost_transactions_enabled then coalesce(costs.direct, 0) else coalesce(costs.jtd - costs.invoiced, 0) end as direct
       from (select cost_code_id, cost_type_id from budget_line where company_id = $1 and project_id = $2
             union select cost_code_id, cost_type_id from committed
             union select cost_code_id, cost_type_id from costs where jtd <> 0 or direct <> 0 or invoiced <> 0) keys
       join project p on p.company_id = $1 and p.id = $2
       left join budget_line b on b.company_id = $1 and b.project_id = $2 and b.cost_code_id = keys.cost_code_id and b.cost_type_id = keys.cost_type_id
       left join committed on committed.cost_code_id = keys.cost_code_id and committed.cost_type_id = keys.cost_type_id
       left join costs on costs.cost_code_id = keys.cost_code_id and costs.cost_type_id = keys.cost_type_id)
     select f.id, f.cost_code_id, code.code as cost_code, code.name as cost_code_name, split_part(code.code, '-', 1) as division, f.cost_type_id, type.code as cost_type, f.budgeted,
       f.original::numeric(18,2) as original_budget_amount, 0::numeric(18,2) as approved_budget_changes, f.original::numeric(18,2) as revised_budget,
       f.committed::numeric(18,2) as committed_costs, f.direct::numeric(18,2) as direct_costs, f.jtd::numeric(18,2) as job_to_date_costs,
       (f.committed + f.direct)::numeric(18,2) as projected_costs, greatest(f.original - f.committed - f.direct, 0)::numeric(18,2) as forecast_to_complete,
       greatest(f.original, f.committed + f.direct)::numeric(18,2) as estimated_cost_at_completion,
       (f.original - greatest(f.original, f.committed + f.direct))::numeric(18,2) as projected_over_under
     from figures f
     join cost_code code on code.company_id = $1 and code.id = f.cost_code_id
     join cost_type type on type.company_id = $1 and type.id = f.cost_type_id
     order by code.code, type.code`,
    [company, project],
  )
}

export async function isLocked(sql: Sql, company: CompanyId, project: ProjectId): Promise<boolean> {
  const row = await sql.maybe<{ locked: boolean }>(
    'select locked from budget where company_id = $1 and project_id = $2',
    [company, project],
  )
  return row?.locked ?? false
}

export async function setLocked(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  locked: boolean,
  by: UserId,
  at: Date,
): Promise<void> {
  await sql.run(
    `insert into budget (company_id, project_id, locked, locked_at, locked_by) values ($1, $2, $3, $4, $5)
     on conflict (company_id, project_id) do update set locked = excluded.locked, locked_at = excluded.locked_at, locked_by = excluded.locked_by`,
    [company, project, locked, at, by],
  )
}

export interface LineFacts {
  code: string
  type: string
  exists: boolean
  codeActive: boolean
  isGroup: boolean
}

/** What the rules ask about a combination; undefined when code or type is not the project's. */
export async function lineFacts(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  costCode: number,
  costType: number,
): Promise<LineFacts | undefined> {
  return sql.maybe<LineFacts>(
    `select code.code, type.code as type, b.id is not null as exists, code.active as "codeActive", code.is_group as "isGroup"
     from cost_code code join cost_type type on type.company_id = $1 and type.id = $4
     left join budget_line b on b.company_id = $1 and b.project_id = $2 and b.cost_code_id = code.id and b.cost_type_id = type.id
     where code.company_id = $1 and code.project_id = $2 and code.id = $3`,
    [company, project, costCode, costType],
  )
}

export async function addLine(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  line: { costCode: number; costType: number; amount: string },
): Promise<BudgetLineId> {
  const id = newId<BudgetLineId>()
  await sql.run(
    'insert into budget_line (company_id, id, project_id, cost_code_id, cost_type_id, original_amount) values ($1, $2, $3, $4, $5, $6)',
    [company, id, project, line.costCode, line.costType, line.amount],
  )
  return id
}

/** The project of a line, to check who may touch it; undefined when there is none. */
export async function projectOfLine(sql: Sql, company: CompanyId, id: number): Promise<ProjectId | undefined> {
  const row = await sql.maybe<{ project_id: ProjectId }>(
    'select project_id from budget_line where company_id = $1 and id = $2',
    [company, id],
  )
  return row?.project_id
}

export async function setAmount(sql: Sql, company: CompanyId, id: number, amount: string): Promise<void> {
  await sql.run('update budget_line set original_amount = $3 where company_id = $1 and id = $2', [company, id, amount])
}

export async function removeLine(sql: Sql, company: CompanyId, id: number): Promise<void> {
  await sql.run('delete from budget_line where company_id = $1 and id = $2', [company, id])
}
