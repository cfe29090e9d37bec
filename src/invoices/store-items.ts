/**
 * What an invoice bills, line by line: its SQL. The lines are those of the commitment, of its details and of its approved change orders as they
 * are now; what was billed before is summed up from the earlier invoices each time, so that an edit there is right everywhere at once.
 */
import type { CommitmentId } from '../commitments/model.ts'
import { extend } from '../commitments/model.ts'
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { divide, equal, isZero } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { type Refusal, Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { type BilledId, type Figures, type Invoice, type InvoiceItem, type Previous, retainageOf } from './model.ts'
import { refusalsOfItem, refusalsToEditItems } from './rules.ts'
import type { Who } from './store-periods.ts'

/** $1 company, $2 commitment. Ids of lines, details and change order lines never meet: they are issued from one sequence. */
const LINES = `
  select l.id as billed, 'contract_item' as type, l.id as line, null::int8 as change_line, null::int8 as detail, l.position::text as place,
    0 as rank, l.position as p1, 0 as p2, l.item, l.description, l.erp_description, l.cost_code_id, l.cost_type_id, l.position as erp_item,
    null::int8 as change_order, true as synced, l.amount as scheduled, l.quantity, l.unit_cost, l.uom
  from commitment_line l where l.company_id = $1 and l.commitment_id = $2
    and not exists (select 1 from commitment_line_detail d where d.company_id = l.company_id and d.commitment_line_id = l.id)
  union all
  select d.id, 'contract_detail_item', l.id, null, d.id, l.position || '.' || d.position,
    0, l.position, d.position, l.item, d.description, coalesce(nullif(l.erp_description, ''), l.description), l.cost_code_id, l.cost_type_id, l.position,
    null, true, d.amount, d.quantity, l.unit_cost, l.uom
  from commitment_line_detail d join commitment_line l on l.company_id = d.company_id and l.id = d.commitment_line_id
  where d.company_id = $1 and l.commitment_id = $2
  union all
  select x.id, 'change_order_item', null, x.id, null, 'CO ' || o.number || '.' || x.position,
    1, row_number() over (order by o.number)::int, x.position, coalesce(nullif(x.item, ''), l.item, ''), coalesce(nullif(x.description, ''), l.description, ''),
    coalesce(nullif(x.erp_description, ''), l.erp_description, ''), coalesce(x.cost_code_id, l.cost_code_id), coalesce(x.cost_type_id, l.cost_type_id),
    coalesce(l.position, x.erp_item_number), o.id, o.erp_locked, x.amount, x.quantity, coalesce(x.unit_cost, l.unit_cost), coalesce(nullif(x.uom, ''), l.uom, '')
  from commitment_change_order_line x
  join commitment_change_order o on o.company_id = x.company_id and o.id = x.change_order_id
  left join commitment_line l on l.company_id = x.company_id and l.id = x.commitment_line_id
  where x.company_id = $1 and o.commitment_id = $2 and (o.status = 'Approved' or exists (
    select 1 from subcontractor_invoice_line i where i.company_id = x.company_id and i.change_order_line_id = x.id))`

/** $3 rank of the invoice among the commitment's, $4 the invoice. */
const ITEMS = `with line as (${LINES}),
  before as (
    select coalesce(l.detail_id, l.change_order_line_id, l.commitment_line_id) as billed, coalesce(sum(l.work_quantity), 0) as quantity,
      sum(l.work_amount + l.materials_moved) as work, sum(l.materials_stored - l.materials_moved) as stored,
      sum(l.work_retainage_withheld - l.work_retainage_released) as work_retainage,
      sum(l.materials_retainage_withheld - l.materials_retainage_released) as stored_retainage
    from subcontractor_invoice i join subcontractor_invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id
    where i.company_id = $1 and i.commitment_id = $2 and i.number < $3 group by 1),
  own as (
    select coalesce(l.detail_id, l.change_order_line_id, l.commitment_line_id) as billed, l.*
    from subcontractor_invoice_line l where l.company_id = $1 and l.invoice_id = $4)
  select line.*, c.code as cost_code, t.code as cost_type, coalesce(c.sub_job_code, '') as extra,
    own.work_quantity, coalesce(own.work_amount, 0.00) as work, coalesce(own.materials_stored, 0.00) as stored, coalesce(own.materials_moved, 0.00) as moved,
    coalesce(own.work_retainage_withheld, 0.00) as work_withheld, coalesce(own.work_retainage_released, 0.00) as work_released,
    coalesce(own.materials_retainage_withheld, 0.00) as stored_withheld, coalesce(own.materials_retainage_released, 0.00) as stored_released,
    coalesce(own.tax, 0.00) as tax, coalesce(own.comment, '') as comment,
    coalesce(before.quantity, 0) as before_quantity, coalesce(before.work, 0.00) as before_work, coalesce(before.stored, 0.00) as before_stored,
    coalesce(before.work_retainage, 0.00) as before_work_retainage, coalesce(before.stored_retainage, 0.00) as before_stored_retainage
  from line
  left join before on before.billed = line.billed
  left join own on own.billed = line.billed
  left join cost_code c on c.company_id = $1 and c.id = line.cost_code_id
  left join cost_type t on t.company_id = $1 and t.id = line.cost_type_id
  order by rank, p1, p2`

interface ItemRow extends Record<string, unknown> {
  billed: BilledId
  work_quantity: string | null
  work: string
}

type OfInvoice = Pick<Invoice, 'id' | 'commitment' | 'number'>

export async function listItems(sql: Sql, company: CompanyId, invoice: OfInvoice): Promise<InvoiceItem[]> {
  const rows = await sql.query<ItemRow>(ITEMS, [company, invoice.commitment, invoice.number, invoice.id])
  return rows.map(itemOf)
}

function itemOf(row: ItemRow): InvoiceItem {
  const now: Figures = {
    workQuantity: row.work_quantity,
    work: row.work,
    stored: row.stored as string,
    moved: row.moved as string,
    workRetainageWithheld: row.work_withheld as string,
    workRetainageReleased: row.work_released as string,
    storedRetainageWithheld: row.stored_withheld as string,
    storedRetainageReleased: row.stored_released as string,
    tax: row.tax as string,
  }
  const previous: Previous = {
    workQuantity: row.before_quantity as string,
    work: row.before_work as string,
    stored: row.before_stored as string,
    workRetainage: row.before_work_retainage as string,
    storedRetainage: row.before_stored_retainage as string,
  }
  return {
    billed: row.billed,
    itemType: row.type as InvoiceItem['itemType'],
    commitmentLine: row.line as InvoiceItem['commitmentLine'],
    changeOrderLine: row.change_line as InvoiceItem['changeOrderLine'],
    detail: row.detail as InvoiceItem['detail'],
    position: row.place as string,
    item: row.item as string,
    description: row.description as string,
    erpDescription: row.erp_description as string,
    costCode: row.cost_code as string | null,
    costType: row.cost_type as string | null,
    extra: row.extra as string,
    erpItem: row.erp_item as number | null,
    changeOrder: row.change_order as InvoiceItem['changeOrder'],
    changeOrderSynced: row.synced as boolean,
    scheduled: row.scheduled as string,
    scheduledQuantity: row.quantity as string | null,
    unitCost: row.unit_cost as string | null,
    uom: row.uom as string,
    now,
    previous,
    comment: row.comment as string,
  }
}

export type ItemChange = Partial<Figures> & { comment?: string }

/** Changes what some lines bill, all or none. */
export async function setItems(
  sql: Sql,
  who: Who,
  invoice: Invoice,
  changes: Map<BilledId, ItemChange>,
): Promise<InvoiceItem[]> {
  refuseIf(refusalsToEditItems(invoice))
  const items = await listItems(sql, who.company, invoice)
  const byId = new Map(items.map((item) => [item.billed, item]))
  const refusals: Refusal[] = []
  const changed = [...changes].flatMap(([id, change]) => {
    const item = byId.get(id)
    if (!item) throw new Refused(noLine(id), 404)
    const after = { ...item, now: complete(item, change, invoice), comment: change.comment ?? item.comment }
    refusals.push(...refusalsOfUnits(after, invoice), ...refusalsOfItem(invoice.accountingMethod, after))
    return [after]
  })
  refuseIf(refusals)
  await write(sql, who.company, invoice, changed)
  await sql.run(`update subcontractor_invoice set rev = rev + 1 where company_id = $1 and id = $2`, [
    who.company,
    invoice.id,
  ])
  const body = { items: changed.map(({ billed, position, now }) => ({ line: billed, position, ...now })) }
  await record(sql, {
    ...who,
    action: 'items-changed',
    subject: { kind: 'subcontractor-invoice', id: invoice.id },
    body,
  })
  const after = new Map(changed.map((item) => [item.billed, item]))
  return items.map((item) => after.get(item.billed) ?? item)
}

/** What was not said follows: the amount from the units or the other way round, the retainage from the commitment's percentage. */
function complete(item: InvoiceItem, change: ItemChange, invoice: Invoice): Figures {
  const { comment: _comment, ...figures } = change
  const now = { ...item.now, ...figures }
  if (invoice.accountingMethod === 'unit' && item.unitCost !== null) {
    if (change.workQuantity != null && change.work === undefined) now.work = extend(change.workQuantity, item.unitCost)
    if (change.work !== undefined && change.workQuantity === undefined)
      now.workQuantity = unitsOf(now.work, item.unitCost)
  }
  const { retainagePercent } = invoice
  if (!equal(now.work, item.now.work) && change.workRetainageWithheld === undefined)
    now.workRetainageWithheld = retainageOf(now.work, retainagePercent)
  if (!equal(now.stored, item.now.stored) && change.storedRetainageWithheld === undefined)
    now.storedRetainageWithheld = retainageOf(now.stored, retainagePercent)
  return now
}

/** The units that are worth exactly this amount; none if no number of units with four places is. */
function unitsOf(work: string, unitCost: string): string | null {
  if (isZero(unitCost)) return null
  const units = divide(work, unitCost, 4)
  return equal(extend(units, unitCost), work) ? units : null
}

function refusalsOfUnits({ now, unitCost, position }: InvoiceItem, { accountingMethod }: Invoice): Refusal[] {
  if (accountingMethod !== 'unit' || now.workQuantity === null || unitCost === null) return []
  const worth = extend(now.workQuantity, unitCost)
  if (equal(worth, now.work)) return []
  const sentence = `Line ${position}: ${now.workQuantity} units at ${unitCost} are ${worth}, not ${now.work}.`
  return [refusal('amount-not-units-times-cost', sentence, { field: 'work_completed_this_period' })]
}

const noLine = (id: number) =>
  refusal('not-found', `There is no line with the id ${id} on this invoice.`, { field: 'line_item_id' })

async function write(sql: Sql, company: CompanyId, invoice: Invoice, items: InvoiceItem[]): Promise<void> {
  const column = (of: (item: InvoiceItem) => unknown) => items.map(of)
  await sql.run(
    `insert into subcontractor_invoice_line (company_id, id, invoice_id, commitment_line_id, change_order_line_id, detail_id, work_quantity, work_amount,
       materials_stored, materials_moved, work_retainage_withheld, work_retainage_released, materials_retainage_withheld, materials_retainage_released, tax, comment)
     select $1, id, $2, line, change_line, detail, quantity, work, stored, moved, ww, wr, sw, sr, tax, comment
     from unnest($3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::numeric[], $8::numeric[], $9::numeric[], $10::numeric[], $11::numeric[], $12::numeric[],
       $13::numeric[], $14::numeric[], $15::numeric[], $16::text[]) as t (id, line, change_line, detail, quantity, work, stored, moved, ww, wr, sw, sr, tax, comment)
     on conflict (company_id, invoice_id, commitment_line_id, change_order_line_id, detail_id) do update set
       work_quantity = excluded.work_quantity, work_amount = excluded.work_amount, materials_stored = excluded.materials_stored,
       materials_moved = excluded.materials_moved, work_retainage_withheld = excluded.work_retainage_withheld,
       work_retainage_released = excluded.work_retainage_released, materials_retainage_withheld = excluded.materials_retainage_withheld,
       materials_retainage_released = excluded.materials_retainage_released, tax = excluded.tax, comment = excluded.comment`,
    [
      company,
      invoice.id,
      column(() => newId()),
      column((each) => each.commitmentLine),
      column((each) => each.changeOrderLine),
      column((each) => each.detail),
      column((each) => each.now.workQuantity),
      column((each) => each.now.work),
      column((each) => each.now.stored),
      column((each) => each.now.moved),
      column((each) => each.now.workRetainageWithheld),
      column((each) => each.now.workRetainageReleased),
      column((each) => each.now.storedRetainageWithheld),
      column((each) => each.now.storedRetainageReleased),
      column((each) => each.now.tax),
      column((each) => each.comment),
    ],
  )
}

/** Lines of the commitment that some invoice bills: they can no longer be divided or go. */
export async function billedLines(sql: Sql, company: CompanyId, commitment: CommitmentId): Promise<Set<number>> {
  const rows = await sql.query<{ line: number }>(
    `select distinct coalesce(l.detail_id, l.commitment_line_id) as line from subcontractor_invoice i
     join subcontractor_invoice_line l on l.company_id = i.company_id and l.invoice_id = i.id
     where i.company_id = $1 and i.commitment_id = $2 and l.commitment_line_id is not null`,
    [company, commitment],
  )
  return new Set(rows.map((row) => row.line))
}
