/** The company's projects, and which of them are jobs of the ERP. */
import { useState } from 'react'
import { type FileInfo, fileColumns, useFiles } from '../erp/Files.tsx'
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

export interface ShownProject {
  id: number
  rev: number
  name: string
  project_number: string
  description: string
  address: string
  address_2: string
  city: string
  state_code: string
  zip: string
  phone: string
  start_date: string | null
  completion_date: string | null
  active: boolean
  uses_erp_cost_codes: boolean
  is_erp_integrated: boolean
  job_cost_transactions_enabled: boolean
  accounting_project_number: string | null
  erp_connection_id: number | null
}

export default function ProjectsPage() {
  const company = useParam('company')
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const files = useFiles(company)
  const list = useList<ShownProject>(`/rest/v1.0/projects?company_id=${company}`, company)
  const pathOf = (row: ShownProject) => `/companies/${company}/projects/${row.id}`
  useShortcut('n', 'New project', () => setAdding(true))
  return (
    <>
      <PageHead title="Projects">
        <SearchField label="Search projects" />
        <ActionButton onClick={() => setAdding(true)}>New project</ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(all) => (
          <Table
            label="Projects"
            columns={columnsOf(pathOf, files)}
            rows={searched(all, filters.q, (row) => [
              row.project_number,
              row.name,
              row.city,
              row.accounting_project_number,
            ])}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.name}
            rowClass={(row) => (row.active ? undefined : 'quiet')}
            onOpen={(row) => go(pathOf(row))}
            empty={
              <Empty title={all.length === 0 ? 'No projects yet.' : 'No project fits the search.'}>
                Create one here, or add a job of the ERP from the{' '}
                <Link to={`/companies/${company}/erp/job`}>ERP Integrations tool</Link>.
              </Empty>
            }
          />
        )}
      </Loaded>
      {adding ? <NewProject company={company} onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownProject) => string, files: FileInfo[]): TableColumn<ShownProject>[] {
  return [
    { key: 'number', label: 'Number', width: 120, by: (row) => row.project_number, show: (row) => row.project_number },
    {
      key: 'name',
      label: 'Project',
      head: true,
      by: (row) => row.name,
      show: (row) => <Link to={pathOf(row)}>{row.name}</Link>,
    },
    { key: 'city', label: 'City', width: 150, by: (row) => row.city, show: (row) => row.city },
    {
      key: 'job',
      label: 'ERP job',
      width: 130,
      by: (row) => row.accounting_project_number,
      show: (row) => row.accounting_project_number,
    },
    ...fileColumns<ShownProject>(files, (row) => row.erp_connection_id),
    {
      key: 'active',
      label: 'Active',
      width: 80,
      by: (row) => String(row.active),
      show: (row) => (row.active ? 'Yes' : 'No'),
    },
    {
      key: 'status',
      label: 'ERP',
      width: 130,
      by: (row) => String(row.is_erp_integrated),
      show: (row) =>
        row.is_erp_integrated ? (
          <StatusChip word="Synced" colour="green" />
        ) : (
          <StatusChip word="Not synced" colour="grey" />
        ),
    },
  ]
}

function NewProject({ company, onClose }: { company: string; onClose: () => void }) {
  const [name, setName] = useState('')
  const [number, setNumber] = useState('')
  const change = useChange<ShownProject>(company)
  const go = useGo()
  const create = () =>
    change.mutate(
      { path: '/rest/v1.0/projects', body: { company_id: Number(company), project: { name, project_number: number } } },
      { onSuccess: ({ id }) => go(`/companies/${company}/projects/${id}`) },
    )
  return (
    <Dialog
      title="New project"
      confirm="Create"
      onClose={onClose}
      onConfirm={create}
      busy={change.isPending}
      error={change.error}
      why={name.trim() === '' ? 'Give the project a name.' : undefined}
    >
      <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} />
      <Field label="Number" value={number} onChange={setNumber} error={fieldError(change.error, 'project_number')} />
    </Dialog>
  )
}
