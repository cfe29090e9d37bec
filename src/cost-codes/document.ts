/** What any ERP is told about the codes of a project. Frozen when accepted. */
import type { ItemId } from '../ids.ts'

export interface CostCodeInDocument {
  /** Ours, so that the code can be marked as synced when the ERP has it. */
  id: number
  code: string
  name: string
  /** Empty: the job itself, no extra. */
  extra: string
  isGroup: boolean
  /** The cost types to tie to the code. */
  categories: { id: number; code: string; name: string }[]
}

/** The new codes of one project, sent as one set. */
export interface CostCodeSetDocument {
  kind: 'cost-code'
  /** The project's id: the set is the project's. */
  id: number
  job: { erpId: string }
  costCodes: CostCodeInDocument[]
}

/** The links such codes get when the ERP has them: it knows a code of a job by job, extra and code together. */
export function linksOfCodes(
  codes: CostCodeInDocument[],
  job: string,
): { kind: string; item: ItemId; erpId: string }[] {
  return codes.map((each) => ({
    kind: 'cost-code',
    item: each.id as ItemId,
    erpId: [job, each.extra, each.code].join('|'),
  }))
}
