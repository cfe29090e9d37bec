import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { ConfigError, loadConfig, SETTINGS } from './config.ts'
import { createLog } from './log.ts'

function problems(env: Record<string, string>, file?: string): string[] {
  try {
    loadConfig(env, file)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

it('needs nothing', () => {
  expect(loadConfig({ PATH: '/bin' })).toMatchObject({
    GUSSET_PORT: 8080,
    GUSSET_HOST: '127.0.0.1',
    DATABASE_URL: undefined,
  })
})

it('names every mistake: which setting, what is wrong, an example', () => {
  const found = problems({
    GUSSET_PORT: '80o0',
    GUSSET_PUBLIC_URL: 'gusset.example',
    GUSSET_LOG_LEVEL: 'loud',
    GUSSET_PROT: '1',
    GUSSET_TRUST_PROXY: 'yes',
  })
  expect(found).toEqual(
    [
      expect.stringMatching(/^GUSSET_PROT is not a setting/),
      'GUSSET_PUBLIC_URL must be an address beginning with http:// or https://, not “gusset.example”, for example https://gusset.example.com',
      'GUSSET_PORT must be a whole number from 0 to 65535, not “80o0”, for example 8080',
      'GUSSET_TRUST_PROXY must be true or false, not “yes”, for example true',
      'GUSSET_LOG_LEVEL must be fatal, error, warn, info, debug or trace, not “loud”, for example info',
    ].sort((a, b) => order(a) - order(b)),
  )
})
const order = (text: string | unknown) =>
  typeof text === 'string' ? Object.keys(SETTINGS).indexOf(text.split(' ')[0]!) : -1

it('says what must be set along with what', () => {
  expect(problems({ GUSSET_SMTP_URL: 'smtp://mail.example.test', GUSSET_MAIL_FROM: 'nobody' })).toEqual([
    'GUSSET_MAIL_FROM must be an email address, with or without a name, not “nobody”, for example Gusset <gusset@example.com>',
    'GUSSET_PUBLIC_URL must be set along with GUSSET_SMTP_URL: mails carry links to the pages. For example https://gusset.example.com',
  ])
  expect(problems({ GUSSET_SMTP_PASSWORD_FILE: '/etc/x' })[0]).toMatch(/^GUSSET_SMTP_URL must be set along with/)
  expect(problems({ GUSSET_SMTP_URL: 'http://gusset:hunter2@mail' })[0]).not.toContain('hunter2')
})

it('never shows a secret, not even a wrong one', () => {
  const [found] = problems({ DATABASE_URL: 'mysql://root:hunter2@db/x' })
  expect(found).toMatch(/^DATABASE_URL must be an address beginning with postgres:\/\//)
  expect(found).not.toContain('hunter2')
})

it('reads a file below the environment', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gusset-config-'))
  const file = join(folder, 'gusset.json')
  writeFileSync(file, '{"GUSSET_PORT": 9000, "GUSSET_HOST": "0.0.0.0"}')
  expect(loadConfig({ GUSSET_CONFIG: file, GUSSET_PORT: '9001' })).toMatchObject({
    GUSSET_PORT: 9001,
    GUSSET_HOST: '0.0.0.0',
  })
  writeFileSync(file, '{"GUSSET_PORT": ')
  expect(problems({ GUSSET_CONFIG: file })).toEqual([expect.stringMatching(/^GUSSET_CONFIG: .*cannot be read as JSON/)])
  rmSync(folder, { recursive: true })
})

it('keeps secrets out of the log, at every depth and in every error', () => {
  let written = ''
  const destination = new Writable({
    write(chunk, _encoding, done) {
      written += chunk
      done()
    },
  })
  const log = createLog('trace', destination)
  const canary = 'canary-8472'
  for (const name of ['password', 'client_secret', 'token', 'authorization', 'cookie', 'DATABASE_URL']) {
    log.info({ [name]: canary, request: { headers: { [name]: canary } } }, 'said')
    log.child({ deep: { er: { still: { [name]: canary } } } }).warn('said')
  }
  log.error(
    {
      err: Object.assign(new Error(`connect postgres://gusset:${canary}@db/x failed`), { header: `Bearer ${canary}` }),
    },
    'fault',
  )
  log.error(new Error(`Authorization: Basic ${canary}`))
  expect(written.split('\n').length).toBeGreaterThan(13)
  expect(written).not.toContain(canary)
})

it('says which settings of single sign-on are missing or do not go together', () => {
  const oidc = { GUSSET_OIDC_ISSUER: 'https://login.example.com', GUSSET_PUBLIC_URL: 'https://gusset.example.com' }
  const whole = { ...oidc, GUSSET_OIDC_CLIENT_ID: 'gusset', GUSSET_OIDC_CLIENT_SECRET: 'hush' }
  expect(problems({ ...whole, GUSSET_PASSWORD_SIGN_IN: 'off' })).toEqual([])
  expect(problems({ GUSSET_OIDC_ISSUER: 'http://login.example.com' })).toEqual([
    expect.stringMatching(/^GUSSET_OIDC_ISSUER must begin with https:\/\/ unless it is on this machine, not /),
  ])
  expect(problems({ ...whole, GUSSET_OIDC_ISSUER: 'http://127.0.0.1:4000' })).toEqual([])
  expect(problems({ GUSSET_OIDC_ISSUER: oidc.GUSSET_OIDC_ISSUER })).toEqual([
    'GUSSET_OIDC_CLIENT_ID is missing: GUSSET_OIDC_ISSUER needs it, for example gusset',
    'GUSSET_PUBLIC_URL is missing: GUSSET_OIDC_ISSUER needs it, for example https://gusset.example.com',
    expect.stringMatching(/^GUSSET_OIDC_CLIENT_SECRET_FILE is missing/),
  ])
  const [twice] = problems({ ...whole, GUSSET_OIDC_CLIENT_SECRET_FILE: '/etc/x' })
  expect(twice).toMatch(/^GUSSET_OIDC_CLIENT_SECRET and GUSSET_OIDC_CLIENT_SECRET_FILE are both set/)
  expect(twice).not.toContain('hush')
  expect(problems({ GUSSET_OIDC_CLIENT_ID: 'gusset' })).toEqual([
    expect.stringMatching(/^GUSSET_OIDC_ISSUER is missing/),
  ])
  expect(problems({ GUSSET_PASSWORD_SIGN_IN: 'off' })).toEqual([expect.stringMatching(/nobody could sign in/)])
  expect(problems({ GUSSET_PASSWORD_SIGN_IN: 'no' })).toEqual([expect.stringMatching(/must be on or off/)])
})
