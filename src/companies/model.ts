/** A company of the directory: whoever we contract with. Linked, it is the ERP's vendor (requirements VEN-1 to VEN-4). */
import { z } from 'zod'
import type { Id } from '../ids.ts'

export type VendorId = Id<'vendor'>

/** Fields a person fills; the first eight also stand in the ERP. */
export interface VendorFields {
  name: string
  address: string
  address2: string
  city: string
  state: string
  zip: string
  phone: string
  fax: string
  email: string
  website: string
  notes: string
  isActive: boolean
  /** An integrator's own key, unique in the company; hidden while the company is linked to the ERP. */
  originId: string | null
  originCode: string | null
  originData: string | null
}

export interface Vendor extends VendorFields {
  id: VendorId
  /** Rises with every edit. */
  rev: number
  /** The ERP's ID while linked. */
  erpId: string | null
}

const text = (max: number) => z.string().trim().max(max)

/** Names of the API on the left of each page; lengths are ours, generous: an ERP's own limits are checked when the company is sent. */
export const vendorFields = z.strictObject({
  name: text(255).min(1),
  address: text(255).optional(),
  address_2: text(255).optional(),
  city: text(100).optional(),
  state_code: text(50).optional(),
  zip: text(20).optional(),
  business_phone: text(50).optional(),
  fax_number: text(50).optional(),
  email_address: text(255).optional(),
  website: text(255).optional(),
  notes: text(4000).optional(),
  is_active: z.boolean().optional(),
  origin_id: text(255).min(1).nullable().optional(),
  origin_code: text(255).nullable().optional(),
  origin_data: text(4000).nullable().optional(),
})
export type VendorBody = z.output<typeof vendorFields>

/** From the API's names to ours; only what was given. */
export function fromBody(body: Partial<VendorBody>): Partial<VendorFields> {
  const given: Partial<VendorFields> = {
    name: body.name,
    address: body.address,
    address2: body.address_2,
    city: body.city,
    state: body.state_code,
    zip: body.zip,
    phone: body.business_phone,
    fax: body.fax_number,
    email: body.email_address,
    website: body.website,
    notes: body.notes,
    isActive: body.is_active,
    originId: body.origin_id,
    originCode: body.origin_code,
    originData: body.origin_data,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}
