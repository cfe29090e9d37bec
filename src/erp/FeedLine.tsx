/** One feed: when it was read last, a button to read it now, and how far a reading has come. */
import { ActionButton } from '../web/ActionButton.tsx'
import { Dialog } from '../web/Dialog.tsx'
import { Refusals } from '../web/Notice.tsx'
import { Progress } from '../web/Progress.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { Ago } from '../web/Time.tsx'
import { erpPath, type FeedInfo, type Hours } from './ErpData.tsx'

export function FeedLine({
  connection,
  feed,
  label = feed.label,
}: {
  connection: number
  feed: FeedInfo
  label?: string
}) {
  const { read } = feed
  const running = read?.state === 'asked' || read?.state === 'running'
  return (
    <div className="row">
      <span>
        {label}: read <Ago at={feed.last_read_at} />
      </span>
      {running ? <Progress label={`Reading ${label}`} done={read.rows} total={read.expected ?? undefined} /> : null}
      {read?.state === 'failed' ? <span>The last reading failed: {read.error}</span> : null}
      <SyncNow connection={connection} feed={feed} label={`Sync now: ${label}`} />
    </div>
  )
}

export function SyncNow({
  connection,
  feed,
  label,
  full,
}: {
  connection: number
  feed: FeedInfo
  label: string
  full?: boolean
}) {
  const company = useParam('company')
  const change = useChange(company)
  const running = feed.read?.state === 'asked' || feed.read?.state === 'running'
  const notYou = useWhyNot(company)(feed.refresh_action)
  const notNow = running ? 'It is being read already.' : feed.on_demand ? undefined : 'This is read by schedule only.'
  const why = notYou ?? notNow
  return (
    <>
      <ActionButton
        label={label}
        why={why}
        busy={change.isPending}
        onClick={() =>
          change.mutate({
            path: `${erpPath(company)}/connections/${connection}/feeds/${feed.feed}/sync`,
            body: { mode: full ? 'full' : 'changed' },
          })
        }
      >
        {full ? 'Read all again' : 'Sync now'}
      </ActionButton>
      {change.error ? (
        <Dialog title="It was not started" onClose={change.reset}>
          <Refusals error={change.error} />
        </Dialog>
      ) : null}
    </>
  )
}

/** How often a feed is read, in words; 0 = by hand. */
export function everyWords(minutes: number): string {
  if (minutes === 0) return 'By hand only'
  if (minutes < 60) return `Every ${minutes} minutes`
  if (minutes < 1440) return minutes === 60 ? 'Every hour' : `Every ${minutes / 60} hours`
  return minutes === 1440 ? 'Every day' : minutes === 10_080 ? 'Every week' : `Every ${minutes / 1440} days`
}

export const DAYS = [1, 2, 3, 4, 5, 6, 7]
const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' })
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** 1 = Monday, which the first of January 2024 was. */
export const dayWord = (day: number): string => dayName.format(Date.UTC(2024, 0, day))

/** `Mon–Fri 22:00–05:00`. */
export function hoursWords(hours: Hours | null): string {
  if (!hours) return 'At any time'
  const { from, to } = hours
  const days = [...hours.days].sort()
  const [first, last] = [days[0] ?? 1, days.at(-1) ?? 7]
  const inARow = days.length > 2 && last - first === days.length - 1
  const words = inARow ? `${dayWord(first)}–${dayWord(last)}` : days.map(dayWord).join(', ')
  const times = from === to ? (from === '00:00' ? 'all day' : `24 hours from ${from}`) : `${from}–${to}`
  return `${days.length === 7 ? 'Every day' : words} ${times}`
}

export function pauseWords({ reason, until }: { reason: string; until: string | null }): string {
  return `Paused ${until ? `until ${moment.format(Date.parse(until))}` : 'until resumed'}: ${reason}`
}
