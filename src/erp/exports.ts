/**
 * One function for each move of a person on an item that is exported (export protocol 3.4). Each runs in one transaction of the company, checks
 * the state, writes the history, and throws Refused with the sentence to show. Who may make the move is asked before, by the API.
 */
import { approvalRefusals } from '../access/approval.ts'
import { findApproval } from '../access/store-rights.ts'
import type { CompanyId, ItemId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { type Acceptance, acceptAsIs, acceptTogether, type Seen, withWhoAndWhen } from './accept.ts'
import { type Kind, settingValue } from './entity.ts'
import { type Hub, scopeOf } from './hub.ts'
import { connectionFor, type InboxRow, moveItem, nextIntent, putInInbox, type Standing, standingOf } from './items.ts'
import { endLink, linkOf } from './links.ts'
import { type Move, moveRefusal } from './moves.ts'
import { lockOp, type StoredOp } from './ops-store.ts'
import { sendRefusals } from './preview.ts'
import { missingFiles } from './protocol-compare.ts'
import { readSoon } from './schedule.ts'
import { stepAll } from './stepping.ts'
import { summarize } from './summaries.ts'

/** Who moves what, inside which transaction. */
export interface Mover {
  hub: Hub
  sql: Sql
  company: CompanyId
  actor: UserId
  kind: Kind
  item: ItemId
}

/** Into the approver's inbox; straight on to the ERP where direct export is on (CFG-3). */
export async function send(by: Mover): Promise<Acceptance | undefined> {
  const { standing } = await possible(by, 'send')
  return put(by, standing)
}

/** A failed item once more, as a new intent; the old op stays in the history. */
export async function sendAgain(by: Mover): Promise<Acceptance | undefined> {
  const { standing } = await possible(by, 'send-again')
  return put(by, standing)
}

async function put(by: Mover, standing: Standing): Promise<Acceptance | undefined> {
  const { hub, sql, company, actor, kind, item } = by
  const outbound = hub.registry.outbound(kind)
  const connection = await connectionFor(hub, sql, company, kind, item)
  const scope = scopeOf(hub, sql, company, connection.id, actor)
  const summary = await summarize(scope, hub.registry, kind, item)
  if (!summary) throw new Refused(refusal('not-there', `This ${hub.registry.entity(kind).one} is not there.`), 404)
  refuseIf(await sendRefusals(hub, scope, connection.connector, kind, item))
  const intentNo = await nextIntent(sql, company, kind, item)
  const at = hub.clock.now()
  await putInInbox(sql, company, {
    kind,
    item,
    connection: connection.id,
    rev: summary.rev,
    intentNo,
    sentBy: actor,
    at,
  })
  await tell(by, standing.op === 'REFUSED' ? 'sent-again' : 'sent')
  if (outbound.refreshes) await readSoon(sql, { company, connection: connection.id }, outbound.refreshes, at)
  const direct = outbound.directExport ? await settingValue(by, outbound.directExport) : 'off'
  // After a workflow: it was approved, or its gate had refused above.
  const atOnce = direct === 'on' || direct === 'workflow'
  return atOnce ? acceptAsIs(hub, sql, company, actor, kind, item) : undefined
}

/** The sender takes it back, while nothing was handed over. */
export async function retrieve(by: Mover): Promise<void> {
  await takeBack(by, 'retrieve', undefined)
}

/** The approver says no. @throws Refused 422 without a reason. */
export async function reject(by: Mover, reason: string): Promise<void> {
  needReason(reason, 'Say why it is rejected: whoever sent it reads it.')
  await takeBack(by, 'reject', reason)
}

async function takeBack(by: Mover, move: 'retrieve' | 'reject', reason: string | undefined): Promise<void> {
  const { hub, sql, company, actor, kind, item } = by
  const { row, standing } = await possible(by, move)
  if (standing.inbox === 'ACCEPTED' && standing.op === 'QUEUED') {
    const op = await opOf(by, row)
    await stepAll(hub, sql, company, [
      { op, input: { type: 'retrieve', now: hub.clock.now().getTime() }, actor, reason },
    ])
  }
  const state = move === 'retrieve' ? 'RETRIEVED' : 'REJECTED'
  await moveItem(sql, company, kind, item, { state, by: actor, at: hub.clock.now(), reason })
  await tell(by, move === 'retrieve' ? 'retrieved' : 'rejected', reason)
}

export interface Outcome {
  item: ItemId
  acceptance?: Acceptance
  /** Why this one was not accepted; the others are. */
  refusals?: Refused['refusals']
}

/** An acceptance waits for the database most of its time, so that several lanes are open, well below a pool's size, and each takes several at once. */
const LANES = 2
const CHUNK = 20

/** Many items, begun in the order given, each with its own outcome (assurance F46): what fails with others is tried alone. */
export async function acceptMany(
  hub: Hub,
  by: { company: CompanyId; actor: UserId; kind: Kind },
  items: { item: ItemId; seen?: Seen }[],
): Promise<Outcome[]> {
  const outcomes: Outcome[][] = []
  const chunks = Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, at) =>
    items.slice(at * CHUNK, (at + 1) * CHUNK),
  )
  const waiting = chunks.entries()
  const lane = async () => {
    for (const [at, chunk] of waiting) outcomes[at] = await acceptChunk(hub, by, chunk)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return outcomes.flat()
}

async function acceptChunk(
  hub: Hub,
  by: { company: CompanyId; actor: UserId; kind: Kind },
  chunk: { item: ItemId; seen?: Seen }[],
): Promise<Outcome[]> {
  try {
    const answers = await hub.db.company(by.company, (sql) => acceptTogether(hub, sql, by, chunk))
    return chunk.map(({ item }, at) => outcomeOf(item, answers[at]!))
  } catch (error) {
    const outcomes: Outcome[] = []
    if (chunk.length > 1) for (const each of chunk) outcomes.push(...(await acceptChunk(hub, by, [each])))
    else outcomes.push({ item: chunk[0]!.item, refusals: refusalsFrom(hub, by.kind, chunk[0]!.item, error) })
    return outcomes
  }
}

function outcomeOf(item: ItemId, answer: Acceptance | Refused): Outcome {
  return answer instanceof Refused ? { item, refusals: answer.refusals } : { item, acceptance: answer }
}

function refusalsFrom(hub: Hub, kind: Kind, item: ItemId, error: unknown): Refused['refusals'] {
  if (error instanceof Refused) return error.refusals
  hub.log.error({ err: error, kind, item }, 'An item could not be accepted.')
  return [refusal('fault', 'Something went wrong on the server; try this one again.')]
}

/** Takes what is in the ERP as ours: the ERP is read once more, and only an exact record confirms. */
export async function adopt(by: Mover, reason: string): Promise<void> {
  await askErp(by, 'adopt', 'adopt', reason)
}

/** Nothing of it is in the ERP: the ERP is read once more, and only an empty answer ends the op. */
export async function declareVoid(by: Mover, reason: string): Promise<void> {
  await askErp(by, 'declare-void', 'void', reason)
}

/**
 * The server that holds the agent's line sends the probe; its answer carries out the decision.
 */
async function askErp(by: Mover, move: Move, probe: 'adopt' | 'void', reason: string): Promise<void> {
  const { hub, sql, company, actor } = by
  needReason(reason, 'Say why, for whoever reads the history.')
  const { row } = await possible(by, move)
  if (move === 'adopt') await refuseApprover(by, row)
  await sql.run(
    `update erp_op set asked_probe = $3, asked_by = $4, reason = $5, due_at = $6 where company_id = $1 and op_key = $2`,
    [company, row?.op_key, probe, actor, reason, hub.clock.now()],
  )
  await tell(by, `asked-${probe}`, reason)
  await sql.notify('gusset_due', { company })
}

/**
 * Takes a differing record of the ERP as it is. `evidenceAt` says which read-back the person was shown.
 * @throws Refused 409 when the ERP was read again since.
 */
export async function adoptDifferent(by: Mover, reason: string, evidenceAt: string): Promise<void> {
  const { hub, sql, company, actor } = by
  needReason(reason, 'Say why the record in the ERP is taken as it is.')
  const { row } = await possible(by, 'adopt-different')
  await refuseApprover(by, row)
  const op = await opOf(by, row)
  if (
    op.evidenceAt?.toISOString() !== evidenceAt ||
    !op.evidence ||
    !('readBack' in op.evidence) ||
    !op.evidence.readBack
  ) {
    throw new Refused(
      refusal('changed-since-you-looked', 'The ERP was read again since you looked.', {
        remedy: 'Look at both sides again.',
      }),
      409,
    )
  }
  if (op.approvedBy === actor && (await settingValue(by, 'adopt-by-second-person')) === true) {
    throw new Refused(
      refusal('second-person', 'You accepted it yourself: a second person must adopt a record that differs.'),
      409,
    )
  }
  const { readBack } = op.evidence
  await stepAll(hub, sql, company, [
    { op, input: { type: 'adopt-different', now: hub.clock.now().getTime(), reason, readBack }, actor, reason },
  ])
}

/**
 * Sends what is missing of a record that stands in the ERP in part, where its lines can be recognised one by one. The agent looks again and
 * sends what it then finds missing of what was approved.
 */
export async function completeMissing(by: Mover, reason: string | undefined): Promise<void> {
  const { hub, sql, company, actor } = by
  const { row } = await possible(by, 'complete-missing')
  await refuseApprover(by, row)
  const op = await opOf(by, row)
  const lineMarkers = await isCompletable(by, op)
  const now = hub.clock.now().getTime()
  await stepAll(hub, sql, company, [{ op, input: { type: 'complete-missing', now, lineMarkers }, actor, reason }])
  await sql.notify('gusset_due', { company })
}

/** What is missing must surely not be on its way: the importer accounted for it, or the site shows what was written in a known time. */
async function isCompletable({ sql, company }: Mover, { evidence, rendering, connection }: StoredOp): Promise<boolean> {
  if (evidence?.result !== 'PARTIAL') return false
  if (missingFiles(rendering.files, rendering.probes, evidence.readBack).length === 0) return false
  const site = await sql.one<{ certified: boolean }>(
    `select certificate ->> 'readAfterWriteMs' is not null as certified from erp_connection where company_id = $1 and id = $2`,
    [company, connection],
  )
  return evidence.certain === true || site.certified
}

/**
 * Ends a link. One that an export made ends only when the ERP no longer has the record (assurance F43); one that was made by hand or by
 * import ends at once.
 */
export async function unlink(by: Mover, reason: string | undefined): Promise<void> {
  const { hub, sql, company, actor, kind, item } = by
  const { standing } = await possible(by, 'unlink')
  const link = await linkOf(sql, company, kind, item)
  if (!link) return
  if (standing.byOp) {
    await sql.run(
      `update erp_link set status = 'UNLINK_ASKED', asked_by = $4, reason = $5, check_due_at = $6, sentence = $7
       where company_id = $1 and kind = $2 and item_id = $3`,
      [company, kind, item, actor, reason ?? null, hub.clock.now(), 'The ERP is asked whether its record is gone.'],
    )
    await tell(by, 'unlink-asked', reason)
    await sql.notify('gusset_due', { company, all: true })
    return
  }
  const scope = scopeOf(hub, sql, company, link.connection_id, actor)
  await endLink(scope, { kind, item, by: actor, reason })
  await hub.registry.entity(kind).outbound?.unsynced(scope, item)
  await tell(by, 'unlinked', reason)
}

/** Locks the item and refuses the move where it does not stand for it. */
async function possible(by: Mover, move: Move): Promise<{ row: InboxRow | undefined; standing: Standing }> {
  const { sql, company, kind, item, hub } = by
  const { row, standing, movedBy } = await standingOf(sql, company, kind, item, 'for update')
  const refused = moveRefusal(move, standing, hub.registry.entity(kind).outbound?.auto)
  if (refused) throw new Refused(withWhoAndWhen(refused, row, movedBy), 409)
  return { row, standing }
}

/** Adopting and completing stand in the place of accepting: the same is asked of whoever does it. @throws Refused 403. */
async function refuseApprover(
  { hub, sql, company, actor, kind, item }: Mover,
  row: InboxRow | undefined,
): Promise<void> {
  if (!row) return
  const summary = await summarize(scopeOf(hub, sql, company, row.connection_id, actor), hub.registry, kind, item)
  const approval = await findApproval(sql, company, actor)
  refuseIf(approvalRefusals(approval, actor, { sentBy: row.sent_by, amount: summary?.amount }), 403)
}

async function opOf(by: Mover, row: InboxRow | undefined): Promise<StoredOp> {
  const op = row?.op_key ? await lockOp(by.sql, by.company, row.op_key) : undefined
  if (!op) throw new Error(`Item ${by.kind} ${by.item} has no op.`)
  return op
}

async function tell({ sql, company, actor, kind, item }: Mover, action: string, why?: string): Promise<void> {
  await record(sql, { company, actor, action, subject: { kind, id: item }, why })
  await announce(sql, company, kind, item)
}

function needReason(reason: string, sentence: string): void {
  if (reason.trim() === '') throw new Refused(refusal('reason-missing', sentence, { field: 'reason' }))
}
