/** Views that people made: their SQL. The built-in ones are in `model-views.ts`. */
import type { CompanyId, ProjectId } from '../ids.ts'
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

const SELECT = 'select id, name, description, columns, false as built_in from budget_view'

/** The built-in ones first, then the project's own by name. */
export async function listViews(sql: Sql, company: CompanyId, project: ProjectId): Promise<BudgetView[]> {
  const own = await sql.query<BudgetView>(`${SELECT} where company_id = $1 and project_id = $2 order by name`, [
    company,
    project,
  ])
  return [...BUILT_IN_VIEWS, ...own]
}

/** @throws Refused 404 */
export async function getView(sql: Sql, company: CompanyId, project: ProjectId, id: ViewId): Promise<BudgetView> {
  const builtIn = BUILT_IN_VIEWS.find((each) => each.id === id)
  if (builtIn) return builtIn
  const own =
    id < FIRST_OWN_VIEW
      ? undefined
      : await sql.maybe<BudgetView>(`${SELECT} where company_id = $1 and project_id = $2 and id = $3`, [
          company,
          project,
          id,
        ])
  if (own) return own
  const ids = BUILT_IN_VIEWS.map((each) => `${each.name} ${each.id}`).join(', ')
  throw new Refused(
    refusal('no-such-view', `There is no budget view ${id} in this project. Built in are ${ids}.`, {
      field: 'view_id',
    }),
    404,
  )
}

export async function createView(sql: Sql, who: Who, project: ProjectId, body: ViewBody): Promise<BudgetView> {
  await requireFreeName(sql, who.company, project, body.name)
  const id = newId<ViewId>()
  await sql.run(
    'insert into budget_view (company_id, id, project_id, name, description, columns, created_by) values ($1, $2, $3, $4, $5, $6, $7)',
    [who.company, id, project, body.name, body.description, JSON.stringify(columnsOf(body.columns)), who.actor],
  )
  await note(sql, who, project, 'add-budget-view', body)
  return getView(sql, who.company, project, id)
}

export async function changeView(
  sql: Sql,
  who: Who,
  project: ProjectId,
  id: ViewId,
  body: ViewBody,
): Promise<BudgetView> {
  await requireOwn(sql, who.company, project, id)
  await requireFreeName(sql, who.company, project, body.name, id)
  await sql.run('update budget_view set name = $3, description = $4, columns = $5 where company_id = $1 and id = $2', [
    who.company,
    id,
    body.name,
    body.description,
    JSON.stringify(columnsOf(body.columns)),
  ])
  await note(sql, who, project, 'change-budget-view', { id, ...body })
  return getView(sql, who.company, project, id)
}

export async function removeView(sql: Sql, who: Who, project: ProjectId, id: ViewId): Promise<void> {
  const { name } = await requireOwn(sql, who.company, project, id)
  await sql.run('delete from budget_view where company_id = $1 and id = $2', [who.company, id])
  await note(sql, who, project, 'remove-budget-view', { id, name })
}

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

async function requireOwn(sql: Sql, company: CompanyId, project: ProjectId, id: ViewId): Promise<BudgetView> {
  const view = await getView(sql, company, project, id)
  if (view.built_in)
    throw new Refused(
      refusal('view-built-in', `The view ${view.name} is built in and stays as it is. Make one of your own like it.`),
      409,
    )
  return view
}

async function requireFreeName(sql: Sql, company: CompanyId, project: ProjectId, name: string, own?: ViewId) {
  const taken = (await listViews(sql, company, project)).some((each) => each.name === name && each.id !== own)
  refuseIf(taken ? [refusal('name-taken', `The project has a view “${name}” already.`, { field: 'name' })] : [], 409)
}
