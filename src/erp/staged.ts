/** What a person does with a staged record of the ERP: add it here, link it to what is here already, put it aside. */
import type { CompanyId, ConnectionId, ItemId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { type Refusal, Refused, refusal, refuseIf } from '../platform/refusal.ts'
import { connectionOf, versionsOf } from './connections.ts'
import type { Kind, Staged } from './entity.ts'
import { type Hub, scopeOf } from './hub.ts'
import { makeLinks, readWholeAgain, wakeWaiting } from './links.ts'
import { answerRefusals } from './preview.ts'
import { summarize } from './summaries.ts'
import { versionRefusals } from './versions.ts'

export type StagedState = 'staged' | 'imported' | 'linked' | 'archived' | 'invalid'
export type StagedMove = 'add' | 'link' | 'archive' | 'restore'

export interface StagedRecord {
  connection_id: ConnectionId
  kind: Kind
  erp_id: string
  title: string
  data: Record<string, string | null>
  state: StagedState
  item_id: ItemId | null
  reason: string | null
  gone: boolean
  changed_at: Date
}

/** Who does what with which record, inside which transaction. */
export interface Stager {
  hub: Hub
  sql: Sql
  company: CompanyId
  actor: UserId
  kind: Kind
  erpId: string
  /** Absent: the only one that has such a record. */
  connection?: ConnectionId | undefined
}

/** @throws Refused 404; 409 when several connections have such a record and none is named */
export async function stagedRecord(
  { sql, company, kind, erpId, connection }: Omit<Stager, 'hub' | 'actor'>,
  lock: 'for update' | '' = '',
): Promise<StagedRecord> {
  const found = await sql.query<StagedRecord>(
    `select connection_id, kind, erp_id, title, data, state, item_id, reason, gone, changed_at from erp_staged
     where company_id = $1 and kind = $2 and erp_id = $3 and ($4::int8 is null or connection_id = $4) order by connection_id ${lock}`,
    [company, kind, erpId, connection ?? null],
  )
  if (found.length > 1)
    throw new Refused(
      refusal('several-files', `Several ERP company files have a record “${erpId}”.`, {
        field: 'connection_id',
        remedy: 'Say which one by connection_id.',
      }),
      409,
    )
  if (!found[0])
    throw new Refused(refusal('not-there', `The ERP has no such record, or it was not read yet: “${erpId}”.`), 404)
  return found[0]
}

/** Why the move is not possible now: the record's state, or an ERP too old for it. */
export async function stagedRefusals(
  { hub, sql, company, kind }: Omit<Stager, 'actor' | 'erpId'>,
  move: StagedMove,
  found: StagedRecord,
): Promise<Refusal[]> {
  const notNow = stateRefusal(move, found)
  if (notNow) return [notNow]
  if (move !== 'add' && move !== 'link') return []
  const connection = await connectionOf(sql, company, found.connection_id)
  return versionRefusals(hub.registry.connector(connection.connector), `import-${kind}`, versionsOf(connection))
}

function stateRefusal(move: StagedMove, { state, gone }: StagedRecord): Refusal | undefined {
  if (state === 'linked' || state === 'imported') return refusal('already-linked', 'It is linked already.')
  if (move === 'restore') return state === 'archived' ? undefined : refusal('not-archived', 'It is not in the archive.')
  if (gone) return refusal('gone', 'The ERP no longer has it.')
  if (state === 'archived') return refusal('archived', 'It is in the archive; take it out first.')
  return undefined
}

/** Our item made from the record, and linked to it, in one transaction. @returns our item */
export async function addStaged(by: Stager, answers: Record<string, string> = {}): Promise<ItemId> {
  const { hub, sql, company, actor, kind } = by
  const found = await possible(by, 'add')
  const scope = scopeOf(hub, sql, company, found.connection_id, actor)
  const stage = hub.registry.stage(kind)
  const fields = (await stage.fields?.(scope, stagedOf(found))) ?? []
  const answered = Object.fromEntries(
    fields.map((field) => [field.key, answers[field.key] ?? field.choices?.[0]?.value ?? '']),
  )
  refuseIf(answerRefusals(fields, answered))
  const item = await stage.add(scope, stagedOf(found), answered)
  await join(by, found, item, 'imported')
  return item
}

/** The record and an item of ours are the same thing. */
export async function linkStaged(by: Stager, item: ItemId): Promise<void> {
  const { hub, sql, company, actor, kind } = by
  const found = await possible(by, 'link')
  const scope = scopeOf(hub, sql, company, found.connection_id, actor)
  const stage = hub.registry.stage(kind)
  refuseIf(await stage.linkable(scope, item))
  const own = stage.join ? await stage.join(scope, item, stagedOf(found)) : item
  await refuseUnderWay(by, own)
  await join(by, found, own, 'linked')
  await stage.update(scope, own, stagedOf(found))
  await summarize(scope, hub.registry, kind, own)
}

/** What is on its way to the ERP becomes linked by that; linking it to another record would book it twice. */
async function refuseUnderWay({ sql, company, kind }: Stager, item: ItemId): Promise<void> {
  const open = await sql.maybe(
    `select 1 as one from erp_op where company_id = $1 and kind = $2 and item_id = $3
       and state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN', 'NEEDS_HUMAN') limit 1`,
    [company, kind, item],
  )
  if (open) throw new Refused(refusal('exporting', 'It is on its way to the ERP itself.'), 409)
}

async function join(by: Stager, found: StagedRecord, item: ItemId, state: 'imported' | 'linked'): Promise<void> {
  const { hub, sql, company, actor, kind } = by
  const scope = scopeOf(hub, sql, company, found.connection_id, actor)
  await makeLinks(scope, [{ kind, item, erpId: found.erp_id, opKey: null }], actor)
  await readWholeAgain(sql, hub.registry.feeds, { company, connection: found.connection_id, now: hub.clock.now() }, [
    kind,
  ])
  await setState(by, found, state, item)
  await sql.run(
    `update erp_item set state = 'RETRIEVED', moved_by = $4, moved_at = $5, reason = 'Linked with a record of the ERP.'
     where company_id = $1 and kind = $2 and item_id = $3 and state = 'SENT'`,
    [company, kind, item, actor, hub.clock.now()],
  )
  await wakeWaiting(sql, company, hub.clock.now())
  await summarize(scope, hub.registry, kind, item)
  await told(by, state, { item, erpId: found.erp_id })
}

export async function archiveStaged(by: Stager): Promise<void> {
  await setState(by, await possible(by, 'archive'), 'archived', null)
  await told(by, 'archived', { erpId: by.erpId })
}

export async function restoreStaged(by: Stager): Promise<void> {
  await setState(by, await possible(by, 'restore'), 'staged', null)
  await told(by, 'restored', { erpId: by.erpId })
}

export interface ManyOutcome {
  done: number
  refused: { erp_id: string; sentence: string }[]
}

/** Many records, each in its own transaction and with its own outcome. */
export async function stagedMany(
  hub: Hub,
  given: Pick<Stager, 'company' | 'actor' | 'kind'>,
  records: Pick<Stager, 'erpId' | 'connection'>[],
  work: (by: Stager) => Promise<unknown>,
): Promise<ManyOutcome> {
  const outcome: ManyOutcome = { done: 0, refused: [] }
  for (const each of records) {
    const { erpId } = each
    try {
      await hub.db.company(given.company, (sql) => work({ hub, sql, ...given, ...each }))
      outcome.done++
    } catch (error) {
      if (!(error instanceof Refused))
        hub.log.error({ err: error, kind: given.kind, erpId }, 'A staged record could not be moved.')
      outcome.refused.push({
        erp_id: erpId,
        sentence: error instanceof Refused ? error.message : 'Something went wrong on the server.',
      })
    }
  }
  return outcome
}

async function possible(by: Stager, move: StagedMove): Promise<StagedRecord> {
  const found = await stagedRecord(by, 'for update')
  refuseIf(await stagedRefusals(by, move, found), 409)
  return found
}

async function setState(
  { hub, sql, company, actor, kind }: Stager,
  found: StagedRecord,
  state: StagedState,
  item: ItemId | null,
): Promise<void> {
  await sql.run(
    `update erp_staged set state = $5, item_id = $6, moved_by = $7, changed_at = $8
     where company_id = $1 and connection_id = $2 and kind = $3 and erp_id = $4`,
    [company, found.connection_id, kind, found.erp_id, state, item, actor, hub.clock.now()],
  )
}

async function told({ sql, company, actor, kind, erpId }: Stager, action: string, body: object): Promise<void> {
  await record(sql, { company, actor, action, subject: { kind, id: erpId }, body })
  await announce(sql, company, kind, erpId)
}

function stagedOf(found: StagedRecord): Staged {
  return { kind: found.kind, erpId: found.erp_id, title: found.title, data: found.data }
}
