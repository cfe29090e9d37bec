import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import type { CompanyId, ConnectionId } from '../ids.ts'
import { systemClock } from '../platform/clock.ts'
import { newId } from '../platform/new-id.ts'
import { applyTaxGroups, finishTaxGroups, listTaxCodes } from './store.ts'

const company = newId<CompanyId>()
const connection = newId<ConnectionId>()
let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
  await database.db.system(async (sql) => {
    await sql.run('insert into company (id, name) values ($1, $2)', [company, 'One'])
    await sql.run("insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'any', 'Books')", [
      company,
      connection,
    ])
  })
})
afterAll(() => database.drop())

function read(rows: [code: string, name: string, rate: string][]) {
  return database.db.company(company, async (sql) => {
    const scope = { sql, clock: systemClock, company, connection, actor: undefined }
    await sql.run('create temporary table incoming (code text, name text, rate numeric, line int8) on commit drop')
    for (const [line, row] of rows.entries())
      await sql.run('insert into incoming values ($1, $2, $3, $4)', [...row, line])
    const applied = await applyTaxGroups(scope)
    await sql.run('create temporary table seen on commit drop as select code from incoming')
    return { ...applied, vanished: (await finishTaxGroups(scope)).vanished }
  })
}

it('tax groups come in once, change with the ERP, and are marked when they are gone', async () => {
  expect(
    await read([
      ['CASF', 'City', '8.625'],
      ['CASM', 'County', '9.375'],
    ]),
  ).toMatchObject({ inserted: 2, changed: 0 })
  expect(await read([['CASF', 'City', '8.625']])).toMatchObject({ inserted: 0, changed: 0, unchanged: 1, vanished: 1 })
  expect(await read([['CASM', 'County', '9.5']])).toMatchObject({ inserted: 0, changed: 1, vanished: 1 })
  expect(await database.db.company(company, (sql) => listTaxCodes(sql, company))).toMatchObject([
    { code: 'CASM', rate: '9.500000', inErp: true },
    { code: 'CASF', rate: '8.625000', inErp: false },
  ])
})

it('a key that stands twice in one page takes the later row', async () => {
  await read([
    ['CASF', 'First', '1'],
    ['CASF', 'Second', '2'],
  ])
  expect((await database.db.company(company, (sql) => listTaxCodes(sql, company)))[0]).toMatchObject({
    code: 'CASF',
    name: 'Second',
    rate: '2.000000',
  })
})
