import { beforeAll, expect, test } from 'vitest'
import { ANN, COMPANY, CONNECTION, pipelineKit } from '../../tests/world/pipeline.ts'
import type { Applied, Entity } from './entity.ts'
import type { ReadCommand, ToServer } from './protocol.ts'
import { askRead } from './reads.ts'

const NONE: Applied = { inserted: 0, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }

const entries: Entity = {
  kind: 'entry',
  one: 'Entry',
  many: 'Entries',
  inbound: {
    feeds: [
      {
        feed: 'entries',
        label: 'Entries',
        columns: [
          { name: 'number', type: 'integer' },
          { name: 'amount', type: 'numeric' },
        ],
        key: ['number'],
        keepsEveryRow: true,
        after: [],
        onDemand: true,
        everyMinutes: 0,
        apply: async ({ sql, company }) => ({
          ...NONE,
          inserted: await sql.run(
            `insert into entry as e select $1, number, amount from incoming
             on conflict (company_id, number) do update set amount = excluded.amount`,
            [company],
          ),
        }),
        finish: async ({ sql, company }) => ({
          ...NONE,
          vanished: await sql.run(
            'delete from entry e where company_id = $1 and not exists (select from seen where seen.number = e.number)',
            [company],
          ),
        }),
      },
    ],
  },
}
const column = (name: string, into: string, as: 'integer' | 'decimal') => ({
  ours: name,
  arrow: '<-' as const,
  theirs: name,
  column: name,
  into,
  as,
})
const table = {
  title: 'Entries',
  feed: 'entries',
  table: 'ENTRIES',
  rows: [column('NUMBER', 'number', 'integer'), column('AMOUNT', 'amount', 'decimal')],
  source: 'made up',
}

const kit = pipelineKit({ entities: [entries], connector: { imports: { entries: { table } } } })
const from = { company: COMPANY, connection: CONNECTION }

beforeAll(() =>
  kit.owner(`create table entry (company_id int8, number int, amount numeric, primary key (company_id, number));
    select gusset_raise_walls(); grant all on entry to gusset_app;`),
)

async function commanded(): Promise<ReadCommand> {
  await kit.pipeline.worker.settle()
  return kit.agent.others.filter((each): each is ReadCommand => each.type === 'read').at(-1)!
}

async function begin(): Promise<ReadCommand> {
  await kit.db.company(COMPANY, (sql) => askRead(kit.pipeline.hub, sql, COMPANY, CONNECTION, 'entries', ANN, true))
  return commanded()
}

async function finish(readId: string, lines: string[], told: Partial<Extract<ToServer, { type: 'read-end' }>>) {
  async function* bytes() {
    yield Buffer.from(lines.map((line) => `${line}\n`).join(''))
  }
  const pages = lines.length > 0 ? 1 : 0
  if (pages > 0)
    expect(await kit.pipeline.handler.page(from, { readId, number: 1, lines: bytes(), sha256: '' })).toBe(true)
  const end = { type: 'read-end', readId, pages, rows: lines.length, erpNow: '2026-11-23T10:00:00' } as const
  await kit.pipeline.handler.message(from, { ...end, ...told })
  return (await kit.owner(`select * from erp_read where read_id = '${readId}'`)).rows[0] as Record<string, unknown>
}

const numbers = async () => (await kit.owner('select number from entry order by number')).rows.map((row) => row.number)

/** A whole pass that the agent remembers. @returns its id */
async function whole(lines: string[]): Promise<string> {
  const { readId } = await begin()
  expect(await finish(readId, lines, { remembered: true })).toMatchObject({ state: 'done' })
  return readId
}

test('the first pass builds on nothing, the next one on it', async () => {
  const first = await begin()
  expect(first.remember).toEqual({ key: 1, since: null })
  await finish(first.readId, ['1\t1.00', '2\t2.00'], { remembered: true })
  const second = await begin()
  expect(second.remember).toEqual({ key: 1, since: first.readId })
  expect(await finish(second.readId, ['2\t2.50'], { remembered: true, leftOut: { missing: 0 } })).toMatchObject({
    state: 'done',
    vanished: '0',
  })
  expect(await numbers()).toEqual([1, 2])
})

test('a pass that left everything out removes nothing', async () => {
  await whole(['1\t1.00', '2\t2.00'])
  const next = await begin()
  expect(await finish(next.readId, [], { remembered: true, leftOut: { missing: 0 } })).toMatchObject({ state: 'done' })
  expect(await numbers()).toEqual([1, 2])
})

test('when rows are missing, a whole pass follows at once and finds which', async () => {
  await whole(['1\t1.00', '2\t2.00', '3\t3.00'])
  const next = await begin()
  await finish(next.readId, [], { remembered: false, leftOut: { missing: 1 } })
  const again = await commanded()
  expect(again.readId).not.toBe(next.readId)
  expect(again).toMatchObject({ changedSince: null, remember: { key: 1, since: null } })
  expect(await finish(again.readId, ['1\t1.00', '3\t3.00'], { remembered: true })).toMatchObject({
    state: 'done',
    vanished: '1',
  })
  expect(await numbers()).toEqual([1, 3])
})

test('a read that failed after some pages ends the agreement', async () => {
  await whole(['1\t1.00'])
  const failed = await begin()
  expect(failed.remember?.since).toBeTruthy()
  await kit.pipeline.handler.message(from, {
    type: 'read-failed',
    readId: failed.readId,
    because: 'The table is locked.',
  })
  const { readId, remember } = await begin()
  expect(remember).toEqual({ key: 1, since: null })
  await finish(readId, ['1\t1.00'], {})
  expect((await begin()).remember?.since).toBeNull()
})

test('rows that could not be taken must come again', async () => {
  const { readId } = await begin()
  await finish(readId, ['1\t1.00', '2\tmuch'], { remembered: true })
  expect((await begin()).remember?.since).toBeNull()
})
