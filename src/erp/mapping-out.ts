/**
 * The outbound half of the mapping engine: tables turned into records of an import file and into the rows that must be read back.
 * What breaks a limit is refused beforehand by `mapping-check.ts`; nothing is ever cut. Pure.
 */
import { canonicalDecimal } from '../platform/money.ts'
import type { Limit, OutboundRow, OutboundTable } from './mapping.ts'
import type { LayoutField, LayoutRecord } from './mapping-layout.ts'
import { place } from './mapping-layout.ts'
import type { Extra } from './mapping-values.ts'
import { ourValue, scopesOf } from './mapping-values.ts'
import type { ImportField, Probe } from './protocol.ts'

export { check } from './mapping-check.ts'

/** A record in its bytes’ order, and the same with the names of its fields for the page (empty fields left out). */
export interface EncodedRecord {
  record: string
  fields: ImportField[]
  shown: { name: string; value: string }[]
}

/** The records a table makes of a document, in the order of its list. */
export function encode(layout: LayoutRecord, table: OutboundTable, document: unknown, extra: Extra): EncodedRecord[] {
  const rows = sentRows(table)
  return scopesOf(table, document).map((scope) => {
    const values = new Map(
      rows.map((row) => [row.field, theirValue(row, ourValue(scope, row, extra), fieldNamed(layout, row.field))]),
    )
    const shown = rows.map((row) => ({ name: row.field, value: values.get(row.field) ?? '' }))
    return { record: layout.id, fields: place(layout, values), shown: shown.filter((each) => each.value !== '') }
  })
}

/** Where the table's records are looked for; `where` and `identity` are the caller's. Values are as the ERP shows them: an empty number is 0. */
export function readBack(table: OutboundTable, document: unknown, where: Probe['where']): Probe {
  if (!table.readBack) throw new Error(`The mapping table “${table.title}” names no table to read back from.`)
  const rows = table.rows.flatMap((row) => (row.column === undefined ? [] : [{ ...row, column: row.column }]))
  return {
    ...table.readBack,
    where,
    columns: rows.map((row) => ({ name: row.column, as: row.as === 'flag' ? 'text' : row.as })),
    rows: scopesOf(table, document).map((scope) => rows.map((row) => shownValue(row, ourValue(scope, row, {})))),
    identity: false,
  }
}

/** The table with each limit as narrow as the layout's field: a customer's own layout may be narrower than the ERP's documents. */
export function fitted(table: OutboundTable, layout: LayoutRecord): OutboundTable {
  const rows = table.rows.map((row) => {
    if (row.field === undefined) return row
    const field = fieldNamed(layout, row.field)
    const mapped = row.codes !== undefined || row.from.startsWith('= ')
    return mapped ? row : { ...row, limit: narrower(row.limit ?? {}, field) }
  })
  return { ...table, rows }
}

function narrower(limit: Limit, field: LayoutField): Limit {
  if (field.type === 'alpha')
    return { ...limit, text: Math.min(limit.text ?? Number.POSITIVE_INFINITY, field.length ?? 0) }
  if (field.type !== 'number' || !field.digits) return limit
  const [integer, fraction] = limit.decimal ?? field.digits
  return { ...limit, decimal: [Math.min(integer, field.digits[0]), Math.min(fraction, field.digits[1])] }
}

function sentRows(table: OutboundTable): (OutboundRow & { field: string })[] {
  return table.rows.flatMap((row) => (row.field === undefined ? [] : [{ ...row, field: row.field }]))
}

function fieldNamed(layout: LayoutRecord, name: string): LayoutField {
  const field = layout.fields.find((each) => each.name === name)
  if (!field)
    throw new Error(
      `The layout of record ${layout.id} (${layout.name}) has no field “${name}”, which the data mapping needs.`,
    )
  return field
}

function theirValue(row: OutboundRow, ours: string, field: LayoutField): string {
  const value = row.codes?.[ours] ?? ours
  if (field.type === 'date') return monthDayYear(value)
  return field.type === 'number' ? withoutSpareZeros(value, field) : value
}

/** `12.500` for a field with two places is `12.5`; a number that fits is left as people wrote it. */
function withoutSpareZeros(value: string, field: LayoutField): string {
  const written = value.split('.')[1]?.length ?? 0
  return written > (field.digits?.[1] ?? written) ? canonicalDecimal(value) : value
}

function shownValue(row: OutboundRow, ours: string): string | null {
  if (ours === '' && row.as !== 'text') return row.as === 'decimal' ? '0' : null
  return row.shows?.[ours] ?? ours
}

/** Dates of import files are `MM/DD/YYYY`. */
function monthDayYear(date: string): string {
  const [year, month, day] = date.split('-')
  return date === '' ? '' : `${month}/${day}/${year}`
}
