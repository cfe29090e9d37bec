/** The directory: the firms we contract with, and which of them the ERP knows. */

import { useState } from 'react'
import { nameColumn, syncedColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { ListPage } from '../web/ListPage.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'

export interface ShownVendor {
  id: number
  rev: number
  name: string
  address: string
  address_2: string
  city: string
  state_code: string
  zip: string
  business_phone: string
  fax_number: string
  email_address: string
  website: string
  notes: string
  is_active: boolean
  synced_to_erp: boolean
  origin_id: string | null
}

export default function DirectoryPage() {
  const company = useParam('company')
  const pathOf = (row: { id: number }) => `/companies/${company}/directory/${row.id}`
  return (
    <ListPage
      title="Directory"
      about="The companies you contract with."
      one="company"
      many="companies"
      list={useList<ShownVendor>(`/rest/v1.0/vendors?company_id=${company}`, company)}
      pathOf={pathOf}
      columns={columnsOf(pathOf)}
      name={(row) => row.name}
      texts={(row) => [row.name, row.city, row.origin_id, row.business_phone]}
      quiet={(row) => !row.is_active}
      begin={
        <>
          Add one here, or add the ERP’s own from the{' '}
          <Link to={`/companies/${company}/erp/company`}>ERP Integrations tool</Link>.
        </>
      }
      adding={(onClose) => <NewCompany company={company} onClose={onClose} />}
    />
  )
}

function columnsOf(pathOf: (row: ShownVendor) => string): TableColumn<ShownVendor>[] {
  return [
    nameColumn('Company', (row) => row.name, pathOf, 'name'),
    textColumn('city', 'City', 150, (row) => row.city),
    textColumn('state', 'State', 70, (row) => row.state_code),
    textColumn('phone', 'Telephone', 140, (row) => row.business_phone),
    textColumn('erp', 'ERP ID', 120, (row) => (row.synced_to_erp ? row.origin_id : '')),
    syncedColumn('synced_to_erp'),
  ]
}

function NewCompany({ company, onClose }: { company: string; onClose: () => void }) {
  const [name, setName] = useState('')
  const change = useChange<ShownVendor>(company)
  const go = useGo()
  const create = () =>
    change.mutate(
      { path: '/rest/v1.0/vendors', body: { company_id: Number(company), vendor: { name } } },
      { onSuccess: ({ id }) => go(`/companies/${company}/directory/${id}`) },
    )
  return (
    <Dialog
      title="New company"
      confirm="Create"
      onClose={onClose}
      onConfirm={create}
      busy={change.isPending}
      error={change.error}
      why={name.trim() === '' ? 'Give the company a name.' : undefined}
    >
      <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} />
    </Dialog>
  )
}
