/** Views of the budget: which figures stand side by side. The built-in ones are data here; people make more of their own (BUD-1). */
import { z } from 'zod'
import type { Id } from '../ids.ts'
import { negate, sum } from '../platform/money.ts'
import { ALL_FIGURES, BUDGET_COLUMNS, type BudgetColumn, type BudgetFigure, type BudgetRow } from './model.ts'

export type ViewId = Id<'budget-view'>

/** A figure counted up or down. */
export interface Term {
  figure: BudgetFigure
  sign: 1 | -1
}

/** A calculated column: the signed sum of figures of the same row. */
export interface Calculated {
  key: string
  label: string
  terms: Term[]
}

/** A figure by its key, or a calculation. */
export type ViewColumn = BudgetFigure | Calculated

export interface BudgetView {
  id: ViewId
  name: string
  description: string
  columns: ViewColumn[]
  /** Comes with the program and cannot be changed. */
  built_in: boolean
  /** Permission templates of the project whose people see it, besides its maker and the Admins of the budget; empty: everyone who may read the budget. */
  seen_by: number[]
}

const builtIn = (id: number, name: string, description: string, columns: ViewColumn[]): BudgetView => ({
  id: id as ViewId,
  name,
  description,
  columns,
  built_in: true,
  seen_by: [],
})

export const STANDARD_VIEW = builtIn(1, 'Standard', 'Budget, commitments and job costs', [
  'original_budget_amount',
  'approved_budget_changes',
  'revised_budget',
  'committed_costs',
  'direct_costs',
  'job_to_date_costs',
  'projected_costs',
  'forecast_to_complete',
  'estimated_cost_at_completion',
  'projected_over_under',
])

export const BUILT_IN_VIEWS: BudgetView[] = [
  STANDARD_VIEW,
  builtIn(2, 'ERP job cost', 'The budget beside the books, with what they differ by', [
    'original_budget_amount',
    'erp_original_estimate',
    'approved_budget_changes',
    'erp_estimate_changes',
    'revised_budget',
    'erp_total_estimate',
    {
      key: 'budget_less_estimate',
      label: 'Budget − ERP Estimate',
      terms: [
        { figure: 'revised_budget', sign: 1 },
        { figure: 'erp_total_estimate', sign: -1 },
      ],
    },
    'committed_costs',
    'erp_commitment',
    {
      key: 'committed_less_erp',
      label: 'Committed − ERP Commitment',
      terms: [
        { figure: 'committed_costs', sign: 1 },
        { figure: 'erp_commitment', sign: -1 },
      ],
    },
    'erp_invoiced',
    'job_to_date_costs',
    'direct_costs',
    'erp_paid',
  ]),
  builtIn(3, 'Forecast', 'What is still to come on each line, in money and in units', [
    'revised_budget',
    'pending_budget_changes',
    'projected_budget',
    'committed_costs',
    'pending_commitments',
    'direct_costs',
    'projected_costs',
    'forecast_to_complete',
    'estimated_cost_at_completion',
    'projected_over_under',
    'revised_budget_units',
    'job_to_date_units',
    'remaining_units',
  ]),
]

/** Ids below this are the program's. */
export const FIRST_OWN_VIEW = 1000

const figure = z.enum(ALL_FIGURES as [BudgetFigure, ...BudgetFigure[]])
const label = z.string().trim().min(1).max(60)
const calculated = z.strictObject({
  label,
  terms: z
    .array(z.strictObject({ figure, sign: z.union([z.literal(1), z.literal(-1)]) }))
    .min(1)
    .max(20),
})

export const viewFields = z.strictObject({
  name: label,
  description: z.string().trim().max(255).default(''),
  columns: z
    .array(z.union([figure, calculated]))
    .min(1)
    .max(40),
  seen_by: z.array(z.int().positive()).max(50).default([]),
})
export type ViewBody = z.output<typeof viewFields>

/** Gives each calculation its key: its place among the view's columns. */
export function columnsOf(body: ViewBody['columns']): ViewColumn[] {
  return body.map((column, place) =>
    typeof column === 'string' ? column : { key: `calculated_${place + 1}`, ...column },
  )
}

export interface ShownColumn extends Omit<BudgetColumn, 'key'> {
  key: string
  terms?: Term[]
}

/** What a page draws for each column: label, help and the like. */
export function shownColumns(columns: ViewColumn[]): ShownColumn[] {
  return columns.map((column) => {
    if (typeof column === 'string') return source(column)
    const formula = column.terms
      .map((term, place) => `${term.sign < 0 ? '− ' : place > 0 ? '+ ' : ''}${source(term.figure).label}`)
      .join(' ')
    const units = column.terms.every((term) => source(term.figure).units)
    return { ...column, formula, ...(units ? { units } : {}) }
  })
}

const source = (key: BudgetFigure): BudgetColumn => BUDGET_COLUMNS.find((each) => each.key === key) as BudgetColumn

/** The figures that a view's columns are made from. */
export function figuresOf(columns: ViewColumn[]): BudgetFigure[] {
  return [
    ...new Set(columns.flatMap((each) => (typeof each === 'string' ? [each] : each.terms.map((term) => term.figure)))),
  ]
}

/** The value of a column in a row. */
export function columnValue(column: ViewColumn, row: Partial<Record<BudgetFigure, string>>): string {
  const of = (key: BudgetFigure) => row[key] ?? '0.00'
  if (typeof column === 'string') return of(column)
  return sum(column.terms.map((term) => (term.sign < 0 ? negate(of(term.figure)) : of(term.figure))))
}

export const GROUPINGS = { division: 'Division', sub_job: 'Sub job', cost_type: 'Cost type' } as const
export type Grouping = keyof typeof GROUPINGS

/** The group a row belongs to, as people read it. */
export function groupOf(row: Pick<BudgetRow, Grouping>, by: Grouping): string {
  return row[by] === '' ? 'The job itself' : row[by]
}
