/** The company's projects, and which of them are jobs of the ERP. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { type FileInfo, fileColumns, useFiles } from '../erp/Files.tsx'
import { nameColumn, syncedColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { ListPage } from '../web/ListPage.tsx'
import { useChange, useList } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'

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
  const pathOf = (row: { id: number }) => `/companies/${company}/projects/${row.id}`
  return (
    <ListPage
      title="Projects"
      one="project"
      many="projects"
      list={useList<ShownProject>(`/rest/v1.0/projects?company_id=${company}`, company)}
      pathOf={pathOf}
      columns={columnsOf(pathOf, useFiles(company))}
      name={(row) => row.name}
      texts={(row) => [row.project_number, row.name, row.city, row.accounting_project_number]}
      quiet={(row) => !row.active}
      begin={
        <>
          Create one here, or add a job of the ERP from the{' '}
          <Link to={`/companies/${company}/erp/job`}>ERP Integrations tool</Link>.
        </>
      }
      whyNotAdd={useWhyNot(company)('create-project')}
      adding={(onClose) => <NewProject company={company} onClose={onClose} />}
    />
  )
}

function columnsOf(pathOf: (row: ShownProject) => string, files: FileInfo[]): TableColumn<ShownProject>[] {
  return [
    textColumn('number', 'Number', 120, (row) => row.project_number),
    nameColumn('Project', (row) => row.name, pathOf, 'name'),
    textColumn('city', 'City', 150, (row) => row.city),
    textColumn('job', 'ERP job', 130, (row) => row.accounting_project_number),
    ...fileColumns<ShownProject>(files, (row) => row.erp_connection_id),
    textColumn('active', 'Active', 80, (row) => (row.active ? 'Yes' : 'No')),
    syncedColumn('is_erp_integrated'),
  ]
}

function NewProject({ company, onClose }: { company: string; onClose: () => void }) {
  const [name, setName] = useState('')
  const [number, setNumber] = useState('')
  const [withCodes, setWithCodes] = useState(true)
  const change = useChange<ShownProject>(company)
  const go = useGo()
  const create = () =>
    change.mutate(
      {
        path: '/rest/v1.0/projects',
        body: {
          company_id: Number(company),
          project: { name, project_number: number },
          with_available_cost_codes: withCodes,
        },
      },
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
      <Checkbox
        size="xs"
        label="Start with the standard cost codes that are available for new projects"
        checked={withCodes}
        onChange={(event) => setWithCodes(event.currentTarget.checked)}
      />
    </Dialog>
  )
}
