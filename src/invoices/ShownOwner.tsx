/** Invoices to the owner as the API shows them. */
import type { Colour } from '../web/StatusChip.tsx'
import type { OwnerErpStatus, OwnerStatus } from './model-owner.ts'

export interface ShownOwnerInvoice {
  id: number
  contract_id: number
  contract_number: string
  number: number
  invoice_number: string
  status: OwnerStatus
  billing_date: string
  period_start: string | null
  period_end: string | null
  followed: boolean
  g702: Record<(typeof SUMMARY)[number][0], string>
  g703: ShownOwnerRow[]
  erp_status: OwnerErpStatus
  erp_locked: boolean
}

export interface ShownOwnerRow {
  contract_line_item_id: number | null
  change_order_id: number | null
  item_number: string
  description_of_work: string
  scheduled_value: string
  work_completed_from_previous_application: string
  work_completed_this_period: string
  materials_presently_stored: string
  total_completed_and_stored_to_date: string
  total_completed_and_stored_to_date_percent: string
  balance_to_finish: string
  work_completed_retainage_percent: string
  materials_stored_retainage_percent: string
  retainage_released_this_period: string
  work_completed_retainage: string
  materials_stored_retainage: string
}

/** The application's own table, line by line as on the form (G702). */
export const SUMMARY = [
  ['original_contract_sum', '1. Original contract sum'],
  ['net_change_by_change_orders', '2. Net change by change orders'],
  ['contract_sum_to_date', '3. Contract sum to date'],
  ['total_completed_and_stored_to_date', '4. Total completed and stored to date'],
  ['completed_work_retainage_amount', '5a. Retainage of completed work'],
  ['stored_materials_retainage_amount', '5b. Retainage of stored material'],
  ['total_retainage', '5. Total retainage'],
  ['total_earned_less_retainage', '6. Total earned less retainage'],
  ['less_previous_certificates_for_payment', '7. Less previous certificates for payment'],
  ['current_payment_due', '8. Current payment due'],
  ['balance_to_finish_including_retainage', '9. Balance to finish, including retainage'],
] as const

export const OWNER_ERP_WORDS: Record<OwnerErpStatus, { word: string; colour: Colour }> = {
  not_in_erp: { word: 'Not sent', colour: 'grey' },
  ready_to_export: { word: 'Ready to Export', colour: 'blue' },
  rejected: { word: 'Rejected', colour: 'yellow' },
  exporting: { word: 'Exporting', colour: 'blue' },
  failed_to_export: { word: 'Failed', colour: 'red' },
  synced: { word: 'Synced', colour: 'green' },
}
