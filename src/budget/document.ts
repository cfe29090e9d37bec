/** What any ERP is told about a budget: only what it does not have yet, codes in place of ids. Frozen when accepted. */

/** Money on one line of the budget, as the ERP tells lines apart: no two of a list stand on the same one. */
export interface AmountInDocument {
  /** Ours, so that the ledger can be written when the ERP has it. */
  costCodeId: number
  costTypeId: number
  /** Empty: the job itself. */
  extra: string
  costCode: string
  category: string
  categoryName: string
  /** Signed decimal string, never zero: to be added to what the ERP has. */
  amount: string
}

/** An original budget, first sent or enlarged. */
export interface BudgetDocument extends ForecastInDocument {
  kind: 'budget'
  id: number
  /** Counts the exports of this project’s budget, from 1. */
  number: number
  job: { erpId: string; name: string }
  lines: BudgetLineInDocument[]
}

export interface BudgetLineInDocument extends AmountInDocument {
  /** Signed decimal string, to be added; null where units do not go along. */
  quantity: string | null
  uom: string | null
}

/** An approved budget change: from some lines, to others. */
export interface BudgetChangeDocument extends ForecastInDocument {
  kind: 'budget-change'
  id: number
  number: string
  title: string
  job: { erpId: string; name: string; address: string; city: string; state: string; zip: string }
  lines: AmountInDocument[]
}

/** What the forecast has moved since the ERP was last told; empty lists where forecasts do not go along. */
export interface ForecastInDocument {
  estimatedCostAtCompletion: AmountInDocument[]
  forecastToComplete: AmountInDocument[]
}
