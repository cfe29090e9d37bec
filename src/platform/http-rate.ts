/**
 * How many requests one token, session or address may send: so many an hour, and so many in ten seconds. Counted by each server for itself. A
 * token or session has a count of its own only once it has proved to be one: until then its address is counted, so that made-up ones gain nothing.
 */
import type { Clock } from './clock.ts'

export interface RateRules {
  hour: number
  spike: number
}

/** The window that is nearest to its end, for the headers `X-Rate-Limit-*`. */
export interface RateState {
  limit: number
  remaining: number
  /** Unix seconds. */
  reset: number
  allowed: boolean
  retryAfter: number
  /** Said when it is not allowed. */
  sentence: string
}

interface Window {
  count: number
  endsAt: number
}

const HOUR_MS = 3_600_000
const SPIKE_MS = 10_000
/** Beyond this many callers the ended windows are swept out. */
const SWEEP_AT = 10_000

export class RateLimiter {
  readonly #rules: RateRules
  readonly #clock: Clock
  readonly #callers = new Map<string, { hour: Window; spike: Window }>()

  constructor(rules: RateRules, clock: Clock) {
    this.#rules = rules
    this.#clock = clock
  }

  /** Has the caller proved to be one? */
  knows(caller: string): boolean {
    return this.#callers.has(caller)
  }

  /** The request that was counted for its address is the caller's own. */
  verified(caller: string, address: string): void {
    const counted = this.#callers.get(address)
    if (this.knows(caller) || !counted) return
    for (const window of [counted.hour, counted.spike]) window.count = Math.max(0, window.count - 1)
    this.take(caller)
  }

  /** Counts a request; one that is not allowed is not counted, so that waiting helps. */
  take(caller: string): RateState {
    const now = this.#clock.now().getTime()
    if (this.#callers.size > SWEEP_AT) this.#sweep(now)
    const known = this.#callers.get(caller) ?? { hour: { count: 0, endsAt: 0 }, spike: { count: 0, endsAt: 0 } }
    this.#callers.set(caller, known)
    renew(known.hour, now, HOUR_MS)
    renew(known.spike, now, SPIKE_MS)
    const allowed = known.hour.count < this.#rules.hour && known.spike.count < this.#rules.spike
    if (allowed) {
      known.hour.count += 1
      known.spike.count += 1
    }
    const hour = stateOf(known.hour, this.#rules.hour, now, allowed, 'an hour')
    const spike = stateOf(known.spike, this.#rules.spike, now, allowed, 'ten seconds')
    return spike.remaining / spike.limit < hour.remaining / hour.limit ? spike : hour
  }

  #sweep(now: number): void {
    for (const [caller, { hour }] of this.#callers) if (hour.endsAt <= now) this.#callers.delete(caller)
  }
}

function renew(window: Window, now: number, length: number): void {
  if (window.endsAt > now) return
  window.count = 0
  window.endsAt = now + length
}

function stateOf({ count, endsAt }: Window, limit: number, now: number, allowed: boolean, span: string): RateState {
  const retryAfter = Math.max(1, Math.ceil((endsAt - now) / 1000))
  const sentence = `You have surpassed the max number of requests for ${span}. Please wait until your limit resets.`
  return {
    limit,
    remaining: Math.max(0, limit - count),
    reset: Math.ceil(endsAt / 1000),
    allowed,
    retryAfter,
    sentence,
  }
}
