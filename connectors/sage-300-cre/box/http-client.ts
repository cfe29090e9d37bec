/** Requests to the simulator's box: kept-alive connections, answers as streams, silence noticed. */
import { Agent, type IncomingMessage, type RequestOptions, request as startRequest } from 'node:http'

/** A box that says nothing for this long is gone; longer than the server may take over a page, while which nothing is read here. */
const SILENCE_MS = 180_000

export interface HttpAnswer {
  status: number
  headers: IncomingMessage['headers']
  body: IncomingMessage
}

/** The request never reached the other end: nothing can have happened there. */
export class Unreached extends Error {}

/** A kept-alive connection that the other end had closed before it saw the request. */
class StaleConnection extends Error {}

export class HttpClient {
  readonly #base: URL
  readonly #headers: Record<string, string>
  readonly #agent = new Agent({ keepAlive: true })

  constructor(base: URL, token: string | undefined) {
    this.#base = base
    this.#headers = token ? { authorization: `Bearer ${token}` } : {}
  }

  /** A question: asked again when the kept-alive connection turned out to be gone. Its answer's body must be read or destroyed. */
  async ask(path: string, body?: object, signal?: AbortSignal): Promise<HttpAnswer> {
    const options: RequestOptions = { agent: this.#agent, timeout: SILENCE_MS, ...(signal ? { signal } : {}) }
    try {
      return await this.#send(path, body, options)
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error
      return this.#send(path, body, { ...options, agent: false })
    }
  }

  /** An order, carried out at most once and as long as it takes: on a connection of its own, so that a reset means that it had arrived. */
  order(path: string, body: object): Promise<HttpAnswer> {
    return this.#send(path, body, { agent: false })
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(path: string, body: object | undefined, options: RequestOptions): Promise<HttpAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = text === undefined ? this.#headers : { ...this.#headers, ...lengthOf(text) }
    const method = text === undefined ? 'GET' : 'POST'
    return new Promise((resolve, reject) => {
      const request = startRequest(new URL(path, this.#base), { ...options, method, headers })
      let connected = false
      request.on('socket', (socket) => {
        connected = !socket.connecting
        // Not on a kept-alive one: it would gather a listener with each request.
        if (!connected) {
          socket.once('connect', () => {
            connected = true
          })
        }
      })
      request.on('timeout', () => request.destroy(new Error(`The box said nothing for ${SILENCE_MS / 1_000} s.`)))
      request.on('error', (error: NodeJS.ErrnoException) => {
        if (!connected) reject(new Unreached(this.#unreached(error)))
        else reject(request.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection(error.message) : error)
      })
      request.on('response', (response) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response }),
      )
      request.end(text)
    })
  }

  #unreached(error: Error): string {
    return `The ERP’s box at ${this.#base.origin} cannot be reached (${error.message}). Start it, or mend boxUrl in the agent’s configuration.`
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
