/** The connection: the agent beside the ERP, its versions and its last word, and what is read from the ERP how often (CON-3). */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { type Fact, FactList } from '../web/FactList.tsx'
import { Field } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { Progress } from '../web/Progress.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { Ago } from '../web/Time.tsx'
import { Agents } from './Agents.tsx'
import { ConnectErp } from './ConnectErp.tsx'
import { ConnectionChip } from './ConnectionLine.tsx'
import { type ConnectionInfo, erpPath, type FeedInfo } from './ErpData.tsx'
import { everyWords, SyncNow } from './FeedLine.tsx'
import { Resting } from './Resting.tsx'
import { ToolTabs } from './ToolTabs.tsx'

export default function ConnectionPage() {
  const company = useParam('company')
  const list = useGet<ConnectionInfo[]>(`${erpPath(company)}/connections`, company, 15_000)
  return (
    <>
      <PageHead
        title="Connection"
        about="The agent runs beside the ERP and calls out from there; nothing of the ERP listens to the network."
      >
        <ConnectErp />
      </PageHead>
      <ToolTabs />
      <Loaded query={list}>
        {(connections) =>
          connections.length === 0 ? (
            <Empty title="No ERP is connected.">Connect one, then enrol an agent beside it.</Empty>
          ) : (
            connections.map((each) => <Connection key={each.id} connection={each} />)
          )
        }
      </Loaded>
    </>
  )
}

function Connection({ connection }: { connection: ConnectionInfo }) {
  const facts: Fact[] = [
    ['Last contact', <Ago key="a" at={connection.last_contact_at} />],
    ['Agent version', connection.agent_version ?? 'unknown until it has called'],
    [
      'ERP',
      [connection.erp_product, connection.erp_version].filter(Boolean).join(' ') ||
        'unknown until the agent has called',
    ],
    ['Data folder', connection.erp_folder ?? '–'],
    ['Waiting at the agent', `${connection.queue_depth}${connection.busy ? ', one at work' : ''}`],
    ['Exports under way', String(connection.exports_waiting)],
    ['Last warning', connection.last_warning ?? 'none'],
  ]
  return (
    <section className="stack" aria-label={connection.name}>
      <div className="row">
        <h2 style={{ margin: 0 }}>{connection.name}</h2>
        <ConnectionChip connection={connection} />
        <span className="grow" />
        <span className="muted">{connection.connector_name}</span>
      </div>
      {connection.rests ? <Resting rest={connection.rests} /> : null}
      {connection.frozen ? <Frozen sentence={connection.frozen} /> : null}
      {connection.connected ? null : (
        <Notice colour="yellow">
          The agent is not connected. What is accepted waits and goes when it is back; nothing is lost and nothing is
          sent twice.
        </Notice>
      )}
      {connection.update ? <Notice colour="yellow">{connection.update}</Notice> : null}
      <Books connection={connection} />
      {connection.switched_off.map(({ key, sentence }) => (
        <Notice key={key} colour="grey">
          {sentence}
        </Notice>
      ))}
      <div className="panel">
        <FactList facts={facts} />
      </div>
      <Table
        sortKey="fsort"
        label="What is read from the ERP"
        height="natural"
        columns={feedColumns(connection)}
        rows={connection.feeds}
        rowKey={(feed) => feed.feed}
      />
      <Agents connection={connection} />
    </section>
  )
}

function feedColumns(connection: ConnectionInfo): TableColumn<FeedInfo>[] {
  return [
    { key: 'label', label: 'What', head: true, by: (feed) => feed.label, show: (feed) => feed.label },
    {
      key: 'last',
      label: 'Last read',
      width: 150,
      by: (feed) => feed.last_read_at,
      show: (feed) => <Ago at={feed.last_read_at} />,
    },
    {
      key: 'unsyncable',
      label: 'Unsyncable',
      width: 96,
      align: 'right',
      sort: 'number',
      by: (feed) => feed.unsyncable,
      show: (feed) => <Unsyncable connection={connection.id} feed={feed} />,
    },
    {
      key: 'every',
      label: 'Every',
      width: 120,
      sort: 'number',
      by: (feed) => feed.every_minutes,
      show: (feed) => everyWords(feed.every_minutes),
    },
    {
      key: 'state',
      label: 'Now',
      width: 190,
      by: (feed) => feed.read?.state,
      show: (feed) => <ReadState feed={feed} />,
    },
    {
      key: 'go',
      label: 'Actions',
      width: 240,
      show: (feed) => (
        <span className="row" style={{ flexWrap: 'nowrap' }}>
          <SyncNow connection={connection.id} feed={feed} label={`Sync now: ${feed.label}`} />
          <SyncNow connection={connection.id} feed={feed} label={`Read all again: ${feed.label}`} full />
        </span>
      ),
    },
  ]
}

function Unsyncable({ connection, feed }: { connection: number; feed: FeedInfo }) {
  const company = useParam('company')
  if (feed.unsyncable === 0) return <span className="muted">–</span>
  return (
    <Link to={`/companies/${company}/erp/unsyncable`} search={{ feed: feed.feed, file: String(connection) }}>
      {feed.unsyncable.toLocaleString()}
    </Link>
  )
}

function ReadState({ feed }: { feed: FeedInfo }) {
  const { read } = feed
  if (!read) return <span className="muted">never read</span>
  if (read.state === 'asked' || read.state === 'running')
    return <Progress label={`Reading ${feed.label}`} done={read.rows} total={read.expected ?? undefined} />
  if (read.state === 'failed')
    return <StatusChip word={`Failed: ${read.error ?? 'no reason was given'}`} colour="red" />
  if (read.state === 'cancelled') return <StatusChip word="Cancelled" colour="grey" />
  return <StatusChip word={`${read.rows.toLocaleString()} rows read`} colour="green" />
}

/** The nightly comparison of both sides. */
function Books({ connection }: { connection: ConnectionInfo }) {
  const { books } = connection
  if (!books || books.findings.length === 0) return null
  return (
    <Notice colour="red">
      Compared <Ago at={books.at} />, the books do not agree:
      <ul>
        {books.findings.map((each) => (
          <li key={each.rule + each.subject}>
            {each.subject}: {each.sentence}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

/** R15 of the export protocol: an assertion failed, so nothing is exported until a person has looked. */
function Frozen({ sentence }: { sentence: string }) {
  const company = useParam('company')
  const change = useChange(company)
  const [reason, setReason] = useState('')
  return (
    <Notice colour="red" urgent>
      <p>The queue stands still: {sentence}</p>
      <div className="row">
        <Field label="Why it may go on" value={reason} onChange={setReason} />
        <ActionButton
          why={reason.trim() === '' ? 'Say why it may go on.' : undefined}
          busy={change.isPending}
          onClick={() => change.mutate({ path: `${erpPath(company)}/thaw`, body: { reason } })}
        >
          Let it go on
        </ActionButton>
      </div>
      <Refusals error={change.error} />
    </Notice>
  )
}
