/** A project's budget from the first line to the month's end: lines, a sheet, the lock, a change, costs from the books, forecasts, a snapshot. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, ground, JOB, sent } from '../world/contracts.ts'
import { type Journey, journey } from '../world/journey.ts'

interface Line {
  id: number
  cost_code: string
  cost_type: string
  original_budget_amount: string
}
type Figures = Record<string, string> & { budgeted: boolean }
interface Change {
  id: number
  status: string
}

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
})
afterAll(() => of?.close())

const project = (rest: string) => `/rest/v1.0/projects/${at.project}/${rest}`
const lines = () => of.manager.get<Line[]>(`/rest/v1.0/budget_line_items?project_id=${at.project}`)
const add = (code: string, type: string, fields: object) =>
  of.admin.post('/rest/v1.0/budget_line_items', {
    project_id: at.project,
    budget_line_item: { cost_code_id: at.codes.get(code), line_item_type_id: at.types.get(type), ...fields },
  })
const rows = (view: number) =>
  of.manager.get<Figures[]>(`/rest/v1.0/budget_views/${view}/detail_rows?project_id=${at.project}`)
const row = async (code: string, type: string, view = 3) =>
  (await rows(view)).find((each) => each.cost_code === code && each.cost_type === type && each.sub_job === '')
const words = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer
  return [status, ...(body as { refusals: { sentence: string }[] }).refusals.map((each) => each.sentence)]
}

test('lines by amount and by units, and the rest from a sheet: one bad row, and nothing is taken', async () => {
  await add('02-400', 'S', { original_budget_amount: '1000.00' })
  await add('02-450', 'M', { quantity: '120', unit_cost: '18.755', uom: 'CY' })
  const bad = 'cost_code,cost_type,amount\n02-400,L,5000.00\n02-404,L,1.00\n02-450,S,12.345'
  expect(await words(of.admin.ask('POST', project('budget/import'), { csv: bad }))).toEqual([
    422,
    'Line 3: the project has no cost code “02-404”.',
    expect.stringMatching(/^Line 4: amount “12.345” /),
  ])
  expect(await lines()).toHaveLength(2)

  const csv =
    'cost_code,cost_type,quantity,unit,unit_cost,amount\n02-400,L,80,HR,62.50,\n02-400,S,,,,1500.00\n02-450,S,,,,900.00'
  expect(await of.admin.post(project('budget/import'), { csv })).toEqual({
    added: 2,
    changed: 1,
    unchanged: 0,
    left_out: 0,
  })
  expect((await lines()).map((each) => [each.cost_code, each.cost_type, each.original_budget_amount])).toEqual([
    ['02-400', 'L', '5000.00'],
    ['02-400', 'S', '1500.00'],
    ['02-450', 'M', '2250.60'],
    ['02-450', 'S', '900.00'],
  ])
})

test('locked, its lines stay; a change moves an amount, reviewed and approved by an Admin of the budget', async () => {
  await of.admin.post(project('budget/lock'))
  expect(
    (await of.admin.ask('POST', project('budget/import'), { csv: 'cost_code,cost_type,amount\n02-400,L,1' })).status,
  ).toBe(422)
  const item = (code: string, type: string, amount: string) => ({
    cost_code_id: at.codes.get(code),
    line_item_type_id: at.types.get(type),
    amount,
  })
  const transfer = {
    title: 'Curb by others',
    adjustment_line_items: [item('02-400', 'L', '-750.25'), item('02-450', 'S', '750.25')],
  }
  const change = await of.admin.post<Change>(project('budget_changes'), { budget_change: transfer })
  const path = project(`budget_changes/${change.id}`)
  await of.admin.patch(path, { budget_change: { status: 'under_review' } })
  expect(await row('02-450', 'S')).toMatchObject({ revised_budget: '900.00', pending_budget_changes: '750.25' })
  expect((await of.reader.ask('PATCH', path, { budget_change: { status: 'approved' } })).status).toBe(403)
  await of.admin.patch(path, { budget_change: { status: 'approved' } })
  expect(await row('02-400', 'L')).toMatchObject({ revised_budget: '4249.75' })
  expect(await row('02-450', 'S')).toMatchObject({ revised_budget: '1650.25', pending_budget_changes: '0.00' })
  expect(await words(of.admin.ask('DELETE', path))).toEqual([
    409,
    'Budget change #1 is approved and can no longer be deleted.',
  ])
})

test('a commitment and the costs of the books stand beside it; what is not budgeted is marked, and no change touches it', async () => {
  await (await sent(of, at, 'SC-1')).accept('SC-1')
  await of.desk('cost', {
    type: 'JC cost',
    job: JOB,
    costCode: '01-130',
    category: 'O',
    amount: '600.06',
    batch: 'MAR',
    post: true,
  })
  await of.readNow('job-cost-summary')
  expect(await row('02-400', 'S', 1)).toMatchObject({ budgeted: true, committed_costs: '1200.10' })
  const permit = await row('01-130', 'O', 1)
  expect(permit).toMatchObject({ budgeted: false, original_budget_amount: '0.00' })
  expect(Number(permit?.job_to_date_costs)).toBeGreaterThanOrEqual(600.06)
  const lines = [{ cost_code_id: at.codes.get('01-130'), line_item_type_id: at.types.get('O'), amount: '10.00' }]
  expect(
    await words(of.admin.ask('POST', project('budget_changes'), { budget_change: { adjustment_line_items: lines } })),
  ).toEqual([422, 'Line 1: 01-130 O is not budgeted (marked “?”) and cannot be changed from or into.'])
})

test('forecasts by hand and by units, while locked; the month’s end is kept, and says later what has changed', async () => {
  const forecast = async (code: string, type: string, fields: object) => {
    const line = (await lines()).find((each) => each.cost_code === code && each.cost_type === type)
    await of.admin.patch(`/rest/v1.0/budget_line_items/${line?.id}`, {
      project_id: at.project,
      budget_line_item: fields,
    })
  }
  await forecast('02-450', 'M', {
    forecast_method: 'unit',
    forecast_units: '90.5',
    forecast_unit_cost: '19.005',
    forecast_note: 'New price',
  })
  expect(await row('02-450', 'M')).toMatchObject({ forecast_to_complete: '1719.95', remaining_units: '90.5000' })
  const snapshot = await of.admin.post<{ id: number }>('/rest/v1.0/budget_view_snapshots', {
    project_id: at.project,
    budget_view_snapshot: { name: 'March', budget_view_id: 3 },
  })
  await forecast('02-450', 'S', { forecast_method: 'manual', forecast_amount: '1000.00' })
  const before = await row('02-450', 'S', 1)
  const differences = await of.manager.get<{ cost_code: string; column: string; was: string; is: string }[]>(
    `/rest/v1.0/budget_view_snapshots/${snapshot.id}/differences?project_id=${at.project}`,
  )
  expect([...new Set(differences.map((each) => each.cost_code))]).toEqual(['02-450'])
  expect(differences.find((each) => each.column === 'forecast_to_complete')).toMatchObject({
    was: '850.20',
    is: '1000.00',
  })
  expect(before).toMatchObject({ forecast_to_complete: '1000.00' })
})

test('totals by division are the sum of the rows, and the sheet holds the same figures', async () => {
  const cents = (text: string | undefined) => BigInt((text ?? '0.00').replace('.', ''))
  const all = await rows(1)
  const totals = await of.manager.get<Record<string, string>[]>(
    `/rest/v1.0/budget_views/1/summary_rows?project_id=${at.project}`,
  )
  for (const column of [
    'original_budget_amount',
    'revised_budget',
    'job_to_date_costs',
    'estimated_cost_at_completion',
  ]) {
    const sum = (list: Record<string, string | boolean>[]) =>
      list.reduce((total, each) => total + cents(String(each[column])), 0n)
    expect([column, sum(totals)]).toEqual([column, sum(all)])
  }
  const { body } = await of.manager.ask('GET', project('budget/sheet?view_id=1&format=csv'))
  const table = String(body).trim().split('\r\n')
  expect(table).toHaveLength(all.length + 1)
  expect(table.find((line) => line.includes('02-450') && line.includes(',S,'))).toContain(',1650.25,')
})
