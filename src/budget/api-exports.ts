/** Routes of a budget's way to and from the ERP: where it stands, importing estimates, taking what the ERP shows, the project's forecast switch. Sending is the ERP tool's. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { type Refusal, Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { companyScope, id } from '../platform/rest.ts'
import { type Context, type Route, route } from '../platform/route.ts'
import { mayImport, maySettle, waitingSentence, whileInErp } from './rules-exports.ts'
import { isLocked } from './store.ts'
import { importEstimates, settle } from './store-estimates.ts'
import { erpState, listExports, nextExport } from './store-exports.ts'
import { exportsForecasts, setExportsForecasts } from './store-forecasts.ts'

const params = z.object({ project_id: id<ProjectId>() })
const line = z.object({
  sub_job: z.string(),
  cost_code: z.string(),
  cost_code_name: z.string(),
  cost_type: z.string(),
  expected: z.string(),
  shown: z.string(),
  batch: z.string().nullable(),
})
const sentences = z.array(z.string())
const reply = z.object({
  /** The item that “Send to ERP” sends; null until the budget is locked. */
  export_id: z.number().nullable(),
  exported: z.boolean(),
  export_forecast_amounts: z.boolean(),
  /** `Waiting for 12 entries in batch AB12CD34EF to be posted in Job Cost`; null: for none. */
  waiting: z.string().nullable(),
  waiting_lines: z.array(line),
  differing_lines: z.array(line),
  /** Why each is off; empty: it is not. */
  off: z.object({ unlock: sentences, import: sentences, settle: sentences, configure: sentences }),
  exports: z.array(
    z.object({
      id: z.number(),
      number: z.number(),
      lines: z.number(),
      amount: z.string(),
      batch: z.string().nullable(),
      synced_at: z.string().nullable(),
    }),
  ),
})

const CONFIGURE = { tool: 'Budget', level: 'Admin' } as const

export const exportRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/budget/erp',
    summary: 'Where the budget stands with the ERP: what was sent, what waits to be posted, what is off until then',
    gate: { tool: 'Budget', level: 'Read Only' },
    params,
    reply,
    handler: async (ctx) => {
      const configure = await ctx.whyNot(CONFIGURE, ctx.params.project_id)
      return ctx.db.company(ctx.company, (sql) => show(sql, ctx.company, ctx.params.project_id, configure))
    },
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/projects/:project_id/budget/erp',
    summary: 'ERP settings of the budget: whether forecasts go along with every export of budget amounts',
    gate: CONFIGURE,
    params,
    body: z.strictObject({ ...companyScope, budget: z.strictObject({ export_forecast_amounts: z.boolean() }) }),
    reply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const on = body.budget.export_forecast_amounts
        await setExportsForecasts(sql, company, params.project_id, on)
        await tell(sql, { company, person, params }, 'configure', { exportForecastAmounts: on })
        await announce(sql, company, 'budget', params.project_id)
        return show(sql, company, params.project_id)
      }),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/projects/:project_id/budget/import_from_erp',
    summary: 'Take the ERP’s estimates, as last read, into a budget that was never exported',
    gate: { action: 'import-budget' },
    params,
    reply: z.object({ added: z.number(), changed: z.number() }),
    handler: ({ db, clock, company, person, params }) =>
      db.company(company, async (sql) => {
        const state = await erpState(sql, company, params.project_id)
        refuseIf(mayImport(state, await isLocked(sql, company, params.project_id)))
        const counts = await importEstimates(sql, company, params.project_id, clock.now())
        await tell(sql, { company, person, params }, 'import-budget', counts)
        return counts
      }),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/projects/:project_id/budget/settle',
    summary: 'Take what the ERP shows for what it was sent, where the two differ; with a reason',
    gate: { action: 'accept-or-reject-budget' },
    params,
    body: z.strictObject({ ...companyScope, reason: z.string().trim().max(1000) }),
    reply,
    handler: async ({ db, clock, company, person, params, body, whyNot }) => {
      const configure = await whyNot(CONFIGURE, params.project_id)
      return db.company(company, async (sql) => {
        if (body.reason === '')
          throw new Refused(refusal('reason-missing', 'Say why the ERP’s figures are right.', { field: 'reason' }))
        const state = await erpState(sql, company, params.project_id)
        refuseIf(maySettle(state))
        await settle(sql, company, params.project_id, clock.now())
        await tell(
          sql,
          { company, person, params },
          'settle-budget',
          [...state.differing, ...state.unknown],
          body.reason,
        )
        return show(sql, company, params.project_id, configure)
      })
    },
  }),
]

async function show(
  sql: Sql,
  company: Context['company'],
  project: ProjectId,
  whyNotConfigure?: string,
): Promise<z.input<typeof reply>> {
  const state = await erpState(sql, company, project)
  return {
    export_id: (await nextExport(sql, company, project)) ?? null,
    exported: state.exported,
    export_forecast_amounts: await exportsForecasts(sql, company, project),
    waiting: state.waiting.length > 0 ? waitingSentence(state.waiting) : null,
    waiting_lines: state.waiting,
    differing_lines: [...state.differing, ...state.unknown],
    off: {
      unlock: said(whileInErp(state)),
      import: said(mayImport(state, await isLocked(sql, company, project))),
      settle: said(maySettle(state)),
      configure: whyNotConfigure === undefined ? [] : [whyNotConfigure],
    },
    exports: await listExports(sql, company, project),
  }
}

function said(refusals: Refusal[]): string[] {
  return refusals.map(({ sentence, remedy }) => [sentence, remedy].filter(Boolean).join(' '))
}

function tell(
  sql: Sql,
  { company, person, params }: Pick<Context<{ project_id: ProjectId }>, 'company' | 'person' | 'params'>,
  action: string,
  body: unknown,
  why?: string,
): Promise<void> {
  return record(sql, {
    company,
    actor: person.id,
    action,
    subject: { kind: 'budget', id: params.project_id },
    body,
    why,
  })
}
