/** Single sign-on against a real provider on this machine: the way there and back, and every way it may go wrong. */
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { type LocalProvider, localProvider } from '../../tests/world/provider.ts'
import { sealer, testServer } from '../../tests/world/server.ts'
import type { CompanyId, UserId } from '../ids.ts'
import { handClock, systemClock } from '../platform/clock.ts'
import { createLog } from '../platform/log.ts'
import { routes } from './api.ts'
import { accountRoutes } from './api-account.ts'
import { connectProvider, type ProviderSettings } from './provider.ts'
import { createCompany, createPerson, createTemplate, setMembership } from './store.ts'

const PASSWORD = 'correct horse battery'
const publicUrl = 'http://gusset.example'
// The provider reads the machine’s clock; ours begins there.
const clock = handClock(systemClock.now().toISOString())
const log = createLog('silent')
let world: TestDatabase
let app: FastifyInstance
let there: LocalProvider
let company: CompanyId
let pam: UserId
let settings: ProviderSettings

beforeAll(async () => {
  world = await testDatabase()
  there = await localProvider(publicUrl, {})
  const { issuer, clientId, clientSecret } = there
  settings = { issuer, clientId, clientSecret, name: 'Example ID', publicUrl }
  app = await server(settings)
  await world.db.system(async (sql) => {
    company = await createCompany(sql, { name: 'Bay Builders', settings: { secondFactorRequired: true } })
    const levels = { Admin: 'Admin', Directory: 'Admin' } as const
    const template = await createTemplate(sql, company, { name: 'Boss', scope: 'company', levels })
    pam = await createPerson(sql, { email: 'pam@bay.example', name: 'Pam', password: PASSWORD })
    await setMembership(sql, company, pam, { template })
  })
})
afterAll(async () => {
  await app?.close()
  await there?.close()
  await world?.drop()
})
beforeEach(async () => {
  for (const each of Object.keys(there.accounts)) delete there.accounts[each]
  there.accounts.p1 = { email: 'Pam@Bay.example', email_verified: true }
  await world.db.system((sql) => sql.run('delete from person_identity'))
})

const server = (over: ProviderSettings, passwords = true) =>
  testServer({
    ...{ db: world.db, clock, publicUrl, passwords },
    routes: [...routes, ...accountRoutes(sealer)],
    provider: connectProvider(over, log),
  })

interface Answer {
  status: number
  body: { code?: string; message?: string; address?: string; to?: string } | undefined
  cookies: Record<string, string>
}

async function post(url: string, payload: object, cookie = '', at = app): Promise<Answer> {
  const headers = { 'x-gusset-request': '1', origin: publicUrl, cookie }
  const reply = await at.inject({ method: 'POST', url, payload, headers })
  const cookies = Object.fromEntries(reply.cookies.map(({ name, value }) => [name, value]))
  return { status: reply.statusCode, body: reply.body === '' ? undefined : reply.json(), cookies }
}

async function begin(to = '/', at = app): Promise<{ address: string; way: string }> {
  const { body, cookies } = await post('/session/provider/begin', { to }, '', at)
  return { address: body?.address ?? '', way: `gusset-way=${cookies['gusset-way']}` }
}

const finish = (way: string, query: string, at = app) => post('/session/provider', { query }, way, at)

/** The whole way of one who does nothing strange. */
async function enter(subject: string, to = '/'): Promise<Answer> {
  const { address, way } = await begin(to)
  return finish(way, await there.signIn(address, subject))
}

const said = ({ status, body }: Answer) => [status, body?.code, body?.message]

describe('the way', () => {
  it('leads to the provider with code, PKCE, state and nonce, and back with a session that is as good as a second factor', async () => {
    const { address, way } = await begin('/companies/7')
    const asked = Object.fromEntries(new URL(address).searchParams)
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: 'gusset',
      scope: 'openid email',
      redirect_uri: 'http://gusset.example/sign-in/provider',
      code_challenge_method: 'S256',
    })
    const secrets = [asked.state, asked.nonce, asked.code_challenge, way.slice('gusset-way='.length)]
    expect(new Set(secrets).size).toBe(4)
    for (const each of secrets) expect(each).toMatch(/^[\w-]{43}$/)
    const reply = await finish(way, await there.signIn(address, 'p1'))
    expect([reply.status, reply.body]).toEqual([200, { to: '/companies/7' }])
    expect(reply.cookies['gusset-way']).toBe('')
    const headers = { cookie: `gusset=${reply.cookies.gusset}` }
    expect((await app.inject({ url: '/rest/v1.0/me', headers })).json()).toMatchObject({ name: 'Pam' })
    // The company asks for a second factor: the provider has seen to it.
    expect((await app.inject({ url: `/rest/v1.0/companies/${company}/users`, headers })).statusCode).toBe(200)
  })

  it('links by email the first time and by subject from then on, whatever becomes of the email', async () => {
    expect((await enter('p1')).status).toBe(200)
    there.accounts.p1 = { email: 'pamela@new.example', email_verified: false }
    expect((await enter('p1')).status).toBe(200)
    const history = await world.db.company(company, (sql) =>
      sql.query<{ body: unknown }>(`select body from history where action = 'link-single-sign-on'`),
    )
    expect(history.at(-1)).toEqual({ body: { issuer: there.issuer } })
  })

  it('is told on the door, beside passwords or in their place', async () => {
    expect((await app.inject({ url: '/session/ways' })).json()).toEqual({ password: true, provider: 'Example ID' })
    const only = await server(settings, false)
    expect((await only.inject({ url: '/session/ways' })).json()).toEqual({ password: false, provider: 'Example ID' })
    const shut = await post('/session', { email: 'pam@bay.example', password: PASSWORD }, '', only)
    expect(said(shut)).toEqual([403, 'no-passwords', 'Passwords are switched off here. Sign in with Example ID.'])
    await only.close()
    const without = await testServer({ db: world.db, clock, publicUrl, routes: [] })
    expect((await without.inject({ url: '/session/ways' })).json()).toEqual({ password: true, provider: null })
    expect((await post('/session/provider/begin', {}, '', without)).status).toBe(404)
    await without.close()
  })
})

describe('nobody comes in', () => {
  const refusals: [why: string, subject: string, account: object, code: string, sentence: RegExp][] = [
    [
      'whom no administrator has added',
      's1',
      { email: 'sly@x.example', email_verified: true },
      'unknown-email',
      /nobody here with the email sly@x\.example\. Ask your administrator to add you\./,
    ],
    [
      'whose email is not verified',
      's2',
      { email: 'pam@bay.example', email_verified: false },
      'email-not-verified',
      /has not verified your email/,
    ],
    [
      'whose email is said to be verified as a text',
      's3',
      { email: 'pam@bay.example', email_verified: 'true' },
      'email-not-verified',
      /has not verified/,
    ],
    ['whose email is not told', 's4', {}, 'no-email', /did not tell your email/],
  ]
  it.each(refusals)('%s', async (_why, subject, account, code, sentence) => {
    there.accounts[subject] = account
    expect(said(await enter(subject))).toEqual([403, code, expect.stringMatching(sentence)])
  })

  it('whose account is switched off, linked or not', async () => {
    const set = (at: string) =>
      world.db.system((sql) => sql.run(`update person set disabled_at = ${at} where id = $1`, [pam]))
    await set('now()')
    expect(said(await enter('p1'))).toEqual([403, 'disabled', expect.stringMatching(/switched off/)])
    await set('null')
    expect((await enter('p1')).status).toBe(200)
    await set('now()')
    expect(said(await enter('p1'))).toEqual([403, 'disabled', expect.stringMatching(/switched off/)])
    await set('null')
  })

  it('who was given the email of one that is linked already, until an administrator unlinks', async () => {
    await enter('p1')
    there.accounts.p2 = { email: 'pam@bay.example', email_verified: true }
    expect(said(await enter('p2'))).toEqual([
      403,
      'linked-otherwise',
      expect.stringMatching(/Ask your administrator to unlink/),
    ])
    const admin = await enter('p1')
    const unlinked = await app.inject({
      method: 'DELETE',
      url: `/rest/v1.0/companies/${company}/users/${pam}/single_sign_on`,
      headers: { cookie: `gusset=${admin.cookies.gusset}`, 'x-gusset-request': '1' },
    })
    expect(unlinked.statusCode).toBe(204)
    expect((await enter('p2')).status).toBe(200)
  })

  it('by a way of another browser, by none, twice, or too late', async () => {
    const { address, way } = await begin()
    const query = await there.signIn(address, 'p1')
    const notBegun = [401, 'no-sign-in-begun', expect.stringMatching(/not begun in this browser/)]
    expect(said(await finish('', query))).toEqual(notBegun)
    expect(said(await finish('gusset-way=of-nothing', query))).toEqual(notBegun)
    const other = await begin()
    const foreign = [401, 'not-this-sign-in', expect.stringMatching(/does not belong to the sign-in begun here/)]
    expect(said(await finish(other.way, query))).toEqual(foreign)
    expect((await finish(way, query)).status).toBe(200)
    expect(said(await finish(way, query))).toEqual(notBegun)
    const late = await begin()
    const lateQuery = await there.signIn(late.address, 'p1')
    clock.advance(600_000)
    expect(said(await finish(late.way, lateQuery))).toEqual(notBegun)
  })

  it('with another state, another issuer, another nonce or another verifier', async () => {
    const foreign = [401, 'not-this-sign-in', expect.stringMatching(/does not belong to the sign-in begun here/)]
    const bent = async (bend: (query: URLSearchParams) => void) => {
      const { address, way } = await begin()
      const query = new URLSearchParams(await there.signIn(address, 'p1'))
      bend(query)
      return said(await finish(way, query.toString()))
    }
    expect(await bent((query) => query.set('state', 'x'))).toEqual(foreign)
    expect(await bent((query) => query.delete('state'))).toEqual(foreign)
    expect(await bent((query) => query.set('iss', 'https://elsewhere.example'))).toEqual(foreign)
    expect(await bent((query) => query.set('code', 'made-up'))).toEqual([
      401,
      'code-used',
      expect.stringMatching(/used before, or has expired/),
    ])
    const asked = async (name: string) => {
      const { address, way } = await begin()
      const changed = new URL(address)
      changed.searchParams.set(name, 'A'.repeat(43))
      return said(await finish(way, await there.signIn(changed.href, 'p1')))
    }
    expect(await asked('nonce')).toEqual(foreign)
    expect((await asked('code_challenge')).slice(0, 2)).toEqual([401, 'code-used'])
  })

  it('by a code that was exchanged before', async () => {
    const provider = connectProvider(settings, log)
    const way = 'w'.repeat(43)
    const query = await there.signIn(await provider.begin(way), 'p1')
    expect(await provider.finish(way, query)).toMatchObject({ subject: 'p1', issuer: there.issuer })
    await expect(provider.finish(way, query)).rejects.toThrow(/was used before, or has expired/)
  })

  it('who changed their mind there', async () => {
    const { address, way } = await begin()
    const state = new URL(address).searchParams.get('state') ?? ''
    const query = new URLSearchParams({
      error: 'access_denied',
      error_description: 'You pressed Cancel.',
      state,
      iss: there.issuer,
    })
    expect(said(await finish(way, `?${query}`))).toEqual([
      401,
      'provider-refused',
      'Example ID did not let you in: You pressed Cancel.',
    ])
  })
})

describe('the provider', () => {
  it('that is away is told by name and address, and asked again the next time', async () => {
    const gone = await localProvider(publicUrl, {})
    await gone.close()
    const lonely = await server({ ...settings, issuer: gone.issuer })
    const reply = await post('/session/provider/begin', {}, '', lonely)
    expect(said(reply)).toEqual([
      503,
      'provider-away',
      expect.stringContaining(`Example ID cannot be reached at ${gone.issuer}`),
    ])
    await lonely.close()
  })

  it('that calls itself otherwise, or does not know this server, is not trusted', async () => {
    const renamed = await server({ ...settings, issuer: there.issuer.replace('127.0.0.1', 'localhost') })
    expect((await post('/session/provider/begin', {}, '', renamed)).status).toBe(503)
    await renamed.close()
    const unknown = await server({ ...settings, clientSecret: 'wrong' })
    const { address, way } = await begin('/', unknown)
    const reply = await finish(way, await there.signIn(address, 'p1'), unknown)
    expect(said(reply)).toEqual([
      502,
      'provider-misconfigured',
      'Example ID does not accept this server: invalid_client.',
    ])
    await unknown.close()
  })

  it('is asked only by our own pages', async () => {
    const reply = await app.inject({ method: 'POST', url: '/session/provider', payload: { query: '' } })
    expect(reply.statusCode).toBe(403)
  })
})
