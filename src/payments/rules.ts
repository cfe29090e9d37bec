/** What may be done about payments, and the sentence when it may not. */
import { compare } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { Payment } from './model.ts'

/** May this amount be paid on an invoice of which so much is left to pay? */
export function refusalsToPay(invoice: { number: string; approved: boolean }, left: string, amount: string): Refusal[] {
  const refusals: Refusal[] = []
  if (!invoice.approved)
    refusals.push(
      refusal('invoice-not-approved', `Invoice ${invoice.number} is not approved: nothing is paid on it.`, {
        field: 'requisition_id',
      }),
    )
  if (compare(amount, '0') <= 0)
    refusals.push(refusal('amount-not-positive', 'A payment is more than nothing.', { field: 'amount' }))
  if (compare(amount, left) > 0)
    refusals.push(
      refusal('paid-more-than-due', `${amount} is more than what is left to pay on ${invoice.number}: ${left}.`, {
        field: 'amount',
      }),
    )
  return refusals
}

export function refusalsToVoid(payment: Payment): Refusal[] {
  if (payment.voids !== null)
    return [refusal('is-a-void', `Payment ${payment.number} takes another one back; it cannot be voided.`)]
  if (payment.voidedBy !== null) return [refusal('voided', `Payment ${payment.number} is void already.`)]
  return []
}

/** Only the last one, before it was sent: what others were told is taken back by a void. */
export function refusalsToDelete(payment: Payment, last: boolean): Refusal[] {
  if (payment.erpStatus !== 'not_in_erp' || payment.erpLocked)
    return [
      refusal('sent-to-erp', `Payment ${payment.number} was sent to the ERP and cannot be deleted.`, {
        remedy: 'Void it.',
      }),
    ]
  if (!last)
    return [
      refusal('not-the-last', `Later payments stand on payment ${payment.number}: it cannot be deleted.`, {
        remedy: 'Void it.',
      }),
    ]
  return []
}

export function refusalsToSend(payment: Payment): Refusal[] {
  const refusals: Refusal[] = []
  if (payment.erpLocked)
    refusals.push(
      refusal('already-synced', `Payment ${payment.number} is in the ERP already, as ${payment.erpReference ?? ''}.`),
    )
  if (!payment.invoiceLocked)
    refusals.push(
      refusal('invoice-not-synced', `Invoice ${payment.invoiceNumber} is not in the ERP.`, {
        remedy: 'Send the invoice first.',
      }),
    )
  return refusals
}

/** What the ERP is told: the number, `/P` behind it while something is left to pay, `/V` when it was taken back. */
export function referenceOf(payment: Pick<Payment, 'number' | 'amount' | 'dueBefore' | 'voids'>): string {
  if (payment.voids !== null) return `${payment.number}/V`
  return compare(payment.amount, payment.dueBefore) < 0 ? `${payment.number}/P` : payment.number
}
