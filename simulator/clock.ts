/** The only file of the simulator that reads the machine's clock. */

/** A clock: milliseconds since 1970, UTC. The books take it as an argument, so a test can hold it still. */
export type Clock = () => number

export const machineClock: Clock = () => Date.now()

/** Waits that many milliseconds. */
export function machinePause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** `YYYY-MM-DD` and `HH:MM:SS` of a time, as the stamps of the books show it (UTC: the pretend office keeps one zone). */
export function dateAndTime(milliseconds: number): [date: string, time: string] {
  const text = new Date(milliseconds).toISOString()
  return [text.slice(0, 10), text.slice(11, 19)]
}

/** Milliseconds of `YYYY-MM-DDTHH:MM:SS` (UTC), or null when that is no such time. */
export function millisecondsOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return null
  const value = Date.parse(`${text}Z`)
  return Number.isNaN(value) ? null : value
}

/** Whether a year, month and day exist in the calendar. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
