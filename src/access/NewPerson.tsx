/** Adds a person: who they are, a first password to hand over, and their templates. */
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { useChange } from '../web/queries.ts'
import { useGo, useParam } from '../web/router.tsx'
import { accessPath, choicesOf, idIn, useTemplates } from './AccessData.tsx'

const EMPTY = { name: '', email: '', password: '', template: '', projectTemplate: '' }

export function NewPerson({ onClose }: { onClose: () => void }) {
  const company = useParam('company')
  const [fields, setFields] = useState(EMPTY)
  const set = (change: Partial<typeof EMPTY>) => setFields({ ...fields, ...change })
  const templates = useTemplates().data ?? []
  const change = useChange<{ id: number }>(company)
  const go = useGo()
  const { name, email, password, template, projectTemplate } = fields
  const add = () => {
    const first = password === '' ? {} : { password }
    const user = { name, email, ...first, template_id: idIn(template), project_template_id: idIn(projectTemplate) }
    change.mutate(
      { path: `${accessPath(company)}/users`, body: { user } },
      { onSuccess: ({ id }) => go(`/companies/${company}/people/${id}`) },
    )
  }
  return (
    <Dialog
      title="Add a person"
      confirm="Add"
      size="38rem"
      onClose={onClose}
      onConfirm={add}
      busy={change.isPending}
      error={change.error}
      why={name.trim() === '' || email.trim() === '' ? 'Give a name and an email address.' : undefined}
    >
      <FieldGrid>
        <Field label="Name" value={name} onChange={(value) => set({ name: value })} required />
        <Field
          label="Email"
          type="email"
          value={email}
          onChange={(value) => set({ email: value })}
          error={fieldError(change.error, 'email')}
          required
        />
        <Field
          label="Template in the company"
          type="choice"
          value={template}
          choices={choicesOf(templates, 'company', 'None: may do nothing')}
          onChange={(value) => set({ template: value })}
        />
        <Field
          label="Template in every project"
          type="choice"
          value={projectTemplate}
          choices={choicesOf(templates, 'project', 'None')}
          onChange={(value) => set({ projectTemplate: value })}
        />
      </FieldGrid>
      <Field
        label="First password"
        value={password}
        onChange={(value) => set({ password: value })}
        error={fieldError(change.error, 'password')}
        help="Hand it over in person. Without one, the person cannot sign in by a password."
      />
    </Dialog>
  )
}
