/** The cost codes of a project: taken from the standard list, or made on the job in the ERP, which are shown apart (WBS-4, WBS-5). */
import { useState } from 'react'
import { SendToErp } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { AddCodes } from './AddCodes.tsx'

interface ProjectCode {
  id: number
  code: string
  name: string
  sub_job_code: string | null
  is_group: boolean
  active: boolean
  standard_cost_code_id: number | null
  project_specific: boolean
  synced_to_erp: boolean
  line_item_types: { id: number; code: string; name: string; synced_to_erp: boolean }[]
}

const columns: TableColumn<ProjectCode>[] = [
  { key: 'code', label: 'Code', width: 130, head: true, by: (row) => row.code, show: (row) => row.code },
  { key: 'name', label: 'Description', by: (row) => row.name, show: (row) => row.name },
  {
    key: 'types',
    label: 'Cost types',
    width: 220,
    show: (row) => row.line_item_types.map((each) => each.code).join(', '),
  },
  {
    key: 'erp',
    label: 'ERP',
    width: 140,
    by: (row) => String(isSynced(row)),
    show: (row) =>
      isSynced(row) ? <StatusChip word="Synced" colour="green" /> : <StatusChip word="New" colour="grey" />,
  },
]

const isSynced = (row: ProjectCode) => row.synced_to_erp && row.line_item_types.every((each) => each.synced_to_erp)

export default function ProjectCodesPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters] = useFilters()
  const [adding, setAdding] = useState(false)
  const codes = useGet<ProjectCode[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const change = useChange(company)
  const specific = filters.list === 'specific'
  const here = `/companies/${company}/projects/${project}/cost-codes`
  return (
    <>
      <PageHead title="Cost codes of the project">
        <SearchField label="Search codes" />
        <ActionButton onClick={() => setAdding(true)}>Add standard codes</ActionButton>
        <ActionButton
          busy={change.isPending}
          onClick={() =>
            change.mutate({
              path: '/rest/v1.0/cost_codes/copy_from_standard_list',
              body: { project_id: Number(project) },
            })
          }
        >
          Add all for new projects
        </ActionButton>
        <SendToErp kind="cost-code" item={Number(project)} />
      </PageHead>
      <Refusals error={change.error} />
      <nav className="tabs" aria-label="Lists">
        <Link to={here} current={specific ? undefined : 'page'}>
          Standard
        </Link>
        <Link to={here} search={{ list: 'specific' }} current={specific ? 'page' : undefined}>
          Project-specific
        </Link>
      </nav>
      <Loaded query={codes}>
        {(all) => (
          <Table
            label="Cost codes of the project"
            columns={columns}
            rows={searched(
              all.filter((each) => each.project_specific === specific),
              filters.q,
              (row) => [row.code, row.name],
            )}
            rowKey={(row) => String(row.id)}
            rowClass={(row) => (row.is_group ? 'group' : row.active ? undefined : 'quiet')}
            empty={
              <Empty title="No cost codes here.">
                {specific ? 'Codes made on the job in the ERP appear here.' : 'Add codes of the standard list.'}
              </Empty>
            }
          />
        )}
      </Loaded>
      {adding ? (
        <AddCodes
          company={company}
          project={project}
          taken={new Set((codes.data ?? []).map((each) => each.standard_cost_code_id))}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </>
  )
}
