/** Two steps at the door, one's own account, and what an administrator may reset. */

import type { FastifyInstance, InjectOptions } from 'fastify'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { sealer, testServer } from '../../tests/world/server.ts'
import type { CompanyId, UserId } from '../ids.ts'
import { handClock } from '../platform/clock.ts'
import { routes } from './api.ts'
import { accountRoutes } from './api-account.ts'
import { resetSignIn } from './rescue.ts'
import { createApiClient, createCompany, createPerson, createTemplate, setMembership } from './store.ts'
import { sweep } from './store-sessions.ts'

const PASSWORD = 'correct horse battery'
const clock = handClock('2026-03-01T08:00:00Z')
let world: TestDatabase
let app: FastifyInstance
let [ours, theirs]: CompanyId[] = []
let pam: UserId
let token: string

beforeAll(async () => {
  world = await testDatabase()
  app = await testServer({ db: world.db, clock, routes: [...routes, ...accountRoutes(sealer)] })
})
afterAll(async () => {
  await app.close()
  await world.drop()
})

let round = 0
const email = (name: string) => `${name}${round}@bay.example`

/** Fresh people each time: tries and codes are counted by person. */
beforeEach(async () => {
  round += 1
  const client = await world.db.system(async (sql) => {
    ours = await createCompany(sql, { name: `Bay Builders ${round}` })
    theirs = await createCompany(sql, { name: `Hill Builders ${round}` })
    const levels = { Admin: 'Admin', Directory: 'Admin' } as const
    const template = await createTemplate(sql, ours, { name: 'Boss', scope: 'company', levels })
    const staff = await createTemplate(sql, ours, {
      name: 'Staff',
      scope: 'company',
      levels: { Directory: 'Standard' },
    })
    const other = await createTemplate(sql, theirs, { name: 'Boss', scope: 'company', levels })
    pam = await createPerson(sql, { email: email('pam'), name: 'Pam', password: PASSWORD })
    const ada = await createPerson(sql, { email: email('ada'), name: 'Ada', password: PASSWORD })
    const bo = await createPerson(sql, { email: email('bo'), name: 'Bo', password: PASSWORD })
    await setMembership(sql, ours, pam, { template: staff })
    await setMembership(sql, ours, ada, { template })
    await setMembership(sql, theirs, bo, { template: other })
    return createApiClient(sql, ours, { name: 'Books', template })
  })
  const { clientId: client_id, clientSecret: client_secret } = client
  const payload = { grant_type: 'client_credentials', client_id, client_secret }
  token = (await app.inject({ method: 'POST', url: '/oauth/token', payload })).json().access_token
})

interface Browser {
  cookie?: string
}
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** As the pages send it; keeps the cookie it is given. */
async function send(browser: Browser, method: Method, url: string, payload?: object, agent = 'Chrome/1 Windows') {
  const request: InjectOptions = { method, url, headers: { 'x-gusset-request': '1', 'user-agent': agent } }
  if (browser.cookie) request.headers = { ...request.headers, cookie: browser.cookie }
  const reply = await app.inject(payload ? { ...request, payload } : request)
  const set = reply.headers['set-cookie']
  if (set) browser.cookie = String(set).split(';')[0]!
  const body = reply.body === '' ? undefined : reply.json()
  return { status: reply.statusCode, body, said: (body?.message ?? '') as string, headers: reply.headers }
}

const enter = (browser: Browser, name = 'pam', password = PASSWORD) =>
  send(browser, 'POST', '/session', { email: email(name), password })
const codeNow = (secret: string) => generateSync({ secret, epoch: clock.now().getTime() / 1000 })
const nextStep = () => clock.advance(30_000)
const me = (browser: Browser) => send(browser, 'GET', '/rest/v1.0/me')
const inCompany = (rest: string) => `/rest/v1.0/companies/${ours}/${rest}`

async function signedIn(name = 'pam'): Promise<Browser> {
  const browser: Browser = {}
  expect((await enter(browser, name)).status).toBe(204)
  return browser
}

async function enrol(browser: Browser): Promise<{ secret: string; recovery: string[] }> {
  const begun = await send(browser, 'POST', '/rest/v1.0/me/second_factor', { second_factor: { password: PASSWORD } })
  const { secret } = begun.body
  const second_factor = { code: codeNow(secret) }
  const confirmed = await send(browser, 'POST', '/rest/v1.0/me/second_factor/confirmation', { second_factor })
  expect(confirmed.status).toBe(200)
  nextStep()
  return { secret, recovery: confirmed.body.recovery_codes }
}

async function historyOf(company: CompanyId): Promise<string[]> {
  const rows = await world.db.company(company, (sql) =>
    sql.query<{ action: string }>('select action from history where company_id = $1 order by seq', [company]),
  )
  return rows.map(({ action }) => action)
}

describe('a second factor', () => {
  it('is asked for once it is confirmed: the password alone opens nothing', async () => {
    const { secret } = await enrol(await signedIn())
    const browser: Browser = {}
    const first = await enter(browser)
    expect([first.status, first.body]).toEqual([200, { awaits: 'code' }])
    expect((await me(browser)).status).toBe(401)
    const before = browser.cookie
    expect((await send(browser, 'POST', '/session/code', { code: codeNow(secret) })).status).toBe(204)
    expect(browser.cookie).not.toBe(before)
    expect((await me(browser)).body.email).toBe(email('pam'))
    expect((await me({ cookie: before! })).status).toBe(401)
  })

  it('takes no code twice, nor one that is too old, nor one after ten minutes', async () => {
    const { secret } = await enrol(await signedIn())
    const [first, second, late]: Browser[] = [{}, {}, {}]
    for (const each of [first, second, late]) await enter(each!)
    const code = codeNow(secret)
    expect((await send(first!, 'POST', '/session/code', { code })).status).toBe(204)
    const again = await send(second!, 'POST', '/session/code', { code })
    expect([again.status, again.said]).toEqual([401, 'The code is wrong, or was used before. Take the next one.'])
    nextStep()
    const passed = codeNow(secret)
    clock.advance(90_000)
    expect((await send(second!, 'POST', '/session/code', { code: passed })).status).toBe(401)
    clock.advance(600_000)
    const ended = await send(late!, 'POST', '/session/code', { code: codeNow(secret) })
    expect([ended.status, ended.said]).toEqual([
      401,
      'Enter your password again. The code has to follow within ten minutes.',
    ])
  })

  it('is let in once by each recovery code', async () => {
    const { recovery } = await enrol(await signedIn())
    const browser: Browser = {}
    await enter(browser)
    expect((await send(browser, 'POST', '/session/code', { code: recovery[0]!.toUpperCase() })).status).toBe(204)
    const left = await send(browser, 'GET', '/rest/v1.0/me/second_factor')
    expect(left.body).toMatchObject({ recovery_codes_left: 9, confirmed_at: expect.any(String) })
    await enter(browser)
    expect((await send(browser, 'POST', '/session/code', { code: recovery[0]! })).status).toBe(401)
    expect((await send(browser, 'POST', '/session/code', { code: recovery[1]! })).status).toBe(204)
  })

  it('cannot be guessed: after five wrong codes each takes longer, whatever the password step says', async () => {
    const { secret } = await enrol(await signedIn())
    const browser: Browser = {}
    await enter(browser)
    for (let n = 0; n < 5; n++)
      expect((await send(browser, 'POST', '/session/code', { code: '000000' })).status).toBe(401)
    const late = await send(browser, 'POST', '/session/code', { code: '000000' })
    expect([late.status, late.headers['retry-after']]).toEqual([429, '1'])
    await enter(browser)
    expect((await send(browser, 'POST', '/session/code', { code: codeNow(secret) })).status).toBe(429)
    clock.advance(3_000)
    expect((await send(browser, 'POST', '/session/code', { code: codeNow(secret) })).status).toBe(204)
  })

  it('is begun with the password and confirmed by a code of its own secret; ends all other sessions', async () => {
    const [browser, elsewhere] = [await signedIn(), await signedIn()]
    const wrong = await send(browser, 'POST', '/rest/v1.0/me/second_factor', { second_factor: { password: 'no' } })
    expect([wrong.status, wrong.said]).toEqual([422, 'The password is wrong.'])
    const none = await send(browser, 'POST', '/rest/v1.0/me/second_factor/confirmation', {
      second_factor: { code: '1' },
    })
    expect([none.status, none.said]).toEqual([409, 'Begin to set up the second factor first.'])
    await send(browser, 'POST', '/rest/v1.0/me/second_factor', { second_factor: { password: PASSWORD } })
    const bad = await send(browser, 'POST', '/rest/v1.0/me/second_factor/confirmation', {
      second_factor: { code: '0' },
    })
    expect([bad.status, bad.said]).toEqual([422, expect.stringMatching(/^The code does not fit\./)])
    // Not confirmed: not asked for.
    await signedIn()
    await enrol(browser)
    expect((await me(elsewhere)).status).toBe(401)
    expect((await me(browser)).status).toBe(200)
    const twice = await send(browser, 'POST', '/rest/v1.0/me/second_factor', { second_factor: { password: PASSWORD } })
    expect([twice.status, twice.said]).toEqual([409, expect.stringMatching(/is on already/)])
  })

  it('is switched off with password and code, and then no longer asked for', async () => {
    const browser = await signedIn()
    const { secret } = await enrol(browser)
    const off = (second_factor: object) =>
      send(browser, 'POST', '/rest/v1.0/me/second_factor/removal', { second_factor })
    expect((await off({ password: 'no', code: codeNow(secret) })).said).toBe('The password is wrong.')
    expect((await off({ password: PASSWORD, code: '000000' })).said).toMatch(/^The code is wrong/)
    expect((await off({ password: PASSWORD, code: codeNow(secret) })).status).toBe(204)
    await signedIn()
    expect(await historyOf(ours!)).toEqual(
      expect.arrayContaining(['switch-second-factor-on', 'switch-second-factor-off']),
    )
  })

  it('stands sealed in the database, and in no history or kept answer', async () => {
    const { secret, recovery } = await enrol(await signedIn())
    const texts = await world.db.system((sql) =>
      sql.one<{ all: string }>(
        `select (select string_agg(f::text, ' ') from second_factor f) || coalesce((select string_agg(i::text, ' ') from idempotency i), '')
           || (select string_agg(h::text, ' ') from history h) || (select string_agg(c::text, ' ') from recovery_code c) as all`,
      ),
    )
    for (const text of [secret, Buffer.from(secret).toString('hex'), recovery[0]!, PASSWORD])
      expect(texts.all).not.toContain(text)
  })

  it('that was sealed with another key is told so, and a recovery code still opens', async () => {
    const { secret, recovery } = await enrol(await signedIn())
    await world.db.system((sql) =>
      sql.run('update second_factor set sealed_secret = sealed_secret || $2 where person_id = $1', [
        pam,
        Buffer.from('x'),
      ]),
    )
    const browser: Browser = {}
    await enter(browser)
    const reply = await send(browser, 'POST', '/session/code', { code: codeNow(secret) })
    expect([reply.status, reply.said]).toEqual([409, expect.stringMatching(/server’s key has changed/)])
    expect((await send(browser, 'POST', '/session/code', { code: recovery[3]! })).status).toBe(204)
  })
})

describe('a company that asks for a second factor', () => {
  const ask = (browser: Browser, second_factor_required = true) =>
    send(browser, 'PATCH', inCompany('sign_in_settings'), { sign_in_settings: { second_factor_required } })

  it('opens to nobody with a password alone, except their own account', async () => {
    const [admin, browser] = [await signedIn('ada'), await signedIn()]
    const early = await ask(admin)
    expect([early.status, early.said]).toEqual([422, expect.stringMatching(/^Set up your own second factor first/)])
    await enrol(admin)
    expect((await ask(admin)).status).toBe(204)
    const shut = await send(browser, 'GET', inCompany('users'))
    expect([shut.status, shut.body.code, shut.said]).toEqual([
      403,
      'second-factor-missing',
      `Bay Builders ${round} asks for a second factor. Set yours up under My account, then go on.`,
    ])
    expect((await me(browser)).body.companies).toMatchObject([{ second_factor_missing: true }])
    expect((await send(browser, 'GET', '/rest/v1.0/me/second_factor')).body.asked_by).toEqual([`Bay Builders ${round}`])
    const { secret } = await enrol(browser)
    expect((await send(browser, 'GET', inCompany('users'))).status).toBe(200)
    expect((await me(browser)).body.companies).toMatchObject([{ second_factor_missing: false }])
    // Off again: the session stands on the password alone once more.
    const second_factor = { password: PASSWORD, code: codeNow(secret) }
    await send(browser, 'POST', '/rest/v1.0/me/second_factor/removal', { second_factor })
    expect((await send(browser, 'GET', inCompany('users'))).status).toBe(403)
    expect((await send(admin, 'GET', inCompany('sign_in_settings'))).body).toEqual({ second_factor_required: true })
  })

  it('goes on talking to programs with a token', async () => {
    const admin = await signedIn('ada')
    await enrol(admin)
    await ask(admin)
    const headers = { authorization: `Bearer ${token}` }
    expect((await app.inject({ url: inCompany('users'), headers })).statusCode).toBe(200)
    const own = await app.inject({ method: 'DELETE', url: '/rest/v1.0/me/sessions', headers })
    expect([own.statusCode, own.json().message]).toEqual([
      403,
      'This is for people signed in on the pages; a program has no account.',
    ])
  })
})

describe('sessions', () => {
  it('are listed with browser and address, this one marked, and are ended one by one or all others at once', async () => {
    const here = await signedIn()
    clock.advance(60_000)
    const [phone, office]: Browser[] = [{}, {}]
    const payload = { email: email('pam'), password: PASSWORD }
    await send(phone!, 'POST', '/session', payload, 'Mozilla (iPhone) Safari/1')
    clock.advance(60_000)
    await send(office!, 'POST', '/session', payload, 'Mozilla (Windows) Firefox/1')
    const list = (await send(here, 'GET', '/rest/v1.0/me/sessions')).body as { id: number; current: boolean }[]
    expect(list.map(({ id: _id, ...each }) => each)).toMatchObject([
      { browser: 'Chrome on Windows', current: true, address: '127.0.0.1', method: 'password' },
      { browser: 'Firefox on Windows', current: false },
      { browser: 'Safari on iOS', current: false },
    ])
    expect((await send(here, 'DELETE', `/rest/v1.0/me/sessions/${list[2]!.id}`)).status).toBe(204)
    expect([(await me(phone!)).status, (await me(office!)).status]).toEqual([401, 200])
    expect((await send(here, 'DELETE', `/rest/v1.0/me/sessions/${list[2]!.id}`)).status).toBe(404)
    // Nobody else’s, by guessing.
    expect((await send(await signedIn('ada'), 'DELETE', `/rest/v1.0/me/sessions/${list[0]!.id}`)).status).toBe(404)
    expect((await send(here, 'DELETE', '/rest/v1.0/me/sessions')).status).toBe(204)
    expect([(await me(office!)).status, (await me(here)).status]).toEqual([401, 200])
  })

  it('end everywhere else with a new password, which needs the old one', async () => {
    const [here, elsewhere] = [await signedIn(), await signedIn()]
    const change = (current: string, wanted: string) =>
      send(here, 'PUT', '/rest/v1.0/me/password', { password: { current, new: wanted } })
    expect((await change('no', 'a brand new phrase')).said).toBe('The password is wrong.')
    expect((await change(PASSWORD, 'short')).said).toBe('A password has at least 12 characters.')
    expect((await change(PASSWORD, 'a brand new phrase')).status).toBe(204)
    expect([(await me(here)).status, (await me(elsewhere)).status]).toEqual([200, 401])
    expect((await enter({}, 'pam')).status).toBe(401)
    expect((await enter({}, 'pam', 'a brand new phrase')).status).toBe(204)
    for (let n = 0; n < 6; n++) await change('no', 'a brand new phrase')
    expect((await change('no', 'a brand new phrase')).status).toBe(429)
  })

  it('are swept out when they have ended, also those that never got their code', async () => {
    await enrol(await signedIn())
    await enter({})
    clock.advance(13 * 3_600_000)
    await world.db.system((sql) => sweep(sql, clock.now()))
    const left = await world.db.system((sql) => sql.one<{ count: number }>('select count(*) from session'))
    expect(left).toEqual({ count: 0 })
  })
})

describe('an administrator', () => {
  it('sees how people sign in, ends their sessions and resets their second factor, with history', async () => {
    const browser = await signedIn()
    await enrol(browser)
    const admin = await signedIn('ada')
    const list = await send(admin, 'GET', inCompany('sign_ins'))
    expect(list.body).toMatchObject([
      { name: 'Ada', second_factor: false, sessions: 1 },
      { name: 'Pam', second_factor: true, sessions: 1, has_password: true, single_sign_on: false },
    ])
    const one = await send(admin, 'GET', inCompany(`users/${pam}/sign_in`))
    expect(one.body.open_sessions).toMatchObject([{ browser: 'Chrome on Windows', method: 'code' }])
    expect((await send(admin, 'DELETE', inCompany(`users/${pam}/sessions`))).status).toBe(204)
    expect((await me(browser)).status).toBe(401)
    expect((await send(admin, 'DELETE', inCompany(`users/${pam}/second_factor`))).status).toBe(204)
    expect((await send(admin, 'DELETE', inCompany(`users/${pam}/second_factor`))).said).toBe(
      'Pam has no second factor.',
    )
    expect((await send(admin, 'DELETE', inCompany(`users/${pam}/single_sign_on`))).status).toBe(409)
    await signedIn()
    expect(await historyOf(ours!)).toEqual(expect.arrayContaining(['end-sessions', 'reset-second-factor']))
  })

  it('may not, who is none, is of another company, or administers only one of the person’s', async () => {
    const path = inCompany(`users/${pam}/second_factor`)
    expect((await send(await signedIn(), 'DELETE', path)).status).toBe(403)
    expect((await send(await signedIn('bo'), 'DELETE', path)).status).toBe(404)
    await enrol(await signedIn())
    await world.db.system((sql) => setMembership(sql, theirs!, pam, { template: null }))
    const half = await send(await signedIn('ada'), 'DELETE', path)
    expect([half.status, half.said]).toEqual([422, expect.stringMatching(/works in another company here, too/)])
  })
})

it('the operator lets a locked-out person in again, and everybody can read that it was done', async () => {
  const browser = await signedIn()
  await enrol(browser)
  const password = await resetSignIn(world.db, email('pam').toUpperCase())
  expect((await me(browser)).status).toBe(401)
  expect((await enter({}, 'pam', password)).status).toBe(204)
  expect(await historyOf(ours!)).toContain('reset-sign-in')
  await expect(resetSignIn(world.db, 'nobody@bay.example')).rejects.toThrow(/nobody with the email/)
})
