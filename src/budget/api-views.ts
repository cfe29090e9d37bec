/** Routes of the budget's views: which there are, their rows and totals, and the project's own. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { sum } from '../platform/money.ts'
import { bodyId, companyScope, id } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { BUDGET_COLUMNS } from './model.ts'
import {
  type BudgetView,
  GROUPINGS,
  type Grouping,
  groupOf,
  shownColumns,
  type ViewId,
  viewFields,
} from './model-views.ts'
import { changeView, createView, getView, listViews, removeView, type ViewRow, viewRows } from './store-views.ts'

const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const viewParams = z.object({ view_id: id<ViewId>() })
const read = { tool: 'Budget', level: 'Read Only' } as const
const write = { tool: 'Budget', level: 'Standard' } as const

export const columnReply = z.object({
  key: z.string(),
  label: z.string(),
  formula: z.string().optional(),
  opens: z.boolean().optional(),
  units: z.boolean().optional(),
  terms: z.array(z.object({ figure: z.string(), sign: z.int() })).optional(),
})
const viewReply = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string(),
  built_in: z.boolean(),
  columns: z.array(columnReply),
})
/** Where the row stands, then the value of every column of the view under its key. */
export const rowReply = z
  .object({
    id: z.number().nullable(),
    sub_job: z.string(),
    cost_code_id: z.number(),
    cost_code: z.string(),
    cost_code_name: z.string(),
    division: z.string(),
    cost_type_id: z.number(),
    cost_type: z.string(),
    budgeted: z.boolean(),
  })
  .catchall(z.string())

const shown = (view: BudgetView) => ({ ...view, columns: shownColumns(view.columns) })

export const viewRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_views',
    summary: 'Budget views of a project: the built-in ones, then its own',
    gate: read,
    query: inQuery,
    reply: z.array(viewReply),
    handler: async ({ db, company, query }) =>
      (await db.company(company, (sql) => listViews(sql, company, query.project_id))).map(shown),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_view_columns',
    summary: 'Every figure that a view may show or count with',
    gate: read,
    query: inQuery,
    reply: z.array(columnReply),
    handler: async () => BUDGET_COLUMNS,
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_views/:view_id/detail_rows',
    summary: 'Rows of a budget view: every line with a budget, a commitment, a change or a cost',
    gate: read,
    params: viewParams,
    query: inQuery,
    reply: z.array(rowReply),
    async handler({ db, company, params, query }) {
      const rows = await db.company(company, async (sql) => {
        const { columns } = await getView(sql, company, query.project_id, params.view_id)
        return viewRows(sql, company, query.project_id, columns)
      })
      return new Page(rows, rows.length)
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_views/:view_id/summary_rows',
    summary: 'Totals of a budget view by division, sub job or cost type; units are not summed',
    gate: read,
    params: viewParams,
    query: inQuery.extend({
      group_by: z.enum(Object.keys(GROUPINGS) as [Grouping, ...Grouping[]]).default('division'),
    }),
    reply: z.array(z.record(z.string(), z.string())),
    async handler({ db, company, params, query }) {
      const { view, rows } = await db.company(company, async (sql) => {
        const view = await getView(sql, company, query.project_id, params.view_id)
        return { view, rows: await viewRows(sql, company, query.project_id, view.columns) }
      })
      return totals(view, rows, query.group_by)
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/budget_views',
    summary: 'Make a view of the project’s own: figures, and signed sums of figures',
    gate: write,
    body: z.strictObject({ ...bodyScope, budget_view: viewFields }),
    reply: viewReply,
    status: 201,
    handler: ({ db, company, person, body }) =>
      db.company(company, async (sql) =>
        shown(await createView(sql, { company, actor: person.id }, body.project_id, body.budget_view)),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/budget_views/:view_id',
    summary: 'Change a view of the project’s own; it is given whole',
    gate: write,
    params: viewParams,
    body: z.strictObject({ ...bodyScope, budget_view: viewFields }),
    reply: viewReply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const who = { company, actor: person.id }
        return shown(await changeView(sql, who, body.project_id, params.view_id, body.budget_view))
      }),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/budget_views/:view_id',
    summary: 'Remove a view of the project’s own',
    gate: write,
    params: viewParams,
    query: inQuery,
    reply: z.null(),
    status: 204,
    async handler({ db, company, person, params, query }) {
      const who = { company, actor: person.id }
      await db.company(company, (sql) => removeView(sql, who, query.project_id, params.view_id))
      return null
    },
  }),
]

/** One row a group, named by it. */
function totals(view: BudgetView, rows: ViewRow[], by: Grouping): Record<string, string>[] {
  const columns = shownColumns(view.columns).filter((each) => !each.units)
  return [...new Set(rows.map((row) => groupOf(row, by)))].map((name) => {
    const own = rows.filter((row) => groupOf(row, by) === name)
    return {
      [by]: name,
      ...Object.fromEntries(columns.map(({ key }) => [key, sum(own.map((row) => String(row[key])))])),
    }
  })
}
