/** The questions behind a change of the schedule: how often and at which hours, and for how long a pause. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { systemClock } from '../platform/clock.ts'
import { Dialog } from '../web/Dialog.tsx'
import { Field } from '../web/Field.tsx'
import type { FeedInfo, Hours } from './ErpData.tsx'
import { DAYS, dayWord, everyWords } from './FeedLine.tsx'

/** What is sent; what is left out stays. */
export interface Plan {
  every_minutes?: number
  hours?: Hours | null
  pause?: { reason: string; until: string | null } | null
}

interface DialogProps {
  /** Those that are changed. */
  feeds: FeedInfo[]
  zone: string
  busy: boolean
  error: unknown
  onClose: () => void
  onSet: (plan: Plan) => void
}

const EVERY = [0, 5, 15, 30, 60, 120, 240, 720, 1440, 10_080]
/** Offered to whoever limits the hours for the first time: the nights of the working days. */
const NIGHTS: Hours = { days: [1, 2, 3, 4, 5], from: '20:00', to: '06:00' }

const namesOf = (feeds: FeedInfo[]): string => feeds.map((each) => each.label).join(', ')

export function PlanDialog({ feeds, zone, busy, error, onClose, onSet }: DialogProps) {
  const first = feeds[0]
  const [every, setEvery] = useState(first?.every_minutes ?? 60)
  const [limited, setLimited] = useState(Boolean(first?.hours))
  const [hours, setHours] = useState(first?.hours ?? NIGHTS)
  const choices = [...new Set([...EVERY, every])].sort((a, b) => a - b)
  const defaults = [...new Set(feeds.map((each) => everyWords(each.initially_every_minutes).toLowerCase()))]
  return (
    <Dialog
      title={`When to read: ${namesOf(feeds)}`}
      confirm="Set"
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() => onSet({ every_minutes: every, hours: limited ? hours : null })}
      why={limited && hours.days.length === 0 ? 'Choose at least one day of the week.' : undefined}
    >
      <NativeSelect
        size="xs"
        label="How often"
        description={`Default: ${defaults.join(', ')}, at any time.`}
        value={String(every)}
        onChange={(event) => setEvery(Number(event.currentTarget.value))}
        data={choices.map((minutes) => ({ value: String(minutes), label: everyWords(minutes) }))}
      />
      <Checkbox
        size="xs"
        label="Only at certain hours"
        checked={limited}
        onChange={(event) => setLimited(event.currentTarget.checked)}
      />
      {limited ? <HoursFields hours={hours} zone={zone} onChange={setHours} /> : null}
    </Dialog>
  )
}

function HoursFields({ hours, zone, onChange }: { hours: Hours; zone: string; onChange: (next: Hours) => void }) {
  const toggle = (day: number) => {
    const days = hours.days.includes(day) ? hours.days.filter((each) => each !== day) : [...hours.days, day]
    onChange({ ...hours, days: days.sort() })
  }
  return (
    <>
      <fieldset className="row" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend>Days on which the hours begin</legend>
        {DAYS.map((day) => (
          <Checkbox
            key={day}
            size="xs"
            label={dayWord(day)}
            checked={hours.days.includes(day)}
            onChange={() => toggle(day)}
          />
        ))}
      </fieldset>
      <div className="row" style={{ alignItems: 'flex-end' }}>
        {(['from', 'to'] as const).map((end) => (
          <TextInput
            key={end}
            size="xs"
            type="time"
            label={end === 'from' ? 'From' : 'To'}
            value={hours[end]}
            onChange={(event) => onChange({ ...hours, [end]: event.currentTarget.value || '00:00' })}
          />
        ))}
        <span className="muted">{hours.to > hours.from ? zone : `on the next day, ${zone}`}</span>
      </div>
    </>
  )
}

const HOUR_MS = 3_600_000
const LASTS = [
  { value: '', label: 'Until somebody resumes it' },
  { value: '1', label: 'For one hour' },
  { value: '4', label: 'For four hours' },
  { value: '24', label: 'For a day' },
  { value: '168', label: 'For a week' },
]

export function PauseDialog({ feeds, busy, error, onClose, onSet }: DialogProps) {
  const [reason, setReason] = useState('')
  const [lasts, setLasts] = useState('')
  const until = lasts === '' ? null : new Date(systemClock.now().getTime() + Number(lasts) * HOUR_MS).toISOString()
  return (
    <Dialog
      title={`Pause: ${namesOf(feeds)}`}
      confirm="Pause"
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() => onSet({ pause: { reason, until } })}
      why={reason.trim() === '' ? 'Say why; everybody who looks at the schedule sees it.' : undefined}
    >
      <Field label="Why" value={reason} onChange={setReason} />
      <Field label="How long" type="choice" choices={LASTS} value={lasts} onChange={setLasts} />
    </Dialog>
  )
}
