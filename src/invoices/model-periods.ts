/** Billing periods of a project: what a subcontractor's invoice bills for. */
import { z } from 'zod'
import type { Id, ProjectId } from '../ids.ts'

export type PeriodId = Id<'billing-period'>

export const PERIOD_STATUSES = ['open', 'closed'] as const
export type PeriodStatus = (typeof PERIOD_STATUSES)[number]

export interface BillingPeriod {
  id: PeriodId
  project: ProjectId
  /** Civil days, both belong to the period. */
  start: string
  end: string
  due: string
  status: PeriodStatus
  invoices: number
}

export type PeriodFields = Pick<BillingPeriod, 'start' | 'end' | 'due' | 'status'>

export const periodFields = z.strictObject({
  start_date: z.iso.date(),
  end_date: z.iso.date(),
  due_date: z.iso.date(),
  status: z.enum(PERIOD_STATUSES).default('open'),
})
export const periodChange = z.strictObject({
  start_date: z.iso.date().optional(),
  end_date: z.iso.date().optional(),
  due_date: z.iso.date().optional(),
  status: z.enum(PERIOD_STATUSES).optional(),
})
