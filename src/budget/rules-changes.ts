/** What may be done to a budget change, and the sentence when it may not (CHG-1; document 001, "Budget Changes & Estimated Cost at Completion"). */
import { isZero } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { placeName } from './model.ts'
import {
  type BudgetChange,
  CHANGE_MOVES,
  CHANGE_WORDS,
  type ChangeLine,
  type ChangeStatus,
  netAmount,
} from './model-changes.ts'

/** Budget changes are made while the budget is locked; line edits while it is not. */
export function mayMakeChanges(locked: boolean): Refusal[] {
  return locked
    ? []
    : [
        refusal('budget-unlocked', 'The budget is unlocked: change its lines themselves.', {
          remedy: 'Lock the budget to make budget changes.',
        }),
      ]
}

type Stand = Pick<BudgetChange, 'number' | 'status'>

/** May title, description or lines be edited? */
export function refusalsToEditChange({ number, status }: Stand): Refusal[] {
  if (status === 'draft' || status === 'under_review') return []
  return [
    refusal(
      `change-${status}`,
      `Budget change #${number} is ${CHANGE_WORDS[status].toLowerCase()} and can no longer be edited.`,
      { remedy: 'Make another budget change that moves the amounts back.' },
    ),
  ]
}

export function refusalsToDeleteChange({ number, status }: Stand): Refusal[] {
  if (status !== 'approved') return []
  return [
    refusal('change-approved', `Budget change #${number} is approved and can no longer be deleted.`, {
      remedy: 'Make another budget change that moves the amounts back.',
    }),
  ]
}

/** May it go to this status? Lines are looked at before others see it. */
export function refusalsToMove(
  change: Stand & Pick<BudgetChange, 'lines' | 'netConfirmed'>,
  to: ChangeStatus,
): Refusal[] {
  if (change.status === to) return []
  if (!CHANGE_MOVES[change.status].includes(to)) {
    const ways = CHANGE_MOVES[change.status].map((each) => CHANGE_WORDS[each])
    return [
      refusal(
        'no-such-move',
        `Budget change #${change.number} is ${CHANGE_WORDS[change.status].toLowerCase()} and cannot become ${CHANGE_WORDS[to].toLowerCase()}.`,
        {
          field: 'status',
          remedy: ways.length > 0 ? `From here it goes to ${ways.join(' or ')}.` : 'It stays as it is.',
        },
      ),
    ]
  }
  if (to === 'void' || to === 'draft') return []
  return [...refusalsOfLines(change.lines), ...refusalsOfNet(change)]
}

/** A change whose lines do not sum to zero makes the whole budget larger or smaller: a person must mean it. */
function refusalsOfNet({ lines, netConfirmed }: Pick<BudgetChange, 'lines' | 'netConfirmed'>): Refusal[] {
  const net = netAmount(lines)
  if (isZero(net) || netConfirmed) return []
  return [
    refusal(
      'change-not-balanced',
      `The lines sum to ${net}, not to zero: the whole budget would become ${net.startsWith('-') ? 'smaller' : 'larger'}.`,
      { field: 'net_confirmed', remedy: 'Balance the lines, or confirm that this is meant (net_confirmed).' },
    ),
  ]
}

/** Every bad line, named by its place. Drafts are asked too, so that nothing wrong is stored. */
export function refusalsOfLines(lines: ChangeLine[]): Refusal[] {
  if (lines.length === 0)
    return [
      refusal('change-without-lines', 'A budget change needs at least one line.', { field: 'adjustment_line_items' }),
    ]
  return [...refusalsOfGivenLines(lines), ...lines.flatMap(refusalsOfAmount)]
}

/** What no change may hold, however unfinished: lines that are not budgeted, or named twice. */
export function refusalsOfGivenLines(lines: ChangeLine[]): Refusal[] {
  const field = 'adjustment_line_items'
  const seen = new Set<string>()
  return lines.flatMap((line) => {
    const name = placeName({ sub_job: line.subJob, cost_code: line.costCode, cost_type: line.costType })
    const refusals: Refusal[] = []
    if (!line.budgeted)
      refusals.push(
        refusal(
          'line-not-budgeted',
          `Line ${line.position}: ${name} is not budgeted (marked “?”) and cannot be changed from or into.`,
          { field, remedy: 'Unlock the budget and add a line for it, if only of 0.00.' },
        ),
      )
    if (seen.has(name))
      refusals.push(
        refusal('line-twice', `Line ${line.position}: ${name} stands in the change already.`, {
          field,
          remedy: 'Put both amounts into one line.',
        }),
      )
    seen.add(name)
    return refusals
  })
}

function refusalsOfAmount(line: ChangeLine): Refusal[] {
  if (!isZero(line.amount)) return []
  return [
    refusal('line-of-nothing', `Line ${line.position} moves nothing: its amount is zero.`, {
      field: 'adjustment_line_items',
    }),
  ]
}
