import { describe, expect, test } from 'vitest'
import type { Standing } from './items.ts'
import { MOVES, type Move, moveRefusal } from './moves.ts'
import type { HumanReason, InboxState, LinkState, OpState } from './states.ts'

function at(inbox?: InboxState, op?: OpState, more: Partial<Standing> = {}): Standing {
  return {
    inbox,
    op,
    epoch: op && op !== 'QUEUED' ? 1 : 0,
    humanReason: undefined,
    asked: false,
    link: undefined,
    byOp: false,
    ...more,
  }
}

const linked = (link: LinkState) => at('ACCEPTED', 'CONFIRMED', { link, byOp: true })
const review = (humanReason: HumanReason, asked = false) => at('ACCEPTED', 'NEEDS_HUMAN', { humanReason, asked })

/** Every place an item can stand in, and the moves that are possible there: all others are refused with a sentence (assurance F42). */
const TABLE: [string, Standing, Move[]][] = [
  ['never sent', at(), ['send']],
  ['sent', at('SENT'), ['retrieve', 'reject', 'accept']],
  ['retrieved', at('RETRIEVED'), ['send']],
  ['rejected', at('REJECTED'), ['send']],
  ['accepted, queued', at('ACCEPTED', 'QUEUED'), ['retrieve', 'reject']],
  ['queued again after a lease', at('ACCEPTED', 'QUEUED', { epoch: 3 }), []],
  ['leased', at('ACCEPTED', 'LEASED'), []],
  ['running', at('ACCEPTED', 'RUNNING'), []],
  ['uncertain', at('ACCEPTED', 'UNCERTAIN'), []],
  ['different', review('different'), ['adopt', 'adopt-different', 'declare-void']],
  ['partial', review('partial'), ['adopt', 'declare-void', 'complete-missing']],
  ['unverified', review('unverified'), ['adopt', 'declare-void']],
  ['unknown', review('unknown'), ['adopt', 'declare-void']],
  ['being read for a person', review('different', true), []],
  [
    'a ghost of an item taken back',
    at('RETRIEVED', 'NEEDS_HUMAN', { humanReason: 'ghost' }),
    ['adopt', 'adopt-different', 'declare-void'],
  ],
  [
    'a ghost of an item sent again',
    at('SENT', 'NEEDS_HUMAN', { humanReason: 'ghost' }),
    ['retrieve', 'reject', 'adopt', 'adopt-different', 'declare-void'],
  ],
  ['refused', at('ACCEPTED', 'REFUSED'), ['reject', 'send-again']],
  ['taken back after acceptance', at('RETRIEVED', 'CANCELLED'), ['send']],
  ['rejected after a refusal', at('REJECTED', 'REFUSED'), ['send']],
  ['synced', linked('LINKED'), ['unlink']],
  ['drifted', linked('DRIFTED'), ['unlink']],
  ['missing in the ERP', linked('MISSING'), ['unlink']],
  ['unlink asked', linked('UNLINK_ASKED'), []],
  ['unlinked', at('ACCEPTED', 'CONFIRMED'), ['send']],
  ['linked by hand', at(undefined, undefined, { link: 'LINKED' }), ['unlink']],
]

describe.each(TABLE)('%s', (_name, standing, possible) => {
  test.each(MOVES)('%s', (move) => {
    const refused = moveRefusal(move, standing)
    expect(refused === undefined).toBe(possible.includes(move))
    if (refused) expect(refused.sentence).toMatch(/^[A-Z].*\.$/)
  })
})

test('a set that goes by itself may be sent again after it was synced', () => {
  expect(moveRefusal('send', at('ACCEPTED', 'CONFIRMED', { epoch: 1 }), true)).toBeUndefined()
})
