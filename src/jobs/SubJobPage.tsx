/** One sub job: its code and name, its cost codes, its way to the ERP. */
import { Checkbox } from '@mantine/core'
import { SendToErp, WhatIsMissing } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { useDraft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { refusalsToDelete, refusalsToEdit } from './rules-sub-jobs.ts'
import { type ShownSubJob, standingOf } from './SubJobsPage.tsx'

export default function SubJobPage() {
  const company = useParam('company')
  const project = useParam('project')
  const path = `/rest/v1.0/sub_jobs/${useParam('subJob')}?project_id=${project}`
  const query = useGet<ShownSubJob>(path, company)
  return (
    <>
      <Link to={`/companies/${company}/projects/${project}/sub-jobs`}>Sub jobs</Link>
      <Loaded query={query}>
        {(record) => <SubJob key={`${record.id}`} company={company} project={project} record={record} />}
      </Loaded>
    </>
  )
}

interface SubJobProps {
  company: string
  project: string
  record: ShownSubJob
}

function SubJob({ company, project, record }: SubJobProps) {
  const draft = useDraft(record)
  const change = useChange(company)
  const save = () =>
    change.mutate(
      {
        path: `/rest/v1.0/sub_jobs/${record.id}`,
        method: 'PATCH',
        body: { project_id: Number(project), sub_job: draft.changes },
      },
      { onSuccess: draft.reset },
    )
  const locked = refusalsToEdit(standingOf(record), { code: '', name: '' })[0]
  return (
    <>
      <PageHead
        title={`${record.code} ${record.name}`}
        about={record.synced_to_erp ? `Extra ${record.origin_id} of the ERP.` : 'Not in the ERP yet.'}
      >
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={draft.dirty ? undefined : 'Nothing was changed.'}
        >
          Save
        </ActionButton>
        <Remove company={company} project={project} record={record} />
        <SendToErp kind="sub-job" item={record.id} unsaved={draft.dirty} />
      </PageHead>
      <Refusals error={change.error} />
      {change.isSuccess && !draft.dirty ? <Notice colour="green">Saved.</Notice> : null}
      <WhatIsMissing kind="sub-job" item={record.id} />
      <section className="panel stack" aria-label="Sub job">
        {locked ? <p className="muted">{record.synced_to_erp ? KEPT_IN_ERP : locked.sentence}</p> : null}
        <FieldGrid>
          {(['code', 'name'] as const).map((key) => (
            <Field
              key={key}
              label={key === 'code' ? 'Code' : 'Name'}
              value={draft.value[key]}
              onChange={(value) => draft.set(key, value)}
              error={fieldError(change.error, key)}
              disabled={locked !== undefined}
            />
          ))}
        </FieldGrid>
        <Checkbox
          size="xs"
          label="Active"
          checked={draft.value.active}
          onChange={(event) => draft.set('active', event.currentTarget.checked)}
        />
      </section>
      <Codes company={company} project={project} record={record} />
    </>
  )
}

const KEPT_IN_ERP = 'Code, name, cost codes and cost types of a synced sub job are maintained in the ERP.'

function Remove({ company, project, record }: SubJobProps) {
  const change = useChange(company)
  const go = useGo()
  const remove = () =>
    change.mutate(
      { path: `/rest/v1.0/sub_jobs/${record.id}?project_id=${project}`, method: 'DELETE' },
      { onSuccess: () => go(`/companies/${company}/projects/${project}/sub-jobs`) },
    )
  const why = refusalsToDelete(standingOf(record)).map(({ sentence, remedy }) => [sentence, remedy].join(' ').trim())
  return (
    <>
      <ActionButton changes="Standard" onClick={remove} busy={change.isPending} why={why}>
        Delete
      </ActionButton>
      <Refusals error={change.error} />
    </>
  )
}

interface SubJobCode {
  id: number
  code: string
  name: string
  is_group: boolean
  active: boolean
  synced_to_erp: boolean
  line_item_types: { code: string; synced_to_erp: boolean }[]
}

const columns: TableColumn<SubJobCode>[] = [
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
    show: (row) =>
      row.synced_to_erp && row.line_item_types.every((each) => each.synced_to_erp) ? (
        <StatusChip word="Synced" colour="green" />
      ) : (
        <StatusChip word="New" colour="grey" />
      ),
  },
]

/** They are added and taken off on the page of the project's cost codes, from the same list. */
function Codes({ company, project, record }: SubJobProps) {
  const codes = useGet<SubJobCode[]>(`/rest/v1.0/cost_codes?project_id=${project}&sub_job_id=${record.id}`, company)
  return (
    <section className="panel stack" aria-label="Cost codes">
      <h2>Cost codes</h2>
      <Link to={`/companies/${company}/projects/${project}/cost-codes`} search={{ of: record.code }}>
        {record.synced_to_erp ? 'Open them among the cost codes of the project' : 'Add or remove cost codes'}
      </Link>
      <Loaded query={codes}>
        {(all) => (
          <Table
            label="Cost codes of the sub job"
            height="natural"
            columns={columns}
            rows={all}
            rowKey={(row) => String(row.id)}
            rowClass={(row) => (row.is_group ? 'group' : row.active ? undefined : 'quiet')}
            empty={<Empty title="No cost codes yet.">They go to the ERP together with the sub job.</Empty>}
          />
        )}
      </Loaded>
    </section>
  )
}
