/** The change orders on the commitments of a project. */

import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { ErpStatusChip } from '../erp/ErpStatusChip.tsx'
import { sum } from '../platform/money.ts'
import { moneyColumn, nameColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { ListPage } from '../web/ListPage.tsx'
import { Money } from '../web/Money.tsx'
import { useChange, useList } from '../web/queries.ts'
import { useGo, useParam } from '../web/router.tsx'
import { CHANGE_ORDER_STATUSES } from './model-cco.ts'
import type { ShownChangeOrder } from './Shown.tsx'

export default function ChangeOrdersPage() {
  const [company, project] = [useParam('company'), useParam('project')]
  const pathOf = (row: { id: number }) => `/companies/${company}/projects/${project}/commitment-change-orders/${row.id}`
  return (
    <ListPage
      title="Commitment change orders"
      about="What changes subcontracts and purchase orders after they were signed."
      one="change order"
      many="change orders"
      list={useList<ShownChangeOrder>(`/rest/v1.0/projects/${project}/commitment_change_orders`, company)}
      pathOf={pathOf}
      columns={columnsOf(pathOf)}
      name={(row) => row.title}
      texts={(row) => [row.number, row.title, row.contract.number, row.erp_change_order_id]}
      footer={(rows) => ({ number: 'Total', total: <Money value={sum(rows.map((row) => row.grand_total))} /> })}
      begin="Write one on a synced commitment."
      adding={(onClose) => <NewChangeOrder company={company} project={project} onClose={onClose} />}
    />
  )
}

function columnsOf(pathOf: (row: ShownChangeOrder) => string): TableColumn<ShownChangeOrder>[] {
  return [
    textColumn('commitment', 'Commitment', 130, (row) => row.contract.number),
    textColumn('number', 'Number', 90, (row) => row.number),
    nameColumn('Title', (row) => row.title, pathOf),
    textColumn('company', 'Company', 180, (row) => row.contract.vendor_name),
    textColumn('status', 'Status', 150, (row) => CHANGE_ORDER_STATUSES[row.status]),
    moneyColumn('total', 'Amount', (row) => row.grand_total),
    textColumn('id', 'ERP ID', 90, (row) => row.erp_change_order_id),
    {
      key: 'erp',
      label: 'ERP',
      width: 150,
      by: (row) => row.erp_status,
      show: (row) => <ErpStatusChip status={row.erp_status} />,
    },
  ]
}

interface Commitment {
  id: number
  number: string
  title: string
  synced_to_erp: boolean
}

/** Its lines are added on its own page. */
function NewChangeOrder({ company, project, onClose }: { company: string; project: string; onClose: () => void }) {
  const [commitment, setCommitment] = useState('')
  const [title, setTitle] = useState('')
  const commitments = useList<Commitment>(`/rest/v1.0/commitments?project_id=${project}`, company)
  const change = useChange<{ id: number }>(company)
  const go = useGo()
  const create = () =>
    change.mutate(
      {
        path: `/rest/v1.0/projects/${project}/commitment_change_orders`,
        body: { contract_id: Number(commitment), change_order: { title } },
      },
      { onSuccess: ({ id }) => go(`/companies/${company}/projects/${project}/commitment-change-orders/${id}`) },
    )
  const missing = commitment === '' ? 'Choose the commitment.' : title.trim() === '' ? 'Give it a title.' : undefined
  return (
    <Dialog
      title="New change order"
      confirm="Create"
      onClose={onClose}
      onConfirm={create}
      busy={change.isPending}
      error={change.error}
      why={missing}
    >
      <NativeSelect
        label="Commitment"
        size="xs"
        value={commitment}
        onChange={(event) => setCommitment(event.currentTarget.value)}
        data={[
          { value: '', label: 'Choose' },
          ...(commitments.data ?? []).map((each) => ({
            value: String(each.id),
            label: `${each.number} ${each.title}${each.synced_to_erp ? '' : ' (not in the ERP)'}`,
          })),
        ]}
      />
      <Field label="Title" value={title} onChange={setTitle} error={fieldError(change.error, 'title')} />
    </Dialog>
  )
}
