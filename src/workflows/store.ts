/** Workflows of items: their SQL. The one started last is the item's; earlier ones are its history. */
import { type ItemSummary, settingValue } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import {
  begin,
  type Review,
  type Workflow,
  type WorkflowId,
  type WorkflowStatus,
  type WorkflowTemplate,
} from './model.ts'
import { assigned } from './store-people.ts'

const WORKFLOW = `w.id, w.kind, w.item_id as item, w.project_id as project, w.name, w.rev, w.amount, w.steps, w.status, w.at, w.approvals, w.due,
  w.started_by as "startedBy", coalesce(p.name, '') as "startedByName", w.started_at as "startedAt"`

export function latestWorkflow(
  sql: Sql,
  company: CompanyId,
  kind: string,
  item: number,
  lock: 'for update of w' | '' = '',
): Promise<Workflow | undefined> {
  return sql.maybe(
    `select ${WORKFLOW} from workflow w left join person p on p.id = w.started_by
     where w.company_id = $1 and w.kind = $2 and w.item_id = $3 order by w.started_at desc, w.id desc limit 1 ${lock}`,
    [company, kind, item],
  )
}

/** Who moves what, as the history tells it. */
export interface Actor {
  sql: Sql
  company: CompanyId
  actor: UserId
  now: Date
  /** The company's civil day. */
  today: string
}

export async function startWorkflow(
  by: Actor,
  kind: string,
  summary: ItemSummary,
  template: WorkflowTemplate,
  replaced: Workflow | undefined,
): Promise<void> {
  const { sql, company, actor, now, today } = by
  // The item was changed while the old one was under way: it can decide nothing any more.
  if (replaced?.status === 'in-review')
    await moveWorkflow(
      by,
      replaced,
      { ...replaced, status: 'withdrawn' },
      { decision: 'withdraw', comment: 'It was changed, and the workflow began again.' },
    )
  const id = newId<WorkflowId>()
  const review = begin(template.steps)
  const made = await sql.run(
    `insert into workflow (company_id, id, kind, item_id, project_id, rev, amount, template_id, template_version, name,
       steps, status, due, started_by, started_at, moved_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::date + $14::int, $15, $16, $16)
     on conflict (company_id, kind, item_id) where status = 'in-review' do nothing`,
    [
      ...[company, id, kind, summary.id, summary.project ?? null, summary.rev, summary.amount ?? null],
      ...[template.id, template.version, template.name],
      ...[JSON.stringify(review.steps), review.status, today, review.steps[0]?.dueDays ?? null, actor, now],
    ],
  )
  if (made === 0) throw new Refused(refusal('workflow-under-way', 'Somebody has just started the workflow.'), 409)
  await note(
    by,
    { id, kind, item: summary.id, name: template.name, startedBy: actor },
    { step: '', decision: 'start', for: [], comment: '' },
    { ...review, moved: true },
  )
}

export interface Made {
  decision: string
  comment: string
  /** Whom the person stood for, besides or in place of oneself. */
  for?: UserId[]
}

/** Writes where it stands now, and the decision that brought it there. */
export async function moveWorkflow(by: Actor, before: Workflow, after: Review, made: Made): Promise<void> {
  const { sql, company, now, today } = by
  const moved = after.at !== before.at || after.status !== before.status
  const running = after.status === 'in-review'
  await sql.run(
    `update workflow set status = $3, at = $4, approvals = $5, moved_at = $6,
       due = case when not $7 then null when $8 then $9::date + $10::int else due end where company_id = $1 and id = $2`,
    [
      ...[company, before.id, after.status, after.at, JSON.stringify(after.approvals), now],
      ...[running, moved, today, after.steps[after.at]?.dueDays ?? null],
    ],
  )
  const step = before.steps[before.at]?.name ?? ''
  await note(
    by,
    before,
    { step, decision: made.decision, for: made.for ?? [], comment: made.comment },
    { ...after, moved },
  )
}

/** What the history tells of a move. */
export interface MoveNoted {
  id: WorkflowId
  workflow: string
  startedBy: UserId
  /** That was decided. */
  step: string
  /** Besides or in place of the actor. */
  for: UserId[]
  status: WorkflowStatus
  /** The step that begins with this move: its index and name. */
  reached?: { at: number; name: string }
}

async function note(
  { sql, company, actor, now }: Actor,
  { id, kind, item, name, startedBy }: Pick<Workflow, 'id' | 'kind' | 'item' | 'name' | 'startedBy'>,
  made: { step: string; decision: string; for: UserId[]; comment: string },
  { status, at, steps, moved }: Review & { moved: boolean },
): Promise<void> {
  const lines = made.for.length > 0 ? made.for.map((each) => (each === actor ? null : each)) : [null]
  await sql.run(
    `insert into workflow_decision (company_id, workflow_id, made_at, person_id, for_id, step_name, decision, comment)
     select $1, $2, $3, $4, each, $5, $6, $7 from unnest($8::int8[]) as each`,
    [company, id, now, actor, made.step, made.decision, made.comment, lines],
  )
  const body: MoveNoted = {
    ...{ id, workflow: name, startedBy, step: made.step, for: lines.filter((each) => each !== null), status },
    ...(moved && status === 'in-review' ? { reached: { at, name: steps[at]?.name ?? '' } } : {}),
  }
  await record(sql, {
    company,
    actor,
    action: `workflow-${made.decision}`,
    subject: { kind, id: item },
    why: made.comment || undefined,
    body,
  })
  await announce(sql, company, kind, item)
}

export interface DecisionRow {
  at: Date
  who: string
  for: string | null
  workflow: string
  step: string
  decision: string
  comment: string
}

/** Everything ever decided about the item, the latest first. */
export function decisionsOf(sql: Sql, company: CompanyId, kind: string, item: number): Promise<DecisionRow[]> {
  return sql.query(
    `select d.made_at as at, coalesce(p.name, '') as who, f.name as "for", w.name as workflow, d.step_name as step, d.decision, d.comment
     from workflow w join workflow_decision d on d.company_id = w.company_id and d.workflow_id = w.id
     left join person p on p.id = d.person_id left join person f on f.id = d.for_id
     where w.company_id = $1 and w.kind = $2 and w.item_id = $3 order by d.made_at desc, d.workflow_id desc, d.id desc`,
    [company, kind, item],
  )
}

export interface WaitingRow extends Workflow {
  /** Of the awaited whom the person stands for. */
  forNames: string[]
}

/** SQL: does the workflow `w` wait for the membership `m`? */
const AWAITED = `w.status = 'in-review' and ${assigned('(w.steps -> w.at)', 'w.project_id')}
         and not w.approvals @> jsonb_build_array(jsonb_build_object('step', w.at, 'person', m.person_id))`

/** What waits for any of these people, the most overdue first. `except`: whose own workflows are left out, where four eyes are demanded; `limit` null: all of it. */
export async function waitingFor(
  sql: Sql,
  company: CompanyId,
  people: UserId[],
  { except, limit, offset }: { except: UserId | undefined; limit: number | null; offset: number },
): Promise<{ rows: WaitingRow[]; total: number }> {
  const rows = await sql.query<WaitingRow & { total: number }>(
    `with waiting as (
       select w.id, array_agg(q.name order by q.name) as names
       from workflow w join membership m on m.company_id = w.company_id and m.is_active and m.person_id = any($2::int8[])
       join person q on q.id = m.person_id
       where w.company_id = $1 and ${AWAITED}
         and ($3::int8 is null or w.started_by not in ($3, m.person_id))
       group by w.id)
     select ${WORKFLOW}, waiting.names as "forNames", count(*) over () as total
     from workflow w join waiting on waiting.id = w.id left join person p on p.id = w.started_by
     where w.company_id = $1 order by w.due nulls last, w.started_at, w.id limit $4 offset $5`,
    [company, people, except ?? null, limit, offset],
  )
  return { rows, total: rows[0]?.total ?? 0 }
}

/** Those for whom something waits, the substitutes of `today` among them. `at`: asks about this workflow alone, while it stands at that step. */
export async function deciders(
  sql: Sql,
  company: CompanyId,
  { today, fourEyes }: { today: string; fourEyes: boolean },
  at?: { id: WorkflowId; at: number },
): Promise<UserId[]> {
  const rows = await sql.query<{ id: UserId }>(
    `select distinct d.id from workflow w join membership m on m.company_id = w.company_id and m.is_active
     cross join lateral (select m.person_id union all select s.substitute_id from workflow_substitute s
       where s.company_id = m.company_id and s.person_id = m.person_id and $2::date between s.from_day and s.to_day) as d (id)
     where w.company_id = $1 and ${AWAITED} and (not $3 or w.started_by not in (d.id, m.person_id))
       and ($4::int8 is null or w.id = $4 and w.at = $5)`,
    [company, today, fourEyes, at?.id ?? null, at?.at ?? null],
  )
  return rows.map((row) => row.id)
}

/** Is the item linked with the ERP? */
export async function isSynced(sql: Sql, company: CompanyId, kind: string, item: number): Promise<boolean> {
  const link = await sql.maybe('select from erp_link where company_id = $1 and kind = $2 and item_id = $3', [
    company,
    kind,
    item,
  ])
  return link !== undefined
}

/** Items are asked in the scope of a connection, also where no ERP is connected yet. */
export async function someConnection(sql: Sql, company: CompanyId): Promise<ConnectionId> {
  const row = await sql.one<{ id: number }>(
    'select coalesce(min(id), 0) as id from erp_connection where company_id = $1',
    [company],
  )
  return row.id as ConnectionId
}

/** The value of a kind's direct export: off, on, or after a workflow (CFG-3). */
export async function isAfterWorkflow(sql: Sql, company: CompanyId, key: string): Promise<boolean> {
  return (await settingValue({ sql, company }, key)) === 'workflow'
}
