/** Subcontractors' invoices (requirements INV-1 to INV-5): what a period bills on each line of a commitment, and the totals that follow from it. */
import { z } from 'zod'
import { amountField, type CommitmentId, type LineId, quantityField } from '../commitments/model.ts'
import type { Id, ProjectId } from '../ids.ts'
import { add, compare, divide, isZero, multiply, roundCents, subtract, sum } from '../platform/money.ts'
import type { PeriodId } from './model-periods.ts'

export type InvoiceId = Id<'subcontractor-invoice'>
export type DetailId = Id<'commitment-line-detail'>
/** The line of the commitment, of its detail or of its change order that is billed: what tells the items of one invoice apart. */
export type BilledId = Id<'billed-line'>

export const STATUSES = [
  'Draft',
  'Under Review',
  'Revise and Resubmit',
  'Approved',
  'Approved as Noted',
  'Pending Owner Approval',
] as const
export type InvoiceStatus = (typeof STATUSES)[number]

/** INV-2; document 001, "Subcontractor Invoices", minimum requirements. */
export const SENDABLE: readonly InvoiceStatus[] = ['Approved', 'Approved as Noted', 'Pending Owner Approval']

export const ERP_STATUSES = [
  'not_in_erp',
  'ready_to_export',
  'rejected',
  'exporting',
  'failed_to_export',
  'synced',
] as const
export type ErpStatus = (typeof ERP_STATUSES)[number]

/** What the ERP says of an invoice it has: unposted, posted, and how far it is paid. */
export const PAID_STATUSES = ['not_posted', 'unpaid', 'partially_paid', 'paid'] as const
export type PaidStatus = (typeof PAID_STATUSES)[number]

export interface InvoiceFields {
  invoiceNumber: string
  status: InvoiceStatus
  billingDate: string
  isFinal: boolean
  comment: string
  originId: string | null
  originData: string | null
}

export interface Invoice extends InvoiceFields {
  id: InvoiceId
  rev: number
  project: ProjectId
  projectName: string
  commitment: CommitmentId
  commitmentNumber: string
  commitmentTitle: string
  commitmentType: 'subcontract' | 'purchase-order'
  accountingMethod: 'amount' | 'unit'
  retainagePercent: string
  vendorName: string | null
  vendorErpId: string | null
  /** The name of the project's ERP company file, where the company has several. */
  erpFile: string | null
  jobErpId: string | null
  /** The ERP's ID of the commitment, while it is linked. */
  commitmentErpId: string | null
  period: PeriodId
  periodStart: string
  periodEnd: string
  periodStatus: 'open' | 'closed'
  /** Rank among the commitment's invoices, from 1. */
  number: number
  /** Completed and stored in this period, without retainage taken off. */
  gross: string
  /** Withheld less released, this period. */
  retainage: string
  tax: string
  erpLocked: boolean
  erpStatus: ErpStatus
  erpVendorId: string | null
  erpId: string | null
  /** Null: the ERP does not have it. */
  paidStatus: PaidStatus | null
  paidAmount: string
  paidOn: string | null
  paidNumber: string | null
}

/** What one line of an invoice bills in its own period; decimal strings, two places (the quantity four). */
export interface Figures {
  workQuantity: string | null
  work: string
  /** Newly stored, and taken out of store into work. */
  stored: string
  moved: string
  workRetainageWithheld: string
  workRetainageReleased: string
  storedRetainageWithheld: string
  storedRetainageReleased: string
  tax: string
}

/** The same, summed over all earlier invoices of the commitment: worked out whenever it is asked, never kept. */
export interface Previous {
  workQuantity: string
  /** With what was moved into work. */
  work: string
  /** In store at the end of the period before. */
  stored: string
  workRetainage: string
  storedRetainage: string
}

export type ItemType = 'contract_item' | 'contract_detail_item' | 'change_order_item'

export interface InvoiceItem {
  billed: BilledId
  itemType: ItemType
  commitmentLine: LineId | null
  changeOrderLine: Id<'change-order-line'> | null
  detail: DetailId | null
  position: string
  item: string
  description: string
  /** Short form for the ERP; empty: the description itself. */
  erpDescription: string
  costCode: string | null
  costType: string | null
  extra: string
  /** Number of the line in the ERP; null: the ERP does not have it. */
  erpItem: number | null
  /** Of the change order the line is from; null on lines of the commitment. */
  changeOrder: Id<'change-order'> | null
  changeOrderSynced: boolean
  scheduled: string
  scheduledQuantity: string | null
  unitCost: string | null
  uom: string
  now: Figures
  previous: Previous
  comment: string
}

export const NOTHING: Figures = {
  workQuantity: null,
  work: '0.00',
  stored: '0.00',
  moved: '0.00',
  workRetainageWithheld: '0.00',
  workRetainageReleased: '0.00',
  storedRetainageWithheld: '0.00',
  storedRetainageReleased: '0.00',
  tax: '0.00',
}

/** Billed this period: work and materials newly stored. What only moved from store into work was billed when it was stored. */
export const billed = ({ work, stored }: Pick<Figures, 'work' | 'stored'>): string => add(work, stored)

/** Withheld less released, this period. */
export function netRetainage(now: Figures): string {
  const withheld = add(now.workRetainageWithheld, now.storedRetainageWithheld)
  return subtract(withheld, add(now.workRetainageReleased, now.storedRetainageReleased))
}

/** Work and materials up to and with this period. */
export function completedAndStored({ now, previous }: Pick<InvoiceItem, 'now' | 'previous'>): string {
  return sum([previous.work, previous.stored, billed(now)])
}

/** In store at the end of the period. */
export function presentlyStored({ now, previous }: Pick<InvoiceItem, 'now' | 'previous'>): string {
  return subtract(add(previous.stored, now.stored), now.moved)
}

export function retainageHeld({ now, previous }: Pick<InvoiceItem, 'now' | 'previous'>): string {
  return sum([previous.workRetainage, previous.storedRetainage, netRetainage(now)])
}

/** Billed beyond its scheduled value: allowed (public works pay measured quantities), and said. */
export function isOverbilled(item: Pick<InvoiceItem, 'now' | 'previous' | 'scheduled'>): boolean {
  return compare(completedAndStored(item), item.scheduled) > 0
}

/** Retainage of an amount at a percentage, to the cent; below zero on a correction. */
export function retainageOf(amount: string, percent: string): string {
  return divide(multiply(amount, percent), '100', 2)
}

/** A percentage with two places; of nothing it is nothing. */
export function percentOf(part: string, whole: string): string {
  return isZero(whole) ? '0.00' : divide(multiply(part, '100'), whole, 2)
}

/** The figures of the form known in the trade as G702. Decimal strings with two places. */
export interface Totals {
  originalContractSum: string
  netChange: string
  contractSumToDate: string
  completedAndStored: string
  workRetainage: string
  storedRetainage: string
  totalRetainage: string
  earnedLessRetainage: string
  lessPrevious: string
  tax: string
  currentPaymentDue: string
  balanceToFinish: string
}

export function totalsOf(items: InvoiceItem[]): Totals {
  const total = (of: (item: InvoiceItem) => string, among = items) => roundCents(sum(among.map(of)))
  const originalContractSum = total(
    (each) => each.scheduled,
    items.filter((each) => each.changeOrder === null),
  )
  const netChange = total(
    (each) => each.scheduled,
    items.filter((each) => each.changeOrder !== null),
  )
  const contractSumToDate = add(originalContractSum, netChange)
  const completed = total(completedAndStored)
  const storedRetainage = total(({ now, previous }) =>
    subtract(add(previous.storedRetainage, now.storedRetainageWithheld), now.storedRetainageReleased),
  )
  const totalRetainage = total(retainageHeld)
  const earnedLessRetainage = subtract(completed, totalRetainage)
  const lessPrevious = total(({ previous }) =>
    subtract(add(previous.work, previous.stored), add(previous.workRetainage, previous.storedRetainage)),
  )
  const tax = total((each) => each.now.tax)
  return {
    originalContractSum,
    netChange,
    contractSumToDate,
    completedAndStored: completed,
    workRetainage: subtract(totalRetainage, storedRetainage),
    storedRetainage,
    totalRetainage,
    earnedLessRetainage,
    lessPrevious,
    tax,
    currentPaymentDue: add(subtract(earnedLessRetainage, lessPrevious), tax),
    balanceToFinish: subtract(contractSumToDate, earnedLessRetainage),
  }
}

const text = (max: number) => z.string().trim().max(max)

export const invoiceFields = z.strictObject({
  invoice_number: text(50).min(1).optional(),
  status: z.enum(STATUSES).optional(),
  billing_date: z.iso.date().optional(),
  final: z.boolean().optional(),
  comment: text(10_000).optional(),
  origin_id: text(255).min(1).nullable().optional(),
  origin_data: text(4000).nullable().optional(),
})

export const itemFields = z.strictObject({
  work_completed_this_period: amountField.optional(),
  work_completed_this_period_quantity: quantityField.nullable().optional(),
  materials_stored_this_period: amountField.optional(),
  materials_moved: amountField.optional(),
  /** Left out: the commitment's default retainage of what is billed. */
  work_completed_retainage_retained_this_period: amountField.optional(),
  work_completed_retainage_released_this_period: amountField.optional(),
  materials_stored_retainage_retained_this_period: amountField.optional(),
  materials_stored_retainage_released_this_period: amountField.optional(),
  tax_amount: amountField.optional(),
  comment: text(1000).optional(),
})
export type ItemBody = z.output<typeof itemFields>

/** From the API's names to ours; only what was given. */
export function figuresFromBody(body: ItemBody): Partial<Figures> & { comment?: string } {
  const figures = {
    workQuantity: body.work_completed_this_period_quantity,
    work: body.work_completed_this_period,
    stored: body.materials_stored_this_period,
    moved: body.materials_moved,
    workRetainageWithheld: body.work_completed_retainage_retained_this_period,
    workRetainageReleased: body.work_completed_retainage_released_this_period,
    storedRetainageWithheld: body.materials_stored_retainage_retained_this_period,
    storedRetainageReleased: body.materials_stored_retainage_released_this_period,
    tax: body.tax_amount,
    comment: body.comment,
  }
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined))
}
