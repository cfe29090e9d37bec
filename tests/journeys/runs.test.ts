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
let job: string
let project: number
beforeAll(async () => {
  of = await journey({ company: 'large', simulatorArgs: ['--jobs', '40', '--transactions', String(ROWS)] })
  const connections = await of.admin.get<{ id: number }[]>(of.erp('connections'))
  connection = connections[0]!.id
  // By hand only, so that no read of it but those asked for here is under way.
  await of.admin.put(of.erp(`connections/${connection}/feeds/${LONG}/schedule`), { every_minutes: 0 })
  for (const open of await runs('&state=open')) await of.admin.ask('POST', of.erp(`reads/${open.read_id}/cancel`))
  await of.readNow('jobs', 'full')
  job = (await of.books('JCM_MASTER__JOB', ['Job']))[0]!.Job!
  project = (await of.admin.post<{ item_id: number }>(of.erp(`staged/job/${job}/add`))).item_id
  await of.admin.patch(`/rest/v1.0/projects/${project}/configuration`, {
    project_configuration: { job_cost_transactions_enabled: true },
  })
  await until(
    'the cost codes of the job',
    async () => {
      const codes = await of.admin.get<{ line_item_types: unknown[] }[]>(`/rest/v1.0/cost_codes?project_id=${project}`)
      return codes.some((each) => each.line_item_types.length > 0)
    },
    PATIENCE_MS,
  )
}, 400_000)
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

test('the next read brings everything', { timeout: PATIENCE_MS + 60_000 }, async () => {
  const id = await ask()
  const done = await until(
    'the end of the whole read',
    async () => {
      const found = await one(id)
      return found && !['asked', 'running'].includes(found.state) && found
    },
    PATIENCE_MS,
  )
  expect(done).toMatchObject({ mode: 'full', state: 'done', rows: ROWS })
  const theirs = await of.books('JCT_CURRENT__TRANSACTION', ['Amount'], [{ column: 'Job', op: '=', value: job }])
  expect(theirs.length).toBeGreaterThan(1_000)
  const answer = await of.admin.ask('GET', `/rest/v1.0/projects/${project}/direct_costs?per_page=1`)
  expect(Number(answer.headers.get('total'))).toBe(theirs.length)
})
