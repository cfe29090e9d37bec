/** The charts’ figures: the same as the budget’s, each month holding all before it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import { costOverTime, queueOf, syncLag } from './store-charts.ts'

let all: TwoCompanies
let company: CompanyId
let project: ProjectId
const now = new Date('2026-04-10T12:00:00Z')

beforeAll(async () => {
  all = await twoCompanies()
  company = all.ours.company as CompanyId
  project = all.ours.project as ProjectId
  await all.world.db.system(async (sql) => {
    await sql.run(`update commitment_change_order set status = 'Approved' where company_id = $1`, [company])
    await sql.run(`update budget_change set status = 'approved', date = '2026-03-20' where company_id = $1`, [company])
    for (const [read, at] of [
      ['r1', '2026-04-08T10:00Z'],
      ['r2', '2026-04-08T11:30Z'],
      ['r3', '2026-04-09T20:00Z'],
    ])
      await sql.run(
        `insert into erp_read (company_id, connection_id, read_id, feed, mode, state, asked_at, ended_at) values ($1, $2, $3, 'jobs', 'changed', 'done', $4, $4)`,
        [company, all.ours.connection, read, at],
      )
    await sql.run(
      `insert into erp_cursor (company_id, connection_id, feed, last_read_at) values ($1, $2, 'jobs', '2026-04-09T20:00Z')`,
      [company, all.ours.connection],
    )
    await sql.run(`update erp_op set state = 'CONFIRMED' where company_id = $1`, [company])
    for (const minutes of [10, 20, 90])
      await sql.run(
        `insert into erp_op_event (company_id, op_key, at, to_state, epoch, sentence)
         select company_id, op_key, created_at + $2 * interval '1 minute', 'CONFIRMED', 1, 'There.' from erp_op where company_id = $1`,
        [company, minutes],
      )
  })
})
afterAll(() => all.close())

it('budget, committed and cost come together month by month', async () => {
  const { cost_from, months } = await all.world.db.company(company, (sql) => costOverTime(sql, company, project, now))
  expect(cost_from).toBe('transactions')
  const change = await all.world.db.system((sql) =>
    sql.one<{ total: string }>(
      'select (1000 + sum(amount))::numeric(18,2)::text as total from budget_change_line where company_id = $1',
      [company],
    ),
  )
  expect(months).toEqual([
    { month: '2026-01', budget: '1000.00', committed: '0.00', cost: '0.00' },
    { month: '2026-02', budget: '1000.00', committed: '0.00', cost: '12.50' },
    { month: '2026-03', budget: change.total, committed: '150.00', cost: '12.50' },
    { month: '2026-04', budget: change.total, committed: '150.00', cost: '12.50' },
  ])
})

it('without posted transactions the cost is the present one alone', async () => {
  await all.world.db.system((sql) => sql.run('delete from direct_cost where company_id = $1', [company]))
  const { cost_from, months } = await all.world.db.company(company, (sql) => costOverTime(sql, company, project, now))
  expect(cost_from).toBe('summary')
  expect(months.map((each) => each.cost)).toEqual([null, null, '12.50'])
})

it('the queue’s age is the median and the 95th of a hundred, by the company’s days', async () => {
  const { days, waiting } = await all.world.db.company(company, (sql) =>
    queueOf(sql, company, new Date('2026-03-02T12:00Z')),
  )
  expect(days).toHaveLength(30)
  // Midnight in London is the day before in San Francisco.
  expect(days.filter((each) => each.exports > 0)).toEqual([
    { day: '2026-02-28', exports: 3, median_minutes: 20, p95_minutes: 83 },
  ])
  expect(waiting).toEqual([])
})

it('the sync lag is the longest time between two reads that ended on a day', async () => {
  const { feeds, days } = await all.world.db.company(company, (sql) => syncLag(sql, company, now))
  expect(days).toEqual([
    { day: '2026-04-08', feed: 'jobs', minutes: 90 },
    { day: '2026-04-09', feed: 'jobs', minutes: 1950 },
  ])
  expect(feeds).toMatchObject([{ feed: 'jobs', median_minutes: 1020, longest_minutes: 1950, failures: 0 }])
})
