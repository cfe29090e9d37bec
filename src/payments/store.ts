/** Payments issued: their SQL. They are never changed: what was wrong is voided, by a payment below zero. */
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import { type InvoiceId, SENDABLE } from '../invoices/model.ts'
import { getInvoice } from '../invoices/store.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { add, negate, subtract } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { Payment, PaymentFields, PaymentId } from './model.ts'
import { refusalsToDelete, refusalsToPay, refusalsToVoid } from './rules.ts'

export type Who = Pick<Scope, 'company' | 'actor'>

const ERP_STATUS = `case
    when p.erp_locked then 'synced'
    when x.state = 'SENT' then 'ready_to_export'
    when x.state = 'REJECTED' then 'rejected'
    when x.state = 'ACCEPTED' and o.state = 'REFUSED' then 'failed_to_export'
    when x.state = 'ACCEPTED' and o.state <> 'CANCELLED' and o.state <> 'CONFIRMED' then 'exporting'
    else 'not_in_erp' end`

/** What an invoice comes to for the subcontractor: completed and stored, less retainage, and tax. */
const NET = `select coalesce(sum(l.work_amount + l.materials_stored - l.work_retainage_withheld + l.work_retainage_released
      - l.materials_retainage_withheld + l.materials_retainage_released + l.tax), 0.00)
    from subcontractor_invoice_line l where l.company_id = p.company_id and l.invoice_id = p.invoice_id`

const SELECT = `select p.id, p.rev, p.project_id as project, pr.name as "projectName", p.commitment_id as commitment, c.number as "commitmentNumber",
    p.invoice_id as invoice, i.invoice_number as "invoiceNumber", v.name as "vendorName", p.position, p.number, p.paid_on as "paidOn", p.method,
    p.amount, p.notes, p.voids_id as voids, w.id as "voidedBy", i.erp_locked as "invoiceLocked", p.erp_locked as "erpLocked",
    p.erp_reference as "erpReference", ${ERP_STATUS} as "erpStatus",
    (${NET}) - coalesce((select sum(e.amount) from payment e where e.company_id = p.company_id and e.invoice_id = p.invoice_id and e.position < p.position), 0.00) as "dueBefore"
  from payment p
  join project pr on pr.company_id = p.company_id and pr.id = p.project_id
  join commitment c on c.company_id = p.company_id and c.id = p.commitment_id
  join subcontractor_invoice i on i.company_id = p.company_id and i.id = p.invoice_id
  left join vendor v on v.company_id = c.company_id and v.id = c.vendor_id
  left join payment w on w.company_id = p.company_id and w.voids_id = p.id
  left join erp_item x on x.company_id = p.company_id and x.kind = 'payment' and x.item_id = p.id
  left join erp_op o on o.company_id = x.company_id and o.op_key = x.op_key`

export async function listPayments(
  sql: Sql,
  company: CompanyId,
  filter: { project: ProjectId; invoice?: InvoiceId | undefined; commitment?: number | undefined },
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: Payment[]; total: number }> {
  const where = `where p.company_id = $1 and p.project_id = $2 and ($3::int8 is null or p.invoice_id = $3) and ($4::int8 is null or p.commitment_id = $4)`
  const values = [company, filter.project, filter.invoice ?? null, filter.commitment ?? null]
  const rows = await sql.query<Payment>(`${SELECT} ${where} order by p.paid_on desc, p.id desc limit $5 offset $6`, [
    ...values,
    limit,
    offset,
  ])
  const { total } = await sql.one<{ total: number }>(`select count(*)::int as total from payment p ${where}`, values)
  return { rows, total }
}

export function findPayment(sql: Sql, company: CompanyId, id: PaymentId): Promise<Payment | undefined> {
  return sql.maybe(`${SELECT} where p.company_id = $1 and p.id = $2`, [company, id])
}

/** @throws Refused 404, also when it stands on another project. */
export async function getPayment(sql: Sql, company: CompanyId, id: PaymentId, project?: ProjectId): Promise<Payment> {
  const found = await findPayment(sql, company, id)
  if (!found || (project !== undefined && found.project !== project))
    throw new Refused(
      refusal('not-found', `There is no payment with the id ${id} on this project.`, { field: 'id' }),
      404,
    )
  return found
}

export async function issuePayment(
  sql: Sql,
  who: Who,
  project: ProjectId,
  invoiceId: InvoiceId,
  fields: PaymentFields,
): Promise<Payment> {
  // Two people at once would pay the same money twice: one waits for the other.
  const invoice = await getInvoice(sql, who.company, invoiceId, { project, lock: true })
  const approved = SENDABLE.includes(invoice.status)
  const net = add(subtract(invoice.gross, invoice.retainage), invoice.tax)
  const { paid, last } = await standing(sql, who.company, invoiceId)
  const named = { number: invoice.invoiceNumber, approved }
  refuseIf(refusalsToPay(named, subtract(net, paid), fields.amount))
  const place = { project, commitment: invoice.commitment, invoice: invoiceId, position: last + 1, voids: null }
  return insert(sql, who, { ...place, ...fields })
}

/** Takes a payment back, whole. */
export async function voidPayment(
  sql: Sql,
  who: Who,
  project: ProjectId,
  id: PaymentId,
  paidOn: string,
): Promise<Payment> {
  const { invoice: invoiceId } = await getPayment(sql, who.company, id, project)
  await getInvoice(sql, who.company, invoiceId, { lock: true })
  const payment = await getPayment(sql, who.company, id, project)
  refuseIf(refusalsToVoid(payment), 409)
  const { last } = await standing(sql, who.company, invoiceId)
  const { commitment, invoice, number, method, amount } = payment
  const place = { project, commitment, invoice, position: last + 1, voids: id }
  return insert(sql, who, { ...place, number, paidOn, method, amount: negate(amount), notes: '' })
}

export async function deletePayment(sql: Sql, who: Who, project: ProjectId, id: PaymentId): Promise<void> {
  const payment = await getPayment(sql, who.company, id, project)
  const { last } = await standing(sql, who.company, payment.invoice)
  refuseIf(refusalsToDelete(payment, payment.position === last), 409)
  await sql.run(`delete from payment where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: 'payment', id }, body: payment })
}

/** In the transaction that links or unlinks; not an edit, so `rev` stays. */
export async function setErpReference(
  sql: Sql,
  company: CompanyId,
  id: PaymentId,
  reference: string | null,
): Promise<void> {
  await sql.run(
    `update payment set erp_locked = $3::text is not null, erp_reference = $3 where company_id = $1 and id = $2`,
    [company, id, reference],
  )
}

/** Under which vendor and number the ERP has the invoice, and the mark that tells it as ours. */
export async function invoiceInErp(
  sql: Sql,
  company: CompanyId,
  invoice: InvoiceId,
): Promise<{ vendor: string; invoice: string; mark: string }> {
  return sql.one(
    `select coalesce(i.erp_vendor_id, '') as vendor, coalesce(i.erp_invoice_id, '') as invoice, coalesce(o.marker, '') as mark
     from subcontractor_invoice i
     left join erp_link l on l.company_id = i.company_id and l.kind = 'subcontractor-invoice' and l.item_id = i.id
     left join erp_op o on o.company_id = l.company_id and o.op_key = l.op_key
     where i.company_id = $1 and i.id = $2`,
    [company, invoice],
  )
}

/** The payment that must be in the ERP before this one. */
export function paymentBefore(sql: Sql, company: CompanyId, payment: Payment): Promise<{ id: PaymentId } | undefined> {
  return sql.maybe(
    `select p.id from payment p join erp_item x on x.company_id = p.company_id and x.kind = 'payment' and x.item_id = p.id
     where p.company_id = $1 and p.invoice_id = $2 and p.position < $3 order by p.position desc limit 1`,
    [company, payment.invoice, payment.position],
  )
}

async function standing(sql: Sql, company: CompanyId, invoice: InvoiceId): Promise<{ paid: string; last: number }> {
  return sql.one(
    `select coalesce(sum(amount), 0.00) as paid, coalesce(max(position), 0)::int as last from payment where company_id = $1 and invoice_id = $2`,
    [company, invoice],
  )
}

type New = PaymentFields & Pick<Payment, 'project' | 'commitment' | 'invoice' | 'position' | 'voids'>

async function insert(sql: Sql, who: Who, payment: New): Promise<Payment> {
  const id = newId<PaymentId>()
  await sql.run(
    `insert into payment (company_id, id, project_id, commitment_id, invoice_id, position, number, paid_on, method, amount, voids_id, notes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      who.company,
      id,
      payment.project,
      payment.commitment,
      payment.invoice,
      payment.position,
      payment.number,
      payment.paidOn,
      payment.method,
      payment.amount,
      payment.voids,
      payment.notes,
    ],
  )
  const action = payment.voids === null ? 'issue' : 'void'
  await record(sql, { ...who, action, subject: { kind: 'payment', id }, body: payment })
  return getPayment(sql, who.company, id)
}
