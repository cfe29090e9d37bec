/** Who may do what: every action of the permission matrix, what it needs, and whether you may. The same table as `docs/permissions.md`. */
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useActions } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { AccessTabs } from './AccessTabs.tsx'
import { ACTIONS, type Action } from './matrix.ts'
import { type Cell, cellsOf } from './matrix-print.ts'
import { LEVELS } from './tools.ts'

interface Row extends Action {
  cells: Cell[]
  /** Undefined = you may. */
  whyNot: string | undefined
}

export default function MatrixPage() {
  const company = useParam('company')
  const [filters] = useFilters()
  const mine = useActions(company)
  return (
    <>
      <PageHead
        title="Permissions"
        about="What each level on ERP Integrations opens by itself. “Approver” needs the privilege Can Push to Accounting besides."
      >
        <SearchField label="Search actions" />
      </PageHead>
      <AccessTabs of="Permissions" />
      <Loaded query={mine}>
        {(actions) => {
          const whyNot = new Map(actions.map((each) => [each.key, each.why_not ?? undefined]))
          const rows = ACTIONS.map((action): Row => {
            return { ...action, cells: cellsOf(action), whyNot: whyNot.get(action.key) }
          })
          return (
            <Table
              label="Actions"
              columns={COLUMNS}
              rows={searched(rows, filters.q, (row) => [row.doing, row.source])}
              rowKey={(row) => row.key}
              rowName={(row) => row.doing}
              empty={<Empty title="No action fits the search." />}
            />
          )
        }}
      </Loaded>
    </>
  )
}

const WORDS: Record<Cell, string> = { no: '', yes: 'Yes', 'as approver': 'Approver' }

const COLUMNS: TableColumn<Row>[] = [
  { key: 'doing', label: 'Action', width: 270, head: true, by: (row) => row.doing, show: (row) => row.doing },
  ...LEVELS.map(
    (level, index): TableColumn<Row> => ({
      key: level,
      label: level,
      width: 84,
      by: (row) => row.cells[index],
      show: (row) => WORDS[row.cells[index] ?? 'no'],
    }),
  ),
  {
    key: 'you',
    label: 'You',
    width: 420,
    by: (row) => row.whyNot,
    show: (row) =>
      row.whyNot === undefined ? (
        <StatusChip word="You may" colour="green" />
      ) : (
        <span title={row.whyNot}>{row.whyNot}</span>
      ),
  },
  { key: 'source', label: 'Source', width: 560, by: (row) => row.source, show: (row) => row.source },
]
