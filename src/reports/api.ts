/** Routes of the reports: for each a page of rows, its totals and a file, behind its own row of the permission matrix. */
import { z } from 'zod'
import { actionOf } from '../access/matrix.ts'
import type { Teller } from '../erp/entity.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { civilDay, companyScope, id, paging, window } from '../platform/rest.ts'
import { type Context, Download, Page, type Route, route } from '../platform/route.ts'
import { SHEET_FORMATS, SHEET_TYPES, type SheetFormat, writeSheet } from '../platform/sheet.ts'
import { XLSX_ROWS } from '../platform/xlsx-write.ts'
import { columnsFor, filterNames, isFile, isTimed, REPORTS, type Report } from './model.ts'
import { countLines, hasSeveralFiles, type Question, reportRows, reportSum, reportTotals } from './store.ts'
import { questionOf, sheetOf } from './store-files.ts'

export const PATHS = {
  company: '/rest/v1.0/companies/:company_id/reports',
  project: '/rest/v1.0/projects/:project_id/reports',
}
export const PARAMS = { company: z.object({ company_id: id() }), project: z.object({ project_id: id() }) }
const text = z.string().nullable()
/** Only where the company has several. */
const file = z.string().optional()

export const reportRoutes = ({ kinds }: Pick<Teller, 'kinds'>): Route[] => [
  listOf('company'),
  listOf('project'),
  ...REPORTS.flatMap((report) => routesOf(report, kinds)),
]

function listOf(scope: Report['scope']): Route {
  return route({
    method: 'GET',
    path: PATHS[scope],
    summary: `The reports of a ${scope}, each with why the person may not see it`,
    gate: 'signed-in',
    params: PARAMS[scope],
    reply: z.array(
      z.object({
        key: z.string(),
        title: z.string(),
        about: z.string(),
        columns: z.array(z.string()),
        why_not: z.string().nullable(),
      }),
    ),
    handler: async (ctx) => {
      const several = await ctx.db.company(ctx.company, (sql) => hasSeveralFiles(sql, ctx.company))
      const reports = REPORTS.filter((each) => each.scope === scope)
      return Promise.all(
        reports.map(async (report) => ({
          ...{ key: report.key, title: report.title, about: report.about },
          columns: columnsFor(report, several).map(({ key }) => key),
          why_not: (await ctx.whyNot({ action: report.action })) ?? null,
        })),
      )
    },
  })
}

function routesOf(report: Report, kinds: Question['kinds']): Route[] {
  const path = `${PATHS[report.scope]}/${report.key}`
  const shared = { method: 'GET' as const, gate: { action: report.action }, params: PARAMS[report.scope] }
  const { doing } = actionOf(report.action)
  const filters = filterShape(report)
  const named = z.object(Object.fromEntries(report.columns.map((each) => [each.key, isFile(each) ? file : text])))
  const sums = z.record(z.string(), z.string())
  const sort = { sort: sortShape(report) }
  const asked = (
    sql: Sql,
    { company, project, query }: Pick<Context<unknown, object>, 'company' | 'project' | 'query'>,
  ) => questionOf(sql, report, { company, project, kinds }, { ...query })
  return [
    route({
      ...shared,
      path,
      summary: `${doing}: its rows`,
      query: z.strictObject({ ...paging, ...filters, ...sort }),
      reply: z.array(named.extend({ key: z.string() })),
      handler: (ctx) =>
        ctx.db.company(ctx.company, async (sql) => {
          const question = await asked(sql, ctx)
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
        groups: z.array(z.object({ value: z.string(), company_file: file, rows: z.int(), sums })),
      }),
      handler: (ctx) => ctx.db.company(ctx.company, async (sql) => reportTotals(sql, await asked(sql, ctx))),
    }),
    route({
      ...shared,
      path: `${path}/download`,
      summary: `${doing}: all its rows as CSV or Excel`,
      query: z.strictObject({ ...companyScope, ...filters, ...sort, format: z.enum(SHEET_FORMATS).default('xlsx') }),
      reply: z.never(),
      download: true,
      handler: async (ctx) => {
        const question = await ctx.db.company(ctx.company, (sql) => asked(sql, ctx))
        return fileOf(ctx, question, ctx.query.format)
      },
    }),
  ]
}

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
