/** The budget of a project, line by cost code and cost type, with what has been committed and spent against it (BUD-1). Views: `model-views.ts`. */
import { z } from 'zod'
import { extend, quantityField, unitCostField } from '../commitments/model.ts'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Id } from '../ids.ts'
import { digits, equal, isDecimal } from '../platform/money.ts'

export type BudgetLineId = Id<'budget-line'>

export interface BudgetColumn {
  key: BudgetFigure
  label: string
  /** How a calculated column comes about, said in the column's help. */
  formula?: string
  /** True: a click opens the transactions behind the value. */
  opens?: boolean
  /** Units of measure instead of money: not summed over lines, which may count in different units. */
  units?: boolean
}

/** Every figure that a view may show, in the order people read them; formulas name other columns by their labels. */
const COLUMNS = [
  { key: 'original_budget_amount', label: 'Original Budget' },
  { key: 'approved_budget_changes', label: 'Approved Changes' },
  { key: 'revised_budget', label: 'Revised Budget', formula: 'Original Budget + Approved Changes' },
  {
    key: 'pending_budget_changes',
    label: 'Pending Changes',
    formula: 'Lines of budget changes that are under review',
  },
  { key: 'projected_budget', label: 'Projected Budget', formula: 'Revised Budget + Pending Changes' },
  {
    key: 'committed_costs',
    label: 'Committed',
    formula: 'Schedules of values of approved commitments, with their approved change orders',
  },
  {
    key: 'pending_commitments',
    label: 'Pending Commitments',
    formula:
      'Subcontracts out for signature, purchase orders processing, submitted or received, and change orders that are pending',
  },
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
    formula:
      'By the line’s method. Automatic: Revised Budget − Projected Costs, never below zero. Manual: as typed. Unit: remaining units times unit cost',
  },
  {
    key: 'estimated_cost_at_completion',
    label: 'Estimated Cost at Completion',
    formula: 'Projected Costs + Forecast to Complete',
  },
  { key: 'projected_over_under', label: 'Over/Under', formula: 'Revised Budget − Estimated Cost at Completion' },
  { key: 'erp_original_estimate', label: 'ERP Original Estimate', formula: 'As posted in the accounting system' },
  { key: 'erp_estimate_changes', label: 'ERP Approved Changes', formula: 'As posted in the accounting system' },
  { key: 'erp_total_estimate', label: 'ERP Total Estimate', formula: 'As posted in the accounting system' },
  { key: 'erp_commitment', label: 'ERP Revised Commitment', formula: 'As posted in the accounting system' },
  { key: 'erp_invoiced', label: 'ERP Commitment Invoiced', formula: 'As posted in the accounting system' },
  { key: 'erp_paid', label: 'ERP Paid to Date', formula: 'JTD dollars paid, as posted in the accounting system' },
  { key: 'original_budget_units', label: 'Budget Units', units: true },
  {
    key: 'revised_budget_units',
    label: 'Revised Units',
    formula: 'Budget Units + units of approved changes',
    units: true,
  },
  { key: 'job_to_date_units', label: 'JTD Units', formula: 'Units posted in the accounting system', units: true },
  {
    key: 'remaining_units',
    label: 'Remaining Units',
    formula: 'As typed in the line’s forecast, else Revised Units − JTD Units, never below zero',
    units: true,
  },
] as const satisfies { key: string; label: string; formula?: string; opens?: boolean; units?: boolean }[]

export type BudgetFigure = (typeof COLUMNS)[number]['key']
export const BUDGET_COLUMNS: BudgetColumn[] = [...COLUMNS]
export const ALL_FIGURES: BudgetFigure[] = COLUMNS.map((each) => each.key)

/** Where a row stands. `budgeted` false: costs, commitments or changes exist where the budget has no line; its id is null then. */
export type BudgetPlace = {
  id: BudgetLineId | null
  /** Empty: the job itself. */
  sub_job: string
  cost_code_id: CostCodeId
  cost_code: string
  cost_code_name: string
  /** The group code it stands under; where there is none, the first part of its own code. */
  division: string
  cost_type_id: CostTypeId
  cost_type: string
  budgeted: boolean
}

/** A row of a view; amounts and units are decimal strings. */
export type BudgetRow = BudgetPlace & Record<BudgetFigure, string>

/** What names a row wherever ids may have changed: sub job, cost code and cost type. */
export const placeName = (place: Pick<BudgetPlace, 'sub_job' | 'cost_code' | 'cost_type'>): string =>
  [place.sub_job, place.cost_code, place.cost_type].filter((each) => each !== '').join(' ')

/** `automatic`: the amount is quantity times unit cost. `manual`: it was typed. */
export const STRATEGIES = ['automatic', 'manual'] as const
export type Strategy = (typeof STRATEGIES)[number]

export const FORECAST_METHODS = ['automatic', 'manual', 'unit'] as const
export type ForecastMethod = (typeof FORECAST_METHODS)[number]

/** What a person sets on a line; null clears. */
export interface LineFields {
  original_budget_amount: string
  quantity: string | null
  uom: string
  unit_cost: string | null
  calculation_strategy: Strategy
}

export interface ForecastFields {
  forecast_method: ForecastMethod
  /** The typed Forecast to Complete of the method manual. */
  forecast_amount: string | null
  /** Units still to come with the method unit; null: Revised Units − JTD Units. */
  forecast_units: string | null
  forecast_unit_cost: string | null
  forecast_note: string
}

export interface BudgetLine extends LineFields, ForecastFields {
  id: BudgetLineId
  sub_job: string
  cost_code_id: CostCodeId
  cost_code: string
  cost_code_name: string
  line_item_type_id: CostTypeId
  cost_type: string
}

/** An amount of the budget: at most two places, at most fourteen digits before them. */
export const budgetAmount = z
  .string()
  .refine(
    (text) => isDecimal(text) && digits(text).fraction <= 2 && digits(text).integer <= 14,
    'must be a decimal with at most 14 digits before the point and two after it, such as "1250.00"',
  )

/** Names of the API; only what is given changes. */
export const lineFields = z.strictObject({
  original_budget_amount: budgetAmount.optional(),
  quantity: quantityField.nullable().optional(),
  uom: z.string().trim().max(50).optional(),
  unit_cost: unitCostField.nullable().optional(),
  calculation_strategy: z.enum(STRATEGIES).optional(),
  forecast_method: z.enum(FORECAST_METHODS).optional(),
  forecast_amount: budgetAmount.nullable().optional(),
  forecast_units: quantityField.nullable().optional(),
  forecast_unit_cost: unitCostField.nullable().optional(),
  forecast_note: z.string().trim().max(1000).optional(),
})
export type LineChange = z.output<typeof lineFields>

/**
 * Lays a change over a line. A line with a quantity and a unit cost is worth their product, to the cent. An amount typed over it makes it a line by
 * amount: the unit cost goes, the quantity stays.
 */
export function completed<Line extends LineFields & ForecastFields>(before: Line, change: LineChange): Line {
  const after = { ...before, ...given(change) }
  const priced = change.quantity != null || change.unit_cost != null
  const typed = change.calculation_strategy === 'manual' || (change.original_budget_amount !== undefined && !priced)
  const product = productOf(after)
  if (product !== undefined && change.original_budget_amount === undefined && !typed)
    after.original_budget_amount = product
  if (product !== undefined && typed && change.unit_cost === undefined && !equal(product, after.original_budget_amount))
    after.unit_cost = null
  after.calculation_strategy = productOf(after) === undefined ? 'manual' : 'automatic'
  return after
}

/** Quantity times unit cost, where there are both. */
export const productOf = ({ quantity, unit_cost }: Pick<LineFields, 'quantity' | 'unit_cost'>): string | undefined =>
  quantity === null || unit_cost === null ? undefined : extend(quantity, unit_cost)

function given(change: LineChange): Partial<LineFields & ForecastFields> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
