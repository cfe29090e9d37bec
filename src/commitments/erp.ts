/** Plugs commitments into the pipeline: out only; they are never created in the ERP (COM-4). */
import {
  type Entity,
  type Feed,
  type ItemSummary,
  isSwitchedOn,
  type Need,
  type Outbound,
  once,
  type Scope,
} from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { findProject } from '../jobs/store.ts'
import { needsOfCodes } from '../jobs/store-sub-jobs.ts'
import { together } from '../platform/db.ts'
import { roundCents } from '../platform/money.ts'
import { refusal } from '../platform/refusal.ts'
import { taxOn } from '../tax-codes/model.ts'
import type { CommitmentDocument, CommitmentLineInDocument } from './document.ts'
import { type Commitment, type CommitmentId, type CommitmentLine, inWords, postedWords, TYPE_WORDS } from './model.ts'
import { refusalsToSend } from './rules.ts'
import { findCommitment, getCommitment, setErpLock } from './store.ts'
import { applyPosted, removeVanished } from './store-erp.ts'
import { lineFacts, listLines, setTaxRates } from './store-lines.ts'

/** Longest commitment ID of the ERPs this was written for (document 001, "Commitments": 12 characters or less). A longer number is not prefilled. */
const LONGEST_ID = 12
/** CFG-7. */
const NUMBER_AS_ID = 'contract-number-as-erp-id'

const outbound: Outbound = {
  tool: 'Commitments',
  acceptAction: 'accept-or-reject-commitment',
  unlinkAction: 'unlink-commitment',
  directExport: 'direct-export-commitments',
  refreshes: ['job-cost-codes', 'job-categories'],
  fields: [
    {
      key: 'erpId',
      label: 'ERP ID',
      type: 'text',
      required: true,
      erpId: true,
      help: 'The number of the commitment in the ERP: at most 12 characters, unique over all commitments there.',
    },
  ],
  summary,
  refusals: async (scope, item) => {
    const { sql, company } = scope
    const [commitment, lines] = await together([found(scope, item), lineFacts(sql, company, asCommitment(item))])
    if (!commitment) return [refusal('not-found', 'There is no such commitment.')]
    const project = await findProject(sql, company, commitment.project)
    return refusalsToSend(commitment, { usesErpCostCodes: project?.usesErpCostCodes ?? true, lines })
  },
  // CFG-7: the number of the contract becomes the ERP ID where the company wants that; it can still be changed.
  prefill: async (scope, item): Promise<Record<string, string>> => {
    const [{ number }, wanted] = await together([there(scope, item), isSwitchedOn(scope, NUMBER_AS_ID)])
    return wanted && number.length <= LONGEST_ID ? { erpId: number } : {}
  },
  document,
  needs,
  synced: async ({ sql, company }, item, erpId, frozen) => {
    await setErpLock(sql, company, asCommitment(item), erpId)
    await setTaxRates(sql, company, asCommitment(item), (frozen as CommitmentDocument).lines)
  },
  unsynced: async ({ sql, company }, item) => {
    await setErpLock(sql, company, asCommitment(item), null)
    await setTaxRates(sql, company, asCommitment(item), [])
  },
}

/** What the ERP says of its commitments after the export: a further fact about a synced one, never a state (COM-3). */
const posted: Feed = {
  feed: 'commitments',
  label: 'Commitments',
  columns: [
    { name: 'erp_id', type: 'text' },
    { name: 'posted', type: 'boolean' },
  ],
  key: ['erp_id'],
  keepsEveryRow: true,
  after: [],
  // CFG-2: what was sent is accepted; what became of it is noticed when the ERP's table changes.
  onDemand: false,
  everyMinutes: 5,
  apply: applyPosted,
  finish: removeVanished,
}

export const entities: Entity[] = [
  {
    kind: 'commitment',
    one: 'Commitment',
    many: 'Commitments',
    tab: {
      title: 'Commitments',
      columns: [
        { key: 'type', label: 'Type' },
        { key: 'company', label: 'Contract Company' },
        { key: 'status', label: 'Status' },
        { key: 'erpId', label: 'ERP ID' },
        { key: 'posted', label: 'In the ERP' },
      ],
    },
    outbound,
    inbound: { feeds: [posted] },
    settings: [
      {
        key: NUMBER_AS_ID,
        group: 'Commitments',
        label: 'Use the contract number as the ERP ID',
        help: 'Prefills a commitment’s ERP ID; the approver may still change it.',
        action: 'use-contract-number-as-erp-id',
        initially: false,
      },
    ],
  },
]

const found = (scope: Scope, item: ItemId): Promise<Commitment | undefined> =>
  once(scope, `commitment ${item}`, () => findCommitment(scope.sql, scope.company, asCommitment(item)))

const linesOf = (scope: Scope, item: ItemId): Promise<CommitmentLine[]> =>
  once(scope, `lines of commitment ${item}`, () => listLines(scope.sql, scope.company, asCommitment(item)))

async function there(scope: Scope, item: ItemId): Promise<Commitment> {
  return (await found(scope, item)) ?? getCommitment(scope.sql, scope.company, asCommitment(item))
}

async function summary(scope: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const commitment = await found(scope, item)
  return (
    commitment && {
      id: item,
      project: commitment.project,
      projectName: commitment.projectName,
      number: commitment.number,
      title: commitment.title,
      amount: commitment.total,
      path: `/companies/${scope.company}/projects/${commitment.project}/commitments/${commitment.id}`,
      rev: commitment.rev,
      columns: {
        type: TYPE_WORDS[commitment.type],
        company: commitment.vendorName ?? '',
        status: commitment.status,
        erpId: commitment.erpId ?? '',
        posted: postedWords(commitment),
      },
      fact: factOf(commitment),
    }
  )
}

/** COM-3: posted by the ERP itself, or by a person there. */
function factOf({ erpPosted }: Commitment): ItemSummary['fact'] {
  if (erpPosted === null) return undefined
  if (erpPosted) return { sentence: 'The ERP has posted it.' }
  return { sentence: 'The ERP has not posted it yet.', capability: 'commitments-posted-automatically' }
}

async function document(scope: Scope, item: ItemId, answers: Record<string, string>): Promise<CommitmentDocument> {
  const [commitment, lines] = await together([there(scope, item), linesOf(scope, item)])
  const job = commitment.jobErpId ?? ''
  return {
    kind: 'commitment',
    id: commitment.id,
    erpId: answers.erpId ?? '',
    type: commitment.type,
    title: commitment.title,
    vendor: { erpId: commitment.vendorErpId ?? '', name: commitment.vendorName ?? '' },
    job: { erpId: job, name: commitment.projectName },
    date: commitment.dateCreated,
    retainagePercent: commitment.retainagePercent,
    taxGroup: commitment.taxCode,
    accountingMethod: commitment.accountingMethod,
    lines: lines.map((line) => lineInDocument(line, commitment, job)),
  }
}

/** Units go along only where they price the line: elsewhere the ERP would hold amount and units against each other. */
function lineInDocument(line: CommitmentLine, { accountingMethod }: Commitment, job: string): CommitmentLineInDocument {
  const priced = accountingMethod === 'unit'
  return {
    number: line.position,
    description: line.erpDescription || line.description || line.item,
    job,
    extra: line.extra,
    costCode: line.costCode ?? '',
    category: line.costType ?? '',
    quantity: priced ? line.quantity : null,
    unitCost: priced ? line.unitCost : null,
    uom: priced ? line.erpUom || line.uom || null : null,
    amount: roundCents(line.amount),
    taxGroup: line.taxCode,
    taxRate: line.taxRate,
    tax: line.taxRate === null ? null : taxOn(line.amount, line.taxRate),
  }
}

async function needs(scope: Scope, item: ItemId): Promise<Need[]> {
  const [commitment, lines] = await together([there(scope, item), linesOf(scope, item)])
  const project = commitment.project as number as ItemId
  const list: Need[] = [
    { kind: 'job', item: project, sentence: `Project “${commitment.projectName}” must be linked to a job of the ERP.` },
  ]
  if (commitment.vendorItem !== null)
    list.push({
      kind: 'company',
      item: commitment.vendorItem,
      sentence: `Company “${commitment.vendorName}” must be linked to a vendor of ${inWords(commitment.erpFile)}.`,
    })
  return [...list, ...(await needsOfCodes(scope, commitment.project, commitment.projectName, lines))]
}

function asCommitment(item: ItemId): CommitmentId {
  return item as number as CommitmentId
}
