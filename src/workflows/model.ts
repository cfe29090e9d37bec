/**
 * A workflow: the people who decide about an item, step after step, before it goes to the ERP (CFG-3, CFG-4). Its moves are one typed table, pure:
 * `step(review, input)` says where it stands next. Who may make a move, and why not, is in `rules.ts`.
 */
import type { Id, ProjectId, UserId } from '../ids.ts'
import { compare, negate } from '../platform/money.ts'

export type WorkflowId = Id<'workflow'>
export type WorkflowTemplateId = Id<'workflow-template'>
/** A permission template: whoever has it is assigned. */
export type RoleId = Id<'template'>

export interface Step {
  name: string
  people: UserId[]
  roles: RoleId[]
  /** One of them is enough, or all must approve. */
  decides: 'one' | 'all'
  /** Days after the step began, its due day included; null = no due day. */
  dueDays: number | null
  /** False: once overdue, whoever may send the item may pass it over. */
  required: boolean
  commentOnRejection: boolean
}

export interface WorkflowTemplate {
  id: WorkflowTemplateId
  version: number
  name: string
  kinds: string[]
  /** Decimal string. Amounts at or above it need this workflow whatever the direct export of their kind. */
  fromAmount: string | null
  steps: Step[]
}

export const STATUSES = ['in-review', 'returned', 'approved', 'rejected', 'withdrawn'] as const
export type WorkflowStatus = (typeof STATUSES)[number]

export const DECISIONS = ['approve', 'reject', 'return'] as const
export type Decision = (typeof DECISIONS)[number]

/** Where it stands. An item without one has not been started. */
export interface Review {
  status: WorkflowStatus
  /** The copy made at the start. */
  steps: Step[]
  /** Index of the step it stands at. */
  at: number
  /** Those that count; a return takes away those of the steps that are decided anew. */
  approvals: { step: number; person: UserId }[]
}

export interface Workflow extends Review {
  id: WorkflowId
  kind: string
  item: number
  project: ProjectId | null
  name: string
  /** Of the item when it was started: what is decided about. */
  rev: number
  amount: string | null
  /** Civil day. */
  due: string | null
  startedBy: UserId
  startedByName: string
  startedAt: Date
}

/** `eligible`: everybody the step is assigned to as the move is made; `persons`: those of them the decision stands for. */
export type Input =
  | { type: 'approve'; persons: UserId[]; eligible: UserId[] }
  | { type: 'reject' }
  | { type: 'return'; to: number | 'sender' }
  | { type: 'withdraw' }
  | { type: 'pass-over' }

type Moves = { [Type in Input['type']]?: (review: Review, input: Extract<Input, { type: Type }>) => Review }

/** Only a workflow in review moves; whatever ended stays as it ended, and a new one is started beside it. */
const TABLE: Record<WorkflowStatus, Moves> = {
  'in-review': {
    approve: (review, { persons, eligible }) => {
      const here = [...new Set([...approvedAt(review), ...persons.filter((each) => eligible.includes(each))])]
      const earlier = review.approvals.filter((each) => each.step !== review.at)
      const next = { ...review, approvals: [...earlier, ...here.map((person) => ({ step: review.at, person }))] }
      return isDecided(review.steps[review.at]!, here, eligible) ? onward(next) : next
    },
    reject: (review) => ({ ...review, status: 'rejected' }),
    return: (review, { to }) => {
      if (to === 'sender') return { ...review, status: 'returned' }
      return { ...review, at: to, approvals: review.approvals.filter((each) => each.step < to) }
    },
    withdraw: (review) => ({ ...review, status: 'withdrawn' }),
    'pass-over': (review) => (review.steps[review.at]?.required ? impossible(review, 'pass-over') : onward(review)),
  },
  returned: {},
  approved: {},
  rejected: {},
  withdrawn: {},
}

export const begin = (steps: Step[]): Review => ({ status: 'in-review', steps, at: 0, approvals: [] })

/** @throws Error where the table has no such move: the rules refuse it before. */
export function step(review: Review, input: Input): Review {
  const move = TABLE[review.status][input.type] as ((review: Review, input: Input) => Review) | undefined
  return move ? move(review, input) : impossible(review, input.type)
}

export const approvedAt = ({ approvals, at }: Review): UserId[] =>
  approvals.filter((each) => each.step === at).map((each) => each.person)

function isDecided({ decides }: Step, approved: UserId[], eligible: UserId[]): boolean {
  if (decides === 'one') return approved.length > 0
  return approved.length > 0 && eligible.every((each) => approved.includes(each))
}

function onward(review: Review): Review {
  const last = review.at === review.steps.length - 1
  return last ? { ...review, status: 'approved' } : { ...review, at: review.at + 1 }
}

function impossible(review: Review, move: string): never {
  throw new Error(`A workflow that is ${review.status} at step ${review.at + 1} has no move “${move}”.`)
}

/**
 * The workflow an item must pass before it is sent; undefined where none is set up for it. The highest amount that is reached decides, either
 * sign: a deduction is as large as an addition. `always`: the kind is sent after a workflow whatever its amount.
 */
export function neededTemplate(
  templates: WorkflowTemplate[],
  kind: string,
  amount: string | undefined,
  always: boolean,
): WorkflowTemplate | undefined {
  const size = amount === undefined ? undefined : compare(amount, '0') < 0 ? negate(amount) : amount
  const reached = ({ fromAmount }: WorkflowTemplate) =>
    fromAmount === null ? always : size !== undefined && compare(size, fromAmount) >= 0
  return templates
    .filter((each) => each.kinds.includes(kind) && reached(each))
    .sort((a, b) => compare(b.fromAmount ?? '-1', a.fromAmount ?? '-1') || a.id - b.id)[0]
}

export const STATUS_WORDS: Record<
  WorkflowStatus,
  { word: string; colour: 'blue' | 'yellow' | 'green' | 'red' | 'grey' }
> = {
  'in-review': { word: 'In review', colour: 'blue' },
  returned: { word: 'Returned', colour: 'yellow' },
  approved: { word: 'Approved', colour: 'green' },
  rejected: { word: 'Rejected', colour: 'red' },
  withdrawn: { word: 'Withdrawn', colour: 'grey' },
}

/** `Ada Quill, Arthur Boone or Paula Marsh`. */
export function orWords(names: string[]): string {
  return names.length < 2 ? (names[0] ?? 'nobody') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
