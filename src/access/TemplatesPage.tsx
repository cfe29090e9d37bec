/** Permission templates: sets of levels that people have in the company or in projects. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Empty } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange } from '../web/queries.ts'
import { Link, useGo, useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { accessPath, type ShownTemplate, useTemplates, useWhyNotManage } from './AccessData.tsx'
import { AccessTabs } from './AccessTabs.tsx'

export default function TemplatesPage() {
  const company = useParam('company')
  const why = useWhyNotManage()
  const go = useGo()
  const [adding, setAdding] = useState(false)
  const list = useTemplates()
  const pathOf = (id: number) => `/companies/${company}/permissions/templates/${id}`
  return (
    <>
      <PageHead
        title="Permission templates"
        about="A person has one in the company, one for every project, or one of their own in a project."
      >
        <ActionButton onClick={() => setAdding(true)} why={why}>
          New template
        </ActionButton>
      </PageHead>
      <AccessTabs of="Permissions" />
      <Loaded query={list}>
        {(all) => (
          <Table
            label="Permission templates"
            columns={columnsOf(pathOf)}
            rows={all}
            rowKey={(row) => String(row.id)}
            rowName={(row) => row.name}
            onOpen={(row) => go(pathOf(row.id))}
            empty={<Empty title="No templates yet." />}
          />
        )}
      </Loaded>
      {adding ? <NewTemplate onClose={() => setAdding(false)} onMade={(id) => go(pathOf(id))} /> : null}
    </>
  )
}

function columnsOf(pathOf: (id: number) => string): TableColumn<ShownTemplate>[] {
  const place = (row: ShownTemplate) => (row.scope === 'company' ? 'Company' : 'Projects')
  const people = (row: ShownTemplate) => row.people.join(', ')
  return [
    {
      key: 'name',
      label: 'Template',
      width: 260,
      head: true,
      by: (row) => row.name,
      show: (row) => <Link to={pathOf(row.id)}>{row.name}</Link>,
    },
    { key: 'scope', label: 'For', width: 120, by: place, show: place },
    { key: 'people', label: 'Who has it', by: people, show: people },
  ]
}

/** A new template; `from` gives it the levels of another one. */
export function NewTemplate({
  from,
  onClose,
  onMade,
}: {
  from?: ShownTemplate
  onClose: () => void
  onMade: (id: number) => void
}) {
  const company = useParam('company')
  const [name, setName] = useState(from ? `${from.name}, copy` : '')
  const [scope, setScope] = useState<string>(from?.scope ?? 'company')
  const change = useChange<{ id: number }>(company)
  const { levels = {}, permissions = [] } = from ?? {}
  const make = () =>
    change.mutate(
      {
        path: `${accessPath(company)}/permission_templates`,
        body: { permission_template: { name, scope, levels, permissions } },
      },
      { onSuccess: ({ id }) => onMade(id) },
    )
  return (
    <Dialog
      title={from ? `Copy “${from.name}”` : 'New template'}
      confirm="Create"
      onClose={onClose}
      onConfirm={make}
      busy={change.isPending}
      error={change.error}
      why={name.trim() === '' ? 'Give the template a name.' : undefined}
    >
      <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} required />
      {from ? null : (
        <Field
          label="For"
          type="choice"
          value={scope}
          choices={[
            { value: 'company', label: 'The company’s tools' },
            { value: 'project', label: 'The tools of projects' },
          ]}
          onChange={setScope}
        />
      )}
    </Dialog>
  )
}
