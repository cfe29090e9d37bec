/** Routes of what an invoice bills, line by line, and of the subcontractor's own detail below the lines of a commitment. */
import { z } from 'zod'
import { amountField, type CommitmentId, type LineId, quantityField } from '../commitments/model.ts'
import { getCommitment } from '../commitments/store.ts'
import type { ProjectId } from '../ids.ts'
import { bodyId, companyScope, id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { itemReply, showItem } from './api-show.ts'
import { type BilledId, figuresFromBody, type InvoiceId, itemFields } from './model.ts'
import { getInvoice } from './store.ts'
import { importPayApplication } from './store-csv.ts'
import { type Detail, listDetails, setDetails } from './store-details.ts'
import { listItems, setItems } from './store-items.ts'

const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const ofInvoice = z.object({ requisition_id: id<InvoiceId>() })
const ofContract = z.object({ contract_id: id<CommitmentId>() })
const read = { tool: 'Invoicing', level: 'Read Only' } as const
const write = { tool: 'Invoicing', level: 'Standard' } as const
const MOST_ITEMS = 10_000
const CSV_CHARACTERS = 5_000_000

const detailReply = z.object({
  id: z.int(),
  line_item_id: z.int(),
  position: z.int(),
  description: z.string(),
  quantity: z.string().nullable(),
  amount: z.string(),
})
const detail = z.strictObject({
  description: z.string().trim().min(1).max(1000),
  quantity: quantityField.nullable().default(null),
  amount: amountField,
})

export const itemRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/requisitions/:requisition_id/items',
    summary:
      'What an invoice bills: one item for each line of the commitment, its details and its approved change orders',
    gate: read,
    params: ofInvoice,
    query: inQuery,
    reply: z.array(itemReply),
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) => {
        const invoice = await getInvoice(sql, company, params.requisition_id, { project: query.project_id })
        return (await listItems(sql, company, invoice)).map(showItem)
      }),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/requisitions/:requisition_id/bulk_item_update',
    summary: 'Bill on many lines at once, all or none',
    gate: write,
    params: ofInvoice,
    body: z.strictObject({
      ...bodyScope,
      items: z.array(itemFields.extend({ line_item_id: bodyId<BilledId>() })).max(MOST_ITEMS),
    }),
    reply: z.array(itemReply),
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const at = { project: body.project_id, lock: true }
        const invoice = await getInvoice(sql, company, params.requisition_id, at)
        const changes = new Map(body.items.map(({ line_item_id, ...item }) => [line_item_id, figuresFromBody(item)]))
        return (await setItems(sql, { company, actor: person.id }, invoice, changes)).map(showItem)
      }),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/requisitions/:requisition_id/items/csv',
    summary:
      'Read a pay application in: line or item, detail if wanted, and any of work_completed, quantity, materials_stored, materials_moved, retainage, retainage_released, materials_retainage, materials_retainage_released, tax',
    gate: write,
    params: ofInvoice,
    body: z.strictObject({ ...bodyScope, csv: z.string().max(CSV_CHARACTERS) }),
    reply: z.array(itemReply),
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const at = { project: body.project_id, lock: true }
        const invoice = await getInvoice(sql, company, params.requisition_id, at)
        return (await importPayApplication(sql, { company, actor: person.id }, invoice, body.csv)).map(showItem)
      }),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/commitments/:contract_id/detail_items',
    summary: 'The subcontractor’s own detail below the lines of a commitment',
    gate: read,
    params: ofContract,
    query: inQuery,
    reply: z.array(detailReply),
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) => {
        const commitment = await getCommitment(sql, company, params.contract_id, { project: query.project_id })
        return (await listDetails(sql, company, commitment)).map(showDetail)
      }),
  }),
  route({
    method: 'PUT',
    path: '/rest/v1.0/commitments/:contract_id/line_items/:line_item_id/detail_items',
    summary: 'Put these parts in the place of a line’s detail; none: the line itself is billed again',
    gate: write,
    params: ofContract.extend({ line_item_id: id<LineId>() }),
    body: z.strictObject({ ...bodyScope, detail_items: z.array(detail).max(1000) }),
    reply: z.array(detailReply),
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const at = { project: body.project_id, lock: true }
        const commitment = await getCommitment(sql, company, params.contract_id, at)
        const who = { company, actor: person.id }
        return (await setDetails(sql, who, commitment, params.line_item_id, body.detail_items)).map(showDetail)
      }),
  }),
]

function showDetail(each: Detail): z.input<typeof detailReply> {
  const { line, ...rest } = each
  return { ...rest, line_item_id: line }
}
