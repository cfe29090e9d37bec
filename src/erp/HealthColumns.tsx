/** What the tables of the health page show. */
import type { TableColumn } from '../web/columns.ts'
import { Link } from '../web/router.tsx'
import { type Colour, StatusChip } from '../web/StatusChip.tsx'
import { Ago } from '../web/Time.tsx'
import { everyWords } from './FeedLine.tsx'

export interface State {
  word: string
  colour: Colour
  advice: string | null
}

export interface FeedHealth {
  feed: string
  label: string
  state: State
  last_read_at: string | null
  every_minutes: number
  lag_minutes: number | null
  rows: number | null
  unsyncable: number
  last_error: string | null
}

export interface QueueHealth {
  kind: string
  title: string
  state: State
  waiting_for_approver: number
  waiting_since: string | null
  queued: number
  oldest_at: string | null
  oldest_item: number | null
  failed: number
  needs_review: number
  last_error: { item_id: number; at: string; sentence: string; raw: string | null } | null
}

export function Judged({ state }: { state: State }) {
  return (
    <StatusChip word={state.word} colour={state.colour} {...(state.colour === 'yellow' ? { icon: 'warning' } : {})} />
  )
}

const none = <span className="muted">–</span>

/** What is wrong and what to do, all of it: the cell grows. */
function Advice({ texts }: { texts: (string | null | undefined)[] }) {
  const text = texts.filter(Boolean).join(' ')
  return text ? <span>{text}</span> : none
}

export const FEEDS: TableColumn<FeedHealth>[] = [
  {
    key: 'label',
    label: 'Read',
    width: 220,
    head: true,
    by: (feed) => feed.label,
    show: (feed) => <span title={feed.label}>{feed.label}</span>,
  },
  {
    key: 'state',
    label: 'State',
    width: 152,
    by: (feed) => feed.state.word,
    show: (feed) => <Judged state={feed.state} />,
  },
  {
    key: 'last',
    label: 'Last good read',
    width: 140,
    by: (feed) => feed.last_read_at,
    show: (feed) => <Ago at={feed.last_read_at} />,
  },
  {
    key: 'every',
    label: 'Schedule',
    width: 152,
    by: (feed) => feed.every_minutes,
    sort: 'number',
    show: (feed) => everyWords(feed.every_minutes),
  },
  {
    key: 'lag',
    label: 'Behind',
    width: 80,
    align: 'right',
    by: (feed) => feed.lag_minutes,
    sort: 'number',
    show: (feed) => (feed.lag_minutes ? `${feed.lag_minutes} min` : none),
  },
  {
    key: 'rows',
    label: 'Rows',
    width: 80,
    align: 'right',
    help: 'Rows that the latest read brought.',
    by: (feed) => feed.rows,
    sort: 'number',
    show: (feed) => feed.rows?.toLocaleString() ?? none,
  },
  {
    key: 'unsyncable',
    label: 'Left out',
    width: 80,
    align: 'right',
    by: (feed) => feed.unsyncable,
    sort: 'number',
    show: (feed) => feed.unsyncable || none,
  },
  {
    key: 'do',
    label: 'What to do',
    whole: true,
    by: (feed) => feed.last_error ?? feed.state.advice,
    show: (feed) => <Advice texts={[feed.last_error, feed.state.advice]} />,
  },
]

export function queueColumns(base: string): TableColumn<QueueHealth>[] {
  const count = (queue: QueueHealth, of: number, filter: string) => (
    <Link to={`${base}/${queue.kind}`} search={{ filter }}>
      {of.toLocaleString()}
    </Link>
  )
  const number = (key: string, label: string, filter: string, of: (queue: QueueHealth) => number) => ({
    key,
    label,
    width: 90,
    align: 'right' as const,
    by: of,
    sort: 'number' as const,
    show: (queue: QueueHealth) => (of(queue) === 0 ? none : count(queue, of(queue), filter)),
  })
  return [
    {
      key: 'title',
      label: 'Tool',
      width: 212,
      head: true,
      by: (queue) => queue.title,
      show: (queue) => <Link to={`${base}/${queue.kind}`}>{queue.title}</Link>,
    },
    {
      key: 'state',
      label: 'State',
      width: 152,
      by: (queue) => queue.state.word,
      show: (queue) => <Judged state={queue.state} />,
    },
    {
      key: 'inbox',
      label: 'To accept',
      width: 150,
      help: 'How many wait for an accounting approver, and since when the oldest of them does.',
      by: (queue) => queue.waiting_for_approver,
      sort: 'number',
      show: (queue) =>
        queue.waiting_since === null ? (
          none
        ) : (
          <>
            {count(queue, queue.waiting_for_approver, 'Ready to Export')}, <Ago at={queue.waiting_since} />
          </>
        ),
    },
    {
      key: 'queued',
      label: 'On its way',
      width: 150,
      help: 'How many are on their way to the ERP, and since when the oldest of them is.',
      by: (queue) => queue.queued,
      sort: 'number',
      show: (queue) =>
        queue.oldest_item === null ? (
          none
        ) : (
          <>
            {count(queue, queue.queued, 'Exporting')},{' '}
            <Link to={`${base}/${queue.kind}/${queue.oldest_item}`}>
              <Ago at={queue.oldest_at} />
            </Link>
          </>
        ),
    },
    number('failed', 'Failed', 'Failed', (queue) => queue.failed),
    number('review', 'To review', 'Needs review', (queue) => queue.needs_review),
    {
      key: 'error',
      label: 'Last error, and what to do',
      whole: true,
      by: ({ last_error, state }) => last_error?.sentence ?? state.advice,
      show: ({ kind, last_error: error, state }) =>
        error ? (
          <span title={error.raw ?? undefined}>
            <Link to={`${base}/${kind}/${error.item_id}`}>
              <Ago at={error.at} />
            </Link>
            {`: ${error.sentence}`}
          </span>
        ) : (
          <Advice texts={[state.advice]} />
        ),
    },
  ]
}
