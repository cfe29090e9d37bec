/** What an operator or a spreadsheet gets wrong: said all at once, where it is, how to mend it; and nothing half done. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { distFolder, freePort } from '../example/programs.ts'
import { loadConfig, SETTINGS } from '../src/platform/config.ts'
import { contentsOf } from './world/contents.ts'
import { asOwner, testDatabase } from './world/database.ts'
import { oldPostgres } from './world/old-postgres.ts'
import { exampleOf, keyOf } from './world/requests.ts'
import { type TwoCompanies, twoCompanies } from './world/two-companies.ts'

let all: TwoCompanies
let folder: string
beforeAll(async () => {
  all = await twoCompanies()
  folder = mkdtempSync(join(tmpdir(), 'gusset-bad-input-'))
})
afterAll(async () => {
  await all.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('settings', () => {
  const wordsOf = (env: Record<string, string>, file?: string): string => {
    try {
      loadConfig(env, file)
      return 'taken'
    } catch (error) {
      return (error as Error).message
    }
  }
  const fileWith = (content: string): string => {
    const file = join(folder, 'gusset.json')
    writeFileSync(file, content)
    return file
  }

  /** The examples of all the others, as some settings ask for others; of two that rule each other out, one. */
  const beside = (name: string): Record<string, string> => {
    const rival = name === 'GUSSET_OIDC_CLIENT_SECRET' ? 'GUSSET_OIDC_CLIENT_SECRET_FILE' : 'GUSSET_OIDC_CLIENT_SECRET'
    const others = Object.entries(SETTINGS).filter(([other]) => other !== name && other !== rival)
    return Object.fromEntries(others.map(([other, { example }]) => [other, example]))
  }

  it.each(Object.entries(SETTINGS))(
    '%s is named when it is wrong, with what it must be and an example',
    (name, setting) => {
      const said = wordsOf({}, fileWith(JSON.stringify({ [name]: { no: ['such', 'value'] } })))
      expect(said).toMatch(
        new RegExp(
          `^The settings cannot be used:\\n {2}${name} must be .*for example ${setting.example.replace(/[/.]/g, '\\$&')}$`,
        ),
      )
      if ('secret' in setting) expect(said).not.toContain('such')
      else expect(said).toContain('{"no":["such","value"]}')
      const { example } = setting
      expect(wordsOf({ ...beside(name), [name]: example })).toBe('taken')
    },
  )

  it('are all named at once, the unknown ones with what may be meant', () => {
    const said = wordsOf(
      { GUSSET_PORT: '99999', GUSSET_POOLSIZE: '5', GUSSET_TRUST_PROXY: 'maybe' },
      fileWith('{"GUSSET_HOST": ""}'),
    )
    expect(
      said
        .split('\n  ')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['GUSSET_POOLSIZE', 'GUSSET_HOST', 'GUSSET_PORT', 'GUSSET_TRUST_PROXY'])
    expect(said).toContain('do you mean GUSSET_POOL_SIZE?')
  })

  it.each([
    ['is missing', '/no/such/gusset.json', /GUSSET_CONFIG: \/no\/such\/gusset\.json cannot be read as JSON: ENOENT/],
    ['is no JSON', 'PORT=8080', /GUSSET_CONFIG: .*gusset\.json cannot be read as JSON: /],
    ['holds a list', '[8080]', /GUSSET_CONFIG: .* must hold one JSON object, for example \{"GUSSET_PORT": 8080\}/],
  ])('in a file that %s are told so', (_what, content, expected) => {
    expect(wordsOf({}, content.startsWith('/') ? content : fileWith(content))).toMatch(expected)
  })
})

/** The built server as a process, until it gives up. */
function startServer(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(GUSSET_|DATABASE_URL)/.test(name)),
  )
  const settings = { GUSSET_PORT: '0', GUSSET_LOG_LEVEL: 'fatal', GUSSET_DATA: join(folder, 'data'), ...env }
  const child = spawn(process.execPath, [join(distFolder(), 'src/main.js')], {
    env: { ...clean, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (data) => {
    said += data
  })
  // It should not have started: then it would wait for ever.
  child.stdout.once('data', () => child.kill('SIGKILL'))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}

function addressWith(change: (address: URL) => void): string {
  const address = new URL(all.world.url)
  change(address)
  return address.href
}

const main = join(distFolder(), 'src/main.js')

// The server as it is shipped: compiled. `npm test` builds before the suite.
describe.skipIf(!existsSync(main))('the server does not start and says why', () => {
  const refuses = async (env: Record<string, string>, ...expected: RegExp[]) => {
    const { code, said } = await startServer(env)
    for (const each of expected) expect(said).toMatch(each)
    expect(said).not.toMatch(/\n\s+at /)
    expect(code).toBe(1)
  }

  it('with wrong settings', () =>
    refuses(
      { GUSSET_PORT: 'eighty', GUSSET_PROT: '1', DATABASE_URL: 'mysql://u:hunter2@db/x' },
      /^The settings cannot be used:$/m,
      /GUSSET_PROT is not a setting/,
      /GUSSET_PORT must be a whole number/,
      /DATABASE_URL must be an address/,
    ))

  it('when the database is away', async () => {
    const port = await freePort(20_000 + (process.pid % 20_000))
    await refuses(
      { DATABASE_URL: `postgres://gusset:hunter2@127.0.0.1:${port}/books` },
      new RegExp(`database books at 127\\.0\\.0\\.1:${port} cannot be reached: .*ECONNREFUSED`),
      /Check DATABASE_URL/,
      /^(?!.*hunter2)/s,
    )
  })

  it('when the database is too old', async () => {
    const old = await oldPostgres('13.4')
    await refuses({ DATABASE_URL: old.url }, /PostgreSQL 13\.4 is too old: 15 or newer is needed/)
    old.close()
  })

  it('when there is no such database', () =>
    refuses(
      {
        DATABASE_URL: addressWith((address) => {
          address.pathname = '/no_such_books'
        }),
      },
      /no_such_books.* cannot be reached: .*does not exist\. Create it: {2}CREATE DATABASE no_such_books OWNER /,
    ))

  it('when the database belongs to another user', async () => {
    const guest = `guest_of_${process.pid}`
    await asOwner(all.world.url, `create role ${guest} login password 'x'`)
    await refuses(
      {
        DATABASE_URL: addressWith((address) => {
          address.username = guest
          address.password = 'x'
        }),
      },
      /permission denied.*DATABASE_URL must name the user who owns the database.*GRANT gusset_app TO/,
    )
    await asOwner(all.world.url, `drop role ${guest}`)
  })

  it('when a migration was changed after it had been applied', async () => {
    await asOwner(all.world.url, `update schema_migration set sha256 = 'another' where number = 3`)
    await refuses(
      { DATABASE_URL: all.world.url },
      /0003_cost_codes\.sql was changed after it had been applied to this database: put the file back/,
    )
  })

  it('when the data folder cannot be written', async () => {
    writeFileSync(join(folder, 'a-file'), '')
    await refuses(
      { GUSSET_DATA: join(folder, 'a-file', 'data') },
      /the data folder \S+a-file\/data cannot be written .*name another one in GUSSET_DATA, for example/,
    )
  })
})

describe.skipIf(!existsSync(main))('the server does not open its line', () => {
  let fresh: { url: string; drop(): Promise<void> }
  beforeAll(async () => {
    fresh = await testDatabase()
  })
  afterAll(() => fresh.drop())

  it('when its port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const { code, said } = await startServer({ DATABASE_URL: fresh.url, GUSSET_PORT: port })
    other.close()
    expect(said).toMatch(
      new RegExp(`cannot listen on 127\\.0\\.0\\.1, port ${port}: another program does already\\. .*GUSSET_PORT`),
    )
    expect(code).toBe(1)
  })

  it('when the file with its key holds something else', async () => {
    const file = join(folder, 'key')
    writeFileSync(file, 'not a key')
    const { code, said } = await startServer({ DATABASE_URL: fresh.url, GUSSET_SECRET_FILE: file })
    expect(said).toMatch(/\/key holds no Ed25519 private key .*Put the file back/)
    expect(code).toBe(1)
  })
})

describe('a schedule of values from a spreadsheet', () => {
  const send = (csv: string) => {
    const route = all.routes.find(
      (each) => keyOf(each) === 'POST /purchase_order_contracts/:contract_id/line_items/csv',
    )!
    const sent = exampleOf(route)(all.ours)
    return all.ask(route, { ...sent, body: { ...sent.body, csv } }, all.admin)
  }
  const HEAD = 'item,description,unit,quantity,unit_price,cost_code,cost_type'

  it('is refused whole, with every bad line named', async () => {
    const before = await contentsOf(all.world.db)
    const answer = await send(
      [
        HEAD,
        'R-1,Mobilization,LS,1,5000.00,02-100,L',
        'R-2,Asphalt,TON,many,98.50,02-100,L',
        '',
        'R-3,Base,TON,10,"1,250.00",02-100,L',
        'R-4,Paint,LF,10,2.5,99-999,L',
        'R-5,Paint,LF,10,2.5,02-100,X',
        'R-6,Paint,LF,99999999999,2.55555,02-100,L',
        `R-7,${'x'.repeat(1001)},LF,1,1,,`,
        'R-8,Loose,LF,1,1,,L',
      ].join('\r\n'),
    )
    expect(answer.status).toBe(422)
    const { refusals } = JSON.parse(answer.body) as { refusals: { sentence: string }[] }
    const told = refusals.map((each) => each.sentence)
    const lines = told.map((sentence) => Number(/^Line (\d+): /.exec(sentence)?.[1]))
    expect(lines).toEqual([3, 5, 6, 7, 8, 8, 9, 10])
    expect(told.join('\n')).toMatch(
      /quantity must be a decimal.*unit_price must be.*“99-999” is not on this project.*“X” does not stand on cost code 02-100.*at most 10 digits.*1001 characters.*needs a cost_code/s,
    )
    expect(await contentsOf(all.world.db)).toEqual(before)
  })

  it.each([
    ['has no columns', '', /must name the columns item, description, unit, quantity, unit_price/],
    ['lacks a column', 'item,description,unit,quantity\nR-1,A,LS,1', /unit_price is missing/],
    ['has a column nobody knows', `${HEAD},colour\nR-1,A,LS,1,1,,,red`, /columns colour are not known/],
    ['has no lines', HEAD, /no lines below the first/],
    ['is a worksheet', 'PK\u0003\u0004worksheet', /must name the columns/],
    ['has an open quote', `${HEAD}\nR-1,"open,LS,1,1,,`, /Line 2: /],
    ['has a line too long', `${HEAD}\nR-1,A,LS,1,1,,,more`, /Line 2: /],
  ])('that %s is refused', async (_what, csv, expected) => {
    const before = await contentsOf(all.world.db)
    const answer = await send(csv)
    expect([answer.status, answer.body]).toEqual([422, expect.stringMatching(expected)])
    expect(await contentsOf(all.world.db)).toEqual(before)
  })

  it('is taken when every line is good', async () => {
    const answer = await send(
      `\ufeff${HEAD}\nR-1,"Mobilization, all",LS,1,5000.00,02-100,L\nR-2,Asphalt,TON,10.5,98.50,,`,
    )
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      201,
      [{ description: 'Mobilization, all', amount: '5000.00' }, { amount: '1034.25' }],
    ])
  })
})
