import type { Clock } from './clock.ts'

interface Holder {
  id: string
  since: number
  open: boolean
}

/**
 * The one lock of the importing machine. It lasts as long as the connection that took it, and an import that still runs
 * keeps it until it ends: a dead client never lets a second importer in beside its own.
 */
export class ImporterLock {
  readonly #clock: Clock
  #holder: Holder | null = null
  #importing = false
  #taken = 0
  #quietSince: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#quietSince = clock()
  }

  take(): { lock: string; quietSinceMs: number } | { heldBySinceMs: number } {
    const now = this.#clock()
    if (this.#holder) return { heldBySinceMs: now - this.#holder.since }
    this.#taken += 1
    const id = `lock-${this.#quietSince.toString(36)}-${this.#taken}`
    this.#holder = { id, since: now, open: true }
    return { lock: id, quietSinceMs: now - this.#quietSince }
  }

  /** The connection that holds the lock has closed. */
  connectionClosed(id: string): void {
    if (this.#holder?.id !== id) return
    this.#holder.open = false
    this.#releaseWhenDone()
  }

  /** Whether an import may start under this lock; `null` when it may, else why not. */
  startImport(id: unknown): string | null {
    if (!this.#holder || this.#holder.id !== id || !this.#holder.open)
      return 'The lock is not held, or another holds it.'
    if (this.#importing) return 'An import is running under this lock.'
    this.#importing = true
    return null
  }

  importEnded(): void {
    this.#importing = false
    this.#quietSince = this.#clock()
    this.#releaseWhenDone()
  }

  #releaseWhenDone(): void {
    if (this.#holder && !this.#holder.open && !this.#importing) this.#holder = null
  }
}
