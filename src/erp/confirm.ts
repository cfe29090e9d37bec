/** The one place where an op becomes a link: in the transaction that confirms it (export protocol 3.4, PO3). */
import type { UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { Outbound } from './entity.ts'
import { type Hub, scopeOf } from './hub.ts'
import { makeLinks, type NewLink, RECONCILE_MS, readWholeAgain, staged } from './links.ts'
import type { StoredOp } from './ops-store.ts'
import type { ReadBack } from './protocol.ts'
import { readBack as compare } from './protocol-compare.ts'
import { summarize } from './summaries.ts'

/**
 * Links the item, and whatever its frozen document brought along, and lets the entity lock it.
 * @throws Error when the evidence is not what it claims, or one side is linked to something else: the op is then not confirmed.
 */
export async function confirm(
  hub: Hub,
  sql: Sql,
  op: StoredOp,
  actor: UserId | undefined,
  readBack: ReadBack,
): Promise<void> {
  // A person may adopt a record that differs; a machine confirms nothing that the server itself does not read as exact.
  const own = compare(op.rendering.probes, readBack.found)
  if (actor === undefined && own.verdict !== 'EXACT') {
    throw new Error(`The read-back of ${op.core.kind} ${op.core.marker} is ${own.verdict}, not exact.`)
  }
  const outbound = hub.registry.outbound(op.core.kind)
  const scope = scopeOf(hub, sql, op.company, op.connection, actor)
  const erpId = erpIdOf(outbound, op)
  const along = (outbound.alsoLinks?.(op.document) ?? []).map(
    (each): NewLink => ({ kind: each.kind, item: each.item, erpId: each.erpId, opKey: op.core.opKey }),
  )
  const checkDueAt = outbound.setAnew ? null : new Date(hub.clock.now().getTime() + RECONCILE_MS)
  const itself: NewLink = { kind: op.core.kind, item: op.item, erpId, opKey: op.core.opKey, checkDueAt }
  await makeLinks(scope, outbound.auto ? along : [itself, ...along], op.approvedBy)
  await readWholeAgain(
    sql,
    hub.registry.feeds,
    { company: op.company, connection: op.connection, now: hub.clock.now() },
    [op.core.kind],
  )
  if (hub.registry.entity(op.core.kind).inbound?.stage) await staged(scope, itself, op.approvedBy)
  await outbound.synced(scope, op.item, erpId, op.document)
  await summarize(scope, hub.registry, op.core.kind, op.item)
}

/** What people look for in the ERP: its own key, else what the approver typed as such, else our marker. */
export function erpIdOf(outbound: Outbound, op: Pick<StoredOp, 'naturalKey' | 'answers' | 'core'>): string {
  const field = outbound.fields.find((each) => each.erpId)
  const answer = field ? op.answers[field.key] : undefined
  return op.naturalKey ?? answer ?? op.core.marker
}
