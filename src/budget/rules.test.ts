import { describe, expect, it } from 'vitest'
import type { BudgetLine } from './model.ts'
import { completed } from './model.ts'
import { CHANGE_MOVES, CHANGE_STATUSES, type ChangeLine, movedAmount, netAmount } from './model-changes.ts'
import { columnsOf, columnValue, figuresOf, shownColumns, viewFields } from './model-views.ts'
import { mayChangeLines, mayRemoveLine, refusalsOfLine } from './rules.ts'
import { mayMakeChanges, refusalsToDeleteChange, refusalsToEditChange, refusalsToMove } from './rules-changes.ts'

const line = (more: Partial<BudgetLine> = {}) =>
  ({
    original_budget_amount: '100.00',
    quantity: null,
    uom: '',
    unit_cost: null,
    calculation_strategy: 'manual',
    forecast_method: 'automatic',
    forecast_amount: null,
    forecast_units: null,
    forecast_unit_cost: null,
    forecast_note: '',
    ...more,
  }) as BudgetLine
const codes = (refusals: { code: string }[]) => refusals.map((each) => each.code)

describe('a budget line', () => {
  const priced = line({
    quantity: '3',
    unit_cost: '33.335',
    original_budget_amount: '100.01',
    calculation_strategy: 'automatic',
  })
  it('is worth quantity times unit cost, to the cent, as soon as it has both', () => {
    expect(completed(line({ quantity: '3' }), { unit_cost: '33.335' })).toMatchObject({
      original_budget_amount: '100.01',
      calculation_strategy: 'automatic',
    })
    expect(completed(priced, { quantity: '4' }).original_budget_amount).toBe('133.34')
  })
  it('goes by amount when an amount is typed over it: the unit cost goes, the quantity stays', () => {
    expect(completed(priced, { original_budget_amount: '90.00' })).toMatchObject({
      quantity: '3',
      unit_cost: null,
      original_budget_amount: '90.00',
      calculation_strategy: 'manual',
    })
    expect(completed(priced, { original_budget_amount: '100.01' })).toMatchObject({
      unit_cost: '33.335',
      calculation_strategy: 'automatic',
    })
    expect(completed(priced, { unit_cost: null })).toMatchObject({
      original_budget_amount: '100.01',
      calculation_strategy: 'manual',
    })
  })
  it('is refused when amount and units disagree, or what the method needs is missing', () => {
    const wrong = completed(line(), { quantity: '2', unit_cost: '10', original_budget_amount: '21.00' })
    expect(refusalsOfLine(wrong, {})).toMatchObject([
      { code: 'amount-not-units-times-cost', sentence: '2 times 10 is 20.00, not 21.00.' },
    ])
    expect(codes(refusalsOfLine(line(), { calculation_strategy: 'automatic' }))).toEqual(['units-missing'])
    expect(codes(refusalsOfLine(line({ forecast_method: 'manual' }), {}))).toEqual(['forecast-amount-missing'])
    expect(codes(refusalsOfLine(line({ forecast_method: 'unit' }), {}))).toEqual(['forecast-unit-cost-missing'])
    expect(codes(refusalsOfLine(line({ forecast_method: 'unit', forecast_unit_cost: '5' }), {}))).toEqual([])
  })
  it('changes only while the budget is unlocked, and stays while a change moves amounts on it', () => {
    expect(codes(mayChangeLines(true))).toEqual(['budget-locked'])
    expect(mayChangeLines(false)).toEqual([])
    expect(mayRemoveLine({ name: '01-100 L', changes: [] })).toEqual([])
    expect(mayRemoveLine({ name: '01-100 L', changes: [2, 5] })[0]?.sentence).toContain('#2, #5')
  })
})

const moved = (position: number, amount: string, more: Partial<ChangeLine> = {}) =>
  ({
    id: position,
    position,
    subJob: '',
    costCode: `01-${100 + position}`,
    costCodeName: 'Work',
    costType: 'L',
    amount,
    quantity: null,
    comment: '',
    budgeted: true,
    ...more,
  }) as ChangeLine
const change = (more: object = {}) => ({
  number: 4,
  status: 'under_review' as const,
  lines: [moved(1, '-50.00'), moved(2, '50.00')],
  netConfirmed: false,
  ...more,
})

describe('a budget change', () => {
  it('is made while the budget is locked', () => {
    expect(mayMakeChanges(true)).toEqual([])
    expect(mayMakeChanges(false)[0]).toMatchObject({
      code: 'budget-unlocked',
      remedy: 'Lock the budget to make budget changes.',
    })
  })
  it('sums what it moves and what it adds', () => {
    expect([movedAmount(change().lines), netAmount(change().lines)]).toEqual(['50.00', '0.00'])
    expect([movedAmount([]), netAmount([moved(1, '-0.01')])]).toEqual(['0.00', '-0.01'])
  })
  it('goes only the ways there are, and says which', () => {
    for (const from of CHANGE_STATUSES)
      for (const to of CHANGE_STATUSES) {
        const refused = refusalsToMove(change({ status: from }), to)
        expect([from, to, refused.length]).toEqual([from, to, from === to || CHANGE_MOVES[from].includes(to) ? 0 : 1])
      }
    expect(refusalsToMove(change({ status: 'draft' }), 'approved')[0]).toMatchObject({
      sentence: 'Budget change #4 is draft and cannot become approved.',
      remedy: 'From here it goes to Under review or Void.',
    })
  })
  it('once approved is neither edited nor deleted', () => {
    const approved = { number: 4, status: 'approved' } as const
    expect(refusalsToEditChange(approved)[0]?.sentence).toBe(
      'Budget change #4 is approved and can no longer be edited.',
    )
    expect(refusalsToDeleteChange(approved)[0]?.sentence).toBe(
      'Budget change #4 is approved and can no longer be deleted.',
    )
    expect(refusalsToDeleteChange({ number: 4, status: 'void' })).toEqual([])
  })
  it('that does not sum to zero needs a word that this is meant', () => {
    const lines = [moved(1, '-50.00'), moved(2, '50.01')]
    expect(refusalsToMove(change({ lines }), 'approved')[0]).toMatchObject({
      code: 'change-not-balanced',
      sentence: 'The lines sum to 0.01, not to zero: the whole budget would become larger.',
    })
    expect(refusalsToMove(change({ lines, netConfirmed: true }), 'approved')).toEqual([])
  })
  it('names each line that cannot be changed', () => {
    const lines = [moved(1, '-50.00', { budgeted: false }), moved(2, '50.00'), moved(3, '0.00', { costCode: '01-102' })]
    expect(refusalsToMove(change({ lines }), 'approved').map((each) => each.sentence)).toEqual([
      'Line 1: 01-101 L is not budgeted (marked “?”) and cannot be changed from or into.',
      'Line 3: 01-102 L stands in the change already.',
      'Line 3 moves nothing: its amount is zero.',
    ])
    expect(codes(refusalsToMove(change({ lines: [] }), 'approved'))).toEqual(['change-without-lines'])
  })
})

describe('a view', () => {
  const body = viewFields.parse({
    name: 'Own',
    columns: [
      'revised_budget',
      {
        label: 'Left',
        terms: [
          { figure: 'revised_budget', sign: 1 },
          { figure: 'job_to_date_costs', sign: -1 },
        ],
      },
    ],
  })
  const columns = columnsOf(body.columns)
  it('counts its calculated columns from figures, exactly', () => {
    expect(figuresOf(columns)).toEqual(['revised_budget', 'job_to_date_costs'])
    expect(columnValue(columns[1]!, { revised_budget: '10.10', job_to_date_costs: '10.20' })).toBe('-0.10')
    expect(shownColumns(columns)[1]).toMatchObject({
      key: 'calculated_2',
      label: 'Left',
      formula: 'Revised Budget − JTD Cost',
    })
  })
  it('takes no figure that there is not', () => {
    expect(viewFields.safeParse({ name: 'x', columns: ['id; drop table'] }).success).toBe(false)
    expect(viewFields.safeParse({ name: 'x', columns: [] }).success).toBe(false)
  })
})
