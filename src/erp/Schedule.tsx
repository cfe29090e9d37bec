/** When the feeds of a connection are read by themselves: interval, hours, pause, last and next run; changed for one or many at once (CFG-1). */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { agoColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Refusals } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { Ago } from '../web/Time.tsx'
import { type ConnectionInfo, erpPath, type FeedInfo } from './ErpData.tsx'
import { everyWords, hoursWords, pauseWords } from './FeedLine.tsx'
import { PauseDialog, type Plan, PlanDialog } from './ScheduleDialogs.tsx'

export function Schedule({ connection }: { connection: ConnectionInfo }) {
  const company = useParam('company')
  const whyNot = useWhyNot(company)('configure-sync-schedule')
  const zone = connection.time_zone
  const [chosen, setChosen] = useState(new Set<string>())
  const [asking, setAsking] = useState<'plan' | 'pause' | undefined>()
  const [error, setError] = useState<unknown>()
  const change = useChange(company)
  const feeds = connection.feeds.filter((each) => chosen.has(each.feed))
  const set = async (plan: Plan) => {
    setError(undefined)
    try {
      for (const { feed } of feeds)
        await change.mutateAsync({
          path: `${erpPath(company)}/connections/${connection.id}/feeds/${feed}/schedule`,
          method: 'PUT',
          body: plan,
        })
      setAsking(undefined)
    } catch (thrown) {
      setError(thrown)
    }
  }
  const close = () => {
    setError(undefined)
    setAsking(undefined)
  }
  const why = whyNot ?? (feeds.length === 0 ? 'Select one or more rows first.' : undefined)
  const noPause = feeds.some((each) => each.pause) ? undefined : 'None of the selected rows is paused.'
  const shared = { feeds, zone, busy: change.isPending, error, onClose: close, onSet: (plan: Plan) => void set(plan) }
  return (
    <section className="panel stack" aria-label={`Schedule of ${connection.name}`}>
      <h2>{connection.name}: when it is read</h2>
      <p className="muted">
        Hours are those of {zone}. Outside its hours, and while paused, nothing is read by itself, also when the ERP’s
        table changes. What somebody reads on demand, and what an item that is sent or a record that is added needs, is
        read at any time; a read under way goes on to its end.
      </p>
      <div className="row">
        <span className="muted grow">{feeds.length > 0 ? `${feeds.length} selected` : ''}</span>
        <ActionButton why={why} onClick={() => setAsking('plan')}>
          Change schedule
        </ActionButton>
        <ActionButton why={why} onClick={() => setAsking('pause')}>
          Pause
        </ActionButton>
        <ActionButton why={why ?? noPause} busy={change.isPending} onClick={() => void set({ pause: null })}>
          Resume
        </ActionButton>
      </div>
      {asking ? null : <Refusals error={error} />}
      <Table
        label={`Schedule of ${connection.name}`}
        height="natural"
        sortKey={`s${connection.id}`}
        columns={columnsOf(connection)}
        rows={connection.feeds}
        rowKey={(feed) => feed.feed}
        rowName={(feed) => feed.label}
        selected={chosen}
        onSelect={setChosen}
      />
      {asking === 'plan' ? <PlanDialog {...shared} /> : null}
      {asking === 'pause' ? <PauseDialog {...shared} /> : null}
    </section>
  )
}

const columnsOf = ({ connected }: ConnectionInfo): TableColumn<FeedInfo>[] => [
  { key: 'label', label: 'What', head: true, width: 210, by: (feed) => feed.label, show: (feed) => feed.label },
  {
    key: 'every',
    label: 'How often',
    width: 150,
    sort: 'number',
    by: (feed) => feed.every_minutes,
    show: (feed) => everyWords(feed.every_minutes),
  },
  textColumn('hours', 'Hours', 190, (feed) => hoursWords(feed.hours)),
  agoColumn('last', 'Last run', (feed) => feed.last_read_at, 140),
  {
    key: 'next',
    label: 'Next run',
    width: 200,
    by: (feed) => feed.next_due_at,
    show: (feed) => <NextRun feed={feed} connected={connected} />,
  },
  {
    key: 'set',
    label: 'Changed',
    width: 230,
    by: (feed) => feed.schedule_set_at,
    show: (feed) =>
      feed.schedule_set_at ? (
        <>
          <Ago at={feed.schedule_set_at} /> by {feed.schedule_set_by ?? 'the system'}
        </>
      ) : (
        <span className="muted">never</span>
      ),
  },
]

function NextRun({ feed, connected }: { feed: FeedInfo; connected: boolean }) {
  if (feed.pause) return <span title={pauseWords(feed.pause)}>{pauseWords(feed.pause)}</span>
  if (!feed.next_due_at) return <span className="muted">when somebody asks</span>
  return connected ? <Ago at={feed.next_due_at} /> : <span className="muted">when the agent is back</span>
}
