/** How the integration is, at a look: agents, reads behind their schedule, queues, the server; each thing that is unwell says what to do. */
import { type Fact, FactList } from '../web/FactList.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { Ago, Moment } from '../web/Time.tsx'
import { erpPath } from './ErpData.tsx'
import { FEEDS, type FeedHealth, Judged, type QueueHealth, queueColumns, type State } from './HealthColumns.tsx'
import { ToolTabs } from './ToolTabs.tsx'

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
              <Agent key={each.id} connection={each} />
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
            {connections.map((each) => (
              <Reads key={each.id} connection={each} />
            ))}
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

function Agent({ connection }: { connection: ConnectionHealth }) {
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
    </section>
  )
}

function Reads({ connection }: { connection: ConnectionHealth }) {
  return (
    <section className="stack" aria-label={`Read from ${connection.name}`}>
      <h2 style={{ margin: 0 }}>Read from {connection.name}</h2>
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

function Server({ server }: { server: Health['server'] }) {
  const facts: Fact[] = [
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
      <div className="panel">
        <FactList facts={facts} />
      </div>
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
