/** How a company's people sign in, seen and reset by its administrators. */
import { z } from 'zod'
import type { UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { id } from '../platform/rest.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { sessionSchema } from './api-account.ts'
import { changeSettings } from './store.ts'
import { endSessions, listSessions, noteInCompanies } from './store-account.ts'
import { settingsOf } from './store-lists.ts'
import { dropSecondFactor } from './store-second-factor.ts'
import { listSecurity, refuseForeign, unlink } from './store-security.ts'

const manage = { action: 'manage-people' }
const inCompany = z.object({ company_id: z.coerce.number().int() })
const ofPerson = inCompany.extend({ user_id: id<UserId>() })
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

/** What an administrator takes from how a person signs in. */
interface Ending {
  what: string
  summary: string
  action: string
  /** What it takes beside the sessions. `drop` returns false where there is none of it, which `none` says after the person's name. */
  weakens?: { drop(sql: Sql, person: UserId): Promise<boolean>; code: string; none: string }
}

const ENDINGS: Ending[] = [
  { what: 'sessions', summary: 'End all sessions of a person', action: 'end-sessions' },
  {
    what: 'second_factor',
    summary: 'Reset a person’s second factor; ends the person’s sessions',
    action: 'reset-second-factor',
    weakens: { drop: dropSecondFactor, code: 'no-second-factor', none: 'has no second factor.' },
  },
  {
    what: 'single_sign_on',
    summary: 'Unlink a person from single sign-on; the next sign-in there links anew, by email',
    action: 'unlink-single-sign-on',
    weakens: { drop: unlink, code: 'not-linked', none: 'is not linked with single sign-on.' },
  },
]

export const securityRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/sign_in_settings',
    summary: 'Whether the company asks for a second factor',
    gate: manage,
    params: inCompany,
    reply: settingsSchema,
    handler: async ({ db, company }) => ({
      second_factor_required: (await db.company(company, (sql) => settingsOf(sql, company))).secondFactorRequired,
    }),
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
    handler: async ({ db, clock, company }) =>
      new Page(await db.system((sql) => listSecurity(sql, company, clock.now()))),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/companies/:company_id/users/:user_id/sign_in',
    summary: 'How a person signs in, and where the person is signed in now',
    gate: manage,
    params: ofPerson,
    reply: securitySchema.extend({ open_sessions: z.array(sessionSchema) }),
    handler: (ctx) =>
      ctx.db.system(async (sql) => {
        const found = await find(sql, ctx)
        return { ...found, open_sessions: await listSessions(sql, found.id, ctx.clock.now()) }
      }),
  }),
  ...ENDINGS.map(ending),
]

function ending({ what, summary, action, weakens }: Ending): Route {
  return route({
    method: 'DELETE',
    path: `/rest/v1.0/companies/:company_id/users/:user_id/${what}`,
    summary,
    gate: manage,
    params: ofPerson,
    status: 204,
    reply: z.undefined(),
    handler: (ctx) =>
      ctx.db.system(async (sql) => {
        const { id, name } = await find(sql, ctx)
        if (weakens) {
          await refuseForeign(sql, ctx.company, id, ctx.person.id)
          if (!(await weakens.drop(sql, id))) throw new Refused(refusal(weakens.code, `${name} ${weakens.none}`), 409)
        }
        await endSessions(sql, id)
        await noteInCompanies(sql, id, ctx.person.id, action)
      }),
  })
}

/** The person as a member of the company named; Refused (404) otherwise. */
async function find(sql: Sql, { company, clock, params: { user_id: user } }: Context<z.output<typeof ofPerson>>) {
  const [found] = await listSecurity(sql, company, clock.now(), user)
  if (found) return found
  throw new Refused(refusal('not-found', `There is no person ${user} in this company.`), 404)
}
