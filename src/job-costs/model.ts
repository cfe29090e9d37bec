/** Job costs: what the accounting system says a job has cost, as a summary per cost code and cost type and as posted transactions. */

export type DirectCostType = 'invoice' | 'subcontractor_invoice' | 'payroll' | 'expense'

/**
 * Source: data mapping, "Job Cost Transaction Details", Direct Cost Type. The first row that fits decides. The source names AP cost a third time,
 * as Expense, without saying when: it is taken for the one without an invoice, which can be no Invoice.
 */
export const DIRECT_COST_TYPES: { transactionType: string; with?: 'commitment' | 'invoice'; type: DirectCostType }[] = [
  { transactionType: 'AP cost', with: 'commitment', type: 'subcontractor_invoice' },
  { transactionType: 'AP cost', with: 'invoice', type: 'invoice' },
  { transactionType: 'PR cost', type: 'payroll' },
  { transactionType: 'EQ cost', type: 'expense' },
  { transactionType: 'IV cost', type: 'expense' },
  { transactionType: 'JC cost', type: 'expense' },
  { transactionType: 'AP cost', type: 'expense' },
]

export const DIRECT_COST_TYPE_LABELS: Record<DirectCostType, string> = {
  invoice: 'Invoice',
  subcontractor_invoice: 'Subcontractor Invoice',
  payroll: 'Payroll',
  expense: 'Expense',
}

/**
 * Where a direct cost stands, and whether the Direct Costs of a budget count it (document 000: Pending, Revise and Resubmit, Approved). What
 * comes from the ERP is set to Approved (data mapping, Status); what the ERP took back is void: shown, and counted nowhere.
 */
export const DIRECT_COST_STATUSES = {
  pending: { label: 'Pending', counted: true },
  revise_and_resubmit: { label: 'Revise and Resubmit', counted: true },
  approved: { label: 'Approved', counted: true },
  void: { label: 'Voided', counted: false },
} as const
export type DirectCostStatus = keyof typeof DIRECT_COST_STATUSES

/** The setting that has billed rates read (document 001, "Custom Settings Available on Request"). */
export const BILLED_RATE_SYNC = 'billed-rate-transaction-sync'

/** The figures of the summary, in the order of the source's table "Job Costs"; units carry four decimals, amounts two. */
export const SUMMARY_FIGURES = [
  { key: 'original_estimate', label: 'Original Budget' },
  { key: 'original_estimate_units', label: 'Original Budget Units' },
  { key: 'approved_estimate_changes', label: 'Approved Budget Changes' },
  { key: 'approved_estimate_unit_changes', label: 'Approved Budget Unit Changes' },
  { key: 'total_estimate', label: 'Revised Budget' },
  { key: 'total_estimate_units', label: 'Revised Budget Units' },
  { key: 'original_commitment', label: 'Original Commitment' },
  { key: 'approved_commitment_changes', label: 'Approved Commitment Changes' },
  { key: 'revised_commitment', label: 'Revised Commitment' },
  { key: 'commitment_invoiced', label: 'Commitment Invoiced' },
  { key: 'jtd_cost', label: 'Job to Date Cost' },
  { key: 'jtd_units', label: 'Job to Date Actual Units' },
  { key: 'jtd_dollars_paid', label: 'Job to Date Dollars Paid' },
  { key: 'mtd_cost', label: 'Month to Date Cost' },
  { key: 'mtd_dollars_paid', label: 'Month to Date Dollars Paid' },
  { key: 'mtd_units', label: 'Month to Date Actual Units' },
] as const

/** A posted transaction as the Direct Costs tool shows it; amounts and units are decimal strings. */
export interface DirectCost {
  id: number
  direct_cost_type: DirectCostType
  direct_cost_date: string | null
  description: string | null
  status: DirectCostStatus
  /** When the ERP was found not to have it any more. */
  voided_at: Date | null
  /** The ERP's ID of the vendor, and the name of the company it is linked to. */
  vendor: string | null
  vendor_name: string | null
  invoice_number: string | null
  quantity: string | null
  unit_cost: string | null
  amount: string
  /** What Billing makes of it (BRT-1); null where it went through no billing. */
  billed_rate: string | null
  billed_amount: string | null
  sub_job: string
  cost_code: string
  cost_type: string
}

export interface DirectCostTotals {
  transactions: number
  amount: string
  billed_amount: string | null
  types: { direct_cost_type: DirectCostType; transactions: number; amount: string }[]
}

/** Why a transaction cannot be shown under a code of the project; said in the Unsyncable Direct Costs report. */
export const UNSYNCABLE_REASONS = {
  'job-not-linked': 'No project is linked to this job. Add the job as a project, or link it to one.',
  'no-sub-job':
    'The project has no sub job with this code. Import the sub job, then refresh the cost codes of the project.',
  'no-cost-code':
    'The project has no cost code with this code. Refresh the cost codes of the project, or add the code in the accounting system.',
  'no-cost-type': 'The company has no cost type with this code. Sync the standard cost codes and cost types.',
} as const
export type UnsyncableReason = keyof typeof UNSYNCABLE_REASONS

export interface UnsyncableRow {
  id: number
  reason: UnsyncableReason
  connection_id: number
  job: string
  project_id: number | null
  sub_job: string
  cost_code: string
  cost_type: string
  direct_cost_type: DirectCostType
  direct_cost_date: string | null
  description: string | null
  vendor: string | null
  invoice_number: string | null
  amount: string
}
