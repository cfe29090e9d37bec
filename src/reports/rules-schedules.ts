/** What a schedule must be before it is kept. */
import { type Refusal, refusal } from '../platform/refusal.ts'
import { type Frequency, LAST_DAY } from './model-schedules.ts'

export const MOST_RECIPIENTS = 50

export function refusalsToSchedule(
  { frequency, day, recipients }: { frequency: Frequency; day: number | null; recipients: number[] },
  /** Of the recipients, those who may see the report. */
  may: ReadonlySet<number>,
): Refusal[] {
  const refusals: Refusal[] = []
  const last = frequency === 'weekly' ? 7 : LAST_DAY
  const what =
    frequency === 'weekly'
      ? 'a day of the week, from 1 for Monday to 7 for Sunday'
      : `a day of the month, from 1 to ${LAST_DAY}`
  if (frequency === 'daily' && day !== null)
    refusals.push(refusal('day-not-wanted', 'What is sent every day names no day.', { field: 'day' }))
  if (frequency !== 'daily' && (day === null || day < 1 || day > last))
    refusals.push(refusal('day-missing', `Choose ${what}.`, { field: 'day' }))
  if (recipients.length === 0)
    refusals.push(refusal('no-recipients', 'Choose at least one person to send it to.', { field: 'recipients' }))
  const strangers = recipients.filter((each) => !may.has(each))
  if (strangers.length > 0)
    refusals.push(
      refusal(
        'may-not-see',
        `${strangers.length === 1 ? 'One person' : `${strangers.length} people`} chosen may not see this report.`,
        {
          field: 'recipients',
          remedy: 'Choose among those who may, or change their permissions first.',
        },
      ),
    )
  return refusals
}
