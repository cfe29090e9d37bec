/** Every no on the wire has one shape: `message`, `code`, `refusals`, and `errors` by field where fields are at fault. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { sentenceOf } from './http-words.ts'
import { type Refusal, Refused, refusal } from './refusal.ts'

export interface ErrorBody {
  message: string
  code: string
  refusals: Refusal[]
  errors?: Record<string, string[]>
}

export function errorBody(refusals: Refusal[]): ErrorBody {
  const errors: Record<string, string[]> = {}
  for (const { field, sentence } of refusals) if (field) errors[field] = [...(errors[field] ?? []), sentence]
  return {
    message: refusals.map((each) => each.sentence).join(' '),
    code: refusals[0]?.code ?? 'refused',
    refusals,
    ...(Object.keys(errors).length > 0 ? { errors } : {}),
  }
}

/** What a schema found, one refusal for each field. */
export function malformed(error: z.ZodError, where: 'path' | 'query' | 'body'): Refused {
  const list = error.issues.flatMap((issue) => {
    const at = issue.path.map(String).join('.')
    if (issue.code !== 'unrecognized_keys')
      return [refusal('malformed', sentenceOf(at || `The ${where}`, issue.message), { field: at || where })]
    const known = (key: string) => (at ? `${at}.${key}` : key)
    return issue.keys.map((key) =>
      refusal('unknown-field', `The ${where} has a field that is not known here: ${known(key)}.`, {
        field: known(key),
      }),
    )
  })
  const told = new Map(list.map((each) => [each.sentence, each]))
  return new Refused([...told.values()], 400)
}

/** Fastify's error handler. A fault is logged whole and answered with its request's id only. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refused) return reply.code(error.status).send(errorBody(error.refusals))
  const { statusCode = 500, code, message } = error as Partial<FastifyError>
  if (isOverload(code, message)) {
    request.log.warn({ err: error }, 'the database could not serve a request')
    return reply
      .code(503)
      .header('retry-after', '2')
      .send(errorBody([refusal('busy', 'The database is busy or away. Try again in a moment.')]))
  }
  const users = usersOf(error)
  if (users !== undefined) {
    const sentence = `It cannot be deleted: ${users} stand on it.`
    return reply.code(409).send(errorBody([refusal('in-use', sentence, { remedy: 'Delete those first.' })]))
  }
  if (statusCode >= 400 && statusCode < 500)
    return reply
      .code(statusCode)
      .send(errorBody([refusal(wireCode(statusCode), sentenceFor(statusCode, message ?? ''))]))
  request.log.error({ err: error }, 'fault')
  return reply
    .code(500)
    .send(
      errorBody([
        refusal('fault', `Something went wrong on our side; nothing was changed. The log has it under ${request.id}.`),
      ]),
    )
}

const FOREIGN_KEY_VIOLATION = '23503'

/** What still refers to a row that should go, in words (`subcontractor invoice lines`): a slice does not know what later slices built on it. */
function usersOf(error: unknown): string | undefined {
  const { code, table, detail } = error as { code?: string; table?: string; detail?: string }
  if (code !== FOREIGN_KEY_VIOLATION || !table || !detail?.includes('still referenced')) return undefined
  return `${table.replaceAll('_', ' ')}s`
}

/** Deadlock, serialisation, shutting down, too many connections, no connection: none of them is the caller's doing. */
const AWAY = new Set(['40001', '40P01', '57P01', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT'])

function isOverload(code: string | undefined, message: string | undefined): boolean {
  return (
    (code !== undefined && AWAY.has(code)) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(message ?? '')
  )
}

function wireCode(status: number): string {
  return (
    { 400: 'malformed', 404: 'not-found', 413: 'too-large', 414: 'address-too-long', 415: 'wrong-content-type' }[
      status
    ] ?? `status-${status}`
  )
}

/** Of an error of the HTTP server itself, whose own words may be bare. */
export function sentenceFor(status: number, message: string): string {
  if (message.endsWith('is not a valid url component')) return 'The address is not properly encoded.'
  if (status === 414) return 'A part of the address is too long.'
  if (status === 413) return 'The body is too large. Send it in several requests.'
  if (status === 415) return 'Send the body as JSON, with the header Content-Type: application/json.'
  return message.endsWith('.') ? message : `${message}.`
}
