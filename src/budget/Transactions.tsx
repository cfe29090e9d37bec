/** The window of transactions behind a figure of the budget (DCT-2). */
import { sum } from '../platform/money.ts'
import { dayColumn, moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Money, moneyText } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import type { ShownRow } from './model-groups.ts'
import type { ShownColumn } from './model-views.ts'

/** A figure that was clicked. */
export interface Opened {
  row: ShownRow
  column: ShownColumn
}

interface Transaction {
  id: number
  direct_cost_type: string
  direct_cost_date: string | null
  description: string | null
  vendor: string | null
  vendor_name: string | null
  invoice_number: string | null
  quantity: string | null
  unit_cost: string | null
  amount: string
}

/** The type that the Direct Costs column leaves out: it is counted under the commitments. */
const COMMITTED = 'subcontractor_invoice'

const words = (type: string) => type.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())

const columns: TableColumn<Transaction>[] = [
  dayColumn('date', 'Date', (row) => row.direct_cost_date),
  {
    key: 'type',
    label: 'Type',
    width: 172,
    by: (row) => row.direct_cost_type,
    show: (row) => words(row.direct_cost_type),
  },
  {
    key: 'description',
    label: 'Description',
    head: true,
    by: (row) => row.description,
    show: (row) => row.description,
  },
  textColumn('vendor', 'Vendor', 150, (row) => row.vendor_name ?? row.vendor),
  textColumn('invoice', 'Invoice', 90, (row) => row.invoice_number),
  {
    key: 'quantity',
    label: 'Units',
    width: 80,
    align: 'right',
    sort: 'number',
    by: (row) => row.quantity,
    show: (row) => row.quantity,
  },
  { ...textColumn<Transaction>('unit_cost', 'Unit cost', 92, (row) => row.unit_cost), align: 'right' },
  moneyColumn('amount', 'Amount', (row) => row.amount, 120),
]

export function Transactions({ row, column, onClose }: Opened & { onClose: () => void }) {
  const company = useParam('company')
  const project = useParam('project')
  const query = new URLSearchParams({
    'filters[cost_code_id]': String(row.cost_code_id),
    'filters[line_item_type_id]': String(row.cost_type_id),
    view: 'detail',
  })
  const list = useList<Transaction>(`/rest/v1.0/projects/${project}/direct_costs?${query}`, company)
  return (
    <Dialog
      onClose={onClose}
      size="80rem"
      title={`${column.label}: ${row.cost_code} ${row.cost_code_name}, ${row.cost_type}`}
    >
      <Loaded query={list}>
        {(all) => {
          const rows = column.key === 'direct_costs' ? all.filter((each) => each.direct_cost_type !== COMMITTED) : all
          const total = sum(rows.map((each) => each.amount))
          const figure = row[column.key]
          return (
            <>
              <p>
                {rows.length === 1 ? '1 transaction' : `${rows.length.toLocaleString()} transactions`}, together{' '}
                <strong className="number">{moneyText(total)}</strong>.{' '}
                {typeof figure === 'string' ? (
                  <>
                    The budget shows <strong className="number">{moneyText(figure)}</strong>.
                  </>
                ) : null}
                {column.formula ? <span className="muted"> {column.formula}.</span> : null}
              </p>
              <Table
                label="Transactions"
                height="natural"
                sortKey="tsort"
                columns={columns}
                rows={rows}
                rowKey={(each) => String(each.id)}
                footer={{ description: 'Total', amount: <Money value={total} /> }}
                empty={
                  <Empty title="No transactions here.">
                    They appear when the job cost transactions of this project are switched on and the accounting system
                    has posted some.
                  </Empty>
                }
              />
            </>
          )
        }}
      </Loaded>
    </Dialog>
  )
}
