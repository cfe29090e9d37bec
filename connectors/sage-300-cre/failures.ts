import type { FailureRow, FailureTable, WayOut } from '../../src/erp/failures.ts'
import { changeOrderFailures } from './failures-change-orders.ts'

const ERROR_TABLE = 'Source document, “Common Error Messages and Resolutions”'
const FORMATS = 'docs/sage-300-cre-formats.md'
/** The types Sage names, and our words for them (on a job, so the job itself stands apart). */
const CODINGS: Record<string, string> = { Extra: 'extra', CostCode: 'cost code', Category: 'category' }
/** On the owner’s side of a job. */
const CONTRACT_PARTS: Record<string, string> = { Contract: 'contract', ContractItem: 'contract item' }

/**
 * What Sage 300 CRE says no with, in the order of the source document’s table. First match wins, so the particular stands before the
 * general. Where the document says “contact support” there is a way out here.
 */
export const failures: FailureTable = [
  ...changeOrderFailures(),
  ...commitmentFailures(),
  ...contractFailures(),
  ...codingFailures(),
  ...connectionFailures(),
  ...jobAndVendorFailures(),
  ...payrollFailures(),
  ...entryFailures(),
  ...fieldFailures(),
]

function commitmentFailures(): FailureRow[] {
  return [
    {
      code: 'commitment-exists',
      matches: /a commitment with code \[[^\]]*\] already exi[s]?ts|a commitment already exists with the specified id/i,
      sample: 'A commitment with code [25-001-01] already exists.',
      cause:
        'Sage has a commitment with this code: one deleted here and created again, an earlier attempt that got through, or a different commitment that took the code.',
      remedy:
        'Compare it with ours. If it is the same commitment, link it; if it is another one, take the next free number and send again.',
      waysOut: ['link-existing', 'choose-next-number', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, Contracts`,
    },
    {
      code: 'vendor-inactive',
      matches: /vendor is inactive|vendor .*has been archived/i,
      sample: 'Vendor is inactive/has been archived.',
      cause: 'The vendor of this commitment is inactive in Sage, or is no longer there.',
      remedy: 'Untick “Inactive” on the vendor in Sage, see that the company is still linked to it, and send again.',
      waysOut: ['reopen-and-retry', 'link-existing'],
      retry: false,
      source: `${ERROR_TABLE}, Contracts`,
    },
    {
      code: 'code-change-not-allowed',
      matches: /changing the code is not allowed/i,
      sample: 'Changing the code is not allowed.',
      cause: 'The item was tried before under another code, and that attempt is still known to Sage.',
      remedy:
        'Look for the earlier attempt in Sage. If it is there, link it; if it is not, send again: each sending starts afresh.',
      waysOut: ['link-existing', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, Contracts`,
    },
    {
      code: 'item-exists',
      matches: /a commitment item with number \[[^\]]*\] already exists/i,
      sample: 'A commitment item with number [3] already exists.',
      cause: 'Two lines of this commitment have the same line number.',
      remedy: 'Number the lines anew and send again.',
      waysOut: ['send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-commitments (assumed words)`,
    },
    {
      code: 'sibling-refused',
      matches: /was not imported because another record of (it|its file) was refused/i,
      sample: 'The commitment was not imported because another record of it was refused.',
      cause: 'Sage takes a commitment, or a file of entries, as a whole; the record that it refused says why.',
      remedy: 'Mend what the other sentence names and send again.',
      waysOut: ['send-again'],
      retry: false,
      source: `${FORMATS}, jc-import-commitments (assumed words)`,
    },
  ]
}

/** The owner’s contract and its items, as a prime contract change order names them. */
function contractFailures(): FailureRow[] {
  return [
    {
      code: 'contract-item-exists',
      matches: /a contract item already exists on this contract with the specified code/i,
      sample: 'A contract item already exists on this contract with the specified code.',
      cause:
        'The contract has an item with this code in Sage: an earlier attempt that got that far, an item that was added there, or one whose line here is not imported yet.',
      remedy:
        'Sync the prime contracts. If the item is an earlier attempt’s, without an original amount, send again under the same ID: it is used. If it is another one, give the new line the next free ID and send again.',
      waysOut: ['choose-next-number', 'send-again'],
      retry: false,
      source: `${ERROR_TABLE}, Change order packages`,
    },
    ...Object.entries(CONTRACT_PARTS).map(
      ([type, word]): FailureRow => ({
        code: `${word.replace(' ', '-')}-not-found`,
        matches: new RegExp(`no entities could be found of type \\[${type}\\]`, 'i'),
        sample: `No entities could be found of type [${type}] with given where clause.`,
        cause: `The ${word} this change order names is no longer on the job in Sage.`,
        remedy: `Set the ${word} up again in Sage, or take the change off its line here, and send again.`,
        waysOut: ['remap-code', 'send-again'],
        retry: false,
        source: `${FORMATS}, Contracts with the owner`,
      }),
    ),
  ]
}

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

function entryFailures(): FailureRow[] {
  const source = `${FORMATS}, jc-import-transactions (words assumed)`
  return [
    {
      code: 'entry-zero',
      matches: /\[amount\] can['’]t be zero/i,
      sample: "[Amount] Can't be zero.",
      cause: 'An entry over nothing reached Sage, which makes none of it.',
      remedy: 'Take the line with the amount of zero out and send again.',
      waysOut: ['send-again'],
      retry: false,
      source,
    },
    {
      code: 'entry-not-of-its-kind',
      matches: /\] must be (blank|one of)/i,
      sample:
        '[TransactionType] must be one of Approved est changes, Misc worksheet 1, Misc worksheet 2, Aprvd schdl val chng.',
      cause: 'This Sage takes other values in the field its words name than the import format here assumes.',
      remedy:
        'Compare the import format that Sage prints with the one in force here, put Sage’s own in its place, and send again.',
      waysOut: ['send-again'],
      retry: false,
      source,
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
