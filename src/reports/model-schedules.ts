/** Reports on a schedule: how often, as what, to whom. */
import type { Id, ProjectId, UserId } from '../ids.ts'

export type ScheduleId = Id<'report-schedule'>

export const FREQUENCIES = { daily: 'Every day', weekly: 'Every week', monthly: 'Every month' } as const
export type Frequency = keyof typeof FREQUENCIES

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
/** Every month has this day. */
export const LAST_DAY = 28

export const FORMATS = { xlsx: 'Excel', csv: 'CSV' } as const
export type Format = keyof typeof FORMATS

/** Mail servers seldom take more; a larger report is told of with the way to its page. */
export const MOST_ATTACHED_BYTES = 10 * 1024 * 1024

/** What is set of a schedule, and may be changed. */
export interface ScheduleChoices {
  /** Filters, `sort` and `group_by`, by the names of the address. */
  question: Record<string, string>
  format: Format
  frequency: Frequency
  day: number | null
  hour: number
  recipients: UserId[]
}

export interface ScheduleFields extends ScheduleChoices {
  report: string
  project_id: ProjectId | null
}

export interface Schedule extends ScheduleFields {
  id: ScheduleId
  created_by: UserId
  due_at: Date
  attempts: number
  last_sent_at: Date | null
  problem: string | null
}

/** `Every Monday at 7:00`, `On day 1 of every month at 7:00`. */
export function scheduleWords({ frequency, day, hour }: Pick<ScheduleFields, 'frequency' | 'day' | 'hour'>): string {
  const at = `at ${hour}:00`
  if (frequency === 'weekly') return `Every ${WEEKDAYS[(day ?? 1) - 1]} ${at}`
  return frequency === 'daily' ? `Every day ${at}` : `On day ${day} of every month ${at}`
}

export const MAIL_MISSING =
  'Mail is not set up on this server, so nothing is sent. Whoever runs it sets GUSSET_SMTP_URL and GUSSET_MAIL_FROM and starts it again.'
