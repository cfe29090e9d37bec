/** Budget changes: amounts moved between lines of a locked budget, approved once and for all (CHG-1; document 001, "Budget Changes"). */
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Id, ProjectId } from '../ids.ts'
import { compare, sum } from '../platform/money.ts'

export type BudgetChangeId = Id<'budget-change'>

export const CHANGE_STATUSES = ['draft', 'under_review', 'approved', 'void'] as const
export type ChangeStatus = (typeof CHANGE_STATUSES)[number]

export const CHANGE_WORDS: Record<ChangeStatus, string> = {
  draft: 'Draft',
  under_review: 'Under review',
  approved: 'Approved',
  void: 'Void',
}

/** Where a change may go from where it stands; an approved or void one stays. */
export const CHANGE_MOVES: Record<ChangeStatus, readonly ChangeStatus[]> = {
  draft: ['under_review', 'void'],
  under_review: ['draft', 'approved', 'void'],
  approved: [],
  void: [],
}

export interface ChangeLineFields {
  costCodeId: CostCodeId
  costTypeId: CostTypeId
  /** Decimal string, signed: negative is taken from the budget line, positive given to it. */
  amount: string
  /** Signed like the amount; null: no units move. */
  quantity: string | null
  comment: string
}

export interface ChangeLine extends ChangeLineFields {
  id: number
  position: number
  subJob: string
  costCode: string
  costCodeName: string
  costType: string
  /** False: the budget has no line for the combination, marked “?” in its view. */
  budgeted: boolean
}

export interface ChangeFields {
  title: string
  description: string
  lines: ChangeLineFields[]
  /** A person has said that the lines are meant not to sum to zero. */
  netConfirmed: boolean
}

export interface BudgetChange {
  id: BudgetChangeId
  /** Rises with every edit of the change or of one of its lines. */
  rev: number
  project: ProjectId
  number: number
  title: string
  description: string
  status: ChangeStatus
  /** Civil date of the company on the day of creation. */
  date: string
  netConfirmed: boolean
  createdBy: string | null
  approvedBy: string | null
  approvedAt: Date | null
  lines: ChangeLine[]
}

/** What is given to lines: the size of a transfer. */
export const movedAmount = (lines: Pick<ChangeLineFields, 'amount'>[]): string =>
  sum(['0.00', ...lines.map((line) => line.amount).filter((amount) => compare(amount, '0') > 0)])

/** What the change adds to the whole budget; zero for a transfer. */
export const netAmount = (lines: Pick<ChangeLineFields, 'amount'>[]): string =>
  sum(['0.00', ...lines.map((line) => line.amount)])
