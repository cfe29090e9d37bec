/** Commitments as the API shows them. */
import type { CommitmentType, ErpStatus } from './model.ts'

export interface ShownCommitment {
  id: number
  rev: number
  type: CommitmentType
  number: string
  title: string
  description: string
  vendor_id: number | null
  vendor_name: string | null
  status: string
  accounting_method: 'amount' | 'unit'
  retainage_percent: string
  tax_code_id: number | null
  contract_date: string | null
  grand_total: string
  approved_change_orders: string
  revised_contract: string
  change_orders_count: number
  erp_status: ErpStatus
  erp_locked: boolean
  erp_commitment_id: string | null
}

export interface ShownLine {
  id: number
  position: number
  item: string
  description: string
  erp_description: string
  erp_uom: string
  cost_code_id: number | null
  line_item_type_id: number | null
  quantity: string | null
  unit_cost: string | null
  uom: string
  amount: string
  approved_change_orders: string
  revised_amount: string
  /** Added to the commitment by a change order: not the contract’s own line. */
  added?: true
  tax_code_id: number | null
  tax_amount: string
}

/** A tax code as the API shows it. */
export interface ShownTaxCode {
  id: number
  code: string
  description: string
  /** Percent. */
  rate1: string
  archived: boolean
}

/** The part of the path that says which kind of contract it is. */
export const RESOURCE: Record<CommitmentType, { path: string; wrapper: string }> = {
  subcontract: { path: 'work_order_contracts', wrapper: 'work_order_contract' },
  'purchase-order': { path: 'purchase_order_contracts', wrapper: 'purchase_order_contract' },
}
