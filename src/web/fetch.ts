/** The one way the pages talk to the server: the same HTTP API that integrators use. */
import type { Refusal } from '../platform/refusal.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** The server's no, as said: its refusals in its own words. Status 0 means that no answer came at all. */
export class Answered extends Error {
  readonly status: number
  readonly refusals: Refusal[]

  constructor(status: number, refusals: Refusal[]) {
    super(refusals.map((each) => each.sentence).join(' '))
    this.name = 'Answered'
    this.status = status
    this.refusals = refusals
  }
}

export interface Call {
  method?: Method
  company?: string | undefined
  body?: unknown
  /** Makes a repeated click or a repeated request the same request. */
  idempotencyKey?: string | undefined
}

export interface Reply<T> {
  data: T
  /** Rows there are in all, when the reply is one page of a list. */
  total: number | undefined
}

/** Calls the API. Throws `Answered` when the server says no or cannot be reached. */
export async function call<T>(
  path: string,
  { method = 'GET', company, body, idempotencyKey }: Call = {},
): Promise<Reply<T>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (company) headers['Procore-Company-Id'] = company
  if (method !== 'GET') {
    headers['X-Gusset-Request'] = '1'
    headers['Idempotency-Key'] = idempotencyKey ?? freshKey()
  }
  if (body !== undefined) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  } catch {
    throw new Answered(0, [offline])
  }
  const text = await response.text()
  const data = parse(text)
  if (!response.ok) throw new Answered(response.status, refusalsIn(data, response.status))
  const total = response.headers.get('total')
  return { data: data as T, total: total === null ? undefined : Number(total) }
}

/** Names one press of a button; works without a secure context, unlike `randomUUID`. */
function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const offline: Refusal = {
  code: 'no-answer',
  sentence: 'The server did not answer. Check the network; nothing was changed.',
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Refusals as the server writes them; an answer without any (a proxy's page) still gets a sentence. */
function refusalsIn(data: unknown, status: number): Refusal[] {
  if (isObject(data)) {
    const list = data.refusals ?? data.errors
    if (Array.isArray(list)) {
      const read = list.map((each) => oneRefusal(each)).filter((each) => each !== undefined)
      if (read.length > 0) return read
    }
    if (isObject(list)) {
      const read = Object.entries(list).flatMap(([field, words]) =>
        (Array.isArray(words) ? words : [words]).map((each) => ({ code: 'invalid', sentence: String(each), field })),
      )
      if (read.length > 0) return read
    }
    if (typeof data.message === 'string') return [{ code: 'refused', sentence: data.message }]
  }
  return [
    {
      code: `status-${status}`,
      sentence: `The server answered ${status} without saying why. Try again, or ask the administrator to look into its log.`,
    },
  ]
}

function oneRefusal(value: unknown): Refusal | undefined {
  if (typeof value === 'string') return { code: 'refused', sentence: value }
  if (!isObject(value)) return undefined
  const sentence = value.sentence ?? value.message
  if (typeof sentence !== 'string') return undefined
  return {
    code: typeof value.code === 'string' ? value.code : 'refused',
    sentence,
    ...(typeof value.field === 'string' ? { field: value.field } : {}),
    ...(typeof value.remedy === 'string' ? { remedy: value.remedy } : {}),
  }
}

/** The refusals of whatever was thrown, for showing. */
export function refusalsOf(thrown: unknown): Refusal[] {
  if (thrown instanceof Answered) return thrown.refusals
  return [{ code: 'fault', sentence: thrown instanceof Error ? thrown.message : String(thrown) }]
}

/** The answer of a `PATCH …/sync`: rows that were taken, and rows that were not, each with its reasons by field. */
export interface SyncAnswer {
  entities: unknown[]
  errors: { errors: Record<string, string[]> }[]
}

/** Throws the reasons of the rows that were not taken, each once; the other rows stay taken. */
export function throwRowErrors(answer: SyncAnswer): void {
  const sentences = new Set(answer.errors.flatMap((row) => Object.values(row.errors).flat()))
  if (sentences.size === 0) return
  throw new Answered(
    422,
    [...sentences].map((sentence) => ({ code: 'row-refused', sentence })),
  )
}
