/** Plugs budgets into the pipeline: one export carries what the ERP does not have yet (BUD-2, BUD-3). */
import { type Entity, type ItemSummary, isSwitchedOn, type Outbound, type Scope } from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { findProject } from '../jobs/store.ts'
import { isZero, sum } from '../platform/money.ts'
import { refusal } from '../platform/refusal.ts'
import type { BudgetDocument } from './document.ts'
import { entities as budgetChangeEntities, needsOfJob } from './erp-changes.ts'
import type { BudgetExportId, Delta } from './model-exports.ts'
import { refusalsToSend } from './rules-exports.ts'
import { isLocked } from './store.ts'
import { ADD_LINES, addNewCombinations } from './store-estimates.ts'
import {
  type BudgetExport,
  deltas,
  erpState,
  exportedLines,
  exportGone,
  exportSynced,
  findExport,
} from './store-exports.ts'
import { forecastDeltas, forecastGone, forecastSynced, projectsThatExportForecasts } from './store-forecasts.ts'

const UNITS = 'budget-units'

const outbound: Outbound = {
  refreshes: ['job-cost-codes', 'job-categories'],
  tool: 'Budget',
  acceptAction: 'accept-or-reject-budget',
  unlinkAction: 'unlink-budget',
  fields: [],
  summary,
  refusals: async ({ sql, company }, item) => {
    const found = await findExport(sql, company, asExport(item))
    if (!found) return [refusal('not-found', 'There is no such export of a budget.')]
    const project = await findProject(sql, company, found.project)
    return refusalsToSend({
      locked: await isLocked(sql, company, found.project),
      projectName: found.projectName,
      usesErpCostCodes: project?.usesErpCostCodes ?? false,
      jobErpId: project?.erpId ?? null,
      ended: found.ended,
      deltas: await deltas(sql, company, found.project),
      state: await erpState(sql, company, found.project),
    })
  },
  prefill: async () => ({}),
  document,
  needs: async (scope, item) => {
    const { project, projectName } = await exportOf(scope, item)
    const own = await deltas(scope.sql, scope.company, project)
    return needsOfJob(scope, { id: project, name: projectName }, own)
  },
  synced: async ({ sql, clock, company }, item, batch, frozen) => {
    const { lines, ...forecast } = frozen as BudgetDocument
    const found = await exportOf({ sql, company }, item)
    await exportSynced(sql, company, clock.now(), found, batch, lines)
    await forecastSynced(sql, company, clock.now(), { project: found.project, kind: 'budget', item }, forecast)
  },
  unsynced: async ({ sql, clock, company }, item) => {
    const found = await exportOf({ sql, company }, item)
    await exportGone(sql, company, clock.now(), found)
    await forecastGone(sql, company, clock.now(), { kind: 'budget', item })
  },
}

export const entities: Entity[] = [
  {
    kind: 'budget',
    one: 'Budget',
    many: 'Budgets',
    tab: {
      title: 'Budgets',
      columns: [
        { key: 'lines', label: 'Lines', align: 'right' },
        { key: 'job', label: 'Job ID' },
        { key: 'batch', label: 'Batch' },
      ],
    },
    settings: [
      {
        key: UNITS,
        group: 'Budgets',
        label: 'Budgets carry units and unit of measure',
        help: 'Beside the amounts, where the ERP takes them. Off: amounts only.',
        action: 'configure-advanced-settings',
        initially: false,
      },
      {
        key: ADD_LINES,
        group: 'Budgets',
        label:
          'Automatically add new cost code/cost type combinations and sub job cost code/cost type combinations to budgets',
        help: 'An unlocked budget gets a line with the ERP’s estimate; a locked one gets a line over 0.00.',
        action: 'configure-advanced-settings',
        initially: false,
      },
    ],
    projectSettings: [
      {
        key: 'export-forecasts',
        group: 'Budgets',
        label: 'Export forecast amounts',
        help: 'Estimated Cost at Completion and Forecast to Complete go along with every export of budget amounts.',
        initially: false,
        page: '',
        projectsOn: ({ sql, company }) => projectsThatExportForecasts(sql, company),
      },
    ],
    outbound,
    inbound: { feeds: [], follows: { 'job-cost-summary': addNewCombinations } },
  },
  ...budgetChangeEntities,
]

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const found = await findExport(sql, company, asExport(item))
  if (!found) return undefined
  const sent =
    found.batch === null ? await deltas(sql, company, found.project) : await exportedLines(sql, company, found.id)
  const project = await findProject(sql, company, found.project)
  return {
    id: item,
    project: found.project,
    projectName: found.projectName,
    number: `${project?.number ?? ''} / ${found.number}`.replace(/^ \/ /, ''),
    title:
      found.number === 1 ? `Budget of ${found.projectName}` : `Budget of ${found.projectName}, export ${found.number}`,
    amount: sum(['0.00', ...sent.map((each) => each.amount)]),
    path: `/companies/${company}/projects/${found.project}/budget`,
    rev: found.rev,
    columns: { lines: String(sent.length), job: project?.erpId ?? '', batch: found.batch ?? '' },
  }
}

async function document(scope: Scope, item: ItemId): Promise<BudgetDocument> {
  const { number, projectName, job, lines, ...forecast } = await content(scope, item)
  return { kind: 'budget', id: item, number, job: { erpId: job, name: projectName }, lines, ...forecast }
}

async function content({ sql, company }: Pick<Scope, 'sql' | 'company'>, item: ItemId) {
  const { project, projectName, number } = await exportOf({ sql, company }, item)
  const withUnits = await isSwitchedOn({ sql, company }, UNITS)
  const lines = (await deltas(sql, company, project)).map((delta) => lineInDocument(delta, withUnits))
  const job = (await findProject(sql, company, project))?.erpId ?? ''
  const { estimatedCostAtCompletion, forecastToComplete } = await forecastDeltas(sql, company, project)
  return { project, projectName, number, job, lines, estimatedCostAtCompletion, forecastToComplete }
}

function lineInDocument(delta: Delta, withUnits: boolean): BudgetDocument['lines'][number] {
  return {
    costCodeId: delta.cost_code_id,
    costTypeId: delta.cost_type_id,
    extra: delta.sub_job,
    costCode: delta.cost_code,
    category: delta.cost_type,
    categoryName: delta.cost_type_name,
    amount: delta.amount,
    quantity: withUnits && !isZero(delta.quantity) ? delta.quantity : null,
    uom: withUnits && delta.uom !== '' ? delta.uom : null,
  }
}

async function exportOf({ sql, company }: Pick<Scope, 'sql' | 'company'>, item: ItemId): Promise<BudgetExport> {
  const found = await findExport(sql, company, asExport(item))
  if (!found) throw new Error(`There is no budget export ${item}.`)
  return found
}

function asExport(item: ItemId): BudgetExportId {
  return item as number as BudgetExportId
}
