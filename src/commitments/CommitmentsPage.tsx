/** The subcontracts and purchase orders of a project. */

import { ErpStatusChip } from '../erp/ErpStatusChip.tsx'
import { sum } from '../platform/money.ts'
import { moneyColumn, nameColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { ListPage } from '../web/ListPage.tsx'
import { Money } from '../web/Money.tsx'
import { useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { TYPE_WORDS } from './model.ts'
import { NewCommitment } from './NewCommitment.tsx'
import type { ShownCommitment } from './Shown.tsx'

export default function CommitmentsPage() {
  const [company, project] = [useParam('company'), useParam('project')]
  const pathOf = (row: { id: number }) => `/companies/${company}/projects/${project}/commitments/${row.id}`
  return (
    <ListPage
      title="Commitments"
      about="Subcontracts and purchase orders."
      one="commitment"
      many="commitments"
      list={useList<ShownCommitment>(`/rest/v1.0/commitments?project_id=${project}`, company)}
      pathOf={pathOf}
      columns={columnsOf(pathOf)}
      name={(row) => row.title}
      texts={(row) => [row.number, row.title, row.vendor_name, row.erp_commitment_id]}
      footer={(rows) => ({
        number: 'Total',
        total: <Money value={sum(rows.map((row) => row.grand_total))} />,
        changes: <Money value={sum(rows.map((row) => row.approved_change_orders))} />,
        revised: <Money value={sum(rows.map((row) => row.revised_contract))} />,
      })}
      begin="Create a subcontract or a purchase order."
      adding={(onClose) => <NewCommitment company={company} project={project} onClose={onClose} />}
    />
  )
}

function columnsOf(pathOf: (row: ShownCommitment) => string): TableColumn<ShownCommitment>[] {
  return [
    textColumn('number', 'Number', 130, (row) => row.number),
    nameColumn('Title', (row) => row.title, pathOf),
    textColumn('type', 'Type', 120, (row) => TYPE_WORDS[row.type]),
    textColumn('company', 'Company', 200, (row) => row.vendor_name),
    textColumn('status', 'Status', 120, (row) => row.status),
    moneyColumn('total', 'Original', (row) => row.grand_total),
    moneyColumn('changes', 'Approved changes', (row) => row.approved_change_orders),
    moneyColumn('revised', 'Revised', (row) => row.revised_contract),
    textColumn('id', 'ERP ID', 120, (row) => row.erp_commitment_id),
    {
      key: 'erp',
      label: 'ERP',
      width: 150,
      by: (row) => row.erp_status,
      show: (row) => <ErpStatusChip status={row.erp_status} />,
    },
  ]
}
