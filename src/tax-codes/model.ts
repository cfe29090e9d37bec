/** Tax codes: the tax groups of the ERP, for the lines of a commitment (CFG-11, COM-1; document 001, Overview, footnote 4). */
import type { Id } from '../ids.ts'
import { multiply, roundCents } from '../platform/money.ts'

export type TaxCodeId = Id<'tax-code'>

export interface TaxCode {
  id: TaxCodeId
  code: string
  name: string
  /** Percent, decimal string: `8.625`. */
  rate: string
  /** False: the ERP no longer has it. */
  inErp: boolean
}

/** The setting that has them read (document 001, "Custom Settings Available on Request"). */
export const TAX_GROUP_SYNC = 'tax-group-sync'

/** The tax on an amount at a rate in percent, to the cent: each line is rounded for itself, as the ERP keeps one tax for each. */
export function taxOn(amount: string, rate: string): string {
  return roundCents(multiply(multiply(amount, rate), '0.01'))
}
