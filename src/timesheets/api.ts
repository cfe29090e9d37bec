/** Routes of employees, timesheets and their timecards. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { companyScope, id, paging, window } from '../platform/rest.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { showTimecard, showTimesheet, timecardReply, timesheetReply } from './api-show.ts'
import {
  periodFields,
  TIMESHEET_STATUSES,
  type TimecardFields,
  type TimecardId,
  type TimesheetId,
  timecardFields,
  timecardFromBody,
} from './model.ts'
import * as store from './store.ts'
import { countEmployees, listEmployees } from './store-employees.ts'
import { addTimecard, deleteTimecard, listTimecards, updateTimecard } from './store-timecards.ts'

const read = { tool: 'Timesheets', level: 'Read Only' } as const
const write = { tool: 'Timesheets', level: 'Standard' } as const
const admin = { tool: 'Timesheets', level: 'Admin' } as const
const base = '/rest/v1.0/projects/:project_id/timesheets'
const inProject = z.object({ project_id: id<ProjectId>() })
const ofSheet = inProject.extend({ timesheet_id: id<TimesheetId>() })
const ofCard = ofSheet.extend({ timecard_entry_id: id<TimecardId>() })
const cards = `${base}/:timesheet_id/timecard_entries`
/** A change names only what changes: what a new timecard takes for granted is left as it is. */
const cardChange = z.strictObject(
  Object.fromEntries(
    Object.entries(timecardFields.shape).map(([name, field]) => [
      name,
      (field instanceof z.ZodDefault ? field.unwrap() : field).optional(),
    ]),
  ),
) as unknown as z.ZodType<Partial<z.output<typeof timecardFields>>>

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/employees',
    summary: 'Employees of the ERP, or of the ERP company file of one project',
    gate: 'signed-in',
    query: z.object({ ...companyScope, ...paging, project_id: id<ProjectId>().optional() }),
    reply: z.array(
      z.object({
        id: z.int(),
        employee_id: z.string(),
        name: z.string(),
        pay_id: z.string(),
        is_active: z.boolean(),
        origin_id: z.string(),
      }),
    ),
    handler: ({ db, company, query }) =>
      db.company(company, async (sql) => {
        const rows = await listEmployees(sql, company, query.project_id, window(query))
        const shown = rows.map((each) => ({
          id: each.id,
          employee_id: each.code,
          name: each.name,
          pay_id: each.payId,
          is_active: each.active,
          origin_id: each.code,
        }))
        return new Page(shown, await countEmployees(sql, company, query.project_id))
      }),
  }),
  route({
    method: 'GET',
    path: base,
    summary: 'Timesheets of a project, the newest first',
    gate: read,
    params: inProject,
    query: z.object({ ...companyScope, ...paging }),
    reply: z.array(timesheetReply),
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) => {
        const { rows, total } = await store.listTimesheets(sql, company, params.project_id, window(query))
        return new Page(rows.map(showTimesheet), total)
      }),
  }),
  route({
    method: 'POST',
    path: base,
    summary: 'Open a timesheet for a period',
    gate: write,
    params: inProject,
    body: z.strictObject({ ...companyScope, timesheet: periodFields }),
    reply: timesheetReply,
    status: 201,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) =>
        showTimesheet(
          await store.createTimesheet(sql, { company, actor: person.id }, params.project_id, periodOf(body.timesheet)),
        ),
      ),
  }),
  route({
    method: 'GET',
    path: `${base}/:timesheet_id`,
    summary: 'A timesheet',
    gate: read,
    params: ofSheet,
    reply: timesheetReply,
    handler: ({ db, company, params }) =>
      db.company(company, async (sql) =>
        showTimesheet(await store.getTimesheet(sql, company, params.timesheet_id, { project: params.project_id })),
      ),
  }),
  route({
    method: 'PATCH',
    path: `${base}/:timesheet_id`,
    summary: 'Change the period of a pending timesheet',
    gate: write,
    params: ofSheet,
    body: z.strictObject({ ...companyScope, timesheet: periodFields }),
    reply: timesheetReply,
    handler: (ctx) =>
      open(ctx, async (sql, who, sheet) =>
        showTimesheet(await store.changePeriod(sql, who, sheet, periodOf(ctx.body.timesheet))),
      ),
  }),
  route({
    method: 'PATCH',
    path: `${base}/:timesheet_id/status`,
    summary: 'Approve a timesheet, or take the approval back',
    gate: admin,
    params: ofSheet,
    body: z.strictObject({ ...companyScope, status: z.enum(TIMESHEET_STATUSES) }),
    reply: timesheetReply,
    handler: (ctx) =>
      open(ctx, async (sql, who, sheet) =>
        showTimesheet(await store.setStatus({ sql, clock: ctx.clock, ...who }, sheet, ctx.body.status)),
      ),
  }),
  route({
    method: 'DELETE',
    path: `${base}/:timesheet_id`,
    summary: 'Delete a pending timesheet with its timecards',
    gate: admin,
    params: ofSheet,
    reply: z.null(),
    status: 204,
    handler: (ctx) => open(ctx, (sql, who, sheet) => store.deleteTimesheet(sql, who, sheet).then(() => null)),
  }),
  route({
    method: 'GET',
    path: cards,
    summary: 'Timecards of a timesheet',
    gate: read,
    params: ofSheet,
    reply: z.array(timecardReply),
    handler: ({ db, company, params }) =>
      db.company(company, async (sql) => {
        await store.getTimesheet(sql, company, params.timesheet_id, { project: params.project_id })
        return (await listTimecards(sql, company, params.timesheet_id)).map(showTimecard)
      }),
  }),
  route({
    method: 'POST',
    path: cards,
    summary: 'Add a timecard to a pending timesheet',
    gate: write,
    params: ofSheet,
    body: z.strictObject({ ...companyScope, timecard_entry: timecardFields }),
    reply: timecardReply,
    status: 201,
    handler: (ctx) =>
      open(ctx, async (sql, who, sheet) =>
        showTimecard(await addTimecard(sql, who, sheet, timecardFromBody(ctx.body.timecard_entry))),
      ),
  }),
  route({
    method: 'PATCH',
    path: `${cards}/:timecard_entry_id`,
    summary: 'Change a timecard of a pending timesheet',
    gate: write,
    params: ofCard,
    body: z.strictObject({ ...companyScope, timecard_entry: cardChange }),
    reply: timecardReply,
    handler: (ctx) =>
      open(ctx, async (sql, who, sheet) => {
        const change = givenOf(ctx.body.timecard_entry)
        return showTimecard(await updateTimecard(sql, who, sheet, ctx.params.timecard_entry_id, change))
      }),
  }),
  route({
    method: 'DELETE',
    path: `${cards}/:timecard_entry_id`,
    summary: 'Delete a timecard of a pending timesheet',
    gate: write,
    params: ofCard,
    reply: z.null(),
    status: 204,
    handler: (ctx) =>
      open(ctx, (sql, who, sheet) => deleteTimecard(sql, who, sheet, ctx.params.timecard_entry_id).then(() => null)),
  }),
]

function periodOf({ period_start, period_end }: z.output<typeof periodFields>): store.Period {
  return { periodStart: period_start, periodEnd: period_end }
}

function givenOf(body: Partial<z.output<typeof timecardFields>>): Partial<TimecardFields> {
  const all = timecardFromBody(body as z.output<typeof timecardFields>)
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** The timesheet that is about to change; others wait. */
function open<T>(
  { db, company, person, params }: Context<z.output<typeof ofSheet>>,
  work: (sql: Sql, who: store.Who, sheet: Awaited<ReturnType<typeof store.getTimesheet>>) => Promise<T>,
): Promise<T> {
  return db.company(company, async (sql) => {
    const at = { project: params.project_id, lock: true }
    const sheet = await store.getTimesheet(sql, company, params.timesheet_id, at)
    return work(sql, { company, actor: person.id }, sheet)
  })
}
