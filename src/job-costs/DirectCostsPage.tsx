/** The Direct Costs tool: every transaction the accounting system has posted to this job, however many there are. */
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet, usePages } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { Day, Moment } from '../web/Time.tsx'
import { DirectCostFilters, useDirectCostQuery } from './DirectCostFilters.tsx'
import { DIRECT_COST_STATUSES, DIRECT_COST_TYPE_LABELS, type DirectCost, type DirectCostTotals } from './model.ts'

/** Moments travel as text. */
type Shown = Omit<DirectCost, 'voided_at'> & { voided_at: string | null }

// The server sorts (newest first): a list of a million rows is read only as far as it is scrolled.
const columns: TableColumn<Shown>[] = [
  { key: 'date', label: 'Date', width: 108, show: (row) => <Day date={row.direct_cost_date} /> },
  { key: 'type', label: 'Type', width: 158, show: (row) => DIRECT_COST_TYPE_LABELS[row.direct_cost_type] },
  { key: 'code', label: 'Cost code', width: 92, show: (row) => [row.sub_job, row.cost_code].filter(Boolean).join(' ') },
  { key: 'category', label: 'Type', width: 56, show: (row) => row.cost_type },
  { key: 'description', label: 'Description', head: true, show: (row) => row.description },
  { key: 'vendor', label: 'Vendor', width: 150, show: (row) => row.vendor_name ?? row.vendor },
  { key: 'invoice', label: 'Invoice', width: 96, show: (row) => row.invoice_number },
  { key: 'units', label: 'Units', width: 82, align: 'right', show: (row) => row.quantity },
  { key: 'cost', label: 'Unit cost', width: 92, align: 'right', show: (row) => row.unit_cost },
  { key: 'amount', label: 'Amount', width: 124, align: 'right', show: (row) => <Money value={row.amount} /> },
]

/** Beside the cost, where the company has them read (BRT-1). */
const billed: TableColumn<Shown>[] = [
  { key: 'billed-rate', label: 'Billed rate', width: 92, align: 'right', show: (row) => row.billed_rate },
  { key: 'billed', label: 'Billed', width: 116, align: 'right', show: (row) => <Money value={row.billed_amount} /> },
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
  show: (row) => <Moment at={row.voided_at} />,
}

export default function DirectCostsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const { query, narrowed, voided } = useDirectCostQuery()
  const base = `/rest/v1.0/projects/${project}/direct_costs`
  const pages = usePages<Shown>(query ? `${base}?${query}` : base, company)
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
