/**
 * `POST /agent/reads/:readId/pages/:number`: a page of a read, streamed to the handler as it comes in, so that a million rows need no
 * more memory than one block. What was signed is the hash of the lines; the handler's stream throws at its end when they disagree, so
 * nothing that was changed or cut short on the way can be committed.
 */
import { createHash } from 'node:crypto'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AgentSession, ReadProgress } from './gateway-session.ts'
import type { LineHandler } from './line.ts'
import { isSignedBy, MAX_PAGE_BYTES, PAGE_HEADERS, pageText } from './protocol-frames.ts'

interface PageOptions {
  handler: () => LineHandler
  session(id: string): AgentSession | undefined
}

/** A page that is not taken: `status` as in HTTP. */
class PageError extends Error {
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

type PageRequest = FastifyRequest<{ Params: { readId: string; number: string }; Body: Readable }>

export function registerPages(app: FastifyInstance, options: PageOptions): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    const path = '/agent/reads/:readId/pages/:number'
    scope.post(path, { bodyLimit: MAX_PAGE_BYTES }, async (request: PageRequest, reply) => {
      try {
        return { continue: await take(request, options) }
      } catch (error) {
        const status = error instanceof PageError ? error.status : 500
        if (status === 500) request.log.error({ err: error }, 'A page of a read could not be kept.')
        const sentence =
          status === 500 ? 'The server could not keep the page; it asks again.' : (error as Error).message
        return reply.code(status).send({ code: 'page-not-taken', sentence })
      } finally {
        // Whatever was not read must not stand in the way of the connection's next request.
        request.raw.resume()
      }
    })
  })
}

async function take(request: PageRequest, { handler, session: sessionOf }: PageOptions): Promise<boolean> {
  const { readId } = request.params
  const number = Number(request.params.number)
  const { session, sha256 } = authenticated(request, readId, number, sessionOf)
  const progress = session.reads.get(readId)
  if (!progress || progress.stopped) return false
  // Its answer was lost on the way: the page is kept already.
  if (number === progress.next - 1) return true
  if (progress.busy || number !== progress.next) {
    throw new PageError(409, `Page ${progress.next} of the read is due, page ${number} came.`)
  }
  progress.busy = true
  try {
    return await hand(request, { handler, session, progress }, { readId, number, sha256 })
  } finally {
    progress.busy = false
  }
}

async function hand(
  request: PageRequest,
  { handler, session, progress }: { handler: () => LineHandler; session: AgentSession; progress: ReadProgress },
  page: { readId: string; number: number; sha256: string },
): Promise<boolean> {
  const checked = new CheckedLines(linesOf(request), page.sha256, () => session.ended)
  const wanted = await handler().page(session.from, { ...page, lines: checked })
  if (!wanted) progress.stopped = true
  else if (!checked.verified) throw new Error(`Page ${page.number} was kept before all of it was read.`)
  progress.next = page.number + 1
  return wanted
}

/** The one place that decides who sent a page: an agent of this server's live session, by its signature over this very page. */
function authenticated(
  request: PageRequest,
  readId: string,
  number: number,
  sessionOf: PageOptions['session'],
): { session: AgentSession; sha256: string } {
  const header = (name: string): string => String(request.headers[name] ?? '')
  const sha256 = header(PAGE_HEADERS.sha256)
  const session = sessionOf(header(PAGE_HEADERS.session))
  const text = pageText(header(PAGE_HEADERS.session), readId, number, sha256)
  const proves =
    session &&
    !session.ended &&
    String(session.agent.id) === header(PAGE_HEADERS.agent) &&
    isSignedBy(session.publicKey, text, header(PAGE_HEADERS.signature))
  if (!proves) throw new PageError(401, 'The page is not signed by an agent with an open line to this server.')
  return { session, sha256 }
}

function linesOf(request: PageRequest): Readable {
  const encoding = request.headers['content-encoding']
  if (encoding === undefined || encoding === 'identity') return request.body
  if (encoding !== 'gzip') throw new PageError(415, `A page comes plain or as gzip, not as ${encoding}.`)
  const gunzip = createGunzip()
  // The error reaches whoever iterates the lines.
  pipeline(request.body, gunzip, () => {})
  return gunzip
}

/** The lines as they come; throws at the end when they are not the ones that were signed. */
class CheckedLines implements AsyncIterable<Uint8Array> {
  verified = false
  readonly #source: Readable
  readonly #sha256: string
  readonly #stale: () => boolean

  constructor(source: Readable, sha256: string, stale: () => boolean) {
    this.#source = source
    this.#sha256 = sha256
    this.#stale = stale
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256')
    let bytes = 0
    // A handler that stops early must not tear down the connection its answer goes over.
    for await (const chunk of this.#source.iterator({ destroyOnReturn: false })) {
      const block = chunk as Uint8Array
      bytes += block.byteLength
      if (bytes > MAX_PAGE_BYTES) throw new PageError(413, `A page holds at most ${MAX_PAGE_BYTES} bytes.`)
      hash.update(block)
      yield block
    }
    if (hash.digest('hex') !== this.#sha256)
      throw new PageError(422, 'The page’s lines are not the ones that were signed.')
    if (this.#stale()) throw new PageError(401, 'The agent’s line ended before its page was complete.')
    this.verified = true
  }
}
