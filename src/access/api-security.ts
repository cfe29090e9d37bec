/** How a company's people sign in, seen and reset by its administrators. */
import { z } from 'zod'
import type { UserId } from '../ids.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { sessionSchema } from './api-account.ts'
import { changeSettings } from './store.ts'
import { endSessions, listSessions, noteInCompanies } from './store-account.ts'
import { dropSecondFactor } from './store-second-factor.ts'
import { listSecurity, refuseForeign, unlink } from './store-security.ts'

const manage = { action: 'manage-people' }
const inCompany = z.object({ company_id: z.coerce.number().int() })
const ofPerson = inCompany.extend({ user_id: z.coerce.number().int() })
const securitySchema = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  has_password: z.boolean(),
  second_factor: z.boolean(),
  single_sign_on: z.boolean(),
  sessions: z.number(),
})
const settingsSchema = z.object({ second_factor_required: z.boolean() })

export const securityRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/sign_in_settings',
    summary: 'Whether the company asks for a second factor',
    gate: manage,
    params: inCompany,
    reply: settingsSchema,
    handler: ({ db, company }) =>
      db.company(company, (sql) =>
        sql.one(
          `select coalesce((settings ->> 'secondFactorRequired')::boolean, false) as second_factor_required from company where id = $1`,
          [company],
        ),
      ),
  }),
  route({
    method: 'PATCH',
    path: '/rest/v1.0/companies/:company_id/sign_in_settings',
    summary: 'Ask for a second factor, or no longer',
    gate: manage,
    params: inCompany,
    body: z.strictObject({ sign_in_settings: z.strictObject({ second_factor_required: z.boolean() }) }),
    status: 204,
    reply: z.undefined(),
    handler: ({ db, company, person, session, body }) => {
      const secondFactorRequired = body.sign_in_settings.second_factor_required
      if (secondFactorRequired && session?.strong === false)
        throw new Refused(
          refusal(
            'own-factor-first',
            'Set up your own second factor first, under My account: you would be out at once.',
          ),
        )
      return db.company(company, (sql) => changeSettings(sql, company, { secondFactorRequired }, person.id))
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/sign_ins',
    summary: 'How each person of the company signs in',
    gate: manage,
    params: inCompany,
    reply: z.array(securitySchema),
    async handler({ db, clock, company }) {
      const rows = await db.system((sql) => listSecurity(sql, company, clock.now()))
      return new Page(rows, rows.length)
    },
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/users/:user_id/sign_in',
    summary: 'How a person signs in, and where the person is signed in now',
    gate: manage,
    params: ofPerson,
    reply: securitySchema.extend({ open_sessions: z.array(sessionSchema) }),
    handler: async (ctx) => ({
      ...(await find(ctx)),
      open_sessions: await ctx.db.system((sql) => listSessions(sql, user(ctx), ctx.clock.now())),
    }),
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/companies/:company_id/users/:user_id/sessions',
    summary: 'End all sessions of a person',
    gate: manage,
    params: ofPerson,
    status: 204,
    reply: z.undefined(),
    async handler(ctx) {
      const { id } = await find(ctx)
      await ctx.db.system(async (sql) => {
        await endSessions(sql, id)
        await noteInCompanies(sql, id, ctx.person.id, 'end-sessions')
      })
    },
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/companies/:company_id/users/:user_id/second_factor',
    summary: 'Reset a person’s second factor; ends the person’s sessions',
    gate: manage,
    params: ofPerson,
    status: 204,
    reply: z.undefined(),
    async handler(ctx) {
      const { id, name } = await find(ctx)
      await ctx.db.system(async (sql) => {
        await refuseForeign(sql, ctx.company, id, ctx.person.id)
        if (!(await dropSecondFactor(sql, id)))
          throw new Refused(refusal('no-second-factor', `${name} has no second factor.`), 409)
        await endSessions(sql, id)
        await noteInCompanies(sql, id, ctx.person.id, 'reset-second-factor')
      })
    },
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/companies/:company_id/users/:user_id/single_sign_on',
    summary: 'Unlink a person from single sign-on; the next sign-in there links anew, by email',
    gate: manage,
    params: ofPerson,
    status: 204,
    reply: z.undefined(),
    async handler(ctx) {
      const { id, name } = await find(ctx)
      await ctx.db.system(async (sql) => {
        await refuseForeign(sql, ctx.company, id, ctx.person.id)
        if ((await unlink(sql, id)) === 0)
          throw new Refused(refusal('not-linked', `${name} is not linked with single sign-on.`), 409)
        await endSessions(sql, id)
        await noteInCompanies(sql, id, ctx.person.id, 'unlink-single-sign-on')
      })
    },
  }),
]

type OfPerson = Context<z.output<typeof ofPerson>>

const user = ({ params }: OfPerson) => params.user_id as UserId

/** The person as a member of the company named; Refused (404) otherwise. */
async function find(ctx: OfPerson) {
  const [found] = await ctx.db.system((sql) => listSecurity(sql, ctx.company, ctx.clock.now(), user(ctx)))
  if (found) return found
  throw new Refused(refusal('not-found', `There is no person ${user(ctx)} in this company.`), 404)
}
