/** Nothing anybody sends makes a fault: it is refused with a sentence, and nothing has changed. */
import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { person } from '../example/people.ts'
import type { Route } from '../src/platform/route.ts'
import { type Contents, contentsOf } from './world/contents.ts'
import { JUNK_IN_PATHS, JUNK_IN_QUERIES, junkBodies, RAW } from './world/junk.ts'
import { addressed, exampleOf } from './world/requests.ts'
import { signedIn } from './world/server.ts'
import { type Headers, type TwoCompanies, twoCompanies } from './world/two-companies.ts'

/** Enough for a minute's suite; more with JUNK_RUNS when looking for something. */
const RUNS = Number(process.env.JUNK_RUNS ?? 10)
/** Reading all tables after each request would take most of the time. */
const CHECK_EVERY = 5
const SEED = Number(process.env.JUNK_SEED ?? 20_260_301)

let all: TwoCompanies
let headers: Headers
let before: Contents
/** Accepted requests change something, and then it is no longer what it was. */
let accepted = 0
let refused = 0

beforeAll(async () => {
  all = await twoCompanies()
  // Not the member whose rights and templates the examples change.
  const { email, password } = person('Administrator')
  await all.world.db.system((sql) => sql.run('update membership set can_push_to_accounting = true'))
  headers = { ...(await signedIn(all.app, email, password)), 'procore-company-id': String(all.ours.company) }
  before = await contentsOf(all.world.db)
})
afterAll(() => all.close())

/** Undefined when all is well, else what is not. */
async function complaint(request: InjectOptions, checkContents: boolean): Promise<string | undefined> {
  const reply = await all.app.inject({ ...request, headers: { ...headers, ...request.headers } })
  const told = () =>
    `${request.method} ${String(request.url).slice(0, 200)} ${String(request.payload ?? '').slice(0, 300)} → ${reply.statusCode} ${reply.body.slice(0, 300)}`
  if (reply.statusCode >= 500) return told()
  if (reply.statusCode < 400) {
    accepted += 1
    if (request.method !== 'GET') before = await contentsOf(all.world.db)
    return undefined
  }
  refused += 1
  if (!isRefusal(reply.body)) return `no sentence: ${told()}`
  if (checkContents && request.method !== 'GET') {
    const now = await contentsOf(all.world.db)
    const changed = Object.keys(before).filter((table) => before[table] !== now[table])
    before = now
    if (changed.length > 0) return `changed ${changed.join(', ')}: ${told()}`
  }
  return undefined
}

/** The one shape of a no: words a person can read, and the same for programs. */
const refusalShape = z.looseObject({
  message: z
    .string()
    .regex(/^\S.*\s.*\S[.!?)]$/su)
    .max(100_000),
  code: z.string().regex(/^[a-z0-9_-]+$/),
  refusals: z.array(z.looseObject({ code: z.string(), sentence: z.string().min(8) })).min(1),
})

function isRefusal(body: string): boolean {
  try {
    return (
      refusalShape.safeParse(JSON.parse(body)).success &&
      !/\bat \S+ \(|node_modules|\[object Object\]|undefined\b/.test(body)
    )
  } catch {
    return false
  }
}

const json = (route: Route, url: string, payload: string): InjectOptions => ({
  method: route.method,
  url,
  payload,
  headers: { 'content-type': 'application/json' },
})
const changing = () => all.routes.filter((route) => route.method !== 'GET')

describe('junk', { timeout: 300_000 }, () => {
  it('in bodies', async () => {
    const wrong: string[] = []
    let sent = 0
    for (const route of changing()) {
      const { url, body } = addressed(route, exampleOf(route)(all.ours))
      for (const payload of fc.sample(junkBodies(body ?? {}), { numRuns: RUNS, seed: SEED })) {
        // A deleted thing could not be asked for any more.
        if (route.method === 'DELETE' && /^\s*(\{\}|null)?\s*$/.test(payload)) continue
        sent += 1
        const found = await complaint(json(route, url, payload), sent % CHECK_EVERY === 0)
        if (found) wrong.push(found)
      }
      // What the last ones changed, if any did.
      const found = await complaint(json(route, url, 'no JSON'), true)
      if (found) wrong.push(found)
    }
    expect(wrong).toEqual([])
    expect(refused).toBeGreaterThan(accepted)
  })

  it('in the ids of a path', async () => {
    const wrong: string[] = []
    for (const route of all.routes) {
      const sent = exampleOf(route)(all.ours)
      for (const [, name] of route.path.matchAll(/:(\w+)/g)) {
        for (const [index, junk] of JUNK_IN_PATHS.entries()) {
          if (RUNS < JUNK_IN_PATHS.length * 2 && (index + route.path.length) % 3 !== 0) continue
          const { url } = addressed(route, { ...sent, params: { ...sent.params, [name!]: 'JUNK' } })
          const found = await complaint(
            { method: route.method, url: url.replace('JUNK', junk), ...(sent.body ? { payload: sent.body } : {}) },
            false,
          )
          if (found) wrong.push(found)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('in queries', async () => {
    const wrong: string[] = []
    for (const route of all.routes) {
      const sent = exampleOf(route)(all.ours)
      const known = route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : []
      for (const name of new Set([...known, 'page', 'per_page', 'answers[x]'])) {
        if (route.method !== 'GET' && !known.includes(name)) continue
        for (const [index, junk] of JUNK_IN_QUERIES.entries()) {
          if (RUNS < JUNK_IN_QUERIES.length * 2 && (index + route.path.length + name.length) % 4 !== 0) continue
          const { url } = addressed(route, {
            ...sent,
            query: Object.fromEntries(Object.entries(sent.query ?? {}).filter(([key]) => key !== name)),
          })
          const end = `${encodeURIComponent(name)}${junk.replace('PAIR', `${encodeURIComponent(name)}=2`)}`
          const found = await complaint(
            { method: route.method, url: `${url}${url.includes('?') ? '&' : '?'}${end}` },
            false,
          )
          if (found) wrong.push(found)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('where nobody is signed in yet', async () => {
    const wrong: string[] = []
    const forms = [
      'application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=b',
      'multipart/form-data',
      'text/plain',
      'nonsense',
    ]
    for (const url of ['/session', '/session/code', '/session/provider', '/oauth/token', '/oauth/revoke'])
      for (const type of forms)
        for (const payload of [
          ...RAW,
          'grant_type=client_credentials&client_id=%00',
          'token=%00',
          '{"email":"a\\u0000","password":"\\ud800"}',
        ]) {
          const found = await complaint({ method: 'POST', url, payload, headers: { 'content-type': type } }, false)
          if (found) wrong.push(found)
        }
    for (const authorization of [
      'Bearer',
      'Bearer  ',
      'Basic ====',
      'Basic AAAA',
      'Bearer a b',
      `Bearer ${'x'.repeat(5_000)}`,
    ]) {
      const found = await complaint(
        {
          method: 'POST',
          url: '/oauth/token',
          payload: { grant_type: 'client_credentials' },
          headers: { authorization },
        },
        false,
      )
      if (found) wrong.push(found)
    }
    expect(wrong).toEqual([])
  })
})
