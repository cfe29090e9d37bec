/** The Direct Costs tool: every transaction the accounting system has posted to this job, however many there are. */
import { dayColumn, moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet, usePages } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { DirectCostFilters, useDirectCostQuery } from './DirectCostFilters.tsx'
import { DIRECT_COST_STATUSES, DIRECT_COST_TYPE_LABELS, type DirectCost, type DirectCostTotals } from './model.ts'

/** Moments travel as text. */
type Shown = Omit<DirectCost, 'voided_at'> & { voided_at: string | null }

// The server sorts: a list of a million rows is read only as far as it is scrolled.
const columns: TableColumn<Shown>[] = [
  dayColumn('date', 'Date', (row) => row.direct_cost_date),
  textColumn('type', 'Type', 158, (row) => DIRECT_COST_TYPE_LABELS[row.direct_cost_type]),
  textColumn('code', 'Cost code', 92, (row) => [row.sub_job, row.cost_code].filter(Boolean).join(' ')),
  textColumn('category', 'Type', 56, (row) => row.cost_type),
  {
    key: 'description',
    label: 'Description',
    head: true,
    by: (row) => row.description,
    show: (row) => row.description,
  },
  textColumn('vendor', 'Vendor', 150, (row) => row.vendor_name ?? row.vendor),
  textColumn('invoice', 'Invoice', 96, (row) => row.invoice_number),
  { ...textColumn<Shown>('units', 'Units', 82, (row) => row.quantity), align: 'right' },
  { ...textColumn<Shown>('cost', 'Unit cost', 92, (row) => row.unit_cost), align: 'right' },
  moneyColumn('amount', 'Amount', (row) => row.amount),
]

/** Beside the cost, where the company has them read (BRT-1). */
const billed: TableColumn<Shown>[] = [
  { ...textColumn<Shown>('billed-rate', 'Billed rate', 92, (row) => row.billed_rate), align: 'right' },
  moneyColumn('billed', 'Billed', (row) => row.billed_amount),
]

const status: TableColumn<Shown> = {
  key: 'status',
  label: 'Status',
  width: 104,
  show: (row) => <StatusChip word={DIRECT_COST_STATUSES[row.status].label} colour="green" />,
}

const voidedAt: TableColumn<Shown> = {
  key: 'status',
  label: 'Voided',
  width: 190,
  help: 'When the accounting system was found not to have it any more',
  by: (row) => row.voided_at,
  show: (row) => <Moment at={row.voided_at} />,
}

export default function DirectCostsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const { query, sorted, narrowed, voided } = useDirectCostQuery()
  const base = `/rest/v1.0/projects/${project}/direct_costs`
  const pages = usePages<Shown>(sorted ? `${base}?${sorted}` : base, company)
  const totals = useGet<DirectCostTotals>(`${base}/totals?${query}`, company).data
  const shown = [...columns, ...(totals?.billed_amount ? billed : []), voided ? voidedAt : status]
  return (
    <>
      <PageHead title="Direct costs" about={aboutOf(totals, voided)}>
        <a href={`${base}/csv?${query ? `${query}&` : ''}company_id=${company}`} download>
          Download CSV
        </a>
        <Link to={`/companies/${company}/projects/${project}/unsyncable`}>Unsyncable direct costs</Link>
      </PageHead>
      <DirectCostFilters />
      <Loaded query={pages}>
        {(rows) => (
          <Table
            label="Direct costs"
            sortedByServer
            columns={shown}
            rows={rows}
            rowKey={(row) => String(row.id)}
            total={pages.total}
            onEnd={pages.more}
            footer={{
              date: 'Total',
              amount: <Money value={totals?.amount} />,
              billed: <Money value={totals?.billed_amount} />,
            }}
            empty={
              <Empty title={narrowed ? 'No transaction fits.' : 'No direct costs yet.'}>
                {narrowed
                  ? 'Change what narrows the list.'
                  : 'Switch job cost transactions on for this project and sync the job costs on the ERP Integrations tool.'}
              </Empty>
            }
          />
        )}
      </Loaded>
    </>
  )
}

function aboutOf(totals: DirectCostTotals | undefined, voided: boolean) {
  if (!totals) return 'Posted in the accounting system.'
  const count = totals.transactions.toLocaleString()
  if (voided) return `${count} transactions that the accounting system took back. They count nowhere.`
  return (
    <>
      {count} transactions, posted in the accounting system.{' '}
      {totals.types.map(({ direct_cost_type, amount }) => (
        <span key={direct_cost_type}>
          {DIRECT_COST_TYPE_LABELS[direct_cost_type]} <Money value={amount} />.{' '}
        </span>
      ))}
    </>
  )
}
