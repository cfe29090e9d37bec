/** The server died when the database cut a connection that was in use: nobody listened for that connection's own error. */
import { once } from 'node:events'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../world/database.ts'

let world: TestDatabase
beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world?.drop())

test('a cut connection fails its transaction, and the next one gets another', async () => {
  const died: Error[] = []
  const remember = (error: Error) => died.push(error)
  process.on('uncaughtException', remember)
  const owner = new pg.Client({ connectionString: world.url })
  await owner.connect()
  const work = world.db.system(async (sql) => {
    const { pid } = await sql.one<{ pid: number }>('select pg_backend_pid() as pid')
    const sleeper = new pg.Client({ connectionString: world.url, application_name: 'sleeper' })
    sleeper.on('error', () => {})
    await sleeper.connect()
    await owner.query('select pg_terminate_backend($1)', [pid])
    // The cut arrives while no statement is under way; a second one, cut after it, tells that its time has come.
    const cut = once(sleeper, 'error')
    await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sleeper'`)
    await cut
    return sql.one('select 1 as one')
  })
  await expect(work).rejects.toThrow()
  expect(await world.db.system((sql) => sql.one('select 1 as one'))).toEqual({ one: 1 })
  await owner.end()
  process.off('uncaughtException', remember)
  expect(died).toEqual([])
})
