/** Change orders on commitments: their SQL. Lines: `store-cco-lines.ts`. Every write raises `rev` and goes into the history. */
import { todayOf } from '../access/store-lists.ts'
import type { CommitmentId, ErpStatus } from '../commitments/model.ts'
import { ERP_STATUS, getCommitment, type Who } from '../commitments/store.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { ChangedCommitment, ChangeOrder, ChangeOrderFields, ChangeOrderId } from './model-cco.ts'
import { refusalsToCreate, refusalsToDelete, refusalsToEdit } from './rules-cco.ts'

export const KIND = 'commitment-change-order'

/** Columns by field; the one place that knows both names. */
const COLUMNS: Record<keyof ChangeOrderFields, string> = {
  number: 'number',
  title: 'title',
  description: 'description',
  status: 'status',
  changeReason: 'change_reason',
  executed: 'executed',
  private: 'private',
  scheduleImpactDays: 'schedule_impact_days',
  dueDate: 'due_date',
  reviewedDate: 'reviewed_date',
  signedDate: 'signed_date',
  originId: 'origin_id',
  originCode: 'origin_code',
  originData: 'origin_data',
}

const SELECT = `select c.id, c.rev, c.project_id as project, p.name as "projectName", v.name as "vendorName",
    lj.erp_id as "jobErpId", c.date_created as "dateCreated", coalesce(s.total, 0.00) as total, coalesce(s.lines, 0) as lines,
    c.erp_locked as "erpLocked", c.erp_change_order_id as "erpId", ${ERP_STATUS} as "erpStatus",
    k.id as "commitmentId", k.type as "commitmentType", k.number as "commitmentNumber", k.title as "commitmentTitle",
    k.accounting_method as "accountingMethod", k.erp_commitment_id as "commitmentErpId",
    ${Object.entries(COLUMNS)
      .map(([field, column]) => `c.${column} as "${field}"`)
      .join(', ')}
  from commitment_change_order c
  join project p on p.company_id = c.company_id and p.id = c.project_id
  join commitment k on k.company_id = c.company_id and k.id = c.commitment_id
  left join vendor v on v.company_id = k.company_id and v.id = k.vendor_id
  left join erp_link lj on lj.company_id = c.company_id and lj.kind = 'job' and lj.item_id = c.project_id
  left join erp_item i on i.company_id = c.company_id and i.kind = '${KIND}' and i.item_id = c.id
  left join erp_op o on o.company_id = i.company_id and o.op_key = i.op_key
  left join lateral (select sum(l.amount) as total, count(*)::int as lines from commitment_change_order_line l
    where l.company_id = c.company_id and l.change_order_id = c.id) s on true`

interface Row extends ChangeOrderFields {
  id: ChangeOrderId
  rev: number
  project: ProjectId
  projectName: string
  vendorName: string | null
  jobErpId: string | null
  dateCreated: string
  total: string
  lines: number
  erpLocked: boolean
  erpId: string | null
  erpStatus: ErpStatus
  commitmentId: CommitmentId
  commitmentType: ChangedCommitment['type']
  commitmentNumber: string
  commitmentTitle: string
  accountingMethod: ChangedCommitment['accountingMethod']
  commitmentErpId: string | null
}

function changeOrder(row: Row): ChangeOrder {
  const { commitmentId, commitmentType, commitmentNumber, commitmentTitle, commitmentErpId, accountingMethod, ...own } =
    row
  return {
    ...own,
    commitment: {
      id: commitmentId,
      type: commitmentType,
      number: commitmentNumber,
      title: commitmentTitle,
      accountingMethod,
      erpId: commitmentErpId,
    },
  }
}

export interface ChangeOrderFilter {
  project: ProjectId
  commitment?: CommitmentId | undefined
  status?: string | undefined
  originId?: string | undefined
  /** Part of number or title. */
  search?: string | undefined
}

export async function listChangeOrders(
  sql: Sql,
  company: CompanyId,
  filter: ChangeOrderFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: ChangeOrder[]; total: number }> {
  const where = `where c.company_id = $1 and c.project_id = $2 and ($3::int8 is null or c.commitment_id = $3)
    and ($4::text is null or c.status = $4) and ($5::text is null or coalesce(c.erp_change_order_id, c.origin_id) = $5)
    and ($6::text is null or c.number ilike '%' || $6 || '%' or c.title ilike '%' || $6 || '%')`
  const values = [
    company,
    filter.project,
    filter.commitment ?? null,
    filter.status ?? null,
    filter.originId ?? null,
    filter.search?.replace(/[\\%_]/g, '\\$&') ?? null,
  ]
  const rows = await sql.query<Row>(`${SELECT} ${where} order by k.number, c.number, c.id limit $7 offset $8`, [
    ...values,
    limit,
    offset,
  ])
  const counted = `select count(*)::int as total from commitment_change_order c ${where}`
  const { total } = await sql.one<{ total: number }>(counted, values)
  return { rows: rows.map(changeOrder), total }
}

export async function findChangeOrder(
  sql: Sql,
  company: CompanyId,
  id: ChangeOrderId,
): Promise<ChangeOrder | undefined> {
  const row = await sql.maybe<Row>(`${SELECT} where c.company_id = $1 and c.id = $2`, [company, id])
  return row && changeOrder(row)
}

export interface Place {
  project?: ProjectId | undefined
  /** Others who change the change order or its lines wait until this transaction ends. */
  lock?: boolean
}

/** @throws Refused 404, also when it stands on another project. */
export async function getChangeOrder(
  sql: Sql,
  company: CompanyId,
  id: ChangeOrderId,
  { project, lock = false }: Place = {},
): Promise<ChangeOrder> {
  const one = 'select 1 from commitment_change_order where company_id = $1 and id = $2 for update'
  if (lock) await sql.query(one, [company, id])
  const found = await findChangeOrder(sql, company, id)
  if (!found || (project !== undefined && found.project !== project))
    throw new Refused(
      refusal('not-found', `There is no change order with the id ${id} on this project.`, { field: 'id' }),
      404,
    )
  return found
}

/** Without a number it gets the next free one of its commitment: 001. */
export async function createChangeOrder(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  project: ProjectId,
  commitmentId: CommitmentId,
  fields: Partial<ChangeOrderFields>,
): Promise<ChangeOrder> {
  const { sql, company, actor } = scope
  // Two people at once would take the same number: one waits for the other.
  const commitment = await getCommitment(sql, company, commitmentId, { project, lock: true })
  refuseIf(refusalsToCreate(commitment, commitment.jobErpId !== null))
  const number = fields.number ?? (await nextNumber(sql, company, commitmentId))
  await requireFree(sql, company, commitmentId, { ...fields, number }, undefined)
  const today = await todayOf(scope)
  const id = newId<ChangeOrderId>()
  const given = givenColumns({ ...fields, number })
  await sql.run(
    `insert into commitment_change_order (company_id, id, project_id, commitment_id, date_created, ${given.map(([column]) => column).join(', ')})
     values ($1, $2, $3, $4, $5, ${given.map((_, index) => `$${index + 6}`).join(', ')})`,
    [company, id, project, commitmentId, today, ...given.map(([, value]) => value)],
  )
  const body = { commitment: commitmentId, ...fields, number }
  await record(sql, { company, actor, action: 'create', subject: { kind: KIND, id }, body })
  return getChangeOrder(sql, company, id)
}

/** Only the fields given change; nothing new writes nothing. */
export async function updateChangeOrder(
  sql: Sql,
  who: Who,
  id: ChangeOrderId,
  change: Partial<ChangeOrderFields>,
  at: Place = {},
): Promise<ChangeOrder> {
  const before = await getChangeOrder(sql, who.company, id, { ...at, lock: true })
  const given = givenColumns(change).filter(([, value, field]) => before[field] !== value)
  const effective = Object.fromEntries(given.map(([, value, field]) => [field, value])) as Partial<ChangeOrderFields>
  refuseIf(refusalsToEdit(before, effective))
  await requireFree(sql, who.company, before.commitment.id, effective, id)
  if (given.length === 0) return before
  await sql.run(
    `update commitment_change_order set rev = rev + 1, ${given.map(([column], index) => `${column} = $${index + 3}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, ...given.map(([, value]) => value)],
  )
  const body = Object.fromEntries(given.map(([, value, field]) => [field, { from: before[field], to: value }]))
  await record(sql, { ...who, action: 'change', subject: { kind: KIND, id }, body })
  return getChangeOrder(sql, who.company, id)
}

/** The history keeps what it was, with its lines (CCO-3). */
export async function deleteChangeOrder(sql: Sql, who: Who, id: ChangeOrderId, at: Place = {}): Promise<void> {
  const order = await getChangeOrder(sql, who.company, id, { ...at, lock: true })
  refuseIf(refusalsToDelete(order), 409)
  const lines = await sql.query(
    `select * from commitment_change_order_line where company_id = $1 and change_order_id = $2 order by position`,
    [who.company, id],
  )
  await sql.run(`delete from commitment_change_order where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: KIND, id }, body: { ...order, lines } })
}

/** In the transaction that links or unlinks; not an edit, so `rev` stays. */
export async function setErpLock(sql: Sql, company: CompanyId, id: ChangeOrderId, erpId: string | null): Promise<void> {
  await sql.run(
    `update commitment_change_order set erp_locked = $3::text is not null, erp_change_order_id = $3
     where company_id = $1 and id = $2`,
    [company, id, erpId],
  )
}

/**
 * CCO-4: the numbers the ERP has or may get, over all commitments of the order's ERP company file, as far as they are known here; without those of `except`.
 * A number of an export that failed or was taken back is free again.
 */
export async function numbersInErp(sql: Sql, company: CompanyId, except: ChangeOrderId): Promise<string[]> {
  const rows = await sql.query<{ number: string }>(
    `with own as (select project_connection($1, project_id) as file from commitment_change_order where company_id = $1 and id = $2)
     select c.erp_change_order_id as number from commitment_change_order c, own
     where c.company_id = $1 and c.id <> $2 and c.erp_change_order_id is not null
       and coalesce(project_connection($1, c.project_id) = own.file, true)
     union select o.natural_key from erp_op o, own where o.company_id = $1 and o.kind = '${KIND}' and o.item_id <> $2
       and o.natural_key is not null and o.state not in ('REFUSED', 'CANCELLED', 'CONFIRMED') and coalesce(o.connection_id = own.file, true)`,
    [company, except],
  )
  return rows.map((row) => row.number)
}

async function requireFree(
  sql: Sql,
  company: CompanyId,
  commitment: CommitmentId,
  fields: Partial<ChangeOrderFields>,
  own: ChangeOrderId | undefined,
): Promise<void> {
  const taken = await sql.query<{ id: ChangeOrderId; number: string; number_taken: boolean }>(
    `select id, number, commitment_id = $2 and number = $3 as number_taken from commitment_change_order
     where company_id = $1 and id is distinct from $5
       and ((commitment_id = $2 and number = $3) or coalesce(erp_change_order_id, origin_id) = $4)`,
    [company, commitment, fields.number ?? null, fields.originId ?? null, own ?? null],
  )
  refuseIf(
    taken.map((other) =>
      other.number_taken
        ? refusal('number-taken', `The number “${fields.number}” is in use on this commitment already.`, {
            field: 'number',
          })
        : refusal(
            'origin-taken',
            `The origin_id “${fields.originId}” belongs to change order ${other.number} already.`,
            {
              field: 'origin_id',
            },
          ),
    ),
    409,
  )
}

async function nextNumber(sql: Sql, company: CompanyId, commitment: CommitmentId): Promise<string> {
  const { last } = await sql.one<{ last: number }>(
    `select coalesce(max(number::int), 0) as last from commitment_change_order
     where company_id = $1 and commitment_id = $2 and number ~ '^[0-9]{1,8}$'`,
    [company, commitment],
  )
  return String(last + 1).padStart(3, '0')
}

function givenColumns(
  fields: Partial<ChangeOrderFields>,
): [column: string, value: unknown, field: keyof ChangeOrderFields][] {
  return (Object.keys(COLUMNS) as (keyof ChangeOrderFields)[])
    .filter((field) => fields[field] !== undefined)
    .map((field) => [COLUMNS[field], fields[field], field])
}
