/** Billing periods: their SQL. */
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { BillingPeriod, PeriodFields, PeriodId } from './model-periods.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>

const SELECT = `select p.id, p.project_id as project, p.start_date as start, p.end_date as end, p.due_date as due, p.status,
    (select count(*)::int from subcontractor_invoice i where i.company_id = p.company_id and i.period_id = p.id) as invoices
  from billing_period p`

export function listPeriods(sql: Sql, company: CompanyId, project: ProjectId): Promise<BillingPeriod[]> {
  return sql.query(`${SELECT} where p.company_id = $1 and p.project_id = $2 order by p.start_date desc, p.id`, [
    company,
    project,
  ])
}

/** @throws Refused 404, also when it is another project's. */
export async function getPeriod(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  id: PeriodId,
): Promise<BillingPeriod> {
  const found = await sql.maybe<BillingPeriod>(
    `${SELECT} where p.company_id = $1 and p.project_id = $2 and p.id = $3`,
    [company, project, id],
  )
  if (!found)
    throw new Refused(
      refusal('not-found', `There is no billing period with the id ${id} on this project.`, { field: 'period_id' }),
      404,
    )
  return found
}

export async function createPeriod(
  sql: Sql,
  who: Who,
  project: ProjectId,
  fields: PeriodFields,
): Promise<BillingPeriod> {
  const id = newId<PeriodId>()
  await requireSound(sql, who.company, project, fields, undefined)
  await sql.run(
    `insert into billing_period (company_id, id, project_id, start_date, end_date, due_date, status) values ($1, $2, $3, $4, $5, $6, $7)`,
    [who.company, id, project, fields.start, fields.end, fields.due, fields.status],
  )
  await record(sql, { ...who, action: 'create', subject: { kind: 'billing-period', id }, body: fields })
  return getPeriod(sql, who.company, project, id)
}

export async function updatePeriod(
  sql: Sql,
  who: Who,
  project: ProjectId,
  id: PeriodId,
  change: Partial<PeriodFields>,
): Promise<BillingPeriod> {
  const before = await getPeriod(sql, who.company, project, id)
  const after = { ...before, ...change }
  if (before.invoices > 0 && (after.start !== before.start || after.end !== before.end))
    throw new Refused(
      refusal('period-billed', `The days of a billing period with invoices do not change; it has ${before.invoices}.`, {
        field: 'start_date',
      }),
    )
  await requireSound(sql, who.company, project, after, id)
  await sql.run(
    `update billing_period set start_date = $3, end_date = $4, due_date = $5, status = $6 where company_id = $1 and id = $2`,
    [who.company, id, after.start, after.end, after.due, after.status],
  )
  await record(sql, { ...who, action: 'change', subject: { kind: 'billing-period', id }, body: change })
  return getPeriod(sql, who.company, project, id)
}

export async function deletePeriod(sql: Sql, who: Who, project: ProjectId, id: PeriodId): Promise<void> {
  const period = await getPeriod(sql, who.company, project, id)
  if (period.invoices > 0)
    throw new Refused(refusal('period-billed', `The billing period has ${period.invoices} invoices.`), 409)
  await sql.run(`delete from billing_period where company_id = $1 and id = $2`, [who.company, id])
  await record(sql, { ...who, action: 'delete', subject: { kind: 'billing-period', id }, body: period })
}

async function requireSound(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  { start, end }: Pick<PeriodFields, 'start' | 'end'>,
  own: PeriodId | undefined,
): Promise<void> {
  if (end < start)
    refuseIf([
      refusal('period-ends-before-it-begins', `The period begins on ${start} and ends on ${end}.`, {
        field: 'end_date',
      }),
    ])
  const other = await sql.maybe<{ start: string; end: string }>(
    `select start_date as start, end_date as end from billing_period
     where company_id = $1 and project_id = $2 and id is distinct from $5 and start_date <= $4 and end_date >= $3 limit 1`,
    [company, project, start, end, own ?? null],
  )
  if (other)
    throw new Refused(
      refusal('period-overlaps', `The period meets the one from ${other.start} to ${other.end}.`, {
        field: 'start_date',
      }),
      409,
    )
}
