/** Routes of a company's own administration: API clients and approval settings. */
import { z } from 'zod'
import { bodyId, id } from '../platform/rest.ts'
import { Page, type Route, route } from '../platform/route.ts'
import { type ClientId, changeSettings, createApiClient, revokeApiClient, type TemplateId } from './store.ts'
import { listApiClients, settingsOf } from './store-lists.ts'

const number = z.number()
const inCompany = z.object({ company_id: z.coerce.number().int() })
const manage = { action: 'manage-people' }

export const companyRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/api_clients',
    summary: 'API clients of the company; the person a client acts as has its templates',
    gate: manage,
    params: inCompany,
    reply: z.array(
      z.object({
        id: number,
        name: z.string(),
        client_id: z.string(),
        user_id: number,
        created_at: z.date(),
        revoked_at: z.date().nullable(),
      }),
    ),
    handler: async ({ db, company: at }) => new Page(await db.company(at, (sql) => listApiClients(sql, at))),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/companies/:company_id/api_clients',
    confidential: true,
    summary: 'Create an API client; its secret is shown this once',
    gate: manage,
    params: inCompany,
    body: z.strictObject({
      api_client: z.strictObject({
        name: z.string().trim().min(1).max(200),
        template_id: bodyId<TemplateId>(),
        project_template_id: bodyId<TemplateId>().nullable().default(null),
        can_push_to_accounting: z.boolean().default(false),
      }),
    }),
    status: 201,
    reply: z.object({ id: number, client_id: z.string(), client_secret: z.string() }),
    async handler({ db, company: at, person, body: { api_client: client } }) {
      const wanted = {
        name: client.name,
        template: client.template_id,
        projectTemplate: client.project_template_id,
        canPushToAccounting: client.can_push_to_accounting,
      }
      const made = await db.company(at, (sql) => createApiClient(sql, at, wanted, person.id))
      return { id: made.id, client_id: made.clientId, client_secret: made.clientSecret }
    },
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/companies/:company_id/api_clients/:client_id',
    summary: 'Revoke an API client and its tokens',
    gate: manage,
    params: inCompany.extend({ client_id: id<ClientId>() }),
    status: 204,
    reply: z.undefined(),
    handler: ({ db, clock, company: at, person, params }) =>
      db.company(at, (sql) => revokeApiClient(sql, at, params.client_id, clock.now(), person.id)),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/approval_settings',
    summary: 'Whether only Admins approve, and whether sender and approver are two people',
    gate: 'signed-in',
    params: inCompany,
    reply: z.object({ adminApproversOnly: z.boolean(), fourEyes: z.boolean() }),
    handler: ({ db, company: at }) => db.company(at, (sql) => settingsOf(sql, at)),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/companies/:company_id/approval_settings',
    summary: 'Who may approve: Admins only, and never the sender',
    gate: manage,
    params: inCompany,
    body: z.strictObject({
      approval_settings: z.strictObject({
        adminApproversOnly: z.boolean().optional(),
        fourEyes: z.boolean().optional(),
      }),
    }),
    status: 204,
    reply: z.undefined(),
    handler: ({ db, company: at, person, body }) =>
      db.company(at, (sql) => changeSettings(sql, at, body.approval_settings, person.id)),
  }),
]
