/** Answers slices that speak of items of any kind (`Teller`). */
import type { CompanyId, ConnectionId, ItemId } from '../ids.ts'
import { opDetail } from './detail.ts'
import type { Scope, Teller } from './entity.ts'
import { VIEW } from './gates.ts'
import type { Registry } from './registry.ts'

export function tellerOf(registry: Registry): Teller {
  const byKind = new Map(registry.entities.map((entity) => [entity.kind, entity]))
  return {
    kinds: registry.entities.map(({ kind, one, many, outbound }) => ({
      kind,
      one,
      many,
      view: outbound ? [VIEW, { tool: outbound.tool, level: 'Read Only' }] : [VIEW],
      ...(outbound ? { accept: { action: outbound.acceptAction } } : {}),
    })),
    item: async (given, kind, item) => {
      const { outbound, inbound } = byKind.get(kind) ?? {}
      const scope: Scope = { ...given, connection: await connectionOf(given, item) }
      return (await outbound?.summary(scope, item)) ?? inbound?.stage?.summary(scope, item)
    },
    failure: async (sql, company, opKey) => {
      const { failures } = await opDetail(sql, registry, company, opKey)
      return failures[0] && `${failures[0].cause} ${failures[0].remedy}`
    },
  }
}

/** The item's own, or any: summaries ask for a scope also where none is connected yet. */
async function connectionOf({ sql, company }: { sql: Scope['sql']; company: CompanyId }, item: ItemId) {
  const row = await sql.one<{ id: ConnectionId }>(
    `select coalesce((select max(connection_id) from erp_item where company_id = $1 and item_id = $2),
       (select min(id) from erp_connection where company_id = $1), 0) as id`,
    [company, item],
  )
  return row.id
}
