/** Comments on items: written, listed, taken back. The history keeps what was taken back. */
import type { CompanyId, ItemId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import type { Comment } from './model-comments.ts'

export interface Subject {
  company: CompanyId
  kind: string
  item: ItemId
}

const COLUMNS = `c.id, json_build_object('id', p.id, 'name', p.name) as author, c.text, c.at,
  coalesce((select json_agg(json_build_object('id', m.id, 'name', m.name) order by m.name) from person m where m.id = any(c.mentions)), '[]') as mentions
  from item_comment c join person p on p.id = c.author_id`

/** Oldest first, as they are read. */
export async function listComments(
  sql: Sql,
  { company, kind, item }: Subject,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: Comment[]; total: number }> {
  const rows = await sql.query<Comment>(
    `select ${COLUMNS} where c.company_id = $1 and c.kind = $2 and c.item_id = $3 order by c.id limit $4 offset $5`,
    [company, kind, item, limit, offset],
  )
  const { total } = await sql.one<{ total: number }>(
    'select count(*) as total from item_comment where company_id = $1 and kind = $2 and item_id = $3',
    [company, kind, item],
  )
  return { rows, total }
}

export function findComment(sql: Sql, { company, kind, item }: Subject, id: number): Promise<Comment | undefined> {
  return sql.maybe<Comment>(
    `select ${COLUMNS} where c.company_id = $1 and c.kind = $2 and c.item_id = $3 and c.id = $4`,
    [company, kind, item, id],
  )
}

export async function addComment(
  sql: Sql,
  subject: Subject,
  given: { author: UserId; text: string; mentions: UserId[]; at: Date },
): Promise<number> {
  const id = newId()
  await sql.run(
    `insert into item_comment (company_id, id, kind, item_id, author_id, text, mentions, at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [subject.company, id, subject.kind, subject.item, given.author, given.text, given.mentions, given.at],
  )
  await note(sql, subject, given.author, 'commented', { comment: id })
  return id
}

/** Notices of it go with it. */
export async function deleteComment(sql: Sql, subject: Subject, { id, author, text }: Comment): Promise<void> {
  await sql.run('delete from item_comment where company_id = $1 and id = $2', [subject.company, id])
  await note(sql, subject, author.id, 'comment-deleted', { comment: id, text })
  await announce(sql, subject.company, 'notices')
}

async function note(sql: Sql, { company, kind, item }: Subject, actor: UserId, action: string, body: object) {
  await record(sql, { company, actor, action, subject: { kind, id: item }, body })
  await announce(sql, company, 'comments', item)
}

/** Everybody who commented on the item before. */
export async function commenters(sql: Sql, { company, kind, item }: Subject, before: number): Promise<UserId[]> {
  const rows = await sql.query<{ author_id: UserId }>(
    'select distinct author_id from item_comment where company_id = $1 and kind = $2 and item_id = $3 and id < $4',
    [company, kind, item, before],
  )
  return rows.map((row) => row.author_id)
}
