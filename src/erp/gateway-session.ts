/** One agent's session: frames in, checked and handed over in order; frames out; an end that is announced exactly once. */
import type { KeyObject } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import type { WebSocket } from 'ws'
import type { Clock } from '../platform/clock.ts'
import type { AgentRegistry, KnownAgent } from './agents.ts'
import type { AgentRef, LineHandler } from './line.ts'
import { PROTOCOL_VERSION, type ToAgent, type ToServer } from './protocol.ts'
import { CLOSE, FrameError, FrameReader, FrameWriter, type Proven, publicKeyFrom } from './protocol-frames.ts'
import { firstFlaw, toServerSchema } from './protocol-schema.ts'

interface SessionOptions {
  agent: KnownAgent
  sessionId: string
  serverKey: KeyObject
  registry: AgentRegistry
  handler: () => LineHandler
  clock: Clock
  log: FastifyBaseLogger
  serverName: string
}

/** More frames waiting for the handler than this: stop reading the socket until it has caught up. */
const MAX_WAITING = 64
/** An agent that does not read what it is sent is not there. */
const MAX_UNSENT_BYTES = 64 * 1024 * 1024
/** A closing socket that the other end does not close is cut after this. */
const CLOSING_MS = 300

/** How far each read of the session has come; pages beyond it are out of order. */
export interface ReadProgress {
  next: number
  busy: boolean
  stopped: boolean
}

export class AgentSession {
  readonly id: string
  readonly agent: KnownAgent
  readonly from: AgentRef
  readonly publicKey: KeyObject
  readonly reads = new Map<string, ReadProgress>()
  readonly #socket: WebSocket
  readonly #options: SessionOptions
  readonly #reader: FrameReader
  readonly #writer: FrameWriter
  readonly #endListeners: (() => void)[] = []
  /** All that was handed over. */
  #work: Promise<unknown> = Promise.resolve()
  /** What the next message has to wait for. */
  #turn: Promise<void> = Promise.resolve()
  #ending: Promise<void> | undefined
  #waiting = 0
  #quietTicks = 0
  #saidHello = false
  /** The handler was told that the agent is there, so it will be told that it is gone. */
  #announced = false

  constructor(socket: WebSocket, options: SessionOptions) {
    this.#socket = socket
    this.#options = options
    this.id = options.sessionId
    this.agent = options.agent
    this.from = { company: options.agent.company, connection: options.agent.connection }
    this.publicKey = publicKeyFrom(options.agent.publicKey)
    this.#reader = new FrameReader(this.id, this.publicKey)
    this.#writer = new FrameWriter(this.id, options.serverKey)
  }

  /** Said hello and has not ended. */
  get present(): boolean {
    return this.#announced && !this.ended
  }

  get ended(): boolean {
    return this.#ending !== undefined
  }

  onEnd(listener: () => void): void {
    this.#endListeners.push(listener)
  }

  /** Starts listening, then tells the agent that the server has proved itself too. */
  open(proven: Proven): void {
    this.#socket.on('message', (data) => this.#take(data.toString()))
    this.#socket.on('pong', () => this.#heard())
    this.#socket.on('close', () => void this.end(CLOSE.stopping, 'The agent hung up.'))
    if (this.#socket.readyState !== this.#socket.OPEN) void this.end(CLOSE.stopping, 'The agent hung up.')
    else if (!this.ended) this.#socket.send(JSON.stringify(proven))
  }

  send(message: ToAgent): boolean {
    if (!this.present) return false
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) {
      void this.end(CLOSE.fault, 'The agent does not read what it is sent.')
      return false
    }
    if (message.type === 'read') this.reads.set(message.readId, { next: 1, busy: false, stopped: false })
    if (message.type === 'cancel-read') this.reads.delete(message.readId)
    this.#socket.send(this.#writer.write(message))
    return true
  }

  ping(): void {
    if (!this.ended) this.#socket.ping()
  }

  /** Counts time in ticks of the gateway, not by a clock: a server that was itself asleep cuts nobody off. */
  tick(): number {
    if (!this.#socket.isPaused) this.#quietTicks += 1
    return this.#quietTicks
  }

  async revoke(): Promise<void> {
    this.send({ type: 'revoked' })
    await this.end(CLOSE.revoked, 'This agent was revoked.')
  }

  /** Ends the session; resolves when the handler has let go of it. */
  end(code: number, because: string): Promise<void> {
    this.#ending ??= this.#windUp(code, because)
    return this.#ending
  }

  async #windUp(code: number, because: string): Promise<void> {
    this.#options.log.info({ agent: this.agent.id, because }, 'The line to an agent ends.')
    this.#socket.close(code, because)
    // A paused socket would never read the other end's farewell.
    this.#socket.resume()
    const cut = setTimeout(() => this.#socket.terminate(), CLOSING_MS)
    this.#socket.once('close', () => clearTimeout(cut))
    for (const listener of this.#endListeners) listener()
    await this.#work
    if (this.#announced)
      await this.#options
        .handler()
        .gone(this.from)
        .catch((error) => this.#complain(error))
  }

  #heard(): void {
    this.#quietTicks = 0
  }

  #take(text: string): void {
    if (this.ended) return
    this.#heard()
    const message = this.#believed(text)
    if (!message) return
    this.#waiting += 1
    if (this.#waiting >= MAX_WAITING) this.#socket.pause()
    const done = this.#turn.then(() => this.#hand(message))
    // What is said of exports is handed over without waiting, so that what comes in meanwhile can be kept together; the handler keeps the order.
    if (message.type !== 'started' && message.type !== 'outcome') this.#turn = done
    this.#work = Promise.all([this.#work, done])
  }

  #believed(text: string): ToServer | undefined {
    try {
      const checked = toServerSchema.safeParse(this.#reader.read(text))
      if (!checked.success) throw new FrameError(`A message has a wrong shape: ${firstFlaw(checked.error)}`)
      const isHello = checked.data.type === 'hello'
      if (isHello === this.#saidHello) throw new FrameError('A session begins with one hello.')
      this.#saidHello = true
      return checked.data
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      this.#options.log.warn({ agent: this.agent.id, because: error.message }, 'A frame was not believed.')
      // The reason of a close frame holds 123 bytes.
      void this.end(CLOSE.badFrame, error.message.slice(0, 100))
      return undefined
    }
  }

  async #hand(message: ToServer): Promise<void> {
    if (this.ended) return
    try {
      if (message.type === 'hello') await this.#hello(message)
      else await this.#options.handler().message(this.from, message)
    } catch (error) {
      this.#complain(error)
      void this.end(CLOSE.fault, 'The server could not keep what was said; say it again.')
    }
    this.#waiting -= 1
    if (this.#waiting < MAX_WAITING) this.#socket.resume()
  }

  async #hello(message: ToServer & { type: 'hello' }): Promise<void> {
    const { registry, handler, clock, serverName, agent } = this.#options
    if (message.protocol !== PROTOCOL_VERSION) {
      const older = message.protocol < PROTOCOL_VERSION ? 'agent' : 'server'
      const sentence = `Protocol ${message.protocol} meets ${PROTOCOL_VERSION}: bring the ${older} up to date.`
      // For the connection's page: whoever wonders why the agent stays away finds it there.
      await handler().message(this.from, { type: 'log', level: 'error', sentence })
      void this.end(CLOSE.unknown, sentence)
      return
    }
    await registry.greeted(agent, message, serverName)
    this.#announced = true
    await handler().connected(this.from)
    this.send({ type: 'welcome', company: agent.companyName, serverTime: clock.now().toISOString() })
  }

  #complain(error: unknown): void {
    this.#options.log.error({ err: error, agent: this.agent.id }, 'A message of an agent could not be handled.')
  }
}
