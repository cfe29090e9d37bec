/** The Direct Costs tool over the books: narrowed, summed, in a file, billed, voided, and what fits nowhere with the way to mend it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Ground, ground, JOB } from '../world/contracts.ts'
import { type Journey, journey } from '../world/journey.ts'

interface Cost {
  id: number
  direct_cost_type: string
  description: string | null
  vendor: string | null
  vendor_name: string | null
  amount: string
  billed_rate: string | null
  billed_amount: string | null
  status: string
}
interface Totals {
  transactions: number
  amount: string
  billed_amount: string | null
}

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  await of.admin.patch(`/rest/v1.0/projects/${at.project}/configuration`, {
    project_configuration: { job_cost_transactions_enabled: true },
  })
  await of.readNow('job-cost-transactions')
})
afterAll(() => of?.close())

const path = (rest = '') => `/rest/v1.0/projects/${at.project}/direct_costs${rest}`
const costs = (query = '') => of.manager.get<Cost[]>(`${path()}?per_page=200${query}`)
const totals = (query = '') => of.manager.get<Totals>(`${path('/totals')}?${query}`)

test('what narrows the list narrows its totals and its file alike', async () => {
  const all = await costs()
  expect(all.length).toBe(6)
  expect(await totals()).toMatchObject({ transactions: 6, amount: '43090.81' })
  const query = 'filters[vendor]=CURBWORK&filters[direct_cost_type]=invoice'
  const [sidewalk] = await costs(`&${query}`)
  expect(sidewalk).toMatchObject({ vendor: 'CURBWORK', vendor_name: 'Curbstone Concrete Works', amount: '31250.75' })
  expect(await totals(query)).toMatchObject({ transactions: 1, amount: '31250.75' })
  const vendors = await of.manager.get<{ vendor: string }[]>(path('/vendors'))
  expect(vendors.map((each) => each.vendor).sort()).toEqual(['CURBWORK', 'FLAGLINE'])
  const answer = await of.manager.ask('GET', `${path('/csv')}?${query}`)
  expect(answer.status).toBe(200)
  expect(String(answer.body)).toMatch(
    /Invoice,,02-400,S,"Sidewalk, first pour",CURBWORK,Curbstone Concrete Works,CW-1041/,
  )
})

test('what Billing makes of a cost stands beside it, once the company has that read (BRT-1)', {
  timeout: 60_000,
}, async () => {
  const [payroll] = await of.books(
    'JCT_CURRENT__TRANSACTION',
    ['Run', 'Sequence'],
    [
      { column: 'Transaction_Type', op: '=', value: 'PR cost' },
      { column: 'Job', op: '=', value: JOB },
    ],
  )
  await of.desk('bill', { run: payroll?.Run, sequence: payroll?.Sequence, rate: '95.50' })
  const [connection] = await of.admin.get<{ id: number }[]>(of.erp('connections'))
  const sync = of.erp(`connections/${connection?.id}/feeds/billed-rate-transactions/sync`)
  expect((await of.admin.ask('POST', sync, { mode: 'full' })).status).toBe(409)
  await of.admin.put(of.erp('settings/billed-rate-transaction-sync'), { value: true })
  await of.readNow('job-cost-transactions')
  await until('the billed rate', async () => (await totals()).billed_amount === '9168.00', 60_000)
  const billed = (await costs('&filters[direct_cost_type]=payroll'))[0]
  expect(billed).toMatchObject({ amount: '6480.20', billed_rate: '95.5000', billed_amount: '9168.00' })
})

test('what the books took back is voided: it counts nowhere, and can still be seen', { timeout: 300_000 }, async () => {
  const [permit] = await of.books(
    'JCT_CURRENT__TRANSACTION',
    ['Run', 'Sequence'],
    [{ column: 'Description', op: '=', value: 'Street space permit' }],
  )
  await of.desk('transaction-delete', { run: permit?.Run, sequence: permit?.Sequence })
  await of.readNow('job-cost-transactions', 'full')
  await until('the voided cost', async () => (await costs()).length === 5, 60_000)
  expect(await totals()).toMatchObject({ transactions: 5, amount: '42640.81' })
  expect(await costs('&filters[status]=void')).toMatchObject([
    { description: 'Street space permit', amount: '450.00', status: 'void' },
  ])
})

test('the company’s report names jobs that are no project; whoever may not see it is told', async () => {
  const report = `/rest/v1.0/companies/${of.admin.company}/unsyncable_direct_costs`
  const left = await of.admin.get<{ job: string; reason: string; amount: string; project_id: number | null }[]>(report)
  expect(left).toMatchObject([{ job: '23-0042', reason: 'job-not-linked', amount: '57310.40', project_id: null }])
  expect((await of.manager.ask('GET', report)).status).toBe(403)
  await of.admin.post(of.erp('staged/job/23-0042/add'))
  await of.readNow('job-cost-transactions', 'full')
  await until(
    'the costs of the job that became a project',
    async () => (await of.admin.get<object[]>(report)).length === 0,
    60_000,
  )
})
