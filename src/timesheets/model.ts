/** Time: the ERP's employees, and timesheets of a pay period of a project with their timecards (requirement TIM-1). */
import { z } from 'zod'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Id, ProjectId } from '../ids.ts'
import { compare, digits, isDecimal, sum } from '../platform/money.ts'

export type EmployeeId = Id<'employee'>
export type TimesheetId = Id<'timesheet'>
export type TimecardId = Id<'timecard'>

/** Comes from the ERP and is changed only there. */
export interface Employee {
  id: EmployeeId
  /** The ERP's ID. */
  code: string
  name: string
  /** Holds where a timecard names none. */
  payId: string
  active: boolean
}

export const TIMESHEET_STATUSES = ['pending', 'approved'] as const
export type TimesheetStatus = (typeof TIMESHEET_STATUSES)[number]
export const STATUS_WORDS: Record<TimesheetStatus, string> = { pending: 'Pending', approved: 'Approved' }

export type ErpStatus = 'not_in_erp' | 'ready_to_export' | 'rejected' | 'exporting' | 'failed_to_export' | 'synced'

export interface Timesheet {
  id: TimesheetId
  /** Rises with every edit of the timesheet or of one of its timecards. */
  rev: number
  project: ProjectId
  projectName: string
  /** From 1 in each project. */
  number: number
  /** Days, both counted in. */
  periodStart: string
  periodEnd: string
  status: TimesheetStatus
  approvedBy: string | null
  /** The job ID of the project, while linked. */
  jobErpId: string | null
  /** Decimal string: all hours of its timecards. */
  hours: string
  timecards: number
  erpLocked: boolean
  erpStatus: ErpStatus
}

/** Hours are decimal strings with at most two places. */
export interface TimecardFields {
  employeeId: EmployeeId
  date: string
  costCodeId: CostCodeId
  costTypeId: CostTypeId
  /** Empty: the employee's own. */
  payId: string
  regularHours: string
  overtimeHours: string
  doubleHours: string
  description: string
}

export interface Timecard extends TimecardFields {
  id: TimecardId
  /** From 1, without gaps: how the ERP's time entry is told from the others of the timesheet. */
  position: number
  employee: Pick<Employee, 'code' | 'name' | 'payId' | 'active'>
  costCode: string
  costType: string
  /** Of the sub job the cost code belongs to; empty: the job itself. */
  extra: string
}

export function hoursOf(card: Pick<TimecardFields, 'regularHours' | 'overtimeHours' | 'doubleHours'>): string {
  return sum([card.regularHours, card.overtimeHours, card.doubleHours])
}

const hours = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .refine((value) => isDecimal(value) && digits(value).fraction <= 2, 'must be hours such as "7.50"')
  .refine((value) => !isDecimal(value) || (compare(value, '0') >= 0 && compare(value, '24') <= 0), 'must be 0 to 24')
const id = <T extends number>() =>
  z
    .int()
    .positive()
    .transform((value) => value as T)

export const periodFields = z.strictObject({ period_start: z.iso.date(), period_end: z.iso.date() })

/** Names of the API; what an ERP takes less of is checked when the timesheet is sent. */
export const timecardFields = z.strictObject({
  employee_id: id<EmployeeId>(),
  date: z.iso.date(),
  cost_code_id: id<CostCodeId>(),
  line_item_type_id: id<CostTypeId>(),
  pay_id: z.string().trim().max(50).default(''),
  regular_hours: hours.default('0'),
  overtime_hours: hours.default('0'),
  double_hours: hours.default('0'),
  description: z.string().trim().max(255).default(''),
})

export function timecardFromBody(body: z.output<typeof timecardFields>): TimecardFields {
  return {
    employeeId: body.employee_id,
    date: body.date,
    costCodeId: body.cost_code_id,
    costTypeId: body.line_item_type_id,
    payId: body.pay_id,
    regularHours: body.regular_hours,
    overtimeHours: body.overtime_hours,
    doubleHours: body.double_hours,
    description: body.description,
  }
}
