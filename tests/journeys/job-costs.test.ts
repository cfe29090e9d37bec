/** Costs posted in the accounting office, as the project sees them: budget, transactions, what fits nowhere, what was changed and deleted. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Ground, ground, JOB, sent, VENDOR } from '../world/contracts.ts'
import { type Journey, journey } from '../world/journey.ts'

interface Cost {
  direct_cost_type: string
  description: string | null
  amount: string
  cost_code: string
  cost_type: string
}
interface BudgetRow {
  cost_code: string
  cost_type: string
  direct_costs: string
  job_to_date_costs: string
}

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  await of.admin.patch(`/rest/v1.0/projects/${at.project}/configuration`, {
    project_configuration: { job_cost_transactions_enabled: true },
  })
  const contract = await sent(of, at, 'SC-1')
  await contract.accept('SC-1')
  await contract.until('Synced')
})
afterAll(() => of?.close())

const direct = (query = '') =>
  of.manager.get<Cost[]>(`/rest/v1.0/projects/${at.project}/direct_costs?per_page=200${query}`)
const budget = () => of.manager.get<BudgetRow[]>(`/rest/v1.0/budget_views/1/detail_rows?project_id=${at.project}`)
const cost = (type: string, costCode: string, category: string, amount: string, more: object = {}) =>
  of.desk<{ run: string; sequence: string }>('cost', {
    type,
    job: JOB,
    costCode,
    category,
    amount,
    batch: 'WEEK13',
    description: `${type} week 13`,
    ...more,
  })

async function readCosts(mode: 'changed' | 'full' = 'changed') {
  return [await of.readNow('job-cost-summary', mode), await of.readNow('job-cost-transactions', mode)]
}

test('each kind of posted cost arrives with its type, and what is not posted does not', async () => {
  await cost('AP cost', '02-400', 'S', '100.01', {
    vendor: VENDOR,
    invoice: 'CW-2001',
    commitment: 'SC-1',
    commitmentItem: '1',
  })
  await cost('AP cost', '01-410', 'S', '200.02', { vendor: 'FLAGLINE', invoice: 'F-77' })
  await cost('PR cost', '02-400', 'L', '300.03', { employee: '1007', units: '8' })
  await cost('EQ cost', '01-800', 'E', '400.04', { equipment: 'LDR-02' })
  await cost('IV cost', '02-450', 'M', '500.05')
  await cost('JC cost', '01-130', 'O', '600.06')
  await readCosts()
  expect((await direct()).filter((each) => each.description?.endsWith('week 13'))).toEqual([])

  await of.desk('post-batch', { batch: 'WEEK13' })
  await readCosts()
  const arrived = (await direct()).filter((each) => each.description?.endsWith('week 13'))
  expect(
    arrived.map((each) => `${each.amount} ${each.direct_cost_type} ${each.cost_code} ${each.cost_type}`).sort(),
  ).toEqual([
    expect.stringMatching(/^100\.01 subcontractor_invoice 02-400 S/),
    expect.stringMatching(/^200\.02 invoice 01-410 S/),
    expect.stringMatching(/^300\.03 payroll 02-400 L/),
    expect.stringMatching(/^400\.04 expense 01-800 E/),
    expect.stringMatching(/^500\.05 expense 02-450 M/),
    expect.stringMatching(/^600\.06 expense 01-130 O/),
  ])
})

test('the budget shows the books’ cost to date on every line, and the direct costs behind it', async () => {
  const columns = ['Extra', 'Cost_Code', 'Category', 'JTD_Cost', 'Commitment_Invoiced']
  const theirs = await of.books('JCM_MASTER__CATEGORY', columns, [{ column: 'Job', op: '=', value: JOB }])
  const spent = theirs.filter((row) => row.JTD_Cost !== '0.00')
  const ours = await budget()
  for (const row of spent) {
    const line = ours.find(
      (each) => each.cost_code === row.Cost_Code && each.cost_type.startsWith(String(row.Category)),
    )
    expect([row.Cost_Code, row.Category, line?.job_to_date_costs, line?.direct_costs]).toEqual([
      row.Cost_Code,
      row.Category,
      row.JTD_Cost,
      minus(row.JTD_Cost, row.Commitment_Invoiced),
    ])
  }
  expect(spent.length).toBeGreaterThan(5)
})

test('the window behind a figure lists the transactions that make it up', async () => {
  const filter = `&view=detail&filters[cost_code_id]=${at.codes.get('02-400')}&filters[line_item_type_id]=${at.types.get('L')}`
  expect((await direct(filter)).map((each) => each.amount).sort()).toEqual(['300.03', '6480.20'])
  expect((await of.reader.ask('GET', `/rest/v1.0/projects/${at.project}/direct_costs?view=detail`)).status).toBe(403)
})

test('what was changed or deleted at the desk follows; reading again changes nothing', async () => {
  const byDescription = [{ column: 'Description', op: 'in' as const, value: ['IV cost week 13', 'JC cost week 13'] }]
  const [yard, permit] = await of.books(
    'JCT_CURRENT__TRANSACTION',
    ['Transaction_Type', 'Run', 'Sequence'],
    byDescription,
  )
  const [inventory, other] = yard?.Transaction_Type === 'IV cost' ? [yard, permit] : [permit, yard]
  await of.desk('transaction-change', { run: inventory?.Run, sequence: inventory?.Sequence, amount: '555.55' })
  await of.desk('transaction-delete', { run: other?.Run, sequence: other?.Sequence })
  await readCosts('full')
  // What only vanished may need a second pass, which follows by itself.
  await until('the deleted cost to go', async () => !(await direct()).some((each) => each.amount === '600.06'))
  const amounts = (await direct()).map((each) => each.amount)
  expect(amounts).toContain('555.55')
  expect(amounts).not.toContain('500.05')
  expect(
    (await budget()).find((each) => each.cost_code === '02-450' && each.cost_type.startsWith('M'))?.direct_costs,
  ).toBe('1759.91')

  const before = JSON.stringify([await direct(), await budget()])
  for (const read of await readCosts('full'))
    expect(read).toMatchObject({ state: 'done', inserted: 0, changed: 0, vanished: 0 })
  expect(JSON.stringify([await direct(), await budget()])).toBe(before)
})

test('a cost on a code that the project does not have is unsyncable with the reason, until the codes are read', async () => {
  const [connection] = await of.admin.get<{ id: number }[]>(of.erp('connections'))
  for (const feed of ['job-cost-codes', 'job-categories'])
    await of.admin.put(of.erp(`connections/${connection?.id}/feeds/${feed}/schedule`), { every_minutes: 0 })
  await of.desk('cost-code', { job: JOB, costCode: '02-950', description: 'Night shift' })
  await of.desk('category', { job: JOB, costCode: '02-950', category: 'L' })
  await cost('PR cost', '02-950', 'L', '77.70', { post: true, batch: 'NIGHT' })
  await readCosts()
  const unsyncable = () =>
    of.admin.get<{ reason: string; sentence: string; amount: string; cost_code: string }[]>(
      `/rest/v1.0/projects/${at.project}/unsyncable_direct_costs`,
    )
  expect(await unsyncable()).toMatchObject([
    {
      reason: 'no-cost-code',
      sentence: expect.stringContaining('Refresh the cost codes'),
      amount: '77.70',
      cost_code: '02-950',
    },
  ])
  expect((await direct()).some((each) => each.amount === '77.70')).toBe(false)

  await of.readNow('job-cost-codes')
  await of.readNow('job-categories')
  await readCosts()
  await until(
    'the cost under its code',
    async () => (await unsyncable()).length === 0 && (await direct()).some((each) => each.amount === '77.70'),
  )
})

/** a − b of two amounts with two decimals. */
function minus(a: string | null | undefined, b: string | null | undefined): string {
  const cents = (text: string | null | undefined) => BigInt((text ?? '0.00').replace('.', ''))
  const left = cents(a) - cents(b)
  return `${left / 100n}.${String(left % 100n).padStart(2, '0')}`
}
