/** A timecard: who, when, on what, how long. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { useChange, useGet, useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import type { ShownEmployee, ShownTimecard, ShownTimesheet } from './Shown.tsx'

interface Code {
  id: number
  code: string
  name: string
  sub_job_code: string | null
  is_group: boolean
  line_item_types: { id: number; code: string; name: string }[]
}

interface TimecardDialogProps {
  sheet: ShownTimesheet
  /** Path of the timesheet's timecards. */
  resource: string
  /** Absent: a new one. */
  card?: ShownTimecard | undefined
  onClose: () => void
}

const HOURS = [
  ['regular_hours', 'Regular hours'],
  ['overtime_hours', 'Overtime hours'],
  ['double_hours', 'Double time hours'],
] as const

export function TimecardDialog({ sheet, resource, card, onClose }: TimecardDialogProps) {
  const company = useParam('company')
  const project = useParam('project')
  const employees = useList<ShownEmployee>(`/rest/v1.0/employees?project_id=${project}`, company)
  const codes = useGet<Code[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const [value, setValue] = useState(() => fieldsOf(card, sheet))
  const change = useChange(company)
  const set = (fields: Partial<typeof value>) => setValue((before) => ({ ...before, ...fields }))
  const error = (field: string) => fieldError(change.error, field)
  const types = codes.data?.find((each) => String(each.id) === value.cost_code_id)?.line_item_types ?? []
  const save = () => {
    const hours = Object.fromEntries(HOURS.map(([key]) => [key, value[key].trim() || '0']))
    const ids = ['employee_id', 'cost_code_id', 'line_item_type_id'] as const
    const timecard_entry = { ...value, ...hours, ...Object.fromEntries(ids.map((key) => [key, Number(value[key])])) }
    const [path, method] = card ? ([`${resource}/${card.id}`, 'PATCH'] as const) : ([resource, 'POST'] as const)
    change.mutate({ path, method, body: { timecard_entry } }, { onSuccess: onClose })
  }
  const choice = (key: 'employee_id' | 'cost_code_id' | 'line_item_type_id') => ({
    value: value[key],
    error: error(key),
    onChange: (id: string) => set({ [key]: id }),
  })
  const people = (employees.data ?? []).filter((each) => each.is_active || each.id === card?.employee_id)
  return (
    <Dialog
      title={card ? `Timecard ${card.position}` : 'New timecard'}
      confirm={card ? 'Save' : 'Add'}
      onClose={onClose}
      onConfirm={save}
      busy={change.isPending}
      error={change.error}
      why={
        value.employee_id && value.cost_code_id && value.line_item_type_id
          ? undefined
          : 'Choose employee, cost code and cost type.'
      }
    >
      <FieldGrid>
        <Choice
          label="Employee"
          {...choice('employee_id')}
          choices={people.map(({ id, name, employee_id }) => ({
            value: String(id),
            label: `${name} (${employee_id})`,
          }))}
        />
        <Field label="Date" type="date" value={value.date} onChange={(date) => set({ date })} error={error('date')} />
        <Choice
          label="Cost code"
          {...choice('cost_code_id')}
          choices={(codes.data ?? [])
            .filter((each) => !each.is_group)
            .map(({ id, code, name, sub_job_code }) => ({
              value: String(id),
              label: `${sub_job_code ? `${sub_job_code} ` : ''}${code} ${name}`,
            }))}
        />
        <Choice
          label="Cost type"
          {...choice('line_item_type_id')}
          choices={types.map(({ id, code, name }) => ({ value: String(id), label: `${code} ${name}` }))}
        />
        {HOURS.map(([key, label]) => (
          <Field
            key={key}
            label={label}
            value={value[key]}
            onChange={(text) => set({ [key]: text })}
            error={error(key)}
          />
        ))}
        <Field
          label="Pay ID"
          help="Left empty, the employee’s own holds."
          value={value.pay_id}
          onChange={(pay_id) => set({ pay_id })}
          error={error('pay_id')}
        />
        <Field
          label="Description"
          value={value.description}
          onChange={(description) => set({ description })}
          error={error('description')}
        />
      </FieldGrid>
    </Dialog>
  )
}

interface ChoiceProps {
  label: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
  choices: { value: string; label: string }[]
}

function Choice({ choices, onChange, ...rest }: ChoiceProps) {
  return (
    <NativeSelect
      size="xs"
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[{ value: '', label: 'Choose' }, ...choices]}
      {...rest}
    />
  )
}

function fieldsOf(card: ShownTimecard | undefined, sheet: ShownTimesheet) {
  return {
    employee_id: card ? String(card.employee_id) : '',
    date: card?.date ?? sheet.period_start,
    cost_code_id: card ? String(card.cost_code_id) : '',
    line_item_type_id: card ? String(card.line_item_type_id) : '',
    pay_id: card?.pay_id ?? '',
    regular_hours: card?.regular_hours ?? '8',
    overtime_hours: card?.overtime_hours ?? '',
    double_hours: card?.double_hours ?? '',
    description: card?.description ?? '',
  }
}
