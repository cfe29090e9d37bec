/** The Direct Costs tool: every transaction the accounting system has posted to this job, however many there are. */
import { NativeSelect } from '@mantine/core'
import { useCallback } from 'react'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { usePages } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { Day } from '../web/Time.tsx'
import { DIRECT_COST_TYPE_LABELS, type DirectCost } from './model.ts'

// The server sorts (newest first): a list of a million rows is read only as far as it is scrolled.
const columns: TableColumn<DirectCost>[] = [
  { key: 'date', label: 'Date', width: 108, show: (row) => <Day date={row.direct_cost_date} /> },
  { key: 'type', label: 'Type', width: 158, show: (row) => DIRECT_COST_TYPE_LABELS[row.direct_cost_type] },
  { key: 'code', label: 'Cost code', width: 92, show: (row) => row.cost_code },
  { key: 'category', label: 'Type', width: 56, show: (row) => row.cost_type },
  { key: 'description', label: 'Description', head: true, show: (row) => row.description },
  { key: 'vendor', label: 'Vendor', width: 150, show: (row) => row.vendor },
  { key: 'invoice', label: 'Invoice', width: 96, show: (row) => row.invoice_number },
  { key: 'units', label: 'Units', width: 82, align: 'right', show: (row) => row.quantity },
  { key: 'cost', label: 'Unit cost', width: 92, align: 'right', show: (row) => row.unit_cost },
  { key: 'amount', label: 'Amount', width: 124, align: 'right', show: (row) => <Money value={row.amount} /> },
  { key: 'status', label: 'Status', width: 104, show: () => <StatusChip word="Approved" colour="green" /> },
]

export default function DirectCostsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters, setFilters] = useFilters()
  const query = new URLSearchParams()
  if (filters.q) query.set('filters[search]', filters.q)
  if (filters.type) query.set('filters[direct_cost_type]', filters.type)
  const text = query.toString()
  const pages = usePages<DirectCost>(`/rest/v1.0/projects/${project}/direct_costs${text ? `?${text}` : ''}`, company)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const narrowed = Boolean(filters.q || filters.type)
  return (
    <>
      <PageHead
        title="Direct costs"
        about={
          pages.total === undefined
            ? 'Posted in the accounting system.'
            : `${pages.total.toLocaleString()} transactions, posted in the accounting system.`
        }
      >
        <NativeSelect
          size="xs"
          aria-label="Type"
          value={filters.type ?? ''}
          onChange={(event) => setFilters({ type: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: 'All types' },
            ...Object.entries(DIRECT_COST_TYPE_LABELS).map(([value, label]) => ({ value, label })),
          ]}
        />
        <SearchField label="Search direct costs" />
        <Link to={`/companies/${company}/projects/${project}/unsyncable`}>Unsyncable direct costs</Link>
      </PageHead>
      <Loaded query={{ data: pages.rows, error: pages.error, isPending: pages.isPending }}>
        {(rows) => (
          <Table
            label="Direct costs"
            columns={columns}
            rows={rows}
            rowKey={(row) => String(row.id)}
            total={pages.total}
            onEnd={more}
            empty={
              <Empty title={narrowed ? 'No transaction fits.' : 'No direct costs yet.'}>
                {narrowed
                  ? 'Change the search or the type.'
                  : 'Switch job cost transactions on for this project and sync the job costs on the ERP Integrations tool.'}
              </Empty>
            }
          />
        )}
      </Loaded>
    </>
  )
}
