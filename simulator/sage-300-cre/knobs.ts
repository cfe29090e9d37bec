import { Refused, Unsupported } from '../refused.ts'

/** How one installation of Sage behaves where installations differ (export protocol 3.7). */
export interface Knobs {
  /** A commitment is taken or refused as a whole; otherwise the records before a bad one stay. */
  atomicFile: boolean
  /** Records taken by an import are unseen by queries for this long, milliseconds. */
  readAfterWriteLagMs: number
  /** Queries of `JCT_NEW__TRANSACTION` (new.jct) answer no rows. */
  unpostedInvisible: boolean
  /** A commitment code in use is refused; otherwise its lines are booked a second time without complaint. */
  duplicateRefused: boolean
  /** From 23.2 on, commitments are posted by their import. */
  productVersion: string
  /** Pause after each record of an import, milliseconds. */
  importDelayMs: number
  /** A licence use is free; otherwise an import does not start. */
  licenceFree: boolean
  /** "Allow creation of cost codes not on standard list". */
  allowNonStandardCostCodes: boolean
  /** Last month closed in General Ledger, `2025-05`; empty: none. */
  glClosedThrough: string
  /** What may be invoiced beyond a commitment, `100.00`; empty: Accounts Payable says nothing about it. */
  commitmentTolerance: string
  /** The tax tables are there: a folder that uses no tax has none. */
  usesTax: boolean
  /** The service before Sage takes requests; otherwise an import does not start, and the answer names the limit of an hour. */
  withinRequestLimit: boolean
}

export const DEFAULT_KNOBS: Knobs = {
  atomicFile: true,
  readAfterWriteLagMs: 0,
  unpostedInvisible: false,
  duplicateRefused: true,
  productVersion: '24.1',
  importDelayMs: 0,
  licenceFree: true,
  allowNonStandardCostCodes: true,
  glClosedThrough: '',
  commitmentTolerance: '',
  usesTax: true,
  withinRequestLimit: true,
}

/** Knobs with some of them turned. Throws a sentence for an unknown knob or a value of the wrong kind. */
export function turn(knobs: Knobs, changes: Readonly<Record<string, unknown>>): Knobs {
  const next: Record<string, unknown> = { ...knobs }
  for (const [name, value] of Object.entries(changes)) {
    const kind = typeof next[name]
    if (!(name in DEFAULT_KNOBS)) throw new Unsupported(`there is no knob ${name}.`)
    if (typeof value !== kind) throw new Refused(`The knob ${name} takes a ${kind}.`)
    if (kind === 'number' && !(Number.isSafeInteger(value) && (value as number) >= 0)) {
      throw new Refused(`The knob ${name} takes a whole number, not below zero.`)
    }
    if (name === 'productVersion' && !/^\d+\.\d+$/.test(value as string)) {
      throw new Refused('The knob productVersion takes a version such as 24.1.')
    }
    if (name === 'glClosedThrough' && !/^(\d{4}-(0[1-9]|1[0-2]))?$/.test(value as string)) {
      throw new Refused('The knob glClosedThrough takes a month such as 2025-05, or nothing.')
    }
    if (name === 'commitmentTolerance' && !/^(\d{1,9}(\.\d{1,2})?)?$/.test(value as string)) {
      throw new Refused('The knob commitmentTolerance takes an amount such as 100.00, or nothing.')
    }
    next[name] = value
  }
  return next as unknown as Knobs
}

/** "Sage 300 CRE 23.2+ lets the API post commitments automatically; older versions need manual posting" (reference 1.7). */
export function postsCommitments(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 23 || (major === 23 && minor >= 2)
}
