/** The company's tax codes: the tax groups of the ERP, for the lines of commitments. */
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'

interface ShownTaxCode {
  id: number
  code: string
  description: string
  rate1: string
  archived: boolean
}

const columns: TableColumn<ShownTaxCode>[] = [
  { key: 'code', label: 'Tax code', width: 120, head: true, by: (row) => row.code, show: (row) => row.code },
  { key: 'name', label: 'Description', by: (row) => row.description, show: (row) => row.description },
  {
    key: 'rate',
    label: 'Rate, %',
    width: 120,
    align: 'right',
    sort: 'number',
    by: (row) => row.rate1,
    show: (row) => row.rate1,
  },
  {
    key: 'in-erp',
    label: 'In the ERP',
    width: 140,
    by: (row) => String(row.archived),
    show: (row) =>
      row.archived ? <StatusChip word="No longer" colour="yellow" /> : <StatusChip word="Yes" colour="green" />,
  },
]

export default function TaxCodesPage() {
  const company = useParam('company')
  const query = useGet<ShownTaxCode[]>(`/rest/v1.0/tax_codes?company_id=${company}`, company)
  return (
    <>
      <PageHead title="Tax codes" about="The tax groups of the ERP. They are set up and changed there." />
      <Loaded query={query}>
        {(rows) => (
          <Table
            label="Tax codes"
            columns={columns}
            rows={rows}
            rowKey={(row) => String(row.id)}
            empty={
              <Empty title="No tax codes.">
                Switch “Tax Group Sync” on in the settings of ERP Integrations to read them.
              </Empty>
            }
          />
        )}
      </Loaded>
    </>
  )
}
