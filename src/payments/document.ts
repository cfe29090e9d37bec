/** What any ERP is told about a payment issued here: on which of its invoices, and under which reference. Frozen when accepted. */
export interface PaymentDocument {
  kind: 'payment'
  id: number
  /** The payment's number, with what became of it. */
  reference: string
  vendor: { erpId: string }
  /** `mark`: what tells the ERP's invoice as ours; empty when it was linked by hand. */
  invoice: { erpId: string; mark: string }
  date: string
  amount: string
}
