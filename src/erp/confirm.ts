/** The one place where an op becomes a link: in the transaction that confirms it (export protocol 3.4, PO3). */
import type { UserId } from '../ids.ts'
import { type Sql, together } from '../platform/db.ts'
import type { Outbound } from './entity.ts'
import { type Hub, scopeOf } from './hub.ts'
import { makeLinks, type NewLink, RECONCILE_MS, readWholeAgain, staged } from './links.ts'
import type { StoredOp } from './ops-store.ts'
import type { ReadBack } from './protocol.ts'
import { readBack as compare } from './protocol-compare.ts'
import { summarize } from './summaries.ts'

/** An op that is to be linked, and on what evidence. */
export interface Confirmation {
  op: StoredOp
  actor: UserId | undefined
  readBack: ReadBack
}

/**
 * Links the items of one company, and whatever their frozen documents brought along, and lets the entities lock them.
 * @throws Error when evidence is not what it claims, or one side is linked to something else: none of the ops is then confirmed.
 */
export async function confirmAll(hub: Hub, sql: Sql, confirmations: Confirmation[]): Promise<void> {
  for (const each of confirmations) prove(each)
  for (const alike of groups(confirmations)) {
    const { op } = alike[0]!
    const scope = scopeOf(hub, sql, op.company, op.connection, undefined)
    const links = alike.flatMap((each) => linksFrom(hub, each.op))
    await makeLinks(scope, links, op.approvedBy)
    const place = { company: op.company, connection: op.connection, now: hub.clock.now() }
    await readWholeAgain(sql, hub.registry.feeds, place, [...new Set(alike.map((each) => each.op.core.kind))])
  }
  await together(confirmations.map((each) => settle(hub, sql, each)))
}

/** A person may adopt a record that differs; a machine confirms nothing that the server itself does not read as exact. */
function prove({ op, actor, readBack }: Confirmation): void {
  const own = compare(op.rendering.probes, readBack.found)
  if (actor === undefined && own.verdict !== 'EXACT') {
    throw new Error(`The read-back of ${op.core.kind} ${op.core.marker} is ${own.verdict}, not exact.`)
  }
}

/** Those whose links can be made in one statement. */
function groups(confirmations: Confirmation[]): Confirmation[][] {
  const found = new Map<string, Confirmation[]>()
  for (const each of confirmations) {
    const key = `${each.op.connection}/${each.op.approvedBy}`
    found.set(key, [...(found.get(key) ?? []), each])
  }
  return [...found.values()]
}

function linksFrom(hub: Hub, op: StoredOp): NewLink[] {
  const outbound = hub.registry.outbound(op.core.kind)
  const { opKey } = op.core
  const along = (outbound.alsoLinks?.(op.document) ?? []).map(({ kind, item, erpId }) => ({ kind, item, erpId, opKey }))
  return outbound.auto ? along : [linkFrom(hub, op), ...along]
}

function linkFrom(hub: Hub, op: StoredOp): NewLink {
  const { kind, opKey } = op.core
  const outbound = hub.registry.outbound(kind)
  const checkDueAt = outbound.setAnew ? null : new Date(hub.clock.now().getTime() + RECONCILE_MS)
  return { kind, item: op.item, erpId: erpIdOf(outbound, op), opKey, checkDueAt }
}

async function settle(hub: Hub, sql: Sql, { op, actor }: Confirmation): Promise<void> {
  const { kind } = op.core
  const outbound = hub.registry.outbound(kind)
  const scope = scopeOf(hub, sql, op.company, op.connection, actor)
  if (hub.registry.entity(kind).inbound?.stage) await staged(scope, linkFrom(hub, op), op.approvedBy)
  await outbound.synced(scope, op.item, erpIdOf(outbound, op), op.document)
  await summarize(scope, hub.registry, kind, op.item)
}

/** What people look for in the ERP: its own key, else what the approver typed as such, else our marker. */
export function erpIdOf(outbound: Outbound, op: Pick<StoredOp, 'naturalKey' | 'answers' | 'core'>): string {
  const field = outbound.fields.find((each) => each.erpId)
  const answer = field ? op.answers[field.key] : undefined
  return op.naturalKey ?? answer ?? op.core.marker
}
