/** What any ERP is told about a commitment: complete, codes in place of ids. Frozen when accepted. */
export interface CommitmentDocument {
  kind: 'commitment'
  id: number
  /** The ID the approver gave it in the ERP. */
  erpId: string
  type: 'subcontract' | 'purchase-order'
  title: string
  vendor: { erpId: string; name: string }
  job: { erpId: string; name: string }
  /** Day of creation, YYYY-MM-DD. */
  date: string
  /** Decimal string: `5` is five percent. */
  retainagePercent: string
  /** Default of its lines; null: none. */
  taxGroup: string | null
  accountingMethod: 'amount' | 'unit'
  lines: CommitmentLineInDocument[]
}

export interface CommitmentLineInDocument {
  /** From 1, without gaps. */
  number: number
  description: string
  /** The job ID. */
  job: string
  /** Empty: the job itself. */
  extra: string
  costCode: string
  category: string
  /** Set on lines priced by the unit; then quantity times unit cost is the amount, to the cent. */
  quantity: string | null
  unitCost: string | null
  uom: string | null
  amount: string
  taxGroup: string | null
  /** Percent, and what it makes of the amount, to the cent; null on a line without tax group. */
  taxRate: string | null
  tax: string | null
}
