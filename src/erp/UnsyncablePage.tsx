/** Records of the ERP that could not be taken, each with the reason: nothing is dropped silently. */
import { textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useList } from '../web/queries.ts'
import { useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { Table } from '../web/Table.tsx'
import { Moment } from '../web/Time.tsx'
import { erpPath } from './ErpData.tsx'
import { FileFilter, fileColumns, ofFile, useFiles } from './Files.tsx'
import { ToolTabs } from './ToolTabs.tsx'

interface UnsyncableRow {
  connection_id: number
  feed: string
  erp_key: string
  reason: string
  raw: string
  since: string
}

const columns: TableColumn<UnsyncableRow>[] = [
  { key: 'key', label: 'Record', width: 200, head: true, by: (row) => row.erp_key, show: (row) => row.erp_key },
  textColumn('reason', 'Why it was not taken', 420, (row) => row.reason),
  { key: 'since', label: 'Since', width: 180, by: (row) => row.since, show: (row) => <Moment at={row.since} /> },
  { key: 'raw', label: 'As the ERP has it', show: (row) => row.raw },
]

export default function UnsyncablePage() {
  const company = useParam('company')
  const [filters] = useFilters()
  const files = useFiles(company)
  const query = new URLSearchParams({ ...(filters.feed ? { feed: filters.feed } : {}), ...ofFile(filters.file) })
  const list = useList<UnsyncableRow>(`${erpPath(company)}/unsyncable?${query}`, company)
  return (
    <>
      <PageHead title="Unsyncable records" about="Read from the ERP, but not taken.">
        <FileFilter files={files} />
        <SearchField label="Search the report" />
      </PageHead>
      <ToolTabs />
      <Loaded query={list}>
        {(all) => (
          <Table
            label="Unsyncable records"
            columns={[
              ...columns.slice(0, 3),
              ...fileColumns<UnsyncableRow>(files, (row) => row.connection_id),
              ...columns.slice(3),
            ]}
            rows={searched(all, filters.q, (row) => [row.erp_key, row.reason, row.raw])}
            rowKey={(row) => `${row.connection_id} ${row.feed} ${row.erp_key}`}
            empty={<Empty title="Nothing was left out.">Every record that was read has been taken.</Empty>}
          />
        )}
      </Loaded>
    </>
  )
}
