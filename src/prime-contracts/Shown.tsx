/** Prime contracts as the API shows them. */
import type { AccountingMethod, BillingLevel } from './model.ts'

export interface ShownPrimeContract {
  id: number
  number: string
  title: string
  description: string
  status: string
  accounting_method: AccountingMethod
  retainage_percent: string
  date_created: string
  contract_start_date: string | null
  actual_completion_date: string | null
  grand_total: string
  erp_contract_ids: string[]
  synced_to_erp: boolean
  imported: boolean
}

export interface ShownPrimeLine {
  id: number
  position: number
  item: string
  description: string
  cost_code_id: number | null
  line_item_type_id: number | null
  amount: string
  own: boolean
  erp_contract_id: string | null
}

export interface ShownErp {
  sources: { erp_id: string; job: string; billing_level: BillingLevel | null; linked: boolean; new_items: number }[]
  reimport: { sentence: string; remedy?: string }[]
}
