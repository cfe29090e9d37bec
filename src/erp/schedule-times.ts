/** When a feed may be read by itself: pure sums over its interval, its hours of the week and its pause (CFG-1). */
import { addDays, civilDate, instantOf, weekday } from '../platform/dates.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'

/** Open from `from` to `to` (`HH:MM`) on days that begin with one of `days` (1 = Monday … 7); `to` at or before `from` is on the day after. */
export interface Hours {
  days: number[]
  from: string
  to: string
}

export interface Pause {
  reason: string
  /** ISO moment; null = until somebody resumes it. */
  until: string | null
}

export interface Plan {
  /** 0 = by hand only. */
  everyMinutes: number
  /** null = at any time. */
  hours: Hours | null
  pause: Pause | null
}

/** The moment of the next read by schedule; undefined when there is none: by hand only, or paused until somebody resumes it. */
export function nextRun(
  { everyMinutes, hours, pause }: Plan,
  due: Date | null,
  now: Date,
  zone: string,
): Date | undefined {
  const paused = pause !== null && isPaused(pause, now)
  if (everyMinutes === 0 || (paused && pause.until === null)) return undefined
  const from = new Date(Math.max(now.getTime(), due?.getTime() ?? 0, paused ? Date.parse(pause.until ?? '') : 0))
  return hours ? nextOpen(hours, from, zone) : from
}

export const isPaused = ({ until }: Pause, now: Date): boolean => until === null || Date.parse(until) > now.getTime()

/** `at` itself within the hours, else when they begin next. */
export function nextOpen(hours: Hours, at: Date, zone: string): Date {
  const today = civilDate({ now: () => at }, zone)
  // Yesterday's hours may last over midnight; a day of the week comes round within eight.
  for (let ahead = -1; ahead <= 8; ahead++) {
    const day = addDays(today, ahead)
    if (!hours.days.includes(weekday(day))) continue
    const opens = instantOf(day, hours.from, zone)
    const closes = instantOf(hours.to > hours.from ? day : addDays(day, 1), hours.to, zone)
    if (closes > at) return opens > at ? opens : at
  }
  throw new Error('Hours without a day of the week.')
}

export function refusalsToPlan({ hours, pause }: Pick<Plan, 'hours' | 'pause'>, now: Date): Refusal[] {
  const refusals: Refusal[] = []
  if (hours && hours.days.length === 0)
    refusals.push(refusal('no-day', 'Choose at least one day of the week.', { field: 'hours' }))
  if (pause && !isPaused(pause, now))
    refusals.push(
      refusal('pause-over', 'The pause would be over already.', { field: 'pause', remedy: 'Choose a later end.' }),
    )
  return refusals
}
