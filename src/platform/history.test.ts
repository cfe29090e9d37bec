import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import type { CompanyId, UserId } from '../ids.ts'
import { head, record, recordAll, verify } from './history.ts'
import { newId } from './new-id.ts'

let world: TestDatabase
let owner: pg.Client
beforeAll(async () => {
  world = await testDatabase()
  owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await world.drop()
})

async function companyWithHistory(): Promise<CompanyId> {
  const company = newId<CompanyId>()
  await world.db.system((sql) => sql.run(`insert into company (id, name) values ($1, 'Books')`, [company]))
  await world.db.company(company, async (sql) => {
    await record(sql, {
      company,
      actor: 7 as UserId,
      action: 'accept',
      subject: { kind: 'commitment', id: 5 },
      why: 'checked',
      body: { b: '1.50', a: [1, null] },
    })
    const many = Array.from({ length: 50 }, (_, n) => ({
      actor: undefined,
      action: 'link',
      subject: { kind: 'company', id: `v${n}` },
    }))
    await recordAll(sql, company, many)
  })
  return company
}

const check = (company: CompanyId) => world.db.company(company, (sql) => verify(sql, company))

it('holds unbroken, also when many write at once', async () => {
  const company = await companyWithHistory()
  const write = (n: number) =>
    world.db.company(company, (sql) =>
      record(sql, { company, actor: undefined, action: 'retry', subject: { kind: 'op', id: n } }),
    )
  await Promise.all(Array.from({ length: 20 }, (_, n) => write(n)))
  expect(await check(company)).toEqual({ ok: true, rows: 71 })
  expect(await world.db.company(company, (sql) => head(sql, company))).toMatchObject({ seq: 71 })
})

const TAMPERINGS: [string, string, number][] = [
  ['a changed reason', `update history set why = 'because' where company_id = $1 and seq = 1`, 1],
  ['a changed body', `update history set body = '{"a":[1,null],"b":"1.51"}' where company_id = $1 and seq = 1`, 1],
  ['another actor', 'update history set actor = 8 where company_id = $1 and seq = 1', 1],
  ['another hour', `update history set at = at + interval '1 millisecond' where company_id = $1 and seq = 9`, 9],
  ['a removed row', 'delete from history where company_id = $1 and seq = 30', 31],
  ['a cut-off end', 'delete from history where company_id = $1 and seq > 40', 41],
  [
    'rows that changed places',
    'update history set seq = case seq when 10 then 1011 else 1010 end where company_id = $1 and seq in (10, 11)',
    12,
  ],
  [
    'an inserted row',
    'insert into history select company_id, 52, at, actor, action, subject_kind, subject_id, why, body, prev, hash from history where company_id = $1 and seq = 51',
    52,
  ],
]
it.each(TAMPERINGS)('finds %s', async (_what, statement, seq) => {
  const company = await companyWithHistory()
  await owner.query(statement, [company])
  expect(await check(company)).toMatchObject({ ok: false, broken: { seq } })
})

it('cannot be changed by the role the server acts as', async () => {
  const company = await companyWithHistory()
  for (const statement of ['update history set why = null', 'delete from history', 'truncate history'])
    await expect(world.db.company(company, (sql) => sql.run(statement))).rejects.toThrow(/permission denied/)
})

it('rolls back with what it tells of', async () => {
  const company = await companyWithHistory()
  const undone = world.db.company(company, async (sql) => {
    await record(sql, { company, actor: undefined, action: 'reject', subject: { kind: 'job', id: 1 } })
    throw new Error('no')
  })
  await expect(undone).rejects.toThrow('no')
  expect(await check(company)).toEqual({ ok: true, rows: 51 })
})
