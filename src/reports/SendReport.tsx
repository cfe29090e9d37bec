/** Has a report sent as it is shown now: how often, as what, to whom. */
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field, FieldGrid, fieldError } from '../web/Field.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Notice } from '../web/Notice.tsx'
import { useChange, useGet, useList } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import type { Report } from './model.ts'
import { FORMATS, FREQUENCIES, type Frequency, LAST_DAY, MAIL_MISSING, WEEKDAYS } from './model-schedules.ts'
import { useReportQuery } from './ReportFilters.tsx'

const choicesOf = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }))
const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${hour}:00` }))
const DAYS: Record<Exclude<Frequency, 'daily'>, { value: string; label: string }[]> = {
  weekly: WEEKDAYS.map((label, at) => ({ value: String(at + 1), label })),
  monthly: Array.from({ length: LAST_DAY }, (_, at) => ({ value: String(at + 1), label: String(at + 1) })),
}

export function SendReport({ report, onClose }: { report: Report; onClose: () => void }) {
  const company = useParam('company')
  const { base, question } = useReportQuery(report)
  const [frequency, setFrequency] = useState<Frequency>('weekly')
  const [day, setDay] = useState('1')
  const [hour, setHour] = useState('7')
  const [format, setFormat] = useState('xlsx')
  const [chosen, setChosen] = useState<number[]>([])
  const mails = useGet<{ mails: boolean }>(`${base}/schedules`, company).data?.mails
  const readers = useList<{ id: number; name: string }>(`${base}/readers?report=${report.key}`, company)
  const change = useChange(company)
  const send = () => {
    const when = { frequency, day: frequency === 'daily' ? null : Number(day), hour: Number(hour) }
    const schedule = { report: report.key, question, format, ...when, recipients: chosen }
    change.mutate({ path: `${base}/schedules`, body: { schedule } }, { onSuccess: onClose })
  }
  const toggle = (id: number) => setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
  return (
    <Dialog
      title={`Send ${report.title.toLowerCase()} on a schedule`}
      confirm="Send from now on"
      onClose={onClose}
      onConfirm={send}
      busy={change.isPending}
      error={change.error}
      why={chosen.length === 0 ? 'Choose at least one person to send it to.' : undefined}
    >
      {mails === false ? <Notice colour="yellow">{MAIL_MISSING}</Notice> : null}
      <p className="muted">As it is narrowed, grouped and sorted now; the hour is the company’s own.</p>
      <FieldGrid>
        <Field
          label="How often"
          type="choice"
          choices={choicesOf(FREQUENCIES)}
          value={frequency}
          onChange={(value) => {
            setFrequency(value as Frequency)
            setDay('1')
          }}
        />
        {frequency === 'daily' ? null : (
          <Field
            label={frequency === 'weekly' ? 'Day of the week' : 'Day of the month'}
            type="choice"
            choices={DAYS[frequency]}
            value={day}
            onChange={setDay}
            error={fieldError(change.error, 'day')}
          />
        )}
        <Field label="Hour" type="choice" choices={HOURS} value={hour} onChange={setHour} />
        <Field label="File" type="choice" choices={choicesOf(FORMATS)} value={format} onChange={setFormat} />
      </FieldGrid>
      <fieldset className="plain">
        <legend>To people who may see this report</legend>
        <Loaded query={readers}>
          {(people) => (
            <div className="stack">
              {people.map(({ id, name }) => (
                <Checkbox key={id} size="xs" label={name} checked={chosen.includes(id)} onChange={() => toggle(id)} />
              ))}
              {people.length === 0 ? <span className="muted">Nobody may.</span> : null}
            </div>
          )}
        </Loaded>
      </fieldset>
    </Dialog>
  )
}
