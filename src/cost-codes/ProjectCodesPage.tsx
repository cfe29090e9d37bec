/** The cost codes of a project or of one of its sub jobs: taken from the standard list, or made on the job in the ERP, which are shown apart (WBS-4, WBS-5). */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { SendToErp } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useFilters, useParam } from '../web/router.tsx'
import { SearchField, searched } from '../web/SearchField.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { useWhyNot } from '../web/session.ts'
import { Table } from '../web/Table.tsx'
import { AddCodes } from './AddCodes.tsx'
import { refusalsToChangeCodesOf } from './rules.ts'

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

interface SubJobOfCodes {
  id: number
  code: string
  name: string
  synced_to_erp: boolean
  exporting: boolean
}

const isSynced = (row: ProjectCode) => row.synced_to_erp && row.line_item_types.every((each) => each.synced_to_erp)

/** Filter of the address: whose codes, by the code of the sub job; `-` = the project’s own and everybody’s. */
const EVERYBODY = '-'

export default function ProjectCodesPage() {
  const company = useParam('company')
  const project = useParam('project')
  const [filters, setFilters] = useFilters()
  const [adding, setAdding] = useState(false)
  const codes = useGet<ProjectCode[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const subJobs = useGet<SubJobOfCodes[]>(`/rest/v1.0/sub_jobs?project_id=${project}`, company)
  const change = useChange(company)
  const specific = filters.list === 'specific'
  const owner = filters.of ?? ''
  const subJob = subJobs.data?.find((each) => each.code === owner)
  const kept = whyNotHere(owner, subJob)
  const here = `/companies/${company}/projects/${project}/cost-codes`
  const mine = (each: ProjectCode) => owner === EVERYBODY || (each.sub_job_code ?? '') === owner
  const ofSubJob = subJob ? { sub_job_id: subJob.id } : {}
  return (
    <>
      <PageHead title="Cost codes of the project">
        <SearchField label="Search codes" />
        <ActionButton changes="Standard" onClick={() => setAdding(true)} why={kept}>
          Add standard codes
        </ActionButton>
        <ActionButton
          changes="Standard"
          busy={change.isPending}
          why={kept}
          onClick={() =>
            change.mutate({
              path: '/rest/v1.0/cost_codes/copy_from_standard_list',
              body: { project_id: Number(project), ...ofSubJob },
            })
          }
        >
          Add all for new projects
        </ActionButton>
        <Refresh company={company} project={project} />
        {subJob ? <SendToErp kind="sub-job" item={subJob.id} /> : <SendToErp kind="cost-code" item={Number(project)} />}
      </PageHead>
      <Refusals error={change.error} />
      <div className="row">
        <nav className="tabs grow" aria-label="Lists">
          <Link to={here} search={{ of: owner }} current={specific ? undefined : 'page'}>
            Standard
          </Link>
          <Link to={here} search={{ of: owner, list: 'specific' }} current={specific ? 'page' : undefined}>
            Project-specific
          </Link>
        </nav>
        <NativeSelect
          size="xs"
          aria-label="Whose cost codes"
          value={owner}
          onChange={(event) => setFilters({ of: event.currentTarget.value || undefined })}
          data={ownersOf(codes.data ?? [], subJobs.data ?? [])}
        />
      </div>
      <Loaded query={codes}>
        {(all) => (
          <Table
            label="Cost codes of the project"
            columns={[...(owner === EVERYBODY ? [subJobColumn] : []), ...columns, removal(company, project)]}
            rows={searched(
              all.filter((each) => each.project_specific === specific && mine(each)),
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
          {...(subJob ? { subJob: subJob.id } : {})}
          taken={new Set((codes.data ?? []).filter(mine).map((each) => each.standard_cost_code_id))}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </>
  )
}

/** Has the ERP's codes of this project's job, and their cost types, read now (CFG-2). */
function Refresh({ company, project }: { company: string; project: string }) {
  const change = useChange(company)
  const [asked, setAsked] = useState(false)
  const { data } = useGet<{ erp_connection_id: number | null; is_erp_integrated: boolean }>(
    `/rest/v1.0/projects/${project}?company_id=${company}`,
    company,
  )
  const notYou = useWhyNot(company)('refresh-cost-codes')
  const why =
    notYou ?? (data?.is_erp_integrated === false ? 'The project is not linked to a job of the ERP.' : undefined)
  const refresh = async () => {
    const path = `/rest/v1.0/companies/${company}/erp/connections/${data?.erp_connection_id}/feeds`
    for (const feed of ['job-cost-codes', 'job-categories']) await change.mutateAsync({ path: `${path}/${feed}/sync` })
    setAsked(true)
  }
  return (
    <>
      <ActionButton why={why} busy={change.isPending} onClick={() => void refresh().catch(() => undefined)}>
        Refresh cost codes
      </ActionButton>
      {change.error ? (
        <Dialog title="They are not being read" onClose={change.reset}>
          <Refusals error={change.error} />
        </Dialog>
      ) : null}
      {asked ? (
        <Dialog title="Refresh cost codes" onClose={() => setAsked(false)}>
          <p>
            They are being read from the ERP and appear here by themselves.{' '}
            <Link to={`/companies/${company}/erp/runs`}>Runs</Link> shows how far it is.
          </p>
        </Dialog>
      ) : null}
    </>
  )
}

/** Codes of extras that were never added as sub jobs are there too: the ERP sends those of the whole job. */
function ownersOf(codes: ProjectCode[], subJobs: SubJobOfCodes[]): { value: string; label: string }[] {
  const names = new Map(subJobs.map((each) => [each.code, `${each.code} ${each.name}`]))
  for (const { sub_job_code: code } of codes)
    if (code && !names.has(code)) names.set(code, `${code} (an extra of the ERP)`)
  const owners = [...names].sort(([one], [other]) => one.localeCompare(other))
  return [
    { value: '', label: 'Of the project itself' },
    ...owners.map(([value, label]) => ({ value, label: `Of sub job ${label}` })),
    ...(owners.length > 0 ? [{ value: EVERYBODY, label: 'All' }] : []),
  ]
}

function whyNotHere(owner: string, subJob: SubJobOfCodes | undefined): string | undefined {
  if (owner === '') return undefined
  if (owner === EVERYBODY) return 'Choose whose cost codes first.'
  const facts = { code: owner, linked: subJob?.synced_to_erp ?? true, exporting: subJob?.exporting ?? false }
  return refusalsToChangeCodesOf(facts)[0]?.sentence
}

const subJobColumn: TableColumn<ProjectCode> = {
  key: 'subJob',
  label: 'Sub job',
  width: 110,
  by: (row) => row.sub_job_code,
  show: (row) => row.sub_job_code,
}

/** Only what the ERP does not have can be taken off here. */
function removal(company: string, project: string): TableColumn<ProjectCode> {
  return {
    key: 'remove',
    label: '',
    width: 92,
    show: (row) =>
      row.synced_to_erp || row.line_item_types.some((each) => each.synced_to_erp) ? null : (
        <Remove company={company} project={project} code={row} />
      ),
  }
}

function Remove({ company, project, code }: { company: string; project: string; code: ProjectCode }) {
  const change = useChange(company)
  const remove = () =>
    change.mutate({ path: `/rest/v1.0/cost_codes/${code.id}?project_id=${project}`, method: 'DELETE' })
  return (
    <>
      <ActionButton
        changes="Standard"
        label={`Remove ${code.code}`}
        variant="subtle"
        onClick={remove}
        busy={change.isPending}
      >
        Remove
      </ActionButton>
      {change.error ? (
        <Dialog title={`${code.code} was not removed`} onClose={change.reset}>
          <Refusals error={change.error} />
        </Dialog>
      ) : null}
    </>
  )
}
