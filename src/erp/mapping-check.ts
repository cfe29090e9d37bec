/**
 * Every limit of a mapping table against a document, before anything is sent: each one broken is a refusal in words of the page, with the
 * limit's number and the actual count. Pure.
 */
import { isDate } from '../platform/dates.ts'
import { compare, digits, isDecimal } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { hasControlCharacters, outsideWindows1252 } from '../platform/text.ts'
import type { Limit, OutboundRow, OutboundTable } from './mapping.ts'
import { fieldOf, fill, listOf, ourValue, type Scope, scopesOf } from './mapping-values.ts'

/** What is wrong with one value: end of the refusal's code, the sentence after the field's name, how to mend it. */
type Fault = [code: string, says: string, remedy?: string]

/**
 * `erp` is the ERP's name in the sentences: `Sage 300 CRE`. A value that stands in several records breaks a rule once; hand the same
 * `told` to the checks of all tables of one document.
 */
export function check(table: OutboundTable, document: unknown, erp: string, told = new Set<string>()): Refusal[] {
  const rows = table.rows.filter((row) => !/^[=@]/.test(row.from))
  return scopesOf(table, document).flatMap((scope) => rows.flatMap((row) => checkRow(table, scope, row, erp, told)))
}

function checkRow(table: OutboundTable, scope: Scope, row: OutboundRow, erp: string, told: Set<string>): Refusal[] {
  const faults = faultsOf(row, ourValue(scope, row, {}), erp)
  if (faults.length === 0) return []
  const list = listOf(scope, row.from)
  const named = list === undefined ? undefined : table.named?.[list]
  const subject = named === undefined ? row.ours : `${fill(scope, named)}: ${row.ours}`
  const field = fieldOf(scope, row.from)
  return faults.flatMap(([code, says, remedy]) => {
    if (told.has(`${field} ${code}`)) return []
    told.add(`${field} ${code}`)
    return [
      refusal(`${slug(row.ours)}-${code}`, `${subject} ${says}`, remedy === undefined ? { field } : { field, remedy }),
    ]
  })
}

function faultsOf(row: OutboundRow, value: string, erp: string): Fault[] {
  const limit = row.limit ?? {}
  if (value === '') return limit.required && !row.when ? [['missing', `is empty; ${erp} requires it.`]] : []
  if (limit.oneOf && !limit.oneOf.includes(value)) {
    return [['not-known', `is “${value}”; ${erp} knows only ${limit.oneOf.join(', ')}.`]]
  }
  if (row.as === 'decimal') return decimalFaults(limit, value, erp)
  if (row.as === 'date') return isDate(value) ? [] : [['no-date', `is “${value}”, which is not a date.`]]
  return row.as === 'text' ? textFaults(limit, value, erp) : []
}

function textFaults(limit: Limit, value: string, erp: string): Fault[] {
  const faults: Fault[] = []
  const length = [...value].length
  if (limit.text !== undefined && length > limit.text) {
    faults.push(['too-long', `is ${length} characters long; ${erp} takes at most ${limit.text}.`])
  }
  const significant = value.replaceAll(/[^\p{L}\p{N}]/gu, '').length
  if (limit.significant !== undefined && significant > limit.significant) {
    faults.push([
      'too-many-significant',
      `has ${significant} letters and digits; ${erp} takes at most ${limit.significant}.`,
    ])
  }
  if (hasControlCharacters(value)) {
    faults.push([
      'control-characters',
      `contains a line break, a tab or another control character; ${erp} takes none.`,
      'Write it on one line.',
    ])
  }
  const foreign = [...outsideWindows1252(value)]
  if (foreign.length > 0) {
    const listed = foreign.map((each) => `“${each}”`).join(', ')
    faults.push([
      'foreign-characters',
      `contains ${listed}; ${erp} has no such character (code page Windows-1252).`,
      'Write it with other letters.',
    ])
  }
  return faults
}

function decimalFaults(limit: Limit, value: string, erp: string): Fault[] {
  if (!isDecimal(value)) return [['no-number', `is “${value}”, which is not a number.`]]
  const { integer, fraction } = digits(value)
  const [most, places] = limit.decimal ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const faults: Fault[] = []
  if (limit.max !== undefined && compare(value, limit.max) > 0) {
    faults.push(['too-large', `is ${value}; ${erp} takes at most ${limit.max}.`])
  } else if (limit.min !== undefined && compare(value, limit.min) < 0) {
    faults.push(['too-small', `is ${value}; ${erp} takes at least ${limit.min}.`])
  } else if (integer > most) {
    faults.push(['too-many-digits', `is ${value}, ${integer} digits before the point; ${erp} takes at most ${most}.`])
  }
  if (fraction > places) {
    faults.push([
      'too-many-decimals',
      `is ${value}, ${fraction} digits after the point; ${erp} takes at most ${places}.`,
    ])
  }
  return faults
}

/** `Sage 300 CRE ID` -> `sage-300-cre-id`. */
function slug(words: string): string {
  return words.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}
