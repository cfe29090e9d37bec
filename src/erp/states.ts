/**
 * States and moves of an item (before its op) and of an op, as typed tables: server, pages and tests read the same ones.
 * Law: export protocol 3.4. Pure; runs in the browser too.
 */

/** Where an item stands in the approver's inbox, before an op is born or after one ended. */
export type InboxState = 'SENT' | 'RETRIEVED' | 'REJECTED' | 'ACCEPTED'

export type OpState =
  | 'QUEUED'
  | 'LEASED'
  | 'RUNNING'
  | 'UNCERTAIN'
  | 'NEEDS_HUMAN'
  | 'CONFIRMED'
  | 'REFUSED'
  | 'CANCELLED'

export type LinkState = 'LINKED' | 'DRIFTED' | 'MISSING' | 'UNLINK_ASKED' | 'UNLINKED'

/** The words on the page and their colour; a colour never stands alone. */
export type StatusWord =
  | 'Not sent'
  | 'Ready to Export'
  | 'Retrieved'
  | 'Rejected'
  | 'Exporting'
  | 'Checking'
  | 'Needs review'
  | 'Failed'
  | 'Synced'
  | 'Cancelled'
export type StatusColour = 'grey' | 'blue' | 'yellow' | 'green' | 'red' | 'violet'

export const OP_WORDS: Record<OpState, { word: StatusWord; colour: StatusColour }> = {
  QUEUED: { word: 'Exporting', colour: 'blue' },
  LEASED: { word: 'Exporting', colour: 'blue' },
  RUNNING: { word: 'Exporting', colour: 'blue' },
  UNCERTAIN: { word: 'Checking', colour: 'blue' },
  NEEDS_HUMAN: { word: 'Needs review', colour: 'violet' },
  CONFIRMED: { word: 'Synced', colour: 'green' },
  REFUSED: { word: 'Failed', colour: 'red' },
  CANCELLED: { word: 'Cancelled', colour: 'grey' },
}

export const INBOX_WORDS: Record<InboxState, { word: StatusWord; colour: StatusColour }> = {
  SENT: { word: 'Ready to Export', colour: 'blue' },
  RETRIEVED: { word: 'Retrieved', colour: 'yellow' },
  REJECTED: { word: 'Rejected', colour: 'yellow' },
  ACCEPTED: { word: 'Exporting', colour: 'blue' },
}

/** Every transition of an op there is; the database's trigger and the tests are held to this table. */
export const OP_MOVES: Record<OpState, OpState[]> = {
  QUEUED: ['LEASED', 'CANCELLED', 'CONFIRMED', 'NEEDS_HUMAN'],
  LEASED: ['RUNNING', 'UNCERTAIN', 'CONFIRMED', 'REFUSED', 'QUEUED', 'NEEDS_HUMAN'],
  RUNNING: ['UNCERTAIN', 'CONFIRMED', 'REFUSED', 'QUEUED', 'NEEDS_HUMAN'],
  UNCERTAIN: ['LEASED', 'CONFIRMED', 'REFUSED', 'QUEUED', 'NEEDS_HUMAN'],
  NEEDS_HUMAN: ['CONFIRMED', 'REFUSED', 'QUEUED'],
  CONFIRMED: [],
  REFUSED: ['NEEDS_HUMAN'],
  CANCELLED: ['NEEDS_HUMAN'],
}

export const OPEN_STATES: OpState[] = ['QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN', 'NEEDS_HUMAN']

/** Why a person is needed: decides the words and the ways out on the page. */
export type HumanReason = 'different' | 'partial' | 'unverified' | 'unknown' | 'ghost' | 'frozen'

/** Filters of a tab (issue of the source documents' tool: Ready to Import, Ready to Export, …). */
export const TAB_FILTERS = [
  'Ready to Import',
  'Ready to Export',
  'Ready to Update',
  'Exporting',
  'Failed',
  'Needs review',
  'Synced',
  'Rejected',
  'Archived',
] as const
export type TabFilter = (typeof TAB_FILTERS)[number]
