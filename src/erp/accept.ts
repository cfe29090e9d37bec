/**
 * Acceptance: one transaction that checks what was seen, freezes it and gives birth to the op (R1). What must go before it and can go by
 * itself is accepted along with it (WBS-8).
 */
import { approvalRefusals } from '../access/approval.ts'
import { findApproval } from '../access/store-rights.ts'
import type { CompanyId, ItemId, UserId } from '../ids.ts'
import { type Sql, together } from '../platform/db.ts'
import { recordAll } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { type Refusal, Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { Kind, Need, Scope } from './entity.ts'
import { type Hub, scopeOf } from './hub.ts'
import { connectionFor, type InboxRow, moveItem, putInInbox, standingOf } from './items.ts'
import { moveRefusal } from './moves.ts'
import { newOp } from './ops.ts'
import { addEvents, insertOp, type OpEvent } from './ops-store.ts'
import { type Preview, previewOf } from './preview.ts'
import { summarize } from './summaries.ts'
import { sentenceFor } from './timeline.ts'

/** What the approver saw and answered. */
export interface Seen {
  rev: number
  hash: string
  answers: Record<string, string>
}

export interface Acceptance {
  opKey: string
  /** Why it cannot go yet; undefined = it goes at once. */
  waitingFor: string | undefined
}

/** The approver's preview of a waiting item, with the answers given so far. */
export async function preview(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  actor: UserId,
  kind: Kind,
  item: ItemId,
  answers: Record<string, string>,
): Promise<Preview> {
  const connection = await connectionFor(hub, sql, company, kind, item)
  return previewOf(hub, scopeOf(hub, sql, company, connection.id, actor), connection.connector, kind, item, answers)
}

/**
 * Accepts exactly what was seen.
 * @throws Refused 409 when somebody was quicker (with who and when) or the item changed since; 422 with every reason why it cannot be accepted.
 */
export async function accept(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  actor: UserId,
  kind: Kind,
  item: ItemId,
  seen: Seen,
): Promise<Acceptance> {
  return alone(hub, sql, company, await ready(hub, sql, { company, actor, kind, item, wish: seen }))
}

/** Accepts whatever the item is now: direct export, and sets that go by themselves. */
export async function acceptAsIs(
  hub: Hub,
  sql: Sql,
  company: CompanyId,
  actor: UserId,
  kind: Kind,
  item: ItemId,
): Promise<Acceptance> {
  return alone(hub, sql, company, await ready(hub, sql, { company, actor, kind, item, wish: 'as it is' }))
}

/** What an approver wants accepted: exactly what was seen; in lists that show an item by one line, what was sent; or whatever it is now. */
interface Wish {
  company: CompanyId
  actor: UserId
  kind: Kind
  item: ItemId
  wish: Seen | 'as sent' | 'as it is'
}

/**
 * Accepts several items in this one transaction. @returns for each its acceptance or why it was refused. @throws when one fails after the first
 * writing: then none is accepted, and each must be tried in a transaction of its own.
 */
export async function acceptTogether(
  hub: Hub,
  sql: Sql,
  { company, actor, kind }: { company: CompanyId; actor: UserId; kind: Kind },
  items: { item: ItemId; seen?: Seen }[],
): Promise<(Acceptance | Refused)[]> {
  const looked = await together(
    items.map(({ item, seen }) =>
      ready(hub, sql, { company, actor, kind, item, wish: seen ?? 'as sent' }).catch((error: unknown) => {
        if (error instanceof Refused) return error
        throw error
      }),
    ),
  )
  const acceptances = await born(
    hub,
    sql,
    company,
    looked.filter((each): each is Ready => !(each instanceof Refused)),
  )
  return looked.map((each) => (each instanceof Refused ? each : acceptances.shift()!))
}

/** What was checked and may be born. */
interface Ready {
  actor: UserId
  row: InboxRow
  scope: Scope
  now: Preview
}

async function ready(hub: Hub, sql: Sql, { company, actor, kind, item, wish }: Wish): Promise<Ready> {
  const row = await lockWaiting(sql, company, kind, item)
  const scope = scopeOf(hub, sql, company, row.connection_id, actor)
  const [now, approval] = await together([
    previewOf(hub, scope, row.connector, kind, item, typeof wish === 'object' ? wish.answers : {}),
    findApproval(sql, company, actor),
  ])
  if (wish !== 'as it is') refuseIf(approvalRefusals(approval, actor, { sentBy: row.sent_by, amount: now.amount }), 403)
  if (typeof wish === 'object' && now.rev !== wish.rev) throw new Refused(changed(), 409)
  if (wish === 'as sent' && now.rev !== row.rev)
    throw new Refused(
      refusal('changed-since-sent', 'It was changed since it was sent: open it and look at its records.'),
      409,
    )
  refuseIf(now.refusals)
  if (typeof wish === 'object' && now.hash !== wish.hash) throw new Refused(changed(), 409)
  return { actor, row, scope, now }
}

/**
 * Sends and accepts, in the approver's name, a set that others need.
 * @returns why whoever needs it still waits
 */
export async function exportAutomatically(hub: Hub, scope: Scope, need: Need, approver: UserId): Promise<string> {
  const { sql, company } = scope
  const outbound = hub.registry.outbound(need.kind)
  const { standing } = await standingOf(sql, company, need.kind, need.item, 'for update')
  if (standing.inbox === 'ACCEPTED' && standing.op === 'REFUSED')
    return `${need.sentence} The ERP refused them: see what failed.`
  if (standing.inbox !== 'SENT' && moveRefusal('send', standing, true)) return need.sentence
  const refusals = await outbound.refusals(scope, need.item)
  if (refusals.length > 0) return refusals.map((each) => each.sentence).join(' ')
  if (standing.inbox !== 'SENT') {
    const summary = await summarize(scope, hub.registry, need.kind, need.item)
    if (!summary) return need.sentence
    const at = scope.clock.now()
    await putInInbox(sql, company, {
      kind: need.kind,
      item: need.item,
      connection: scope.connection,
      rev: summary.rev,
      intentNo: 1,
      sentBy: approver,
      at,
    })
  }
  try {
    await acceptAsIs(hub, sql, company, approver, need.kind, need.item)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.message
  }
  return need.sentence
}

async function lockWaiting(sql: Sql, company: CompanyId, kind: Kind, item: ItemId): Promise<InboxRow> {
  const { row, standing, movedBy } = await standingOf(sql, company, kind, item, 'for update')
  const refused = moveRefusal('accept', standing)
  if (refused || !row)
    throw new Refused(withWhoAndWhen(refused ?? refusal('not-waiting', 'It is not in the tool.'), row, movedBy), 409)
  return row
}

/** The second of two people hears who was quicker, and when (assurance F40). */
export function withWhoAndWhen(given: Refusal, row: InboxRow | undefined, movedBy: string | undefined): Refusal {
  if (!row) return given
  const when = `${row.moved_at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return {
    ...given,
    sentence: `${given.sentence} (${row.state.toLowerCase()} by ${movedBy ?? 'another person'}, ${when})`,
  }
}

function changed(): Refusal {
  return refusal('changed-since-you-looked', 'It was changed since you looked at it.', {
    remedy: 'Look at it again, then accept.',
  })
}

async function alone(hub: Hub, sql: Sql, company: CompanyId, one: Ready): Promise<Acceptance> {
  const [acceptance] = await born(hub, sql, company, [one])
  return acceptance!
}

/** Gives birth to the ops of all, or of none. */
async function born(hub: Hub, sql: Sql, company: CompanyId, all: Ready[]): Promise<Acceptance[]> {
  const acceptances: Acceptance[] = []
  for (const { scope, now, actor } of all)
    acceptances.push({ opKey: now.opKey, waitingFor: await waitsFor(hub, scope, now, actor) })
  const at = hub.clock.now()
  const births = all.map((each, index) => birth(hub, sql, each, acceptances[index]!.waitingFor, at))
  const events = all.map(({ now, actor }, index): OpEvent => {
    const { waitingFor } = acceptances[index]!
    const sentence = waitingFor ? `${sentenceFor('accepted')} It waits: ${waitingFor}` : sentenceFor('accepted')
    return { opKey: now.opKey, actor, byAgent: false, from: null, to: 'QUEUED', epoch: 0, sentence, raw: undefined }
  })
  const history = all.map(({ now, actor }) => ({
    actor,
    action: 'export-accepted',
    subject: { kind: now.kind, id: now.item },
    body: { op: now.opKey, hash: now.hash, rev: now.rev, answers: now.answers },
  }))
  await together([
    together(births),
    addEvents(sql, company, at, events),
    all.length > 0 ? announce(sql, company, 'ops', all.length === 1 ? all[0]!.now.opKey : undefined) : undefined,
    all.length > 0 ? sql.notify('gusset_due', { company }) : undefined,
    recordAll(sql, company, history),
  ])
  return acceptances
}

async function waitsFor(hub: Hub, scope: Scope, now: Preview, actor: UserId): Promise<string | undefined> {
  const sentences: string[] = []
  for (const need of now.waitsFor) {
    const auto = hub.registry.entity(need.kind).outbound?.auto
    sentences.push(auto ? await exportAutomatically(hub, scope, need, actor) : need.sentence)
  }
  return sentences.join(' ') || undefined
}

async function birth(
  hub: Hub,
  sql: Sql,
  { row, scope, now, actor }: Ready,
  waitingFor: string | undefined,
  at: Date,
): Promise<void> {
  const { company } = scope
  if (!now.document || !now.rendering || now.hash === undefined) throw new Refused(changed(), 409)
  const core = newOp({ opKey: now.opKey, marker: now.marker, kind: now.kind, payloadHash: now.hash }, at.getTime())
  const frozen = {
    company,
    connection: row.connection_id,
    item: now.item,
    intentNo: now.intentNo,
    rev: now.rev,
    document: now.document,
    rendering: now.rendering,
    amount: now.amount ?? null,
    naturalKey: now.naturalKey,
    keyRound: now.keyRound,
    answers: now.answers,
    sentBy: row.sent_by,
    approvedBy: actor,
  }
  const inserted = insertOp(sql, frozen, core, waitingFor).catch((error: unknown) => {
    throw isTaken(error)
      ? new Refused(refusal('erp-id-taken', `“${now.naturalKey}” was taken by another item just now.`), 409)
      : error
  })
  const [, , summary] = await together([
    inserted,
    moveItem(sql, company, now.kind, now.item, { state: 'ACCEPTED', by: actor, at, opKey: now.opKey }),
    summarize(scope, hub.registry, now.kind, now.item),
  ])
  // The document was read in several statements: an edit between them shows in the item's revision.
  if (summary?.rev !== now.rev) throw new Refused(changed(), 409)
}

const UNIQUE_VIOLATION = '23505'

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION
}
