/**
 * Whether the integration is well, one judgement for each thing that can be unwell: a word with its colour, and what to do about it. Pure rules;
 * `health-page.ts` gathers the facts.
 */
import { isOlder } from './versions.ts'

export interface Judgement {
  word: string
  colour: 'green' | 'yellow' | 'red' | 'grey'
  /** What to do; null where all is well or only patience helps. */
  advice: string | null
}

const MINUTE_MS = 60_000
/** An agent speaks every two seconds and is put down as heard every sixteen. */
const QUIET_MS = 60_000
/** A queue that is older than this does not move by itself any more. */
const STUCK_MS = 30 * MINUTE_MS
/** A read may take this share of its interval, and never less than this, before it counts as late. */
const GRACE_MS = 5 * MINUTE_MS

const good = (word: string): Judgement => ({ word, colour: 'green', advice: null })

export interface AgentFacts {
  enrolled: boolean
  connected: boolean
  erpReachable: boolean
  frozen: string | null
  lastContact: Date | null
}

export function judgeAgent(agent: AgentFacts, now: Date): Judgement {
  if (!agent.enrolled)
    return {
      word: 'Not enrolled',
      colour: 'grey',
      advice: 'Enrol an agent on the Connection page; nothing moves without one.',
    }
  if (agent.frozen)
    return {
      word: 'Stopped',
      colour: 'red',
      advice: 'Look at both sides, then let the queue go on from the Connection page.',
    }
  if (!agent.connected)
    return {
      word: 'Away',
      colour: 'red',
      advice:
        'See that the agent’s machine runs, that its service is started and that it reaches this server. What is accepted waits meanwhile.',
    }
  if (!agent.erpReachable)
    return {
      word: 'ERP not reachable',
      colour: 'red',
      advice:
        'On the agent’s machine, see that the ERP’s data folder is there and nobody has closed the books exclusively.',
    }
  const quietMs = agent.lastContact ? now.getTime() - agent.lastContact.getTime() : 0
  if (quietMs > QUIET_MS)
    return {
      word: 'Quiet',
      colour: 'yellow',
      advice: 'It is connected but says nothing. If it stays so, start the agent’s service anew.',
    }
  return good('Connected')
}

/** What an older agent means; null when it is as new as the server. */
export function judgeVersion(agent: string | null, server: string): Judgement | null {
  if (!agent || !isOlder(agent, server)) return null
  return {
    word: `Version ${agent}`,
    colour: 'yellow',
    advice: `The agent is older than this server (${server}). Stop its service, put version ${server} in its place, start it: it keeps its enrolment and its journal.`,
  }
}

export interface FeedFacts {
  /** Of the last read that came to a good end. */
  lastReadAt: Date | null
  everyMinutes: number
  failed: string | null
  reading: boolean
  connected: boolean
}

/** Minutes a feed is behind its schedule; null when none is kept. */
export function lagMinutes({ lastReadAt, everyMinutes }: FeedFacts, now: Date): number | null {
  if (everyMinutes === 0 || !lastReadAt) return null
  const lateMs = now.getTime() - lastReadAt.getTime() - everyMinutes * MINUTE_MS
  return Math.max(0, Math.floor(lateMs / MINUTE_MS))
}

export function judgeFeed(feed: FeedFacts, now: Date): Judgement {
  const lag = lagMinutes(feed, now) ?? 0
  if (feed.failed)
    return { word: 'Failed', colour: 'red', advice: 'Mend what it says, then press Sync now on the Connection page.' }
  if (feed.reading) return good('Reading')
  if (!feed.connected && (lag > 0 || !feed.lastReadAt))
    return { word: 'Waits', colour: 'yellow', advice: 'It is read when the agent is back.' }
  if (!feed.lastReadAt)
    return feed.everyMinutes === 0
      ? {
          word: 'Never read',
          colour: 'grey',
          advice: 'It is read by hand only: press Sync now on the Connection page.',
        }
      : {
          word: 'Not read yet',
          colour: 'yellow',
          advice: 'Its first read is due; if none begins, look at the agent’s log.',
        }
  if (lag * MINUTE_MS > Math.max(GRACE_MS, feed.everyMinutes * MINUTE_MS))
    return {
      word: 'Late',
      colour: 'yellow',
      advice: 'The agent has other work or cannot read this table: look at its log.',
    }
  return good('Up to date')
}

export interface QueueFacts {
  /** On their way to the ERP. */
  queued: number
  oldestAt: Date | null
  /** For an accounting approver. */
  waiting: number
  failed: number
  needsReview: number
  connected: boolean
}

export function judgeQueue(queue: QueueFacts, now: Date): Judgement {
  if (queue.needsReview > 0)
    return {
      word: 'Needs review',
      colour: 'red',
      advice: 'A person must compare both sides: open the tab under Needs review.',
    }
  const ageMs = queue.oldestAt ? now.getTime() - queue.oldestAt.getTime() : 0
  if (queue.queued > 0 && ageMs > STUCK_MS)
    return {
      word: queue.connected ? 'Stuck' : 'Waits',
      colour: queue.connected ? 'red' : 'yellow',
      advice: queue.connected ? 'Open the oldest item: it says what it waits for.' : 'It goes when the agent is back.',
    }
  if (queue.failed > 0)
    return {
      word: 'Failed',
      colour: 'yellow',
      advice: 'Open the tab under Failed: each item says what to mend before it is sent again.',
    }
  if (queue.queued > 0) return good('Moving')
  return good(queue.waiting > 0 ? 'To be accepted' : 'Nothing waits')
}
