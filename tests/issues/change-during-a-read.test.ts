/** What the desk changed while its table was being read was noticed, and forgotten when the read ended: it came an hour later. */
import { beforeEach, expect, test } from 'vitest'
import { readEnded } from '../../src/erp/reads.ts'
import { readWhatChanged } from '../../src/erp/schedule.ts'
import { COMPANY, CONNECTION, pipelineKit } from '../world/pipeline.ts'
import { things } from '../world/things.ts'

const mapping = { table: { table: 'THINGS', stamp: { date: 'D', time: 'T' } } }
const kit = pipelineKit({ entities: [things()], connector: { imports: { things: mapping as never } } })
const at = { company: COMPANY, connection: CONNECTION }

beforeEach(async () => {
  await kit.owner('delete from erp_read; delete from erp_cursor')
  await kit.owner(
    `insert into erp_read (company_id, read_id, connection_id, feed, mode, state, asked_at, started_at)
     values (${COMPANY}, 'r1', ${CONNECTION}, 'things', 'changed', 'running', now(), now())`,
  )
})

const end = () =>
  readEnded(kit.pipeline.hub, at, { type: 'read-end', readId: 'r1', pages: 0, rows: 0, erpNow: '2026-01-02T03:04:05' })
const due = async () => {
  const { rows } = await kit.owner('select next_due_at from erp_cursor')
  return (rows[0] as { next_due_at: Date }).next_due_at.getTime() <= kit.pipeline.hub.clock.now().getTime()
}

test('a table written while it is read is read again at once', async () => {
  await kit.db.company(COMPANY, (sql) => readWhatChanged(kit.pipeline.hub, sql, at, { THINGS: '1' }))
  await end()
  expect(await due()).toBe(true)
})

test('a table that was left alone waits for its turn', async () => {
  await end()
  expect(await due()).toBe(false)
})
