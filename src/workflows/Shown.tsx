/** What the pages of workflows ask the server for, and how they say it. */
import type { Refusal } from '../platform/refusal.ts'
import type { Colour } from '../web/StatusChip.tsx'
import { type Decision, STATUS_WORDS, type WorkflowStatus } from './model.ts'

const inCompany = (company: string) => `/rest/v1.0/companies/${company}`
export const workflowPath = (company: string, kind: string, item: number) =>
  `${inCompany(company)}/workflows/${kind}/${item}`
export const templatesPath = (company: string) => `${inCompany(company)}/workflow_templates`
export const choicesPath = (company: string) => `${inCompany(company)}/workflow_choices`
export const approvalsPath = (company: string) => `${inCompany(company)}/my_approvals`
export const substitutesPath = (company: string) => `${inCompany(company)}/workflow_substitutes`

export interface ShownStep {
  name: string
  people: number[]
  roles: number[]
  decides: 'one' | 'all'
  due_days: number | null
  required: boolean
  comment_on_rejection: boolean
}

export interface ShownTemplate {
  id: number
  version: number
  name: string
  kinds: string[]
  from_amount: string | null
  steps: ShownStep[]
}

export interface Choices {
  kinds: { kind: string; many: string }[]
  people: { id: number; name: string }[]
  roles: { id: number; name: string; scope: string }[]
}

export interface StepOfItem {
  number: number
  name: string
  place: 'done' | 'here' | 'ahead'
  decides: 'one' | 'all'
  required: boolean
  comment_on_rejection: boolean
  assigned: string[]
}

export interface WorkflowOfItem {
  name: string
  status: WorkflowStatus
  changed: boolean
  step: number
  awaited: string[]
  approved_by: string[]
  yours: string[]
  due: string | null
  overdue: boolean
  started_by: string
  started_at: string
  steps: StepOfItem[]
}

export interface DecisionMade {
  at: string
  who: string
  for: string | null
  workflow: string
  step: string
  decision: keyof typeof MADE
  comment: string
}

export interface ItemWorkflow {
  title: string
  needed: string | null
  moves: Record<'start' | 'decide' | 'withdraw' | 'pass_over', Refusal[]>
  workflow: WorkflowOfItem | null
  decisions: DecisionMade[]
}

export interface Approval {
  kind: string
  kind_name: string
  item_id: number
  project_name: string
  number: string
  title: string
  amount: string | null
  path: string
  workflow: string
  step: number
  steps: string[]
  comment_on_rejection: boolean
  due: string | null
  overdue: boolean
  started_by: string
  started_at: string
  for: string[]
  why_not: Refusal[]
}

const MADE = {
  start: 'Started the workflow',
  approve: 'Approved',
  reject: 'Rejected',
  return: 'Returned it from',
  withdraw: 'Withdrew the workflow',
  'pass-over': 'Passed over',
}

/** `Approved the step “Controller” for Ada Quill: retainage is right.` */
export function decisionWords({ decision, step, comment, workflow, ...made }: DecisionMade): string {
  const about = decision === 'start' || decision === 'withdraw' ? ` “${workflow}”` : ` the step “${step}”`
  const inPlace = made.for ? ` for ${made.for}` : ''
  return `${MADE[decision]}${about}${inPlace}${comment ? `: ${comment}` : '.'}`
}

/** Where a step stands, as a chip. */
export function stepChip(workflow: WorkflowOfItem, { place }: StepOfItem): { word: string; colour: Colour } {
  if (place === 'done') return { word: 'Done', colour: 'green' }
  if (place === 'ahead') return { word: 'Later', colour: 'grey' }
  if (workflow.status !== 'in-review') return STATUS_WORDS[workflow.status]
  return workflow.overdue ? { word: 'Overdue', colour: 'red' } : { word: 'Now', colour: 'blue' }
}

export const DECISION_WORDS: Record<Decision, string> = { approve: 'Approve', reject: 'Reject', return: 'Return' }
