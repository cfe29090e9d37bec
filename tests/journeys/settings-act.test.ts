/** Settings that change what comes from the ERP or goes there, turned in the API, and what then happens: CFG-3, CFG-5, CFG-6, CFG-7, CFG-9. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { draft, type Ground, ground, JOB, VENDOR } from '../world/contracts.ts'
import { acceptWith, contractInBooks, invoiceInBooks, invoicesOf, month, movesOfInvoice } from '../world/invoices.ts'
import { type Journey, journey, movesOf } from '../world/journey.ts'

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
})
afterAll(() => of?.close())

const set = (key: string, value: boolean | string) => of.admin.put(of.erp(`settings/${key}`), { value })
const reset = (key: string) => of.admin.delete(of.erp(`settings/${key}`))

test('CFG-6: an address changed in the ERP flows into the linked company only while that is switched on', async () => {
  const city = async () => (await of.admin.get<{ city: string }>(`/rest/v1.0/vendors/${at.vendor}`)).city
  const move = async (to: string) => {
    await of.desk('vendor-address', { vendor: VENDOR, city: to })
    await of.readNow('vendors')
  }
  const before = await city()
  await move('Vallejo')
  expect(await city()).toBe(before)
  await set('vendors-automatically-updated', true)
  await move('Benicia')
  expect(await city()).toBe('Benicia')
  await reset('vendors-automatically-updated')
  await move('Napa')
  expect(await city()).toBe('Benicia')
})

test('CFG-7: the contract number is proposed as the ERP ID, and can still be changed', async () => {
  const item = movesOf(of, 'commitment', await draft(of, at, 'NUM-7'))
  await item.try(of.manager, 'send')
  const proposed = async () => ((await item.preview()) as unknown as { answers: { erpId?: string } }).answers.erpId
  expect(await proposed()).toBeFalsy()
  await set('contract-number-as-erp-id', true)
  expect(await proposed()).toBe('NUM-7')
  await item.accept('NUM-7-B')
  expect((await item.until('Synced', 'Failed', 'Needs review')).erp_id).toBe('NUM-7-B')
})

test('CFG-9: parts of a line are invoiced as one line of the commitment; switched off, each by itself', {
  timeout: 120_000,
}, async () => {
  const contract = await contractInBooks(of, at, 'SUM-9')
  const invoices = invoicesOf(of, at.project)
  const lines = await of.manager.get<{ id: number }[]>(
    `/rest/v1.0/work_order_contracts/${contract}/line_items?project_id=${at.project}`,
  )
  const parts = await of.manager.put<{ id: number }[]>(
    `/rest/v1.0/commitments/${contract}/line_items/${lines[1]!.id}/detail_items`,
    {
      project_id: at.project,
      detail_items: [
        { description: 'North side', amount: '500.05' },
        { description: 'South side', amount: '300' },
      ],
    },
  )
  const inBooks = async (number: string, period: number) => {
    const { id } = await invoices.create(contract, period, { invoice_number: number, billing_date: '2025-05-31' })
    const items = parts.map((each, index) => ({
      line_item_id: each.id,
      work_completed_this_period: index === 0 ? '100.10' : '60',
    }))
    expect((await invoices.bill(id, items)).status).toBe(200)
    await invoices.change(id, { status: 'Approved' })
    const moves = movesOfInvoice(of, id)
    await moves.try(of.manager, 'send')
    expect(await acceptWith(of, moves, id)).toMatchObject({ status: { word: 'Synced' } })
    const { lines } = await invoiceInBooks(of, VENDOR, number)
    return lines.map((each) => `${each.Commitment_Line_Item} ${each.Amount}`).sort()
  }
  expect(await inBooks('SUM-9-ON', await month(of, at.project, 2025, 5))).toEqual(['2 160.10'])
  await set('summarise-invoice-lines', false)
  expect(await inBooks('SUM-9-OFF', await month(of, at.project, 2025, 6))).toEqual(['2 100.10', '2 60.00'])
  await reset('summarise-invoice-lines')
})

test('CFG-3: off, a commitment waits for an approver; on, it goes to the ERP when it is sent', async () => {
  const off = movesOf(of, 'commitment', await draft(of, at, 'OFF-3'))
  await off.try(of.manager, 'send')
  expect((await off.look()).status.word).toBe('Ready to Export')
  await set('direct-export-commitments', 'on')
  const on = movesOf(of, 'commitment', await draft(of, at, 'ON-3'))
  expect((await on.try(of.manager, 'send')).status).toBeLessThan(300)
  expect((await on.until('Synced', 'Failed', 'Needs review')).erp_id).toBe('ON-3')
  expect((await off.look()).status.word).toBe('Ready to Export')
})

test('CFG-5: a code and cost type that are new in the ERP become a line of the budget', {
  timeout: 120_000,
}, async () => {
  interface Line {
    cost_code: string
    cost_type: string
    original_budget_amount: string
  }
  const lines = async () =>
    (await of.manager.get<Line[]>(`/rest/v1.0/budget_line_items?project_id=${at.project}&per_page=500`)).map(
      (each) => `${each.cost_code} ${each.cost_type} ${each.original_budget_amount}`,
    )
  const cost = { job: JOB, costCode: '03-300', type: 'Original estimate', amount: '4321.10', post: true }
  const estimate = async (category: string) => {
    await of.desk('category', { job: JOB, costCode: cost.costCode, category })
    await of.desk('cost', { ...cost, category })
    await of.readNow('job-cost-codes', 'full')
    await of.readNow('job-categories', 'full')
    await of.readNow('job-cost-summary', 'full')
  }
  await of.desk('cost-code', { job: JOB, costCode: cost.costCode, description: 'Rebar' })
  await estimate('E')
  expect(await lines()).toEqual([])
  await set('budget-lines-automatically-added', true)
  await estimate('L')
  await until('the line with its estimate', async () => (await lines()).includes('03-300 L 4321.10'))
  await of.admin.post(`/rest/v1.0/projects/${at.project}/budget/lock`)
  await estimate('O')
  await until('the line over nothing', async () => (await lines()).includes('03-300 O 0.00'))
})
