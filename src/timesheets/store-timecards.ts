/** Timecards: their SQL. Every write raises the timesheet's `rev` and goes into the history. */
import type { CompanyId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { add } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import {
  hoursOf,
  type Timecard,
  type TimecardFields,
  type TimecardId,
  type Timesheet,
  type TimesheetId,
} from './model.ts'
import { type CardFacts, refusalsOfCard, refusalsToEdit } from './rules.ts'
import { note, type Who } from './store.ts'

const SELECT = `select c.id, c.position, c.employee_id as "employeeId", c.date, c.cost_code_id as "costCodeId", c.cost_type_id as "costTypeId",
    c.pay_id as "payId", c.regular_hours as "regularHours", c.overtime_hours as "overtimeHours", c.double_hours as "doubleHours",
    c.description, json_build_object('code', e.code, 'name', e.name, 'payId', e.pay_id, 'active', e.active) as employee,
    k.code as "costCode", t.code as "costType", k.sub_job_code as extra
  from timecard c
  join employee e on e.company_id = c.company_id and e.id = c.employee_id
  join cost_code k on k.company_id = c.company_id and k.id = c.cost_code_id
  join cost_type t on t.company_id = c.company_id and t.id = c.cost_type_id`

export function listTimecards(sql: Sql, company: CompanyId, timesheet: TimesheetId): Promise<Timecard[]> {
  return sql.query(`${SELECT} where c.company_id = $1 and c.timesheet_id = $2 order by c.position`, [
    company,
    timesheet,
  ])
}

/** @throws Refused 404 */
async function getTimecard(sql: Sql, company: CompanyId, timesheet: TimesheetId, id: TimecardId): Promise<Timecard> {
  const found = await sql.maybe<Timecard>(`${SELECT} where c.company_id = $1 and c.timesheet_id = $2 and c.id = $3`, [
    company,
    timesheet,
    id,
  ])
  if (found) return found
  throw new Refused(
    refusal('not-found', `There is no timecard with the id ${id} on this timesheet.`, { field: 'id' }),
    404,
  )
}

/** Adds a timecard at the end. */
export async function addTimecard(sql: Sql, who: Who, timesheet: Timesheet, card: TimecardFields): Promise<Timecard> {
  await requireSound(sql, who.company, timesheet, card, undefined)
  const id = newId<TimecardId>()
  await sql.run(
    `insert into timecard (company_id, timesheet_id, id, position, employee_id, date, cost_code_id, cost_type_id, pay_id,
       regular_hours, overtime_hours, double_hours, description)
     select $1, $2, $3, count(*) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12 from timecard where company_id = $1 and timesheet_id = $2`,
    [who.company, timesheet.id, id, ...valuesOf(card)],
  )
  await changed(sql, who, timesheet, 'timecard-added', { ...card })
  return getTimecard(sql, who.company, timesheet.id, id)
}

export async function updateTimecard(
  sql: Sql,
  who: Who,
  timesheet: Timesheet,
  id: TimecardId,
  change: Partial<TimecardFields>,
): Promise<Timecard> {
  const before = await getTimecard(sql, who.company, timesheet.id, id)
  const card = { ...before, ...change }
  await requireSound(sql, who.company, timesheet, card, id)
  await sql.run(
    `update timecard set employee_id = $3, date = $4, cost_code_id = $5, cost_type_id = $6, pay_id = $7, regular_hours = $8,
       overtime_hours = $9, double_hours = $10, description = $11 where company_id = $1 and id = $2`,
    [who.company, id, ...valuesOf(card)],
  )
  await changed(sql, who, timesheet, 'timecard-changed', { timecard: before.position, change })
  return getTimecard(sql, who.company, timesheet.id, id)
}

export async function deleteTimecard(sql: Sql, who: Who, timesheet: Timesheet, id: TimecardId): Promise<void> {
  refuseIf(refusalsToEdit(timesheet))
  const card = await getTimecard(sql, who.company, timesheet.id, id)
  await sql.run('delete from timecard where company_id = $1 and id = $2', [who.company, id])
  await sql.run(
    'update timecard set position = position - 1 where company_id = $1 and timesheet_id = $2 and position > $3',
    [who.company, timesheet.id, card.position],
  )
  await changed(sql, who, timesheet, 'timecard-deleted', { card })
}

async function requireSound(
  sql: Sql,
  company: CompanyId,
  timesheet: Timesheet,
  card: TimecardFields,
  own: TimecardId | undefined,
): Promise<void> {
  refuseIf(refusalsToEdit(timesheet))
  refuseIf(refusalsOfCard(card, timesheet, await factsOf(sql, company, timesheet, card, own)))
}

async function factsOf(
  sql: Sql,
  company: CompanyId,
  { project }: Timesheet,
  card: TimecardFields,
  own: TimecardId | undefined,
): Promise<CardFacts> {
  const employee = await sql.maybe<{ name: string; active: boolean }>(
    `select name, active from employee where company_id = $1 and id = $2
       and coalesce(connection_id = project_connection($1, $3), true)`,
    [company, card.employeeId, project],
  )
  const code = await sql.maybe<{ code: string; isGroup: boolean; active: boolean; on_code: boolean }>(
    `select c.code, c.is_group as "isGroup", c.active, exists (
       select from cost_code_cost_type x where x.company_id = c.company_id and x.cost_code_id = c.id and x.cost_type_id = $4 and not x.erp_vanished) as on_code
     from cost_code c where c.company_id = $1 and c.project_id = $2 and c.id = $3`,
    [company, project, card.costCodeId, card.costTypeId],
  )
  const { others } = await sql.one<{ others: string }>(
    `select coalesce(sum(regular_hours + overtime_hours + double_hours), 0) as others from timecard
     where company_id = $1 and employee_id = $2 and date = $3 and id is distinct from $4`,
    [company, card.employeeId, card.date, own ?? null],
  )
  return {
    employee: employee ?? null,
    costCode: code ?? null,
    costTypeOnCode: code?.on_code ?? false,
    dayHours: add(others, hoursOf(card)),
  }
}

function valuesOf(card: TimecardFields): unknown[] {
  return [
    card.employeeId,
    card.date,
    card.costCodeId,
    card.costTypeId,
    card.payId,
    card.regularHours,
    card.overtimeHours,
    card.doubleHours,
    card.description,
  ]
}

async function changed(sql: Sql, who: Who, timesheet: Timesheet, action: string, body: object): Promise<void> {
  await sql.run('update timesheet set rev = rev + 1 where company_id = $1 and id = $2', [who.company, timesheet.id])
  await note(sql, who, timesheet.id, action, body)
}
