/** Schedules of reports: their SQL. */
import { isDeepStrictEqual } from 'node:util'
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Schedule, ScheduleChoices, ScheduleFields, ScheduleId } from './model-schedules.ts'

const FIELDS =
  'id, report, project_id, question, format, frequency, day, hour, recipients, created_by, due_at, attempts, last_sent_at, problem'

export type Due = Schedule & { company_id: CompanyId }

export function listSchedules(sql: Sql, company: CompanyId, project: ProjectId | undefined): Promise<Schedule[]> {
  return sql.query(
    `select ${FIELDS} from report_schedule where company_id = $1 and project_id is not distinct from $2 order by report, id`,
    [company, project ?? null],
  )
}

/** @throws Refused 404, also for a schedule of another project. `lock`: no other change meanwhile. */
export async function getSchedule(
  sql: Sql,
  company: CompanyId,
  project: ProjectId | undefined,
  id: ScheduleId,
  lock: 'for update' | '' = '',
): Promise<Schedule> {
  const found = await sql.maybe<Schedule>(
    `select ${FIELDS} from report_schedule where company_id = $1 and project_id is not distinct from $2 and id = $3 ${lock}`,
    [company, project ?? null, id],
  )
  if (!found) throw new Refused(refusal('not-found', `There is no schedule with the id ${id}.`, { field: 'id' }), 404)
  return found
}

export async function addSchedule(
  sql: Sql,
  company: CompanyId,
  actor: UserId,
  now: Date,
  fields: ScheduleFields,
): Promise<Schedule> {
  const id = newId<ScheduleId>()
  const made = await sql.one<Schedule>(
    `insert into report_schedule (company_id, id, report, project_id, question, format, frequency, day, hour, recipients, created_by, created_at, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, ${nextAfter('$12', '$7', '$8', '$9')}) returning ${FIELDS}`,
    [
      ...[company, id, fields.report, fields.project_id, JSON.stringify(fields.question), fields.format],
      ...[fields.frequency, fields.day, fields.hour, fields.recipients, actor, now],
    ],
  )
  await record(sql, {
    company,
    actor,
    action: 'schedule-report',
    subject: { kind: 'report-schedule', id },
    body: fields,
  })
  await announce(sql, company, 'report-schedule', id)
  return made
}

const CHOICES = ['question', 'format', 'frequency', 'day', 'hour', 'recipients'] as const

/**
 * Nothing new writes nothing. It is due anew only when its time was changed: one that waits for the mail server goes on waiting.
 * @param before as it is now, locked
 */
export async function changeSchedule(
  sql: Sql,
  company: CompanyId,
  actor: UserId,
  now: Date,
  before: Schedule,
  to: ScheduleChoices,
): Promise<Schedule> {
  const changed = CHOICES.filter((field) => !isDeepStrictEqual(before[field], to[field]))
  if (changed.length === 0) return before
  const after = await sql.one<Schedule>(
    `update report_schedule set question = $3, format = $4, frequency = $5, day = $6, hour = $7, recipients = $8,
       due_at = case when (frequency, day, hour) is distinct from ($5::text, $6::int, $7::int) then ${nextAfter('$9', '$5', '$6', '$7')} else due_at end
     where company_id = $1 and id = $2 returning ${FIELDS}`,
    [
      ...[company, before.id, JSON.stringify(to.question), to.format, to.frequency, to.day, to.hour],
      ...[to.recipients, now],
    ],
  )
  const changes = changed.map((field) => [field, { from: before[field], to: to[field] }])
  await record(sql, {
    company,
    actor,
    action: 'change-schedule',
    subject: { kind: 'report-schedule', id: before.id },
    body: { report: before.report, ...Object.fromEntries(changes) },
  })
  await announce(sql, company, 'report-schedule', before.id)
  return after
}

export async function endSchedule(
  sql: Sql,
  company: CompanyId,
  actor: UserId,
  { id, report }: Schedule,
): Promise<void> {
  await sql.run('delete from report_schedule where company_id = $1 and id = $2', [company, id])
  await record(sql, {
    company,
    actor,
    action: 'end-schedule',
    subject: { kind: 'report-schedule', id },
    body: { report },
  })
  await announce(sql, company, 'report-schedule', id)
}

/** While a server has it in hand; one that died lets go of it so late. */
const LEASE = `interval '10 minutes'`

/** Takes what is due in hand, one at a time and no other server's; needs `db.system`. */
export function claimDue(sql: Sql, now: Date): Promise<Due | undefined> {
  return sql.maybe<Due>(
    `update report_schedule set attempts = attempts + 1, due_at = $1::timestamptz + ${LEASE}
     where (company_id, id) = (select company_id, id from report_schedule where due_at <= $1 order by due_at limit 1 for update skip locked)
     returning company_id, ${FIELDS}`,
    [now],
  )
}

/** It was sent to these people, or there is nobody to send it to: on to its next turn. */
export async function sentSchedule(
  sql: Sql,
  { company_id, id, report }: Due,
  now: Date,
  readers: UserId[],
  problem: string | null,
): Promise<void> {
  await sql.run(
    `update report_schedule set due_at = ${nextAfter('$3', 'frequency', 'day', 'hour')}, attempts = 0, problem = $5,
       last_sent_at = case when $4 then $3 else last_sent_at end
     where company_id = $1 and id = $2`,
    [company_id, id, now, readers.length > 0, problem],
  )
  const subject = { kind: 'report-schedule', id }
  if (readers.length > 0)
    await record(sql, {
      company: company_id,
      actor: undefined,
      action: 'send-report',
      subject,
      body: { report, readers },
    })
  await announce(sql, company_id, 'report-schedule', id)
}

/** Tried again after 5, 10, 20 … minutes, at most 6 hours. */
export async function putOff(sql: Sql, { company_id, id, attempts }: Due, now: Date, problem: string): Promise<void> {
  const minutes = Math.min(360, 5 * 2 ** (attempts - 1))
  await sql.run(
    `update report_schedule set due_at = $3::timestamptz + $4 * interval '1 minute', problem = $5 where company_id = $1 and id = $2`,
    [company_id, id, now, minutes, problem],
  )
  await announce(sql, company_id, 'report-schedule', id)
}

/**
 * The next turn after a moment: PostgreSQL knows what hour on the wall is when, also on the days the clocks change (an hour that is left
 * out falls on the one behind it). Two months hold a turn of every frequency.
 */
function nextAfter(moment: string, frequency: string, day: string, hour: string): string {
  return `(select min(turn) from (
      select d::date as d, (d::date + make_interval(hours => ${hour}::int)) at time zone c.time_zone as turn
      from company c, generate_series((${moment}::timestamptz at time zone c.time_zone)::date, (${moment}::timestamptz at time zone c.time_zone)::date + 62, interval '1 day') d
      where c.id = $1) turns
    where turn > ${moment}::timestamptz and case ${frequency}::text when 'daily' then true when 'weekly' then extract(isodow from d) = ${day}::int
      else extract(day from d) = ${day}::int end)`
}
