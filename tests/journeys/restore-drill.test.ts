/**
 * The drill: a backup is taken while exports are at every stage, work goes on, the database is lost and put back. What was exported in the lost
 * time is in the ERP already; each item ends Synced exactly once, or in Needs review with both sides, and nothing is sent twice.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gusset } from '../world/command-line.ts'
import { draft, flawsOf, type Ground, ground, inTheBooks, sent } from '../world/contracts.ts'
import { asOwner } from '../world/database.ts'
import { type Journey, journey, movesOf, peopleOf } from '../world/journey.ts'

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
}, 360_000)
afterAll(() => of?.close())

const settings = () => ({ DATABASE_URL: of.database.url, GUSSET_DATA: join(of.world.folder, 'server') })

test('what was exported after the backup is not exported again', { timeout: 240_000 }, async () => {
  const file = join(of.world.folder, 'drill.gusset')
  const before = await sent(of, at, 'BEFORE')
  await before.accept('BEFORE')
  await before.until('Synced')
  const waiting = await sent(of, at, 'WAITING')
  // Accepted, and on its way when the backup is taken: the agent is not there to take it.
  await of.world.agent.kill()
  const flying = await sent(of, at, 'FLYING')
  await flying.accept('FLYING')
  expect(await gusset(['backup', file], settings())).toMatchObject({ code: 0, err: '' })

  await of.world.startAgent()
  await flying.until('Synced')
  await waiting.accept('WAITING')
  await waiting.until('Synced')
  const lost = await sent(of, at, 'LOST')
  await lost.accept('LOST')
  await lost.until('Synced')

  await of.world.server.kill()
  await loseTheDatabase()
  const restored = await gusset(['restore', file, '--reason', 'The disk broke'], settings())
  expect(restored).toMatchObject({ code: 0, err: '' })
  expect(restored.out).toMatch(/looked up in the ERP before anything is sent/)
  await of.world.startServer()

  // Sessions are not in a backup.
  const after = { ...of, ...(await peopleOf(of.world)) }
  const again = (code: string, id: number) => ({ code, moves: movesOf(after, 'commitment', id) })
  const [b, f, w] = [
    again('BEFORE', await idOf('BEFORE')),
    again('FLYING', await idOf('FLYING')),
    again('WAITING', await idOf('WAITING')),
  ]
  await b.moves.until('Synced')
  const flown = await f.moves.until('Synced', 'Needs review')
  expect((await w.moves.look()).status.word).toBe('Ready to Export')
  await w.moves.accept('WAITING')
  const accepted = await w.moves.until('Synced', 'Needs review', 'Failed')
  // Nobody remembers it here; whoever writes it again meets the record of the lost time and not a second one.
  const anew = movesOf(after, 'commitment', await draft(after, at, 'LOST'))
  await anew.try(after.manager, 'send')
  await anew.accept('LOST')
  const met = await anew.until('Synced', 'Needs review', 'Failed')

  expect(await flawsOf(after, 'BEFORE', await b.moves.look())).toEqual([])
  expect(await flawsOf(after, 'FLYING', flown)).toEqual([])
  expect(await flawsOf(after, 'WAITING', accepted)).toEqual([])
  expect([flown.status.word, accepted.status.word]).toEqual(['Synced', 'Synced'])
  expect(flown.op?.events.map((each) => each.sentence).join(' ')).toMatch(/restored from a backup/)
  expect(['Needs review', 'Failed']).toContain(met.status.word)
  const { headers, items } = await inTheBooks(after, 'LOST')
  expect([headers.length, items.length]).toEqual([1, 2])
})

async function loseTheDatabase(): Promise<void> {
  await asOwner(
    of.database.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  )
  await asOwner(of.database.url, 'drop schema public cascade; create schema public')
}

async function idOf(number: string): Promise<number> {
  const byNumber = 'select id from commitment where number = $1'
  const { rows } = await asOwner<{ id: string }>(of.database.url, byNumber, [number])
  return Number(rows[0]?.id)
}
