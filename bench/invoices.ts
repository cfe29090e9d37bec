/** The invoices of one billing period, accepted in bulk, until each stands in the ERP, was read back and is Synced; beside a bare COPY of the same rows. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { acceptTogether, EXPORTED } from './export.ts'
import { type Cluster, psql } from './postgres.ts'
import { type Chain, fillLists, openChain } from './programs.ts'
import type { Report } from './report.ts'

const LINES = 100
const COPIES = 5

export async function measureInvoices(cluster: Cluster, count: number): Promise<Report> {
  const database = await cluster.database('bench_invoices')
  const chain = await openChain({ database, folder: join(cluster.scratch, 'invoices'), jobs: 2, transactions: 1_000 })
  try {
    await fillLists(chain)
    const project = await idOf(chain, 'select id from project where number = $1', EXPORTED.project)
    await chain.admin.put(`${chain.tool}/settings/contract-number-as-erp-id`, { value: true })
    const commitments = await contracts(chain, project, count)
    await acceptTogether(chain, commitments)
    const invoices = await waitingInvoices(chain, project, commitments)
    // As autovacuum would have done within a minute.
    await chain.owner.query('analyze')
    const { accepted, done } = await acceptTogether(chain, invoices, 'subcontractor-invoice')
    const copied = await bareCopy(cluster, chain)
    const lines = count * LINES
    return {
      title: `Export of ${lines} invoice lines of one billing period, ${count} invoices of ${LINES} lines`,
      figures: [
        { what: 'accepted in bulk, until Synced', value: `${done.toFixed(1)} s` },
        { what: '  all are accepted after', value: `${accepted.toFixed(1)} s` },
        { what: '  lines a second', value: (lines / done).toFixed(0) },
        { what: 'bare COPY of the same rows', value: `${(copied * 1000).toFixed(0)} ms` },
        { what: '  the export takes so many times as long', value: (done / copied).toFixed(0) },
      ],
      notes: ['Each invoice is imported, read back line by line and compared by the agent and again by the server.'],
    }
  } finally {
    await chain.stop()
  }
}

async function idOf({ owner }: Chain, statement: string, value: string): Promise<number> {
  return Number((await owner.query<{ id: string }>(statement, [value])).rows[0]?.id)
}

async function contracts(chain: Chain, project: number, count: number): Promise<number[]> {
  const { admin, owner, tool } = chain
  const vendor = await idOf(
    chain,
    `select item_id as id from erp_link where kind = 'company' and erp_id = $1`,
    EXPORTED.vendor,
  )
  const codes = await owner.query<{ code: string; type: string }>(
    `select c.id as code, x.cost_type_id as type from cost_code c join cost_code_cost_type x on x.cost_code_id = c.id where c.project_id = $1`,
    [project],
  )
  const line_items = Array.from({ length: LINES }, (_, at) => ({
    cost_code_id: Number(codes.rows[at % codes.rows.length]?.code),
    line_item_type_id: Number(codes.rows[at % codes.rows.length]?.type),
    description: `Line ${at + 1}`,
    amount: `${1000 + at}.00`,
  }))
  const made: number[] = []
  for (let at = 1; at <= count; at++) {
    const head = { number: `I-${String(at).padStart(5, '0')}`, title: `Subcontract ${at}`, vendor_id: vendor }
    const { id } = await admin.post<{ id: number }>('/rest/v1.0/work_order_contracts', {
      project_id: project,
      work_order_contract: { ...head, status: 'Approved', retainage_percent: '10', line_items },
    })
    await admin.post(`${tool}/items/commitment/${id}/send`)
    made.push(id)
  }
  return made
}

/** Each bills a tenth of every line, approved and sent. */
async function waitingInvoices({ admin, tool }: Chain, project: number, commitments: number[]): Promise<number[]> {
  const billing_period = { start_date: '2026-05-01', end_date: '2026-05-31', due_date: '2026-05-25' }
  const period = await admin.post<{ id: number }>(`/rest/v1.0/projects/${project}/billing_periods`, { billing_period })
  const rows = Array.from({ length: LINES }, (_, at) => `${at + 1},${100 + at}.10`)
  const invoices: number[] = []
  for (const commitment of commitments) {
    const { id } = await admin.post<{ id: number }>('/rest/v1.0/requisitions', {
      project_id: project,
      commitment_id: commitment,
      requisition: { period_id: period.id },
    })
    const path = `/rest/v1.0/requisitions/${id}`
    await admin.post(`${path}/items/csv`, { project_id: project, csv: `line,work_completed\n${rows.join('\n')}` })
    await admin.patch(path, { project_id: project, requisition: { status: 'Approved' } })
    await admin.post(`${tool}/items/subcontractor-invoice/${id}/send`)
    invoices.push(id)
  }
  return invoices
}

/** The same distributions as the books hold them, into a table with their key and nothing else. Seconds, the best of a few. */
async function bareCopy(cluster: Cluster, { simulatorUrl }: Chain): Promise<number> {
  const columns = [
    'Vendor',
    'Invoice',
    'Dist_Seq',
    'Description',
    'Amount',
    'Retainage',
    'Job',
    'Cost_Code',
    'Category',
  ]
  const response = await fetch(`${simulatorUrl}/box/query`, {
    method: 'POST',
    body: JSON.stringify({ table: 'API_NEW__DISTRIBUTION', columns, where: [] }),
  })
  const path = join(cluster.scratch, 'distributions.copy')
  writeFileSync(path, await response.text())
  const url = await cluster.database('bench_bare')
  const typed = columns.map((name) => `${name} ${TYPES[name] ?? 'text'}`).join(', ')
  psql(url, [`create table distribution (${typed}, primary key (vendor, invoice, dist_seq))`])
  const times: number[] = []
  for (let round = 0; round < COPIES; round++) {
    psql(url, ['truncate distribution'])
    const start = performance.now()
    psql(url, [`\\copy distribution from '${path}'`])
    times.push((performance.now() - start) / 1000)
  }
  return Math.min(...times)
}

const TYPES: Record<string, string> = { Dist_Seq: 'int', Amount: 'numeric(16,2)', Retainage: 'numeric(16,2)' }
