/** Requests to the simulator's box: kept-alive connections, answers as streams, silence noticed. */
import { Agent, type IncomingMessage, request as startRequest } from 'node:http'

/** A box that says nothing for this long, in the middle of an answer, is gone. An import may take its time. */
const SILENCE_MS = 60_000

export interface HttpAnswer {
  status: number
  headers: IncomingMessage['headers']
  body: IncomingMessage
}

/** The request never reached the other end: nothing can have happened there. */
export class Unreached extends Error {}

export class HttpClient {
  readonly #base: URL
  readonly #headers: Record<string, string>
  readonly #agent = new Agent({ keepAlive: true })

  constructor(base: URL, token: string | undefined) {
    this.#base = base
    this.#headers = token ? { authorization: `Bearer ${token}` } : {}
  }

  /** `patient`: as long as it takes. Resolves with the head of the answer; its body must be read or destroyed. */
  send(
    path: string,
    body: object | undefined,
    more: { signal?: AbortSignal; patient?: boolean } = {},
  ): Promise<HttpAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = text === undefined ? this.#headers : { ...this.#headers, ...lengthOf(text) }
    const method = text === undefined ? 'GET' : 'POST'
    return new Promise((resolve, reject) => {
      const request = startRequest(new URL(path, this.#base), {
        method,
        headers,
        agent: this.#agent,
        ...(more.signal ? { signal: more.signal } : {}),
        timeout: more.patient ? 0 : SILENCE_MS,
      })
      let connected = false
      request.on('socket', (socket) => {
        connected = !socket.connecting
        socket.once('connect', () => {
          connected = true
        })
      })
      request.on('timeout', () => request.destroy(new Error(`The box said nothing for ${SILENCE_MS / 1_000} s.`)))
      request.on('error', (error) => reject(connected ? error : new Unreached(this.#unreached(error))))
      request.on('response', (response) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response }),
      )
      request.end(text)
    })
  }

  close(): void {
    this.#agent.destroy()
  }

  #unreached(error: Error): string {
    return `The ERP’s box at ${this.#base.origin} cannot be reached (${error.message}). Start it, or mend box.url in the agent’s configuration.`
  }
}

function lengthOf(text: string): Record<string, string> {
  return { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }
}

/** A whole small answer as text, at most `limit` bytes. */
export async function textOf(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const blocks: Uint8Array[] = []
  let length = 0
  for await (const block of body) {
    length += block.byteLength
    if (length > limit) throw new Error(`The box’s answer is longer than ${limit} bytes.`)
    blocks.push(block)
  }
  return Buffer.concat(blocks).toString('utf8')
}
