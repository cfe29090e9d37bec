/** The pretend world's time and memory: a virtual clock, what happens next, what was seen, and what went against the invariants. */
import { createHash } from 'node:crypto'
import { Faults, type Swarm } from './faults.ts'
import type { Plant } from './plants.ts'
import { type Random, random } from './random.ts'

export interface RunOptions {
  seed: number
  swarm: Swarm
  plants?: readonly Plant[]
  leftOut?: ReadonlySet<number>
  /** True: only the books and the store are judged at the end, not the moves on the way. Shows which layers the end cannot see. */
  endOnly?: boolean
  /** Told everything that happens, for a person who looks at one run. */
  tell?: (line: string) => void
}

export interface Violation {
  invariant: string
  what: string
  at: number
}

interface Happening {
  at: number
  order: number
  run(): void
}

const START = Date.UTC(2026, 0, 5, 15)

export class World {
  readonly random: Random
  readonly faults: Faults
  readonly plants: ReadonlySet<Plant>
  readonly violations: Violation[] = []
  /** "Sometimes" events: how often each rare thing was reached. */
  readonly seen = new Map<string, number>()
  now = START
  #heap: Happening[] = []
  #order = 0
  #stopped = false
  readonly #endOnly: boolean
  readonly #tell: ((line: string) => void) | undefined
  #trace = createHash('sha256')

  constructor(options: RunOptions) {
    this.random = random(options.seed)
    this.faults = new Faults(options.seed, options.swarm, options.leftOut)
    this.plants = new Set(options.plants ?? [])
    this.#tell = options.tell
    this.#endOnly = options.endOnly ?? false
  }

  /** Milliseconds since the run began. */
  get elapsed(): number {
    return this.now - START
  }

  after(ms: number, run: () => void): void {
    push(this.#heap, { at: this.now + Math.max(0, ms), order: this.#order++, run })
  }

  /** Between `low` and `high` milliseconds from now. */
  soon(low: number, high: number, run: () => void): void {
    this.after(this.random.between(low, high), run)
  }

  every(ms: number, run: () => void): void {
    this.after(ms, () => {
      run()
      this.every(ms, run)
    })
  }

  /** Ends the run. */
  stop(): void {
    this.#stopped = true
  }

  /** Lets time pass until somebody stops it, a violation, or `untilMs` since the beginning. */
  run(untilMs: number): void {
    while (this.#heap.length > 0 && this.violations.length === 0 && !this.#stopped) {
      const next = pop(this.#heap)
      if (next.at - START > untilMs) return
      this.now = next.at
      next.run()
    }
  }

  strikes(fault: Parameters<Faults['strikes']>[0], probability: number): boolean {
    const struck = this.faults.strikes(fault, probability, this.elapsed)
    if (struck) this.note(`fault ${fault}`)
    return struck
  }

  note(event: string, detail = ''): void {
    this.seen.set(event, (this.seen.get(event) ?? 0) + 1)
    const line = `${this.elapsed} ${event} ${detail}\n`
    this.#trace.update(line)
    this.#tell?.(line)
  }

  /** A move went against an assertion. */
  violate(invariant: string, what: string): void {
    if (this.#endOnly) return
    this.violations.push({ invariant, what, at: this.elapsed })
  }

  traceHash(): string {
    return this.#trace.copy().digest('hex')
  }
}

function before(a: Happening, b: Happening): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

function push(heap: Happening[], item: Happening): void {
  let at = heap.push(item) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(item, heap[parent]!)) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = item
}

function pop(heap: Happening[]): Happening {
  const top = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return top
  let at = 0
  for (;;) {
    let child = at * 2 + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1
    if (!before(heap[child]!, last)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
  return top
}
