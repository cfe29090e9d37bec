/** Routes of the reports: for each a page of rows, its totals and a file, behind its own row of the permission matrix. */
import { z } from 'zod'
import { actionOf } from '../access/matrix.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { civilDay, companyScope, id, paging, window } from '../platform/rest.ts'
import { type Context, Download, Page, type Route, route } from '../platform/route.ts'
import { SHEET_FORMATS, SHEET_TYPES, writeSheet } from '../platform/sheet.ts'
import { XLSX_ROWS } from '../platform/xlsx-write.ts'
import { filterNames, isTimed, REPORTS, type Report, type ReportColumn } from './model.ts'
import { type Question, reportPieces, reportRows, reportTotals } from './store.ts'

const PATHS = {
  company: '/rest/v1.0/companies/:company_id/reports',
  project: '/rest/v1.0/projects/:project_id/reports',
}
const PARAMS = { company: z.object({ company_id: id() }), project: z.object({ project_id: id() }) }
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
          const asked = questionOf(ctx, report)
          const { rows } = await reportTotals(sql, { ...asked, group: undefined })
          return new Page(await reportRows(sql, asked, window(ctx.query)), rows)
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
      handler: (ctx) => ctx.db.company(ctx.company, (sql) => reportTotals(sql, questionOf(ctx, report))),
    }),
    route({
      ...shared,
      path: `${path}/download`,
      summary: `${doing}: all its rows as CSV or Excel`,
      query: z.strictObject({ ...companyScope, ...filters, ...sort, format: z.enum(SHEET_FORMATS).default('xlsx') }),
      reply: z.never(),
      download: true,
      handler: (ctx) => fileOf(ctx, questionOf(ctx, report), ctx.query.format),
    }),
  ]
}

type Asked = Record<string, unknown>

/** The question that query asks; its names have been checked by the route's shape. */
function questionOf(ctx: Pick<Context<unknown, Asked>, 'company' | 'project' | 'query'>, report: Report): Question {
  const named = filterNames(report).map((name) => [name, ctx.query[`filters[${name}]`]] as const)
  return {
    report,
    company: ctx.company,
    project: report.scope === 'project' ? ctx.project : undefined,
    filters: Object.fromEntries(named.filter((each): each is [string, string] => each[1] !== undefined)),
    sort: ctx.query.sort as string | undefined,
    group: ctx.query.group_by as string | undefined,
  }
}

async function fileOf(ctx: Pick<Context, 'db'>, asked: Question, format: (typeof SHEET_FORMATS)[number]) {
  if (format === 'xlsx') {
    const { rows } = await ctx.db.company(asked.company, (sql) => reportTotals(sql, { ...asked, group: undefined }))
    if (rows >= XLSX_ROWS) throw new Refused(tooLong(rows))
  }
  const { report } = asked
  const sheet = { name: report.title, columns: report.columns.map(inSheet), rows: reportPieces(ctx.db, asked) }
  return new Download(`${report.title}.${format}`, SHEET_TYPES[format], writeSheet(sheet, format))
}

const tooLong = (rows: number) =>
  refusal(
    'too-long-for-excel',
    `The report has ${rows.toLocaleString('en')} rows; Excel opens ${XLSX_ROWS.toLocaleString('en')} with the heading.`,
    { field: 'format', remedy: 'Narrow the report, or download it as CSV.' },
  )

const inSheet = ({ label, type }: ReportColumn) => ({
  label,
  as:
    type === 'text' || type === 'moment'
      ? ('text' as const)
      : type === 'date'
        ? ('date' as const)
        : ('number' as const),
})

/** What narrows the report and by what it is grouped, by the names of the address. */
function filterShape(report: Report) {
  const groups = report.columns.filter((each) => each.groups).map(({ key }) => key)
  const days = new Set(report.columns.filter(isTimed).flatMap(({ key }) => [`${key}_from`, `${key}_until`]))
  const shapes = filterNames(report).map(
    (name) => [`filters[${name}]`, (days.has(name) ? civilDay : z.string().max(500)).optional()] as const,
  )
  return { group_by: z.enum(groups as [string, ...string[]]).optional(), ...Object.fromEntries(shapes) }
}

function sortShape({ columns }: Report) {
  return z.enum(columns.flatMap(({ key }) => [key, `-${key}`]) as [string, ...string[]]).optional()
}
