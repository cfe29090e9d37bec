/** Views that people made: their SQL. The built-in ones are in `model-views.ts`. */
import { type Role, rolesOf } from '../access/store-roles.ts'
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { BudgetPlace } from './model.ts'
import {
  BUILT_IN_VIEWS,
  type BudgetView,
  columnsOf,
  columnValue,
  FIRST_OWN_VIEW,
  figuresOf,
  type ViewBody,
  type ViewColumn,
  type ViewId,
} from './model-views.ts'
import { detailRows } from './store.ts'
import { note, type Who } from './store-lines.ts'

/** Who looks at the views and snapshots of a project. */
export interface Viewer {
  company: CompanyId
  project: ProjectId
  person: UserId
  /** Permission template in the project. */
  template: number | null
  /** An Admin of the budget sees all of them. */
  all: boolean
}

/** For a row with `seen_by` and whoever made it; its numbers are those of `seenBy`. */
export const seenIf = (maker: string, row = '') =>
  `(${row}seen_by = '{}' or ${maker} = $3 or $4 = any(${row}seen_by) or $5)`
export const seenBy = ({ company, project, person, template, all }: Viewer) => [company, project, person, template, all]

const SELECT = 'select id, name, description, columns, false as built_in, seen_by from budget_view'
const SEEN = `company_id = $1 and project_id = $2 and ${seenIf('created_by')}`

/** The built-in ones first, then the project's own by name. */
export async function listViews(sql: Sql, viewer: Viewer): Promise<BudgetView[]> {
  const own = await sql.query<BudgetView>(`${SELECT} where ${SEEN} order by name`, seenBy(viewer))
  return [...BUILT_IN_VIEWS, ...own]
}

/** @throws Refused 404, also when it is not for the viewer's eyes */
export async function getView(sql: Sql, viewer: Viewer, id: ViewId): Promise<BudgetView> {
  const builtIn = BUILT_IN_VIEWS.find((each) => each.id === id)
  if (builtIn) return builtIn
  const own =
    id < FIRST_OWN_VIEW
      ? undefined
      : await sql.maybe<BudgetView>(`${SELECT} where ${SEEN} and id = $6`, [...seenBy(viewer), id])
  if (own) return own
  const ids = BUILT_IN_VIEWS.map((each) => `${each.name} ${each.id}`).join(', ')
  throw new Refused(
    refusal('no-such-view', `There is no budget view ${id} in this project. Built in are ${ids}.`, {
      field: 'view_id',
    }),
    404,
  )
}

export async function createView(sql: Sql, viewer: Viewer, body: ViewBody): Promise<BudgetView> {
  const { company, project, person } = viewer
  await requireFreeName(sql, viewer, body.name)
  await requireRoles(sql, company, body.seen_by)
  const id = newId<ViewId>()
  await sql.run(
    `insert into budget_view (company_id, id, project_id, name, description, columns, seen_by, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [company, id, project, body.name, body.description, JSON.stringify(columnsOf(body.columns)), body.seen_by, person],
  )
  await note(sql, who(viewer), project, 'add-budget-view', body)
  return getView(sql, viewer, id)
}

/** Snapshots that were taken of it stay for the eyes they were taken for. */
export async function changeView(sql: Sql, viewer: Viewer, id: ViewId, body: ViewBody): Promise<BudgetView> {
  const { company, project } = viewer
  await requireOwn(sql, viewer, id)
  await requireFreeName(sql, viewer, body.name, id)
  await requireRoles(sql, company, body.seen_by)
  await sql.run(
    'update budget_view set name = $3, description = $4, columns = $5, seen_by = $6 where company_id = $1 and id = $2',
    [company, id, body.name, body.description, JSON.stringify(columnsOf(body.columns)), body.seen_by],
  )
  await note(sql, who(viewer), project, 'change-budget-view', { id, ...body })
  return getView(sql, viewer, id)
}

export async function removeView(sql: Sql, viewer: Viewer, id: ViewId): Promise<void> {
  const { name } = await requireOwn(sql, viewer, id)
  await sql.run('delete from budget_view where company_id = $1 and id = $2', [viewer.company, id])
  await note(sql, who(viewer), viewer.project, 'remove-budget-view', { id, name })
}

/** The permission templates of projects, for whom a view may be kept. */
export const audiences = (sql: Sql, company: CompanyId): Promise<Role[]> => rolesOf(sql, company, 'project')

export type ViewRow = BudgetPlace & Record<string, string | number | boolean | null>

/** The rows of a view: where each stands, and the value of every column by its key. */
export async function viewRows(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  columns: ViewColumn[],
): Promise<ViewRow[]> {
  const rows = await detailRows(sql, company, project, figuresOf(columns))
  const calculated = columns.filter((each) => typeof each !== 'string')
  if (calculated.length === 0) return rows as ViewRow[]
  const shown = new Set(columns)
  const only = figuresOf(columns).filter((each) => !shown.has(each))
  return rows.map((row) => {
    const values: ViewRow = { ...row }
    for (const column of calculated) values[column.key] = columnValue(column, row)
    for (const figure of only) delete values[figure]
    return values
  })
}

const who = ({ company, person }: Viewer): Who => ({ company, actor: person })

async function requireOwn(sql: Sql, viewer: Viewer, id: ViewId): Promise<BudgetView> {
  const view = await getView(sql, viewer, id)
  if (view.built_in)
    throw new Refused(
      refusal('view-built-in', `The view ${view.name} is built in and stays as it is. Make one of your own like it.`),
      409,
    )
  return view
}

async function requireRoles(sql: Sql, company: CompanyId, ids: number[]): Promise<void> {
  const known = new Set((await audiences(sql, company)).map((each) => each.id))
  const strange = ids.find((id) => !known.has(id))
  if (strange === undefined) return
  const sentence = `There is no permission template ${strange} for a project.`
  throw new Refused(refusal('unknown-template', sentence, { field: 'seen_by' }))
}

/** Over all views of the project, also those the viewer does not see. */
async function requireFreeName(sql: Sql, viewer: Viewer, name: string, own?: ViewId) {
  const taken = (await listViews(sql, { ...viewer, all: true })).some((each) => each.name === name && each.id !== own)
  refuseIf(taken ? [refusal('name-taken', `The project has a view “${name}” already.`, { field: 'name' })] : [], 409)
}
