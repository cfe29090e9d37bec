/** Reads the history behind a cursor: what happened since, once and in order. The history's head is locked by whoever adds to it, so its numbers have no gaps. */
import type { CompanyId, ItemId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'

/** Rows of history looked at in one transaction. */
const BATCH = 500

export interface News {
  seq: number
  at: Date
  actor: UserId | null
  /** Name of the actor. */
  who: string | null
  action: string
  kind: string
  item: ItemId
  why: string | null
  body: Record<string, unknown> | null
}

/** What somebody may be told of; the rest of the history is passed over. */
const TOLD = `h.subject_id ~ '^[0-9]{1,16}$' and (h.action in ('sent', 'sent-again', 'rejected', 'commented',
    'workflow-start', 'workflow-approve', 'workflow-return', 'workflow-reject', 'workflow-pass-over')
  or h.action like 'export-%' and h.body ->> 'to' in ('CONFIRMED', 'REFUSED', 'NEEDS_HUMAN') and h.body ->> 'from' <> h.body ->> 'to')`

export function companiesWithNews(sql: Sql): Promise<{ company_id: CompanyId }[]> {
  return sql.query(
    `select h.company_id from history_head h left join notice_cursor c on c.company_id = h.company_id where h.seq > coalesce(c.seq, 0)`,
  )
}

/** Moves the company's cursor over the next rows and returns what is told of them. `more`: there is more behind them. */
export async function readOn(sql: Sql, company: CompanyId): Promise<{ news: News[]; more: boolean }> {
  const from = await lockCursor(sql, company)
  const { head } = await sql.one<{ head: number }>(
    'select coalesce(max(seq), 0) as head from history_head where company_id = $1',
    [company],
  )
  const to = Math.min(head, from + BATCH)
  const news = await sql.query<News>(
    `select h.seq, h.at, h.actor, p.name as who, h.action, h.subject_kind as kind, h.subject_id::int8 as item, h.why, h.body
     from history h left join person p on p.id = h.actor
     where h.company_id = $1 and h.seq > $2 and h.seq <= $3 and ${TOLD} order by h.seq`,
    [company, from, to],
  )
  await sql.run('update notice_cursor set seq = $2 where company_id = $1', [company, to])
  return { news, more: to < head }
}

async function lockCursor(sql: Sql, company: CompanyId): Promise<number> {
  await sql.run('insert into notice_cursor (company_id) values ($1) on conflict do nothing', [company])
  const { seq } = await sql.one<{ seq: number }>('select seq from notice_cursor where company_id = $1 for update', [
    company,
  ])
  return seq
}

export interface OpFacts {
  sent_by: UserId
  human_reason: string | null
  erp_id: string | null
}

export function opFacts(sql: Sql, company: CompanyId, opKey: string): Promise<OpFacts | undefined> {
  return sql.maybe<OpFacts>(
    `select o.sent_by, o.human_reason, l.erp_id from erp_op o
     left join erp_link l on l.company_id = o.company_id and l.kind = o.kind and l.item_id = o.item_id
     where o.company_id = $1 and o.op_key = $2`,
    [company, opKey],
  )
}

/** Where the item stands in the approver's inbox, and whose it is. */
export function inboxFacts(
  sql: Sql,
  company: CompanyId,
  kind: string,
  item: ItemId,
): Promise<{ state: string; sent_by: UserId } | undefined> {
  return sql.maybe('select state, sent_by from erp_item where company_id = $1 and kind = $2 and item_id = $3', [
    company,
    kind,
    item,
  ])
}
