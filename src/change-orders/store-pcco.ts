/** Prime contract change orders: their SQL. Lines: `store-pcco-lines.ts`. Every write raises `rev` and goes into the history. */
import { todayOf } from '../access/store-lists.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { PrimeContract, PrimeContractId } from '../prime-contracts/model.ts'
import { removing } from '../prime-contracts/store-lines.ts'
import type { Markup, PrimeChangeOrder, PrimeChangeOrderFields, PrimeChangeOrderId } from './model-pcco.ts'
import { refusalsToDeletePcco, refusalsToEditPcco } from './rules-pcco.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>

const FIELDS = ['number', 'title', 'description', 'status'] as const

/** Where it stands on its way to the ERP, read from the pipeline's own rows. */
const ERP_STATUS = `case
    when c.erp_locked then 'synced'
    when i.state = 'SENT' then 'ready_to_export'
    when i.state = 'REJECTED' then 'rejected'
    when i.state = 'ACCEPTED' and o.state = 'REFUSED' then 'failed_to_export'
    when i.state = 'ACCEPTED' and o.state <> 'CANCELLED' and o.state <> 'CONFIRMED' then 'exporting'
    else 'not_in_erp' end`

const SELECT = `select c.id, c.rev, c.project_id as project, p.name as "projectName", c.contract_id as contract, pc.number as "contractNumber",
    lj.erp_id as "jobErpId", c.date_created as "dateCreated", coalesce(s.subtotal, 0.00) as subtotal, coalesce(s.lines, 0) as lines,
    c.erp_locked as "erpLocked", c.erp_change_order_id as "erpId", ${ERP_STATUS} as "erpStatus", c.number, c.title, c.description, c.status
  from prime_change_order c
  join project p on p.company_id = c.company_id and p.id = c.project_id
  join prime_contract pc on pc.company_id = c.company_id and pc.id = c.contract_id
  left join erp_link lj on lj.company_id = c.company_id and lj.kind = 'job' and lj.item_id = c.project_id
  left join erp_item i on i.company_id = c.company_id and i.kind = 'prime-change-order' and i.item_id = c.id
  left join erp_op o on o.company_id = i.company_id and o.op_key = i.op_key
  left join lateral (select sum(l.amount) as subtotal, count(*)::int as lines from prime_change_order_line l
    where l.company_id = c.company_id and l.change_order_id = c.id) s on true`

export async function listPccos(
  sql: Sql,
  company: CompanyId,
  filter: { project: ProjectId; contract?: PrimeContractId | undefined; search?: string | undefined },
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: PrimeChangeOrder[]; total: number }> {
  const where = `where c.company_id = $1 and c.project_id = $2 and ($3::int8 is null or c.contract_id = $3)
    and ($4::text is null or c.number ilike '%' || $4 || '%' or c.title ilike '%' || $4 || '%')`
  const search = filter.search?.replace(/[\\%_]/g, '\\$&') ?? null
  const values = [company, filter.project, filter.contract ?? null, search]
  const rows = await sql.query<PrimeChangeOrder>(`${SELECT} ${where} order by c.number, c.id limit $5 offset $6`, [
    ...values,
    limit,
    offset,
  ])
  const { total } = await sql.one<{ total: number }>(
    `select count(*)::int as total from prime_change_order c ${where}`,
    values,
  )
  return { rows, total }
}

export function findPcco(sql: Sql, company: CompanyId, id: PrimeChangeOrderId): Promise<PrimeChangeOrder | undefined> {
  return sql.maybe(`${SELECT} where c.company_id = $1 and c.id = $2`, [company, id])
}

export interface Place {
  project?: ProjectId | undefined
  /** Others who change the change order wait until this transaction ends. */
  lock?: boolean
}

/** @throws Refused 404, also when it stands on another project. */
export async function getPcco(
  sql: Sql,
  company: CompanyId,
  id: PrimeChangeOrderId,
  at: Place = {},
): Promise<PrimeChangeOrder> {
  if (at.lock)
    await sql.query(`select 1 from prime_change_order where company_id = $1 and id = $2 for update`, [company, id])
  const found = await findPcco(sql, company, id)
  if (!found || (at.project && found.project !== at.project))
    throw new Refused(
      refusal('not-found', `There is no prime contract change order with the id ${id} on this project.`, {
        field: 'id',
      }),
      404,
    )
  return found
}

/** Without a number it gets the next free one of the contract: 001, 002. */
export async function createPcco(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  contract: PrimeContract,
  fields: Partial<PrimeChangeOrderFields>,
): Promise<PrimeChangeOrder> {
  const { sql, company, actor } = scope
  const number = fields.number ?? (await nextNumber(sql, company, contract.id))
  await requireFree(sql, company, contract.id, number, undefined)
  const today = await todayOf(scope)
  const id = newId<PrimeChangeOrderId>()
  const { title = '', description = '', status = 'Draft' } = fields
  await sql.run(
    `insert into prime_change_order (company_id, id, project_id, contract_id, number, title, description, status, date_created)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [company, id, contract.project, contract.id, number, title, description, status, today],
  )
  await record(sql, {
    company,
    actor,
    action: 'create',
    subject: { kind: 'prime-change-order', id },
    body: { contract: contract.number, ...fields, number },
  })
  return getPcco(sql, company, id)
}

/** Only the fields given change; nothing new writes nothing. */
export async function updatePcco(
  sql: Sql,
  who: Who,
  id: PrimeChangeOrderId,
  change: Partial<PrimeChangeOrderFields>,
  at: Place = {},
): Promise<PrimeChangeOrder> {
  const before = await getPcco(sql, who.company, id, { ...at, lock: true })
  const given = FIELDS.filter((field) => change[field] !== undefined && change[field] !== before[field])
  if (given.length === 0) return before
  refuseIf(refusalsToEditPcco(before, Object.fromEntries(given.map((field) => [field, change[field]]))))
  if (given.includes('number')) await requireFree(sql, who.company, before.contract, change.number ?? '', id)
  await sql.run(
    `update prime_change_order set rev = rev + 1, ${given.map((field, index) => `${field} = $${index + 3}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, ...given.map((field) => change[field])],
  )
  const body = Object.fromEntries(given.map((field) => [field, { from: before[field], to: change[field] }]))
  await record(sql, { ...who, action: 'change', subject: { kind: 'prime-change-order', id }, body })
  return getPcco(sql, who.company, id)
}

export async function deletePcco(sql: Sql, who: Who, id: PrimeChangeOrderId, at: Place = {}): Promise<void> {
  const order = await getPcco(sql, who.company, id, { ...at, lock: true })
  refuseIf(refusalsToDeletePcco(order), 409)
  await removing(`Prime contract change order ${order.number}`, () =>
    sql.run(`delete from prime_change_order where company_id = $1 and id = $2`, [who.company, id]),
  )
  await record(sql, { ...who, action: 'delete', subject: { kind: 'prime-change-order', id }, body: order })
}

export function listMarkups(sql: Sql, company: CompanyId, id: PrimeChangeOrderId): Promise<Markup[]> {
  return sql.query(
    `select name, percent, amount from prime_change_order_markup where company_id = $1 and change_order_id = $2 order by position`,
    [company, id],
  )
}

/** In place of those there were. */
export async function setMarkups(sql: Sql, who: Who, id: PrimeChangeOrderId, markups: Markup[]): Promise<void> {
  refuseIf(refusalsToEditPcco(await getPcco(sql, who.company, id, { lock: true })))
  await sql.run(`delete from prime_change_order_markup where company_id = $1 and change_order_id = $2`, [
    who.company,
    id,
  ])
  await sql.run(
    `insert into prime_change_order_markup (company_id, change_order_id, position, name, percent, amount)
     select $1, $2, n.rank, n.name, n.percent, n.amount
     from unnest($3::text[], $4::numeric[], $5::numeric[]) with ordinality as n (name, percent, amount, rank)`,
    [
      who.company,
      id,
      markups.map((each) => each.name),
      markups.map((each) => each.percent),
      markups.map((each) => each.amount),
    ],
  )
  await sql.run(`update prime_change_order set rev = rev + 1 where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'markups', subject: { kind: 'prime-change-order', id }, body: { markups } })
}

/** In the transaction that links or unlinks; not an edit, so `rev` stays. What was exported is approved (PCO-2). */
export async function setPccoLock(sql: Sql, company: CompanyId, id: PrimeChangeOrderId, erpId: string | null) {
  await sql.run(
    `update prime_change_order set erp_locked = $3::text is not null, erp_change_order_id = $3,
       status = case when $3::text is null then status else 'Approved' end where company_id = $1 and id = $2`,
    [company, id, erpId],
  )
}

async function requireFree(
  sql: Sql,
  company: CompanyId,
  contract: PrimeContractId,
  number: string,
  own: PrimeChangeOrderId | undefined,
): Promise<void> {
  const other = await sql.maybe(
    `select 1 as one from prime_change_order where company_id = $1 and contract_id = $2 and number = $3 and id is distinct from $4`,
    [company, contract, number, own ?? null],
  )
  if (other)
    throw new Refused(
      refusal('number-taken', `The number “${number}” is in use on this contract already.`, { field: 'number' }),
      409,
    )
}

async function nextNumber(sql: Sql, company: CompanyId, contract: PrimeContractId): Promise<string> {
  // Two people at once would take the same number: one waits for the other.
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('prime change order number', $1))`, [contract])
  const { last } = await sql.one<{ last: number }>(
    `select coalesce(max(number::int), 0) as last from prime_change_order
     where company_id = $1 and contract_id = $2 and number ~ '^[0-9]{1,8}$'`,
    [company, contract],
  )
  return String(last + 1).padStart(3, '0')
}
