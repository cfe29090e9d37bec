import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import type { CompanyId } from '../ids.ts'
import { again } from './db-again.ts'
import { newId } from './new-id.ts'

let world: TestDatabase
const [ours, theirs] = [newId<CompanyId>(), newId<CompanyId>()]

beforeAll(async () => {
  world = await testDatabase()
  await world.db.system(async (sql) => {
    for (const id of [ours, theirs]) {
      await sql.run('insert into company (id, name) values ($1, $2)', [id, `Company ${id}`])
      await sql.run(`insert into template (company_id, id, name, scope) values ($1, $2, 'Accountant', 'company')`, [
        id,
        newId(),
      ])
    }
  })
})
afterAll(() => world.drop())

describe('the wall between companies', () => {
  it('hides other companies even from a query that forgets its company', async () => {
    const [companies, templates] = await world.db.company(ours, async (sql) => [
      await sql.query<{ id: number }>('select id from company'),
      await sql.query<{ company_id: number }>('select company_id from template'),
    ])
    expect(companies).toEqual([{ id: ours }])
    expect(templates).toEqual([{ company_id: ours }])
  })

  it('refuses to write into another company', async () => {
    const write = world.db.company(ours, (sql) =>
      sql.run(`insert into template (company_id, id, name, scope) values ($1, 1, 'Sly', 'company')`, [theirs]),
    )
    await expect(write).rejects.toThrow(/row-level security/)
    const moved = await world.db.company(ours, (sql) =>
      sql.run(`update template set name = 'x' where company_id = $1`, [theirs]),
    )
    expect(moved).toBe(0)
  })

  it('lets the system see all', async () => {
    const rows = await world.db.system((sql) => sql.query('select from template'))
    expect(rows).toHaveLength(2)
  })

  it('binds the role the server acts as, which owns nothing and cannot switch the wall off', async () => {
    const role = await world.db.company(ours, (sql) =>
      sql.one(
        'select current_user as name, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = current_user',
      ),
    )
    expect(role).toEqual({ name: 'gusset_app', rolsuper: false, rolbypassrls: false, rolcanlogin: false })
    const off = world.db.company(ours, (sql) => sql.run('alter table template disable row level security'))
    await expect(off).rejects.toThrow(/must be owner/)
  })

  it('stands on every table that has a company', async () => {
    const open = await world.db.system((sql) =>
      sql.query<{ relname: string }>(
        `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'company_wall'))`,
      ),
    )
    expect(open).toEqual([])
  })

  it('sees nothing once the transaction is over', async () => {
    await world.db.company(ours, (sql) => sql.query('select 1'))
    await expect(world.db.company(0 as CompanyId, async () => 1)).rejects.toThrow(/not a company/)
  })
})

describe('a transaction', () => {
  it('hands over exact values', async () => {
    const row = await world.db.system((sql) =>
      sql.one(
        `select 9007199254740991::int8 as id, 12.50::numeric as amount, '2024-02-29'::date as day, array[1,2]::int8[] as ids,
         array[1.50]::numeric[] as amounts, array['2024-02-29']::date[] as days, count(*) as n from company`,
      ),
    )
    expect(row).toEqual({
      id: 9007199254740991,
      amount: '12.50',
      day: '2024-02-29',
      ids: [1, 2],
      amounts: ['1.50'],
      days: ['2024-02-29'],
      n: 2,
    })
    await expect(world.db.system((sql) => sql.one('select 9007199254740993::int8 as hash'))).rejects.toThrow(
      /past 2\^53/,
    )
  })

  it('is undone by an error, also by one that was swallowed inside', async () => {
    const id = newId<CompanyId>()
    const swallowed = world.db.system(async (sql) => {
      await sql.run(`insert into company (id, name) values ($1, 'Lost')`, [id])
      await sql.query('select 1 / 0').catch(() => undefined)
    })
    await expect(swallowed).rejects.toThrow(/rolled back/)
    expect(await world.db.system((sql) => sql.query('select from company where id = $1', [id]))).toEqual([])
    expect(await world.db.system((sql) => sql.one('select 1 as still'))).toEqual({ still: 1 })
  })

  it('copies many rows in and passes on an error of the source', async () => {
    async function* lines(fail: boolean) {
      for (let n = 0; n < 20_000; n++) yield `${n}\tname ${n}\n`
      if (fail) throw new Error('the source broke')
    }
    const copy = (fail: boolean) =>
      world.db.company(ours, async (sql) => {
        await sql.run('create temporary table incoming (id int8, name text) on commit drop')
        const copied = await sql.copyIn('copy incoming (id, name) from stdin', lines(fail))
        return [copied, await sql.one('select count(*) as n, max(name) as last from incoming')]
      })
    expect(await copy(false)).toEqual([20_000, { n: 20_000, last: 'name 9999' }])
    await expect(copy(true)).rejects.toThrow('the source broke')
    expect(await copy(false)).toEqual([20_000, { n: 20_000, last: 'name 9999' }])
  })
})

describe('notifications', () => {
  it('come when the transaction commits, and again after the connection was lost', async () => {
    const heard: Record<string, unknown>[] = []
    const arrived = (count: number) => expect.poll(() => heard.length, { timeout: 10_000 }).toBe(count)
    const stop = await world.db.listen('gusset_due', (payload) => heard.push(payload))
    await world.db.system((sql) => sql.notify('gusset_due', { id: 1 }))
    await world.db
      .system(async (sql) => {
        await sql.notify('gusset_due', { id: 2 })
        throw new Error('no')
      })
      .catch(() => undefined)
    await arrived(1)
    const admin = new pg.Client({ connectionString: world.url })
    await admin.connect()
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gusset listen' and datname = current_database()`,
    )
    await admin.end()
    await arrived(2)
    await world.db.system((sql) => sql.notify('gusset_due', { id: 3 }))
    await arrived(3)
    expect(heard).toEqual([{ id: 1 }, {}, { id: 3 }])
    await stop()
  })
})

it('does work again that the database ended so that another could pass', async () => {
  const [first, second] = [newId(), newId()]
  await world.db.system((sql) =>
    sql.run(
      `insert into template (company_id, id, name, scope) values ($1, $2, 'First', 'company'), ($1, $3, 'Second', 'company')`,
      [ours, first, second],
    ),
  )
  const db = again(world.db)
  let runs = 0
  let met = 0
  let meet = () => {}
  const both = new Promise<void>((resolve) => {
    meet = resolve
  })
  const cross = (one: number, other: number) =>
    db.company(ours, async (sql) => {
      runs++
      const touch = (id: number) =>
        sql.run(`update template set name = name || '.' where company_id = $1 and id = $2`, [ours, id])
      await touch(one)
      if (++met === 2) meet()
      await both
      await touch(other)
    })
  await Promise.all([cross(first, second), cross(second, first)])
  const names = await world.db.company(ours, (sql) =>
    sql.query<{ name: string }>('select name from template where id = any($1) order by name', [[first, second]]),
  )
  expect(names.map((each) => each.name)).toEqual(['First..', 'Second..'])
  expect(runs).toBe(3)
})
