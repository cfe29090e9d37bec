/** How long items wait for the accounting system, and how old what was read from it gets. */
import { NativeSelect } from '@mantine/core'
import { useMemo } from 'react'
import { Chart } from '../web/Chart.tsx'
import { agoColumn, dayColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
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
      const fits = data.days.filter((each) => each.day === day && (!feed || keyOf(each) === feed))
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
          data={[
            { value: '', label: 'The longest of all feeds' },
            ...data.feeds.map((each) => ({ value: keyOf(each), label: each.label })),
          ]}
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
        rowKey={keyOf}
        height="natural"
        sortKey="feeds"
      />
    </section>
  )
}

/** A feed of one company file, in the address. */
const keyOf = ({ connection_id, feed }: Pick<Feed, 'connection_id' | 'feed'>) => `${connection_id} ${feed}`

/** Minutes in words. */
function duration(minutes: number): string {
  if (minutes < 1) return minutes <= 0 ? '0 min' : 'under 1 min'
  if (minutes < 120) return `${Math.round(minutes)} min`
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`
}
const within = (minutes: number | null) => (minutes === null ? '–' : minutes === 0 ? 'under 1 min' : duration(minutes))
/** Minutes, to the right. */
function minutesColumn<Row>(key: string, label: string, of: (row: Row) => number | null): TableColumn<Row> {
  return { key, label, width: 120, align: 'right', sort: 'number', by: of, show: (row) => within(of(row)) }
}

function countColumn<Row>(key: string, label: string, of: (row: Row) => number): TableColumn<Row> {
  return { key, label, width: 110, align: 'right', sort: 'number', by: of, show: (row) => String(of(row)) }
}

type ByDay = Queue['days'][number]
const days: TableColumn<ByDay>[] = [
  { ...dayColumn<ByDay>('day', 'Day', (row) => row.day), head: true },
  countColumn('exports', 'Exports', (row) => row.exports),
  minutesColumn('median', 'Half within', (row) => row.median_minutes),
  minutesColumn('p95', '95 of 100 within', (row) => row.p95_minutes),
]

type Waiting = Queue['waiting'][number]
const waiting: TableColumn<Waiting>[] = [
  { ...textColumn<Waiting>('kind', 'Waiting now', 170, (row) => row.label), head: true },
  textColumn('for', 'For', 120, (row) => (row.for === 'approval' ? 'an approver' : 'the export')),
  countColumn('items', 'Items', (row) => row.items),
  agoColumn('oldest', 'Oldest', (row) => row.oldest_at),
]

type Feed = SyncLag['feeds'][number]
const feeds: TableColumn<Feed>[] = [
  { ...textColumn<Feed>('feed', 'Feed', 300, (row) => row.label), head: true },
  agoColumn('last', 'Last read', (row) => row.last_read_at, 150),
  minutesColumn('median', 'Half within', (row) => row.median_minutes),
  minutesColumn('longest', 'Longest', (row) => row.longest_minutes),
  countColumn('failures', 'Failures since', (row) => row.failures),
]
