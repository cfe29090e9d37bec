/** Plugs time into the pipeline: employees in, applied directly; the timecards of a period out (TIM-1). */
import type { Entity, Feed, ItemSummary, Need, Outbound, Scope } from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { needsOfCodes } from '../jobs/store-sub-jobs.ts'
import { refusal } from '../platform/refusal.ts'
import type { TimecardInDocument, TimesheetDocument } from './document.ts'
import { STATUS_WORDS, type Timecard, type TimesheetId } from './model.ts'
import { refusalsToSend } from './rules.ts'
import { findTimesheet, getTimesheet, setErpLock } from './store.ts'
import { applyEmployees, finishEmployees } from './store-employees.ts'
import { listTimecards } from './store-timecards.ts'

const employees: Feed = {
  feed: 'employees',
  label: 'Employees',
  columns: ['code', 'name', 'status', 'pay_id'].map((name) => ({ name, type: 'text' as const })),
  key: ['code'],
  after: [],
  onDemand: true,
  everyMinutes: 24 * 60,
  apply: applyEmployees,
  finish: finishEmployees,
}

const outbound: Outbound = {
  tool: 'Timesheets',
  acceptAction: 'accept-or-reject-timesheet',
  unlinkAction: 'unlink-timesheet',
  directExport: 'direct-export-timesheets',
  fields: [],
  summary,
  refusals: async ({ sql, company }, item) => {
    const timesheet = await findTimesheet(sql, company, asTimesheet(item))
    if (!timesheet) return [refusal('not-found', 'There is no such timesheet.')]
    return refusalsToSend(timesheet, await listTimecards(sql, company, timesheet.id))
  },
  prefill: async () => ({}),
  document,
  needs,
  synced: ({ sql, company }, item) => setErpLock(sql, company, asTimesheet(item), true),
  unsynced: ({ sql, company }, item) => setErpLock(sql, company, asTimesheet(item), false),
}

export const entities: Entity[] = [
  { kind: 'employee', one: 'Employee', many: 'Employees', inbound: { feeds: [employees] } },
  {
    kind: 'timecards',
    one: 'Timesheet',
    many: 'Timesheets',
    tab: {
      title: 'Timesheets',
      columns: [
        { key: 'period', label: 'Period' },
        { key: 'timecards', label: 'Timecards', align: 'right' },
        { key: 'hours', label: 'Hours', align: 'right' },
        { key: 'status', label: 'Status' },
      ],
    },
    outbound,
  },
]

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const found = await findTimesheet(sql, company, asTimesheet(item))
  return (
    found && {
      id: item,
      project: found.project,
      projectName: found.projectName,
      number: String(found.number),
      title: `Time of ${found.periodStart} to ${found.periodEnd}`,
      path: `/companies/${company}/projects/${found.project}/timesheets/${found.id}`,
      rev: found.rev,
      columns: {
        period: `${found.periodStart} to ${found.periodEnd}`,
        timecards: String(found.timecards),
        hours: found.hours,
        status: STATUS_WORDS[found.status],
      },
    }
  )
}

async function document({ sql, company }: Scope, item: ItemId): Promise<TimesheetDocument> {
  const timesheet = await getTimesheet(sql, company, asTimesheet(item))
  const job = timesheet.jobErpId ?? ''
  return {
    kind: 'timecards',
    id: timesheet.id,
    number: timesheet.number,
    job: { erpId: job, name: timesheet.projectName },
    periodStart: timesheet.periodStart,
    periodEnd: timesheet.periodEnd,
    timecards: (await listTimecards(sql, company, timesheet.id)).map((card) => inDocument(card, job)),
  }
}

function inDocument(card: Timecard, job: string): TimecardInDocument {
  return {
    number: card.position,
    employee: { code: card.employee.code, name: card.employee.name },
    date: card.date,
    payId: card.payId || card.employee.payId,
    job,
    extra: card.extra,
    costCode: card.costCode,
    category: card.costType,
    regularHours: card.regularHours,
    overtimeHours: card.overtimeHours,
    doubleHours: card.doubleHours,
    description: card.description,
  }
}

async function needs(scope: Scope, item: ItemId): Promise<Need[]> {
  const { project, projectName, id } = await getTimesheet(scope.sql, scope.company, asTimesheet(item))
  const job = project as number as ItemId
  return [
    { kind: 'job', item: job, sentence: `Project “${projectName}” must be linked to a job of the ERP.` },
    ...(await needsOfCodes(scope, project, projectName, await listTimecards(scope.sql, scope.company, id))),
  ]
}

function asTimesheet(item: ItemId): TimesheetId {
  return item as number as TimesheetId
}
