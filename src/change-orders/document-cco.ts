/** What any ERP is told about a change order on a commitment: complete, codes in place of ids. Frozen when accepted. */
export interface CommitmentChangeOrderDocument {
  kind: 'commitment-change-order'
  id: number
  /** The number the approver gave it in the ERP. */
  erpId: string
  /** Our own number of it on its commitment. */
  number: string
  title: string
  /** Nothing else is ever sent (document 001, data mapping "Commitment Change Orders", note 1). */
  status: 'Approved'
  commitment: { erpId: string; type: 'subcontract' | 'purchase-order'; title: string }
  job: { erpId: string; name: string }
  accountingMethod: 'amount' | 'unit'
  /** Items the commitment does not have yet: made first, worth nothing by themselves. Each is among `changes` with its worth. */
  newItems: NewItemInDocument[]
  /** Each item of the commitment at most once. */
  changes: ItemChangeInDocument[]
}

export interface NewItemInDocument {
  /** The item's number on the commitment. */
  number: number
  description: string
  /** The job ID. */
  job: string
  /** Empty: the job itself. */
  extra: string
  costCode: string
  category: string
  /** Set on items priced by the unit. */
  unitCost: string | null
  uom: string | null
}

/** Codes, unit cost and unit are the item's, whether it is new or not. */
export interface ItemChangeInDocument extends NewItemInDocument {
  isNew: boolean
  /** Signed. Set on items priced by the unit; then quantity times unit cost is the amount, to the cent. */
  quantity: string | null
  /** Signed. */
  amount: string
  /** The lines that were summed: `2: more rebar, 120.00`. */
  parts: string[]
}
