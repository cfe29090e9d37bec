/** The one place that reads the machine's clock; everything else is handed a Clock, so that tests and chaos can own time. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until told otherwise. */
export function handClock(startIso: string): Clock & { set(iso: string): void; advance(milliseconds: number): void } {
  let at = new Date(startIso).getTime()
  return {
    now: () => new Date(at),
    set: (iso) => {
      at = new Date(iso).getTime()
    },
    advance: (milliseconds) => {
      at += milliseconds
    },
  }
}
