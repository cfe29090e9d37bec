/** Records of the ERP that wait for a person: merged set by set, told apart by content, so that what did not change costs nothing. */

import type { ItemId } from '../ids.ts'
import type { Applied, Feed, Kind, Scope, Staged } from './entity.ts'
import type { Stage } from './registry.ts'

interface Merged {
  erp_id: string
  title: string
  data: Record<string, string | null>
  item_id: ItemId | null
  is_new: boolean
}

/** Merges the temporary table `incoming` into the staged records; linked ones whose record changed are brought up to date. */
export async function merge(scope: Scope, kind: Kind, stage: Stage, feed: Feed): Promise<Applied> {
  const { sql, company, connection } = scope
  const erpId = erpIdIn(stage)
  if (stage.under) await dropStrays(scope, stage.under)
  const data = feed.columns.map((column) => `'${column.name}', "${column.name}"::text`).join(', ')
  const { rows } = await sql.one<{ rows: number }>(
    `select count(distinct ${erpId}) as rows from incoming where ${erpId} <> ''`,
  )
  const merged = await sql.query<Merged>(
    `with latest as (
       select distinct on (${erpId}) ${erpId} as erp_id, coalesce("${stage.title}", '') as title, jsonb_build_object(${data}) as data
       from incoming where ${erpId} <> '' order by ${erpId}, line desc
     ), hashed as (
       select latest.*, hashtextextended(data::text, 0) as hash, l.item_id from latest
       left join erp_link l on l.company_id = $1 and l.connection_id = $2 and l.kind = $3 and l.erp_id = latest.erp_id
     )
     insert into erp_staged as s (company_id, connection_id, kind, erp_id, title, data, content_hash, state, item_id, first_seen_at, changed_at)
     select $1, $2, $3, erp_id, title, data, hash, case when item_id is null then 'staged' else 'linked' end, item_id, $4, $4 from hashed
     on conflict (company_id, connection_id, kind, erp_id) do update
       set title = excluded.title, data = excluded.data, content_hash = excluded.content_hash, gone = false, changed_at = excluded.changed_at
       where s.content_hash <> excluded.content_hash or s.gone
     returning s.erp_id, s.title, s.data, s.item_id, s.xmax = 0 as is_new`,
    [company, connection, kind, scope.clock.now()],
  )
  const changed = merged.filter((row) => !row.is_new)
  for (const row of changed) if (row.item_id !== null) await stage.update(scope, row.item_id, stagedOf(kind, row))
  const inserted = merged.length - changed.length
  return { inserted, changed: changed.length, unchanged: rows - merged.length, vanished: 0, unsyncable: 0 }
}

/** After a full pass: what the ERP no longer has is marked, never deleted. Needs the temporary table `seen`. */
export async function markGone(scope: Scope, kind: Kind, stage: Stage): Promise<number> {
  return scope.sql.run(
    `update erp_staged s set gone = true, changed_at = $4 where s.company_id = $1 and s.connection_id = $2 and s.kind = $3 and not s.gone
       and not exists (select from seen where ${erpIdIn(stage)} = s.erp_id)`,
    [scope.company, scope.connection, kind, scope.clock.now()],
  )
}

/** The ERP ID as an expression over the feed's columns; empty when one of them is. */
function erpIdIn({ erpId }: Stage): string {
  const columns = [erpId].flat().map((name) => `nullif("${name}", '')`)
  return `coalesce(${columns.join(` || '|' || `)}, '')`
}

/** Rows whose parent is not linked. The link brings them all again: their feed `dropsUnlinked`. */
async function dropStrays({ sql, company, connection }: Scope, under: NonNullable<Stage['under']>): Promise<void> {
  await sql.run(
    `delete from incoming i where not exists (select from erp_link l
       where l.company_id = $1 and l.connection_id = $2 and l.kind = $3 and l.erp_id = i."${under.column}")`,
    [company, connection, under.kind],
  )
}

export function stagedOf(kind: Kind, row: Pick<Merged, 'erp_id' | 'title' | 'data'>): Staged {
  return { kind, erpId: row.erp_id, title: row.title, data: row.data }
}
