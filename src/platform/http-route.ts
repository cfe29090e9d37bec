/** Mounts one `Route`: who is it, of which company, may they, are the shapes right; then the handler; then the answer in its shape. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { CompanyId } from '../ids.ts'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import { again } from './db-again.ts'
import type { Admission, Credential, Gatekeeper, Shut } from './gatekeeper.ts'
import { malformed } from './http-errors.ts'
import { type KeptAnswer, once } from './http-idempotency.ts'
import { refuseUnstorable } from './http-json.ts'
import { paged } from './http-paging.ts'
import { companyOf, type Named, projectOf } from './http-scope.ts'
import { inWords } from './http-words.ts'
import { Refused, refusal } from './refusal.ts'
import { type Context, Download, Page, type Person, type Route } from './route.ts'

export interface Services {
  db: Db
  clock: Clock
  gatekeeper: Gatekeeper
  /** The address people type, for links and for the check of Origin. */
  publicUrl: string | undefined
  /** The request's token or session has proved to be one. */
  verified(request: FastifyRequest): void
}

export function mount(app: FastifyInstance, route: Route, services: Services): void {
  const shapes = {
    params: shape(route.params, []),
    query: shape(route.query, ['page', 'per_page']),
    body: shape(route.body, [], true),
  }
  const handlerPages = route.query instanceof z.ZodObject && 'page' in route.query.shape
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const context = await contextOf(request, route, services, shapes)
      if (route.download) return sendFile(await route.handler(context), reply)
      const run = async (): Promise<KeptAnswer> =>
        write(await route.handler(context), route, request, reply, services, handlerPages)
      const key = context.idempotencyKey
      const answer = await (key ? once(services.db, services.clock, keyed(context, request, key), run) : run())
      reply.code(answer.status).header('cache-control', 'no-store')
      if (answer.status === 204) return reply.send()
      return reply.type('application/json; charset=utf-8').send(answer.reply)
    },
  })
}

/** Signed in, member of the company named, project visible, gate open: or Refused with 400, 401, 403 or 404. */
export async function admit(
  request: FastifyRequest,
  route: Pick<Route, 'path' | 'gate'>,
  services: Services,
): Promise<Admitted> {
  const credential = services.gatekeeper.credential(request.headers)
  if (!credential) throw new Refused(refusal('not-signed-in', 'Sign in first, or send a valid access token.'), 401)
  checkOrigin(request, credential, services.publicUrl)
  const named = namedBy(request, route.path)
  const company = companyOf(named)
  const project = projectOf(named)
  const admission = await services.gatekeeper.admit(credential, company, project)
  if (!admission)
    throw new Refused(refusal('signed-out', 'The session or the access token has ended. Sign in again.'), 401)
  services.verified(request)
  if (company !== undefined && !admission.member) throw notFound('company', company)
  if (project !== undefined && !admission.projectExists) throw notFound('project', project)
  answerShut(await admission.whyNot(route.gate, project))
  return { admission, company: company as CompanyId, project }
}

interface Admitted {
  admission: Admission
  company: CompanyId
  project: ReturnType<typeof projectOf>
}

type Shape = (value: unknown) => unknown

async function contextOf(
  request: FastifyRequest,
  route: Route,
  services: Services,
  shapes: Record<'params' | 'query' | 'body', Shape>,
): Promise<Context> {
  refuseUnstorable(request.params, 'path')
  refuseUnstorable(request.query, 'query')
  const open = route.gate === 'public'
  const admitted = open ? undefined : await admit(request, route, services)
  const whyNot: Context['whyNot'] = async (gate, project = admitted?.project) =>
    (await admitted?.admission.whyNot(gate, project))?.sentence
  return {
    db: again(services.db),
    clock: services.clock,
    company: admitted?.company as CompanyId,
    project: admitted?.project,
    person: admitted?.admission.person as Person,
    session: admitted?.admission.session,
    params: check(shapes.params, request.params, 'path'),
    query: check(shapes.query, request.query, 'query'),
    body: check(shapes.body, request.body, 'body'),
    idempotencyKey: open || route.confidential ? undefined : idempotencyKey(request),
    whyNot,
    require: async (gate, project = admitted?.project) => answerShut(await admitted?.admission.whyNot(gate, project)),
  }
}

/**
 * Scope ids and paging are everybody's: a schema that does not name them is not asked about them. An unknown member of a body is
 * always named; one of a query only where the schema is strict, because clients send views and sorts that not every list knows.
 */
function shape(schema: z.ZodType | undefined, more: string[], closed = false): Shape {
  const known = schema instanceof z.ZodDefault ? (schema.unwrap() as z.ZodType) : (schema ?? z.object({}))
  const strict = closed && known instanceof z.ZodObject && known.def.catchall === undefined ? known.strict() : known
  const whole = schema instanceof z.ZodDefault ? strict.default(schema.def.defaultValue) : strict
  const names = known instanceof z.ZodObject ? ['company_id', 'project_id', 'id', ...more] : []
  const others = names.filter((name) => !(name in (known as z.ZodObject).shape))
  return (value) => {
    const given = schema ? value : (value ?? {})
    const left = isPlain(given)
      ? Object.fromEntries(Object.entries(given).filter(([name]) => !others.includes(name)))
      : given
    const parsed = whole.safeParse(left, { error: inWords })
    if (parsed.success) return parsed.data
    throw parsed.error
  }
}

function check(shaped: Shape, value: unknown, where: 'path' | 'query' | 'body'): unknown {
  try {
    return shaped(value)
  } catch (error) {
    if (error instanceof z.ZodError) throw malformed(error, where)
    throw error
  }
}

function write(
  result: unknown,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  handlerPages: boolean,
): KeptAnswer {
  const status = route.status ?? 200
  if (status === 204) return { status, reply: '' }
  let value = result
  if (result instanceof Page) {
    const { rows, headers } = paged(result, addressOf(request, services.publicUrl), handlerPages)
    reply.headers(headers)
    value = rows
  }
  const parsed = route.reply.safeParse(value)
  if (parsed.success) return { status, reply: JSON.stringify(parsed.data) }
  throw new Error(
    `${route.method} ${route.path} answered in another shape than it promises: ${z.prettifyError(parsed.error)}`,
  )
}

/** The name is given twice: in ASCII for old clients, and as it is. */
function sendFile(result: unknown, reply: FastifyReply): FastifyReply {
  if (!(result instanceof Download)) throw new Error('A route that downloads must answer with a Download.')
  const { name, type, content } = result
  const plain = name.replace(/[^\w. -]/g, '_')
  return reply
    .headers({
      'cache-control': 'no-store',
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    })
    .type(type)
    .send(content instanceof Uint8Array ? Buffer.from(content) : Readable.from(content))
}

function addressOf(request: FastifyRequest, publicUrl: string | undefined): URL {
  return new URL(request.url, publicUrl ?? `${request.protocol}://${request.host}`)
}

/** A cookie travels by itself, so a page elsewhere could use it: asked for are a header that only our pages can set, and our own Origin. */
function checkOrigin(request: FastifyRequest, credential: Credential, publicUrl: string | undefined): void {
  if (credential.kind === 'bearer' || request.method === 'GET') return
  checkOwnPage(request, publicUrl)
}

/** Also for signing in and out. Throws Refused (403). */
export function checkOwnPage(request: FastifyRequest, publicUrl: string | undefined): void {
  const { origin } = request.headers
  const ours = [publicUrl, `${request.protocol}://${request.host}`].map((each) => each && new URL(each).origin)
  if (request.headers['x-gusset-request'] !== '1')
    throw new Refused(
      refusal('not-our-page', 'A request with a session’s cookie needs the header X-Gusset-Request: 1.'),
      403,
    )
  if (origin !== undefined && !ours.includes(origin))
    throw new Refused(
      refusal(
        'not-our-page',
        `Pages of ${origin} may not act here. If it is this server’s address, set GUSSET_PUBLIC_URL to it.`,
      ),
      403,
    )
}

function idempotencyKey(request: FastifyRequest): string | undefined {
  if (request.method !== 'POST' && request.method !== 'PATCH') return undefined
  const key = request.headers['idempotency-key'] ?? request.headers['idempotency-token']
  if (key === undefined || key === '') return undefined
  if (typeof key === 'string' && key.length <= 255) return key
  throw new Refused(
    refusal('malformed', 'An idempotency key is one text of at most 255 characters.', { field: 'Idempotency-Key' }),
    400,
  )
}

function keyed(context: Context, request: FastifyRequest, key: string) {
  return { person: context.person.id, route: `${request.method} ${request.url.split('?')[0]}`, key, body: request.body }
}

function namedBy(request: FastifyRequest, path: string): Named {
  const params = request.params as Record<string, unknown>
  return { path, params, query: request.query as Record<string, unknown>, body: request.body, headers: request.headers }
}

function answerShut(shut: Shut | undefined): void {
  if (!shut) return
  if (shut.missing) throw new Refused(refusal('not-found', shut.sentence), 404)
  throw new Refused(refusal(shut.code ?? 'not-allowed', shut.sentence), 403)
}

function notFound(what: string, id: number): Refused {
  return new Refused(refusal('not-found', `There is no ${what} ${id}, or you may not see it.`), 404)
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
