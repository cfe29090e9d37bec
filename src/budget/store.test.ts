/** The figures of the budget against sums made another way, to the cent, over a project of random lines, changes, commitments and costs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import type { CompanyId, ProjectId } from '../ids.ts'
import { newId } from '../platform/new-id.ts'
import { type BudgetRow, placeName } from './model.ts'
import { BUILT_IN_VIEWS } from './model-views.ts'
import { detailRows } from './store.ts'
import { viewRows } from './store-views.ts'

const company = newId<CompanyId>()
const project = newId<ProjectId>()
let world: TestDatabase
let rows: BudgetRow[]
const expected = new Map<string, Expected>()

interface Expected {
  budgeted: boolean
  original: bigint
  changes: bigint
  pending: bigint
  committed: bigint
  pendingCommitments: bigint
  jtd: bigint
  invoiced: bigint
  direct: bigint
  units: number
  jtdUnits: number
  forecast: { method: string; amount: bigint; unitCost: number } | undefined
}

let state = 20_260_301
/** A whole number from 0 to below `most`, the same in every run. */
function random(most: number): number {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
  return state % most
}
const cents = (value: bigint): string => {
  const text = (value < 0n ? -value : value).toString().padStart(3, '0')
  return `${value < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
}
const money = () => BigInt(random(900_000_00) - 100_000_00)

beforeAll(async () => {
  world = await testDatabase()
  await world.db.system(async (sql) => {
    const insert = (table: string, row: Record<string, unknown>) => {
      const all = { company_id: company, ...row }
      const places = Object.keys(all).map((_, index) => `$${index + 1}`)
      return sql.run(
        `insert into ${table} (${Object.keys(all).join(', ')}) values (${places.join(', ')})`,
        Object.values(all),
      )
    }
    await sql.run(`insert into company (id, name) values ($1, 'One')`, [company])
    await insert('erp_connection', { id: 7, connector: 'any', name: 'Books' })
    await insert('project', { id: project, name: 'Alley', job_cost_transactions_enabled: true })
    const types = [newId(), newId()]
    for (const [index, id] of types.entries())
      await insert('cost_type', { id, connection_id: 7, code: 'LM'[index], name: 'Type' })
    const contracts = new Map<string, number>()
    for (const status of ['Approved', 'Complete', 'Draft', 'Out For Signature', 'Void']) {
      const id = newId()
      contracts.set(status, id)
      await insert('commitment', {
        id,
        project_id: project,
        type: 'subcontract',
        number: status,
        status,
        date_created: '2026-03-01',
      })
    }
    // Of each commitment a change order in each status that counts, and in one that does not.
    const orders: { commitment: string; status: string; id: number }[] = []
    for (const [commitment, owner] of contracts)
      for (const status of ['Approved', 'Pending - Pricing', 'Rejected']) {
        const id = newId()
        orders.push({ commitment, status, id })
        await insert('commitment_change_order', {
          id,
          project_id: project,
          commitment_id: owner,
          number: status,
          status,
          date_created: '2026-03-01',
        })
      }
    const changes = new Map<string, number>()
    for (const [index, status] of ['draft', 'under_review', 'approved', 'void'].entries()) {
      const id = newId()
      changes.set(status, id)
      await insert('budget_change', {
        id,
        project_id: project,
        number: index + 1,
        status,
        date: '2026-03-01',
        created_by: 1,
      })
    }
    const prime = newId()
    const owners = { project_id: project, title: '', date_created: '2026-03-01' }
    await insert('prime_contract', { id: prime, number: 'P-1', status: 'Approved', ...owners })
    const primeOrders = new Map<string, number>()
    for (const [index, status] of ['Draft', 'Pending - Proceeding', 'Approved', 'Void'].entries()) {
      const id = newId<number>()
      primeOrders.set(status, id)
      await insert('prime_change_order', { id, contract_id: prime, number: `00${index}`, status, ...owners })
    }
    let position = 0
    for (let index = 0; index < 60; index++) {
      const code = newId()
      const [subJob, name] = [index % 7 === 0 ? 'PH2' : '', `${String(index % 9).padStart(2, '0')}-${100 + index}`]
      await insert('cost_code', { id: code, project_id: project, sub_job_code: subJob, code: name, name: 'Work' })
      for (const [at, type] of types.entries()) {
        const place = { cost_code_id: code, cost_type_id: type }
        const has = (per: number) => random(10) < per
        const one: Expected = {
          budgeted: has(7),
          original: 0n,
          changes: 0n,
          pending: 0n,
          committed: 0n,
          pendingCommitments: 0n,
          jtd: 0n,
          invoiced: 0n,
          direct: 0n,
          units: 0,
          jtdUnits: 0,
          forecast: undefined,
        }
        let seen = one.budgeted
        if (one.budgeted) {
          one.original = money()
          one.units = random(50)
          const method = ['automatic', 'manual', 'unit'][random(3)] as string
          one.forecast = { method, amount: money(), unitCost: random(10_000) }
          const forecast = {
            forecast_method: method,
            forecast_amount: cents(one.forecast.amount),
            forecast_unit_cost: `${one.forecast.unitCost}.005`,
          }
          await insert('budget_line', {
            id: newId(),
            project_id: project,
            ...place,
            original_amount: cents(one.original),
            quantity: one.units,
            ...forecast,
          })
        }
        for (const [status, id] of changes)
          if (has(3)) {
            const amount = money()
            if (status === 'approved') one.changes += amount
            if (status === 'under_review') one.pending += amount
            seen ||= status === 'approved' || status === 'under_review'
            await insert('budget_change_line', {
              id: newId(),
              budget_change_id: id,
              position: ++position,
              ...place,
              amount: cents(amount),
            })
          }
        for (const [status, id] of primeOrders)
          if (has(1)) {
            const amount = money()
            if (status === 'Approved') one.changes += amount
            if (status === 'Pending - Proceeding') one.pending += amount
            seen ||= status === 'Approved' || status === 'Pending - Proceeding'
            await insert('prime_change_order_line', {
              id: newId(),
              change_order_id: id,
              position: ++position,
              ...place,
              amount: cents(amount),
            })
          }
        for (const [status, id] of contracts)
          if (has(3)) {
            const amount = money()
            if (['Approved', 'Complete'].includes(status)) one.committed += amount
            if (status === 'Out For Signature') one.pendingCommitments += amount
            seen ||= ['Approved', 'Complete', 'Out For Signature'].includes(status)
            await insert('commitment_line', {
              id: newId(),
              commitment_id: id,
              position: ++position,
              ...place,
              amount: cents(amount),
            })
          }
        for (const { commitment, status, id } of orders)
          if (has(1)) {
            const amount = money()
            const counts = ['Approved', 'Complete', 'Out For Signature'].includes(commitment) && status !== 'Rejected'
            if (counts && status === 'Approved' && commitment !== 'Out For Signature') one.committed += amount
            else if (counts) one.pendingCommitments += amount
            seen ||= counts
            await insert('commitment_change_order_line', {
              id: newId(),
              change_order_id: id,
              position: ++position,
              ...place,
              amount: cents(amount),
            })
          }
        // The same combination may come under two lines of the ERP.
        for (const job of ['25-1', '25-2'])
          if (has(4)) {
            await insert('job_cost_line', {
              connection_id: 7,
              job,
              extra: subJob,
              cost_code: name,
              category: 'LM'[at],
              project_id: project,
              ...place,
            })
            const { id: line } = await sql.one<{ id: number }>('select max(id) as id from job_cost_line')
            const [jtd, invoiced, direct, units] = [money(), money(), money(), random(20)]
            one.jtd += jtd
            one.invoiced += invoiced
            one.direct += direct
            one.jtdUnits += units
            seen = true
            await insert('job_cost_summary', {
              line_id: line,
              jtd_cost: cents(jtd),
              commitment_invoiced: cents(invoiced),
              jtd_units: units,
            })
            await insert('direct_cost_total', {
              line_id: line,
              direct_cost_type: 'expense',
              amount: cents(direct),
              units: 0,
              transactions: 1,
            })
            await insert('direct_cost_total', {
              line_id: line,
              direct_cost_type: 'subcontractor_invoice',
              amount: cents(money()),
              units: 0,
              transactions: 1,
            })
          }
        if (seen) expected.set(placeName({ sub_job: subJob, cost_code: name, cost_type: 'LM'[at] ?? '' }), one)
      }
    }
  })
  rows = await world.db.company(company, (sql) => detailRows(sql, company, project))
})
afterAll(() => world.drop())

function toComplete(of: Expected, projected: bigint): bigint {
  if (of.forecast?.method === 'manual') return of.forecast.amount
  if (of.forecast?.method === 'unit') {
    const left = BigInt(Math.max(of.units - of.jtdUnits, 0))
    // Thousandths, rounded half up to cents.
    return (left * BigInt(of.forecast.unitCost * 1000 + 5) + 5n) / 10n
  }
  const left = of.original + of.changes - projected
  return left > 0n ? left : 0n
}

describe('the figures of the budget', () => {
  it('agree with the sums on every row, to the cent', () => {
    const wanted = [...expected].map(([name, of]) => {
      const projected = of.committed + of.direct
      const left = toComplete(of, projected)
      const revised = of.original + of.changes
      return [
        name,
        of.budgeted,
        cents(of.original),
        cents(of.changes),
        cents(revised),
        cents(of.pending),
        cents(revised + of.pending),
        cents(of.committed),
        cents(of.pendingCommitments),
        cents(of.direct),
        cents(of.jtd),
        cents(projected),
        cents(left),
        cents(projected + left),
        cents(revised - projected - left),
        `${of.units}.0000`,
        `${of.jtdUnits}.0000`,
      ]
    })
    const got = rows.map((row) => [
      placeName(row),
      row.budgeted,
      row.original_budget_amount,
      row.approved_budget_changes,
      row.revised_budget,
      row.pending_budget_changes,
      row.projected_budget,
      row.committed_costs,
      row.pending_commitments,
      row.direct_costs,
      row.job_to_date_costs,
      row.projected_costs,
      row.forecast_to_complete,
      row.estimated_cost_at_completion,
      row.projected_over_under,
      row.original_budget_units,
      row.job_to_date_units,
    ])
    const byName = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1)
    expect(got.sort(byName)).toEqual(wanted.sort(byName))
    expect(got.length).toBeGreaterThan(80)
  })

  it('count what was not invoiced as direct cost while transactions are off', async () => {
    await world.db.system((sql) =>
      sql.run('update project set job_cost_transactions_enabled = false where company_id = $1', [company]),
    )
    const off = await world.db.company(company, (sql) => detailRows(sql, company, project, ['direct_costs']))
    expect(off.length).toBe(rows.length)
    for (const row of off) {
      const of = expected.get(placeName(row))
      expect([placeName(row), row.direct_costs]).toEqual([
        placeName(row),
        cents((of?.jtd ?? 0n) - (of?.invoiced ?? 0n)),
      ])
    }
    await world.db.system((sql) =>
      sql.run('update project set job_cost_transactions_enabled = true where company_id = $1', [company]),
    )
  })

  it.each(BUILT_IN_VIEWS)('stand in the view $name under the keys of its columns', async ({ columns }) => {
    const shown = await world.db.company(company, (sql) => viewRows(sql, company, project, columns))
    const keys = columns.map((each) => (typeof each === 'string' ? each : each.key))
    expect(shown.length).toBe(rows.length)
    for (const [at, row] of shown.entries()) {
      expect(keys.filter((key) => typeof row[key] !== 'string')).toEqual([])
      for (const column of columns) if (typeof column === 'string') expect(row[column]).toBe(rows[at]?.[column])
    }
  })

  it('stand under the last group code before them, else under what comes before the first dash', async () => {
    const other = newId<ProjectId>()
    await world.db.system(async (sql) => {
      await sql.run(`insert into project (company_id, id, name) values ($1, $2, 'Quay')`, [company, other])
      for (const [code, group, subJob] of [
        ['001-5', false, ''],
        ['0090', false, ''],
        ['0100', true, ''],
        ['0110', false, ''],
        ['0110', false, 'PH2'],
        ['0200.0', true, ''],
        ['0200.4', false, ''],
      ] as const)
        await sql.run(
          `insert into cost_code (company_id, id, project_id, sub_job_code, code, name, is_group) values ($1, $2, $3, $4, $5, 'Work', $6)`,
          [company, newId(), other, subJob, code, group],
        )
      await sql.run(
        `insert into budget_line (company_id, id, project_id, cost_code_id, cost_type_id)
         select $1, c.id, $2, c.id, (select min(id) from cost_type where company_id = $1)
         from cost_code c where c.company_id = $1 and c.project_id = $2 and not c.is_group`,
        [company, other],
      )
    })
    const shown = await world.db.company(company, (sql) => detailRows(sql, company, other, []))
    expect(shown.map((row) => [placeName({ ...row, cost_type: '' }), row.division])).toEqual([
      ['001-5', '001'],
      ['0090', '0090'],
      ['0110', '0100'],
      ['0200.4', '0200.0'],
      ['PH2 0110', '0100'],
    ])
  })

  it('are none for a project without anything', async () => {
    const empty = newId<ProjectId>()
    await world.db.system((sql) =>
      sql.run(`insert into project (company_id, id, name) values ($1, $2, 'Empty')`, [company, empty]),
    )
    expect(await world.db.company(company, (sql) => detailRows(sql, company, empty))).toEqual([])
  })
})
