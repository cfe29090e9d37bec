/** Plugs change orders on commitments into the pipeline: out only. */
import { TYPE_WORDS } from '../commitments/model.ts'
import { type Entity, type ItemSummary, type Need, type Outbound, once, type Scope } from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { findProject } from '../jobs/store.ts'
import { needsOfCodes } from '../jobs/store-sub-jobs.ts'
import { roundCents } from '../platform/money.ts'
import { refusal } from '../platform/refusal.ts'
import type { CommitmentChangeOrderDocument, ItemChangeInDocument } from './document-cco.ts'
import { type ChangeLine, type ChangeOrder, type ChangeOrderId, type ItemChange, summed } from './model-cco.ts'
import { refusalsToSend } from './rules-cco.ts'
import { findChangeOrder, getChangeOrder, KIND, numbersInErp, setErpLock } from './store-cco.ts'
import { changeLineFacts, invoicedItems, itemNumbers, listChangeLines } from './store-cco-lines.ts'

/** Longest number of the ERPs this was written for (requirements, field limits). A longer one is not prefilled. */
const LONGEST_ID = 5

const outbound: Outbound = {
  refreshes: ['job-cost-codes', 'job-categories'],
  tool: 'Commitments',
  acceptAction: 'accept-or-reject-cco',
  unlinkAction: 'unlink-cco',
  directExport: 'direct-export-commitment-change-orders',
  fields: [
    {
      key: 'erpId',
      label: 'ERP ID',
      type: 'text',
      required: true,
      erpId: true,
      help: 'The number of the change order in the ERP: at most 5 characters, unique over the change orders of all commitments there.',
    },
  ],
  summary,
  refusals: async (scope, item) => {
    const { sql, company } = scope
    const order = await found(scope, item)
    if (!order) return [refusal('not-found', 'There is no such change order.')]
    const project = await findProject(sql, company, order.project)
    return refusalsToSend(order, {
      usesErpCostCodes: project?.usesErpCostCodes ?? true,
      lines: await changeLineFacts(sql, company, order.id),
      changes: summed(await linesOf(scope, order)),
      ...(await itemNumbers(sql, company, order)),
      invoiced: await invoicedItems(sql, company, order),
    })
  },
  prefill,
  document,
  needs,
  synced: ({ sql, company }, item, erpId) => setErpLock(sql, company, asOrder(item), erpId),
  unsynced: ({ sql, company }, item) => setErpLock(sql, company, asOrder(item), null),
}

export const commitmentChangeOrders: Entity = {
  kind: KIND,
  one: 'Commitment Change Order',
  many: 'Commitment Change Orders',
  tab: {
    title: 'Commitment Change Orders',
    columns: [
      { key: 'commitment', label: 'Commitment' },
      { key: 'company', label: 'Contract Company' },
      { key: 'status', label: 'Status' },
      { key: 'erpId', label: 'ERP ID' },
    ],
  },
  outbound,
}

const found = (scope: Scope, item: ItemId): Promise<ChangeOrder | undefined> =>
  once(scope, `change order ${item}`, () => findChangeOrder(scope.sql, scope.company, asOrder(item)))

async function there(scope: Scope, item: ItemId): Promise<ChangeOrder> {
  return (await found(scope, item)) ?? getChangeOrder(scope.sql, scope.company, asOrder(item))
}

const linesOf = (scope: Scope, order: ChangeOrder): Promise<ChangeLine[]> =>
  once(scope, `lines of change order ${order.id}`, () => listChangeLines(scope.sql, scope.company, order.id))

async function summary(scope: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const order = await found(scope, item)
  if (!order) return undefined
  const { commitment } = order
  return {
    id: item,
    project: order.project,
    projectName: order.projectName,
    number: order.number,
    title: order.title,
    amount: order.total,
    path: `/companies/${scope.company}/projects/${order.project}/commitment-change-orders/${order.id}`,
    rev: order.rev,
    columns: {
      commitment: commitment.erpId ?? commitment.number,
      company: order.vendorName ?? '',
      status: order.status,
      erpId: order.erpId ?? '',
    },
  }
}

/** Its own number where no other change order has it in the ERP (CCO-4), else the next one after the highest. */
async function prefill(scope: Scope, item: ItemId): Promise<Record<string, string>> {
  const { id, number } = await there(scope, item)
  const taken = await numbersInErp(scope.sql, scope.company, id)
  const highest = Math.max(0, ...taken.filter((each) => /^\d{1,5}$/.test(each)).map(Number))
  const free = taken.includes(number) ? String(highest + 1).padStart(3, '0') : number
  return free.length <= LONGEST_ID ? { erpId: free } : {}
}

async function document(
  scope: Scope,
  item: ItemId,
  answers: Record<string, string>,
): Promise<CommitmentChangeOrderDocument> {
  const order = await there(scope, item)
  const { commitment } = order
  const job = order.jobErpId ?? ''
  const all = summed(await linesOf(scope, order))
  const changes = all.map((change) => changeInDocument(change, order, job))
  return {
    kind: KIND,
    id: order.id,
    erpId: answers.erpId ?? '',
    number: order.number,
    title: order.title,
    status: 'Approved',
    commitment: { erpId: commitment.erpId ?? '', type: commitment.type, title: commitment.title },
    job: { erpId: job, name: order.projectName },
    accountingMethod: commitment.accountingMethod,
    newItems: changes
      .filter((each) => each.isNew)
      .map(({ number, description, extra, costCode, category, unitCost, uom }) => ({
        ...{ number, description, job, extra, costCode, category, unitCost, uom },
      })),
    changes,
  }
}

/** Units go along only where they price the item, as on the commitment itself. */
function changeInDocument(change: ItemChange, { commitment }: ChangeOrder, job: string): ItemChangeInDocument {
  const line = change.parts[0]!
  const { changed } = line
  const priced = commitment.accountingMethod === 'unit'
  const uom = changed ? changed.uom : line.erpUom || line.uom
  return {
    number: change.itemNumber,
    isNew: change.isNew,
    description: changed ? changed.description : line.erpDescription || line.description || line.item,
    job,
    extra: line.extra,
    costCode: line.costCode ?? '',
    category: line.costType ?? '',
    quantity: priced ? change.quantity : null,
    unitCost: priced ? (changed ? changed.unitCost : line.unitCost) : null,
    uom: priced ? uom || null : null,
    amount: roundCents(change.amount),
    parts: change.parts.map((part) => `${part.position}: ${part.description || part.item}, ${roundCents(part.amount)}`),
  }
}

async function needs(scope: Scope, item: ItemId): Promise<Need[]> {
  const order = await there(scope, item)
  const { commitment } = order
  const lines = await linesOf(scope, order)
  return [
    {
      kind: 'commitment',
      item: commitment.id as number as ItemId,
      sentence: `${TYPE_WORDS[commitment.type]} ${commitment.number} must be synced with the ERP.`,
    },
    ...(await needsOfCodes(scope, order.project, order.projectName, lines)),
  ]
}

function asOrder(item: ItemId): ChangeOrderId {
  return item as number as ChangeOrderId
}
