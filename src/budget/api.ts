/** Routes of the budget: its lines, its lock, its view with the costs beside them. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { record } from '../platform/history.ts'
import { digits, isDecimal, sum } from '../platform/money.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { exportRoutes } from './api-exports.ts'
import { BUDGET_COLUMNS, type BudgetFigure, STANDARD_VIEW } from './model.ts'
import { mayAddLine, mayChangeLines } from './rules.ts'
import { whileInErp } from './rules-exports.ts'
import * as store from './store.ts'
import { erpState, prepareExport } from './store-exports.ts'

const amount = z
  .string()
  .refine(
    (text) => isDecimal(text) && digits(text).fraction <= 2,
    'An amount is a decimal with at most two places, such as "1250.00".',
  )
const projectQuery = z.strictObject({ project_id: z.coerce.number().int() })
const projectParams = z.object({ project_id: z.coerce.number().int() })
const lineParams = z.object({ id: z.coerce.number().int() })
const figures = Object.fromEntries(BUDGET_COLUMNS.map(({ key }) => [key, z.string()])) as Record<
  BudgetFigure,
  z.ZodString
>
const row = z.object({
  id: z.number().nullable(),
  cost_code_id: z.number(),
  cost_code: z.string(),
  cost_code_name: z.string(),
  division: z.string(),
  cost_type_id: z.number(),
  cost_type: z.string(),
  budgeted: z.boolean(),
  ...figures,
})
const line = z.object({ id: z.number() })

const projectOf = (ctx: Context): ProjectId => {
  if (ctx.project === undefined)
    throw new Refused(refusal('no-project', 'Name the project by project_id.', { field: 'project_id' }), 400)
  return ctx.project
}

const remember = (ctx: Context, sql: Parameters<typeof record>[0], action: string, body: object) =>
  record(sql, {
    company: ctx.company,
    actor: ctx.person.id,
    action,
    subject: { kind: 'budget', id: projectOf(ctx) },
    body,
  })

export const routes: Route[] = [
  ...exportRoutes,
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_views',
    summary: 'Budget views of a project',
    gate: { tool: 'Budget', level: 'Read Only' },
    query: projectQuery,
    reply: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        description: z.string(),
        columns: z.array(z.object({ key: z.string(), label: z.string() })),
      }),
    ),
    handler: async () => [{ ...STANDARD_VIEW, columns: BUDGET_COLUMNS }],
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_views/:view_id/detail_rows',
    summary: 'Rows of a budget view: every line with a budget, a commitment or a cost',
    gate: { tool: 'Budget', level: 'Read Only' },
    params: z.object({ view_id: z.coerce.number().int() }),
    query: projectQuery,
    reply: z.array(row),
    async handler(ctx) {
      noSuchView(ctx.params.view_id)
      const rows = await ctx.db.company(ctx.company, (sql) => store.detailRows(sql, ctx.company, projectOf(ctx)))
      return new Page(rows, rows.length)
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget_views/:view_id/summary_rows',
    summary: 'Totals of a budget view, by division',
    gate: { tool: 'Budget', level: 'Read Only' },
    params: z.object({ view_id: z.coerce.number().int() }),
    query: projectQuery,
    reply: z.array(z.object({ division: z.string(), ...figures })),
    async handler(ctx) {
      noSuchView(ctx.params.view_id)
      const rows = await ctx.db.company(ctx.company, (sql) => store.detailRows(sql, ctx.company, projectOf(ctx)))
      return [...new Set(rows.map((each) => each.division))].map((division) => {
        const own = rows.filter((each) => each.division === division)
        return {
          division,
          ...Object.fromEntries(BUDGET_COLUMNS.map(({ key }) => [key, sum(own.map((each) => each[key]))])),
        }
      })
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/budget',
    summary: 'Whether the budget is locked',
    gate: { tool: 'Budget', level: 'Read Only' },
    params: projectParams,
    reply: z.object({ locked: z.boolean() }),
    handler: async (ctx) => ({
      locked: await ctx.db.company(ctx.company, (sql) => store.isLocked(sql, ctx.company, projectOf(ctx))),
    }),
  }),
  lockRoute('POST', true),
  lockRoute('DELETE', false),
  route({
    method: 'POST',
    path: '/rest/v1.0/budget_line_items',
    summary: 'Add a budget line',
    gate: { tool: 'Budget', level: 'Standard' },
    body: z.strictObject({
      project_id: z.number().int(),
      budget_line_item: z.strictObject({
        cost_code_id: z.number().int(),
        line_item_type_id: z.number().int(),
        original_budget_amount: amount.default('0'),
      }),
    }),
    reply: line,
    status: 201,
    async handler(ctx) {
      const wanted = ctx.body.budget_line_item
      return ctx.db.company(ctx.company, async (sql) => {
        refuseIf(whileInErp(await erpState(sql, ctx.company, projectOf(ctx))))
        refuseIf(mayChangeLines(await store.isLocked(sql, ctx.company, projectOf(ctx))))
        const facts = await store.lineFacts(
          sql,
          ctx.company,
          projectOf(ctx),
          wanted.cost_code_id,
          wanted.line_item_type_id,
        )
        if (!facts)
          throw new Refused(
            refusal('unknown-code', 'The project has no such cost code, or the company no such cost type.', {
              field: 'cost_code_id',
            }),
          )
        refuseIf(mayAddLine(facts))
        const id = await store.addLine(sql, ctx.company, projectOf(ctx), {
          costCode: wanted.cost_code_id,
          costType: wanted.line_item_type_id,
          amount: wanted.original_budget_amount,
        })
        await remember(ctx, sql, 'add-budget-line', { id, ...wanted })
        return { id }
      })
    },
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/budget_line_items/:id',
    summary: 'Change the original budget of a line',
    gate: { tool: 'Budget', level: 'Standard' },
    params: lineParams,
    body: z.strictObject({
      project_id: z.number().int(),
      budget_line_item: z.strictObject({ original_budget_amount: amount }),
    }),
    reply: line,
    handler: (ctx) =>
      changeLine(ctx, ctx.params.id, 'change-budget-line', (sql) =>
        store.setAmount(sql, ctx.company, ctx.params.id, ctx.body.budget_line_item.original_budget_amount),
      ),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/budget_line_items/:id',
    summary: 'Remove a budget line',
    gate: { tool: 'Budget', level: 'Standard' },
    params: lineParams,
    query: projectQuery,
    reply: z.undefined(),
    status: 204,
    async handler(ctx) {
      await changeLine(ctx, ctx.params.id, 'remove-budget-line', (sql) =>
        store.removeLine(sql, ctx.company, ctx.params.id),
      )
      return undefined
    },
  }),
]

function lockRoute(method: 'POST' | 'DELETE', locked: boolean): Route {
  return route({
    method,
    path: '/rest/v1.0/projects/:project_id/budget/lock',
    summary: locked ? 'Lock the budget' : 'Unlock the budget',
    gate: { tool: 'Budget', level: 'Admin' },
    params: projectParams,
    reply: z.object({ locked: z.boolean() }),
    async handler(ctx) {
      await ctx.db.company(ctx.company, async (sql) => {
        if (!locked) refuseIf(whileInErp(await erpState(sql, ctx.company, projectOf(ctx))))
        else await prepareExport(sql, ctx.company, projectOf(ctx))
        await store.setLocked(sql, ctx.company, projectOf(ctx), locked, ctx.person.id, ctx.clock.now())
        await remember(ctx, sql, locked ? 'lock-budget' : 'unlock-budget', {})
      })
      return { locked }
    },
  })
}

async function changeLine(
  ctx: Context,
  id: number,
  action: string,
  change: (sql: Parameters<typeof record>[0]) => Promise<void>,
): Promise<{ id: number }> {
  await ctx.db.company(ctx.company, async (sql) => {
    if ((await store.projectOfLine(sql, ctx.company, id)) !== projectOf(ctx))
      throw new Refused(refusal('no-such-line', `There is no budget line ${id} in this project.`), 404)
    refuseIf(mayChangeLines(await store.isLocked(sql, ctx.company, projectOf(ctx))))
    await change(sql)
    await remember(ctx, sql, action, { id })
  })
  return { id }
}

function noSuchView(id: number): void {
  if (id !== STANDARD_VIEW.id)
    throw new Refused(
      refusal('no-such-view', `There is no budget view ${id}. The standard view is ${STANDARD_VIEW.id}.`),
      404,
    )
}
