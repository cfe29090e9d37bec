/** The budget of a project, line by cost code and cost type, with what has been committed and spent against it (BUD-1). */

export interface BudgetColumn {
  key: BudgetFigure
  label: string
  /** How a calculated column comes about, said in the column's help. */
  formula?: string
  /** True: a click opens the transactions behind the value. */
  opens?: boolean
}

export type BudgetFigure =
  | 'original_budget_amount'
  | 'approved_budget_changes'
  | 'revised_budget'
  | 'committed_costs'
  | 'direct_costs'
  | 'job_to_date_costs'
  | 'projected_costs'
  | 'forecast_to_complete'
  | 'estimated_cost_at_completion'
  | 'projected_over_under'

/** The standard view, in the order people read it. */
export const BUDGET_COLUMNS: BudgetColumn[] = [
  { key: 'original_budget_amount', label: 'Original Budget' },
  { key: 'approved_budget_changes', label: 'Approved Changes' },
  { key: 'revised_budget', label: 'Revised Budget', formula: 'Original Budget + Approved Changes' },
  { key: 'committed_costs', label: 'Committed', formula: 'Schedules of values of approved commitments' },
  {
    key: 'direct_costs',
    label: 'Direct Costs',
    formula:
      'JTD Cost − commitment invoiced; with transaction syncing on, the transactions that are no subcontractor invoices',
    opens: true,
  },
  {
    key: 'job_to_date_costs',
    label: 'JTD Cost',
    formula: 'What the accounting system has posted to date',
    opens: true,
  },
  { key: 'projected_costs', label: 'Projected Costs', formula: 'Committed + Direct Costs' },
  {
    key: 'forecast_to_complete',
    label: 'Forecast to Complete',
    formula: 'Revised Budget − Projected Costs, never below zero',
  },
  {
    key: 'estimated_cost_at_completion',
    label: 'Estimated Cost at Completion',
    formula: 'Projected Costs + Forecast to Complete',
  },
  { key: 'projected_over_under', label: 'Over/Under', formula: 'Revised Budget − Estimated Cost at Completion' },
]

/** A row of the view; amounts are decimal strings. `budgeted` false: costs or commitments exist where the budget has no line. */
export type BudgetRow = {
  id: number | null
  cost_code_id: number
  cost_code: string
  cost_code_name: string
  division: string
  cost_type_id: number
  cost_type: string
  budgeted: boolean
} & Record<BudgetFigure, string>

/** The one view there is so far; views of one's own take further ids. */
export const STANDARD_VIEW = { id: 1, name: 'Standard', description: 'Budget, commitments and job costs' } as const
