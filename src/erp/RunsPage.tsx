/** Every read of the ERP, the latest first: why, how far it has come, what it brought, how it failed and what to do; one under way can be cancelled. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { type Fact, FactList } from '../web/FactList.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { Progress } from '../web/Progress.tsx'
import { useChange, useGet, usePages } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { type Colour, StatusChip } from '../web/StatusChip.tsx'
import { useWhyNot } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { Ago, Moment } from '../web/Time.tsx'
import { type ConnectionInfo, erpPath, type Run } from './ErpData.tsx'
import { type FileInfo, fileColumns, useFiles } from './Files.tsx'
import { ToolTabs } from './ToolTabs.tsx'

const STATES = [
  { value: '', label: 'All' },
  { value: 'open', label: 'Waiting or under way' },
  { value: 'done', label: 'Done' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
]

export default function RunsPage() {
  const company = useParam('company')
  const [filters, setFilters] = useFilters()
  const connections = useGet<ConnectionInfo[]>(`${erpPath(company)}/connections`, company)
  const asked = new URLSearchParams()
  for (const name of ['feed', 'state', 'sort']) if (filters[name]) asked.set(name, filters[name])
  const runs = usePages<Run>(`${erpPath(company)}/reads?${asked}`, company, 100)
  const [opened, setOpened] = useState<string>()
  const shown = runs.data?.find((each) => each.read_id === opened)
  const feeds = new Map(connections.data?.flatMap((each) => each.feeds).map((feed) => [feed.feed, feed.label]))
  const files = useFiles(company)
  return (
    <>
      <PageHead title="Runs" about="What was read from the ERP, by whom or why, and what it brought.">
        <NativeSelect
          size="xs"
          aria-label="What was read"
          value={filters.feed ?? ''}
          onChange={(event) => setFilters({ feed: event.currentTarget.value || undefined })}
          data={[{ value: '', label: 'Everything' }, ...[...feeds].map(([value, label]) => ({ value, label }))]}
        />
        <NativeSelect
          size="xs"
          aria-label="State"
          value={filters.state ?? ''}
          onChange={(event) => setFilters({ state: event.currentTarget.value || undefined })}
          data={STATES}
        />
      </PageHead>
      <ToolTabs />
      <Loaded query={runs}>
        {(rows) => (
          <Table
            label="Runs"
            sortedByServer
            columns={columnsOf(files, setOpened)}
            rows={rows}
            rowKey={(run) => run.read_id}
            rowName={(run) => run.label}
            onOpen={(run) => setOpened(run.read_id)}
            onEnd={runs.more}
            total={runs.total}
            empty={
              <Empty title={filters.feed || filters.state ? 'No run fits the filters.' : 'Nothing was read yet.'}>
                Reading begins when an agent is connected.
              </Empty>
            }
          />
        )}
      </Loaded>
      {shown ? <Details run={shown} onClose={() => setOpened(undefined)} /> : null}
    </>
  )
}

/** Sorted by the server, because only the beginning of the list is here: `SORTS` of `api-runs.ts`. */
function columnsOf(files: FileInfo[], open: (readId: string) => void): TableColumn<Run>[] {
  const count = (
    key: 'rows' | 'inserted' | 'changed' | 'unchanged' | 'vanished' | 'unsyncable',
    label: string,
    width: number,
  ) => ({
    ...{ key, label, width, align: 'right' as const },
    by: (run: Run) => run[key],
    show: (run: Run) => (run[key] === 0 ? <span className="muted">–</span> : run[key].toLocaleString()),
  })
  return [
    {
      key: 'label',
      label: 'What',
      width: 165,
      head: true,
      by: (run) => run.label,
      show: (run) => (
        <button type="button" className="link-button" title={run.label} onClick={() => open(run.read_id)}>
          {run.label}
        </button>
      ),
    },
    ...fileColumns<Run>(files, (run) => run.connection_id),
    textColumn('by', 'By', 100, causeWords),
    { key: 'state', label: 'State', width: 145, by: (run) => run.state, show: (run) => <State run={run} /> },
    count('rows', 'Rows', 60),
    count('inserted', 'New', 54),
    count('changed', 'Changed', 78),
    count('unchanged', 'Unchanged', 94),
    count('vanished', 'Vanished', 80),
    count('unsyncable', 'Unsyncable', 98),
    { key: 'at', label: 'Asked', width: 112, by: (run) => run.asked_at, show: (run) => <Ago at={run.asked_at} /> },
    {
      key: 'took',
      label: 'Took',
      width: 58,
      align: 'right',
      by: (run) => run.took_ms,
      show: (run) => tookWords(run.took_ms),
    },
    { key: 'go', label: 'Actions', width: 84, show: (run) => <Cancel run={run} /> },
  ]
}

function causeWords({ cause, asked_by }: Run): string {
  if (cause === 'person') return asked_by ?? 'A person'
  return { schedule: 'Schedule', change: 'ERP changed', need: 'Needed here' }[cause]
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function tookWords(ms: number | null): string {
  if (ms === null) return '–'
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

const ENDS: Record<'done' | 'failed' | 'cancelled' | 'asked', [word: string, colour: Colour]> = {
  asked: ['Waiting', 'blue'],
  done: ['Done', 'green'],
  failed: ['Failed', 'red'],
  cancelled: ['Cancelled', 'grey'],
}

function State({ run }: { run: Run }) {
  if (run.state === 'running')
    return <Progress label={`Reading ${run.label}`} done={run.rows} total={run.expected ?? undefined} />
  const [word, colour] = ENDS[run.state]
  return (
    <span title={run.error ?? undefined}>
      <StatusChip word={word} colour={colour} />
    </span>
  )
}

/** Stays where it is when the run is over, and says so. */
function Cancel({ run }: { run: Run }) {
  const company = useParam('company')
  const change = useChange(company)
  const whyNot = useWhyNot(company)('manage-connection')
  const over = run.state !== 'asked' && run.state !== 'running'
  return (
    <>
      <ActionButton
        label={`Cancel: ${run.label}`}
        why={over ? 'It is over.' : whyNot}
        busy={change.isPending}
        onClick={() => change.mutate({ path: `${erpPath(company)}/reads/${run.read_id}/cancel` })}
      >
        Cancel
      </ActionButton>
      {change.error ? (
        <Dialog title="It was not cancelled" onClose={change.reset}>
          <Refusals error={change.error} />
        </Dialog>
      ) : null}
    </>
  )
}

function Details({ run, onClose }: { run: Run; onClose: () => void }) {
  const facts: Fact[] = [
    ['Connection', run.connection_name],
    ['By', causeWords(run)],
    ['Read', run.mode === 'full' ? 'All rows of the ERP’s table' : 'What changed since the last read'],
    ['Asked', <Moment key="a" at={run.asked_at} />],
    ['Began', <Moment key="b" at={run.started_at} />],
    ['Ended', <Moment key="e" at={run.ended_at} />],
    ['Took', tookWords(run.took_ms)],
    ['Rows', run.rows.toLocaleString()],
    ['New', run.inserted.toLocaleString()],
    ['Changed', run.changed.toLocaleString()],
    ['Unchanged', run.unchanged.toLocaleString()],
    ['Vanished from the ERP', run.vanished.toLocaleString()],
    ['Unsyncable', run.unsyncable.toLocaleString()],
  ]
  return (
    <Dialog title={run.label} onClose={onClose}>
      <div>
        <State run={run} />
      </div>
      {run.error ? (
        <Notice colour={run.state === 'failed' ? 'red' : 'grey'}>
          {run.error} {run.remedy}
        </Notice>
      ) : null}
      <FactList facts={facts} />
    </Dialog>
  )
}
