/** Plugs subcontractors' invoices into the pipeline: out, and back what the ERP says of their posting and payment. */
import {
  type Entity,
  type Feed,
  type ItemSummary,
  type Need,
  type Outbound,
  once,
  type Scope,
  settingValue,
} from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { isZero, roundCents, sum } from '../platform/money.ts'
import { refusal } from '../platform/refusal.ts'
import type { InvoiceLineInDocument, SubcontractorInvoiceDocument } from './document.ts'
import { billed, type Invoice, type InvoiceId, type InvoiceItem, netRetainage } from './model.ts'
import { isNothing, refusalsToSend } from './rules.ts'
import { findInvoice, getInvoice, setErpLock } from './store.ts'
import { listItems } from './store-items.ts'
import { applyPayments, applyPosted, removeVanishedPayments, removeVanishedPosted } from './store-paid.ts'

/** Longest invoice number of the ERPs this was written for (document 001: 15 characters). A longer one is not prefilled. */
const LONGEST_ID = 15

const SUMMARISE = 'summarise-invoice-lines'

const outbound: Outbound = {
  refreshes: ['job-cost-codes', 'job-categories'],
  tool: 'Invoicing',
  acceptAction: 'accept-or-reject-subcontractor-invoice',
  unlinkAction: 'unlink-subcontractor-invoice',
  directExport: 'direct-export-invoices',
  fields: [
    {
      key: 'erpId',
      label: 'ERP ID',
      type: 'text',
      required: true,
      erpId: true,
      help: 'The number of the invoice in the ERP: at most 15 characters, unique for the vendor.',
    },
    { key: 'description', label: 'Description', type: 'text', required: false, help: 'At most 30 characters.' },
    {
      key: 'accountingDate',
      label: 'Accounting Date',
      type: 'date',
      required: true,
      help: 'The day on which it is booked; its period must be open in the ERP.',
    },
  ],
  summary,
  refusals: async (scope, item) => {
    const invoice = await found(scope, item)
    if (!invoice) return [refusal('not-found', 'There is no such invoice.')]
    return refusalsToSend(invoice, await itemsOf(scope, invoice))
  },
  // INV-2: number and billing date are proposed; all three can be changed.
  prefill: async (scope, item): Promise<Record<string, string>> => {
    const { invoiceNumber, billingDate } = await there(scope, item)
    const fits = invoiceNumber.length <= LONGEST_ID
    return { ...(fits ? { erpId: invoiceNumber } : {}), accountingDate: billingDate }
  },
  document,
  needs,
  synced: ({ sql, company }, item, _erpId, frozen) => {
    const { vendor, erpId } = frozen as SubcontractorInvoiceDocument
    return setErpLock(sql, company, asInvoice(item), { vendor: vendor.erpId, invoice: erpId })
  },
  unsynced: ({ sql, company }, item) => setErpLock(sql, company, asInvoice(item), null),
}

const posted: Feed = {
  feed: 'paid-invoices',
  label: 'Paid invoices',
  columns: [
    { name: 'vendor', type: 'text' },
    { name: 'invoice', type: 'text' },
    { name: 'status', type: 'text' },
    { name: 'amount', type: 'numeric' },
    { name: 'tax', type: 'numeric' },
    { name: 'retainage', type: 'numeric' },
    { name: 'amount_paid', type: 'numeric' },
    { name: 'accounting_date', type: 'date' },
  ],
  key: ['vendor', 'invoice'],
  keepsEveryRow: true,
  after: [],
  onDemand: true,
  refreshAction: 'sync-paid-invoice-notifications',
  everyMinutes: 60,
  apply: applyPosted,
  finish: removeVanishedPosted,
}

const payments: Feed = {
  feed: 'invoice-payments',
  label: 'Payments of invoices',
  columns: [
    { name: 'vendor', type: 'text' },
    { name: 'invoice', type: 'text' },
    { name: 'payment', type: 'text' },
    { name: 'type', type: 'text' },
    { name: 'bank_account', type: 'text' },
    { name: 'check_number', type: 'text' },
    { name: 'amount', type: 'numeric' },
    { name: 'paid_on', type: 'date' },
  ],
  key: ['vendor', 'invoice', 'payment'],
  keepsEveryRow: true,
  after: ['paid-invoices'],
  onDemand: true,
  refreshAction: 'sync-paid-invoice-notifications',
  everyMinutes: 60,
  apply: applyPayments,
  finish: removeVanishedPayments,
}

export const entities: Entity[] = [
  {
    kind: 'subcontractor-invoice',
    one: 'Subcontractor invoice',
    many: 'Subcontractor invoices',
    tab: {
      title: 'Subcontractor Invoices',
      columns: [
        { key: 'company', label: 'Contract Company' },
        { key: 'commitment', label: 'Commitment' },
        { key: 'period', label: 'Billing Period' },
        { key: 'retainage', label: 'Retainage', align: 'right', as: 'money' },
        { key: 'status', label: 'Status' },
        { key: 'erpId', label: 'ERP ID' },
        { key: 'paid', label: 'Paid' },
      ],
    },
    outbound,
    inbound: { feeds: [posted, payments] },
    settings: [
      {
        key: SUMMARISE,
        group: 'Subcontractor invoices',
        label: 'One invoice line for each commitment line',
        help: 'Off: every line of the subcontractor’s own detail goes to the ERP by itself.',
        action: 'configure-advanced-settings',
        initially: true,
      },
    ],
  },
]

const found = (scope: Scope, item: ItemId): Promise<Invoice | undefined> =>
  once(scope, `invoice ${item}`, () => findInvoice(scope.sql, scope.company, asInvoice(item)))

async function there(scope: Scope, item: ItemId): Promise<Invoice> {
  return (await found(scope, item)) ?? getInvoice(scope.sql, scope.company, asInvoice(item))
}

const itemsOf = (scope: Scope, invoice: Invoice): Promise<InvoiceItem[]> =>
  once(scope, `items of invoice ${invoice.id}`, () => listItems(scope.sql, scope.company, invoice))

/** The amount stands without retainage taken off (document 001, "Subcontractor Invoices", note): the ERP works out what is due. */
async function summary(scope: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const invoice = await found(scope, item)
  return (
    invoice && {
      id: item,
      project: invoice.project,
      projectName: invoice.projectName,
      number: invoice.invoiceNumber,
      title: `${invoice.commitmentNumber} ${invoice.commitmentTitle}`,
      amount: roundCents(invoice.gross),
      path: `/companies/${scope.company}/projects/${invoice.project}/invoices/${invoice.id}`,
      rev: invoice.rev,
      columns: {
        company: invoice.vendorName ?? '',
        commitment: invoice.commitmentErpId ?? invoice.commitmentNumber,
        period: `${invoice.periodStart} to ${invoice.periodEnd}`,
        retainage: roundCents(invoice.retainage),
        status: invoice.status,
        erpId: invoice.erpId ?? '',
        paid: invoice.paidStatus?.replaceAll('_', ' ') ?? '',
      },
    }
  )
}

async function document(
  scope: Scope,
  item: ItemId,
  answers: Record<string, string>,
): Promise<SubcontractorInvoiceDocument> {
  const invoice = await there(scope, item)
  const job = invoice.jobErpId ?? ''
  const sent = (await itemsOf(scope, invoice)).filter((each) => !isNothing(each.now))
  const summarised = (await settingValue(scope, SUMMARISE)) !== false
  const groups = summarised ? byErpItem(sent) : sent.map((each) => [each])
  const lines = groups
    .map((group) => lineOf(group, invoice, job, summarised))
    .filter((line) => ![line.amount, line.retainage, line.tax].every(isZero))
    .map((line, index) => ({ number: index + 1, ...line }))
  const total = (of: (line: InvoiceLineInDocument) => string) => roundCents(sum(lines.map(of)))
  return {
    kind: 'subcontractor-invoice',
    id: invoice.id,
    erpId: answers.erpId ?? '',
    description: answers.description ?? '',
    vendor: { erpId: invoice.vendorErpId ?? '', name: invoice.vendorName ?? '' },
    commitment: { erpId: invoice.commitmentErpId ?? '', number: invoice.commitmentNumber },
    job: { erpId: job, name: invoice.projectName },
    date: invoice.billingDate,
    accountingDate: answers.accountingDate ?? '',
    accountingMethod: invoice.accountingMethod,
    amount: total((each) => each.amount),
    retainage: total((each) => each.retainage),
    tax: total((each) => each.tax),
    lines,
  }
}

/** CFG-9: one line for each line the ERP knows; a change order's line on an existing item is that item. */
function byErpItem(items: InvoiceItem[]): InvoiceItem[][] {
  const groups = new Map<number | null, InvoiceItem[]>()
  for (const item of items) groups.set(item.erpItem, [...(groups.get(item.erpItem) ?? []), item])
  return [...groups.values()]
}

/** One distribution of the items given, which share a line in the ERP. */
function lineOf(
  items: InvoiceItem[],
  invoice: Invoice,
  job: string,
  summarised: boolean,
): Omit<InvoiceLineInDocument, 'number'> {
  const first = items[0]!
  const own = items.find((each) => each.itemType === 'contract_item') ?? first
  const total = (of: (item: InvoiceItem) => string) => roundCents(sum(items.map(of)))
  const byUnits = invoice.accountingMethod === 'unit' && items.some((each) => each.now.workQuantity !== null)
  return {
    commitmentLine: first.erpItem ?? 0,
    // A detail by itself goes under its own words, details summed up under those of their line.
    description:
      (own.itemType === 'contract_detail_item' && !summarised ? '' : own.erpDescription) || own.description || own.item,
    job,
    extra: first.extra,
    costCode: first.costCode ?? '',
    category: first.costType ?? '',
    quantity: byUnits ? sum(items.map((each) => each.now.workQuantity ?? '0')) : null,
    amount: total((each) => billed(each.now)),
    tax: total((each) => each.now.tax),
    retainage: total((each) => netRetainage(each.now)),
  }
}

async function needs(scope: Scope, item: ItemId): Promise<Need[]> {
  const invoice = await there(scope, item)
  const orders = new Map(
    (await itemsOf(scope, invoice))
      .filter((each) => each.changeOrder !== null && !isNothing(each.now))
      .map((each) => [each.changeOrder as number, each.position]),
  )
  return [
    {
      kind: 'commitment',
      item: invoice.commitment as number as ItemId,
      sentence: `Commitment ${invoice.commitmentNumber} must be in the ERP first.`,
    },
    ...[...orders].map(([order, position]) => ({
      kind: 'commitment-change-order',
      item: order as ItemId,
      sentence: `The change order of line ${position} must be in the ERP first.`,
    })),
  ]
}

function asInvoice(item: ItemId): InvoiceId {
  return item as number as InvoiceId
}
