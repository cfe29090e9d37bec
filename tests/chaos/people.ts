/** The people: a project manager who writes, sends, takes back and edits; approvers who look and accept; an accountant who settles what only a person can. */
import { OPEN_STATES } from '../../src/erp/states.ts'
import { changeByHand, removeByHand, removeContent, typeRecord } from './desk.ts'
import { CATEGORIES, COST_CODES, type Content, type ItemKind } from './documents.ts'
import type { Hub } from './hub.ts'
import type { Office } from './office.ts'
import type { Item, StoredOp } from './store.ts'
import type { World } from './world.ts'

export class People {
  readonly #world: World
  readonly #hub: Hub
  readonly #offices: Map<string, Office>
  /** Ops whose ERP records a person changed by hand: their books no longer equal what was approved, and need not. */
  readonly edited = new Set<string>()
  #numbers = 0
  /** Items an approver is looking at. */
  #looking = new Set<number>()

  constructor(world: World, hub: Hub, offices: Map<string, Office>) {
    this.#world = world
    this.#hub = hub
    this.#offices = offices
    world.every(2_000, () => this.#look())
    world.every(20_000, () => this.#reconcile())
  }

  newItem(id: number, company: string, kind: ItemKind): Item {
    // A budget's forecast is a second file, and what is torn between two files needs a person, whatever the protocol does.
    const forecast = this.#world.random.chance(kind === 'budget' ? 0.1 : 0.3)
    const content: Content = { rev: 1, erpId: this.#nextNumber(), lines: this.#lines(), forecast }
    return { id, company, kind, content, inbox: 'NOT_SENT', sentBy: 'manager' }
  }

  /** Every item is in the books and nothing is left to do. */
  allDone(): boolean {
    const { items, ops } = this.#hub.store.data
    const all = [...ops.values()]
    if (all.some(({ op }) => op.dueAt !== null || op.state === 'NEEDS_HUMAN')) return false
    const confirmed = new Set(all.flatMap((each) => (each.op.state === 'CONFIRMED' ? [each.item] : [])))
    return confirmed.size === items.size && this.#orphans().length === 0
  }

  #look(): void {
    if (!this.#hub.up) return
    const { data } = this.#hub.store
    for (const item of data.items.values()) {
      const ops = [...data.ops.values()].filter((each) => each.item === item.id)
      this.#manager(item, ops)
      this.#approver(item)
      for (const stored of ops) this.#accountant(stored, ops)
    }
    this.#desk()
  }

  #manager(item: Item, ops: StoredOp[]): void {
    const { random } = this.#world
    const last = ops.at(-1)
    const waitsForOp = ops.some((each) => isOpen(each) || each.op.state === 'CONFIRMED')
    if (item.inbox === 'ACCEPTED' && !waitsForOp && last && random.chance(0.5)) {
      // Failed or taken back: mended, under a number of its own, and wished for again.
      const content = { ...item.content, rev: item.content.rev + 1, erpId: this.#nextNumber() }
      this.#write({ ...item, content, inbox: 'NOT_SENT' })
    }
    if ((item.inbox === 'NOT_SENT' || item.inbox === 'RETRIEVED') && !waitsForOp && random.chance(0.4)) {
      this.#write({ ...item, inbox: 'SENT' })
    }
    if (item.inbox === 'SENT' && this.#world.strikes('edit-race', 0.2)) this.#edit(item)
    if (item.inbox === 'SENT' && this.#world.strikes('retrieve', 0.05)) this.#write({ ...item, inbox: 'RETRIEVED' })
    if (last?.op.state === 'QUEUED' && this.#world.strikes('retrieve', 0.3)) {
      const no = this.#hub.move(last.op.opKey, { type: 'retrieve', now: this.#world.now })
      this.#world.note(no ? 'retrieve refused' : 'retrieved')
    }
  }

  #approver(item: Item): void {
    if (item.inbox !== 'SENT' || this.#looking.has(item.id)) return
    this.#looking.add(item.id)
    const seen = this.#hub.show(item)
    const accept = (person: string) => () => {
      this.#looking.delete(item.id)
      const no = this.#hub.accept(item.id, seen, person)
      this.#world.note(no ? `accept refused: ${no}` : 'accepted')
    }
    this.#world.soon(500, 6_000, accept('approver'))
    if (this.#world.strikes('double-approval', 0.5)) this.#world.soon(500, 6_000, accept('second approver'))
    if (this.#world.strikes('no-right', 0.3)) this.#world.soon(100, 3_000, accept('bookkeeper'))
    if (this.#world.strikes('no-right', 0.3)) this.#world.soon(100, 3_000, accept(item.sentBy))
  }

  #accountant(stored: StoredOp, ops: StoredOp[]): void {
    const { op } = stored
    if (op.state !== 'NEEDS_HUMAN' || op.probing || !this.#world.random.chance(0.25)) return
    this.#world.note(`person settles ${op.humanReason}`)
    const readBack = stored.evidence && 'readBack' in stored.evidence ? stored.evidence.readBack : undefined
    const other = ops.some((each) => each !== stored && (each.op.state === 'CONFIRMED' || isOpen(each)))
    const office = this.#offices.get(stored.company)!
    if (!readBack || this.#world.random.chance(0.3)) this.#ask(op.opKey, 'adopt')
    else if (op.humanReason === 'partial' && !other && this.#world.random.chance(0.6)) {
      const no = this.#hub.complete(stored)
      this.#world.note(no ? `complete refused: ${no}` : 'completed')
    } else if (readBack.verdict === 'ABSENT' || !readBack.ours) this.#ask(op.opKey, 'void')
    else if (readBack.verdict === 'EXACT' && !other) this.#ask(op.opKey, 'adopt')
    else if (readBack.verdict === 'DIFFERENT' && !other && this.#world.random.chance(0.5)) {
      const reason = 'The accountant has seen both sides.'
      const no = this.#hub.move(op.opKey, { type: 'adopt-different', now: this.#world.now, reason, readBack })
      this.#world.note(no ? `adopt refused: ${no}` : 'adopted different')
    } else if (office.importsAlive() === 0) {
      // Half there, different, or there twice under two intents: taken out of the ERP by hand, then declared void.
      removeByHand(office.books, op.marker)
      if (!stored.probes.some((probe) => probe.identity)) removeContent(office.books, stored)
      this.#ask(op.opKey, 'void')
    }
  }

  #ask(opKey: string, purpose: 'adopt' | 'void'): void {
    const { now } = this.#world
    const no = this.#hub.move(opKey, { type: 'ask-probe', now, purpose, epochFloor: this.#hub.floor() })
    this.#world.note(no ? `ask refused: ${no}` : `asked ${purpose}`)
  }

  /** What happens at the desk in the accountants' office. */
  #desk(): void {
    for (const [company, office] of this.#offices) {
      if (office.importsAlive() === 0 && this.#world.strikes('posting', 0.3)) office.post()
      for (const stored of this.#hub.store.data.ops.values()) {
        if (stored.company !== company) continue
        if (this.#world.strikes('foreign-edit', 0.01) && changeByHand(office.books, stored)) {
          this.edited.add(stored.op.opKey)
          this.#world.note('foreign edit')
        }
        if (
          stored.op.state === 'QUEUED' &&
          this.#world.strikes('foreign-record', 0.03) &&
          typeRecord(office.books, stored)
        ) {
          this.#world.note('foreign record')
        }
      }
    }
  }

  /** Marks in the books that belong to no op. */
  #orphans(): { marker: string; company: string; office: Office }[] {
    const known = new Set([...this.#hub.store.data.ops.values()].map((each) => each.op.marker))
    return [...this.#offices].flatMap(([company, office]) => {
      const marks = new Set(office.marked().map((each) => each.marker))
      return [...marks].filter((marker) => !known.has(marker)).map((marker) => ({ marker, company, office }))
    })
  }

  /**
   * R12, the full reconcile: unknown marks, left by ops that a restore lost. What stays unknown while nothing is on its way is taken out.
   */
  #reconcile(): void {
    if (!this.#hub.up || this.#world.plants.has('no-ghost-sweep')) return
    for (const { marker, company, office } of this.#orphans()) {
      const ops = [...this.#hub.store.data.ops.values()].filter((each) => each.company === company)
      const waiting = [...this.#hub.store.data.items.values()].some(
        (item) => item.company === company && item.inbox !== 'ACCEPTED',
      )
      if (waiting || office.importsAlive() > 0 || ops.some(isOpen)) continue
      this.#world.note('orphan taken out')
      removeByHand(office.books, marker)
    }
  }

  #edit(item: Item): void {
    this.#write({ ...item, content: { ...item.content, rev: item.content.rev + 1, lines: this.#lines() } })
    this.#world.note('edited while sent')
  }

  #write(item: Item): void {
    this.#hub.transact((data) => {
      data.items.set(item.id, item)
    })
  }

  #lines(): Content['lines'] {
    const { random } = this.#world
    return COST_CODES.slice(0, random.between(1, COST_CODES.length)).map((costCode) => {
      const amount = `${random.between(1, 99_999)}.${random.between(10, 99)}`
      return { costCode, category: random.pick(CATEGORIES), amount }
    })
  }

  #nextNumber(): string {
    this.#numbers += 1
    return `SC-${String(this.#numbers).padStart(4, '0')}`
  }
}

function isOpen({ op }: StoredOp): boolean {
  return OPEN_STATES.includes(op.state)
}
