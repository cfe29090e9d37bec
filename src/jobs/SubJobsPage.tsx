/** The sub jobs of a project, and which of them are extras of the ERP. */

import { useState } from 'react'
import { nameColumn, syncedColumn, textColumn } from '../web/column-kinds.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { ListPage } from '../web/ListPage.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
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
  const [company, project] = [useParam('company'), useParam('project')]
  const pathOf = (row: { id: number }) => `/companies/${company}/projects/${project}/sub-jobs/${row.id}`
  return (
    <ListPage
      title="Sub jobs"
      about="Parts of the project with cost codes of their own; in the ERP, extras of the job."
      one="sub job"
      many="sub jobs"
      list={useGet<ShownSubJob[]>(`/rest/v1.0/sub_jobs?project_id=${project}`, company)}
      pathOf={pathOf}
      columns={columnsOf(pathOf)}
      name={(row) => row.name}
      texts={(row) => [row.code, row.name]}
      quiet={(row) => !row.active}
      begin={
        <>
          Add one here, or an extra of the job from the{' '}
          <Link to={`/companies/${company}/erp/sub-job`}>ERP Integrations tool</Link>.
        </>
      }
      adding={(onClose) => <NewSubJob company={company} project={project} onClose={onClose} />}
    />
  )
}

function columnsOf(pathOf: (row: ShownSubJob) => string): TableColumn<ShownSubJob>[] {
  return [
    textColumn('code', 'Code', 130, (row) => row.code),
    nameColumn('Sub job', (row) => row.name, pathOf, 'name'),
    {
      key: 'codes',
      label: 'Cost codes',
      width: 110,
      align: 'right',
      by: (row) => row.cost_codes,
      show: (row) => row.cost_codes,
    },
    textColumn('active', 'Active', 80, (row) => (row.active ? 'Yes' : 'No')),
    syncedColumn('synced_to_erp'),
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
