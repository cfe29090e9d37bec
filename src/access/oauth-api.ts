/**
 * OAuth 2 for API clients: client credentials in all four spellings that real clients send (JSON, form, multipart, HTTP Basic).
 * Conventions: reference/procore-api.md 2.1; errors: RFC 6749 5.2.
 */
import { timingSafeEqual } from 'node:crypto'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { sentenceFor } from '../platform/http-errors.ts'
import { Refused } from '../platform/refusal.ts'
import { secretHash } from './secrets.ts'
import { guardClient, TooManyTries } from './sign-in.ts'
import { type Client, findClient, findToken, issueToken, revokeToken, TOKEN_SECONDS } from './store-sessions.ts'

class OauthError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, sentence: string) {
    super(sentence)
    this.status = status
    this.code = code
  }
}

const FIELD_BYTES = 4_096

export async function registerOauth(app: FastifyInstance, { db, clock }: { db: Db; clock: Clock }): Promise<void> {
  // A scope of its own: nowhere else are forms read, since other sites can send them.
  await app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: 4 * FIELD_BYTES })
    await scope.register(multipart, {
      attachFieldsToBody: 'keyValues',
      limits: { files: 0, fields: 10, fieldSize: FIELD_BYTES },
    })
    scope.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })
    scope.setErrorHandler((error, request, reply) => {
      if (error instanceof OauthError) return answer(reply, error)
      if (error instanceof TooManyTries) {
        reply.header('retry-after', error.retryAfter)
        return answer(reply, new OauthError(429, 'temporarily_unavailable', error.message))
      }
      if (error instanceof Refused) return answer(reply, new OauthError(error.status, 'invalid_request', error.message))
      if (isUnreadForm(request))
        return answer(reply, new OauthError(400, 'invalid_request', 'The form is not properly encoded.'))
      const status = (error as { statusCode?: number }).statusCode ?? 500
      if (status < 500)
        return answer(reply, new OauthError(status, 'invalid_request', sentenceFor(status, (error as Error).message)))
      request.log.error({ err: error }, 'fault')
      return answer(
        reply,
        new OauthError(500, 'server_error', `Something went wrong on our side. The log has it under ${request.id}.`),
      )
    })
    serveTokens(scope, db, clock)
  })
}

function serveTokens(scope: FastifyInstance, db: Db, clock: Clock): void {
  scope.post('/oauth/token', async (request, reply) => {
    const fields = fieldsOf(request)
    if (fields.grant_type !== 'client_credentials')
      throw new OauthError(400, 'unsupported_grant_type', 'The only grant_type here is client_credentials.')
    const client = await guardClient(db, clock, request.ip, () => authenticate(db, request, fields))
    const now = clock.now()
    const token = await db.system((sql) => issueToken(sql, client, now))
    return reply.send({
      access_token: token,
      token_type: 'bearer',
      expires_in: TOKEN_SECONDS,
      created_at: seconds(now),
    })
  })

  scope.get('/oauth/token/info', async (request, reply) => {
    const token =
      /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ??
      String((request.query as Record<string, string>).access_token ?? '')
    const now = clock.now()
    const found = await db.system((sql) => findToken(sql, token, now))
    if (!found) throw new OauthError(401, 'invalid_token', 'The access token is not known, or has ended.')
    return reply.send({
      resource_owner_id: found.person_id,
      scopes: [],
      expires_in_seconds: seconds(found.expires_at) - seconds(now),
      application: { uid: found.client_id },
      created_at: seconds(found.created_at),
    })
  })

  // RFC 7009 2.2: an unknown token is as good as revoked.
  scope.post('/oauth/revoke', async (request, reply) => {
    const { token } = fieldsOf(request)
    if (!token) throw new OauthError(400, 'invalid_request', 'Send the token to revoke as “token”.')
    await db.system((sql) => revokeToken(sql, token, clock.now()))
    return reply.send({})
  })
}

/** The reader of multipart forms throws bare errors for what the client did wrong. */
function isUnreadForm({ body, headers }: FastifyRequest): boolean {
  return body == null && /^multipart\//i.test(headers['content-type'] ?? '')
}

function fieldsOf(request: FastifyRequest): Record<string, string> {
  const body = (typeof request.body === 'object' && request.body !== null ? request.body : {}) as Record<
    string,
    unknown
  >
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

async function authenticate(db: Db, request: FastifyRequest, fields: Record<string, string>): Promise<Client> {
  const basic = basicCredentials(request.headers.authorization)
  const [id, secret] = basic ?? [fields.client_id ?? '', fields.client_secret ?? '']
  // A name that the database cannot hold is nobody's.
  const client = id.includes('\0') ? undefined : await db.system((sql) => findClient(sql, id))
  const given = secretHash(secret)
  const fits = timingSafeEqual(given, client?.secret_hash ?? secretHash(''))
  if (!client || !fits)
    throw new OauthError(
      401,
      'invalid_client',
      'The client id or the client secret is wrong, or the client was revoked.',
    )
  return client
}

function basicCredentials(header: string | undefined): [string, string] | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1]
  if (!encoded) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : [decoded(text.slice(0, colon)), decoded(text.slice(colon + 1))]
}

/** RFC 6749 2.3.1 asks for form encoding inside Basic; many clients leave it out, and our ids need none. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function answer(reply: FastifyReply, { status, code, message }: OauthError): FastifyReply {
  if (status === 401) reply.header('www-authenticate', `Bearer error="${code}"`)
  return reply
    .code(status)
    .send({ error: code, error_description: message, message, code, refusals: [{ code, sentence: message }] })
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
