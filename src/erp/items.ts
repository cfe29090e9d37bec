/** The approver's inbox: an item's place before an op is born and after one ended. Which move is possible when is in `moves.ts`. */
import type { CompanyId, ConnectionId, ItemId, UserId } from '../ids.ts'
import { type Sql, together } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Kind } from './entity.ts'
import { type Hub, scopeOf } from './hub.ts'
import type { HumanReason, InboxState, LinkState, OpState } from './states.ts'

export interface InboxRow {
  kind: Kind
  item_id: ItemId
  connection_id: ConnectionId
  connector: string
  state: InboxState
  rev: number
  intent_no: number
  op_key: string | null
  sent_by: UserId
  sent_at: Date
  moved_by: UserId
  moved_at: Date
  reason: string | null
}

/** Where an item stands altogether: inbox, op and link; what the moves are decided on. */
export interface Standing {
  inbox: InboxState | undefined
  op: OpState | undefined
  epoch: number
  humanReason: HumanReason | undefined
  /** The ERP is being read because a person asked for it. */
  asked: boolean
  link: LinkState | undefined
  /** The link came by an op of its own, so that the ERP can be asked whether its record still stands. */
  byOp: boolean
}

interface StandingRow extends InboxRow {
  op_state: OpState | null
  epoch: number | null
  human_reason: HumanReason | null
  asked: boolean | null
  link_status: LinkState | null
  link_op: string | null
  moved_by_name: string | null
}

/** The item's inbox row, locked until the transaction ends, and where it stands. */
export async function standingOf(
  sql: Sql,
  company: CompanyId,
  kind: Kind,
  item: ItemId,
  lock: 'for update' | '' = '',
): Promise<{ row: InboxRow | undefined; standing: Standing; movedBy: string | undefined }> {
  const locked = lock
    ? sql.maybe('select 1 as one from erp_item where company_id = $1 and kind = $2 and item_id = $3 for update', [
        company,
        kind,
        item,
      ])
    : undefined
  const standingRow = sql.maybe<StandingRow>(
    `select i.*, c.connector, o.state as op_state, o.epoch, o.human_reason, o.asked_probe is not null or o.probing is not null as asked,
       l.status as link_status, lo.op_key as link_op, p.name as moved_by_name
     from (select $1::int8 as company_id, $2::text as kind, $3::int8 as item_id) n
     left join erp_item i on i.company_id = n.company_id and i.kind = n.kind and i.item_id = n.item_id
     left join erp_connection c on c.company_id = n.company_id and c.id = i.connection_id
     left join erp_op o on o.company_id = n.company_id and o.op_key = i.op_key
     left join erp_link l on l.company_id = n.company_id and l.kind = n.kind and l.item_id = n.item_id
     left join erp_op lo on lo.company_id = n.company_id and lo.op_key = l.op_key and lo.kind = n.kind and lo.item_id = n.item_id
     left join person p on p.id = i.moved_by`,
    [company, kind, item],
  )
  const [, found] = await together([locked, standingRow])
  const row = found?.state ? found : undefined
  const standing: Standing = {
    inbox: row?.state,
    op: found?.op_state ?? undefined,
    epoch: found?.epoch ?? 0,
    humanReason: found?.human_reason ?? undefined,
    asked: found?.asked ?? false,
    link: found?.link_status ?? undefined,
    byOp: found?.link_op != null,
  }
  return { row, standing, movedBy: found?.moved_by_name ?? undefined }
}

/** Puts the item into the inbox as the intent that comes next. */
export async function putInInbox(
  sql: Sql,
  company: CompanyId,
  item: { kind: Kind; item: ItemId; connection: ConnectionId; rev: number; intentNo: number; sentBy: UserId; at: Date },
): Promise<void> {
  await sql.run(
    `insert into erp_item (company_id, kind, item_id, connection_id, state, rev, intent_no, sent_by, sent_at, moved_by, moved_at)
     values ($1, $2, $3, $4, 'SENT', $5, $6, $7, $8, $7, $8)
     on conflict (company_id, kind, item_id) do update set connection_id = excluded.connection_id, state = 'SENT', rev = excluded.rev,
       intent_no = excluded.intent_no, sent_by = excluded.sent_by, sent_at = excluded.sent_at, moved_by = excluded.moved_by,
       moved_at = excluded.moved_at, reason = null`,
    [company, item.kind, item.item, item.connection, item.rev, item.intentNo, item.sentBy, item.at],
  )
}

export async function moveItem(
  sql: Sql,
  company: CompanyId,
  kind: Kind,
  item: ItemId,
  to: { state: InboxState; by: UserId; at: Date; reason?: string | undefined; opKey?: string | undefined },
): Promise<void> {
  await sql.run(
    `update erp_item set state = $4, moved_by = $5, moved_at = $6, reason = $7, op_key = coalesce($8, op_key)
     where company_id = $1 and kind = $2 and item_id = $3`,
    [company, kind, item, to.state, to.by, to.at, to.reason ?? null, to.opKey ?? null],
  )
}

/** The intent that comes next: numbers rise only when an op was born of the last one (export protocol 3.1). */
export async function nextIntent(sql: Sql, company: CompanyId, kind: Kind, item: ItemId): Promise<number> {
  const { next } = await sql.one<{ next: number }>(
    'select coalesce(max(intent_no), 0) + 1 as next from erp_op where company_id = $1 and kind = $2 and item_id = $3',
    [company, kind, item],
  )
  return next
}

/** The connection an item was sent through or is linked in, else any: summaries ask for a scope also where no ERP is connected yet. */
export async function ownOrSome(sql: Sql, company: CompanyId, kind: Kind, item: ItemId): Promise<ConnectionId> {
  const { id } = await sql.one<{ id: ConnectionId }>(
    `select coalesce((select connection_id from erp_item where company_id = $1 and kind = $2 and item_id = $3),
       (select connection_id from erp_link where company_id = $1 and kind = $2 and item_id = $3),
       (select min(id) from erp_connection where company_id = $1), 0) as id`,
    [company, kind, item],
  )
  return id
}

interface Place {
  id: ConnectionId
  connector: string
  name: string
}

/**
 * The connection an item is exported through: the company's only one; of several, the one that the item belongs to.
 * @throws Refused 409 when there is none, when its connector does not take the kind, or when it must be chosen first.
 */
export async function connectionFor(
  hub: Pick<Hub, 'registry' | 'clock'>,
  sql: Sql,
  company: CompanyId,
  kind: Kind,
  item: ItemId,
): Promise<Place> {
  const { many } = hub.registry.entity(kind)
  const places = await sql.query<Place>(
    'select id, connector, name from erp_connection where company_id = $1 order by id',
    [company],
  )
  const [first] = places
  if (!first) throw new Refused(refusal('no-connection', 'No ERP is connected.'), 409)
  const own = places.length === 1 ? first.id : await ownConnection(hub, sql, company, first.id, kind, item)
  const place = places.find(({ id }) => id === own)
  if (!place) throw new Refused(CHOOSE, 409)
  if (hub.registry.exportMapping(place.connector, kind)) return place
  const erp = places.length === 1 ? 'The connected ERP' : `The ERP company file “${place.name}”`
  throw new Refused(refusal('no-connection', `${erp} does not take ${many}.`), 409)
}

const CHOOSE = refusal('file-not-chosen', 'There are several ERP company files: choose the one it belongs to.', {
  remedy: 'It is chosen on the page of the item, or on that of its project.',
})

/** What an entity says itself, else that of the item's project. */
async function ownConnection(
  hub: Pick<Hub, 'registry' | 'clock'>,
  sql: Sql,
  company: CompanyId,
  some: ConnectionId,
  kind: Kind,
  item: ItemId,
): Promise<ConnectionId | null> {
  const outbound = hub.registry.outbound(kind)
  const scope = scopeOf(hub, sql, company, some, undefined)
  const summary = await outbound.summary(scope, item)
  if (!summary) throw new Refused(refusal('not-there', `There is no such ${hub.registry.entity(kind).one}.`), 404)
  if (outbound.connection) return (await outbound.connection(scope, item)) ?? null
  const { project } = summary
  if (project === undefined) return null
  const { own } = await sql.one<{ own: ConnectionId | null }>('select project_connection($1, $2) as own', [
    company,
    project,
  ])
  return own
}
