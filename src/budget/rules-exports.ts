/** What a budget’s way to the ERP allows and forbids, and the sentence when it does not (BUD-4, BUD-5; document 004, “Restrictions”). */
import { formatMoney } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { placeName } from './model.ts'
import type { Delta, ErpState, OnItsWay, Unequal } from './model-exports.ts'

const ON_ITS_WAY: Record<Exclude<OnItsWay, null>, Refusal> = {
  sent: refusal('budget-sent', 'The budget has been sent to the ERP and waits for an accounting approver.', {
    remedy: 'Retrieve it first.',
  }),
  exporting: refusal('budget-exporting', 'The budget is on its way to the ERP.'),
  review: refusal('budget-in-review', 'The export of the budget needs a review in the ERP Integrations tool first.'),
}

/** Unlocking, adding lines, sending again, making and approving budget changes: off from the moment the budget is sent until the ERP shows what it was sent. */
export function whileInErp(state: ErpState): Refusal[] {
  return state.onItsWay ? [ON_ITS_WAY[state.onItsWay]] : untilPosted(state)
}

/** The part that holds for the export itself as well. */
export function untilPosted({ waiting, differing }: Pick<ErpState, 'waiting' | 'differing'>): Refusal[] {
  const refusals: Refusal[] = []
  if (waiting.length > 0)
    refusals.push(
      refusal('waiting-for-posting', waitingSentence(waiting), {
        remedy: 'Post the batch in the ERP; the job costs are then read by themselves.',
      }),
    )
  if (differing.length > 0)
    refusals.push(
      refusal(
        'other-amount-in-erp',
        `The ERP shows another Original Budget Amount than it was sent: ${listed(differing)}.`,
        { remedy: 'Correct it in the ERP, or let an accounting approver take what the ERP shows.' },
      ),
    )
  return refusals
}

/** `Waiting for 12 entries in batch AB12CD34EF to be posted in Job Cost`. */
export function waitingSentence(waiting: Unequal[]): string {
  const batches = [...new Set(waiting.flatMap(({ batch }) => (batch === null ? [] : [batch])))]
  const entries = waiting.length === 1 ? '1 entry' : `${waiting.length} entries`
  const where = batches.length > 1 ? `batches ${batches.join(', ')}` : `batch ${batches[0] ?? ''}`
  return `Waiting for ${entries} in ${where} to be posted in Job Cost: the ERP does not show the Original Budget Amount yet.`
}

/** BUD-4. */
export function mayImport(state: Pick<ErpState, 'exported'>, locked: boolean): Refusal[] {
  if (state.exported)
    return [
      refusal(
        'budget-exported',
        'The budget has been exported: from then on the ERP’s estimates are no longer imported.',
      ),
    ]
  return locked ? [refusal('budget-locked', 'The budget is locked. Unlock it before importing.')] : []
}

export interface SendFacts {
  locked: boolean
  projectName: string
  usesErpCostCodes: boolean
  jobErpId: string | null
  /** A later export stands in its place. */
  ended: boolean
  deltas: Delta[]
  state: Pick<ErpState, 'waiting' | 'differing' | 'unknown'>
}

export function refusalsToSend(facts: SendFacts): Refusal[] {
  if (facts.ended) return [refusal('superseded', 'A later export of this budget stands in its place.')]
  const refusals = [...refusalsOfProject(facts), ...untilPosted(facts.state)]
  if (!facts.locked)
    refusals.push(refusal('budget-unlocked', 'The budget is unlocked.', { remedy: 'Lock it before you send it.' }))
  if (facts.deltas.length === 0)
    refusals.push(refusal('nothing-new', 'The ERP has everything of this budget: there is nothing to send.'))
  return [...refusals, ...facts.deltas.flatMap((delta) => refusalsOfLine(delta, facts.state.unknown))]
}

/** What holds for whatever goes to a project’s job. */
export function refusalsOfProject(project: {
  projectName: string
  usesErpCostCodes: boolean
  jobErpId: string | null
}): Refusal[] {
  if (!project.usesErpCostCodes)
    return [
      refusal(
        'other-cost-code-list',
        `“${project.projectName}” uses a cost code list of its own and cannot be integrated.`,
      ),
    ]
  if (project.jobErpId !== null) return []
  return [
    refusal('job-not-linked', `“${project.projectName}” is not linked to a job of the ERP.`, {
      remedy: 'Send the project to the ERP, or link it to a job, first.',
    }),
  ]
}

export interface ChangeFacts {
  number: number
  status: string
  projectName: string
  usesErpCostCodes: boolean
  jobErpId: string | null
  /** Some line changes by more than nothing. */
  moves: boolean
  /** Of the budget it changes. */
  state: ErpState
}

export function refusalsToSendChange(change: ChangeFacts): Refusal[] {
  // A budget that only waits for its approver is not in the ERP yet: the two may wait side by side, and be accepted in any order.
  const { onItsWay, ...rest } = change.state
  const inErp = whileInErp({ ...rest, onItsWay: onItsWay === 'sent' ? null : onItsWay })
  const refusals = [...refusalsOfProject(change), ...inErp]
  if (change.status !== 'approved')
    refusals.push(
      refusal('not-approved', `Budget change ${change.number} is not approved: only approved ones are sent.`),
    )
  if (!change.moves)
    refusals.push(refusal('nothing-moves', `Budget change ${change.number} moves nothing: there is nothing to send.`))
  return refusals
}

function refusalsOfLine(delta: Delta, unknown: Unequal[]): Refusal[] {
  const refusals: Refusal[] = []
  if (!delta.code_active)
    refusals.push(
      refusal('code-inactive', `${placeName(delta)}: the cost code has been deactivated.`, {
        remedy: 'Reactivate it, or set the line to zero.',
      }),
    )
  const theirs = unknown.find(
    (each) => each.cost_code_id === delta.cost_code_id && each.cost_type_id === delta.cost_type_id,
  )
  if (theirs)
    refusals.push(
      refusal(
        'estimate-in-erp',
        `${placeName(delta)}: the ERP has an estimate of ${formatMoney(theirs.shown)} that did not come from here; what is sent would be added to it.`,
        { remedy: 'Import the budget from the ERP, or let an accounting approver take what the ERP shows.' },
      ),
    )
  return refusals
}

/** `settle`: only what neither waits to be posted nor is right may be taken as the ERP shows it. */
export function maySettle(state: ErpState): Refusal[] {
  if (state.onItsWay) return [ON_ITS_WAY[state.onItsWay]]
  if (state.differing.length + state.unknown.length > 0) return []
  const sentence = state.waiting.length > 0 ? waitingSentence(state.waiting) : 'The ERP shows what it was sent.'
  return [refusal('nothing-to-settle', sentence)]
}

const LISTED = 3

function listed(lines: Unequal[]): string {
  const first = lines
    .slice(0, LISTED)
    .map((each) => `${placeName(each)} ${formatMoney(each.shown)} in place of ${formatMoney(each.expected)}`)
  return lines.length > LISTED ? `${first.join(', ')} and ${lines.length - LISTED} more` : first.join(', ')
}
