/** The budget: what was planned, committed and spent for each cost code and cost type; a figure of cost opens the transactions behind it. */
import { useMemo, useState } from 'react'
import { sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money, moneyText } from '../web/Money.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { AddLine } from './AddLine.tsx'
import { BUDGET_COLUMNS, type BudgetColumn, type BudgetRow } from './model.ts'
import { STANDARD_VIEW } from './model-views.ts'
import { Transactions } from './Transactions.tsx'

interface Opened {
  row: BudgetRow
  column: BudgetColumn
}

export default function BudgetPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [opened, setOpened] = useState<Opened>()
  const [adding, setAdding] = useState(false)
  const rows = useGet<BudgetRow[]>(
    `/rest/v1.0/budget_views/${STANDARD_VIEW.id}/detail_rows?project_id=${project}`,
    company,
  )
  const lock = useGet<{ locked: boolean }>(`/rest/v1.0/projects/${project}/budget`, company)
  const change = useChange(company)
  const columns = useMemo(() => columnsOf(setOpened), [])
  const locked = lock.data?.locked ?? false
  return (
    <>
      <PageHead title="Budget" about={`${STANDARD_VIEW.description}. Open a cost to see its transactions.`}>
        {lock.data ? (
          <StatusChip
            word={locked ? 'Locked' : 'Unlocked'}
            colour={locked ? 'blue' : 'grey'}
            icon={locked ? 'check' : 'dot'}
          />
        ) : null}
        <SearchField label="Search the budget" />
        <ActionButton
          onClick={() => setAdding(true)}
          why={locked ? 'The budget is locked. Unlock it to add a line.' : undefined}
        >
          Add a line
        </ActionButton>
        <ActionButton
          busy={change.isPending}
          onClick={() =>
            change.mutate({ path: `/rest/v1.0/projects/${project}/budget/lock`, method: locked ? 'DELETE' : 'POST' })
          }
        >
          {locked ? 'Unlock' : 'Lock'}
        </ActionButton>
      </PageHead>
      <Refusals error={change.error} />
      <Loaded query={rows}>
        {(all) => {
          const shown = searched(all, filters.q, (each) => [each.cost_code, each.cost_code_name, each.cost_type])
          return (
            <Table
              label="Budget lines"
              columns={columns}
              rows={shown}
              rowKey={keyOf}
              rowClass={(row) => (row.budgeted ? undefined : 'quiet')}
              onOpen={(row) => setOpened({ row, column: jobToDate })}
              footer={footerOf(shown)}
              empty={
                <Empty title={all.length === 0 ? 'This budget has no lines yet.' : 'No line fits the search.'}>
                  {all.length === 0
                    ? 'Add a line, approve a commitment, or sync the job costs of this project.'
                    : 'Change or clear the search.'}
                </Empty>
              }
            />
          )
        }}
      </Loaded>
      {opened ? <Transactions {...opened} onClose={() => setOpened(undefined)} /> : null}
      {adding ? <AddLine company={company} project={project} onClose={() => setAdding(false)} /> : null}
    </>
  )
}

const keyOf = (row: BudgetRow) => `${row.cost_code_id}-${row.cost_type_id}`
const jobToDate = BUDGET_COLUMNS.find((each) => each.key === 'job_to_date_costs') as BudgetColumn

function columnsOf(open: (opened: Opened) => void): TableColumn<BudgetRow>[] {
  return [
    {
      key: 'code',
      label: 'Cost code',
      width: 96,
      head: true,
      by: (row) => row.cost_code,
      show: (row) => row.cost_code,
    },
    {
      key: 'name',
      label: 'Description',
      width: 210,
      by: (row) => row.cost_code_name,
      show: (row) => (row.budgeted ? row.cost_code_name : `${row.cost_code_name} (not budgeted)`),
    },
    { key: 'type', label: 'Type', width: 62, by: (row) => row.cost_type, show: (row) => row.cost_type },
    ...BUDGET_COLUMNS.map((column) => figureColumn(column, open)),
  ]
}

function figureColumn(column: BudgetColumn, open: (opened: Opened) => void): TableColumn<BudgetRow> {
  const { key, label, formula, opens } = column
  return {
    key,
    label,
    ...(formula ? { help: formula } : {}),
    width: 132,
    align: 'right',
    sort: 'number',
    by: (row) => row[key],
    show: (row) =>
      opens ? (
        <button
          type="button"
          className="link-button number"
          aria-label={`${label} ${moneyText(row[key])}: show the transactions of ${row.cost_code} ${row.cost_type}`}
          onClick={() => open({ row, column })}
        >
          {moneyText(row[key])}
        </button>
      ) : (
        <Money value={row[key]} />
      ),
  }
}

function footerOf(rows: BudgetRow[]) {
  const totals = BUDGET_COLUMNS.map(({ key }) => [key, <Money key={key} value={sum(rows.map((each) => each[key]))} />])
  return { code: 'Total', ...Object.fromEntries(totals) }
}
