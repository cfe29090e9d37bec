/** The charts’ figures: the same as the budget’s, each month holding all before it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pipelineAlone, type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'
import { createConnection } from '../erp/connections.ts'
import type { Teller } from '../erp/entity.ts'
import { tellerOf } from '../erp/teller.ts'
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import { costOverTime, queueOf, syncLag } from './store-charts.ts'

let all: TwoCompanies
let company: CompanyId
let project: ProjectId
let teller: Teller
const now = new Date('2026-04-10T12:00:00Z')

beforeAll(async () => {
  all = await twoCompanies()
  company = all.ours.company as CompanyId
  teller = tellerOf(pipelineAlone(all.world.db).hub.registry)
  project = all.ours.project as ProjectId
  await all.world.db.system(async (sql) => {
    // The example's; it holds nothing.
    await sql.run('delete from erp_connection where company_id = $1 and id <> $2', [company, all.ours.connection])
    await sql.run(`update commitment_change_order set status = 'Approved' where company_id = $1`, [company])
    await sql.run(`update budget_change set status = 'approved', date = '2026-03-20' where company_id = $1`, [company])
    for (const [read, at] of [
      ['r1', '2026-04-08T10:00Z'],
      ['r2', '2026-04-08T11:30Z'],
      ['r3', '2026-04-09T20:00Z'],
    ])
      await sql.run(
        `insert into erp_read (company_id, connection_id, read_id, feed, mode, state, asked_at, ended_at) values ($1, $2, $3, 'job-cost-summary', 'changed', 'done', $4, $4)`,
        [company, all.ours.connection, read, at],
      )
    await sql.run(
      `insert into erp_cursor (company_id, connection_id, feed, last_read_at) values ($1, $2, 'job-cost-summary', '2026-04-09T20:00Z')`,
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
    queueOf(sql, company, teller.kinds, new Date('2026-03-02T12:00Z')),
  )
  expect(days).toHaveLength(30)
  // Midnight in London is the day before in San Francisco.
  expect(days.filter((each) => each.exports > 0)).toEqual([
    { day: '2026-02-28', exports: 3, median_minutes: 20, p95_minutes: 83 },
  ])
  expect(waiting).toEqual([])
})

it('what waits is called what its own pages call it', async () => {
  const { waiting } = await all.world.db.system(async (sql) => {
    await sql.run(
      `insert into erp_op (company_id, connection_id, op_key, marker, kind, item_id, intent_no, rev, seen_rev, document, rendering, payload_sha256, answers, sent_by, approved_by, created_at, changed_at, state)
       values ($1, $2, 'waits', 'waits', 'timecards', 1, 1, 1, 1, '{}', '{"files":[],"probes":[],"shown":[]}', 'x', '{}', $3, $3, $4, $4, 'QUEUED')`,
      [company, all.ours.connection, all.ours.user, now],
    )
    return queueOf(sql, company, teller.kinds, now)
  })
  expect(waiting).toMatchObject([{ kind: 'timecards', label: 'Timesheet', for: 'export' }])
})

const lag = () => all.world.db.company(company, (sql) => syncLag(sql, company, teller.feeds, now))

it('the sync lag is the longest time between two reads that ended on a day', async () => {
  const { feeds, days } = await lag()
  const jobs = { connection_id: all.ours.connection, feed: 'job-cost-summary' }
  expect(days).toEqual([
    { ...jobs, day: '2026-04-08', minutes: 90 },
    { ...jobs, day: '2026-04-09', minutes: 1950 },
  ])
  expect(feeds).toMatchObject([
    { ...jobs, label: 'Job costs', median_minutes: 1020, longest_minutes: 1950, failures: 0 },
  ])
})

it('the sync lag of two company files is that of each, called by its name', async () => {
  await all.world.db.system(async (sql) => {
    const hill = await createConnection(sql, company, all.ours.user as UserId, {
      ...{ connector: 'sage-300-cre', name: 'Hill' },
    })
    await sql.run(
      `insert into erp_cursor (company_id, connection_id, feed, last_read_at, failures) values ($1, $2, 'job-cost-summary', '2026-04-01T20:00Z', 2)`,
      [company, hill],
    )
  })
  const { feeds } = await lag()
  expect(feeds.map(({ label, failures, longest_minutes }) => [label, failures, longest_minutes])).toEqual([
    ['Job costs of Hill', 2, null],
    ['Job costs of ours', 0, 1950],
  ])
})
