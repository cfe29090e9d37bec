/** Route of the tax codes. They are the ERP's tax groups: read only. */
import { z } from 'zod'
import type { ProjectId } from '../ids.ts'
import { companyScope, id } from '../platform/rest.ts'
import { type Route, route } from '../platform/route.ts'
import { listTaxCodes } from './store.ts'

export const routes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/tax_codes',
    summary: 'Tax codes: the tax groups of the ERP, or of the ERP company file of one project',
    gate: 'signed-in',
    query: z.object({ ...companyScope, project_id: id<ProjectId>().optional() }),
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
    handler: async ({ db, company, query }) => {
      const codes = await db.company(company, (sql) => listTaxCodes(sql, company, query.project_id))
      return codes.map(({ id: taxCode, code, name, rate, inErp }) => ({
        id: taxCode,
        code,
        description: name,
        rate1: rate,
        archived: !inErp,
        origin_id: code,
      }))
    },
  }),
]
