import type { Office } from '../office.ts'
import type { Books } from '../sage-300-cre/books.ts'
import { waitingBatches } from '../sage-300-cre/desk.ts'
import { INSURANCE } from '../sage-300-cre/desk-extras.ts'
import { DEFAULT_KNOBS } from '../sage-300-cre/knobs.ts'
import { JOB_STATUSES } from '../sage-300-cre/layouts.ts'
import { IMPORTED_ONLY, type TableName, TRANSACTION_TYPES } from '../sage-300-cre/tables.ts'
import { type Column, type Field, formFor, html, type Markup, pageOf, tableOf } from './html.ts'

export interface PageContext {
  office: Office
  /** What follows `?` in the address. */
  query: URLSearchParams
  /** What refused the last action; empty for none. */
  problem: string
}

export type Page = (books: Books, context: PageContext) => string

const PAGES: Readonly<Record<string, Page>> = {
  '/': jobsPage,
  '/job': jobPage,
  '/vendors': vendorsPage,
  '/commitments': commitmentsPage,
  '/commitment': commitmentPage,
  '/batches': batchesPage,
  '/settings': settingsPage,
}

export function findPage(path: string): Page | undefined {
  return Object.hasOwn(PAGES, path) ? PAGES[path] : undefined
}

/** A page shows at most this many rows of a table; the rest is for queries. */
const MOST = 500

type Equal = Readonly<Record<string, string>>

function read(books: Books, table: TableName, columns: readonly string[], equal: Equal = {}): string[][] {
  const where = Object.entries(equal).map(([column, value]) => ({ column, op: '=' as const, value }))
  return books
    .query({ table, columns, where, orderByKey: true, limit: MOST })
    .map((row) => row.map((cell) => cell ?? ''))
}

function heads(text: string): Column[] {
  return text
    .split(', ')
    .map((title) => (title.endsWith(' $') ? { title: title.slice(0, -2), right: true } : { title }))
}

function link(path: string, name: string, value: string): Markup {
  return html`<a href="${path}?${name}=${encodeURIComponent(value)}">${value}</a>`
}

function first(path: string, name: string): (row: string[]) => (string | Markup)[] {
  return ([key = '', ...rest]) => [link(path, name, key), ...rest]
}

function fields(names: string, values: Equal = {}): Field[] {
  return names
    .split(', ')
    .map((name) => ({ name, label: labelOf(name), ...(values[name] === undefined ? {} : { value: values[name] }) }))
}

/** `costCode` is shown as "Cost code". */
function labelOf(name: string): string {
  const words = name.replace(/([A-Z0-9])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function jobsPage(books: Books, { problem, office }: PageContext): string {
  const columns = [
    'Job',
    'Description',
    'Status',
    'Original_Estimate',
    'Revised_Commitment',
    'Commitment_Invoiced',
    'JTD_Cost',
    'MTD_Cost',
  ]
  const rows = read(books, 'JCM_MASTER__JOB', columns).map(first('/job', 'job'))
  const body = html`<p>Company ${office.company.name}, open month ${books.openMonth}, version ${books.knobs.productVersion}.</p>
${tableOf('Jobs', heads('Job, Description, Status, Original estimate $, Revised commitment $, Commitment invoiced $, Cost to date $, Cost this month $'), rows)}
${formFor('job', 'Add a job', fields('job, name, address1, address2, city, state, zip'))}${formFor('close-month', 'Close the month', [])}`
  return pageOf('Jobs', problem, body)
}

function jobPage(books: Books, { query, problem }: PageContext): string {
  const job = query.get('job') ?? ''
  const facts = read(books, 'JCM_MASTER__JOB', ['Description', 'Status'], { Job: job })[0]
  if (!facts) return pageOf('No such job', problem, html`<p>There is no job ${job}.</p>`)
  const amounts = [
    'Total_Estimate',
    'Revised_Commitment',
    'Commitment_Invoiced',
    'JTD_Cost',
    'JTD_Units',
    'JTD_Dollars_Paid',
  ]
  const categories = read(
    books,
    'JCM_MASTER__CATEGORY',
    ['Extra', 'Cost_Code', 'Category', 'Description', ...amounts],
    { Job: job },
  )
  const entryColumns = [
    'Extra',
    'Cost_Code',
    'Category',
    'Transaction_Type',
    'Run',
    'Sequence',
    'Accounting_Date',
    'Description',
    'Units',
    'Amount',
  ]
  const entryHeads = heads('Extra, Cost code, Category, Type, Run, Sequence, Date, Description, Units $, Amount $')
  const posted = read(books, 'JCT_CURRENT__TRANSACTION', entryColumns, { Job: job })
  const waiting = read(books, 'JCT_NEW__TRANSACTION', entryColumns, { Job: job })
  const own: Field = { name: 'job', label: 'Job', value: job, hidden: true }
  const status: Field = { name: 'status', label: 'Status', choices: JOB_STATUSES, value: facts[1] ?? '' }
  const types = TRANSACTION_TYPES.filter((type) => !IMPORTED_ONLY.includes(type))
  const entry = fields(
    'extra, costCode, category, amount, units, unitCost, date, description, vendor, invoice, commitment, commitmentItem, employee, equipment, batch',
  )
  const body = html`<p>${facts[0] ?? ''}, ${facts[1] ?? ''}</p>${formFor('job-status', 'Close or reopen the job', [own, status])}
${formFor('cost', 'Type in a cost', [own, { name: 'type', label: 'Type', choices: types, value: 'AP cost' }, ...entry])}
${formFor('extra', 'Add an extra', [own, ...fields('extra, description')])}
${formFor('extra-description', 'Describe an extra anew', [own, ...fields('extra, description')])}
${formFor('cost-code', 'Add a cost code', [own, ...fields('extra, costCode, description')])}
${formFor('category', 'Add a category', [own, ...fields('extra, costCode, category, description')])}
${tableOf('Waiting in new.jct', entryHeads, waiting)}${tableOf('Posted in current.jct', entryHeads, posted)}
${tableOf('Categories', heads('Extra, Cost code, Category, Description, Estimate $, Commitment $, Invoiced $, Cost $, Units $, Paid $'), categories)}`
  return pageOf(`Job ${job}`, problem, body)
}

function vendorsPage(books: Books, { problem }: PageContext): string {
  const columns = ['Vendor', 'Name', 'Address_1', 'City', 'State', 'ZIP_Code', 'Telephone', 'Inactive']
  const rows = read(books, 'APM_MASTER__VENDOR', columns).map((row) => {
    const [vendor = '', name = '', address1 = '', city = '', state = '', zip = '', , inactive] = row
    const own: Field = { name: 'vendor', label: 'Vendor', value: vendor, hidden: true }
    const flip: Field = { name: 'active', label: 'Active', value: inactive === '1' ? 'true' : 'false', hidden: true }
    const address = fields('name, address1, city, state, zip', { name, address1, city, state, zip })
    const insuranceType: Field = { name: 'type', label: 'Type', choices: Object.keys(INSURANCE), value: '' }
    const insurance = fields('policy, company, limit, effective, expiration')
    const active = formFor('vendor-active', inactive === '1' ? 'Make active' : 'Make inactive', [own, flip])
    return [
      ...row.slice(0, 7),
      inactive === '1' ? 'Inactive' : 'Active',
      html`${active}${formFor('vendor-address', 'Change address', [own, ...address])}${formFor('vendor-insurance', 'Enter insurance', [own, insuranceType, ...insurance])}`,
    ]
  })
  const table = tableOf('Vendors', heads('Vendor, Name, Address, City, State, ZIP, Telephone, Standing, Actions'), rows)
  return pageOf(
    'Vendors',
    problem,
    html`${table}${formFor('vendor', 'Add a vendor', fields('vendor, name, address1, city, state, zip'))}`,
  )
}

function commitmentsPage(books: Books, { problem }: PageContext): string {
  const columns = [
    'Commitment',
    'Commitment_Type',
    'Description',
    'Vendor',
    'Job',
    'Date',
    'Amount',
    'Amount_Invoiced',
    'Posted',
  ]
  const rows = read(books, 'JCM_MASTER__COMMITMENT', columns).map((row) => [
    ...first('/commitment', 'commitment')(row.slice(0, 8)),
    row[8] === '1' ? 'Posted' : 'Waiting',
  ])
  const table = tableOf(
    'Commitments',
    heads('Commitment, Type, Description, Vendor, Job, Date, Amount $, Invoiced $, Posting'),
    rows,
  )
  return pageOf('Commitments', problem, table)
}

function commitmentPage(books: Books, { query, problem }: PageContext): string {
  const commitment = query.get('commitment') ?? ''
  const columns = [
    'Item_Number',
    'Description',
    'Job',
    'Extra',
    'Cost_Code',
    'Category',
    'Units',
    'Unit_Description',
    'Unit_Cost',
    'Amount',
    'Amount_Invoiced',
  ]
  const own: Field = { name: 'commitment', label: 'Commitment', value: commitment, hidden: true }
  const items = read(books, 'JCM_MASTER__COMMITMENT_ITEM', columns, { Commitment: commitment }).map((row) => {
    const number: Field = { name: 'item', label: 'Item', value: row[0] ?? '', hidden: true }
    return [
      ...row,
      formFor('commitment-item', 'Edit', [own, number, ...fields('description, units, unitCost, amount')]),
    ]
  })
  const entryColumns = [
    'Transaction_Type',
    'Run',
    'Sequence',
    'Accounting_Date',
    'Commitment_Line_Item',
    'Amount',
    'Batch',
  ]
  const entryHeads = heads('Type, Run, Sequence, Date, Item, Amount $, Batch')
  const reference =
    read(books, 'JCM_MASTER__COMMITMENT_CUSTOM_FIELDS', ['Gusset_Ref'], { Commitment: commitment })[0]?.[0] ?? ''
  const body = html`<p>Custom field Gusset_Ref: ${reference || 'empty'}</p>
${tableOf('Items', heads('Item, Description, Job, Extra, Cost code, Category, Units $, Unit, Unit cost $, Amount $, Invoiced $, Actions'), items)}
${tableOf('Waiting entries', entryHeads, read(books, 'JCT_NEW__TRANSACTION', entryColumns, { Commitment: commitment }))}
${tableOf('Posted entries', entryHeads, read(books, 'JCT_CURRENT__TRANSACTION', entryColumns, { Commitment: commitment }))}
${formFor('commitment-delete', 'Delete this commitment', [own])}`
  return pageOf(`Commitment ${commitment}`, problem, body)
}

function batchesPage(books: Books, { problem }: PageContext): string {
  const columns = ['Job', 'Extra', 'Cost_Code', 'Category', 'Transaction_Type', 'Description', 'Commitment', 'Amount']
  const batches = waitingBatches(books).map((batch) => {
    const entries = read(books, 'JCT_NEW__TRANSACTION', columns, { Batch: batch })
    const post = formFor('post-batch', `Post batch ${batch}`, [
      { name: 'batch', label: 'Batch', value: batch, hidden: true },
    ])
    return html`${tableOf(`Batch ${batch}`, heads('Job, Extra, Cost code, Category, Type, Description, Commitment, Amount $'), entries)}${post}`
  })
  const body =
    batches.length === 0
      ? html`<p>No batch waits in new.jct.</p>`
      : html`${batches}${formFor('post-all', 'Post every batch', [])}`
  return pageOf('Batches to post', problem, body)
}

const RULE = '{"match":{"task":"jc-import-commitments"},"action":{"kind":"refuse","sentence":"…"},"times":1}'

function settingsPage(books: Books, { office, problem }: PageContext): string {
  const knobs = Object.entries(books.knobs).map(([name, value]): Field => {
    const field = { name, label: labelOf(name), value: String(value) }
    return typeof DEFAULT_KNOBS[name as keyof typeof DEFAULT_KNOBS] === 'boolean'
      ? { ...field, choices: ['true', 'false'] }
      : field
  })
  const rules = office.faults.rules.map((rule) => [
    JSON.stringify(rule.match),
    JSON.stringify(rule.action),
    String(rule.times ?? 'always'),
  ])
  const body = html`${formFor('knobs', 'Set the knobs', knobs)}
${tableOf('Fault rules', heads('Match, Action, Times left'), rules)}
<form method="post" action="/desk/fault"><label>A fault rule as JSON <textarea name="rule" rows="3">${RULE}</textarea></label>
<button type="submit">Add the rule</button></form>${formFor('faults-clear', 'Clear the fault rules', [])}
<h2>Backup</h2>${formFor('backup', 'Make a backup', fields('name'))}${formFor('restore', 'Restore a backup', fields('name'))}
<h2>Begin again</h2>${formFor('wipe', 'Wipe and set up the company anew', [])}`
  return pageOf('Knobs and faults', problem, body)
}
