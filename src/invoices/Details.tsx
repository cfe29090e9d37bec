/** The subcontractor's own detail below a line of the commitment: what is billed part by part and, if the company wants that, sent as one line. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { typedDecimal } from '../web/Money.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import type { ShownItem, WholeInvoice } from './Shown.tsx'

interface ShownDetail {
  line_item_id: number
  description: string
  quantity: string | null
  amount: string
}

interface Part {
  description: string
  quantity: string
  amount: string
}

interface DetailsProps {
  record: WholeInvoice
  items: ShownItem[]
  onClose: () => void
}

export function Details({ record, items, onClose }: DetailsProps) {
  const company = useParam('company')
  const project = useParam('project')
  const contract = `/rest/v1.0/commitments/${record.commitment_id}`
  const known = useGet<ShownDetail[]>(`${contract}/detail_items?project_id=${project}`, company)
  const change = useChange(company)
  const [line, setLine] = useState('')
  const [typed, setTyped] = useState<Part[]>()
  const details = known.data ?? []
  const parts = typed ?? details.filter((each) => String(each.line_item_id) === line).map(partOf)
  const setPart = (at: number, fields: Partial<Part>) =>
    setTyped(parts.map((part, place) => (place === at ? { ...part, ...fields } : part)))
  const save = () =>
    change.mutate(
      {
        path: `${contract}/line_items/${line}/detail_items`,
        method: 'PUT',
        body: { project_id: Number(project), detail_items: parts.map(sendable) },
      },
      { onSuccess: onClose },
    )
  return (
    <Dialog
      title="Subcontractor’s detail"
      size="44rem"
      confirm="Save the detail"
      onClose={onClose}
      onConfirm={save}
      busy={change.isPending}
      error={change.error}
      why={line === '' ? 'Choose a line.' : typed === undefined ? 'Nothing was changed.' : undefined}
    >
      <Field
        label="Line of the commitment"
        type="choice"
        choices={[{ value: '', label: 'Choose' }, ...linesOf(items, details)]}
        value={line}
        onChange={(value) => {
          setLine(value)
          setTyped(undefined)
        }}
      />
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no name but their place
        <div className="row" key={at}>
          <Field
            label={`Description, part ${at + 1}`}
            value={part.description}
            onChange={(description) => setPart(at, { description })}
            error={fieldError(change.error, `detail_items.${at}.description`)}
          />
          {record.accounting_method === 'unit' ? (
            <Field
              label={`Quantity, part ${at + 1}`}
              value={part.quantity}
              onChange={(quantity) => setPart(at, { quantity })}
            />
          ) : null}
          <Field
            label={`Amount, part ${at + 1}`}
            value={part.amount}
            onChange={(amount) => setPart(at, { amount })}
            error={fieldError(change.error, `detail_items.${at}.amount`)}
          />
          <ActionButton
            label={`Remove part ${at + 1}`}
            onClick={() => setTyped(parts.filter((_, place) => place !== at))}
          >
            Remove
          </ActionButton>
        </div>
      ))}
      <ActionButton
        onClick={() => setTyped([...parts, { description: '', quantity: '', amount: '' }])}
        why={line === '' ? 'Choose a line.' : undefined}
      >
        Add a part
      </ActionButton>
    </Dialog>
  )
}

/** Lines billed by themselves, and lines that have detail already, of which an invoice shows only the parts. */
function linesOf(items: ShownItem[], details: ShownDetail[]): { value: string; label: string }[] {
  const plain = items.flatMap((item) =>
    item.item_type === 'contract_item'
      ? [{ value: String(item.line_item_id), label: `${item.position} ${item.description_of_work}` }]
      : [],
  )
  const divided = [...new Set(details.map((each) => each.line_item_id))].map((id) => {
    const own = details.filter((each) => each.line_item_id === id).map((each) => each.description)
    return { value: String(id), label: `In parts: ${own.join(', ')}` }
  })
  return [...plain, ...divided]
}

function partOf({ description, quantity, amount }: ShownDetail): Part {
  return { description, quantity: quantity ?? '', amount }
}

function sendable({ description, quantity, amount }: Part): object {
  return {
    description,
    quantity: quantity.trim() === '' ? null : typedDecimal(quantity),
    amount: typedDecimal(amount),
  }
}
