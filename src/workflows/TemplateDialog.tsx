/** Sets a workflow up: name, items, amount, steps. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { typedDecimal } from '../web/Money.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { type Choices, type ShownStep, type ShownTemplate, templatesPath } from './Shown.tsx'
import { StepFields } from './StepFields.tsx'

const NEW_STEP: ShownStep = {
  name: '',
  people: [],
  roles: [],
  decides: 'one',
  due_days: 3,
  required: true,
  comment_on_rejection: true,
}

interface TemplateDialogProps {
  /** Undefined: a new one. */
  template: ShownTemplate | undefined
  choices: Choices
  /** Why it may not be changed. */
  why: string | undefined
  onClose: () => void
}

export function TemplateDialog({ template, choices, why, onClose }: TemplateDialogProps) {
  const company = useParam('company')
  const change = useChange(company)
  const [name, setName] = useState(template?.name ?? '')
  const [kinds, setKinds] = useState(template?.kinds ?? [])
  const [from, setFrom] = useState(template?.from_amount ?? '')
  const [steps, setSteps] = useState(template?.steps ?? [{ ...NEW_STEP }])
  const path = template ? `${templatesPath(company)}/${template.id}` : templatesPath(company)
  const fields = { name, kinds, from_amount: from.trim() === '' ? null : typedDecimal(from), steps }
  const save = () =>
    change.mutate(
      { path, method: template ? 'PATCH' : 'POST', body: { workflow_template: fields } },
      { onSuccess: onClose },
    )
  const remove = () => change.mutate({ path, method: 'DELETE' }, { onSuccess: onClose })
  const numbered = steps.map((step, at) => ({ number: at + 1, step }))
  return (
    <Dialog
      title={template ? `Workflow “${template.name}”` : 'New workflow'}
      size="52rem"
      confirm="Save"
      onClose={onClose}
      onConfirm={save}
      busy={change.isPending}
      error={change.error}
      why={why}
    >
      <FieldGrid>
        <Field label="Name" value={name} onChange={setName} error={fieldError(change.error, 'name')} />
        <Field
          label="From amount"
          help="Empty: for items of any amount, where Send to ERP exports after a workflow."
          value={from}
          onChange={setFrom}
          error={fieldError(change.error, 'from_amount')}
        />
      </FieldGrid>
      <Checkbox.Group label="For" size="xs" value={kinds} onChange={setKinds} error={fieldError(change.error, 'kinds')}>
        <div className="row" style={{ marginTop: 6 }}>
          {choices.kinds.map(({ kind, many }) => (
            <Checkbox key={kind} size="xs" value={kind} label={many} />
          ))}
        </div>
      </Checkbox.Group>
      {numbered.map(({ number, step }) => (
        <StepFields
          key={number}
          number={number}
          step={step}
          choices={choices}
          onChange={(next) => setSteps(steps.map((each) => (each === step ? next : each)))}
          onRemove={() => setSteps(steps.filter((each) => each !== step))}
        />
      ))}
      <div className="row">
        <ActionButton onClick={() => setSteps([...steps, { ...NEW_STEP }])}>Add a step</ActionButton>
        <span className="grow" />
        {template ? (
          <ActionButton onClick={remove} busy={change.isPending} why={why}>
            Remove this workflow
          </ActionButton>
        ) : null}
      </div>
      {template ? <p className="muted">Workflows that were started keep the steps they were started with.</p> : null}
    </Dialog>
  )
}
