/**
 * Plugs prime contract change orders into the pipeline: out only. Each carries two kinds of entries, the cost side and the owner's side; a line
 * that adds to the contract needs an item ID from the approver.
 */
import {
  type ApproverField,
  type Entity,
  type ItemSummary,
  isSwitchedOn,
  type Need,
  type Outbound,
  type Scope,
} from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { findProject } from '../jobs/store.ts'
import { needsOfCodes } from '../jobs/store-sub-jobs.ts'
import { add, isZero, roundCents, sum } from '../platform/money.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { PrimeContractId, PrimeLineId, Source, SourceId } from '../prime-contracts/model.ts'
import { getPrimeContract } from '../prime-contracts/store.ts'
import { takeErpItem } from '../prime-contracts/store-lines.ts'
import { findErpItem, listSources } from '../prime-contracts/store-sources.ts'
import type { EstimateInDocument, PrimeChangeOrderDocument, ValueInDocument } from './document-pcco.ts'
import {
  markupTotal,
  type PccoLine,
  type PrimeChangeOrderId,
  type PrimeChangeOrderLineId,
  spreadMarkups,
} from './model-pcco.ts'
import { awaitsApproval, refusalsToSendPcco } from './rules-pcco.ts'
import { findPcco, getPcco, listMarkups, setPccoLock } from './store-pcco.ts'
import { divisionOf, listPccoLines, tieLine } from './store-pcco-lines.ts'

const MARKUP_SETTING = 'prime-change-order-markup-in-estimate'

const outbound: Outbound = {
  refreshes: ['job-cost-codes', 'job-categories', 'contract-items', 'quickbill-items'],
  tool: 'Change Orders',
  acceptAction: 'accept-or-reject-pcco',
  unlinkAction: 'unlink-pcco',
  fields: [],
  moreFields,
  summary,
  refusals: async ({ sql, company }, item) => {
    const order = await findPcco(sql, company, asOrder(item))
    if (!order) return [refusal('not-found', 'There is no such prime contract change order.')]
    const erpContracts = (await linkedSources({ sql, company }, order.contract)).map((each) => each.erpId)
    return refusalsToSendPcco(order, { erpContracts, lines: await listPccoLines(sql, company, order.id) })
  },
  prefill: async () => ({}),
  document,
  needs,
  synced: async (scope, item, erpId, frozen) => {
    await takeAddedLines(scope, asOrder(item), frozen as PrimeChangeOrderDocument)
    await setPccoLock(scope.sql, scope.company, asOrder(item), erpId)
  },
  unsynced: ({ sql, company }, item) => setPccoLock(sql, company, asOrder(item), null),
}

export const pccoEntities: Entity[] = [
  {
    kind: 'prime-change-order',
    one: 'Prime contract change order',
    many: 'Prime contract change orders',
    tab: {
      title: 'PCCOs',
      columns: [
        { key: 'contract', label: 'Prime Contract' },
        { key: 'status', label: 'Status' },
      ],
    },
    outbound,
    settings: [
      {
        key: MARKUP_SETTING,
        group: 'Prime contracts',
        label: 'Markups of prime contract change orders go into the estimate',
        help: 'Markups are always part of the scheduled value; on, each line’s share also goes into its approved estimate change.',
        action: 'configure-advanced-settings',
        initially: false,
      },
    ],
  },
]

/** PCO-1: an ID for each contract item the ERP does not have yet; PCO-2: what is Pending is approved by being accepted. */
async function moreFields(scope: Scope, item: ItemId): Promise<ApproverField[]> {
  const order = await getPcco(scope.sql, scope.company, asOrder(item))
  const fields: ApproverField[] = []
  if (awaitsApproval(order))
    fields.push({
      key: 'status',
      label: 'Status',
      type: 'choice',
      choices: [{ value: 'Approved', label: 'Approved' }],
      required: true,
      help: `It is ${order.status}. Accepting it approves it.`,
    })
  const sources = (await linkedSources(scope, order.contract)).filter((each) => each.level === null)
  if (sources.length === 0) return fields
  const lines = await listPccoLines(scope.sql, scope.company, order.id)
  for (const line of lines.filter((each) => each.erpItem === null)) {
    const what = `line ${line.position}${line.description ? `, ${line.description}` : ''}`
    if (sources.length > 1)
      fields.push({
        key: `contract_${line.id}`,
        label: `Contract for ${what}`,
        type: 'choice',
        choices: sources.map(({ erpId }) => ({ value: erpId, label: erpId })),
        required: true,
      })
    fields.push({
      key: `item_${line.id}`,
      label: `Contract item ID for ${what}`,
      type: 'text',
      required: true,
      help: 'The line adds an item to the contract: at most 10 characters, not in use on the contract. It gets no original amount.',
    })
  }
  return fields
}

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const found = await findPcco(sql, company, asOrder(item))
  if (!found) return undefined
  const markups = await listMarkups(sql, company, found.id)
  return {
    id: item,
    project: found.project,
    projectName: found.projectName,
    number: found.number,
    title: found.title,
    amount: add(found.subtotal, markupTotal(found.subtotal, markups)),
    path: `/companies/${company}/projects/${found.project}/prime-change-orders/${found.id}`,
    rev: found.rev,
    columns: { contract: found.contractNumber, status: found.status },
  }
}

interface PlacedLine {
  line: PccoLine
  /** With its share of the markups. */
  withMarkup: string
  value: Omit<ValueInDocument, 'amount'>
  source: SourceId
  item: string
}

async function document(
  scope: Scope,
  item: ItemId,
  answers: Record<string, string>,
): Promise<PrimeChangeOrderDocument> {
  const { sql, company } = scope
  const order = await getPcco(sql, company, asOrder(item))
  const project = await findProject(sql, company, order.project)
  const { name = '', address = '', city = '', state = '', zip = '' } = project ?? {}
  const markups = await listMarkups(sql, company, order.id)
  const all = await listPccoLines(sql, company, order.id)
  const shares = spreadMarkups(
    all.map((line) => line.amount),
    markups,
  )
  const sources = await linkedSources(scope, order.contract)
  const placed: PlacedLine[] = []
  for (const [at, line] of all.entries()) {
    const withMarkup = roundCents(add(line.amount, shares[at] ?? '0'))
    placed.push({ line, withMarkup, ...(await placeOf(scope, order.project, line, sources, answers)) })
  }
  const inEstimate = markups.length > 0 && (await isSwitchedOn(scope, MARKUP_SETTING))
  return {
    kind: 'prime-change-order',
    id: order.id,
    number: order.number,
    title: order.title,
    job: { erpId: order.jobErpId ?? '', name, address, city, state, zip },
    newItems: await newItemsOf(scope, placed, answers),
    estimates: summed(
      placed.map(
        ({ line, withMarkup }): EstimateInDocument => ({
          extra: line.extra,
          costCode: line.costCode ?? '',
          category: line.costType ?? '',
          categoryName: line.costTypeName ?? '',
          amount: inEstimate ? withMarkup : roundCents(line.amount),
        }),
      ),
    ),
    values: summed(placed.map(({ value, withMarkup }): ValueInDocument => ({ ...value, amount: withMarkup }))),
    added: placed
      .filter(({ line }) => line.erpItem === null)
      .map((each) => ({ line: each.line.id, source: each.source, item: each.item })),
  }
}

/** Where the owner's side of a line stands in the ERP. */
async function placeOf(
  { sql, company }: Scope,
  project: number,
  line: PccoLine,
  sources: Source[],
  answers: Record<string, string>,
): Promise<Omit<PlacedLine, 'line' | 'withMarkup'>> {
  const wanted = line.erpContract ?? answers[`contract_${line.id}`]
  const source =
    sources.find((each) => each.id === line.source) ?? sources.find((each) => each.erpId === wanted) ?? sources[0]
  if (!source)
    throw new Refused(
      refusal(
        'contract-not-synced',
        `Line ${line.position} belongs to a contract that is no longer linked with the ERP.`,
      ),
    )
  const nowhere = { contract: '', item: '', extra: '', costCode: '' }
  if (source.level === null) {
    const item = line.erpItem ?? answers[`item_${line.id}`] ?? ''
    return { value: { ...nowhere, contract: source.erpId, item }, source: source.id, item }
  }
  if (source.level === 'job') return { value: nowhere, source: source.id, item: source.erpId }
  const [extra, costCode] = line.erpItem === null ? [line.extra, line.costCode ?? ''] : codeIn(line.erpItem)
  const code =
    source.level === 'section' || line.erpItem !== null
      ? costCode
      : ((await divisionOf(sql, company, { project, extra, code: costCode })) ?? costCode)
  const item = extra === '' ? code : `${extra}/${code}`
  return { value: { ...nowhere, extra, costCode: code }, source: source.id, item }
}

/** `A1/02-400` is a code of sub job A1. */
function codeIn(item: string): [extra: string, code: string] {
  const at = item.indexOf('/')
  return at < 0 ? ['', item] : [item.slice(0, at), item.slice(at + 1)]
}

/**
 * The items the ERP has to make. One that it has already without an amount of its own was left by an earlier attempt and is used; any other is
 * refused in the ERP's own words (ERR-2).
 */
async function newItemsOf(scope: Scope, placed: PlacedLine[], answers: Record<string, string>) {
  const items = new Map<string, PrimeChangeOrderDocument['newItems'][number]>()
  for (const { line, value, item } of placed) {
    if (line.erpItem !== null || value.contract === '' || item === '') continue
    const there = await findErpItem(scope, value.contract, item)
    if (there && !isZero(there.amount))
      throw new Refused(
        refusal('contract-item-exists', 'A contract item already exists on this contract with the specified code.', {
          field: `item_${line.id}`,
          remedy: `Contract ${value.contract} has an item ${answers[`item_${line.id}`]} already: choose the next free one.`,
        }),
      )
    if (!there)
      items.set(`${value.contract}/${item}`, { contract: value.contract, item, description: line.description })
  }
  return [...items.values()]
}

/** One sum for each place, none of them zero: the ERP adds whatever comes, and could not tell two alike apart. */
function summed<Entry extends { amount: string }>(entries: Entry[]): Entry[] {
  const places = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = JSON.stringify({ ...entry, amount: '' })
    places.set(key, [...(places.get(key) ?? []), entry])
  }
  return [...places.values()]
    .map((list): Entry => ({ ...(list[0] as Entry), amount: sum(list.map((each) => each.amount)) }))
    .filter((entry) => !isZero(entry.amount))
}

async function needs(scope: Scope, item: ItemId): Promise<Need[]> {
  const order = await getPcco(scope.sql, scope.company, asOrder(item))
  const project = order.project as number as ItemId
  return [
    { kind: 'job', item: project, sentence: `Project “${order.projectName}” must be linked to a job of the ERP.` },
    ...(await needsOfCodes(
      scope,
      order.project,
      order.projectName,
      await listPccoLines(scope.sql, scope.company, order.id),
    )),
  ]
}

/** The lines that added to the contract are lines of it now, under the items the approver named. */
async function takeAddedLines(
  scope: Scope,
  id: PrimeChangeOrderId,
  { added }: PrimeChangeOrderDocument,
): Promise<void> {
  const { sql, company } = scope
  const order = await getPcco(sql, company, id)
  const lines = await listPccoLines(sql, company, id)
  for (const { line: lineId, source, item } of added) {
    const line = lines.find((each) => each.id === lineId)
    if (!line) continue
    const contract = await getPrimeContract(sql, company, order.contract, { lock: true })
    const { contractLineId, description, costCodeId, costTypeId } = line
    const fields = { description, costCodeId, costTypeId }
    const taken = await takeErpItem(sql, scope, contract, {
      source: source as SourceId,
      code: item,
      line: contractLineId as PrimeLineId | null,
      fields,
    })
    await tieLine(sql, company, lineId as PrimeChangeOrderLineId, taken)
  }
}

async function linkedSources(
  { sql, company }: Pick<Scope, 'sql' | 'company'>,
  contract: PrimeContractId,
): Promise<Source[]> {
  return (await listSources(sql, company, contract)).filter((each) => each.linked)
}

function asOrder(item: ItemId): PrimeChangeOrderId {
  return item as number as PrimeChangeOrderId
}
