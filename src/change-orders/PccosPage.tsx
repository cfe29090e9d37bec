/** The change orders on the prime contracts of a project. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
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
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { PCCO_ERP_WORDS, type ShownPcco } from './ShownPcco.tsx'

export default function PccosPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const list = useList<ShownPcco>(`/rest/v1.0/projects/${project}/prime_change_orders`, company)
  const pathOf = (row: { id: number }) => `/companies/${company}/projects/${project}/prime-change-orders/${row.id}`
  return (
    <>
      <PageHead title="Prime contract change orders" about="Changes of the contracts with the owner.">
        <SearchField label="Search prime contract change orders" />
        <ActionButton onClick={() => setAdding(true)}>New change order</ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(all) => {
          const rows = searched(all, filters.q, (row) => [row.number, row.title, row.contract_number])
          return (
            <Table
              label="Prime contract change orders"
              columns={columnsOf(pathOf)}
              rows={rows}
              rowKey={(row) => String(row.id)}
              rowName={(row) => row.title}
              onOpen={(row) => go(pathOf(row))}
              footer={{ number: 'Total', total: <Money value={sum(rows.map((row) => row.grand_total))} /> }}
              empty={
                <Empty title={all.length === 0 ? 'No change orders yet.' : 'No change order fits the search.'}>
                  {all.length === 0 ? 'Write one on a prime contract.' : 'Change or clear the search.'}
                </Empty>
              }
            />
          )
        }}
      </Loaded>
      {adding ? <NewPcco onClose={() => setAdding(false)} onMade={(made) => go(pathOf(made))} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownPcco) => string): TableColumn<ShownPcco>[] {
  return [
    { key: 'number', label: 'Number', width: 110, by: (row) => row.number, show: (row) => row.number },
    {
      key: 'title',
      label: 'Title',
      head: true,
      by: (row) => row.title,
      show: (row) => <Link to={pathOf(row)}>{row.title || '(no title)'}</Link>,
    },
    {
      key: 'contract',
      label: 'Prime contract',
      width: 150,
      by: (row) => row.contract_number,
      show: (row) => row.contract_number,
    },
    { key: 'status', label: 'Status', width: 170, by: (row) => row.status, show: (row) => row.status },
    {
      key: 'total',
      label: 'Amount',
      width: 130,
      align: 'right',
      sort: 'number',
      by: (row) => row.grand_total,
      show: (row) => <Money value={row.grand_total} />,
    },
    {
      key: 'erp',
      label: 'ERP',
      width: 150,
      by: (row) => row.erp_status,
      show: (row) => <StatusChip {...PCCO_ERP_WORDS[row.erp_status]} />,
    },
  ]
}

function NewPcco({ onClose, onMade }: { onClose: () => void; onMade: (made: { id: number }) => void }) {
  const company = useParam('company')
  const project = useParam('project')
  const contracts = useList<{ id: number; number: string; title: string }>(
    `/rest/v1.0/prime_contracts?project_id=${project}`,
    company,
  )
  const [chosen, setChosen] = useState('')
  const [title, setTitle] = useState('')
  const change = useChange<{ id: number }>(company)
  const contract = chosen || String(contracts.data?.[0]?.id ?? '')
  const create = () =>
    change.mutate(
      {
        path: `/rest/v1.0/projects/${project}/prime_change_orders`,
        body: { change_order: { contract_id: Number(contract), title } },
      },
      { onSuccess: onMade },
    )
  const why =
    contract === '' ? 'The project has no prime contract yet.' : title.trim() === '' ? 'Give it a title.' : undefined
  return (
    <Dialog
      title="New prime contract change order"
      confirm="Create"
      onClose={onClose}
      onConfirm={create}
      busy={change.isPending}
      error={change.error}
      why={why}
    >
      <NativeSelect
        label="Prime contract"
        size="xs"
        value={contract}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={(contracts.data ?? []).map((each) => ({ value: String(each.id), label: `${each.number} ${each.title}` }))}
      />
      <Field label="Title" value={title} onChange={setTitle} error={fieldError(change.error, 'title')} />
    </Dialog>
  )
}
