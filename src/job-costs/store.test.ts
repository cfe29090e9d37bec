import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { detailRows } from '../budget/store.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ProjectId } from '../ids.ts'
import { systemClock } from '../platform/clock.ts'
import { newId } from '../platform/new-id.ts'
import { entities } from './erp.ts'
import { jobCostReport } from './store.ts'
import {
  type DirectCostFilter,
  directCosts,
  directCostsCsv,
  directCostTotals,
  unsyncable,
} from './store-direct-costs.ts'

const company = newId<CompanyId>()
const other = newId<CompanyId>()
const connection = newId<ConnectionId>()
const project = newId<ProjectId>()
const code = newId<number>()
const labor = newId<number>()
let database: TestDatabase

const feedOf = (kind: string, name: string | undefined) => {
  const feeds = entities.find((each) => each.kind === kind)?.inbound?.feeds
  const feed = feeds?.find((each) => name === undefined || each.feed === name)
  if (!feed) throw new Error(kind)
  return feed
}

const TRANSACTION = {
  job: '25-1',
  extra: '',
  cost_code: '02-100',
  category: 'L',
  transaction_type: 'PR cost',
  run: 1,
  sequence: 1,
  transaction_date: '2026-03-01',
  accounting_date: '2026-03-01',
  description: 'Week 9',
  units: '8',
  unit_cost: '50',
  amount: '400.00',
  vendor: null,
  invoice: null,
  commitment: null,
  commitment_line: null,
  employee: '7',
  wip_id: 0,
}
type Transaction = { [Key in keyof typeof TRANSACTION]: string | number | null }
const transaction = (changes: Partial<Transaction>): Transaction => ({ ...TRANSACTION, ...changes })

async function apply(kind: string, rows: object[], mode: 'changed' | 'full' = 'changed', name?: string) {
  const feed = feedOf(kind, name)
  return database.db.company(company, async (sql) => {
    const scope: Scope = { sql, clock: systemClock, company, connection, actor: undefined }
    const columns = feed.columns.map(({ name, type }) => `${name} ${type}`).join(', ')
    await sql.run(`create temporary table incoming (${columns}, line int8, row_hash int8) on commit drop`)
    await sql.run(
      `insert into incoming select r.*, row_number() over (), hash_record_extended(r, 0) from json_to_recordset($1) as r(${columns})`,
      [JSON.stringify(rows)],
    )
    const applied = await feed.apply(scope, mode)
    if (mode === 'changed') return applied
    await sql.run(`create temporary table seen on commit drop as select ${feed.key.join(', ')} from incoming`)
    return { ...applied, vanished: (await feed.finish?.(scope))?.vanished }
  })
}

const totals = () =>
  database.db.company(company, (sql) =>
    sql.query<{ type: string; amount: string; n: number }>(
      'select direct_cost_type as type, sum(amount) as amount, sum(transactions)::int8 as n from direct_cost_total where company_id = $1 group by 1 having sum(transactions) <> 0 order by 1',
      [company],
    ),
  )

beforeAll(async () => {
  database = await testDatabase()
  await database.db.system(async (sql) => {
    for (const [id, name] of [
      [company, 'One'],
      [other, 'Two'],
    ] as const)
      await sql.run('insert into company (id, name) values ($1, $2)', [id, name])
    await sql.run("insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'any', 'Books')", [
      company,
      connection,
    ])
    await sql.run(
      "insert into project (company_id, id, name, number, job_cost_transactions_enabled) values ($1, $2, 'Alley', '25-1', true)",
      [company, project],
    )
    await sql.run(
      "insert into cost_type (company_id, id, connection_id, code, name) values ($1, $2, $3, 'L', 'Labor')",
      [company, labor, connection],
    )
    await sql.run(
      "insert into cost_code (company_id, id, project_id, code, name) values ($1, $2, $3, '02-100', 'Planing')",
      [company, code, project],
    )
    await sql.run(
      "insert into erp_link (company_id, kind, item_id, connection_id, erp_id) values ($1, 'job', $2, $3, '25-1')",
      [company, project, connection],
    )
  })
})
afterAll(() => database.drop())

describe('posted transactions', () => {
  const first = [
    transaction({}),
    transaction({ sequence: 2, transaction_type: 'AP cost', vendor: 'V1', invoice: 'A-1', amount: '1000.10' }),
    transaction({
      sequence: 3,
      transaction_type: 'AP cost',
      vendor: 'V1',
      invoice: 'A-2',
      commitment: 'SC-1',
      amount: '2000.20',
    }),
    transaction({ sequence: 4, transaction_type: 'EQ cost', cost_code: '09-999', amount: '5.00' }),
  ]

  it('become direct costs of their type, and sums', async () => {
    expect(await apply('direct-cost', first)).toMatchObject({ inserted: 4, changed: 0 })
    expect(await totals()).toEqual([
      { type: 'expense', amount: '5.00', n: 1 },
      { type: 'invoice', amount: '1000.10', n: 1 },
      { type: 'payroll', amount: '400.00', n: 1 },
      { type: 'subcontractor_invoice', amount: '2000.20', n: 1 },
    ])
  })

  it('taken a second time change nothing (F47)', async () => {
    const before = await totals()
    expect(await apply('direct-cost', first)).toEqual({
      inserted: 0,
      changed: 0,
      unchanged: 4,
      vanished: 0,
      unsyncable: 0,
    })
    expect(await totals()).toEqual(before)
  })

  it('move the sums when amount or type changes', async () => {
    const changed = [
      transaction({ amount: '450.00' }),
      transaction({
        sequence: 2,
        transaction_type: 'AP cost',
        vendor: 'V1',
        invoice: 'A-1',
        commitment: 'SC-1',
        amount: '1000.10',
      }),
    ]
    expect(await apply('direct-cost', changed)).toMatchObject({ inserted: 0, changed: 2 })
    expect(await totals()).toEqual([
      { type: 'expense', amount: '5.00', n: 1 },
      { type: 'payroll', amount: '450.00', n: 1 },
      { type: 'subcontractor_invoice', amount: '3000.30', n: 2 },
    ])
  })

  it('show under the project’s codes; the rest is unsyncable with a reason (DCT-3)', async () => {
    const shown = await database.db.company(company, (sql) =>
      directCosts(sql, company, project, {}, { limit: 10, offset: 0 }),
    )
    expect(shown.total).toBe(3)
    const left = await database.db.company(company, (sql) =>
      unsyncable(sql, company, { project }, { limit: 10, offset: 0 }),
    )
    expect(left.rows).toMatchObject([{ reason: 'no-cost-code', cost_code: '09-999', amount: '5.00' }])
  })

  it('are seen by their own company only', async () => {
    const foreign = await database.db.company(other, (sql) => sql.query('select 1 as one from direct_cost'))
    expect(foreign).toEqual([])
  })

  it('that a full pass no longer names are voided, out of every sum (F48)', async () => {
    expect(await apply('direct-cost', [transaction({ amount: '450.00' })], 'full')).toMatchObject({
      unchanged: 1,
      vanished: 3,
    })
    expect(await totals()).toEqual([{ type: 'payroll', amount: '450.00', n: 1 }])
    expect(await shown({ voided: true })).toMatchObject([
      { amount: '2000.20', status: 'void', voided_at: expect.any(Date) },
      { amount: '1000.10', status: 'void' },
    ])
    expect(await shown({})).toMatchObject([{ amount: '450.00', status: 'approved', voided_at: null }])
  })

  it('of which a page names one twice take the later row, on a first pass and after', async () => {
    const week = (description: string, amount: string) => transaction({ run: 2, description, amount })
    expect(await apply('direct-cost', [week('First', '1.00'), week('Second', '2.00')])).toMatchObject({ inserted: 1 })
    expect((await shown({ search: 'Second' })).map((row) => row.amount)).toEqual(['2.00'])
    expect(await apply('direct-cost', [week('Third', '3.00'), week('Fourth', '4.00')])).toMatchObject({ changed: 1 })
    expect((await shown({ from: '2026-03-01' })).map((row) => row.amount).sort()).toEqual(['4.00', '450.00'])
    expect(await totals()).toEqual([{ type: 'payroll', amount: '454.00', n: 2 }])
  })

  it('are narrowed by type, vendor, day and code, and summed as they are shown', async () => {
    await apply('direct-cost', [
      transaction({
        run: 3,
        transaction_type: 'AP cost',
        vendor: 'V1',
        invoice: 'A-3',
        amount: '10.00',
        accounting_date: '2026-04-01',
      }),
      transaction({
        run: 4,
        transaction_type: 'AP cost',
        vendor: 'V2',
        amount: '20.00',
        accounting_date: '2026-04-02',
        wip_id: 9,
      }),
    ])
    const amounts = async (filter: DirectCostFilter) => (await shown(filter)).map((row) => row.amount)
    expect(await amounts({ types: ['invoice'] })).toEqual(['10.00'])
    // An AP cost without an invoice can be no Invoice.
    expect(await amounts({ types: ['expense'] })).toEqual(['20.00'])
    expect(await amounts({ vendor: 'V1' })).toEqual(['10.00'])
    expect(await amounts({ from: '2026-04-01', until: '2026-04-01' })).toEqual(['10.00'])
    expect(await amounts({ costCode: newId<number>() })).toEqual([])
    expect(await totalsOf({ from: '2026-04-01' })).toEqual({
      transactions: 2,
      amount: '30.00',
      billed_amount: null,
      types: [
        { direct_cost_type: 'expense', transactions: 1, amount: '20.00' },
        { direct_cost_type: 'invoice', transactions: 1, amount: '10.00' },
      ],
    })
  })

  it('show what Billing makes of them, while it does (BRT-1)', async () => {
    const rate = { wip_id: 9, units: '8', rate: '95.5', amount: '764.00' }
    expect(await apply('direct-cost', [rate], 'full', 'billed-rate-transactions')).toMatchObject({ inserted: 1 })
    expect(await apply('direct-cost', [rate], 'changed', 'billed-rate-transactions')).toMatchObject({ unchanged: 1 })
    expect(await shown({ vendor: 'V2' })).toMatchObject([
      { amount: '20.00', billed_rate: '95.5000', billed_amount: '764.00' },
    ])
    expect(await totalsOf({})).toMatchObject({ amount: '484.00', billed_amount: '764.00' })
    await apply('direct-cost', [{ ...rate, wip_id: 10 }], 'full', 'billed-rate-transactions')
    expect(await shown({ vendor: 'V2' })).toMatchObject([{ billed_rate: null, billed_amount: null }])
  })

  it('go into one file in pieces, each once, formulas made harmless', async () => {
    const many = Array.from({ length: 4_100 }, (_, at) =>
      transaction({
        run: 7,
        sequence: at + 1,
        amount: '0.01',
        description: at === 0 ? '=1+2' : 'Bolt, “M8”',
        vendor: 'MANY',
      }),
    )
    await apply('direct-cost', many)
    let file = ''
    for await (const piece of directCostsCsv(database.db, company, project, { vendor: 'MANY' })) file += piece
    const lines = file.split('\r\n')
    expect(lines).toHaveLength(4_102)
    expect(new Set(lines.slice(1, 3))).toEqual(
      new Set([
        `2026-03-01,Payroll,,02-100,L,'=1+2,MANY,,,8.0000,50.0000,0.01,,,Approved`,
        `2026-03-01,Payroll,,02-100,L,"Bolt, “M8”",MANY,,,8.0000,50.0000,0.01,,,Approved`,
      ]),
    )
    expect((await totalsOf({ vendor: 'MANY' })).amount).toBe('41.00')
  })

  it('come in the order of whichever column is asked for, voided ones too', async () => {
    const sorted = (sort: string, filter = {}) =>
      database.db.company(company, async (sql) => {
        const { rows } = await directCosts(sql, company, project, filter, { limit: 3, offset: 0, sort })
        return rows.map((row) => row.amount)
      })
    const [least] = await sorted('amount')
    const [most] = await sorted('-amount')
    expect(Number(least)).toBeLessThan(Number(most))
    for (const column of ['date', 'type', 'code', 'category', 'description', 'vendor', 'invoice', 'units', 'cost'])
      expect((await sorted(`-${column}`)).length).toBe(3)
    for (const column of ['billed-rate', 'billed', 'no-such-column']) expect((await sorted(column)).length).toBe(3)
    expect((await sorted('-status', { voided: true })).length).toBeGreaterThan(0)
  })

  it('of a job that is no project, of an unknown sub job or code are in the company’s report with the reason', async () => {
    await apply('direct-cost', [
      transaction({ job: '99-9', run: 8, amount: '1.11' }),
      transaction({ extra: 'A1', run: 8, amount: '2.22' }),
      transaction({ category: 'Z', run: 8, amount: '3.33' }),
    ])
    const of = (given: { project?: ProjectId; search?: string }) =>
      database.db.company(company, (sql) => unsyncable(sql, company, given, { limit: 10, offset: 0 }))
    const reasons = async (given: { project?: ProjectId; search?: string }) =>
      (await of(given)).rows.map((row) => [row.amount, row.reason]).sort()
    const sorted = async (sort: string) =>
      database.db.company(company, async (sql) => {
        const { rows } = await unsyncable(sql, company, {}, { limit: 10, offset: 0, sort })
        return rows.map((row) => row.amount)
      })
    expect(await sorted('amount')).toEqual(['1.11', '2.22', '3.33'])
    expect(await sorted('why')).toEqual(['1.11', '3.33', '2.22'])
    expect((await sorted('job')).at(-1)).toBe('1.11')
    expect(await reasons({})).toEqual([
      ['1.11', 'job-not-linked'],
      ['2.22', 'no-sub-job'],
      ['3.33', 'no-cost-type'],
    ])
    expect(await reasons({ project })).toEqual([
      ['2.22', 'no-sub-job'],
      ['3.33', 'no-cost-type'],
    ])
    expect(await reasons({ search: '99-9' })).toEqual([['1.11', 'job-not-linked']])
    await apply('direct-cost', [transaction({ amount: '450.00' })], 'full')
  })
})

const shown = async (filter: DirectCostFilter) =>
  (await database.db.company(company, (sql) => directCosts(sql, company, project, filter, { limit: 10, offset: 0 })))
    .rows
const totalsOf = (filter: DirectCostFilter) =>
  database.db.company(company, (sql) => directCostTotals(sql, company, project, filter))

describe('the summary', () => {
  const row = {
    job: '25-1',
    extra: '',
    cost_code: '02-100',
    category: 'L',
    original_estimate: '9000',
    jtd_cost: '1200.50',
    commitment_invoiced: '200.50',
    mtd_cost: '100',
  }

  it('is taken once and then only where it differs', async () => {
    expect(await apply('job-cost-summary', [row])).toMatchObject({ inserted: 1, changed: 0 })
    expect(await apply('job-cost-summary', [row])).toMatchObject({ inserted: 0, changed: 0, unchanged: 1 })
    // A page that names a line twice: the later row holds.
    expect(
      await apply('job-cost-summary', [
        { ...row, jtd_cost: '1' },
        { ...row, jtd_cost: '1300.50' },
      ]),
    ).toMatchObject({
      inserted: 0,
      changed: 1,
    })
    const report = await database.db.company(company, (sql) => jobCostReport(sql, company, project))
    expect(report).toMatchObject([{ cost_code: '02-100', jtd_cost: '1300.50', original_estimate: '9000.00' }])
  })

  it('gives the budget JTD Cost and, with transactions off, Direct Costs = JTD Cost − commitment invoiced (JCS-1)', async () => {
    const switchTransactions = (on: boolean) =>
      database.db.company(company, (sql) =>
        sql.run('update project set job_cost_transactions_enabled = $2 where company_id = $1', [company, on]),
      )
    await switchTransactions(false)
    const rows = () => database.db.company(company, (sql) => detailRows(sql, company, project))
    expect(await rows()).toMatchObject([
      {
        cost_code: '02-100',
        job_to_date_costs: '1300.50',
        direct_costs: '1100.00',
        budgeted: false,
        projected_over_under: '-1100.00',
      },
    ])
    await switchTransactions(true)
    expect(await rows()).toMatchObject([{ direct_costs: '450.00' }])
  })
})
