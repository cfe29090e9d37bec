/** The subcontracts and purchase orders of a project. */
import { useState } from 'react'
import { ErpStatusChip } from '../erp/ErpStatusChip.tsx'
import { sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useList } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import { TYPE_WORDS } from './model.ts'
import { NewCommitment } from './NewCommitment.tsx'
import type { ShownCommitment } from './Shown.tsx'

export default function CommitmentsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const list = useList<ShownCommitment>(`/rest/v1.0/commitments?project_id=${project}`, company)
  const pathOf = (row: ShownCommitment) => `/companies/${company}/projects/${project}/commitments/${row.id}`
  useShortcut('n', 'New commitment', () => setAdding(true))
  return (
    <>
      <PageHead title="Commitments" about="Subcontracts and purchase orders.">
        <SearchField label="Search commitments" />
        <ActionButton onClick={() => setAdding(true)}>New commitment</ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(all) => {
          const rows = searched(all, filters.q, (row) => [
            row.number,
            row.title,
            row.vendor_name,
            row.erp_commitment_id,
          ])
          return (
            <Table
              label="Commitments"
              columns={columnsOf(pathOf)}
              rows={rows}
              rowKey={(row) => String(row.id)}
              rowName={(row) => row.title}
              onOpen={(row) => go(pathOf(row))}
              footer={{
                number: 'Total',
                total: <Money value={sum(rows.map((row) => row.grand_total))} />,
                changes: <Money value={sum(rows.map((row) => row.approved_change_orders))} />,
                revised: <Money value={sum(rows.map((row) => row.revised_contract))} />,
              }}
              empty={
                <Empty title={all.length === 0 ? 'No commitments yet.' : 'No commitment fits the search.'}>
                  {all.length === 0 ? 'Create a subcontract or a purchase order.' : 'Change or clear the search.'}
                </Empty>
              }
            />
          )
        }}
      </Loaded>
      {adding ? <NewCommitment company={company} project={project} onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownCommitment) => string): TableColumn<ShownCommitment>[] {
  return [
    { key: 'number', label: 'Number', width: 130, by: (row) => row.number, show: (row) => row.number },
    {
      key: 'title',
      label: 'Title',
      head: true,
      by: (row) => row.title,
      show: (row) => <Link to={pathOf(row)}>{row.title || '(no title)'}</Link>,
    },
    { key: 'type', label: 'Type', width: 120, by: (row) => row.type, show: (row) => TYPE_WORDS[row.type] },
    { key: 'company', label: 'Company', width: 200, by: (row) => row.vendor_name, show: (row) => row.vendor_name },
    { key: 'status', label: 'Status', width: 120, by: (row) => row.status, show: (row) => row.status },
    money('total', 'Original', (row) => row.grand_total),
    money('changes', 'Approved changes', (row) => row.approved_change_orders),
    money('revised', 'Revised', (row) => row.revised_contract),
    {
      key: 'id',
      label: 'ERP ID',
      width: 120,
      by: (row) => row.erp_commitment_id,
      show: (row) => row.erp_commitment_id,
    },
    {
      key: 'erp',
      label: 'ERP',
      width: 150,
      by: (row) => row.erp_status,
      show: (row) => <ErpStatusChip status={row.erp_status} />,
    },
  ]
}

function money(key: string, label: string, amount: (row: ShownCommitment) => string): TableColumn<ShownCommitment> {
  return {
    key,
    label,
    width: 124,
    align: 'right',
    sort: 'number',
    by: amount,
    show: (row) => <Money value={amount(row)} />,
  }
}
