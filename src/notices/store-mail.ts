/** The outbox: mails wait on their rows until the mail server has taken them. */
import type { CompanyId, ItemId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { EventKey } from './model.ts'

/** Longer than a try can take: after it another server may try. */
const LEASE_MS = 5 * 60_000
const BATCH = 20
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 3_600_000
const PATIENCE_MS = 3 * 24 * 3_600_000

export interface MailRow {
  company_id: CompanyId
  id: number
  person_id: UserId
  summary: boolean
  /** This one counted. */
  attempts: number
  made_at: Date
}

/** Takes mails that are due and leases them to this server. */
export function claimMails(sql: Sql, now: Date): Promise<MailRow[]> {
  return sql.query<MailRow>(
    `update notice_mail set attempts = attempts + 1, due_at = $2 where (company_id, id) in (
       select company_id, id from notice_mail where due_at <= $1 and ended_at is null order by due_at limit ${BATCH} for update skip locked)
     returning company_id, id, person_id, summary, attempts, made_at`,
    [now, new Date(now.getTime() + LEASE_MS)],
  )
}

export async function endMail(
  sql: Sql,
  { company_id, id }: MailRow,
  now: Date,
  outcome: 'sent' | 'nothing to say' | 'refused' | 'given up',
  problem?: string,
): Promise<void> {
  await sql.run(
    'update notice_mail set ended_at = $3, outcome = $4, problem = $5 where company_id = $1 and id = $2 and ended_at is null',
    [company_id, id, now, outcome, problem ?? null],
  )
}

/** Later, with growing pauses; after three days not at all. @returns true when it was given up */
export async function putOffMail(sql: Sql, mail: MailRow, now: Date, problem: string): Promise<boolean> {
  if (now.getTime() - mail.made_at.getTime() > PATIENCE_MS) {
    await endMail(sql, mail, now, 'given up', problem)
    return true
  }
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (mail.attempts - 1), LONGEST_PAUSE_MS)
  await sql.run('update notice_mail set due_at = $3, problem = $4 where company_id = $1 and id = $2', [
    mail.company_id,
    mail.id,
    new Date(now.getTime() + pause),
    problem,
  ])
  return false
}

export interface MailedNotice {
  id: number
  event: EventKey
  kind: string
  item_id: ItemId
  project_id: ProjectId | null
  title: string
  text: string
  path: string
}

/** What stands on a mail; of a summary, what the person wished to read there. */
export function noticesOn(sql: Sql, { company_id, id, person_id, summary }: MailRow): Promise<MailedNotice[]> {
  return sql.query<MailedNotice>(
    `select id, event, kind, item_id, project_id, title, text, path from notice
     where company_id = $1 and ${summary ? 'person_id = $2 and summary_due' : 'mail_id = $2'} order by id`,
    [company_id, summary ? person_id : id],
  )
}

export async function summarized(sql: Sql, company: CompanyId, notices: number[]): Promise<void> {
  await sql.run('update notice set summary_due = false where company_id = $1 and id = any($2::int8[])', [
    company,
    notices,
  ])
}

/** Why the last mail to this person did not go, unless a later one did. */
export async function lastProblem(sql: Sql, company: CompanyId, person: UserId): Promise<string | null> {
  const row = await sql.maybe<{ problem: string | null }>(
    'select problem from notice_mail where company_id = $1 and person_id = $2 and attempts > 0 order by id desc limit 1',
    [company, person],
  )
  return row?.problem ?? null
}

export function companyNamed(sql: Sql, company: CompanyId): Promise<{ id: CompanyId; name: string; timeZone: string }> {
  return sql.one('select id, name, time_zone as "timeZone" from company where id = $1', [company])
}

/** Read notices and ended mails have had their time after ninety days. */
export async function sweepNotices(sql: Sql, now: Date): Promise<void> {
  const before = new Date(now.getTime() - 90 * 24 * 3_600_000)
  await sql.run('delete from notice where at < $1 and (read_at is not null or not in_page) and not summary_due', [
    before,
  ])
  await sql.run('delete from notice_mail where ended_at < $1', [before])
}
