/**
 * The plug of the server is pulled at every commit that moves an export, n = 1, 2, … until an export passes unharmed: once so that the
 * commit came through although nobody heard of it, once so that it did not. Each export ends Synced exactly once, or in Needs review with
 * both sides.
 */
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { draft, flawsOf, type Ground, ground } from '../world/contracts.ts'
import { type Item, type Journey, journey, type Moves, movesOf } from '../world/journey.ts'

/** The n-th commit that wrote a row of an export stops inside the database, behind a lock that the test holds. */
const PLUG = `
  create table test_plug (at int not null);
  insert into test_plug values (0);
  create sequence test_plug_step;
  create function test_plug_pull() returns trigger language plpgsql security definer as $$
  begin
    if current_setting('test.counted', true) = txid_current()::text then return null; end if;
    perform set_config('test.counted', txid_current()::text, true);
    if nextval('test_plug_step') = (select at from test_plug) then perform pg_advisory_xact_lock(4242); end if;
    return null;
  end $$;
  create constraint trigger test_plug after insert or update on erp_op deferrable initially deferred for each row execute function test_plug_pull();
  create constraint trigger test_plug after insert or update on erp_item deferrable initially deferred for each row execute function test_plug_pull();
  create constraint trigger test_plug after insert or update on erp_link deferrable initially deferred for each row execute function test_plug_pull();`

/** Sent, accepted, handed over, started, read back. */
const COMMITS = 5

let of: Journey
let at: Ground
let plug: pg.Client

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  // The news of a start waits a moment for the outcome, to be kept together with it: an import that takes longer makes it a commit of its own.
  await of.desk('knobs', { importDelayMs: 60 })
  plug = new pg.Client({ connectionString: of.database.url })
  await plug.connect()
  await plug.query(PLUG)
})
afterAll(async () => {
  await plug?.end()
  await of?.close()
})

test.each(['came through', 'was lost'] as const)(
  'kill -9 at every commit, which %s',
  { timeout: 480_000 },
  async (commit) => {
    const ends: string[] = []
    const flaws: string[] = []
    for (let step = 1; ; step++) {
      const code = `${commit === 'was lost' ? 'LOST' : 'THROUGH'}-${step}`
      const { killed, item } = await exportKilledAt(step, code, commit)
      flaws.push(...(await flawsOf(of, code, item)).map((flaw) => `step ${step}: ${flaw}`))
      if (!killed) break
      ends.push(item.status.word)
    }
    expect(flaws).toEqual([])
    expect(ends.length).toBeGreaterThanOrEqual(COMMITS)
    expect(new Set(ends)).toEqual(new Set(['Synced']))
  },
)

async function exportKilledAt(
  step: number,
  code: string,
  commit: 'came through' | 'was lost',
): Promise<{ killed: boolean; item: Item }> {
  const moves = movesOf(of, 'commitment', await draft(of, at, code))
  await plug.query('select pg_advisory_lock(4242)')
  await plug.query(`select setval('test_plug_step', 1, false)`)
  await plug.query('update test_plug set at = $1', [step])
  const acting = sendAndAccept(moves, code).catch(() => 'cut')
  const stopped = await until('the commit to stop, or the export’s end', async () => {
    const backend = await waitingBackend()
    return backend ?? ((await synced(code)) ? 'none' : undefined)
  })
  if (stopped !== 'none') await pull(stopped, commit)
  else await plug.query('select pg_advisory_unlock(4242)')
  await plug.query('update test_plug set at = 0')
  await acting
  if (stopped !== 'none') await of.world.startServer()
  // A person whose page went away looks again, and does what is still to be done.
  await sendAndAccept(moves, code)
  return { killed: stopped !== 'none', item: await moves.until('Synced', 'Needs review', 'Failed') }
}

/** kill -9, then the fate of the commit that hangs in the database. */
async function pull(backend: number, commit: 'came through' | 'was lost'): Promise<void> {
  await of.world.server.kill()
  if (commit === 'was lost') await plug.query('select pg_terminate_backend($1)', [backend])
  await plug.query('select pg_advisory_unlock(4242)')
  await until('the end of the server’s connections', async () => {
    const { rows } = await plug.query(
      `select from pg_stat_activity where datname = current_database() and application_name like 'gusset%'`,
    )
    return rows.length === 0
  })
}

async function waitingBackend(): Promise<number | undefined> {
  const { rows } = await plug.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and objid = 4242 and not granted
       and database = (select oid from pg_database where datname = current_database())`,
  )
  return rows[0]?.pid
}

async function synced(code: string): Promise<boolean> {
  const { rows } = await plug.query(`select from erp_link where kind = 'commitment' and erp_id = $1`, [code])
  return rows.length > 0
}

async function sendAndAccept(moves: Moves, code: string): Promise<void> {
  if ((await moves.look()).status.word === 'Not sent') await moves.try(of.manager, 'send')
  if ((await moves.look()).status.word === 'Ready to Export') await moves.accept(code)
}
