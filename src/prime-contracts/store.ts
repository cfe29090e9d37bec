/** Prime contracts: their SQL. Lines: `store-lines.ts`; what the ERP has: `store-sources.ts`. Every write raises `rev` and goes into the history. */
import { todayOf } from '../access/store-lists.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { equal } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { PrimeContract, PrimeContractFields, PrimeContractId } from './model.ts'
import { refusalsToDelete, refusalsToEdit } from './rules.ts'
import { removing } from './store-lines.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>

/** Columns by field; the one place that knows both names. */
const COLUMNS: Record<keyof PrimeContractFields, string> = {
  number: 'number',
  title: 'title',
  description: 'description',
  status: 'status',
  accountingMethod: 'accounting_method',
  retainagePercent: 'retainage_percent',
  executed: 'executed',
  startDate: 'start_date',
  actualCompletionDate: 'actual_completion_date',
  originId: 'origin_id',
  originData: 'origin_data',
}

const SELECT = `select c.id, c.rev, c.project_id as project, p.name as "projectName", lj.erp_id as "jobErpId", c.date_created as "dateCreated",
    coalesce(s.total, 0.00) as total, coalesce(s.lines, 0) as lines, coalesce(f.erp_ids, '{}') as "erpIds", coalesce(f.sources, 0) > 0 as imported,
    ${Object.entries(COLUMNS)
      .map(([field, column]) => `c.${column} as "${field}"`)
      .join(', ')}
  from prime_contract c
  join project p on p.company_id = c.company_id and p.id = c.project_id
  left join erp_link lj on lj.company_id = c.company_id and lj.kind = 'job' and lj.item_id = c.project_id
  left join lateral (select sum(l.amount) as total, count(*)::int as lines from prime_contract_line l
    where l.company_id = c.company_id and l.contract_id = c.id) s on true
  left join lateral (select count(*) as sources, array_agg(lk.erp_id order by lk.erp_id) filter (where lk.erp_id is not null) as erp_ids
    from prime_contract_source x
    left join erp_link lk on lk.company_id = x.company_id and lk.kind = 'prime-contract' and lk.item_id = x.id
    where x.company_id = c.company_id and x.contract_id = c.id) f on true`

export async function listPrimeContracts(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  { search, limit, offset }: { search?: string | undefined; limit: number; offset: number },
): Promise<{ rows: PrimeContract[]; total: number }> {
  const where = `where c.company_id = $1 and c.project_id = $2
    and ($3::text is null or c.number ilike '%' || $3 || '%' or c.title ilike '%' || $3 || '%')`
  const values = [company, project, search?.replace(/[\\%_]/g, '\\$&') ?? null]
  const rows = await sql.query<PrimeContract>(`${SELECT} ${where} order by c.number, c.id limit $4 offset $5`, [
    ...values,
    limit,
    offset,
  ])
  const { total } = await sql.one<{ total: number }>(
    `select count(*)::int as total from prime_contract c ${where}`,
    values,
  )
  return { rows, total }
}

export function findPrimeContract(
  sql: Sql,
  company: CompanyId,
  id: PrimeContractId,
): Promise<PrimeContract | undefined> {
  return sql.maybe(`${SELECT} where c.company_id = $1 and c.id = $2`, [company, id])
}

export interface Place {
  project?: ProjectId | undefined
  /** Others who change the contract or its lines wait until this transaction ends. */
  lock?: boolean
}

/** @throws Refused 404, also when it stands on another project. */
export async function getPrimeContract(
  sql: Sql,
  company: CompanyId,
  id: PrimeContractId,
  at: Place = {},
): Promise<PrimeContract> {
  if (at.lock)
    await sql.query(`select 1 from prime_contract where company_id = $1 and id = $2 for update`, [company, id])
  const found = await findPrimeContract(sql, company, id)
  if (!found || (at.project && found.project !== at.project))
    throw new Refused(
      refusal('not-found', `There is no prime contract with the id ${id} on this project.`, { field: 'id' }),
      404,
    )
  return found
}

/** The project's prime contract with this number. */
export async function primeContractNumbered(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  number: string,
): Promise<PrimeContract | undefined> {
  return sql.maybe(`${SELECT} where c.company_id = $1 and c.project_id = $2 and c.number = $3`, [
    company,
    project,
    number,
  ])
}

/** Without a number it gets the next free one of the project: 1, 2, 3. */
export async function createPrimeContract(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  project: ProjectId,
  fields: Partial<PrimeContractFields>,
): Promise<PrimeContract> {
  const { sql, company, actor } = scope
  const number = fields.number ?? (await nextNumber(sql, company, project))
  await requireFree(sql, company, project, { ...fields, number }, undefined)
  const today = await todayOf(scope)
  const id = newId<PrimeContractId>()
  const given = givenColumns({ ...fields, number })
  await sql.run(
    `insert into prime_contract (company_id, id, project_id, date_created, ${given.map(([column]) => column).join(', ')})
     values ($1, $2, $3, $4, ${given.map((_, index) => `$${index + 5}`).join(', ')})`,
    [company, id, project, today, ...given.map(([, value]) => value)],
  )
  await record(sql, {
    company,
    actor,
    action: 'create',
    subject: { kind: 'prime-contract', id },
    body: { ...fields, number },
  })
  return getPrimeContract(sql, company, id)
}

/** Only the fields given change; nothing new writes nothing. */
export async function updatePrimeContract(
  sql: Sql,
  who: Who,
  id: PrimeContractId,
  change: Partial<PrimeContractFields>,
  at: Place = {},
): Promise<PrimeContract> {
  const before = await getPrimeContract(sql, who.company, id, { ...at, lock: true })
  const given = givenColumns(change).filter(([, value, field]) => differs(before, field, value))
  const effective = Object.fromEntries(given.map(([, value, field]) => [field, value])) as Partial<PrimeContractFields>
  refuseIf(refusalsToEdit(before, effective))
  await requireFree(sql, who.company, before.project, effective, id)
  if (effective.accountingMethod === 'unit' && before.lines > 0)
    throw new Refused(
      refusal('lines-without-units', 'The contract becomes unit-based only while it has no lines.', {
        field: 'accounting_method',
      }),
    )
  if (given.length === 0) return before
  await sql.run(
    `update prime_contract set rev = rev + 1, ${given.map(([column], index) => `${column} = $${index + 3}`).join(', ')}
     where company_id = $1 and id = $2`,
    [who.company, id, ...given.map(([, value]) => value)],
  )
  const body = Object.fromEntries(given.map(([, value, field]) => [field, { from: before[field], to: value }]))
  await record(sql, { ...who, action: 'change', subject: { kind: 'prime-contract', id }, body })
  return getPrimeContract(sql, who.company, id)
}

export async function deletePrimeContract(sql: Sql, who: Who, id: PrimeContractId, at: Place = {}): Promise<void> {
  const contract = await getPrimeContract(sql, who.company, id, { ...at, lock: true })
  refuseIf(refusalsToDelete(contract), 409)
  await removing(`Prime contract ${contract.number}`, async () => {
    await sql.run(`delete from prime_contract_line where company_id = $1 and contract_id = $2`, [who.company, id])
    await sql.run(`delete from prime_contract where company_id = $1 and id = $2`, [who.company, id])
  })
  await record(sql, { ...who, action: 'delete', subject: { kind: 'prime-contract', id }, body: contract })
}

async function requireFree(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  fields: Partial<PrimeContractFields>,
  own: PrimeContractId | undefined,
): Promise<void> {
  const other = await sql.maybe<{ number: string; same: boolean }>(
    `select number, number = $4 as same from prime_contract where company_id = $1 and id is distinct from $2
       and ((project_id = $3 and number = $4) or origin_id = $5) limit 1`,
    [company, own ?? null, project, fields.number ?? null, fields.originId ?? null],
  )
  if (!other) return
  throw new Refused(
    other.same
      ? refusal('number-taken', `The number “${fields.number}” is in use on this project already.`, { field: 'number' })
      : refusal('origin-taken', `The origin_id “${fields.originId}” belongs to ${other.number} already.`, {
          field: 'origin_id',
        }),
    409,
  )
}

async function nextNumber(sql: Sql, company: CompanyId, project: ProjectId): Promise<string> {
  // Two people at once would take the same number: one waits for the other.
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('prime contract number', $1))`, [project])
  const { last } = await sql.one<{ last: number }>(
    `select coalesce(max(number::int), 0) as last from prime_contract
     where company_id = $1 and project_id = $2 and number ~ '^[0-9]{1,8}$'`,
    [company, project],
  )
  return String(last + 1)
}

function differs(before: PrimeContract, field: keyof PrimeContractFields, value: unknown): boolean {
  if (field === 'retainagePercent') return !equal(before.retainagePercent, String(value))
  return before[field] !== value
}

function givenColumns(
  fields: Partial<PrimeContractFields>,
): [column: string, value: unknown, field: keyof PrimeContractFields][] {
  return (Object.keys(COLUMNS) as (keyof PrimeContractFields)[])
    .filter((field) => fields[field] !== undefined)
    .map((field) => [COLUMNS[field], fields[field], field])
}
