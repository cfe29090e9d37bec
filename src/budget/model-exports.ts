/** A budget and the ERP: what was sent, what the ERP shows of it, and what still waits to be posted there (BUD-2 to BUD-6). Pure. */
import type { Id } from '../ids.ts'

export type BudgetExportId = Id<'budget-export'>

/** Where the next export stands on its way; null: it is not on its way. */
export type OnItsWay = 'sent' | 'exporting' | 'review' | null

/** A line whose Original Budget Amount in the ERP is not what it should be by what was sent. */
export interface Unequal {
  /** Empty: the job itself. */
  sub_job: string
  cost_code: string
  cost_code_name: string
  cost_type: string
  cost_code_id: number
  cost_type_id: number
  /** What the ERP should show; decimal strings. */
  expected: string
  shown: string
  /** The batch of the last export that touched the line; null: none of ours did. */
  batch: string | null
}

export interface ErpState {
  /** The ERP has been given something of this budget, or is being given it. */
  exported: boolean
  onItsWay: OnItsWay
  /** Entries of ours that are not posted yet: the ERP shows what it showed before them. */
  waiting: Unequal[]
  /** The ERP shows neither the old amount nor the one that was sent. */
  differing: Unequal[]
  /** The ERP has an estimate where this budget never sent or took over one. */
  unknown: Unequal[]
}

/** What the budget has beyond what the ERP has of a line. */
export interface Delta {
  cost_code_id: number
  cost_type_id: number
  sub_job: string
  cost_code: string
  cost_type: string
  cost_type_name: string
  code_active: boolean
  amount: string
  quantity: string
  uom: string
}

export interface PastExport {
  id: BudgetExportId
  number: number
  lines: number
  amount: string
  batch: string | null
  synced_at: string | null
}
