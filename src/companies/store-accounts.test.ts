/** A database from before several company files, brought along by the migration: projects keep the file of their link, insurance that of its vendor. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrate.ts'

const NAME = `files_before_${process.pid}`
const OWN = '0026_several_files.sql'
let world: TestDatabase
let folder: string
let url: string

beforeAll(async () => {
  world = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'gusset-files-'))
  await query(world.url, `create database ${NAME}`)
  const address = new URL(world.url)
  address.pathname = `/${NAME}`
  url = address.href
})
afterAll(async () => {
  await query(world.url, `drop database ${NAME} with (force)`)
  await world.drop()
  rmSync(folder, { recursive: true })
})

async function query(at: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: at })
  await client.connect()
  return client
    .query(text)
    .then((answer) => [answer].flat().at(-1)?.rows ?? [])
    .finally(() => client.end())
}

const BEFORE = `
  insert into company (id, name) values (1, 'Bay');
  insert into person (id, email, name, is_service) values (5, 's@example.test', 'Service', true), (6, 'a@example.test', 'Ann', false), (7, 'b@example.test', 'Bob', false);
  insert into erp_connection (company_id, id, connector, name) values (1, 2, 'any', 'Books');
  insert into project (company_id, id, name, number) values (1, 3, 'Pier', '25-01'), (1, 4, 'Quay', '25-02');
  insert into vendor (company_id, id, name) values (1, 8, 'Cone Rental');
  insert into vendor_insurance (company_id, id, vendor_id, insurance_type) values (1, 9, 8, 'umbrella');
  insert into erp_link (company_id, kind, item_id, connection_id, erp_id) values (1, 'job', 3, 2, '25-01'), (1, 'company', 8, 2, 'CONE');`

it('what stood there before goes on standing for the same', async () => {
  const files = readdirSync('db').filter((name) => /^\d{4}_.+\.sql$/.test(name) && name < OWN)
  for (const name of files) copyFileSync(join('db', name), join(folder, name))
  await migrate(url, createLog('silent'), folder)
  await query(url, BEFORE)
  copyFileSync(join('db', OWN), join(folder, OWN))
  await migrate(url, createLog('silent'), folder)
  expect(await query(url, 'select id::int, connection_id::int as file from project order by id')).toEqual([
    { id: 3, file: 2 },
    { id: 4, file: null },
  ])
  expect(await query(url, 'select project_connection(1, 4)::int as file, vendor_item(1, 8, 2)::int as item')).toEqual([
    { file: 2, item: 8 },
  ])
  expect(await query(url, 'select connection_id::int as file from vendor_insurance')).toEqual([{ file: 2 }])
  expect(await query(url, 'select id::int from person where installation_admin')).toEqual([{ id: 6 }])
})
