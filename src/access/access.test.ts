import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { signedIn, testServer } from '../../tests/world/server.ts'
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import { handClock } from '../platform/clock.ts'
import { verify } from '../platform/history.ts'
import { type Gate, route } from '../platform/route.ts'
import { routes } from './api.ts'
import {
  createApiClient,
  createCompany,
  createPerson,
  createTemplate,
  setMembership,
  setProjectMembership,
} from './store.ts'

const PASSWORD = 'correct horse battery'
const clock = handClock('2026-03-01T08:00:00Z')
const probe = (path: string, gate: Gate) =>
  route({ method: 'GET', path, summary: 'probe', gate, reply: z.any(), handler: async ({ project }) => ({ project }) })

let world: TestDatabase
let app: FastifyInstance
let [ours, theirs]: CompanyId[] = []
let [manager, outsider]: UserId[] = []
const [tower, bridge] = [4001, 4002] as ProjectId[]
let client: { clientId: string; clientSecret: string }

beforeAll(async () => {
  world = await testDatabase()
  await world.db.system(async (sql) => {
    ours = await createCompany(sql, { name: 'Bay Builders' })
    theirs = await createCompany(sql, { name: 'Hill Builders' })
    manager = await createPerson(sql, { email: 'pm@bay.example', name: 'Pam', password: PASSWORD })
    outsider = await createPerson(sql, { email: 'boss@hill.example', name: 'Bo', password: PASSWORD })
    const office = await createTemplate(sql, ours!, {
      name: 'Office',
      scope: 'company',
      levels: { Directory: 'Read Only', 'ERP Integrations': 'Standard' },
    })
    const boss = await createTemplate(sql, theirs!, { name: 'Boss', scope: 'company', levels: { Admin: 'Admin' } })
    const site = await createTemplate(sql, ours!, {
      name: 'Site',
      scope: 'project',
      levels: { Commitments: 'Admin', Budget: 'Read Only' },
    })
    await setMembership(sql, ours!, manager!, { template: office })
    await setMembership(sql, theirs!, outsider!, { template: boss })
    for (const id of [tower, bridge])
      await sql.run(`insert into project (company_id, id, name) values ($1, $2, 'P')`, [ours, id])
    await setProjectMembership(sql, ours!, tower!, manager!, site)
    client = await createApiClient(sql, ours!, { name: 'Books', template: office })
  })
  const probes = [
    probe('/rest/v1.0/projects/:project_id/sov', { tool: 'Commitments', level: 'Standard' }),
    probe('/rest/v1.0/projects/:project_id/lines', { tool: 'Budget', level: 'Admin' }),
    probe('/rest/v1.0/unlink', { action: 'unlink-commitment' }),
    probe('/rest/v1.0/accept', { action: 'accept-or-reject-commitment' }),
  ]
  app = await testServer({ db: world.db, clock, routes: [...routes, ...probes] })
})
afterAll(async () => {
  await app.close()
  await world.drop()
})

const get = (url: string, headers: Record<string, string>) => app.inject({ url, headers })
const session = (email = 'pm@bay.example') => signedIn(app, email, PASSWORD)
const within = (headers: Record<string, string>, company: CompanyId = ours!) => ({
  ...headers,
  'procore-company-id': String(company),
})

describe('a session', () => {
  it('opens with a cookie no script and no other site can use, tells who it is, and ends for good', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/session',
      headers: { 'x-gusset-request': '1' },
      payload: { email: 'PM@bay.example', password: PASSWORD },
    })
    expect(String(reply.headers['set-cookie'])).toMatch(
      /^gusset=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/,
    )
    const headers = { cookie: String(reply.headers['set-cookie']).split(';')[0]!, 'x-gusset-request': '1' }
    const me = await get('/rest/v1.0/me', headers)
    expect(me.json()).toMatchObject({
      login: 'pm@bay.example',
      name: 'Pam',
      companies: [{ id: ours, levels: { 'ERP Integrations': 'Standard' } }],
    })
    await app.inject({ method: 'DELETE', url: '/session', headers })
    expect((await get('/rest/v1.0/me', headers)).statusCode).toBe(401)
  })

  it('is bound to its host where the server is reached by https', async () => {
    const safe = await testServer({ db: world.db, clock, routes, publicUrl: 'https://gusset.example' })
    const reply = await safe.inject({
      method: 'POST',
      url: '/session',
      headers: { 'x-gusset-request': '1', origin: 'https://gusset.example' },
      payload: { email: 'pm@bay.example', password: PASSWORD },
    })
    expect(String(reply.headers['set-cookie'])).toMatch(/^__Host-gusset=.*; Secure$/)
    expect(reply.headers['strict-transport-security']).toBe('max-age=31536000')
    await safe.close()
  })

  it('ends after twelve hours without use', async () => {
    const headers = await session()
    clock.advance(11 * 3_600_000)
    expect((await get('/rest/v1.0/me', headers)).statusCode).toBe(200)
    clock.advance(11 * 3_600_000)
    expect((await get('/rest/v1.0/me', headers)).statusCode).toBe(200)
    clock.advance(12 * 3_600_000 + 1000)
    expect((await get('/rest/v1.0/me', headers)).statusCode).toBe(401)
  })

  it('is worth nothing to a page elsewhere', async () => {
    const { cookie } = await session()
    const post = (headers: Record<string, string>) =>
      app.inject({ method: 'DELETE', url: '/session', headers: { cookie, ...headers } })
    expect((await post({})).statusCode).toBe(403)
    expect((await post({ 'x-gusset-request': '1', origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await post({ 'x-gusset-request': '1', origin: 'http://localhost:80' })).statusCode).toBe(403)
    expect((await post({ 'x-gusset-request': '1', origin: 'http://localhost' })).statusCode).toBe(204)
  })

  it('is refused alike for a wrong password and an unknown account, and soon not even tried', async () => {
    const attempt = (email: string) =>
      app.inject({
        method: 'POST',
        url: '/session',
        headers: { 'x-gusset-request': '1' },
        payload: { email, password: 'wrong' },
      })
    const [wrong, unknown] = [await attempt('pm@bay.example'), await attempt('nobody@bay.example')]
    expect([wrong.statusCode, wrong.json()]).toEqual([unknown.statusCode, unknown.json()])
    for (const email of ['pm@bay.example', 'nobody@bay.example']) {
      for (let n = 0; n < 5; n++) await attempt(email)
      const late = await attempt(email)
      expect([late.statusCode, late.headers['retry-after']]).toEqual([429, '1'])
    }
    clock.advance(3_000)
    await session()
  })
})

describe('the wall in the API', () => {
  it('asks for the company', async () => {
    const reply = await get('/rest/v1.0/unlink', await session())
    expect([reply.statusCode, reply.json().message]).toEqual([
      400,
      expect.stringMatching(/^Missing Procore-Company-Id header!/),
    ])
  })

  it('shows no company or project that is not one’s own', async () => {
    const headers = await session()
    expect((await get('/rest/v1.0/unlink', within(headers))).statusCode).toBe(200)
    expect((await get('/rest/v1.0/unlink', within(headers, theirs))).statusCode).toBe(404)
    expect((await get(`/rest/v1.0/companies/${theirs}/users`, headers)).statusCode).toBe(404)
    expect((await get(`/rest/v1.0/companies/${ours}/users`, within(headers, theirs))).statusCode).toBe(400)
    expect((await get(`/rest/v1.0/projects/${tower}/sov`, within(headers))).json()).toEqual({ project: tower })
    const hidden = await get(`/rest/v1.0/projects/${bridge}/sov`, within(headers))
    const absent = await get('/rest/v1.0/projects/999/sov', within(headers))
    expect([hidden.statusCode, absent.statusCode]).toEqual([404, 404])
    expect(
      (await get(`/rest/v1.0/projects/${tower}/sov`, within(await session('boss@hill.example'), theirs))).statusCode,
    ).toBe(404)
  })

  it('says what it takes, and believes a change of rights at once', async () => {
    const headers = within(await session())
    const low = await get(`/rest/v1.0/projects/${tower}/lines`, headers)
    expect([low.statusCode, low.json().message]).toEqual([403, 'This needs Admin on Budget.'])
    const before = await get('/rest/v1.0/accept', headers)
    expect([before.statusCode, before.json().message]).toEqual([
      403,
      'Accepting or rejecting a commitment needs Standard or Admin on ERP Integrations and the privilege Can Push to Accounting.',
    ])
    await world.db.system((sql) =>
      sql.run('update membership set can_push_to_accounting = true where person_id = $1', [manager]),
    )
    expect((await get('/rest/v1.0/accept', headers)).statusCode).toBe(200)
    await world.db.system((sql) =>
      sql.run(`update company set settings = '{"adminApproversOnly": true}' where id = $1`, [ours]),
    )
    expect((await get('/rest/v1.0/accept', headers)).json().message).toMatch(/needs Admin on ERP Integrations and/)
    await world.db.system((sql) => sql.run('update person set disabled_at = now() where id = $1', [manager]))
    expect((await get('/rest/v1.0/accept', headers)).statusCode).toBe(401)
    await world.db.system((sql) => sql.run('update person set disabled_at = null where id = $1', [manager]))
  })
})

describe('OAuth', () => {
  const fields = () => ({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret,
  })
  const ask = (payload: string | object, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url: '/oauth/token', payload, headers })
  const form = (values: Record<string, string>) => new URLSearchParams(values).toString()
  const multipart = (values: Record<string, string>) =>
    `${Object.entries(values)
      .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join('')}--b--\r\n`
  const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' }
  const basic = () => `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`

  it('gives a token in each spelling that clients use', async () => {
    const replies = [
      await ask(fields()),
      await ask(form(fields()), urlencoded),
      await ask(multipart(fields()), { 'content-type': 'multipart/form-data; boundary=b' }),
      await ask(form({ grant_type: 'client_credentials' }), { ...urlencoded, authorization: basic() }),
    ]
    for (const reply of replies) {
      expect(reply.json()).toEqual({
        access_token: expect.stringMatching(/^[\w-]{43}$/),
        token_type: 'bearer',
        expires_in: 5400,
        created_at: expect.any(Number),
      })
      const me = await get('/rest/v1.0/me', { authorization: `Bearer ${reply.json().access_token}` })
      expect(me.json()).toMatchObject({ name: 'Books' })
    }
  })

  it('refuses in OAuth’s own words', async () => {
    const wrong = await ask({ ...fields(), client_secret: 'x' })
    expect([wrong.statusCode, wrong.json().error]).toEqual([401, 'invalid_client'])
    const grant = await ask({ ...fields(), grant_type: 'password' })
    expect([grant.statusCode, grant.json().error]).toEqual([400, 'unsupported_grant_type'])
  })

  it('tells about a token, ends it on request, and after an hour and a half', async () => {
    const token = (await ask(fields())).json().access_token as string
    const headers = { authorization: `Bearer ${token}` }
    expect((await get('/oauth/token/info', headers)).json()).toMatchObject({
      expires_in_seconds: 5400,
      application: { uid: client.clientId },
    })
    const second = { authorization: `Bearer ${(await ask(fields())).json().access_token}` }
    await app.inject({ method: 'POST', url: '/oauth/revoke', payload: { token } })
    expect((await app.inject({ method: 'POST', url: '/oauth/revoke', payload: { token: 'unknown' } })).statusCode).toBe(
      200,
    )
    expect((await get('/rest/v1.0/me', headers)).statusCode).toBe(401)
    expect((await get('/oauth/token/info', headers)).statusCode).toBe(401)
    clock.advance(5_399_000)
    expect((await get('/rest/v1.0/me', second)).statusCode).toBe(200)
    clock.advance(1_000)
    expect((await get('/rest/v1.0/me', second)).statusCode).toBe(401)
  })
})

it('keeps no secret in clear and tells every change in the history', async () => {
  const owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
  const { rows } = await owner.query(
    `select (select string_agg(p::text, ' ') from person p) || (select string_agg(c::text, ' ') from api_client c) || (select string_agg(h::text, ' ') from history h) as all`,
  )
  await owner.end()
  expect(rows[0].all).not.toContain(PASSWORD)
  expect(rows[0].all).not.toContain(client.clientSecret)
  const chain = await world.db.company(ours!, (sql) => verify(sql, ours!))
  expect(chain).toEqual({ ok: true, rows: 7 })
})
