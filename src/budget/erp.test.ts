/** A budget on its way to the ERP over a real database: what goes, what waits to be posted, what comes in, what the forecast says. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { fillCompany, type Named } from '../../tests/world/company.ts'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createCompany } from '../access/store.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId, ProjectId, UserId } from '../ids.ts'
import { handClock } from '../platform/clock.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import type { BudgetChangeDocument, BudgetDocument } from './document.ts'
import { entities } from './erp.ts'
import { mayImport, maySettle, whileInErp } from './rules-exports.ts'
import { setLocked } from './store.ts'
import { importEstimates, settle } from './store-estimates.ts'
import { erpState, nextExport, prepareExport } from './store-exports.ts'
import { setExportsForecasts } from './store-forecasts.ts'

const clock = handClock('2026-03-02T12:00:00Z')
const [budget, budgetChange] = entities.map((each) => each.outbound!)
const follows = entities[0]!.inbound!.follows!['job-cost-summary']!

let world: TestDatabase
let company: CompanyId
let project: ProjectId
let of: Named

beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.drop())
beforeEach(async () => {
  company = await world.db.system((sql) => createCompany(sql, { name: 'Bridgewater' }))
  of = await fillCompany(world.db, company, String(company))
  project = of.project as ProjectId
  await sql(`insert into erp_link (company_id, connection_id, kind, item_id, erp_id) values ($1, $2, 'job', $3, 'J')`, [
    of.connection,
    project,
  ])
})

const inScope = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
  world.db.company(company, (of_) =>
    work({ sql: of_, clock, company, connection: of.connection as ConnectionId, actor: undefined }),
  )
const within = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => inScope((scope) => work(scope.sql))
const sql = (text: string, values: unknown[] = []) => within((on) => on.run(text, [company, ...values]))
const state = () => within((on) => erpState(on, company, project))
const codes = (list: { code: string }[]) => list.map((each) => each.code)

async function lock(): Promise<ItemId> {
  return within(async (on) => {
    await prepareExport(on, company, project)
    await setLocked(on, company, project, true, 1 as UserId, clock.now())
    return (await nextExport(on, company, project)) as number as ItemId
  })
}
const unlock = () => within((on) => setLocked(on, company, project, false, 1 as UserId, clock.now()))
const refusals = (item: ItemId) => inScope((scope) => budget!.refusals(scope, item))
const document = (item: ItemId) => inScope((scope) => budget!.document(scope, item, {})) as Promise<BudgetDocument>
async function exported(item: ItemId, batch = 'BATCH00001'): Promise<BudgetDocument> {
  const frozen = await document(item)
  await inScope((scope) => budget!.synced(scope, item, batch, frozen))
  return frozen
}
/** The accountants posted, and the job costs were read again. */
const shows = (estimate: string) =>
  sql('update job_cost_summary set original_estimate = $2 where company_id = $1', [estimate])
const setLine = (amount: string) => sql('update budget_line set original_amount = $2 where company_id = $1', [amount])

it('goes only locked, to a linked job', async () => {
  const item = await lock()
  expect(await refusals(item)).toEqual([])
  await unlock()
  await sql(`update erp_link set kind = 'was-job' where company_id = $1`)
  expect(codes(await refusals(item))).toEqual(['job-not-linked', 'budget-unlocked'])
})

it('carries amounts only, and all of the budget the first time', async () => {
  const item = await lock()
  const { lines, ...rest } = await document(item)
  expect(rest).toMatchObject({ number: 1, job: { erpId: 'J' }, estimatedCostAtCompletion: [], forecastToComplete: [] })
  expect(lines).toMatchObject([
    {
      extra: '',
      costCode: '02-100',
      category: 'L',
      categoryName: 'Labor',
      amount: '1000.00',
      quantity: null,
      uom: null,
    },
  ])
})

it('waits, after an export, until the ERP shows the Original Budget Amount, and says for which entries', async () => {
  await exported(await lock())
  const waiting = await state()
  expect(waiting.waiting).toMatchObject([
    { cost_code: '02-100', expected: '1000.00', shown: '0.00', batch: 'BATCH00001' },
  ])
  expect(whileInErp(waiting).map((each) => each.sentence)).toEqual([
    'Waiting for 1 entry in batch BATCH00001 to be posted in Job Cost: the ERP does not show the Original Budget Amount yet.',
  ])
  expect(codes(mayImport(waiting, false))).toEqual(['budget-exported'])
  expect(codes(maySettle(waiting))).toEqual(['nothing-to-settle'])
  await shows('1000')
  expect(whileInErp(await state())).toEqual([])
})

it('sends only what the ERP does not have yet, and nothing is a refusal', async () => {
  await exported(await lock())
  await shows('1000')
  await unlock()
  expect(codes(await refusals(await lock()))).toEqual(['nothing-new'])
  await setLine('1250.50')
  const item = await lock()
  expect(await refusals(item)).toEqual([])
  const again = await exported(item, 'BATCH00002')
  expect(again.lines.map((each) => each.amount)).toEqual(['250.50'])
  expect((await state()).waiting).toMatchObject([{ expected: '1250.50', shown: '1000.00', batch: 'BATCH00002' }])
})

it('a line that is gone here is taken out of the ERP too', async () => {
  await exported(await lock())
  await shows('1000')
  await sql('delete from budget_line where company_id = $1')
  expect((await document(await lock())).lines.map((each) => each.amount)).toEqual(['-1000.00'])
})

it('an export that the ERP no longer has goes again, whole', async () => {
  const item = await lock()
  await exported(item)
  await inScope((scope) => budget!.unsynced(scope, item))
  expect(await state()).toMatchObject({ waiting: [], differing: [] })
  expect(await lock()).toBe(item)
  expect((await document(item)).lines.map((each) => each.amount)).toEqual(['1000.00'])
})

it('other figures in the ERP stop everything until a person takes them, and the next export goes from there', async () => {
  await exported(await lock())
  await shows('900')
  const differing = await state()
  expect(differing.differing).toMatchObject([{ expected: '1000.00', shown: '900.00' }])
  expect(codes(whileInErp(differing))).toEqual(['other-amount-in-erp'])
  expect(maySettle(differing)).toEqual([])
  await within((on) => settle(on, company, project, clock.now()))
  expect(whileInErp(await state())).toEqual([])
  expect((await document(await lock())).lines.map((each) => each.amount)).toEqual(['100.00'])
})

it('an estimate that did not come from here is never added to', async () => {
  await shows('400')
  const item = await lock()
  const [found] = await refusals(item)
  expect(found).toMatchObject({ code: 'estimate-in-erp' })
  expect(found?.sentence).toContain('02-100 L: the ERP has an estimate of 400.00')
})

it('imports the ERP’s estimates as long as it was never exported, and owes the ERP nothing for them', async () => {
  await shows('400')
  expect(await within((on) => importEstimates(on, company, project, clock.now()))).toEqual({ added: 0, changed: 1 })
  expect(codes(await refusals(await lock()))).toEqual(['nothing-new'])
  await sql('delete from budget_line where company_id = $1')
  expect(await within((on) => importEstimates(on, company, project, clock.now()))).toEqual({ added: 1, changed: 0 })
  expect(codes(mayImport(await state(), true))).toEqual(['budget-locked'])
  await setLine('500')
  expect((await document(await lock())).lines.map((each) => each.amount)).toEqual(['100.00'])
})

it.each([
  ['on, unlocked: the line comes with the ERP’s estimate', true, false, ['75.00']],
  ['on, locked: it comes over nothing', true, true, ['0.00']],
  ['off: it does not come', false, false, []],
])('new combinations, %s', async (_rule, on, locked, amounts) => {
  await inScope(follows)
  await sql(
    `insert into erp_setting (company_id, key, value, set_by, set_at) values ($1, 'budget-lines-automatically-added', $2::jsonb, 1, now())`,
    [String(on)],
  )
  await inScope(follows)
  if (locked) await lock()
  await sql(
    `with line as (
       insert into job_cost_line (company_id, connection_id, job, extra, cost_code, category, project_id, cost_code_id, cost_type_id)
       values ($1, $2, 'J', '', '02-200', 'L', $3, $4, $5) returning id)
     insert into job_cost_summary (company_id, line_id, original_estimate) select $1, id, 75 from line`,
    [of.connection, project, of.bareCode, of.costType],
  )
  const added = async () =>
    (
      await within((on_) =>
        on_.query<{ amount: string }>(
          'select original_amount::text as amount from budget_line where company_id = $1 and cost_code_id = $2',
          [company, of.bareCode],
        ),
      )
    ).map((each) => each.amount)
  await inScope(follows)
  expect(await added()).toEqual(amounts)
  if (!locked) expect((await document(await lock())).lines.map((each) => each.costCode)).toEqual(['02-100'])
  await sql('delete from budget_line where company_id = $1 and cost_code_id = $2', [of.bareCode])
  await inScope(follows)
  expect(await added()).toEqual([])
})

it('units go along where the company wants them, as differences too', async () => {
  await sql(`update budget_line set quantity = 40, uom = 'HR' where company_id = $1`)
  await sql(
    `insert into erp_setting (company_id, key, value, set_by, set_at) values ($1, 'budget-units', 'true', 1, now())`,
  )
  expect((await exported(await lock())).lines).toMatchObject([{ amount: '1000.00', quantity: '40.0000', uom: 'HR' }])
  await sql(`update budget_line set quantity = 45, original_amount = 1100 where company_id = $1`)
  await shows('1000')
  expect((await document(await lock())).lines).toMatchObject([{ amount: '100.00', quantity: '5.0000' }])
})

/** A change of 50 from the budgeted line to another one and back in two lines of one place. */
async function change(status = 'approved', amounts = ['-80', '30']): Promise<ItemId> {
  const id = newId()
  await sql(
    `insert into budget_change (company_id, id, project_id, number, title, status, date, created_by) values ($1, $2, $3, coalesce((select max(number) from budget_change where company_id = $1), 6) + 1, 'Hours', $4, '2026-03-02', 1)`,
    [id, project, status],
  )
  for (const [at, amount] of amounts.entries())
    await sql(
      `insert into budget_change_line (company_id, id, budget_change_id, position, cost_code_id, cost_type_id, amount) values ($1, $2, $3, $4, $5, $6, $7)`,
      [newId(), id, at + 1, of.costCode, of.costType, amount],
    )
  return id as ItemId
}
const changeDocument = (item: ItemId) =>
  inScope((scope) => budgetChange!.document(scope, item, {})) as Promise<BudgetChangeDocument>

it('an approved change goes as one sum for each line, with its number and the job', async () => {
  const item = await change()
  expect(await inScope((scope) => budgetChange!.refusals(scope, item))).toEqual([])
  const frozen = await changeDocument(item)
  expect(frozen).toMatchObject({ number: '2', job: { erpId: 'J' }, lines: [{ costCode: '02-100', amount: '-50.00' }] })
  await inScope((scope) => budgetChange!.synced(scope, item, 'BATCH00007', frozen))
  const shown = await inScope((scope) => budgetChange!.summary(scope, item))
  expect(shown?.columns).toEqual({ job: 'J', batch: 'BATCH00007' })
})

it.each([
  ['a draft', 'draft', ['-80', '80.01'], ['not-approved']],
  ['one that moves nothing', 'approved', ['-80', '80'], ['nothing-moves']],
])('%s does not go', async (_what, status, amounts, expected) => {
  const item = await change(status, amounts)
  expect(codes(await inScope((scope) => budgetChange!.refusals(scope, item)))).toEqual(expected)
})

it('forecasts go along where switched on: what has moved since the ERP was last told, once', async () => {
  await within((on) => setExportsForecasts(on, company, project, true))
  const first = await exported(await lock())
  // Committed 100.00 and 12.50 of direct costs of a budget of 1,000.00.
  expect(first.estimatedCostAtCompletion).toMatchObject([{ costCode: '02-100', category: 'L', amount: '1000.00' }])
  expect(first.forecastToComplete).toMatchObject([{ amount: '887.50' }])
  const item = await change('approved', ['-50'])
  await sql('update job_cost_summary set jtd_cost = 112.50 where company_id = $1')
  const frozen = await changeDocument(item)
  const [atCompletion] = frozen.estimatedCostAtCompletion
  const [toComplete] = frozen.forecastToComplete
  expect([atCompletion?.amount, toComplete?.amount]).toEqual(['-50.00', '-150.00'])
  await inScope((scope) => budgetChange!.synced(scope, item, 'BATCH00007', frozen))
  const nothing = await changeDocument(await change('draft', ['1']))
  expect([nothing.estimatedCostAtCompletion, nothing.forecastToComplete]).toEqual([[], []])
  await inScope((scope) => budgetChange!.unsynced(scope, item))
  expect((await changeDocument(await change('draft', ['1']))).forecastToComplete.map((each) => each.amount)).toEqual([
    '-150.00',
  ])
})

it('what is on its way counts as told: two changes at once do not carry the same difference', async () => {
  await within((on) => setExportsForecasts(on, company, project, true))
  const frozen = await document(await lock())
  await sql(
    `insert into erp_op (company_id, connection_id, op_key, marker, kind, item_id, intent_no, rev, seen_rev, document, rendering, payload_sha256, answers,
       sent_by, approved_by, created_at, changed_at, state)
     values ($1, $2, 'key', 'MARK', 'budget', 1, 1, 1, 1, $3, '{}', 'x', '{}', 1, 1, now(), now(), 'QUEUED')`,
    [of.connection, JSON.stringify(frozen)],
  )
  expect((await changeDocument(await change('draft'))).estimatedCostAtCompletion).toEqual([])
  await sql(`update erp_op set state = 'CANCELLED' where company_id = $1 and op_key = 'key'`)
  expect((await changeDocument(await change('draft'))).estimatedCostAtCompletion).toHaveLength(1)
})
