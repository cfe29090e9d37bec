/** A job that was linked between the question what is due and the start of a read: its cost types were read before its codes, and then not for an hour. */
import { expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import type { Entity, Feed } from '../../src/erp/entity.ts'
import { readWholeAgain } from '../../src/erp/links.ts'
import { startReads } from '../../src/erp/reads.ts'
import { COMPANY, CONNECTION, pipelineKit } from '../world/pipeline.ts'

const feed = (name: string, after: string[]): Feed => ({
  feed: name,
  dropsUnlinked: 'job',
  label: name,
  columns: [{ name: 'erp_id', type: 'text' }],
  key: ['erp_id'],
  after,
  onDemand: true,
  everyMinutes: 60,
  apply: async () => ({ inserted: 0, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }),
})
const things: Entity = {
  kind: 'thing',
  one: 'Thing',
  many: 'Things',
  inbound: { feeds: [feed('codes', []), feed('types', ['codes'])] },
}
const table = { table: { table: 'THINGS', rows: [] } } as never
const kit = pipelineKit({ entities: [things], connector: { imports: { codes: table, types: table } } })
const at = { company: COMPANY, connection: CONNECTION }

/** How many transactions wait for another; asked in one of its own, because a transaction sees the others as they were when it first looked. */
const waiting = () =>
  kit.db.system(async (sql) => {
    const { count } = await sql.one<{ count: number }>(
      `select count(distinct pid)::int as count from pg_locks
       where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
    )
    return count
  })

test('what must come after is read again, too', async () => {
  const { hub } = kit.pipeline
  const later = new Date(hub.clock.now().getTime() + 3_600_000).toISOString()
  await kit.owner(
    `insert into erp_cursor (company_id, connection_id, feed, next_due_at) values (${COMPANY}, ${CONNECTION}, 'codes', '${later}'), (${COMPANY}, ${CONNECTION}, 'types', '${later}');
     insert into erp_read (company_id, read_id, connection_id, feed, mode, state, asked_at) values (${COMPANY}, 'r1', ${CONNECTION}, 'types', 'full', 'asked', now())`,
  )
  let started: Promise<unknown> | undefined
  let linked: Promise<unknown> | undefined
  await kit.db.company(COMPANY, async (sql) => {
    await sql.run(`select 1 from erp_read where company_id = $1 and read_id = 'r1' for update`, [COMPANY])
    started = startReads(hub, at)
    await until('the start to wait for the read', async () => (await waiting()) === 1)
    let done = false
    linked = kit.db
      .company(COMPANY, (other) => readWholeAgain(other, hub.registry.feeds, { ...at, now: hub.clock.now() }, ['job']))
      .then(() => {
        done = true
      })
    await until('the link to be made, or to wait', async () => done || (await waiting()) === 2)
  })
  await Promise.all([started, linked])
  const { rows } = await kit.owner(`select feed from erp_cursor where whole_again order by feed`)
  expect(rows).toEqual([{ feed: 'codes' }, { feed: 'types' }])
})
