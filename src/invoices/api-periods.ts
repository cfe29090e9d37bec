/** Routes of billing periods. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { companyScope, id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import {
  type BillingPeriod,
  PERIOD_STATUSES,
  type PeriodFields,
  type PeriodId,
  periodChange,
  periodFields,
} from './model-periods.ts'
import { createPeriod, deletePeriod, listPeriods, updatePeriod } from './store-periods.ts'

const PATH = '/rest/v1.0/projects/:project_id/billing_periods'
const ofProject = z.object({ project_id: id<ProjectId>() })
const ofPeriod = ofProject.extend({ period_id: id<PeriodId>() })
const reply = z.object({
  id: z.int(),
  start_date: z.string(),
  end_date: z.string(),
  due_date: z.string(),
  status: z.enum(PERIOD_STATUSES),
  requisitions_count: z.int(),
})

export const periodRoutes: Route[] = [
  route({
    method: 'GET',
    path: PATH,
    summary: 'Billing periods of a project, the latest first',
    gate: { tool: 'Invoicing', level: 'Read Only' },
    params: ofProject,
    query: z.strictObject(companyScope),
    reply: z.array(reply),
    handler: ({ db, company, params }) =>
      db.company(company, async (sql) => (await listPeriods(sql, company, params.project_id)).map(show)),
  }),
  route({
    method: 'POST',
    path: PATH,
    summary: 'Add a billing period',
    gate: { tool: 'Invoicing', level: 'Admin' },
    params: ofProject,
    body: z.strictObject({ ...companyScope, billing_period: periodFields }),
    reply,
    status: 201,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const { start_date, end_date, due_date, status } = body.billing_period
        const fields = { start: start_date, end: end_date, due: due_date, status }
        return show(await createPeriod(sql, { company, actor: person.id }, params.project_id, fields))
      }),
  }),
  route({
    method: 'PATCH',
    path: `${PATH}/:period_id`,
    summary: 'Change a billing period: its days while nothing is billed in it; close it, or open it again',
    gate: { tool: 'Invoicing', level: 'Admin' },
    params: ofPeriod,
    body: z.strictObject({ ...companyScope, billing_period: periodChange }),
    reply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const { start_date, end_date, due_date, status } = body.billing_period
        const change = given({ start: start_date, end: end_date, due: due_date, status })
        const who = { company, actor: person.id }
        return show(await updatePeriod(sql, who, params.project_id, params.period_id, change))
      }),
  }),
  route({
    method: 'DELETE',
    path: `${PATH}/:period_id`,
    summary: 'Delete a billing period in which nothing is billed',
    gate: { tool: 'Invoicing', level: 'Admin' },
    params: ofPeriod,
    query: z.strictObject(companyScope),
    reply: z.null(),
    status: 204,
    handler: async ({ db, company, person, params }) => {
      const who = { company, actor: person.id }
      await db.company(company, (sql) => deletePeriod(sql, who, params.project_id, params.period_id))
      return null
    },
  }),
]

function show(period: BillingPeriod): z.input<typeof reply> {
  return {
    id: period.id,
    start_date: period.start,
    end_date: period.end,
    due_date: period.due,
    status: period.status,
    requisitions_count: period.invoices,
  }
}

function given(fields: { [Key in keyof PeriodFields]: PeriodFields[Key] | undefined }): Partial<PeriodFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
