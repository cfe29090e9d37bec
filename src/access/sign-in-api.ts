/** `/session` and what stands below it: the cookie of the pages. Registered beside the routes because it speaks of cookies and addresses. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { malformed } from '../platform/http-errors.ts'
import { checkOwnPage } from '../platform/http-route.ts'
import { inWords } from '../platform/http-words.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { sessionCookie, wayCookie } from './cookie.ts'
import type { Provider } from './provider.ts'
import { beginAtProvider, finishAtProvider, WAY_SECONDS } from './provider-sign-in.ts'
import type { Sealer } from './seal.ts'
import { enterCode, signIn, TooManyTries } from './sign-in.ts'
import { closeSession, type From, SESSION_SECONDS } from './store-sessions.ts'

export interface SignInOptions {
  db: Db
  clock: Clock
  publicUrl?: string | undefined
  sealer: Sealer
  /** Undefined: no single sign-on. */
  provider?: Provider | undefined
  /** False: the provider is the only way in. */
  passwords?: boolean
}

const passwordBody = z.strictObject({
  email: z.string().trim().min(1).max(320),
  password: z.string().min(1).max(1000),
})
const codeBody = z.strictObject({ code: z.string().trim().min(1).max(100) })
const beginBody = z.strictObject({ to: z.string().max(2_000).default('/') })
const finishBody = z.strictObject({ query: z.string().max(8_000) })

export function registerSignIn(app: FastifyInstance, options: SignInOptions): void {
  const { db, clock, publicUrl, provider, passwords = true } = options
  const cookie = sessionCookie(publicUrl)
  const own = (request: FastifyRequest) => checkOwnPage(request, publicUrl)
  const opened = (reply: FastifyReply, secret: string) =>
    reply.header('set-cookie', cookie.write(secret, SESSION_SECONDS)).header('cache-control', 'no-store')

  app.get('/session/ways', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ password: passwords, provider: provider?.name ?? null }),
  )

  app.post('/session', async (request, reply) => {
    own(request)
    if (!passwords)
      throw new Refused(
        refusal('no-passwords', `Passwords are switched off here. Sign in with ${provider?.name}.`),
        403,
      )
    const body = read(passwordBody, request)
    const { secret, awaitsCode } = await slowly(reply, signIn(db, clock, { ...body, ...from(request) }))
    opened(reply, secret)
    return awaitsCode ? reply.send({ awaits: 'code' }) : reply.code(204).send()
  })

  app.post('/session/code', async (request, reply) => {
    own(request)
    const { code } = read(codeBody, request)
    const awaiting = cookie.read(request.headers.cookie ?? '')
    const secret = await slowly(reply, enterCode(options, awaiting, code, from(request)))
    return opened(reply, secret).code(204).send()
  })

  app.delete('/session', async (request, reply) => {
    own(request)
    const secret = cookie.read(request.headers.cookie ?? '')
    if (secret) await db.system((sql) => closeSession(sql, secret))
    return reply.code(204).header('set-cookie', cookie.clear()).header('clear-site-data', '"cache", "storage"').send()
  })

  serveProvider(app, options, own, opened)
}

function serveProvider(
  app: FastifyInstance,
  { db, clock, publicUrl, provider }: SignInOptions,
  own: (request: FastifyRequest) => void,
  opened: (reply: FastifyReply, secret: string) => FastifyReply,
): void {
  const way = wayCookie(publicUrl)
  const world = () => {
    if (provider) return { db, clock, provider }
    throw new Refused(refusal('no-provider', 'There is no single sign-on here. Sign in with your password.'), 404)
  }

  app.post('/session/provider/begin', async (request, reply) => {
    own(request)
    const begun = await beginAtProvider(world(), read(beginBody, request).to)
    return reply
      .header('set-cookie', way.write(begun.way, WAY_SECONDS))
      .header('cache-control', 'no-store')
      .send({ address: begun.address })
  })

  app.post('/session/provider', async (request, reply) => {
    own(request)
    const { query } = read(finishBody, request)
    const begun = way.read(request.headers.cookie ?? '')
    const { secret, returnTo } = await finishAtProvider(world(), begun, query, from(request))
    return opened(reply, secret).header('set-cookie', way.clear()).send({ to: returnTo })
  })
}

const from = ({ ip, headers }: FastifyRequest): From => ({ address: ip, userAgent: headers['user-agent'] ?? '' })

function read<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
  const body = schema.safeParse(request.body, { error: inWords })
  if (body.success) return body.data
  throw malformed(body.error, 'body')
}

/** Says in the header, too, how long to wait. */
async function slowly<T>(reply: FastifyReply, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof TooManyTries) reply.header('retry-after', error.retryAfter)
    throw error
  }
}
