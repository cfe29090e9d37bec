/** Routes of the cost codes on a project. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { Refused } from '../platform/refusal.ts'
import { bodyId, companyScope, id, syncBody, syncReply, syncRows } from '../platform/rest.ts'
import { type Context, type Route, requireAny, route } from '../platform/route.ts'
import type { CodeToAdd, CostCode, CostCodeId, CostTypeId, StandardCostCodeId, SubJobId } from './model.ts'
import { codesAreCreatedInTheErp } from './rules.ts'
import {
  addAvailableCodes,
  addCostTypes,
  addStandardCodes,
  getCostCodes,
  listCostCodes,
  removeCode,
} from './store-project.ts'
import { subJobCodeOf } from './store-sub-jobs.ts'

const codeReply = z.object({
  id: z.int(),
  code: z.string(),
  full_code: z.string(),
  name: z.string(),
  biller_type: z.enum(['Project', 'SubJob']),
  sub_job_code: z.string().nullable(),
  is_group: z.boolean(),
  active: z.boolean(),
  standard_cost_code_id: z.int().nullable(),
  project_specific: z.boolean(),
  synced_to_erp: z.boolean(),
  line_item_types: z.array(
    z.object({ id: z.int(), code: z.string(), name: z.string(), base_type: z.string(), synced_to_erp: z.boolean() }),
  ),
})

const toAdd = z.strictObject({
  id: bodyId<StandardCostCodeId>(),
  line_item_type_ids: z.array(bodyId<CostTypeId>()).optional(),
})
const scope = { ...companyScope, project_id: bodyId<ProjectId>() }
/** Absent: the codes of the project itself. */
const ofSubJob = { sub_job_id: bodyId<SubJobId>().optional() }
const moreTypes = z.array(bodyId<CostTypeId>()).min(1)
const mayChange = { tool: 'Project Admin', level: 'Standard' } as const

/** Any tool that books on codes shows them. */
const READERS = ['Project Admin', 'Budget', 'Commitments', 'Prime Contract', 'Direct Costs']

export const projectRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/cost_codes',
    summary:
      'Cost codes of a project and its sub jobs, or of one sub job; those made on the job in the ERP are marked project_specific',
    gate: { decidedBy: 'handler', why: `any of ${READERS.join(', ')} shows the codes` },
    query: z.strictObject({
      ...companyScope,
      project_id: id<ProjectId>(),
      sub_job_id: id<SubJobId>().optional(),
    }),
    reply: z.array(codeReply),
    handler: async (ctx) => {
      const { project_id: project, sub_job_id: subJob } = ctx.query
      await requireReader(ctx, project)
      return ctx.db.company(ctx.company, async (sql) => {
        const owner = subJob === undefined ? undefined : await subJobCodeOf(sql, ctx.company, project, subJob)
        return (await listCostCodes(sql, ctx.company, project, owner)).map(showCode)
      })
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/cost_codes',
    summary: 'Refused: cost codes are created in the ERP',
    gate: mayChange,
    body: z.looseObject(scope),
    reply: z.never(),
    handler: async () => {
      throw new Refused(codesAreCreatedInTheErp())
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/cost_codes/copy_subset_from_standard_list',
    summary: 'Put ERP standard cost codes with cost types on a project, or on one of its sub jobs',
    gate: mayChange,
    body: z.strictObject({ ...scope, ...ofSubJob, standard_cost_codes: z.array(toAdd).min(1) }),
    reply: z.array(codeReply),
    status: 201,
    handler: ({ db, company, person, body }) =>
      db.company(company, async (sql) => {
        await addStandardCodes(
          sql,
          { company, actor: person.id },
          body.project_id,
          body.standard_cost_codes.map(toCode),
          body.sub_job_id,
        )
        return (await listCostCodes(sql, company, body.project_id)).map(showCode)
      }),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/cost_codes/copy_from_standard_list',
    summary:
      'Put every ERP standard cost code that is available for new projects on a project or a sub job, with its default cost types',
    gate: mayChange,
    body: z.strictObject({ ...scope, ...ofSubJob }),
    reply: z.array(codeReply),
    status: 201,
    handler: ({ db, company, person, body }) =>
      db.company(company, async (sql) => {
        await addAvailableCodes(sql, { company, actor: person.id }, body.project_id, body.sub_job_id)
        return (await listCostCodes(sql, company, body.project_id)).map(showCode)
      }),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/cost_codes/sync',
    summary: 'Put standard codes on a project or tie cost types to its codes, row by row',
    gate: mayChange,
    body: syncBody.required({ project_id: true }),
    reply: syncReply,
    handler: ({ db, company, person, body }) =>
      db.company(company, (sql) => {
        const who = { company, actor: person.id }
        const project = body.project_id as ProjectId
        return syncRows(sql, body.updates, syncRow, async (row) => {
          if (row.id !== undefined) await addCostTypes(sql, who, project, row.id, row.line_item_type_ids ?? [])
          else if (row.standard_cost_code_id !== undefined)
            await addStandardCodes(sql, who, project, [toCode({ ...row, id: row.standard_cost_code_id })])
          else throw new Refused(codesAreCreatedInTheErp())
          const codes = await listCostCodes(sql, company, project)
          return codes
            .filter((each) => each.id === row.id || each.standardCostCodeId === row.standard_cost_code_id)
            .map(showCode)[0]
        })
      }),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/cost_codes/:cost_code_id',
    summary: 'Tie more cost types to a cost code of a project',
    gate: mayChange,
    params: z.object({ cost_code_id: id<CostCodeId>() }),
    body: z.strictObject({ ...scope, cost_code: z.strictObject({ line_item_type_ids: moreTypes }) }),
    reply: codeReply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const who = { company, actor: person.id }
        await addCostTypes(sql, who, body.project_id, params.cost_code_id, body.cost_code.line_item_type_ids)
        return showCode((await getCostCodes(sql, company, [params.cost_code_id]))[0]!)
      }),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/cost_codes/:cost_code_id',
    summary: 'Take a cost code off a project that the ERP does not have and nothing uses',
    gate: mayChange,
    params: z.object({ cost_code_id: id<CostCodeId>() }),
    query: z.strictObject({ ...companyScope, project_id: id<ProjectId>() }),
    reply: z.null(),
    status: 204,
    handler: async ({ db, company, person, params, query }) => {
      await db.company(company, (sql) =>
        removeCode(sql, { company, actor: person.id }, query.project_id, params.cost_code_id),
      )
      return null
    },
  }),
]

const syncRow = z.strictObject({
  id: bodyId<CostCodeId>().optional(),
  standard_cost_code_id: bodyId<StandardCostCodeId>().optional(),
  line_item_type_ids: moreTypes.optional(),
  code: z.string().optional(),
  name: z.string().optional(),
})

function requireReader(ctx: Context, project: ProjectId): Promise<void> {
  const gates = READERS.map((tool) => ({ tool, level: 'Read Only' as const }))
  return requireAny(ctx, gates, project)
}

function toCode(row: { id: StandardCostCodeId; line_item_type_ids?: CostTypeId[] | undefined }): CodeToAdd {
  const types = row.line_item_type_ids
  return { standardCostCodeId: row.id, ...(types ? { costTypeIds: types } : {}) }
}

function showCode(code: CostCode): z.input<typeof codeReply> {
  return {
    id: code.id,
    code: code.code,
    full_code: code.code,
    name: code.name,
    biller_type: code.subJobCode === '' ? 'Project' : 'SubJob',
    sub_job_code: code.subJobCode || null,
    is_group: code.isGroup,
    active: code.active,
    standard_cost_code_id: code.standardCostCodeId,
    project_specific: code.projectSpecific,
    synced_to_erp: code.erpSynced,
    line_item_types: code.costTypes.map((each) => ({
      id: each.id,
      code: each.code,
      name: each.name,
      base_type: each.baseType,
      synced_to_erp: each.erpSynced,
    })),
  }
}
