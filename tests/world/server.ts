/** A whole HTTP server in the test's process, over a database of its own; ask it by `app.inject`. */
import type { FastifyInstance } from 'fastify'
import { createGatekeeper } from '../../src/access/gatekeeper.ts'
import { registerOauth } from '../../src/access/oauth-api.ts'
import type { Provider } from '../../src/access/provider.ts'
import { sealerOf } from '../../src/access/seal.ts'
import { registerSignIn } from '../../src/access/sign-in-api.ts'
import { type Clock, systemClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/db.ts'
import { createHttp } from '../../src/platform/http.ts'
import type { RateRules } from '../../src/platform/http-rate.ts'
import { createLog } from '../../src/platform/log.ts'
import type { Route } from '../../src/platform/route.ts'

/** The key of every test server. */
export const sealer = sealerOf(Buffer.alloc(32, 7))

export interface ServerOptions {
  db: Db
  routes: Route[]
  clock?: Clock
  publicUrl?: string
  rate?: RateRules
  pages?: string | false
  provider?: Provider
  passwords?: boolean
}

export async function testServer({
  db,
  routes,
  clock = systemClock,
  publicUrl,
  rate,
  pages = false,
  ...signIn
}: ServerOptions): Promise<FastifyInstance> {
  const options = { db, clock, publicUrl }
  return createHttp({
    ...options,
    log: createLog('fatal'),
    routes,
    gatekeeper: createGatekeeper(options),
    version: '0.0.0',
    rate: rate ?? { hour: 1_000_000, spike: 1_000_000 },
    pages,
    register: [(app) => registerSignIn(app, { ...options, ...signIn, sealer }), (app) => registerOauth(app, options)],
  })
}

/** Signs in as the pages do; returns the headers that carry the session. */
export async function signedIn(
  app: FastifyInstance,
  email: string,
  password: string,
): Promise<{ cookie: string; 'x-gusset-request': '1' }> {
  const reply = await app.inject({
    method: 'POST',
    url: '/session',
    headers: { 'x-gusset-request': '1' },
    payload: { email, password },
  })
  if (reply.statusCode !== 204)
    throw new Error(`Signing in as ${email} was answered ${reply.statusCode}: ${reply.body}`)
  return { cookie: String(reply.headers['set-cookie']).split(';')[0]!, 'x-gusset-request': '1' }
}
