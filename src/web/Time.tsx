/** Moments and days in the reader's language and time zone. */
import { systemClock } from '../platform/clock.ts'

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })

export function Moment({ at }: { at: string | null | undefined }) {
  if (!at) return <span className="muted">–</span>
  return (
    <time className="number" dateTime={at}>
      {moment.format(Date.parse(at))}
    </time>
  )
}

/** A civil date, which has no time zone. */
export function Day({ date }: { date: string | null | undefined }) {
  if (!date) return <span className="muted">–</span>
  return (
    <time className="number" dateTime={date}>
      {day.format(Date.parse(date))}
    </time>
  )
}

/** `2 minutes ago`, with the exact moment on hover. */
export function Ago({ at }: { at: string | null | undefined }) {
  if (!at) return <span className="muted">never</span>
  const seconds = Math.round((Date.parse(at) - systemClock.now().getTime()) / 1000)
  return (
    <time dateTime={at} title={moment.format(Date.parse(at))}>
      {words(seconds)}
    </time>
  )
}

function words(seconds: number): string {
  const size = Math.abs(seconds)
  if (size < 60) return ago.format(seconds, 'second')
  if (size < 3600) return ago.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return ago.format(Math.round(seconds / 3600), 'hour')
  return ago.format(Math.round(seconds / 86_400), 'day')
}
