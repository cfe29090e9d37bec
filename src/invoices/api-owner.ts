/** Routes of invoices to the owner, `payment_applications`. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { bodyId, companyScope, id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import type { PrimeContractId } from '../prime-contracts/model.ts'
import { getPrimeContract } from '../prime-contracts/store.ts'
import {
  type G702,
  type G703Row,
  OWNER_STATUSES,
  type OwnerInvoice,
  type OwnerInvoiceId,
  ownerFields,
  ownerFromBody,
  ownerLineFields,
  ownerLineFromBody,
} from './model-owner.ts'
import {
  createOwnerInvoice,
  deleteOwnerInvoice,
  figuresOfInvoice,
  getOwnerInvoice,
  listOwnerInvoices,
  type RowOf,
  setOwnerRow,
  updateOwnerInvoice,
  type Who,
} from './store-owner.ts'

const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const read = { tool: 'Invoicing', level: 'Read Only' } as const
const write = { tool: 'Invoicing', level: 'Standard' } as const
const ofContract = z.object({ contract_id: id<PrimeContractId>() })
const ofInvoice = z.object({ payment_application_id: id<OwnerInvoiceId>() })
const many = '/rest/v1.0/prime_contracts/:contract_id/payment_applications'
const one = '/rest/v1.0/payment_applications/:payment_application_id'

const money = z.string()
const summaryReply = z.object({
  original_contract_sum: money,
  net_change_by_change_orders: money,
  contract_sum_to_date: money,
  total_completed_and_stored_to_date: money,
  completed_work_retainage_amount: money,
  stored_materials_retainage_amount: money,
  total_retainage: money,
  total_earned_less_retainage: money,
  less_previous_certificates_for_payment: money,
  current_payment_due: money,
  balance_to_finish_including_retainage: money,
})
const rowReply = z.object({
  contract_line_item_id: z.int().nullable(),
  change_order_id: z.int().nullable(),
  item_number: z.string(),
  description_of_work: z.string(),
  scheduled_value: money,
  work_completed_from_previous_application: money,
  work_completed_this_period: money,
  materials_presently_stored: money,
  total_completed_and_stored_to_date: money,
  total_completed_and_stored_to_date_percent: z.string(),
  balance_to_finish: money,
  work_completed_retainage_percent: z.string(),
  materials_stored_retainage_percent: z.string(),
  retainage_from_previous_application: money,
  retainage_released_this_period: money,
  work_completed_retainage: money,
  materials_stored_retainage: money,
})
const invoiceReply = z.object({
  id: z.int(),
  rev: z.int(),
  project_id: z.int(),
  contract_id: z.int(),
  contract_number: z.string(),
  number: z.int(),
  invoice_number: z.string(),
  status: z.enum(OWNER_STATUSES),
  billing_date: z.string(),
  period_start: z.string().nullable(),
  period_end: z.string().nullable(),
  /** A later application stands on it. */
  followed: z.boolean(),
  g702: summaryReply,
  erp_status: z.enum(['not_in_erp', 'ready_to_export', 'rejected', 'exporting', 'failed_to_export', 'synced']),
  erp_locked: z.boolean(),
  origin_id: z.string().nullable(),
})
const wholeReply = invoiceReply.extend({ g703: z.array(rowReply) })

export const ownerRoutes: Route[] = [
  route({
    method: 'GET',
    path: many,
    summary: 'Invoices to the owner on a prime contract, in their order',
    gate: read,
    params: ofContract,
    query: inQuery,
    reply: z.array(invoiceReply),
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) => {
        await getPrimeContract(sql, company, params.contract_id, { project: query.project_id })
        const shown = []
        for (const invoice of await listOwnerInvoices(sql, company, params.contract_id)) {
          const { g703: _, ...head } = await show(sql, { company }, invoice)
          shown.push(head)
        }
        return shown
      }),
  }),
  route({
    method: 'POST',
    path: many,
    summary: 'Begin the next application for payment',
    gate: write,
    params: ofContract,
    body: z.strictObject({ ...bodyScope, payment_application: ownerFields.omit({ status: true }) }),
    reply: wholeReply,
    status: 201,
    handler: ({ db, clock, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const who = { company, actor: person.id }
        const at = { project: body.project_id, lock: true }
        const contract = await getPrimeContract(sql, company, params.contract_id, at)
        const fields = ownerFromBody(body.payment_application)
        return show(sql, who, await createOwnerInvoice({ sql, clock, ...who }, contract, fields))
      }),
  }),
  route({
    method: 'GET',
    path: one,
    summary: 'An invoice to the owner with both its tables (G702, G703)',
    gate: read,
    params: ofInvoice,
    query: inQuery,
    reply: wholeReply,
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) => {
        const at = { project: query.project_id }
        return show(sql, { company }, await getOwnerInvoice(sql, company, params.payment_application_id, at))
      }),
  }),
  ...writingRoutes(),
]

function writingRoutes(): Route[] {
  return [
    route({
      method: 'PATCH',
      path: one,
      summary:
        'Change an invoice to the owner; its rows are given by contract line or change order, what is not given stays',
      gate: write,
      params: ofInvoice,
      body: z.strictObject({
        ...bodyScope,
        payment_application: ownerFields.extend({ g703: z.array(ownerLineFields).max(2000).optional() }),
      }),
      reply: wholeReply,
      handler: ({ db, company, person, params, body }) =>
        db.company(company, async (sql) => {
          const who = { company, actor: person.id }
          const { g703 = [], ...fields } = body.payment_application
          const place = { project: body.project_id, lock: true }
          const before = await getOwnerInvoice(sql, company, params.payment_application_id, place)
          for (const row of g703) await setOwnerRow(sql, who, before, rowNamed(row), ownerLineFromBody(row))
          return show(sql, who, await updateOwnerInvoice(sql, who, before.id, ownerFromBody(fields), place))
        }),
    }),
    route({
      method: 'DELETE',
      path: one,
      summary: 'Delete the last invoice to the owner while it is not approved',
      gate: { tool: 'Invoicing', level: 'Admin' },
      params: ofInvoice,
      query: inQuery,
      reply: z.null(),
      status: 204,
      handler: async ({ db, company, person, params, query }) => {
        const who = { company, actor: person.id }
        const at = { project: query.project_id }
        await db.company(company, (sql) => deleteOwnerInvoice(sql, who, params.payment_application_id, at))
        return null
      },
    }),
  ]
}

function rowNamed({
  contract_line_item_id: line,
  change_order_id: changeOrder,
}: z.output<typeof ownerLineFields>): RowOf {
  if (line !== undefined) return { line }
  if (changeOrder !== undefined) return { changeOrder }
  throw new Error('The shape of the body lets only rows through that name a line or a change order.')
}

async function show(
  sql: Sql,
  { company }: Pick<Who, 'company'>,
  invoice: OwnerInvoice,
): Promise<z.input<typeof wholeReply>> {
  const { rows, g702 } = await figuresOfInvoice(sql, company, invoice)
  return {
    id: invoice.id,
    rev: invoice.rev,
    project_id: invoice.project,
    contract_id: invoice.contract,
    contract_number: invoice.contractNumber,
    number: invoice.application,
    invoice_number: invoice.invoiceNumber,
    status: invoice.status,
    billing_date: invoice.billingDate,
    period_start: invoice.periodStart,
    period_end: invoice.periodEnd,
    followed: invoice.followed,
    g702: showSummary(g702),
    g703: rows.map(showRow),
    erp_status: invoice.erpStatus,
    erp_locked: invoice.erpLocked,
    origin_id: invoice.erpId,
  }
}

function showSummary(g702: G702): z.input<typeof summaryReply> {
  return {
    original_contract_sum: g702.originalContractSum,
    net_change_by_change_orders: g702.netChange,
    contract_sum_to_date: g702.contractSumToDate,
    total_completed_and_stored_to_date: g702.completedAndStored,
    completed_work_retainage_amount: g702.workRetainage,
    stored_materials_retainage_amount: g702.storedRetainage,
    total_retainage: g702.totalRetainage,
    total_earned_less_retainage: g702.earnedLessRetainage,
    less_previous_certificates_for_payment: g702.previousCertificates,
    current_payment_due: g702.currentPaymentDue,
    balance_to_finish_including_retainage: g702.balanceToFinish,
  }
}

function showRow(row: G703Row): z.input<typeof rowReply> {
  return {
    contract_line_item_id: row.contractLineId,
    change_order_id: row.changeOrderId,
    item_number: row.item,
    description_of_work: row.description,
    scheduled_value: row.scheduled,
    work_completed_from_previous_application: row.previous,
    work_completed_this_period: row.workThisPeriod,
    materials_presently_stored: row.materialsStored,
    total_completed_and_stored_to_date: row.completedAndStored,
    total_completed_and_stored_to_date_percent: row.percent,
    balance_to_finish: row.balance,
    work_completed_retainage_percent: row.workRetainagePercent,
    materials_stored_retainage_percent: row.storedRetainagePercent,
    retainage_from_previous_application: row.retainageBefore,
    retainage_released_this_period: row.retainageReleased,
    work_completed_retainage: row.workRetainage,
    materials_stored_retainage: row.storedRetainage,
  }
}
