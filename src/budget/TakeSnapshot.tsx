/** Keeps what a view shows now under a name. */
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { useChange } from '../web/queries.ts'
import { useGo, useParam } from '../web/router.tsx'
import { useBudgetPath } from './BudgetTabs.tsx'
import type { ShownView } from './Shown.tsx'

export function TakeSnapshot({ view, onClose }: { view: ShownView; onClose: () => void }) {
  const project = useParam('project')
  const base = useBudgetPath()
  const go = useGo()
  const change = useChange<{ id: number }>(useParam('company'))
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const take = () =>
    change.mutate(
      {
        path: '/rest/v1.0/budget_view_snapshots',
        body: { project_id: Number(project), budget_view_snapshot: { name, description, budget_view_id: view.id } },
      },
      { onSuccess: ({ id }) => go(`${base}/snapshots/${id}`) },
    )
  return (
    <Dialog
      title={`Snapshot of the view ${view.name}`}
      confirm="Take it"
      onClose={onClose}
      onConfirm={take}
      why={name.trim() === '' ? 'Give the snapshot a name, such as the month it closes.' : undefined}
      busy={change.isPending}
      error={change.error}
    >
      <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} />
      <Field label="Description" value={description} onChange={setDescription} lines={3} />
    </Dialog>
  )
}
