/** How the integration is, at a look: agents, reads behind their schedule, queues, the server; each thing that is unwell says what to do. */
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { type Colour, StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { Ago, Moment } from '../web/Time.tsx'
import { erpPath } from './ErpData.tsx'
import { everyWords } from './FeedLine.tsx'
import { ToolTabs } from './ToolTabs.tsx'

interface State {
  word: string
  colour: Colour
  advice: string | null
}

interface FeedHealth {
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

interface ConnectionHealth {
  id: number
  name: string
  agent: State
  version: State | null
  agent_version: string | null
  last_contact_at: string | null
  queue_depth: number
  last_warning: string | null
  last_warning_at: string | null
  feeds: FeedHealth[]
}

interface QueueHealth {
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

interface Health {
  server: {
    version: string
    up_seconds: number
    database_version: string
    database_bytes: number
    restored_at: string | null
    restored_because: string | null
  }
  connections: ConnectionHealth[]
  queues: QueueHealth[]
}

const REFRESH_MS = 5_000

export default function HealthPage() {
  const company = useParam('company')
  const health = useGet<Health>(`${erpPath(company)}/health`, company, REFRESH_MS)
  return (
    <>
      <PageHead title="Health" about="Whether everything moves, and what to do where it does not." />
      <ToolTabs />
      <Loaded query={health}>
        {({ server, connections, queues }) => (
          <div className="stack">
            <Summary states={[...connections.flatMap(statesOf), ...queues.map((each) => each.state)]} />
            {connections.length === 0 ? (
              <Empty title="No ERP is connected.">Connect one on the Connection page.</Empty>
            ) : null}
            {connections.map((each) => (
              <ConnectionPart key={each.id} connection={each} />
            ))}
            <h2>Exports</h2>
            <Table
              label="Exports"
              height="natural"
              columns={queueColumns(`/companies/${company}/erp`)}
              rows={queues}
              rowKey={(queue) => queue.kind}
              sortKey="exports"
            />
            <Server server={server} />
          </div>
        )}
      </Loaded>
    </>
  )
}

const statesOf = ({ agent, version, feeds }: ConnectionHealth): State[] => [
  agent,
  ...(version ? [version] : []),
  ...feeds.map((each) => each.state),
]

function Summary({ states }: { states: State[] }) {
  const [red, yellow] = (['red', 'yellow'] as const).map((colour) => states.filter((each) => each.colour === colour))
  if (red && red.length > 0)
    return <Notice colour="red">{counted(red.length, 'thing needs', 'things need')} somebody now.</Notice>
  if (yellow && yellow.length > 0)
    return (
      <Notice colour="yellow">{counted(yellow.length, 'thing is', 'things are')} not quite as it should be.</Notice>
    )
  return <Notice colour="green">All is well.</Notice>
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

function Judged({ state }: { state: State }) {
  return (
    <StatusChip word={state.word} colour={state.colour} {...(state.colour === 'yellow' ? { icon: 'warning' } : {})} />
  )
}

function ConnectionPart({ connection }: { connection: ConnectionHealth }) {
  const advice = [connection.agent, connection.version].filter((each) => each?.advice)
  return (
    <section className="stack" aria-label={connection.name}>
      <div className="row">
        <h2 style={{ margin: 0 }}>{connection.name}</h2>
        <Judged state={connection.agent} />
        <span className="muted">
          Heard <Ago at={connection.last_contact_at} />. {connection.queue_depth} waiting at the agent. Version{' '}
          {connection.agent_version ?? 'unknown'}.
        </span>
      </div>
      {advice.map((each) => (
        <Notice key={each?.word} colour={each?.colour ?? 'grey'}>
          {each?.advice}
        </Notice>
      ))}
      {connection.last_warning ? (
        <p className="muted">
          Its last warning, <Ago at={connection.last_warning_at} />: {connection.last_warning}
        </p>
      ) : null}
      <Table
        label={`What is read from ${connection.name}`}
        height="natural"
        columns={FEEDS}
        rows={connection.feeds}
        rowKey={(feed) => feed.feed}
        sortKey="reads"
      />
    </section>
  )
}

const none = <span className="muted">–</span>

/** What is wrong and what to do, in one cell; hovering shows all of it. */
function Advice({ texts }: { texts: (string | null | undefined)[] }) {
  const text = texts.filter(Boolean).join(' ')
  return text ? <span title={text}>{text}</span> : none
}

const FEEDS: TableColumn<FeedHealth>[] = [
  { key: 'label', label: 'Read', width: 200, head: true, by: (feed) => feed.label, show: (feed) => feed.label },
  {
    key: 'state',
    label: 'State',
    width: 130,
    by: (feed) => feed.state.word,
    show: (feed) => <Judged state={feed.state} />,
  },
  { key: 'last', label: 'Last good read', width: 140, show: (feed) => <Ago at={feed.last_read_at} /> },
  { key: 'every', label: 'Schedule', width: 130, show: (feed) => everyWords(feed.every_minutes) },
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
    show: (feed) => feed.rows?.toLocaleString() ?? none,
  },
  { key: 'unsyncable', label: 'Left out', width: 80, align: 'right', show: (feed) => feed.unsyncable || none },
  { key: 'do', label: 'What to do', show: (feed) => <Advice texts={[feed.last_error, feed.state.advice]} /> },
]

function queueColumns(base: string): TableColumn<QueueHealth>[] {
  const under = (queue: QueueHealth, count: number, filter: string) =>
    count === 0 ? (
      none
    ) : (
      <Link to={`${base}/${queue.kind}`} search={{ filter }}>
        {count.toLocaleString()}
      </Link>
    )
  const number = (key: string, label: string, filter: string, of: (queue: QueueHealth) => number) => ({
    key,
    label,
    width: 90,
    align: 'right' as const,
    by: of,
    sort: 'number' as const,
    show: (queue: QueueHealth) => under(queue, of(queue), filter),
  })
  return [
    {
      key: 'title',
      label: 'Tool',
      width: 190,
      head: true,
      by: (queue) => queue.title,
      show: (queue) => <Link to={`${base}/${queue.kind}`}>{queue.title}</Link>,
    },
    {
      key: 'state',
      label: 'State',
      width: 130,
      by: (queue) => queue.state.word,
      show: (queue) => <Judged state={queue.state} />,
    },
    number('inbox', 'To accept', 'Ready to Export', (queue) => queue.waiting_for_approver),
    number('queued', 'On its way', 'Exporting', (queue) => queue.queued),
    {
      key: 'oldest',
      label: 'Oldest',
      width: 130,
      show: (queue) =>
        queue.oldest_item === null ? (
          none
        ) : (
          <Link to={`${base}/${queue.kind}/${queue.oldest_item}`}>
            <Ago at={queue.oldest_at} />
          </Link>
        ),
    },
    number('failed', 'Failed', 'Failed', (queue) => queue.failed),
    number('review', 'To review', 'Needs review', (queue) => queue.needs_review),
    {
      key: 'error',
      label: 'Last error, and what to do',
      show: ({ kind, last_error: error, state }) =>
        error ? (
          <span title={error.raw ?? error.sentence}>
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

function Server({ server }: { server: Health['server'] }) {
  const facts: [string, React.ReactNode][] = [
    ['Version', server.version],
    ['Running for', duration(server.up_seconds)],
    ['PostgreSQL', server.database_version],
    ['Size of the database', `${Math.ceil(server.database_bytes / 1_000_000).toLocaleString()} MB`],
  ]
  if (server.restored_at)
    facts.push([
      'Restored',
      <>
        <Moment at={server.restored_at} />: {server.restored_because}
      </>,
    ])
  return (
    <section aria-label="Server" className="stack">
      <h2>Server</h2>
      <dl className="facts panel">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function duration(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${counted(days, 'day', 'days')}, ${counted(hours, 'hour', 'hours')}`
  return hours > 0
    ? `${counted(hours, 'hour', 'hours')}, ${counted(minutes, 'minute', 'minutes')}`
    : counted(minutes, 'minute', 'minutes')
}
