/** The change orders on the commitments of a project. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { ErpStatusChip } from '../erp/ErpStatusChip.tsx'
import { sum } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Money } from '../web/Money.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import { CHANGE_ORDER_STATUSES } from './model-cco.ts'
import type { ShownChangeOrder } from './Shown.tsx'

export default function ChangeOrdersPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const list = useList<ShownChangeOrder>(`/rest/v1.0/projects/${project}/commitment_change_orders`, company)
  const pathOf = (row: ShownChangeOrder) =>
    `/companies/${company}/projects/${project}/commitment-change-orders/${row.id}`
  useShortcut('n', 'New change order', () => setAdding(true))
  return (
    <>
      <PageHead
        title="Commitment change orders"
        about="What changes subcontracts and purchase orders after they were signed."
      >
        <SearchField label="Search change orders" />
        <ActionButton onClick={() => setAdding(true)}>New change order</ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(all) => {
          const rows = searched(all, filters.q, (row) => [
            row.number,
            row.title,
            row.contract.number,
            row.erp_change_order_id,
          ])
          return (
            <Table
              label="Change orders"
              columns={columnsOf(pathOf)}
              rows={rows}
              rowKey={(row) => String(row.id)}
              rowName={(row) => row.title}
              onOpen={(row) => go(pathOf(row))}
              footer={{ number: 'Total', total: <Money value={sum(rows.map((row) => row.grand_total))} /> }}
              empty={
                <Empty title={all.length === 0 ? 'No change orders yet.' : 'No change order fits the search.'}>
                  {all.length === 0 ? 'Write one on a synced commitment.' : 'Change or clear the search.'}
                </Empty>
              }
            />
          )
        }}
      </Loaded>
      {adding ? <NewChangeOrder company={company} project={project} onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownChangeOrder) => string): TableColumn<ShownChangeOrder>[] {
  const statusOf = (row: ShownChangeOrder) => CHANGE_ORDER_STATUSES[row.status]
  return [
    {
      key: 'commitment',
      label: 'Commitment',
      width: 130,
      by: (row) => row.contract.number,
      show: (row) => row.contract.number,
    },
    { key: 'number', label: 'Number', width: 90, by: (row) => row.number, show: (row) => row.number },
    {
      key: 'title',
      label: 'Title',
      head: true,
      by: (row) => row.title,
      show: (row) => <Link to={pathOf(row)}>{row.title || '(no title)'}</Link>,
    },
    {
      key: 'company',
      label: 'Company',
      width: 180,
      by: (row) => row.contract.vendor_name,
      show: (row) => row.contract.vendor_name,
    },
    { key: 'status', label: 'Status', width: 150, by: statusOf, show: statusOf },
    {
      key: 'total',
      label: 'Amount',
      width: 124,
      align: 'right',
      sort: 'number',
      by: (row) => row.grand_total,
      show: (row) => <Money value={row.grand_total} />,
    },
    {
      key: 'id',
      label: 'ERP ID',
      width: 90,
      by: (row) => row.erp_change_order_id,
      show: (row) => row.erp_change_order_id,
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
