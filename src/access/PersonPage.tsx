/** One person: templates, the right to approve and up to which amount, projects with a template of their own, active or not. */
import { Checkbox } from '@mantine/core'
import { ActionButton } from '../web/ActionButton.tsx'
import { useDraft } from '../web/draft.ts'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { typedDecimal } from '../web/Money.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { StatusChip } from '../web/StatusChip.tsx'
import { accessPath, choicesOf, idIn, type ShownPerson, useTemplates, useWhyNotManage } from './AccessData.tsx'
import { type OwnProject, PersonProjects } from './PersonProjects.tsx'

interface OnePerson extends ShownPerson {
  projects: OwnProject[]
}

export default function PersonPage() {
  const [company, person] = [useParam('company'), useParam('person')]
  const query = useGet<OnePerson>(`${accessPath(company)}/users/${person}`, company)
  return (
    <>
      <Link to={`/companies/${company}/people`}>People</Link>
      <Loaded query={query}>{(record) => <Person key={record.id} record={record} />}</Loaded>
    </>
  )
}

function Person({ record }: { record: OnePerson }) {
  const company = useParam('company')
  const why = useWhyNotManage()
  const change = useChange(company)
  const patch = (user: object, onSuccess?: () => void) =>
    change.mutate(
      { path: `${accessPath(company)}/users/${record.id}`, method: 'PATCH', body: { user } },
      onSuccess ? { onSuccess } : {},
    )
  return (
    <>
      <PageHead title={record.name} about={record.is_service ? 'An API client acts as this person.' : record.email}>
        <StatusChip word={record.is_active ? 'Active' : 'Inactive'} colour={record.is_active ? 'green' : 'grey'} />
        <ActionButton onClick={() => patch({ is_active: !record.is_active })} busy={change.isPending} why={why}>
          {record.is_active ? 'Deactivate' : 'Activate'}
        </ActionButton>
      </PageHead>
      <Refusals error={change.error} />
      <Rights record={record} why={why} change={change} patch={patch} />
      <PersonProjects person={record.id} projects={record.projects} why={why} />
    </>
  )
}

interface RightsProps {
  record: OnePerson
  why: string | undefined
  change: ReturnType<typeof useChange>
  patch: (user: object, onSuccess?: () => void) => void
}

function Rights({ record, why, change, patch }: RightsProps) {
  const { template_id, project_template_id, can_push_to_accounting, approval_limit } = record
  const draft = useDraft({ template_id, project_template_id, can_push_to_accounting, approval_limit })
  const { value, set } = draft
  const templates = useTemplates().data ?? []
  const limit = value.approval_limit === null ? null : typedDecimal(value.approval_limit)
  const save = () => patch({ ...draft.changes, approval_limit: limit }, draft.reset)
  return (
    <section className="panel stack" aria-label="Rights">
      <FieldGrid>
        <Field
          label="Template in the company"
          type="choice"
          value={String(value.template_id ?? '')}
          choices={choicesOf(templates, 'company', 'None: may do nothing')}
          onChange={(text) => set('template_id', idIn(text))}
          disabled={why !== undefined}
        />
        <Field
          label="Template in every project"
          type="choice"
          value={String(value.project_template_id ?? '')}
          choices={choicesOf(templates, 'project', 'None')}
          onChange={(text) => set('project_template_id', idIn(text))}
          disabled={why !== undefined}
        />
        <Field
          label="Approves up to"
          value={value.approval_limit ?? ''}
          onChange={(text) => set('approval_limit', text === '' ? null : text)}
          error={fieldError(change.error, 'user.approval_limit')}
          disabled={why !== undefined}
          help="Empty: any amount."
        />
      </FieldGrid>
      <Checkbox
        size="xs"
        label="Can Push to Accounting"
        description="With Standard or Admin on ERP Integrations it makes an accounting approver: accepts and rejects what was sent."
        checked={value.can_push_to_accounting}
        disabled={why !== undefined}
        onChange={(event) => set('can_push_to_accounting', event.currentTarget.checked)}
      />
      <div className="row">
        <ActionButton
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={why ?? (draft.dirty ? undefined : 'Nothing was changed.')}
        >
          Save
        </ActionButton>
        {change.isSuccess && !draft.dirty ? (
          <Notice colour="green">Saved. It holds from the next request on.</Notice>
        ) : null}
      </div>
    </section>
  )
}
