/**
 * The ERP-side lock as the tasks use it (R6). Between two ops that follow each other at once it is not given back: saves the way to the
 * ERP, and nobody can have run anything in between.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { monotonic } from './clock.ts'
import type { Driver, ErpLock } from './driver.ts'

/** Long enough for the next command to come in, short enough that a person at the desk does not notice. */
const PARK_MS = 200
/** The ERP's side may need a moment to see that we let go. */
const OWN_RELEASE = { tries: 40, ms: 25 }

export class LockKeeper {
  readonly #driver: Driver
  #held: { lock: ErpLock; takenAt: number; quietForMs: number } | undefined
  #parked: NodeJS.Timeout | undefined
  #releasing: Promise<void> | undefined
  #releasedAt = Number.NEGATIVE_INFINITY
  #ownImportEnded: number | undefined

  constructor(driver: Driver) {
    this.#driver = driver
  }

  /** The lock held now; undefined when there is none. */
  get lock(): ErpLock | undefined {
    return this.#held?.lock
  }

  /** @returns for how long no foreign import has run (Infinity: the last one was ours), or undefined when somebody else holds the lock. */
  async acquire(): Promise<number | undefined> {
    clearTimeout(this.#parked)
    this.#parked = undefined
    if (this.#held?.lock.lost) this.#held = undefined
    if (this.#held) return this.#held.quietForMs + (monotonic() - this.#held.takenAt)
    await this.#releasing
    const taken = await this.#take()
    if (!taken) return undefined
    const { lock, askedAt } = taken
    const now = monotonic()
    // The ERP counts from the last import's end to its answer, we from hearing of that end to our question: both shorten our count, so that
    // less quiet than it means a stranger. A stranger had to take the lock after we parked it: an answer as slow as that tells nothing.
    const ours =
      this.#ownImportEnded !== undefined &&
      now - askedAt < PARK_MS &&
      lock.quietSinceMs >= askedAt - this.#ownImportEnded - 5
    this.#held = { lock, takenAt: now, quietForMs: ours ? Number.POSITIVE_INFINITY : lock.quietSinceMs }
    return this.#held.quietForMs
  }

  /** An import of ours ended and told us so. */
  importEnded(): void {
    this.#ownImportEnded = monotonic()
    if (this.#held) this.#held.quietForMs = Number.POSITIVE_INFINITY
  }

  /** An import of ours may still run, unseen: from here on it counts as a stranger's. */
  importLost(): void {
    this.#ownImportEnded = undefined
    if (this.#held) this.#held = { ...this.#held, quietForMs: 0, takenAt: monotonic() }
  }

  /** Gives it back, unless it is wanted again within a moment. */
  release(): void {
    if (!this.#held) return
    clearTimeout(this.#parked)
    this.#parked = setTimeout(() => void this.giveBack(), PARK_MS)
  }

  async giveBack(): Promise<void> {
    clearTimeout(this.#parked)
    const held = this.#held
    this.#held = undefined
    if (!held) return
    this.#releasedAt = monotonic()
    this.#releasing = held.lock.release()
    await this.#releasing
  }

  async #take(): Promise<{ lock: ErpLock; askedAt: number } | undefined> {
    for (let tries = 1; ; tries += 1) {
      const askedAt = monotonic()
      const answer = await this.#driver.lock()
      if (!('heldBySinceMs' in answer)) return { lock: answer, askedAt }
      const own = monotonic() - this.#releasedAt < OWN_RELEASE.tries * OWN_RELEASE.ms
      if (!own || tries >= OWN_RELEASE.tries) return undefined
      await pause(OWN_RELEASE.ms)
    }
  }
}
