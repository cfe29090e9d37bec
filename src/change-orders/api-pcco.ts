/** Routes of prime contract change orders. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { add, roundCents } from '../platform/money.ts'
import { bodyId, id, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import type { PrimeContractId } from '../prime-contracts/model.ts'
import { getPrimeContract } from '../prime-contracts/store.ts'
import {
  markupTotal,
  type PccoLine,
  type PrimeChangeOrder,
  type PrimeChangeOrderFields,
  type PrimeChangeOrderId,
  type PrimeChangeOrderLineId,
  pccoFields,
  pccoLineFields,
  pccoLineFromBody,
} from './model-pcco.ts'
import {
  createPcco,
  deletePcco,
  getPcco,
  listMarkups,
  listPccos,
  setMarkups,
  updatePcco,
  type Who,
} from './store-pcco.ts'
import { addPccoLine, deletePccoLine, listPccoLines, updatePccoLine } from './store-pcco-lines.ts'

const read = { tool: 'Change Orders', level: 'Read Only' } as const
const write = { tool: 'Change Orders', level: 'Standard' } as const
const path = '/rest/v1.0/projects/:project_id/prime_change_orders'
const ofProject = z.object({ project_id: id<ProjectId>() })
const ofOrder = ofProject.extend({ change_order_id: id<PrimeChangeOrderId>() })
const ofLine = ofOrder.extend({ line_item_id: id<PrimeChangeOrderLineId>() })
const born = pccoFields.extend({
  contract_id: bodyId<PrimeContractId>(),
  line_items: z.array(pccoLineFields).max(1000).optional(),
})

const orderReply = z.object({
  id: z.int(),
  rev: z.int(),
  project_id: z.int(),
  contract_id: z.int(),
  contract_number: z.string(),
  number: z.string(),
  title: z.string(),
  description: z.string(),
  status: z.string(),
  type: z.literal('PrimeContractChangeOrder'),
  date_created: z.string(),
  line_items_count: z.int(),
  subtotal: z.string(),
  markup_total: z.string(),
  grand_total: z.string(),
  markups: z.array(z.object({ name: z.string(), percent: z.string().nullable(), amount: z.string().nullable() })),
  erp_status: z.enum(['not_in_erp', 'ready_to_export', 'rejected', 'exporting', 'failed_to_export', 'synced']),
  erp_locked: z.boolean(),
  synced_to_erp: z.boolean(),
  origin_id: z.string().nullable(),
})

const lineReply = z.object({
  id: z.int(),
  position: z.int(),
  /** Null: it adds a line to the contract. */
  contract_line_item_id: z.int().nullable(),
  contract_item: z.string().nullable(),
  description: z.string(),
  cost_code_id: z.int().nullable(),
  line_item_type_id: z.int().nullable(),
  cost_code: z.object({ id: z.int(), code: z.string() }).nullable(),
  line_item_type: z.object({ id: z.int(), code: z.string() }).nullable(),
  amount: z.string(),
})

export const pccoRoutes: Route[] = [
  route({
    method: 'GET',
    path,
    summary: 'Prime contract change orders of a project',
    gate: read,
    params: ofProject,
    query: z.strictObject({
      ...paging,
      'filters[contract_id]': id<PrimeContractId>().optional(),
      'filters[search]': z.string().trim().min(1).optional(),
    }),
    reply: z.array(orderReply),
    handler: async ({ db, company, params, query }) => {
      const filter = {
        project: params.project_id,
        contract: query['filters[contract_id]'],
        search: query['filters[search]'],
      }
      return db.company(company, async (sql) => {
        const { rows, total } = await listPccos(sql, company, filter, window(query))
        const shown = []
        for (const row of rows) shown.push(await show(sql, { company }, row))
        return new Page(shown, total)
      })
    },
  }),
  route({
    method: 'GET',
    path: `${path}/:change_order_id`,
    summary: 'One prime contract change order',
    gate: read,
    params: ofOrder,
    reply: orderReply,
    handler: ({ db, company, params }) =>
      db.company(company, async (sql) =>
        show(sql, { company }, await getPcco(sql, company, params.change_order_id, at(params))),
      ),
  }),
  ...writingRoutes(),
  ...lineRoutes(),
]

function writingRoutes(): Route[] {
  return [
    route({
      method: 'POST',
      path,
      summary: 'Create a prime contract change order, with its lines and markups if wanted',
      gate: write,
      params: ofProject,
      body: z.strictObject({ change_order: born }),
      reply: orderReply,
      status: 201,
      handler: ({ db, clock, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const { contract_id, line_items = [], markups = [], ...fields } = body.change_order
          const who = { company, actor: person.id }
          const contract = await getPrimeContract(sql, company, contract_id, { project: params.project_id })
          const made = await createPcco({ sql, clock, ...who }, contract, given(fields))
          for (const line of line_items) await addPccoLine(sql, who, made, pccoLineFromBody(line))
          if (markups.length > 0) await setMarkups(sql, who, made.id, markups)
          return show(sql, who, await getPcco(sql, company, made.id))
        }),
    }),
    route({
      method: 'PATCH',
      path: `${path}/:change_order_id`,
      summary: 'Change a prime contract change order; markups that are given stand in place of those there were',
      gate: write,
      params: ofOrder,
      body: z.strictObject({ change_order: pccoFields }),
      reply: orderReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const { markups, ...fields } = body.change_order
          const who = { company, actor: person.id }
          await updatePcco(sql, who, params.change_order_id, given(fields), at(params))
          if (markups) await setMarkups(sql, who, params.change_order_id, markups)
          return show(sql, who, await getPcco(sql, company, params.change_order_id))
        }),
    }),
    route({
      method: 'DELETE',
      path: `${path}/:change_order_id`,
      summary: 'Delete a prime contract change order that is neither approved, sent nor synced',
      gate: { tool: 'Change Orders', level: 'Admin' },
      params: ofOrder,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params }) => {
        const who = { company, actor: person.id }
        await db.company(company, (sql) => deletePcco(sql, who, params.change_order_id, at(params)))
        return null
      },
    }),
  ]
}

function lineRoutes(): Route[] {
  const lines = `${path}/:change_order_id/line_items`
  const body = z.strictObject({ line_item: pccoLineFields })
  return [
    route({
      method: 'GET',
      path: lines,
      summary: 'Lines of a prime contract change order',
      gate: read,
      params: ofOrder,
      reply: z.array(lineReply),
      handler: ({ db, company, params }) =>
        db.company(company, async (sql) => {
          await getPcco(sql, company, params.change_order_id, at(params))
          return (await listPccoLines(sql, company, params.change_order_id)).map(showLine)
        }),
    }),
    route({
      method: 'POST',
      path: lines,
      summary: 'Add a line to a prime contract change order: on a line of the contract, or a new one',
      gate: write,
      params: ofOrder,
      body,
      reply: lineReply,
      status: 201,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const order = await getPcco(sql, company, params.change_order_id, { ...at(params), lock: true })
          return showLine(
            await addPccoLine(sql, { company, actor: person.id }, order, pccoLineFromBody(body.line_item)),
          )
        }),
    }),
    route({
      method: 'PATCH',
      path: `${lines}/:line_item_id`,
      summary: 'Change a line of a prime contract change order',
      gate: write,
      params: ofLine,
      body,
      reply: lineReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const order = await getPcco(sql, company, params.change_order_id, { ...at(params), lock: true })
          const who = { company, actor: person.id }
          return showLine(await updatePccoLine(sql, who, order, params.line_item_id, pccoLineFromBody(body.line_item)))
        }),
    }),
    route({
      method: 'DELETE',
      path: `${lines}/:line_item_id`,
      summary: 'Delete a line of a prime contract change order',
      gate: write,
      params: ofLine,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params }) => {
        await db.company(company, async (sql) => {
          const order = await getPcco(sql, company, params.change_order_id, { ...at(params), lock: true })
          await deletePccoLine(sql, { company, actor: person.id }, order, params.line_item_id)
        })
        return null
      },
    }),
  ]
}

const at = ({ project_id }: { project_id: ProjectId }) => ({ project: project_id })

function given(fields: Omit<z.output<typeof pccoFields>, 'markups'>): Partial<PrimeChangeOrderFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

async function show(
  sql: Sql,
  { company }: Pick<Who, 'company'>,
  order: PrimeChangeOrder,
): Promise<z.input<typeof orderReply>> {
  const markups = await listMarkups(sql, company, order.id)
  const markup = markupTotal(order.subtotal, markups)
  return {
    id: order.id,
    rev: order.rev,
    project_id: order.project,
    contract_id: order.contract,
    contract_number: order.contractNumber,
    number: order.number,
    title: order.title,
    description: order.description,
    status: order.status,
    type: 'PrimeContractChangeOrder',
    date_created: order.dateCreated,
    line_items_count: order.lines,
    subtotal: roundCents(order.subtotal),
    markup_total: roundCents(markup),
    grand_total: roundCents(add(order.subtotal, markup)),
    markups,
    erp_status: order.erpStatus,
    erp_locked: order.erpLocked,
    synced_to_erp: order.erpLocked,
    origin_id: order.erpId,
  }
}

function showLine(line: PccoLine): z.input<typeof lineReply> {
  return {
    id: line.id,
    position: line.position,
    contract_line_item_id: line.contractLineId,
    contract_item: line.erpItem,
    description: line.description,
    cost_code_id: line.costCodeId,
    line_item_type_id: line.costTypeId,
    cost_code: line.costCodeId === null ? null : { id: line.costCodeId, code: line.costCode ?? '' },
    line_item_type: line.costTypeId === null ? null : { id: line.costTypeId, code: line.costType ?? '' },
    amount: line.amount,
  }
}
