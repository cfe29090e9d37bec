/** The mail of the morning: what waits for this approver or this person's decision, what failed, what needs review, whether the agent is heard, and what the person wished to read there. */
import { capital } from '../platform/text.ts'
import type { EventKey } from './model.ts'
import type { Entry, Letter } from './model-mail.ts'

export interface Waiting {
  kind: string
  many: string
  place: 'waiting' | 'failed' | 'needs-review'
  count: number
  oldest: Date
}

/** Items of one kind whose workflows wait for the person. */
export interface Decisions {
  many: string
  count: number
  overdue: number
  /** When the first of them was started. */
  oldest: Date
}

export interface Morning {
  waiting: Waiting[]
  decisions: Decisions[]
  /** Connections whose agent is silent. */
  silent: { id: number; name: string; since: Date }[]
  notices: (Entry & { event: EventKey })[]
}

const PLACES: Record<Waiting['place'], { heading: string; short: (count: number) => string }> = {
  waiting: {
    heading: 'Waits for an accounting approver',
    short: (count) => `${count} ${count === 1 ? 'waits' : 'wait'}`,
  },
  failed: { heading: 'Failed in the ERP', short: (count) => `${count} failed` },
  'needs-review': { heading: 'Needs review', short: (count) => `${count} ${count === 1 ? 'needs' : 'need'} review` },
}

/** Undefined when there is nothing to say. */
export function summaryLetter(
  to: { name: string },
  company: Letter['company'] & { timeZone: string },
  { waiting, decisions, silent, notices }: Morning,
): Letter | undefined {
  const day = (at: Date) =>
    new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: company.timeZone }).format(at)
  const path = `/companies/${company.id}/erp`
  const sections: Letter['sections'] = []
  const short: string[] = []
  for (const [place, words] of Object.entries(PLACES)) {
    const rows = waiting.filter((each) => each.place === place)
    if (rows.length === 0) continue
    short.push(words.short(rows.reduce((sum, each) => sum + each.count, 0)))
    const entries = rows.map(({ many, count, oldest, kind }) => ({
      title: `${capital(many)}: ${count}`,
      text: `The oldest since ${day(oldest)}.`,
      path: `${path}/${kind}`,
    }))
    sections.push({ heading: words.heading, entries })
  }
  if (decisions.length > 0) {
    const sum = (key: 'count' | 'overdue') => decisions.reduce((total, each) => total + each[key], 0)
    short.push(`${sum('count')} to decide${sum('overdue') > 0 ? ` (${sum('overdue')} overdue)` : ''}`)
    const entries = decisions.map(({ many, count, overdue, oldest }) => ({
      title: `${capital(many)}: ${count}`,
      text: `${overdue > 0 ? `Overdue: ${overdue}. ` : ''}The oldest since ${day(oldest)}.`,
      path: `/companies/${company.id}/approvals`,
    }))
    sections.push({ heading: 'Waits for your decision', entries })
  }
  if (silent.length > 0) {
    short.push('the agent is silent')
    const entries = silent.map(({ name, since }) => ({
      title: `Nothing is heard from the agent of “${name}” since ${day(since)}`,
      text: 'Nothing is exported until it is back.',
      path: `${path}/connection`,
    }))
    sections.push({ heading: 'Agent', entries })
  }
  if (notices.length > 0) {
    short.push(`${notices.length} for you`)
    sections.push({ heading: 'For you', entries: notices })
  }
  if (sections.length === 0) return undefined
  const subject = `${company.name}: ${short.join(', ')}`
  return { subject, to, company, sections, because: 'You chose the daily summary.' }
}
