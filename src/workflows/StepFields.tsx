/** One step of a workflow that is being set up: who decides, until when, and what must be said. */
import { Checkbox } from '@mantine/core'
import { ActionButton } from '../web/ActionButton.tsx'
import { Field, FieldGrid } from '../web/Field.tsx'
import type { Choices, ShownStep } from './Shown.tsx'

interface StepFieldsProps {
  number: number
  step: ShownStep
  choices: Choices
  onChange: (step: ShownStep) => void
  onRemove: () => void
}

export function StepFields({ number, step, choices, onChange, onRemove }: StepFieldsProps) {
  const change = (next: Partial<ShownStep>) => onChange({ ...step, ...next })
  return (
    <fieldset className="panel stack" style={{ margin: 0 }}>
      <legend>Step {number}</legend>
      <FieldGrid>
        <Field label="Name of the step" value={step.name} onChange={(name) => change({ name })} />
        <Field
          label="Decides"
          type="choice"
          value={step.decides}
          choices={[
            { value: 'one', label: 'One of them' },
            { value: 'all', label: 'All of them' },
          ]}
          onChange={(decides) => change({ decides: decides === 'all' ? 'all' : 'one' })}
        />
        <Field
          label="Due after days"
          help="Empty: no due day."
          value={step.due_days === null ? '' : String(step.due_days)}
          onChange={(text) => change({ due_days: /^\d{1,3}$/.test(text) ? Number(text) : null })}
        />
      </FieldGrid>
      <Assigned step={step} choices={choices} change={change} />
      <div className="row">
        <Checkbox
          size="xs"
          label="Must be decided; else it may be passed over once overdue"
          checked={step.required}
          onChange={(event) => change({ required: event.currentTarget.checked })}
        />
        <Checkbox
          size="xs"
          label="A rejection needs a comment"
          checked={step.comment_on_rejection}
          onChange={(event) => change({ comment_on_rejection: event.currentTarget.checked })}
        />
        <span className="grow" />
        <ActionButton onClick={onRemove} label={`Remove step ${number}`}>
          Remove
        </ActionButton>
      </div>
    </fieldset>
  )
}

function Assigned({
  step,
  choices,
  change,
}: Pick<StepFieldsProps, 'step' | 'choices'> & { change: (next: Partial<ShownStep>) => void }) {
  const people = choices.people.filter((each) => step.people.includes(each.id))
  const roles = choices.roles.filter((each) => step.roles.includes(each.id))
  const assign = (choice: string) => {
    const [what, id] = [choice.slice(0, 1), Number(choice.slice(1))]
    if (what === 'p') change({ people: [...step.people, id] })
    if (what === 'r') change({ roles: [...step.roles, id] })
  }
  const option = (mark: string, { id, name }: { id: number; name: string }, about: string) => ({
    value: `${mark}${id}`,
    label: about ? `${name} (${about})` : name,
  })
  return (
    <>
      <Field
        label="Assign a person, or everybody with a permission template"
        type="choice"
        value=""
        onChange={assign}
        choices={[
          { value: '', label: '' },
          ...choices.people.filter((each) => !people.includes(each)).map((each) => option('p', each, '')),
          ...choices.roles
            .filter((each) => !roles.includes(each))
            .map((each) => option('r', each, each.scope === 'project' ? 'role in the project' : 'role in the company')),
        ]}
      />
      <div className="row">
        {people.length + roles.length === 0 ? <span className="muted">Nobody is assigned yet.</span> : null}
        {[...people, ...roles].map((each) => (
          <ActionButton
            key={each.id}
            label={`Take ${each.name} away`}
            onClick={() => change({ people: without(step.people, each.id), roles: without(step.roles, each.id) })}
          >
            {each.name} ×
          </ActionButton>
        ))}
      </div>
    </>
  )
}

/** Ids are never issued twice, so that a person's is no template's. */
const without = (ids: number[], gone: number) => ids.filter((id) => id !== gone)
