/** Routes of companies' insurance, which the ERP keeps. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import { todayOf } from '../access/store-lists.ts'
import type { CompanyId } from '../ids.ts'
import { companyScope, id } from '../platform/rest.ts'
import { type Context, type Route, route } from '../platform/route.ts'
import type { VendorId } from './model.ts'
import { INSURANCE_TYPES } from './model-insurance.ts'
import { getVendor } from './store.ts'
import { listInsurance } from './store-insurance.ts'

const reply = z.object({
  id: z.int(),
  vendor_id: z.int(),
  vendor_name: z.string(),
  insurance_type: z.enum(INSURANCE_TYPES),
  policy_number: z.string(),
  insurance_provider: z.string(),
  limit: z.string().nullable(),
  effective_date: z.string().nullable(),
  expiration_date: z.string().nullable(),
  /** Nobody judges here whether a policy is what a contract asks for. */
  status: z.enum(['expired', 'undecided']),
  days_left: z.int().nullable(),
})
const read = { tool: 'Directory', level: 'Read Only' } as const
const ofCompany = z.object({ company_id: id<CompanyId>() })

export const insuranceRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/insurances',
    summary: 'Insurance of all companies of the directory, as the ERP keeps it of their vendors',
    gate: read,
    params: ofCompany,
    reply: z.array(reply),
    handler: (ctx) => list(ctx, undefined),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/vendors/:vendor_id/insurances',
    summary: 'Insurance of one company of the directory, as the ERP keeps it of its vendor',
    gate: read,
    params: ofCompany.extend({ vendor_id: id<VendorId>() }),
    query: z.strictObject(companyScope),
    reply: z.array(reply),
    handler: (ctx) => list(ctx, ctx.params.vendor_id),
  }),
]

function list({ db, clock, company }: Context, vendor: VendorId | undefined): Promise<z.input<typeof reply>[]> {
  return db.company(company, async (sql) => {
    if (vendor !== undefined) await getVendor(sql, company, vendor)
    const today = await todayOf({ sql, clock, company })
    return (await listInsurance(sql, company, today, vendor)).map((each) => ({
      id: each.id,
      vendor_id: each.vendor,
      vendor_name: each.vendorName,
      insurance_type: each.type,
      policy_number: each.policyNumber,
      insurance_provider: each.provider,
      limit: each.limit,
      effective_date: each.effectiveDate,
      expiration_date: each.expirationDate,
      status: each.daysLeft !== null && each.daysLeft < 0 ? 'expired' : 'undecided',
      days_left: each.daysLeft,
    }))
  })
}
