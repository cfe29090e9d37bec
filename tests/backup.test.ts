/** Backup, restore, export and import over a filled database: what comes back is what was there, and what cannot be put back leaves all as it was. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportCompany, importCompany, restore, takeBackup } from '../src/cli-archive.ts'
import type { Given } from '../src/cli-commands.ts'
import { verifyAll } from '../src/cli-verify.ts'
import { loadServerKey } from '../src/erp/gateway-key.ts'
import type { CompanyId } from '../src/ids.ts'
import { takeArchive } from '../src/platform/archive-write.ts'
import { systemClock as clock } from '../src/platform/clock.ts'
import { loadConfig } from '../src/platform/config.ts'
import type { Db } from '../src/platform/db.ts'
import { connect } from '../src/platform/db-pool.ts'
import { head, record } from '../src/platform/history.ts'
import { createLog } from '../src/platform/log.ts'
import { migrate } from '../src/platform/migrate.ts'
import { contentsOf } from './world/contents.ts'
import { newDatabase, type TestDatabase, testDatabase } from './world/database.ts'
import { type TwoCompanies, twoCompanies } from './world/two-companies.ts'

const log = createLog('silent')
let all: TwoCompanies
let folder: string
let backup: string
const said: string[] = []

beforeAll(async () => {
  all = await twoCompanies()
  folder = mkdtempSync(join(tmpdir(), 'gusset-backup-'))
  loadServerKey(folder)
  backup = join(folder, 'all.gusset')
})
afterAll(async () => {
  await all?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As the command line hands it over. */
function given(url: string, named: Record<string, string>, values: Given['values'] = {}): Given {
  const config = loadConfig({ DATABASE_URL: url })
  return { config, data: folder, clock, log, say: (line) => said.push(line), named, values }
}

async function within<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = connect({ url, log })
  return work(db).finally(() => db.close())
}

/** What a backup brings back; the generation rises by the restore itself, and keys read by a pass under way mean nothing later. */
async function comparable(db: Db) {
  const { erp_generation: _raised, erp_seen: _passing, ...rest } = await contentsOf(db)
  return rest
}

const toRestore = (url: string, file = backup) => restore(given(url, { FILE: file }, { reason: 'Drill' }))

describe('a backup', () => {
  it('is one moment, although others go on writing', async () => {
    await all.world.db.system((sql) => sql.run('update erp_connection set connected = false, busy = false'))
    const before = await comparable(all.world.db)
    let writing = true
    const write = async () => {
      for (let n = 0; writing; n++)
        await all.world.db.company(all.ours.company as CompanyId, async (sql) => {
          await sql.run('update erp_connection set last_warning = $1', [`warning ${n}`])
          await record(sql, {
            company: all.ours.company as CompanyId,
            actor: undefined,
            action: 'written-meanwhile',
            subject: { kind: 'test', id: n },
          })
        })
    }
    const writer = write()
    await takeBackup(given(all.world.url, { FILE: backup }))
    writing = false
    await writer
    const target = await newDatabase()
    expect(await toRestore(target.url)).toBe(true)
    await within(target.url, async (db) => {
      const after = await comparable(db)
      expect(Object.keys(after)).toEqual(Object.keys(before))
      // Row by row of one moment: the chain holds to its head, and each warning is that of the last row of history.
      expect(await verifyAll(given(target.url, {}))).toBe(true)
      const moment = await db.system((sql) =>
        sql.one<{ warning: string | null; last: string | null; written: number }>(
          `select (select last_warning from erp_connection where company_id = $1 limit 1) as warning,
            (select subject_id from history where company_id = $1 and action = 'written-meanwhile' order by seq desc limit 1) as last,
            (select count(*) from history where action = 'written-meanwhile') as written`,
          [all.ours.company],
        ),
      )
      expect(moment.warning).toBe(moment.last === null ? null : `warning ${moment.last}`)
      expect(moment.written).toBe(moment.last === null ? 0 : Number(moment.last) + 1)
    })
    await target.drop()
  })

  it('brings back every row of every table, into a database of a role that is no superuser too', async () => {
    const file = join(folder, 'still.gusset')
    await takeBackup(given(all.world.url, { FILE: file }))
    const before = await comparable(all.world.db)
    for (const ownedBy of [undefined, `gusset_test_owner_${process.pid}`]) {
      const target = await newDatabase(ownedBy ? { ownedBy } : {})
      expect(await toRestore(target.url, file)).toBe(true)
      await within(target.url, async (db) => {
        expect(await comparable(db)).toEqual(before)
        expect(await db.system((sql) => sql.query('select generation, reason from erp_generation'))).toEqual([
          { generation: 1, reason: 'Drill' },
        ])
        // The wall and the triggers stand again, and counters go on behind what came.
        const frozen = db.system((sql) => sql.run(`update erp_op set document = '{"other": 1}'`))
        await expect(frozen).rejects.toThrow(/is frozen|CONFIRMED/)
        expect(
          await db.company(all.theirs.company as CompanyId, (sql) => sql.query('select from company')),
        ).toHaveLength(1)
        await db.company(all.ours.company as CompanyId, (sql) =>
          sql.run(
            `insert into erp_freeze (company_id, sentence, frozen_at, lifted_at) values ($1, 'Once more', now(), now())`,
            [all.ours.company],
          ),
        )
      })
      expect(await verifyAll(given(target.url, {}))).toBe(true)
      await target.drop()
    }
  })

  it('holds no session, no access token and no password in clear', () => {
    const text = gunzipSync(readFileSync(backup)).toString()
    expect(text).not.toContain('"table":"session"')
    expect(text).not.toContain('"table":"access_token"')
  })

  it('does not write over a file', async () => {
    const again = takeBackup(given(all.world.url, { FILE: backup }))
    await expect(again).rejects.toThrow(/is there already/)
    const nowhere = takeBackup(given(all.world.url, { FILE: join(folder, 'none', 'x.gusset') }))
    await expect(nowhere).rejects.toThrow(/cannot be written/)
  })
})

describe('what cannot be put back is refused, and the database stays as it was', () => {
  const altered = (name: string, change: (text: string) => string) => {
    const file = join(folder, name)
    writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(backup)).toString())))
    return file
  }
  const flipped = () => {
    const bytes = readFileSync(backup)
    const at = Math.floor(bytes.length / 2)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(join(folder, 'flipped.gusset'), bytes)
    return join(folder, 'flipped.gusset')
  }
  const cut = (share: number) => {
    const file = join(folder, `cut-${share}.gusset`)
    copyFileSync(backup, file)
    truncateSync(file, Math.floor(readFileSync(backup).length * share))
    return file
  }
  const plain = () => {
    writeFileSync(join(folder, 'plain.txt'), 'Dear customer,\n')
    return join(folder, 'plain.txt')
  }
  const cases: [string, () => string, RegExp][] = [
    ['no file', () => join(folder, 'nothing'), /^There is no file /],
    ['another file', plain, /is no backup or export of Gusset/],
    ['another zipped file', () => altered('letter.gz', () => 'Dear customer,\n'), /is no backup or export of Gusset/],
    ['a torn file', () => cut(0.5), /ends too early/],
    ['a file without its last bytes', () => cut(0.999), /ends too early/],
    ['a flipped byte', flipped, /is damaged|is no backup|ends too early/],
    [
      'a changed value',
      () => altered('changed.gz', (text) => text.replace('Hill Builders', 'Hall Builders')),
      /is damaged \(table company\)/,
    ],
    [
      'a row left out',
      () => altered('less.gz', (text) => text.replace(/\n\d+\t[^\n]*Hill Builders[^\n]*/, '')),
      /is damaged/,
    ],
    ['an end left out', () => altered('end.gz', (text) => text.replace(/\{"end":.*\n$/, '')), /ends too early/],
    [
      'a later format',
      () => altered('format.gz', (text) => text.replace('"format":1', '"format":2')),
      /is written in format 2/,
    ],
    [
      'a newer schema',
      () =>
        altered('newer.gz', (text) =>
          text.replace('"schema":[', `"schema":[{"number":9999,"name":"9999_later.sql","sha256":"f"},`),
        ),
      /9999_later\.sql, which .* does not know/,
    ],
    [
      'another server’s backup',
      () => altered('key.gz', (text) => text.replace(/"key":"[0-9a-f]{8}/, '"key":"00000000')),
      /key of the backup’s server is another one here/,
    ],
    [
      'an older schema over a newer database',
      () => altered('older.gz', (text) => text.replace(/,\{"number":\d+,[^}]*\}\]/, ']')),
      /is older than the tables/,
    ],
  ]
  let target: TestDatabase
  beforeAll(async () => {
    target = await testDatabase()
  })
  afterAll(() => target.drop())

  it.each(cases)('%s', async (_name, file, sentence) => {
    const before = await contentsOf(target.db)
    await expect(toRestore(target.url, file())).rejects.toThrow(sentence)
    expect(await contentsOf(target.db)).toEqual(before)
  })

  it('a database with a company in it', async () => {
    const before = await contentsOf(all.world.db)
    await expect(toRestore(all.world.url)).rejects.toThrow(/is not empty/)
    expect(await contentsOf(all.world.db)).toEqual(before)
  })

  it('a database on which a server is at work', async () => {
    const target = await testDatabase()
    await target.db.system((sql) => sql.query('select 1 as one'))
    await expect(toRestore(target.url)).rejects.toThrow(/A server is at work/)
    await target.drop()
  })
})

it('a backup of an older version is put back under its own schema, which is then brought up to date', async () => {
  const file = join(folder, 'older.gusset')
  const old = await newDatabase()
  await migrate(old.url, log, undefined, ({ number }) => number <= 12)
  const company = 77 as CompanyId
  const chain = await within(old.url, (db) =>
    db.system(async (sql) => {
      await sql.run(`insert into company (id, name) values ($1, 'Vale')`, [company])
      await record(sql, { company, actor: undefined, action: 'old', subject: { kind: 'test', id: 1 } })
      return { company, name: 'Vale', ...(await head(sql, company)) }
    }),
  )
  const of = { gusset: 'backup' as const, version: '0.1.0', at: clock.now().toISOString(), key: '' }
  await takeArchive(file, { url: old.url, head: of, part: () => ({}), chains: async () => [chain] })
  const target = await newDatabase()
  expect(await toRestore(target.url, file)).toBe(true)
  expect(await verifyAll(given(target.url, {}))).toBe(true)
  await Promise.all([old.drop(), target.drop()])
})

describe('the export of a company', () => {
  const file = () => join(folder, 'hill.gusset')
  const toImport = (url: string) => importCompany(given(url, { FILE: file() }))

  it('is all of that company and nothing of another', async () => {
    await exportCompany(given(all.world.url, { COMPANY: 'hill builders', FILE: file() }))
    const text = gunzipSync(readFileSync(file())).toString()
    expect(text).toContain('Hill Builders')
    expect(text).not.toContain('Bayview')
    expect(text).not.toContain('password_hash')
    expect(text).not.toContain('$argon2')
    expect(text).not.toContain('"table":"api_client"')
  })

  it('comes in elsewhere with its history whole, once', async () => {
    const target = await newDatabase()
    await migrate(target.url, log)
    expect(await toImport(target.url)).toBe(true)
    expect(await verifyAll(given(target.url, {}))).toBe(true)
    const count = (db: Db, table: string) =>
      db.company(all.theirs.company as CompanyId, (sql) => sql.one(`select count(*) as rows from ${table}`))
    await within(target.url, async (db) => {
      for (const table of ['history', 'erp_op', 'membership', 'commitment', 'budget_line'])
        expect([table, await count(db, table)]).toEqual([table, await count(all.world.db, table)])
    })
    await expect(toImport(target.url)).rejects.toThrow(/is here already/)
  })

  it('is refused where somebody else has the same account, and as a backup', async () => {
    const target = await newDatabase()
    await migrate(target.url, log)
    const before = await within(target.url, async (db) => {
      await db.system((sql) =>
        sql.run(`insert into person (id, email, name) values (5, 'Member-Theirs@example.test', 'Another')`),
      )
      return contentsOf(db)
    })
    await expect(toImport(target.url)).rejects.toThrow(/member-theirs@example.test has an account here/)
    await expect(toRestore(target.url, file())).rejects.toThrow(/take it in with “gusset import”/)
    await expect(importCompany(given(target.url, { FILE: backup }))).rejects.toThrow(
      /put it back with “gusset restore”/,
    )
    await within(target.url, async (db) => expect(await contentsOf(db)).toEqual(before))
  })

  it('names the companies there are when the name is another', async () => {
    const missing = exportCompany(given(all.world.url, { COMPANY: 'Vale', FILE: join(folder, 'vale') }))
    await expect(missing).rejects.toThrow(/no company “Vale”. There are: .*Hill Builders \(\d+\)/)
  })
})
