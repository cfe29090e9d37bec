/** Payments issued here against subcontractors' invoices (requirement PAY-1). */
import { z } from 'zod'
import type { CommitmentId } from '../commitments/model.ts'
import { amountField } from '../commitments/model.ts'
import type { Id, ProjectId } from '../ids.ts'
import { ERP_STATUSES, type ErpStatus, type InvoiceId } from '../invoices/model.ts'

export type PaymentId = Id<'payment'>

export { ERP_STATUSES }

export const METHODS = ['check', 'credit_card', 'electronic'] as const
export type PaymentMethod = (typeof METHODS)[number]

export interface PaymentFields {
  number: string
  paidOn: string
  method: PaymentMethod
  /** Decimal string; below zero on a void. */
  amount: string
  notes: string
}

export interface Payment extends PaymentFields {
  id: PaymentId
  rev: number
  project: ProjectId
  projectName: string
  commitment: CommitmentId
  commitmentNumber: string
  invoice: InvoiceId
  invoiceNumber: string
  vendorName: string | null
  /** Rank among the invoice's payments, from 1. */
  position: number
  /** The payment that this one takes back. */
  voids: PaymentId | null
  /** The payment that takes this one back. */
  voidedBy: PaymentId | null
  /** What of the invoice's net was left to pay when this was issued, this payment not taken off. */
  dueBefore: string
  invoiceLocked: boolean
  erpLocked: boolean
  erpStatus: ErpStatus
  erpReference: string | null
}

export const paymentFields = z.strictObject({
  /** Short: an ERP holds ten characters with what it says of the payment. */
  payment_number: z.string().trim().min(1).max(50),
  date: z.iso.date(),
  payment_method: z.enum(METHODS).default('check'),
  amount: amountField,
  notes: z.string().trim().max(10_000).default(''),
})
