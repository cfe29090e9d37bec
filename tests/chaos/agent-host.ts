/** A pretend machine beside the ERP: the real agent core over a disk that forgets unsynced writes, a process that can die or freeze, a clock that is off. */

import { startAgent, step } from '../../agent/core.ts'
import { replay } from '../../agent/core-journal.ts'
import type { AgentEffect, AgentInput, AgentState, JournalEntry, Limits } from '../../agent/core-types.ts'
import type { ExportCommand, ImportFile, Probe, ToServer } from '../../src/erp/protocol.ts'
import { harmlessAgain, missingFiles, readBack } from '../../src/erp/protocol-compare.ts'
import type { Office } from './office.ts'
import type { World } from './world.ts'

const LIMITS: Limits = {
  ...{ kinds: null, tasks: null, maxRecords: null, largestNumber: null },
  ...{ quietMs: 10_000, retryMs: 1_000, maxLooks: 20, resendMs: 5_000 },
}

/** The agent's end of the line; false when it is down. */
export type SendUp = (from: AgentHost, message: ToServer) => boolean
type Untimed<T> = T extends unknown ? Omit<T, 'now'> : never

export class AgentHost {
  readonly name: string
  readonly office: Office
  alive = false
  readonly #world: World
  readonly #sendUp: SendUp
  readonly #skew: number
  #disk: JournalEntry[] = []
  #state: AgentState = startAgent(LIMITS)
  /** Counts the processes this machine has started. */
  life = 0
  #frozenUntil = 0
  #frozen: (() => void)[] = []
  /** Until when each command may be begun, by the server's true clock. */
  #deadlines = new Map<string, number>()
  /** Emptiness seen in this hold of the lock, by op: what PO1 asks for before an import. */
  #seenEmpty = new Set<string>()
  /** Records that a look in this hold found missing, by op: what a command to complete may import. */
  #seenMissing = new Map<string, string[]>()

  constructor(world: World, office: Office, name: string, sendUp: SendUp) {
    this.#world = world
    this.office = office
    this.name = name
    this.#sendUp = sendUp
    this.#skew = world.faults.has('skew') ? world.random.between(-86_400_000, 86_400_000) : 0
    this.boot()
    world.every(2_500, () => this.hear({ type: 'tick' }))
  }

  get #pid(): string {
    return `${this.name}#${this.life}`
  }

  boot(): void {
    this.life += 1
    this.alive = true
    this.#frozen = []
    this.#frozenUntil = 0
    if (this.#disk.length > 0 && this.#world.strikes('journal-rollback', 0.25)) {
      this.#disk = this.#disk.slice(0, this.#world.random.between(0, this.#disk.length - 1))
    }
    this.#state = startAgent(LIMITS)
    this.hear({ type: 'restarted', entries: [...this.#disk] })
  }

  /** Op keys of the outcomes on the disk that no server has acknowledged. */
  unacknowledged(): string[] {
    return replay(this.#disk).unacked.map((each) => each.opKey)
  }

  idle(): boolean {
    const { job, queue, concluded } = this.#state
    return this.alive && job === null && queue.length === 0 && concluded.length === 0
  }

  hear(input: Untimed<AgentInput>): void {
    if (!this.alive) return
    if (this.#world.now < this.#frozenUntil) {
      this.#frozen.push(() => this.hear(input))
      return
    }
    const effects = this.#step(input)
    const again = input.type === 'tick' || input.type === 'welcome'
    // The plant without re-sending: the core speaks, nobody passes it on.
    const mute = again && this.#world.plants.has('no-resend')
    this.#perform(mute ? effects.filter((effect) => effect.type !== 'send') : effects)
  }

  /** Says hello as soon as the process runs. */
  connect(hello: () => void): void {
    if (!this.alive) return
    if (this.#world.now < this.#frozenUntil) {
      this.#frozen.push(() => this.connect(hello))
      return
    }
    this.hear({ type: 'connected' })
    hello()
  }

  command(command: ExportCommand): void {
    this.#deadlines.set(`${command.opKey} ${command.epoch}`, Date.parse(command.notAfter))
    const notAfter = this.#world.plants.has('no-not-after') ? '2100-01-01T00:00:00.000Z' : command.notAfter
    this.hear({ type: 'command', command: { ...command, notAfter } })
  }

  crash(): void {
    this.#world.note('agent crash')
    this.alive = false
    this.office.died(this.#pid)
    this.#world.soon(500, 8_000, () => this.boot())
  }

  /** The machine stands still; `first` is what it was about to do. */
  freeze(first: () => void): void {
    const ms = this.#world.random.between(1_000, 20_000)
    this.#frozenUntil = this.#world.now + ms
    this.#frozen = [first]
    this.#world.note('agent paused')
    const life = this.life
    this.#world.after(ms, () => {
      if (life !== this.life) return
      const waiting = this.#frozen
      this.#frozen = []
      for (const each of waiting) if (life === this.life) each()
    })
  }

  #step(input: Untimed<AgentInput>): AgentEffect[] {
    const turn = step(this.#state, { ...input, now: this.#world.now + this.#skew } as AgentInput)
    this.#state = turn.state
    if (turn.effects.some((effect) => effect.type === 'import')) this.#mustBeInTime()
    return turn.effects
  }

  #perform(effects: AgentEffect[]): void {
    const life = this.life
    for (const [at, effect] of effects.entries()) {
      if (!this.alive || life !== this.life || this.#world.now < this.#frozenUntil) return
      const quiet = effect.type === 'send'
      if (!quiet && this.#world.strikes('agent-crash', 0.02)) this.crash()
      else if (!quiet && this.#world.strikes('pause', 0.02)) this.freeze(() => this.#perform(effects.slice(at)))
      else this.#do(effect)
    }
  }

  /** Answers come to this process only: what a dead one had asked for is lost. */
  #later(low: number, high: number, run: () => void): void {
    const life = this.life
    this.#world.soon(low, high, () => {
      if (life === this.life && this.alive) run()
    })
  }

  #do(effect: AgentEffect): void {
    switch (effect.type) {
      case 'journal':
        this.#write(effect.entry, effect.token)
        break
      case 'acquire-lock':
        this.#later(1, 10, () => this.#lock(effect.token))
        break
      case 'release-lock':
        this.office.release(this.#pid)
        break
      case 'sleep':
        this.#later(effect.ms, effect.ms, () => this.hear({ type: 'timer', token: effect.token }))
        break
      case 'probe':
        this.#later(10, 150, () => this.hear(this.#look(effect.token, effect.probes)))
        break
      case 'import':
        this.#import(effect)
        break
      case 'send':
        this.#send(effect.message)
    }
  }

  #write(entry: JournalEntry, token: number | null): void {
    const hasty = this.#world.plants.has('report-before-journal')
    this.#later(5, 40, () => {
      this.#disk.push(entry)
      if (token !== null && !hasty) this.hear({ type: 'journalled', token })
    })
    if (token !== null && hasty) this.#later(0, 0, () => this.hear({ type: 'journalled', token }))
  }

  #lock(token: number): void {
    this.#must('INTENT', 'the lock is asked for')
    const quietForMs = this.office.lock(this.#pid)
    this.#seenEmpty.clear()
    this.#seenMissing.clear()
    if (quietForMs === null) this.#world.note('lock refused')
    this.hear(quietForMs === null ? { type: 'lock-refused', token } : { type: 'locked', token, quietForMs })
  }

  #look(token: number, probes: Probe[]): Untimed<AgentInput> {
    const job = this.#state.job
    if (job?.phase === 'look' && !job.lookOnly && this.#world.plants.has('no-probe')) {
      return { type: 'found', token, rows: [] }
    }
    if (this.#world.strikes('erp-unreachable', 0.05)) {
      return { type: 'probe-failed', token, because: 'The ERP does not answer.' }
    }
    const rows = this.office.find(probes)
    const seen = readBack(probes, rows)
    const { verdict } = seen
    const mayGo = verdict === 'ABSENT' || (verdict === 'PARTIAL' && harmlessAgain(probes))
    if (job && mayGo) this.#seenEmpty.add(job.command.opKey)
    if (job) this.#seenMissing.set(job.command.opKey, recordsOf(missingFiles(job.command.files, probes, seen)))
    if (job?.phase === 'look' && !job.lookOnly && mayGo && verdict === 'PARTIAL')
      this.#world.note('part imported again')
    if (job?.phase === 'look' && !this.office.isQuiet(this.#pid)) {
      this.#world.violate('R6', 'a look came before the records of a foreign import could be seen')
    }
    this.#world.note(`look ${job?.phase} ${verdict}`, `${this.name} ${job?.command.marker} epoch ${job?.command.epoch}`)
    const plant = job?.command.mode === 'complete' ? 'complete-blindly' : 'blind-retry-of-partial'
    const blind = job?.phase === 'look' && !job.lookOnly && verdict === 'PARTIAL' && this.#world.plants.has(plant)
    return { type: 'found', token, rows: blind ? [] : rows }
  }

  #import(effect: Extract<AgentEffect, { type: 'import' }>): void {
    const { token, opKey, marker, files } = effect
    this.#must('RUN', 'the import starts')
    if (this.office.importsAlive() > 0) this.#world.violate('PO1', `two imports at once, the second of ${marker}`)
    if (!this.office.holds(this.#pid)) this.#world.violate('PO1', `import of ${marker} without the lock`)
    const missing = this.#state.job?.command.mode === 'complete' ? (this.#seenMissing.get(opKey) ?? []) : []
    const proven = this.#seenEmpty.has(opKey) || recordsOf(files).every((record) => missing.includes(record))
    if (!proven) this.#world.violate('PO1', `import of ${marker} without an empty look in the same hold of the lock`)
    this.#world.note('import', marker)
    const life = this.life
    if (this.#world.strikes('agent-crash', 0.08)) this.#later(100, 1_500, () => this.crash())
    this.office.import(this.#pid, marker, files, (end) => {
      if (life !== this.life || !this.alive) return
      if (!end) return this.hear({ type: 'import-lost', token, because: 'The importer ended without an answer.' })
      this.hear({ type: 'imported', token, end })
      const job = this.#state.job
      if (this.#world.plants.has('trust-exit-code') && end.exitCode === 0 && job?.phase === 'settle') {
        const rows = job.command.probes.flatMap((probe, at) =>
          probe.rows.map((values) => ({ probe: at, table: probe.tables[0]!, values })),
        )
        this.hear({ type: 'found', token: job.token, rows })
      }
    })
  }

  #send(message: ToServer): void {
    if (message.type === 'outcome') {
      this.#world.note(
        `told ${message.outcome.result}`,
        `${this.name} ${message.opKey.slice(0, 10)} epoch ${message.epoch}`,
      )
      const durable = this.#disk.some(
        (e) => e.entry === 'OUT' && e.opKey === message.opKey && e.epoch === message.epoch,
      )
      if (!durable) this.#world.violate('PO6', `an outcome was reported before its OUT was durable`)
    }
    this.#sendUp(this, message)
  }

  /** F6: an import is begun in time, whatever this machine's clock says. */
  #mustBeInTime(): void {
    const command = this.#state.job?.command
    const deadline = this.#deadlines.get(`${command?.opKey} ${command?.epoch}`) ?? 0
    if (this.#world.now > deadline) this.#world.violate('R4', 'an import was begun after the command’s end')
  }

  /** PO6: the entry of the op at work is on the disk. */
  #must(entry: 'INTENT' | 'RUN', when: string): void {
    const command = this.#state.job?.command
    if (!command) return
    const durable = this.#disk.some((e) => e.entry === entry && e.opKey === command.opKey && e.epoch === command.epoch)
    if (!durable) this.#world.violate('PO6', `${entry} is not durable when ${when}`)
  }
}

function recordsOf(files: ImportFile[]): string[] {
  return files.flatMap((file) => file.records.map((record) => JSON.stringify(record)))
}
