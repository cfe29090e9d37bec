/** Routes of reports on a schedule, and of who may read one. Whoever may see a report may send it, to others who may see it too. */
import { z } from 'zod'
import { membersWho } from '../access/store-members.ts'
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { bodyId, id } from '../platform/rest.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { filterShape, PARAMS, PATHS, sortShape } from './api.ts'
import { REPORTS, type Report, reportOf } from './model.ts'
import {
  FORMATS,
  type Format,
  FREQUENCIES,
  type Frequency,
  type Schedule,
  type ScheduleChoices,
  type ScheduleId,
} from './model-schedules.ts'
import { MOST_RECIPIENTS, refusalsToSchedule } from './rules-schedules.ts'
import { addSchedule, changeSchedule, endSchedule, getSchedule, listSchedules } from './store-schedules.ts'

const keys = [...new Set(REPORTS.map(({ key }) => key))] as [string, ...string[]]
const formats = Object.keys(FORMATS) as [Format, ...Format[]]
const frequencies = Object.keys(FREQUENCIES) as [Frequency, ...Frequency[]]
const byReport = { decidedBy: 'handler', why: 'Each report has its own row of the permission matrix.' } as const

const shown = z.object({
  id: z.int(),
  report: z.string(),
  question: z.record(z.string(), z.string()),
  format: z.enum(formats),
  frequency: z.enum(frequencies),
  day: z.int().nullable(),
  hour: z.int(),
  recipients: z.array(z.object({ id: z.int(), name: z.string() })),
  due_at: z.date(),
  last_sent_at: z.date().nullable(),
  problem: z.string().nullable(),
})

const choices = {
  question: z.record(z.string(), z.string().max(500)),
  format: z.enum(formats),
  frequency: z.enum(frequencies),
  day: z.int().nullable(),
  hour: z.int().min(0).max(23),
  recipients: z.array(bodyId<UserId>()).max(MOST_RECIPIENTS),
}

const born = z.object({
  schedule: z.strictObject({
    ...choices,
    report: z.enum(keys),
    question: choices.question.default({}),
    format: choices.format.default('xlsx'),
    day: choices.day.default(null),
  }),
})

const change = z.object({ schedule: z.strictObject(choices).partial() })

/** `mails`: a mail server is set. */
export function scheduleRoutes({ mails }: { mails: boolean }): Route[] {
  return (['company', 'project'] as const).flatMap((scope) => [
    route({
      method: 'GET',
      path: `${PATHS[scope]}/schedules`,
      summary: `Reports of the ${scope} that are sent on a schedule, of those the person may see`,
      gate: 'signed-in',
      params: PARAMS[scope],
      reply: z.object({ mails: z.boolean(), schedules: z.array(shown) }),
      handler: async (ctx) => {
        const seen = await visible(ctx, scope)
        const schedules = await ctx.db.company(ctx.company, async (sql) => {
          const all = await listSchedules(sql, ctx.company, projectIn(ctx, scope))
          return Promise.all(all.filter(({ report }) => seen.has(report)).map((each) => named(sql, ctx.company, each)))
        })
        return { mails, schedules }
      },
    }),
    route({
      method: 'GET',
      path: `${PATHS[scope]}/readers`,
      summary: `People who may see a report of the ${scope}`,
      gate: byReport,
      params: PARAMS[scope],
      query: z.strictObject({ report: z.enum(keys).default('job_costs') }),
      reply: z.array(z.object({ id: z.int(), name: z.string() })),
      handler: async (ctx) => {
        const { action } = await allowed(ctx, scope, ctx.query.report)
        const people = await ctx.db.company(ctx.company, (sql) =>
          membersWho(sql, ctx.company, [{ action }], projectIn(ctx, scope)),
        )
        return new Page(people, people.length)
      },
    }),
    route({
      method: 'POST',
      path: `${PATHS[scope]}/schedules`,
      summary: `Send a report of the ${scope} every day, week or month`,
      gate: byReport,
      params: PARAMS[scope],
      body: born,
      reply: shown,
      status: 201,
      handler: async (ctx) => {
        const report = await allowed(ctx, scope, ctx.body.schedule.report)
        const project = projectIn(ctx, scope)
        return ctx.db.company(ctx.company, async (sql) => {
          const choices = await checked(sql, ctx.company, project, report, ctx.body.schedule)
          const fields = { ...choices, report: report.key, project_id: project ?? null }
          return named(sql, ctx.company, await addSchedule(sql, ctx.company, ctx.person.id, ctx.clock.now(), fields))
        })
      },
    }),
    route({
      method: 'PATCH',
      path: `${PATHS[scope]}/schedules/:schedule_id`,
      summary: `Change when, how narrowed, as what file or to whom a report of the ${scope} is sent`,
      gate: byReport,
      params: PARAMS[scope].extend({ schedule_id: id<ScheduleId>() }),
      body: change,
      reply: shown,
      handler: (ctx) =>
        ofSchedule(ctx, scope, async (sql, kept, report) => {
          const wanted = { ...kept, ...(ctx.body.schedule as Partial<ScheduleChoices>) }
          const choices = await checked(sql, ctx.company, projectIn(ctx, scope), report, wanted)
          const now = ctx.clock.now()
          return named(sql, ctx.company, await changeSchedule(sql, ctx.company, ctx.person.id, now, kept, choices))
        }),
    }),
    route({
      method: 'DELETE',
      path: `${PATHS[scope]}/schedules/:schedule_id`,
      summary: `Send a report of the ${scope} no longer`,
      gate: byReport,
      params: PARAMS[scope].extend({ schedule_id: id<ScheduleId>() }),
      reply: z.never(),
      status: 204,
      handler: (ctx) => ofSchedule(ctx, scope, (sql, kept) => endSchedule(sql, ctx.company, ctx.person.id, kept)),
    }),
  ])
}

/** A report of the company is never narrowed to a project by its address. */
const projectIn = ({ project }: Pick<Context, 'project'>, scope: Report['scope']) =>
  scope === 'project' ? project : undefined

/** @throws Refused 403 in the words of the matrix, 404 when there is no such report here. */
async function allowed(ctx: Pick<Context, 'require'>, scope: Report['scope'], key: string): Promise<Report> {
  const report = reportOf(scope, key)
  if (!report) throw new Refused(refusal('no-report', `A ${scope} has no report “${key}”.`, { field: 'report' }), 404)
  await ctx.require({ action: report.action })
  return report
}

/** Does something to a schedule that whoever asks may see the report of. @throws Refused like `allowed`, 404 when there is no such schedule here. */
async function ofSchedule<T>(
  ctx: Pick<Context<{ schedule_id: ScheduleId }>, 'db' | 'company' | 'project' | 'params' | 'require'>,
  scope: Report['scope'],
  act: (sql: Sql, kept: Schedule, report: Report) => Promise<T>,
): Promise<T> {
  const find = (sql: Sql, lock: 'for update' | '') =>
    getSchedule(sql, ctx.company, projectIn(ctx, scope), ctx.params.schedule_id, lock)
  const report = await allowed(ctx, scope, (await ctx.db.company(ctx.company, (sql) => find(sql, ''))).report)
  return ctx.db.company(ctx.company, async (sql) => act(sql, await find(sql, 'for update'), report))
}

/** What may be kept of what was chosen. @throws Refused 422 with what is wrong with it. */
async function checked(
  sql: Sql,
  company: CompanyId,
  project: ProjectId | undefined,
  report: Report,
  { question, format, frequency, day, hour, recipients: chosen }: ScheduleChoices,
): Promise<ScheduleChoices> {
  checkQuestion(report, question)
  const recipients = [...new Set(chosen)]
  const readers = await membersWho(sql, company, [{ action: report.action }], project, recipients)
  refuseIf(refusalsToSchedule({ frequency, day, recipients }, new Set(readers.map((each) => each.id))))
  return { question, format, frequency, day, hour, recipients }
}

async function visible(ctx: Pick<Context, 'whyNot'>, scope: Report['scope']): Promise<Set<string>> {
  const seen = new Set<string>()
  for (const each of REPORTS)
    if (each.scope === scope && (await ctx.whyNot({ action: each.action })) === undefined) seen.add(each.key)
  return seen
}

async function named(sql: Sql, company: CompanyId, schedule: Schedule) {
  const recipients = await sql.query(
    `select p.id, p.name from person p join membership m on m.person_id = p.id and m.company_id = $1 where p.id = any($2) order by p.name`,
    [company, schedule.recipients],
  )
  return { ...schedule, recipients }
}

/** The same names and shapes as in the address of the report. */
function checkQuestion(report: Report, question: Record<string, string>): void {
  const parsed = z.strictObject({ ...filterShape(report), sort: sortShape(report) }).safeParse(question)
  if (parsed.success) return
  const [issue] = parsed.error.issues
  const what = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.')
  throw new Refused(
    refusal('unknown-question', `The report ${report.title} does not know “${what}”, or not this value of it.`, {
      field: 'question',
    }),
  )
}
