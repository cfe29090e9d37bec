/**
 * Record layouts of an ERP's import formats as data: which field stands where, of which type and length. A connector ships its own and a
 * customer may replace them by what the ERP prints; both pass through `readLayout`, which names every fault. Pure.
 */
import type { ImportField } from './protocol.ts'

export type FieldType = 'alpha' | 'number' | 'date' | 'flag'

export interface LayoutField {
  /** Position in the record, from 1. Positions nobody names are written empty. */
  at: number
  name: string
  type: FieldType
  /** Characters of an alpha field. */
  length?: number
  /** Digits before and after the point of a number, sign apart. */
  digits?: [integer: number, fraction: number]
  /** `documented` by the ERP's maker or users, `assumed` by us, or `printed` by the customer's own ERP. */
  source: 'documented' | 'assumed' | 'printed'
}

export interface LayoutRecord {
  /** First field of every record: `COM`. */
  id: string
  name: string
  fields: LayoutField[]
}

/** One import format: the task that reads it and its records. */
export interface Layout {
  task: string
  title: string
  records: LayoutRecord[]
}

const FIELD_TYPES: unknown[] = ['alpha', 'number', 'date', 'flag'] satisfies FieldType[]
const SOURCES: unknown[] = ['documented', 'assumed', 'printed'] satisfies LayoutField['source'][]

/** Takes parsed JSON; throws one error that lists everything wrong with it. `name` is said in the error: the file's name. */
export function readLayout(value: unknown, name: string): Layout {
  const problems = layoutProblems(value)
  if (problems.length > 0) throw new Error(`Layout ${name} cannot be used: ${problems.join('; ')}.`)
  return value as Layout
}

/** The record's layout, or an error that says which file must get it. */
export function recordOf(layout: Layout, id: string): LayoutRecord {
  const record = layout.records.find((each) => each.id === id)
  if (!record) throw new Error(`Layout ${layout.task} has no record ${id}.`)
  return record
}

/** A record as fields in their places, from values by field name. The record id stands first; places without a value are empty. */
export function place(record: LayoutRecord, values: Map<string, string>): ImportField[] {
  const last = Math.max(1, ...record.fields.map((field) => field.at))
  const placed: ImportField[] = Array.from({ length: last }, () => ({ value: '', as: 'plain' }))
  placed[0] = { value: record.id, as: 'alpha' }
  for (const field of record.fields) {
    const value = values.get(field.name) ?? ''
    placed[field.at - 1] = { value, as: field.type === 'alpha' && value !== '' ? 'alpha' : 'plain' }
  }
  return placed
}

function layoutProblems(value: unknown): string[] {
  if (!isObject(value)) return ['it is not a JSON object']
  const problems: string[] = []
  if (!isText(value.task)) problems.push('“task” is missing')
  if (!isText(value.title)) problems.push('“title” is missing')
  if (!Array.isArray(value.records) || value.records.length === 0)
    return [...problems, '“records” is not a list of records']
  for (const record of value.records as unknown[]) problems.push(...recordProblems(record))
  return problems
}

function recordProblems(record: unknown): string[] {
  if (!isObject(record) || !isText(record.id)) return ['a record has no “id”']
  if (!isText(record.name)) return [`record ${record.id} has no “name”`]
  if (!Array.isArray(record.fields) || record.fields.length === 0) return [`record ${record.id} has no “fields”`]
  const places = new Set<unknown>([1])
  const names = new Set<unknown>()
  return (record.fields as unknown[]).flatMap((field) => {
    const where = `record ${String(record.id)}, field ${isObject(field) && isText(field.name) ? `“${field.name}”` : 'without a name'}`
    const problems = fieldProblems(field)
    if (isObject(field)) {
      if (places.has(field.at)) problems.push(`place ${String(field.at)} is taken (1 is the record id)`)
      if (names.has(field.name)) problems.push('the name is there twice')
      places.add(field.at)
      names.add(field.name)
    }
    return problems.map((problem) => `${where}: ${problem}`)
  })
}

function fieldProblems(field: unknown): string[] {
  if (!isObject(field)) return ['it is not an object']
  const problems: string[] = []
  if (!isText(field.name)) problems.push('“name” is missing')
  if (!isCount(field.at)) problems.push('“at” is not a place from 1 on')
  if (!FIELD_TYPES.includes(field.type)) problems.push(`“type” is not one of ${FIELD_TYPES.join(', ')}`)
  if (!SOURCES.includes(field.source)) problems.push(`“source” is not one of ${SOURCES.join(', ')}`)
  if (field.type === 'alpha' && !isCount(field.length)) problems.push('an alpha field needs a “length”')
  if (field.type === 'number' && !isDigits(field.digits)) problems.push('a number needs “digits”, such as [9, 2]')
  return problems
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0
}

function isDigits(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isCount(value[0]) && Number.isInteger(value[1]) && value[1] >= 0
}
