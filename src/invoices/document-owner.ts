/** What any ERP is told about an invoice to the owner: both tables of the application. Frozen when accepted. */
export interface OwnerInvoiceDocument {
  kind: 'owner-invoice'
  id: number
  /** The ID the approver gave it in the ERP. */
  erpId: string
  application: number
  job: { erpId: string; name: string }
  /** The ERP's contracts that feed the prime contract. */
  contracts: string[]
  billingDate: string
  periodStart: string | null
  periodEnd: string | null
  /** Decimal strings with two places. */
  totals: {
    contractSumToDate: string
    completedAndStored: string
    totalRetainage: string
    previousCertificates: string
    currentPaymentDue: string
  }
  lines: OwnerLineInDocument[]
}

export interface OwnerLineInDocument {
  item: string
  description: string
  scheduled: string
  previous: string
  thisPeriod: string
  materialsStored: string
  completedAndStored: string
  retainage: string
}
