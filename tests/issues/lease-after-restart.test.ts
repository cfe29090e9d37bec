/** A server that died with a lease open, and came back, let the lease run out (10 minutes) before it looked; assurance G14 wants two minutes. */
import { beforeEach, expect, test } from 'vitest'
import { accept, preview } from '../../src/erp/accept.ts'
import { send } from '../../src/erp/exports.ts'
import type { ItemId } from '../../src/ids.ts'
import { ANN, BOB, COMPANY, CONNECTION, pipelineKit } from '../world/pipeline.ts'

const kit = pipelineKit()
const FROM = { company: COMPANY, connection: CONNECTION }

beforeEach(() => {
  kit.agent.answer = (command) => kit.agent.carryOut(command)
})

async function accepted(): Promise<ItemId> {
  const item = await kit.order()
  await kit.move(send, item, BOB)
  await kit.move(async (by) => {
    const { rev, hash } = await preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, {})
    await accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, { rev, hash: hash ?? '', answers: {} })
  }, item)
  return item
}

test('what was leased when the server died is looked up soon after the agent is there again', async () => {
  const item = await accepted()
  // The command never reached the agent: the server died between commit and send, so nobody said that the line was gone.
  kit.agent.answer = () => undefined
  await kit.agent.quiet(kit.pipeline)
  expect(await kit.opState(item)).toBe('LEASED')

  kit.agent.answer = (command) => kit.agent.carryOut(command)
  await kit.pipeline.handler.connected(FROM)
  kit.clock.advance(60_000)
  await kit.agent.quiet(kit.pipeline)
  expect(await kit.opState(item)).toBe('CONFIRMED')
})
