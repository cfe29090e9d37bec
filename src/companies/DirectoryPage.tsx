/** The directory: the firms we contract with, and which of them the ERP knows. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'

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
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const list = useList<ShownVendor>(`/rest/v1.0/vendors?company_id=${company}`, company)
  const pathOf = (row: ShownVendor) => `/companies/${company}/directory/${row.id}`
  useShortcut('n', 'New company', () => setAdding(true))
  return (
    <>
      <PageHead title="Directory" about="The companies you contract with.">
        <SearchField label="Search companies" />
        <ActionButton onClick={() => setAdding(true)}>New company</ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(all) => (
          <Table
            label="Companies"
            columns={columnsOf(pathOf)}
            rows={searched(all, filters.q, (row) => [row.name, row.city, row.origin_id, row.business_phone])}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.name}
            rowClass={(row) => (row.is_active ? undefined : 'quiet')}
            onOpen={(row) => go(pathOf(row))}
            empty={
              <Empty title={all.length === 0 ? 'No companies yet.' : 'No company fits the search.'}>
                Add one here, or add the ERP’s own from the{' '}
                <Link to={`/companies/${company}/erp/company`}>ERP Integrations tool</Link>.
              </Empty>
            }
          />
        )}
      </Loaded>
      {adding ? <NewCompany company={company} onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownVendor) => string): TableColumn<ShownVendor>[] {
  return [
    {
      key: 'name',
      label: 'Company',
      head: true,
      by: (row) => row.name,
      show: (row) => <Link to={pathOf(row)}>{row.name}</Link>,
    },
    { key: 'city', label: 'City', width: 150, by: (row) => row.city, show: (row) => row.city },
    { key: 'state', label: 'State', width: 70, by: (row) => row.state_code, show: (row) => row.state_code },
    {
      key: 'phone',
      label: 'Telephone',
      width: 140,
      by: (row) => row.business_phone,
      show: (row) => row.business_phone,
    },
    {
      key: 'erp',
      label: 'ERP ID',
      width: 120,
      by: (row) => (row.synced_to_erp ? row.origin_id : ''),
      show: (row) => (row.synced_to_erp ? row.origin_id : ''),
    },
    {
      key: 'status',
      label: 'ERP',
      width: 130,
      by: (row) => String(row.synced_to_erp),
      show: (row) =>
        row.synced_to_erp ? (
          <StatusChip word="Synced" colour="green" />
        ) : (
          <StatusChip word="Not synced" colour="grey" />
        ),
    },
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
