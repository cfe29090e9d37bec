/** Routes of the directory's companies. Conventions known from Procore's public REST API. */
import { z } from 'zod'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { bodyId, companyScope, flagText, id, paging, syncBody, syncReply, syncRows, window } from '../platform/rest.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { accountRoutes } from './api-accounts.ts'
import { insuranceRoutes } from './api-insurance.ts'
import { fromBody, type Vendor, type VendorId, vendorFields } from './model.ts'
import {
  createVendor,
  deleteVendor,
  findVendorByOrigin,
  getVendor,
  listVendors,
  updateVendor,
  type Who,
} from './store.ts'

const reply = z.object({
  id: z.int(),
  rev: z.int(),
  name: z.string(),
  address: z.string(),
  address_2: z.string(),
  city: z.string(),
  state_code: z.string(),
  zip: z.string(),
  business_phone: z.string(),
  fax_number: z.string(),
  email_address: z.string(),
  website: z.string(),
  notes: z.string(),
  is_active: z.boolean(),
  synced_to_erp: z.boolean(),
  origin_id: z.string().nullable(),
  origin_code: z.string().nullable(),
  origin_data: z.string().nullable(),
})

const listQuery = z.strictObject({
  ...companyScope,
  ...paging,
  view: z.enum(['compact', 'normal', 'erp', 'extended', 'directory', 'summary']).optional(),
  'filters[search]': z.string().trim().min(1).optional(),
  'filters[origin_id]': z.string().min(1).optional(),
  'filters[synced]': flagText.optional(),
  'filters[is_active]': flagText.optional(),
})
const one = { params: z.object({ vendor_id: id<VendorId>() }), query: z.strictObject(companyScope) }
const read = { tool: 'Directory', level: 'Read Only' } as const
const write = { tool: 'Directory', level: 'Standard' } as const
const row = vendorFields.partial().extend({ id: bodyId<VendorId>().optional() })

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/vendors',
    summary: 'Companies of the directory',
    gate: read,
    query: listQuery,
    reply: z.array(reply),
    handler: list,
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/vendors',
    summary: 'Companies of the directory',
    gate: read,
    params: z.object({ company_id: id<CompanyId>() }),
    query: listQuery,
    reply: z.array(reply),
    handler: list,
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/projects/:project_id/vendors',
    summary: 'Companies a commitment of the project can be made with: those of the directory, under the same ids',
    gate: { tool: 'Commitments', level: 'Read Only' },
    params: z.object({ project_id: id<ProjectId>() }),
    query: listQuery,
    reply: z.array(reply),
    handler: list,
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/vendors/:vendor_id',
    summary: 'One company of the directory',
    gate: read,
    ...one,
    reply,
    handler: ({ db, company, params }) =>
      db.company(company, async (sql) => show(await getVendor(sql, company, params.vendor_id))),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/vendors',
    summary: 'Create a company',
    gate: write,
    body: z.strictObject({ ...companyScope, vendor: vendorFields }),
    reply,
    status: 201,
    handler: ({ db, company, person, body }) =>
      db.company(company, async (sql) =>
        show(
          await createVendor(sql, { company, actor: person.id }, { ...fromBody(body.vendor), name: body.vendor.name }),
        ),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/vendors/sync',
    summary: 'Create or change many companies, row by row, by id or origin_id',
    gate: write,
    body: syncBody,
    reply: syncReply,
    handler: ({ db, company, person, body }) =>
      db.company(company, (sql) =>
        syncRows(sql, body.updates, row, async (each) => show(await syncOne(sql, { company, actor: person.id }, each))),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/vendors/:vendor_id',
    summary: 'Change a company',
    gate: write,
    params: one.params,
    body: z.strictObject({ ...companyScope, vendor: vendorFields.partial() }),
    reply,
    handler: ({ db, company, person, params, body }) =>
      db.company(company, async (sql) =>
        show(await updateVendor(sql, { company, actor: person.id }, params.vendor_id, fromBody(body.vendor))),
      ),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/vendors/:vendor_id',
    summary: 'Delete a company that is neither linked nor in use',
    gate: { tool: 'Directory', level: 'Admin' },
    ...one,
    reply: z.null(),
    status: 204,
    handler: async ({ db, company, person, params }) => {
      await db.company(company, (sql) => deleteVendor(sql, { company, actor: person.id }, params.vendor_id))
      return null
    },
  }),
  ...accountRoutes,
  ...insuranceRoutes,
]

async function list({ db, company, query }: Context<unknown, z.output<typeof listQuery>>): Promise<Page<unknown>> {
  const { rows, total } = await db.company(company, (sql) =>
    listVendors(
      sql,
      company,
      {
        search: query['filters[search]'],
        originId: query['filters[origin_id]'],
        synced: query['filters[synced]'],
        active: query['filters[is_active]'],
      },
      window(query),
    ),
  )
  return new Page(rows.map(show), total)
}

/** The id decides; else the origin_id; else the row is a new company. */
async function syncOne(sql: Sql, who: Who, each: z.output<typeof row>): Promise<Vendor> {
  const { id: vendorId, ...body } = each
  if (vendorId !== undefined) return updateVendor(sql, who, vendorId, fromBody(body))
  const known = body.origin_id == null ? undefined : await findVendorByOrigin(sql, who.company, body.origin_id)
  if (known) return updateVendor(sql, who, known.id, fromBody(body))
  if (body.name === undefined)
    throw new Refused(refusal('name-missing', 'A new company needs a name.', { field: 'name' }))
  return createVendor(sql, who, { ...fromBody(body), name: body.name })
}

function show(vendor: Vendor): z.input<typeof reply> {
  return {
    id: vendor.id,
    rev: vendor.rev,
    name: vendor.name,
    address: vendor.address,
    address_2: vendor.address2,
    city: vendor.city,
    state_code: vendor.state,
    zip: vendor.zip,
    business_phone: vendor.phone,
    fax_number: vendor.fax,
    email_address: vendor.email,
    website: vendor.website,
    notes: vendor.notes,
    is_active: vendor.isActive,
    synced_to_erp: vendor.erpId !== null,
    origin_id: vendor.erpId ?? vendor.originId,
    origin_code: vendor.originCode ?? vendor.erpId,
    origin_data: vendor.originData,
  }
}
