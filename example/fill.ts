/**
 * Fills the example company through the API, as its administrator would: waits for what comes from the ERP, adds the contract's job as a
 * project, reads the contract's schedule of values in from CSV, sets a budget. Does nothing where there is a project already.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, until } from './client.ts'
import { distFolder } from './programs.ts'

export const CONTRACT = {
  job: '25-2977',
  number: 'SC-2977-01',
  title: 'Street and Sewer Work 2977J',
  company: 'Bay Shore Paving',
  vendor: 'BAYPAVE',
} as const

/** The jobsite's own address book; the accountants have yet to say which vendors of theirs these are. */
const DIRECTORY = [
  {
    name: CONTRACT.company,
    address: '410 Cargo Way',
    city: 'San Francisco',
    state_code: 'CA',
    zip: '94124',
    business_phone: '(415) 555-0110',
  },
  { name: 'Flagline Traffic', address: '915 Marin St', city: 'San Francisco', state_code: 'CA', zip: '94124' },
  {
    name: 'Harbor Landscape Partners',
    address: '77 Bulkhead Ln',
    city: 'Sausalito',
    state_code: 'CA',
    zip: '94965',
    business_phone: '(415) 555-0177',
  },
]

interface Line {
  cost_code_id: number
  line_item_type_id: number
  amount: string
}

export async function fillExample(admin: Client, say: (line: string) => void): Promise<void> {
  if ((await admin.get<unknown[]>('/rest/v1.0/projects')).length > 0) return
  say('Reading cost codes, vendors and jobs from the ERP …')
  await feedsRead(admin, ['standard-categories', 'standard-cost-codes', 'vendors', 'jobs'])
  say('Filling the example company …')
  const vendors = []
  for (const vendor of DIRECTORY) vendors.push(await admin.post<{ id: number }>('/rest/v1.0/vendors', { vendor }))
  const project = await addProject(admin)
  for (const setting of ['sub-jobs-as-extras', 'vendor-insurance-sync'])
    await admin.put(`/rest/v1.0/companies/${admin.company}/erp/settings/${setting}`, { value: true })
  const lines = await addCommitment(admin, project, vendors[0]?.id ?? 0)
  await addBudget(admin, project, lines)
}

/** Waits until each feed has been read to its end once. */
export async function feedsRead(admin: Client, feeds: string[], withinMs = 60_000): Promise<void> {
  await until(
    `the first read of ${feeds.join(', ')}`,
    async () => {
      const [connection] = await admin.get<{ feeds: { feed: string; last_read_at: string | null }[] }[]>(
        `/rest/v1.0/companies/${admin.company}/erp/connections`,
      )
      return feeds.every((feed) => connection?.feeds.find((each) => each.feed === feed)?.last_read_at)
    },
    withinMs,
  )
}

async function addProject(admin: Client): Promise<number> {
  const { item_id: project } = await admin.post<{ item_id: number }>(
    `/rest/v1.0/companies/${admin.company}/erp/staged/job/${CONTRACT.job}/add`,
  )
  await until('the cost codes of the contract’s job', async () => {
    const codes = await admin.get<{ line_item_types: unknown[] }[]>(`/rest/v1.0/cost_codes?project_id=${project}`)
    return codes.filter((each) => each.line_item_types.length > 0).length > 30
  })
  await admin.patch(`/rest/v1.0/projects/${project}/configuration`, {
    project_configuration: { job_cost_transactions_enabled: true },
  })
  return project
}

async function addCommitment(admin: Client, project: number, vendor: number): Promise<Line[]> {
  const contract = await admin.post<{ id: number }>('/rest/v1.0/work_order_contracts', {
    project_id: project,
    work_order_contract: {
      number: CONTRACT.number,
      title: CONTRACT.title,
      vendor_id: vendor,
      status: 'Draft',
      accounting_method: 'unit',
      retainage_percent: '5',
    },
  })
  return admin.post<Line[]>(`/rest/v1.0/work_order_contracts/${contract.id}/line_items/csv`, {
    project_id: project,
    csv: scheduleOfValues(),
  })
}

/** The budget: what the contract pays for each code, with a tenth for the company's own labor on top. */
async function addBudget(admin: Client, project: number, lines: Line[]): Promise<void> {
  const cents = new Map<string, bigint>()
  for (const line of lines) {
    const key = `${line.cost_code_id}/${line.line_item_type_id}`
    cents.set(key, (cents.get(key) ?? 0n) + toCents(line.amount))
  }
  for (const [key, amount] of cents) {
    const [cost_code_id, line_item_type_id] = key.split('/').map(Number)
    const original_budget_amount = fromCents(amount + amount / 10n)
    await admin.post('/rest/v1.0/budget_line_items', {
      project_id: project,
      budget_line_item: { cost_code_id, line_item_type_id, original_budget_amount },
    })
  }
}

/** The contract's 51 items; see `example/README.md` for their source. */
export function scheduleOfValues(): string {
  return readFileSync(join(distFolder(), '..', 'example', 'schedule-of-values.csv'), 'utf8')
}

function toCents(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0'))
}

function fromCents(cents: bigint): string {
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}
