/** Budget, views, changes and snapshots as the API shows them, and what several pages ask for. */
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { type Colour, StatusChip } from '../web/StatusChip.tsx'
import type { BudgetLine } from './model.ts'
import { CHANGE_WORDS, type ChangeStatus } from './model-changes.ts'
import type { ShownColumn } from './model-views.ts'
import { mayMakeChanges } from './rules-changes.ts'
import { useBudgetErp } from './SendBudget.tsx'

export interface ShownLock {
  locked: boolean
  locked_at: string | null
  locked_by: string | null
  sentence: string
}

export interface ShownView {
  id: number
  name: string
  description: string
  built_in: boolean
  columns: ShownColumn[]
  /** Permission templates whose people see it; empty: everyone who may read the budget. */
  seen_by: number[]
}

export interface ShownChangeLine {
  id: number
  position: number
  sub_job: string
  cost_code_id: number
  cost_code: string
  cost_code_name: string
  line_item_type_id: number
  cost_type: string
  amount: string
  quantity: string | null
  comment: string
  budgeted: boolean
}

export interface ShownChange {
  id: number
  rev: number
  number: number
  title: string
  description: string
  status: ChangeStatus
  date: string
  amount: string
  net_amount: string
  net_confirmed: boolean
  created_by: string | null
  approved_by: string | null
  approved_at: string | null
  adjustment_line_items: ShownChangeLine[]
}

export interface ShownSnapshot {
  id: number
  name: string
  description: string
  view_name: string
  taken_by: string | null
  taken_at: string
  columns: ShownColumn[]
}

/** Of the project in the address. */
export const useLock = () => useGet<ShownLock>(`/rest/v1.0/projects/${useParam('project')}/budget`, useParam('company'))

/** Why no budget change is made, edited or approved now: the budget is unlocked, or what was sent of it is not posted yet (BUD-5). */
export function useWhyNoChange(): string[] {
  const lock = useLock()
  const erp = useBudgetErp()
  const unlocked = mayMakeChanges(lock.data?.locked ?? true).map(({ sentence, remedy }) => `${sentence} ${remedy}`)
  return [...unlocked, ...(erp.data?.off.unlock ?? [])]
}

export const useLines = () =>
  useGet<BudgetLine[]>(`/rest/v1.0/budget_line_items?project_id=${useParam('project')}`, useParam('company'))

export const useViews = () =>
  useGet<ShownView[]>(`/rest/v1.0/budget_views?project_id=${useParam('project')}`, useParam('company'))

const COLOURS: Record<ChangeStatus, Colour> = { draft: 'grey', under_review: 'blue', approved: 'green', void: 'yellow' }

export function ChangeChip({ status }: { status: ChangeStatus }) {
  return <StatusChip word={CHANGE_WORDS[status]} colour={COLOURS[status]} />
}

export function LockChip({ locked }: { locked: boolean }) {
  return (
    <StatusChip
      word={locked ? 'Locked' : 'Unlocked'}
      colour={locked ? 'blue' : 'grey'}
      icon={locked ? 'check' : 'dot'}
    />
  )
}
