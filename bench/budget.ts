/** The data of the budget page: 2,000 lines over a million posted transactions, asked of the server by a signed-in person. */
import { join } from 'node:path'
import { type Cluster, psql } from './postgres.ts'
import { openServer } from './programs.ts'
import { atMost, type Report } from './report.ts'
import { percentile } from './stats.ts'

const REQUESTS = 300
const CODES = 400
export const PROJECT = 9_000_000_001
const FIRST_CODE = 9_100_000_000
const FIRST_TYPE = 9_200_000_000

export async function measureBudget(cluster: Cluster, rows: number): Promise<Report> {
  const database = await cluster.database('bench_budget')
  const { server, admin } = await openServer(database, join(cluster.scratch, 'budget'))
  try {
    psql(database, [...booksOf(admin.company, rows), 'vacuum analyze'])
    const path = `/rest/v1.0/budget_views/1/detail_rows?project_id=${PROJECT}`
    // The filling held this program so long that its connection was closed; the first question finds that out.
    await admin.get(path).catch(() => undefined)
    const times: number[] = []
    let lines = 0
    for (let request = 0; request < REQUESTS; request++) {
      const start = performance.now()
      lines = (await admin.get<unknown[]>(path)).length
      times.push(performance.now() - start)
    }
    if (lines !== CODES * 5) throw new Error(`The budget has ${lines} lines.`)
    return {
      title: `Budget page, ${lines} lines over ${rows.toLocaleString('en')} transactions`,
      figures: [
        { what: 'median', value: `${percentile(times, 50).toFixed(1)} ms` },
        atMost('95th percentile', percentile(times, 95), 50, 'ms'),
      ],
      notes: [`${REQUESTS} requests one after the other, over HTTP, the JSON read to its end.`],
    }
  } finally {
    await server.kill()
  }
}

/** One project with 400 codes of five types each, every line with a budget, a commitment on some, and its share of the transactions. */
export function booksOf(company: number, rows: number): string[] {
  const c = String(company)
  const connection = `(select min(id) from erp_connection where company_id = ${c})`
  return [
    `insert into project (company_id, id, rev, name, number, active, job_cost_transactions_enabled) values (${c}, ${PROJECT}, 1, 'Large', '20-0001', true, true)`,
    `insert into cost_type (company_id, id, connection_id, code, name, base_type)
       select ${c}, ${FIRST_TYPE} + n, ${connection}, 'T' || n, 'Type ' || n, 'other' from generate_series(1, 5) n`,
    `insert into cost_code (company_id, id, project_id, sub_job_code, code, name, is_group, active)
       select ${c}, ${FIRST_CODE} + n, ${PROJECT}, '', lpad((n / 20)::text, 2, '0') || '-' || lpad(n::text, 3, '0'), 'Work ' || n, false, true from generate_series(1, ${CODES}) n`,
    `insert into budget_line (company_id, id, project_id, cost_code_id, cost_type_id, original_amount)
       select ${c}, 9300000000 + n * 5 + t, ${PROJECT}, ${FIRST_CODE} + n, ${FIRST_TYPE} + t, 1000 * n from generate_series(1, ${CODES}) n, generate_series(1, 5) t`,
    `insert into job_cost_line (company_id, connection_id, job, extra, cost_code, category, project_id, cost_code_id, cost_type_id)
       select ${c}, ${connection}, '20-0001', '', code.code, type.code, ${PROJECT}, code.id, type.id from cost_code code, cost_type type`,
    `insert into direct_cost (company_id, line_id, run, sequence, transaction_type, id, direct_cost_type, transaction_date, accounting_date, description, amount, row_hash)
       select ${c}, l.id, n / 100, n % 100, 'JC cost', 9400000000 + n, 'expense', '2026-01-01', '2026-01-01', 'Posted cost ' || n, (n % 100000)::numeric / 100, n
       from generate_series(1, ${rows}) n join (select id, row_number() over (order by id) as place from job_cost_line) l on l.place = n % (select count(*) from job_cost_line) + 1`,
    `insert into direct_cost_total (company_id, line_id, direct_cost_type, amount, units, transactions)
       select company_id, line_id, direct_cost_type, sum(amount), 0, count(*) from direct_cost group by 1, 2, 3`,
    `insert into job_cost_summary (company_id, line_id, jtd_cost) select company_id, line_id, amount from direct_cost_total`,
  ]
}
