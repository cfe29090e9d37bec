/** Snapshots: what a view showed at a moment, kept as it was, and what has changed since. */
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, Id, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { equal, subtract } from '../platform/money.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { placeName } from './model.ts'
import type { ViewColumn, ViewId } from './model-views.ts'
import { note, type Who } from './store-lines.ts'
import { getView, type ViewRow, viewRows } from './store-views.ts'

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
  from budget_snapshot s left join person p on p.id = s.taken_by`

/** The newest first. */
export function listSnapshots(sql: Sql, company: CompanyId, project: ProjectId): Promise<Snapshot[]> {
  return sql.query(`${SELECT} where s.company_id = $1 and s.project_id = $2 order by s.taken_at desc, s.id desc`, [
    company,
    project,
  ])
}

/** @throws Refused 404 */
export async function getSnapshot(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  id: SnapshotId,
): Promise<Snapshot & { rows: ViewRow[] }> {
  const found = await sql.maybe<Snapshot & { rows: ViewRow[] }>(
    `${SELECT.replace('s.columns', 's.columns, s.rows')} where s.company_id = $1 and s.project_id = $2 and s.id = $3`,
    [company, project, id],
  )
  if (!found)
    throw new Refused(
      refusal('not-found', `There is no snapshot ${id} of this project’s budget.`, { field: 'id' }),
      404,
    )
  return found
}

/** Takes the view's figures as they are in this transaction. */
export async function takeSnapshot(
  scope: Pick<Scope, 'sql' | 'clock'> & Who,
  project: ProjectId,
  wanted: { name: string; description: string; view: ViewId },
): Promise<Snapshot> {
  const { sql, company, actor } = scope
  if ((await listSnapshots(sql, company, project)).some((each) => each.name === wanted.name))
    throw new Refused(
      refusal('name-taken', `The project has a snapshot “${wanted.name}” already.`, { field: 'name' }),
      409,
    )
  const view = await getView(sql, company, project, wanted.view)
  const rows = await viewRows(sql, company, project, view.columns)
  const id = newId<SnapshotId>()
  await sql.run(
    `insert into budget_snapshot (company_id, id, project_id, name, description, view_name, columns, rows, taken_by, taken_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      company,
      id,
      project,
      wanted.name,
      wanted.description,
      view.name,
      JSON.stringify(view.columns),
      JSON.stringify(rows),
      actor,
      scope.clock.now(),
    ],
  )
  await note(sql, scope, project, 'take-snapshot', { id, ...wanted, view: view.name, rows: rows.length })
  return getSnapshot(sql, company, project, id)
}

export async function removeSnapshot(sql: Sql, who: Who, project: ProjectId, id: SnapshotId): Promise<void> {
  const { name } = await getSnapshot(sql, who.company, project, id)
  await sql.run('delete from budget_snapshot where company_id = $1 and id = $2', [who.company, id])
  await note(sql, who, project, 'remove-snapshot', { id, name })
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
export async function compareWithNow(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  id: SnapshotId,
): Promise<Difference[]> {
  const { columns, rows } = await getSnapshot(sql, company, project, id)
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
