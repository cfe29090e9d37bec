import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createLog } from './log.ts'
import { migrate } from './migrate.ts'

const log = createLog('silent')
let world: TestDatabase
let folder: string
let made = 0
let url: string

beforeAll(async () => {
  world = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'gusset-migrate-'))
})
afterAll(async () => {
  await world.drop()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  const name = `migrate_${process.pid}_${++made}`
  await query(world.url, `create database ${name}`)
  const address = new URL(world.url)
  address.pathname = `/${name}`
  url = address.href
  copyFileSync('db/0001_platform.sql', join(folder, '0001_platform.sql'))
  write("create table fruit (company_id int8, name text); insert into fruit values (1, 'fig')")
  return () => query(world.url, `drop database ${name} with (force)`)
})

const write = (sql: string) => writeFileSync(join(folder, '0002_fruit.sql'), sql)
const run = () => migrate(url, log, folder)
async function query(at: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: at })
  await client.connect()
  return client
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

it('applies each file once, also when several servers start together, and walls the new table', async () => {
  await Promise.all([run(), run(), run()])
  expect(await query(url, 'select count(*)::int as n from fruit')).toEqual([{ n: 1 }])
  expect(await query(url, `select relforcerowsecurity as walled from pg_class where relname = 'fruit'`)).toEqual([
    { walled: true },
  ])
})

it('refuses a file that was changed after it had been applied', async () => {
  await run()
  write('create table fruit (company_id int8)')
  await expect(run()).rejects.toThrow('0002_fruit.sql was changed after it had been applied')
})

it('refuses a database that a newer version has brought further', async () => {
  await run()
  await query(url, `insert into schema_migration values (9, '0009_later.sql', 'x')`)
  await expect(run()).rejects.toThrow(/newer version \(0009_later.sql\)/)
})

it('leaves nothing of a file that fails, and names file and line', async () => {
  write('create table half (id int8);\nselect * from nowhere;')
  await expect(run()).rejects.toThrow(/^Migration 0002_fruit.sql \(line 2\) failed: relation "nowhere" does not exist/)
  expect(await query(url, `select to_regclass('half') as half, to_regclass('company')::text as company`)).toEqual([
    { half: null, company: 'company' },
  ])
})

it('says what an administrator must run when the user may not', async () => {
  const user = `guest_${process.pid}`
  await query(url, `create role ${user} login password 'x' ; grant create on schema public to ${user}`)
  const guest = new URL(url)
  guest.username = user
  guest.password = 'x'
  await expect(migrate(guest.href, log, folder)).rejects.toThrow(/GRANT gusset_app TO/)
  await query(url, `drop owned by ${user}; drop role ${user}`)
})
