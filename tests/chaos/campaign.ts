/** Many runs in a row: counts what was reached, and shrinks the first failing run to the faults it needs. */
import { randomSwarm, type Struck, type Swarm } from './faults.ts'
import type { Plant } from './plants.ts'
import { random } from './random.ts'
import { type Result, run } from './run.ts'

export interface Failure {
  seed: number
  swarm: Swarm
  violation: NonNullable<Result['violation']>
  /** The faults without which the run does not fail. */
  needed: Struck[]
}

export interface Campaign {
  runs: number
  exports: number
  needsHuman: number
  faults: number
  seen: Map<string, number>
  failure: Failure | undefined
}

export interface CampaignOptions {
  seed: number
  runs?: number
  /** Goes on until this many exports. */
  exports?: number
  plants?: readonly Plant[]
  /** In place of a random one for each run. */
  swarm?: Swarm
  shrink?: boolean
  endOnly?: boolean
  tell?: (line: string) => void
}

/** Stops at the first violation. */
export function campaign(options: CampaignOptions): Campaign {
  const sum: Campaign = { runs: 0, exports: 0, needsHuman: 0, faults: 0, seen: new Map(), failure: undefined }
  while (
    sum.runs < (options.runs ?? Number.POSITIVE_INFINITY) &&
    sum.exports < (options.exports ?? Number.POSITIVE_INFINITY)
  ) {
    const seed = options.seed + sum.runs
    const swarm = options.swarm ?? randomSwarm(random(seed ^ 0x5bd1e995))
    const { plants = [], tell, endOnly = false } = options
    const result = run({ seed, swarm, plants, endOnly, ...(tell ? { tell } : {}) })
    sum.runs += 1
    sum.exports += result.exports
    sum.needsHuman += result.needsHuman
    sum.faults += result.struck.length
    for (const [event, times] of result.seen) sum.seen.set(event, (sum.seen.get(event) ?? 0) + times)
    if (!result.violation) continue
    const needed = options.shrink === false ? result.struck : shrink(seed, swarm, options.plants ?? [], result)
    sum.failure = { seed, swarm, violation: result.violation, needed }
    break
  }
  return sum
}

/** Leaves out faults, halves first and then one by one, while the same invariant still breaks. */
function shrink(seed: number, swarm: Swarm, plants: readonly Plant[], failing: Result): Struck[] {
  const leftOut = new Set<number>()
  let struck = failing.struck
  for (let size = Math.ceil(struck.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < struck.length; ) {
      const without = struck.slice(from, from + size).map((each) => each.place)
      const tried = run({ seed, swarm, plants, leftOut: new Set([...leftOut, ...without]) })
      if (tried.violation?.invariant === failing.violation?.invariant) {
        for (const place of without) leftOut.add(place)
        struck = tried.struck
      } else from += size
    }
  }
  return struck
}

/** What a person needs to see a failing run again. */
export function describe(failure: Failure): string {
  const { seed, swarm, violation, needed } = failure
  const faults = needed.map((each) => `  ${(each.at / 1000).toFixed(3)} s  ${each.fault} (place ${each.place})`)
  return [
    `seed ${seed}: ${violation.invariant}: ${violation.what}, after ${(violation.at / 1000).toFixed(3)} s`,
    `swarm: ${swarm.join(' ')}`,
    `faults it needs:`,
    ...faults,
  ].join('\n')
}
