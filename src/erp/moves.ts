/**
 * Which move of a person is possible where an item stands, and the sentence when it is not: one table for the functions that carry it out,
 * for the grey buttons, and for the tests (assurance F42). Pure; runs in the browser too.
 */
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { Standing } from './items.ts'
import { OPEN_STATES, type OpState } from './states.ts'

export const MOVES = [
  'send',
  'retrieve',
  'reject',
  'accept',
  'adopt',
  'adopt-different',
  'declare-void',
  'complete-missing',
  'send-again',
  'unlink',
] as const
export type Move = (typeof MOVES)[number]

/** An op that ended without anything in the ERP. */
const ENDED: (OpState | undefined)[] = [undefined, 'REFUSED', 'CANCELLED']

/** `again`: the kind may be exported again after it was synced. */
type Rule = (at: Standing, again: boolean) => Refusal | undefined

const no = refusal

const RULES: Record<Move, Rule> = {
  send: (at, again) => {
    if (at.link)
      return no('already-synced', 'It is synced with the ERP.', {
        remedy: 'Unlink it first if it is to be sent again.',
      })
    if (isOpen(at)) return onItsWay(at)
    if (at.inbox === 'SENT') return no('already-sent', 'It has been sent already and waits for an accounting approver.')
    if (at.inbox === 'ACCEPTED' && at.op === 'REFUSED')
      return no('failed', 'The ERP refused it: mend it, then send it again.')
    if (at.inbox === 'ACCEPTED' && !over(at, again)) return onItsWay(at)
    return undefined
  },
  retrieve: (at) => {
    if (at.inbox === 'SENT') return undefined
    if (at.inbox === 'ACCEPTED' && at.op === 'QUEUED' && at.epoch === 0) return undefined
    return at.inbox === 'ACCEPTED' && at.op ? tooLate(at) : no('not-sent', 'It is not in the ERP Integrations tool.')
  },
  reject: (at) => {
    if (at.inbox === 'SENT' || (at.inbox === 'ACCEPTED' && at.op === 'REFUSED')) return undefined
    if (at.inbox === 'ACCEPTED' && at.op === 'QUEUED' && at.epoch === 0) return undefined
    return at.inbox === 'ACCEPTED' && at.op
      ? tooLate(at)
      : no('not-waiting', 'It does not wait for an accounting approver.')
  },
  accept: (at) => {
    if (at.inbox === 'SENT' && isOpen(at)) return onItsWay(at)
    if (at.inbox === 'SENT') return undefined
    if (at.inbox === 'ACCEPTED') return no('already-accepted', 'It has been accepted already.')
    return no('not-waiting', 'It does not wait for an accounting approver.')
  },
  adopt: (at) => needsReview(at),
  'adopt-different': (at) =>
    needsReview(at) ??
    (at.humanReason === 'different' || at.humanReason === 'ghost'
      ? undefined
      : no('nothing-to-adopt', 'There is no complete record in the ERP to adopt.', {
          remedy: 'Have the ERP read again first.',
        })),
  'declare-void': (at) => needsReview(at),
  'complete-missing': (at) =>
    needsReview(at) ??
    (at.humanReason === 'partial' ? undefined : no('not-partial', 'It does not stand in the ERP in part.')),
  'send-again': (at) => {
    if (at.inbox === 'ACCEPTED' && at.op === 'REFUSED') return undefined
    return no('not-failed', 'Only an item that the ERP refused is sent again.')
  },
  unlink: (at) => {
    if (!at.link) return no('not-linked', 'It is not linked to the ERP.')
    if (at.link === 'UNLINK_ASKED') return no('unlink-asked', 'The ERP is being asked whether its record is gone.')
    return undefined
  },
}

/** Why the move is not possible where the item stands; undefined = it is. */
export function moveRefusal(move: Move, at: Standing, again = false): Refusal | undefined {
  return RULES[move](at, again)
}

/** Also a ghost: an op that had ended and was found in the ERP after all, whatever became of its item since. */
function isOpen(at: Standing): boolean {
  return at.op !== undefined && OPEN_STATES.includes(at.op)
}

function over(at: Standing, again: boolean): boolean {
  return ENDED.includes(at.op) || (at.op === 'CONFIRMED' && (again || at.link === undefined))
}

function onItsWay(at: Standing): Refusal {
  if (at.op === 'NEEDS_HUMAN') return no('needs-review', 'It needs a review in the ERP Integrations tool first.')
  if (at.op === 'CONFIRMED') return no('already-synced', 'It is synced with the ERP.')
  return no('exporting', 'It is on its way to the ERP.')
}

function tooLate(at: Standing): Refusal {
  if (at.op === 'CONFIRMED') return no('already-synced', 'It is synced with the ERP: unlink it instead.')
  if (at.op === 'REFUSED')
    return no('failed', 'The ERP refused it: mend it and send it again, or let an approver reject it.')
  if (at.op === 'CANCELLED') return no('not-waiting', 'It was taken back already.')
  if (at.op === 'NEEDS_HUMAN')
    return no('needs-review', 'It needs a review first: adopt what is in the ERP, or declare it void.')
  return no('already-on-its-way', 'It can no longer be taken back: it has been handed to the ERP’s side.')
}

function needsReview(at: Standing): Refusal | undefined {
  if (at.op !== 'NEEDS_HUMAN') return no('no-review', 'It does not need a review.')
  if (at.asked) return no('probe-under-way', 'The ERP is being read for this item already; wait for the answer.')
  return undefined
}
