/** Routes about oneself, one's companies, and the people and permissions of a company. */
import { z } from 'zod'
import type { UserId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { bodyId } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { newCompanyRoutes } from './api-companies.ts'
import { companyRoutes } from './api-company.ts'
import { ACTIONS } from './matrix.ts'
import { changeTemplate, createPerson, createTemplate, setMembership, type TemplateId } from './store.ts'
import { whyNotMakeCompanies } from './store-companies.ts'
import { companiesOf, listPeople, listTemplates } from './store-lists.ts'
import { GRANULAR_PERMISSIONS } from './tools.ts'

const id = z.number()
const level = z.enum(['None', 'Read Only', 'Standard', 'Admin'])
const levels = z.record(z.string(), level)
const permissions = z.array(z.enum(GRANULAR_PERMISSIONS))
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
})
const templateSchema = z.object({
  id,
  name: z.string(),
  scope: z.enum(['company', 'project']),
  levels,
  permissions: z.array(z.string()),
})
const personSchema = z.object({
  id,
  name: z.string(),
  email: z.string(),
  is_service: z.boolean(),
  is_active: z.boolean(),
  template_id: id.nullable(),
  template_name: z.string().nullable(),
  can_push_to_accounting: z.boolean(),
})
const manage = { action: 'manage-people' }

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
    async handler({ db, person }) {
      const { id, name, email } = person
      const { companies, whyNot } = await db.system(async (sql) => ({
        companies: await companiesOf(sql, id),
        whyNot: await whyNotMakeCompanies(sql, id),
      }))
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
      return new Page(
        rows.map((row) => ({ ...row, my_company: true })),
        rows.length,
      )
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
]

const people: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/users',
    summary: 'People of the company',
    gate: { tool: 'Directory', level: 'Read Only' },
    params: inCompany,
    reply: z.array(personSchema),
    async handler(ctx) {
      const rows = await ctx.db.company(ctx.company, (sql) => listPeople(sql, ctx.company))
      return new Page(rows, rows.length)
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/companies/:company_id/users',
    summary: 'Add a person to the company',
    gate: manage,
    params: inCompany,
    body: z.strictObject({
      user: z.strictObject({
        email: z.email(),
        name: z.string().trim().min(1).max(200),
        password: z.string().optional(),
        template_id: bodyId<TemplateId>().nullable(),
        can_push_to_accounting: z.boolean().default(false),
      }),
    }),
    status: 201,
    reply: z.object({ id }),
    handler: ({ db, company: at, person, body: { user } }) =>
      db.company(at, async (sql) => {
        const made = await createPerson(sql, {
          email: user.email,
          name: user.name,
          ...(user.password === undefined ? {} : { password: user.password }),
        })
        await setMembership(
          sql,
          at,
          made,
          { template: user.template_id, canPushToAccounting: user.can_push_to_accounting },
          person.id,
        )
        return { id: made }
      }),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/companies/:company_id/users/:user_id',
    summary: 'Change what a person may in the company',
    gate: manage,
    params: inCompany.extend({ user_id: z.coerce.number().int() }),
    body: z.strictObject({
      user: z.strictObject({
        template_id: bodyId<TemplateId>().nullable().optional(),
        can_push_to_accounting: z.boolean().optional(),
        is_active: z.boolean().optional(),
      }),
    }),
    reply: personSchema,
    handler: ({ db, company: at, person, params, body: { user } }) =>
      db.company(at, async (sql) => {
        const find = async () => (await listPeople(sql, at)).find((each) => each.id === params.user_id)
        const was = await find()
        if (!was) throw new Refused(refusal('not-found', `There is no person ${params.user_id} in this company.`), 404)
        const template = user.template_id === undefined ? was.template_id : user.template_id
        const change = {
          template,
          canPushToAccounting: user.can_push_to_accounting ?? was.can_push_to_accounting,
          isActive: user.is_active ?? was.is_active,
        }
        await setMembership(sql, at, params.user_id as UserId, change, person.id)
        return find()
      }),
  }),
]

const templates: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/permission_templates',
    summary: 'Permission templates of the company',
    gate: { tool: 'Directory', level: 'Read Only' },
    params: inCompany,
    reply: z.array(templateSchema),
    async handler(ctx) {
      const rows = await ctx.db.company(ctx.company, (sql) => listTemplates(sql, ctx.company))
      return new Page(rows, rows.length)
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/companies/:company_id/permission_templates',
    summary: 'Create a permission template',
    gate: manage,
    params: inCompany,
    body: z.strictObject({
      permission_template: z.strictObject({
        name: z.string().trim().min(1).max(200),
        scope: z.enum(['company', 'project']),
        levels,
        permissions: permissions.default([]),
      }),
    }),
    status: 201,
    reply: z.object({ id }),
    handler: async ({ db, company: at, person, body }) => ({
      id: await db.company(at, (sql) => createTemplate(sql, at, body.permission_template, person.id)),
    }),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/companies/:company_id/permission_templates/:template_id',
    summary: 'Replace the levels and permissions of a template',
    gate: manage,
    params: inCompany.extend({ template_id: z.coerce.number().int() }),
    body: z.strictObject({ permission_template: z.strictObject({ levels, permissions: permissions.default([]) }) }),
    status: 204,
    reply: z.undefined(),
    handler: ({ db, company: at, person, params, body }) =>
      db.company(at, (sql) =>
        changeTemplate(sql, at, params.template_id as TemplateId, body.permission_template, person.id),
      ),
  }),
]

export const routes: Route[] = [...own, ...newCompanyRoutes, ...people, ...templates, ...companyRoutes]
