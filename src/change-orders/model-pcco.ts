/** Change orders on prime contracts: statuses, lines, markups and how these spread over the lines (requirements PCO-1, PCO-2). */
import { z } from 'zod'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Id, ProjectId } from '../ids.ts'
import { add, digits, divide, isDecimal, isZero, multiply, roundCents, subtract, sum } from '../platform/money.ts'
import type { BillingLevel, PrimeContractId, PrimeLineId, SourceId } from '../prime-contracts/model.ts'

export type PrimeChangeOrderId = Id<'prime-change-order'>
export type PrimeChangeOrderLineId = Id<'prime-change-order-line'>

export const PCCO_STATUSES = [
  'Draft',
  'Pending - In Review',
  'Pending - Revised',
  'Pending - Pricing',
  'Pending - Not Pricing',
  'Pending - Proceeding',
  'Pending - Not Proceeding',
  'Approved',
  'Rejected',
  'No Charge',
  'Void',
] as const

export interface PrimeChangeOrderFields {
  number: string
  title: string
  description: string
  status: string
}

export type PccoErpStatus = 'not_in_erp' | 'ready_to_export' | 'rejected' | 'exporting' | 'failed_to_export' | 'synced'

export interface PrimeChangeOrder extends PrimeChangeOrderFields {
  id: PrimeChangeOrderId
  /** Rises with every edit of the change order, of one of its lines or markups. */
  rev: number
  project: ProjectId
  projectName: string
  contract: PrimeContractId
  contractNumber: string
  /** The job ID of the project, while linked. */
  jobErpId: string | null
  dateCreated: string
  lines: number
  /** Sum of the lines, and of the markups on them. Decimal strings. */
  subtotal: string
  erpLocked: boolean
  erpId: string | null
  erpStatus: PccoErpStatus
}

export interface PccoLineFields {
  /** The line of the prime contract it changes; null: it adds one. */
  contractLineId: PrimeLineId | null
  description: string
  costCodeId: CostCodeId | null
  costTypeId: CostTypeId | null
  /** Decimal string with two places, signed. */
  amount: string
}

export interface PccoLine extends PccoLineFields {
  id: PrimeChangeOrderLineId
  position: number
  /** Of the contract's line: the ERP's contract it came from and its item there; null while the ERP does not have it. */
  source: SourceId | null
  erpContract: string | null
  erpItem: string | null
  level: BillingLevel | null
  costCode: string | null
  costType: string | null
  costTypeName: string | null
  extra: string
  isGroup: boolean
  /** The cost type stands on the cost code. */
  onCode: boolean
}

/** In percent of the lines, or a sum for all of them. */
export interface Markup {
  name: string
  percent: string | null
  amount: string | null
}

/** What all markups come to on lines of this sum, to the cent; each is taken of the lines, not of the markups before it. */
export function markupTotal(subtotal: string, markups: Markup[]): string {
  return sum(
    markups.map(({ percent, amount }) => amount ?? roundCents(divide(multiply(subtotal, percent ?? '0'), '100', 6))),
  )
}

/** The markups spread over the lines by their amounts, to the cent: the last line with an amount takes what rounding leaves. */
export function spreadMarkups(amounts: string[], markups: Markup[]): string[] {
  const subtotal = sum(amounts)
  const total = markupTotal(subtotal, markups)
  const parts = amounts.map((amount) =>
    isZero(subtotal) ? '0.00' : roundCents(divide(multiply(total, amount), subtotal, 6)),
  )
  const last = Math.max(
    0,
    amounts.findLastIndex((amount) => !isZero(amount)),
  )
  return parts.map((part, at) => (at === last ? add(part, subtract(total, sum(parts))) : part))
}

const decimalField = (integer: number, fraction: number) =>
  z
    .union([z.string(), z.number()])
    .transform((value) => String(value).trim())
    .refine(isDecimal, 'must be a decimal number such as "1250.00"')
    .refine(
      (value) => !isDecimal(value) || (digits(value).integer <= integer && digits(value).fraction <= fraction),
      `must have at most ${integer} digits before the point and ${fraction} after it`,
    )
const text = (max: number) => z.string().trim().max(max)
const idField = <T extends number>() =>
  z
    .int()
    .positive()
    .transform((value) => value as T)

const markupFields = z
  .strictObject({
    name: text(100).min(1),
    percent: decimalField(3, 4).nullable().optional(),
    amount: decimalField(14, 2).nullable().optional(),
  })
  .refine(({ percent, amount }) => (percent == null) !== (amount == null), 'needs a percent or an amount, not both')
  .transform(({ name, percent, amount }): Markup => ({ name, percent: percent ?? null, amount: amount ?? null }))

/** Names of the API; lengths are ours, generous: an ERP's own limits are checked when the change order is sent. */
export const pccoFields = z.strictObject({
  number: text(50).min(1).optional(),
  title: text(500).optional(),
  description: text(10_000).optional(),
  status: z.enum(PCCO_STATUSES).optional(),
  /** All of them; left out, they stay. */
  markups: z.array(markupFields).max(20).optional(),
})

export const pccoLineFields = z.strictObject({
  contract_line_item_id: idField<PrimeLineId>().nullable().optional(),
  description: text(1000).optional(),
  cost_code_id: idField<CostCodeId>().nullable().optional(),
  line_item_type_id: idField<CostTypeId>().nullable().optional(),
  amount: decimalField(14, 2).optional(),
})

export function pccoLineFromBody(body: z.output<typeof pccoLineFields>): Partial<PccoLineFields> {
  const fields = {
    contractLineId: body.contract_line_item_id,
    description: body.description,
    costCodeId: body.cost_code_id,
    costTypeId: body.line_item_type_id,
    amount: body.amount,
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
