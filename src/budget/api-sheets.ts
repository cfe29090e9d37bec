/** Routes of the budget as CSV and Excel. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { companyScope, id } from '../platform/rest.ts'
import { Download, type Route, route } from '../platform/route.ts'
import { readSheet, SHEET_FORMATS, SHEET_TYPES, writeSheet } from '../platform/sheet.ts'
import { asViewer } from './api-views.ts'
import { STANDARD_VIEW, type ViewId } from './model-views.ts'
import { importLines, linesSheet, templateSheet, viewSheet } from './store-sheet.ts'
import { getView } from './store-views.ts'

const inProject = z.object({ project_id: id<ProjectId>() })
const SHEET_CHARACTERS = 5_000_000

export const sheetRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/budget/sheet',
    summary: 'A view of the budget, its lines, or a template to fill in, as CSV or Excel',
    gate: { tool: 'Budget', level: 'Read Only' },
    params: inProject,
    query: z.strictObject({
      ...companyScope,
      of: z.enum(['view', 'lines', 'template']).default('view'),
      view_id: id<ViewId>().default(STANDARD_VIEW.id),
      format: z.enum(SHEET_FORMATS).default('xlsx'),
    }),
    reply: z.never(),
    download: true,
    async handler(ctx) {
      const { company, query } = ctx
      const project = ctx.params.project_id
      const sheet = await asViewer(ctx, project, async (sql, viewer) => {
        if (query.of === 'lines') return linesSheet(sql, company, project)
        if (query.of === 'template') return templateSheet(sql, company, project)
        return viewSheet(sql, company, project, await getView(sql, viewer, query.view_id))
      })
      const name = `${sheet.name}.${query.format}`
      return new Download(name, SHEET_TYPES[query.format], writeSheet(sheet, query.format))
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/projects/:project_id/budget/import',
    summary:
      'Take the lines of a CSV text or an Excel file (base64): cost_code, cost_type, amount; sub_job, quantity, unit, unit_cost if wanted. All or none',
    gate: { tool: 'Budget', level: 'Standard' },
    params: inProject,
    body: z
      .strictObject({
        ...companyScope,
        csv: z.string().max(SHEET_CHARACTERS).optional(),
        xlsx: z.base64().max(SHEET_CHARACTERS).optional(),
      })
      .refine((body) => (body.csv === undefined) !== (body.xlsx === undefined), 'give either csv or xlsx'),
    reply: z.object({ added: z.int(), changed: z.int(), unchanged: z.int(), left_out: z.int() }),
    status: 201,
    handler: ({ db, company, person, params, body }) => {
      const table = readSheet(fileOf(body))
      return db.company(company, (sql) => importLines(sql, { company, actor: person.id }, params.project_id, table))
    },
  }),
]

function fileOf({ csv, xlsx }: { csv?: string | undefined; xlsx?: string | undefined }) {
  if (csv !== undefined) return { csv }
  if (xlsx !== undefined) return { xlsx: Buffer.from(xlsx, 'base64') }
  throw new Refused(refusal('no-file', 'Give the lines as csv or as xlsx.', { field: 'file' }), 400)
}
