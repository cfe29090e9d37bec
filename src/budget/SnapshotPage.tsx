/** One snapshot: its figures as they were, or what has become of them since. */
import { useMemo } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { moneyColumn, textColumn } from '../web/column-kinds.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { useBudgetPath } from './BudgetTabs.tsx'
import { placeName } from './model.ts'
import { linesOf, type ShownRow } from './model-groups.ts'
import type { ShownSnapshot } from './Shown.tsx'
import { ViewTable } from './ViewTable.tsx'

type WithRows = ShownSnapshot & { rows: ShownRow[] }

interface Difference {
  sub_job: string
  cost_code: string
  cost_code_name: string
  cost_type: string
  column: string
  was: string
  is: string
  difference: string
}

export default function SnapshotPage() {
  const company = useParam('company')
  const id = useParam('snapshot')
  const project = useParam('project')
  const snapshot = useGet<WithRows>(`/rest/v1.0/budget_view_snapshots/${id}?project_id=${project}`, company)
  return (
    <>
      <Link to={`${useBudgetPath()}/snapshots`}>Snapshots</Link>
      <Loaded query={snapshot}>{(each) => <Snapshot snapshot={each} />}</Loaded>
    </>
  )
}

function Snapshot({ snapshot }: { snapshot: WithRows }) {
  const company = useParam('company')
  const path = `/rest/v1.0/budget_view_snapshots/${snapshot.id}`
  const scope = `?project_id=${useParam('project')}`
  const base = useBudgetPath()
  const go = useGo()
  const change = useChange(company)
  const [filters] = useFilters()
  const compared = filters.show === 'differences'
  const differences = useGet<Difference[]>(compared ? `${path}/differences${scope}` : undefined, company)
  const lines = useMemo(() => linesOf(snapshot.rows, snapshot.columns), [snapshot])
  const show = (label: string, value: string | undefined) => (
    <Link
      to={`${base}/snapshots/${snapshot.id}`}
      search={{ show: value }}
      current={filters.show === value ? 'true' : undefined}
    >
      {label}
    </Link>
  )
  const about = (
    <>
      View {snapshot.view_name}, taken <Moment at={snapshot.taken_at} />
      {snapshot.taken_by ? ` by ${snapshot.taken_by}` : ''}. {snapshot.description}
    </>
  )
  return (
    <>
      <PageHead title={snapshot.name} about={about}>
        <nav className="filters" aria-label="What is shown">
          {show('As it was', undefined)}
          {show('What changed since', 'differences')}
        </nav>
        <SearchField label="Search the snapshot" />
        <ActionButton
          changes="Standard"
          busy={change.isPending}
          onClick={() =>
            change.mutate({ path: path + scope, method: 'DELETE' }, { onSuccess: () => go(`${base}/snapshots`) })
          }
        >
          Delete
        </ActionButton>
      </PageHead>
      <Refusals error={change.error} />
      {compared ? (
        <Loaded query={differences}>
          {(all) => <Differences rows={all} labels={new Map(snapshot.columns.map((each) => [each.key, each.label]))} />}
        </Loaded>
      ) : (
        <ViewTable view={snapshot} lines={lines} />
      )}
    </>
  )
}

function Differences({ rows, labels }: { rows: Difference[]; labels: Map<string, string> }) {
  const [filters] = useFilters()
  const label = (row: Difference) => labels.get(row.column) ?? row.column
  return (
    <Table
      label="What changed since"
      columns={[
        { key: 'line', label: 'Line', width: 140, head: true, by: placeName, show: placeName },
        { key: 'name', label: 'Description', by: (row) => row.cost_code_name, show: (row) => row.cost_code_name },
        textColumn('column', 'Column', 220, label),
        moneyColumn<Difference>('was', 'Then', (row) => row.was, 140),
        moneyColumn<Difference>('is', 'Now', (row) => row.is, 140),
        moneyColumn<Difference>('difference', 'Difference', (row) => row.difference, 140),
      ]}
      rows={searched(rows, filters.q, (row) => [placeName(row), row.cost_code_name, label(row)])}
      rowKey={(row) => `${placeName(row)} ${row.column}`}
      empty={<Empty title="Nothing has changed since." />}
    />
  )
}
