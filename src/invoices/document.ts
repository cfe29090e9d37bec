/** What any ERP is told about a subcontractor's invoice: complete, codes in place of ids. Frozen when accepted. */
export interface SubcontractorInvoiceDocument {
  kind: 'subcontractor-invoice'
  id: number
  /** The invoice's number in the ERP, unique for the vendor; the approver's answer. */
  erpId: string
  description: string
  vendor: { erpId: string; name: string }
  commitment: { erpId: string; number: string }
  job: { erpId: string; name: string }
  /** The billing date, YYYY-MM-DD. */
  date: string
  accountingDate: string
  accountingMethod: 'amount' | 'unit'
  /** Completed and stored in the period, retainage not taken off: the sum of the lines. */
  amount: string
  /** Withheld less released; below zero when more is released. */
  retainage: string
  tax: string
  lines: InvoiceLineInDocument[]
}

/** One distribution. Lines that come to nothing are not there. */
export interface InvoiceLineInDocument {
  /** From 1, without gaps. */
  number: number
  /** The number of the commitment's line in the ERP. */
  commitmentLine: number
  description: string
  job: string
  extra: string
  costCode: string
  category: string
  /** Units done, where the commitment is priced by the unit. */
  quantity: string | null
  amount: string
  tax: string
  retainage: string
}
