/** The only file of the agent that reads the machine's clock or rolls dice. */

/** Milliseconds since 1970, UTC. */
export type Clock = () => number

export const machineClock: Clock = () => Date.now()

/** ISO time for logs. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** A share between 0 and 1, so that a hundred agents do not knock at the same moment. */
export function jitter(): number {
  return Math.random()
}

/** Milliseconds that only ever rise, whatever is done to the machine's clock: for spans, not for times of day. */
export function monotonic(): number {
  return performance.now()
}
