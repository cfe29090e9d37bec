/** The budget changes of a project. */
import { ActionButton } from '../web/ActionButton.tsx'
import { dayColumn, moneyColumn, nameColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useList } from '../web/queries.ts'
import { useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { BudgetTabs, useBudgetPath } from './BudgetTabs.tsx'
import { CHANGE_WORDS } from './model-changes.ts'
import { ChangeChip, LockChip, type ShownChange, useLock, useWhyNoChange } from './Shown.tsx'

export default function ChangesPage() {
  const company = useParam('company')
  const project = useParam('project')
  const base = useBudgetPath()
  const go = useGo()
  const [filters] = useFilters()
  const lock = useLock()
  const held = useWhyNoChange()
  const path = `/rest/v1.0/projects/${project}/budget_changes`
  const list = useList<ShownChange>(path, company)
  const change = useChange<{ id: number }>(company)
  const open = ({ id }: { id: number }) => go(`${base}/changes/${id}`)
  return (
    <>
      <PageHead title="Budget changes" about="Amounts moved between lines of the locked budget.">
        {lock.data ? <LockChip locked={lock.data.locked} /> : null}
        <SearchField label="Search changes" />
        <ActionButton
          changes="Standard"
          busy={change.isPending}
          onClick={() => change.mutate({ path, body: { budget_change: {} } }, { onSuccess: open })}
          why={held}
        >
          New budget change
        </ActionButton>
      </PageHead>
      <BudgetTabs />
      <Refusals error={change.error} />
      <Loaded query={list}>
        {(all) => (
          <Table
            label="Budget changes"
            columns={columnsOf(base)}
            rows={searched(all, filters.q, (row) => [`#${row.number}`, row.title, row.description])}
            rowKey={(row) => String(row.id)}
            rowName={(row) => `budget change ${row.number}`}
            onOpen={open}
            empty={
              <Empty title={all.length === 0 ? 'No budget changes yet.' : 'No budget change fits the search.'}>
                {all.length === 0
                  ? 'Select two lines in a view to move an amount, or begin one here.'
                  : 'Change or clear the search.'}
              </Empty>
            }
          />
        )}
      </Loaded>
    </>
  )
}

function columnsOf(base: string): TableColumn<ShownChange>[] {
  return [
    {
      key: 'number',
      label: '#',
      width: 56,
      by: (row) => row.number,
      sort: 'number',
      show: (row) => String(row.number),
    },
    nameColumn(
      'Title',
      (row) => row.title,
      (row) => `${base}/changes/${row.id}`,
    ),
    dayColumn('date', 'Date', (row) => row.date),
    textColumn('by', 'By', 160, (row) => row.created_by),
    moneyColumn('amount', 'Moved', (row) => row.amount, 150),
    moneyColumn('net_amount', 'Adds to the budget', (row) => row.net_amount, 150),
    {
      key: 'status',
      label: 'Status',
      width: 130,
      by: (row) => CHANGE_WORDS[row.status],
      show: (row) => <ChangeChip status={row.status} />,
    },
  ]
}
