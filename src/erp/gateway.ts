/**
 * The server's end of the agents' lines: enrolment, WebSocket, pages. It knows who is speaking and in what order, and nothing of what
 * is said; that is the {@link LineHandler}'s. Agents dial out to it; it never dials an agent (CON-1).
 */
import type { KeyObject } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../platform/clock.ts'
import type { AgentRegistry } from './agents.ts'
import { registerEnrolment } from './gateway-enrol.ts'
import { greet } from './gateway-handshake.ts'
import { registerPages } from './gateway-pages.ts'
import { AgentSession } from './gateway-session.ts'
import type { AgentRef, Line, LineHandler } from './line.ts'
import { CLOSE, HEARTBEAT_MS, LINE_PATH, MAX_FRAME_BYTES, SILENCE_MS } from './protocol-frames.ts'

export interface GatewayOptions {
  registry: AgentRegistry
  /** Asked whenever an agent says something: line and handler need each other, so one of them has to come later. */
  handler: () => LineHandler
  serverKey: KeyObject
  clock: Clock
  /** Shown on the connection's page: which server holds the line. */
  serverName: string
}

/** Revocation must cut a line within a second (assurance F61); asking twice a second also works when another server was told. */
const TICK_MS = 500
const TICKS_OF_SILENCE = SILENCE_MS / TICK_MS
const TICKS_A_HEARTBEAT = HEARTBEAT_MS / TICK_MS
/** Sockets that have not yet said who they are: no reason for many, and each costs memory. */
const MAX_STRANGERS = 256

/** Registers the agents' routes on the server and returns the line. Closing the server closes the lines. */
export function createGateway(app: FastifyInstance, options: GatewayOptions): Line {
  const gateway = new Gateway(app.log, options)
  registerEnrolment(app, options)
  registerPages(app, { handler: options.handler, session: (id) => gateway.session(id) })
  app.server.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head))
  // Not onClose: the HTTP server waits for open sockets, so they have to go before it is asked to close.
  app.addHook('preClose', () => gateway.close())
  return gateway
}

class Gateway implements Line {
  readonly #options: GatewayOptions
  readonly #log: FastifyBaseLogger
  /** Compression would cost memory on each line and gain little: pages do not travel here. */
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
  /** By `company/connection`: one session each, the newest. */
  readonly #sessions = new Map<string, AgentSession>()
  readonly #timer: NodeJS.Timeout
  #strangers = 0
  #ticks = 0

  constructor(log: FastifyBaseLogger, options: GatewayOptions) {
    this.#options = options
    this.#log = log
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
    this.#timer.unref()
  }

  connected(): AgentRef[] {
    return [...this.#sessions.values()].filter((session) => session.present).map((session) => session.from)
  }

  send(...[to, message]: Parameters<Line['send']>): boolean {
    return this.#sessions.get(keyOf(to))?.send(message) ?? false
  }

  session(id: string): AgentSession | undefined {
    for (const session of this.#sessions.values()) if (session.id === id) return session
    return undefined
  }

  /** Takes the upgrades to the line's path and leaves the others to whoever else listens. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url?.split('?')[0] !== LINE_PATH) return
    socket.on('error', () => socket.destroy())
    if (this.#strangers >= MAX_STRANGERS) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
      return
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => void this.#welcome(webSocket))
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([...this.#sessions.values()].map((session) => session.end(CLOSE.stopping, 'The server stops.')))
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#sockets.close()
  }

  async #welcome(socket: WebSocket): Promise<void> {
    this.#strangers += 1
    try {
      const { registry, serverKey } = this.#options
      const greeted = await greet(socket, registry, serverKey)
      if (typeof greeted === 'string') {
        this.#log.warn({ because: greeted }, 'An agent was turned away.')
        socket.close(CLOSE.unknown, greeted)
        return
      }
      const session = new AgentSession(socket, { ...this.#options, ...greeted, log: this.#log })
      await this.#replace(session)
      session.open(greeted.proven)
    } catch (error) {
      this.#log.error({ err: error }, 'An agent’s line could not be opened.')
      socket.close(CLOSE.fault, 'The server could not open the line; try again.')
    } finally {
      this.#strangers -= 1
    }
  }

  /** The old session is wound up, its `gone` included, before the new one says anything to the handler. */
  async #replace(session: AgentSession): Promise<void> {
    const key = keyOf(session.from)
    const former = this.#sessions.get(key)
    this.#sessions.set(key, session)
    session.onEnd(() => {
      if (this.#sessions.get(key) === session) this.#sessions.delete(key)
    })
    await former?.end(CLOSE.replaced, 'Another session of this agent took over.')
  }

  #tick(): void {
    this.#ticks += 1
    const sessions = [...this.#sessions.values()]
    for (const session of sessions) {
      if (session.tick() > TICKS_OF_SILENCE) void session.end(CLOSE.fault, 'Nothing was heard of the agent.')
      else if (this.#ticks % TICKS_A_HEARTBEAT === 0) session.ping()
    }
    if (sessions.length > 0) void this.#askRegistry(sessions)
  }

  async #askRegistry(sessions: AgentSession[]): Promise<void> {
    const { registry } = this.#options
    try {
      const revoked = new Set(await registry.revoked(sessions.map((session) => session.agent.id)))
      for (const session of sessions) if (revoked.has(session.agent.id)) void session.revoke()
      if (this.#ticks % TICKS_OF_SILENCE !== 0) return
      await registry.heard(sessions.filter((each) => each.present).map((each) => each.agent.id))
    } catch (error) {
      this.#log.error({ err: error }, 'The registry of agents could not be asked; it is asked again at once.')
    }
  }
}

function keyOf(ref: AgentRef): string {
  return `${ref.company}/${ref.connection}`
}
