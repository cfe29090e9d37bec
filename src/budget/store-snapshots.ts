/** Snapshots: what a view showed at a moment, kept as it was, and what has changed since. */
import type { Scope } from '../erp/entity.ts'
import type { Id } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { equal, subtract } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { placeName } from './model.ts'
import type { ViewColumn, ViewId } from './model-views.ts'
import { note } from './store-lines.ts'
import { getView, seenBy, seenIf, type Viewer, type ViewRow, viewRows } from './store-views.ts'

export type SnapshotId = Id<'budget-snapshot'>

export interface Snapshot {
  id: SnapshotId
  name: string
  description: string
  view_name: string
  taken_by: string | null
  taken_at: Date
  columns: ViewColumn[]
}

const SELECT = `select s.id, s.name, s.description, s.view_name, p.name as taken_by, s.taken_at, s.columns
  from budget_snapshot s left join person p on p.id = s.taken_by
  where s.company_id = $1 and s.project_id = $2 and ${seenIf('s.taken_by', 's.')}`

/** The newest first. */
export function listSnapshots(sql: Sql, viewer: Viewer): Promise<Snapshot[]> {
  return sql.query(`${SELECT} order by s.taken_at desc, s.id desc`, seenBy(viewer))
}

/** @throws Refused 404, also when it is not for the viewer's eyes */
export async function getSnapshot(sql: Sql, viewer: Viewer, id: SnapshotId): Promise<Snapshot & { rows: ViewRow[] }> {
  const found = await sql.maybe<Snapshot & { rows: ViewRow[] }>(
    `${SELECT.replace('s.columns', 's.columns, s.rows')} and s.id = $6`,
    [...seenBy(viewer), id],
  )
  if (!found)
    throw new Refused(
      refusal('not-found', `There is no snapshot ${id} of this project’s budget.`, { field: 'id' }),
      404,
    )
  return found
}

/** Takes the view's figures as they are in this transaction, for the same eyes as the view. */
export async function takeSnapshot(
  { sql, clock }: Pick<Scope, 'sql' | 'clock'>,
  viewer: Viewer,
  wanted: { name: string; description: string; view: ViewId },
): Promise<Snapshot> {
  const { company, project, person } = viewer
  if ((await listSnapshots(sql, { ...viewer, all: true })).some((each) => each.name === wanted.name))
    throw new Refused(
      refusal('name-taken', `The project has a snapshot “${wanted.name}” already.`, { field: 'name' }),
      409,
    )
  const view = await getView(sql, viewer, wanted.view)
  const rows = await viewRows(sql, company, project, view.columns)
  const id = newId<SnapshotId>()
  await sql.run(
    `insert into budget_snapshot (company_id, id, project_id, name, description, view_name, columns, rows, taken_by, taken_at, seen_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      company,
      id,
      project,
      wanted.name,
      wanted.description,
      view.name,
      JSON.stringify(view.columns),
      JSON.stringify(rows),
      person,
      clock.now(),
      view.seen_by,
    ],
  )
  const body = { id, ...wanted, view: view.name, rows: rows.length }
  await note(sql, { company, actor: person }, project, 'take-snapshot', body)
  return getSnapshot(sql, viewer, id)
}

export async function removeSnapshot(sql: Sql, viewer: Viewer, id: SnapshotId): Promise<void> {
  const { company, project, person } = viewer
  const { name } = await getSnapshot(sql, viewer, id)
  await sql.run('delete from budget_snapshot where company_id = $1 and id = $2', [company, id])
  await note(sql, { company, actor: person }, project, 'remove-snapshot', { id, name })
}

export interface Difference {
  sub_job: string
  cost_code: string
  cost_code_name: string
  cost_type: string
  column: string
  was: string
  is: string
  difference: string
}

/** Every value of the snapshot that is another now, by row and column; a row that is only in one of the two counts as zero in the other. */
export async function compareWithNow(sql: Sql, viewer: Viewer, id: SnapshotId): Promise<Difference[]> {
  const { company, project } = viewer
  const { columns, rows } = await getSnapshot(sql, viewer, id)
  const [then, now] = [byPlace(rows), byPlace(await viewRows(sql, company, project, columns))]
  const keys = columns.map((each) => (typeof each === 'string' ? each : each.key))
  return [...new Set([...then.keys(), ...now.keys()])].sort().flatMap((place) => {
    const [before, after] = [then.get(place), now.get(place)]
    const { sub_job, cost_code, cost_code_name, cost_type } = (after ?? before) as ViewRow
    return keys.flatMap((column) => {
      const [was, is] = [String(before?.[column] ?? '0.00'), String(after?.[column] ?? '0.00')]
      if (equal(was, is)) return []
      return [{ sub_job, cost_code, cost_code_name, cost_type, column, was, is, difference: subtract(is, was) }]
    })
  })
}

const byPlace = (rows: ViewRow[]) => new Map(rows.map((row) => [placeName(row), row]))
