/** A job that was linked while its table was being read for the first time ever got its codes an hour later: nothing was noted where no read had ended. */
import { expect, test } from 'vitest'
import { readWholeAgain } from '../../src/erp/links.ts'
import { readEnded } from '../../src/erp/reads.ts'
import { COMPANY, CONNECTION, pipelineKit } from '../world/pipeline.ts'
import { feedOfThings, things } from '../world/things.ts'

const kit = pipelineKit({
  entities: [things({ feeds: [feedOfThings({ dropsUnlinked: 'job' })] })],
  connector: { imports: { things: { table: { table: 'THINGS' } } as never } },
})
const at = { company: COMPANY, connection: CONNECTION }

test('the rows the read had dropped are read again at once', async () => {
  const { hub } = kit.pipeline
  await kit.owner(
    `insert into erp_read (company_id, read_id, connection_id, feed, mode, state, asked_at, started_at)
     values (${COMPANY}, 'r1', ${CONNECTION}, 'things', 'full', 'running', now(), now())`,
  )
  await kit.db.company(COMPANY, (sql) =>
    readWholeAgain(sql, hub.registry.feeds, { ...at, now: hub.clock.now() }, ['job']),
  )
  await readEnded(hub, at, { type: 'read-end', readId: 'r1', pages: 0, rows: 0, erpNow: '2026-01-02T03:04:05' })
  const { rows } = await kit.owner('select whole_again, next_due_at from erp_cursor')
  expect(rows).toEqual([{ whole_again: true, next_due_at: hub.clock.now() }])
})
