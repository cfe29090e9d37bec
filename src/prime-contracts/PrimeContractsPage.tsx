/** The contracts with the owner of a project; most are imported from the ERP. */

import { useState } from 'react'
import { sum } from '../platform/money.ts'
import { moneyColumn, nameColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { ListPage } from '../web/ListPage.tsx'
import { Money } from '../web/Money.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import type { ShownPrimeContract } from './Shown.tsx'

export default function PrimeContractsPage() {
  const [company, project] = [useParam('company'), useParam('project')]
  const go = useGo()
  const pathOf = (row: { id: number }) => `/companies/${company}/projects/${project}/prime-contracts/${row.id}`
  return (
    <ListPage
      title="Prime contracts"
      about={
        <>
          Contracts with the owner. Those of the ERP are imported on{' '}
          <Link to={`/companies/${company}/erp/prime-contract`}>its Prime Contracts tab</Link>.
        </>
      }
      one="prime contract"
      many="prime contracts"
      list={useList<ShownPrimeContract>(`/rest/v1.0/prime_contracts?project_id=${project}`, company)}
      pathOf={pathOf}
      columns={columnsOf(pathOf)}
      name={(row) => row.title}
      texts={(row) => [row.number, row.title, ...row.erp_contract_ids]}
      footer={(rows) => ({ number: 'Total', total: <Money value={sum(rows.map((row) => row.grand_total))} /> })}
      begin="Import one from the ERP, or create one."
      adding={(onClose) => <NewPrimeContract onClose={onClose} onMade={(made) => go(pathOf(made))} />}
    />
  )
}

function columnsOf(pathOf: (row: ShownPrimeContract) => string): TableColumn<ShownPrimeContract>[] {
  return [
    textColumn('number', 'Number', 130, (row) => row.number),
    nameColumn('Title', (row) => row.title, pathOf),
    textColumn('status', 'Status', 130, (row) => row.status),
    moneyColumn('total', 'Amount', (row) => row.grand_total, 140),
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
