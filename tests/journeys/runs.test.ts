/** A long read of the ERP is cancelled in its middle; what had come stays, the agent goes on with other work, and the next read is right. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Journey, journey } from '../world/journey.ts'

interface Run {
  read_id: string
  mode: string
  state: string
  rows: number
  error: string | null
  remedy: string | null
}

/** Enough for several pages. */
const ROWS = 600_000
const LONG = 'job-cost-transactions'
const PATIENCE_MS = 180_000

let of: Journey
let connection: number
beforeAll(async () => {
  of = await journey({ company: 'large', simulatorArgs: ['--jobs', '40', '--transactions', String(ROWS)] })
  const connections = await of.admin.get<{ id: number }[]>(of.erp('connections'))
  connection = connections[0]!.id
}, 240_000)
afterAll(() => of?.close())

const runs = (query = '') => of.admin.get<Run[]>(of.erp(`reads?feed=${LONG}${query}`))
const one = async (id: string) => (await runs()).find((each) => each.read_id === id)
const ask = async () => {
  const sync = of.erp(`connections/${connection}/feeds/${LONG}/sync`)
  return (await of.admin.post<{ read_id: string }>(sync, { mode: 'full' })).read_id
}
const lastRead = async () => {
  const [first] = await of.admin.get<{ feeds: { feed: string; last_read_at: string | null }[] }[]>(
    of.erp('connections'),
  )
  return first?.feeds.find((each) => each.feed === LONG)?.last_read_at ?? null
}

test('a read is cancelled while it is under way', { timeout: PATIENCE_MS + 60_000 }, async () => {
  const id = await ask()
  const before = await lastRead()
  const run = await until(
    'the first page of the long read',
    async () => {
      const found = await one(id)
      return found && (found.rows > 0 || !['asked', 'running'].includes(found.state)) && found
    },
    PATIENCE_MS,
  )
  expect(run).toMatchObject({ state: 'running' })
  await of.admin.post(of.erp(`reads/${id}/cancel`))
  const cancelled = await one(id)
  expect(cancelled).toMatchObject({ state: 'cancelled', error: 'Cancelled.', remedy: expect.stringContaining('stays') })
  expect(cancelled!.rows).toBeLessThan(ROWS)
  // The agent is free for other work, and what it may still have had on its way was not taken.
  expect((await of.readNow('jobs', 'full')).state).toBe('done')
  expect((await one(id))?.rows).toBe(cancelled!.rows)
  expect(await lastRead()).toBe(before)
})

test('the next read brings everything', { timeout: 2 * PATIENCE_MS }, async () => {
  const job = (await of.books('JCM_MASTER__JOB', ['Job']))[0]!.Job!
  const { item_id: project } = await of.admin.post<{ item_id: number }>(of.erp(`staged/job/${job}/add`))
  await of.admin.patch(`/rest/v1.0/projects/${project}/configuration`, {
    project_configuration: { job_cost_transactions_enabled: true },
  })
  const theirs = await of.books('JCT_CURRENT__TRANSACTION', ['Amount'], [{ column: 'Job', op: '=', value: job }])
  expect(theirs.length).toBeGreaterThan(1_000)
  // Adding the job has everything of it read, its codes first.
  await until(
    'the direct costs of the job',
    async () => {
      const answer = await of.admin.ask('GET', `/rest/v1.0/projects/${project}/direct_costs?per_page=1`)
      return Number(answer.headers.get('total')) === theirs.length
    },
    PATIENCE_MS,
  )
  const done = await until('the end of the whole read', async () => (await runs('&state=done'))[0], PATIENCE_MS)
  expect(done).toMatchObject({ mode: 'full', rows: ROWS })
})
