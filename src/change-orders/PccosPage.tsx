/** The change orders on the prime contracts of a project. */

import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { sum } from '../platform/money.ts'
import { moneyColumn, nameColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { ListPage } from '../web/ListPage.tsx'
import { Money } from '../web/Money.tsx'
import { useChange, useList } from '../web/queries.ts'
import { useGo, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { PCCO_ERP_WORDS, type ShownPcco } from './ShownPcco.tsx'

export default function PccosPage() {
  const [company, project] = [useParam('company'), useParam('project')]
  const go = useGo()
  const pathOf = (row: { id: number }) => `/companies/${company}/projects/${project}/prime-change-orders/${row.id}`
  return (
    <ListPage
      title="Prime contract change orders"
      about="Changes of the contracts with the owner."
      one="change order"
      many="change orders"
      list={useList<ShownPcco>(`/rest/v1.0/projects/${project}/prime_change_orders`, company)}
      pathOf={pathOf}
      columns={columnsOf(pathOf)}
      name={(row) => row.title}
      texts={(row) => [row.number, row.title, row.contract_number]}
      footer={(rows) => ({ number: 'Total', total: <Money value={sum(rows.map((row) => row.grand_total))} /> })}
      begin="Write one on a prime contract."
      adding={(onClose) => <NewPcco onClose={onClose} onMade={(made) => go(pathOf(made))} />}
    />
  )
}

function columnsOf(pathOf: (row: ShownPcco) => string): TableColumn<ShownPcco>[] {
  return [
    textColumn('number', 'Number', 110, (row) => row.number),
    nameColumn('Title', (row) => row.title, pathOf),
    textColumn('contract', 'Prime contract', 150, (row) => row.contract_number),
    textColumn('status', 'Status', 170, (row) => row.status),
    moneyColumn('total', 'Amount', (row) => row.grand_total, 130),
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
