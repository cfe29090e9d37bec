/** Routes of the reports: for each a page of rows, its totals and a file, behind its own row of the permission matrix. */
import { z } from 'zod'
import { actionOf } from '../access/matrix.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { civilDay, companyScope, id, paging, window } from '../platform/rest.ts'
import { type Context, Download, Page, type Route, route } from '../platform/route.ts'
import { SHEET_FORMATS, SHEET_TYPES, type SheetFormat, writeSheet } from '../platform/sheet.ts'
import { XLSX_ROWS } from '../platform/xlsx-write.ts'
import { filterNames, isTimed, REPORTS, type Report } from './model.ts'
import { countLines, type Question, reportRows, reportSum, reportTotals } from './store.ts'
import { questionOf, sheetOf } from './store-files.ts'

export const PATHS = {
  company: '/rest/v1.0/companies/:company_id/reports',
  project: '/rest/v1.0/projects/:project_id/reports',
}
export const PARAMS = { company: z.object({ company_id: id() }), project: z.object({ project_id: id() }) }
const text = z.string().nullable()

export const routes: Route[] = [listOf('company'), listOf('project'), ...REPORTS.flatMap(reportRoutes)]

function listOf(scope: Report['scope']): Route {
  return route({
    method: 'GET',
    path: PATHS[scope],
    summary: `The reports of a ${scope}, each with why the person may not see it`,
    gate: 'signed-in',
    params: PARAMS[scope],
    reply: z.array(z.object({ key: z.string(), title: z.string(), about: z.string(), why_not: z.string().nullable() })),
    handler: (ctx) =>
      Promise.all(
        REPORTS.filter((each) => each.scope === scope).map(async ({ key, title, about, action }) => ({
          ...{ key, title, about },
          why_not: (await ctx.whyNot({ action })) ?? null,
        })),
      ),
  })
}

function reportRoutes(report: Report): Route[] {
  const path = `${PATHS[report.scope]}/${report.key}`
  const shared = { method: 'GET' as const, gate: { action: report.action }, params: PARAMS[report.scope] }
  const { doing } = actionOf(report.action)
  const filters = filterShape(report)
  const named = z.object(Object.fromEntries(report.columns.map(({ key }) => [key, text])))
  const sums = z.record(z.string(), z.string())
  const sort = { sort: sortShape(report) }
  return [
    route({
      ...shared,
      path,
      summary: `${doing}: its rows`,
      query: z.strictObject({ ...paging, ...filters, ...sort }),
      reply: z.array(named.extend({ key: z.string() })),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const question = asked(ctx, report)
          const { rows } = await reportSum(sql, question)
          return new Page(await reportRows(sql, question, window(ctx.query)), rows)
        }),
    }),
    route({
      ...shared,
      path: `${path}/totals`,
      summary: `${doing}: what its rows come to, as a whole and by group`,
      query: z.strictObject({ ...companyScope, ...filters }),
      reply: z.object({
        rows: z.int(),
        sums,
        groups: z.array(z.object({ value: z.string(), rows: z.int(), sums })),
      }),
      handler: (ctx) => ctx.db.company(ctx.company, (sql) => reportTotals(sql, asked(ctx, report))),
    }),
    route({
      ...shared,
      path: `${path}/download`,
      summary: `${doing}: all its rows as CSV or Excel`,
      query: z.strictObject({ ...companyScope, ...filters, ...sort, format: z.enum(SHEET_FORMATS).default('xlsx') }),
      reply: z.never(),
      download: true,
      handler: (ctx) => fileOf(ctx, asked(ctx, report), ctx.query.format),
    }),
  ]
}

const asked = (ctx: Pick<Context<unknown, object>, 'company' | 'project' | 'query'>, report: Report): Question =>
  questionOf(report, ctx.company, ctx.project, { ...ctx.query })

async function fileOf({ db }: Pick<Context, 'db'>, question: Question, format: SheetFormat): Promise<Download> {
  if (format === 'xlsx') {
    const lines = await db.company(question.company, (sql) => countLines(sql, question))
    if (lines >= XLSX_ROWS) throw new Refused(tooLong(lines))
  }
  return new Download(
    `${question.report.title}.${format}`,
    SHEET_TYPES[format],
    writeSheet(sheetOf(db, question), format),
  )
}

const tooLong = (lines: number) =>
  refusal(
    'too-long-for-excel',
    `The report has ${lines.toLocaleString('en')} lines with its totals; Excel opens ${XLSX_ROWS.toLocaleString('en')} with the heading.`,
    { field: 'format', remedy: 'Narrow the report, or download it as CSV.' },
  )

/** What narrows the report and by what it is grouped, by the names of the address. */
export function filterShape(report: Report) {
  const groups = report.columns.filter((each) => each.groups).map(({ key }) => key)
  const days = new Set(report.columns.filter(isTimed).flatMap(({ key }) => [`${key}_from`, `${key}_until`]))
  const shapes = filterNames(report).map(
    (name) => [`filters[${name}]`, (days.has(name) ? civilDay : z.string().max(500)).optional()] as const,
  )
  return { group_by: z.enum(groups as [string, ...string[]]).optional(), ...Object.fromEntries(shapes) }
}

export function sortShape({ columns }: Report) {
  return z.enum(columns.flatMap(({ key }) => [key, `-${key}`]) as [string, ...string[]]).optional()
}
