/** The Unsyncable Direct Costs report (DCT-3), of a project or of the company: what the accounting system has posted and nothing here fits, each with its reason and the way to what mends it. */
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { usePages } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { Day } from '../web/Time.tsx'
import { DIRECT_COST_TYPE_LABELS, type UnsyncableReason, type UnsyncableRow } from './model.ts'

type Shown = UnsyncableRow & { sentence: string }

const columns: TableColumn<Shown>[] = [
  { key: 'date', label: 'Date', width: 108, show: (row) => <Day date={row.direct_cost_date} /> },
  { key: 'kind', label: 'Type', width: 120, show: (row) => DIRECT_COST_TYPE_LABELS[row.direct_cost_type] },
  { key: 'code', label: 'Cost code', width: 92, show: (row) => [row.sub_job, row.cost_code].filter(Boolean).join(' ') },
  { key: 'type', label: 'Type', width: 56, show: (row) => row.cost_type },
  { key: 'description', label: 'Description', width: 190, head: true, show: (row) => row.description },
  { key: 'vendor', label: 'Vendor', width: 110, show: (row) => row.vendor },
  { key: 'invoice', label: 'Invoice', width: 90, show: (row) => row.invoice_number },
  { key: 'amount', label: 'Amount', width: 116, align: 'right', show: (row) => <Money value={row.amount} /> },
  { key: 'why', label: 'Why it is not shown, and what mends it', show: (row) => row.sentence },
  { key: 'mend', label: 'Mend', width: 130, show: (row) => <Mend row={row} /> },
]

const job: TableColumn<Shown> = { key: 'job', label: 'Job', width: 100, show: (row) => row.job }

export default function UnsyncablePage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const path = `/rest/v1.0/${project ? `projects/${project}` : `companies/${company}`}/unsyncable_direct_costs`
  const query = filters.q ? `?${new URLSearchParams({ 'filters[search]': filters.q })}` : ''
  const pages = usePages<Shown>(`${path}${query}`, company)
  return (
    <>
      <PageHead
        title="Unsyncable direct costs"
        about={`Posted in the accounting system, but not shown in ${project ? 'this project' : 'any project'}.`}
      >
        <SearchField label="Search the report" />
        <Link to={`/companies/${company}${project ? `/projects/${project}` : ''}/reports/unsyncable_direct_costs`}>
          Group, print, download
        </Link>
        {project ? (
          <Link to={`/companies/${company}/projects/${project}/direct-costs`}>Direct costs</Link>
        ) : (
          <Link to={`/companies/${company}/erp/unsyncable`} search={{ feed: 'job-cost-transactions' }}>
            Records that could not be read
          </Link>
        )}
      </PageHead>
      <Loaded query={pages}>
        {(rows) => (
          <Table
            label="Unsyncable direct costs"
            columns={project ? columns : [job, ...columns]}
            rows={rows}
            rowKey={(row) => String(row.id)}
            total={pages.total}
            onEnd={pages.more}
            empty={
              <Empty title={filters.q ? 'No transaction fits.' : 'Nothing is left out.'}>
                {filters.q ? 'Change the search.' : 'Every posted transaction fits a cost code of a project.'}
              </Empty>
            }
          />
        )}
      </Loaded>
    </>
  )
}

/** Where the reason is mended. */
const MEND: Record<UnsyncableReason, (row: Shown) => { label: string; to: string }> = {
  'job-not-linked': (row) => ({ label: 'The job', to: `erp/job/staged/${encodeURIComponent(row.job)}` }),
  'no-sub-job': () => ({ label: 'Sub jobs', to: 'erp/sub-job' }),
  'no-cost-code': (row) => ({ label: 'Project codes', to: `projects/${row.project_id}/cost-codes` }),
  'no-cost-type': () => ({ label: 'Cost types', to: 'cost-codes?list=types' }),
}

function Mend({ row }: { row: Shown }) {
  const { label, to } = MEND[row.reason](row)
  return <Link to={`/companies/${useParam('company')}/${to}`}>{label}</Link>
}
