import { expect, test } from 'vitest'
import { BOB, COMPANY, CONNECTION, pipelineKit } from '../../tests/world/pipeline.ts'
import type { ItemId } from '../ids.ts'
import { accept, preview } from './accept.ts'
import { send } from './exports.ts'
import { waitOf } from './waits.ts'

const LIMIT = 'You have surpassed the max number of requests for an hour. Please wait until your limit resets.'
const failures = [
  {
    code: 'rate-limit',
    matches: /surpassed the max number of requests/i,
    sample: LIMIT,
    cause: '',
    remedy: '',
    waysOut: [],
    retry: true,
    waitMinutes: 10,
    source: 'made up',
  },
]
const kit = pipelineKit({ connector: { failures } })
const quiet = () => kit.agent.quiet(kit.pipeline)

async function accepted(): Promise<ItemId> {
  const item = await kit.order()
  await kit.move(send, item, BOB)
  const seen = await kit.db.company(COMPANY, (sql) =>
    preview(kit.pipeline.hub, sql, COMPANY, BOB, 'order', item, { erp_id: `E${item}` }),
  )
  await kit.move(
    ({ hub, sql, company, actor, kind }) =>
      accept(hub, sql, company, actor, kind, item, {
        rev: seen.rev,
        hash: seen.hash!,
        answers: { erp_id: `E${item}` },
      }),
    item,
    BOB,
  )
  return item
}

const wait = () => kit.db.company(COMPANY, (sql) => waitOf(sql, COMPANY, CONNECTION, kit.clock.now()))

test.each([
  ['does not begin', (): 'notStarted' | 'refused' => 'notStarted'],
  ['refuses every record', (): 'notStarted' | 'refused' => 'refused'],
])('where the ERP %s for its limit, nothing more is sent until it resets, and then all goes', async (_, how) => {
  kit.agent.answer = (command) =>
    how() === 'refused' ? kit.agent.refuse(command, LIMIT) : { result: 'NOT_STARTED', because: LIMIT }
  const before = kit.agent.commands.length
  const first = await accepted()
  await quiet()
  const second = await accepted()
  kit.clock.advance(9 * 60_000)
  await quiet()
  expect(kit.agent.commands.length).toBe(before + 1)
  expect([await kit.opState(first), await kit.opState(second)]).toEqual(['QUEUED', 'QUEUED'])
  expect(await wait()).toMatchObject({ because: LIMIT, waiting: 2 })

  kit.agent.answer = (command) => kit.agent.carryOut(command)
  kit.clock.advance(61_000)
  await quiet()
  expect([await kit.opState(first), await kit.opState(second)]).toEqual(['CONFIRMED', 'CONFIRMED'])
  expect(await wait()).toBeUndefined()
})
