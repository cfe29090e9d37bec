/** One run: a world with two to six exports, some minutes of faults, then peace until everything has settled. */
import { AgentHost } from './agent-host.ts'
import { ITEM_KINDS } from './documents.ts'
import type { Struck } from './faults.ts'
import { Hub } from './hub.ts'
import { check } from './invariants.ts'
import { Net } from './net.ts'
import { Office } from './office.ts'
import { People } from './people.ts'
import { type RunOptions, type Violation, World } from './world.ts'

export interface Result {
  exports: number
  /** Ops that ever needed a person. */
  needsHuman: number
  violation: Violation | undefined
  seen: Map<string, number>
  struck: Struck[]
  traceHash: string
}

const FAULTY_MS = 60_000
/** B of I13: virtual time after the last fault. */
const PEACE_MS = 1_800_000

export function run(options: RunOptions): Result {
  const world = new World(options)
  const hub = new Hub(world)
  const net = new Net(world, hub)
  hub.wire = net
  const offices = new Map<string, Office>()
  const agents: AgentHost[] = []
  for (const company of world.faults.has('stray') ? ['Alder', 'Birch'] : ['Alder']) {
    const office = new Office(world, company)
    offices.set(company, office)
    const names = world.faults.has('failover') ? [`${company} 1`, `${company} 2`] : [`${company} 1`]
    const own = names.map((name) => new AgentHost(world, office, name, (from, message) => net.sendUp(from, message)))
    agents.push(...own)
    net.add(company, own)
  }
  const people = new People(world, hub, offices)
  const exports = world.random.between(2, 6)
  const companies = [...offices.keys()]
  const items = Array.from({ length: exports }, (_, at) =>
    people.newItem(at + 1, world.random.pick(companies), world.random.pick(ITEM_KINDS)),
  )
  const draft = hub.store.draft()
  for (const item of items) draft.items.set(item.id, item)
  hub.store.commit(draft)
  hub.store.backUp()

  world.after(FAULTY_MS, () => {
    world.faults.over = true
  })
  world.every(1_000, () => {
    const { ops, alarms } = hub.store.data
    const heard = (opKey: string) => !ops.has(opKey) && alarms.includes(opKey)
    const told = (agent: AgentHost) => agent.idle() && agent.unacknowledged().every(heard)
    const quiet = [...offices.values()].every((office) => office.isQuiet('anybody'))
    if (quiet && hub.up && people.allDone() && agents.every(told)) world.stop()
  })
  world.run(FAULTY_MS + PEACE_MS)
  let violation = world.violations[0]
  if (!violation) {
    const wrong = check({ data: hub.store.data, offices, agents, approvals: hub.approvals, edited: people.edited })
    if (wrong) violation = { ...wrong, at: world.elapsed }
  }
  const needsHuman = new Set(hub.store.data.history.filter((row) => row.to === 'NEEDS_HUMAN').map((row) => row.opKey))
    .size
  const ended = { exports, needsHuman, violation, seen: world.seen }
  return { ...ended, struck: world.faults.struck, traceHash: world.traceHash() }
}
