/** Civil dates, `YYYY-MM-DD`: a day on the calendar, with no hour and no zone. Pure; runs in the browser too. */
import type { Clock } from './clock.ts'

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** True for a day that exists: `2024-02-29` yes, `2023-02-29` no. */
export function isDate(text: string): boolean {
  const found = DATE.exec(text)
  if (!found) return false
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0)
  return year >= 1 && day >= 1 && day <= days
}

/** What the calendar on the office wall shows now, in the company's time zone (`America/New_York`). */
export function civilDate(clock: Clock, timeZone: string): string {
  return new Date(wallTime(clock.now().getTime(), timeZone)).toISOString().slice(0, 10)
}

/** The hour on the office wall, 0 to 23, in the company's time zone. */
export function civilHour(clock: Clock, timeZone: string): number {
  return new Date(wallTime(clock.now().getTime(), timeZone)).getUTCHours()
}

const DAY_MS = 86_400_000

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** 1 = Monday … 7 = Sunday. */
export function weekday(date: string): number {
  return new Date(`${date}T00:00Z`).getUTCDay() || 7
}

/**
 * The moment at which clocks on the wall show this date and time (`HH:MM`). A time that comes twice means its first coming; one that the change to
 * summer time leaves out means as long after midnight as on other days: 02:15 is then shown as 03:15.
 */
export function instantOf(date: string, time: string, timeZone: string): Date {
  const wall = Date.parse(`${date}T${time}Z`)
  const before = wall - offsetMs(wall - DAY_MS, timeZone)
  const after = wall - offsetMs(wall + DAY_MS, timeZone)
  const shown = [before, after].filter((each) => each + offsetMs(each, timeZone) === wall)
  return new Date(shown.length > 0 ? Math.min(...shown) : before)
}

/** How far the wall clocks of the zone are ahead of UTC at this moment. */
function offsetMs(at: number, timeZone: string): number {
  return wallTime(at, timeZone) - Math.floor(at / 1000) * 1000
}

/** What the clocks on the wall of the zone show at this moment, to the second, as if it were UTC. */
function wallTime(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs a hundred times its use, and there are few zones. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}

/** True for a name of the time zone data base: `America/New_York`. */
export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
