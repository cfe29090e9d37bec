/** A budget of 5,000 lines accepted, imported by the ERP, read back line by line and Synced, beside a bare COPY of the same rows into a table. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../example/client.ts'
import { ask, type Cluster, psql } from './postgres.ts'
import { type Chain, desk, fillLists, openChain, sync } from './programs.ts'
import { type Report, ratio, seconds } from './report.ts'
import { median } from './stats.ts'

const LINES = 5_000
const TYPES = ['L', 'M', 'S', 'E', 'O']
const JOB = '20-0001'

export async function measureBudgetExport(cluster: Cluster, pairs: number): Promise<Report> {
  const database = await cluster.database('bench_budget_export')
  const chain = await openChain({
    database,
    folder: join(cluster.scratch, 'budget-export'),
    jobs: 2,
    transactions: 1_000,
  })
  try {
    await fillLists(chain)
    const project = await budgeted(chain)
    // The first export after the ERP came up waits until no foreign import can still be running: once, and not measured.
    await exportOnce(chain, project)
    const exported: number[] = []
    const copied: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      exported.push(await exportOnce(chain, project))
      copied.push(await copyOnce(chain, cluster, database))
    }
    return {
      title: `Export of a budget of ${LINES.toLocaleString('en')} lines`,
      figures: [
        seconds('accepted, until Synced', exported),
        seconds('bare COPY of the same rows', copied),
        ratio('speed over COPY', median(copied) / median(exported), { least: 0.001 }),
        { what: 'lines a second', value: (LINES / median(exported)).toFixed(0) },
      ],
      notes: [
        'Accept, the file, the import, the read-back of every entry, the comparison on both sides, the ledger; posted at the desk in between, and every line raised.',
      ],
    }
  } finally {
    await chain.stop()
  }
}

/** The job has a category for each line in the ERP, and a line for each here. */
async function budgeted(chain: Chain): Promise<number> {
  for (let at = 0; at < LINES / TYPES.length; at++) {
    const costCode = `90-${String(at + 1).padStart(4, '0')}`
    await desk(chain, 'cost-code', { job: JOB, costCode, description: `Work ${at + 1}` })
    for (const category of TYPES) await desk(chain, 'category', { job: JOB, costCode, category })
  }
  for (const feed of ['job-cost-codes', 'job-categories']) await sync(chain, feed)
  const { rows } = await chain.owner.query<{ id: string }>('select id from project where number = $1', [JOB])
  const project = Number(rows[0]?.id)
  await chain.owner.query(
    `insert into budget_line (company_id, id, project_id, cost_code_id, cost_type_id, original_amount)
     select c.company_id, 9000000000 + row_number() over (), c.project_id, c.id, x.cost_type_id, 1000
     from cost_code c join cost_code_cost_type x on x.company_id = c.company_id and x.cost_code_id = c.id
     where c.project_id = $1 and c.code like '90-%'`,
    [project],
  )
  await chain.owner.query('analyze')
  return project
}

/** Seconds from the acceptance until the budget is Synced. Everything after is posted, so that the next one may go. */
async function exportOnce({ owner, ...chain }: Chain, project: number): Promise<number> {
  const budget = `/rest/v1.0/projects/${project}/budget`
  const lines = await owner.query(
    'update budget_line set original_amount = original_amount + 10 where project_id = $1',
    [project],
  )
  if (lines.rowCount !== LINES) throw new Error(`The budget has ${lines.rowCount} lines.`)
  await chain.admin.post(`${budget}/lock`)
  const { export_id } = await chain.admin.get<{ export_id: number }>(`${budget}/erp`)
  const path = `${chain.tool}/items/budget/${export_id}`
  await chain.admin.post(`${path}/send`)
  const { rev, hash } = await chain.approver.get<{ rev: number; hash: string }>(`${path}/preview`)
  const start = performance.now()
  await chain.approver.post(`${path}/accept`, { rev, hash, answers: {} })
  const batch = await until(
    'the budget to be Synced',
    async () => {
      const { rows } = await owner.query<{ erp_id: string }>(
        `select erp_id from erp_link where kind = 'budget' and item_id = $1`,
        [export_id],
      )
      return rows[0]?.erp_id
    },
    300_000,
  )
  const taken = (performance.now() - start) / 1000
  await desk({ owner, ...chain }, 'post-batch', { batch })
  await sync({ owner, ...chain }, 'job-cost-summary')
  await chain.admin.delete(`${budget}/lock`)
  return taken
}

/** Seconds that `psql \copy` takes for the entries the last export made, into a table with a key. */
async function copyOnce({ owner }: Chain, cluster: Cluster, database: string): Promise<number> {
  const { rows } = await owner.query<{ row: string }>(
    `select concat_ws(e'\\t', '${JOB}', c.code, t.code, l.amount, l.export_id) as row from budget_export_line l
     join cost_code c on c.id = l.cost_code_id join cost_type t on t.id = l.cost_type_id
     where l.export_id = (select max(export_id) from budget_export_line)`,
  )
  const file = join(cluster.scratch, 'budget-rows.tsv')
  writeFileSync(file, `${rows.map((each) => each.row).join('\n')}\n`)
  await ask(database, 'drop table if exists copied')
  await ask(
    database,
    'create table copied (job text, cost_code text, category text, amount numeric(18,2), batch text, primary key (job, cost_code, category, batch))',
  )
  const start = performance.now()
  psql(database, [`\\copy copied from '${file}'`])
  return (performance.now() - start) / 1000
}
