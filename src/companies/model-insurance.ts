/** A company's insurance as the ERP knows it: read, never written (requirement INS-1). */
import type { Id } from '../ids.ts'
import type { VendorId } from './model.ts'

export type InsuranceId = Id<'insurance'>

/** The ERP's own types; what a site adds beyond them is not read (document 001, "Company Insurance"). */
export const INSURANCE_TYPES = ['general_liability', 'automobile', 'umbrella', 'workers_compensation'] as const
export type InsuranceType = (typeof INSURANCE_TYPES)[number]

export const INSURANCE_WORDS: Record<InsuranceType, string> = {
  general_liability: 'General liability',
  automobile: 'Automobile',
  umbrella: 'Umbrella',
  workers_compensation: 'Workers’ compensation',
}

export interface Insurance {
  id: InsuranceId
  vendor: VendorId
  type: InsuranceType
  policyNumber: string
  provider: string
  /** Decimal string; null = none entered. */
  limit: string | null
  effectiveDate: string | null
  expirationDate: string | null
}

/** In how many days it runs out, civil days of the company; negative = it did. */
export type DaysLeft = number | null

/** Inside this it is time to ask for the next certificate. */
const SOON_DAYS = 30

export interface Standing {
  word: string
  colour: 'green' | 'yellow' | 'red' | 'grey'
}

/** Whether it holds, in words; the colour only repeats them. */
export function standingOf(daysLeft: DaysLeft): Standing {
  if (daysLeft === null) return { word: 'No expiration date', colour: 'grey' }
  if (daysLeft < 0) return { word: `Expired ${days(-daysLeft)} ago`, colour: 'red' }
  if (daysLeft === 0) return { word: 'Expires today', colour: 'yellow' }
  if (daysLeft <= SOON_DAYS) return { word: `Expires in ${days(daysLeft)}`, colour: 'yellow' }
  return { word: 'In force', colour: 'green' }
}

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`)
