/** Whoever asked for all of a feed while a read of the changes was open got only the changes: what had been deleted in the ERP stayed. */
import { beforeEach, expect, test } from 'vitest'
import { askRead } from '../../src/erp/reads.ts'
import { ANN, COMPANY, CONNECTION, pipelineKit } from '../world/pipeline.ts'
import { things } from '../world/things.ts'

const mapping = { table: { table: 'THINGS', stamp: { date: 'D', time: 'T' } } }
const kit = pipelineKit({ entities: [things()], connector: { imports: { things: mapping as never } } })

beforeEach(() => kit.owner('delete from erp_read; delete from erp_cursor'))

async function open(state: string): Promise<void> {
  await kit.owner(
    `insert into erp_read (company_id, read_id, connection_id, feed, mode, state, asked_at, started_at)
     values (${COMPANY}, 'r1', ${CONNECTION}, 'things', 'changed', '${state}', now(), now())`,
  )
}
const askAll = () =>
  kit.db.company(COMPANY, (sql) => askRead(kit.pipeline.hub, sql, COMPANY, CONNECTION, 'things', ANN, true))

test('a read that has not begun becomes one of everything', async () => {
  await open('asked')
  expect(await askAll()).toBe('r1')
  expect((await kit.owner('select mode from erp_read')).rows).toEqual([{ mode: 'full' }])
})

test('after a read that is under way everything is read at once', async () => {
  await open('running')
  expect(await askAll()).toBe('r1')
  expect((await kit.owner('select whole_again from erp_cursor')).rows).toEqual([{ whole_again: true }])
})
