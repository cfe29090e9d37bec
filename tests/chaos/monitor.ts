/**
 * Assertions on every single move of the server's core. Layers that hide behind each other in the final books (fence, read-back, proof of
 * a refusal) are each held to their own word here.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Input, type Rules, type Stepped, step } from '../../src/erp/ops.ts'
import type { StoredOp } from './store.ts'
import type { World } from './world.ts'

const UNSTABLE = ['ABSENT', 'REFUSED', 'PARTIAL', 'UNVERIFIED', 'NOT_STARTED']

/** `toldEpoch`: the epoch on the message, when the input came from an agent. */
export function monitor(
  world: World,
  stored: StoredOp,
  input: Input,
  stepped: Stepped,
  rules: Rules,
  toldEpoch?: number,
): void {
  const [from, to] = [stored.op.state, stepped.op.state]
  if (input.type === 'outcome') {
    const own = input.payloadHash === stored.op.payloadHash
    const late = own && toldEpoch !== stored.op.epoch && UNSTABLE.includes(input.outcome.result)
    if (late && from !== to)
      world.violate('R9', `${input.outcome.result} of epoch ${toldEpoch} moved an op at ${stored.op.epoch}`)
  }
  if (from !== to && to === 'CONFIRMED') confirmed(world, input)
  if (from !== to && to === 'REFUSED') refused(world, input)
  if (stepped.effects.some((effect) => effect.type === 'freeze')) world.violate('R15', 'the company was frozen')
  const again = step(stepped.op, input, rules)
  if (!isDeepStrictEqual(again.op, stepped.op)) world.violate('I17', `${input.type} twice is not ${input.type} once`)
}

/** PO3. */
function confirmed(world: World, input: Input): void {
  if (input.type === 'adopt-different') return
  const exact = input.type === 'outcome' && 'readBack' in input.outcome && input.outcome.readBack?.verdict === 'EXACT'
  if (!exact) world.violate('PO3', `CONFIRMED by ${input.type} without an exact read-back`)
}

/** R10, PO4: only an empty read-back refuses. */
function refused(world: World, input: Input): void {
  const readBack = input.type === 'outcome' && 'readBack' in input.outcome ? input.outcome.readBack : undefined
  const empty = readBack !== undefined && (readBack.verdict === 'ABSENT' || !readBack.ours)
  if (!empty) world.violate('R10', `REFUSED by ${input.type} without an empty read-back`)
}
