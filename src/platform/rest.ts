/**
 * What the API's routes have in common, after the conventions known from Procore's public REST API: scope ids, paging, decimals as
 * strings, and `PATCH …/sync`, which answers row by row.
 */
import { z } from 'zod'
import { isDate } from './dates.ts'
import type { Sql } from './db.ts'
import { inWords } from './http-words.ts'
import { isDecimal } from './money.ts'
import { type Refusal, Refused } from './refusal.ts'

/** An id in a path, query or body. Pass the branded type: `id<ProjectId>()`. */
export function id<T extends number>() {
  return z.coerce
    .number()
    .int()
    .positive()
    .max(Number.MAX_SAFE_INTEGER)
    .transform((value) => value as T)
}

/** An id in a JSON body, which is a number already. */
export function bodyId<T extends number>() {
  return z
    .int()
    .positive()
    .transform((value) => value as T)
}

/** The company comes by header or by this; access has resolved it before a handler runs. */
export const companyScope = { company_id: z.coerce.number().int().positive().optional() }

export const paging = {
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(2000).default(100),
}

/** For `limit $n offset $m`. */
export function window(query: { page: number; per_page: number }): { limit: number; offset: number } {
  return { limit: query.per_page, offset: (query.page - 1) * query.per_page }
}

/** `order by` of a list that sorts by one of its columns: `sort` is a key of `columns`, `-` before it for descending; `otherwise` decides the rest. */
export function orderBy(columns: Record<string, string>, sort: string | undefined, otherwise: string): string {
  const column = columns[sort?.replace(/^-/, '') ?? '']
  return column ? `${column} ${sort?.startsWith('-') ? 'desc' : 'asc'} nulls last, ${otherwise}` : otherwise
}

/** What the pages call a value, as SQL, so that it is also what filters and groups; a value without words stays as it is. */
export function worded(value: string, words: Record<string, string>): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  const cases = Object.entries(words).map(([key, text]) => `when ${quoted(key)} then ${quoted(text)}`)
  return `case ${value} ${cases.join(' ')} else ${value} end`
}

/** A decimal string, a JSON number being let in as the text it prints as; money never passes through arithmetic on floats. */
export const decimal = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .refine(isDecimal, 'must be a decimal number such as "1250.00"')

export const civilDay = z.string().refine(isDate, 'must be a date such as "2026-03-31"')

/** One line of text; blanks at both ends are dropped. */
export function line(max: number) {
  return z.string().trim().max(max)
}

/** Query texts `true` and `false`. */
export const flagText = z.enum(['true', 'false']).transform((value) => value === 'true')

const SYNC_ROWS = 1000

/** Rows are checked one by one, so that one bad row does not stop the others. */
export const syncBody = z.strictObject({
  company_id: z.int().positive().optional(),
  project_id: z.int().positive().optional(),
  updates: z.array(z.record(z.string(), z.unknown())).max(SYNC_ROWS),
})

export const syncReply = z.object({
  entities: z.array(z.unknown()),
  errors: z.array(z.looseObject({ errors: z.record(z.string(), z.array(z.string())) })),
})

export interface SyncAnswer {
  entities: unknown[]
  /** The row as it came, and what is wrong with it by field. */
  errors: (Record<string, unknown> & { errors: Record<string, string[]> })[]
}

/** Applies each row under a savepoint of its own; refused rows are answered beside the others. Always a success as a whole. */
export async function syncRows<Row>(
  sql: Sql,
  rows: Record<string, unknown>[],
  schema: z.ZodType<Row>,
  apply: (row: Row) => Promise<unknown>,
): Promise<SyncAnswer> {
  const answer: SyncAnswer = { entities: [], errors: [] }
  for (const raw of rows) {
    const parsed = schema.safeParse(raw, { error: inWords })
    if (!parsed.success) {
      answer.errors.push({ ...raw, errors: byField(parsed.error.issues.map(issueField)) })
      continue
    }
    await sql.run('savepoint sync_row')
    try {
      answer.entities.push(await apply(parsed.data))
      await sql.run('release savepoint sync_row')
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      await sql.run('rollback to savepoint sync_row')
      answer.errors.push({ ...raw, errors: byField(error.refusals.map(refusalField)) })
    }
  }
  return answer
}

function byField(issues: [field: string, sentence: string][]): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  for (const [field, sentence] of issues) fields[field] = [...(fields[field] ?? []), sentence]
  return fields
}

function issueField(issue: z.core.$ZodIssue): [string, string] {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.')
  return [unknown || 'base', issue.message]
}

function refusalField(refusal: Refusal): [string, string] {
  return [refusal.field ?? 'base', refusal.sentence]
}
