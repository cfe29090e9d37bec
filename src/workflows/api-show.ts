/** How the API shows the workflow of an item. */
import { z } from 'zod'
import { refusal } from '../platform/refusal.ts'
import { type At, turnOf, whyNotStart } from './api-at.ts'
import { approvedAt, type RoleId, STATUSES, type Step, type Workflow } from './model.ts'
import { awaitedOf, type Named, refusalsToDecide, refusalsToPassOver, refusalsToWithdraw } from './rules.ts'
import { decisionsOf } from './store.ts'
import { assignables } from './store-people.ts'

export const refusals = z.array(
  z.object({ code: z.string(), sentence: z.string(), field: z.string().optional(), remedy: z.string().optional() }),
)
const stepShape = z.object({
  number: z.int(),
  name: z.string(),
  place: z.enum(['done', 'here', 'ahead']),
  decides: z.enum(['one', 'all']),
  required: z.boolean(),
  due_days: z.int().nullable(),
  comment_on_rejection: z.boolean(),
  /** People and roles by name. */
  assigned: z.array(z.string()),
})
const decisionShape = z.object({
  at: z.date(),
  who: z.string(),
  /** In whose place. */
  for: z.string().nullable(),
  workflow: z.string(),
  step: z.string(),
  decision: z.string(),
  comment: z.string(),
})

export const itemWorkflowShape = z.object({
  /** Names the item. */
  title: z.string(),
  /** Name of the workflow it must pass before it is sent. */
  needed: z.string().nullable(),
  moves: z.object({ start: refusals, decide: refusals, withdraw: refusals, pass_over: refusals }),
  workflow: z
    .object({
      name: z.string(),
      status: z.enum(STATUSES),
      /** The item was changed since it was started: it decides nothing any more. */
      changed: z.boolean(),
      /** Number of the step it stands at, from 1. */
      step: z.int(),
      awaited: z.array(z.string()),
      approved_by: z.array(z.string()),
      /** Whom of the awaited the asking person decides for. */
      yours: z.array(z.string()),
      due: z.string().nullable(),
      overdue: z.boolean(),
      started_by: z.string(),
      started_at: z.date(),
      steps: z.array(stepShape),
    })
    .nullable(),
  decisions: z.array(decisionShape),
})

/** `notSender`: why the person may not send the item. */
export async function show(at: At, notSender: string | undefined): Promise<z.output<typeof itemWorkflowShape>> {
  const { scope, of, summary, stand, needed } = at
  const names = await assignables(scope.sql, scope.company)
  const { people, why } = await turnOf(at)
  const notYou = notSender === undefined ? [] : [refusal('not-allowed', notSender)]
  const none = [refusal('no-workflow-yet', `No workflow of this ${of.entity.one.toLowerCase()} was started.`)]
  const workflow = stand?.workflow
  return {
    title: [summary.number, summary.title].filter(Boolean).join(' '),
    needed: needed?.name ?? null,
    moves: {
      start: [...notYou, ...(await whyNotStart(at))],
      decide: stand ? [...(why ? [why] : []), ...refusalsToDecide(stand)] : none,
      withdraw: workflow ? [...notYou, ...refusalsToWithdraw(workflow)] : none,
      pass_over: workflow ? [...notYou, ...refusalsToPassOver(workflow, at.today)] : none,
    },
    workflow:
      workflow && stand
        ? {
            name: workflow.name,
            status: workflow.status,
            changed: workflow.rev !== summary.rev,
            step: workflow.at + 1,
            awaited: namesOf(awaitedOf(stand)),
            approved_by: namesOf(stand.eligible.filter((each) => approvedAt(workflow).includes(each.id))),
            yours: namesOf(people),
            due: workflow.due,
            overdue: isOverdue(workflow, at.today),
            started_by: workflow.startedByName,
            started_at: workflow.startedAt,
            steps: showSteps(workflow, names),
          }
        : null,
    decisions: await decisionsOf(scope.sql, scope.company, of.entity.kind, summary.id),
  }
}

export const isOverdue = ({ due }: Pick<Workflow, 'due'>, today: string): boolean => due !== null && due < today

const namesOf = (people: Named[]) => people.map((each) => each.name)

function showSteps(workflow: Workflow, names: { people: Named[]; roles: { id: RoleId; name: string }[] }) {
  return workflow.steps.map(
    (each, index): z.output<typeof stepShape> => ({
      number: index + 1,
      name: each.name,
      place: placeOf(workflow, index),
      decides: each.decides,
      required: each.required,
      due_days: each.dueDays,
      comment_on_rejection: each.commentOnRejection,
      assigned: assignedNames(each, names),
    }),
  )
}

function placeOf({ status, at }: Workflow, index: number): 'done' | 'here' | 'ahead' {
  if (status === 'approved' || index < at) return 'done'
  return index === at ? 'here' : 'ahead'
}

/** Those who are gone since are not named. */
function assignedNames({ people, roles }: Step, names: { people: Named[]; roles: { id: RoleId; name: string }[] }) {
  const byId = <Id extends number>(ids: Id[], list: { id: Id; name: string }[]) =>
    ids.flatMap((id) => list.find((each) => each.id === id)?.name ?? [])
  return [...byId(people, names.people), ...byId(roles, names.roles)]
}
