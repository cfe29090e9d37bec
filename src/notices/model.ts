/** What people are told of, and how: one table for the chores that tell, the page of choices and the mails. */
import { z } from 'zod'
import type { ProjectId, UserId } from '../ids.ts'
import { capital } from '../platform/text.ts'

/** In which ways a person is told; none of them = not at all. */
export interface Channels {
  page: boolean
  email: boolean
  /** In the mail of the morning. */
  summary: boolean
}

export type EventKey =
  | 'rejected'
  | 'failed'
  | 'needs-review'
  | 'synced'
  | 'waiting'
  | 'decide'
  | 'decided'
  | 'agent'
  | 'mention'
  | 'comment'

interface Event {
  key: EventKey
  label: string
  /** To whom, and when. */
  help: string
  initially: Channels
  /** The daily summary counts what waits instead of telling of each. */
  counted?: true
}

const atOnce: Channels = { page: true, email: true, summary: false }
const inPage: Channels = { page: true, email: false, summary: false }

export const EVENTS: readonly Event[] = [
  { key: 'rejected', label: 'Rejected', help: 'An approver rejected what you sent.', initially: atOnce },
  { key: 'failed', label: 'Failed', help: 'The ERP refused what you sent.', initially: atOnce },
  {
    key: 'needs-review',
    label: 'Needs review',
    help: 'What you sent needs a person to look at it.',
    initially: atOnce,
  },
  { key: 'synced', label: 'Synced', help: 'What you sent stands in the ERP.', initially: inPage },
  {
    key: 'waiting',
    label: 'Waits for an approver',
    help: 'Something that you may accept was sent. The daily summary counts all that waits, failed or needs review.',
    initially: { page: false, email: false, summary: true },
    counted: true,
  },
  {
    key: 'decide',
    label: 'Waits for your decision',
    help: 'A workflow reached a step that you decide, also as a substitute. The daily summary counts all that waits for you, and what is overdue.',
    initially: { page: true, email: false, summary: true },
    counted: true,
  },
  {
    key: 'decided',
    label: 'Decided in a workflow',
    help: 'A workflow that you started rejected it, returned it to you, or approved it at the last step.',
    initially: atOnce,
  },
  {
    key: 'agent',
    label: 'Agent silent or back',
    help: 'The agent beside the ERP is not heard from, or is back. For administrators of the connection.',
    initially: atOnce,
  },
  { key: 'mention', label: 'Mentioned', help: 'Somebody named you in a comment.', initially: atOnce },
  {
    key: 'comment',
    label: 'Commented',
    help: 'Somebody commented on what you sent or commented on.',
    initially: inPage,
  },
]

export const EVENT_KEYS = EVENTS.map((each) => each.key) as [EventKey, ...EventKey[]]

export const channelsShape = z.strictObject({ page: z.boolean(), email: z.boolean(), summary: z.boolean() })

export function eventOf(key: EventKey): Event {
  const found = EVENTS.find((each) => each.key === key)
  if (!found) throw new Error(`There is no event ${key}.`)
  return found
}

/** What stands in for a kind of item where the notice is about the connection itself. */
export const CONNECTION = 'connection'

/** A notice before it is known who wants it. */
export interface Draft {
  event: EventKey
  kind: string
  item: number
  project: ProjectId | undefined
  comment?: number
  /** `Commitment 12 “Paving” was rejected`. */
  title: string
  /** Why, and what to do. */
  text: string
  path: string
  at: Date
  to: UserId[]
}

/** `Commitment 12 “Paving”`. */
export function nameOf(one: string, { number, title }: { number: string; title: string }): string {
  return [capital(one), number, title ? `“${title}”` : ''].filter(Boolean).join(' ')
}

/** Ends a person's own words as a sentence, so that another one may follow. */
export const asSentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`)
