/**
 * The wall between companies as the database itself keeps it: what stands if a query forgets its company. Tried on every table, with
 * rows made from the catalogue alone; foreign keys and checks are taken down first, so that only the wall can refuse.
 */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CompanyId } from '../src/ids.ts'
import type { Sql } from '../src/platform/db.ts'
import { type TestDatabase, testDatabase } from './world/database.ts'

const [ours, theirs] = [11, 22] as CompanyId[]
/** Of no company: who may read them is decided by the application alone. A new one must be put here on purpose. */
const WITHOUT = [
  'company',
  'erp_generation',
  'idempotency',
  'login_attempt',
  'person',
  'person_identity',
  'provider_sign_in',
  'recovery_code',
  'schema_migration',
  'second_factor',
  'session',
]

interface Column {
  name: string
  type: string
}

let world: TestDatabase
let owner: pg.Client
let tables: { name: string; columns: Column[] }[]

beforeAll(async () => {
  world = await testDatabase()
  owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
  tables = await readTables()
  await takeDownChecks()
  for (const each of tables)
    for (const company of [ours, theirs]) await owner.query(insertion(each, company!, company!))
  await owner.query(`insert into company (id, name) values (${ours}, 'Ours'), (${theirs}, 'Theirs')`)
})
afterAll(async () => {
  await owner.end()
  await world.drop()
})

/** Tables with a company, and of each the columns a row must fill. */
async function readTables(): Promise<typeof tables> {
  const { rows } = await owner.query<{ name: string; columns: Column[] | null; walled: boolean }>(
    `select c.relname as name, bool_or(a.attname = 'company_id') as walled,
       json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)))
         filter (where a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '') as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') group by c.relname order by 1`,
  )
  expect(rows.filter((row) => !row.walled).map((row) => row.name)).toEqual(WITHOUT)
  return rows.filter((row) => row.walled).map(({ name, columns }) => ({ name, columns: columns ?? [] }))
}

async function takeDownChecks(): Promise<void> {
  const { rows } = await owner.query<{ statement: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement from pg_constraint
     where contype in ('f', 'c') and connamespace = 'public'::regnamespace
     union all select format('alter table %s disable trigger user', tgrelid::regclass) from pg_trigger where not tgisinternal`,
  )
  for (const { statement } of rows) await owner.query(statement)
}

function insertion({ name, columns }: { name: string; columns: Column[] }, company: CompanyId, number: number): string {
  const others = columns.filter((each) => each.name !== 'company_id')
  const values = [company, ...others.map(({ type }) => literal(type, number))]
  return `insert into ${name} (${['company_id', ...others.map((each) => each.name)].join(', ')}) values (${values.join(', ')})`
}

function literal(type: string, number: number): string {
  if (type.endsWith('[]')) return `'{}'`
  if (/^(bigint|integer|smallint|numeric)/.test(type)) return String(number)
  if (/^(timestamp|date)/.test(type)) return `'2026-01-01'`
  const made: Record<string, string> = { text: `'${number}'`, bytea: `'\\x${number}'`, jsonb: `'{}'`, boolean: 'false' }
  const found = made[type]
  if (!found) throw new Error(`Teach this test how to write a ${type}.`)
  return found
}

const asOurs = <T>(work: (sql: Sql) => Promise<T>) => world.db.company(ours!, work)
const wordsOf = (attempt: Promise<unknown>) =>
  attempt.then(
    (rows) => `done: ${rows}`,
    (error: Error) => error.message,
  )
const REFUSED = /row-level security policy|^permission denied for table/

describe('a connection that acts for one company', () => {
  it('sees its own row in every table and none of another company', async () => {
    const seen: Record<string, unknown> = {}
    for (const { name } of tables)
      seen[name] = await asOurs((sql) => sql.query(`select distinct company_id from ${name}`))
    expect(seen).toEqual(Object.fromEntries(tables.map(({ name }) => [name, [{ company_id: ours }]])))
    expect(tables.length).toBeGreaterThan(35)
  })

  it('cannot change or delete a row of another company', async () => {
    for (const { name } of tables) {
      const change = wordsOf(
        asOurs((sql) => sql.run(`update ${name} set company_id = company_id where company_id = ${theirs}`)),
      )
      const removal = wordsOf(asOurs((sql) => sql.run(`delete from ${name} where company_id = ${theirs}`)))
      expect([name, await change, await removal]).toEqual([
        name,
        expect.stringMatching(/^done: 0$|^permission denied/),
        expect.stringMatching(/^done: 0$|^permission denied/),
      ])
    }
    for (const { name } of tables) {
      const { rows } = await owner.query(`select from ${name} where company_id = ${theirs}`)
      expect([name, rows.length]).toEqual([name, 1])
    }
  })

  it('cannot write a row of another company nor give one away, and can write its own', async () => {
    for (const table of tables) {
      const { name } = table
      expect([name, await wordsOf(asOurs((sql) => sql.run(insertion(table, theirs!, 33))))]).toEqual([
        name,
        expect.stringMatching(REFUSED),
      ])
      expect([name, await wordsOf(asOurs((sql) => sql.run(`update ${name} set company_id = ${theirs}`)))]).toEqual([
        name,
        expect.stringMatching(REFUSED),
      ])
      expect([name, await wordsOf(asOurs((sql) => sql.run(insertion(table, ours!, 44))))]).toEqual([
        name,
        expect.stringMatching(/^done: 1$|duplicate key/),
      ])
    }
  })

  it('knows only its own company', async () => {
    expect(await asOurs((sql) => sql.query('select id from company'))).toEqual([{ id: ours }])
    expect(await asOurs((sql) => sql.run(`update company set name = 'x' where id = ${theirs}`))).toBe(0)
    expect(await wordsOf(asOurs((sql) => sql.run(`insert into company (id, name) values (55, 'Sly')`)))).toMatch(
      REFUSED,
    )
  })

  it('cannot reach over the wall by a function that acts as the owner', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1`,
    )
    expect(rows).toEqual([{ name: 'erp_end_link' }])
    const end = (company: number | undefined) =>
      `select erp_end_link(${company}, '${company}', ${company}, now(), 1, 'why') as ended`
    expect(await asOurs((sql) => sql.one(end(theirs)))).toEqual({ ended: false })
    expect((await owner.query(`select from erp_link where company_id = ${theirs}`)).rows).toHaveLength(1)
    expect(await world.db.company(theirs!, (sql) => sql.one(end(theirs)))).toEqual({ ended: true })
  })
})

it('a connection that acts for nobody sees nothing', async () => {
  const nobody = new pg.Client({ connectionString: world.url })
  await nobody.connect()
  await nobody.query('set role gusset_app')
  for (const { name } of tables) {
    const { rows } = await nobody.query(`select from ${name}`)
    expect([name, rows.length]).toEqual([name, 0])
  }
  await nobody.end()
})
