/** One line of a change order: which item it changes, or the item it adds, and by how much. */
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { canonicalDecimal } from '../platform/money.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { typedDecimal } from '../web/Money.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import type { ShownChangeLine, WholeChangeOrder } from './Shown.tsx'

interface Item {
  id: number
  position: number
  item: string
  description: string
}

interface Code {
  id: number
  code: string
  name: string
  is_group: boolean
  line_item_types: { id: number; code: string; name: string }[]
}

interface LineDialogProps {
  record: WholeChangeOrder
  path: string
  line: ShownChangeLine | undefined
  onClose: () => void
}

const RESOURCE = { subcontract: 'work_order_contracts', 'purchase-order': 'purchase_order_contracts' }

export function LineDialog({ record, path, line, onClose }: LineDialogProps) {
  const company = useParam('company')
  const project = useParam('project')
  const change = useChange(company)
  const contract = `/rest/v1.0/${RESOURCE[record.contract.type]}/${record.contract_id}`
  const items = useGet<Item[]>(`${contract}/line_items?project_id=${project}`, company)
  const codes = useGet<Code[]>(`/rest/v1.0/cost_codes?project_id=${project}`, company)
  const [typed, setTyped] = useState(() => formOf(line))
  const set = (key: keyof Form) => (value: string) => setTyped({ ...typed, [key]: value })
  const priced = record.contract.accounting_method === 'unit'
  const isNew = typed.commitment_line_item_id === ''
  const error = (field: string) => fieldError(change.error, field)
  const save = () =>
    change.mutate(
      {
        path: line ? `${path}/line_items/${line.id}` : `${path}/line_items`,
        method: line ? 'PATCH' : 'POST',
        body: { line_item: bodyOf(typed, isNew, priced) },
      },
      { onSuccess: onClose },
    )
  return (
    <Dialog
      title={line ? `Line ${line.position}` : 'New line'}
      confirm="Save"
      onClose={onClose}
      onConfirm={save}
      busy={change.isPending}
      error={change.error}
    >
      <NativeSelect
        label="Item of the commitment"
        size="xs"
        value={typed.commitment_line_item_id}
        onChange={(event) => set('commitment_line_item_id')(event.currentTarget.value)}
        data={[
          { value: '', label: 'A new item' },
          ...(items.data ?? []).map((each) => ({
            value: String(each.id),
            label: [each.position, each.item, each.description].filter(Boolean).join(' '),
          })),
        ]}
      />
      <Field label="Description" value={typed.description} onChange={set('description')} error={error('description')} />
      {isNew ? <NewItemFields typed={typed} set={set} codes={codes.data ?? []} error={error} /> : null}
      {priced ? (
        <Field
          label="Quantity"
          help="Below zero: taken off the item."
          value={typed.quantity}
          onChange={set('quantity')}
          error={error('quantity')}
        />
      ) : null}
      {priced && isNew ? (
        <>
          <Field label="Unit" value={typed.uom} onChange={set('uom')} error={error('uom')} />
          <Field label="Unit cost" value={typed.unit_cost} onChange={set('unit_cost')} error={error('unit_cost')} />
        </>
      ) : null}
      {priced ? null : (
        <Field
          label="Amount"
          help="Below zero: taken off the item."
          value={typed.amount}
          onChange={set('amount')}
          error={error('amount')}
        />
      )}
    </Dialog>
  )
}

type Form = ReturnType<typeof formOf>

interface NewItemProps {
  typed: Form
  set: (key: keyof Form) => (value: string) => void
  codes: Code[]
  error: (field: string) => string | undefined
}

function NewItemFields({ typed, set, codes, error }: NewItemProps) {
  const types = codes.find((each) => String(each.id) === typed.cost_code_id)?.line_item_types ?? []
  return (
    <>
      <Field
        label="Short description for the ERP"
        value={typed.erp_description}
        onChange={set('erp_description')}
        error={error('erp_description')}
      />
      <NativeSelect
        label="Cost code"
        size="xs"
        error={error('cost_code_id')}
        value={typed.cost_code_id}
        onChange={(event) => set('cost_code_id')(event.currentTarget.value)}
        data={[
          { value: '', label: 'Choose' },
          ...codes
            .filter((each) => !each.is_group)
            .map((each) => ({ value: String(each.id), label: `${each.code} ${each.name}` })),
        ]}
      />
      <NativeSelect
        label="Cost type"
        size="xs"
        error={error('line_item_type_id')}
        value={typed.line_item_type_id}
        onChange={(event) => set('line_item_type_id')(event.currentTarget.value)}
        data={[
          { value: '', label: 'Choose' },
          ...types.map((each) => ({ value: String(each.id), label: `${each.code} ${each.name}` })),
        ]}
      />
      <Field
        label="Item number in the ERP"
        help="Left empty, the next free one is taken."
        value={typed.erp_item_number}
        onChange={set('erp_item_number')}
        error={error('erp_item_number')}
      />
    </>
  )
}

function formOf(line: ShownChangeLine | undefined) {
  const text = (value: string | number | null | undefined) => (value == null ? '' : String(value))
  const figure = (value: string | null | undefined) => (value == null ? '' : canonicalDecimal(value))
  return {
    commitment_line_item_id: text(line?.commitment_line_item_id),
    description: text(line?.description),
    erp_description: text(line?.erp_description),
    cost_code_id: text(line?.cost_code_id),
    line_item_type_id: text(line?.line_item_type_id),
    erp_item_number: line?.commitment_line_item_id === null ? text(line.erp_item_number) : '',
    quantity: figure(line?.quantity),
    unit_cost: figure(line?.unit_cost),
    uom: text(line?.uom),
    amount: figure(line?.amount),
  }
}

/** Only the fields that were shown. */
function bodyOf(typed: Form, isNew: boolean, priced: boolean): object {
  const id = (value: string) => (value === '' ? null : Number(value))
  const figure = (value: string) => (value.trim() === '' ? null : typedDecimal(value))
  const { description, erp_description, uom } = typed
  return {
    commitment_line_item_id: id(typed.commitment_line_item_id),
    description,
    ...(isNew
      ? {
          erp_description,
          cost_code_id: id(typed.cost_code_id),
          line_item_type_id: id(typed.line_item_type_id),
          ...(typed.erp_item_number.trim() === '' ? {} : { erp_item_number: Number(typed.erp_item_number) }),
        }
      : {}),
    ...(priced ? { quantity: figure(typed.quantity) } : { amount: figure(typed.amount) ?? '0' }),
    ...(priced && isNew ? { uom, unit_cost: figure(typed.unit_cost) } : {}),
  }
}
