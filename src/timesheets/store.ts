/** Timesheets: their SQL. Timecards: `store-timecards.ts`. Every write raises `rev` and goes into the history. */
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import { getProject } from '../jobs/store.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { Timesheet, TimesheetId, TimesheetStatus } from './model.ts'
import { refusalsOfPeriod, refusalsToApprove, refusalsToEdit, refusalsWhileSent } from './rules.ts'

/** Whose books, and who acts. */
export type Who = Pick<Scope, 'company' | 'actor'>
export type Period = Pick<Timesheet, 'periodStart' | 'periodEnd'>

/** Where it stands on its way to the ERP, read from the pipeline's own rows. */
const ERP_STATUS = `case
    when t.erp_locked then 'synced'
    when i.state = 'SENT' then 'ready_to_export'
    when i.state = 'REJECTED' then 'rejected'
    when i.state = 'ACCEPTED' and o.state = 'REFUSED' then 'failed_to_export'
    when i.state = 'ACCEPTED' and o.state <> 'CANCELLED' and o.state <> 'CONFIRMED' then 'exporting'
    else 'not_in_erp' end`

const SELECT = `select t.id, t.rev, t.project_id as project, p.name as "projectName", t.number, t.period_start as "periodStart",
    t.period_end as "periodEnd", t.status, who.name as "approvedBy", lj.erp_id as "jobErpId",
    coalesce(c.hours, 0.00) as hours, coalesce(c.cards, 0) as timecards, t.erp_locked as "erpLocked", ${ERP_STATUS} as "erpStatus"
  from timesheet t
  join project p on p.company_id = t.company_id and p.id = t.project_id
  left join person who on who.id = t.approved_by
  left join erp_link lj on lj.company_id = t.company_id and lj.kind = 'job' and lj.item_id = t.project_id
  left join erp_item i on i.company_id = t.company_id and i.kind = 'timecards' and i.item_id = t.id
  left join erp_op o on o.company_id = i.company_id and o.op_key = i.op_key
  left join lateral (select sum(c.regular_hours + c.overtime_hours + c.double_hours) as hours, count(*)::int as cards
    from timecard c where c.company_id = t.company_id and c.timesheet_id = t.id) c on true`

/** The newest first. */
export async function listTimesheets(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: Timesheet[]; total: number }> {
  const values = [company, project]
  const rows = await sql.query<Timesheet>(
    `${SELECT} where t.company_id = $1 and t.project_id = $2 order by t.number desc limit $3 offset $4`,
    [...values, limit, offset],
  )
  const { total } = await sql.one<{ total: number }>(
    'select count(*)::int as total from timesheet where company_id = $1 and project_id = $2',
    values,
  )
  return { rows, total }
}

export function findTimesheet(sql: Sql, company: CompanyId, id: TimesheetId): Promise<Timesheet | undefined> {
  return sql.maybe(`${SELECT} where t.company_id = $1 and t.id = $2`, [company, id])
}

/** `lock`: others who change it wait until this transaction ends. @throws Refused 404, also when it stands on another project. */
export async function getTimesheet(
  sql: Sql,
  company: CompanyId,
  id: TimesheetId,
  { project, lock = false }: { project?: ProjectId; lock?: boolean } = {},
): Promise<Timesheet> {
  if (lock) await sql.query('select 1 from timesheet where company_id = $1 and id = $2 for update', [company, id])
  const found = await findTimesheet(sql, company, id)
  if (!found || (project && found.project !== project))
    throw new Refused(
      refusal('not-found', `There is no timesheet with the id ${id} on this project.`, { field: 'id' }),
      404,
    )
  return found
}

export async function createTimesheet(sql: Sql, who: Who, project: ProjectId, period: Period): Promise<Timesheet> {
  refuseIf(refusalsOfPeriod(period))
  await getProject(sql, who.company, project)
  // Two people at once would take the same number: one waits for the other.
  await sql.query(`select pg_advisory_xact_lock(hashtextextended('timesheet number', $1))`, [project])
  const { number } = await sql.one<{ number: number }>(
    'select coalesce(max(number), 0)::int + 1 as number from timesheet where company_id = $1 and project_id = $2',
    [who.company, project],
  )
  const id = newId<TimesheetId>()
  await sql.run(
    `insert into timesheet (company_id, id, project_id, number, period_start, period_end) values ($1, $2, $3, $4, $5, $6)`,
    [who.company, id, project, number, period.periodStart, period.periodEnd],
  )
  await note(sql, who, id, 'create', { number, ...period })
  return getTimesheet(sql, who.company, id)
}

/** @throws Refused when a timecard would lie outside the period. */
export async function changePeriod(sql: Sql, who: Who, timesheet: Timesheet, period: Period): Promise<Timesheet> {
  refuseIf([...refusalsToEdit(timesheet), ...refusalsOfPeriod(period)])
  const outside = await sql.maybe<{ date: string }>(
    `select date from timecard where company_id = $1 and timesheet_id = $2 and (date < $3 or date > $4) limit 1`,
    [who.company, timesheet.id, period.periodStart, period.periodEnd],
  )
  if (outside)
    throw new Refused(
      refusal('outside-period', `A timecard of ${outside.date} would lie outside the period.`, {
        field: 'period_start',
      }),
    )
  await sql.run(
    `update timesheet set rev = rev + 1, period_start = $3, period_end = $4 where company_id = $1 and id = $2`,
    [who.company, timesheet.id, period.periodStart, period.periodEnd],
  )
  await note(sql, who, timesheet.id, 'change', period)
  return getTimesheet(sql, who.company, timesheet.id)
}

/** Approves, or takes the approval back. */
export async function setStatus(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  timesheet: Timesheet,
  status: TimesheetStatus,
): Promise<Timesheet> {
  const { sql, clock, company, actor } = scope
  refuseIf(status === 'approved' ? refusalsToApprove(timesheet) : refusalsWhileSent(timesheet))
  if (timesheet.status === status) return timesheet
  const approved = status === 'approved'
  await sql.run(
    `update timesheet set rev = rev + 1, status = $3, approved_by = $4, approved_at = $5 where company_id = $1 and id = $2`,
    [company, timesheet.id, status, approved ? (actor ?? null) : null, approved ? clock.now() : null],
  )
  await note(sql, { company, actor }, timesheet.id, approved ? 'approve' : 'take-approval-back', {})
  return getTimesheet(sql, company, timesheet.id)
}

export async function deleteTimesheet(sql: Sql, who: Who, timesheet: Timesheet): Promise<void> {
  refuseIf(refusalsToEdit(timesheet), 409)
  await sql.run('delete from timesheet where company_id = $1 and id = $2', [who.company, timesheet.id])
  await note(sql, who, timesheet.id, 'delete', timesheet)
}

/** In the transaction that links or unlinks; not an edit, so `rev` stays. */
export async function setErpLock(sql: Sql, company: CompanyId, id: TimesheetId, locked: boolean): Promise<void> {
  await sql.run('update timesheet set erp_locked = $3 where company_id = $1 and id = $2', [company, id, locked])
}

export async function note(sql: Sql, who: Who, id: TimesheetId, action: string, body: object): Promise<void> {
  await record(sql, { ...who, action, subject: { kind: 'timecards', id }, body })
}
