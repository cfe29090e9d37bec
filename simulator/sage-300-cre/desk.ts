import { Refused, Unsupported } from '../refused.ts'
import type { Books } from './books.ts'
import { enterContract, enterContractItem, enterScheduleOfValue, setBilling } from './contracts.ts'
import { deskBill, deskEmployee, deskTaxGroup } from './desk-books.ts'
import { addChangeOrder, deleteChangeOrder, deleteItem } from './desk-changes.ts'
import { type CostEntry, enterCost } from './desk-costs.ts'
import { changeItem, changeTransaction, deleteCommitment, deleteTransaction } from './desk-edits.ts'
import { addExtra, describeExtra, insureVendor } from './desk-extras.ts'
import {
  deleteInvoice,
  payInvoice,
  postInvoices,
  setControlAccount,
  typeInvoice,
  voidPayment,
} from './desk-invoices.ts'
import { JOB_STATUSES } from './layouts.ts'
import { postTime } from './payroll.ts'
import { closeMonth, postBatch } from './post.ts'
import { addCategory, addCostCode, jobProblem, noEntity } from './setup.ts'

/** What a person at the Sage desk types in: field names with text, numbers or yes/no. */
export type DeskBody = Readonly<Record<string, unknown>>

/** A field as text; numbers are taken too. Throws for a missing required field. */
export function text(body: DeskBody, name: string, required = true): string {
  const value = body[name]
  if (typeof value === 'string' || typeof value === 'number') {
    if (String(value).length > 1000) throw new Refused(`[${name}] is too long, maximum length is 1000 characters.`)
    if (String(value) !== '' || !required) return String(value).trim()
  }
  if (required) throw new Refused(`[${name}] Can't be blank.`)
  return ''
}

const ADDRESS: Readonly<Record<string, string>> = {
  name: 'Name',
  address1: 'Address_1',
  address2: 'Address_2',
  city: 'City',
  state: 'State',
  zip: 'ZIP_Code',
  telephone: 'Telephone',
  fax: 'Fax_Number',
}

/** Everything that can be done at the desk, by name; the same for the pages and for `POST /desk/<name>`. */
export const DESK_ACTIONS: Readonly<Record<string, (books: Books, body: DeskBody) => unknown>> = {
  'post-batch': (books, body) => ({ posted: postBatch(books, text(body, 'batch')) }),
  'post-all': (books) => ({ posted: waitingBatches(books).reduce((sum, batch) => sum + postBatch(books, batch), 0) }),
  cost: (books, body) => enterCost(books, costOf(body)),
  job: addJob,
  'job-status': setJobStatus,
  vendor: addVendor,
  'vendor-active': (books, body) => {
    const row = found(books, 'APM_MASTER__VENDOR', text(body, 'vendor'))
    books.change('APM_MASTER__VENDOR', row, { Inactive: yes(body, 'active') ? '0' : '1' })
  },
  'vendor-address': (books, body) => {
    const row = found(books, 'APM_MASTER__VENDOR', text(body, 'vendor'))
    books.change('APM_MASTER__VENDOR', row, columnsOf(body, ADDRESS))
  },
  'vendor-insurance': insureVendor,
  extra: addExtra,
  'extra-description': describeExtra,
  'cost-code': deskCostCode,
  category: deskCategory,
  'commitment-delete': (books, body) => deleteCommitment(books, text(body, 'commitment')),
  'commitment-item': changeItem,
  'commitment-item-delete': deleteItem,
  'commitment-closed': (books, body) => {
    const row = books.get('JCM_MASTER__COMMITMENT', text(body, 'commitment'))
    if (!row) throw new Refused(`There is no commitment ${text(body, 'commitment')}.`)
    books.change('JCM_MASTER__COMMITMENT', row, { Closed: yes(body, 'closed') ? '1' : '0' })
  },
  'change-order': addChangeOrder,
  'change-order-delete': deleteChangeOrder,
  'transaction-change': changeTransaction,
  'transaction-delete': deleteTransaction,
  'job-billing': (books, body) =>
    setBilling(books, text(body, 'job'), text(body, 'method'), text(body, 'level', false)),
  contract: (books, body) =>
    enterContract(books, {
      contract: text(body, 'contract'),
      job: text(body, 'job'),
      description: text(body, 'description', false),
      status: text(body, 'status', false) || 'Approved',
      workStarted: text(body, 'workStarted', false),
      workCompleted: text(body, 'workCompleted', false),
    }),
  'contract-item': (books, body) =>
    enterContractItem(
      books,
      text(body, 'contract'),
      text(body, 'item'),
      text(body, 'description', false),
      text(body, 'amount'),
    ),
  'schedule-of-value': (books, body) =>
    enterScheduleOfValue(
      books,
      text(body, 'job'),
      text(body, 'extra', false),
      text(body, 'costCode', false),
      text(body, 'amount'),
    ),
  'invoice-post': postInvoices,
  'invoice-pay': payInvoice,
  'payment-void': voidPayment,
  'invoice-delete': deleteInvoice,
  'invoice-type': typeInvoice,
  'control-account': setControlAccount,
  'tax-group': deskTaxGroup,
  employee: deskEmployee,
  bill: deskBill,
  'time-post': (books, body) => postTime(books, text(body, 'batch')),
  'close-month': (books) => ({ openMonth: closeMonth(books) }),
}

/** Batches that wait in new.jct, in the order their entries were made. */
export function waitingBatches(books: Books): string[] {
  const { JCT_NEW__TRANSACTION: waiting } = books.tables
  return [...new Set([...waiting.rows()].map((row) => waiting.text(row, 'Batch')))]
}

export function yes(body: DeskBody, name: string): boolean {
  const value = body[name]
  return value === true || value === 'true' || value === 'on' || value === '1' || value === 1
}

type Named = 'APM_MASTER__VENDOR' | 'JCM_MASTER__JOB'

function found(books: Books, table: Named, key: string) {
  const row = books.get(table, key)
  if (!row) throw new Refused(`There is no ${table === 'JCM_MASTER__JOB' ? 'job' : 'vendor'} ${key}.`)
  return row
}

function columnsOf(body: DeskBody, names: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(names).filter(([name]) => body[name] !== undefined)
  return Object.fromEntries(given.map(([name, column]) => [column, text(body, name, false)]))
}

function costOf(body: DeskBody): CostEntry {
  const optional = [
    'units',
    'unitCost',
    'date',
    'description',
    'vendor',
    'invoice',
    'commitment',
    'commitmentItem',
    'employee',
    'equipment',
    'batch',
  ]
  return {
    ...Object.fromEntries(optional.map((name) => [name, text(body, name, false)])),
    type: text(body, 'type'),
    job: text(body, 'job'),
    extra: text(body, 'extra', false),
    costCode: text(body, 'costCode'),
    category: text(body, 'category'),
    amount: text(body, 'amount'),
    post: yes(body, 'post'),
  }
}

function addJob(books: Books, body: DeskBody): void {
  const job = text(body, 'job')
  if (books.get('JCM_MASTER__JOB', job)) throw new Refused('A job with that code already exists.')
  const { name = '', ...address } = columnsOf(body, { ...ADDRESS, name: 'name' })
  books.insert('JCM_MASTER__JOB', { Job: job, Description: name, Status: 'Unstarted', Extras: 'No', ...address })
}

function setJobStatus(books: Books, body: DeskBody): void {
  const status = text(body, 'status')
  if (!JOB_STATUSES.some((one) => one === status))
    throw new Unsupported(`job status [${status}]; there are ${JOB_STATUSES.join(', ')}.`)
  books.change('JCM_MASTER__JOB', found(books, 'JCM_MASTER__JOB', text(body, 'job')), { Status: status })
}

function addVendor(books: Books, body: DeskBody): void {
  const vendor = text(body, 'vendor')
  if (books.get('APM_MASTER__VENDOR', vendor)) throw new Refused('A vendor with that code already exists.')
  books.insert('APM_MASTER__VENDOR', { Vendor: vendor, ...columnsOf(body, ADDRESS) })
}

function deskCostCode(books: Books, body: DeskBody): void {
  const [job, extra, costCode] = [text(body, 'job'), text(body, 'extra', false), text(body, 'costCode')]
  const problem = jobProblem(books, job, extra)
  if (problem) throw new Refused(problem)
  if (books.get('JCM_MASTER__COST_CODE', job, extra, costCode))
    throw new Refused(`Cost code ${costCode} is on the job already.`)
  addCostCode(books, job, extra, costCode, { Description: text(body, 'description', false) })
}

function deskCategory(books: Books, body: DeskBody): void {
  const key = {
    job: text(body, 'job'),
    extra: text(body, 'extra', false),
    costCode: text(body, 'costCode'),
    category: text(body, 'category'),
  }
  const problem = jobProblem(books, key.job, key.extra)
  if (problem) throw new Refused(problem)
  if (!books.get('JCM_MASTER__COST_CODE', key.job, key.extra, key.costCode)) throw new Refused(noEntity('CostCode'))
  if (!books.get('JCM_MASTER__STANDARD_CATEGORY', key.category))
    throw new Refused(`Category [${key.category}] is not a standard category.`)
  if (books.get('JCM_MASTER__CATEGORY', key.job, key.extra, key.costCode, key.category)) {
    throw new Refused(`Category ${key.category} is on cost code ${key.costCode} already.`)
  }
  addCategory(books, key, { Description: text(body, 'description', false) })
}
