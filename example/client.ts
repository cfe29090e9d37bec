/** A person or a program talking to Gusset's HTTP API, for filling the example and for the journeys. */
import { setTimeout as pause } from 'node:timers/promises'

export class ApiError extends Error {
  readonly status: number
  readonly body: unknown

  constructor(method: string, path: string, status: number, body: unknown) {
    super(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }
}

export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

export interface Client {
  /** The company every call names. */
  company: number
  /** Throws ApiError unless the answer is a success. */
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: object): Promise<T>
  patch<T>(path: string, body: object): Promise<T>
  put<T>(path: string, body: object): Promise<T>
  delete(path: string): Promise<void>
  /** The answer whatever it is. */
  ask(method: string, path: string, body?: object): Promise<Answer>
}

/** Signs a person in by cookie, as the pages do. */
export async function signIn(url: string, email: string, password: string): Promise<Client> {
  const response = await fetch(`${url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gusset-request': '1' },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new ApiError('POST', '/session', response.status, await readBody(response))
  const cookie = response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  await response.arrayBuffer()
  const client = clientWith(url, { cookie, 'x-gusset-request': '1' })
  const companies = await client.get<{ id: number }[]>('/rest/v1.0/companies')
  client.company = companies[0]?.id ?? 0
  return client
}

/** A question that finds the database away is asked again when the server says; what changes something is not. */
const RETRIES = 3

/** A client with its own headers, such as a bearer token. */
export function clientWith(url: string, headers: Record<string, string>, company = 0): Client {
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...headers,
        ...(client.company ? { 'procore-company-id': String(client.company) } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: response.status, headers: response.headers, body: await readBody(response) }
  }
  const must = async <T>(method: string, path: string, body?: object): Promise<T> => {
    let answer = await ask(method, path, body)
    for (let again = 0; method === 'GET' && answer.status === 503 && again < RETRIES; again++) {
      await pause(Number(answer.headers.get('retry-after') ?? 1) * 1000)
      answer = await ask(method, path, body)
    }
    if (answer.status >= 400) throw new ApiError(method, path, answer.status, answer.body)
    return answer.body as T
  }
  const client: Client = {
    company,
    ask,
    get: (path) => must('GET', path),
    post: (path, body = {}) => must('POST', path, body),
    patch: (path, body) => must('PATCH', path, body),
    put: (path, body) => must('PUT', path, body),
    delete: (path) => must('DELETE', path),
  }
  return client
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
}

/** Waits until the question has an answer, asking again and again; the deadline's error says what was waited for. */
export async function until<T>(
  what: string,
  question: () => Promise<T | undefined | false>,
  withinMs = 90_000,
): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const answer = await question()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s for: ${what}`)
    await pause(25)
  }
}
