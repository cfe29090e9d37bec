/** Routes of budget changes. */
import { z } from 'zod'
import { quantityField } from '../commitments/model.ts'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { ProjectId } from '../ids.ts'
import { bodyId, companyScope, id, line, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { budgetAmount } from './model.ts'
import {
  type BudgetChange,
  type BudgetChangeId,
  CHANGE_STATUSES,
  type ChangeFields,
  movedAmount,
  netAmount,
} from './model-changes.ts'
import { createChange, deleteChange, getChange, listChanges, moveChange, updateChange } from './store-changes.ts'

const path = '/rest/v1.0/projects/:project_id/budget_changes'
const inProject = z.object({ project_id: id<ProjectId>() })
const ofChange = inProject.extend({ budget_change_id: id<BudgetChangeId>() })
const read = { tool: 'Budget', level: 'Read Only' } as const
const write = { tool: 'Budget', level: 'Standard' } as const

const adjustment = z.strictObject({
  cost_code_id: bodyId<CostCodeId>(),
  line_item_type_id: bodyId<CostTypeId>(),
  amount: budgetAmount,
  quantity: quantityField.nullable().default(null),
  comment: line(500).default(''),
})
const fields = z.strictObject({
  title: line(255).optional(),
  description: z.string().trim().max(10_000).optional(),
  adjustment_line_items: z.array(adjustment).max(1000).optional(),
  net_confirmed: z.boolean().optional(),
})

const reply = z.object({
  id: z.int(),
  rev: z.int(),
  number: z.int(),
  title: z.string(),
  description: z.string(),
  status: z.enum(CHANGE_STATUSES),
  date: z.string(),
  amount: z.string(),
  net_amount: z.string(),
  net_confirmed: z.boolean(),
  created_by: z.string().nullable(),
  approved_by: z.string().nullable(),
  approved_at: z.string().nullable(),
  adjustment_line_items: z.array(
    z.object({
      id: z.int(),
      position: z.int(),
      sub_job: z.string(),
      cost_code_id: z.int(),
      cost_code: z.string(),
      cost_code_name: z.string(),
      line_item_type_id: z.int(),
      cost_type: z.string(),
      amount: z.string(),
      quantity: z.string().nullable(),
      comment: z.string(),
      budgeted: z.boolean(),
    }),
  ),
})

export const changeRoutes: Route[] = [
  route({
    method: 'GET',
    path,
    summary: 'Budget changes of a project, the newest first',
    gate: read,
    params: inProject,
    query: z.strictObject({ ...companyScope, ...paging, 'filters[status]': z.enum(CHANGE_STATUSES).optional() }),
    reply: z.array(reply),
    async handler({ db, company, params, query }) {
      const filter = { project: params.project_id, status: query['filters[status]'] }
      const { rows, total } = await db.company(company, (sql) => listChanges(sql, company, filter, window(query)))
      return new Page(rows.map(shown), total)
    },
  }),
  route({
    method: 'GET',
    path: `${path}/:budget_change_id`,
    summary: 'A budget change with its lines',
    gate: read,
    params: ofChange,
    reply,
    handler: ({ db, company, params }) =>
      db.company(company, async (sql) =>
        shown(await getChange(sql, company, params.project_id, params.budget_change_id)),
      ),
  }),
  route({
    method: 'POST',
    path,
    summary: 'Draft a budget change: amounts from lines (negative) and to lines (positive)',
    gate: write,
    params: inProject,
    body: z.strictObject({ ...companyScope, budget_change: fields }),
    reply,
    status: 201,
    handler: ({ db, clock, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const scope = { sql, clock, company, actor: person.id }
        const given = fromBody(body.budget_change)
        const whole = { title: '', description: '', lines: [], netConfirmed: false, ...given }
        return shown(await createChange(scope, params.project_id, whole))
      }),
  }),
  route({
    method: 'PATCH',
    path: `${path}/:budget_change_id`,
    summary: 'Change a budget change that is not approved; or its status, which to approve takes Admin on Budget',
    gate: write,
    params: ofChange,
    body: z.strictObject({
      ...companyScope,
      budget_change: fields.extend({ status: z.enum(CHANGE_STATUSES).optional() }),
    }),
    reply,
    handler: async ({ db, clock, company, person, params, body, require }) => {
      const { status, ...rest } = body.budget_change
      if (status === 'approved') await require({ tool: 'Budget', level: 'Admin' })
      return db.company(company, async (sql) => {
        const scope = { sql, clock, company, actor: person.id }
        const { project_id: project, budget_change_id: change } = params
        const given = fromBody(rest)
        if (Object.keys(given).length > 0) await updateChange(sql, scope, project, change, given)
        if (status) await moveChange(scope, project, change, status)
        return shown(await getChange(sql, company, project, change))
      })
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}/:budget_change_id`,
    summary: 'Delete a budget change that is not approved',
    gate: write,
    params: ofChange,
    reply: z.null(),
    status: 204,
    async handler({ db, company, person, params }) {
      const who = { company, actor: person.id }
      await db.company(company, (sql) => deleteChange(sql, who, params.project_id, params.budget_change_id))
      return null
    },
  }),
]

/** From the API's names to ours; only what was given. */
function fromBody(body: z.output<typeof fields>): Partial<ChangeFields> {
  const lines = body.adjustment_line_items?.map(({ cost_code_id, line_item_type_id, ...rest }) => ({
    ...rest,
    costCodeId: cost_code_id,
    costTypeId: line_item_type_id,
  }))
  return {
    ...(body.title === undefined ? {} : { title: body.title }),
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(lines === undefined ? {} : { lines }),
    ...(body.net_confirmed === undefined ? {} : { netConfirmed: body.net_confirmed }),
  }
}

function shown(change: BudgetChange): z.input<typeof reply> {
  return {
    id: change.id,
    rev: change.rev,
    number: change.number,
    title: change.title,
    description: change.description,
    status: change.status,
    date: change.date,
    amount: movedAmount(change.lines),
    net_amount: netAmount(change.lines),
    net_confirmed: change.netConfirmed,
    created_by: change.createdBy,
    approved_by: change.approvedBy,
    approved_at: change.approvedAt?.toISOString() ?? null,
    adjustment_line_items: change.lines.map((each) => ({
      id: each.id,
      position: each.position,
      sub_job: each.subJob,
      cost_code_id: each.costCodeId,
      cost_code: each.costCode,
      cost_code_name: each.costCodeName,
      line_item_type_id: each.costTypeId,
      cost_type: each.costType,
      amount: each.amount,
      quantity: each.quantity,
      comment: each.comment,
      budgeted: each.budgeted,
    })),
  }
}
