/** Plugs approved budget changes into the pipeline: out only, as changes of the estimate beside the original one (CHG-1). */
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Entity, ItemSummary, Need, Outbound, Scope } from '../erp/entity.ts'
import type { ItemId, ProjectId } from '../ids.ts'
import { findProject, getProject } from '../jobs/store.ts'
import { needsOfCodes } from '../jobs/store-sub-jobs.ts'
import { compare, sum } from '../platform/money.ts'
import { refusal } from '../platform/refusal.ts'
import type { AmountInDocument, BudgetChangeDocument } from './document.ts'
import { refusalsToSendChange } from './rules-exports.ts'
import { type ChangeToSend, changeAmounts, findChangeToSend, setChangeBatch } from './store-change-exports.ts'
import { erpState } from './store-exports.ts'
import { exportsForecasts, forecastDeltas, forecastGone, forecastSynced, placesOfForecast } from './store-forecasts.ts'

const outbound: Outbound = {
  refreshes: ['job-cost-codes', 'job-categories'],
  tool: 'Budget',
  acceptAction: 'accept-or-reject-budget',
  unlinkAction: 'unlink-budget',
  fields: [],
  summary,
  refusals: async ({ sql, company }, item) => {
    const change = await findChangeToSend(sql, company, item)
    if (!change) return [refusal('not-found', 'There is no such budget change.')]
    const project = await getProject(sql, company, change.project)
    const { name: projectName, usesErpCostCodes, erpId: jobErpId } = project
    const moves = (await changeAmounts(sql, company, item)).length > 0
    const state = await erpState(sql, company, change.project)
    return refusalsToSendChange({ ...change, projectName, usesErpCostCodes, jobErpId, moves, state })
  },
  prefill: async () => ({}),
  document,
  needs: async (scope, item) => {
    const { project } = await changeOf(scope, item)
    const { name } = await getProject(scope.sql, scope.company, project)
    const own = await changeAmounts(scope.sql, scope.company, item)
    return needsOfJob(
      scope,
      { id: project, name },
      own.map((each) => ({ cost_code_id: each.costCodeId, cost_type_id: each.costTypeId })),
    )
  },
  synced: async ({ sql, clock, company }, item, batch, frozen) => {
    const { project } = await changeOf({ sql, company }, item)
    await setChangeBatch(sql, company, item, batch)
    const from = { project, kind: 'budget-change', item }
    await forecastSynced(sql, company, clock.now(), from, frozen as BudgetChangeDocument)
  },
  unsynced: async ({ sql, clock, company }, item) => {
    await setChangeBatch(sql, company, item, null)
    await forecastGone(sql, company, clock.now(), { kind: 'budget-change', item })
  },
}

export const entities: Entity[] = [
  {
    kind: 'budget-change',
    one: 'Budget Change',
    many: 'Budget Changes',
    tab: {
      title: 'Budget Changes',
      columns: [
        { key: 'job', label: 'Job ID' },
        { key: 'batch', label: 'Batch' },
      ],
    },
    outbound,
  },
]

/** What must be in the ERP before these amounts: the job, its extras (BUD-6), and cost codes that are new there, which go by themselves (WBS-8). */
export async function needsOfJob(
  scope: Scope,
  project: { id: ProjectId; name: string },
  own: { cost_code_id: number; cost_type_id: number }[],
): Promise<Need[]> {
  const { sql, company } = scope
  const item = project.id as number as ItemId
  const along = (await exportsForecasts(sql, company, project.id))
    ? await placesOfForecast(sql, company, project.id)
    : []
  const places = [...own, ...along].map((each) => ({
    costCodeId: each.cost_code_id as CostCodeId,
    costTypeId: each.cost_type_id as CostTypeId,
  }))
  return [
    { kind: 'job', item, sentence: `Project “${project.name}” must be linked to a job of the ERP.` },
    ...(await needsOfCodes(scope, project.id, project.name, places)),
  ]
}

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const change = await findChangeToSend(sql, company, item)
  if (!change) return undefined
  const project = await findProject(sql, company, change.project)
  return {
    id: item,
    project: change.project,
    projectName: project?.name ?? '',
    number: String(change.number),
    title: change.title,
    amount: given(await changeAmounts(sql, company, item)),
    path: `/companies/${company}/projects/${change.project}/budget/changes/${change.id}`,
    rev: change.rev,
    columns: { job: project?.erpId ?? '', batch: change.batch ?? '' },
  }
}

async function document({ sql, company }: Scope, item: ItemId): Promise<BudgetChangeDocument> {
  const change = await changeOf({ sql, company }, item)
  const { erpId, name, address, city, state, zip } = await getProject(sql, company, change.project)
  return {
    kind: 'budget-change',
    id: item,
    number: String(change.number),
    title: change.title,
    job: { erpId: erpId ?? '', name, address, city, state, zip },
    lines: await changeAmounts(sql, company, item),
    ...(await forecastDeltas(sql, company, change.project)),
  }
}

/** The size of the change: what is given to lines. */
function given(lines: AmountInDocument[]): string {
  return sum(['0.00', ...lines.map((each) => each.amount).filter((amount) => compare(amount, '0') > 0)])
}

async function changeOf({ sql, company }: Pick<Scope, 'sql' | 'company'>, item: ItemId): Promise<ChangeToSend> {
  const found = await findChangeToSend(sql, company, item)
  if (!found) throw new Error(`There is no budget change ${item}.`)
  return found
}
