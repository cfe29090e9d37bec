/** What may be done in a workflow, and the sentence when it may not. */
import type { UserId } from '../ids.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { approvedAt, type Decision, orWords, type Step, type Workflow, type WorkflowTemplate } from './model.ts'

/** A person of the company, as sentences name one. */
export interface Named {
  id: UserId
  name: string
}

/** A workflow and what it is decided on. */
export interface Stand {
  workflow: Workflow
  /** The item's revision now. */
  rev: number
  /** Everybody the present step is assigned to. */
  eligible: Named[]
}

type Progress = Pick<Workflow, 'name' | 'steps' | 'at'>
const placeOf = ({ steps, at }: Progress) => `step ${at + 1} of ${steps.length}`
const isStale = ({ workflow, rev }: Stand) => rev !== workflow.rev

/** Those the present step still waits for. */
export function awaitedOf({ workflow, eligible }: Stand): Named[] {
  if (workflow.status !== 'in-review') return []
  const approved = approvedAt(workflow)
  return eligible.filter((each) => !approved.includes(each.id))
}

/** May the item be sent? `needed`: the workflow it must pass. */
export function refusalsToSend(needed: WorkflowTemplate, stand: Stand | undefined): Refusal[] {
  if (!stand || stand.workflow.status === 'withdrawn')
    return [
      refusal('workflow-missing', `The workflow “${needed.name}” must approve it first.`, {
        remedy: 'Start the workflow on the item’s page.',
      }),
    ]
  const { workflow } = stand
  const again = { remedy: 'Start the workflow again.' }
  if (workflow.status === 'rejected')
    return [refusal('workflow-rejected', `The workflow “${workflow.name}” rejected it.`, again)]
  if (workflow.status === 'returned')
    return [refusal('workflow-returned', `The workflow “${workflow.name}” returned it to whoever sends it.`, again)]
  if (isStale(stand)) {
    const since = workflow.status === 'approved' ? 'approved it' : 'began'
    return [refusal('changed-since-approval', `It was changed since the workflow “${workflow.name}” ${since}.`, again)]
  }
  return workflow.status === 'approved' ? [] : [refusal('workflow-waits', waitsWords(stand))]
}

/** The sentence of the grey button. */
function waitsWords(stand: Stand): string {
  const { workflow } = stand
  const names = awaitedOf(stand).map((each) => each.name)
  const who =
    workflow.steps[workflow.at]?.decides === 'all' && names.length > 1
      ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
      : orWords(names)
  return `The workflow “${workflow.name}” waits for the decision of ${who} (${placeOf(workflow)}).`
}

/** May it be started, as far as its workflow goes? */
export function refusalsToStart(
  needed: WorkflowTemplate | undefined,
  stand: Stand | undefined,
  { one, synced }: { one: string; synced: boolean },
): Refusal[] {
  if (synced) return [refusal('already-synced', 'It is synced with the ERP.')]
  if (!needed) return [refusal('no-workflow-needed', `This ${one.toLowerCase()} needs no workflow.`)]
  if (stand && !isStale(stand) && stand.workflow.status === 'in-review')
    return [refusal('workflow-under-way', waitsWords(stand))]
  if (stand && !isStale(stand) && stand.workflow.status === 'approved')
    return [refusal('already-approved', `The workflow “${stand.workflow.name}” has approved it already.`)]
  return []
}

export function unmanned({ name }: Step): Refusal {
  return refusal('step-unmanned', `Nobody may decide the step “${name}”.`, {
    remedy: 'Whoever manages the workflows assigns somebody to it.',
  })
}

/** Is it this person's turn? `turns`: how many of the awaited the person may decide for; `own`: started it where four eyes are demanded. */
export function whyNotYours(stand: Stand, turns: number, own: boolean): Refusal | undefined {
  if (own)
    return refusal('own-item', 'In this company a decision needs a person other than the one who started the workflow.')
  if (turns > 0) return undefined
  const names = awaitedOf(stand).map((each) => each.name)
  return refusal('not-your-turn', `This step needs the decision of ${orWords(names)}.`)
}

/** May anybody decide as it stands? `seenAt`: the step that the person was shown. */
export function refusalsToDecide(stand: Stand, seenAt = stand.workflow.at): Refusal[] {
  const { workflow } = stand
  if (workflow.status !== 'in-review') return [notInReview(workflow)]
  if (isStale(stand))
    return [
      refusal('changed-since-start', 'It was changed since the workflow began.', {
        remedy: 'Whoever sends it starts the workflow again.',
      }),
    ]
  if (seenAt !== workflow.at)
    return [
      refusal('moved-on', `The workflow has moved on since you looked: it is at ${placeOf(workflow)}.`, {
        remedy: 'Look at it again, then decide.',
      }),
    ]
  return []
}

/** Is the decision complete? `to`: index of the step it goes back to. */
export function refusalsOfDecision(
  { steps, at }: Progress,
  given: { decision: Decision; to: number | 'sender' | undefined; comment: string },
): Refusal[] {
  const { decision, to, comment } = given
  const refusals: Refusal[] = []
  if (comment === '' && decision === 'return')
    refusals.push(refusal('comment-missing', 'Say why it is returned: whoever gets it reads it.', { field: 'comment' }))
  if (comment === '' && decision === 'reject' && steps[at]?.commentOnRejection)
    refusals.push(refusal('comment-missing', 'Say why it is rejected: whoever sent it reads it.', { field: 'comment' }))
  if (decision === 'return' && (to === undefined || (to !== 'sender' && to >= at)))
    refusals.push(
      refusal('no-earlier-step', 'It can go back to an earlier step, or to whoever sends it.', { field: 'to' }),
    )
  return refusals
}

export function refusalsToWithdraw(workflow: Workflow): Refusal[] {
  return workflow.status === 'in-review' ? [] : [notInReview(workflow)]
}

/** A step that nobody must decide is passed over once its due day is over; `today` is the company's. */
export function refusalsToPassOver(workflow: Workflow, today: string): Refusal[] {
  if (workflow.status !== 'in-review') return [notInReview(workflow)]
  const { name, required } = workflow.steps[workflow.at]!
  if (required) return [refusal('step-required', `The step “${name}” must be decided.`)]
  if (workflow.due === null || workflow.due >= today)
    return [refusal('not-overdue', `The step “${name}” can be passed over once it is overdue.`)]
  return []
}

function notInReview({ name, status }: Workflow): Refusal {
  return refusal('not-in-review', `The workflow “${name}” is over: it is ${status}.`)
}

export const MOST_STEPS = 20

/** May the template be kept like this? `others`: the company's other templates. */
export function refusalsToKeep(
  template: Pick<WorkflowTemplate, 'name' | 'kinds' | 'fromAmount' | 'steps'>,
  others: WorkflowTemplate[],
  kindWords: (kind: string) => string,
): Refusal[] {
  const refusals: Refusal[] = []
  const { name, kinds, fromAmount, steps } = template
  if (name === '') refusals.push(refusal('name-missing', 'Name the workflow.', { field: 'name' }))
  if (others.some((each) => each.name === name))
    refusals.push(refusal('name-taken', `There is already a workflow named “${name}”.`, { field: 'name' }))
  if (kinds.length === 0)
    refusals.push(refusal('kinds-missing', 'Say which items the workflow is for.', { field: 'kinds' }))
  for (const other of others)
    for (const kind of kinds)
      if (other.kinds.includes(kind) && other.fromAmount === fromAmount)
        refusals.push(
          refusal(
            'two-for-one',
            `${kindWords(kind)} ${fromWords(fromAmount)} have the workflow “${other.name}” already.`,
            {
              field: 'kinds',
              remedy: 'Choose another amount, or change that workflow.',
            },
          ),
        )
  if (steps.length === 0) refusals.push(refusal('steps-missing', 'Add a step.', { field: 'steps' }))
  return [...refusals, ...steps.flatMap(refusalsOfStep)]
}

export const fromWords = (amount: string | null) => (amount === null ? 'of any amount' : `from ${amount}`)

function refusalsOfStep({ name, people, roles, required, dueDays }: Step, index: number): Refusal[] {
  const refusals: Refusal[] = []
  const called = name === '' ? `Step ${index + 1}` : `Step ${index + 1}, “${name}”,`
  if (name === '') refusals.push(refusal('step-name-missing', `Name step ${index + 1}.`, { field: 'steps' }))
  if (people.length + roles.length === 0)
    refusals.push(
      refusal('assignee-missing', `${called} has nobody who decides: assign a person or a role.`, { field: 'steps' }),
    )
  if (!required && dueDays === null)
    refusals.push(
      refusal('due-missing', `${called} may be passed over once overdue: say after how many days it is due.`, {
        field: 'steps',
      }),
    )
  return refusals
}
