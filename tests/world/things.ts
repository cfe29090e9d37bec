/** A feed that takes nothing, for tests of reads alone; and who waits for whom in the database. */
import type { Entity, Feed } from '../../src/erp/entity.ts'
import type { Db } from '../../src/platform/db.ts'

export const feedOfThings = (more: Partial<Feed> = {}): Feed => ({
  feed: 'things',
  label: 'Things',
  columns: [{ name: 'erp_id', type: 'text' }],
  key: ['erp_id'],
  after: [],
  onDemand: true,
  everyMinutes: 60,
  apply: async () => ({ inserted: 0, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }),
  ...more,
})

export const things = (inbound: Partial<Entity['inbound']> = {}): Entity => ({
  kind: 'thing',
  one: 'Thing',
  many: 'Things',
  inbound: { feeds: [feedOfThings()], ...inbound },
})

/** How many transactions wait for another; asked in one of its own, because a transaction sees the others as they were when it first looked. */
export const waitingIn = (db: Db): Promise<number> =>
  db.system(async (sql) => {
    const { count } = await sql.one<{ count: number }>(
      `select count(distinct pid)::int as count from pg_locks
       where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
    )
    return count
  })
