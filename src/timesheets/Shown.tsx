/** Timesheets as the API shows them, and the words for where they stand in the ERP. */
import { type Colour, StatusChip } from '../web/StatusChip.tsx'
import { type ErpStatus, STATUS_WORDS, type TimesheetStatus } from './model.ts'

export interface ShownTimesheet {
  id: number
  rev: number
  number: number
  period_start: string
  period_end: string
  status: TimesheetStatus
  approved_by: string | null
  hours: string
  timecard_entries_count: number
  erp_status: ErpStatus
  erp_locked: boolean
}

export interface ShownTimecard {
  id: number
  position: number
  employee_id: number
  employee: { employee_id: string; name: string }
  date: string
  cost_code_id: number
  cost_code: { code: string }
  line_item_type_id: number
  line_item_type: { code: string }
  pay_id: string
  regular_hours: string
  overtime_hours: string
  double_hours: string
  hours: string
  description: string
}

export interface ShownEmployee {
  id: number
  employee_id: string
  name: string
  pay_id: string
  is_active: boolean
}

const WORDS: Record<ErpStatus, { word: string; colour: Colour }> = {
  not_in_erp: { word: 'Not sent', colour: 'grey' },
  ready_to_export: { word: 'Ready to Export', colour: 'blue' },
  rejected: { word: 'Rejected', colour: 'yellow' },
  exporting: { word: 'Exporting', colour: 'blue' },
  failed_to_export: { word: 'Failed', colour: 'red' },
  synced: { word: 'Synced', colour: 'green' },
}

export function ErpStatusChip({ status }: { status: ErpStatus }) {
  return <StatusChip {...WORDS[status]} />
}

export function ApprovalChip({ status }: { status: TimesheetStatus }) {
  return <StatusChip word={STATUS_WORDS[status]} colour={status === 'approved' ? 'green' : 'grey'} />
}
