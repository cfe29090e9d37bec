import { beforeAll, describe, expect, test } from 'vitest'
import { ANN, COMPANY, CONNECTION, pipelineKit } from '../../tests/world/pipeline.ts'
import type { ItemId } from '../ids.ts'
import { Refused } from '../platform/refusal.ts'
import type { Applied, Entity, Scope } from './entity.ts'
import { unlink } from './exports.ts'
import type { ReadCommand } from './protocol.ts'
import { askRead, cancelRead } from './reads.ts'
import { addStaged, archiveStaged, linkStaged, type Stager } from './staged.ts'

const NONE: Applied = { inserted: 0, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }

/** Bookings, applied as they come; a negative one cannot be applied. */
async function applyBookings({ sql, company }: Scope): Promise<Applied> {
  await sql.run(
    `insert into unsyncable select number::text, 'It is negative.', amount::text from incoming where amount < 0`,
  )
  const written = await sql.run(
    `insert into booking as b select $1, number, amount from incoming where amount >= 0
     on conflict (company_id, number) do update set amount = excluded.amount where b.amount <> excluded.amount`,
    [company],
  )
  return { ...NONE, inserted: written }
}

const things: Entity = {
  kind: 'thing',
  one: 'Thing',
  many: 'Things',
  tab: { title: 'Things', columns: [] },
  inbound: {
    feeds: [
      {
        feed: 'things',
        label: 'Things',
        columns: [
          { name: 'erp_id', type: 'text' },
          { name: 'name', type: 'text' },
        ],
        key: ['erp_id'],
        after: [],
        onDemand: true,
        everyMinutes: 60,
        apply: async () => NONE,
      },
      {
        feed: 'bookings',
        label: 'Bookings',
        columns: [
          { name: 'number', type: 'integer' },
          { name: 'amount', type: 'numeric' },
        ],
        key: ['number'],
        after: ['things'],
        onDemand: true,
        everyMinutes: 60,
        apply: applyBookings,
        finish: async ({ sql, company }) => ({
          ...NONE,
          vanished: await sql.run(
            'delete from booking b where company_id = $1 and not exists (select from seen where seen.number = b.number)',
            [company],
          ),
        }),
      },
    ],
    stage: {
      feed: 'things',
      erpId: 'erp_id',
      title: 'name',
      addAction: 'add-erp-company-to-directory',
      add: async ({ sql, company }, staged) => {
        const item = Number(staged.erpId.replace(/\D/g, '')) as ItemId
        await sql.run(`insert into made_up (company_id, kind, id, title, amount) values ($1, 'thing', $2, $3, 0)`, [
          company,
          item,
          staged.title,
        ])
        return item
      },
      suggest: async () => [],
      update: async ({ sql, company }, item, staged) => {
        await sql.run(`update made_up set title = $3 where company_id = $1 and kind = 'thing' and id = $2`, [
          company,
          item,
          staged.title,
        ])
      },
      linkable: async () => [],
      summary: async ({ sql, company }, item) => {
        const found = await sql.maybe<{ title: string; rev: number }>(
          `select title, rev from made_up where company_id = $1 and kind = 'thing' and id = $2`,
          [company, item],
        )
        return (
          found && {
            id: item,
            project: undefined,
            number: `${item}`,
            title: found.title,
            path: `/things/${item}`,
            rev: found.rev,
            columns: {},
          }
        )
      },
    },
  },
}

const text = (ours: string, column: string, into: string) => ({
  ours,
  arrow: '<-' as const,
  theirs: ours,
  column,
  into,
  as: 'text' as const,
})
const imports = {
  things: {
    table: {
      title: 'Things',
      feed: 'things',
      table: 'THINGS',
      rows: [text('ID', 'ID', 'erp_id'), text('Name', 'NAME', 'name')],
      source: 'made up',
    },
  },
  bookings: {
    table: {
      title: 'Bookings',
      feed: 'bookings',
      table: 'BOOKINGS',
      rows: [
        { ...text('Number', 'NUMBER', 'number'), as: 'integer' as const },
        { ...text('Amount', 'AMOUNT', 'amount'), as: 'decimal' as const },
      ],
      stamp: { date: 'DAY', time: 'TIME' },
      source: 'made up',
    },
  },
}

const kit = pipelineKit({ entities: [things], connector: { imports } })
const from = { company: COMPANY, connection: CONNECTION }
const ERP_NOW = '2026-11-23T10:00:00'

beforeAll(async () => {
  await kit.owner(`create table booking (company_id int8, number int, amount numeric, primary key (company_id, number));
    select gusset_raise_walls(); grant all on booking to gusset_app;`)
})

async function* bytes(lines: string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield new TextEncoder().encode(`${line}\n`)
}

/** The read command sent last, after the worker has done what was due. */
async function commanded(): Promise<ReadCommand> {
  await kit.pipeline.worker.settle()
  const reads = kit.agent.others.filter((each): each is ReadCommand => each.type === 'read')
  return reads.at(-1)!
}

const page = (readId: string, number: number, lines: string[]) =>
  kit.pipeline.handler.page(from, { readId, number, lines: bytes(lines), sha256: '' })
const end = (readId: string, pages: number) =>
  kit.pipeline.handler.message(from, { type: 'read-end', readId, pages, rows: 0, erpNow: ERP_NOW })
const ask = (feed: string, whole = false) =>
  kit.db.company(COMPANY, (sql) => askRead(kit.pipeline.hub, sql, COMPANY, CONNECTION, feed, ANN, whole))

async function read(
  feed: string,
  pages: string[][],
  whole = false,
): Promise<{ state: string; error: string | null; [name: string]: unknown }> {
  const id = await ask(feed, whole)
  const command = await commanded()
  expect(command.readId).toBe(id)
  for (const [at, lines] of pages.entries()) expect(await page(id, at + 1, lines)).toBe(true)
  await end(id, pages.length)
  const found = await kit.owner(`select * from erp_read where read_id = '${id}'`)
  return found.rows[0] as { state: string; error: string | null }
}

const staged = async () => (await kit.owner('select erp_id, title, state, gone from erp_staged order by erp_id')).rows
const bookings = async () => (await kit.owner('select number, amount from booking order by number')).rows
const stage = (work: (by: Stager) => Promise<unknown>, erpId: string) =>
  kit.db.company(COMPANY, (sql) =>
    work({ hub: kit.pipeline.hub, sql, company: COMPANY, actor: ANN, kind: 'thing', erpId }),
  )

describe('reading by schedule', () => {
  test('a new connection is read whole, feeds in their order', async () => {
    const first = await commanded()
    expect(first).toMatchObject({ table: 'THINGS', changedSince: null, columns: ['ID', 'NAME'] })
    await page(first.readId, 1, ['T1\tCrane', 'T2\tDozer'])
    await end(first.readId, 1)
    const second = await commanded()
    expect(second).toMatchObject({ table: 'BOOKINGS', changedSince: null })
    await page(second.readId, 1, ['1\t10.50', '2\t20.00'])
    await page(second.readId, 2, ['3\t30.00'])
    await end(second.readId, 2)
    expect(await bookings()).toEqual([
      { number: 1, amount: '10.50' },
      { number: 2, amount: '20.00' },
      { number: 3, amount: '30.00' },
    ])
    expect(await staged()).toEqual([
      { erp_id: 'T1', title: 'Crane', state: 'staged', gone: false },
      { erp_id: 'T2', title: 'Dozer', state: 'staged', gone: false },
    ])
  })

  test('the next read asks for what changed since the last one began, less two seconds', async () => {
    await ask('bookings')
    const command = await commanded()
    expect(command.changedSince).toBe('2026-11-23T09:59:58')
    await page(command.readId, 1, ['2\t25.00'])
    await end(command.readId, 1)
    expect(await bookings()).toHaveLength(3)
    expect((await bookings())[1]).toEqual({ number: 2, amount: '25.00' })
  })

  test('nothing is asked before its time, and everything after it', async () => {
    const before = kit.agent.others.length
    await kit.pipeline.worker.settle()
    expect(kit.agent.others.length).toBe(before)
    kit.clock.advance(61 * 60_000)
    const command = await commanded()
    expect(command.table).toBe('THINGS')
    await page(command.readId, 1, ['T1\tCrane', 'T2\tDozer'])
    await end(command.readId, 1)
    const next = await commanded()
    await end(next.readId, 0)
  })
})

describe('a full pass', () => {
  test('finds what vanished', async () => {
    const done = await read('bookings', [['1\t10.50'], ['3\t30.00']], true)
    expect(done).toMatchObject({ state: 'done', vanished: '1', pages: 2, rows: '2' })
    expect((await bookings()).map((row) => row.number)).toEqual([1, 3])
  })

  test('with no row at all removes nothing', async () => {
    const done = await read('bookings', [], true)
    expect(done.state).toBe('failed')
    expect(done.error).toContain('nothing was removed')
    expect(await bookings()).toHaveLength(2)
  })

  test('that lost its keys in a crash removes nothing', async () => {
    const id = await ask('bookings', true)
    await commanded()
    await page(id, 1, ['1\t10.50'])
    await kit.owner('truncate erp_seen')
    await end(id, 1)
    expect((await kit.owner(`select state from erp_read where read_id = '${id}'`)).rows).toEqual([{ state: 'failed' }])
    expect(await bookings()).toHaveLength(2)
  })
})

describe('what cannot be taken', () => {
  test('stands in the report with the reason, and leaves it once it can', async () => {
    const done = await read('bookings', [['1\t10.50', 'x\t5', '4\t-1.00', '3\t30.00']], true)
    expect(done.state).toBe('done')
    const report = async () => (await kit.owner('select reason, raw from erp_unsyncable order by raw')).rows
    expect(await report()).toHaveLength(2)
    expect((await report()).some((row) => row.reason === 'It is negative.')).toBe(true)
    expect(await read('bookings', [['3\t30.00']])).toMatchObject({ mode: 'changed', state: 'done' })
    expect(await report()).toHaveLength(2)
    await read('bookings', [['1\t10.50', '3\t30.00']], true)
    expect(await report()).toEqual([])
  })
})

describe('the wire', () => {
  test('a page sent twice is taken once, a page out of order not at all', async () => {
    const id = await ask('bookings', true)
    await commanded()
    expect(await page(id, 1, ['1\t10.50'])).toBe(true)
    expect(await page(id, 1, ['1\t99.00'])).toBe(true)
    expect(await page(id, 3, ['7\t1.00'])).toBe(false)
    await page(id, 2, ['3\t30.00'])
    await end(id, 2)
    expect(await bookings()).toEqual([
      { number: 1, amount: '10.50' },
      { number: 3, amount: '30.00' },
    ])
  })

  test('the end of the line begins the read anew, under another name', async () => {
    const id = await ask('bookings', true)
    await commanded()
    await page(id, 1, ['1\t10.50'])
    await kit.pipeline.handler.gone(from)
    expect(await page(id, 2, ['3\t30.00'])).toBe(false)
    const again = await commanded()
    expect(again.readId).not.toBe(id)
    await page(again.readId, 1, ['1\t10.50', '3\t30.00'])
    await end(again.readId, 1)
    expect(await bookings()).toHaveLength(2)
  })

  test('a cancelled read stops at its next page', async () => {
    const id = await ask('bookings', true)
    await commanded()
    await kit.db.company(COMPANY, (sql) => cancelRead(kit.pipeline.hub, sql, COMPANY, id, ANN))
    expect(await page(id, 1, ['9\t9.00'])).toBe(false)
    expect(await bookings()).toHaveLength(2)
  })
})

describe('a read that is cancelled in its middle', () => {
  const cursor = async () =>
    (await kit.owner(`select erp_time, last_read_at, last_full_at from erp_cursor where feed = 'bookings'`)).rows

  test('keeps what came, removes nothing and moves no cursor; the next one takes everything', async () => {
    const before = [await cursor(), await bookings()]
    expect(before[1]).toHaveLength(2)
    const id = await ask('bookings', true)
    await commanded()
    expect(await page(id, 1, ['1\t10.50', '8\t80.00'])).toBe(true)
    await kit.db.company(COMPANY, (sql) => cancelRead(kit.pipeline.hub, sql, COMPANY, id, ANN))
    // An agent that has not heard of it goes on to its end; none of that is taken.
    expect(await page(id, 2, ['9\t90.00'])).toBe(false)
    await end(id, 2)
    expect((await bookings()).map((row) => row.number)).toEqual([1, 3, 8])
    expect(await cursor()).toEqual(before[0])
    const { rows } = await kit.owner(`select state, rows, vanished, error_code from erp_read where read_id = '${id}'`)
    expect(rows).toEqual([{ state: 'cancelled', rows: '2', vanished: '0', error_code: 'cancelled' }])
    const next = await read('bookings', [['1\t10.50', '3\t30.00']])
    expect(next).toMatchObject({ mode: 'full', state: 'done', vanished: '1' })
    expect(await bookings()).toEqual(before[1])
  })
})

describe('staged records', () => {
  test('added: our item is made and linked at once; a change in the ERP then reaches it', async () => {
    await stage((by) => addStaged(by), 'T1')
    expect((await kit.owner(`select erp_id from erp_link where kind = 'thing'`)).rows).toEqual([{ erp_id: 'T1' }])
    const again = await stage((by) => addStaged(by), 'T1').catch((error: unknown) => error)
    expect(again).toBeInstanceOf(Refused)
    await read('things', [['T1\tCrane with hook', 'T2\tDozer']])
    expect((await kit.owner(`select title from made_up where kind = 'thing' and id = 1`)).rows).toEqual([
      { title: 'Crane with hook' },
    ])
  })

  test('linked to an item of ours, unlinked, and waiting again', async () => {
    await kit.owner(
      `insert into made_up (company_id, kind, id, title, amount) values (${COMPANY}, 'thing', 77, 'Our dozer', 0)`,
    )
    await stage((by) => linkStaged(by, 77 as ItemId), 'T2')
    expect((await staged())[1]).toMatchObject({ erp_id: 'T2', state: 'linked' })
    await kit.move((by) => unlink(by, 'Not the same'), 77 as ItemId, ANN, 'thing')
    expect((await staged())[1]).toMatchObject({ erp_id: 'T2', state: 'staged' })
  })

  test('one record cannot be linked twice', async () => {
    await kit.owner(
      `insert into made_up (company_id, kind, id, title, amount) values (${COMPANY}, 'thing', 78, 'Another', 0)`,
    )
    await expect(stage((by) => linkStaged(by, 78 as ItemId), 'T1')).rejects.toThrow('linked already')
    await stage((by) => linkStaged(by, 78 as ItemId), 'T2')
    await read('things', [['T1\tCrane with hook', 'T2\tDozer', 'T3\tGrader']])
    await expect(stage((by) => linkStaged(by, 78 as ItemId), 'T3')).rejects.toThrow('linked to “T2” already')
  })

  test('archived; gone from the ERP', async () => {
    await stage(archiveStaged, 'T3')
    await read('things', [['T1\tCrane with hook', 'T2\tDozer']])
    expect((await staged())[2]).toEqual({ erp_id: 'T3', title: 'Grader', state: 'archived', gone: true })
  })
})
