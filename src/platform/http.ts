/** The HTTP server: the routes of all slices, the pages, health and figures, with the same manners everywhere. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import helmet from '@fastify/helmet'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { answerError, errorBody } from './http-errors.ts'
import { readStrictJson } from './http-json.ts'
import { RateLimiter, type RateRules } from './http-rate.ts'
import { mount, type Services } from './http-route.ts'
import { servePages } from './http-static.ts'
import { serveLive } from './live-stream.ts'
import type { Log } from './log.ts'
import { registry, requestSeconds } from './metrics.ts'
import { openApi } from './openapi.ts'
import { refusal } from './refusal.ts'
import type { Route } from './route.ts'

export interface HttpOptions {
  db: Db
  clock: Clock
  log: Log
  routes: Route[]
  gatekeeper: Gatekeeper
  version: string
  rate: RateRules
  publicUrl?: string | undefined
  trustProxy?: boolean
  metricsToken?: string | undefined
  /** Folder of the built pages; searched for when left out, `false` for none. */
  pages?: string | false
  /** Plugs of others that need the server itself: signing in, the agents' lines. */
  register?: ((app: FastifyInstance) => void | Promise<void>)[]
}

const BODY_BYTES = 5 * 1024 * 1024
const API = /^\/(rest|oauth|session)(\/|\?|$)/

/** Ready to `listen`. `close()` ends it gracefully: no new requests, running ones are answered, live streams are ended. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { log, publicUrl } = options
  const app: FastifyInstance = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy ?? false,
    bodyLimit: BODY_BYTES,
    requestTimeout: 120_000,
    frameworkErrors: (error, request, reply) => answerError(error, request, reply as FastifyReply),
    forceCloseConnections: 'idle',
    genReqId: (request) => acceptableId(request.headers['x-request-id']) ?? randomUUID(),
  })
  const limiter = new RateLimiter(options.rate, options.clock)
  const services: Services = {
    db: options.db,
    clock: options.clock,
    gatekeeper: options.gatekeeper,
    publicUrl,
    verified: (request) => {
      const caller = callerOf(request, options.gatekeeper)
      if (caller !== undefined) limiter.verified(caller, request.ip)
    },
  }
  await app.register(helmet, securityHeaders(publicUrl))
  readStrictJson(app)
  app.setErrorHandler(answerError)
  limitRates(app, limiter, options)
  noteRequests(app)
  serveHealth(app, options)
  for (const route of options.routes) mount(app, route, services)
  const document = openApi(options.routes, { version: options.version, url: publicUrl ?? '/' })
  app.get('/rest/openapi.json', (_request, reply) => reply.send(document))
  await serveLive(app, services)
  for (const plug of options.register ?? []) await plug(app)
  leaveIdleConnections(app)
  await servePages(app, options.pages, (path) => API.test(path))
  return app
}

/** Browsers hold connections open between requests: those that fall idle while we stop are closed as they do. */
function leaveIdleConnections(app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    const timer = setInterval(() => app.server.closeIdleConnections(), 100)
    app.server.once('close', () => clearInterval(timer))
  })
}

/** Our own choice of id, unless a proxy in front has named the request already. */
function acceptableId(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : undefined
}

function securityHeaders(publicUrl: string | undefined): object {
  const none = ["'none'"]
  const self = ["'self'"]
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: self,
        scriptSrc: self,
        // The component library writes style elements; scripts stay barred.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: self,
        fontSrc: self,
        objectSrc: none,
        baseUri: none,
        formAction: self,
        frameAncestors: none,
      },
    },
    // A browser once told to keep to https could not reach a server that has none.
    strictTransportSecurity: publicUrl?.startsWith('https:') ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  }
}

function limitRates(app: FastifyInstance, limiter: RateLimiter, { gatekeeper }: HttpOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!API.test(request.url)) return
    const caller = callerOf(request, gatekeeper)
    const state = limiter.take(caller !== undefined && limiter.knows(caller) ? caller : request.ip)
    reply.headers({
      'x-rate-limit-limit': state.limit,
      'x-rate-limit-remaining': state.remaining,
      'x-rate-limit-reset': state.reset,
    })
    if (state.allowed) return
    return reply
      .code(429)
      .header('retry-after', state.retryAfter)
      .send(errorBody([refusal('too-many-requests', state.sentence)]))
  })
}

/** What the request claims to be sent with, hashed; not yet proved. */
function callerOf(request: FastifyRequest, gatekeeper: Gatekeeper): string | undefined {
  const credential = gatekeeper.credential(request.headers)
  return credential && createHash('sha256').update(credential.secret).digest('base64url')
}

function noteRequests(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    requestSeconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
    const line = {
      method: request.method,
      path: request.url.split('?')[0],
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    request.log[reply.statusCode >= 500 ? 'warn' : 'debug'](line, 'answered')
  })
}

function serveHealth(app: FastifyInstance, { db, metricsToken }: HttpOptions): void {
  app.get('/healthz', async (_request, reply) => {
    await db.system((sql) => sql.query('select 1'))
    return reply.send({ status: 'ok' })
  })
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request, metricsToken))
      return reply
        .code(403)
        .send(
          errorBody([
            refusal('not-allowed', 'The figures are for this machine, or for the bearer of GUSSET_METRICS_TOKEN.'),
          ]),
        )
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  if (token === undefined)
    return ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip) && !request.headers['x-forwarded-for']
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(`Bearer ${token}`), digest(request.headers.authorization ?? ''))
}
