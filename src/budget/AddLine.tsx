/** A new line of the budget: a cost code and cost type of the project, and what is planned for it. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { typedDecimal } from '../web/Money.tsx'
import { useChange, useGet } from '../web/queries.ts'

interface Code {
  id: number
  code: string
  name: string
  is_group: boolean
  line_item_types: { id: number; code: string; name: string }[]
}

export function AddLine({ company, project, onClose }: { company: string; project: string; onClose: () => void }) {
  const codes = useGet<Code[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const change = useChange(company)
  const [code, setCode] = useState('')
  const [type, setType] = useState('')
  const [amount, setAmount] = useState('')
  const usable = (codes.data ?? []).filter((each) => !each.is_group && each.line_item_types.length > 0)
  const types = usable.find((each) => String(each.id) === code)?.line_item_types ?? []
  const add = () => {
    const line = {
      cost_code_id: Number(code),
      line_item_type_id: Number(type),
      original_budget_amount: typedDecimal(amount || '0'),
    }
    change.mutate(
      { path: '/rest/v1.0/budget_line_items', body: { project_id: Number(project), budget_line_item: line } },
      { onSuccess: onClose },
    )
  }
  const why = code === '' ? 'Choose a cost code.' : type === '' ? 'Choose a cost type.' : undefined
  const choose = (
    label: string,
    value: string,
    set: (value: string) => void,
    list: { id: number; code: string; name: string }[],
  ) => (
    <NativeSelect
      label={label}
      size="xs"
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      data={[
        { value: '', label: 'Choose' },
        ...list.map((each) => ({ value: String(each.id), label: `${each.code} ${each.name}` })),
      ]}
    />
  )
  return (
    <Dialog
      title="Add a budget line"
      confirm="Add"
      onClose={onClose}
      onConfirm={add}
      why={why}
      busy={change.isPending}
      error={change.error}
    >
      {choose('Cost code', code, setCode, usable)}
      {choose('Cost type', type, setType, types)}
      <Field
        label="Original budget"
        value={amount}
        onChange={setAmount}
        error={fieldError(change.error, 'original_budget_amount')}
      />
    </Dialog>
  )
}
