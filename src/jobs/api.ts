/** Routes of projects. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import { projectsVisibleTo } from '../access/store-lists.ts'
import { addAvailableCodes } from '../cost-codes/store-project.ts'
import type { ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { bodyId, companyScope, flagText, id, paging, syncBody, syncReply, syncRows, window } from '../platform/rest.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { subJobRoutes } from './api-sub-jobs.ts'
import { fromBody, type Project, projectFields } from './model.ts'
import {
  createProject,
  deleteProject,
  findProjectByOrigin,
  getProject,
  listProjects,
  setJobCostTransactions,
  updateProject,
  type Who,
} from './store.ts'

const reply = z.object({
  id: z.int(),
  rev: z.int(),
  name: z.string(),
  display_name: z.string(),
  project_number: z.string(),
  description: z.string(),
  address: z.string(),
  address_2: z.string(),
  city: z.string(),
  state_code: z.string(),
  zip: z.string(),
  phone: z.string(),
  start_date: z.string().nullable(),
  completion_date: z.string().nullable(),
  active: z.boolean(),
  uses_erp_cost_codes: z.boolean(),
  is_erp_integrated: z.boolean(),
  job_cost_transactions_enabled: z.boolean(),
  accounting_project_number: z.string().nullable(),
  origin_id: z.string().nullable(),
  origin_code: z.string().nullable(),
  origin_data: z.string().nullable(),
  /** The ERP company file it belongs to. */
  erp_connection_id: z.int().nullable(),
})

const listQuery = z.strictObject({
  ...companyScope,
  ...paging,
  'filters[search]': z.string().trim().min(1).optional(),
  'filters[origin_id]': z.string().min(1).optional(),
  'filters[synced]': flagText.optional(),
  'filters[active]': flagText.optional(),
})
const one = { params: z.object({ project_id: id<ProjectId>() }), query: z.strictObject(companyScope) }
const create = { action: 'create-project' }
const row = projectFields.partial().extend({ id: bodyId<ProjectId>().optional() })

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/projects',
    summary: 'Projects of the company that the person may see',
    gate: 'signed-in',
    query: listQuery,
    reply: z.array(reply),
    handler: list,
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id',
    summary: 'One project',
    gate: 'signed-in',
    ...one,
    reply,
    handler: ({ db, company, params }) =>
      db.company(company, async (sql) => show(await getProject(sql, company, params.project_id))),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/projects',
    summary: 'Create a project',
    gate: create,
    body: z.strictObject({
      ...companyScope,
      project: projectFields,
      /** True: it starts with every standard cost code that is available for new projects (WBS-3). */
      with_available_cost_codes: z.boolean().optional(),
    }),
    reply,
    status: 201,
    handler: ({ db, company, person, body }) =>
      db.company(company, async (sql) => {
        const who = { company, actor: person.id }
        const project = await createProject(sql, who, { ...fromBody(body.project), name: body.project.name })
        if (body.with_available_cost_codes) await addAvailableCodes(sql, who, project.id)
        return show(project)
      }),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/projects/sync',
    summary: 'Create or change many projects, row by row, by id or origin_id',
    gate: { tool: 'Directory', level: 'Admin' },
    body: syncBody,
    reply: syncReply,
    handler: ({ db, company, person, body }) =>
      db.company(company, (sql) =>
        syncRows(sql, body.updates, row, async (each) => show(await syncOne(sql, { company, actor: person.id }, each))),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/projects/:project_id',
    summary: 'Change a project',
    gate: { tool: 'Project Admin', level: 'Standard' },
    params: one.params,
    body: z.strictObject({ ...companyScope, project: projectFields.partial() }),
    reply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) =>
        show(await updateProject(sql, { company, actor: person.id }, params.project_id, fromBody(body.project))),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/projects/:project_id/configuration',
    summary: 'Admin > General > Advanced: enable ERP job cost transaction syncing',
    gate: { action: 'enable-job-cost-transactions' },
    params: one.params,
    body: z.strictObject({
      ...companyScope,
      project_configuration: z.strictObject({ job_cost_transactions_enabled: z.boolean() }),
    }),
    reply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const enabled = body.project_configuration.job_cost_transactions_enabled
        return show(await setJobCostTransactions(sql, { company, actor: person.id }, params.project_id, enabled))
      }),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/projects/:project_id',
    summary: 'Delete a project that is neither linked nor in use',
    gate: { tool: 'Directory', level: 'Admin' },
    ...one,
    reply: z.null(),
    status: 204,
    handler: async ({ db, company, person, params }) => {
      await db.company(company, (sql) => deleteProject(sql, { company, actor: person.id }, params.project_id))
      return null
    },
  }),
  ...subJobRoutes,
]

async function list(ctx: Context<unknown, z.output<typeof listQuery>>): Promise<Page<unknown>> {
  const { db, company, person, query } = ctx
  const { rows, total } = await db.company(company, async (sql) =>
    listProjects(
      sql,
      company,
      {
        search: query['filters[search]'],
        originId: query['filters[origin_id]'],
        synced: query['filters[synced]'],
        active: query['filters[active]'],
        among: await projectsVisibleTo(sql, company, person.id),
      },
      window(query),
    ),
  )
  return new Page(rows.map(show), total)
}

/** The id decides; else the origin_id; else the row is a new project. */
async function syncOne(sql: Sql, who: Who, each: z.output<typeof row>): Promise<Project> {
  const { id: projectId, ...body } = each
  if (projectId !== undefined) return updateProject(sql, who, projectId, fromBody(body))
  const known = body.origin_id == null ? undefined : await findProjectByOrigin(sql, who.company, body.origin_id)
  if (known) return updateProject(sql, who, known.id, fromBody(body))
  if (body.name === undefined)
    throw new Refused(refusal('name-missing', 'A new project needs a name.', { field: 'name' }))
  return createProject(sql, who, { ...fromBody(body), name: body.name })
}

function show(project: Project): z.input<typeof reply> {
  return {
    id: project.id,
    rev: project.rev,
    name: project.name,
    display_name: project.number === '' ? project.name : `${project.number} - ${project.name}`,
    project_number: project.number,
    description: project.description,
    address: project.address,
    address_2: project.address2,
    city: project.city,
    state_code: project.state,
    zip: project.zip,
    phone: project.phone,
    start_date: project.startDate,
    completion_date: project.completionDate,
    active: project.active,
    uses_erp_cost_codes: project.usesErpCostCodes,
    is_erp_integrated: project.erpId !== null,
    job_cost_transactions_enabled: project.jobCostTransactionsEnabled,
    accounting_project_number: project.erpId,
    origin_id: project.erpId ?? project.originId,
    origin_code: project.originCode ?? project.erpId,
    origin_data: project.originData,
    erp_connection_id: project.file,
  }
}
