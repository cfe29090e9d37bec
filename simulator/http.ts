import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refused, Unsupported } from './refused.ts'
import { QueryError } from './sage-300-cre/query.ts'

/** Small pieces of HTTP that box and panel share. */

export class HttpError extends Error {
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

const BODY_LIMIT = 64 * 1024 * 1024

export async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > BODY_LIMIT) throw new HttpError(413, 'The request is larger than 64 MB.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await readBody(request)
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Falls through to the same answer as for a body that is no object.
  }
  throw new HttpError(400, 'The body is not a JSON object.')
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
  response.end(`${JSON.stringify(body)}\n`)
}

export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  sendJson(response, statusOf(error), { error: error instanceof Error ? error.message : String(error) })
}

/** The HTTP status of an error: 500 only for a bug of the simulator. */
export function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status
  if (error instanceof Unsupported) return 501
  if (error instanceof QueryError) return 400
  return error instanceof Refused ? 422 : 500
}

/** Whether the request carries `Authorization: Bearer <token>`; always when no token is set. */
export function hasToken(request: IncomingMessage, token: string): boolean {
  if (token === '') return true
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`))
}

/** Whether a browser sent the request from a page of this very server. */
export function isSameOrigin(request: IncomingMessage): boolean {
  return request.headers.origin === `http://${request.headers.host ?? ''}`
}
