/**
 * The figures of a budget and its lock. The view is one statement over lines, changes, commitments and roll-ups: it never touches a
 * transaction. Lines: `store-lines.ts`; changes: `store-changes.ts`; views and snapshots: `store-views.ts`, `store-snapshots.ts`.
 */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { ALL_FIGURES, type BudgetFigure, type BudgetPlace, type BudgetRow } from './model.ts'

/**
 * Rows of the budget: every line, and what is not budgeted but has a cost, a commitment or a change. With the figures asked for, or all.
 * Each column comes as one JSON array: read row by row, two thousand rows would hold the server's only thread for 20 ms more.
 */
export async function detailRows<Figure extends BudgetFigure = BudgetFigure>(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  figures: readonly Figure[] = ALL_FIGURES as Figure[],
): Promise<(BudgetPlace & Pick<BudgetRow, Figure>)[]> {
  const columns = await sql.one<Record<string, unknown[] | null>>(detailText(figures), [company, project])
  const names = [...Object.keys(PLACE), ...figures]
  const lists = names.map((name) => columns[name] ?? [])
  return (columns.cost_code_id ?? []).map((_, at) => {
    const row: Record<string, unknown> = {}
    for (let place = 0; place < names.length; place++) row[names[place] as string] = lists[place]?.[at]
    return row as BudgetPlace & Pick<BudgetRow, Figure>
  })
}

/** Where a row stands, by column. */
const PLACE: Record<keyof BudgetPlace, string> = {
  id: 'f.id',
  sub_job: 'code.sub_job_code',
  cost_code_id: 'f.cost_code_id',
  cost_code: 'code.code',
  cost_code_name: 'code.name',
  division: 'code.division',
  cost_type_id: 'f.cost_type_id',
  cost_type: 'type.code',
  budgeted: 'f.id is not null',
}

/** How each figure comes about, over the columns of `forecast` below. Amounts keep two places and units four, because their zeros do. */
const FIGURES: Record<BudgetFigure, string> = {
  original_budget_amount: 'f.original',
  approved_budget_changes: 'f.changes',
  revised_budget: 'f.revised',
  pending_budget_changes: 'f.pending_changes',
  projected_budget: 'f.revised + f.pending_changes',
  committed_costs: 'f.committed',
  pending_commitments: 'f.pending_commitments',
  direct_costs: 'f.direct',
  job_to_date_costs: 'f.jtd',
  projected_costs: 'f.projected',
  forecast_to_complete: 'f.to_complete',
  estimated_cost_at_completion: 'f.projected + f.to_complete',
  projected_over_under: 'f.revised - f.projected - f.to_complete',
  erp_original_estimate: 'f.erp_original',
  erp_estimate_changes: 'f.erp_changes',
  erp_total_estimate: 'f.erp_total',
  erp_commitment: 'f.erp_commitment',
  erp_invoiced: 'f.invoiced',
  erp_paid: 'f.paid',
  original_budget_units: 'f.units',
  revised_budget_units: 'f.revised_units',
  job_to_date_units: 'f.jtd_units',
  remaining_units: 'f.remaining_units',
}

/** What the ERP has posted, summed over its lines that are one combination here. */
const COSTS = `
  select c.cost_code_id, c.cost_type_id, coalesce(sum(c.jtd), 0.00) as jtd, coalesce(sum(c.jtd_units), 0.0000) as jtd_units,
    coalesce(sum(c.invoiced), 0.00) as invoiced, coalesce(sum(c.paid), 0.00) as paid, coalesce(sum(c.direct), 0.00) as direct,
    coalesce(sum(c.erp_original), 0.00) as erp_original, coalesce(sum(c.erp_changes), 0.00) as erp_changes,
    coalesce(sum(c.erp_total), 0.00) as erp_total, coalesce(sum(c.erp_commitment), 0.00) as erp_commitment
  from (
    select l.cost_code_id, l.cost_type_id, s.jtd_cost as jtd, s.jtd_units, s.commitment_invoiced as invoiced, s.jtd_dollars_paid as paid,
      s.original_estimate as erp_original, s.approved_estimate_changes as erp_changes, s.total_estimate as erp_total,
      s.revised_commitment as erp_commitment, null::numeric as direct
    from job_cost_line l join job_cost_summary s on s.company_id = $1 and s.line_id = l.id
    where l.company_id = $1 and l.project_id = $2
    union all
    select l.cost_code_id, l.cost_type_id, null, null, null, null, null, null, null, null, t.amount
    from job_cost_line l join direct_cost_total t on t.company_id = $1 and t.line_id = l.id
    where l.company_id = $1 and l.project_id = $2 and t.direct_cost_type <> 'subcontractor_invoice') c
  where c.cost_code_id is not null and c.cost_type_id is not null
  group by c.cost_code_id, c.cost_type_id
  having sum(c.jtd) <> 0 or sum(c.invoiced) <> 0 or sum(c.direct) <> 0`

/** Statuses that commit money, and those that will when they are through (procore-api.md, "Commitment rules"). */
export const COMMITTING = `('Approved', 'Complete', 'Partially Received')`
const PENDING = `('Out For Signature', 'Processing', 'Submitted', 'Received')`

/** Schedules of values, and the lines of change orders: approved ones count with their commitment, pending ones are pending. */
const COMMITTED = `
  select l.cost_code_id, l.cost_type_id, coalesce(sum(l.amount) filter (where l.committed), 0.00) as committed,
    coalesce(sum(l.amount) filter (where not l.committed), 0.00) as pending_commitments
  from (
    select c.status in ${COMMITTING} as committed, line.cost_code_id, line.cost_type_id, line.amount
    from commitment c join commitment_line line on line.company_id = $1 and line.commitment_id = c.id
    where c.company_id = $1 and c.project_id = $2 and (c.status in ${COMMITTING} or c.status in ${PENDING})
    union all
    select c.status in ${COMMITTING} and o.status = 'Approved', coalesce(line.cost_code_id, item.cost_code_id),
      coalesce(line.cost_type_id, item.cost_type_id), line.amount
    from commitment c
    join commitment_change_order o on o.company_id = $1 and o.commitment_id = c.id and (o.status = 'Approved' or o.status like 'Pending%')
    join commitment_change_order_line line on line.company_id = $1 and line.change_order_id = o.id
    left join commitment_line item on item.company_id = $1 and item.id = line.commitment_line_id
    where c.company_id = $1 and c.project_id = $2 and (c.status in ${COMMITTING} or c.status in ${PENDING})) l
  where l.cost_code_id is not null and l.cost_type_id is not null
  group by l.cost_code_id, l.cost_type_id`

/** Budget changes, and what change orders on prime contracts add to the budget: their lines, without markups. */
const CHANGES = `
  select l.cost_code_id, l.cost_type_id, coalesce(sum(l.amount) filter (where l.approved), 0.00) as changes,
    coalesce(sum(l.quantity) filter (where l.approved), 0.0000) as change_units,
    coalesce(sum(l.amount) filter (where not l.approved), 0.00) as pending_changes
  from (
    select c.status = 'approved' as approved, line.cost_code_id, line.cost_type_id, line.amount, line.quantity
    from budget_change c join budget_change_line line on line.company_id = $1 and line.budget_change_id = c.id
    where c.company_id = $1 and c.project_id = $2 and c.status in ('approved', 'under_review')
    union all
    select o.status = 'Approved', line.cost_code_id, line.cost_type_id, line.amount, null
    from prime_change_order o join prime_change_order_line line on line.company_id = $1 and line.change_order_id = o.id
    where o.company_id = $1 and o.project_id = $2 and (o.status = 'Approved' or o.status like 'Pending%')
      and line.cost_code_id is not null and line.cost_type_id is not null) l
  group by l.cost_code_id, l.cost_type_id`

/** The project's codes, each with its division: the last group code before it; where none is, what its own code has before the first dash. */
const CODES = `
  select id, sub_job_code, code, name,
    coalesce(max(code collate "C") filter (where is_group) over (order by code collate "C"), split_part(code, '-', 1)) as division
  from cost_code where company_id = $1 and project_id = $2`

/** Texts are few: one for each built-in view, and one for whatever asks for everything. */
function detailText(figures: readonly BudgetFigure[]): string {
  const isText = (name: string) => name in FIGURES
  const names = [...Object.keys(PLACE), ...figures]
  const rows = [...Object.entries(PLACE), ...figures.map((name) => [name, FIGURES[name]] as const)]
  return `with costs as (${COSTS}), committed as (${COMMITTED}), changes as (${CHANGES}), codes as (${CODES}),
    budgeted as (select * from budget_line where company_id = $1 and project_id = $2),
    figures as (
      select b.id, cost_code_id, cost_type_id, b.forecast_method, b.forecast_amount, b.forecast_unit_cost, b.forecast_units,
        coalesce(b.original_amount, 0.00) as original, coalesce(changes.changes, 0.00) as changes, coalesce(pending_changes, 0.00) as pending_changes,
        coalesce(b.original_amount, 0.00) + coalesce(changes.changes, 0.00) as revised,
        coalesce(committed.committed, 0.00) as committed, coalesce(pending_commitments, 0.00) as pending_commitments,
        case when p.job_cost_transactions_enabled then coalesce(direct, 0.00) else coalesce(jtd - invoiced, 0.00) end as direct,
        coalesce(jtd, 0.00) as jtd, coalesce(invoiced, 0.00) as invoiced, coalesce(paid, 0.00) as paid,
        coalesce(erp_original, 0.00) as erp_original, coalesce(erp_changes, 0.00) as erp_changes, coalesce(erp_total, 0.00) as erp_total,
        coalesce(erp_commitment, 0.00) as erp_commitment, coalesce(b.quantity, 0.0000) as units, coalesce(jtd_units, 0.0000) as jtd_units,
        coalesce(b.quantity, 0.0000) + coalesce(change_units, 0.0000) as revised_units
      from budgeted b
      full join costs using (cost_code_id, cost_type_id)
      full join committed using (cost_code_id, cost_type_id)
      full join changes using (cost_code_id, cost_type_id)
      join project p on p.company_id = $1 and p.id = $2),
    projected as (
      select *, committed + direct as projected, coalesce(forecast_units, greatest(revised_units - jtd_units, 0.0000)) as remaining_units
      from figures),
    forecast as (
      select *, case forecast_method when 'manual' then forecast_amount when 'unit' then round(remaining_units * forecast_unit_cost, 2)
        else greatest(revised - projected, 0.00) end as to_complete
      from projected),
    detail as (
      select ${rows.map(([name, expression]) => `${expression} as ${name}`).join(', ')}
      from forecast f
      join codes code on code.id = f.cost_code_id
      join cost_type type on type.company_id = $1 and type.id = f.cost_type_id
      order by code.sub_job_code collate "C", code.code collate "C", type.code collate "C")
    select ${names.map((name) => `json_agg(${name}${isText(name) ? '::text' : ''}) as ${name}`).join(', ')} from detail`
}

export interface Lock {
  locked: boolean
  locked_at: string | null
  locked_by: string | null
}

/** A project without a row has never been locked. */
export async function lockOf(sql: Sql, company: CompanyId, project: ProjectId): Promise<Lock> {
  const row = await sql.maybe<{ locked: boolean; locked_at: Date | null; locked_by: string | null }>(
    `select b.locked, b.locked_at, p.name as locked_by from budget b left join person p on p.id = b.locked_by
     where b.company_id = $1 and b.project_id = $2`,
    [company, project],
  )
  if (!row?.locked) return { locked: false, locked_at: null, locked_by: null }
  return { ...row, locked_at: row.locked_at?.toISOString() ?? null }
}

/** Waits for whoever is locking or unlocking it, and keeps them waiting until this transaction ends. */
export async function isLocked(sql: Sql, company: CompanyId, project: ProjectId): Promise<boolean> {
  const row = await sql.maybe<{ locked: boolean }>(
    'select locked from budget where company_id = $1 and project_id = $2 for share',
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
