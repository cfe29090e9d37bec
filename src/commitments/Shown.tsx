/** Commitments as the API shows them, and the words for where they stand in the ERP. */
import { type Colour, StatusChip } from '../web/StatusChip.tsx'
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

const WORDS: Record<ErpStatus, { word: string; colour: Colour }> = {
  not_in_erp: { word: 'Not sent', colour: 'grey' },
  ready_to_export: { word: 'Ready to Export', colour: 'blue' },
  rejected: { word: 'Rejected', colour: 'yellow' },
  exporting: { word: 'Exporting', colour: 'blue' },
  failed_to_export: { word: 'Failed', colour: 'red' },
  synced: { word: 'Synced', colour: 'green' },
}

export function ErpStatusChip({ status }: { status: ErpStatus }) {
  return <StatusChip {...WORDS[status]} />
}
