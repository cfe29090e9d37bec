/** The pretend server: the real core in the same little shell as the PostgreSQL one: read, step, write, commit, and only then speak. */
import { marker, opKey } from '../../src/erp/op-key.ts'
import { type Effect, type Input, newOp, type Op, type Rules, step } from '../../src/erp/ops.ts'
import { takeUnknown } from '../../src/erp/ops-outcome.ts'
import type { Certificate, ExportCommand, ToAgent, ToServer } from '../../src/erp/protocol.ts'
import { harmlessAgain, missingFiles, recheck } from '../../src/erp/protocol-compare.ts'
import { OPEN_STATES } from '../../src/erp/states.ts'
import { type ItemKind, render } from './documents.ts'
import { monitor } from './monitor.ts'
import { type Data, type Item, record, Store, type StoredOp } from './store.ts'
import type { World } from './world.ts'

export const RULES: Rules = {
  leaseMs: 45_000,
  commandLifeMs: 20_000,
  maxAttempts: 8,
  maxAgeMs: 1_200_000,
  sweepAfterMs: 60_000,
  backOffMs: (attempt) => Math.min(500 * 2 ** attempt, 8_000),
}
const SECRET = 'the company’s own secret'
/** R3: the restore generation stands in the high digits. */
const GENERATION = 1_000_000

/** What an approver saw on the screen. */
export interface Seen {
  rev: number
  hash: string
}

/** A fact kept outside the server by whoever approved. */
export interface Approval {
  opKey: string
  hash: string
  /** Item and intent, across all restores. */
  intent: string
}

export interface Wire {
  connected(company: string): boolean
  send(company: string, message: ToAgent): void
  /** Every session ends: the process has died. */
  cutAll(): void
}

/** Kinds of which the ERP takes a number once. */
const HAS_KEY: ItemKind[] = ['commitment', 'commitment-change-order', 'subcontractor-invoice']

export class Hub {
  readonly store: Store
  readonly approvals: Approval[] = []
  up = true
  wire: Wire = { connected: () => false, send: () => {}, cutAll: () => {} }
  readonly #world: World
  readonly #certificate: Certificate

  constructor(world: World) {
    this.#world = world
    this.store = new Store(world)
    const readAfterWriteMs = world.faults.has('uncertified') ? null : 1_000
    this.#certificate = { readAfterWriteMs, atomicFile: false, duplicateRefused: false }
    world.every(1_000, () => this.#work())
    world.every(15_000, () => this.store.backUp())
  }

  /** One transaction. False: the server died before it was durable. `then` runs after the commit, unless the server dies in between. */
  transact(work: (data: Data) => (() => void) | undefined): boolean {
    if (!this.up) return false
    const draft = this.store.draft()
    const then = work(draft)
    const hasty = this.#world.plants.has('send-before-commit')
    if (hasty) then?.()
    if (this.#world.strikes('hub-crash', 0.01)) return this.crash()
    this.store.commit(draft)
    if (this.#world.strikes('hub-crash', 0.01)) return this.crash()
    if (!hasty) then?.()
    return true
  }

  crash(): false {
    this.#world.note('hub crash')
    this.up = false
    this.wire.cutAll()
    this.#world.soon(500, 6_000, () => this.#start())
    return false
  }

  /** What an approver is shown. */
  show(item: Item): Seen {
    const key = this.#keyOf(this.store.data, item)
    return { rev: item.content.rev, hash: render(item.kind, item.content, marker(SECRET, key)).hash }
  }

  /** R1. Returns why not. */
  accept(id: number, seen: Seen, person: string): string | undefined {
    let no: string | undefined = 'server down'
    const committed = this.transact((data) => {
      no = this.#accept(data, id, seen, person)
    })
    return committed ? no : 'server down'
  }

  /** A person has sent what is missing of an op that is there in part. Returns why not. */
  complete({ op, files, probes, evidence }: StoredOp): string | undefined {
    const partial = evidence?.result === 'PARTIAL' ? evidence : undefined
    const sure = partial?.certain || this.#certificate.readAfterWriteMs !== null
    const lineMarkers = partial !== undefined && sure && missingFiles(files, probes, partial.readBack).length > 0
    return this.move(op.opKey, { type: 'complete-missing', now: this.#world.now, lineMarkers })
  }

  /** A person's move on an op. Returns why not. */
  move(key: string, input: Input): string | undefined {
    let no: string | undefined
    const committed = this.transact((data) => {
      const stored = data.ops.get(key)
      if (!stored) {
        no = 'no such op'
        return
      }
      const stepped = this.#step(data, stored, input)
      no = stepped.refusal
      return stepped.speak
    })
    return committed ? no : 'server down'
  }

  gone(company: string): void {
    for (const stored of this.store.data.ops.values()) {
      if (stored.company === company) this.move(stored.op.opKey, { type: 'agent-gone', now: this.#world.now })
    }
  }

  hear(company: string, message: ToServer): void {
    if (message.type !== 'started' && message.type !== 'outcome') return
    this.transact((data) => {
      const stored = data.ops.get(message.opKey)
      if (!stored || stored.company !== company) return this.#unknown(data, company, message)
      const { now } = this.#world
      if (message.type === 'started') return this.#step(data, stored, { ...message, now }).speak
      const foreign = message.epoch !== stored.op.epoch
      if (foreign) this.#world.note('stale epoch')
      const outcome = recheck(message.outcome, stored.probes)
      const fenced = !this.#world.plants.has('no-fence')
      const epoch = fenced ? message.epoch : stored.op.epoch
      const { payloadHash } = message
      return this.#step(data, stored, { type: 'outcome', now, epoch, payloadHash, outcome }, message.epoch).speak
    })
  }

  #unknown(data: Data, company: string, message: ToServer): (() => void) | undefined {
    if (message.type !== 'outcome') return undefined
    this.#world.note('unknown op')
    const { opKey, epoch } = message
    const effects = takeUnknown(opKey.slice(0, 10), epoch, message.outcome)
    if (effects.some((each) => each.type === 'alarm') && !data.alarms.includes(opKey)) data.alarms.push(opKey)
    const ack = effects.some((each) => each.type === 'ack')
    return ack ? () => this.wire.send(company, { type: 'ack', opKey, epoch }) : undefined
  }

  #start(): void {
    if (this.#world.strikes('hub-rollback', 0.4) && this.store.restore()) {
      this.#world.note('hub restored')
      if (!this.#world.plants.has('no-fence')) {
        const draft = this.store.draft()
        for (const stored of draft.ops.values()) {
          this.#step(draft, stored, { type: 'restored', now: this.#world.now, epochFloor: this.floor() })
        }
        this.store.commit(draft)
      }
    }
    this.up = true
  }

  floor(): number {
    return this.#world.plants.has('no-fence') ? 0 : this.store.generation * GENERATION
  }

  #accept(data: Data, id: number, seen: Seen, person: string): string | undefined {
    const item = data.items.get(id)
    if (item?.inbox !== 'SENT') return 'not waiting for acceptance'
    if (person === item.sentBy || person === 'bookkeeper') return 'no right to accept'
    const careless = this.#world.plants.has('accept-without-rev')
    const opKey = this.#keyOf(data, item)
    const mark = marker(SECRET, opKey)
    const { files, probes, hash } = render(item.kind, item.content, mark)
    if (!careless && (item.content.rev !== seen.rev || hash !== seen.hash)) return 'changed since you looked'
    const mine = [...data.ops.values()].filter((each) => each.item === id)
    if (mine.some((each) => OPEN_STATES.includes(each.op.state) && each.op.humanReason !== 'ghost'))
      return 'is on its way already'
    const naturalKey = HAS_KEY.includes(item.kind) ? item.content.erpId : null
    const taken = (each: StoredOp) =>
      each.naturalKey === naturalKey && each.op.state !== 'REFUSED' && each.op.state !== 'CANCELLED'
    if (naturalKey !== null && [...data.ops.values()].some((each) => each.company === item.company && taken(each)))
      return 'number is taken'
    const op = newOp({ opKey, marker: mark, kind: item.kind, payloadHash: hash }, this.#world.now)
    data.ops.set(opKey, {
      ...{
        op,
        company: item.company,
        item: id,
        intentNo: mine.length + 1,
        rev: item.content.rev,
        seenRev: careless ? item.content.rev : seen.rev,
      },
      ...{
        naturalKey,
        content: item.content,
        files,
        probes,
        sentBy: item.sentBy,
        approvedBy: person,
        evidence: null,
        adopted: null,
      },
    })
    data.items.set(id, { ...item, inbox: 'ACCEPTED' })
    record(data, opKey, 'accepted', 'QUEUED')
    this.approvals.push({ opKey, hash: seen.hash, intent: `item ${id} intent ${mine.length + 1}` })
    return undefined
  }

  #keyOf(data: Data, item: Item): string {
    const intentNo = [...data.ops.values()].filter((each) => each.item === item.id).length + 1
    const intent = { company: item.company, kind: item.kind, item: item.id, intentNo }
    const drawn = this.#world.plants.has('random-op-key') ? ` drawn anew${this.store.generation}` : ''
    return opKey(SECRET + drawn, intent)
  }

  #work(): void {
    if (!this.up) return
    const { now } = this.#world
    for (const { op, company } of this.store.data.ops.values()) {
      if (op.dueAt === null || op.dueAt > now || !this.up) continue
      if (op.leaseUntil !== null) this.move(op.opKey, { type: 'lease-over', now })
      else if (this.store.data.frozen.length > 0 || !this.wire.connected(company)) continue
      else if (op.state === 'REFUSED' || op.state === 'CANCELLED') this.#sweep(op, now)
      else this.move(op.opKey, { type: 'dispatch', now, epochFloor: this.floor() })
    }
  }

  #sweep(op: Op, now: number): void {
    if (this.#world.plants.has('no-ghost-sweep')) return
    this.move(op.opKey, { type: 'ask-probe', now, purpose: 'sweep', epochFloor: this.floor() })
  }

  /** Read, step, write; what must be said is returned for after the commit. */
  #step(data: Data, stored: StoredOp, input: Input, toldEpoch?: number): { refusal?: string; speak: () => void } {
    const link = data.links.get(stored.item)
    const linkedElsewhere = link !== undefined && link !== stored.op.opKey
    const known = { ...input, linkedElsewhere, harmlessAgain: harmlessAgain(stored.probes) }
    const stepped = this.#planted(data, stored, input) ?? step(stored.op, known, RULES)
    monitor(this.#world, stored, known, stepped, RULES, toldEpoch)
    const after = { ...stored, op: stepped.op }
    if (input.type === 'adopt-different' && !stepped.refusal) after.adopted = input.reason
    for (const effect of stepped.effects) this.#write(data, after, effect)
    if (stepped.effects.length > 0 || stepped.op !== stored.op) data.ops.set(stored.op.opKey, after)
    const says = stepped.effects.flatMap((effect) => this.#message(after, effect, toldEpoch))
    return { refusal: stepped.refusal?.code, speak: () => says.map((each) => this.#say(stored.company, each)) }
  }

  /** R2: nothing is said that is not in the database. */
  #say(company: string, message: ToAgent): void {
    const committed = 'opKey' in message ? this.store.data.ops.get(message.opKey) : undefined
    if (message.type === 'export' && (committed?.op.epoch ?? -1) < message.epoch) {
      this.#world.violate('R2', `a command of epoch ${message.epoch} was sent before it was durable`)
    }
    this.wire.send(company, message)
  }

  #write(data: Data, stored: StoredOp, effect: Effect): void {
    if (effect.type === 'history') record(data, stored.op.opKey, effect.action, stored.op.state)
    if (effect.type === 'evidence') stored.evidence = effect.outcome
    if (effect.type === 'link') data.links.set(stored.item, stored.op.opKey)
    if (effect.type === 'alarm') data.alarms.push(stored.op.opKey)
    if (effect.type === 'freeze') data.frozen.push(effect.sentence)
  }

  #message(stored: StoredOp, effect: Effect, toldEpoch: number | undefined): ToAgent[] {
    const { opKey, marker, payloadHash, kind } = stored.op
    if (effect.type === 'ack') return [{ type: 'ack', opKey, epoch: toldEpoch ?? effect.epoch }]
    if (effect.type !== 'send') return []
    const { mode, epoch, ranBefore } = effect
    const notAfter = new Date(effect.notAfter).toISOString()
    const { company, files, probes } = stored
    const command: ExportCommand = {
      ...{ type: 'export', mode, opKey, marker, epoch, notAfter, company, kind, payloadHash, ranBefore },
      ...{ files, probes, certificate: this.#certificate },
    }
    return [command]
  }

  /** The planted bugs of the server. */
  #planted(data: Data, stored: StoredOp, input: Input): ReturnType<typeof step> | undefined {
    const { op } = stored
    const over =
      input.type === 'lease-over' &&
      (op.state === 'LEASED' || op.state === 'RUNNING') &&
      input.now >= (op.leaseUntil ?? 0)
    const ended = { ...op, state: 'REFUSED' as const, leaseUntil: null, dueAt: null }
    if (over && this.#world.plants.has('timeout-is-failed')) return { op: ended, effects: [] }
    if (over && this.#world.plants.has('timeout-is-new-op')) {
      const item = data.items.get(stored.item)!
      data.items.set(stored.item, { ...item, inbox: 'SENT' })
      return { op: ended, effects: [] }
    }
    const partial = input.type === 'outcome' && input.outcome.result === 'PARTIAL' && input.epoch === op.epoch
    if (partial && op.leaseUntil !== null && !op.probing && this.#world.plants.has('blind-retry-of-partial')) {
      return { op: { ...op, state: 'QUEUED', leaseUntil: null, dueAt: input.now }, effects: [] }
    }
    return undefined
  }
}
