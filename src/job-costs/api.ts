/** Routes of job costs: the Direct Costs tool, the Job Costs report, the Unsyncable Direct Costs report. Read only: the books are the source. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { civilDay, id, paging, window } from '../platform/rest.ts'
import { type Context, Download, Page, type Route, route } from '../platform/route.ts'
import {
  DIRECT_COST_STATUSES,
  DIRECT_COST_TYPE_LABELS,
  type DirectCostStatus,
  type DirectCostType,
  SUMMARY_FIGURES,
  UNSYNCABLE_REASONS,
  type UnsyncableReason,
  type UnsyncableRow,
} from './model.ts'
import * as store from './store.ts'
import {
  type DirectCostFilter,
  directCosts,
  directCostsCsv,
  directCostTotals,
  unsyncable,
  vendorsOf,
} from './store-direct-costs.ts'

const types = Object.keys(DIRECT_COST_TYPE_LABELS) as [DirectCostType, ...DirectCostType[]]
const statuses = Object.keys(DIRECT_COST_STATUSES) as [DirectCostStatus, ...DirectCostStatus[]]
const reasons = Object.keys(UNSYNCABLE_REASONS) as [UnsyncableReason, ...UnsyncableReason[]]
const params = z.object({ project_id: z.coerce.number().int() })
const money = z.string()
const text = z.string().nullable()
const gate = { tool: 'Direct Costs', level: 'Read Only' } as const

const filters = {
  'filters[cost_code_id]': z.coerce.number().int().optional(),
  'filters[line_item_type_id]': z.coerce.number().int().optional(),
  'filters[direct_cost_type]': z.enum(types).optional(),
  'filters[vendor]': z.string().max(100).optional(),
  'filters[start_date]': civilDay.optional(),
  'filters[end_date]': civilDay.optional(),
  'filters[search]': z.string().max(100).optional(),
  /** `void`: what the ERP took back, in place of what it has. */
  'filters[status]': z.enum(['approved', 'void']).default('approved'),
}
const filtered = z.strictObject(filters)

function filterOf(query: z.output<typeof filtered>): DirectCostFilter {
  const type = query['filters[direct_cost_type]']
  return {
    costCode: query['filters[cost_code_id]'],
    costType: query['filters[line_item_type_id]'],
    types: type && [type],
    vendor: query['filters[vendor]'],
    from: query['filters[start_date]'],
    until: query['filters[end_date]'],
    search: query['filters[search]'],
    voided: query['filters[status]'] === 'void',
  }
}

const unsyncableShape = z.array(
  z.object({
    id: z.int(),
    reason: z.enum(reasons),
    sentence: z.string(),
    connection_id: z.int(),
    job: z.string(),
    project_id: z.int().nullable(),
    sub_job: z.string(),
    cost_code: z.string(),
    cost_type: z.string(),
    direct_cost_type: z.enum(types),
    direct_cost_date: text,
    description: text,
    vendor: text,
    invoice_number: text,
    amount: money,
  }),
)
/** A column of the page, `-` before it for descending. */
const sort = z.string().max(30).optional()
const inReport = z.strictObject({ ...paging, sort, 'filters[search]': z.string().max(100).optional() })

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/direct_costs',
    summary: 'Posted job cost transactions of a project, newest first if not sorted otherwise',
    gate: { decidedBy: 'handler', why: 'The budget’s window of transactions has a permission of its own.' },
    params,
    query: z.strictObject({
      ...paging,
      sort,
      ...filters,
      /** `detail`: asked by the budget’s window of transactions, which has a permission of its own and needs nothing on Direct Costs (DCT-2). */
      view: z.enum(['normal', 'detail']).default('normal'),
    }),
    reply: z.array(
      z.object({
        id: z.number(),
        direct_cost_type: z.enum(types),
        direct_cost_date: text,
        description: text,
        status: z.enum(statuses),
        voided_at: z.date().nullable(),
        vendor: text,
        vendor_name: text,
        invoice_number: text,
        quantity: text,
        unit_cost: text,
        amount: money,
        billed_rate: text,
        billed_amount: text,
        sub_job: z.string(),
        cost_code: z.string(),
        cost_type: z.string(),
      }),
    ),
    async handler(ctx) {
      await ctx.require(ctx.query.view === 'detail' ? { action: 'view-direct-cost-detail' } : gate)
      const found = await ctx.db.company(ctx.company, (sql) =>
        directCosts(sql, ctx.company, projectOf(ctx), filterOf(ctx.query), inOrder(ctx.query)),
      )
      return new Page(found.rows, found.total)
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/direct_costs/totals',
    summary: 'What the posted transactions of a project that fit come to, by type',
    gate,
    params,
    query: filtered,
    reply: z.object({
      transactions: z.int(),
      amount: money,
      billed_amount: text,
      types: z.array(z.object({ direct_cost_type: z.enum(types), transactions: z.int(), amount: money })),
    }),
    handler: (ctx) =>
      ctx.db.company(ctx.company, (sql) => directCostTotals(sql, ctx.company, projectOf(ctx), filterOf(ctx.query))),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/direct_costs/csv',
    summary: 'All posted transactions of a project that fit, as CSV',
    gate,
    params,
    query: filtered,
    reply: z.string(),
    download: true,
    handler: async (ctx) =>
      new Download(
        'direct-costs.csv',
        'text/csv; charset=utf-8',
        directCostsCsv(ctx.db, ctx.company, projectOf(ctx), filterOf(ctx.query)),
      ),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/direct_costs/vendors',
    summary: 'Vendors that stand in the posted transactions of a project',
    gate,
    params,
    reply: z.array(z.object({ vendor: z.string(), name: text })),
    handler: (ctx) => ctx.db.company(ctx.company, (sql) => vendorsOf(sql, ctx.company, projectOf(ctx))),
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
    query: inReport,
    reply: unsyncableShape,
    handler: (ctx) => report(ctx, projectOf(ctx)),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/unsyncable_direct_costs',
    summary: 'Posted transactions of the company that fit no project or no code of it, each with its reason',
    gate: { action: 'view-company-unsyncable-direct-costs' },
    params: z.object({ company_id: id() }),
    query: inReport,
    reply: unsyncableShape,
    handler: (ctx) => report(ctx, undefined),
  }),
]

const inOrder = (query: { page: number; per_page: number; sort?: string | undefined }) => ({
  ...window(query),
  sort: query.sort,
})

async function report(ctx: Context<unknown, z.output<typeof inReport>>, project: ProjectId | undefined) {
  const search = ctx.query['filters[search]']
  const found = await ctx.db.company(ctx.company, (sql) =>
    unsyncable(sql, ctx.company, { project, search }, inOrder(ctx.query)),
  )
  const said = (each: UnsyncableRow) => ({ ...each, sentence: UNSYNCABLE_REASONS[each.reason] })
  return new Page(found.rows.map(said), found.total)
}

function projectOf(ctx: Context): ProjectId {
  if (ctx.project === undefined)
    throw new Refused(refusal('no-project', 'Name the project by project_id.', { field: 'project_id' }), 400)
  return ctx.project
}
