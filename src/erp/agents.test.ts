import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import type { CompanyId, ConnectionId, UserId } from '../ids.ts'
import { handClock } from '../platform/clock.ts'
import { agentRegistry, agentsOf, createEnrolment, revokeAgent } from './agents.ts'
import type { Hello } from './protocol.ts'

const company = 11 as CompanyId
const connection = 21 as ConnectionId
const by = 31 as UserId
const clock = handClock('2026-11-22T10:00:00Z')
const agent = { publicKey: 'key', name: 'Office' }
const hello: Hello = {
  type: 'hello',
  protocol: 1,
  agentVersion: '0.1.0',
  erp: { product: 'P', version: '24.1', folder: 'F', highWater: { run: 5 } },
  unacknowledged: 0,
}

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await database.db.system((sql) =>
    sql.run(`insert into company (id, name) values ($1, 'Bridgewater') on conflict do nothing`, [company]),
  )
})
afterAll(() => database.drop())

const registry = () => agentRegistry(database.db, clock)
const newCode = () => database.db.company(company, (sql) => createEnrolment(sql, clock, { company, connection, by }))
const shown = () => database.db.company(company, (sql) => agentsOf(sql, company, connection))

describe('enrolment codes', () => {
  it('are good once, however they are typed', async () => {
    const { code } = await newCode()
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    const made = await registry().enrol(code.toLowerCase().replaceAll('-', ' '), agent)
    expect(made).toMatchObject({ company, connection, companyName: 'Bridgewater', revoked: false, publicKey: 'key' })
    expect(await registry().enrol(code, agent)).toBeUndefined()
  })

  it('are used by one of many who try at once', async () => {
    const { code } = await newCode()
    const tries = await Promise.all(Array.from({ length: 5 }, () => registry().enrol(code, agent)))
    expect(tries.filter(Boolean)).toHaveLength(1)
  })

  it('are too old after ten minutes', async () => {
    const { code } = await newCode()
    clock.advance(10 * 60_000)
    expect(await registry().enrol(code, agent)).toBeUndefined()
  })

  it('are nowhere in the database', async () => {
    const { code } = await newCode()
    const rows = await database.db.system((sql) => sql.query<object>('select * from erp_enrolment'))
    expect(JSON.stringify(rows)).not.toContain(code)
    expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''))
  })
})

describe('agents', () => {
  it('take each other’s place: a new one revokes the one before', async () => {
    const first = await registry().enrol((await newCode()).code, agent)
    const second = await registry().enrol((await newCode()).code, agent)
    expect((await registry().find(first!.id))?.revoked).toBe(true)
    expect((await registry().find(second!.id))?.revoked).toBe(false)
    expect(await registry().revoked([first!.id, second!.id])).toEqual([first!.id])
  })

  it('are shown with what they said and when they were heard', async () => {
    const made = (await registry().enrol((await newCode()).code, agent))!
    await registry().greeted(made, hello, 'server-1')
    clock.advance(60_000)
    await registry().heard([made.id])
    const [row] = await shown()
    expect(row).toMatchObject({ id: made.id, erp_version: '24.1', high_water: { run: 5 }, server_name: 'server-1' })
    expect(row?.last_contact).toEqual(clock.now())
  })

  it('are revoked once, with a reason on record', async () => {
    const made = (await registry().enrol((await newCode()).code, agent))!
    const revoke = () =>
      database.db.company(company, (sql) => revokeAgent(sql, clock, { company, agent: made.id, by, why: 'stolen' }))
    expect(await revoke()).toBe(true)
    expect(await revoke()).toBe(false)
    const rows = await database.db.company(company, (sql) =>
      sql.query<{ why: string }>(`select why from history where action = 'agent-revoked' and subject_id = $1`, [
        String(made.id),
      ]),
    )
    expect(rows).toEqual([{ why: 'stolen' }])
  })

  it('of another company are not seen', async () => {
    const rows = await database.db.company(12 as CompanyId, (sql) => agentsOf(sql, company, connection))
    expect(rows).toEqual([])
  })
})
