/**
 * Looking at the record of a CONFIRMED op: for an unlink, or to see whether it still stands there as exported. The op never moves (R11);
 * where the look has come to is kept on the link, epoch and all.
 */
import type { UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { commandsFor, type Sending } from './command.ts'
import { type Hub, type Outgoing, scopeOf } from './hub.ts'
import { endLink, RECONCILE_MS } from './links.ts'
import type { StoredOp } from './ops-store.ts'
import type { Outcome, ReadBack } from './protocol.ts'
import type { LinkState } from './states.ts'

/**
 * Asks the agent to look at the records of CONFIRMED ops.
 * @returns the commands, to be sent after the commit
 */
export async function askLooks(hub: Hub, sql: Sql, ops: StoredOp[], epochFloor: number): Promise<Outgoing[]> {
  const now = hub.clock.now().getTime()
  const notAfter = now + hub.rules.commandLifeMs
  const asked = ops.map((op): Sending => {
    const epoch = Math.max(op.core.epoch, op.link?.epoch ?? 0, epochFloor) + 1
    return { op, mode: 'probe', epoch, notAfter, ranBefore: true }
  })
  for (const { op, epoch } of asked) {
    await sql.run(
      'update erp_link set probe_epoch = $4, probe_until = $5, check_due_at = $5 where company_id = $1 and kind = $2 and item_id = $3',
      [op.company, op.core.kind, op.item, epoch, new Date(now + hub.rules.leaseMs)],
    )
  }
  return commandsFor(sql, asked)
}

/** The agent's answer to a look; one that nobody waits for any more changes nothing. */
export async function lookAnswered(hub: Hub, sql: Sql, op: StoredOp, epoch: number, outcome: Outcome): Promise<void> {
  if (!op.link?.looking || epoch !== op.link.epoch) return
  await sql.run('update erp_link set probe_until = null where company_id = $1 and kind = $2 and item_id = $3', [
    op.company,
    op.core.kind,
    op.item,
  ])
  // Unanswered, it stays due: the next look comes when this one's lease would have ended.
  if (outcome.result !== 'NOT_STARTED' && outcome.readBack) await seen(hub, sql, op, outcome.readBack)
}

async function seen(hub: Hub, sql: Sql, op: StoredOp, readBack: ReadBack): Promise<void> {
  const now = hub.clock.now()
  const link = await sql.maybe<{ status: LinkState; asked_by: UserId | null; reason: string | null }>(
    'select status, asked_by, reason from erp_link where company_id = $1 and kind = $2 and item_id = $3 for update',
    [op.company, op.core.kind, op.item],
  )
  if (!link) return
  const unlinking = link.status === 'UNLINK_ASKED'
  const subject = { kind: op.core.kind, id: op.item }
  // It was read back when it was confirmed, so that not finding it now means that it was removed since.
  const there = readBack.verdict !== 'ABSENT' && readBack.ours
  if (unlinking && !there) {
    const scope = scopeOf(hub, sql, op.company, op.connection, link.asked_by ?? undefined)
    await endLink(scope, {
      kind: op.core.kind,
      item: op.item,
      by: link.asked_by ?? undefined,
      reason: link.reason ?? undefined,
    })
    await hub.registry.outbound(op.core.kind).unsynced(scope, op.item)
    await record(sql, {
      company: op.company,
      actor: link.asked_by ?? undefined,
      action: 'unlinked',
      subject,
      why: link.reason ?? undefined,
    })
    return
  }
  const status = statusOf(readBack, there)
  const sentence = unlinking ? STILL_THERE : SENTENCES[status]
  await sql.run(
    `update erp_link set status = $4, sentence = $5, findings = $6, checked_at = $7, check_due_at = $8, asked_by = null, reason = null
     where company_id = $1 and kind = $2 and item_id = $3`,
    [
      op.company,
      op.core.kind,
      op.item,
      status,
      sentence,
      JSON.stringify(readBack),
      now,
      new Date(now.getTime() + RECONCILE_MS),
    ],
  )
  if (unlinking)
    await record(sql, {
      company: op.company,
      actor: link.asked_by ?? undefined,
      action: 'unlink-refused',
      subject,
      why: STILL_THERE,
    })
  else if (status !== link.status) {
    await record(sql, {
      company: op.company,
      actor: undefined,
      action: `link-${status.toLowerCase()}`,
      subject,
      why: sentence ?? undefined,
    })
  }
  await announce(sql, op.company, op.core.kind, op.item)
}

const STILL_THERE = 'It is still in the ERP: delete it there first, then unlink again.'

const SENTENCES: Partial<Record<LinkState, string>> = {
  DRIFTED: 'The record in the ERP is no longer what was exported.',
  MISSING: 'The record is no longer in the ERP.',
}

function statusOf(readBack: ReadBack, there: boolean): LinkState {
  if (!there) return 'MISSING'
  return readBack.verdict === 'EXACT' ? 'LINKED' : 'DRIFTED'
}
