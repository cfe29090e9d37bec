/** What any ERP is told about a project: the job with its cost codes and their cost types. Frozen when accepted. */
import type { CostCodeInDocument } from '../cost-codes/document.ts'

export interface JobDocument {
  kind: 'job'
  id: number
  /** The job ID the approver gave it. */
  erpId: string
  name: string
  address: string
  address2: string
  city: string
  state: string
  zip: string
  phone: string
  costCodes: CostCodeInDocument[]
}
