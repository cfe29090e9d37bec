/** One word and colour for where an item stands. Pure; runs in the browser too. */
import {
  INBOX_WORDS,
  type InboxState,
  type LinkState,
  OP_WORDS,
  OPEN_STATES,
  type OpState,
  type StatusColour,
  type StatusWord,
} from './states.ts'

export interface Status {
  word: StatusWord
  colour: StatusColour
}

export function statusOf(at: { inbox?: InboxState | null; op?: OpState | null; link?: LinkState | null }): Status {
  if (at.op && OPEN_STATES.includes(at.op)) return OP_WORDS[at.op]
  if (at.link) return OP_WORDS.CONFIRMED
  if (at.inbox === 'ACCEPTED' && at.op && at.op !== 'CONFIRMED') return OP_WORDS[at.op]
  if (at.inbox && at.inbox !== 'ACCEPTED') return INBOX_WORDS[at.inbox]
  return { word: 'Not sent', colour: 'grey' }
}
