/** The connection: the agent beside the ERP, its versions and its last word, and what is read from the ERP how often (CON-3). */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { Progress } from '../web/Progress.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { Ago, Moment } from '../web/Time.tsx'
import { ConnectionChip } from './ConnectionLine.tsx'
import { type ConnectionInfo, erpPath, type FeedInfo } from './ErpData.tsx'
import { SyncNow } from './FeedLine.tsx'
import { ToolTabs } from './ToolTabs.tsx'

export default function ConnectionPage() {
  const company = useParam('company')
  const list = useGet<ConnectionInfo[]>(`${erpPath(company)}/connections`, company, 15_000)
  return (
    <>
      <PageHead
        title="Connection"
        about="The agent runs beside the ERP and calls out from there; nothing of the ERP listens to the network."
      />
      <ToolTabs />
      <Loaded query={list}>
        {(connections) =>
          connections.length === 0 ? (
            <Empty title="No ERP is connected.">An administrator of the server adds the connection.</Empty>
          ) : (
            connections.map((each) => <Connection key={each.id} connection={each} />)
          )
        }
      </Loaded>
    </>
  )
}

function Connection({ connection }: { connection: ConnectionInfo }) {
  const [enrolling, setEnrolling] = useState(false)
  const facts: [string, React.ReactNode][] = [
    ['Last contact', <Ago key="a" at={connection.last_contact_at} />],
    ['Agent version', connection.agent_version ?? 'unknown until it has called'],
    [
      'ERP',
      [connection.erp_product, connection.erp_version].filter(Boolean).join(' ') ||
        'unknown until the agent has called',
    ],
    ['Data folder', connection.erp_folder ?? '–'],
    ['Waiting at the agent', `${connection.queue_depth}${connection.busy ? ', one at work' : ''}`],
    ['Last warning', connection.last_warning ?? 'none'],
  ]
  return (
    <section className="stack" aria-label={connection.name}>
      <div className="row">
        <h2 style={{ margin: 0 }}>{connection.name}</h2>
        <ConnectionChip connection={connection} />
        <span className="grow" />
        <ActionButton onClick={() => setEnrolling(true)}>Enrol an agent</ActionButton>
      </div>
      {connection.frozen ? <Frozen sentence={connection.frozen} /> : null}
      {connection.connected ? null : (
        <Notice colour="yellow">
          The agent is not connected. What is accepted waits and goes when it is back; nothing is lost and nothing is
          sent twice.
        </Notice>
      )}
      <dl className="facts panel">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Table
        label="What is read from the ERP"
        height="natural"
        columns={feedColumns(connection)}
        rows={connection.feeds}
        rowKey={(feed) => feed.feed}
      />
      {enrolling ? <Enrol connection={connection} onClose={() => setEnrolling(false)} /> : null}
    </section>
  )
}

function feedColumns(connection: ConnectionInfo): TableColumn<FeedInfo>[] {
  return [
    { key: 'label', label: 'What', width: 210, head: true, show: (feed) => feed.label },
    { key: 'last', label: 'Last read', width: 150, show: (feed) => <Ago at={feed.last_read_at} /> },
    {
      key: 'every',
      label: 'Every',
      width: 120,
      show: (feed) => (feed.every_minutes === 0 ? 'by hand' : `${feed.every_minutes} min`),
    },
    { key: 'state', label: 'Now', show: (feed) => <ReadState feed={feed} /> },
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

function ReadState({ feed }: { feed: FeedInfo }) {
  const { read } = feed
  if (!read) return <span className="muted">never read</span>
  if (read.state === 'asked' || read.state === 'running')
    return <Progress label={`Reading ${feed.label}`} done={read.rows} total={read.expected ?? undefined} />
  if (read.state === 'failed')
    return <StatusChip word={`Failed: ${read.error ?? 'no reason was given'}`} colour="red" />
  return <StatusChip word={`${read.rows.toLocaleString()} rows read`} colour="green" />
}

/** The one-time code by which an agent makes itself known. */
function Enrol({ connection, onClose }: { connection: ConnectionInfo; onClose: () => void }) {
  const company = useParam('company')
  const change = useChange<{ code: string; expires_at: string }>(company)
  const made = change.data
  return (
    <Dialog
      title="Enrol an agent"
      onClose={onClose}
      error={change.error}
      busy={change.isPending}
      {...(made
        ? {}
        : {
            confirm: 'Make a code',
            onConfirm: () =>
              change.mutate({ path: `${erpPath(company)}/connections/${connection.id}/enrolments`, body: {} }),
          })}
    >
      {made ? (
        <>
          <p>
            Type this code on the machine of the agent. It works once, until {<Moment at={made.expires_at} />}, and is
            not shown again.
          </p>
          <p className="mono" style={{ fontSize: 20 }}>
            {made.code}
          </p>
        </>
      ) : (
        <p>A new agent takes over from the one before it, which is then shut out.</p>
      )}
    </Dialog>
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
