/** The edits of a schedule of values, and the requests that carry them out. */
import { useCallback, useState } from 'react'
import { isDecimal } from '../platform/money.ts'
import { type SyncAnswer, throwRowErrors } from '../web/fetch.ts'
import { typedDecimal } from '../web/Money.tsx'
import { useChange } from '../web/queries.ts'
import { extend } from './model.ts'
import type { ShownLine } from './Shown.tsx'

/** Changed fields by line, as typed. */
export type LineEdits = Record<number, Partial<ShownLine>>

/** Fields typed as amounts: `1,234.50` is sent as `1234.50`, nothing as null. */
const DECIMALS = ['quantity', 'unit_cost', 'amount'] as const

/** `resource`: path of the line items. Every function that asks the server takes what shall happen when it has said yes. */
export function useSovEdits(company: string, project: number, resource: string) {
  const [edits, setEdits] = useState<LineEdits>({})
  const [error, setError] = useState<unknown>()
  const change = useChange<SyncAnswer>(company)

  const run = async (work: () => Promise<unknown>, done?: () => void) => {
    setError(undefined)
    try {
      await work()
      done?.()
    } catch (thrown) {
      setError(thrown)
    }
  }
  const edit = useCallback(
    (line: ShownLine, fields: Partial<ShownLine>) =>
      setEdits((before) => ({
        ...before,
        [line.id]: { ...before[line.id], ...fields, ...extended({ ...line, ...fields }, fields) },
      })),
    [],
  )
  const save = () => {
    const updates = Object.entries(edits).map(([id, fields]) => ({ id: Number(id), ...sendable(fields) }))
    const body = { project_id: project, updates }
    return run(
      async () => throwRowErrors(await change.mutateAsync({ path: `${resource}/sync`, method: 'PATCH', body })),
      () => setEdits({}),
    )
  }
  const add = () =>
    run(() =>
      change.mutateAsync({
        path: resource,
        body: { project_id: project, line_item: { description: '', amount: '0' } },
      }),
    )
  const remove = (ids: Set<string>, done: () => void) =>
    run(async () => {
      for (const id of ids)
        await change.mutateAsync({ path: `${resource}/${id}?project_id=${project}`, method: 'DELETE' })
    }, done)
  const split = (line: ShownLine, into: object[], done: () => void) =>
    run(() => change.mutateAsync({ path: `${resource}/${line.id}/split`, body: { project_id: project, into } }), done)
  return { edits, edit, save, add, remove, split, error, busy: change.isPending }
}

/** A new quantity or unit cost makes the amount anew, as the server would. */
function extended(line: ShownLine, fields: Partial<ShownLine>): Partial<ShownLine> {
  if (!('quantity' in fields || 'unit_cost' in fields)) return {}
  const [quantity, cost] = [typedDecimal(line.quantity ?? ''), typedDecimal(line.unit_cost ?? '')]
  return isDecimal(quantity) && isDecimal(cost) ? { amount: extend(quantity, cost) } : {}
}

function sendable(edit: Partial<ShownLine>): object {
  const fields: Record<string, unknown> = { ...edit }
  for (const key of DECIMALS) {
    const typed = edit[key]
    if (typed !== undefined) fields[key] = typed === null || typed.trim() === '' ? null : typedDecimal(typed)
  }
  if (fields.amount === null) delete fields.amount
  return fields
}
