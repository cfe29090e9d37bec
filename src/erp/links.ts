/**
 * The ledger of what is the same thing on both sides: our id and the ERP's, unique both ways. Only here are links made and ended.
 */
import type { CompanyId, ConnectionId, ItemId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { announce } from '../platform/live.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Kind, Scope } from './entity.ts'
import type { OwnedFeed } from './registry.ts'
import type { LinkState } from './states.ts'

export interface LinkRow {
  kind: Kind
  item_id: ItemId
  connection_id: ConnectionId
  erp_id: string
  erp_data: Record<string, string | null>
  status: LinkState
  op_key: string | null
  linked_by: UserId | null
  linked_at: Date
  checked_at: Date | null
  probe_until: Date | null
  findings: unknown
  sentence: string | null
}

export interface NewLink {
  kind: Kind
  item: ItemId
  erpId: string
  opKey: string | null
  /** When the machine should first look whether it still stands there; null = never. */
  checkDueAt?: Date | null
}

/** A link's record is looked up again after this. */
export const RECONCILE_MS = 24 * 3_600_000

/**
 * Makes links in one statement; one that is there already, same on both sides, stays. The caller wakes what waits for links.
 * @throws Refused 409 when one side is linked to something else.
 */
export async function makeLinks(scope: Scope, links: NewLink[], linkedBy: UserId | undefined): Promise<void> {
  if (links.length === 0) return
  const { sql, company, connection } = scope
  refuseTwo(links)
  const column = <T>(read: (link: NewLink) => T): T[] => links.map(read)
  const values = [
    company,
    connection,
    column((each) => each.kind),
    column((each) => each.item),
    column((each) => each.erpId),
  ]
  await refuseTaken(sql, values)
  const now = scope.clock.now()
  await sql.run(
    `insert into erp_link (company_id, connection_id, kind, item_id, erp_id, op_key, check_due_at, linked_by, linked_at)
     select $1, $2, n.kind, n.item_id, n.erp_id, n.op_key, n.check_due_at, $8, $9
     from unnest($3::text[], $4::int8[], $5::text[], $6::text[], $7::timestamptz[]) as n(kind, item_id, erp_id, op_key, check_due_at)
     on conflict (company_id, kind, item_id) do nothing`,
    [...values, column((each) => each.opKey), column((each) => each.checkDueAt ?? null), linkedBy ?? null, now],
  )
}

/** The ERP's own record of an item that an export has linked no longer waits for a person. */
export async function staged(scope: Scope, link: NewLink, linkedBy: UserId | undefined): Promise<void> {
  await scope.sql.run(
    `update erp_staged set state = 'linked', item_id = $5, moved_by = $6, changed_at = $7
     where company_id = $1 and connection_id = $2 and kind = $3 and erp_id = $4 and state <> 'imported'`,
    [scope.company, scope.connection, link.kind, link.erpId, link.item, linkedBy ?? null, scope.clock.now()],
  )
}

/** The statement below would take the first and say nothing of the second. */
function refuseTwo(links: NewLink[]): void {
  const first = new Map<string, string>()
  for (const { kind, item, erpId } of links) {
    const known = first.get(`${kind}/${item}`) ?? erpId
    if (known !== erpId)
      throw new Refused(refusal('already-linked', `It is to be linked to both “${known}” and “${erpId}”.`), 409)
    first.set(`${kind}/${item}`, erpId)
  }
}

async function refuseTaken(sql: Sql, values: unknown[]): Promise<void> {
  const taken = await sql.query<{
    kind: string
    erp_id: string
    their_item: ItemId
    their_erp_id: string
    item_id: ItemId
  }>(
    `select n.kind, n.erp_id, n.item_id, l.item_id as their_item, l.erp_id as their_erp_id
     from unnest($3::text[], $4::int8[], $5::text[]) as n(kind, item_id, erp_id)
     join erp_link l on l.company_id = $1 and l.kind = n.kind
       and (l.item_id = n.item_id or (l.connection_id = $2 and l.erp_id = n.erp_id))
     where l.item_id <> n.item_id or l.erp_id <> n.erp_id limit 1`,
    values,
  )
  const first = taken[0]
  if (!first) return
  const sentence =
    first.their_item === first.item_id
      ? `It is linked to “${first.their_erp_id}” already; unlink that first.`
      : `“${first.erp_id}” is linked to another item already.`
  throw new Refused(refusal('already-linked', sentence), 409)
}

/** Feeds whose reads had dropped rows for want of this link take everything again, at once. */
export async function readWholeAgain(
  sql: Sql,
  feeds: OwnedFeed[],
  at: { company: CompanyId; connection: ConnectionId; now: Date },
  kinds: Kind[],
): Promise<void> {
  const names = feeds
    .filter(({ feed }) => feed.dropsUnlinked !== undefined && kinds.includes(feed.dropsUnlinked))
    .map(({ feed }) => feed.feed)
  if (names.length === 0) return
  // Not while reads are being started: the one would not see the other.
  await sql.run('select 1 from erp_connection where company_id = $1 and id = $2 for share', [at.company, at.connection])
  await sql.run(
    `insert into erp_cursor (company_id, connection_id, feed, whole_again, soon, next_due_at)
     select $1, $2, feed, true, true, $4 from unnest($3::text[]) feed
     on conflict (company_id, connection_id, feed) do update set whole_again = true, soon = true, next_due_at = $4`,
    [at.company, at.connection, names, at.now],
  )
}

/** Ops that wait for a link look again at once. */
export async function wakeWaiting(sql: Sql, company: CompanyId, now: Date): Promise<void> {
  const woken = await sql.run(
    `update erp_op set due_at = $2 where company_id = $1 and state = 'QUEUED' and waiting_for is not null`,
    [company, now],
  )
  if (woken > 0) await sql.notify('gusset_due', { company })
}

export function linkOf(sql: Sql, company: CompanyId, kind: Kind, item: ItemId): Promise<LinkRow | undefined> {
  return sql.maybe<LinkRow>(
    `select kind, item_id, connection_id, erp_id, erp_data, status, op_key, linked_by, linked_at, checked_at, probe_until, findings, sentence
     from erp_link where company_id = $1 and kind = $2 and item_id = $3`,
    [company, kind, item],
  )
}

/** Which of the ops are about an item that is linked through another one. An auto set has no link of its own. */
export async function linkedElsewhere(sql: Sql, company: CompanyId, opKeys: string[]): Promise<Set<string>> {
  const rows = await sql.query<{ op_key: string }>(
    `select o.op_key from erp_op o join erp_link l on l.company_id = o.company_id and l.kind = o.kind and l.item_id = o.item_id
     where o.company_id = $1 and o.op_key = any($2::text[]) and l.op_key is distinct from o.op_key`,
    [company, opKeys],
  )
  return new Set(rows.map((row) => row.op_key))
}

/** Which of the pairs have no link in the scope's connection. */
export async function unlinked<Pair extends { kind: Kind; item: ItemId }>(
  { sql, company, connection }: Scope,
  pairs: Pair[],
): Promise<Pair[]> {
  if (pairs.length === 0) return []
  const there = await sql.query<{ kind: Kind; item_id: ItemId }>(
    `select l.kind, l.item_id from unnest($2::text[], $3::int8[]) as n(kind, item_id)
     join erp_link l on l.company_id = $1 and l.connection_id = $4 and l.kind = n.kind and l.item_id = n.item_id`,
    [company, pairs.map((pair) => pair.kind), pairs.map((pair) => pair.item), connection],
  )
  const known = new Set(there.map((row) => `${row.kind}/${row.item_id}`))
  return pairs.filter((pair) => !known.has(`${pair.kind}/${pair.item}`))
}

/** Ends a link and writes it into the log; the record of the ERP waits again, if it is one that was staged. @returns false when there is none. */
export async function endLink(
  scope: Scope,
  given: { kind: Kind; item: ItemId; by: UserId | undefined; reason: string | undefined },
): Promise<boolean> {
  const { sql, company } = scope
  const now = scope.clock.now()
  const link = await linkOf(sql, company, given.kind, given.item)
  if (!link) return false
  await sql.one('select erp_end_link($1, $2, $3, $4, $5, $6)', [
    company,
    given.kind,
    given.item,
    now,
    given.by ?? null,
    given.reason ?? null,
  ])
  await sql.run(
    `update erp_staged set state = 'staged', item_id = null, moved_by = $5, changed_at = $6
     where company_id = $1 and connection_id = $2 and kind = $3 and erp_id = $4 and state in ('linked', 'imported')`,
    [company, link.connection_id, given.kind, link.erp_id, given.by ?? null, now],
  )
  await announce(sql, company, given.kind, given.item)
  return true
}

/** Finished unlinks of this key: a key is free again after each. */
export async function keyRound(
  sql: Sql,
  company: CompanyId,
  connection: ConnectionId,
  kind: Kind,
  key: string,
): Promise<number> {
  const { rounds } = await sql.one<{ rounds: number }>(
    `select count(*)::int as rounds from erp_unlink_log where company_id = $1 and connection_id = $2 and kind = $3 and erp_id = $4`,
    [company, connection, kind, key],
  )
  return rounds
}
