/** Commitments: their SQL. Lines: `store-lines.ts`. Every write raises `rev` and goes into the history. */
import { todayOf } from '../access/store-lists.ts'
import { getVendor } from '../companies/store.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { equal } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { taxCodesOf } from '../tax-codes/store.ts'
import type { Commitment, CommitmentFields, CommitmentId, CommitmentType } from './model.ts'
import { refusalsOfLine, refusalsToDelete, refusalsToEdit } from './rules.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>

/** Columns by field; the one place that knows both names. */
const COLUMNS: Record<keyof CommitmentFields, string> = {
  number: 'number',
  title: 'title',
  description: 'description',
  vendorId: 'vendor_id',
  status: 'status',
  accountingMethod: 'accounting_method',
  retainagePercent: 'retainage_percent',
  taxCodeId: 'tax_code_id',
  executed: 'executed',
  contractDate: 'contract_date',
  startDate: 'start_date',
  estimatedCompletionDate: 'estimated_completion_date',
  actualCompletionDate: 'actual_completion_date',
  deliveryDate: 'delivery_date',
  inclusions: 'inclusions',
  exclusions: 'exclusions',
  paymentTerms: 'payment_terms',
  originId: 'origin_id',
  originCode: 'origin_code',
  originData: 'origin_data',
}

/** Where an item `c` stands on its way to the ERP, read from the pipeline's own rows `i` (erp_item) and `o` (erp_op). */
export const ERP_STATUS = `case
    when c.erp_locked then 'synced'
    when i.state = 'SENT' then 'ready_to_export'
    when i.state = 'REJECTED' then 'rejected'
    when i.state = 'ACCEPTED' and o.state = 'REFUSED' then 'failed_to_export'
    when i.state = 'ACCEPTED' and o.state <> 'CANCELLED' and o.state <> 'CONFIRMED' then 'exporting'
    else 'not_in_erp' end`

const SELECT = `select c.id, c.rev, c.project_id as project, p.name as "projectName", c.type, c.date_created as "dateCreated",
    v.name as "vendorName", lv.erp_id as "vendorErpId", coalesce(va.id, c.vendor_id) as "vendorItem",
    case when exists (select from erp_connection o where o.company_id = file.company_id and o.id <> file.id) then file.name end as "erpFile", lj.erp_id as "jobErpId", tc.code as "taxCode",
    coalesce(s.total, 0.00) as total, coalesce(s.lines, 0) as lines, h.orders as "changeOrders",
    h.approved as "approvedChanges", h.pending as "pendingChanges", h.draft as "draftChanges",
    c.erp_locked as "erpLocked", c.erp_commitment_id as "erpId",
    ${ERP_STATUS} as "erpStatus", x.posted as "erpPosted",
    ${Object.entries(COLUMNS)
      .map(([field, column]) => `c.${column} as "${field}"`)
      .join(', ')}
  from commitment c
  join project p on p.company_id = c.company_id and p.id = c.project_id
  left join vendor v on v.company_id = c.company_id and v.id = c.vendor_id
  left join erp_connection file on file.company_id = c.company_id and file.id = coalesce(p.connection_id, project_connection(c.company_id, c.project_id))
  left join vendor_account va on va.company_id = c.company_id and va.vendor_id = c.vendor_id and va.connection_id = file.id
  left join erp_link lv on lv.company_id = c.company_id and lv.kind = 'company' and lv.connection_id = file.id
    and lv.item_id = coalesce(va.id, c.vendor_id)
  left join erp_link lj on lj.company_id = c.company_id and lj.kind = 'job' and lj.item_id = c.project_id
  left join erp_link lc on lc.company_id = c.company_id and lc.kind = 'commitment' and lc.item_id = c.id
  left join commitment_in_erp x on x.company_id = c.company_id and x.connection_id = lc.connection_id and x.erp_id = lc.erp_id
  left join tax_code tc on tc.company_id = c.company_id and tc.id = c.tax_code_id
  left join erp_item i on i.company_id = c.company_id and i.kind = 'commitment' and i.item_id = c.id
  left join erp_op o on o.company_id = i.company_id and o.op_key = i.op_key
  left join lateral (select sum(l.amount) as total, count(*)::int as lines from commitment_line l
    where l.company_id = c.company_id and l.commitment_id = c.id) s on true
  cross join lateral (select count(distinct k.id)::int as orders,
      coalesce(sum(l.amount) filter (where k.status = 'Approved'), 0.00) as approved,
      coalesce(sum(l.amount) filter (where k.status like 'Pending%'), 0.00) as pending,
      coalesce(sum(l.amount) filter (where k.status = 'Draft'), 0.00) as draft
    from commitment_change_order k
    left join commitment_change_order_line l on l.company_id = k.company_id and l.change_order_id = k.id
    where k.company_id = c.company_id and k.commitment_id = c.id) h`

export interface CommitmentFilter {
  project: ProjectId
  type?: CommitmentType | undefined
  status?: string | undefined
  originId?: string | undefined
  /** Part of number or title. */
  search?: string | undefined
}

export async function listCommitments(
  sql: Sql,
  company: CompanyId,
  filter: CommitmentFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: Commitment[]; total: number }> {
  const where = `where c.company_id = $1 and c.project_id = $2 and ($3::text is null or c.type = $3) and ($4::text is null or c.status = $4)
    and ($5::text is null or coalesce(c.erp_commitment_id, c.origin_id) = $5)
    and ($6::text is null or c.number ilike '%' || $6 || '%' or c.title ilike '%' || $6 || '%')`
  const values = [
    company,
    filter.project,
    filter.type ?? null,
    filter.status ?? null,
    filter.originId ?? null,
    filter.search?.replace(/[\\%_]/g, '\\$&') ?? null,
  ]
  const rows = await sql.query<Commitment>(`${SELECT} ${where} order by c.number, c.id limit $7 offset $8`, [
    ...values,
    limit,
    offset,
  ])
  const { total } = await sql.one<{ total: number }>(`select count(*)::int as total from commitment c ${where}`, values)
  return { rows, total }
}

export function findCommitment(sql: Sql, company: CompanyId, id: CommitmentId): Promise<Commitment | undefined> {
  return sql.maybe(`${SELECT} where c.company_id = $1 and c.id = $2`, [company, id])
}

export interface Place {
  project?: ProjectId | undefined
  type?: CommitmentType | undefined
  /** Others who change the commitment or its lines wait until this transaction ends. */
  lock?: boolean
}

/** @throws Refused 404, also when it stands on another project or is of the other type. */
export async function getCommitment(
  sql: Sql,
  company: CompanyId,
  id: CommitmentId,
  at: Place = {},
): Promise<Commitment> {
  if (at.lock) await sql.query(`select 1 from commitment where company_id = $1 and id = $2 for update`, [company, id])
  const found = await findCommitment(sql, company, id)
  const elsewhere = found && ((at.project && found.project !== at.project) || (at.type && found.type !== at.type))
  if (!found || elsewhere)
    throw new Refused(
      refusal('not-found', `There is no commitment with the id ${id} on this project.`, { field: 'id' }),
      404,
    )
  return found
}

export function findCommitmentByOrigin(
  sql: Sql,
  company: CompanyId,
  originId: string,
): Promise<Commitment | undefined> {
  return sql.maybe(
    `${SELECT} where c.company_id = $1 and coalesce(c.erp_commitment_id, c.origin_id) = $2
     order by c.erp_commitment_id nulls last limit 1`,
    [company, originId],
  )
}

/** Without a number it gets the next free one of the company: SC-0001, PO-0001. */
export async function createCommitment(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  project: ProjectId,
  type: CommitmentType,
  fields: Partial<CommitmentFields>,
): Promise<Commitment> {
  const { sql, company, actor } = scope
  const number = fields.number ?? (await nextNumber(sql, company, type))
  const born = { type, number, erpLocked: false, erpId: null, erpStatus: 'not_in_erp' as const }
  refuseIf(refusalsToEdit(born, fields))
  await requireFree(sql, company, { project, type }, { ...fields, number }, undefined)
  const today = await todayOf(scope)
  const id = newId<CommitmentId>()
  const given = givenColumns({ ...fields, number })
  await sql.run(
    `insert into commitment (company_id, id, project_id, type, date_created, ${given.map(([column]) => column).join(', ')})
     values ($1, $2, $3, $4, $5, ${given.map((_, index) => `$${index + 6}`).join(', ')})`,
    [company, id, project, type, today, ...given.map(([, value]) => value)],
  )
  await record(sql, {
    company,
    actor,
    action: 'create',
    subject: { kind: 'commitment', id },
    body: { type, ...fields, number },
  })
  return getCommitment(sql, company, id)
}

/** Only the fields given change; nothing new writes nothing. */
export async function updateCommitment(
  sql: Sql,
  who: Who,
  id: CommitmentId,
  change: Partial<CommitmentFields>,
  at: Place = {},
): Promise<Commitment> {
  const before = await getCommitment(sql, who.company, id, { ...at, lock: true })
  const given = givenColumns(change).filter(([, value, field]) => differs(before, field, value))
  const effective = Object.fromEntries(given.map(([, value, field]) => [field, value])) as Partial<CommitmentFields>
  refuseIf(refusalsToEdit(before, effective))
  await requireFree(sql, who.company, before, effective, id)
  if (effective.accountingMethod) await requireUnits(sql, who.company, id, effective.accountingMethod)
  if (given.length === 0) return before
  await sql.run(
    `update commitment set rev = rev + 1, ${given.map(([column], index) => `${column} = $${index + 3}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, ...given.map(([, value]) => value)],
  )
  const body = Object.fromEntries(given.map(([, value, field]) => [field, { from: before[field], to: value }]))
  await record(sql, { ...who, action: 'change', subject: { kind: 'commitment', id }, body })
  return getCommitment(sql, who.company, id)
}

export async function deleteCommitment(sql: Sql, who: Who, id: CommitmentId, at: Place = {}): Promise<void> {
  const commitment = await getCommitment(sql, who.company, id, { ...at, lock: true })
  refuseIf(refusalsToDelete(commitment), 409)
  await sql.run(`delete from commitment where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: 'commitment', id }, body: commitment })
}

/** In the transaction that links or unlinks; not an edit, so `rev` stays. */
export async function setErpLock(sql: Sql, company: CompanyId, id: CommitmentId, erpId: string | null): Promise<void> {
  await sql.run(
    `update commitment set erp_locked = $3::text is not null, erp_commitment_id = $3
     where company_id = $1 and id = $2`,
    [company, id, erpId],
  )
}

async function requireFree(
  sql: Sql,
  company: CompanyId,
  { project, type }: { project: ProjectId; type: CommitmentType },
  fields: Partial<CommitmentFields>,
  own: CommitmentId | undefined,
): Promise<void> {
  if (fields.vendorId != null) await getVendor(sql, company, fields.vendorId)
  if (fields.taxCodeId != null && (await taxCodesOf(sql, company, project, [fields.taxCodeId])).length === 0)
    throw new Refused(refusal('tax-code-elsewhere', 'There is no such tax code.', { field: 'tax_code_id' }))
  if (fields.number !== undefined) {
    const other = await sql.maybe<{ id: CommitmentId }>(
      `select id from commitment where company_id = $1 and project_id = $2 and type = $3 and number = $4`,
      [company, project, type, fields.number],
    )
    if (other && other.id !== own)
      throw new Refused(
        refusal('number-taken', `The number “${fields.number}” is in use on this project already.`, {
          field: 'number',
        }),
        409,
      )
  }
  if (fields.originId != null) {
    const other = await findCommitmentByOrigin(sql, company, fields.originId)
    if (other && other.id !== own)
      throw new Refused(
        refusal('origin-taken', `The origin_id “${fields.originId}” belongs to ${other.number} already.`, {
          field: 'origin_id',
        }),
        409,
      )
  }
}

/** A commitment becomes priced by the unit only when each of its lines is. */
async function requireUnits(
  sql: Sql,
  company: CompanyId,
  id: CommitmentId,
  method: CommitmentFields['accountingMethod'],
) {
  const lines = await sql.query<{ position: number; quantity: string | null; unitCost: string | null; amount: string }>(
    `select position, quantity, unit_cost as "unitCost", amount from commitment_line
     where company_id = $1 and commitment_id = $2 order by position`,
    [company, id],
  )
  refuseIf(
    lines.flatMap((line) =>
      refusalsOfLine(method, line).map((each) => ({ ...each, sentence: `Line ${line.position}: ${each.sentence}` })),
    ),
  )
}

async function nextNumber(sql: Sql, company: CompanyId, type: CommitmentType): Promise<string> {
  const prefix = type === 'subcontract' ? 'SC-' : 'PO-'
  // Two people at once would take the same number: one waits for the other.
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('commitment number', $1))`, [company])
  const { last } = await sql.one<{ last: number }>(
    `select coalesce(max(substr(number, 4)::int), 0) as last from commitment
     where company_id = $1 and type = $2 and number ~ ('^' || $3 || '[0-9]{1,8}$')`,
    [company, type, prefix],
  )
  return `${prefix}${String(last + 1).padStart(4, '0')}`
}

function differs(before: Commitment, field: keyof CommitmentFields, value: unknown): boolean {
  if (field === 'retainagePercent') return !equal(before.retainagePercent, String(value))
  return before[field] !== value
}

function givenColumns(
  fields: Partial<CommitmentFields>,
): [column: string, value: unknown, field: keyof CommitmentFields][] {
  return (Object.keys(COLUMNS) as (keyof CommitmentFields)[])
    .filter((field) => fields[field] !== undefined)
    .map((field) => [COLUMNS[field], fields[field], field])
}
