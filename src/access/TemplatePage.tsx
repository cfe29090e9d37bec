/** One permission template: a level on each tool, the granular permissions, and who has it. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { useDraft } from '../web/draft.ts'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty, Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { accessPath, type ShownTemplate, useTemplates, useWhyNotManage } from './AccessData.tsx'
import { NewTemplate } from './TemplatesPage.tsx'
import { COMPANY_TOOLS, GRANULAR_PERMISSIONS, LEVELS, PROJECT_TOOLS } from './tools.ts'

export default function TemplatePage() {
  const company = useParam('company')
  const id = useParam('template')
  const list = useTemplates()
  return (
    <>
      <Link to={`/companies/${company}/permissions/templates`}>Permission templates</Link>
      <Loaded query={list}>
        {(all) => {
          const found = all.find((each) => String(each.id) === id)
          return found ? <Template key={found.id} record={found} /> : <Empty title="There is no such template." />
        }}
      </Loaded>
    </>
  )
}

function Template({ record }: { record: ShownTemplate }) {
  const company = useParam('company')
  const why = useWhyNotManage()
  const go = useGo()
  const change = useChange(company)
  const [copying, setCopying] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const draft = useDraft({ name: record.name, levels: record.levels, permissions: record.permissions })
  const { value, set } = draft
  const path = `${accessPath(company)}/permission_templates/${record.id}`
  const save = () =>
    change.mutate({ path, method: 'PATCH', body: { permission_template: value } }, { onSuccess: draft.reset })
  const place = `/companies/${company}/permissions/templates`
  const remove = () => change.mutate({ path, method: 'DELETE' }, { onSuccess: () => go(place) })
  const inUse = record.people.length > 0 ? `It is the template of ${record.people.join(', ')}.` : undefined
  return (
    <>
      <PageHead
        title={record.name}
        about={`${record.scope === 'company' ? 'For the company’s tools.' : 'For the tools of projects.'} ${record.people.length === 0 ? 'Nobody has it.' : `${record.people.join(', ')} ${record.people.length === 1 ? 'has' : 'have'} it.`}`}
      >
        <ActionButton onClick={() => setCopying(true)} why={why}>
          Copy
        </ActionButton>
        <ActionButton onClick={() => setDeleting(true)} why={why ?? inUse}>
          Delete
        </ActionButton>
        <ActionButton
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={why ?? (draft.dirty ? undefined : 'Nothing was changed.')}
        >
          Save
        </ActionButton>
      </PageHead>
      <Refusals error={change.error} />
      {change.isSuccess && !draft.dirty ? (
        <Notice colour="green">Saved. It holds from everybody’s next request on.</Notice>
      ) : null}
      <section className="panel stack" aria-label="Levels">
        <Field
          label="Name"
          value={value.name}
          onChange={(text) => set('name', text)}
          error={fieldError(change.error, 'name')}
          disabled={why !== undefined}
        />
        <Levels
          tools={record.scope === 'company' ? COMPANY_TOOLS : PROJECT_TOOLS}
          levels={value.levels}
          disabled={why !== undefined}
          onChange={(levels) => set('levels', levels)}
        />
        {GRANULAR_PERMISSIONS.map((permission) => (
          <Checkbox
            key={permission}
            size="xs"
            label={permission}
            checked={value.permissions.includes(permission)}
            disabled={why !== undefined}
            onChange={(event) => {
              const others = value.permissions.filter((each) => each !== permission)
              set('permissions', event.currentTarget.checked ? [...others, permission] : others)
            }}
          />
        ))}
      </section>
      {deleting ? (
        <Dialog
          title={`Delete “${record.name}”`}
          confirm="Delete"
          danger
          onClose={() => setDeleting(false)}
          onConfirm={remove}
          busy={change.isPending}
          error={change.error}
        >
          <p>Nobody has it. It cannot be taken back.</p>
        </Dialog>
      ) : null}
      {copying ? (
        <NewTemplate from={record} onClose={() => setCopying(false)} onMade={(id) => go(`${place}/${id}`)} />
      ) : null}
    </>
  )
}

interface LevelsProps {
  tools: readonly string[]
  levels: Record<string, string>
  disabled: boolean
  onChange: (levels: Record<string, string>) => void
}

/** Tools down, levels across; arrow keys move within a tool, as in every group of radio buttons. */
function Levels({ tools, levels, disabled, onChange }: LevelsProps) {
  return (
    <table className="table levels">
      <thead>
        <tr>
          <th scope="col">Tool</th>
          {LEVELS.map((level) => (
            <th key={level} scope="col">
              {level}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tools.map((tool) => (
          <tr key={tool}>
            <th scope="row">{tool}</th>
            {LEVELS.map((level) => (
              <td key={level}>
                <input
                  type="radio"
                  name={tool}
                  aria-label={`${tool}: ${level}`}
                  checked={(levels[tool] ?? 'None') === level}
                  disabled={disabled}
                  onChange={() => onChange({ ...levels, [tool]: level })}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
