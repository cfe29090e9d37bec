/** Routes of the standard lists; those of a project's codes stand in `api-project.ts`. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { CompanyId, ConnectionId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused } from '../platform/refusal.ts'
import { bodyId, companyScope, id, syncBody, syncReply, syncRows } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { projectRoutes } from './api-project.ts'
import { BASE_TYPES, type CostType, type CostTypeId, type StandardCostCode, type StandardCostCodeId } from './model.ts'
import { codesAreCreatedInTheErp, customSegmentsAreRefused } from './rules.ts'
import {
  fileOf,
  listCostTypes,
  listStandardCodes,
  listStandardLists,
  type StandardOptions,
  setStandardOptions,
} from './store.ts'

const standardReply = z.object({
  id: z.int(),
  standard_cost_code_list_id: z.int(),
  code: z.string(),
  full_code: z.string(),
  name: z.string(),
  is_group: z.boolean(),
  active: z.boolean(),
  available_for_new_projects: z.boolean(),
  default_line_item_type_ids: z.array(z.int()),
  in_erp: z.boolean(),
  origin_id: z.string(),
})
const typeReply = z.object({
  id: z.int(),
  standard_cost_code_list_id: z.int(),
  code: z.string(),
  name: z.string(),
  base_type: z.enum(BASE_TYPES),
  in_erp: z.boolean(),
  origin_id: z.string(),
})

const options = z.strictObject({
  active: z.boolean().optional(),
  available_for_new_projects: z.boolean().optional(),
  default_line_item_type_ids: z.array(bodyId<CostTypeId>()).optional(),
})
const optionsRow = options.extend({
  id: bodyId<StandardCostCodeId>().optional(),
  code: z.string().optional(),
  name: z.string().optional(),
})
const anything = z.looseObject({})

/** WBS-3: the three options are set by whoever may assign default cost types. */
const OPTIONS_GATE = { action: 'assign-default-cost-types' }

const standardRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/standard_cost_code_lists',
    summary: 'Lists of standard cost codes: one for each ERP connection',
    gate: 'signed-in',
    query: z.strictObject(companyScope),
    reply: z.array(z.object({ id: z.int(), name: z.string(), is_erp_list: z.literal(true) })),
    handler: ({ db, company }) =>
      db.company(company, async (sql) =>
        (await listStandardLists(sql, company)).map((each) => ({ ...each, is_erp_list: true })),
      ),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/standard_cost_codes',
    summary: 'ERP standard cost codes of the company',
    gate: 'signed-in',
    query: z.strictObject({
      ...companyScope,
      standard_cost_code_list_id: id<ConnectionId>().optional(),
      /** Only those the project may take. */
      project_id: id<ProjectId>().optional(),
    }),
    reply: z.array(standardReply),
    handler: ({ db, company, query }) =>
      db.company(company, async (sql) => {
        const list = query.standard_cost_code_list_id ?? (await listFor(sql, company, query.project_id))
        return (await listStandardCodes(sql, company, list === undefined ? {} : { connection: list })).map(showStandard)
      }),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/standard_cost_codes/sync',
    summary: 'Options of many standard cost codes, row by row',
    gate: OPTIONS_GATE,
    body: syncBody,
    reply: syncReply,
    handler: ({ db, company, person, body }) =>
      db.company(company, (sql) =>
        syncRows(sql, body.updates, optionsRow, async (row) => {
          if (row.id === undefined || row.code !== undefined || row.name !== undefined)
            throw new Refused(codesAreCreatedInTheErp())
          return showStandard(await setStandardOptions(sql, { company, actor: person.id }, row.id, toOptions(row)))
        }),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/standard_cost_codes/:standard_cost_code_id',
    summary: 'Options of a standard cost code: active, available for new projects, default cost types',
    gate: OPTIONS_GATE,
    params: z.object({ standard_cost_code_id: id<StandardCostCodeId>() }),
    body: z.strictObject({ ...companyScope, standard_cost_code: options }),
    reply: standardReply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) =>
        showStandard(
          await setStandardOptions(
            sql,
            { company, actor: person.id },
            params.standard_cost_code_id,
            toOptions(body.standard_cost_code),
          ),
        ),
      ),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/line_item_types',
    summary: 'Cost types: the ERP’s standard categories',
    gate: 'signed-in',
    query: z.strictObject({ ...companyScope, project_id: id<ProjectId>().optional() }),
    reply: z.array(typeReply),
    handler: ({ db, company, query }) =>
      db.company(company, async (sql) =>
        (await listCostTypes(sql, company, await listFor(sql, company, query.project_id))).map(showType),
      ),
  }),
]

/** Creation is the ERP's; each of these says so (WBS-2). */
const refusedRoutes: Route[] = [
  refuses(
    'POST',
    '/rest/v1.0/standard_cost_codes',
    'Refused: standard cost codes are created in the ERP',
    codesAreCreatedInTheErp(),
  ),
  refuses(
    'POST',
    '/rest/v1.0/line_item_types',
    'Refused: cost types are created in the ERP',
    codesAreCreatedInTheErp('cost type'),
  ),
  refuses(
    'POST',
    '/rest/v1.0/work_breakdown_structure/segments',
    'Refused: custom segments are not supported with an ERP',
    customSegmentsAreRefused(),
  ),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/line_item_types/sync',
    summary: 'Refused row by row: cost types are created and named in the ERP',
    gate: OPTIONS_GATE,
    body: syncBody,
    reply: syncReply,
    handler: ({ db, company, body }) =>
      db.company(company, (sql) =>
        syncRows(sql, body.updates, anything, () => {
          throw new Refused(codesAreCreatedInTheErp('cost type'))
        }),
      ),
  }),
]

export const routes: Route[] = [...standardRoutes, ...refusedRoutes, ...projectRoutes]

function refuses(
  method: 'POST',
  path: string,
  summary: string,
  why: ReturnType<typeof codesAreCreatedInTheErp>,
): Route {
  return route({
    method,
    path,
    summary,
    gate: 'signed-in',
    body: anything,
    reply: z.never(),
    handler: async () => {
      throw new Refused(why)
    },
  })
}

/** The list of the project's ERP company file; undefined: any. */
async function listFor(
  sql: Sql,
  company: CompanyId,
  project: ProjectId | undefined,
): Promise<ConnectionId | undefined> {
  return project === undefined ? undefined : ((await fileOf(sql, company, project)) ?? undefined)
}

function toOptions(row: z.output<typeof options>): StandardOptions {
  return {
    ...(row.active === undefined ? {} : { active: row.active }),
    ...(row.available_for_new_projects === undefined
      ? {}
      : { availableForNewProjects: row.available_for_new_projects }),
    ...(row.default_line_item_type_ids === undefined ? {} : { defaultCostTypes: row.default_line_item_type_ids }),
  }
}

function showStandard(code: StandardCostCode): z.input<typeof standardReply> {
  return {
    id: code.id,
    standard_cost_code_list_id: code.connection,
    code: code.code,
    full_code: code.code,
    name: code.name,
    is_group: code.isGroup,
    active: code.active,
    available_for_new_projects: code.availableForNewProjects,
    default_line_item_type_ids: code.defaultCostTypes,
    in_erp: code.inErp,
    origin_id: code.code,
  }
}

function showType(type: CostType): z.input<typeof typeReply> {
  return {
    id: type.id,
    standard_cost_code_list_id: type.connection,
    code: type.code,
    name: type.name,
    base_type: type.baseType,
    in_erp: type.inErp,
    origin_id: type.code,
  }
}
