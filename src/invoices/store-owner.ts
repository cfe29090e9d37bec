/** Invoices to the owner: their SQL. Every write raises `rev` and goes into the history. */
import { todayOf } from '../access/store-lists.ts'
import { markupTotal, type PrimeChangeOrderId } from '../change-orders/model-pcco.ts'
import { listMarkups, listPccos } from '../change-orders/store-pcco.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { add, roundCents } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { PrimeContract, PrimeContractId, PrimeLineId } from '../prime-contracts/model.ts'
import { getPrimeContract } from '../prime-contracts/store.ts'
import { listPrimeLines } from '../prime-contracts/store-lines.ts'
import {
  type Figures,
  figuresOf,
  type OwnerInvoice,
  type OwnerInvoiceFields,
  type OwnerInvoiceId,
  type OwnerLineFields,
  type OwnerRow,
} from './model-owner.ts'
import { refusalsOfRow, refusalsToBegin, refusalsToEditOwner } from './rules-owner.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>

/** Columns by field; the one place that knows both names. */
const COLUMNS: Record<keyof OwnerInvoiceFields, string> = {
  invoiceNumber: 'invoice_number',
  status: 'status',
  billingDate: 'billing_date',
  periodStart: 'period_start',
  periodEnd: 'period_end',
}

const SELECT = `select i.id, i.rev, i.project_id as project, p.name as "projectName", i.contract_id as contract, c.number as "contractNumber",
    lj.erp_id as "jobErpId", i.application, i.approved_figures as "approvedFigures", i.erp_locked as "erpLocked", i.erp_invoice_id as "erpId",
    exists (select from owner_invoice n where n.company_id = i.company_id and n.contract_id = i.contract_id and n.application > i.application) as followed,
    coalesce((select array_agg(k.erp_id order by k.erp_id) from prime_contract_source s join erp_link k on k.company_id = s.company_id
      and k.kind = 'prime-contract' and k.item_id = s.id where s.company_id = i.company_id and s.contract_id = i.contract_id), '{}') as "erpContracts",
    case when i.erp_locked then 'synced' when e.state = 'SENT' then 'ready_to_export' when e.state = 'REJECTED' then 'rejected'
      when e.state = 'ACCEPTED' and o.state = 'REFUSED' then 'failed_to_export'
      when e.state = 'ACCEPTED' and o.state not in ('CANCELLED', 'CONFIRMED') then 'exporting' else 'not_in_erp' end as "erpStatus",
    ${Object.entries(COLUMNS)
      .map(([field, column]) => `i.${column} as "${field}"`)
      .join(', ')}
  from owner_invoice i
  join project p on p.company_id = i.company_id and p.id = i.project_id
  join prime_contract c on c.company_id = i.company_id and c.id = i.contract_id
  left join erp_link lj on lj.company_id = i.company_id and lj.kind = 'job' and lj.item_id = i.project_id
  left join erp_item e on e.company_id = i.company_id and e.kind = 'owner-invoice' and e.item_id = i.id
  left join erp_op o on o.company_id = e.company_id and o.op_key = e.op_key`

export function listOwnerInvoices(sql: Sql, company: CompanyId, contract: PrimeContractId): Promise<OwnerInvoice[]> {
  return sql.query(`${SELECT} where i.company_id = $1 and i.contract_id = $2 order by i.application`, [
    company,
    contract,
  ])
}

export function findOwnerInvoice(sql: Sql, company: CompanyId, id: OwnerInvoiceId): Promise<OwnerInvoice | undefined> {
  return sql.maybe(`${SELECT} where i.company_id = $1 and i.id = $2`, [company, id])
}

export interface Place {
  project?: ProjectId | undefined
  /** Others who change the invoice wait until this transaction ends. */
  lock?: boolean
}

/** @throws Refused 404, also when it stands on another project. */
export async function getOwnerInvoice(
  sql: Sql,
  company: CompanyId,
  id: OwnerInvoiceId,
  at: Place = {},
): Promise<OwnerInvoice> {
  if (at.lock)
    await sql.query(`select 1 from owner_invoice where company_id = $1 and id = $2 for update`, [company, id])
  const found = await findOwnerInvoice(sql, company, id)
  if (!found || (at.project && found.project !== at.project))
    throw new Refused(
      refusal('not-found', `There is no owner invoice with the id ${id} on this project.`, { field: 'id' }),
      404,
    )
  return found
}

/** The application after the contract's last one. */
export async function createOwnerInvoice(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  contract: PrimeContract,
  fields: Partial<OwnerInvoiceFields>,
): Promise<OwnerInvoice> {
  const { sql, company, actor } = scope
  const last = (await listOwnerInvoices(sql, company, contract.id)).at(-1)
  refuseIf(refusalsToBegin(contract, last))
  const application = (last?.application ?? 0) + 1
  const invoiceNumber = fields.invoiceNumber ?? String(application)
  await requireFree(sql, company, contract.id, invoiceNumber, undefined)
  const today = await todayOf(scope)
  const id = newId<OwnerInvoiceId>()
  await sql.run(
    `insert into owner_invoice (company_id, id, project_id, contract_id, application, invoice_number, billing_date, period_start, period_end)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      company,
      id,
      contract.project,
      contract.id,
      application,
      invoiceNumber,
      fields.billingDate ?? today,
      fields.periodStart ?? null,
      fields.periodEnd ?? null,
    ],
  )
  const body = { contract: contract.number, application, ...fields }
  await record(sql, { company, actor, action: 'create', subject: { kind: 'owner-invoice', id }, body })
  return getOwnerInvoice(sql, company, id)
}

/** Only the fields given change. Approval freezes the figures; taking it back sets them free. */
export async function updateOwnerInvoice(
  sql: Sql,
  who: Who,
  id: OwnerInvoiceId,
  change: Partial<OwnerInvoiceFields>,
  at: Place = {},
): Promise<OwnerInvoice> {
  const before = await getOwnerInvoice(sql, who.company, id, { ...at, lock: true })
  const given = (Object.keys(COLUMNS) as (keyof OwnerInvoiceFields)[]).filter(
    (field) => change[field] !== undefined && change[field] !== before[field],
  )
  if (given.length === 0) return before
  refuseIf(refusalsToEditOwner(before, Object.fromEntries(given.map((field) => [field, change[field]]))))
  if (given.includes('invoiceNumber'))
    await requireFree(sql, who.company, before.contract, change.invoiceNumber ?? '', id)
  const approved = (change.status ?? before.status) === 'approved'
  const figures = approved ? JSON.stringify(await presentFigures(sql, who.company, before)) : null
  await sql.run(
    `update owner_invoice set rev = rev + 1, approved_figures = $3, ${given.map((field, at) => `${COLUMNS[field]} = $${at + 4}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, figures, ...given.map((field) => change[field])],
  )
  const body = Object.fromEntries(given.map((field) => [field, { from: before[field], to: change[field] }]))
  await record(sql, { ...who, action: 'change', subject: { kind: 'owner-invoice', id }, body })
  return getOwnerInvoice(sql, who.company, id)
}

export async function deleteOwnerInvoice(sql: Sql, who: Who, id: OwnerInvoiceId, at: Place = {}): Promise<void> {
  const invoice = await getOwnerInvoice(sql, who.company, id, { ...at, lock: true })
  refuseIf(refusalsToEditOwner(invoice, 'rows'), 409)
  await sql.run(`delete from owner_invoice where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: 'owner-invoice', id }, body: invoice })
}

/** Which row of the continuation sheet. */
export type RowOf = { line: PrimeLineId } | { changeOrder: PrimeChangeOrderId }

/** What this application says about a row; what is not given stays. */
export async function setOwnerRow(
  sql: Sql,
  who: Who,
  invoice: OwnerInvoice,
  of: RowOf,
  change: Partial<OwnerLineFields>,
): Promise<void> {
  refuseIf(refusalsToEditOwner(invoice, 'rows'))
  const isRow = (row: OwnerRow) =>
    'line' in of ? row.contractLineId === of.line : row.changeOrderId === of.changeOrder
  const rows = await rowsOf(sql, who.company, invoice)
  const row = rows.find(isRow)
  if (!row)
    throw new Refused(
      refusal('not-found', 'The row is neither a line of this contract nor an approved change order on it.'),
      404,
    )
  const after = { ...row, ...change }
  refuseIf(figuresOf([after], '0').rows.flatMap(refusalsOfRow))
  await sql.run(
    `insert into owner_invoice_line as l (company_id, id, invoice_id, contract_line_id, change_order_id, work_this_period, materials_stored,
       work_retainage_percent, stored_retainage_percent, retainage_released) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (company_id, invoice_id, ${'line' in of ? 'contract_line_id' : 'change_order_id'}) do update
       set work_this_period = excluded.work_this_period, materials_stored = excluded.materials_stored,
         work_retainage_percent = excluded.work_retainage_percent, stored_retainage_percent = excluded.stored_retainage_percent,
         retainage_released = excluded.retainage_released`,
    [
      who.company,
      newId(),
      invoice.id,
      row.contractLineId,
      row.changeOrderId,
      after.workThisPeriod,
      after.materialsStored,
      after.workRetainagePercent,
      after.storedRetainagePercent,
      after.retainageReleased,
    ],
  )
  await sql.run(`update owner_invoice set rev = rev + 1 where company_id = $1 and id = $2`, [who.company, invoice.id])
  const subject = { kind: 'owner-invoice', id: invoice.id }
  await record(sql, { ...who, action: 'row-changed', subject, body: { item: row.item, change } })
}

/** Both tables: as approved, or as they are now. */
export async function figuresOfInvoice(sql: Sql, company: CompanyId, invoice: OwnerInvoice): Promise<Figures> {
  return invoice.approvedFigures ?? presentFigures(sql, company, invoice)
}

/** In the transaction that links or unlinks; not an edit, so `rev` stays. */
export async function setOwnerLock(sql: Sql, company: CompanyId, id: OwnerInvoiceId, erpId: string | null) {
  await sql.run(
    `update owner_invoice set erp_locked = $3::text is not null, erp_invoice_id = $3 where company_id = $1 and id = $2`,
    [company, id, erpId],
  )
}

async function presentFigures(sql: Sql, company: CompanyId, invoice: OwnerInvoice): Promise<Figures> {
  const before = (await listOwnerInvoices(sql, company, invoice.contract))
    .filter((each) => each.application < invoice.application)
    .at(-1)
  return figuresOf(await rowsOf(sql, company, invoice), before?.approvedFigures?.g702.earnedLessRetainage ?? '0')
}

/** A row for each line of the contract, then one for each approved change order, with what the applications before it billed and hold. */
async function rowsOf(sql: Sql, company: CompanyId, invoice: OwnerInvoice): Promise<OwnerRow[]> {
  const contract = await getPrimeContract(sql, company, invoice.contract)
  const lines = await listPrimeLines(sql, company, invoice.contract)
  const { rows: orders } = await listPccos(
    sql,
    company,
    { project: invoice.project, contract: invoice.contract },
    { limit: 10_000, offset: 0 },
  )
  const billed = await billedRows(sql, company, invoice)
  const blank = (key: number): Pick<OwnerRow, keyof OwnerLineFields | 'previous' | 'retainageBefore'> =>
    billed.get(key) ?? {
      workThisPeriod: '0.00',
      materialsStored: '0.00',
      workRetainagePercent: contract.retainagePercent,
      storedRetainagePercent: contract.retainagePercent,
      retainageReleased: '0.00',
      previous: '0.00',
      retainageBefore: '0.00',
    }
  const rows = lines.map(
    (line): OwnerRow => ({
      contractLineId: line.id,
      changeOrderId: null,
      item: line.item || String(line.position),
      description: line.description,
      scheduled: line.amount,
      ...blank(line.id),
    }),
  )
  for (const order of orders.filter((each) => each.status === 'Approved'))
    rows.push({
      contractLineId: null,
      changeOrderId: order.id,
      item: `PCCO ${order.number}`,
      description: order.title,
      scheduled: roundCents(
        add(order.subtotal, markupTotal(order.subtotal, await listMarkups(sql, company, order.id))),
      ),
      ...blank(order.id),
    })
  return rows
}

/** By contract line or change order; the percentages are those of this application, or of the last one before it. */
async function billedRows(sql: Sql, company: CompanyId, invoice: OwnerInvoice) {
  const rows = await sql.query<OwnerLineFields & { key: number; previous: string; retainageBefore: string }>(
    `select coalesce(l.contract_line_id, l.change_order_id) as key,
       coalesce(sum(l.work_this_period) filter (where i.application = $3), 0.00) as "workThisPeriod",
       coalesce(sum(l.materials_stored) filter (where i.application = $3), 0.00) as "materialsStored",
       coalesce(sum(l.retainage_released) filter (where i.application = $3), 0.00) as "retainageReleased",
       (array_agg(l.work_retainage_percent order by i.application desc))[1] as "workRetainagePercent",
       (array_agg(l.stored_retainage_percent order by i.application desc))[1] as "storedRetainagePercent",
       coalesce(sum(l.work_this_period) filter (where i.application < $3), 0.00) as previous,
       coalesce(sum(round(l.work_this_period * l.work_retainage_percent / 100, 2) - l.retainage_released)
         filter (where i.application < $3), 0.00) as "retainageBefore"
     from owner_invoice i join owner_invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id
     where i.company_id = $1 and i.contract_id = $2 and i.application <= $3
     group by 1`,
    [company, invoice.contract, invoice.application],
  )
  return new Map(rows.map(({ key, ...row }) => [key, row]))
}

async function requireFree(
  sql: Sql,
  company: CompanyId,
  contract: PrimeContractId,
  number: string,
  own: OwnerInvoiceId | undefined,
): Promise<void> {
  const other = await sql.maybe(
    `select 1 as one from owner_invoice where company_id = $1 and contract_id = $2 and invoice_number = $3 and id is distinct from $4`,
    [company, contract, number, own ?? null],
  )
  if (other)
    throw new Refused(
      refusal('number-taken', `The invoice number “${number}” is in use on this contract already.`, {
        field: 'invoice_number',
      }),
      409,
    )
}
