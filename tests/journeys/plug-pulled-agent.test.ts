/**
 * The plug of the agent's machine is pulled at every durable step of an export: strace kills the agent at the n-th write or fsync of its
 * journal, n = 1, 2, … until an export passes unharmed. Each export ends Synced exactly once, or in Needs review with both sides.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { flawsOf, type Ground, ground, sent } from '../world/contracts.ts'
import { type Item, type Journey, journey } from '../world/journey.ts'

const canTrace = process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0
/** INTENT, RUN, OUT and ACK. */
const ENTRIES = 4
const ENDS = ['Synced', 'Needs review', 'Failed']
/** Traced, and beside other work, an export takes its time. */
const PATIENCE_MS = 75_000

let of: Journey
let at: Ground

beforeAll(async () => {
  if (!canTrace) return
  // Calls are counted for each thread: one thread for all of the disk makes it one count.
  of = await journey({ agentEnv: { UV_THREADPOOL_SIZE: '1' } })
  at = await ground(of)
})
afterAll(() => of?.close())

test.runIf(canTrace).each(['pwrite64', 'fdatasync'])(
  'kill -9 at every %s of the journal',
  { timeout: 300_000 },
  async (call) => {
    const ends: string[] = []
    const flaws: string[] = []
    for (let step = 1; ; step++) {
      const code = `${call.slice(0, 5).toUpperCase()}-${step}`
      const { killed, item } = await exportKilledAt(call, step, code)
      flaws.push(...(await flawsOf(of, code, item)).map((flaw) => `step ${step}: ${flaw}`))
      if (!killed) break
      ends.push(item.status.word)
    }
    expect(flaws).toEqual([])
    // At least those: an outcome said twice, or a read remembered, writes once more.
    expect(ends.length).toBeGreaterThanOrEqual(ENTRIES)
    // Only between RUN and the end of the import can nobody but a person know; the rest recovers by itself.
    expect(ends.filter((word) => word === 'Needs review').length).toBeLessThanOrEqual(1)
  },
)

async function exportKilledAt(call: string, step: number, code: string): Promise<{ killed: boolean; item: Item }> {
  const agent = of.world.agent.process
  const moves = await sent(of, at, code)
  const trace = await killAt(call, step, agent.pid ?? 0)
  const gone = () => agent.exitCode !== null || agent.signalCode !== null
  let killed = false
  try {
    await moves.accept(code)
    const first = await until(
      'the agent’s death or the export’s end',
      async () => {
        const { word } = (await moves.look()).status
        return gone() ? 'killed' : ENDS.includes(word) && word
      },
      PATIENCE_MS,
    )
    // The acknowledgement is written after the item is seen as synced.
    const last = () => until('the last entry', async () => gone(), PATIENCE_MS)
    killed = first === 'killed' || (first === 'Synced' && step <= ENTRIES && (await last()))
  } finally {
    // Left behind, it would stand in the way of whoever tries again.
    await ended(trace)
  }
  if (killed) await of.world.startAgent()
  return { killed, item: await moves.until('Synced', 'Needs review', 'Failed') }
}

/** From now on, the n-th such call on the journal is the last thing the process asks for. */
async function killAt(call: string, step: number, pid: number): Promise<ChildProcess> {
  const journal = join(of.world.folder, 'agent', 'journal')
  const options = [
    '-f',
    '-p',
    String(pid),
    '-P',
    journal,
    '-e',
    `trace=${call}`,
    '-e',
    `inject=${call}:signal=KILL:when=${step}`,
  ]
  const trace = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  trace.stderr?.on('data', (text) => {
    said += text
  })
  await until('strace at the agent', async () => {
    if (trace.exitCode !== null) throw new Error(`strace: ${said}`)
    return said.includes('attached')
  })
  return trace
}

async function ended(trace: ChildProcess): Promise<void> {
  if (trace.exitCode !== null || trace.signalCode !== null) return
  trace.kill('SIGINT')
  await once(trace, 'exit')
}
