/** The daily summary: for whom it is due, and what it counts. */
import type { Asked } from '../access/store-members.ts'
import type { Teller } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import { civilDate, civilHour } from '../platform/dates.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import { deciders } from '../workflows/store.ts'
import { companyRules } from '../workflows/store-people.ts'
import type { Waiting } from './model-summary.ts'

export const HOUR_SETTING = 'daily-summary-hour'
const DEFAULT_HOUR = 7

/** Puts the day's summaries into the outbox, once, when the company's hour has come. */
export async function makeSummaries(sql: Sql, company: CompanyId, clock: Clock): Promise<void> {
  const { time_zone, hour } = await sql.one<{ time_zone: string; hour: string | null }>(
    `select c.time_zone, s.value #>> '{}' as hour from company c
     left join erp_setting s on s.company_id = c.id and s.key = $2 where c.id = $1`,
    [company, HOUR_SETTING],
  )
  if (civilHour(clock, time_zone) < Number(hour ?? DEFAULT_HOUR)) return
  await sql.run('insert into notice_cursor (company_id) values ($1) on conflict do nothing', [company])
  const begun = await sql.run(
    'update notice_cursor set summary_day = $2 where company_id = $1 and (summary_day is null or summary_day < $2)',
    [company, civilDate(clock, time_zone)],
  )
  if (begun === 0) return
  // Whether there is anything to say, and whether the person wants it, is asked when it is sent.
  const people = await sql.query<{ id: UserId }>(
    `select p.id from membership m join person p on p.id = m.person_id
     where m.company_id = $1 and m.is_active and p.disabled_at is null and not p.is_service
       and (m.can_push_to_accounting or p.id = any($2::int8[]) or exists (select from notice n where n.company_id = $1 and n.person_id = p.id and n.summary_due))`,
    [company, await deciders(sql, company, await companyRules(sql, company, clock))],
  )
  await sql.run(
    `insert into notice_mail (company_id, id, person_id, summary, due_at, made_at)
     select $1, id, person_id, true, $4, $4 from unnest($2::int8[], $3::int8[]) as t(id, person_id)`,
    [company, people.map(() => newId()), people.map((each) => each.id), clock.now()],
  )
}

/** Of what a person may accept, `may` asking about that one alone: how many wait, failed or need review, by kind, and the oldest of each. */
export async function waitingFor(sql: Sql, company: CompanyId, may: Asked, teller: Teller): Promise<Waiting[]> {
  const rows = await sql.query<Omit<Waiting, 'many'>>(
    `select i.kind, case when o.state = 'NEEDS_HUMAN' then 'needs-review' when i.state = 'SENT' then 'waiting' else 'failed' end as place,
       count(*) as count, min(coalesce(o.changed_at, i.moved_at)) as oldest
     from erp_item i left join erp_op o on o.company_id = i.company_id and o.op_key = i.op_key
     where i.company_id = $1 and (i.state = 'SENT' or i.state = 'ACCEPTED' and o.state = 'REFUSED' or o.state = 'NEEDS_HUMAN')
     group by 1, 2 order by 2, 1`,
    [company],
  )
  const waiting: Waiting[] = []
  for (const row of rows) {
    const told = teller.kinds.find((each) => each.kind === row.kind)
    if (!told?.accept) continue
    const [person] = await may([told.accept])
    if (person) waiting.push({ ...row, many: told.many })
  }
  return waiting
}

export interface Contact {
  company_id: CompanyId
  connection_id: ConnectionId
  name: string
  last_contact: Date
  silent: boolean
}

/** Connections whose agent became silent or came back and nobody was told yet; over all companies. */
export function changedContacts(sql: Sql, silentBefore: Date): Promise<Contact[]> {
  return sql.query<Contact>(
    `select c.company_id, c.id as connection_id, c.name, a.last_contact, s.connection_id is null as silent
     from erp_agent a join erp_connection c on c.company_id = a.company_id and c.id = a.connection_id
     left join notice_silence s on s.company_id = c.company_id and s.connection_id = c.id
     where a.revoked_at is null and a.last_contact is not null and (s.connection_id is null) = (a.last_contact < $1)`,
    [silentBefore],
  )
}

/** @returns false when another server has noted it already. */
export async function noteContact(
  sql: Sql,
  { company_id, connection_id, last_contact, silent }: Contact,
): Promise<boolean> {
  const written = silent
    ? await sql.run(
        'insert into notice_silence (company_id, connection_id, since) values ($1, $2, $3) on conflict do nothing',
        [company_id, connection_id, last_contact],
      )
    : await sql.run('delete from notice_silence where company_id = $1 and connection_id = $2', [
        company_id,
        connection_id,
      ])
  return written > 0
}

export function silentConnections(sql: Sql, company: CompanyId): Promise<{ id: number; name: string; since: Date }[]> {
  return sql.query(
    `select c.id, c.name, s.since from notice_silence s join erp_connection c on c.company_id = s.company_id and c.id = s.connection_id
     where s.company_id = $1 order by c.id`,
    [company],
  )
}
