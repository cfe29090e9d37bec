/** A company's insurance as the ERP keeps it of its vendor; nothing is changed here. */
import { dayColumn, moneyColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { useGet } from '../web/queries.ts'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { INSURANCE_WORDS, type InsuranceType, standingOf } from './model-insurance.ts'

interface ShownInsurance {
  id: number
  insurance_type: InsuranceType
  policy_number: string
  insurance_provider: string
  limit: string | null
  effective_date: string | null
  expiration_date: string | null
  days_left: number | null
}

const columns: TableColumn<ShownInsurance>[] = [
  {
    key: 'type',
    label: 'Type',
    width: 180,
    head: true,
    by: (row) => row.insurance_type,
    show: (row) => INSURANCE_WORDS[row.insurance_type],
  },
  textColumn('policy', 'Policy number', 160, (row) => row.policy_number),
  { key: 'provider', label: 'Provider', by: (row) => row.insurance_provider, show: (row) => row.insurance_provider },
  moneyColumn('limit', 'Limit', (row) => row.limit, 140),
  dayColumn('effective', 'Effective', (row) => row.effective_date),
  dayColumn('expiration', 'Expires', (row) => row.expiration_date),
  {
    key: 'standing',
    label: 'Standing',
    width: 210,
    by: (row) => row.days_left,
    sort: 'number',
    show: (row) => <StatusChip {...standingOf(row.days_left)} />,
  },
]

/** Nothing while the ERP keeps none, or the sync is switched off and never was on. */
export function Insurance({ company, vendor }: { company: string; vendor: number }) {
  const path = `/rest/v1.0/companies/${company}/vendors/${vendor}/insurances`
  const { data } = useGet<ShownInsurance[]>(path, company)
  if (!data || data.length === 0) return null
  return (
    <section className="panel stack" aria-label="Insurance">
      <h2>Insurance</h2>
      <p className="muted">Kept in the ERP, with the vendor.</p>
      <Table
        label="Insurance"
        height="natural"
        sortKey="isort"
        columns={columns}
        rows={data}
        rowKey={(row) => String(row.id)}
      />
    </section>
  )
}
