/** What the charts are drawn from, summed by month or day in SQL. */
import { COMMITTING } from '../budget/store.ts'
import type { Teller } from '../erp/entity.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { worded } from '../platform/rest.ts'
import type { CostOverTime, Queue, SyncLag } from './model-charts.ts'
import { SEVERAL_FILES, ZONE } from './store.ts'

/** Each amount of a project that has a day: budget lines have none and count from the beginning. The same statuses count as in the budget. */
const AMOUNTS = `
  select 'budget' as series, null::date as day, original_amount as amount from budget_line where company_id = $1 and project_id = $2
  union all
  select 'budget', c.date, l.amount from budget_change c join budget_change_line l on l.company_id = $1 and l.budget_change_id = c.id
  where c.company_id = $1 and c.project_id = $2 and c.status = 'approved'
  union all
  select 'budget', o.date_created, l.amount from prime_change_order o join prime_change_order_line l on l.company_id = $1 and l.change_order_id = o.id
  where o.company_id = $1 and o.project_id = $2 and o.status = 'Approved' and l.cost_code_id is not null and l.cost_type_id is not null
  union all
  select 'committed', coalesce(c.contract_date, c.date_created), l.amount
  from commitment c join commitment_line l on l.company_id = $1 and l.commitment_id = c.id
  where c.company_id = $1 and c.project_id = $2 and c.status in ${COMMITTING}
  union all
  select 'committed', coalesce(o.signed_date, o.reviewed_date, o.date_created), l.amount
  from commitment c join commitment_change_order o on o.company_id = $1 and o.commitment_id = c.id and o.status = 'Approved'
  join commitment_change_order_line l on l.company_id = $1 and l.change_order_id = o.id
  where c.company_id = $1 and c.project_id = $2 and c.status in ${COMMITTING}
  union all
  select 'cost', d.accounting_date, d.amount from job_cost_line l join direct_cost d on d.company_id = $1 and d.line_id = l.id
  where l.company_id = $1 and l.project_id = $2`

/** From the month before the first amount, so that there is a line, ten years at most: an older amount, or one with a mistyped year, counts from the first month shown. */
export async function costOverTime(sql: Sql, company: CompanyId, project: ProjectId, now: Date): Promise<CostOverTime> {
  const months = await sql.query<CostOverTime['months'][number]>(
    `with amounts as (${AMOUNTS}),
       bounds as (select date_trunc('month', $3::timestamptz at time zone ${ZONE})::date as last),
       monthly as (select series, date_trunc('month', day)::date as month, sum(amount) as amount from amounts group by 1, 2),
       span as (select greatest(min(month) - interval '1 month', last - interval '119 months')::date as first, last from bounds, monthly where month <= last group by last)
     select to_char(m, 'YYYY-MM') as month, ${['budget', 'committed', 'cost']
       .map((each) => `coalesce(sum(amount) filter (where series = '${each}'), 0.00)::text as ${each}`)
       .join(', ')}
     from span cross join generate_series(coalesce(first, last - interval '1 month'), last, interval '1 month') m
     left join monthly on coalesce(month, date '-infinity') <= m group by m order by m`,
    [company, project, now],
  )
  const { posted, summary } = await sql.one<{ posted: boolean; summary: string | null }>(
    `select exists (select from job_cost_line l join direct_cost d on d.company_id = l.company_id and d.line_id = l.id
         where l.company_id = $1 and l.project_id = $2) as posted,
       (select sum(s.jtd_cost)::text from job_cost_line l join job_cost_summary s on s.company_id = l.company_id and s.line_id = l.id
         where l.company_id = $1 and l.project_id = $2) as summary`,
    [company, project],
  )
  if (posted) return { cost_from: 'transactions', months }
  const last = months.length - 1
  return { cost_from: 'summary', months: months.map((each, at) => ({ ...each, cost: at === last ? summary : null })) }
}

const DAYS = `select d::date as day from generate_series(($2::timestamptz at time zone ${ZONE})::date - 29, ($2::timestamptz at time zone ${ZONE})::date, interval '1 day') d`
const MINUTES = (interval: string) => `(extract(epoch from ${interval}) / 60)`

export async function queueOf(sql: Sql, company: CompanyId, kinds: Teller['kinds'], now: Date): Promise<Queue> {
  const words = worded('kind', Object.fromEntries(kinds.map(({ kind, one }) => [kind, one])))
  const days = await sql.query<Queue['days'][number]>(
    `with done as (
       select (e.at at time zone ${ZONE})::date as day, ${MINUTES('e.at - o.created_at')} as minutes
       from erp_op_event e join erp_op o on o.company_id = e.company_id and o.op_key = e.op_key
       where e.company_id = $1 and e.to_state = 'CONFIRMED' and e.at > $2::timestamptz - interval '31 days')
     select to_char(d.day, 'YYYY-MM-DD') as day, count(minutes)::int as exports,
       round(percentile_cont(0.5) within group (order by minutes))::int as median_minutes,
       round(percentile_cont(0.95) within group (order by minutes))::int as p95_minutes
     from (${DAYS}) d left join done on done.day = d.day group by d.day order by d.day`,
    [company, now],
  )
  const waiting = await sql.query<Queue['waiting'][number]>(
    `select kind, ${words} as label, 'approval' as "for", count(*)::int as items, min(sent_at)::text as oldest_at from erp_item
     where company_id = $1 and state = 'SENT' group by kind
     union all
     select kind, ${words}, 'export', count(*)::int, min(created_at)::text from erp_op
     where company_id = $1 and state in ('QUEUED', 'LEASED', 'RUNNING', 'UNCERTAIN', 'NEEDS_HUMAN') group by kind order by oldest_at`,
    [company],
  )
  return { days, waiting }
}

export async function syncLag(sql: Sql, company: CompanyId, called: Teller['feeds'], now: Date): Promise<SyncLag> {
  const words = worded('c.feed', Object.fromEntries(called.map(({ feed, label }) => [feed, label])))
  const gaps = `gaps as (
    select connection_id, feed, ended_at, ${MINUTES('ended_at - lag(ended_at) over (partition by connection_id, feed order by ended_at)')} as minutes
    from erp_read where company_id = $1 and state = 'done' and ended_at > $2::timestamptz - interval '31 days')`
  const feeds = await sql.query<SyncLag['feeds'][number]>(
    `with ${gaps}
     select c.connection_id, c.feed, ${words} || case when ${SEVERAL_FILES} then ' of ' || f.name else '' end as label,
       c.last_read_at::text as last_read_at, c.failures, median_minutes, longest_minutes
     from erp_cursor c join erp_connection f on f.company_id = c.company_id and f.id = c.connection_id
     cross join lateral (
       select round(percentile_cont(0.5) within group (order by minutes))::int as median_minutes, round(max(minutes))::int as longest_minutes
       from gaps g where g.connection_id = c.connection_id and g.feed = c.feed) g
     where c.company_id = $1 order by label`,
    [company, now],
  )
  const days = await sql.query<SyncLag['days'][number]>(
    `with ${gaps}
     select to_char(d.day, 'YYYY-MM-DD') as day, g.connection_id, g.feed, round(max(g.minutes))::int as minutes
     from (${DAYS}) d join gaps g on (g.ended_at at time zone ${ZONE})::date = d.day and g.minutes is not null
     group by d.day, g.connection_id, g.feed order by d.day, g.feed, g.connection_id`,
    [company, now],
  )
  return { feeds, days }
}
