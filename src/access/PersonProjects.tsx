/** The projects where a person has a template of their own, in place of the one for every project. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Empty, Refusals } from '../web/Notice.tsx'
import { useChange, useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Table } from '../web/Table.tsx'
import { choicesOf, useTemplates } from './AccessData.tsx'

export interface OwnProject {
  project_id: number
  project_name: string
  template_id: number
  template_name: string
}

interface PersonProjectsProps {
  person: number
  projects: OwnProject[]
  why: string | undefined
}

const pathOf = (project: number | string, person: number) => `/rest/v1.0/projects/${project}/users/${person}`

export function PersonProjects({ person, projects, why }: PersonProjectsProps) {
  const company = useParam('company')
  const [adding, setAdding] = useState(false)
  const change = useChange(company)
  const columns: TableColumn<OwnProject>[] = [
    { key: 'project', label: 'Project', head: true, by: (row) => row.project_name, show: (row) => row.project_name },
    { key: 'template', label: 'Template', by: (row) => row.template_name, show: (row) => row.template_name },
    {
      key: 'go',
      label: 'Actions',
      width: 120,
      show: (row) => (
        <ActionButton
          size="compact-sm"
          why={why}
          label={`Remove from ${row.project_name}`}
          onClick={() => change.mutate({ path: pathOf(row.project_id, person), method: 'DELETE' })}
        >
          Remove
        </ActionButton>
      ),
    },
  ]
  return (
    <section className="stack" aria-label="Projects">
      <div className="row">
        <h2 className="grow">Projects with a template of their own</h2>
        <ActionButton onClick={() => setAdding(true)} why={why}>
          Add a project
        </ActionButton>
      </div>
      <Refusals error={change.error} />
      <Table
        label="Projects with a template of their own"
        height="natural"
        columns={columns}
        rows={projects}
        rowKey={(row) => String(row.project_id)}
        rowName={(row) => row.project_name}
        empty={<Empty title="None.">The template for every project holds everywhere, if there is one.</Empty>}
      />
      {adding ? <AddProject person={person} onClose={() => setAdding(false)} /> : null}
    </section>
  )
}

function AddProject({ person, onClose }: { person: number; onClose: () => void }) {
  const company = useParam('company')
  const [project, setProject] = useState('')
  const [template, setTemplate] = useState('')
  const projects = useList<{ id: number; name: string }>(`/rest/v1.0/projects?company_id=${company}`, company)
  const templates = useTemplates().data ?? []
  const change = useChange(company)
  const add = () =>
    change.mutate(
      { path: pathOf(project, person), method: 'PUT', body: { user: { template_id: Number(template) } } },
      { onSuccess: onClose },
    )
  return (
    <Dialog
      title="Add a project"
      confirm="Add"
      onClose={onClose}
      onConfirm={add}
      busy={change.isPending}
      error={change.error}
      why={project === '' || template === '' ? 'Choose a project and a template.' : undefined}
    >
      <NativeSelect
        label="Project"
        size="xs"
        value={project}
        onChange={(event) => setProject(event.currentTarget.value)}
        data={[
          { value: '', label: 'Choose one' },
          ...(projects.data ?? []).map((each) => ({ value: String(each.id), label: each.name })),
        ]}
      />
      <NativeSelect
        label="Template"
        size="xs"
        value={template}
        onChange={(event) => setTemplate(event.currentTarget.value)}
        data={choicesOf(templates, 'project', 'Choose one')}
      />
    </Dialog>
  )
}
