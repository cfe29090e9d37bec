/** The change orders of a commitment, as its own page tells of them; they are written on their own pages. */
import { ErpStatusChip } from '../erp/ErpStatusChip.tsx'
import { canonicalDecimal } from '../platform/money.ts'
import { moneyColumn, nameColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { useList } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import type { ErpStatus } from './model.ts'
import type { ShownLine } from './Shown.tsx'

interface ChangeOrder {
  id: number
  number: string
  title: string
  status: string
  grand_total: string
  erp_status: ErpStatus
  line_items: (Omit<ShownLine, 'position' | 'erp_uom' | 'tax_code_id' | 'tax_amount'> & {
    commitment_line_item_id: number | null
    erp_item_number: number
  })[]
}

function useChangeOrders(company: string, project: string, commitment: number | undefined) {
  const path = `/rest/v1.0/projects/${project}/commitment_change_orders?view=extended&filters[contract_id]=${commitment}`
  return useList<ChangeOrder>(commitment === undefined ? undefined : path, company)
}

/** Items that approved change orders added, as lines of the schedule of values: worth nothing originally. Their ids are below zero. */
export function useAddedItems(company: string, project: string, commitment: number | undefined): ShownLine[] {
  const orders = useChangeOrders(company, project, commitment)
  return (orders.data ?? [])
    .filter((order) => order.status === 'approved')
    .flatMap((order) => order.line_items)
    .filter((line) => line.commitment_line_item_id === null)
    .map((line) => ({
      ...line,
      id: -line.id,
      position: line.erp_item_number,
      erp_uom: '',
      tax_code_id: null,
      tax_amount: '0.00',
      quantity: line.quantity === null ? null : canonicalDecimal(line.quantity),
      unit_cost: line.unit_cost === null ? null : canonicalDecimal(line.unit_cost),
      approved_change_orders: line.amount,
      revised_amount: line.amount,
      amount: '0.00',
      added: true,
    }))
}

export function CommitmentChanges({ commitment }: { commitment: number }) {
  const company = useParam('company')
  const project = useParam('project')
  const go = useGo()
  const orders = useChangeOrders(company, project, commitment)
  const page = `/companies/${company}/projects/${project}/commitment-change-orders`
  const pathOf = (row: ChangeOrder) => `${page}/${row.id}`
  return (
    <section className="stack" aria-label="Change orders">
      <h2>Change orders</h2>
      <Loaded query={orders}>
        {(rows) => (
          <Table
            label="Change orders"
            sortKey="csort"
            columns={columnsOf(pathOf)}
            rows={rows}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.title}
            onOpen={(row) => go(pathOf(row))}
            empty={
              <Empty title="No change orders.">
                <Link to={page}>Write one</Link> once the commitment is synced.
              </Empty>
            }
          />
        )}
      </Loaded>
    </section>
  )
}

function columnsOf(pathOf: (row: ChangeOrder) => string): TableColumn<ChangeOrder>[] {
  return [
    textColumn('number', 'Number', 100, (row) => row.number),
    nameColumn('Title', (row) => row.title, pathOf),
    textColumn('status', 'Status', 160, (row) => row.status.replaceAll('_', ' ')),
    moneyColumn('total', 'Amount', (row) => row.grand_total, 130),
    {
      key: 'erp',
      label: 'ERP',
      width: 150,
      by: (row) => row.erp_status,
      show: (row) => <ErpStatusChip status={row.erp_status} />,
    },
  ]
}
