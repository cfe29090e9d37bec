/** What the API says of a timesheet and of its timecards. */
import { z } from 'zod'
import { hoursOf, TIMESHEET_STATUSES, type Timecard, type Timesheet } from './model.ts'

export const timesheetReply = z.object({
  id: z.int(),
  rev: z.int(),
  project_id: z.int(),
  number: z.int(),
  period_start: z.string(),
  period_end: z.string(),
  status: z.enum(TIMESHEET_STATUSES),
  approved_by: z.string().nullable(),
  hours: z.string(),
  timecard_entries_count: z.int(),
  erp_status: z.enum(['not_in_erp', 'ready_to_export', 'rejected', 'exporting', 'failed_to_export', 'synced']),
  erp_locked: z.boolean(),
})

export const timecardReply = z.object({
  id: z.int(),
  position: z.int(),
  employee_id: z.int(),
  employee: z.object({ id: z.int(), employee_id: z.string(), name: z.string() }),
  date: z.string(),
  cost_code_id: z.int(),
  cost_code: z.object({ id: z.int(), code: z.string() }),
  line_item_type_id: z.int(),
  line_item_type: z.object({ id: z.int(), code: z.string() }),
  pay_id: z.string(),
  regular_hours: z.string(),
  overtime_hours: z.string(),
  double_hours: z.string(),
  hours: z.string(),
  description: z.string(),
})

export function showTimesheet(sheet: Timesheet): z.input<typeof timesheetReply> {
  return {
    id: sheet.id,
    rev: sheet.rev,
    project_id: sheet.project,
    number: sheet.number,
    period_start: sheet.periodStart,
    period_end: sheet.periodEnd,
    status: sheet.status,
    approved_by: sheet.approvedBy,
    hours: sheet.hours,
    timecard_entries_count: sheet.timecards,
    erp_status: sheet.erpStatus,
    erp_locked: sheet.erpLocked,
  }
}

export function showTimecard(card: Timecard): z.input<typeof timecardReply> {
  return {
    id: card.id,
    position: card.position,
    employee_id: card.employeeId,
    employee: { id: card.employeeId, employee_id: card.employee.code, name: card.employee.name },
    date: card.date,
    cost_code_id: card.costCodeId,
    cost_code: { id: card.costCodeId, code: card.costCode },
    line_item_type_id: card.costTypeId,
    line_item_type: { id: card.costTypeId, code: card.costType },
    pay_id: card.payId,
    regular_hours: card.regularHours,
    overtime_hours: card.overtimeHours,
    double_hours: card.doubleHours,
    hours: hoursOf(card),
    description: card.description,
  }
}
