/** What any ERP is told about a company. Frozen when accepted; empty text = nothing known. */
export interface CompanyDocument {
  kind: 'company'
  id: number
  /** The ERP Company ID the approver gave it. */
  erpId: string
  name: string
  address: string
  address2: string
  city: string
  state: string
  zip: string
  phone: string
  fax: string
}
