/** Plugs commitments into the pipeline: out only; they are never created in the ERP (COM-4). */
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import { countUnsynced } from '../cost-codes/store-project.ts'
import type { Entity, ItemSummary, Need, Outbound, Scope } from '../erp/entity.ts'
import type { CompanyId, ItemId } from '../ids.ts'
import { findProject } from '../jobs/store.ts'
import { subJobsOfCodes } from '../jobs/store-sub-jobs.ts'
import type { Sql } from '../platform/db.ts'
import { roundCents } from '../platform/money.ts'
import { refusal } from '../platform/refusal.ts'
import type { CommitmentDocument, CommitmentLineInDocument } from './document.ts'
import { type Commitment, type CommitmentId, type CommitmentLine, TYPE_WORDS } from './model.ts'
import { refusalsToSend } from './rules.ts'
import { findCommitment, getCommitment, setErpLock } from './store.ts'
import { lineFacts, listLines } from './store-lines.ts'

/** Longest commitment ID of the ERPs this was written for (document 001, "Commitments": 12 characters or less). A longer number is not prefilled. */
const LONGEST_ID = 12

const outbound: Outbound = {
  tool: 'Commitments',
  acceptAction: 'accept-or-reject-commitment',
  unlinkAction: 'unlink-commitment',
  directExport: 'direct-export-commitments',
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
  refusals: async ({ sql, company }, item) => {
    const commitment = await findCommitment(sql, company, asCommitment(item))
    if (!commitment) return [refusal('not-found', 'There is no such commitment.')]
    const project = await findProject(sql, company, commitment.project)
    const lines = await lineFacts(sql, company, commitment.id)
    return refusalsToSend(commitment, { usesErpCostCodes: project?.usesErpCostCodes ?? true, lines })
  },
  // CFG-7: the number of the contract becomes the ERP ID where the company wants that; it can still be changed.
  prefill: async ({ sql, company }, item): Promise<Record<string, string>> => {
    const { number } = await getCommitment(sql, company, asCommitment(item))
    const fits = number.length <= LONGEST_ID && (await usesNumberAsErpId(sql, company))
    return fits ? { erpId: number } : {}
  },
  document,
  needs,
  synced: ({ sql, company }, item, erpId) => setErpLock(sql, company, asCommitment(item), erpId),
  unsynced: ({ sql, company }, item) => setErpLock(sql, company, asCommitment(item), null),
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
      ],
    },
    outbound,
  },
]

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const found = await findCommitment(sql, company, asCommitment(item))
  return (
    found && {
      id: item,
      project: found.project,
      projectName: found.projectName,
      number: found.number,
      title: found.title,
      amount: found.total,
      path: `/companies/${company}/projects/${found.project}/commitments/${found.id}`,
      rev: found.rev,
      columns: {
        type: TYPE_WORDS[found.type],
        company: found.vendorName ?? '',
        status: found.status,
        erpId: found.erpId ?? '',
      },
    }
  )
}

async function document(
  { sql, company }: Scope,
  item: ItemId,
  answers: Record<string, string>,
): Promise<CommitmentDocument> {
  const commitment = await getCommitment(sql, company, asCommitment(item))
  const lines = await listLines(sql, company, commitment.id)
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
  }
}

async function needs({ sql, company }: Scope, item: ItemId): Promise<Need[]> {
  const commitment = await getCommitment(sql, company, asCommitment(item))
  const project = commitment.project as number as ItemId
  const list: Need[] = [
    { kind: 'job', item: project, sentence: `Project “${commitment.projectName}” must be linked to a job of the ERP.` },
  ]
  if (commitment.vendorId !== null)
    list.push({
      kind: 'company',
      item: commitment.vendorId as number as ItemId,
      sentence: `Company “${commitment.vendorName}” must be linked to a vendor of the ERP.`,
    })
  const pairs = (await listLines(sql, company, commitment.id)).flatMap((line): [CostCodeId, CostTypeId][] =>
    line.costCodeId !== null && line.costTypeId !== null ? [[line.costCodeId, line.costTypeId]] : [],
  )
  const codes = pairs.map(([code]) => code)
  for (const { id, code, name } of await subJobsOfCodes(sql, company, codes))
    list.push({
      kind: 'sub-job',
      item: id as number as ItemId,
      sentence: `Sub job “${code} ${name}” must be linked to an extra of the ERP.`,
    })
  // WBS-8: new codes go first, by themselves; those of a sub job go with it.
  if ((await countUnsynced(sql, company, pairs)) > 0)
    list.push({
      kind: 'cost-code',
      item: project,
      sentence: `New cost codes of project “${commitment.projectName}” must be in the ERP first.`,
    })
  return list
}

async function usesNumberAsErpId(sql: Sql, company: CompanyId): Promise<boolean> {
  const row = await sql.maybe<{ on: boolean }>(
    `select value = 'true' as on from erp_setting where company_id = $1 and key = 'contract-number-as-erp-id'`,
    [company],
  )
  return row?.on ?? false
}

function asCommitment(item: ItemId): CommitmentId {
  return item as number as CommitmentId
}
