/** Pushes the pages of a read to the server: signed, over kept-alive connections, each again when it was lost on the way. */
import { createHash } from 'node:crypto'
import { type ClientRequestArgs, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { PAGE_HEADERS, pagePath, pageText, signText } from '../src/erp/protocol-frames.ts'
import type { Session } from './session.ts'

const TRIES = 4
const SILENCE_MS = 120_000
/**
 * Pages travel as gzip level 1, but plain to a server on this machine. Measured on 1,000,000 job cost transactions of 19 columns
 * (111 MB, pages of 2 MB, two cores): plain costs the agent 0.75 s of processor time; level 1 makes it 1.9 s, and half a second more at
 * the server, for 3.7 times fewer bytes: worth it below about 500 Mbit/s. Level 3 gives 3.9 times, level 6 4.4 times, for 1.4 and 2.6
 * times the work of level 1. The agent stays at 130 MB either way.
 */
const GZIP_LEVEL = 1

const gzipped = promisify(gzip)

/** The server will not have this page, or cannot be reached; the read fails, and the server decides when to ask again. */
export class PushError extends Error {}

export class PagePusher {
  readonly #server: URL
  readonly #agent: HttpAgent
  readonly #compress: boolean

  /** `compress`: by default to any server that is not on this machine. */
  constructor(server: URL, compress = !isThisMachine(server)) {
    this.#server = server
    this.#compress = compress
    this.#agent =
      server.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  }

  /** Resolves when the server has the page for good; false: it wants no more of this read. @throws PushError */
  async push(session: Session, readId: string, number: number, lines: Uint8Array): Promise<boolean> {
    const sha256 = createHash('sha256').update(lines).digest('hex')
    const { agentId, key } = session.identity
    const body = this.#compress ? await gzipped(lines, { level: GZIP_LEVEL }) : lines
    const headers: Record<string, string> = {
      'content-type': 'application/octet-stream',
      'content-length': String(body.byteLength),
      [PAGE_HEADERS.agent]: agentId,
      [PAGE_HEADERS.session]: session.id,
      [PAGE_HEADERS.sha256]: sha256,
      [PAGE_HEADERS.signature]: signText(key, pageText(session.id, readId, number, sha256)),
      ...(this.#compress ? { 'content-encoding': 'gzip' } : {}),
    }
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#post(pagePath(readId, number), headers, body, session.ended).catch(
        (error: Error) => error,
      )
      if (!(answer instanceof Error) && answer.status === 200) return answer.told.continue === true
      const sentence =
        answer instanceof Error ? answer.message : String(answer.told.sentence ?? `HTTP ${answer.status}`)
      const again = answer instanceof Error || answer.status >= 500
      if (!again || tries === TRIES || session.ended.aborted) throw new PushError(sentence)
      await pause(200 * 2 ** tries)
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #post(
    path: string,
    headers: Record<string, string>,
    body: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ status: number; told: { continue?: unknown; sentence?: unknown } }> {
    const url = new URL(path, this.#server)
    const options: ClientRequestArgs = { method: 'POST', headers, agent: this.#agent, signal, timeout: SILENCE_MS }
    return new Promise((resolve, reject) => {
      const request = url.protocol === 'https:' ? httpsRequest(url, options) : httpRequest(url, options)
      request.on('error', reject)
      request.on('timeout', () => request.destroy(new Error('The server did not answer in time.')))
      request.on('response', (response) => {
        jsonOf(response).then((told) => resolve({ status: response.statusCode ?? 0, told }), reject)
      })
      request.end(body)
    })
  }
}

async function jsonOf(response: IncomingMessage): Promise<{ continue?: unknown; sentence?: unknown }> {
  let text = ''
  for await (const block of response) text += String(block)
  try {
    return JSON.parse(text) as { continue?: unknown; sentence?: unknown }
  } catch {
    return { sentence: text.slice(0, 300) }
  }
}

function isThisMachine(server: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(server.hostname)
}
