/** How long items wait for the accounting system, and how old what was read from it gets. */
import { NativeSelect } from '@mantine/core'
import { useMemo } from 'react'
import { Chart } from '../web/Chart.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { Ago, Day } from '../web/Time.tsx'
import type { Queue, SyncLag } from './model-charts.ts'

export default function QueuePage() {
  const company = useParam('company')
  const base = `/rest/v1.0/companies/${company}/reports/charts`
  const queue = useGet<Queue>(`${base}/queue`, company)
  const dates = useMemo(() => (queue.data?.days ?? []).map(({ day }) => day), [queue.data])
  return (
    <>
      <PageHead title="Queue and sync lag" about="The last thirty days of the exchange with the accounting system." />
      <Loaded query={queue}>{(data) => <QueueAge data={data} />}</Loaded>
      <Loaded query={useGet<SyncLag>(`${base}/sync_lag`, company)}>
        {(data) => <Lag data={data} dates={dates} />}
      </Loaded>
    </>
  )
}

function QueueAge({ data }: { data: Queue }) {
  const drawn = useMemo(
    () => ({
      days: data.days.map(({ day }) => day),
      lines: [
        { label: 'Half were through within', values: data.days.map((each) => each.median_minutes) },
        { label: '95 of 100 within', values: data.days.map((each) => each.p95_minutes) },
      ],
    }),
    [data],
  )
  return (
    <section className="stack" aria-labelledby="queue">
      <h2 id="queue">From accepted to synced</h2>
      <Chart
        label="How long exports took, by day; the figures are in the table below."
        words={duration}
        reach={10}
        {...drawn}
      />
      <div className="columns">
        <Table
          label="Exports by day"
          columns={days}
          rows={data.days.filter((each) => each.exports > 0)}
          rowKey={(row) => row.day}
          height="natural"
          sortKey="days"
        />
        <Table
          label="What waits now"
          columns={waiting}
          rows={data.waiting}
          rowKey={(row) => `${row.kind} ${row.for}`}
          height="natural"
          sortKey="waiting"
          empty={<p className="muted">Nothing waits.</p>}
        />
      </div>
    </section>
  )
}

function Lag({ data, dates }: { data: SyncLag; dates: string[] }) {
  const [{ feed }, setFilters] = useFilters()
  const drawn = useMemo(() => {
    const longest = (day: string) => {
      const fits = data.days.filter((each) => each.day === day && (!feed || each.feed === feed))
      return fits.length === 0 ? null : Math.max(...fits.map((each) => each.minutes))
    }
    return { days: dates, lines: [{ label: 'Longest between two reads', values: dates.map(longest) }] }
  }, [data, dates, feed])
  return (
    <section className="stack" aria-labelledby="lag">
      <div className="row">
        <h2 id="lag" className="grow">
          Sync lag
        </h2>
        <NativeSelect
          size="xs"
          aria-label="Feed"
          value={feed ?? ''}
          onChange={(event) => setFilters({ feed: event.currentTarget.value || undefined })}
          data={[{ value: '', label: 'The longest of all feeds' }, ...data.feeds.map((each) => each.feed)]}
        />
      </div>
      <Chart
        label="The longest time between two reads, by day; the figures are in the table below."
        words={duration}
        reach={10}
        {...drawn}
      />
      <Table
        label="Sync lag by feed"
        columns={feeds}
        rows={data.feeds}
        rowKey={(row) => row.feed}
        height="natural"
        sortKey="feeds"
      />
    </section>
  )
}

/** Minutes in words. */
function duration(minutes: number): string {
  if (minutes < 1) return minutes <= 0 ? '0 min' : 'under 1 min'
  if (minutes < 120) return `${Math.round(minutes)} min`
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`
}
const within = (minutes: number | null) => (minutes === null ? '–' : minutes === 0 ? 'under 1 min' : duration(minutes))
const right = { align: 'right' as const }

const days: TableColumn<Queue['days'][number]>[] = [
  { key: 'day', label: 'Day', width: 110, head: true, show: (row) => <Day date={row.day} /> },
  { key: 'exports', label: 'Exports', width: 80, ...right, show: (row) => String(row.exports) },
  { key: 'median', label: 'Half within', width: 100, ...right, show: (row) => within(row.median_minutes) },
  { key: 'p95', label: '95 of 100 within', width: 120, ...right, show: (row) => within(row.p95_minutes) },
]

const waiting: TableColumn<Queue['waiting'][number]>[] = [
  { key: 'kind', label: 'Waiting now', head: true, show: (row) => row.kind.replaceAll('-', ' ') },
  { key: 'for', label: 'For', width: 130, show: (row) => (row.for === 'approval' ? 'an approver' : 'the export') },
  { key: 'items', label: 'Items', width: 70, ...right, show: (row) => String(row.items) },
  { key: 'oldest', label: 'Oldest', width: 120, show: (row) => <Ago at={row.oldest_at} /> },
]

const feeds: TableColumn<SyncLag['feeds'][number]>[] = [
  { key: 'feed', label: 'Feed', head: true, show: (row) => row.feed },
  { key: 'last', label: 'Last read', width: 150, show: (row) => <Ago at={row.last_read_at} /> },
  { key: 'median', label: 'Half within', width: 110, ...right, show: (row) => within(row.median_minutes) },
  { key: 'longest', label: 'Longest', width: 110, ...right, show: (row) => within(row.longest_minutes) },
  { key: 'failures', label: 'Failures since', width: 110, ...right, show: (row) => String(row.failures) },
]
