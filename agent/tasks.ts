/** Carries out what the core decides: journal, lock, looks, imports, messages. It decides nothing itself. */
import type { ExportCommand, ToAgent, ToServer } from '../src/erp/protocol.ts'
import type { Clock } from './clock.ts'
import { startAgent, step } from './core.ts'
import type { AgentEffect, AgentInput, AgentState, JournalEntry, Limits } from './core-types.ts'
import type { Driver } from './driver.ts'
import { LockKeeper } from './erp-lock.ts'
import type { Journal } from './journal.ts'
import type { Log } from './log.ts'

export interface TasksOptions {
  driver: Driver
  journal: Journal<JournalEntry>
  limits: Limits
  clock: Clock
  log: Log
  /** False when there is no line. */
  send(message: ToServer): boolean
  /** The journal cannot be trusted any more, or the core failed: the process must stop. */
  fatal(error: unknown): void
}

/** An input without its time, which is added here. */
type Timeless = AgentInput extends infer Input ? (Input extends AgentInput ? Omit<Input, 'now'> : never) : never
/** An effect that waits for an answer. */
type Asking = Extract<AgentEffect, { token: number }>

const TICK_MS = 1_000

export class Tasks {
  readonly #options: TasksOptions
  readonly #locks: LockKeeper
  readonly #tick: NodeJS.Timeout
  #state: AgentState
  #stopping = false
  #stopped = false
  #idle: () => void = () => {}

  constructor(options: TasksOptions, entries: JournalEntry[]) {
    this.#options = options
    this.#locks = new LockKeeper(options.driver)
    this.#state = startAgent(options.limits)
    this.#tick = setInterval(() => this.#take({ type: 'tick' }), TICK_MS)
    this.#tick.unref()
    this.#take({ type: 'restarted', entries })
  }

  load(): { queue: number; busy: boolean; unacknowledged: number } {
    const { queue, job, concluded, unacked } = this.#state
    return { queue: queue.length, busy: job !== null, unacknowledged: concluded.length + unacked.length }
  }

  connected(): void {
    this.#take({ type: 'connected' })
  }

  message(message: ToAgent): void {
    if (message.type === 'welcome') this.#take({ type: 'welcome', serverTime: Date.parse(message.serverTime) })
    else if (message.type === 'ack') this.#take({ type: 'acked', opKey: message.opKey, epoch: message.epoch })
    else if (message.type === 'export' && !this.#stopping) this.#command(message)
  }

  /** Takes no more commands; resolves when the one at work has its outcome on disk, or after the given time (the journal knows the rest). */
  async stop(milliseconds: number): Promise<void> {
    this.#stopping = true
    clearInterval(this.#tick)
    if (this.#busy) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
        setTimeout(resolve, milliseconds).unref()
      })
    }
    this.#stopped = true
    await this.#locks.giveBack()
  }

  get #busy(): boolean {
    return this.#state.job !== null || this.#state.concluded.length > 0
  }

  /** With the disk full, only what has begun may use the last room. */
  #command(command: ExportCommand): void {
    const { journal, send, log } = this.#options
    log('info', 'A command came.', { does: command.mode, kind: command.kind, marker: command.marker })
    if (!journal.low) {
      this.#take({ type: 'command', command })
      return
    }
    const because = 'The disk of the agent’s journal is full. Make room there; the export is tried again by itself.'
    log('error', because)
    const { opKey, epoch, payloadHash } = command
    send({ type: 'outcome', opKey, epoch, payloadHash, outcome: { result: 'NOT_STARTED', because } })
    journal.refill().catch(this.#options.fatal)
  }

  #take(input: Timeless): void {
    if (this.#stopped) return
    try {
      const { state, effects } = step(this.#state, { ...input, now: this.#options.clock() } as AgentInput)
      this.#state = state
      for (const effect of effects) this.#perform(effect)
      if (!this.#busy) this.#idle()
    } catch (error) {
      this.#options.fatal(error)
    }
  }

  #perform(effect: AgentEffect): void {
    const { journal, send, fatal, log } = this.#options
    switch (effect.type) {
      case 'send':
        if (effect.message.type === 'outcome')
          log('info', 'A command ended.', { result: effect.message.outcome.result })
        send(effect.message)
        return
      case 'release-lock':
        this.#locks.release()
        return
      case 'journal': {
        const { token, entry } = effect
        if (token === null) journal.note(entry).catch(fatal)
        else
          journal
            .append(entry)
            .then(() => this.#take({ type: 'journalled', token }))
            .catch(fatal)
        return
      }
      default:
        this.#ask(effect)
          .then((input) => this.#take(input))
          .catch(fatal)
    }
  }

  async #ask(effect: Exclude<Asking, { type: 'journal' }>): Promise<Timeless> {
    const { token } = effect
    switch (effect.type) {
      case 'acquire-lock':
        return this.#acquire(token)
      case 'sleep':
        return new Promise((resolve) => setTimeout(() => resolve({ type: 'timer', token }), effect.ms))
      case 'probe':
        return this.#options.driver.probe(effect.probes).then(
          (rows) => ({ type: 'found', token, rows }),
          (error: Error) => ({
            type: 'probe-failed',
            token,
            because: this.#complain('The ERP could not be read.', error),
          }),
        )
      case 'import':
        return this.#import(effect)
    }
  }

  async #acquire(token: number): Promise<Timeless> {
    try {
      const quietForMs = await this.#locks.acquire()
      return quietForMs === undefined ? { type: 'lock-refused', token } : { type: 'locked', token, quietForMs }
    } catch (error) {
      this.#complain('The lock of the ERP could not be asked for.', error)
      return { type: 'lock-refused', token }
    }
  }

  async #import(effect: Extract<AgentEffect, { type: 'import' }>): Promise<Timeless> {
    const { token, marker, files } = effect
    const { lock } = this.#locks
    if (!lock) throw new Error('An import was ordered without the lock.')
    try {
      const end = await this.#options.driver.runImport(lock, marker, files)
      this.#locks.importEnded()
      return { type: 'imported', token, end }
    } catch (error) {
      this.#locks.importLost()
      return { type: 'import-lost', token, because: this.#complain('An import ended without an answer.', error) }
    }
  }

  #complain(sentence: string, error: unknown): string {
    const because = error instanceof Error ? error.message : String(error)
    this.#options.log('warn', sentence, { because })
    return because
  }
}
