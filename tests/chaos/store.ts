/** The server's database in memory: transactions that are there whole or not at all, and backups it can be put back to. */
import { createHash } from 'node:crypto'
import type { Op } from '../../src/erp/ops.ts'
import type { ImportFile, Outcome, Probe } from '../../src/erp/protocol.ts'
import { OP_MOVES } from '../../src/erp/states.ts'
import type { Content, ItemKind } from './documents.ts'
import type { World } from './world.ts'

export interface Item {
  id: number
  company: string
  kind: ItemKind
  content: Content
  inbox: 'NOT_SENT' | 'SENT' | 'RETRIEVED' | 'ACCEPTED'
  sentBy: string
}

/** An op with what is frozen beside it. */
export interface StoredOp {
  op: Op
  company: string
  item: number
  intentNo: number
  rev: number
  seenRev: number
  naturalKey: string | null
  content: Content
  files: ImportFile[]
  probes: Probe[]
  sentBy: string
  approvedBy: string
  evidence: Outcome | null
  /** The person's reason when other content was adopted. */
  adopted: string | null
}

export interface HistoryRow {
  seq: number
  opKey: string
  action: string
  to: string
  prev: string
  hash: string
}

export interface Data {
  items: Map<number, Item>
  ops: Map<string, StoredOp>
  /** By item. */
  links: Map<number, string>
  history: HistoryRow[]
  alarms: string[]
  frozen: string[]
}

export class Store {
  data: Data = { items: new Map(), ops: new Map(), links: new Map(), history: [], alarms: [], frozen: [] }
  /** Rises with every restore; lives outside the database (R3). */
  generation = 0
  #backups: Data[] = []
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** A copy to work on; rows are replaced, never changed. */
  draft(): Data {
    const { items, ops, links, history, alarms, frozen } = this.data
    return {
      items: new Map(items),
      ops: new Map(ops),
      links: new Map(links),
      history: [...history],
      alarms: [...alarms],
      frozen: [...frozen],
    }
  }

  commit(draft: Data): void {
    for (const [opKey, after] of draft.ops) {
      const before = this.data.ops.get(opKey)
      if (before !== after) this.#watch(before, after)
    }
    this.data = draft
  }

  backUp(): void {
    this.#backups.push(this.data)
  }

  /** Puts the database back to a backup; false when there is none. */
  restore(): boolean {
    if (this.#backups.length === 0) return false
    const at = this.#world.random.between(0, this.#backups.length - 1)
    this.data = this.#backups[at]!
    this.#backups = this.#backups.slice(0, at + 1)
    this.generation += 1
    return true
  }

  /** What the database's own guard would refuse (I15, 3.5). */
  #watch(before: StoredOp | undefined, after: StoredOp): void {
    const [from, to] = [before?.op.state, after.op.state]
    if (from === undefined && (to !== 'QUEUED' || after.op.epoch !== 0)) this.#world.violate('I15', `op born ${to}`)
    if (from === undefined || !before) return
    this.#world.note(`state ${from} > ${to}`, `${after.op.marker} epoch ${after.op.epoch}`)
    if (from !== to && !OP_MOVES[from].includes(to!)) this.#world.violate('I15', `op moved ${from} > ${to}`)
    if (from !== to && to === 'NEEDS_HUMAN') this.#world.note(`needs human ${after.op.humanReason}`)
    if (from === 'CONFIRMED' && before.op !== after.op) this.#world.violate('I15', 'a CONFIRMED op changed')
    if (after.op.epoch < before.op.epoch)
      this.#world.violate('I15', `epoch fell ${before.op.epoch} > ${after.op.epoch}`)
    const frozen =
      before.files === after.files && before.op.payloadHash === after.op.payloadHash && before.rev === after.rev
    if (!frozen) this.#world.violate('I6', 'what was approved changed')
  }
}

/** Appends a row to the chain. */
export function record(data: Data, opKey: string, action: string, to: string): void {
  const last = data.history.at(-1)
  const [seq, prev] = [(last?.seq ?? 0) + 1, last?.hash ?? '']
  data.history.push({ seq, opKey, action, to, prev, hash: chained(seq, opKey, action, to, prev) })
}

export function chained(...parts: (string | number)[]): string {
  return createHash('sha256').update(parts.join('|')).digest('hex')
}
