/** Has a report sent as it is shown now, or changes how it is sent: narrowed how, how often, as what, to whom. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice } from '../web/Notice.tsx'
import { useChange, useGet, useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import type { Report } from './model.ts'
import {
  FORMATS,
  type Format,
  FREQUENCIES,
  type Frequency,
  LAST_DAY,
  MAIL_MISSING,
  type ScheduleChoices,
  WEEKDAYS,
} from './model-schedules.ts'
import { questionOf, ReportFilters, useReportsPath, type View } from './ReportFilters.tsx'

const choicesOf = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }))
const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${hour}:00` }))
const DAYS: Record<Exclude<Frequency, 'daily'>, { value: string; label: string }[]> = {
  weekly: WEEKDAYS.map((label, at) => ({ value: String(at + 1), label })),
  monthly: Array.from({ length: LAST_DAY }, (_, at) => ({ value: String(at + 1), label: String(at + 1) })),
}

/** A schedule that stands already, as far as it may be changed. */
export interface Kept extends Omit<ScheduleChoices, 'recipients'> {
  id: number
  recipients: { id: number; name: string }[]
}

/** `kept`: changes that one; without, the report is sent from now on. `view`: how it is narrowed, grouped and sorted to begin with. */
export function SendReport({
  report,
  view,
  kept,
  onClose,
}: {
  report: Report
  view: View
  kept?: Kept
  onClose: () => void
}) {
  const company = useParam('company')
  const path = useReportsPath()
  const [draft, setDraft] = useState(() => draftOf(view, kept))
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const readers = useList<{ id: number; name: string }>(`${path}/readers?report=${report.key}`, company)
  // Whoever was chosen before and may not see it any more is not offered, and not sent to.
  const recipients = draft.chosen.filter((each) => readers.data?.some(({ id }) => id === each))
  const mails = useGet<{ mails: boolean }>(`${path}/schedules`, company).data?.mails
  const change = useChange(company)
  const save = () => {
    const { frequency, day, hour, format } = draft
    const when = { frequency, day: frequency === 'daily' ? null : Number(day), hour: Number(hour) }
    const choices = { question: questionOf(report, draft.view), format, ...when, recipients }
    const sent = kept
      ? { path: `${path}/schedules/${kept.id}`, method: 'PATCH' as const, body: { schedule: choices } }
      : { path: `${path}/schedules`, body: { schedule: { report: report.key, ...choices } } }
    change.mutate(sent, { onSuccess: onClose })
  }
  return (
    <Dialog
      title={
        kept ? `Change how ${report.title.toLowerCase()} is sent` : `Send ${report.title.toLowerCase()} on a schedule`
      }
      confirm={kept ? 'Save' : 'Send from now on'}
      size="46rem"
      onClose={onClose}
      onConfirm={save}
      busy={change.isPending}
      error={change.error}
      why={recipients.length === 0 ? 'Choose at least one person to send it to.' : undefined}
    >
      {mails === false ? <Notice colour="yellow">{MAIL_MISSING}</Notice> : null}
      <ReportFilters report={report} view={draft.view} onChange={(next) => set({ view: { ...draft.view, ...next } })} />
      <FieldGrid>
        <Field
          label="Sorted by"
          type="choice"
          choices={sortsOf(report)}
          value={draft.view.sort ?? ''}
          onChange={(sort) => set({ view: { ...draft.view, sort: sort || undefined } })}
        />
        <WhenFields draft={draft} onChange={set} dayError={fieldError(change.error, 'day')} />
        <Field
          label="File"
          type="choice"
          choices={choicesOf(FORMATS)}
          value={draft.format}
          onChange={(format) => set({ format: format as Format })}
        />
      </FieldGrid>
      <fieldset className="plain">
        <legend>To people who may see this report</legend>
        <Loaded query={readers}>
          {(people) => (
            <div className="stack">
              {people.map(({ id, name }) => (
                <Checkbox
                  key={id}
                  size="xs"
                  label={name}
                  checked={recipients.includes(id)}
                  onChange={() => set({ chosen: toggled(recipients, id) })}
                />
              ))}
              {people.length === 0 ? <span className="muted">Nobody may.</span> : null}
            </div>
          )}
        </Loaded>
      </fieldset>
    </Dialog>
  )
}

/** What the fields hold. */
interface Draft {
  view: View
  frequency: Frequency
  day: string
  hour: string
  format: Format
  chosen: number[]
}

const draftOf = (view: View, kept: Kept | undefined): Draft => ({
  view,
  frequency: kept?.frequency ?? 'weekly',
  day: String(kept?.day ?? 1),
  hour: String(kept?.hour ?? 7),
  format: kept?.format ?? 'xlsx',
  chosen: kept?.recipients.map(({ id }) => id) ?? [],
})

const toggled = (chosen: number[], id: number): number[] =>
  chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]

/** The report's own order, then each column's, rising and falling. */
const sortsOf = ({ columns }: Report) => [
  { value: '', label: 'As the report is' },
  ...columns.flatMap(({ key, label }) => [
    { value: key, label },
    { value: `-${key}`, label: `${label}, falling` },
  ]),
]

/** The hour is the company's own. */
function WhenFields({
  draft: { frequency, day, hour },
  onChange,
  dayError,
}: {
  draft: Draft
  onChange: (change: Partial<Draft>) => void
  dayError: string | undefined
}) {
  return (
    <>
      <Field
        label="How often"
        type="choice"
        choices={choicesOf(FREQUENCIES)}
        value={frequency}
        onChange={(value) => onChange({ frequency: value as Frequency, day: '1' })}
      />
      {frequency === 'daily' ? null : (
        <Field
          label={frequency === 'weekly' ? 'Day of the week' : 'Day of the month'}
          type="choice"
          choices={DAYS[frequency]}
          value={day}
          onChange={(next) => onChange({ day: next })}
          error={dayError}
        />
      )}
      <Field
        label="Hour in the company’s time zone"
        type="choice"
        choices={HOURS}
        value={hour}
        onChange={(next) => onChange({ hour: next })}
      />
    </>
  )
}
