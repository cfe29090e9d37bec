/** Routes of a project's sub jobs. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { SubJobId } from '../cost-codes/model.ts'
import type { ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { bodyId, companyScope, id, syncBody, syncReply, syncRows } from '../platform/rest.ts'
import { type Context, type Route, requireAny, route } from '../platform/route.ts'
import { type SubJob, subJobFields } from './model-sub-jobs.ts'
import type { Who } from './store.ts'
import { createSubJob, deleteSubJob, getSubJob, listSubJobs, updateSubJob } from './store-sub-jobs.ts'

const reply = z.object({
  id: z.int(),
  rev: z.int(),
  project_id: z.int(),
  code: z.string(),
  name: z.string(),
  active: z.boolean(),
  cost_codes: z.int(),
  synced_to_erp: z.boolean(),
  /** Accepted for export, and not yet settled with the ERP. */
  exporting: z.boolean(),
  origin_id: z.string().nullable(),
})

const params = z.object({ sub_job_id: id<SubJobId>() })
const ofProject = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const inBody = { ...companyScope, project_id: bodyId<ProjectId>() }
const row = subJobFields.partial().extend({ id: bodyId<SubJobId>().optional() })
const mayChange = { tool: 'Project Admin', level: 'Standard' } as const

/** Any tool that books on codes shows whose they are. */
const READERS = ['Project Admin', 'Budget', 'Commitments', 'Prime Contract', 'Direct Costs']
const read = { decidedBy: 'handler', why: `any of ${READERS.join(', ')} shows the sub jobs` } as const

export const subJobRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/sub_jobs',
    summary: 'Sub jobs of a project',
    gate: read,
    query: ofProject,
    reply: z.array(reply),
    handler: async (ctx) => {
      await requireReader(ctx, ctx.query.project_id)
      return ctx.db.company(ctx.company, async (sql) =>
        (await listSubJobs(sql, ctx.company, ctx.query.project_id)).map(show),
      )
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/sub_jobs/:sub_job_id',
    summary: 'One sub job',
    gate: read,
    params,
    query: ofProject,
    reply,
    handler: async (ctx) => {
      await requireReader(ctx, ctx.query.project_id)
      return ctx.db.company(ctx.company, async (sql) =>
        show(await getSubJob(sql, ctx.company, ctx.params.sub_job_id, ctx.query.project_id)),
      )
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/sub_jobs',
    summary: 'Add a sub job to a project',
    gate: mayChange,
    body: z.strictObject({ ...inBody, sub_job: subJobFields }),
    reply,
    status: 201,
    handler: ({ db, company, person, body }) =>
      db.company(company, async (sql) =>
        show(await createSubJob(sql, { company, actor: person.id }, body.project_id, given(body.sub_job))),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/sub_jobs/sync',
    summary: 'Add or change many sub jobs of a project, row by row, by id or code',
    gate: mayChange,
    body: syncBody.required({ project_id: true }),
    reply: syncReply,
    handler: ({ db, company, person, body }) =>
      db.company(company, (sql) =>
        syncRows(sql, body.updates, row, async (each) =>
          show(await syncOne(sql, { company, actor: person.id }, body.project_id as ProjectId, each)),
        ),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/sub_jobs/:sub_job_id',
    summary: 'Change a sub job; code and name of a linked one come from the ERP',
    gate: mayChange,
    params,
    body: z.strictObject({ ...inBody, sub_job: subJobFields.partial() }),
    reply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        await getSubJob(sql, company, params.sub_job_id, body.project_id)
        return show(await updateSubJob(sql, { company, actor: person.id }, params.sub_job_id, given(body.sub_job)))
      }),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/sub_jobs/:sub_job_id',
    summary: 'Delete a sub job that is not linked and has no cost codes',
    gate: mayChange,
    params,
    query: ofProject,
    reply: z.null(),
    status: 204,
    handler: async ({ db, company, person, params, query }) => {
      await db.company(company, (sql) =>
        deleteSubJob(sql, { company, actor: person.id }, params.sub_job_id, query.project_id),
      )
      return null
    },
  }),
]

function requireReader(ctx: Context, project: ProjectId): Promise<void> {
  const gates = READERS.map((tool) => ({ tool, level: 'Read Only' as const }))
  return requireAny(ctx, gates, project)
}

/** The id decides; else the code; else the row is a new sub job. */
async function syncOne(sql: Sql, who: Who, project: ProjectId, each: z.output<typeof row>): Promise<SubJob> {
  const { id: subJob, ...fields } = each
  if (subJob !== undefined) {
    await getSubJob(sql, who.company, subJob, project)
    return updateSubJob(sql, who, subJob, given(fields))
  }
  const known = (await listSubJobs(sql, who.company, project)).find((one) => one.code === fields.code)
  if (known) return updateSubJob(sql, who, known.id, given(fields))
  const { code, name } = fields
  if (code === undefined || name === undefined)
    throw new Refused(
      refusal('name-missing', 'A new sub job needs a code and a name.', { field: code ? 'name' : 'code' }),
    )
  return createSubJob(sql, who, project, { ...given(fields), code, name })
}

/** Only what was given. */
function given<Fields extends object>(fields: Fields): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known) as { [Key in keyof Fields]: Exclude<Fields[Key], undefined> }
}

function show(subJob: SubJob): z.input<typeof reply> {
  return {
    id: subJob.id,
    rev: subJob.rev,
    project_id: subJob.project,
    code: subJob.code,
    name: subJob.name,
    active: subJob.active,
    cost_codes: subJob.costCodes,
    synced_to_erp: subJob.erpId !== null,
    exporting: subJob.exporting,
    origin_id: subJob.erpId,
  }
}
