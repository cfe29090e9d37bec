/** A job that was linked between the question what is due and the start of a read: its cost types were read before its codes, and then not for an hour. */
import { expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { readWholeAgain } from '../../src/erp/links.ts'
import { startReads } from '../../src/erp/reads.ts'
import { COMPANY, CONNECTION, pipelineKit } from '../world/pipeline.ts'
import { feedOfThings, things, waitingIn } from '../world/things.ts'

const codes = feedOfThings({ feed: 'codes', dropsUnlinked: 'job' })
const types = feedOfThings({ feed: 'types', dropsUnlinked: 'job', after: ['codes'] })
const table = { table: { table: 'THINGS', rows: [] } } as never
const kit = pipelineKit({
  entities: [things({ feeds: [codes, types] })],
  connector: { imports: { codes: table, types: table } },
})
const at = { company: COMPANY, connection: CONNECTION }

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
    await until('the start to wait for the read', async () => (await waitingIn(kit.db)) === 1)
    let done = false
    linked = kit.db
      .company(COMPANY, (other) => readWholeAgain(other, hub.registry.feeds, { ...at, now: hub.clock.now() }, ['job']))
      .then(() => {
        done = true
      })
    await until('the link to be made, or to wait', async () => done || (await waitingIn(kit.db)) === 2)
  })
  await Promise.all([started, linked])
  const { rows } = await kit.owner(`select feed from erp_cursor where whole_again order by feed`)
  expect(rows).toEqual([{ feed: 'codes' }, { feed: 'types' }])
})
