/** Routes about oneself and one's companies; those about a company's people and permissions stand beside. */
import { z } from 'zod'
import { Page, type Route, route } from '../platform/route.ts'
import { auditRoutes } from './api-audit.ts'
import { newCompanyRoutes } from './api-companies.ts'
import { companyRoutes } from './api-company.ts'
import { peopleRoutes } from './api-people.ts'
import { securityRoutes } from './api-security.ts'
import { templateRoutes } from './api-templates.ts'
import { ACTIONS } from './matrix.ts'
import { whyNotMakeCompanies } from './store-companies.ts'
import { companiesOf } from './store-lists.ts'
import { COMPANY_TOOLS, LEVELS, PROJECT_TOOLS } from './tools.ts'

const id = z.number()
const levels = z.record(z.string(), z.enum(LEVELS))
/** Levels with which one may change something. */
const CHANGING = ['Standard', 'Admin'] as const
const inCompany = z.object({ company_id: z.coerce.number().int() })
const company = z.object({
  id,
  name: z.string(),
  is_active: z.boolean(),
  time_zone: z.string(),
  currency: z.string(),
  can_push_to_accounting: z.boolean(),
  levels,
  permissions: z.array(z.string()),
  /** Nothing of the company opens until the person has set up a second factor. */
  second_factor_missing: z.boolean(),
})

const own: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/me',
    summary: 'Who is signed in, and what they may in their companies',
    gate: 'signed-in',
    reply: z.object({
      id,
      login: z.string(),
      name: z.string(),
      email: z.string(),
      /** Why not; null = they may make companies in this installation. */
      why_not_make_companies: z.string().nullable(),
      companies: z.array(company),
    }),
    async handler({ db, person, session }) {
      const { id, name, email } = person
      const { rows, whyNot } = await db.system(async (sql) => ({
        rows: await companiesOf(sql, id),
        whyNot: await whyNotMakeCompanies(sql, id),
      }))
      const weak = session?.strong === false
      const companies = rows.map((row) => ({ ...row, second_factor_missing: weak && row.asks_for_factor }))
      return { id, login: email, name, email, why_not_make_companies: whyNot ?? null, companies }
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies',
    summary: 'Companies one is a member of',
    gate: 'signed-in',
    reply: z.array(z.object({ id, name: z.string(), is_active: z.boolean(), my_company: z.boolean() })),
    async handler({ db, person }) {
      const rows = await db.system((sql) => companiesOf(sql, person.id))
      return new Page(rows.map((row) => ({ ...row, my_company: true })))
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/my_actions',
    summary: 'Actions of the permission matrix, and why one may not take them',
    gate: 'signed-in',
    params: inCompany,
    query: z.strictObject({ project_id: z.coerce.number().int().optional() }),
    reply: z.array(z.object({ key: z.string(), why_not: z.string().nullable() })),
    handler: async (ctx) =>
      Promise.all(ACTIONS.map(async ({ key }) => ({ key, why_not: (await ctx.whyNot({ action: key })) ?? null }))),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/my_tools',
    summary: 'Tools of the company, and of one of its projects, and why one may not change what they hold',
    gate: 'signed-in',
    params: inCompany,
    query: z.strictObject({ project_id: z.coerce.number().int().optional() }),
    reply: z.array(z.object({ tool: z.string(), level: z.enum(CHANGING), why_not: z.string().nullable() })),
    handler: async (ctx) => {
      const tools = ctx.project === undefined ? COMPANY_TOOLS : [...COMPANY_TOOLS, ...PROJECT_TOOLS]
      const gates = tools.flatMap((tool) => CHANGING.map((level) => ({ tool, level })))
      return Promise.all(gates.map(async (gate) => ({ ...gate, why_not: (await ctx.whyNot(gate)) ?? null })))
    },
  }),
]

export const routes: Route[] = [
  ...own,
  ...newCompanyRoutes,
  ...peopleRoutes,
  ...templateRoutes,
  ...companyRoutes,
  ...auditRoutes,
  ...securityRoutes,
]
