/** Job costs: what the accounting system says a job has cost, as a summary per cost code and cost type and as posted transactions. */

export type DirectCostType = 'invoice' | 'subcontractor_invoice' | 'payroll' | 'expense'

/** Source: data mapping, "Job Cost Transaction Details", Direct Cost Type. The first row that fits decides. */
export const DIRECT_COST_TYPES: { transactionType: string; withCommitment: boolean; type: DirectCostType }[] = [
  { transactionType: 'AP cost', withCommitment: true, type: 'subcontractor_invoice' },
  { transactionType: 'AP cost', withCommitment: false, type: 'invoice' },
  { transactionType: 'PR cost', withCommitment: false, type: 'payroll' },
  { transactionType: 'EQ cost', withCommitment: false, type: 'expense' },
  { transactionType: 'IV cost', withCommitment: false, type: 'expense' },
  { transactionType: 'JC cost', withCommitment: false, type: 'expense' },
]

export const DIRECT_COST_TYPE_LABELS: Record<DirectCostType, string> = {
  invoice: 'Invoice',
  subcontractor_invoice: 'Subcontractor Invoice',
  payroll: 'Payroll',
  expense: 'Expense',
}

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

/** A posted transaction as the Direct Costs tool shows it; amounts and units are decimal strings, the status is always Approved. */
export interface DirectCost {
  id: number
  direct_cost_type: DirectCostType
  direct_cost_date: string | null
  description: string | null
  status: 'approved'
  vendor: string | null
  invoice_number: string | null
  quantity: string | null
  unit_cost: string | null
  amount: string
  cost_code: string
  cost_type: string
}

/** Why a transaction cannot be shown under a code of the project; said in the Unsyncable Direct Costs report. */
export const UNSYNCABLE_REASONS = {
  'no-cost-code':
    'The project has no cost code with this code. Refresh the cost codes of the project, or add the code in the accounting system.',
  'no-cost-type': 'The company has no cost type with this code. Sync the standard cost codes and cost types.',
} as const
export type UnsyncableReason = keyof typeof UNSYNCABLE_REASONS
