/** Which cost types a standard code brings along when it is put on a project. */
import { Checkbox, Stack } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'

export interface ShownType {
  id: number
  code: string
  name: string
  base_type: string
  standard_cost_code_list_id: number
}

interface DefaultTypesProps {
  types: ShownType[]
  /** Codes that are being changed. */
  count: number
  start: number[]
  busy: boolean
  error: unknown
  onClose: () => void
  onSet: (ids: number[]) => void
}

export function DefaultTypes({ types, count, start, busy, error, onClose, onSet }: DefaultTypesProps) {
  const [chosen, setChosen] = useState(() => new Set(start))
  const toggle = (id: number) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  return (
    <Dialog
      title="Default cost types"
      confirm="Set"
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() => onSet([...chosen])}
    >
      <p>
        {count === 1 ? 'The selected cost code brings' : `The ${count} selected cost codes bring`} these cost types
        along when put on a project.
      </p>
      <Stack gap="sm">
        {types.map(({ id, code, name }) => (
          <Checkbox key={id} size="sm" label={`${code} ${name}`} checked={chosen.has(id)} onChange={() => toggle(id)} />
        ))}
      </Stack>
    </Dialog>
  )
}
