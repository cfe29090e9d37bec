import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createCompany } from '../access/store.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ProjectId } from '../ids.ts'
import { systemClock } from '../platform/clock.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import { entities } from './erp.ts'
import { listCostTypes, listStandardCodes, setStandardOptions } from './store.ts'
import {
  applyCostTypes,
  applyJobCategories,
  applyJobCodes,
  applyStandardCodes,
  finishCostTypes,
  finishJobCodes,
} from './store-feeds.ts'
import { addStandardCodes, codesForDocument, countUnsynced, listCostCodes, markCodesSynced } from './store-project.ts'

let world: TestDatabase
let company: CompanyId
let connection: ConnectionId
let project: ProjectId

beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.drop())

beforeEach(async () => {
  company = await world.db.system((sql) => createCompany(sql, { name: 'Bridgewater' }))
  connection = newId<ConnectionId>()
  project = newId<ProjectId>()
  await world.db.company(company, async (sql) => {
    await sql.run(`insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'test', 'Books')`, [
      company,
      connection,
    ])
    await sql.run(`insert into project (company_id, id, name) values ($1, $2, 'Castro')`, [company, project])
    await sql.run(
      `insert into erp_link (company_id, connection_id, kind, item_id, erp_id) values ($1, $2, 'job', $3, '2977')`,
      [company, connection, project],
    )
  })
})

/** One page of a feed, as the pipeline lays it out, in a transaction of its own. */
function page<T>(feed: string, rows: Record<string, unknown>[], work: (scope: Scope) => Promise<T>): Promise<T> {
  const columns = entities.flatMap((each) => each.inbound?.feeds ?? []).find((each) => each.feed === feed)!.columns
  return world.db.company(company, async (sql) => {
    const table = columns.map((each) => `${each.name} ${each.type}`).join(', ')
    await sql.run(`create temp table incoming (${table}, line int8) on commit drop`)
    await sql.run(`create temp table seen (${table}) on commit drop`)
    await sql.run(`create temp table unsyncable (erp_key text, reason text, raw text) on commit drop`)
    for (const [line, row] of rows.entries()) await insert(sql, row, line)
    return work({ sql, clock: systemClock, company, connection, actor: undefined })
  })
}

async function insert(sql: Sql, row: Record<string, unknown>, line: number) {
  const names = Object.keys(row)
  const places = names.map((_, index) => `$${index + 1}`).join(', ')
  await sql.run(`insert into incoming (${names.join(', ')}, line) values (${places}, ${line})`, Object.values(row))
  await sql.run(`insert into seen (${names.join(', ')}) values (${places})`, Object.values(row))
}

const TYPES = [
  { code: 'L', name: 'Labor', accumulate_as: 'Labor' },
  { code: 'S', name: 'Subcontract', accumulate_as: 'Subcontract' },
]
const CODES = [
  { code: '01', name: 'General', is_group: true, categories: '' },
  { code: '01-100', name: 'Mobilization', is_group: false, categories: 'L, S' },
  { code: '01-200', name: 'Traffic control', is_group: false, categories: 'S' },
]
const standard = async () => {
  await page('standard-categories', TYPES, applyCostTypes)
  await page('standard-cost-codes', CODES, applyStandardCodes)
}
const jobCode = (code: string, name = code, job = '2977') => ({
  job,
  extra: '',
  code,
  name,
  is_group: false,
  status: 'Unstarted',
})
const jobType = (cost_code: string, code: string, job = '2977') => ({ job, extra: '', cost_code, code, name: code })

describe('standard lists', () => {
  it('are taken once; a second time nothing changes', async () => {
    expect(await page('standard-categories', TYPES, applyCostTypes)).toMatchObject({
      inserted: 2,
      changed: 0,
      unchanged: 0,
    })
    expect(await page('standard-cost-codes', CODES, applyStandardCodes)).toMatchObject({ inserted: 3 })
    expect(await page('standard-cost-codes', CODES, applyStandardCodes)).toMatchObject({
      inserted: 0,
      changed: 0,
      unchanged: 3,
    })
    await world.db.company(company, async (sql) => {
      const types = await listCostTypes(sql, company)
      expect(types.map((each) => [each.code, each.baseType])).toEqual([
        ['L', 'labor'],
        ['S', 'commitment'],
      ])
      const codes = await listStandardCodes(sql, company)
      expect(codes[1]!.defaultCostTypes).toEqual(types.map((each) => each.id))
      expect(codes[0]!.isGroup).toBe(true)
    })
  })

  it('follow the ERP, but not over a person’s choice of default cost types', async () => {
    await standard()
    const [type] = await world.db.company(company, (sql) => listCostTypes(sql, company))
    const codes = await world.db.company(company, (sql) => listStandardCodes(sql, company))
    await world.db.company(company, (sql) =>
      setStandardOptions(sql, { company, actor: undefined }, codes[1]!.id, {
        active: false,
        defaultCostTypes: [type!.id],
      }),
    )
    const changed = CODES.map((each) => ({ ...each, name: `${each.name}!`, categories: 'S' }))
    expect(await page('standard-cost-codes', changed, applyStandardCodes)).toMatchObject({ changed: 3, inserted: 0 })
    const after = await world.db.company(company, (sql) => listStandardCodes(sql, company))
    expect(after[1]).toMatchObject({ name: 'Mobilization!', active: false, defaultCostTypes: [type!.id] })
  })

  it('mark what a full pass no longer finds, and take it back when it returns', async () => {
    await standard()
    expect(await page('standard-categories', TYPES.slice(0, 1), finishCostTypes)).toMatchObject({ vanished: 1 })
    expect(await page('standard-categories', TYPES, applyCostTypes)).toMatchObject({ changed: 1, unchanged: 1 })
  })
})

describe('codes of jobs', () => {
  it('reach linked jobs only; codes made on the job are project-specific', async () => {
    await standard()
    const rows = [jobCode('01-100'), jobCode('99-900', 'Only here'), jobCode('01-100', 'x', 'other job')]
    expect(await page('job-cost-codes', rows, applyJobCodes)).toMatchObject({ inserted: 2, changed: 0, unchanged: 1 })
    expect(await page('job-cost-codes', rows, applyJobCodes)).toMatchObject({ inserted: 0, changed: 0, unchanged: 3 })
    const codes = await world.db.company(company, (sql) => listCostCodes(sql, company, project))
    expect(codes.map((each) => [each.code, each.projectSpecific, each.erpSynced])).toEqual([
      ['01-100', false, true],
      ['99-900', true, true],
    ])
  })

  it('bring their cost types; a row that fits nothing is unsyncable, with the reason', async () => {
    await standard()
    await page('job-cost-codes', [jobCode('01-100')], applyJobCodes)
    const rows = [jobType('01-100', 'L'), jobType('01-100', 'ZZ'), jobType('77', 'L'), jobType('77', 'L', 'other job')]
    const { applied, reasons } = await page('job-categories', rows, async (scope) => ({
      applied: await applyJobCategories(scope),
      reasons: await scope.sql.query<{ reason: string }>('select reason from unsyncable order by reason'),
    }))
    expect(applied).toEqual({ inserted: 1, changed: 0, unchanged: 1, vanished: 0, unsyncable: 2 })
    expect(reasons.map((each) => each.reason)).toEqual([
      'Cost code 77 of job 2977 is not known here: refresh the cost codes.',
      'Cost type ZZ is not on the list of standard cost types: add it to the standard list in the ERP.',
    ])
  })

  it('that are gone from the job are closed; codes that wait to be sent are not', async () => {
    await standard()
    await page('job-cost-codes', [jobCode('01-100'), jobCode('99-900')], applyJobCodes)
    await addCode('01-200')
    expect(await page('job-cost-codes', [jobCode('01-100')], finishJobCodes)).toMatchObject({ vanished: 1 })
    const codes = await world.db.company(company, (sql) => listCostCodes(sql, company, project))
    expect(codes.map((each) => [each.code, each.active])).toEqual([
      ['01-100', true],
      ['01-200', true],
      ['99-900', false],
    ])
  })
})

describe('the set of new codes', () => {
  it('holds new codes and new cost types on old codes, until they are synced', async () => {
    await standard()
    await page('job-cost-codes', [jobCode('01-100')], applyJobCodes)
    await page('job-categories', [jobType('01-100', 'L')], applyJobCategories)
    await addCode('01-100')
    await addCode('01-200')
    await world.db.company(company, async (sql) => {
      const set = await codesForDocument(sql, company, project, 'new')
      expect(set.map((each) => [each.code, each.categories.map((type) => type.code)])).toEqual([
        ['01-100', ['S']],
        ['01-200', ['S']],
      ])
      const code = (await listCostCodes(sql, company, project))[0]!
      const [labor, sub] = code.costTypes
      expect(await countUnsynced(sql, company, [[code.id, labor!.id]])).toBe(0)
      expect(await countUnsynced(sql, company, [[code.id, sub!.id]])).toBe(1)
      await markCodesSynced(sql, company, set)
      expect(await codesForDocument(sql, company, project, 'new')).toEqual([])
      expect(await countUnsynced(sql, company, [[code.id, sub!.id]])).toBe(0)
    })
  })

  it('refuses a deactivated code and adds none of the others', async () => {
    await standard()
    const codes = await world.db.company(company, (sql) => listStandardCodes(sql, company))
    const who = { company, actor: undefined }
    await world.db.company(company, (sql) => setStandardOptions(sql, who, codes[2]!.id, { active: false }))
    const both = codes.slice(1).map((each) => ({ standardCostCodeId: each.id }))
    await expect(world.db.company(company, (sql) => addStandardCodes(sql, who, project, both))).rejects.toThrow(
      'Cost code “01-200” is deactivated and cannot be added to a project.',
    )
    expect(await world.db.company(company, (sql) => listCostCodes(sql, company, project))).toEqual([])
  })
})

async function addCode(code: string) {
  await world.db.company(company, async (sql) => {
    const found = (await listStandardCodes(sql, company)).find((each) => each.code === code)!
    await addStandardCodes(sql, { company, actor: undefined }, project, [{ standardCostCodeId: found.id }])
  })
}
