/** Estimates of the ERP becoming budget lines: asked for (BUD-4), or by themselves where a combination is new (CFG-5). What is taken over counts as known to the ERP. */
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { type HistoryRow, recordAll } from '../platform/history.ts'
import { isZero } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import type { BudgetLineId } from './model.ts'
import { ledgerSums, shownSums } from './store-exports.ts'
import { BLANK, insertLines } from './store-lines.ts'

export const ADD_LINES = 'budget-lines-automatically-added'

interface Estimate {
  line: BudgetLineId | null
  cost_code_id: CostCodeId
  cost_type_id: CostTypeId
  amount: string
  quantity: string
}

/** The budget takes the ERP's estimate on every line where there is one. @returns how many lines were added and how many changed */
export async function importEstimates(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  at: Date,
): Promise<{ added: number; changed: number }> {
  const estimates = await sql.query<Estimate>(
    `with shown as (${shownSums})
     select b.id as line, shown.cost_code_id, shown.cost_type_id, shown.amount::text, shown.quantity::text
     from shown join cost_code code on code.company_id = $1 and code.id = shown.cost_code_id and not code.is_group
     left join budget_line b on b.company_id = $1 and b.project_id = $2 and b.cost_code_id = shown.cost_code_id and b.cost_type_id = shown.cost_type_id
     where shown.amount <> coalesce(b.original_amount, 0)`,
    [company, project],
  )
  const missing = estimates.filter((each) => each.line === null)
  const known = estimates.filter((each) => each.line !== null)
  await addLines(sql, company, project, missing)
  await sql.run(
    `update budget_line b set original_amount = n.amount, calculation_strategy = 'manual',
       quantity = case when n.quantity <> 0 then n.quantity else b.quantity end
     from unnest($2::int8[], $3::numeric[], $4::numeric[]) as n (id, amount, quantity) where b.company_id = $1 and b.id = n.id`,
    [company, known.map((each) => each.line), known.map((each) => each.amount), known.map((each) => each.quantity)],
  )
  await takeOver(sql, company, project, at, 'imported')
  return { added: missing.length, changed: known.length }
}

/** A person takes what the ERP shows for what it was given, wherever the two differ: the next export goes from there. */
export async function settle(sql: Sql, company: CompanyId, project: ProjectId, at: Date): Promise<number> {
  return takeOver(sql, company, project, at, 'settled')
}

function takeOver(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  at: Date,
  origin: 'imported' | 'settled',
): Promise<number> {
  return sql.run(
    `with ledger as (${ledgerSums}), shown as (${shownSums})
     insert into budget_export_line (company_id, project_id, cost_code_id, cost_type_id, origin, amount, quantity, at)
     select $1, $2, cost_code_id, cost_type_id, $3, coalesce(shown.amount, 0) - coalesce(ledger.amount, 0),
       coalesce(shown.quantity, 0) - coalesce(ledger.quantity, 0), $4
     from ledger full join shown using (cost_code_id, cost_type_id)
     where coalesce(shown.amount, 0) <> coalesce(ledger.amount, 0)`,
    [company, project, origin, at],
  )
}

interface Combination extends Estimate {
  project: ProjectId
  locked: boolean
  budgeted: boolean
}

/**
 * At the end of each read of the job costs: combinations that the ERP names for the first time. With the setting on, an unlocked budget gets a line
 * with the ERP's estimate, a locked one a line over nothing.
 */
export async function addNewCombinations({ sql, clock, company, connection }: Scope): Promise<void> {
  const fresh = await sql.query<Combination>(
    `with fresh as (
       insert into budget_combination (company_id, project_id, cost_code_id, cost_type_id)
       select distinct $1::int8, l.project_id, l.cost_code_id, l.cost_type_id
       from job_cost_line l join cost_code code on code.company_id = $1 and code.id = l.cost_code_id and not code.is_group
       left join budget_combination c on c.company_id = $1 and c.project_id = l.project_id and c.cost_code_id = l.cost_code_id and c.cost_type_id = l.cost_type_id
       where l.company_id = $1 and l.connection_id = $2 and l.cost_type_id is not null and c.project_id is null
       on conflict do nothing returning project_id, cost_code_id, cost_type_id)
     select f.project_id as project, f.cost_code_id, f.cost_type_id, coalesce(budget.locked, false) as locked, line.id is not null as budgeted,
       coalesce(sum(s.original_estimate), 0)::text as amount, coalesce(sum(s.original_estimate_units), 0)::text as quantity
     from fresh f
     join erp_setting setting on setting.company_id = $1 and setting.key = $3 and setting.value = 'true'
     left join budget on budget.company_id = $1 and budget.project_id = f.project_id
     left join budget_line line on line.company_id = $1 and line.project_id = f.project_id and line.cost_code_id = f.cost_code_id and line.cost_type_id = f.cost_type_id
     left join job_cost_line l on l.company_id = $1 and l.project_id = f.project_id and l.cost_code_id = f.cost_code_id and l.cost_type_id = f.cost_type_id
     left join job_cost_summary s on s.company_id = $1 and s.line_id = l.id
     group by f.project_id, f.cost_code_id, f.cost_type_id, budget.locked, line.id`,
    [company, connection, ADD_LINES],
  )
  const added = fresh
    .filter((each) => !each.budgeted)
    .map((each) => (each.locked ? { ...each, amount: '0', quantity: '0' } : each))
  if (added.length === 0) return
  for (const project of new Set(added.map((each) => each.project)))
    await addLines(
      sql,
      company,
      project,
      added.filter((each) => each.project === project),
    )
  await sql.run(
    `insert into budget_export_line (company_id, project_id, cost_code_id, cost_type_id, origin, amount, quantity, at)
     select $1, n.project, n.code, n.type, 'imported', n.amount, n.quantity, $7
     from unnest($2::int8[], $3::int8[], $4::int8[], $5::numeric[], $6::numeric[]) as n (project, code, type, amount, quantity)
     where n.amount <> 0`,
    [company, ...columnsOf(added), clock.now()],
  )
  await recordAll(sql, company, historyOf(added))
}

async function addLines(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  lines: Omit<Estimate, 'line'>[],
): Promise<void> {
  const whole = lines.map(({ cost_code_id: costCode, cost_type_id: costType, amount, quantity }) => ({
    ...BLANK,
    id: newId<BudgetLineId>(),
    ...{ costCode, costType, original_budget_amount: amount, quantity: isZero(quantity) ? null : quantity },
  }))
  await insertLines(sql, company, project, whole)
}

function columnsOf(lines: (Omit<Estimate, 'line'> & { project: ProjectId })[]): unknown[] {
  return [
    lines.map((each) => each.project),
    lines.map((each) => each.cost_code_id),
    lines.map((each) => each.cost_type_id),
    lines.map((each) => each.amount),
    lines.map((each) => each.quantity),
  ]
}

function historyOf(added: Combination[]): HistoryRow[] {
  return [...new Set(added.map((each) => each.project))].map((project) => ({
    actor: undefined,
    action: 'budget-lines-added',
    subject: { kind: 'budget', id: project },
    why: 'The ERP has named these combinations of cost code and cost type for the first time.',
    body: added
      .filter((each) => each.project === project)
      .map(({ cost_code_id, cost_type_id, amount }) => ({ cost_code_id, cost_type_id, amount })),
  }))
}
