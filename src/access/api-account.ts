/** One's own account: sessions, password, second factor. Of no company; for people on the pages, not for programs with a token. */
import { z } from 'zod'
import { Refused, refusal } from '../platform/refusal.ts'
import { type Context, Page, type Route, route } from '../platform/route.ts'
import { totpAddress } from './codes.ts'
import type { Sealer } from './seal.ts'
import { hashPassword, passwordFits, passwordProblem } from './secrets.ts'
import { guardOwn } from './sign-in.ts'
import {
  companiesThatAsk,
  endSession,
  endSessions,
  listSessions,
  noteInCompanies,
  passwordHashOf,
  setMethod,
  setPasswordHash,
} from './store-account.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  dropSecondFactor,
  findSecondFactor,
  takeCode,
} from './store-second-factor.ts'

export const sessionSchema = z.object({
  id: z.number(),
  browser: z.string(),
  address: z.string(),
  /** How it was opened: password alone, password and code, or at the provider of single sign-on. */
  method: z.enum(['password', 'code', 'provider']),
  created_at: z.string(),
  seen_at: z.string(),
})
const password = z.string().min(1).max(1000)
const code = z.string().trim().min(1).max(100)

const sessionRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/rest/v1.0/me/sessions',
    summary: 'Where one is signed in',
    gate: 'signed-in',
    reply: z.array(sessionSchema.extend({ current: z.boolean() })),
    async handler({ db, clock, person, session }) {
      const rows = await db.system((sql) => listSessions(sql, person.id, clock.now()))
      return new Page(rows.map((row) => ({ ...row, current: row.id === session?.id })))
    },
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/me/sessions',
    summary: 'End all of one’s sessions but this one',
    gate: 'signed-in',
    status: 204,
    reply: z.undefined(),
    async handler(ctx) {
      const { id } = ownSession(ctx)
      await ctx.db.system((sql) => endSessions(sql, ctx.person.id, id))
    },
  }),
  route({
    method: 'DELETE',
    path: '/rest/v1.0/me/sessions/:session_id',
    summary: 'End one of one’s sessions',
    gate: 'signed-in',
    params: z.object({ session_id: z.coerce.number().int() }),
    status: 204,
    reply: z.undefined(),
    async handler(ctx) {
      const { session_id: id } = ctx.params
      if (!(await ctx.db.system((sql) => endSession(sql, ctx.person.id, id))))
        throw new Refused(refusal('not-found', `You have no session ${id}. It may have ended.`), 404)
    },
  }),
  route({
    method: 'PUT',
    path: '/rest/v1.0/me/password',
    summary: 'Change one’s password; ends all other sessions',
    gate: 'signed-in',
    body: z.strictObject({ password: z.strictObject({ current: password, new: z.string() }) }),
    confidential: true,
    status: 204,
    reply: z.undefined(),
    async handler(ctx) {
      const { id } = ownSession(ctx)
      const { current, new: wanted } = ctx.body.password
      const problem = passwordProblem(wanted)
      if (problem) throw new Refused(refusal('weak-password', problem, { field: 'new' }))
      await checkPassword(ctx, current, 'current')
      const hash = await hashPassword(wanted)
      await ctx.db.system(async (sql) => {
        await setPasswordHash(sql, ctx.person.id, hash)
        await endSessions(sql, ctx.person.id, id)
        await noteInCompanies(sql, ctx.person.id, ctx.person.id, 'change-password')
      })
    },
  }),
]

const secondFactorRoutes = (sealer: Sealer): Route[] => [
  route({
    method: 'GET',
    path: '/rest/v1.0/me/second_factor',
    summary: 'One’s second factor, and the companies that ask for it',
    gate: 'signed-in',
    reply: z.object({
      confirmed_at: z.string().nullable(),
      recovery_codes_left: z.number(),
      asked_by: z.array(z.string()),
      has_password: z.boolean(),
    }),
    handler: ({ db, person }) =>
      db.system(async (sql) => {
        const { confirmedAt, recoveryCodesLeft } = await findSecondFactor(sql, person.id)
        return {
          confirmed_at: confirmedAt?.toISOString() ?? null,
          recovery_codes_left: recoveryCodesLeft,
          asked_by: await companiesThatAsk(sql, person.id),
          has_password: (await passwordHashOf(sql, person.id)) !== null,
        }
      }),
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/me/second_factor',
    summary: 'Begin to set up a second factor: a secret for an authenticator app, shown this once',
    gate: 'signed-in',
    body: z.strictObject({ second_factor: z.strictObject({ password }) }),
    confidential: true,
    status: 201,
    reply: z.object({ secret: z.string(), address: z.string() }),
    async handler(ctx) {
      ownSession(ctx)
      await checkPassword(ctx, ctx.body.second_factor.password, 'password')
      const secret = await ctx.db.system((sql) => beginSecondFactor(sql, sealer, ctx.person.id))
      return { secret, address: totpAddress(secret, ctx.person.email) }
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/me/second_factor/confirmation',
    summary: 'Switch the second factor on with a first code; answers the recovery codes, shown this once',
    gate: 'signed-in',
    body: z.strictObject({ second_factor: z.strictObject({ code }) }),
    confidential: true,
    reply: z.object({ recovery_codes: z.array(z.string()) }),
    handler(ctx) {
      const { id } = ownSession(ctx)
      const { db, clock, person, body } = ctx
      return guardOwn(db, clock, `code:${person.id}`, () =>
        db.system(async (sql) => {
          const codes = await confirmSecondFactor(sql, sealer, person.id, body.second_factor.code, clock.now())
          // Whoever has the password only is out from here on.
          await endSessions(sql, person.id, id)
          await setMethod(sql, person.id, id, 'code')
          await noteInCompanies(sql, person.id, person.id, 'switch-second-factor-on')
          return { recovery_codes: codes }
        }),
      )
    },
  }),
  route({
    method: 'POST',
    path: '/rest/v1.0/me/second_factor/removal',
    summary: 'Switch one’s second factor off, with the password and a code',
    gate: 'signed-in',
    body: z.strictObject({ second_factor: z.strictObject({ password, code }) }),
    confidential: true,
    status: 204,
    reply: z.undefined(),
    async handler(ctx) {
      ownSession(ctx)
      const { db, clock, person, body } = ctx
      await checkPassword(ctx, body.second_factor.password, 'password')
      await guardOwn(db, clock, `code:${person.id}`, () =>
        db.system(async (sql) => {
          if (!(await takeCode(sql, sealer, person.id, body.second_factor.code, clock.now())))
            throw new Refused(
              refusal('wrong-code', 'The code is wrong, or was used before. Take the next one.', { field: 'code' }),
            )
          await dropSecondFactor(sql, person.id)
          await setMethod(sql, person.id, undefined, 'password')
          await noteInCompanies(sql, person.id, person.id, 'switch-second-factor-off')
        }),
      )
    },
  }),
]

export const accountRoutes = (sealer: Sealer): Route[] => [...sessionRoutes, ...secondFactorRoutes(sealer)]

function ownSession({ session }: Pick<Context, 'session'>): { id: number } {
  if (session) return session
  throw new Refused(refusal('no-session', 'This is for people signed in on the pages; a program has no account.'), 403)
}

/** Asked for again before what makes an open session more than that: somebody else may sit at it. */
async function checkPassword({ db, clock, person }: Context, given: string, field: string): Promise<void> {
  const stored = await db.system((sql) => passwordHashOf(sql, person.id))
  if (stored === null)
    throw new Refused(
      refusal('no-password', 'You have no password here: you sign in at the provider of single sign-on.', { field }),
      409,
    )
  await guardOwn(db, clock, `own-password:${person.id}`, async () => {
    if (!(await passwordFits(stored, given)))
      throw new Refused(refusal('wrong-password', 'The password is wrong.', { field }))
  })
}
