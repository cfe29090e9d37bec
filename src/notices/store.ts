/** Notices as their people see them, and what each person chose. */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import { type Channels, type Draft, EVENTS, type EventKey, eventOf } from './model.ts'

/** The notices of a mail gather for so long before it goes: a hundred items moved at once make one mail. */
const GATHER_MS = 10_000

/** Writes the notices that somebody wants and puts them on their mails. `mails` false: no mail server is set. */
export async function tell(sql: Sql, company: CompanyId, now: Date, drafts: Draft[], mails: boolean): Promise<void> {
  const choices = await choicesOf(sql, company, [...new Set(drafts.flatMap((draft) => draft.to))])
  const gathering = new Map<UserId, number>()
  let told = false
  for (const draft of drafts) {
    for (const person of draft.to) {
      const wanted = choices(person, draft.event)
      const email = wanted.email && mails
      // What waits is counted anew when the summary is written.
      const summary = wanted.summary && mails && !eventOf(draft.event).counted
      if (!wanted.page && !email && !summary) continue
      if (email && !gathering.has(person)) gathering.set(person, await gatheringMail(sql, company, person, now))
      const mail = email ? gathering.get(person)! : null
      await insert(sql, company, person, draft, { page: wanted.page, mail, summary })
      told = true
    }
  }
  if (told) await announce(sql, company, 'notices')
}

async function gatheringMail(sql: Sql, company: CompanyId, person: UserId, now: Date): Promise<number> {
  const { id } = await sql.one<{ id: number }>(
    `insert into notice_mail (company_id, id, person_id, due_at, made_at) values ($1, $2, $3, $4, $5)
     on conflict (company_id, person_id) where attempts = 0 and ended_at is null and not summary do update set due_at = notice_mail.due_at
     returning id`,
    [company, newId(), person, new Date(now.getTime() + GATHER_MS), now],
  )
  return id
}

async function insert(
  sql: Sql,
  company: CompanyId,
  person: UserId,
  draft: Draft,
  by: { page: boolean; mail: number | null; summary: boolean },
): Promise<void> {
  await sql.run(
    `insert into notice (company_id, id, person_id, event, kind, item_id, project_id, comment_id, title, text, path, at, in_page, mail_id, summary_due)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      company,
      newId(),
      person,
      draft.event,
      draft.kind,
      draft.item,
      draft.project ?? null,
      draft.comment ?? null,
      draft.title,
      draft.text,
      draft.path,
      draft.at,
      by.page,
      by.mail,
      by.summary,
    ],
  )
}

/** What each of these people wants to be told of each event, and how. */
export async function choicesOf(
  sql: Sql,
  company: CompanyId,
  people: UserId[],
): Promise<(person: UserId, event: EventKey) => Channels> {
  const rows = await sql.query<Channels & { person_id: UserId; event: EventKey }>(
    'select person_id, event, page, email, summary from notice_choice where company_id = $1 and person_id = any($2::int8[])',
    [company, people],
  )
  const chosen = new Map(
    rows.map(({ person_id, event, page, email, summary }) => [`${person_id} ${event}`, { page, email, summary }]),
  )
  return (person, event) => chosen.get(`${person} ${event}`) ?? eventOf(event).initially
}

export async function listChoices(sql: Sql, company: CompanyId, person: UserId) {
  const choice = await choicesOf(sql, company, [person])
  return EVENTS.map(({ key, label, help }) => ({ event: key, label, help, ...choice(person, key) }))
}

export async function setChoice(
  sql: Sql,
  company: CompanyId,
  person: UserId,
  event: EventKey,
  { page, email, summary }: Channels,
): Promise<void> {
  await sql.run(
    `insert into notice_choice (company_id, person_id, event, page, email, summary) values ($1, $2, $3, $4, $5, $6)
     on conflict (company_id, person_id, event) do update set page = excluded.page, email = excluded.email, summary = excluded.summary`,
    [company, person, event, page, email, summary],
  )
}

export interface NoticeRow {
  id: number
  event: EventKey
  title: string
  text: string
  path: string
  at: Date
  read_at: Date | null
}

/** Whose notices, and of which projects that person may still know (`all`, or these and what is of no project). */
export interface Reader {
  company: CompanyId
  person: UserId
  projects: 'all' | ProjectId[]
}

const MINE = `from notice where company_id = $1 and person_id = $2 and in_page and ($3::int8[] is null or project_id is null or project_id = any($3))`
const mine = ({ company, person, projects }: Reader) => [company, person, projects === 'all' ? null : projects]

export async function listNotices(
  sql: Sql,
  reader: Reader,
  query: { unread: boolean; limit: number; offset: number },
): Promise<{ rows: NoticeRow[]; total: number }> {
  const where = `${MINE} and (read_at is null or not $4)`
  const rows = await sql.query<NoticeRow>(
    `select id, event, title, text, path, at, read_at ${where} order by id desc limit $5 offset $6`,
    [...mine(reader), query.unread, query.limit, query.offset],
  )
  const { total } = await sql.one<{ total: number }>(`select count(*) as total ${where}`, [
    ...mine(reader),
    query.unread,
  ])
  return { rows, total }
}

export async function countUnread(sql: Sql, reader: Reader): Promise<number> {
  const { unread } = await sql.one<{ unread: number }>(
    `select count(*) as unread ${MINE} and read_at is null`,
    mine(reader),
  )
  return unread
}

/** Marks one notice, or all of them. @returns false when there is no such notice of this person. */
export async function markRead(
  sql: Sql,
  { company, person }: Pick<Reader, 'company' | 'person'>,
  id: number | 'all',
  at: Date | null,
): Promise<boolean> {
  const changed = await sql.run(
    `update notice set read_at = case when $4::timestamptz is null then null else coalesce(read_at, $4) end
     where company_id = $1 and person_id = $2 and in_page and ($3::int8 is null or id = $3)`,
    [company, person, id === 'all' ? null : id, at],
  )
  if (changed > 0) await announce(sql, company, 'notices')
  return changed > 0
}
