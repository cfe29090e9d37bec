/** What may be done to a timesheet and its timecards, and the sentence when it may not. */
import { compare, isZero } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { hoursOf, type Timecard, type TimecardFields, type Timesheet } from './model.ts'

type Stand = Pick<Timesheet, 'number' | 'status' | 'erpLocked' | 'erpStatus'>

/** May its period, its timecards or its status be changed, or may it be deleted? */
export function refusalsWhileSent({ number, erpLocked, erpStatus }: Stand): Refusal[] {
  if (erpLocked)
    return [
      refusal('locked-by-erp', `Timesheet ${number} is in the ERP and no longer changes.`, {
        remedy: 'Unlink it first, once the ERP no longer has its time entries.',
      }),
    ]
  if (erpStatus === 'ready_to_export')
    return [
      refusal('sent-to-erp', `Timesheet ${number} is Ready to Export and cannot be changed. Retrieve it first.`, {
        remedy: 'Use "Retrieve from ERP" on the timesheet.',
      }),
    ]
  if (erpStatus === 'exporting')
    return [
      refusal('exporting', `Timesheet ${number} is on its way to the ERP and cannot be changed.`, {
        remedy: 'Wait until it is synced or has failed.',
      }),
    ]
  return []
}

/** Timecards and period change only before the approval: what was approved is what is sent. */
export function refusalsToEdit(timesheet: Stand): Refusal[] {
  const sent = refusalsWhileSent(timesheet)
  if (sent.length > 0 || timesheet.status === 'pending') return sent
  return [
    refusal('approved', `Timesheet ${timesheet.number} is approved and cannot be changed.`, {
      field: 'status',
      remedy: 'Take the approval back first.',
    }),
  ]
}

export function refusalsToApprove(timesheet: Stand & Pick<Timesheet, 'timecards'>): Refusal[] {
  const sent = refusalsWhileSent(timesheet)
  if (sent.length > 0 || timesheet.timecards > 0) return sent
  return [refusal('no-timecards', 'A timesheet without timecards cannot be approved.', { remedy: 'Add a timecard.' })]
}

/** A period of more days is a mistake in a date. */
const LONGEST_DAYS = 35

export function refusalsOfPeriod({ periodStart, periodEnd }: Pick<Timesheet, 'periodStart' | 'periodEnd'>): Refusal[] {
  if (periodStart > periodEnd)
    return [refusal('period-backwards', 'The period ends before it begins.', { field: 'period_end' })]
  const days = (Date.parse(periodEnd) - Date.parse(periodStart)) / 86_400_000 + 1
  if (days <= LONGEST_DAYS) return []
  return [
    refusal('period-too-long', `The period has ${days} days; at most ${LONGEST_DAYS} fit.`, { field: 'period_end' }),
  ]
}

/** What the rules must know of the codes and people a timecard names; null: not there. */
export interface CardFacts {
  employee: { name: string; active: boolean } | null
  costCode: { code: string; isGroup: boolean; active: boolean } | null
  costTypeOnCode: boolean
  /** All hours of the employee on that day, on every timesheet of the company, this one in place of what it was. */
  dayHours: string
}

export function refusalsOfCard(
  card: TimecardFields,
  period: Pick<Timesheet, 'periodStart' | 'periodEnd'>,
  { employee, costCode, costTypeOnCode, dayHours }: CardFacts,
): Refusal[] {
  const refusals: Refusal[] = []
  const no = (code: string, sentence: string, field: string, remedy?: string) =>
    refusals.push(refusal(code, sentence, remedy === undefined ? { field } : { field, remedy }))
  if (!employee) no('no-employee', 'There is no such employee.', 'employee_id')
  else if (!employee.active)
    no('employee-inactive', `${employee.name} is not active in the ERP.`, 'employee_id', 'Choose somebody else.')
  if (card.date < period.periodStart || card.date > period.periodEnd)
    no('outside-period', `${card.date} is not in the period ${period.periodStart} to ${period.periodEnd}.`, 'date')
  if (isZero(hoursOf(card))) no('no-hours', 'A timecard needs hours.', 'regular_hours')
  if (compare(dayHours, '24') > 0)
    no(
      'more-than-a-day',
      `${employee?.name ?? 'The employee'} would have ${dayHours} hours on ${card.date}.`,
      'regular_hours',
    )
  if (!costCode) no('cost-code-elsewhere', 'The cost code is not on this project.', 'cost_code_id')
  else if (costCode.isGroup)
    no('group-code', `Cost code ${costCode.code} is a division (group) code and takes no cost.`, 'cost_code_id')
  else if (!costCode.active)
    no('inactive-code', `Cost code ${costCode.code} is closed or gone in the ERP.`, 'cost_code_id')
  else if (!costTypeOnCode)
    no(
      'cost-type-not-on-code',
      `The cost type does not stand on cost code ${costCode.code}.`,
      'line_item_type_id',
      'Add the cost type to the code on the project’s Cost Codes page.',
    )
  return refusals
}

/** TIM-1: every failed condition of sending; lengths are the connector's to check. */
export function refusalsToSend(
  timesheet: Stand & Pick<Timesheet, 'jobErpId' | 'projectName' | 'timecards'>,
  cards: Pick<Timecard, 'employee'>[],
): Refusal[] {
  const refusals: Refusal[] = []
  if (timesheet.erpLocked)
    refusals.push(refusal('already-synced', `Timesheet ${timesheet.number} is in the ERP already.`))
  if (timesheet.status !== 'approved')
    refusals.push(
      refusal('not-approved', `A timesheet can be sent when it is approved; this one is pending.`, { field: 'status' }),
    )
  if (timesheet.timecards === 0) refusals.push(refusal('no-timecards', 'The timesheet has no timecards.'))
  if (timesheet.jobErpId === null)
    refusals.push(
      refusal('project-not-linked', `The project “${timesheet.projectName}” is not linked to a job of the ERP.`, {
        remedy: 'Send the project to the ERP, or add its job here, first.',
      }),
    )
  const gone = [...new Set(cards.filter((card) => !card.employee.active).map((card) => card.employee.name))]
  if (gone.length > 0)
    refusals.push(
      refusal('employee-inactive', `Not active in the ERP: ${gone.join(', ')}.`, {
        remedy: 'Take their timecards out, or make them active in the ERP and sync the employees.',
      }),
    )
  return refusals
}
