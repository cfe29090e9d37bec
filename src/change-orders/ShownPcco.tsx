/** Prime contract change orders as the API shows them, and the words for where they stand in the ERP. */
import type { Colour } from '../web/StatusChip.tsx'
import type { Markup, PccoErpStatus } from './model-pcco.ts'

export interface ShownPcco {
  id: number
  contract_id: number
  contract_number: string
  number: string
  title: string
  description: string
  status: string
  date_created: string
  subtotal: string
  markup_total: string
  grand_total: string
  markups: Markup[]
  erp_status: PccoErpStatus
  erp_locked: boolean
}

export interface ShownPccoLine {
  id: number
  position: number
  contract_line_item_id: number | null
  contract_item: string | null
  description: string
  cost_code_id: number | null
  line_item_type_id: number | null
  amount: string
}

export const PCCO_ERP_WORDS: Record<PccoErpStatus, { word: string; colour: Colour }> = {
  not_in_erp: { word: 'Not sent', colour: 'grey' },
  ready_to_export: { word: 'Ready to Export', colour: 'blue' },
  rejected: { word: 'Rejected', colour: 'yellow' },
  exporting: { word: 'Exporting', colour: 'blue' },
  failed_to_export: { word: 'Failed', colour: 'red' },
  synced: { word: 'Synced', colour: 'green' },
}
