/** The Unsyncable Direct Costs report (DCT-3), of a project or of the company: what the accounting system has posted and nothing here fits, each with its reason and the way to what mends it. */
import { fileColumns, useFiles } from '../erp/Files.tsx'
import { dayColumn, moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { usePages } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { DIRECT_COST_TYPE_LABELS, type UnsyncableReason, type UnsyncableRow } from './model.ts'

type Shown = UnsyncableRow & { sentence: string }

const columns: TableColumn<Shown>[] = [
  dayColumn('date', 'Date', (row) => row.direct_cost_date),
  textColumn('type', 'Type', 120, (row) => DIRECT_COST_TYPE_LABELS[row.direct_cost_type]),
  textColumn('code', 'Cost code', 92, (row) => [row.sub_job, row.cost_code].filter(Boolean).join(' ')),
  textColumn('category', 'Type', 56, (row) => row.cost_type),
  { ...textColumn<Shown>('description', 'Description', 190, (row) => row.description), head: true },
  textColumn('vendor', 'Vendor', 110, (row) => row.vendor),
  textColumn('invoice', 'Invoice', 90, (row) => row.invoice_number),
  moneyColumn('amount', 'Amount', (row) => row.amount),
  {
    key: 'why',
    label: 'Why it is not shown, and what mends it',
    by: (row) => row.reason,
    show: (row) => row.sentence,
  },
  { key: 'mend', label: 'Actions', width: 130, show: (row) => <Mend row={row} /> },
]

const job = textColumn<Shown>('job', 'Job', 100, (row) => row.job)

export default function UnsyncablePage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const files = fileColumns<Shown>(useFiles(company), (row) => row.connection_id)
  const path = `/rest/v1.0/${project ? `projects/${project}` : `companies/${company}`}/unsyncable_direct_costs`
  const query = new URLSearchParams()
  if (filters.q) query.set('filters[search]', filters.q)
  if (filters.sort) query.set('sort', filters.sort)
  const pages = usePages<Shown>(`${path}?${query}`, company)
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
            sortedByServer
            columns={project ? columns : [job, ...files, ...columns]}
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
  'job-not-linked': (row) => ({
    label: 'The job',
    to: `erp/job/staged/${encodeURIComponent(row.job)}?file=${row.connection_id}`,
  }),
  'no-sub-job': () => ({ label: 'Sub jobs', to: 'erp/sub-job' }),
  'no-cost-code': (row) => ({ label: 'Project codes', to: `projects/${row.project_id}/cost-codes` }),
  'no-cost-type': () => ({ label: 'Cost types', to: 'cost-codes?list=types' }),
}

function Mend({ row }: { row: Shown }) {
  const { label, to } = MEND[row.reason](row)
  return <Link to={`/companies/${useParam('company')}/${to}`}>{label}</Link>
}
