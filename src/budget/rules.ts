/** What may be done to a budget, and the sentence when it may not. */
import { type Refusal, refusal } from '../platform/refusal.ts'

export function mayChangeLines(locked: boolean): Refusal[] {
  return locked ? [refusal('budget-locked', 'The budget is locked. Unlock it before changing its lines.')] : []
}

export function mayAddLine(line: {
  exists: boolean
  codeActive: boolean
  isGroup: boolean
  code: string
  type: string
}): Refusal[] {
  const refusals: Refusal[] = []
  if (line.exists)
    refusals.push(
      refusal('line-exists', `The budget already has a line for ${line.code} ${line.type}.`, { field: 'cost_code_id' }),
    )
  if (line.isGroup)
    refusals.push(
      refusal('group-code', `${line.code} is a division: it sums others and takes no amount of its own.`, {
        field: 'cost_code_id',
      }),
    )
  if (!line.codeActive)
    refusals.push(
      refusal('code-inactive', `${line.code} has been deactivated. Reactivate it first.`, { field: 'cost_code_id' }),
    )
  return refusals
}
