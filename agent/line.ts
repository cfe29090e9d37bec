/**
 * The agent's end of the line: dials out, proves itself, believes only the server it enrolled with, and dials again when the line is gone,
 * for as long as it takes. Nothing listens on this side (CON-1).
 */
import WebSocket from 'ws'
import { PROTOCOL_VERSION, type ToAgent, type ToServer } from '../src/erp/protocol.ts'
import { CLOSE, HEARTBEAT_MS, MAX_FRAME_BYTES, SILENCE_MS } from '../src/erp/protocol-frames.ts'
import { jitter } from './clock.ts'
import type { Driver } from './driver.ts'
import type { Identity } from './enrol.ts'
import type { Log } from './log.ts'
import { introduce, type Session } from './session.ts'
import { AGENT_VERSION } from './version.ts'

/** What the line needs of the agent behind it. */
export interface Behind {
  /** The hello is about to be sent. */
  connected(): void
  /** In the order sent; not before the server has proved itself. */
  message(message: ToAgent, session: Session): void
  gone(): void
  load(): { queue: number; busy: boolean; unacknowledged: number }
}

export interface LineOptions {
  identity: Identity
  driver: Driver
  behind: Behind
  log: Log
  /** First and longest pause between two dials, milliseconds. */
  pauses?: { first: number; longest: number }
}

const PAUSES = { first: 500, longest: 30_000 }
/** After the server sent us away (unknown, or another of us took over), asking again soon would only annoy it. */
const SENT_AWAY_MS = 60_000
const TICK_MS = 1_000

export class Line {
  readonly #options: LineOptions
  readonly #pauses: { first: number; longest: number }
  #socket: WebSocket | undefined
  #session: Session | undefined
  #dials = 0
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #erpReachable = false
  #stamps: Record<string, string> | undefined
  #end: (because: string) => void = () => {}
  /** Resolves with the reason when the server revoked this agent: dialling again is useless. */
  readonly revoked: Promise<string>

  constructor(options: LineOptions) {
    this.#options = options
    this.#pauses = options.pauses ?? PAUSES
    this.revoked = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  start(): void {
    this.#dial()
  }

  /** @returns false when there is no line: what matters is said again. */
  send(message: ToServer): boolean {
    return this.#session?.send(message) ?? false
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#socket?.close(1000, 'The agent stops.')
    setTimeout(() => this.#socket?.terminate(), 500).unref()
  }

  #dial(): void {
    if (this.#stopped) return
    const { identity, behind, log } = this.#options
    this.#dials += 1
    const socket = new WebSocket(identity.line, {
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      handshakeTimeout: 15_000,
    })
    this.#socket = socket
    socket.on('error', (error) => log('warn', 'The line to the server failed.', { because: error.message }))
    socket.on('close', (code, reason) => this.#closed(code, reason.toString()))
    const watch = this.#watch(socket)
    socket.once('close', () => clearInterval(watch))
    introduce(socket, identity, (body, session) => this.#take(body, session))
      .then(async (session) => {
        const erp = await this.#erp()
        this.#session = session
        behind.connected()
        const { unacknowledged } = behind.load()
        session.send({ type: 'hello', protocol: PROTOCOL_VERSION, agentVersion: AGENT_VERSION, erp, unacknowledged })
      })
      .catch((error: Error) => {
        log('error', 'The line could not be opened.', { because: error.message })
        socket.close(CLOSE.unknown, error.message.slice(0, 100))
      })
  }

  /** An ERP that cannot be asked does not keep the agent from its server: that is where the trouble will be seen. */
  async #erp(): Promise<Extract<ToServer, { type: 'hello' }>['erp']> {
    try {
      const { product, version, folder, highWater, stamps } = await this.#options.driver.about()
      this.#erpReachable = true
      this.#stamps = stamps
      return { product, version, folder, highWater }
    } catch (error) {
      this.#erpReachable = false
      this.#options.log('warn', 'The ERP cannot be reached.', { because: (error as Error).message })
      return { product: '', version: '', folder: '', highWater: {} }
    }
  }

  #take(message: ToAgent, session: Session): void {
    const { behind, log } = this.#options
    if (message.type === 'revoked') {
      this.#stopped = true
      this.#end('The server revoked this agent. To use it again, enrol it with a new code.')
      return
    }
    if (message.type === 'welcome') {
      this.#dials = 0
      log('info', 'The line is open.', { company: message.company })
    }
    behind.message(message, session)
  }

  /** Heartbeats out, silence noticed. Counted in ticks: a machine that slept does not count its sleep as silence. */
  #watch(socket: WebSocket): NodeJS.Timeout {
    let ticks = 0
    let quiet = 0
    const heard = () => {
      quiet = 0
    }
    socket.on('ping', heard)
    socket.on('message', heard)
    return setInterval(() => {
      ticks += 1
      quiet += 1
      if (quiet > SILENCE_MS / TICK_MS) {
        this.#options.log('warn', 'Nothing was heard of the server; dialling again.')
        socket.terminate()
      } else if (ticks % (HEARTBEAT_MS / TICK_MS) === 0) void this.#heartbeat()
    }, TICK_MS)
  }

  async #heartbeat(): Promise<void> {
    const session = this.#session
    if (!session) return
    const before = this.#erpReachable
    await this.#erp()
    const { queue, busy } = this.#options.behind.load()
    session.send({
      type: 'heartbeat',
      queue,
      busy,
      erpReachable: this.#erpReachable,
      ...(this.#stamps ? { stamps: this.#stamps } : {}),
    })
    // Product and version are said in the hello only: an ERP that came back is introduced by a new one.
    if (!before && this.#erpReachable) session.close('The ERP can be reached again.')
  }

  #closed(code: number, reason: string): void {
    const { behind, log } = this.#options
    if (this.#session) behind.gone()
    this.#session = undefined
    if (this.#stopped) return
    const sentAway = code === CLOSE.replaced || code === CLOSE.unknown || code === CLOSE.revoked
    const doubled = Math.min(this.#pauses.longest, this.#pauses.first * 2 ** Math.min(this.#dials, 20))
    const longest = sentAway ? Math.max(SENT_AWAY_MS, this.#pauses.longest) : doubled
    const pause = Math.round(longest * (0.5 + jitter() / 2))
    log(sentAway ? 'error' : 'warn', 'The line is closed.', { code, because: reason, pauseMs: pause })
    this.#timer = setTimeout(() => this.#dial(), pause)
  }
}
