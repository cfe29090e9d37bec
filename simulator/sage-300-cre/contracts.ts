import { isCalendarDate } from '../clock.ts'
import { Refused } from '../refused.ts'
import type { Books } from './books.ts'
import type { Session } from './import.ts'
import { addDecimal, digitsOf, formatDecimal, negateDecimal, parseDecimal } from './money.ts'
import type { ImportRecord } from './reader.ts'
import { noEntity } from './setup.ts'
import type { Row } from './table.ts'
import type { TableName } from './tables.ts'

export const BILLING_METHODS = ['Use contracts', 'Use quickbill'] as const
export const BILLING_LEVELS = ['Job', 'Division', 'Section'] as const
export const CONTRACT_STATUSES = ['Unapproved', 'Approved', 'Closed'] as const

const CONTRACT = 'CNM_MASTER__CONTRACT'
const ITEM = 'CNM_MASTER__CONTRACT_ITEM'
const JOB = 'JCM_MASTER__JOB'
const COST_CODE = 'JCM_MASTER__COST_CODE'

/** How a job bills its owner (reference 3.6): "If the Billing Method on a job is Use Quickbill, a Billing Level must be specified." */
export function setBilling(books: Books, job: string, method: string, level: string): void {
  const row = jobRow(books, job)
  oneOf('Billing_Method', method, BILLING_METHODS)
  if (method === 'Use quickbill') oneOf('Billing_Level', level, BILLING_LEVELS)
  else if (level !== '') throw new Refused('[Billing_Level] is only for jobs that use quickbill.')
  books.change(JOB, row, { Billing_Method: method, Billing_Level: level })
}

export interface Contract {
  contract: string
  job: string
  description: string
  status: string
  /** `YYYY-MM-DD`, or empty. */
  workStarted: string
  workCompleted: string
}

/** Sets a contract up in the application Contracts, or changes what is said of it; its job stays. */
export function enterContract(books: Books, given: Contract): void {
  const { contract, job, description, status } = given
  tooLong('Contract', contract, 10)
  tooLong('Description', description, 30)
  oneOf('Status', status, CONTRACT_STATUSES)
  const values = {
    Description: description,
    Status: status,
    Work_Started: day('Work_Started', given.workStarted),
    Work_Completed: day('Work_Completed', given.workCompleted),
  }
  const there = books.get(CONTRACT, contract)
  if (there && books.text(CONTRACT, there, 'Job') !== job) throw new Refused(`Contract ${contract} is another job's.`)
  requireMethod(books, job, 'Use contracts')
  if (there) books.change(CONTRACT, there, values)
  else books.insert(CONTRACT, { Contract: contract, Job: job, ...values })
}

/** Adds an item to a contract, or changes its description and original amount; contract and job follow. */
export function enterContractItem(
  books: Books,
  contract: string,
  item: string,
  description: string,
  amount: string,
): void {
  tooLong('Item', item, 10)
  tooLong('Description', description, 30)
  const header = books.get(CONTRACT, contract)
  if (!header) throw new Refused(`There is no contract ${contract}.`)
  const next = money(amount)
  const there = books.get(ITEM, contract, item) ?? books.insert(ITEM, { Contract: contract, Item: item })
  const change = minus(next, books.text(ITEM, there, 'Original_Contract_Amount'))
  books.change(ITEM, there, { Description: description })
  addTo(books, ITEM, there, 'Original_Contract_Amount', 'Revised_Contract_Amount', change)
  addTo(books, CONTRACT, header, 'Original_Contract_Amount', 'Revised_Contract_Amount', change)
  addToJob(books, books.text(CONTRACT, header, 'Job'), change)
}

/**
 * `cn-import-contract-items`: "This item will be created with no original contract amount, the only value it will have is the approved change
 * amount of the PCCO" (data mapping, "Prime Contract Change Orders", footnote 1).
 */
export function contractItemSession(books: Books): Session {
  return {
    take: (record) => ({ verdicts: [{ record, refused: record.problem ?? addItem(books, record) }] }),
    end: () => [],
  }
}

function addItem(books: Books, { values }: ImportRecord): string | null {
  const of = (name: string): string => values[name] ?? ''
  if (!books.get(CONTRACT, of('Contract'))) return noEntity('Contract')
  if (books.get(ITEM, of('Contract'), of('Code')))
    return 'A contract item already exists on this contract with the specified code.'
  books.insert(ITEM, { Contract: of('Contract'), Item: of('Code'), Description: of('Name') })
  return null
}

/** What a scheduled value change names must be a contract of its job, and one of its items. */
export function contractProblem(books: Books, job: string, contract: string, item: string): string | null {
  const header = books.get(CONTRACT, contract)
  if (!header || books.text(CONTRACT, header, 'Job') !== job) return noEntity('Contract')
  return books.get(ITEM, contract, item) ? null : noEntity('ContractItem')
}

/** "Once the entries are posted in Job Cost, it will also send transactions to the Contracts application to update the information there as well." */
export function changeContract(books: Books, contract: string, item: string, amount: string): void {
  const rows = [
    [CONTRACT, books.get(CONTRACT, contract)],
    [ITEM, books.get(ITEM, contract, item)],
  ] as const
  for (const [table, row] of rows)
    if (row) addTo(books, table, row, 'JTD_Aprvd_Contract_Chgs', 'Revised_Contract_Amount', amount)
}

/**
 * `Tasks > Enter Miscellaneous Worksheets`: the schedule of values at the job's billing level (data mapping, "Prime Contract"). At level Job the
 * cost code is empty; entered again the amount replaces the former one.
 */
export function enterScheduleOfValue(books: Books, job: string, extra: string, costCode: string, amount: string): void {
  const row = requireMethod(books, job, 'Use quickbill')
  const level = books.text(JOB, row, 'Billing_Level')
  const next = money(amount)
  if (level === 'Job') {
    if (costCode !== '' || extra !== '') throw new Refused(`Job ${job} keeps its schedule of values at the job.`)
    addToJob(books, job, minus(next, books.text(JOB, row, 'Original_Contract_Amount')))
    return
  }
  const code = books.get(COST_CODE, job, extra, costCode)
  if (!code) throw new Refused('No entities could be found of type [CostCode] with given where clause.')
  const isGroup = books.text(COST_CODE, code, 'Group_Cost_Code') === '1'
  if (isGroup !== (level === 'Division'))
    throw new Refused(`Job ${job} keeps its schedule of values at the level ${level}; cost code ${costCode} is none.`)
  const change = minus(next, books.text(COST_CODE, code, 'Orig_Scheduled_Value'))
  addTo(books, COST_CODE, code, 'Orig_Scheduled_Value', 'Revised_Scheduled_Value', change)
  addToJob(books, job, change)
}

function requireMethod(books: Books, job: string, method: (typeof BILLING_METHODS)[number]): Row {
  const row = jobRow(books, job)
  if (books.text(JOB, row, 'Billing_Method') !== method)
    throw new Refused(`The billing method of job ${job} is not ${method}.`)
  return row
}

function jobRow(books: Books, job: string): Row {
  const row = books.get(JOB, job)
  if (!row) throw new Refused(`There is no job ${job}.`)
  return row
}

function addToJob(books: Books, job: string, amount: string): void {
  addTo(books, JOB, jobRow(books, job), 'Original_Contract_Amount', 'Revised_Contract_Amount', amount)
}

function addTo(books: Books, table: TableName, row: Row, one: string, other: string, amount: string): void {
  const sum = (column: string) => addDecimal(books.text(table, row, column), amount, 2)
  books.change(table, row, { [one]: sum(one), [other]: sum(other) })
}

const minus = (amount: string, before: string): string => addDecimal(amount, negateDecimal(before, 2), 2)

function money(amount: string): string {
  const digits = digitsOf(amount)
  if (!digits || digits.after > 2 || digits.before > 9)
    throw new Refused('[Amount] is no number with at most 2 decimals.')
  return formatDecimal(parseDecimal(amount, 2), 2)
}

function day(name: string, date: string): string | null {
  if (date === '') return null
  const [year, month, of] = /^\d{4}-\d\d-\d\d$/.test(date) ? date.split('-').map(Number) : []
  if (year === undefined || month === undefined || of === undefined || !isCalendarDate(year, month, of))
    throw new Refused(`[${name}] ${date} is not a date YYYY-MM-DD.`)
  return date
}

function tooLong(name: string, text: string, most: number): void {
  if (text.length > most) throw new Refused(`[${name}] is too long, maximum length is ${most} characters.`)
}

function oneOf(name: string, text: string, list: readonly string[]): void {
  if (!list.includes(text)) throw new Refused(`[${name}] must be one of ${list.join(', ')}.`)
}
