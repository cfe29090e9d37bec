/** `gusset` as a process: what it says, with which exit code, and that it leaves databases running or stopped as it found them. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passwordFits, secretHash } from '../src/access/secrets.ts'
import { startEmbedded } from '../src/platform/embedded.ts'
import { createLog } from '../src/platform/log.ts'
import { gusset, type Said } from './world/command-line.ts'
import { newDatabase } from './world/database.ts'

const PASSWORD = 'plenty of horses'
let folder: string
let database: Awaited<ReturnType<typeof newDatabase>>
let env: Record<string, string>
let owner: pg.Client
const all: Said[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gusset-cli-'))
  database = await newDatabase()
  env = { DATABASE_URL: database.url, GUSSET_DATA: folder }
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
})
afterAll(async () => {
  await owner?.end()
  await database?.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function run(args: string, input?: string, more: Record<string, string> = {}): Promise<Said> {
  const words = [...args.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
  const said = await gusset(words, { ...env, ...more }, input)
  all.push(said)
  return said
}

describe('wrongly called', () => {
  it.each([
    ['', 0, /migrate[\s\S]*company create NAME[\s\S]*restore FILE/],
    ['help', 0, /for the administrator/],
    ['restore --help', 0, /--reason …[\s\S]*Needed/],
    ['--version', 0, /^\d+\.\d+\.\d+/],
    ['frobnicate', 2, /There is no command “frobnicate”/],
    ['company', 2, /needs a further word: company create/],
    ['backup', 2, /FILE is missing\.\n\ngusset backup FILE/],
    ['backup a b', 2, /“b” is one word too many/],
    ['restore x', 2, /--reason is missing/],
    ['verify --frobnicate', 2, /Unknown option '--frobnicate'/],
  ])('“gusset %s” ends with %i', async (args, code, said) => {
    const { code: ended, out, err } = await run(args)
    expect(code === 0 ? out : err).toMatch(said)
    expect(ended).toBe(code)
  })

  it('or wrongly set up: every mistake is named', async () => {
    const { code, err } = await run('verify', '', { GUSSET_PORT: 'high', GUSSET_FROB: '1' })
    expect(code).toBe(2)
    expect(err).toMatch(/GUSSET_PORT must be a whole number/)
    expect(err).toMatch(/GUSSET_FROB is not a setting/)
  })

  it('a database that is not there is named without its password', async () => {
    const { code, err } = await run('verify', '', { DATABASE_URL: 'postgres://gusset:hunter2@127.0.0.1:1/gusset' })
    expect(code).toBe(1)
    expect(err).toMatch(/the database gusset at 127\.0\.0\.1:1 cannot be reached/)
    expect(err).not.toContain('hunter2')
  })
})

describe('from nothing to a company with people', () => {
  it('says that the schema is missing, and makes it', async () => {
    expect((await run('verify')).err).toMatch(/lacks \d+ migrations.*gusset migrate/)
    expect((await run('migrate')).out).toMatch(/Applied: 0001_platform\.sql/)
    expect((await run('migrate')).out).toMatch(/of this version already/)
  })

  it('a company, its administrator, an approver', async () => {
    expect((await run('company create "Vale Builders" --time-zone Mars/Olympus')).err).toMatch(/is not a time zone/)
    const made = await run('company create "Vale Builders" --time-zone America/Denver')
    expect(made).toMatchObject({ code: 0, err: '' })
    expect((await run('company create "vale builders"')).err).toMatch(/is a company named/)
    const user = (more: string, input?: string) =>
      run(`user create ann@example.com --company "Vale Builders" ${more}`, input)
    expect((await user('--password-from-stdin', PASSWORD)).err).toMatch(/give --name too/)
    expect((await user('--name Ann --password-from-stdin', 'short')).err).toMatch(/at least 12 characters/)
    expect((await user('--name Ann --template Foreman')).err).toMatch(
      /no company template “Foreman”. There are: Administrator/,
    )
    expect((await user('--name Ann --password-from-stdin', `${PASSWORD}\n`)).out).toMatch(
      /is a member of Vale Builders\./,
    )
    expect((await user('--approver')).out).toMatch(/with the account they have/)
    const { rows } = await owner.query(
      'select password_hash, can_push_to_accounting from person join membership on person_id = id',
    )
    expect(rows).toHaveLength(1)
    expect(rows[0].can_push_to_accounting).toBe(true)
    expect(await passwordFits(rows[0].password_hash, PASSWORD)).toBe(true)
  })

  it('another password, which ends the sessions', async () => {
    await owner.query(
      `insert into session (token_hash, id, person_id, created_at, seen_at, expires_at) select '\\x01', 1, id, now(), now(), now() from person`,
    )
    expect((await run('user password bob@example.com --password-from-stdin', PASSWORD)).err).toMatch(
      /no person with the email/,
    )
    expect((await run('user password ann@example.com --password-from-stdin', 'another plain horse')).code).toBe(0)
    const { rows } = await owner.query(
      'select password_hash, (select count(*)::int from session) as sessions from person',
    )
    expect(await passwordFits(rows[0].password_hash, 'another plain horse')).toBe(true)
    expect(rows[0].sessions).toBe(0)
  })

  it('an API client, whose secret is printed once and kept nowhere', async () => {
    const { out } = await run('token create Books --company "Vale Builders"')
    const secret = /client_secret\s+(\S+)/.exec(out)?.[1] ?? ''
    const { rows } = await owner.query('select secret_hash from api_client')
    expect(rows[0].secret_hash).toEqual(secretHash(secret))
    const { rows: told } = await owner.query('select string_agg(h::text, $1) as text from history h', ['\n'])
    expect(told[0].text).not.toContain(secret)
    expect(told[0].text).not.toContain(PASSWORD)
  })
})

describe('what it keeps and proves', () => {
  it('export, backup, restore, import, each with its sentence', async () => {
    const [one, whole] = [join(folder, 'vale.gusset'), join(folder, 'all.gusset')]
    expect((await run(`export "Vale Builders" ${one}`)).out).toMatch(/Exported Vale Builders: .* rows/)
    expect((await run(`backup ${whole}`)).out).toMatch(/Keep the server’s key with it/)
    expect((await run(`backup ${whole}`)).err).toMatch(/is there already/)
    expect((await run(`restore ${whole} --reason Drill`)).err).toMatch(/is not empty/)
    const target = await newDatabase()
    const there = { DATABASE_URL: target.url }
    expect(await run(`restore ${whole} --reason Drill`, '', there)).toMatchObject({ code: 0, err: '' })
    expect((await run(`import ${one}`, '', there)).err).toMatch(/is here already/)
    expect((await run('verify', '', there)).code).toBe(0)
    await target.drop()
  })

  it('verify finds a changed history and a fallen wall', async () => {
    const good = await run('verify')
    expect(good.out).toMatch(/Vale Builders: \d+ rows of history hold, up to [0-9a-f]{64}/)
    expect(good.code).toBe(0)
    await owner.query(`update history set why = 'because' where seq = 2`)
    await owner.query('alter table membership no force row level security')
    const bad = await run('verify')
    expect(bad.code).toBe(1)
    expect(bad.out).toMatch(/THE HISTORY IS BROKEN. Row 2 was changed/)
    expect(bad.out).toMatch(/NO WALL between companies on: membership/)
  })
})

it('starts the embedded database where nobody runs it and stops it again; where a server runs it, it goes on', {
  timeout: 120_000,
}, async () => {
  const data = mkdtempSync(join(tmpdir(), 'gusset-cli-embedded-'))
  // PostgreSQL runs as another user where we are root.
  chmodSync(data, 0o711)
  const running = () => existsSync(join(data, 'postgres/data/postmaster.pid'))
  const here = { DATABASE_URL: '', GUSSET_DATA: data }
  expect(await run('migrate', '', here)).toMatchObject({ code: 0, err: '' })
  expect(running()).toBe(false)
  const server = await startEmbedded({ folder: data, log: createLog('silent') })
  expect(await run(`company create Vale`, '', here)).toMatchObject({ code: 0, err: '' })
  expect(await run(`backup ${join(data, 'x.gusset')}`, '', here)).toMatchObject({ code: 0, err: '' })
  expect(running()).toBe(true)
  await server.stop()
  expect(running()).toBe(false)
  rmSync(data, { recursive: true, force: true })
})

it('never shows a stack or a password', () => {
  const text = all.map(({ out, err }) => out + err).join('\n')
  expect(text).not.toMatch(/\n\s+at /)
  expect(text).not.toContain(PASSWORD)
  expect(text).not.toContain(new URL(database.url).password || 'no password')
  expect(readFileSync(join(folder, 'vale.gusset')).length).toBeGreaterThan(100)
})
