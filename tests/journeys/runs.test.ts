/** A long read of the ERP is cancelled in its middle; what had come stays, the agent goes on with other work, and the next read is right. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Journey, journey } from '../world/journey.ts'

interface Run {
  read_id: string
  feed: string
  mode: string
  state: string
  rows: number
  cause: string
  error: string | null
  remedy: string | null
}

/** Enough for several pages. */
const ROWS = 450_000
const LONG = 'job-cost-transactions'

let of: Journey
beforeAll(async () => {
  of = await journey({ company: 'large', simulatorArgs: ['--jobs', '40', '--transactions', String(ROWS)] })
}, 240_000)
afterAll(() => of?.close())

const runs = (query: string) => of.admin.get<Run[]>(of.erp(`reads?${query}`))
const lastRead = async () => {
  const [connection] = await of.admin.get<{ feeds: { feed: string; last_read_at: string | null }[] }[]>(
    of.erp('connections'),
  )
  return connection?.feeds.find((each) => each.feed === LONG)?.last_read_at
}

test('a read is cancelled while it is under way', { timeout: 240_000 }, async () => {
  const run = await until(
    'the first pages of the long read',
    async () => (await runs(`feed=${LONG}&state=running`)).find((each) => each.rows > 0),
    180_000,
  )
  await of.admin.post(of.erp(`reads/${run.read_id}/cancel`))
  const one = async () => (await runs(`feed=${LONG}`)).find((each) => each.read_id === run.read_id)
  const cancelled = await one()
  expect(cancelled).toMatchObject({ state: 'cancelled', error: 'Cancelled.', remedy: expect.stringContaining('stays') })
  expect(cancelled!.rows).toBeLessThan(ROWS)
  // The agent is free for other work, and what it may still have had on its way was not taken.
  expect((await of.readNow('vendors', 'full')).state).toBe('done')
  expect((await one())?.rows).toBe(cancelled!.rows)
  expect(await lastRead()).toBeNull()
})

test('the next read brings everything', { timeout: 240_000 }, async () => {
  await of.readNow('jobs')
  const jobs = await of.books('JCM_MASTER__JOB', ['Job'])
  const job = jobs[0]!.Job!
  const { item_id: project } = await of.admin.post<{ item_id: number }>(of.erp(`staged/job/${job}/add`))
  await of.admin.patch(`/rest/v1.0/projects/${project}/configuration`, {
    project_configuration: { job_cost_transactions_enabled: true },
  })
  const [connection] = await of.admin.get<{ id: number }[]>(of.erp('connections'))
  const sync = of.erp(`connections/${connection?.id}/feeds/${LONG}/sync`)
  const { read_id } = await of.admin.post<{ read_id: string }>(sync, { mode: 'full' })
  const read = await until(
    'the whole read',
    async () =>
      (await runs(`feed=${LONG}`)).find(
        (each) => each.read_id === read_id && each.state !== 'running' && each.state !== 'asked',
      ),
    180_000,
  )
  expect(read).toMatchObject({ mode: 'full', state: 'done', rows: ROWS })
  expect(await lastRead()).not.toBeNull()
  const theirs = await of.books('JCT_CURRENT__TRANSACTION', ['Amount'], [{ column: 'Job', op: '=', value: job }])
  const answer = await of.admin.ask('GET', `/rest/v1.0/projects/${project}/direct_costs?per_page=1`)
  expect(Number(answer.headers.get('total'))).toBe(theirs.length)
})
