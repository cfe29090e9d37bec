/** The Unsyncable Direct Costs report (DCT-3): what the accounting system has posted and no code of the project fits, each with its reason. */
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useList } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { Day } from '../web/Time.tsx'

interface Unsyncable {
  sentence: string
  cost_code: string
  cost_type: string
  direct_cost_date: string | null
  description: string | null
  vendor: string | null
  invoice_number: string | null
  amount: string
}

const columns: TableColumn<Unsyncable>[] = [
  {
    key: 'date',
    label: 'Date',
    width: 108,
    by: (row) => row.direct_cost_date,
    show: (row) => <Day date={row.direct_cost_date} />,
  },
  { key: 'code', label: 'Cost code', width: 92, by: (row) => row.cost_code, show: (row) => row.cost_code },
  { key: 'type', label: 'Type', width: 60, by: (row) => row.cost_type, show: (row) => row.cost_type },
  {
    key: 'description',
    label: 'Description',
    width: 220,
    head: true,
    by: (row) => row.description,
    show: (row) => row.description,
  },
  { key: 'vendor', label: 'Vendor', width: 120, by: (row) => row.vendor, show: (row) => row.vendor },
  { key: 'invoice', label: 'Invoice', width: 90, by: (row) => row.invoice_number, show: (row) => row.invoice_number },
  {
    key: 'amount',
    label: 'Amount',
    width: 116,
    align: 'right',
    sort: 'number',
    by: (row) => row.amount,
    show: (row) => <Money value={row.amount} />,
  },
  {
    key: 'why',
    label: 'Why it is not shown, and what mends it',
    by: (row) => row.sentence,
    show: (row) => row.sentence,
  },
]

export default function UnsyncablePage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const list = useList<Unsyncable>(`/rest/v1.0/projects/${project}/unsyncable_direct_costs`, company)
  return (
    <>
      <PageHead title="Unsyncable direct costs" about="Posted in the accounting system, but not shown in this project.">
        <SearchField label="Search the report" />
        <Link to={`/companies/${company}/projects/${project}/direct-costs`}>Direct costs</Link>
      </PageHead>
      <Loaded query={list}>
        {(all) => {
          const rows = searched(all, filters.q, (each) => [
            each.cost_code,
            each.cost_type,
            each.description,
            each.vendor,
            each.invoice_number,
          ])
          return (
            <Table
              label="Unsyncable direct costs"
              columns={columns}
              // Two postings may be alike in every column: the place in the list tells them apart.
              rows={rows.map((row, index) => ({ ...row, index }))}
              rowKey={(row) => String((row as Unsyncable & { index: number }).index)}
              empty={
                <Empty title="Nothing is left out.">Every posted transaction fits a cost code of this project.</Empty>
              }
            />
          )
        }}
      </Loaded>
    </>
  )
}
