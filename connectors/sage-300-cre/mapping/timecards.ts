import type { InboundTable, OutboundRow, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import type { ExportPlan } from '../files.ts'
import { keyIn, textIn } from './rows.ts'

const SOURCE =
  'Permissions and tutorials name “Export Timesheet Data”; the source has no table of it: layout and tables assumed'

/** A text of a timecard: ours, Sage's field and column, its length. */
function text(
  ours: string,
  field: string,
  from: string,
  column: string,
  length: number,
  more: Partial<OutboundRow> = {},
): OutboundRow {
  return {
    ours,
    arrow: '->',
    theirs: field,
    field,
    from: `timecards.${from}`,
    as: 'text',
    column,
    limit: { text: length },
    ...more,
  }
}

function hours(ours: string, field: string, from: string, column: string): OutboundRow {
  return {
    ours,
    arrow: '->',
    theirs: field,
    field,
    from: `timecards.${from}`,
    as: 'decimal',
    column,
    limit: { decimal: [3, 2] },
  }
}

function mark(theirs: string, note: string): OutboundRow {
  return {
    ours: 'Gusset’s mark',
    arrow: '->',
    theirs,
    field: theirs,
    from: '@marker',
    as: 'text',
    limit: { text: 10 },
    note,
  }
}

const entry: OutboundTable = {
  title: 'Time entry',
  record: 'PRT',
  each: 'timecards',
  named: { timecards: 'Timecard {timecards.number}' },
  readBack: { tables: ['PRT_NEW__TIME', 'PRT_CURRENT__TIME'], key: 1, complete: true },
  source: SOURCE,
  rows: [
    text('Line', 'Reference 2', 'number', 'Ref_2', 10, { note: 'Tells the time entries of a timesheet apart.' }),
    text('Employee', 'Employee', 'employee.code', 'Employee', 10, { limit: { text: 10, required: true } }),
    {
      ours: 'Period End',
      arrow: '->',
      theirs: 'Period End Date',
      field: 'Period End Date',
      from: 'periodEnd',
      as: 'date',
      column: 'Period_End_Date',
    },
    {
      ours: 'Date',
      arrow: '->',
      theirs: 'Date Worked',
      field: 'Date Worked',
      from: 'timecards.date',
      as: 'date',
      column: 'Date_Worked',
    },
    text('Pay ID', 'Pay ID', 'payId', 'Pay_ID', 10, { note: 'The timecard’s own, else the employee’s.' }),
    text('Sage 300 CRE Job ID', 'Job', 'job', 'Job', 12, { limit: { text: 12, significant: 10, required: true } }),
    text('Sub Job', 'Extra', 'extra', 'Extra', 10),
    text('Cost Code', 'Cost Code', 'costCode', 'Cost_Code', 12, { limit: { text: 12, required: true } }),
    text('Type', 'Category', 'category', 'Category', 3, { limit: { text: 3, required: true } }),
    hours('Regular Hours', 'Regular Hours', 'regularHours', 'Regular_Hours'),
    hours('Overtime Hours', 'Overtime Hours', 'overtimeHours', 'Overtime_Hours'),
    hours('Double Time Hours', 'Double Time Hours', 'doubleHours', 'Double_Hours'),
    text('Description', 'Description', 'description', 'Description', 30),
    mark('Batch', 'The time entries of a timesheet stand in a batch of their own.'),
    mark(
      'Reference 1',
      'There is no key in Sage, and a second import would add the hours again: by this ours are recognised.',
    ),
  ],
}

/** The timecards of a period, out only. Additive: Sage has no key for them, so that they are looked for by their mark alone. */
export const timecards: ExportPlan = {
  task: 'pr-import-timecards',
  tables: [entry],
  marker: 'field',
  hasKey: false,
  probes: (document, { marker }) => [
    { ...readBack(entry, document, [{ column: 'Ref_1', op: '=', value: marker }]), identity: true },
  ],
}

/** Employees, in only. */
export const employeesFeed: InboundTable = {
  title: 'Employee',
  feed: 'employees',
  table: 'PRM_MASTER__EMPLOYEE',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: SOURCE,
  rows: [
    keyIn('<-', 'Employee', 'Employee', 'Employee', 'code'),
    textIn('<-', 'Name', 'Name', 'Name', 'name'),
    textIn('<-', 'Active', 'Status', 'Status', 'status'),
    textIn('<-', 'Pay ID', 'Pay ID', 'Pay_ID', 'pay_id', 'Holds where a timecard names none.'),
  ],
}
