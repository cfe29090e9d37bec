/** The health page and the agent's log as the API answers them, over a company whose agent is away. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'
import type { CompanyId } from '../ids.ts'
import { VERSION } from '../platform/version.ts'

let all: TwoCompanies
beforeAll(async () => {
  all = await twoCompanies()
})
afterAll(() => all?.close())

const url = (rest: string) => `/rest/v1.0/companies/${all.ours.company}/erp/${rest}`
const get = async <T>(rest: string, headers = all.admin) =>
  (await all.app.inject({ url: url(rest), headers })).json<T>()
const inOurs = (statement: string, values: unknown[] = []) =>
  all.world.db.company(all.ours.company as CompanyId, (sql) => sql.run(statement, values))

interface Health {
  server: { version: string; database_bytes: number; restored_at: string | null }
  connections: {
    id: number
    agent: { word: string }
    version: { word: string } | null
    feeds: { state: { word: string } }[]
  }[]
  queues: {
    kind: string
    state: { word: string; advice: string | null }
    queued: number
    waiting_for_approver: number
    oldest_item: number | null
    last_error: { sentence: string; item_id: number } | null
  }[]
}

describe('health', () => {
  it('says how each agent, read and queue is, and what to do', async () => {
    const { server, connections, queues } = await get<Health>('health')
    expect(server).toMatchObject({ version: VERSION, restored_at: null })
    expect(server.database_bytes).toBeGreaterThan(1_000_000)
    expect(connections.find((each) => each.id === all.ours.connection)?.agent.word).toBe('Away')
    expect(connections.flatMap((each) => each.feeds).length).toBeGreaterThan(5)
    expect(queues.map((each) => each.kind)).toContain('commitment')
    expect(queues.every((each) => each.state.word !== '')).toBe(true)
  })

  it('names the oldest item on its way and the last error of what is still wrong', async () => {
    const { kind, item } = await all.world.db.company(all.ours.company as CompanyId, (sql) =>
      sql.one<{ kind: string; item: number }>('select kind, item_id as item from erp_op where op_key = $1', [
        all.ours.op,
      ]),
    )
    const queue = async () => (await get<Health>('health')).queues.find((each) => each.kind === kind)
    const was = await queue()
    expect(was).toMatchObject({ queued: 1, oldest_item: item })
    await inOurs(`update erp_op set state = 'NEEDS_HUMAN', human_reason = 'unknown', due_at = null where op_key = $1`, [
      all.ours.op,
    ])
    await inOurs(
      `insert into erp_op_event (company_id, op_key, at, from_state, to_state, epoch, sentence)
       values ($1, $2, now(), 'UNCERTAIN', 'NEEDS_HUMAN', 1, 'A person must look at it.')`,
      [all.ours.company, all.ours.op],
    )
    expect(await queue()).toMatchObject({
      queued: 0,
      state: { word: 'Needs review' },
      last_error: { item_id: item, sentence: 'A person must look at it.' },
    })
  })
})

describe('the log of an agent', () => {
  interface Log {
    at: string | null
    lines: { sentence: string }[]
    refusals: { code: string; sentence: string }[]
  }
  const path = () => `connections/${all.ours.connection}/log`
  const ask = () => all.app.inject({ method: 'POST', url: url(`${path()}/ask`), headers: all.admin, payload: {} })

  it('of an agent that is away cannot be asked for, and says so', async () => {
    expect((await get<Log>(path())).refusals.map((each) => each.code)).toEqual(['agent-away'])
    expect((await ask()).statusCode).toBe(409)
  })

  it('of an agent of an older version cannot be asked for, and says which it takes', async () => {
    await inOurs('update erp_connection set connected = true where id = $1', [all.ours.connection])
    await inOurs(`update erp_agent set agent_version = '0.2.0', revoked_at = null where connection_id = $1`, [
      all.ours.connection,
    ])
    const [refusal] = (await get<Log>(path())).refusals
    expect(refusal?.sentence).toMatch(/is of version 0\.2\.0; agents show their log from 0\.3\.0 on/)
    expect((await ask()).json<{ message: string }>().message).toBe(refusal?.sentence)
    const [connection] = (await get<{ id: number; update: string | null }[]>('connections')).filter(
      ({ id }) => id === all.ours.connection,
    )
    expect(connection?.update).toMatch(/older than this server/)
  })

  it('is asked for by whoever manages the connection alone', async () => {
    await inOurs(`update erp_agent set agent_version = '0.3.0' where connection_id = $1`, [all.ours.connection])
    expect((await ask()).statusCode).toBe(200)
    expect(await inOurs('update erp_agent_log set at = at where asked_at is not null')).toBe(1)
    expect((await all.app.inject({ url: url(path()), headers: all.reader })).statusCode).toBe(403)
  })
})
