/** "Sync now" while a read of the same feed ended and what follows it wrote history: each waited for the other, and the person read "The database is busy". */
import { expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { askRead, readEnded } from '../../src/erp/reads.ts'
import { record } from '../../src/platform/history.ts'
import { ANN, COMPANY, CONNECTION, pipelineKit } from '../world/pipeline.ts'
import { things, waitingIn } from '../world/things.ts'

let asked: Promise<string> | undefined

const kit = pipelineKit({
  entities: [
    things({
      follows: {
        things: async ({ sql }) => {
          await record(sql, { company: COMPANY, actor: ANN, action: 'follow', subject: { kind: 'thing', id: 1 } })
          asked = kit.db.company(COMPANY, (other) =>
            askRead(kit.pipeline.hub, other, COMPANY, CONNECTION, 'things', ANN, true),
          )
          asked.catch(() => {})
          await until('the other transaction to wait', async () => (await waitingIn(kit.db)) > 0)
        },
      },
    }),
  ],
  connector: { imports: { things: { table: { table: 'THINGS' } } as never } },
})

test('both come to their end', async () => {
  const { hub } = kit.pipeline
  await kit.owner(
    `insert into erp_read (company_id, read_id, connection_id, feed, mode, state, asked_at, started_at)
     values (${COMPANY}, 'r1', ${CONNECTION}, 'things', 'changed', 'running', now(), now());
     insert into erp_cursor (company_id, connection_id, feed) values (${COMPANY}, ${CONNECTION}, 'things')`,
  )
  const at = { company: COMPANY, connection: CONNECTION }
  await readEnded(hub, at, { type: 'read-end', readId: 'r1', pages: 0, rows: 0, erpNow: '2026-01-02T03:04:05' })
  await asked
  const { rows } = await kit.owner('select state from erp_read order by state')
  expect(rows).toEqual([{ state: 'done' }])
})
