/** A new company in this installation, by one of its administrators: who makes it is the company's first member. */
import { useState } from 'react'
import { ActionButton } from './ActionButton.tsx'
import { Dialog } from './Dialog.tsx'
import { Field, fieldError } from './Field.tsx'
import { useChange } from './queries.ts'
import { useGo } from './router.tsx'
import { useMe } from './session.ts'

export function NewCompany() {
  const me = useMe()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <ActionButton onClick={() => setOpened(true)} why={me.data?.why_not_make_companies ?? undefined}>
        New company
      </ActionButton>
      {opened ? <MakeCompany onClose={() => setOpened(false)} /> : null}
    </>
  )
}

function MakeCompany({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [currency, setCurrency] = useState('USD')
  const change = useChange<{ id: number }>(undefined)
  const go = useGo()
  const make = () =>
    change.mutate(
      { path: '/rest/v1.0/companies', body: { company: { name, time_zone: zone, currency } } },
      { onSuccess: ({ id }) => go(`/companies/${id}`) },
    )
  return (
    <Dialog
      title="New company"
      confirm="Make"
      onClose={onClose}
      onConfirm={make}
      busy={change.isPending}
      error={change.error}
      why={name.trim() === '' ? 'Give the company a name.' : undefined}
    >
      <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} />
      <Field
        label="Time zone"
        help="Its days begin and end there."
        value={zone}
        onChange={setZone}
        error={fieldError(change.error, 'time_zone')}
      />
      <Field label="Currency" value={currency} onChange={setCurrency} error={fieldError(change.error, 'currency')} />
    </Dialog>
  )
}
