/** The snapshots of a project's budget. */
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { BudgetTabs, useBudgetPath } from './BudgetTabs.tsx'
import type { ShownSnapshot } from './Shown.tsx'

export default function SnapshotsPage() {
  const base = useBudgetPath()
  const go = useGo()
  const [filters] = useFilters()
  const path = `/rest/v1.0/budget_view_snapshots?project_id=${useParam('project')}`
  const list = useGet<ShownSnapshot[]>(path, useParam('company'))
  return (
    <>
      <PageHead title="Budget snapshots" about="What a view showed at a moment, kept as it was.">
        <SearchField label="Search snapshots" />
      </PageHead>
      <BudgetTabs />
      <Loaded query={list}>
        {(all) => (
          <Table
            label="Snapshots"
            columns={columnsOf(base)}
            rows={searched(all, filters.q, (row) => [row.name, row.description, row.view_name])}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.name}
            onOpen={({ id }) => go(`${base}/snapshots/${id}`)}
            empty={
              <Empty title="No snapshots.">Take one on the page of a view: at a month's end, before a change.</Empty>
            }
          />
        )}
      </Loaded>
    </>
  )
}

function columnsOf(base: string): TableColumn<ShownSnapshot>[] {
  return [
    {
      key: 'name',
      label: 'Name',
      head: true,
      by: (row) => row.name,
      show: (row) => <Link to={`${base}/snapshots/${row.id}`}>{row.name}</Link>,
    },
    { key: 'description', label: 'Description', by: (row) => row.description, show: (row) => row.description },
    textColumn('view', 'View', 150, (row) => row.view_name),
    {
      key: 'taken',
      label: 'Taken',
      width: 190,
      by: (row) => row.taken_at,
      show: (row) => <Moment at={row.taken_at} />,
    },
    textColumn('by', 'By', 160, (row) => row.taken_by),
  ]
}
