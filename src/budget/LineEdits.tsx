/** The edits of budget lines, and the requests that carry them out. */
import { useCallback, useState } from 'react'
import { isDecimal } from '../platform/money.ts'
import { type SyncAnswer, throwRowErrors } from '../web/fetch.ts'
import { typedDecimal } from '../web/Money.tsx'
import { useChange } from '../web/queries.ts'
import { type BudgetLine, completed, type LineChange } from './model.ts'

/** Fields typed as amounts: `1,234.50` is sent as `1234.50`, nothing as null. */
const DECIMALS = [
  'original_budget_amount',
  'quantity',
  'unit_cost',
  'forecast_amount',
  'forecast_units',
  'forecast_unit_cost',
] as const

export type EditLine = (line: BudgetLine, fields: LineChange) => void

export function useLineEdits(company: string, project: number) {
  /** Changed fields by line, as typed. */
  const [edits, setEdits] = useState<Record<number, LineChange>>({})
  const [error, setError] = useState<unknown>()
  const change = useChange<SyncAnswer>(company)
  const run = async (work: () => Promise<unknown>, done: () => void) => {
    setError(undefined)
    try {
      await work()
      done()
    } catch (thrown) {
      setError(thrown)
    }
  }
  const edit: EditLine = useCallback(
    (line, fields) =>
      setEdits((before) => ({ ...before, [line.id]: { ...before[line.id], ...fields, ...following(line, fields) } })),
    [],
  )
  const save = () => {
    const updates = Object.entries(edits).map(([id, fields]) => ({ id: Number(id), ...sendable(fields) }))
    const request = { path: '/rest/v1.0/budget_line_items/sync', method: 'PATCH' as const }
    return run(
      async () => throwRowErrors(await change.mutateAsync({ ...request, body: { project_id: project, updates } })),
      () => setEdits({}),
    )
  }
  const remove = (ids: Set<string>, done: () => void) =>
    run(async () => {
      for (const id of ids)
        await change.mutateAsync({
          path: `/rest/v1.0/budget_line_items/${id}?project_id=${project}`,
          method: 'DELETE',
        })
    }, done)
  return { edits, edit, save, remove, error, busy: change.isPending }
}

/** What the server will make of it: the amount of a line by units, the unit cost that goes when an amount is typed. */
function following(line: BudgetLine, fields: LineChange): LineChange {
  const change = sendable(fields)
  if (!('quantity' in change || 'unit_cost' in change || 'original_budget_amount' in change)) return {}
  const whole = { ...line, ...sendable({ quantity: line.quantity, unit_cost: line.unit_cost }), ...change }
  const numbers = [whole.quantity, whole.unit_cost, whole.original_budget_amount]
  if (numbers.some((each) => each != null && !isDecimal(each))) return {}
  const { original_budget_amount, unit_cost } = completed({ ...line, ...whole } as BudgetLine, change)
  // The field that is being typed stays as it is typed.
  if ('original_budget_amount' in change) return { unit_cost }
  return { original_budget_amount }
}

function sendable(edit: LineChange): LineChange {
  const fields: Record<string, unknown> = { ...edit }
  for (const key of DECIMALS) {
    const typed = edit[key]
    if (typed !== undefined) fields[key] = typed === null || typed.trim() === '' ? null : typedDecimal(typed)
  }
  if (fields.original_budget_amount === null) delete fields.original_budget_amount
  return fields
}
