/** What else may die or fall silent while an export runs: the ERP in the middle of an import, the agent's machine asleep, the database's connections. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { flawsOf, type Ground, ground, inTheBooks, sent } from '../world/contracts.ts'
import { asOwner } from '../world/database.ts'
import { type Item, type Journey, journey, type Moves } from '../world/journey.ts'

/** Long enough to be met in the middle of an import of three records. */
const SLOW_MS = 700

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
})
afterAll(() => of?.close())
beforeEach(() => of.desk('knobs', { importDelayMs: SLOW_MS, atomicFile: true }))

/** Accepts a small contract and waits until its import has begun. */
async function importing(code: string): Promise<Moves> {
  const moves = await sent(of, at, code)
  await moves.accept(code)
  await until('the import', async () => (await moves.look()).op?.state === 'RUNNING')
  return moves
}

async function end(code: string, moves: Moves): Promise<Item> {
  const item = await moves.until('Synced', 'Needs review', 'Failed')
  expect(await flawsOf(of, code, item)).toEqual([])
  return item
}

test('the ERP dies in the middle of an import it had applied in part: a person sees which part', async () => {
  await of.desk('knobs', { importDelayMs: SLOW_MS, atomicFile: false })
  const moves = await importing('HALF-1')
  await until('the first records', async () => (await inTheBooks(of, 'HALF-1')).headers.length > 0)
  await of.world.simulator.kill()
  await of.world.startSimulator()
  const item = await end('HALF-1', moves)
  expect(item).toMatchObject({
    status: { word: 'Needs review' },
    op: { human_reason: 'partial', read_back: { verdict: 'PARTIAL' } },
  })
  // The desk takes the half away; then nothing of it is in the ERP, and it may be sent again.
  await of.desk('commitment-delete', { commitment: 'HALF-1' })
})

test('the ERP dies in the middle of an import that it takes as a whole: nothing is booked, and nothing is claimed', async () => {
  const moves = await importing('WHOLE-1')
  await of.world.simulator.kill()
  await of.world.startSimulator()
  await end('WHOLE-1', moves)
})

test('the agent’s machine sleeps during the import and wakes up', async () => {
  const moves = await importing('SLEEP-1')
  of.world.agent.process.kill('SIGSTOP')
  await until('the import’s end without its agent', async () => (await inTheBooks(of, 'SLEEP-1')).items.length === 2)
  of.world.agent.process.kill('SIGCONT')
  expect((await end('SLEEP-1', moves)).status.word).toBe('Synced')
})

test('every connection to the database is cut during the import', async () => {
  const moves = await importing('CUT-1')
  const cut = await asOwner(
    of.database.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
       and application_name like 'gusset%'`,
  )
  expect(cut.rowCount).toBeGreaterThan(1)
  expect((await end('CUT-1', moves)).status.word).toBe('Synced')
  expect(of.world.server.process.exitCode).toBeNull()
})
