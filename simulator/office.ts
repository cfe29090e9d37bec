import { type Clock, machinePause } from './clock.ts'
import { FaultList, type FaultState } from './faults.ts'
import { Refused, Unsupported } from './refused.ts'
import { type Books, type BooksCopy, createBooks } from './sage-300-cre/books.ts'
import { DESK_ACTIONS, type DeskBody, text } from './sage-300-cre/desk.ts'
import type { ImportAnswer } from './sage-300-cre/import.ts'
import { DEFAULT_KNOBS, type Knobs, turn } from './sage-300-cre/knobs.ts'
import type { OfficeEvent, Store } from './store.ts'
import { touchTransactions } from './touch.ts'

export interface Company {
  name: string
  seed: (books: Books) => void
}

interface OfficeState {
  copy: BooksCopy
  knobs: Knobs
  faults: FaultState
  backups: [string, BooksCopy][]
}

/** Above this many rows the state is not copied to disk; the seed and the journal are enough. */
const COPY_LIMIT = 200_000

/** The pretend company's office: its books, its troubles, and a store that loses nothing it has answered. */
export class Office {
  readonly company: Company
  readonly books: Books
  readonly faults = new FaultList()
  readonly #store: Store | null
  readonly #clock: Clock
  readonly #pause: (milliseconds: number) => Promise<void>
  #at: number | null = null
  #seedAt: number
  #generation = 0
  #backups = new Map<string, BooksCopy>()
  #running: Generator<number, ImportAnswer> | null = null

  constructor(company: Company, store: Store | null, clock: Clock, pause = machinePause) {
    this.company = company
    this.#store = store
    this.#clock = clock
    this.#pause = pause
    const kept = store?.read() ?? null
    if (kept && kept.beginning.company !== company.name) {
      throw new Refused(`The folder holds company ${kept.beginning.company}, not ${company.name}. Use another folder.`)
    }
    this.#seedAt = kept?.beginning.seedAt ?? clock()
    this.#at = this.#seedAt
    const state = (kept?.beginning.state ?? null) as OfficeState | null
    this.books = createBooks({ now: () => this.#at ?? this.#clock(), ...(state ? {} : { seed: company.seed }) })
    if (state) this.#take(state)
    for (const event of kept?.events ?? []) this.#replay(event)
    this.#at = null
    this.#running = null
    this.#generation = kept?.beginning.generation ?? 0
    if (kept && kept.events.length > 0 && !this.#isLarge()) this.#begin(this.#state())
    else if (kept) store?.resume(this.#generation, kept.events.length)
    else this.#begin(null)
  }

  /** Does one thing at the desk; it is on disk when this returns. Throws the sentence that refuses it. */
  act(action: string, body: DeskBody): unknown {
    const at = this.#clock()
    const result = this.#during(at, () => this.#apply(action, body))
    this.#store?.append({ kind: 'act', at, action, body: { ...body } })
    return result
  }

  /** Runs an import to its end, a pause after each record if the knob says so. One at a time: the box's lock sees to it. */
  async import(task: string, fileName: string, content: string): Promise<ImportAnswer> {
    const begun = this.#clock()
    const steps = this.#during(begun, () => this.books.importSteps(task, fileName, content, this.faults))
    let unwritten: OfficeEvent[] = [{ kind: 'import', at: begun, task, fileName, content }]
    for (;;) {
      const at = this.#clock()
      const { count, answer } = this.#during(at, () => advance(steps, this.books.knobs.importDelayMs > 0))
      this.#store?.append(...unwritten, { kind: 'steps', at, count })
      unwritten = []
      if (answer) return answer
      await this.#pause(this.books.knobs.importDelayMs)
    }
  }

  /** Leaves the folder so that the next start is quick. */
  close(): void {
    if (this.#store && this.#store.events > 0 && !this.#isLarge()) this.#begin(this.#state())
    this.#store?.close()
  }

  #apply(action: string, body: DeskBody): unknown {
    switch (action) {
      case 'knobs':
        this.books.knobs = turn(this.books.knobs, body)
        return this.books.knobs
      case 'fault':
        this.faults.add(body)
        return { faults: this.faults.rules }
      case 'faults-clear':
        return this.faults.clear()
      case 'backup':
        this.#backups.set(text(body, 'name'), this.books.snapshot())
        return
      case 'restore':
        return this.#restore(text(body, 'name'))
      case 'wipe':
        return this.#wipe()
      case 'touch':
        return { touched: touchTransactions(this.books, Number(text(body, 'count'))) }
      default: {
        const act = Object.hasOwn(DESK_ACTIONS, action) ? DESK_ACTIONS[action] : undefined
        if (!act) throw new Unsupported(`desk action [${action}].`)
        return act(this.books, body)
      }
    }
  }

  #restore(name: string): void {
    const copy = this.#backups.get(name)
    if (!copy) throw new Refused(`There is no backup ${name}.`)
    this.books.restore(copy)
  }

  /** Back to the company as it was set up: books, knobs and faults. */
  #wipe(): void {
    this.books.restore({ tables: {}, files: [], run: 0, batch: 0, openMonth: this.books.today().slice(0, 7) })
    this.books.knobs = { ...DEFAULT_KNOBS }
    this.faults.clear()
    this.company.seed(this.books)
  }

  #replay(event: OfficeEvent): void {
    this.#at = event.at
    if (event.kind === 'act') this.#apply(event.action, event.body)
    else if (event.kind === 'import')
      this.#running = this.books.importSteps(event.task, event.fileName, event.content, this.faults)
    else for (let step = 0; step < event.count; step += 1) this.#running?.next()
  }

  #during<T>(at: number, work: () => T): T {
    this.#at = at
    try {
      return work()
    } finally {
      this.#at = null
    }
  }

  #begin(state: OfficeState | null): void {
    this.#generation += 1
    this.#store?.begin({ company: this.company.name, seedAt: this.#seedAt, generation: this.#generation, state })
  }

  #isLarge(): boolean {
    return Object.values(this.books.highWater().rows).reduce((sum, rows) => sum + rows, 0) > COPY_LIMIT
  }

  #state(): OfficeState {
    return {
      copy: this.books.snapshot(),
      knobs: this.books.knobs,
      faults: this.faults.state(),
      backups: [...this.#backups],
    }
  }

  #take(state: OfficeState): void {
    this.books.restore(state.copy)
    this.books.knobs = turn(DEFAULT_KNOBS, { ...state.knobs })
    this.faults.restore(state.faults)
    this.#backups = new Map(state.backups)
  }
}

function advance(
  steps: Generator<number, ImportAnswer>,
  oneOnly: boolean,
): { count: number; answer: ImportAnswer | null } {
  for (let count = 1; ; count += 1) {
    const step = steps.next()
    if (step.done) return { count, answer: step.value }
    if (oneOnly) return { count, answer: null }
  }
}
