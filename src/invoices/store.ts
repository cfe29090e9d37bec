/** Subcontractors' invoices: their SQL. What they bill by line: `store-items.ts`. Every write raises `rev` and goes into the history. */
import { todayOf } from '../access/store-lists.ts'
import type { Commitment, CommitmentId } from '../commitments/model.ts'
import { getCommitment } from '../commitments/store.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { type Invoice, type InvoiceFields, type InvoiceId, SENDABLE } from './model.ts'
import type { PeriodId } from './model-periods.ts'
import { refusalsToCreate, refusalsToDelete, refusalsToEdit } from './rules.ts'
import { getPeriod, type Who } from './store-periods.ts'

/** Columns by field; the one place that knows both names. */
const COLUMNS: Record<keyof InvoiceFields, string> = {
  invoiceNumber: 'invoice_number',
  status: 'status',
  billingDate: 'billing_date',
  isFinal: 'is_final',
  comment: 'comment',
  originId: 'origin_id',
  originData: 'origin_data',
}

/** Where it stands on its way to the ERP, read from the pipeline's own rows. */
const ERP_STATUS = `case
    when i.erp_locked then 'synced'
    when x.state = 'SENT' then 'ready_to_export'
    when x.state = 'REJECTED' then 'rejected'
    when x.state = 'ACCEPTED' and o.state = 'REFUSED' then 'failed_to_export'
    when x.state = 'ACCEPTED' and o.state <> 'CANCELLED' and o.state <> 'CONFIRMED' then 'exporting'
    else 'not_in_erp' end`

/** The ERP's own word decides, and where a payment without it covers all that is due, the amounts do. */
export const PAID_STATUS = `case
    when li.erp_id is null then null
    when e.invoice is null then 'not_posted'
    when e.amount_paid <> 0 and (e.status = 'Fully paid' or e.amount_paid >= e.amount + e.tax - e.retainage) then 'paid'
    when e.amount_paid <> 0 then 'partially_paid'
    else 'unpaid' end`

const SELECT = `select i.id, i.rev, i.project_id as project, pr.name as "projectName", i.commitment_id as commitment,
    c.number as "commitmentNumber", c.title as "commitmentTitle", c.type as "commitmentType", c.accounting_method as "accountingMethod",
    c.retainage_percent as "retainagePercent", c.erp_commitment_id as "commitmentErpId",
    v.name as "vendorName", lv.erp_id as "vendorErpId",
    case when exists (select from erp_connection o where o.company_id = file.company_id and o.id <> file.id) then file.name end as "erpFile", lj.erp_id as "jobErpId",
    i.period_id as period, b.start_date as "periodStart", b.end_date as "periodEnd", b.status as "periodStatus", i.number,
    s.gross, s.retainage, s.tax, i.erp_locked as "erpLocked", i.erp_vendor_id as "erpVendorId", i.erp_invoice_id as "erpId",
    ${ERP_STATUS} as "erpStatus", ${PAID_STATUS} as "paidStatus", coalesce(e.amount_paid, 0.00) as "paidAmount",
    y.paid_on as "paidOn", y.check_number as "paidNumber",
    ${Object.entries(COLUMNS)
      .map(([field, column]) => `i.${column} as "${field}"`)
      .join(', ')}
  from subcontractor_invoice i
  join project pr on pr.company_id = i.company_id and pr.id = i.project_id
  join commitment c on c.company_id = i.company_id and c.id = i.commitment_id
  join billing_period b on b.company_id = i.company_id and b.id = i.period_id
  left join vendor v on v.company_id = c.company_id and v.id = c.vendor_id
  left join erp_link lj on lj.company_id = i.company_id and lj.kind = 'job' and lj.item_id = i.project_id
  left join erp_connection file on file.company_id = i.company_id and file.id = coalesce(pr.connection_id, project_connection(i.company_id, i.project_id))
  left join vendor_account va on va.company_id = i.company_id and va.vendor_id = c.vendor_id and va.connection_id = file.id
  left join erp_link lv on lv.company_id = i.company_id and lv.kind = 'company' and lv.connection_id = file.id
    and lv.item_id = coalesce(va.id, c.vendor_id)
  left join erp_link li on li.company_id = i.company_id and li.kind = 'subcontractor-invoice' and li.item_id = i.id
  left join erp_item x on x.company_id = i.company_id and x.kind = 'subcontractor-invoice' and x.item_id = i.id
  left join erp_op o on o.company_id = x.company_id and o.op_key = x.op_key
  left join erp_posted_invoice e on e.company_id = i.company_id and e.connection_id = li.connection_id
    and e.vendor = i.erp_vendor_id and e.invoice = i.erp_invoice_id
  left join lateral (select p.paid_on, p.check_number from erp_invoice_payment p
    where p.company_id = i.company_id and p.connection_id = li.connection_id and p.vendor = i.erp_vendor_id and p.invoice = i.erp_invoice_id
      and e.amount_paid <> 0 and p.amount > 0
    order by p.paid_on desc nulls last, length(p.payment) desc, p.payment desc limit 1) y on true
  left join lateral (select coalesce(sum(l.work_amount + l.materials_stored), 0.00) as gross,
      coalesce(sum(l.work_retainage_withheld - l.work_retainage_released + l.materials_retainage_withheld - l.materials_retainage_released), 0.00) as retainage,
      coalesce(sum(l.tax), 0.00) as tax
    from subcontractor_invoice_line l where l.company_id = i.company_id and l.invoice_id = i.id) s on true`

export interface InvoiceFilter {
  project: ProjectId
  commitment?: CommitmentId | undefined
  period?: PeriodId | undefined
  status?: string | undefined
  /** Part of a number, or of the commitment's title. */
  search?: string | undefined
}

export async function listInvoices(
  sql: Sql,
  company: CompanyId,
  filter: InvoiceFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: Invoice[]; total: number }> {
  const where = `where i.company_id = $1 and i.project_id = $2 and ($3::int8 is null or i.commitment_id = $3) and ($4::int8 is null or i.period_id = $4)
    and ($5::text is null or i.status = $5) and ($6::text is null or concat_ws(' ', i.invoice_number, c.number, c.title) ilike '%' || $6 || '%')`
  const values = [
    company,
    filter.project,
    filter.commitment ?? null,
    filter.period ?? null,
    filter.status ?? null,
    filter.search?.replace(/[\\%_]/g, '\\$&') ?? null,
  ]
  const rows = await sql.query<Invoice>(
    `${SELECT} ${where} order by b.start_date desc, c.number, i.number desc limit $7 offset $8`,
    [...values, limit, offset],
  )
  const { total } = await sql.one<{ total: number }>(
    `select count(*)::int as total from subcontractor_invoice i join commitment c on c.company_id = i.company_id and c.id = i.commitment_id ${where}`,
    values,
  )
  return { rows, total }
}

export function findInvoice(sql: Sql, company: CompanyId, id: InvoiceId): Promise<Invoice | undefined> {
  return sql.maybe(`${SELECT} where i.company_id = $1 and i.id = $2`, [company, id])
}

/** @throws Refused 404, also when it stands on another project. `lock`: others who change it or its lines wait. */
export async function getInvoice(
  sql: Sql,
  company: CompanyId,
  id: InvoiceId,
  at: { project?: ProjectId | undefined; lock?: boolean } = {},
): Promise<Invoice> {
  if (at.lock)
    await sql.query(`select 1 from subcontractor_invoice where company_id = $1 and id = $2 for update`, [company, id])
  const found = await findInvoice(sql, company, id)
  if (!found || (at.project && found.project !== at.project))
    throw new Refused(
      refusal('not-found', `There is no invoice with the id ${id} on this project.`, { field: 'id' }),
      404,
    )
  return found
}

/** The next invoice of a commitment, for a billing period. Without a number it is called after its rank: SC-0001-3. */
export async function createInvoice(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  project: ProjectId,
  commitmentId: CommitmentId,
  periodId: PeriodId,
  fields: Partial<InvoiceFields>,
): Promise<Invoice> {
  const { sql, company, actor } = scope
  // Two people at once would take the same number: one waits for the other.
  const commitment = await getCommitment(sql, company, commitmentId, { project, lock: true })
  const period = await getPeriod(sql, company, project, periodId)
  const { latest, ...others } = await othersOf(sql, company, commitment, periodId)
  refuseIf(refusalsToCreate(commitment, period, others))
  const number = latest + 1
  const whole = { invoiceNumber: `${commitment.number}-${number}`, ...fields }
  await requireFree(sql, company, commitmentId, whole, undefined)
  const today = await todayOf(scope)
  const given = givenColumns({ billingDate: today, ...whole })
  const id = newId<InvoiceId>()
  await sql.run(
    `insert into subcontractor_invoice (company_id, id, project_id, commitment_id, period_id, number, ${given.map(([column]) => column).join(', ')})
     values ($1, $2, $3, $4, $5, $6, ${given.map((_, index) => `$${index + 7}`).join(', ')})`,
    [company, id, project, commitmentId, periodId, number, ...given.map(([, value]) => value)],
  )
  const body = { commitment: commitmentId, period: periodId, number, ...whole }
  await record(sql, { company, actor, action: 'create', subject: { kind: 'subcontractor-invoice', id }, body })
  return getInvoice(sql, company, id)
}

/** Only the fields given change; nothing new writes nothing. */
export async function updateInvoice(
  sql: Sql,
  who: Who,
  project: ProjectId,
  id: InvoiceId,
  change: Partial<InvoiceFields>,
): Promise<Invoice> {
  const before = await getInvoice(sql, who.company, id, { project, lock: true })
  const given = givenColumns(change).filter(([, value, field]) => before[field] !== value)
  const effective = Object.fromEntries(given.map(([, value, field]) => [field, value])) as Partial<InvoiceFields>
  refuseIf(refusalsToEdit(before, effective))
  await requireFree(sql, who.company, before.commitment, effective, id)
  if (given.length === 0) return before
  await sql.run(
    `update subcontractor_invoice set rev = rev + 1, ${given.map(([column], index) => `${column} = $${index + 3}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, ...given.map(([, value]) => value)],
  )
  const body = Object.fromEntries(given.map(([, value, field]) => [field, { from: before[field], to: value }]))
  await record(sql, { ...who, action: 'change', subject: { kind: 'subcontractor-invoice', id }, body })
  return getInvoice(sql, who.company, id)
}

export async function deleteInvoice(sql: Sql, who: Who, project: ProjectId, id: InvoiceId): Promise<void> {
  const invoice = await getInvoice(sql, who.company, id, { project, lock: true })
  refuseIf(refusalsToDelete(invoice), 409)
  await sql.run(`delete from subcontractor_invoice where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: 'subcontractor-invoice', id }, body: invoice })
}

/** In the transaction that links or unlinks; not an edit, so `rev` stays. */
export async function setErpLock(
  sql: Sql,
  company: CompanyId,
  id: InvoiceId,
  known: { vendor: string; invoice: string } | null,
): Promise<void> {
  await sql.run(
    `update subcontractor_invoice set erp_locked = $3::text is not null, erp_vendor_id = $3, erp_invoice_id = $4
     where company_id = $1 and id = $2`,
    [company, id, known?.vendor ?? null, known?.invoice ?? null],
  )
}

async function othersOf(sql: Sql, company: CompanyId, commitment: Commitment, period: PeriodId) {
  const { latest, start, open } = await sql.one<{ latest: number; start: string | null; open: string | null }>(
    `select coalesce(max(i.number), 0)::int as latest, max(b.start_date) as start,
       min(i.invoice_number) filter (where i.period_id = $3 and i.status <> all($4)) as open
     from subcontractor_invoice i join billing_period b on b.company_id = i.company_id and b.id = i.period_id
     where i.company_id = $1 and i.commitment_id = $2`,
    [company, commitment.id, period, SENDABLE],
  )
  return { latest, latestPeriodStart: start ?? undefined, open: open ?? undefined }
}

async function requireFree(
  sql: Sql,
  company: CompanyId,
  commitment: CommitmentId,
  fields: Partial<InvoiceFields>,
  own: InvoiceId | undefined,
): Promise<void> {
  const taken = async (condition: string, value: unknown) =>
    sql.maybe(
      `select 1 as one from subcontractor_invoice where company_id = $1 and id is distinct from $2 and ${condition}`,
      [company, own ?? null, value, ...(condition.includes('$4') ? [commitment] : [])],
    )
  if (
    fields.invoiceNumber !== undefined &&
    (await taken('invoice_number = $3 and commitment_id = $4', fields.invoiceNumber))
  )
    throw new Refused(
      refusal('number-taken', `The number “${fields.invoiceNumber}” is in use on this commitment already.`, {
        field: 'invoice_number',
      }),
      409,
    )
  if (fields.originId != null && (await taken('origin_id = $3', fields.originId)))
    throw new Refused(
      refusal('origin-taken', `The origin_id “${fields.originId}” belongs to another invoice already.`, {
        field: 'origin_id',
      }),
      409,
    )
}

function givenColumns(fields: Partial<InvoiceFields>): [column: string, value: unknown, field: keyof InvoiceFields][] {
  return (Object.keys(COLUMNS) as (keyof InvoiceFields)[])
    .filter((field) => fields[field] !== undefined)
    .map((field) => [COLUMNS[field], fields[field], field])
}
