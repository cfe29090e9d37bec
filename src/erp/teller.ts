/** Answers slices that speak of items of any kind (`Teller`). */
import { opDetail } from './detail.ts'
import type { Scope, Teller } from './entity.ts'
import { VIEW } from './gates.ts'
import { ownOrSome } from './items.ts'
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
    feeds: registry.feeds.map(({ feed: { feed, label } }) => ({ feed, label })),
    item: async (given, kind, item) => {
      const { outbound, inbound } = byKind.get(kind) ?? {}
      const scope: Scope = { ...given, connection: await ownOrSome(given.sql, given.company, kind, item) }
      return (await outbound?.summary(scope, item)) ?? inbound?.stage?.summary(scope, item)
    },
    failure: async (sql, company, opKey) => {
      const { failures } = await opDetail(sql, registry, company, opKey)
      return failures[0] && `${failures[0].cause} ${failures[0].remedy}`
    },
  }
}
