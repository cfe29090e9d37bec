/** Routes of change orders on commitments. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { CommitmentId } from '../commitments/model.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { bodyId, companyScope, id, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import {
  changeLineReply,
  changeOrderReply,
  showChangeLine,
  showChangeOrder,
  wholeChangeOrderReply,
} from './api-cco-show.ts'
import {
  CHANGE_ORDER_STATUSES,
  type ChangeLineId,
  type ChangeOrderId,
  changeLineFields,
  changeOrderFields,
  fieldsFromBody,
  lineFromBody,
  STATUS_CODES,
} from './model-cco.ts'
import {
  createChangeOrder,
  deleteChangeOrder,
  getChangeOrder,
  listChangeOrders,
  updateChangeOrder,
} from './store-cco.ts'
import { addChangeLines, deleteChangeLine, listChangeLines, updateChangeLine } from './store-cco-lines.ts'

const MANY = '/rest/v1.0/projects/:project_id/commitment_change_orders'
const ONE = `${MANY}/:change_order_id`
const LINES = `${ONE}/line_items`
const LINE = `${LINES}/:line_item_id`

const read = { tool: 'Commitments', level: 'Read Only' } as const
const write = { tool: 'Commitments', level: 'Standard' } as const
const ofProject = z.object({ project_id: id<ProjectId>() })
const ofOrder = ofProject.extend({ change_order_id: id<ChangeOrderId>() })
const ofLine = ofOrder.extend({ line_item_id: id<ChangeLineId>() })
const scope = z.strictObject(companyScope)
const listQuery = z.strictObject({
  ...companyScope,
  ...paging,
  'filters[contract_id]': id<CommitmentId>().optional(),
  'filters[status]': z.enum(STATUS_CODES).optional(),
  'filters[origin_id]': z.string().min(1).optional(),
  'filters[search]': z.string().trim().min(1).optional(),
})
const born = changeOrderFields.extend({ line_items: z.array(changeLineFields).max(1000).optional() })
const bodyOf = <Fields extends z.ZodType>(change_order: Fields) => z.strictObject({ ...companyScope, change_order })
const bodyOfLine = z.strictObject({ ...companyScope, line_item: changeLineFields })

export const routes: Route[] = [...readingRoutes(), ...writingRoutes(), ...lineRoutes()]

function readingRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: MANY,
      summary: 'Change orders on the commitments of a project',
      gate: read,
      params: ofProject,
      query: listQuery,
      reply: z.array(changeOrderReply),
      handler: async ({ db, company, params, query }) => {
        const status = query['filters[status]']
        const filter = {
          project: params.project_id,
          commitment: query['filters[contract_id]'],
          status: status && CHANGE_ORDER_STATUSES[status],
          originId: query['filters[origin_id]'],
          search: query['filters[search]'],
        }
        const { rows, total } = await db.company(company, (sql) =>
          listChangeOrders(sql, company, filter, window(query)),
        )
        return new Page(rows.map(showChangeOrder), total)
      },
    }),
    route({
      method: 'GET',
      path: ONE,
      summary: 'A change order on a commitment, with its lines',
      gate: read,
      params: ofOrder,
      query: scope,
      reply: wholeChangeOrderReply,
      handler: ({ db, company, params }) =>
        db.company(company, (sql) => whole(sql, company, params.change_order_id, params.project_id)),
    }),
  ]
}

function writingRoutes(): Route[] {
  return [
    route({
      method: 'POST',
      path: MANY,
      summary: 'Create a change order on a commitment, with its lines if wanted',
      gate: write,
      params: ofProject,
      body: bodyOf(born).extend({ contract_id: bodyId<CommitmentId>() }),
      reply: wholeChangeOrderReply,
      status: 201,
      handler: ({ db, clock, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const { line_items: lines = [], ...fields } = body.change_order
          const who = { sql, clock, company, actor: person.id }
          const made = await createChangeOrder(who, params.project_id, body.contract_id, fieldsFromBody(fields))
          if (lines.length > 0) await addChangeLines(sql, who, made, lines.map(lineFromBody))
          return whole(sql, company, made.id, params.project_id)
        }),
    }),
    route({
      method: 'PATCH',
      path: ONE,
      summary: 'Change a change order on a commitment',
      gate: write,
      params: ofOrder,
      body: bodyOf(changeOrderFields),
      reply: wholeChangeOrderReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const at = { project: params.project_id }
          const change = fieldsFromBody(body.change_order)
          await updateChangeOrder(sql, { company, actor: person.id }, params.change_order_id, change, at)
          return whole(sql, company, params.change_order_id, params.project_id)
        }),
    }),
    route({
      method: 'DELETE',
      path: ONE,
      summary: 'Delete a change order that is neither approved, sent nor synced',
      gate: { tool: 'Commitments', level: 'Admin' },
      params: ofOrder,
      query: scope,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params }) => {
        const at = { project: params.project_id }
        await db.company(company, (sql) =>
          deleteChangeOrder(sql, { company, actor: person.id }, params.change_order_id, at),
        )
        return null
      },
    }),
  ]
}

function lineRoutes(): Route[] {
  /** The change order whose lines are about to change; others wait. */
  const open = (sql: Sql, company: CompanyId, params: z.output<typeof ofOrder>) =>
    getChangeOrder(sql, company, params.change_order_id, { project: params.project_id, lock: true })
  return [
    route({
      method: 'POST',
      path: LINES,
      summary: 'Add a line at the end of a change order: a change of an item of the commitment, or a new item',
      gate: write,
      params: ofOrder,
      body: bodyOfLine,
      reply: changeLineReply,
      status: 201,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const order = await open(sql, company, params)
          const who = { company, actor: person.id }
          return showChangeLine((await addChangeLines(sql, who, order, [lineFromBody(body.line_item)]))[0]!)
        }),
    }),
    route({
      method: 'PATCH',
      path: LINE,
      summary: 'Change a line of a change order',
      gate: write,
      params: ofLine,
      body: bodyOfLine,
      reply: changeLineReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const order = await open(sql, company, params)
          const who = { company, actor: person.id }
          const change = lineFromBody(body.line_item)
          return showChangeLine(await updateChangeLine(sql, who, order, params.line_item_id, change))
        }),
    }),
    route({
      method: 'DELETE',
      path: LINE,
      summary: 'Delete a line of a change order',
      gate: write,
      params: ofLine,
      query: scope,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params }) => {
        await db.company(company, async (sql) => {
          const order = await open(sql, company, params)
          await deleteChangeLine(sql, { company, actor: person.id }, order, params.line_item_id)
        })
        return null
      },
    }),
  ]
}

async function whole(sql: Sql, company: CompanyId, order: ChangeOrderId, project: ProjectId) {
  const shown = showChangeOrder(await getChangeOrder(sql, company, order, { project }))
  return { ...shown, line_items: (await listChangeLines(sql, company, order)).map(showChangeLine) }
}
