/** Route of the tax codes. They are the ERP's tax groups: read only. */
import { z } from 'zod'
import { companyScope } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { listTaxCodes } from './store.ts'

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/tax_codes',
    summary: 'Tax codes of the company: the tax groups of the ERP',
    gate: 'signed-in',
    query: z.object(companyScope),
    reply: z.array(
      z.object({
        id: z.int(),
        code: z.string(),
        description: z.string(),
        /** Percent, decimal string. */
        rate1: z.string(),
        archived: z.boolean(),
        origin_id: z.string(),
      }),
    ),
    handler: async ({ db, company }) => {
      const codes = await db.company(company, (sql) => listTaxCodes(sql, company))
      return codes.map(({ id, code, name, rate, inErp }) => ({
        id,
        code,
        description: name,
        rate1: rate,
        archived: !inErp,
        origin_id: code,
      }))
    },
  }),
]
