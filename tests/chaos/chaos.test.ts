import { expect, test } from 'vitest'
import { sage300cre } from '../../connectors/sage-300-cre/index.ts'
import { campaign, describe as tell } from './campaign.ts'
import { ITEM_KINDS } from './documents.ts'
import { FAULT_CLASSES } from './faults.ts'
import { run } from './run.ts'

/** Rare things that a campaign must have reached, or it has proved nothing about them. */
const SOMETIMES = [
  'stale epoch',
  'unknown op',
  'needs human partial',
  'needs human different',
  'needs human unverified',
  'needs human ghost',
  'orphaned import',
  'import died with its agent',
  'importer died half way',
  'several files',
  'hub crash',
  'hub restored',
  'agent crash',
  'agent paused',
  'failover',
  'lock refused',
  'licence not free',
  'look look EXACT',
  'look look PARTIAL',
  'look look DIFFERENT',
  'look settle ABSENT',
  'part imported again',
  'told REFUSED',
  'told ABSENT',
  'told UNVERIFIED',
  'told NOT_STARTED',
  'state LEASED > UNCERTAIN',
  'state RUNNING > UNCERTAIN',
  'state UNCERTAIN > CONFIRMED',
  'state QUEUED > CANCELLED',
  'state REFUSED > NEEDS_HUMAN',
  'state NEEDS_HUMAN > CONFIRMED',
  'state NEEDS_HUMAN > REFUSED',
  'state NEEDS_HUMAN > QUEUED',
  'completed',
  'retrieve refused',
  'accept refused: changed since you looked',
  'accept refused: not waiting for acceptance',
  'accept refused: no right to accept',
  'adopted different',
  'orphan taken out',
]

test('every kind that is exported is attacked', () => {
  expect([...ITEM_KINDS].sort()).toEqual(Object.keys(sage300cre.exports).sort())
})

test('20,000 exports under every fault: no invariant breaks, hardly anybody is asked, everything rare was reached', {
  timeout: 600_000,
}, () => {
  const { exports, needsHuman, seen, failure } = campaign({ seed: 100_001, exports: 20_000 })
  expect(failure && tell(failure)).toBeUndefined()
  expect(needsHuman / exports).toBeLessThanOrEqual(0.02)
  const faults = FAULT_CLASSES.filter((each) => !UNCOUNTED.includes(each)).map((each) => `fault ${each}`)
  expect([...SOMETIMES, ...faults].filter((event) => !seen.has(event))).toEqual([])
})

/** Classes that set the scene instead of striking. */
const UNCOUNTED = ['skew', 'lag', 'uncertified', 'duplicates-pass']

test('without faults nobody is asked', () => {
  const { needsHuman, failure } = campaign({ seed: 1, runs: 50, swarm: [] })
  expect(failure && tell(failure)).toBeUndefined()
  expect(needsHuman).toBe(0)
})

test('the same seed gives the same run (I16)', () => {
  for (let seed = 1; seed <= 10; seed += 1) {
    const once = run({ seed, swarm: FAULT_CLASSES })
    expect(run({ seed, swarm: FAULT_CLASSES }).traceHash).toBe(once.traceHash)
    expect(run({ seed: seed + 100, swarm: FAULT_CLASSES }).traceHash).not.toBe(once.traceHash)
  }
})

test('a failing run is told with its seed, its swarm and only the faults it needs', () => {
  const { failure } = campaign({ seed: 1, runs: 50, plants: ['accept-without-rev'] })
  expect(failure?.violation.invariant).toMatch(/^I6/)
  const needed = failure?.needed.map((each) => each.fault) ?? []
  expect(needed).toContain('edit-race')
  const whole = run({ seed: failure!.seed, swarm: failure!.swarm, plants: ['accept-without-rev'] })
  expect(needed.length).toBeLessThan(whole.struck.length)
  expect(tell(failure!)).toMatch(/^seed \d+: I6 .*\nswarm: .*edit-race/)
})
