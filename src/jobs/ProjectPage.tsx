/** One project: its address, its way to the ERP, and what of the ERP's it takes. */
import { Checkbox } from '@mantine/core'
import { useFiles } from '../erp/Files.tsx'
import { SendToErp } from '../erp/SendToErp.tsx'
import { ActionButton } from '../web/ActionButton.tsx'
import { useDraft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { refusalsOf } from '../web/fetch.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Switch } from '../web/Switch.tsx'
import { useWhyNot, useWhyNotChange } from '../web/session.ts'
import type { Project as ProjectRecord } from './model.ts'
import type { ShownProject } from './ProjectsPage.tsx'
import { refusalsToEdit } from './rules.ts'

export default function ProjectPage() {
  const company = useParam('company')
  const project = useParam('project')
  const query = useGet<ShownProject>(`/rest/v1.0/projects/${project}?company_id=${company}`, company)
  return <Loaded query={query}>{(record) => <Project key={record.id} company={company} record={record} />}</Loaded>
}

type TextField = 'name' | 'project_number' | 'address' | 'address_2' | 'city' | 'state_code' | 'zip' | 'phone'

const FIELDS: [key: TextField, label: string][] = [
  ['name', 'Name'],
  ['project_number', 'Number'],
  ['address', 'Address'],
  ['address_2', 'Address, second line'],
  ['city', 'City'],
  ['state_code', 'State'],
  ['zip', 'ZIP'],
  ['phone', 'Telephone'],
]

function Project({ company, record }: { company: string; record: ShownProject }) {
  const draft = useDraft(record)
  const files = useFiles(company)
  const change = useChange(company)
  const save = () =>
    change.mutate(
      { path: `/rest/v1.0/projects/${record.id}`, method: 'PATCH', body: { project: draft.changes } },
      { onSuccess: draft.reset },
    )
  const date = (key: 'start_date' | 'completion_date', label: string) => (
    <Field
      label={label}
      type="date"
      value={draft.value[key] ?? ''}
      onChange={(value) => draft.set(key, value || null)}
      error={fieldError(change.error, key)}
    />
  )
  return (
    <>
      <PageHead
        title={record.name}
        about={record.is_erp_integrated ? `Job ${record.accounting_project_number} of the ERP.` : 'Not in the ERP yet.'}
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
        <SendToErp kind="job" item={record.id} unsaved={draft.dirty} />
      </PageHead>
      <Refusals error={change.error} />
      {change.isSuccess && !draft.dirty ? <Notice colour="green">Saved.</Notice> : null}
      <section className="panel stack" aria-label="Project">
        <FieldGrid>
          {FIELDS.map(([key, label]) => (
            <Field
              key={key}
              label={label}
              value={draft.value[key]}
              onChange={(value) => draft.set(key, value)}
              error={fieldError(change.error, key)}
            />
          ))}
          {date('start_date', 'Start')}
          {date('completion_date', 'Completion')}
          {files.length > 0 ? (
            <Field
              label="ERP company file"
              type="choice"
              choices={[
                ...(record.erp_connection_id === null ? [{ value: '', label: 'Choose one' }] : []),
                ...files.map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              value={String(draft.value.erp_connection_id ?? '')}
              onChange={(value) => draft.set('erp_connection_id', value === '' ? null : Number(value))}
              error={fieldError(change.error, 'erp_connection_id')}
              disabled={record.is_erp_integrated}
            />
          ) : null}
        </FieldGrid>
        <Field
          label="Description"
          lines={2}
          value={draft.value.description}
          onChange={(value) => draft.set('description', value)}
        />
        <Checkbox
          size="xs"
          label="Active"
          checked={draft.value.active}
          onChange={(event) => draft.set('active', event.currentTarget.checked)}
        />
      </section>
      <Advanced company={company} record={record} />
    </>
  )
}

/** Admin, General, Advanced: what of the ERP's this project takes and gives (CFG-12, CFG-10, WBS-2). Each takes effect at once. */
function Advanced({ company, record }: { company: string; record: ShownProject }) {
  const whyNot = useWhyNot(company, String(record.id))('enable-job-cost-transactions')
  const notYou = useWhyNotChange('Standard')
  const budgetPath = `/rest/v1.0/projects/${record.id}/budget/erp`
  const budget = useGet<{ export_forecast_amounts: boolean; off: { configure: string[] } }>(budgetPath, company)
  const unseen = budget.error
    ? refusalsOf(budget.error)[0]?.sentence
    : budget.data
      ? undefined
      : 'It is being asked for.'
  const inErp = { erpId: record.accounting_project_number, file: record.erp_connection_id as ProjectRecord['file'] }
  const [kept] = refusalsToEdit(inErp, { usesErpCostCodes: !record.uses_erp_cost_codes })
  return (
    <section className="panel stack" aria-label="Advanced">
      <h2>Advanced</h2>
      <Switch
        company={company}
        label="Enable ERP Job Cost Transaction Syncing"
        help="Every transaction posted to the job becomes a direct cost of this project. Default: off."
        why={whyNot}
        on={record.job_cost_transactions_enabled}
        path={`/rest/v1.0/projects/${record.id}/configuration`}
        body={(on) => ({ project_configuration: { job_cost_transactions_enabled: on } })}
      />
      <Switch
        company={company}
        label="Export forecast amounts"
        help="Estimated Cost at Completion and Forecast to Complete go along with every export of budget amounts. Default: off."
        why={unseen ?? budget.data?.off.configure[0]}
        on={budget.data?.export_forecast_amounts ?? false}
        path={budgetPath}
        body={(on) => ({ budget: { export_forecast_amounts: on } })}
      />
      <Switch
        company={company}
        label="Uses the ERP standard cost codes"
        help="A project with a cost code list of its own cannot be integrated. Default: on."
        why={notYou ?? kept?.sentence}
        on={record.uses_erp_cost_codes}
        path={`/rest/v1.0/projects/${record.id}`}
        body={(on) => ({ project: { uses_erp_cost_codes: on } })}
      />
    </section>
  )
}
