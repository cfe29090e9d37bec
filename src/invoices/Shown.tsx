/** Invoices as the API shows them, and the words for where they stand in the ERP. */
import { type Colour, StatusChip } from '../web/StatusChip.tsx'
import type { ErpStatus, InvoiceStatus, PaidStatus } from './model.ts'

export interface ShownInvoice {
  id: number
  rev: number
  commitment_id: number
  commitment_number: string
  commitment_title: string
  accounting_method: 'amount' | 'unit'
  vendor_name: string | null
  period_id: number
  requisition_start: string
  requisition_end: string
  number: number
  invoice_number: string
  status: InvoiceStatus
  billing_date: string
  final: boolean
  comment: string
  total_claimed_amount: string
  retainage_amount: string
  tax_amount: string
  erp_status: ErpStatus
  erp_locked: boolean
  erp_invoice_id: string | null
  payment_status: PaidStatus | null
  paid_amount: string
  payment_date: string | null
  payment_number: string | null
}

export interface WholeInvoice extends ShownInvoice {
  summary: Record<string, string>
  warnings: string[]
}

export interface ShownItem {
  line_item_id: number
  item_type: 'contract_item' | 'contract_detail_item' | 'change_order_item'
  position: string
  item: string
  description_of_work: string
  cost_code: string | null
  line_item_type: string | null
  scheduled_value: string
  scheduled_unit_price: string | null
  uom: string
  work_completed_from_previous_application: string
  work_completed_this_period: string
  work_completed_this_period_quantity: string | null
  materials_stored_from_previous_application: string
  materials_stored_this_period: string
  materials_moved: string
  materials_presently_stored: string
  total_completed_and_stored_to_date: string
  total_completed_and_stored_to_date_percent: string
  balance_to_finish: string
  overbilled: boolean
  work_completed_retainage_retained_this_period: string
  work_completed_retainage_released_this_period: string
  materials_stored_retainage_retained_this_period: string
  materials_stored_retainage_released_this_period: string
  total_retainage: string
  tax_amount: string
}

export interface ShownPeriod {
  id: number
  start_date: string
  end_date: string
  due_date: string
  status: 'open' | 'closed'
  requisitions_count: number
}

const ERP_WORDS: Record<ErpStatus, { word: string; colour: Colour }> = {
  not_in_erp: { word: 'Not sent', colour: 'grey' },
  ready_to_export: { word: 'Ready to Export', colour: 'blue' },
  rejected: { word: 'Rejected', colour: 'yellow' },
  exporting: { word: 'Exporting', colour: 'blue' },
  failed_to_export: { word: 'Failed', colour: 'red' },
  synced: { word: 'Synced', colour: 'green' },
}

export function ErpStatusChip({ status }: { status: ErpStatus }) {
  return <StatusChip {...ERP_WORDS[status]} />
}

const PAID_WORDS: Record<PaidStatus, { word: string; colour: Colour }> = {
  not_posted: { word: 'Not posted', colour: 'grey' },
  unpaid: { word: 'Unpaid', colour: 'grey' },
  partially_paid: { word: 'Paid in part', colour: 'yellow' },
  paid: { word: 'Paid', colour: 'green' },
}

export function PaidChip({ status }: { status: PaidStatus | null }) {
  return status === null ? <span className="muted">–</span> : <StatusChip {...PAID_WORDS[status]} />
}
