/**
 * Posted transactions from the ERP's table into the hub, through agent and server, beside `psql \copy` and pgloader of the very same rows into
 * the same PostgreSQL. Ours also decodes, resolves to codes, removes duplicates and keeps sums; the others only store.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Rivals } from './import-rivals.ts'
import { type Cluster, psql } from './postgres.ts'
import { type Chain, desk, fillLists, openChain, peakMemory, processorTime, type Read, sync } from './programs.ts'
import { atMost, type Figure, type Report, ratio, seconds } from './report.ts'
import { median } from './stats.ts'

const FEED = 'job-cost-transactions'

export interface ImportSizes {
  rows: number
  pairs: number
}

interface Found {
  first: number[]
  copy: number[]
  copyPlain: number[]
  pgloader: number[]
  second: number[]
  merge: number[]
  changed: number[]
  processor: { server: number[]; agent: number[] }
}

export async function measureImport(cluster: Cluster, { rows, pairs }: ImportSizes): Promise<Report> {
  const database = await cluster.database('bench_import')
  const folder = join(cluster.scratch, 'import')
  const chain = await openChain({ database, folder, jobs: Math.max(4, Math.round(rows / 2_500)), transactions: rows })
  try {
    await fillLists(chain)
    const rivals = new Rivals(await cluster.database('bench_rivals'), folder)
    const found: Found = {
      first: [],
      copy: [],
      copyPlain: [],
      pgloader: [],
      second: [],
      merge: [],
      changed: [],
      processor: { server: [], agent: [] },
    }
    await firstPasses(chain, database, rivals, { rows, pairs }, found)
    await laterPasses(chain, database, rivals, { rows, pairs }, found)
    return reportOf(chain, rivals, { rows, pairs }, found)
  } finally {
    await chain.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function firstPasses(
  chain: Chain,
  database: string,
  rivals: Rivals,
  { rows, pairs }: ImportSizes,
  found: Found,
): Promise<void> {
  await rivals.fetchRows(chain)
  for (let pair = 0; pair < pairs; pair++) {
    await forget(chain, database)
    const before = [processorTime(chain.server), processorTime(chain.agent)] as const
    const read = await sync(chain, FEED)
    found.processor.server.push(processorTime(chain.server) - before[0])
    found.processor.agent.push(processorTime(chain.agent) - before[1])
    mustBe(read, { rows, inserted: rows, unsyncable: 0 })
    found.first.push(read.seconds)
    found.copy.push(rivals.copy())
    await mustAgree(chain, rivals)
    found.copyPlain.push(rivals.copyPlain())
    const loaded = rivals.pgloader()
    if (loaded !== undefined) found.pgloader.push(loaded)
  }
}

async function laterPasses(
  chain: Chain,
  database: string,
  rivals: Rivals,
  { rows, pairs }: ImportSizes,
  found: Found,
): Promise<void> {
  const touched = Math.round(rows / 100)
  rivals.copy()
  for (let pair = 0; pair < pairs; pair++) {
    await desk(chain, 'bench/touch', { count: touched })
    await rivals.fetchRows(chain)
    psql(database, ['checkpoint'])
    const read = await sync(chain, FEED)
    mustBe(read, { inserted: 0, changed: touched, vanished: 0, unsyncable: 0 })
    found.second.push(read.seconds)
    found.merge.push(rivals.merge())
    await mustAgree(chain, rivals)
    await desk(chain, 'bench/touch', { count: touched })
    psql(database, ['checkpoint'])
    const small = await sync(chain, FEED, 'changed')
    if (small.changed !== touched || small.rows > rows / 10)
      throw new Error(`Not a read of changes: ${JSON.stringify(small)}`)
    found.changed.push(small.seconds)
  }
}

/** As if nothing had ever been read. */
async function forget({ owner }: Chain, database: string): Promise<void> {
  await owner.query('truncate direct_cost, direct_cost_total, job_cost_line, job_cost_summary')
  for (const table of ['erp_cursor', 'erp_read']) await owner.query(`delete from ${table} where feed = $1`, [FEED])
  psql(database, ['vacuum analyze', 'checkpoint'])
}

function mustBe(read: Read, wanted: Partial<Read>): void {
  for (const [name, value] of Object.entries(wanted))
    if (read[name as keyof Read] !== value) throw new Error(`${name} should be ${value}: ${JSON.stringify(read)}`)
}

/** Same rows, same sum, every line with its code: what was measured is worth measuring. */
async function mustAgree({ owner }: Chain, rivals: Rivals): Promise<void> {
  const { rows } = await owner.query<{ transactions: string; amount: string; loose: string }>(
    `select (select count(*) from direct_cost) as transactions, (select sum(amount) from direct_cost_total) as amount,
       (select count(*) from job_cost_line where cost_code_id is null or cost_type_id is null) as loose`,
  )
  const theirs = await rivals.totals()
  const ours = rows[0]
  if (
    !ours ||
    Number(ours.transactions) !== theirs.rows ||
    Number(ours.amount) !== Number(theirs.amount) ||
    Number(ours.loose) > 0
  )
    throw new Error(`The sums differ: ${JSON.stringify(ours)}, ${JSON.stringify(theirs)}.`)
}

function reportOf(chain: Chain, rivals: Rivals, { rows, pairs }: ImportSizes, found: Found): Report {
  const full = median(found.first)
  const over = (theirs: number[], ours: number[]) => median(theirs.map((each, at) => each / (ours[at] ?? Number.NaN)))
  const figures: Figure[] = [
    seconds('first pass, through agent and server', found.first),
    seconds('\\copy into a table keyed like the ERP', found.copy),
    seconds('\\copy into a table keyed by one integer', found.copyPlain),
    ratio('speed over \\copy, the ERP’s key', over(found.copy, found.first), { least: 0.4 }),
    { what: 'speed over \\copy, one integer as key', value: over(found.copyPlain, found.first).toFixed(2) },
    ...(found.pgloader.length > 0
      ? [
          seconds('pgloader, the ERP’s key', found.pgloader),
          ratio('speed over pgloader', over(found.pgloader, found.first), { least: 5 }),
        ]
      : []),
    seconds(`second full pass, 1 % changed`, found.second),
    seconds('\\copy to staging and MERGE', found.merge),
    ratio('speed over \\copy and MERGE', over(found.merge, found.second), { least: 1.5 }),
    seconds(`pass of what changed (1 %)`, found.changed),
    ratio('of a full import', median(found.changed) / full, { most: 0.06 }),
    seconds('processor time of the server, first pass', found.processor.server),
    seconds('processor time of the agent, first pass', found.processor.agent),
    atMost('peak memory of the server', peakMemory(chain.server), 300, 'MB'),
    atMost('peak memory of the agent', peakMemory(chain.agent), 300, 'MB'),
  ]
  const notes = [`${pairs} ${pairs === 1 ? 'pair' : 'pairs'}, taken in turn; ratios are the median of each pair’s.`]
  if (found.pgloader.length === 0) notes.push(rivals.withoutPgloader)
  return { title: `Job cost import, ${rows.toLocaleString('en')} transactions`, figures, notes }
}
