/** What may be done to a budget and its lines, and the sentence when it may not. Budget changes: `rules-changes.ts`. */
import { equal, isZero } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { type ForecastFields, type LineFields, productOf } from './model.ts'

/** The sentence beside the lock. */
export function lockSentence(locked: boolean): string {
  return locked
    ? 'The budget is locked: its lines stay as they are, budget changes move amounts between them.'
    : 'The budget is unlocked: its lines may be changed. Lock it to send it to the ERP and to make budget changes.'
}

export function mayChangeLines(locked: boolean): Refusal[] {
  return locked ? [refusal('budget-locked', 'The budget is locked. Unlock it before changing its lines.')] : []
}

export interface NewLineFacts {
  exists: boolean
  codeActive: boolean
  isGroup: boolean
  code: string
  type: string
}

export function mayAddLine(line: NewLineFacts): Refusal[] {
  const refusals: Refusal[] = []
  if (line.exists)
    refusals.push(
      refusal('line-exists', `The budget already has a line for ${line.code} ${line.type}.`, { field: 'cost_code_id' }),
    )
  if (line.isGroup)
    refusals.push(
      refusal('group-code', `${line.code} is a division: it sums others and takes no amount of its own.`, {
        field: 'cost_code_id',
      }),
    )
  if (!line.codeActive)
    refusals.push(
      refusal('code-inactive', `${line.code} has been deactivated. Reactivate it first.`, { field: 'cost_code_id' }),
    )
  return refusals
}

/** A line that budget changes speak of would leave them pointing at nothing. */
export function mayRemoveLine(line: { name: string; changes: number[] }): Refusal[] {
  if (line.changes.length === 0) return []
  const numbers = line.changes.map((each) => `#${each}`).join(', ')
  return [
    refusal('line-has-changes', `${line.name} cannot be removed: budget change ${numbers} moves amounts on it.`, {
      remedy: 'Set its amount to 0.00, or void the changes that are not approved.',
    }),
  ]
}

/** Units agree with what is asked of them: a unit-based amount and a unit forecast need what they are worked out from. */
export function refusalsOfLine(line: LineFields & ForecastFields, asked: Partial<LineFields>): Refusal[] {
  const refusals: Refusal[] = []
  if (asked.calculation_strategy === 'automatic' && (line.quantity === null || line.unit_cost === null))
    refusals.push(
      refusal('units-missing', 'A line worked out from units needs a quantity and a unit cost.', {
        field: line.quantity === null ? 'quantity' : 'unit_cost',
      }),
    )
  const product = productOf(line)
  if (product !== undefined && !equal(product, line.original_budget_amount))
    refusals.push(
      refusal(
        'amount-not-units-times-cost',
        `${line.quantity} times ${line.unit_cost} is ${product}, not ${line.original_budget_amount}.`,
        { field: 'original_budget_amount', remedy: 'Leave the amount out; it is worked out.' },
      ),
    )
  if (line.forecast_method === 'manual' && line.forecast_amount === null)
    refusals.push(
      refusal('forecast-amount-missing', 'A manual forecast needs its amount.', { field: 'forecast_amount' }),
    )
  if (line.forecast_method === 'unit' && line.forecast_unit_cost === null)
    refusals.push(
      refusal('forecast-unit-cost-missing', 'A forecast by units needs a unit cost.', { field: 'forecast_unit_cost' }),
    )
  if (
    line.forecast_method === 'unit' &&
    line.forecast_units === null &&
    line.quantity !== null &&
    isZero(line.quantity)
  )
    refusals.push(
      refusal('forecast-units-missing', 'The line has no units of its own: type the remaining units.', {
        field: 'forecast_units',
      }),
    )
  return refusals
}
