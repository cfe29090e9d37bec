/** Lines of prime contract change orders: their SQL. Every write raises the change order's `rev` and goes into the history. */
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type {
  PccoLine,
  PccoLineFields,
  PrimeChangeOrder,
  PrimeChangeOrderId,
  PrimeChangeOrderLineId,
} from './model-pcco.ts'
import { refusalsToEditPcco } from './rules-pcco.ts'
import type { Who } from './store-pcco.ts'

const SELECT = `select l.id, l.position, l.contract_line_id as "contractLineId", l.description, l.cost_code_id as "costCodeId",
    l.cost_type_id as "costTypeId", l.amount, cl.source_id as source, s.erp_id as "erpContract", cl.erp_item as "erpItem", s.billing_level as level,
    c.code as "costCode", t.code as "costType", t.name as "costTypeName", coalesce(c.sub_job_code, '') as extra,
    coalesce(c.is_group, false) as "isGroup", x.cost_code_id is not null as "onCode"
  from prime_change_order_line l
  left join prime_contract_line cl on cl.company_id = l.company_id and cl.id = l.contract_line_id
  left join prime_contract_source s on s.company_id = cl.company_id and s.id = cl.source_id
  left join cost_code c on c.company_id = l.company_id and c.id = l.cost_code_id
  left join cost_type t on t.company_id = l.company_id and t.id = l.cost_type_id
  left join cost_code_cost_type x on x.company_id = l.company_id and x.cost_code_id = l.cost_code_id and x.cost_type_id = l.cost_type_id
    and not x.erp_vanished`

export function listPccoLines(sql: Sql, company: CompanyId, order: PrimeChangeOrderId): Promise<PccoLine[]> {
  return sql.query(`${SELECT} where l.company_id = $1 and l.change_order_id = $2 order by l.position`, [company, order])
}

/** Adds a line at the end. A line on one of the contract's lines has that one's codes until others are given. */
export async function addPccoLine(
  sql: Sql,
  who: Who,
  order: PrimeChangeOrder,
  given: Partial<PccoLineFields>,
): Promise<PccoLine> {
  refuseIf(refusalsToEditPcco(order))
  const lines = await listPccoLines(sql, who.company, order.id)
  const line: PccoLineFields = {
    contractLineId: null,
    description: '',
    costCodeId: null,
    costTypeId: null,
    amount: '0.00',
    ...(await codesOf(sql, who.company, given.contractLineId ?? null)),
    ...given,
  }
  await requireOwn(sql, who.company, order, line)
  const id = newId<PrimeChangeOrderLineId>()
  await sql.run(
    `insert into prime_change_order_line (company_id, id, change_order_id, position, contract_line_id, description, cost_code_id,
       cost_type_id, amount) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [who.company, id, order.id, lines.length + 1, ...valuesOf(line)],
  )
  await note(sql, who, order.id, 'line-added', line)
  return oneOf(await listPccoLines(sql, who.company, order.id), id)
}

export async function updatePccoLine(
  sql: Sql,
  who: Who,
  order: PrimeChangeOrder,
  id: PrimeChangeOrderLineId,
  change: Partial<PccoLineFields>,
): Promise<PccoLine> {
  refuseIf(refusalsToEditPcco(order))
  const before = oneOf(await listPccoLines(sql, who.company, order.id), id)
  const after: PccoLineFields = { ...before, ...change }
  await requireOwn(sql, who.company, order, after)
  await sql.run(
    `update prime_change_order_line set contract_line_id = $3, description = $4, cost_code_id = $5, cost_type_id = $6, amount = $7
     where company_id = $1 and id = $2`,
    [who.company, id, ...valuesOf(after)],
  )
  await note(sql, who, order.id, 'line-changed', { line: before.position, change })
  return oneOf(await listPccoLines(sql, who.company, order.id), id)
}

export async function deletePccoLine(sql: Sql, who: Who, order: PrimeChangeOrder, id: PrimeChangeOrderLineId) {
  refuseIf(refusalsToEditPcco(order))
  const line = oneOf(await listPccoLines(sql, who.company, order.id), id)
  await sql.run(`delete from prime_change_order_line where company_id = $1 and id = $2`, [who.company, id])
  await sql.run(
    `update prime_change_order_line set position = position - 1 where company_id = $1 and change_order_id = $2 and position > $3`,
    [who.company, order.id, line.position],
  )
  await note(sql, who, order.id, 'line-deleted', { line })
}

/** In the transaction that links: the lines that were added to the contract now change a line of it. Not an edit, so `rev` stays. */
export async function tieLine(sql: Sql, company: CompanyId, id: PrimeChangeOrderLineId, contractLine: number) {
  await sql.run(`update prime_change_order_line set contract_line_id = $3 where company_id = $1 and id = $2`, [
    company,
    id,
    contractLine,
  ])
}

/** The division a cost code stands under: the last group code before it. */
export async function divisionOf(
  sql: Sql,
  company: CompanyId,
  { project, extra, code }: { project: number; extra: string; code: string },
): Promise<string | undefined> {
  const row = await sql.maybe<{ code: string }>(
    `select code from cost_code where company_id = $1 and project_id = $2 and sub_job_code = $3 and is_group and code <= $4
     order by code desc limit 1`,
    [company, project, extra, code],
  )
  return row?.code
}

async function codesOf(
  sql: Sql,
  company: CompanyId,
  line: number | null,
): Promise<Pick<PccoLineFields, 'costCodeId' | 'costTypeId'> | undefined> {
  return sql.maybe(
    `select cost_code_id as "costCodeId", cost_type_id as "costTypeId" from prime_contract_line where company_id = $1 and id = $2`,
    [company, line],
  )
}

/** Contract line and cost code belong to the change order's contract and project. */
async function requireOwn(sql: Sql, company: CompanyId, order: PrimeChangeOrder, line: PccoLineFields): Promise<void> {
  const found = await sql.one<{ line: boolean; code: boolean; type: boolean }>(
    `select $2::int8 is null or exists (select from prime_contract_line where company_id = $1 and id = $2 and contract_id = $3) as line,
       $4::int8 is null or exists (select from cost_code where company_id = $1 and id = $4 and project_id = $5) as code,
       $6::int8 is null or exists (select from cost_type where company_id = $1 and id = $6
         and coalesce(connection_id = project_connection($1, $5), true)) as type`,
    [company, line.contractLineId, order.contract, line.costCodeId, order.project, line.costTypeId],
  )
  refuseIf([
    ...(found.line
      ? []
      : [refusal('line-elsewhere', 'The line is not on this prime contract.', { field: 'contract_line_item_id' })]),
    ...(found.code
      ? []
      : [refusal('cost-code-elsewhere', 'The cost code is not on this project.', { field: 'cost_code_id' })]),
    ...(found.type
      ? []
      : [refusal('cost-type-unknown', 'There is no such cost type.', { field: 'line_item_type_id' })]),
  ])
}

function oneOf(lines: PccoLine[], id: PrimeChangeOrderLineId): PccoLine {
  const found = lines.find((line) => line.id === id)
  if (found) return found
  throw new Refused(
    refusal('not-found', `There is no line with the id ${id} on this change order.`, { field: 'id' }),
    404,
  )
}

function valuesOf({ contractLineId, description, costCodeId, costTypeId, amount }: PccoLineFields): unknown[] {
  return [contractLineId, description, costCodeId, costTypeId, amount]
}

async function note(sql: Sql, who: Who, order: PrimeChangeOrderId, action: string, body: object) {
  await sql.run(`update prime_change_order set rev = rev + 1 where company_id = $1 and id = $2`, [who.company, order])
  await record(sql, { ...who, action, subject: { kind: 'prime-change-order', id: order }, body })
}
