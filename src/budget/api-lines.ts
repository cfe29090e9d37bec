/** Routes of the budget's lines, with their forecasts. */
import { z } from 'zod'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { ProjectId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { bodyId, companyScope, id, syncBody, syncReply, syncRows } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { type BudgetLineId, FORECAST_METHODS, lineFields, STRATEGIES } from './model.ts'
import { addLine, listLines, removeLine, updateLine } from './store-lines.ts'

const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const lineParams = z.object({ id: id<BudgetLineId>() })
const read = { tool: 'Budget', level: 'Read Only' } as const
const write = { tool: 'Budget', level: 'Standard' } as const

const lineReply = z.object({
  id: z.int(),
  sub_job: z.string(),
  cost_code_id: z.int(),
  cost_code: z.string(),
  cost_code_name: z.string(),
  line_item_type_id: z.int(),
  cost_type: z.string(),
  original_budget_amount: z.string(),
  quantity: z.string().nullable(),
  uom: z.string(),
  unit_cost: z.string().nullable(),
  calculation_strategy: z.enum(STRATEGIES),
  forecast_method: z.enum(FORECAST_METHODS),
  forecast_amount: z.string().nullable(),
  forecast_units: z.string().nullable(),
  forecast_unit_cost: z.string().nullable(),
  forecast_note: z.string(),
})

const born = lineFields.extend({ cost_code_id: bodyId<CostCodeId>(), line_item_type_id: bodyId<CostTypeId>() })
const row = lineFields.extend({
  id: bodyId<BudgetLineId>().optional(),
  cost_code_id: bodyId<CostCodeId>().optional(),
  line_item_type_id: bodyId<CostTypeId>().optional(),
})

const codeless = new Refused(
  refusal('code-missing', 'A new line needs a cost code and a cost type.', { field: 'cost_code_id' }),
)

const created = ({ cost_code_id, line_item_type_id, ...fields }: z.output<typeof born>) => ({
  ...fields,
  costCode: cost_code_id,
  costType: line_item_type_id,
})

export const lineRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_line_items',
    summary: 'Lines of the budget with what was set on them; their figures are in the views',
    gate: read,
    query: inQuery,
    reply: z.array(lineReply),
    handler: ({ db, company, query }) => db.company(company, (sql) => listLines(sql, company, query.project_id)),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/budget_line_items',
    summary: 'Add a budget line: by amount, or by quantity and unit cost',
    gate: write,
    body: z.strictObject({ ...bodyScope, budget_line_item: born }),
    reply: lineReply,
    status: 201,
    handler: ({ db, company, person, body }) =>
      db.company(company, (sql) =>
        addLine(sql, { company, actor: person.id }, body.project_id, created(body.budget_line_item)),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/budget_line_items/sync',
    summary: 'Add or change many lines, row by row',
    gate: write,
    body: syncBody.required({ project_id: true }),
    reply: syncReply,
    handler: ({ db, company, person, body }) =>
      db.company(company, (sql) =>
        syncRows(sql, body.updates, row, async ({ id: known, cost_code_id, line_item_type_id, ...fields }) => {
          const [who, project] = [{ company, actor: person.id }, body.project_id as ProjectId]
          if (known !== undefined) return updateLine(sql, who, project, known, fields)
          if (cost_code_id === undefined || line_item_type_id === undefined) throw codeless
          return addLine(sql, who, project, created({ cost_code_id, line_item_type_id, ...fields }))
        }),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/budget_line_items/:id',
    summary: 'Change a budget line while the budget is unlocked; its forecast at any time',
    gate: write,
    params: lineParams,
    body: z.strictObject({ ...bodyScope, budget_line_item: lineFields }),
    reply: lineReply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, (sql) =>
        updateLine(sql, { company, actor: person.id }, body.project_id, params.id, body.budget_line_item),
      ),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/budget_line_items/:id',
    summary: 'Remove a budget line',
    gate: write,
    params: lineParams,
    query: inQuery,
    reply: z.undefined(),
    status: 204,
    async handler({ db, company, person, params, query }) {
      await db.company(company, (sql) => removeLine(sql, { company, actor: person.id }, query.project_id, params.id))
      return undefined
    },
  }),
]
