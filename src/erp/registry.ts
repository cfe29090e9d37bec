/**
 * The table of contents the pipeline works from: the entities of the slices and the connectors, with the look-ups it needs.
 * `src/entities.ts` fills it; nothing here names a noun or an ERP.
 */
import { Refused, refusal } from '../platform/refusal.ts'
import type { Connector, ExportMapping, ImportMapping } from './connector.ts'
import type { Entity, Feed, Inbound, Kind, Outbound, SendGate, Setting } from './entity.ts'
import { feedColumnsOf } from './mapping-in.ts'
import { marksOf } from './marks.ts'

export type Stage = NonNullable<Inbound['stage']>

/** A feed with the entity that declares it; `stage` is set where its rows wait for a person. */
export interface OwnedFeed {
  feed: Feed
  entity: Entity
  stage: Stage | undefined
}

export interface Registry {
  entities: Entity[]
  connectors: Connector[]
  /** Settings that belong to no single entity. */
  settings: Setting[]
  gates: SendGate[]
  /** @throws Refused 404 */
  entity(kind: Kind): Entity
  /** @throws Refused 404 when the kind is not exported at all. */
  outbound(kind: Kind): Outbound
  /** @throws Refused 404 when records of the kind are not staged. */
  stage(kind: Kind): Stage
  connector(key: string): Connector
  /** Undefined when this ERP does not take the kind. */
  exportMapping(connector: string, kind: Kind): ExportMapping | undefined
  importMapping(connector: string, feed: string): ImportMapping | undefined
  /** In the order they must be read. */
  feeds: OwnedFeed[]
  feed(name: string): OwnedFeed
}

/** @throws Error when two entities claim one kind or feed, or a feed waits for one that nobody declares: a mistake in the source. */
export function buildRegistry(
  nouns: Entity[],
  connectors: Connector[],
  settings: Setting[] = [],
  gates: SendGate[] = [],
): Registry {
  const entities = [...nouns, marksOf(connectors)]
  const byKind = new Map(entities.map((entity) => [entity.kind, entity]))
  if (byKind.size < entities.length) throw new Error('Two entities have the same kind.')
  const byKey = new Map(connectors.map((connector) => [connector.key, connector]))
  const feeds = inReadingOrder(entities.flatMap(ownedFeeds))
  const byFeed = new Map(feeds.map((owned) => [owned.feed.feed, owned]))
  for (const { feed } of feeds) for (const each of connectors) checkHashed(feed, each)

  const entity = (kind: Kind) => byKind.get(kind) ?? missing(`There is no kind of item called “${kind}”.`)
  const connector = (key: string) => byKey.get(key) ?? missing(`There is no connector called “${key}”.`)
  return {
    entities,
    connectors,
    settings,
    gates,
    entity,
    outbound: (kind) => entity(kind).outbound ?? missing(`${entity(kind).many} are not exported.`),
    stage: (kind) => entity(kind).inbound?.stage ?? missing(`${entity(kind).many} are not staged for import.`),
    connector,
    exportMapping: (key, kind) => connector(key).exports[kind],
    importMapping: (key, feed) => connector(key).imports[feed],
    feeds,
    feed: (name) => byFeed.get(name) ?? missing(`There is no feed called “${name}”.`),
  }
}

function ownedFeeds(entity: Entity): OwnedFeed[] {
  const stage = entity.inbound?.stage
  return (entity.inbound?.feeds ?? []).map((feed) => ({
    feed,
    entity,
    stage: stage?.feed === feed.feed || stage?.secondFeed === feed.feed ? stage : undefined,
  }))
}

/** What follows the key is hashed, so the key must come first. */
function checkHashed(feed: Feed, { key, imports }: Connector): void {
  const table = imports[feed.feed]?.table
  if (!feed.hashed || !table) return
  const first = feedColumnsOf(table).slice(0, feed.key.length)
  if (feed.key.some((name) => !first.includes(name)))
    throw new Error(`The mapping of ${feed.feed} for ${key} must begin with the feed’s key: ${feed.key.join(', ')}.`)
}

function inReadingOrder(feeds: OwnedFeed[]): OwnedFeed[] {
  const ordered: OwnedFeed[] = []
  const waiting = [...feeds]
  while (waiting.length > 0) {
    const done = new Set(ordered.map((owned) => owned.feed.feed))
    const next = waiting.findIndex((owned) => owned.feed.after.every((name) => done.has(name)))
    if (next < 0) {
      const names = waiting.map((owned) => owned.feed.feed).join(', ')
      throw new Error(`These feeds wait for each other, or for one that nobody declares: ${names}.`)
    }
    ordered.push(...waiting.splice(next, 1))
  }
  if (new Set(ordered.map((owned) => owned.feed.feed)).size < ordered.length)
    throw new Error('Two entities declare one feed.')
  return ordered
}

function missing(sentence: string): never {
  throw new Refused(refusal('not-there', sentence), 404)
}
