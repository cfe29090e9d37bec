import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import type { CompanyId, UserId } from '../ids.ts'
import { handClock } from './clock.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { createHttp } from './http.ts'
import { repeatedKey } from './http-json.ts'
import { announce } from './live.ts'
import { createLog } from './log.ts'
import { newId } from './new-id.ts'
import { Refused, refusal } from './refusal.ts'
import { Page, type Route, route } from './route.ts'

let world: TestDatabase
let app: FastifyInstance
let pages: string
let made = 0
const clock = handClock('2026-03-01T08:00:00Z')
const company = newId<CompanyId>()
const person = newId<UserId>()

/** Knows one token and lets its bearer do everything in one company. */
const gatekeeper: Gatekeeper = {
  credential: ({ authorization }) => (authorization ? { kind: 'bearer', secret: String(authorization) } : undefined),
  admit: async ({ secret }, wanted) =>
    secret.startsWith('Bearer good')
      ? {
          person: { id: person, name: 'Pam', email: 'pm@bay.example' },
          member: wanted === company,
          projectExists: true,
          whyNot: async (gate) =>
            typeof gate === 'object' && 'tool' in gate ? { sentence: 'This needs Admin on Budget.' } : undefined,
        }
      : undefined,
}
const numbers = Array.from({ length: 250 }, (_, n) => ({ n }))
const item = z.object({ title: z.string().min(1), lines: z.array(z.strictObject({ amount: z.string() })).default([]) })
const one = <R extends Omit<Route, 'summary' | 'gate'>>(rest: R): Route =>
  route({ summary: 'test', gate: 'signed-in', ...rest } as Route)
/** A request that is answered when the test says so. */
const slow = { asked: false, answer: () => {} }
const routes: Route[] = [
  one({
    method: 'GET',
    path: '/rest/v1.0/slow',
    reply: z.object({ n: z.number() }),
    handler: () =>
      new Promise((resolve) => {
        slow.answer = () => resolve({ n: 1 })
        slow.asked = true
      }),
  }),
  one({
    method: 'GET',
    path: '/rest/v1.0/numbers',
    query: z.object({ page: z.coerce.number().default(1), per_page: z.coerce.number().default(100) }),
    reply: z.array(z.object({ n: z.number() })),
    handler: async ({ query }) => {
      const { page, per_page } = query as { page: number; per_page: number }
      return new Page(numbers.slice((page - 1) * per_page, page * per_page), numbers.length)
    },
  }),
  one({
    method: 'GET',
    path: '/rest/v1.0/all',
    reply: z.array(z.any()),
    handler: async () => new Page(numbers, numbers.length),
  }),
  one({
    method: 'POST',
    path: '/rest/v1.0/items',
    body: z.object({ item }),
    status: 201,
    reply: z.object({ id: z.number() }),
    handler: async ({ body }) => {
      if ((body as { item: { title: string } }).item.title === 'bad')
        throw new Refused(refusal('title-too-long', 'The title is too long.', { field: 'item.title' }))
      return { id: ++made, hidden: 'not promised' }
    },
  }),
  one({
    method: 'GET',
    path: '/rest/v1.0/fault',
    reply: z.any(),
    handler: async () => Promise.reject(new Error('password=hunter2 exploded')),
  }),
  one({
    method: 'GET',
    path: '/rest/v1.0/lying',
    reply: z.object({ n: z.number() }),
    handler: async () => ({ n: 'text' }),
  }),
  one({
    method: 'GET',
    path: '/rest/v1.0/conflict',
    reply: z.any(),
    handler: async () => Promise.reject(new Refused(refusal('changed', 'It changed since you looked.'), 409)),
  }),
  route({
    method: 'GET',
    path: '/rest/v1.0/budget',
    summary: 'x',
    gate: { tool: 'Budget', level: 'Admin' },
    reply: z.any(),
    handler: async () => ({}),
  }),
]

beforeAll(async () => {
  world = await testDatabase()
  await world.db.system(async (sql) => {
    await sql.run(`insert into company (id, name) values ($1, 'Bay')`, [company])
    await sql.run(`insert into person (id, email, name) values ($1, 'pm@bay.example', 'Pam')`, [person])
  })
  pages = mkdtempSync(join(tmpdir(), 'gusset-pages-'))
  mkdirSync(join(pages, 'assets'))
  writeFileSync(join(pages, 'index.html'), '<title>Gusset</title>')
  writeFileSync(join(pages, 'assets', 'app-1a2b.js'), '1')
  app = await serve({ hour: 1_000_000, spike: 1_000_000 })
})
afterAll(async () => {
  await app.close()
  await world.drop()
  rmSync(pages, { recursive: true })
})

const serve = (rate: { hour: number; spike: number }) =>
  createHttp({ db: world.db, clock, log: createLog('silent'), routes, gatekeeper, version: '1.2.3', rate, pages })
const signed = { authorization: 'Bearer good', 'procore-company-id': String(company), host: 'gusset.test' }
const get = (url: string, headers: Record<string, string> = signed) => app.inject({ url, headers })
const post = (payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/rest/v1.0/items',
    headers: { ...signed, 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })

describe('a no', () => {
  const cases: [string, number, string, () => ReturnType<typeof get>][] = [
    ['without a token', 401, 'not-signed-in', () => get('/rest/v1.0/all', {})],
    ['with an old token', 401, 'signed-out', () => get('/rest/v1.0/all', { ...signed, authorization: 'Bearer old' })],
    ['without a company', 400, 'no-company', () => get('/rest/v1.0/all', { authorization: 'Bearer good' })],
    ['in a company of others', 404, 'not-found', () => get('/rest/v1.0/all', { ...signed, 'procore-company-id': '5' })],
    [
      'in a company that is no id',
      404,
      'not-found',
      () => get('/rest/v1.0/all', { ...signed, 'procore-company-id': 'bay' }),
    ],
    ['for a shut gate', 403, 'not-allowed', () => get('/rest/v1.0/budget')],
    ['for an unknown address', 404, 'not-found', () => get('/rest/v1.0/nowhere')],
    ['for a conflict', 409, 'changed', () => get('/rest/v1.0/conflict')],
    [
      'for another type of content',
      415,
      'wrong-content-type',
      () => post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
    ],
    ['for broken JSON', 400, 'malformed', () => post('{"item": ')],
    ['for a prototype in JSON', 400, 'malformed', () => post('{"item": {"title": "x", "__proto__": {"admin": true}}}')],
    ['for a key that stands twice', 400, 'repeated-field', () => post('{"item": {"title": "seen", "title": "sent"}}')],
    ['for a body that is too large', 413, 'too-large', () => post(`"${'x'.repeat(5 * 1024 * 1024)}"`)],
    ['for a page past the most', 400, 'malformed', () => get('/rest/v1.0/all?per_page=2001')],
  ]
  it.each(cases)('%s is %i, with code and sentence', async (_what, status, code, ask) => {
    const reply = await ask()
    expect([reply.statusCode, reply.json()]).toEqual([
      status,
      expect.objectContaining({
        code,
        message: expect.stringMatching(/[.!]$/),
        refusals: [expect.objectContaining({ sentence: expect.any(String) })],
      }),
    ])
    expect(reply.headers['x-request-id']).toMatch(/^[\w-]{36}$/)
    if (status !== 404) expect(reply.headers['x-rate-limit-limit']).toBe('1000000')
  })

  it('names each field at fault', async () => {
    const shape = await post({ item: { title: '', lines: [{ amount: 5 }] }, also: 1 })
    expect(shape.statusCode).toBe(400)
    expect(Object.keys(shape.json().errors).sort()).toEqual(['also', 'item.lines.0.amount', 'item.title'])
    const rule = await post({ item: { title: 'bad' } })
    expect([rule.statusCode, rule.json().errors]).toEqual([422, { 'item.title': ['The title is too long.'] }])
  })

  it('gives a fault’s request id and nothing of its inside', async () => {
    for (const url of ['/rest/v1.0/fault', '/rest/v1.0/lying']) {
      const reply = await get(url)
      expect([reply.statusCode, reply.json().code]).toEqual([500, 'fault'])
      expect(reply.json().message).toContain(reply.headers['x-request-id'])
      expect(reply.body).not.toMatch(/hunter2|lying|stack/)
    }
  })
})

describe('a list', () => {
  /** The pattern of the Ruby client, as strict as it is there. */
  const LINK = /<(.+\/rest\/v\d\.\d\/[^>]+)>; rel="(\w+)"/
  const links = (header: unknown) =>
    Object.fromEntries(
      String(header)
        .split(', ')
        .map((each) => LINK.exec(each)!.slice(1).reverse()),
    )

  it('tells its length and the way to the other pages', async () => {
    const reply = await get('/rest/v1.0/numbers?page=2&per_page=100&sort=n')
    expect([reply.json().length, reply.headers.total, reply.headers['per-page']]).toEqual([100, '250', '100'])
    const at = (page: number) => `http://gusset.test/rest/v1.0/numbers?page=${page}&per_page=100&sort=n`
    expect(links(reply.headers.link)).toEqual({ first: at(1), prev: at(1), next: at(3), last: at(3) })
    expect(Object.keys(links((await get('/rest/v1.0/numbers?page=3&per_page=100')).headers.link))).toEqual([
      'first',
      'prev',
    ])
  })

  it('is whole where the handler knows no pages, unless one is asked for', async () => {
    expect((await get('/rest/v1.0/all')).json()).toHaveLength(250)
    const last = await get('/rest/v1.0/all?page=3&per_page=120')
    expect([last.json()[0], last.json().length]).toEqual([{ n: 240 }, 10])
  })
})

describe('an idempotency key', () => {
  it('makes one request of several', async () => {
    const headers = { 'idempotency-key': 'k1' }
    const before = made
    const replies = await Promise.all([
      post({ item: { title: 'a' } }, headers),
      post({ item: { title: 'a' } }, headers),
    ])
    expect(replies.map((each) => each.statusCode).sort()[0]).toBe(201)
    const later = await post({ item: { title: 'a' } }, headers)
    expect([later.statusCode, later.json(), made]).toEqual([201, { id: before + 1 }, before + 1])
    const other = await post({ item: { title: 'b' } }, { 'idempotency-token': 'k1' })
    expect([other.statusCode, other.json().code]).toEqual([422, 'key-reused'])
  })

  it('stays free when the request was refused', async () => {
    const headers = { 'idempotency-key': 'k2' }
    expect((await post({ item: { title: 'bad' } }, headers)).statusCode).toBe(422)
    expect((await post({ item: { title: 'good' } }, headers)).statusCode).toBe(201)
  })
})

describe('the rate', () => {
  it('is told on each reply and ends with a sentence', async () => {
    const slow = await serve({ hour: 5, spike: 2 })
    const ask = (token: string) =>
      slow.inject({ url: '/rest/v1.0/all', headers: { ...signed, authorization: `Bearer good ${token}` } })
    const first = await ask('a')
    expect(first.headers).toMatchObject({ 'x-rate-limit-limit': '2', 'x-rate-limit-remaining': '1' })
    await ask('a')
    const third = await ask('a')
    expect([third.statusCode, third.headers['retry-after'], third.json().message]).toEqual([
      429,
      '10',
      'You have surpassed the max number of requests for ten seconds. Please wait until your limit resets.',
    ])
    expect((await ask('b')).statusCode).toBe(200)
    clock.advance(10_000)
    expect((await ask('a')).statusCode).toBe(200)
    for (let more = 0; more < 2; more++) {
      clock.advance(10_000)
      await ask('a')
    }
    clock.advance(10_000)
    expect((await ask('a')).json().message).toMatch(/^You have surpassed the max number of requests for an hour\./)
    await slow.close()
  })

  it('made-up tokens share the count of their address; one that proves to be sound does not', async () => {
    const slow = await serve({ hour: 100, spike: 3 })
    const ask = async (token: string) =>
      (await slow.inject({ url: '/rest/v1.0/all', headers: { ...signed, authorization: `Bearer ${token}` } }))
        .statusCode
    expect([await ask('good a'), await ask('x1'), await ask('x2'), await ask('x3'), await ask('x4')]).toEqual([
      200, 401, 401, 401, 429,
    ])
    expect([await ask('good a'), await ask('good a'), await ask('good a')]).toEqual([200, 200, 429])
    await slow.close()
  })
})

describe('beside the routes', () => {
  it('says what it is in OpenAPI 3.1', async () => {
    const document = (await get('/rest/openapi.json', {})).json()
    expect([document.openapi, document.info.version]).toEqual(['3.1.0', '1.2.3'])
    const operation = document.paths['/rest/v1.0/items'].post
    expect(operation.requestBody.content['application/json'].schema.properties.item.required).toEqual(['title'])
    expect(operation.responses['201'].content['application/json'].schema.properties).toEqual({ id: { type: 'number' } })
    expect(document.paths['/rest/v1.0/numbers'].get.parameters.map((each: { name: string }) => each.name)).toEqual([
      'page',
      'per_page',
    ])
  })

  it('sends the pages, and no script but their own', async () => {
    const page = await get('/companies/5/erp', { accept: 'text/html' })
    expect(page.body).toContain('<title>Gusset</title>')
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/)
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    expect(page.headers['strict-transport-security']).toBeUndefined()
    expect((await get('/assets/app-1a2b.js', {})).headers['cache-control']).toContain('immutable')
    expect((await get('/rest/v1.0/nowhere', { accept: 'text/html' })).statusCode).toBe(404)
  })

  it('is healthy, and shows figures to this machine only', async () => {
    expect((await get('/healthz', {})).json()).toEqual({ status: 'ok' })
    expect((await get('/metrics', {})).body).toMatch(/gusset_http_request_seconds_bucket\{.*route="\/rest\/v1\.0\/all"/)
    expect((await app.inject({ url: '/metrics', remoteAddress: '10.0.0.9' })).statusCode).toBe(403)
  })

  it('tells open pages what changed in their company, until it closes', async () => {
    const live = await serve({ hour: 1000, spike: 1000 })
    const address = await live.listen({ port: 0, host: '127.0.0.1' })
    const path = `${address}/rest/v1.0/companies/${company}/erp/live`
    expect((await fetch(path)).status).toBe(401)
    const reply = await fetch(path, { headers: { authorization: 'Bearer good' } })
    const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect([reply.headers.get('content-type'), (await reader.read()).value]).toEqual([
      'text/event-stream',
      'retry: 2000\n\n',
    ])
    await world.db.system((sql) => announce(sql, newId<CompanyId>(), 'ops', 1))
    await world.db.company(company, (sql) => announce(sql, company, 'ops', 7))
    expect((await reader.read()).value).toBe('data: {"topic":"ops","id":7}\n\n')
    await live.close()
    expect((await reader.read()).done).toBe(true)
  })
})

it('stops with connections open: what runs is answered, what is idle and what listens is closed', {
  timeout: 10_000,
}, async () => {
  const stopping = await serve({ hour: 1000, spike: 1000 })
  const address = await stopping.listen({ port: 0, host: '127.0.0.1' })
  const agent = new Agent({ keepAlive: true })
  const ask = (path: string) =>
    new Promise<IncomingMessage>((resolve, reject) =>
      request(`${address}${path}`, { agent, headers: signed }, resolve).on('error', reject).end(),
    )
  const answerOf = async (reply: Promise<IncomingMessage>) =>
    JSON.parse(Buffer.concat(await (await reply).toArray()).toString())
  await answerOf(ask('/rest/v1.0/all'))
  const stream = await ask(`/rest/v1.0/companies/${company}/erp/live`)
  const under = ask('/rest/v1.0/slow')
  await expect.poll(() => slow.asked).toBe(true)
  const closed = stopping.close()
  await stream.toArray()
  slow.answer()
  expect(await answerOf(under)).toEqual({ n: 1 })
  await closed
  agent.destroy()
})

it('finds keys that stand twice, and only those', () => {
  expect(repeatedKey('{"a": 1, "b": [{"a": 1}, {"a": 2}], "c": "a\\"}: {"}')).toBeUndefined()
  expect(repeatedKey('{"a": {"x": 1}, "\\u0061": 2}')).toBe('a')
  expect(repeatedKey('[{"k": "k", "j": {"k": 1, "k": 2}}]')).toBe('k')
})
