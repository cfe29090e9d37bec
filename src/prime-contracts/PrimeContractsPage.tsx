/** The contracts with the owner of a project; most are imported from the ERP. */
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
import type { ShownPrimeContract } from './Shown.tsx'

export default function PrimeContractsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const list = useList<ShownPrimeContract>(`/rest/v1.0/prime_contracts?project_id=${project}`, company)
  const pathOf = (row: { id: number }) => `/companies/${company}/projects/${project}/prime-contracts/${row.id}`
  return (
    <>
      <PageHead
        title="Prime contracts"
        about={
          <>
            Contracts with the owner. Those of the ERP are imported on{' '}
            <Link to={`/companies/${company}/erp/prime-contract`}>its Prime Contracts tab</Link>.
          </>
        }
      >
        <SearchField label="Search prime contracts" />
        <ActionButton onClick={() => setAdding(true)}>New prime contract</ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(all) => {
          const rows = searched(all, filters.q, (row) => [row.number, row.title, ...row.erp_contract_ids])
          return (
            <Table
              label="Prime contracts"
              columns={columnsOf(pathOf)}
              rows={rows}
              rowKey={(row) => String(row.id)}
              rowName={(row) => row.title}
              onOpen={(row) => go(pathOf(row))}
              footer={{ number: 'Total', total: <Money value={sum(rows.map((row) => row.grand_total))} /> }}
              empty={
                <Empty title={all.length === 0 ? 'No prime contracts yet.' : 'No prime contract fits the search.'}>
                  {all.length === 0 ? 'Import one from the ERP, or create one.' : 'Change or clear the search.'}
                </Empty>
              }
            />
          )
        }}
      </Loaded>
      {adding ? <NewPrimeContract onClose={() => setAdding(false)} onMade={(made) => go(pathOf(made))} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownPrimeContract) => string): TableColumn<ShownPrimeContract>[] {
  return [
    { key: 'number', label: 'Number', width: 130, by: (row) => row.number, show: (row) => row.number },
    {
      key: 'title',
      label: 'Title',
      head: true,
      by: (row) => row.title,
      show: (row) => <Link to={pathOf(row)}>{row.title || '(no title)'}</Link>,
    },
    { key: 'status', label: 'Status', width: 130, by: (row) => row.status, show: (row) => row.status },
    {
      key: 'total',
      label: 'Amount',
      width: 140,
      align: 'right',
      sort: 'number',
      by: (row) => row.grand_total,
      show: (row) => <Money value={row.grand_total} />,
    },
    {
      key: 'erp',
      label: 'In the ERP',
      width: 200,
      by: (row) => row.erp_contract_ids.join(),
      show: (row) =>
        row.synced_to_erp ? (
          <StatusChip word={row.erp_contract_ids.join(', ')} colour="green" />
        ) : (
          <StatusChip word="Not in the ERP" colour="grey" />
        ),
    },
  ]
}

function NewPrimeContract({ onClose, onMade }: { onClose: () => void; onMade: (made: { id: number }) => void }) {
  const company = useParam('company')
  const project = useParam('project')
  const [title, setTitle] = useState('')
  const change = useChange<{ id: number }>(company)
  const body = { project_id: Number(project), prime_contract: { title } }
  return (
    <Dialog
      title="New prime contract"
      confirm="Create"
      onClose={onClose}
      onConfirm={() => change.mutate({ path: '/rest/v1.0/prime_contract', body }, { onSuccess: onMade })}
      busy={change.isPending}
      error={change.error}
      why={title.trim() === '' ? 'Give the prime contract a title.' : undefined}
    >
      <Field label="Title" value={title} onChange={setTitle} error={fieldError(change.error, 'title')} />
    </Dialog>
  )
}
