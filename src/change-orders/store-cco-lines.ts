/** The lines of change orders on commitments: their SQL. Every write raises the change order's `rev` and goes into the history. */
import { extend, type LineId } from '../commitments/model.ts'
import type { Who } from '../commitments/store.ts'
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { type Refusal, Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type {
  ChangedItem,
  ChangeLine,
  ChangeLineFields,
  ChangeLineId,
  ChangeOrder,
  ChangeOrderId,
} from './model-cco.ts'
import { type ChangeLineFacts, refusalsOfLine, refusalsToEditLines } from './rules-cco.ts'
import { KIND } from './store-cco.ts'

const SELECT = `select l.id, l.change_order_id as "order", l.position, l.commitment_line_id as "commitmentLineId", l.erp_item_number as "erpItemNumber", l.item,
    l.description, l.erp_description as "erpDescription", l.erp_uom as "erpUom", l.cost_code_id as "costCodeId",
    l.cost_type_id as "costTypeId", l.quantity, l.unit_cost as "unitCost", l.uom, l.amount, l.origin_id as "originId",
    l.origin_data as "originData", c.code as "costCode", t.code as "costType", coalesce(c.sub_job_code, '') as extra,
    case when k.id is not null then json_build_object('position', k.position, 'item', k.item, 'description', k.description,
      'unitCost', k.unit_cost::text, 'uom', coalesce(nullif(k.erp_uom, ''), k.uom)) end as changed
  from commitment_change_order_line l
  left join commitment_line k on k.company_id = l.company_id and k.id = l.commitment_line_id
  left join cost_code c on c.company_id = l.company_id and c.id = coalesce(l.cost_code_id, k.cost_code_id)
  left join cost_type t on t.company_id = l.company_id and t.id = coalesce(l.cost_type_id, k.cost_type_id)`

export function listChangeLines(sql: Sql, company: CompanyId, order: ChangeOrderId): Promise<ChangeLine[]> {
  return sql.query(`${SELECT} where l.company_id = $1 and l.change_order_id = $2 order by l.position`, [company, order])
}

/** The lines of several change orders, by change order. */
export async function linesByOrder(
  sql: Sql,
  company: CompanyId,
  orders: ChangeOrderId[],
): Promise<Map<ChangeOrderId, ChangeLine[]>> {
  const rows = await sql.query<ChangeLine>(
    `${SELECT} where l.company_id = $1 and l.change_order_id = any($2) order by l.position`,
    [company, orders],
  )
  return new Map(orders.map((order) => [order, rows.filter((row) => row.order === order)]))
}

/** @throws Refused 404 */
async function getLine(sql: Sql, company: CompanyId, order: ChangeOrderId, id: ChangeLineId): Promise<ChangeLine> {
  const found = (await listChangeLines(sql, company, order)).find((line) => line.id === id)
  if (!found)
    throw new Refused(
      refusal('not-found', `There is no line with the id ${id} on this change order.`, { field: 'id' }),
      404,
    )
  return found
}

/** What sending must know of each line's code. */
export async function changeLineFacts(sql: Sql, company: CompanyId, order: ChangeOrderId): Promise<ChangeLineFacts[]> {
  const rows = await sql.query<{
    position: number
    is_new: boolean
    code: string | null
    is_group: boolean
    active: boolean
    type: string | null
    on_code: boolean
  }>(
    `select l.position, k.id is null as is_new, c.code, c.is_group, c.active, t.code as type, x.cost_code_id is not null as on_code
     from commitment_change_order_line l
     left join commitment_line k on k.company_id = l.company_id and k.id = l.commitment_line_id
     left join cost_code c on c.company_id = l.company_id and c.id = coalesce(l.cost_code_id, k.cost_code_id)
     left join cost_type t on t.company_id = l.company_id and t.id = coalesce(l.cost_type_id, k.cost_type_id)
     left join cost_code_cost_type x on x.company_id = l.company_id and x.cost_code_id = c.id and x.cost_type_id = t.id
       and not x.erp_vanished
     where l.company_id = $1 and l.change_order_id = $2 order by l.position`,
    [company, order],
  )
  return rows.map((row) => ({
    position: row.position,
    isNew: row.is_new,
    costCode: row.code === null ? null : { code: row.code, isGroup: row.is_group, active: row.active },
    costType: row.type === null ? null : { code: row.type, onCode: row.on_code },
  }))
}

/** How many items the commitment has by itself, and the numbers of those that its other change orders add. */
export async function itemNumbers(
  sql: Sql,
  company: CompanyId,
  { id, commitment }: Pick<ChangeOrder, 'id' | 'commitment'>,
): Promise<{ commitmentLines: number; numbersElsewhere: number[] }> {
  return sql.one(
    `select (select count(*)::int from commitment_line where company_id = $1 and commitment_id = $2) as "commitmentLines",
       (select coalesce(array_agg(l.erp_item_number), '{}') from commitment_change_order_line l
        join commitment_change_order c on c.company_id = l.company_id and c.id = l.change_order_id
        where l.company_id = $1 and c.commitment_id = $2 and c.id <> $3 and l.erp_item_number is not null) as "numbersElsewhere"`,
    [company, commitment.id, id],
  )
}

/** Items of the commitment with something invoiced on them: what each is worth without this change order, and what was billed, stored materials included. */
export function invoicedItems(
  sql: Sql,
  company: CompanyId,
  { id, commitment }: Pick<ChangeOrder, 'id' | 'commitment'>,
): Promise<{ itemNumber: number; revised: string; invoiced: string }[]> {
  return sql.query(
    `select l.position as "itemNumber", l.amount + coalesce(changed.amount, 0.00) as revised, billed.amount as invoiced
     from commitment_line l
     left join lateral (select sum(y.amount) as amount from commitment_change_order_line y
       join commitment_change_order c on c.company_id = y.company_id and c.id = y.change_order_id and c.status = 'Approved' and c.id <> $3
       where y.company_id = $1 and y.commitment_line_id = l.id) changed on true
     join lateral (select sum(x.work_amount + x.materials_stored) as amount from subcontractor_invoice_line x
       left join commitment_change_order_line y on y.company_id = x.company_id and y.id = x.change_order_line_id
       where x.company_id = $1 and (x.commitment_line_id = l.id or y.commitment_line_id = l.id)) billed on billed.amount <> 0
     where l.company_id = $1 and l.commitment_id = $2 order by l.position`,
    [company, commitment.id, id],
  )
}

/** Adds lines at the end, all or none. A line without an amount is worth its quantity times its unit cost. */
export async function addChangeLines(
  sql: Sql,
  who: Who,
  order: ChangeOrder,
  lines: Partial<ChangeLineFields>[],
): Promise<ChangeLine[]> {
  refuseIf(refusalsToEditLines(order))
  const before = await listChangeLines(sql, who.company, order.id)
  const items = await changedItems(sql, who.company, order, lines)
  const numbers = await freeNumbers(sql, who.company, order, before)
  const whole = lines.map((line) => numbered(complete(line, BLANK, items), numbers))
  await requireSound(sql, who.company, order, whole, items)
  for (const [index, line] of whole.entries())
    await sql.run(
      `insert into commitment_change_order_line (company_id, change_order_id, id, position, ${COLUMNS.join(', ')})
       values ($1, $2, $3, $4, ${COLUMNS.map((_, at) => `$${at + 5}`).join(', ')})`,
      [who.company, order.id, newId<ChangeLineId>(), before.length + index + 1, ...valuesOf(line)],
    )
  await note(sql, who, order, 'lines-added', { lines: whole })
  return (await listChangeLines(sql, who.company, order.id)).slice(before.length)
}

/** Changes the given fields of a line. */
export async function updateChangeLine(
  sql: Sql,
  who: Who,
  order: ChangeOrder,
  id: ChangeLineId,
  change: Partial<ChangeLineFields>,
): Promise<ChangeLine> {
  refuseIf(refusalsToEditLines(order))
  const before = await getLine(sql, who.company, order.id, id)
  const items = await changedItems(sql, who.company, order, [before, change])
  const others = (await listChangeLines(sql, who.company, order.id)).filter((line) => line.id !== id)
  const turned = change.commitmentLineId != null && before.commitmentLineId === null
  const own = turned ? { ...before, costCodeId: null, costTypeId: null, erpItemNumber: null } : before
  const after = numbered(complete(change, own, items), await freeNumbers(sql, who.company, order, others))
  await requireSound(sql, who.company, order, [after], items)
  await sql.run(
    `update commitment_change_order_line set ${COLUMNS.map((column, at) => `${column} = $${at + 3}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, ...valuesOf(after)],
  )
  await note(sql, who, order, 'line-changed', { line: before.position, change })
  return getLine(sql, who.company, order.id, id)
}

export async function deleteChangeLine(sql: Sql, who: Who, order: ChangeOrder, id: ChangeLineId): Promise<void> {
  refuseIf(refusalsToEditLines(order))
  const line = await getLine(sql, who.company, order.id, id)
  await sql.run(`delete from commitment_change_order_line where company_id = $1 and id = $2`, [who.company, id])
  await sql.run(
    `update commitment_change_order_line set position = position - 1
     where company_id = $1 and change_order_id = $2 and position > $3`,
    [who.company, order.id, line.position],
  )
  await note(sql, who, order, 'line-deleted', { line })
}

const BLANK: ChangeLineFields = {
  commitmentLineId: null,
  erpItemNumber: null,
  item: '',
  description: '',
  erpDescription: '',
  erpUom: '',
  costCodeId: null,
  costTypeId: null,
  quantity: null,
  unitCost: null,
  uom: '',
  amount: '0.00',
  originId: null,
  originData: null,
}

const COLUMNS = [
  'commitment_line_id',
  'erp_item_number',
  'item',
  'description',
  'erp_description',
  'erp_uom',
  'cost_code_id',
  'cost_type_id',
  'quantity',
  'unit_cost',
  'uom',
  'amount',
  'origin_id',
  'origin_data',
]

/** In the order of the columns, which is that of `BLANK`. */
function valuesOf(line: ChangeLineFields): unknown[] {
  return (Object.keys(BLANK) as (keyof ChangeLineFields)[]).map((field) => line[field])
}

type Items = Map<LineId, ChangedItem>

/** Lays the change over what was. A changed item lends its unit cost; an amount that was not given follows quantity and unit cost. */
function complete(change: Partial<ChangeLineFields>, before: ChangeLineFields, items: Items): ChangeLineFields {
  const after: ChangeLineFields = { ...BLANK }
  for (const field of Object.keys(BLANK) as (keyof ChangeLineFields)[])
    Object.assign(after, { [field]: change[field] === undefined ? before[field] : change[field] })
  const item = after.commitmentLineId === null ? undefined : items.get(after.commitmentLineId)
  if (item && change.unitCost === undefined && after.quantity !== null) after.unitCost = item.unitCost
  const priced = change.quantity !== undefined || change.unitCost !== undefined
  if (change.amount === undefined && priced && after.quantity !== null && after.unitCost !== null)
    after.amount = extend(after.quantity, after.unitCost)
  return after
}

/** A new item without a number gets the next free one. */
function numbered(line: ChangeLineFields, taken: number[]): ChangeLineFields {
  if (line.commitmentLineId !== null || line.erpItemNumber !== null) return line
  const erpItemNumber = Math.max(0, ...taken) + 1
  taken.push(erpItemNumber)
  return { ...line, erpItemNumber }
}

async function freeNumbers(sql: Sql, company: CompanyId, order: ChangeOrder, lines: ChangeLine[]): Promise<number[]> {
  const { commitmentLines, numbersElsewhere } = await itemNumbers(sql, company, order)
  return [commitmentLines, ...numbersElsewhere, ...lines.map((line) => line.erpItemNumber ?? 0)]
}

/** The items of the commitment that the lines name. */
async function changedItems(
  sql: Sql,
  company: CompanyId,
  { commitment }: ChangeOrder,
  lines: Partial<ChangeLineFields>[],
): Promise<Items> {
  const ids = lines.map((line) => line.commitmentLineId).filter((id) => id != null)
  const rows = await sql.query<ChangedItem & { id: LineId }>(
    `select id, position, item, description, unit_cost as "unitCost", uom from commitment_line
     where company_id = $1 and commitment_id = $2 and id = any($3)`,
    [company, commitment.id, ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Items are the commitment's, codes the project's, units agree with amounts; every bad line is named. */
async function requireSound(
  sql: Sql,
  company: CompanyId,
  order: ChangeOrder,
  lines: ChangeLineFields[],
  items: Items,
): Promise<void> {
  const codes = await sql.query<Code>(
    `select c.id, c.is_group, c.code, coalesce(array_agg(x.cost_type_id) filter (where x.cost_type_id is not null), '{}') as types
     from cost_code c left join cost_code_cost_type x on x.company_id = c.company_id and x.cost_code_id = c.id and not x.erp_vanished
     where c.company_id = $1 and c.project_id = $2 and c.id = any($3) group by c.id, c.is_group, c.code`,
    [company, order.project, lines.map((line) => line.costCodeId).filter((id) => id !== null)],
  )
  refuseIf(
    lines.flatMap((line, index) => {
      const where = lines.length > 1 ? `Line ${index + 1} of those given: ` : ''
      const item = line.commitmentLineId === null ? undefined : items.get(line.commitmentLineId)
      const refusals =
        line.commitmentLineId !== null && !item
          ? [refusal('item-elsewhere', 'The item is not on this commitment.', { field: 'commitment_line_item_id' })]
          : [
              ...refusalsOfLine(order.commitment.accountingMethod, line, item?.unitCost),
              ...refusalsOfCode(
                line,
                codes.find((each) => each.id === line.costCodeId),
              ),
            ]
      return refusals.map((each): Refusal => ({ ...each, sentence: `${where}${each.sentence}` }))
    }),
  )
}

interface Code {
  id: number
  is_group: boolean
  code: string
  types: number[]
}

function refusalsOfCode(line: ChangeLineFields, code: Code | undefined): Refusal[] {
  const refusals: Refusal[] = []
  if (line.costCodeId !== null && !code)
    refusals.push(refusal('cost-code-elsewhere', 'The cost code is not on this project.', { field: 'cost_code_id' }))
  if (code?.is_group)
    refusals.push(
      refusal('line-on-group-code', `Cost code ${code.code} is a division (group) code and takes no cost.`, {
        field: 'cost_code_id',
      }),
    )
  if (code && line.costTypeId !== null && !code.types.includes(line.costTypeId))
    refusals.push(
      refusal('cost-type-not-on-code', `The cost type does not stand on cost code ${code.code}.`, {
        field: 'line_item_type_id',
        remedy: 'Add the cost type to the code on the project’s Cost Codes page.',
      }),
    )
  if (line.costTypeId !== null && line.costCodeId === null)
    refusals.push(refusal('cost-code-missing', 'A cost type needs a cost code.', { field: 'cost_code_id' }))
  return refusals
}

async function note(sql: Sql, who: Who, { id }: ChangeOrder, action: string, body: object): Promise<void> {
  await sql.run(`update commitment_change_order set rev = rev + 1 where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action, subject: { kind: KIND, id }, body })
}
