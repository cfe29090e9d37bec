/**
 * The items of the pretend jobsite and their records, by the connector's own mapping: commitments; their change orders and those of the prime
 * contract, which come as two files where they add an item, so that they can stand in the books in part; budgets and budget changes, whose kind,
 * as that of prime contract change orders, is the dangerous one: additive, without a natural key, so that the ERP takes a second import without a
 * word. Of new cost codes a second
 * import does no harm, and what is partly there is imported again. Invoices and timecards go to other ledgers, where they wait unposted.
 */
import { sage300cre } from '../../connectors/sage-300-cre/index.ts'
import type { AmountInDocument, BudgetChangeDocument, BudgetDocument } from '../../src/budget/document.ts'
import type { PrimeChangeOrderDocument } from '../../src/change-orders/document-pcco.ts'
import type { CompanyDocument } from '../../src/companies/document.ts'
import type { CostCodeSetDocument } from '../../src/cost-codes/document.ts'
import type { ImportFile, Probe } from '../../src/erp/protocol.ts'
import { payloadHash } from '../../src/erp/protocol-hash.ts'
import type { SubcontractorInvoiceDocument } from '../../src/invoices/document.ts'
import type { JobDocument } from '../../src/jobs/document.ts'
import type { SubJobDocument } from '../../src/jobs/document-sub-jobs.ts'
import type { PaymentDocument } from '../../src/payments/document.ts'
import { sum } from '../../src/platform/money.ts'
import type { TimesheetDocument } from '../../src/timesheets/document.ts'

export const ITEM_KINDS = [
  'commitment',
  'commitment-change-order',
  'budget',
  'budget-change',
  'prime-change-order',
  'cost-code',
  'subcontractor-invoice',
  'payment',
  'timecards',
  'company',
  'job',
  'sub-job',
] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

export interface Line {
  costCode: string
  category: string
  /** Decimal text. */
  amount: string
}

/** What the project manager wrote. `rev` rises with each edit. */
export interface Content {
  rev: number
  /** Natural key of a commitment, change order or invoice; the others have none. */
  erpId: string
  lines: Line[]
  /** What goes along with a budget or a change: two more entries for each line, of a budget in a second file. */
  forecast: boolean
}

export const JOB = '25-100'
export const VENDOR = 'ACME'
/** The commitment whose items change orders change: one on each cost code, of the first category. */
export const CHANGED = 'SC-CHANGED'
/** The owner’s contract, to which prime contract change orders add items. */
export const OWNERS = 'OWNER'
/** The commitment that invoices bill. */
export const BILLED = 'SC-BILLED'
export const EMPLOYEE = '1007'
/** Posted invoices of the vendor, `PAID-0` and so on. */
export const PAID_INVOICES = 100
export const COST_CODES = ['01-100', '02-200', '03-300', '04-400']
export const CATEGORIES = ['L', 'M', 'S']

export interface Rendered {
  files: ImportFile[]
  probes: Probe[]
  hash: string
}

const rendered = new WeakMap<Content, Map<string, Rendered>>()

/** The records, the rows to look for and their hash. Content never changes, so what was rendered once is kept. */
export function render(kind: ItemKind, content: Content, marker: string): Rendered {
  const known = rendered.get(content) ?? new Map<string, Rendered>()
  rendered.set(content, known)
  const again = known.get(marker)
  if (again) return again
  const mapping = sage300cre.exports[kind]!
  const { files, probes } = mapping.render(DOCUMENTS[kind](content), {
    marker,
    today: '2026-01-05',
    erpVersion: '24.1',
  })
  const records = { files, probes }
  const whole = { ...records, hash: payloadHash({ kind, ...records }) }
  known.set(marker, whole)
  return whole
}

/** The money of one item by the place where the books must show it: transaction type, cost code, category. */
export function moneyOf(kind: ItemKind, content: Content): { place: string; amount: string }[] {
  const at = (type: string, lines: Line[]) =>
    lines.map(({ costCode, category, amount }) => ({ place: `${type} ${costCode} ${category}`, amount }))
  if (kind === 'commitment') return at('Committed cost', content.lines)
  if (kind === 'prime-change-order') {
    const { estimates, values } = DOCUMENTS[kind](content)
    const posted = values.map((value) => ({ ...value, category: '' }))
    return [...at('Approved est changes', estimates), ...at('Aprvd schdl val chng', posted)]
  }
  if (kind === 'commitment-change-order') return at('Aprvd cmmtt cst chng', changeOrderDocument(content).changes)
  // What sets something up brings no entries, and what waits in other ledgers none yet.
  if (kind !== 'budget' && kind !== 'budget-change') return []
  const { lines, estimatedCostAtCompletion, forecastToComplete } = DOCUMENTS[kind](content)
  return [
    ...at(kind === 'budget' ? 'Original estimate' : 'Approved est changes', lines),
    ...at('Misc worksheet 1', estimatedCostAtCompletion),
    ...at('Misc worksheet 2', forecastToComplete),
  ]
}

const DOCUMENTS = {
  commitment: commitmentDocument,
  'commitment-change-order': changeOrderDocument,
  budget: budgetDocument,
  'budget-change': changeDocument,
  'prime-change-order': primeChangeDocument,
  'cost-code': codesDocument,
  'subcontractor-invoice': invoiceDocument,
  timecards: timesheetDocument,
  payment: paymentDocument,
  company: companyDocument,
  job: jobDocument,
  'sub-job': subJobDocument,
} satisfies Record<ItemKind, (content: Content) => object>

/** The change order’s number in the books. */
export const numberOf = (erpId: string) => erpId.slice('SC-'.length)

/** Changes the first items of the commitment; from two lines on the last one adds an item. */
function changeOrderDocument(content: Content) {
  const number = numberOf(content.erpId)
  const changes = content.lines.map((line, at) => {
    const isNew = at > 0 && at === content.lines.length - 1
    const item = isNew ? { number: 1_000 + Number(number), category: line.category } : { number: at + 1, category: 'L' }
    return {
      ...{ isNew, description: `Item ${item.number}`, job: JOB, extra: '', costCode: line.costCode, ...item },
      ...{ quantity: null, unitCost: null, uom: null, amount: line.amount, parts: [] },
    }
  })
  return {
    ...{ kind: 'commitment-change-order', id: 1, erpId: number, number, title: 'More work', status: 'Approved' },
    commitment: { erpId: CHANGED, type: 'subcontract', title: CHANGED },
    job: { erpId: JOB, name: JOB },
    accountingMethod: 'amount',
    newItems: changes.filter((each) => each.isNew),
    changes,
  }
}

function commitmentDocument(content: Content): object {
  return {
    kind: 'commitment',
    id: 1,
    erpId: content.erpId,
    type: 'subcontract',
    title: 'Concrete work',
    vendor: { erpId: VENDOR, name: VENDOR },
    job: { erpId: JOB, name: JOB },
    date: '2026-01-05',
    retainagePercent: '5',
    accountingMethod: 'amount',
    lines: content.lines.map((line, at) => ({
      ...{ number: at + 1, description: `Line ${at + 1}`, job: JOB, extra: '' },
      ...{
        costCode: line.costCode,
        category: line.category,
        quantity: null,
        unitCost: null,
        uom: null,
        amount: line.amount,
      },
    })),
  }
}

/** Bills the items of a commitment that is there already, one for each cost code, of the first category. */
function invoiceDocument({ erpId, lines }: Content): SubcontractorInvoiceDocument {
  const head = { kind: 'subcontractor-invoice' as const, id: 1, erpId, description: 'January', tax: '0.00' }
  const parties = {
    vendor: { erpId: VENDOR, name: VENDOR },
    commitment: { erpId: BILLED, number: BILLED },
    job: { erpId: JOB, name: JOB },
  }
  const billed = lines.map(({ costCode, amount }, at) => ({
    ...{ number: at + 1, commitmentLine: at + 1, description: `Item ${at + 1}`, job: JOB, extra: '', costCode },
    ...{ category: CATEGORIES[0]!, quantity: null, amount, tax: '0.00', retainage: '0.00' },
  }))
  const dates = { date: '2026-01-05', accountingDate: '2026-01-05', accountingMethod: 'amount' as const }
  return {
    ...head,
    ...parties,
    ...dates,
    amount: sum(lines.map((line) => line.amount)),
    retainage: '0.00',
    lines: billed,
  }
}

function timesheetDocument({ lines }: Content): TimesheetDocument {
  const timecards = lines.map(({ costCode, category }, at) => ({
    ...{
      number: at + 1,
      employee: { code: EMPLOYEE, name: EMPLOYEE },
      date: '2026-01-02',
      payId: '',
      job: JOB,
      extra: '',
    },
    ...{ costCode, category, regularHours: '8.00', overtimeHours: '0.00', doubleHours: '0.00', description: 'Work' },
  }))
  const period = { periodStart: '2025-12-29', periodEnd: '2026-01-04' }
  return { kind: 'timecards', id: 1, number: 1, job: { erpId: JOB, name: JOB }, ...period, timecards }
}

/** Sets a code of an invoice that only this payment pays. */
function paymentDocument({ erpId }: Content): PaymentDocument {
  const invoice = { erpId: `PAID-${Number(erpId.slice(3)) % PAID_INVOICES}`, mark: '' }
  return {
    kind: 'payment',
    id: 1,
    reference: erpId,
    vendor: { erpId: VENDOR },
    invoice,
    date: '2026-01-05',
    amount: '1',
  }
}

const NOWHERE = { address: '', address2: '', city: '', state: '', zip: '', phone: '' }

function companyDocument({ erpId }: Content): CompanyDocument {
  return { kind: 'company', id: 1, erpId, name: 'Bay Paving', ...NOWHERE, fax: '' }
}

function jobDocument(content: Content): JobDocument {
  const { costCodes } = codesDocument(content)
  return { kind: 'job', id: 1, erpId: content.erpId, name: 'Harbor Street', ...NOWHERE, costCodes }
}

function subJobDocument(content: Content): SubJobDocument {
  const { job, costCodes } = codesDocument(content)
  const own = costCodes.map((each) => ({ ...each, extra: content.erpId }))
  return { kind: 'sub-job', id: 1, erpId: content.erpId, name: 'Alley', job, costCodes: own }
}

/** Codes that no other item has: `SC-0007` brings 0007-1, 0007-2 … */
function codesDocument({ erpId, lines }: Content): CostCodeSetDocument {
  const costCodes = lines.map(({ category }, at) => ({
    ...{ id: at, code: `${erpId.slice(3)}-${at + 1}`, name: 'New code', extra: '', isGroup: false },
    categories: [{ id: at, code: category, name: category }],
  }))
  return { kind: 'cost-code', id: 1, job: { erpId: JOB }, costCodes }
}

function budgetDocument(content: Content): BudgetDocument {
  const lines = amounts(content).map((line) => ({ ...line, quantity: null, uom: null }))
  return { kind: 'budget', id: 1, number: 1, job: { erpId: JOB, name: JOB }, lines, ...forecasts(content) }
}

/** From one line, to the next. */
function changeDocument(content: Content): BudgetChangeDocument {
  const lines = amounts(content).map((line, at) => (at % 2 === 0 ? { ...line, amount: `-${line.amount}` } : line))
  const job = { erpId: JOB, name: JOB, address: '', city: '', state: '', zip: '' }
  return { kind: 'budget-change', id: 1, number: '1', title: 'Change', job, lines, ...forecasts(content) }
}

/**
 * Its two kinds of entries: the estimate by category waits to be posted, the scheduled value by cost code is posted at once. From two lines on the
 * last one adds an item to the contract.
 */
function primeChangeDocument(content: Content): PrimeChangeOrderDocument {
  const estimates = amounts(content)
  const codes = [...new Set(estimates.map((line) => line.costCode))]
  const item = { contract: OWNERS, item: numberOf(content.erpId) }
  const values = codes.map((costCode, at) => {
    const amount = sum(estimates.filter((line) => line.costCode === costCode).map((line) => line.amount))
    const isNew = at > 0 && at === codes.length - 1
    return { ...(isNew ? { ...item, costCode: '' } : { contract: '', item: '', costCode }), extra: '', amount }
  })
  const newItems = values.flatMap((each) => (each.item === '' ? [] : [{ ...item, description: 'Added' }]))
  const job = { erpId: JOB, name: JOB, address: '', city: '', state: '', zip: '' }
  const head = { kind: 'prime-change-order' as const, id: 1, number: '001', title: 'Change', job }
  return { ...head, newItems, added: [], estimates, values }
}

function amounts({ lines }: Content): AmountInDocument[] {
  return lines.map((line) => ({ ...line, costCodeId: 1, costTypeId: 1, extra: '', categoryName: line.category }))
}

function forecasts(content: Content): Pick<BudgetDocument, 'estimatedCostAtCompletion' | 'forecastToComplete'> {
  const lines = content.forecast ? amounts(content) : []
  return { estimatedCostAtCompletion: lines, forecastToComplete: lines.slice(0, 1) }
}
