/** Routes of payments issued (`contract_payments`). Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { CommitmentId } from '../commitments/model.ts'
import type { ProjectId } from '../ids.ts'
import type { InvoiceId } from '../invoices/model.ts'
import { bodyId, companyScope, id, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { ERP_STATUSES, METHODS, type Payment, type PaymentId, paymentFields } from './model.ts'
import { deletePayment, getPayment, issuePayment, listPayments, voidPayment } from './store.ts'

const PATH = '/rest/v1.0/contract_payments'
const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const ofPayment = z.object({ payment_id: id<PaymentId>() })
const read = { tool: 'Invoicing', level: 'Read Only' } as const
const write = { tool: 'Invoicing', level: 'Admin' } as const

const reply = z.object({
  id: z.int(),
  project_id: z.int(),
  contract_id: z.int(),
  contract_number: z.string(),
  requisition_id: z.int(),
  invoice_number: z.string(),
  vendor_name: z.string().nullable(),
  payment_number: z.string(),
  date: z.string(),
  payment_method: z.enum(METHODS),
  amount: z.string(),
  /** The payment that this one takes back, and the one that takes it back. */
  voids_payment_id: z.int().nullable(),
  voided_by_payment_id: z.int().nullable(),
  notes: z.string(),
  erp_status: z.enum(ERP_STATUSES),
  erp_reference: z.string().nullable(),
})

export const routes: Route[] = [
  route({
    method: 'GET',
    path: PATH,
    summary: 'Payments issued on a project, the latest first; a void stands below zero',
    gate: read,
    query: z.strictObject({
      ...companyScope,
      ...paging,
      project_id: id<ProjectId>(),
      contract_id: id<CommitmentId>().optional(),
      requisition_id: id<InvoiceId>().optional(),
    }),
    reply: z.array(reply),
    handler: async ({ db, company, query }) => {
      const filter = { project: query.project_id, invoice: query.requisition_id, commitment: query.contract_id }
      const { rows, total } = await db.company(company, (sql) => listPayments(sql, company, filter, window(query)))
      return new Page(rows.map(show), total)
    },
  }),
  route({
    method: 'GET',
    path: `${PATH}/:payment_id`,
    summary: 'A payment issued',
    gate: read,
    params: ofPayment,
    query: inQuery,
    reply,
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) => show(await getPayment(sql, company, params.payment_id, query.project_id))),
  }),
  route({
    method: 'POST',
    path: PATH,
    summary: 'Issue a payment on an approved invoice, of what is left to pay or a part of it',
    gate: write,
    body: z.strictObject({ ...bodyScope, requisition_id: bodyId<InvoiceId>(), contract_payment: paymentFields }),
    reply,
    status: 201,
    handler: ({ db, company, person, body }) =>
      db.company(company, async (sql) => {
        const { payment_number, date, payment_method, amount, notes } = body.contract_payment
        const fields = { number: payment_number, paidOn: date, method: payment_method, amount, notes }
        const who = { company, actor: person.id }
        return show(await issuePayment(sql, who, body.project_id, body.requisition_id, fields))
      }),
  }),
  route({
    method: 'POST',
    path: `${PATH}/:payment_id/void`,
    summary: 'Take a payment back, whole: by a payment of its own, below zero',
    gate: write,
    params: ofPayment,
    body: z.strictObject({ ...bodyScope, date: z.iso.date() }),
    reply,
    status: 201,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const who = { company, actor: person.id }
        return show(await voidPayment(sql, who, body.project_id, params.payment_id, body.date))
      }),
  }),
  route({
    method: 'DELETE',
    path: `${PATH}/:payment_id`,
    summary: 'Delete the last payment of an invoice while it was not sent',
    gate: write,
    params: ofPayment,
    query: inQuery,
    reply: z.null(),
    status: 204,
    handler: async ({ db, company, person, params, query }) => {
      const who = { company, actor: person.id }
      await db.company(company, (sql) => deletePayment(sql, who, query.project_id, params.payment_id))
      return null
    },
  }),
]

function show(payment: Payment): z.input<typeof reply> {
  return {
    id: payment.id,
    project_id: payment.project,
    contract_id: payment.commitment,
    contract_number: payment.commitmentNumber,
    requisition_id: payment.invoice,
    invoice_number: payment.invoiceNumber,
    vendor_name: payment.vendorName,
    payment_number: payment.number,
    date: payment.paidOn,
    payment_method: payment.method,
    amount: payment.amount,
    voids_payment_id: payment.voids,
    voided_by_payment_id: payment.voidedBy,
    notes: payment.notes,
    erp_status: payment.erpStatus,
    erp_reference: payment.erpReference,
  }
}
