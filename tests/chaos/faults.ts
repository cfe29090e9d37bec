/** What goes wrong, by class. A run has a random subset of the classes (swarm testing), so that rare ones are not drowned by common ones. */
import { type Random, throwAt } from './random.ts'

export const FAULT_CLASSES = [
  'drop',
  'duplicate',
  'delay',
  'disconnect',
  'stray',
  'hub-crash',
  'hub-rollback',
  'agent-crash',
  'orphan',
  'journal-rollback',
  'failover',
  'pause',
  'skew',
  'half-import',
  'refusal',
  'between-files',
  'lost-answer',
  'garbled-report',
  'exit-code-lies',
  'licence',
  'erp-unreachable',
  'lag',
  'uncertified',
  'duplicates-pass',
  'foreign-edit',
  'foreign-record',
  'posting',
  'edit-race',
  'double-approval',
  'no-right',
  'retrieve',
] as const
export type FaultClass = (typeof FAULT_CLASSES)[number]
export type Swarm = readonly FaultClass[]

/** Faults that by their nature need a person, whatever the protocol does; too many of them would hide how seldom others do (I14). */
const PERSONS: Swarm = ['half-import', 'between-files', 'uncertified', 'foreign-edit', 'foreign-record']

/** Each class is in with a chance of one in three, those for persons of one in fifteen; one run in twelve has none and must need nobody. */
export function randomSwarm(random: Random): Swarm {
  if (random.chance(1 / 12)) return []
  return FAULT_CLASSES.filter((fault) => random.chance(PERSONS.includes(fault) ? 1 / 15 : 1 / 3))
}

export interface Struck {
  place: number
  fault: FaultClass
  at: number
}

/** Decides at each numbered place whether a fault strikes. `left out` places are how a failing run is shrunk. */
export class Faults {
  readonly struck: Struck[] = []
  over = false
  readonly #seed: number
  readonly #swarm: ReadonlySet<FaultClass>
  readonly #leftOut: ReadonlySet<number>
  #place = 0

  constructor(seed: number, swarm: Swarm, leftOut: ReadonlySet<number> = new Set()) {
    this.#seed = seed
    this.#swarm = new Set(swarm)
    this.#leftOut = leftOut
  }

  has(fault: FaultClass): boolean {
    return this.#swarm.has(fault)
  }

  strikes(fault: FaultClass, probability: number, now: number): boolean {
    if (this.over || !this.#swarm.has(fault)) return false
    const place = this.#place++
    if (this.#leftOut.has(place) || throwAt(this.#seed, place) >= probability) return false
    this.struck.push({ place, fault, at: now })
    return true
  }
}
