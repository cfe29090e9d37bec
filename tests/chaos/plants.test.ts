import { describe, expect, test } from 'vitest'
import { campaign } from './campaign.ts'
import { FAULT_CLASSES, type Swarm } from './faults.ts'
import { PLANTS, type Plant } from './plants.ts'

interface Hunt {
  /** Invariants any of which may be the first to break. */
  found: RegExp
  swarm?: Swarm
  runs?: number
}

/** By the moves on the way or by the end, whichever comes first. */
const HUNTS: Record<Plant, Hunt> = {
  'no-probe': { found: /^PO1/ },
  'timeout-is-failed': { found: /^R10/ },
  'timeout-is-new-op': { found: /^R10/ },
  'no-lock': { found: /^PO1|^R6/ },
  'lock-not-handed-over': { found: /^R6|^PO1/, swarm: ['agent-crash', 'orphan', 'failover'] },
  'no-quiet-time': { found: /^R6/, swarm: ['agent-crash', 'orphan', 'lag', 'failover'] },
  'blind-retry-of-partial': { found: /^PO1/, swarm: ['half-import'] },
  'complete-blindly': { found: /^PO1/, swarm: ['half-import', 'between-files'] },
  'accept-without-rev': { found: /^I6/ },
  'random-op-key': { found: /^I4/, swarm: ['hub-crash', 'hub-rollback'] },
  'no-not-after': { found: /^R4/, swarm: ['delay', 'pause', 'disconnect'] },
  'no-fence': { found: /^R9|^R15|^I15/ },
  'trust-exit-code': { found: /^I2|^PO3/, swarm: ['refusal', 'exit-code-lies'] },
  'report-before-journal': { found: /^PO6/ },
  'no-resend': { found: /^R5/, swarm: ['drop'] },
  'no-ghost-sweep': { found: /^R12|^I3|^I4/, swarm: ['retrieve', 'refusal'] },
  'send-before-commit': { found: /^R2/, swarm: ['hub-crash'] },
}

describe('every planted bug is found', () => {
  test.each(Object.keys(PLANTS) as Plant[])('%s', (plant) => {
    const { found, swarm, runs } = HUNTS[plant]
    const { failure } = campaign({
      seed: 1,
      runs: runs ?? 300,
      plants: [plant],
      shrink: false,
      ...(swarm ? { swarm } : {}),
    })
    expect(failure?.violation.invariant).toMatch(found)
  })
})

/** What the end alone shows: the money is wrong, or not what was approved. The other layers hide behind each other (knock-out pairs below). */
const SEEN_IN_THE_BOOKS: [Plant[], Swarm, RegExp][] = [
  [['no-probe'], ['agent-crash', 'drop', 'duplicates-pass'], /^I1 |^I2 |^I10/],
  [['accept-without-rev'], ['edit-race'], /^I6/],
  [['trust-exit-code'], ['refusal', 'exit-code-lies'], /^I2/],
  [['random-op-key'], ['hub-crash', 'hub-rollback'], /^I4/],
  [['timeout-is-new-op'], ['drop', 'delay', 'agent-crash'], /^I\d|^R12/],
  [['no-lock', 'no-probe'], ['agent-crash', 'failover', 'drop'], /^I1 |^I2 |^I10/],
  [['blind-retry-of-partial'], ['half-import', 'duplicates-pass'], /^I1 |^I2 |^I10/],
  [['complete-blindly'], ['half-import', 'duplicates-pass'], /^I1 |^I2 |^I10/],
]

describe('seen in the books alone', () => {
  test.each(SEEN_IN_THE_BOOKS)('%j under %j', (plants, swarm, found) => {
    const { failure } = campaign({ seed: 1, runs: 400, plants, swarm, shrink: false, endOnly: true })
    expect(failure?.violation.invariant).toMatch(found)
  })
})

test('without a planted bug the same hunts find nothing', () => {
  for (const { swarm } of Object.values(HUNTS)) {
    if (swarm) expect(campaign({ seed: 1, runs: 10, swarm, shrink: false }).failure?.violation).toBeUndefined()
  }
  expect(campaign({ seed: 1, runs: 10, swarm: FAULT_CLASSES, shrink: false }).failure?.violation).toBeUndefined()
})
