/** What any ERP is told about a change order on the owner's contract: complete, codes in place of ids. Frozen when accepted. */
export interface PrimeChangeOrderDocument {
  kind: 'prime-change-order'
  id: number
  number: string
  title: string
  job: { erpId: string; name: string; address: string; city: string; state: string; zip: string }
  /** Contract items that the ERP does not have yet: it makes them with no original amount. */
  newItems: { contract: string; item: string; description: string }[]
  /** The cost side: to be added to the approved estimate, one sum for each place; never zero. */
  estimates: EstimateInDocument[]
  /** The owner's side: to be added to the scheduled value, one sum for each place; never zero. */
  values: ValueInDocument[]
  /** Lines that add to the prime contract, with the item each of them became. */
  added: { line: number; source: number; item: string }[]
}

export interface EstimateInDocument {
  /** Empty: the job itself. */
  extra: string
  costCode: string
  category: string
  categoryName: string
  /** Signed decimal string. */
  amount: string
}

/** Contract and item; or, where the job keeps the schedule of values itself, its cost code, or nothing for the job as a whole. */
export interface ValueInDocument {
  contract: string
  item: string
  extra: string
  costCode: string
  amount: string
}
