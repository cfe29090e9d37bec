/** Somebody's integration, written for the API these conventions are known from, with that API's own client library pointed at this server. */
import type { AddressInfo } from 'node:net'
import sdk from '@procore/js-sdk'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientWith, signIn } from '../../example/client.ts'
import { person } from '../../example/people.ts'
import { signedIn, testServer } from '../world/server.ts'
import { type TwoCompanies, twoCompanies } from '../world/two-companies.ts'

/** What the library hands over: with a refusal it rejects with the same. */
interface Reply<T> {
  body: T
  response: Response
}
type Json = Record<string, unknown>
type Library = ReturnType<typeof sdk.client>

let all: TwoCompanies
let url: string
let credentials: { client_id: string; client_secret: string }
let token: string
let library: Library

beforeAll(async () => {
  all = await twoCompanies()
  url = await listening(all.app)
  const admin = await signIn(url, 'member-ours@example.test', 'all-the-rights-1')
  credentials = await admin.post(`/rest/v1.0/companies/${all.ours.company}/api_clients`, {
    api_client: { name: 'Books to books', template_id: all.ours.template },
  })
  token = (await tokenBy(json({ grant_type: 'client_credentials', ...credentials }))).access_token as string
  library = libraryWith(token)
})
afterAll(() => all.close())

async function listening(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
}

const libraryWith = (bearer: string, at = url) =>
  sdk.client(sdk.oauth(bearer), {}, { apiHostname: at, defaultCompanyId: all.ours.company })

const json = (fields: Json): RequestInit => ({
  body: JSON.stringify(fields),
  headers: { 'content-type': 'application/json' },
})

async function tokenBy(request: RequestInit): Promise<Json> {
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', ...request })
  return (await response.json()) as Json
}

/** What a call was refused with. */
async function refused(call: Promise<unknown>): Promise<{ status: number; body: Json }> {
  const reply = await call.then(
    () => Promise.reject(new Error('It was not refused.')),
    (error: Reply<Json>) => (error.response ? error : Promise.reject(error)),
  )
  return { status: reply.response.status, body: reply.body }
}

const get = <T>(base: string, more: object = {}): Promise<Reply<T>> => library.get({ base, ...more })
const inProject = () => ({ qs: { project_id: all.ours.project } })

describe('a token', () => {
  it('is given for client credentials in each of the four encodings that clients use', async () => {
    const fields = { grant_type: 'client_credentials', ...credentials }
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value))
    const basic = Buffer.from(`${credentials.client_id}:${credentials.client_secret}`).toString('base64')
    const spellings: Record<string, RequestInit> = {
      json: json(fields),
      'x-www-form-urlencoded': { body: new URLSearchParams(fields) },
      multipart: { body: form },
      basic: {
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
        headers: { authorization: `Basic ${basic}` },
      },
    }
    for (const [name, request] of Object.entries(spellings)) {
      const reply = await tokenBy(request)
      expect([name, reply]).toEqual([
        name,
        { access_token: expect.any(String), token_type: 'bearer', expires_in: 5400, created_at: expect.any(Number) },
      ])
      const me = await libraryWith(reply.access_token as string).get({ base: '/me' })
      expect(me.body).toMatchObject({ name: 'Books to books' })
    }
  })

  it('is told about, and of no use once it is revoked', async () => {
    const { access_token: second } = await tokenBy(json({ grant_type: 'client_credentials', ...credentials }))
    const about = (await sdk.info(second as string, url)) as Json
    expect(about).toMatchObject({
      resource_owner_id: expect.any(Number),
      expires_in_seconds: expect.any(Number),
      application: { uid: credentials.client_id },
    })
    const config = { token: second as string, clientId: credentials.client_id, clientSecret: credentials.client_secret }
    expect(await sdk.revoke(config, url)).toEqual({})
    expect(await refused(libraryWith(second as string).get({ base: '/me' }))).toMatchObject({
      status: 401,
      body: { message: expect.stringMatching(/Sign in again/) },
    })
  })

  it('is refused in OAuth’s own words for a grant or a secret that is none of this server’s', async () => {
    const code = await sdk.token(
      { id: credentials.client_id, secret: credentials.client_secret, code: 'x', uri: 'http://localhost' },
      url,
    )
    expect(code).toMatchObject({ error: 'unsupported_grant_type' })
    expect(
      await tokenBy(json({ grant_type: 'client_credentials', ...credentials, client_secret: 'wrong' })),
    ).toMatchObject({ error: 'invalid_client' })
  })
})

describe('companies of the directory', () => {
  it('are brought by sync: new, known by origin_id, and a bad row beside them, all in one answer of 200', async () => {
    const sync = (updates: Json[]): Promise<Reply<{ entities: Json[]; errors: Json[] }>> =>
      library.patch({ base: '/vendors', action: 'sync' }, { company_id: all.ours.company, updates })
    const names = ['Alder Electric', 'Birch Plumbing', 'Cedar Roofing', 'Dogwood Concrete', 'Elm Drywall']
    const rows = names.map((name) => ({ name, origin_id: name.slice(0, 3), city: 'Oakland' }))
    const first = await sync([
      ...rows,
      { city: 'Nowhere' },
      { name: 'Bad', colour: 'red' },
      { id: 987_654_321, name: 'Nobody' },
    ])
    expect(first.response.status).toBe(200)
    expect(first.body.entities).toMatchObject(names.map((name) => ({ name, origin_id: name.slice(0, 3) })))
    expect(first.body.errors).toEqual([
      { city: 'Nowhere', errors: { name: [expect.stringMatching(/needs a name/)] } },
      { name: 'Bad', colour: 'red', errors: { colour: [expect.stringMatching(/not known/)] } },
      { id: 987_654_321, name: 'Nobody', errors: { id: [expect.stringMatching(/no company/)] } },
    ])
    const second = await sync([{ origin_id: 'Ald', city: 'Berkeley' }])
    expect(second.body).toMatchObject({
      entities: [{ id: first.body.entities[0]?.id, name: 'Alder Electric', city: 'Berkeley' }],
      errors: [],
    })
    const many = Array.from({ length: 1001 }, (_each, n) => ({ name: `N ${n}` }))
    expect(await refused(sync(many))).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/at most 1000/) },
    })
  })

  it('are listed page by page along the Link header, with Total and Per-Page', async () => {
    const seen: string[] = []
    let next: string | undefined = `/rest/v1.0/vendors?company_id=${all.ours.company}&per_page=2`
    let pages = 0
    while (next) {
      const { body, response }: Reply<{ name: string }[]> = await library.get(next)
      expect([response.headers.get('per-page'), response.headers.get('total')]).toEqual(['2', '6'])
      expect(body.length).toBeLessThanOrEqual(2)
      seen.push(...body.map((each) => each.name))
      pages += 1
      const link = response.headers.get('link') ?? ''
      // The strict pattern of that API's Ruby client: comma and one blank between, the path after the host.
      const found = link.split(', ').map((one) => /^<https?:\/\/[^/]+(\/rest\/v1\.0\/[^>]+)>; rel="(\w+)"$/.exec(one))
      expect(found.every(Boolean)).toBe(true)
      next = found.find((one) => one?.[2] === 'next')?.[1]
    }
    expect(pages).toBe(3)
    expect(seen).toEqual([...seen].sort())
    expect(new Set(seen).size).toBe(6)
  })

  it('are found by filters as that client writes them', async () => {
    const by = async (filters: Json) =>
      (await get<{ name: string }[]>('/vendors', { qs: { filters } })).body.map((each) => each.name)
    expect(await by({ origin_id: 'Bir' })).toEqual(['Birch Plumbing'])
    expect(await by({ search: 'roof' })).toEqual(['Cedar Roofing'])
    expect(await by({ synced: true })).toEqual([])
    expect(await refused(get('/vendors', { qs: { filters: { colour: 'red' } } }))).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/filters\[colour\]/) },
    })
  })

  it('are created, changed in part, read and deleted', async () => {
    const { body: made, response }: Reply<Json> = await library.post(
      { base: '/vendors' },
      { vendor: { name: 'Fir Fencing', zip: '94607' } },
    )
    expect(response.status).toBe(201)
    const params = { id: made.id }
    const { body: changed } = await library.patch({ base: '/vendors', params }, { vendor: { city: 'Alameda' } })
    expect(changed).toMatchObject({ name: 'Fir Fencing', zip: '94607', city: 'Alameda' })
    const gone: Reply<Json> = await library.delete({ base: '/vendors', params })
    expect([gone.response.status, gone.body]).toEqual([204, {}])
    expect((await refused(library.get({ base: '/vendors', params }))).status).toBe(404)
  })
})

describe('a no', () => {
  it('has a sentence, a code, and the field where there is one', async () => {
    expect(await refused(library.post({ base: '/vendors' }, { vendor: { name: '' } }))).toEqual({
      status: 400,
      body: {
        message: 'vendor.name must not be empty.',
        code: 'malformed',
        refusals: [{ code: 'malformed', sentence: 'vendor.name must not be empty.', field: 'vendor.name' }],
        errors: { 'vendor.name': ['vendor.name must not be empty.'] },
      },
    })
    const taken = await refused(library.post({ base: '/vendors' }, { vendor: { name: 'Another', origin_id: 'Ald' } }))
    expect(taken).toMatchObject({ status: 409, body: { errors: { origin_id: [expect.any(String)] } } })
    const absent = await refused(library.get({ base: '/vendors', params: { id: 987_654_321 } }))
    expect(absent).toMatchObject({ status: 404, body: { message: expect.stringMatching(/987654321/) } })
    expect(await refused(libraryWith('not-a-token').get({ base: '/vendors' }))).toMatchObject({
      status: 401,
      body: { code: expect.any(String) },
    })
    const unnamed = sdk.client(sdk.oauth(token), {}, { apiHostname: url })
    expect(await refused(unnamed.get({ base: '/vendors' }))).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^Missing Procore-Company-Id header!/) },
    })
    expect((await refused(unnamed.get({ base: '/vendors' }, { companyId: all.theirs.company }))).status).toBe(404)
  })
})

describe('a subcontract', () => {
  it('is made with its lines, read, changed, extended by sync and deleted, the money always as text', async () => {
    const codes = (await get<(Json & { line_item_types: Json[] })[]>('/cost_codes', inProject())).body
    const code = codes.find((each) => each.line_item_types.length > 0)
    const type = code?.line_item_types[0]
    const line = { cost_code_id: code?.id, line_item_type_id: type?.id, uom: 'SF' }
    const { body: vendors } = await get<Json[]>(`/projects/${all.ours.project}/vendors`, {
      qs: { filters: { origin_id: 'Ald' } },
    })
    const scope = { project_id: all.ours.project }
    const base = '/work_order_contracts'
    const { body: made }: Reply<Json> = await library.post(
      { base },
      {
        ...scope,
        work_order_contract: {
          title: 'Site lighting',
          vendor_id: vendors[0]?.id,
          retainage_percent: '5.0',
          origin_id: 'WO-77',
          line_items: [
            { ...line, description: 'Poles', quantity: '12', unit_cost: '1250.50' },
            { ...line, description: 'Conduit', quantity: 300, unit_cost: '4.005' },
          ],
        },
      },
    )
    expect(made).toMatchObject({
      title: 'Site lighting',
      grand_total: '16207.50',
      status: 'Draft',
      vendor: { company: 'Alder Electric' },
      origin_id: 'WO-77',
    })
    const params = { id: made.id }
    const lines = `${base}/${made.id}/line_items`
    const { body: shown } = await get<Json[]>(lines, inProject())
    expect(shown).toMatchObject([
      { position: 1, description: 'Poles', amount: '15006.00' },
      { position: 2, description: 'Conduit', amount: '1201.50' },
    ])
    const synced: Reply<Json> = await library.patch(
      { base: lines, action: 'sync' },
      {
        ...scope,
        updates: [
          { origin_id: 'L-3', ...line, amount: '100.00' },
          { id: shown[1]?.id, quantity: '200' },
        ],
      },
    )
    expect(synced.body).toMatchObject({
      entities: [{ position: 3, amount: '100.00' }, { amount: '801.00' }],
      errors: [],
    })
    const { body: changed } = await library.patch(
      { base, params },
      { ...scope, work_order_contract: { contract_date: '2026-04-01' } },
    )
    expect(changed).toMatchObject({
      contract_date: '2026-04-01',
      retainage_percent: '5.00',
      grand_total: '15907.00',
      line_items_count: 3,
    })
    const listed = await get<Json[]>('/commitments', { qs: { ...scope, filters: { origin_id: 'WO-77' } } })
    expect(listed.body).toMatchObject([{ id: made.id, type: 'subcontract' }])
    expect((await library.delete({ base, params, ...inProject() })).response.status).toBe(204)
    expect((await refused(get(lines, inProject()))).status).toBe(404)
  })

  it('is refused whole when one of its lines is: nothing is left half made', async () => {
    const count = async () => (await get<Json[]>('/work_order_contracts', inProject())).body.length
    const before = await count()
    const bad = {
      project_id: all.ours.project,
      work_order_contract: {
        title: 'Half',
        line_items: [{ amount: '1.00' }, { amount: '1.00', cost_code_id: 987_654_321 }],
      },
    }
    expect((await refused(library.post({ base: '/work_order_contracts' }, bad))).status).toBe(422)
    expect(await count()).toBe(before)
  })
})

describe('job costs', () => {
  it('are listed as direct costs, and stand beside the budget in the view’s rows', async () => {
    const project = `/projects/${all.ours.project}`
    const list = () =>
      get<Json[]>(`${project}/direct_costs`, { qs: { per_page: 10, filters: { direct_cost_type: 'invoice' } } })
    expect((await list()).body).toEqual([])
    await library.patch(
      { base: `${project}/configuration` },
      { project_configuration: { job_cost_transactions_enabled: true } },
    )
    const costs = await list()
    expect(costs.body).toMatchObject([
      { direct_cost_type: 'invoice', amount: '12.50', cost_code: '02-100', status: 'approved' },
    ])
    expect(costs.response.headers.get('total')).toBe('1')
    const views = await get<Json[]>('/budget_views', inProject())
    const rows = await get<Json[]>(`/budget_views/${views.body[0]?.id}/detail_rows`, inProject())
    const row = rows.body.find((each) => each.cost_code === '02-100')
    expect(row).toMatchObject({
      id: all.ours.budgetLine,
      cost_type: 'L',
      budgeted: true,
      original_budget_amount: '1000.00',
      committed_costs: '100.00',
      direct_costs: '12.50',
    })
    const { columns = [] } = (views.body[0] ?? {}) as { columns?: { key: string }[] }
    const keys = columns.map((each) => each.key)
    expect(keys.length).toBeGreaterThan(5)
    expect(Object.keys(row ?? {})).toEqual(expect.arrayContaining(keys))
  })
})

describe('a request sent twice', () => {
  const named = async (name: string) =>
    (await get<Json[]>('/vendors', { qs: { filters: { search: name } } })).body.length

  it('under one key is carried out once and answered alike, under either name of the header', async () => {
    const send = (name: string, header: string): Promise<Reply<Json>> =>
      library.post({ base: '/vendors' }, { vendor: { name } }, { headers: { [header]: 'key-1' } })
    const first = await send('Ginkgo Glass', 'Idempotency-Key')
    const second = await send('Ginkgo Glass', 'Idempotency-Token')
    expect([second.response.status, second.body]).toEqual([201, first.body])
    expect(await named('Ginkgo')).toBe(1)
    expect(await refused(send('Hazel Hauling', 'Idempotency-Key'))).toMatchObject({
      status: 422,
      body: { code: 'key-reused' },
    })
    expect(await named('Hazel')).toBe(0)
  })
})

describe('too many requests', () => {
  it('are told before and refused with when to come back', async () => {
    const app = await testServer({ db: all.world.db, routes: all.routes, rate: { hour: 1_000, spike: 3 } })
    const at = await listening(app)
    const hurried = libraryWith(token, at)
    const left: (string | null)[] = []
    for (let n = 0; n < 3; n++) {
      const { response }: Reply<Json> = await hurried.get({ base: '/me' })
      expect(response.headers.get('x-rate-limit-limit')).toBe('3')
      expect(Number(response.headers.get('x-rate-limit-reset'))).toBeGreaterThan(1_700_000_000)
      left.push(response.headers.get('x-rate-limit-remaining'))
    }
    expect(left).toEqual(['2', '1', '0'])
    const reply = await hurried.get({ base: '/me' }).catch((error: Reply<Json>) => error)
    expect([reply.response.status, reply.body.message]).toEqual([
      429,
      expect.stringMatching(/^You have surpassed the max number of requests/),
    ])
    expect(Number(reply.response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    const other = clientWith(
      at,
      await signedIn(app, person('Reader').email, person('Reader').password),
      all.ours.company,
    )
    expect((await other.ask('GET', '/rest/v1.0/me')).status).toBe(200)
    await app.close()
  })
})
