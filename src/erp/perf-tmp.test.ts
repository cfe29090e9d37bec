import { beforeAll, expect, test } from 'vitest'
import { accept, preview } from './accept.ts'
import type { Applied, Entity } from './entity.ts'
import { send } from './exports.ts'
import { ANN, BOB, COMPANY, CONNECTION, pipelineKit } from './pipeline-kit.ts'
import { askRead } from './reads.ts'
import { endLeases } from './worker.ts'

const NONE: Applied = { inserted: 0, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }
const cols = ['job', 'extra', 'cost_code', 'category', 'kind', 'description', 'vendor'] as const
const big: Entity = {
  kind: 'big',
  one: 'b',
  many: 'b',
  inbound: {
    feeds: [
      {
        feed: 'big',
        label: 'Big',
        columns: [
          { name: 'number', type: 'integer' },
          ...cols.map((name) => ({ name, type: 'text' as const })),
          { name: 'amount', type: 'numeric' },
        ],
        key: ['number'],
        after: [],
        onDemand: true,
        everyMinutes: 0,
        apply: async ({ sql, company }) => ({
          ...NONE,
          inserted: await sql.run(
            `insert into big select $1::int8, number, job, extra, cost_code, category, kind, description, vendor, amount from incoming`,
            [company],
          ),
        }),
        finish: async () => NONE,
      },
    ],
  },
}
const table = {
  title: 'Big',
  feed: 'big',
  table: 'BIG',
  source: 'x',
  rows: [
    { ours: 'n', arrow: '<-' as const, theirs: 'n', column: 'N', into: 'number', as: 'integer' as const },
    ...cols.map((c) => ({
      ours: c,
      arrow: '<-' as const,
      theirs: c,
      column: c.toUpperCase(),
      into: c,
      as: 'text' as const,
    })),
    { ours: 'a', arrow: '<-' as const, theirs: 'a', column: 'AMOUNT', into: 'amount', as: 'decimal' as const },
  ],
}
const kit = pipelineKit({ entities: [big], connector: { imports: { big: { table } } } })
beforeAll(async () => {
  await kit.owner(
    `create table big (company_id int8, number int, job text, extra text, cost_code text, category text, kind text, description text, vendor text, amount numeric); select gusset_raise_walls(); grant all on big to gusset_app`,
  )
})

const spent = new Map<string, { ms: number; n: number }>()
function spy() {
  const real = kit.pipeline.hub.db
  const wrap = (sql: never): never =>
    new Proxy(sql as object, {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]) => {
          const t = performance.now()
          try {
            return await value.apply(target, args)
          } finally {
            const key = String(args[0]).replace(/\s+/g, ' ').slice(0, 90)
            const e = spent.get(key) ?? { ms: 0, n: 0 }
            e.ms += performance.now() - t
            e.n++
            spent.set(key, e)
          }
        }
      },
    }) as never
  kit.pipeline.hub.db = {
    ...real,
    company: (c, w) => real.company(c, (sql) => w(wrap(sql as never))),
    system: (w) => real.system((sql) => w(wrap(sql as never))),
  }
}
function report(title: string) {
  console.log(
    title,
    [...spent]
      .sort((a, b) => b[1].ms - a[1].ms)
      .slice(0, 22)
      .map(([k, v]) => `${v.ms.toFixed(0).padStart(7)} ms ${String(v.n).padStart(5)}x ${k}`)
      .join('\n'),
  )
  spent.clear()
}

async function accepted(n: number) {
  for (let i = 0; i < n; i++) {
    const item = await kit.order()
    await kit.move(send, item, BOB)
    await kit.move(async (by) => {
      const { rev, hash } = await preview(by.hub, by.sql, COMPANY, ANN, by.kind, item, {})
      await accept(by.hub, by.sql, COMPANY, ANN, by.kind, item, { rev, hash: hash ?? '', answers: {} })
    }, item)
  }
}

test('end to end', { timeout: 300_000 }, async () => {
  const N = 300
  let t = performance.now()
  let c = process.cpuUsage()
  await accepted(N)
  let u = process.cpuUsage(c)
  console.log('send+preview+accept each ms', (performance.now() - t) / N, 'node cpu ms', (u.user + u.system) / 1000 / N)
  await kit.owner('create extension if not exists pg_stat_statements').catch(() => {})
  const q0 = (await kit.owner('select sum(xact_commit) x from pg_stat_database where datname = current_database()'))
    .rows[0].x
  t = performance.now()
  c = process.cpuUsage()
  spy()
  await kit.pipeline.start()
  for (;;) {
    const { rows } = await kit.owner(`select count(*)::int as n from erp_op where state = 'CONFIRMED'`)
    if (rows[0].n === N) break
    await new Promise((r) => setTimeout(r, 200))
  }
  u = process.cpuUsage(c)
  const q1 = (await kit.owner('select sum(xact_commit) x from pg_stat_database where datname = current_database()'))
    .rows[0].x
  console.log(
    'exports/s',
    N / ((performance.now() - t) / 1000),
    'node cpu ms each',
    (u.user + u.system) / 1000 / N,
    'commits each',
    (q1 - q0) / N,
  )
  await kit.pipeline.stop()
  report('export')
})

test('batch steps', { timeout: 300_000 }, async () => {
  kit.agent.answer = () => undefined
  await accepted(500)
  kit.pipeline.hub.window = 200
  const { dispatchTo } = await import('./dispatch.ts')
  let t = performance.now()
  kit.pipeline.hub.window = 100000
  await dispatchTo(kit.pipeline.hub, kit.agent.connected()[0]!)
  report('dispatch')
  console.log('dispatch steps/s', 500 / ((performance.now() - t) / 1000))
  kit.clock.advance(11 * 60_000)
  t = performance.now()
  await endLeases(kit.pipeline.hub)
  report('lease')
  console.log('lease-over steps/s', 500 / ((performance.now() - t) / 1000))
  expect((await kit.owner(`select count(*)::int as n from erp_op where state='UNCERTAIN'`)).rows[0].n).toBe(500)
})

test('1M rows', async () => {
  const from = { company: COMPANY, connection: CONNECTION }
  const id = await kit.db.company(COMPANY, (sql) =>
    askRead(kit.pipeline.hub, sql, COMPANY, CONNECTION, 'big', ANN, true),
  )
  await kit.pipeline.worker.settle()
  const t = performance.now()
  const c = process.cpuUsage()
  const PAGE = 50_000
  for (let p = 0; p < 20; p++) {
    const buf = Buffer.from(
      Array.from(
        { length: PAGE },
        (_, i) =>
          `${p * PAGE + i}\t100-${i % 500}\t\t1-${i % 900}\tL\tAP cost\tConcrete for footing number ${i}\tACME${i % 99}\t${i}.25`,
      ).join('\n') + '\n',
    )
    async function* lines() {
      for (let o = 0; o < buf.length; o += 65536) yield buf.subarray(o, o + 65536)
    }
    expect(await kit.pipeline.handler.page(from, { readId: id, number: p + 1, lines: lines(), sha256: '' })).toBe(true)
  }
  console.log('1M pages s', (performance.now() - t) / 1000, process.cpuUsage(c))
  await kit.pipeline.handler.message(from, {
    type: 'read-end',
    readId: id,
    pages: 20,
    rows: 1_000_000,
    erpNow: '2026-11-23T10:00:00',
  })
  console.log('1M total s', (performance.now() - t) / 1000, (await kit.owner(`select state, error from erp_read`)).rows)
}, 120_000)
