/** Commitments accepted in bulk, through agent and importer, until each stands in the ERP, was read back and is Synced; and one alone. */
import { join } from 'node:path'
import { until } from '../example/client.ts'
import type { Cluster } from './postgres.ts'
import { type Chain, fillLists, openChain, processorTime } from './programs.ts'
import { atLeast, atMost, type Report } from './report.ts'
import { percentile } from './stats.ts'

const LINES = 20
const SINGLES = 40
export const EXPORTED = { project: '20-0001', vendor: 'CALTRENCH' }

export async function measureExport(cluster: Cluster, count: number): Promise<Report> {
  const database = await cluster.database('bench_export')
  const chain = await openChain({ database, folder: join(cluster.scratch, 'export'), jobs: 2, transactions: 1_000 })
  try {
    await fillLists(chain)
    const bulk = await waitingCommitments(chain, 1, count)
    const singles = await waitingCommitments(chain, count + 1, SINGLES + 1)
    // As autovacuum would have done within a minute.
    await chain.owner.query('analyze')
    // The first export after the ERP came up waits until no foreign import can still be running: once, and not measured.
    await acceptAlone(chain, singles.pop() ?? 0)
    const before = processorTimes(chain)
    const { accepted, done } = await acceptTogether(chain, bulk)
    const spent = processorTimes(chain).map((each, at) => (((each - (before[at] ?? 0)) / count) * 1000).toFixed(0))
    const alone: number[] = []
    for (const item of singles) alone.push(await acceptAlone(chain, item))
    return {
      title: `Export of ${count} commitments of ${LINES} lines`,
      figures: [
        atLeast('accepted in bulk, until Synced', count / done, 50, 'a second'),
        { what: '  all are accepted after', value: `${accepted.toFixed(1)} of ${done.toFixed(1)} s` },
        { what: '  processor time of one, server and agent', value: `${spent.join(' and ')} ms` },
        { what: 'one alone, from accept to Synced, median', value: `${(percentile(alone, 50) * 1000).toFixed(0)} ms` },
        atMost('one alone, 95th percentile', percentile(alone, 95), 1, 's'),
      ],
      notes: [
        `Each is imported, read back and compared by the agent, and recorded with its history; ${SINGLES} single ones.`,
      ],
    }
  } finally {
    await chain.stop()
  }
}

/** Sent and waiting for the approver. */
async function waitingCommitments({ admin, owner, tool }: Chain, first: number, count: number): Promise<number[]> {
  const number = async (statement: string, value: string): Promise<number> =>
    Number((await owner.query<{ id: string }>(statement, [value])).rows[0]?.id)
  const project = await number('select id from project where number = $1', EXPORTED.project)
  const vendor = await number(
    `select item_id as id from erp_link where kind = 'company' and erp_id = $1`,
    EXPORTED.vendor,
  )
  const codes = await owner.query<{ code: string; type: string }>(
    `select c.id as code, x.cost_type_id as type from cost_code c join cost_code_cost_type x on x.cost_code_id = c.id where c.project_id = $1 order by c.code, x.cost_type_id limit $2`,
    [project, LINES],
  )
  const line_items = codes.rows.map(({ code, type }, at) => ({
    cost_code_id: Number(code),
    line_item_type_id: Number(type),
    description: `Line ${at + 1}`,
    amount: `${100 + at}.00`,
  }))
  await admin.put(`${tool}/settings/contract-number-as-erp-id`, { value: true })
  const items: number[] = []
  for (let at = first; at < first + count; at++) {
    const work_order_contract = {
      number: `B-${String(at).padStart(5, '0')}`,
      title: `Subcontract ${at}`,
      vendor_id: vendor,
      status: 'Approved',
      line_items,
    }
    const { id } = await admin.post<{ id: number }>('/rest/v1.0/work_order_contracts', {
      project_id: project,
      work_order_contract,
    })
    await admin.post(`${tool}/items/commitment/${id}/send`)
    items.push(id)
  }
  return items
}

function processorTimes({ server, agent }: Chain): number[] {
  return [processorTime(server), processorTime(agent)]
}

/** Seconds until the answer, and until all are Synced. */
export async function acceptTogether(
  chain: Chain,
  items: number[],
  kind = 'commitment',
): Promise<{ accepted: number; done: number }> {
  const start = performance.now()
  const answer = await chain.approver.post<{ refused: unknown[] }>(`${chain.tool}/items/${kind}/accept-many`, {
    items,
  })
  if (answer.refused.length > 0) throw new Error(`Not all were accepted: ${JSON.stringify(answer.refused[0])}`)
  const accepted = (performance.now() - start) / 1000
  await synced(chain, items, kind)
  return { accepted, done: (performance.now() - start) / 1000 }
}

async function acceptAlone(chain: Chain, item: number): Promise<number> {
  const path = `${chain.tool}/items/commitment/${item}`
  const { rev, hash, answers } = await chain.approver.get<{ rev: number; hash: string; answers: object }>(
    `${path}/preview`,
  )
  const start = performance.now()
  await chain.approver.post(`${path}/accept`, { rev, hash, answers })
  await synced(chain, [item])
  return (performance.now() - start) / 1000
}

async function synced({ owner }: Chain, items: number[], kind = 'commitment'): Promise<void> {
  await until(
    `${items.length} of kind ${kind} to be Synced`,
    async () => {
      const { rows } = await owner.query<{ linked: number }>(
        `select count(*)::int as linked from erp_link where kind = $2 and item_id = any($1::int8[])`,
        [items, kind],
      )
      return rows[0]?.linked === items.length
    },
    300_000,
  )
}
