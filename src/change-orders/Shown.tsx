/** Change orders on commitments as the API shows them. */
import type { CommitmentType, ErpStatus, StatusCode } from './model-cco.ts'

export interface ShownChangeOrder {
  id: number
  contract_id: number
  contract: {
    type: CommitmentType
    number: string
    title: string
    accounting_method: 'amount' | 'unit'
    vendor_name: string | null
    origin_id: string | null
  }
  number: string
  title: string
  description: string
  status: StatusCode
  change_reason: string
  due_date: string | null
  grand_total: string
  erp_status: ErpStatus
  erp_locked: boolean
  erp_change_order_id: string | null
}

export interface ShownChangeLine {
  id: number
  position: number
  commitment_line_item_id: number | null
  commitment_line_item: { id: number; position: number; item: string; description: string } | null
  erp_item_number: number | null
  item: string
  description: string
  erp_description: string
  cost_code_id: number | null
  line_item_type_id: number | null
  cost_code: string | null
  line_item_type: string | null
  quantity: string | null
  unit_cost: string | null
  uom: string
  amount: string
}

export type WholeChangeOrder = ShownChangeOrder & { line_items: ShownChangeLine[] }
