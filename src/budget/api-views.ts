/** Routes of the budget's views: which there are, their rows and totals, and the project's own. */
import { z } from 'zod'
import { projectTemplateOf } from '../access/store-roles.ts'
import type { ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { sum } from '../platform/money.ts'
import { bodyId, companyScope, id } from '../platform/rest.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
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
import {
  audiences,
  changeView,
  createView,
  getView,
  listViews,
  removeView,
  type Viewer,
  type ViewRow,
  viewRows,
} from './store-views.ts'

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
  seen_by: z.array(z.int()),
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

/** One transaction, with the eyes of whoever asks. */
export async function asViewer<T>(
  { db, company, person, whyNot }: Pick<Context, 'db' | 'company' | 'person' | 'whyNot'>,
  project: ProjectId,
  run: (sql: Sql, viewer: Viewer) => Promise<T>,
): Promise<T> {
  const all = (await whyNot({ tool: 'Budget', level: 'Admin' }, project)) === undefined
  return db.company(company, async (sql) => {
    const template = await projectTemplateOf(sql, company, project, person.id)
    return run(sql, { company, project, person: person.id, template, all })
  })
}

export const viewRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_views',
    summary: 'Budget views of a project: the built-in ones, then its own',
    gate: read,
    query: inQuery,
    reply: z.array(viewReply),
    handler: async (ctx) => (await asViewer(ctx, ctx.query.project_id, listViews)).map(shown),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_view_audiences',
    summary: 'Permission templates of projects, for whose people a view may be kept',
    gate: read,
    query: inQuery,
    reply: z.array(z.object({ id: z.int(), name: z.string() })),
    handler: ({ db, company }) => db.company(company, (sql) => audiences(sql, company)),
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
    async handler(ctx) {
      const { company, query } = ctx
      const rows = await asViewer(ctx, query.project_id, async (sql, viewer) => {
        const { columns } = await getView(sql, viewer, ctx.params.view_id)
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
    async handler(ctx) {
      const { company, query } = ctx
      const { view, rows } = await asViewer(ctx, query.project_id, async (sql, viewer) => {
        const view = await getView(sql, viewer, ctx.params.view_id)
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
    handler: (ctx) =>
      asViewer(ctx, ctx.body.project_id, async (sql, viewer) =>
        shown(await createView(sql, viewer, ctx.body.budget_view)),
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
    handler: (ctx) =>
      asViewer(ctx, ctx.body.project_id, async (sql, viewer) =>
        shown(await changeView(sql, viewer, ctx.params.view_id, ctx.body.budget_view)),
      ),
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
    async handler(ctx) {
      await asViewer(ctx, ctx.query.project_id, (sql, viewer) => removeView(sql, viewer, ctx.params.view_id))
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
