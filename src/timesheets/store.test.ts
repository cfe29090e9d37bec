import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId, ProjectId } from '../ids.ts'
import { systemClock } from '../platform/clock.ts'
import { newId } from '../platform/new-id.ts'
import { Refused } from '../platform/refusal.ts'
import type { TimesheetDocument } from './document.ts'
import { entities } from './erp.ts'
import type { EmployeeId, TimecardFields, TimesheetId } from './model.ts'
import { createTimesheet, getTimesheet, setStatus } from './store.ts'
import { applyEmployees, finishEmployees, listEmployees } from './store-employees.ts'
import { addTimecard, deleteTimecard, listTimecards, updateTimecard } from './store-timecards.ts'

const company = newId<CompanyId>()
const connection = newId<ConnectionId>()
const project = newId<ProjectId>()
const code = newId<CostCodeId>()
const type = newId<CostTypeId>()
const outbound = entities.find((each) => each.kind === 'timecards')!.outbound!
const who = { company, actor: undefined }
let database: TestDatabase
let sheet: TimesheetId
let employee: EmployeeId

const inScope = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
  database.db.company(company, (sql) => work({ sql, clock: systemClock, company, connection, actor: undefined }))

function readEmployees(rows: [code: string, name: string, status: string, payId: string][]) {
  return inScope(async (scope) => {
    const { sql } = scope
    await sql.run(
      'create temporary table incoming (code text, name text, status text, pay_id text, line int8) on commit drop',
    )
    for (const [line, row] of rows.entries())
      await sql.run('insert into incoming values ($1, $2, $3, $4, $5)', [...row, line])
    const applied = await applyEmployees(scope)
    await sql.run('create temporary table seen on commit drop as select code from incoming')
    return { ...applied, vanished: (await finishEmployees(scope)).vanished }
  })
}

const card = (change: Partial<TimecardFields> = {}): TimecardFields => ({
  employeeId: employee,
  date: '2026-03-03',
  costCodeId: code,
  costTypeId: type,
  payId: '',
  regularHours: '8',
  overtimeHours: '0',
  doubleHours: '0',
  description: '',
  ...change,
})
const add = (change: Partial<TimecardFields> = {}) =>
  inScope(async ({ sql }) => addTimecard(sql, who, await getTimesheet(sql, company, sheet), card(change)))

beforeAll(async () => {
  database = await testDatabase()
  await database.db.system(async (sql) => {
    await sql.run("insert into company (id, name) values ($1, 'One')", [company])
    await sql.run("insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'any', 'Books')", [
      company,
      connection,
    ])
    await sql.run("insert into project (company_id, id, name, number) values ($1, $2, 'Alley', '1')", [
      company,
      project,
    ])
    await sql.run(
      "insert into cost_type (company_id, id, connection_id, code, name) values ($1, $2, $3, 'L', 'Labor')",
      [company, type, connection],
    )
    await sql.run(
      "insert into cost_code (company_id, id, project_id, code, name) values ($1, $2, $3, '02-100', 'Planing')",
      [company, code, project],
    )
    await sql.run('insert into cost_code_cost_type (company_id, cost_code_id, cost_type_id) values ($1, $2, $3)', [
      company,
      code,
      type,
    ])
  })
})
afterAll(() => database.drop())

it('employees come in once, follow the ERP, and are not active any more when they are gone', async () => {
  const [ana, ben] = [
    ['1', 'Ana', 'Active', 'HOURLY'],
    ['2', 'Ben', 'Inactive', ''],
  ] as const
  expect(await readEmployees([[...ana], [...ben]])).toMatchObject({ inserted: 2, changed: 0 })
  expect(await readEmployees([['1', 'Not this', 'Active', ''], [...ana]])).toMatchObject({ changed: 0, vanished: 0 })
  expect(await readEmployees([[...ben]])).toMatchObject({ unchanged: 1, vanished: 1 })
  expect(await readEmployees([[...ana], [...ben]])).toMatchObject({ changed: 1 })
  const found = await inScope(({ sql }) => listEmployees(sql, company, undefined, { limit: 10, offset: 0 }))
  expect(found).toMatchObject([
    { code: '1', name: 'Ana', payId: 'HOURLY', active: true },
    { code: '2', name: 'Ben', active: false },
  ])
  employee = found[0]!.id
})

it('timecards stand in their order without gaps, and their hours are summed', async () => {
  const period = { periodStart: '2026-03-02', periodEnd: '2026-03-08' }
  sheet = (await inScope(({ sql }) => createTimesheet(sql, who, project, period))).id
  const [first] = [
    await add(),
    await add({ date: '2026-03-04', overtimeHours: '1.25' }),
    await add({ date: '2026-03-05' }),
  ]
  await inScope(async ({ sql }) => deleteTimecard(sql, who, await getTimesheet(sql, company, sheet), first.id))
  const cards = await inScope(({ sql }) => listTimecards(sql, company, sheet))
  expect(cards.map(({ position, date }) => [position, date])).toEqual([
    [1, '2026-03-04'],
    [2, '2026-03-05'],
  ])
  expect(await inScope(({ sql }) => getTimesheet(sql, company, sheet))).toMatchObject({
    number: 1,
    hours: '17.25',
    timecards: 2,
    rev: 5,
  })
})

it('nobody works more than a day in a day, on any timesheet, and a change does not count twice', async () => {
  await expect(add({ date: '2026-03-04', regularHours: '14.76' })).rejects.toThrow(/24.01 hours on 2026-03-04/)
  const [card] = await inScope(({ sql }) => listTimecards(sql, company, sheet))
  const changed = await inScope(async ({ sql }) =>
    updateTimecard(sql, who, await getTimesheet(sql, company, sheet), card!.id, { regularHours: '22.75' }),
  )
  expect(changed).toMatchObject({ regularHours: '22.75', overtimeHours: '1.25' })
})

it('what was approved is what is sent: it no longer changes', async () => {
  const approve = (status: 'approved' | 'pending') =>
    inScope(async (scope) => setStatus({ ...scope, ...who }, await getTimesheet(scope.sql, company, sheet), status))
  expect(await approve('approved')).toMatchObject({ status: 'approved' })
  await expect(add()).rejects.toThrow(Refused)
  await approve('pending')
  await add({ date: '2026-03-06', payId: 'FOREMAN' })
})

it('the document is complete, with the employee’s pay ID where the timecard names none', async () => {
  const document = (await inScope((scope) =>
    outbound.document(scope, sheet as number as ItemId, {}),
  )) as TimesheetDocument
  expect(document).toMatchObject({ kind: 'timecards', number: 1, periodStart: '2026-03-02', periodEnd: '2026-03-08' })
  expect(document.timecards.map(({ number, payId, employee: { code } }) => [number, payId, code])).toEqual([
    [1, 'HOURLY', '1'],
    [2, 'HOURLY', '1'],
    [3, 'FOREMAN', '1'],
  ])
  await inScope((scope) => outbound.synced(scope, sheet as number as ItemId, 'MARK', document))
  await expect(add()).rejects.toThrow(/is in the ERP/)
})
