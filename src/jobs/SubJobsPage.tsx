/** The sub jobs of a project, and which of them are extras of the ERP. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useFilters, useGo, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useShortcut } from '../web/shortcuts.tsx'
import { Table } from '../web/Table.tsx'
import type { Standing } from './rules-sub-jobs.ts'

export interface ShownSubJob {
  id: number
  rev: number
  project_id: number
  code: string
  name: string
  active: boolean
  cost_codes: number
  synced_to_erp: boolean
  exporting: boolean
  origin_id: string | null
}

/** What the rules ask of it. */
export function standingOf({ code, name, origin_id, exporting, cost_codes }: ShownSubJob): Standing {
  return { code, name, erpId: origin_id, exporting, costCodes: cost_codes }
}

export default function SubJobsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const go = useGo()
  const list = useGet<ShownSubJob[]>(`/rest/v1.0/sub_jobs?project_id=${project}`, company)
  const pathOf = (row: ShownSubJob) => `/companies/${company}/projects/${project}/sub-jobs/${row.id}`
  useShortcut('n', 'New sub job', () => setAdding(true))
  return (
    <>
      <PageHead
        title="Sub jobs"
        about="Parts of the project with cost codes of their own; in the ERP, extras of the job."
      >
        <SearchField label="Search sub jobs" />
        <ActionButton onClick={() => setAdding(true)}>New sub job</ActionButton>
      </PageHead>
      <Loaded query={list}>
        {(all) => (
          <Table
            label="Sub jobs"
            columns={columnsOf(pathOf)}
            rows={searched(all, filters.q, (row) => [row.code, row.name])}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.name}
            rowClass={(row) => (row.active ? undefined : 'quiet')}
            onOpen={(row) => go(pathOf(row))}
            empty={
              <Empty title={all.length === 0 ? 'No sub jobs.' : 'No sub job fits the search.'}>
                Add one here, or an extra of the job from the{' '}
                <Link to={`/companies/${company}/erp/sub-job`}>ERP Integrations tool</Link>.
              </Empty>
            }
          />
        )}
      </Loaded>
      {adding ? <NewSubJob company={company} project={project} onClose={() => setAdding(false)} /> : null}
    </>
  )
}

function columnsOf(pathOf: (row: ShownSubJob) => string): TableColumn<ShownSubJob>[] {
  return [
    { key: 'code', label: 'Code', width: 130, by: (row) => row.code, show: (row) => row.code },
    {
      key: 'name',
      label: 'Sub job',
      head: true,
      by: (row) => row.name,
      show: (row) => <Link to={pathOf(row)}>{row.name}</Link>,
    },
    {
      key: 'codes',
      label: 'Cost codes',
      width: 110,
      align: 'right',
      by: (row) => row.cost_codes,
      show: (row) => row.cost_codes,
    },
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

function NewSubJob({ company, project, onClose }: { company: string; project: string; onClose: () => void }) {
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const change = useChange<ShownSubJob>(company)
  const go = useGo()
  const create = () =>
    change.mutate(
      { path: '/rest/v1.0/sub_jobs', body: { project_id: Number(project), sub_job: { code, name } } },
      { onSuccess: ({ id }) => go(`/companies/${company}/projects/${project}/sub-jobs/${id}`) },
    )
  return (
    <Dialog
      title="New sub job"
      confirm="Create"
      onClose={onClose}
      onConfirm={create}
      busy={change.isPending}
      error={change.error}
      why={code.trim() === '' || name.trim() === '' ? 'Give the sub job a code and a name.' : undefined}
    >
      <Field
        label="Code"
        help="In the ERP it is the ID of the extra."
        value={code}
        onChange={setCode}
        error={fieldError(change.error, 'code')}
      />
      <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} />
    </Dialog>
  )
}
