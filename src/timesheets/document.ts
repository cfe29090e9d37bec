/** What any ERP is told about a timesheet: complete, codes in place of ids. Frozen when accepted. */
export interface TimesheetDocument {
  kind: 'timecards'
  id: number
  /** From 1 in each project. */
  number: number
  job: { erpId: string; name: string }
  /** Days, YYYY-MM-DD, both counted in. */
  periodStart: string
  periodEnd: string
  timecards: TimecardInDocument[]
}

export interface TimecardInDocument {
  /** From 1, without gaps. */
  number: number
  employee: { code: string; name: string }
  date: string
  /** The timecard's own, else the employee's. */
  payId: string
  /** The job ID. */
  job: string
  /** Empty: the job itself. */
  extra: string
  costCode: string
  category: string
  /** Decimal strings. */
  regularHours: string
  overtimeHours: string
  doubleHours: string
  description: string
}
