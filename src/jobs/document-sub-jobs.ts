/** What any ERP is told about a sub job: the extra of a job that exists, with its cost codes and their cost types. Frozen when accepted. */
import type { CostCodeInDocument } from '../cost-codes/document.ts'

export interface SubJobDocument {
  kind: 'sub-job'
  id: number
  /** The ID of the extra, unique in its job; its cost codes carry it. */
  erpId: string
  name: string
  job: { erpId: string }
  costCodes: CostCodeInDocument[]
}
