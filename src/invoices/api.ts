/** Routes of subcontractors' invoices (`requisitions`). Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { CommitmentId } from '../commitments/model.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { bodyId, companyScope, id, paging, window } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { itemRoutes } from './api-items.ts'
import { periodRoutes } from './api-periods.ts'
import { invoiceReply, showInvoice, showWhole, wholeReply } from './api-show.ts'
import { type Invoice, type InvoiceFields, type InvoiceId, invoiceFields, STATUSES } from './model.ts'
import type { PeriodId } from './model-periods.ts'
import { createInvoice, deleteInvoice, getInvoice, listInvoices, updateInvoice } from './store.ts'
import { listItems } from './store-items.ts'
import { erpPayments } from './store-paid.ts'

const PATH = '/rest/v1.0/requisitions'
const bodyScope = { ...companyScope, project_id: bodyId<ProjectId>() }
const inQuery = z.strictObject({ ...companyScope, project_id: id<ProjectId>() })
const ofInvoice = z.object({ requisition_id: id<InvoiceId>() })
const read = { tool: 'Invoicing', level: 'Read Only' } as const
const write = { tool: 'Invoicing', level: 'Standard' } as const

const readingRoutes: Route[] = [
  route({
    method: 'GET',
    path: PATH,
    summary: 'List of subcontractors’ invoices of a project',
    gate: read,
    query: z.strictObject({
      ...companyScope,
      ...paging,
      project_id: id<ProjectId>(),
      'filters[commitment_id]': id<CommitmentId>().optional(),
      'filters[period_id]': id<PeriodId>().optional(),
      'filters[status]': z.enum(STATUSES).optional(),
      'filters[search]': z.string().trim().min(1).optional(),
    }),
    reply: z.array(invoiceReply),
    handler: async ({ db, company, query }) => {
      const filter = {
        project: query.project_id,
        commitment: query['filters[commitment_id]'],
        period: query['filters[period_id]'],
        status: query['filters[status]'],
        search: query['filters[search]'],
      }
      const { rows, total } = await db.company(company, (sql) => listInvoices(sql, company, filter, window(query)))
      return new Page(rows.map(showInvoice), total)
    },
  }),
  route({
    method: 'GET',
    path: `${PATH}/:requisition_id`,
    summary: 'A subcontractor’s invoice with its totals',
    gate: read,
    params: ofInvoice,
    query: inQuery,
    reply: wholeReply,
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) =>
        whole(sql, company, await getInvoice(sql, company, params.requisition_id, { project: query.project_id })),
      ),
  }),
  route({
    method: 'GET',
    path: `${PATH}/:requisition_id/erp_payments`,
    summary: 'Payments of the invoice as the ERP has them; a void stands below zero',
    gate: read,
    params: ofInvoice,
    query: inQuery,
    reply: z.array(
      z.object({
        payment_id: z.string(),
        type: z.string(),
        bank_account: z.string(),
        check_number: z.string(),
        amount: z.string(),
        date: z.string().nullable(),
      }),
    ),
    handler: ({ db, company, params, query }) =>
      db.company(company, async (sql) => {
        const invoice = await getInvoice(sql, company, params.requisition_id, { project: query.project_id })
        return (await erpPayments(sql, company, invoice)).map((each) => ({
          payment_id: each.payment,
          type: each.type,
          bank_account: each.bankAccount,
          check_number: each.checkNumber,
          amount: each.amount,
          date: each.paidOn,
        }))
      }),
  }),
]

const writingRoutes: Route[] = [
  route({
    method: 'POST',
    path: PATH,
    summary: 'Create the next invoice of a commitment for an open billing period',
    gate: write,
    body: z.strictObject({
      ...bodyScope,
      commitment_id: bodyId<CommitmentId>(),
      requisition: invoiceFields.extend({ period_id: bodyId<PeriodId>() }),
    }),
    reply: wholeReply,
    status: 201,
    handler: ({ db, clock, company, person, body }) =>
      db.company(company, async (sql) => {
        const { period_id, ...fields } = body.requisition
        const scope = { sql, clock, company, actor: person.id }
        const { project_id, commitment_id } = body
        const made = await createInvoice(scope, project_id, commitment_id, period_id, fieldsFromBody(fields))
        return whole(sql, company, made)
      }),
  }),
  route({
    method: 'PATCH',
    path: `${PATH}/:requisition_id`,
    summary: 'Change a subcontractor’s invoice that is neither sent nor synced',
    gate: write,
    params: ofInvoice,
    body: z.strictObject({ ...bodyScope, requisition: invoiceFields }),
    reply: wholeReply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) => {
        const who = { company, actor: person.id }
        const change = fieldsFromBody(body.requisition)
        return whole(sql, company, await updateInvoice(sql, who, body.project_id, params.requisition_id, change))
      }),
  }),
  route({
    method: 'DELETE',
    path: `${PATH}/:requisition_id`,
    summary: 'Delete a subcontractor’s invoice that is neither approved, sent nor synced',
    gate: { tool: 'Invoicing', level: 'Admin' },
    params: ofInvoice,
    query: inQuery,
    reply: z.null(),
    status: 204,
    handler: async ({ db, company, person, params, query }) => {
      const who = { company, actor: person.id }
      await db.company(company, (sql) => deleteInvoice(sql, who, query.project_id, params.requisition_id))
      return null
    },
  }),
]

export const routes: Route[] = [...periodRoutes, ...readingRoutes, ...writingRoutes, ...itemRoutes]

async function whole(sql: Sql, company: CompanyId, invoice: Invoice) {
  return showWhole(invoice, await listItems(sql, company, invoice))
}

function fieldsFromBody(body: z.output<typeof invoiceFields>): Partial<InvoiceFields> {
  const fields = {
    invoiceNumber: body.invoice_number,
    status: body.status,
    billingDate: body.billing_date,
    isFinal: body.final,
    comment: body.comment,
    originId: body.origin_id,
    originData: body.origin_data,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
