/** A budget change between two lines that were selected: drafted here, reviewed and approved on its own page. */
import { useState } from 'react'
import { negate } from '../platform/money.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Field, fieldError } from '../web/Field.tsx'
import { typedDecimal } from '../web/Money.tsx'
import { useChange } from '../web/queries.ts'
import { useGo, useParam } from '../web/router.tsx'
import { useBudgetPath } from './BudgetTabs.tsx'
import { budgetAmount, placeName } from './model.ts'
import type { ShownRow } from './model-groups.ts'

export interface BetweenLines {
  from: ShownRow
  to: ShownRow
}

export function NewTransfer({ from, to, onClose }: BetweenLines & { onClose: () => void }) {
  const company = useParam('company')
  const project = useParam('project')
  const base = useBudgetPath()
  const go = useGo()
  const [swapped, setSwapped] = useState(false)
  const [title, setTitle] = useState('')
  const [typed, setTyped] = useState('')
  const change = useChange<{ id: number }>(company)
  const amount = typedDecimal(typed)
  const positive = budgetAmount.safeParse(amount).success && !/^-|^0*(\.0*)?$/.test(amount)
  const [source, target] = swapped ? [to, from] : [from, to]
  const item = (row: ShownRow, signed: string) => ({
    cost_code_id: row.cost_code_id,
    line_item_type_id: row.cost_type_id,
    amount: signed,
  })
  const draft = () =>
    change.mutate(
      {
        path: `/rest/v1.0/projects/${project}/budget_changes`,
        body: { budget_change: { title, adjustment_line_items: [item(source, negate(amount)), item(target, amount)] } },
      },
      { onSuccess: ({ id }) => go(`${base}/changes/${id}`) },
    )
  return (
    <Dialog
      title="Move an amount"
      confirm="Draft the budget change"
      onClose={onClose}
      onConfirm={draft}
      why={positive ? undefined : 'Type the amount to move, such as 1,250.00.'}
      busy={change.isPending}
      error={change.error}
    >
      <div className="row">
        <div className="grow">
          From <strong>{placeName(source)}</strong> {source.cost_code_name}
          <br />
          to <strong>{placeName(target)}</strong> {target.cost_code_name}
        </div>
        <ActionButton onClick={() => setSwapped(!swapped)}>Swap</ActionButton>
      </div>
      <Field label="Amount" value={typed} onChange={setTyped} error={fieldError(change.error, 'amount')} />
      <Field label="Title" value={title} onChange={setTitle} error={fieldError(change.error, 'title')} />
    </Dialog>
  )
}
