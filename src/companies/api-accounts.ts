/** Routes of a company's vendors: one in each ERP company file. */
import { z } from 'zod'
import type { ConnectionId } from '../ids.ts'
import { bodyId, companyScope, id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import type { VendorId } from './model.ts'
import { getVendor } from './store.ts'
import { chooseFile, listAccounts } from './store-accounts.ts'

const path = '/rest/v1.0/vendors/:vendor_id/erp_accounts'
const params = z.object({ vendor_id: id<VendorId>() })

export const accountRoutes: Route[] = [
  route({
    method: 'GET',
    path,
    summary: 'The ERP company files, and which vendor the company is in each; item_id is what is sent to it',
    gate: { tool: 'Directory', level: 'Read Only' },
    params,
    query: z.strictObject(companyScope),
    reply: z.array(
      z.object({
        connection_id: z.int(),
        name: z.string(),
        item_id: z.int().nullable(),
        erp_id: z.string().nullable(),
      }),
    ),
    handler: ({ db, company, params: { vendor_id } }) =>
      db.company(company, async (sql) => {
        await getVendor(sql, company, vendor_id)
        return (await listAccounts(sql, company, vendor_id)).map(({ connection, name, item, erpId }) => ({
          connection_id: connection,
          name,
          item_id: item,
          erp_id: erpId,
        }))
      }),
  }),
  route({
    method: 'POST',
    path,
    summary: 'The company shall be a vendor of this ERP company file too; what is then sent is item_id',
    gate: { tool: 'Directory', level: 'Standard' },
    params,
    body: z.strictObject({ ...companyScope, connection_id: bodyId<ConnectionId>() }),
    reply: z.object({ item_id: z.int() }),
    status: 201,
    handler: ({ db, company, person, params: { vendor_id }, body }) =>
      db.company(company, async (sql) => {
        await getVendor(sql, company, vendor_id)
        return { item_id: await chooseFile(sql, { company, actor: person.id }, vendor_id, body.connection_id) }
      }),
  }),
]
