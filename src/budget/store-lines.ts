/** The lines of a budget: their SQL. Every write goes into the history. */
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import {
  type BudgetLine,
  type BudgetLineId,
  completed,
  type ForecastFields,
  type LineChange,
  type LineFields,
  placeName,
} from './model.ts'
import { mayAddLine, mayChangeLines, mayRemoveLine, type NewLineFacts, refusalsOfLine } from './rules.ts'
import { isLocked } from './store.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>

const SELECT = `select b.id, code.sub_job_code as sub_job, b.cost_code_id, code.code as cost_code, code.name as cost_code_name,
    b.cost_type_id as line_item_type_id, type.code as cost_type, b.original_amount as original_budget_amount, b.quantity, b.uom, b.unit_cost,
    b.calculation_strategy, b.forecast_method, b.forecast_amount, b.forecast_units, b.forecast_unit_cost, b.forecast_note
  from budget_line b
  join cost_code code on code.company_id = b.company_id and code.id = b.cost_code_id
  join cost_type type on type.company_id = b.company_id and type.id = b.cost_type_id`

export function listLines(sql: Sql, company: CompanyId, project: ProjectId): Promise<BudgetLine[]> {
  return sql.query(
    `${SELECT} where b.company_id = $1 and b.project_id = $2 order by code.sub_job_code, code.code, type.code`,
    [company, project],
  )
}

/** @throws Refused 404, also when it is another project's. */
export async function getLine(sql: Sql, company: CompanyId, project: ProjectId, id: BudgetLineId): Promise<BudgetLine> {
  const found = await sql.maybe<BudgetLine>(`${SELECT} where b.company_id = $1 and b.project_id = $2 and b.id = $3`, [
    company,
    project,
    id,
  ])
  if (!found)
    throw new Refused(refusal('no-such-line', `There is no budget line ${id} in this project.`, { field: 'id' }), 404)
  return found
}

export interface NewLine extends LineChange {
  costCode: CostCodeId
  costType: CostTypeId
}

export const BLANK: LineFields & ForecastFields = {
  original_budget_amount: '0.00',
  quantity: null,
  uom: '',
  unit_cost: null,
  calculation_strategy: 'manual',
  forecast_method: 'automatic',
  forecast_amount: null,
  forecast_units: null,
  forecast_unit_cost: null,
  forecast_note: '',
}

export async function addLine(sql: Sql, who: Who, project: ProjectId, wanted: NewLine): Promise<BudgetLine> {
  refuseIf(mayChangeLines(await isLocked(sql, who.company, project)))
  const { costCode, costType, ...fields } = wanted
  const facts = await lineFacts(sql, who.company, project, costCode, costType)
  if (!facts)
    throw new Refused(
      refusal('unknown-code', 'The project has no such cost code, or the company no such cost type.', {
        field: 'cost_code_id',
      }),
    )
  refuseIf(mayAddLine(facts))
  const line = completed(BLANK, fields)
  refuseIf(refusalsOfLine(line, fields))
  const id = newId<BudgetLineId>()
  await insertLines(sql, who.company, project, [{ ...line, id, costCode, costType }])
  await note(sql, who, project, 'add-budget-line', { line: `${facts.code} ${facts.type}`, ...line })
  return getLine(sql, who.company, project, id)
}

/** Only the given fields change. A forecast may be changed at any time, the line itself only while the budget is unlocked. */
export async function updateLine(
  sql: Sql,
  who: Who,
  project: ProjectId,
  id: BudgetLineId,
  change: LineChange,
): Promise<BudgetLine> {
  const ofBudget = Object.keys(change).some((key) => !key.startsWith('forecast_'))
  if (ofBudget) refuseIf(mayChangeLines(await isLocked(sql, who.company, project)))
  const before = await getLine(sql, who.company, project, id)
  const after = completed(before, change)
  refuseIf(refusalsOfLine(after, change))
  await sql.run(
    `update budget_line set original_amount = $3, quantity = $4, uom = $5, unit_cost = $6, calculation_strategy = $7, forecast_method = $8,
       forecast_amount = $9, forecast_units = $10, forecast_unit_cost = $11, forecast_note = $12
     where company_id = $1 and id = $2`,
    [who.company, id, ...valuesOf(after)],
  )
  await note(sql, who, project, ofBudget ? 'change-budget-line' : 'change-forecast', {
    line: placeName(before),
    change,
  })
  return getLine(sql, who.company, project, id)
}

export async function removeLine(sql: Sql, who: Who, project: ProjectId, id: BudgetLineId): Promise<void> {
  refuseIf(mayChangeLines(await isLocked(sql, who.company, project)))
  const line = await getLine(sql, who.company, project, id)
  const changes = await sql.query<{ number: number }>(
    `select c.number from budget_change c join budget_change_line l on l.company_id = $1 and l.budget_change_id = c.id
     where c.company_id = $1 and c.project_id = $2 and c.status <> 'void' and l.cost_code_id = $3 and l.cost_type_id = $4 order by c.number`,
    [who.company, project, line.cost_code_id, line.line_item_type_id],
  )
  refuseIf(mayRemoveLine({ name: placeName(line), changes: changes.map((each) => each.number) }), 409)
  await sql.run('delete from budget_line where company_id = $1 and id = $2', [who.company, id])
  await note(sql, who, project, 'remove-budget-line', { line: placeName(line), ...line })
}

/** What the rules ask about a combination; undefined when code or type is not the project's. */
async function lineFacts(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  costCode: CostCodeId,
  costType: CostTypeId,
): Promise<NewLineFacts | undefined> {
  return sql.maybe<NewLineFacts>(
    `select code.code, type.code as type, b.id is not null as exists, code.active as "codeActive", code.is_group as "isGroup"
     from cost_code code join cost_type type on type.company_id = $1 and type.id = $4 and coalesce(type.connection_id = project_connection($1, $2), true)
     left join budget_line b on b.company_id = $1 and b.project_id = $2 and b.cost_code_id = code.id and b.cost_type_id = type.id
     where code.company_id = $1 and code.project_id = $2 and code.id = $3`,
    [company, project, costCode, costType],
  )
}

export type WholeLine = LineFields & ForecastFields & { id: BudgetLineId; costCode: CostCodeId; costType: CostTypeId }

/** One statement for all of them. A combination that has a line gets the new figures; its forecast stays. */
export async function insertLines(sql: Sql, company: CompanyId, project: ProjectId, lines: WholeLine[]): Promise<void> {
  const columns = lines.map(valuesOf)
  const column = (index: number) => columns.map((values) => values[index])
  await sql.run(
    `insert into budget_line (company_id, project_id, id, cost_code_id, cost_type_id, original_amount, quantity, uom, unit_cost,
       calculation_strategy, forecast_method, forecast_amount, forecast_units, forecast_unit_cost, forecast_note)
     select $1, $2, n.* from unnest($3::int8[], $4::int8[], $5::int8[], $6::numeric[], $7::numeric[], $8::text[], $9::numeric[], $10::text[],
       $11::text[], $12::numeric[], $13::numeric[], $14::numeric[], $15::text[]) n
     on conflict (company_id, project_id, cost_code_id, cost_type_id) do update set original_amount = excluded.original_amount,
       quantity = excluded.quantity, uom = excluded.uom, unit_cost = excluded.unit_cost, calculation_strategy = excluded.calculation_strategy`,
    [
      company,
      project,
      lines.map((each) => each.id),
      lines.map((each) => each.costCode),
      lines.map((each) => each.costType),
      ...Array.from({ length: valuesOf(BLANK).length }, (_, index) => column(index)),
    ],
  )
}

function valuesOf(line: LineFields & ForecastFields): unknown[] {
  return [
    line.original_budget_amount,
    line.quantity,
    line.uom,
    line.unit_cost,
    line.calculation_strategy,
    line.forecast_method,
    line.forecast_amount,
    line.forecast_units,
    line.forecast_unit_cost,
    line.forecast_note,
  ]
}

/** The budget's history, under the project's id. */
export function note(sql: Sql, who: Who, project: ProjectId, action: string, body: object): Promise<void> {
  return record(sql, { ...who, action, subject: { kind: 'budget', id: project }, body })
}
