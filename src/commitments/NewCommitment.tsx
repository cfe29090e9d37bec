/** A new subcontract or purchase order; its lines are added on its own page. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { useChange } from '../web/queries.ts'
import { useGo } from '../web/router.tsx'
import { COMMITMENT_TYPES, type CommitmentType, TYPE_WORDS } from './model.ts'
import { RESOURCE } from './Shown.tsx'

export function NewCommitment({
  company,
  project,
  onClose,
}: {
  company: string
  project: string
  onClose: () => void
}) {
  const [type, setType] = useState<CommitmentType>('subcontract')
  const [number, setNumber] = useState('')
  const [title, setTitle] = useState('')
  const change = useChange<{ id: number }>(company)
  const go = useGo()
  const create = () => {
    const { path, wrapper } = RESOURCE[type]
    const fields = { title, ...(number.trim() ? { number } : {}) }
    change.mutate(
      { path: `/rest/v1.0/${path}`, body: { project_id: Number(project), [wrapper]: fields } },
      { onSuccess: ({ id }) => go(`/companies/${company}/projects/${project}/commitments/${id}`) },
    )
  }
  return (
    <Dialog
      title="New commitment"
      confirm="Create"
      onClose={onClose}
      onConfirm={create}
      busy={change.isPending}
      error={change.error}
      why={title.trim() === '' ? 'Give the commitment a title.' : undefined}
    >
      <NativeSelect
        label="Type"
        size="xs"
        value={type}
        onChange={(event) => setType(event.currentTarget.value as CommitmentType)}
        data={COMMITMENT_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))}
      />
      <Field label="Title" value={title} onChange={setTitle} error={fieldError(change.error, 'title')} />
      <Field
        label="Number"
        help="Left empty, the next free one is taken."
        value={number}
        onChange={setNumber}
        error={fieldError(change.error, 'number')}
      />
    </Dialog>
  )
}
