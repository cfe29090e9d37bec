/** Routes of job costs: the Direct Costs tool, the Job Costs report, the Unsyncable Direct Costs report. Read only: the books are the source. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { DIRECT_COST_TYPE_LABELS, type DirectCostType, SUMMARY_FIGURES, UNSYNCABLE_REASONS } from './model.ts'
import * as store from './store.ts'

const types = Object.keys(DIRECT_COST_TYPE_LABELS) as [DirectCostType, ...DirectCostType[]]
const params = z.object({ project_id: z.coerce.number().int() })
const paging = {
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(2000).default(100),
}
const money = z.string()
const text = z.string().nullable()

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/direct_costs',
    summary: 'Posted job cost transactions of a project, newest first',
    gate: { tool: 'Direct Costs', level: 'Read Only' },
    params,
    query: z.strictObject({
      ...paging,
      'filters[cost_code_id]': z.coerce.number().int().optional(),
      'filters[line_item_type_id]': z.coerce.number().int().optional(),
      'filters[direct_cost_type]': z.enum(types).optional(),
      'filters[search]': z.string().max(100).optional(),
      /** `detail`: asked by the budget's window of transactions, which has a permission of its own (DCT-2). */
      view: z.enum(['normal', 'detail']).default('normal'),
    }),
    reply: z.array(
      z.object({
        id: z.number(),
        direct_cost_type: z.enum(types),
        direct_cost_date: text,
        description: text,
        status: z.literal('approved'),
        vendor: text,
        invoice_number: text,
        quantity: text,
        unit_cost: text,
        amount: money,
        cost_code: z.string(),
        cost_type: z.string(),
      }),
    ),
    async handler(ctx) {
      if (ctx.query.view === 'detail') await ctx.require({ action: 'view-direct-cost-detail' })
      const { page, per_page } = ctx.query
      const type = ctx.query['filters[direct_cost_type]']
      const found = await ctx.db.company(ctx.company, (sql) =>
        store.directCosts(sql, ctx.company, projectOf(ctx), {
          costCode: ctx.query['filters[cost_code_id]'],
          costType: ctx.query['filters[line_item_type_id]'],
          types: type ? [type] : undefined,
          search: ctx.query['filters[search]'],
          limit: per_page,
          offset: (page - 1) * per_page,
        }),
      )
      return new Page(found.rows, found.total)
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/job_costs',
    summary: 'Job Costs report of a project: the accounting system’s summary per cost code and cost type',
    gate: { action: 'view-job-costs-report' },
    params,
    reply: z.array(
      z.object({
        cost_code_id: z.number().nullable(),
        cost_type_id: z.number().nullable(),
        cost_code: z.string(),
        cost_type: z.string(),
        ...Object.fromEntries(SUMMARY_FIGURES.map(({ key }) => [key, money])),
      }),
    ),
    async handler(ctx) {
      const rows = await ctx.db.company(ctx.company, (sql) => store.jobCostReport(sql, ctx.company, projectOf(ctx)))
      return new Page(rows, rows.length)
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/unsyncable_direct_costs',
    summary: 'Posted transactions that fit no cost code of the project, each with its reason',
    gate: { action: 'view-unsyncable-direct-costs' },
    params,
    query: z.strictObject(paging),
    reply: z.array(
      z.object({
        reason: z.string(),
        sentence: z.string(),
        cost_code: z.string(),
        cost_type: z.string(),
        direct_cost_date: text,
        description: text,
        vendor: text,
        invoice_number: text,
        amount: money,
      }),
    ),
    async handler(ctx) {
      const { page, per_page } = ctx.query
      const found = await ctx.db.company(ctx.company, (sql) =>
        store.unsyncable(sql, ctx.company, projectOf(ctx), per_page, (page - 1) * per_page),
      )
      return new Page(
        found.rows.map((each) => ({ ...each, sentence: UNSYNCABLE_REASONS[each.reason] })),
        found.total,
      )
    },
  }),
]

function projectOf(ctx: Context): ProjectId {
  if (ctx.project === undefined)
    throw new Refused(refusal('no-project', 'Name the project by project_id.', { field: 'project_id' }), 400)
  return ctx.project
}
