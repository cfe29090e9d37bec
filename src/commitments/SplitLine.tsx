/** One line made into two, worth the same together to the cent: for a figure that is too large for the ERP, or two cost codes. */
import { useState } from 'react'
import { compare, isDecimal, subtract } from '../platform/money.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field } from '../web/Field.tsx'
import { moneyText, typedDecimal } from '../web/Money.tsx'
import type { ShownLine } from './Shown.tsx'

interface SplitLineProps {
  line: ShownLine
  busy: boolean
  error: unknown
  onClose: () => void
  /** The parts that take the line's place: quantities at its unit cost, or amounts. */
  onSplit: (into: ({ quantity: string } | { amount: string })[]) => void
}

export function SplitLine({ line, busy, error, onClose, onSplit }: SplitLineProps) {
  const [typed, setTyped] = useState('')
  const second = typedDecimal(typed)
  const quantity = line.unit_cost === null ? null : line.quantity
  const whole = quantity ?? line.amount
  const why = refusalOf(whole, second)
  const split = () => {
    const parts = [subtract(whole, second), second]
    onSplit(parts.map((part) => (quantity === null ? { amount: part } : { quantity: part })))
  }
  return (
    <Dialog
      title={`Split line ${line.position}`}
      confirm="Split"
      onClose={onClose}
      onConfirm={split}
      why={why}
      busy={busy}
      error={error}
    >
      <p>
        {line.description}:{' '}
        <span className="number">
          {quantity === null ? '' : `${quantity} ${line.uom} at ${line.unit_cost}, `}
          {moneyText(line.amount)}
        </span>
        . Both lines keep its texts, cost code and cost type.
      </p>
      <Field
        label={quantity === null ? 'Amount of the second line' : 'Quantity of the second line'}
        value={typed}
        onChange={setTyped}
      />
      {why ? null : <p className="muted">The first line keeps {subtract(whole, second)}.</p>}
    </Dialog>
  )
}

function refusalOf(whole: string, part: string): string | undefined {
  if (part === '') return 'Type how much the second line takes.'
  if (!isDecimal(part)) return 'That is no number.'
  const negative = compare(whole, '0') < 0
  const inside = negative
    ? compare(part, '0') < 0 && compare(part, whole) > 0
    : compare(part, '0') > 0 && compare(part, whole) < 0
  return inside ? undefined : `The second line must be a part of ${whole}.`
}
