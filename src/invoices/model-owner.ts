/**
 * Invoices to the owner: applications for payment on a prime contract (requirement OWN-1). The two classic tables are sums over their lines: the
 * continuation sheet, one row for each line of the contract and each approved change order (G703), and the application itself (G702).
 */
import { z } from 'zod'
import type { PrimeChangeOrderId } from '../change-orders/model-pcco.ts'
import type { Id, ProjectId } from '../ids.ts'
import { add, digits, divide, isDecimal, isZero, multiply, roundCents, subtract, sum } from '../platform/money.ts'
import type { PrimeContractId, PrimeLineId } from '../prime-contracts/model.ts'

export type OwnerInvoiceId = Id<'owner-invoice'>

export const OWNER_STATUSES = ['draft', 'under_review', 'revise_and_resubmit', 'approved'] as const
export type OwnerStatus = (typeof OWNER_STATUSES)[number]

export const OWNER_STATUS_WORDS: Record<OwnerStatus, string> = {
  draft: 'Draft',
  under_review: 'Under Review',
  revise_and_resubmit: 'Revise and Resubmit',
  approved: 'Approved',
}

export interface OwnerInvoiceFields {
  invoiceNumber: string
  status: OwnerStatus
  billingDate: string
  periodStart: string | null
  periodEnd: string | null
}

export type OwnerErpStatus = 'not_in_erp' | 'ready_to_export' | 'rejected' | 'exporting' | 'failed_to_export' | 'synced'

export interface OwnerInvoice extends OwnerInvoiceFields {
  id: OwnerInvoiceId
  rev: number
  project: ProjectId
  projectName: string
  contract: PrimeContractId
  contractNumber: string
  jobErpId: string | null
  /** IDs of the ERP's contracts that feed the prime contract. */
  erpContracts: string[]
  /** From 1: what is previous to what. */
  application: number
  /** Another application came after it. */
  followed: boolean
  approvedFigures: Figures | null
  erpLocked: boolean
  erpId: string | null
  erpStatus: OwnerErpStatus
}

/** What this application says about a row; everything previous follows from the applications before it. */
export interface OwnerLineFields {
  workThisPeriod: string
  /** Stored at the end of the period, not yet in the work. */
  materialsStored: string
  /** Percent withheld of this period's work and of the materials stored. */
  workRetainagePercent: string
  storedRetainagePercent: string
  /** Paid out now of what was withheld before. */
  retainageReleased: string
}

/** A row before its sums: of a contract line, or of a whole change order. Amounts are decimal strings. */
export interface OwnerRow extends OwnerLineFields {
  contractLineId: PrimeLineId | null
  changeOrderId: PrimeChangeOrderId | null
  item: string
  description: string
  scheduled: string
  /** Work of all applications before, and the retainage still held on it. */
  previous: string
  retainageBefore: string
}

/** A row of the continuation sheet. */
export interface G703Row extends OwnerRow {
  /** Work to date and materials stored now. */
  completedAndStored: string
  percent: string
  balance: string
  workRetainage: string
  storedRetainage: string
}

/** The application's own table. Decimal strings with two places. */
export interface G702 {
  originalContractSum: string
  netChange: string
  contractSumToDate: string
  completedAndStored: string
  workRetainage: string
  storedRetainage: string
  totalRetainage: string
  earnedLessRetainage: string
  previousCertificates: string
  currentPaymentDue: string
  balanceToFinish: string
}

export interface Figures {
  rows: G703Row[]
  g702: G702
}

/** `previousCertificates`: earned less retainage of the application before, `0` for the first. */
export function figuresOf(rows: OwnerRow[], previousCertificates: string): Figures {
  const all = rows.map(rowOf)
  const total = (of: (row: G703Row) => string) => roundCents(sum(all.map(of)))
  const originalContractSum = total((row) => (row.changeOrderId === null ? row.scheduled : '0'))
  const netChange = total((row) => (row.changeOrderId === null ? '0' : row.scheduled))
  const contractSumToDate = roundCents(add(originalContractSum, netChange))
  const completedAndStored = total((row) => row.completedAndStored)
  const workRetainage = total((row) => row.workRetainage)
  const storedRetainage = total((row) => row.storedRetainage)
  const totalRetainage = roundCents(add(workRetainage, storedRetainage))
  const earnedLessRetainage = roundCents(subtract(completedAndStored, totalRetainage))
  return {
    rows: all,
    g702: {
      originalContractSum,
      netChange,
      contractSumToDate,
      completedAndStored,
      workRetainage,
      storedRetainage,
      totalRetainage,
      earnedLessRetainage,
      previousCertificates: roundCents(previousCertificates),
      currentPaymentDue: roundCents(subtract(earnedLessRetainage, previousCertificates)),
      balanceToFinish: roundCents(subtract(contractSumToDate, earnedLessRetainage)),
    },
  }
}

function rowOf(row: OwnerRow): G703Row {
  const completedAndStored = roundCents(sum([row.previous, row.workThisPeriod, row.materialsStored]))
  const held = add(row.retainageBefore, share(row.workThisPeriod, row.workRetainagePercent))
  return {
    ...row,
    completedAndStored,
    percent: isZero(row.scheduled) ? '0.00' : roundCents(divide(multiply(completedAndStored, '100'), row.scheduled, 6)),
    balance: roundCents(subtract(row.scheduled, completedAndStored)),
    workRetainage: roundCents(subtract(held, row.retainageReleased)),
    storedRetainage: share(row.materialsStored, row.storedRetainagePercent),
  }
}

/** A percentage of an amount, to the cent. */
export function share(amount: string, percent: string): string {
  return roundCents(divide(multiply(amount, percent), '100', 6))
}

const decimalField = (integer: number) =>
  z
    .union([z.string(), z.number()])
    .transform((value) => String(value).trim())
    .refine(isDecimal, 'must be a decimal number such as "1250.00"')
    .refine(
      (value) => !isDecimal(value) || (digits(value).integer <= integer && digits(value).fraction <= 2),
      `must have at most ${integer} digits before the point and 2 after it`,
    )
const percentField = decimalField(3).refine((value) => /^(\d{1,2}(\.\d+)?|100(\.0+)?)$/.test(value), 'must be 0 to 100')
const day = z.iso.date()
const idField = <T extends number>() =>
  z
    .int()
    .positive()
    .transform((value) => value as T)

/** Names of the API. */
export const ownerFields = z.strictObject({
  invoice_number: z.string().trim().min(1).max(50).optional(),
  status: z.enum(OWNER_STATUSES).optional(),
  billing_date: day.optional(),
  period_start: day.nullable().optional(),
  period_end: day.nullable().optional(),
})

export const ownerLineFields = z
  .strictObject({
    contract_line_item_id: idField<PrimeLineId>().optional(),
    change_order_id: idField<PrimeChangeOrderId>().optional(),
    work_completed_this_period: decimalField(14).optional(),
    materials_presently_stored: decimalField(14).optional(),
    work_completed_retainage_percent: percentField.optional(),
    materials_stored_retainage_percent: percentField.optional(),
    retainage_released_this_period: decimalField(14).optional(),
  })
  .refine(
    (row) => (row.contract_line_item_id === undefined) !== (row.change_order_id === undefined),
    'names a line of the contract or a change order',
  )

export function ownerFromBody(body: z.output<typeof ownerFields>): Partial<OwnerInvoiceFields> {
  return given({
    invoiceNumber: body.invoice_number,
    status: body.status,
    billingDate: body.billing_date,
    periodStart: body.period_start,
    periodEnd: body.period_end,
  })
}

export function ownerLineFromBody(body: z.output<typeof ownerLineFields>): Partial<OwnerLineFields> {
  return given({
    workThisPeriod: body.work_completed_this_period,
    materialsStored: body.materials_presently_stored,
    workRetainagePercent: body.work_completed_retainage_percent,
    storedRetainagePercent: body.materials_stored_retainage_percent,
    retainageReleased: body.retainage_released_this_period,
  })
}

function given<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>
  }
}
