/** Routes of permission templates. */
import { z } from 'zod'
import { id } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { changeTemplate, createTemplate, type TemplateId } from './store.ts'
import { deleteTemplate, keepingAnAdmin } from './store-changes.ts'
import { listTemplates } from './store-lists.ts'
import { GRANULAR_PERMISSIONS, LEVELS } from './tools.ts'

const manage = { action: 'manage-people' }
const base = '/rest/v1.0/companies/:company_id/permission_templates'
const inCompany = z.object({ company_id: z.coerce.number().int() })
const ofTemplate = inCompany.extend({ template_id: id<TemplateId>() })
const name = z.string().trim().min(1).max(200)
const levels = z.record(z.string(), z.enum(LEVELS))
const permissions = z.array(z.enum(GRANULAR_PERMISSIONS)).default([])
const scope = z.enum(['company', 'project'])

export const templateRoutes: Route[] = [
  route({
    method: 'GET',
    path: base,
    summary: 'Permission templates of the company, and who has each',
    gate: { tool: 'Directory', level: 'Read Only' },
    params: inCompany,
    reply: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        scope,
        levels,
        permissions: z.array(z.string()),
        people: z.array(z.string()),
      }),
    ),
    handler: async ({ db, company: at }) => new Page(await db.company(at, (sql) => listTemplates(sql, at))),
  }),
  route({
    method: 'POST',
    path: base,
    summary: 'Create a permission template',
    gate: manage,
    params: inCompany,
    body: z.strictObject({ permission_template: z.strictObject({ name, scope, levels, permissions }) }),
    status: 201,
    reply: z.object({ id: z.number() }),
    handler: async ({ db, company: at, person, body }) => ({
      id: await db.company(at, (sql) => createTemplate(sql, at, body.permission_template, person.id)),
    }),
  }),
  route({
    method: 'PATCH',
    path: `${base}/:template_id`,
    summary: 'Replace the levels and permissions of a template; acts on everybody’s next request',
    gate: manage,
    params: ofTemplate,
    body: z.strictObject({ permission_template: z.strictObject({ name: name.optional(), levels, permissions }) }),
    status: 204,
    reply: z.undefined(),
    handler: ({ db, company: at, person, params: { template_id }, body }) =>
      db.company(at, (sql) =>
        keepingAnAdmin(sql, at, () => changeTemplate(sql, at, template_id, body.permission_template, person.id)),
      ),
  }),
  route({
    method: 'DELETE',
    path: `${base}/:template_id`,
    summary: 'Delete a template that nobody has',
    gate: manage,
    params: ofTemplate,
    status: 204,
    reply: z.undefined(),
    handler: ({ db, company: at, person, params: { template_id } }) =>
      db.company(at, (sql) => deleteTemplate(sql, at, template_id, person.id)),
  }),
]
