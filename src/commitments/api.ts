/**
 * Routes of subcontracts (`work_order_contracts`), purchase orders (`purchase_order_contracts`) and both together (`commitments`).
 * Conventions known from Procore's public REST API.
 */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { bodyId, companyScope, id, paging, syncBody, syncReply, syncRows, window } from '../platform/rest.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { lineRoutes } from './api-lines.ts'
import { commitmentReply, showCommitment } from './api-show.ts'
import {
  type CommitmentId,
  type CommitmentType,
  commitmentFields,
  fieldsFromBody,
  lineFields,
  lineFromBody,
} from './model.ts'
import {
  createCommitment,
  deleteCommitment,
  findCommitmentByOrigin,
  getCommitment,
  listCommitments,
  updateCommitment,
} from './store.ts'
import { addLines } from './store-lines.ts'

const listQuery = z.strictObject({
  ...companyScope,
  ...paging,
  project_id: id<ProjectId>(),
  'filters[search]': z.string().trim().min(1).optional(),
  'filters[status]': z.string().min(1).optional(),
  'filters[origin_id]': z.string().min(1).optional(),
})
const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const read = { tool: 'Commitments', level: 'Read Only' } as const
const write = { tool: 'Commitments', level: 'Standard' } as const
const ofContract = z.object({ contract_id: id<CommitmentId>() })
const born = commitmentFields.extend({
  line_items: z
    .array(lineFields.omit({ position: true }))
    .max(1000)
    .optional(),
})
const row = commitmentFields.extend({ id: bodyId<CommitmentId>().optional() })

const union: Route = route({
  method: 'GET',
  path: '/rest/v1.0/commitments',
  summary: 'Subcontracts and purchase orders of a project; to read only',
  gate: read,
  query: listQuery,
  reply: z.array(commitmentReply),
  handler: (ctx) => list(ctx, undefined),
})

export const routes: Route[] = [
  union,
  ...contractRoutes('subcontract', '/rest/v1.0/work_order_contracts', 'work_order_contract'),
  ...contractRoutes('purchase-order', '/rest/v1.0/purchase_order_contracts', 'purchase_order_contract'),
]

function contractRoutes(
  type: CommitmentType,
  path: string,
  wrapper: 'work_order_contract' | 'purchase_order_contract',
): Route[] {
  const many = type === 'subcontract' ? 'subcontracts' : 'purchase orders'
  return [
    route({
      method: 'GET',
      path,
      summary: `List of ${many} of a project`,
      gate: read,
      query: listQuery,
      reply: z.array(commitmentReply),
      handler: (ctx) => list(ctx, type),
    }),
    route({
      method: 'GET',
      path: `${path}/:contract_id`,
      summary: `One of the ${many}`,
      gate: read,
      params: ofContract,
      query: inQuery,
      reply: commitmentReply,
      handler: ({ db, company, params, query }) =>
        db.company(company, async (sql) =>
          showCommitment(await getCommitment(sql, company, params.contract_id, { project: query.project_id, type })),
        ),
    }),
    ...writingRoutes(type, path, wrapper, many),
    ...lineRoutes(type, path),
  ]
}

function writingRoutes(type: CommitmentType, path: string, wrapper: string, many: string): Route[] {
  return [
    route({
      method: 'POST',
      path,
      summary: `Create one of the ${many}, with its lines if wanted`,
      gate: write,
      body: wrapped(wrapper, born),
      reply: commitmentReply,
      status: 201,
      handler: ({ db, clock, company, person, body }) =>
        db.company(company, async (sql) => {
          const { line_items: lines, ...fields } = unwrap<z.output<typeof born>>(body, wrapper)
          const scope = { sql, clock, company, actor: person.id }
          const made = await createCommitment(scope, body.project_id, type, fieldsFromBody(fields))
          if (lines && lines.length > 0) await addLines(sql, scope, made, lines.map(lineFromBody))
          return showCommitment(await getCommitment(sql, company, made.id))
        }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/sync`,
      summary: `Create or change many ${many}, row by row, by id or origin_id`,
      gate: write,
      body: syncBody.required({ project_id: true }),
      reply: syncReply,
      handler: ({ db, clock, company, person, body }) =>
        db.company(company, (sql) =>
          syncRows(sql, body.updates, row, async ({ id: given, ...fields }) => {
            const scope = { sql, clock, company, actor: person.id }
            const project = body.project_id as ProjectId
            const origin =
              fields.origin_id == null ? undefined : await findCommitmentByOrigin(sql, company, fields.origin_id)
            const known = given ?? origin?.id
            if (known === undefined)
              return showCommitment(await createCommitment(scope, project, type, fieldsFromBody(fields)))
            return showCommitment(await updateCommitment(sql, scope, known, fieldsFromBody(fields), { project, type }))
          }),
        ),
    }),
    route({
      method: 'PATCH',
      path: `${path}/:contract_id`,
      summary: `Change one of the ${many}`,
      gate: write,
      params: ofContract,
      body: wrapped(wrapper, commitmentFields),
      reply: commitmentReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const change = fieldsFromBody(unwrap<z.output<typeof commitmentFields>>(body, wrapper))
          const at = { project: body.project_id, type }
          return showCommitment(
            await updateCommitment(sql, { company, actor: person.id }, params.contract_id, change, at),
          )
        }),
    }),
    route({
      method: 'DELETE',
      path: `${path}/:contract_id`,
      summary: `Delete one of the ${many} that is neither approved, sent nor synced`,
      gate: { tool: 'Commitments', level: 'Admin' },
      params: ofContract,
      query: inQuery,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params, query }) => {
        const at = { project: query.project_id, type }
        await db.company(company, (sql) => deleteCommitment(sql, { company, actor: person.id }, params.contract_id, at))
        return null
      },
    }),
  ]
}

/** The object stands under its singular name beside its scope: `{ project_id, work_order_contract: {…} }`. */
function wrapped<Fields extends z.ZodType>(wrapper: string, fields: Fields) {
  return z.strictObject({ ...bodyScope, [wrapper]: fields }) as unknown as z.ZodType<{ project_id: ProjectId }>
}

function unwrap<Fields>(body: object, wrapper: string): Fields {
  return (body as Record<string, Fields>)[wrapper]!
}

async function list(
  ctx: Context<unknown, z.output<typeof listQuery>>,
  type: CommitmentType | undefined,
): Promise<Page<unknown>> {
  const { db, company, query } = ctx
  const filter = {
    project: query.project_id,
    type,
    status: query['filters[status]'],
    originId: query['filters[origin_id]'],
    search: query['filters[search]'],
  }
  const { rows, total } = await db.company(company, (sql) => listCommitments(sql, company, filter, window(query)))
  return new Page(rows.map(showCommitment), total)
}
