import type { FailureRow, FailureTable, WayOut } from '../../src/erp/failures.ts'
import { changeOrderFailures, commitmentFailures } from './failures-commitments.ts'
import { contractFailures, ERROR_TABLE, FORMATS } from './failures-contracts.ts'
import { entryFailures } from './failures-entries.ts'
import { invoiceFailures } from './failures-invoices.ts'

/** The types Sage names, and our words for them (on a job, so the job itself stands apart). */
const CODINGS: Record<string, string> = { Extra: 'extra', CostCode: 'cost code', Category: 'category' }

/**
 * What Sage 300 CRE says no with, in the order of the source document’s table. First match wins, so the particular stands before the
 * general. Where the document says “contact support” there is a way out here.
 */
export const failures: FailureTable = [
  ...changeOrderFailures(),
  ...commitmentFailures(),
  ...contractFailures(),
  ...codingFailures(),
  ...invoiceFailures(),
  ...connectionFailures(),
  ...jobAndVendorFailures(),
  ...payrollFailures(),
  ...entryFailures(),
  ...fieldFailures(),
]

/** Job, extra, cost code and category as a commitment or a cost code names them. */
function codingFailures(): FailureRow[] {
  const missing = Object.entries(CODINGS).map(
    ([type, word]): FailureRow => ({
      code: `${word.replace(' ', '-')}-not-found`,
      matches: new RegExp(`no entities could be found of type \\[${type}\\]`, 'i'),
      sample: `No entities could be found of type [${type}] with given where clause.`,
      cause: `The ${word} this item uses is no longer on the job in Sage: it was deleted, or deleted and added again under another code.`,
      remedy: `Refresh the cost codes of the project. Then choose another ${word} for the line, or set this one up again in Sage, and send again.`,
      waysOut: ['remap-code', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, Contracts`,
    }),
  )
  return [
    {
      code: 'job-closed',
      matches: /job has been closed/i,
      sample: 'Job has been closed.',
      cause: 'The job has the status “Closed” in Sage.',
      remedy: 'Reopen the job in Sage and send again.',
      waysOut: ['reopen-and-retry'],
      retry: false,
      source: `${ERROR_TABLE}, Change order packages`,
    },
    {
      code: 'job-not-found',
      matches: /no entities could be found of type \[job\]/i,
      sample: 'No entities could be found of type [Job] with given where clause.',
      cause: 'The job this item belongs to is not, or no longer, in Sage.',
      remedy: 'Refresh the jobs, link the project to its job again or export it, and send again.',
      waysOut: ['link-existing', 'send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-commitments`,
    },
    ...missing,
    {
      code: 'tax-group-not-found',
      matches: /no entities could be found of type \[taxgroup\]/i,
      sample: 'No entities could be found of type [TaxGroup] with given where clause.',
      cause: 'A tax group this commitment uses is no longer in Sage.',
      remedy:
        'Sync the tax groups. Then choose another tax code for the line, or set the tax group up again in Sage, and send again.',
      waysOut: ['remap-code', 'send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-commitments (words assumed)`,
    },
    {
      code: 'group-cost-code',
      matches: /group cost code/i,
      sample: 'Cost code [03-000] is a group cost code.',
      cause: 'The line stands on a group (division) code. Sage books no cost and no commitment on those.',
      remedy: 'Put the line on a detail cost code and send again.',
      waysOut: ['remap-code', 'send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-commitments (rule; words assumed)`,
    },
    {
      code: 'not-a-standard-category',
      matches: /not a standard category/i,
      sample: 'Category [XYZ] is not a standard category.',
      cause:
        'Sage stops an import at a category that is not on its list of standard categories; nothing after it was read.',
      remedy: 'Add the category to the standard categories in Sage, or use one that is there, and send again.',
      waysOut: ['remap-code', 'send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-estimates (rule; words assumed)`,
    },
    {
      code: 'not-a-standard-cost-code',
      matches: /not on the standard cost code list/i,
      sample: 'Cost code [99-999] is not on the standard cost code list.',
      cause: 'Sage does not let imports create cost codes that are not on its standard list.',
      remedy:
        'Add the code to the standard cost codes in Sage, or switch on “Allow creation of cost codes not on standard list” there, and send again.',
      waysOut: ['remap-code', 'send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-estimates (rule; words assumed)`,
    },
  ]
}

function connectionFailures(): FailureRow[] {
  return [
    {
      code: 'entity-not-found',
      matches: /entity with this id not found/i,
      sample: 'Entity with this ID not found.',
      cause: 'A record that this item refers to is not, or no longer, known to the ERP service.',
      remedy: 'Refresh vendors, jobs and cost codes, link again what is named on the item, and send again.',
      waysOut: ['link-existing', 'remap-code', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, ERP connection`,
    },
    {
      code: 'blank',
      matches: /can['’]t be blank/i,
      sample: "Can't be blank.",
      cause: 'A field that Sage requires arrived empty.',
      remedy:
        'Fill in the field that the ERP’s words name (if they name none: ID, name, vendor, job, cost code, category) and send again.',
      waysOut: ['send-again'],
      retry: false,
      source: `${ERROR_TABLE}, ERP connection`,
    },
    {
      code: 'jobs-not-synced',
      matches: /an error occurred when attempting to sync your jobs/i,
      sample:
        'We’re sorry, an error occurred when attempting to sync your Jobs. Please contact your customer support rep for assistance.',
      cause: 'The ERP service could not read the jobs. It does not say why.',
      remedy:
        'Nothing is lost: the jobs are read again by themselves. If it lasts, see on the connection page whether the agent reaches Sage.',
      waysOut: ['wait', 'send-again'],
      retry: true,
      source: `${ERROR_TABLE}, ERP connection`,
    },
    {
      code: 'rate-limit',
      matches: /surpassed the max(imum)? number of requests/i,
      sample:
        'Unknown Error => You have surpassed the max number of requests for an hour. Please wait until your limit resets.',
      cause: 'The ERP service takes only so many requests in an hour.',
      remedy: 'Nothing to do: the work waits until the limit resets and goes on by itself.',
      waysOut: ['wait'],
      retry: true,
      // When the hour began nobody says: one request in ten minutes finds its end early enough and uses up next to nothing.
      waitMinutes: 10,
      source: `${ERROR_TABLE}, ERP connection`,
    },
  ]
}

function jobAndVendorFailures(): FailureRow[] {
  return [
    {
      code: 'job-exists',
      matches: /a job with that code already exists|a job already exists with the specified id/i,
      sample: 'A job with that code already exists.',
      cause: 'Sage has a job with this ID, in Job Cost or in Project Management.',
      remedy: 'If it is this project’s job, link the two; else enter another job ID and send again.',
      waysOut: ['link-existing', 'choose-next-number', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, Projects`,
    },
    {
      code: 'extra-exists',
      matches: /an extra with that code already exists/i,
      sample: 'An extra with that code already exists.',
      cause: 'The job has an extra with this ID in Sage.',
      remedy:
        'If it is this sub job, refresh the sub jobs and link the two; else give the sub job another code and send again.',
      waysOut: ['link-existing', 'choose-next-number', 'send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-estimates (rule; words assumed)`,
    },
    {
      code: 'vendor-exists',
      matches: /a vendor with that code already exists/i,
      sample: 'A vendor with that code already exists.',
      cause: 'Sage has a vendor with this ID.',
      remedy: 'If it is this company, link the two; else enter another vendor ID and send again.',
      waysOut: ['link-existing', 'choose-next-number', 'send-again'],
      retry: false,
      source: `${FORMATS}, ap-import-vendors`,
    },
  ]
}

function fieldFailures(): FailureRow[] {
  const tooLong = (code: string, field: string, limit: number, words: string): FailureRow => ({
    code,
    matches: new RegExp(`\\[${field}\\] is too long`, 'i'),
    sample: `[${field}] is too long, maximum length is ${limit} characters.`,
    cause: `The ${words} is longer than ${limit} characters.`,
    remedy: `Shorten the ${words} to at most ${limit} characters and send again.`,
    waysOut: ['send-again'],
    retry: false,
    source: `${ERROR_TABLE}, Projects`,
  })
  return [
    tooLong('name-too-long', 'Name', 30, 'name'),
    tooLong('city-too-long', 'AddressCity', 15, 'city'),
    tooLong('zip-too-long', 'AddressZip', 10, 'ZIP code'),
    field(
      'too-long',
      /\] is too long/i,
      '[Description] is too long, maximum length is 30 characters.',
      'A text is longer than its field in Sage; the ERP’s words name the field and the length.',
      'Shorten it and send again.',
    ),
    field(
      'too-large',
      /\] is too large/i,
      '[Amount] is too large, maximum is 999999.99.',
      'A number is larger than Sage takes; the ERP’s words name the field and the limit.',
      'Split the line into several of a smaller amount and send again.',
    ),
    field(
      'tax-without-group',
      /\[tax\] needs a tax group/i,
      '[Tax] needs a tax group.',
      'A line carries a tax and no tax code.',
      'Choose the tax code of the line and send again.',
    ),
    field(
      'amount-not-units-times-unit-cost',
      /\[amount\] is not units times unit cost/i,
      '[Amount] is not units times unit cost, which is 105.00.',
      'On a line with units and a unit cost, Sage wants the amount to be their product to the cent.',
      'Correct quantity, unit cost or amount of the line and send again.',
    ),
  ]
}

/** Time entries into Payroll; words assumed. */
function payrollFailures(): FailureRow[] {
  const source = `${FORMATS}, pr-import-timecards (words assumed)`
  const row = (code: string, matches: RegExp, sample: string, cause: string, remedy: string): FailureRow => ({
    ...{ code, matches, sample, cause, remedy, source },
    waysOut: ['send-again'],
    retry: false,
  })
  return [
    row(
      'employee-inactive',
      /employee .*is inactive or not found/i,
      'Employee [1007] is inactive or not found.',
      'An employee of this timesheet is inactive in Sage, or is no longer there.',
      'Make the employee active again in Sage, or take the timecards out, and send again.',
    ),
    row(
      'pay-id-not-found',
      /pay id .*is not found/i,
      'Pay ID [HOURLY] is not found.',
      'A timecard names a pay ID that Sage does not have.',
      'Leave the pay ID empty, so that the employee’s own holds, or set it up in Sage, and send again.',
    ),
    row(
      'worked-after-period',
      /is after the end of the pay period/i,
      '[DateWorked] is after the end of the pay period.',
      'A timecard’s day lies after the end of the period.',
      'Correct the day or the period and send again.',
    ),
  ]
}

function field(code: string, matches: RegExp, sample: string, cause: string, remedy: string): FailureRow {
  const waysOut: WayOut[] = ['send-again']
  return { code, matches, sample, cause, remedy, waysOut, retry: false, source: `${FORMATS}, jc-import-commitments` }
}
