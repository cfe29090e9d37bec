/** Who decides in one's place from a day to a day, and in whose place one decides. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { Day } from '../web/Time.tsx'
import { type Choices, choicesPath, substitutesPath } from './Shown.tsx'

interface Substitute {
  id: number
  person: string
  substitute: string
  mine: boolean
  from: string
  to: string
}

export function Substitutes() {
  const company = useParam('company')
  const list = useGet<Substitute[]>(substitutesPath(company), company)
  const change = useChange(company)
  const [naming, setNaming] = useState(false)
  const end = (id: number) => change.mutate({ path: `${substitutesPath(company)}/${id}`, method: 'DELETE' })
  return (
    <section className="panel stack" aria-label="Substitutes">
      <div className="row">
        <h2 className="grow" style={{ margin: 0 }}>
          Substitutes
        </h2>
        <ActionButton onClick={() => setNaming(true)}>Name a substitute</ActionButton>
      </div>
      <Refusals error={change.error} />
      <Loaded query={list}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="muted">Nobody decides in your place, and you decide in nobody’s.</p>
          ) : (
            <ul className="stack" style={{ margin: 0, paddingLeft: 18, gap: 6 }}>
              {rows.map((each) => (
                <li key={each.id}>
                  <span className="row">
                    <span>
                      {each.mine
                        ? `${each.substitute} decides in your place`
                        : `You decide in the place of ${each.person}`}{' '}
                      from <Day date={each.from} /> to <Day date={each.to} />
                    </span>
                    {each.mine ? (
                      <ActionButton
                        label={`Take back ${each.substitute}`}
                        busy={change.isPending}
                        onClick={() => end(each.id)}
                      >
                        Take back
                      </ActionButton>
                    ) : null}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {naming ? <NameSubstitute onClose={() => setNaming(false)} /> : null}
    </section>
  )
}

function NameSubstitute({ onClose }: { onClose: () => void }) {
  const company = useParam('company')
  const choices = useGet<Choices>(choicesPath(company), company)
  const change = useChange(company)
  const [person, setPerson] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const name = () =>
    change.mutate(
      { path: substitutesPath(company), body: { substitute: { substitute_id: Number(person), from, to } } },
      { onSuccess: onClose },
    )
  return (
    <Dialog
      title="Name a substitute"
      confirm="Name"
      onClose={onClose}
      onConfirm={name}
      busy={change.isPending}
      error={change.error}
      why={person && from && to ? undefined : 'Choose a person, the first and the last day.'}
    >
      <p>What waits for you waits for your substitute too. Each decision says in whose place it was made.</p>
      <Field
        label="Person"
        type="choice"
        value={person}
        onChange={setPerson}
        choices={[
          { value: '', label: '' },
          ...(choices.data?.people ?? []).map((each) => ({ value: String(each.id), label: each.name })),
        ]}
        error={fieldError(change.error, 'substitute_id')}
      />
      <Field label="First day" type="date" value={from} onChange={setFrom} error={fieldError(change.error, 'from')} />
      <Field label="Last day" type="date" value={to} onChange={setTo} error={fieldError(change.error, 'to')} />
    </Dialog>
  )
}
