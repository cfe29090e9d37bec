/** An item and its workflow as a request finds them: what every move and every look is decided on. */
import type { Entity, ItemSummary, Outbound, Scope } from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { type Refusal, Refused, refusal } from '../platform/refusal.ts'
import type { Context } from '../platform/route.ts'
import { standOf } from './erp.ts'
import { neededTemplate, type WorkflowTemplate } from './model.ts'
import { awaitedOf, refusalsToStart, type Stand, unmanned, whyNotYours } from './rules.ts'
import { isAfterWorkflow, isSynced, latestWorkflow, someConnection } from './store.ts'
import { assignedTo, companyRules, standsFor } from './store-people.ts'
import { listTemplates } from './store-templates.ts'

/** A kind of item that workflows are for, as its slice offers it: one that has a direct export (CFG-3). */
export interface Reviewed {
  entity: Entity
  outbound: Outbound
}

export interface At {
  scope: Scope
  of: Reviewed
  summary: ItemSummary
  stand: Stand | undefined
  /** The workflow it must pass before it is sent. */
  needed: WorkflowTemplate | undefined
  fourEyes: boolean
  /** The company's civil day. */
  today: string
}

/** @throws Refused 404 */
export function reviewedOf(reviewed: Map<string, Reviewed>, kind: string): Reviewed {
  const found = reviewed.get(kind)
  if (!found) throw new Refused(refusal('not-there', `There are no workflows for “${kind}”.`), 404)
  return found
}

/** @throws Refused 404 */
export async function summaryOf(scope: Scope, { entity, outbound }: Reviewed, item: ItemId): Promise<ItemSummary> {
  const summary = await outbound.summary(scope, item)
  if (!summary) throw new Refused(refusal('not-there', `There is no such ${entity.one}.`), 404)
  return summary
}

export async function scopeIn({ clock, company, person }: Context, sql: Sql): Promise<Scope> {
  return { sql, clock, company, actor: person.id, connection: await someConnection(sql, company) }
}

/** `lock`: the workflow is about to be moved; the item is read behind the lock, so that it is decided about as it is now. */
export async function atItem(scope: Scope, of: Reviewed, item: ItemId, lock: 'for update of w' | '' = ''): Promise<At> {
  const { sql, company, clock } = scope
  const { kind } = of.entity
  const workflow = await latestWorkflow(sql, company, kind, item, lock)
  const summary = await summaryOf(scope, of, item)
  const always = await isAfterWorkflow(sql, company, of.outbound.directExport ?? '')
  const needed = neededTemplate(await listTemplates(sql, company), kind, summary.amount, always)
  const rules = await companyRules(sql, company, clock)
  return { scope, of, summary, stand: await standOf(scope, workflow, summary.rev, rules), needed, ...rules }
}

export async function whyNotStart({ scope, of, summary, stand, needed, fourEyes }: At): Promise<Refusal[]> {
  const { sql, company, actor } = scope
  const { one, kind } = of.entity
  const whys = refusalsToStart(needed, stand, { one, synced: await isSynced(sql, company, kind, summary.id) })
  if (!needed || whys.length > 0) return whys
  // What is approved is what is sent: what the item itself says against being sent stands in the way of the start too.
  const refusals = [...(await of.outbound.refusals(scope, summary.id))]
  for (const each of needed.steps) {
    const except = fourEyes ? actor : undefined
    const people = await assignedTo(sql, company, each, { project: summary.project ?? null, except })
    if (people.length === 0) refusals.push(unmanned(each))
  }
  return refusals
}

/** Those of the awaited the person may decide for, and why it is not the person's turn. */
export async function turnOf(at: At): Promise<{ people: Stand['eligible']; why: Refusal | undefined }> {
  const { scope, stand, fourEyes, today } = at
  if (stand?.workflow.status !== 'in-review' || scope.actor === undefined) return { people: [], why: undefined }
  const mine = await standsFor(scope.sql, scope.company, scope.actor, today)
  const people = awaitedOf(stand).filter((each) => mine.includes(each.id))
  const own = fourEyes && stand.workflow.startedBy === scope.actor
  return { people: own ? [] : people, why: whyNotYours(stand, people.length, own) }
}
