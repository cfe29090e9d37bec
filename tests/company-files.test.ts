/** Two ERP company files of one company that hold the same IDs: what is read, linked and sent of one never touches the other (decision 0013). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCompany, createPerson } from '../src/access/store.ts'
import { createCommitment } from '../src/commitments/store.ts'
import { addLines } from '../src/commitments/store-lines.ts'
import type { VendorId } from '../src/companies/model.ts'
import { createVendor, getVendor } from '../src/companies/store.ts'
import { chooseFile, listAccounts } from '../src/companies/store-accounts.ts'
import { addStandardCodes } from '../src/cost-codes/store-project.ts'
import { preview } from '../src/erp/accept.ts'
import { createConnection } from '../src/erp/connections.ts'
import { send, unlink } from '../src/erp/exports.ts'
import { connectionFor } from '../src/erp/items.ts'
import { listItems, listStaged } from '../src/erp/lists.ts'
import { addStaged, linkStaged } from '../src/erp/staged.ts'
import { factsOf } from '../src/guide/store.ts'
import type { CompanyId, ConnectionId, ItemId, ProjectId, UserId } from '../src/ids.ts'
import { createProject, getProject, updateProject } from '../src/jobs/store.ts'
import { systemClock as clock } from '../src/platform/clock.ts'
import type { Sql } from '../src/platform/db.ts'
import { newId } from '../src/platform/new-id.ts'
import { Refused } from '../src/platform/refusal.ts'
import { type TestDatabase, testDatabase } from './world/database.ts'
import { pipelineAlone } from './world/two-companies.ts'

let world: TestDatabase
let company: CompanyId
let actor: UserId
/** The two files, Bay and Hill. */
let bay: ConnectionId
let hill: ConnectionId

beforeAll(async () => {
  world = await testDatabase()
  await world.db.system(async (sql) => {
    company = await createCompany(sql, { name: 'Bayview Builders', timeZone: 'UTC' })
    actor = await createPerson(sql, { email: 'ann@example.test', name: 'Ann' })
    bay = await createConnection(sql, company, actor, { connector: 'sage-300-cre', name: 'Bay' })
    hill = await createConnection(sql, company, actor, { connector: 'sage-300-cre', name: 'Hill' })
    for (const connection of [bay, hill]) await fill(sql, connection)
  })
})
afterAll(() => world.drop())

/** What reading an ERP company file leaves: the same IDs in both. */
async function fill(sql: Sql, connection: ConnectionId): Promise<void> {
  const staged = `insert into erp_staged (company_id, connection_id, kind, erp_id, title, data, content_hash, state, first_seen_at, changed_at)
    values ($1, $2, $3, $4, $5, $6, 1, 'staged', now(), now())`
  await sql.run(staged, [
    company,
    connection,
    'job',
    '25-01',
    'Pier',
    JSON.stringify({ erp_id: '25-01', name: 'Pier' }),
  ])
  const vendor = JSON.stringify({ erp_id: 'CONE', name: 'Cone Rental' })
  await sql.run(staged, [company, connection, 'company', 'CONE', 'Cone Rental', vendor])
  const type = newId()
  await sql.run(`insert into cost_type (company_id, id, connection_id, code, name) values ($1, $2, $3, 'S', 'Subs')`, [
    company,
    type,
    connection,
  ])
  await sql.run(
    `insert into standard_cost_code (company_id, id, connection_id, code, name, default_cost_types) values ($1, $2, $3, '01-100', 'Work', $4)`,
    [company, newId(), connection, [type]],
  )
}

const hub = () => pipelineAlone(world.db).hub
const within = <T>(work: (sql: Sql) => Promise<T>): Promise<T> => world.db.company(company, work)
const who = () => ({ company, actor })
const stager = (sql: Sql, kind: string, erpId: string, connection?: ConnectionId) => ({
  ...{ hub: hub(), sql, company, actor, kind, erpId, connection },
})
const mover = (sql: Sql, kind: string, item: number) => ({
  ...{ hub: hub(), sql, company, actor, kind, item: item as ItemId },
})
const refused = (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof Refused ? error.refusals.map((each) => each.code) : Promise.reject(error)),
  )
const codeOf = (connection: ConnectionId) =>
  within(async (sql) => {
    const found = await sql.one<{ id: number; types: number[] }>(
      'select id, default_cost_types as types from standard_cost_code where company_id = $1 and connection_id = $2',
      [company, connection],
    )
    return { standardCostCodeId: found.id as never, type: found.types[0] }
  })

const projects = new Map<ConnectionId, ProjectId>()
let cone: ItemId

test('a record is named by its file where two have its ID, and each job becomes a project of its own', async () => {
  expect(await refused(within((sql) => addStaged(stager(sql, 'job', '25-01'))))).toEqual(['several-files'])
  for (const file of [bay, hill]) {
    const item = await within((sql) => addStaged(stager(sql, 'job', '25-01', file)))
    projects.set(file, item as number as ProjectId)
    const project = await within((sql) => getProject(sql, company, item as number as ProjectId))
    expect(project).toMatchObject({ number: '25-01', erpId: '25-01', file })
    const codes = [await codeOf(file)]
    await within((sql) => addStandardCodes(sql, who(), project.id, codes))
  }
  expect(await refused(within((sql) => createProject(sql, who(), { name: 'Pier', number: '25-01' })))).toEqual([
    'number-taken',
  ])
})

test('a company is linked once in each file, and the one link ends without the other', async () => {
  cone = await within((sql) => addStaged(stager(sql, 'company', 'CONE', bay)))
  await within((sql) => linkStaged(stager(sql, 'company', 'CONE', hill), cone))
  const accounts = await within((sql) => listAccounts(sql, company, cone as never))
  expect(accounts).toMatchObject([
    { name: 'Bay', item: cone, erpId: 'CONE' },
    { name: 'Hill', erpId: 'CONE' },
  ])
  expect(accounts[1]?.item).not.toBe(cone)
  const rows = await within((sql) =>
    listItems(sql, hub().registry, company, { kind: 'company', filter: 'Synced', limit: 10, offset: 0 }),
  )
  expect(rows.rows.map(({ title, connection_id }) => [title, connection_id])).toEqual([
    ['Cone Rental', hill],
    ['Cone Rental', bay],
  ])
  const inBay = { kind: 'company', filter: 'Synced', limit: 10, offset: 0, connection_id: bay } as const
  expect((await within((sql) => listItems(sql, hub().registry, company, inBay))).total).toBe(1)
  const staged = { kind: 'company', filter: 'Ready to Import', limit: 10, offset: 0 } as const
  expect((await within((sql) => listStaged(sql, company, staged))).total).toBe(0)
  await within((sql) => unlink(mover(sql, 'company', cone), undefined))
  expect((await within((sql) => listAccounts(sql, company, cone as never))).map((each) => each.erpId)).toEqual([
    null,
    'CONE',
  ])
  const waiting = await within((sql) => listStaged(sql, company, staged))
  expect(waiting.rows.map((each) => each.connection_id)).toEqual([bay])
  await within((sql) => linkStaged(stager(sql, 'company', 'CONE', bay), cone))
})

test('a commitment goes to its project’s file and names the vendor there; a vendor missing there is named with the file', async () => {
  const other = await within((sql) => createVendor(sql, who(), { name: 'Sand Haul' }))
  for (const file of [bay, hill]) {
    const item = await commitment(file, cone as number as VendorId)
    const place = await within((sql) => connectionFor(hub(), sql, company, 'commitment', item))
    expect(place.id).toBe(file)
    await within((sql) => send(mover(sql, 'commitment', item)))
    const shown = await within((sql) => preview(hub(), sql, company, actor, 'commitment', item, { erpId: 'SC-1' }))
    expect(shown.refusals).toEqual([])
    expect(shown.document).toMatchObject({ vendor: { erpId: 'CONE' }, job: { erpId: '25-01' }, erpId: 'SC-1' })
    expect(shown.waitsFor.map((each) => each.kind)).toEqual(['cost-code'])
  }
  await within((sql) => chooseFile(sql, who(), other.id, bay))
  const item = await commitment(hill, other.id)
  const sentences = await within((sql) => send(mover(sql, 'commitment', item))).catch((error: Error) => error.message)
  expect(sentences).toContain('“Sand Haul” is not linked to a vendor of “Hill”')
})

async function commitment(file: ConnectionId, vendorId: VendorId): Promise<ItemId> {
  const project = projects.get(file)!
  const { type } = await codeOf(file)
  return within(async (sql) => {
    const made = await createCommitment({ sql, clock, ...who() }, project, 'subcontract', {
      ...{ title: 'Cones', vendorId, status: 'Approved' },
    })
    const code = await sql.one<{ id: number }>('select id from cost_code where company_id = $1 and project_id = $2', [
      company,
      project,
    ])
    await addLines(sql, who(), made, [{ costCodeId: code.id as never, costTypeId: type as never, amount: '100.00' }])
    return made.id as number as ItemId
  })
}

test('a company that is in no file yet is asked for one; each further file is an item of its own', async () => {
  const { id } = await within((sql) => createVendor(sql, who(), { name: 'Rebar Works' }))
  expect(await refused(within((sql) => send(mover(sql, 'company', id))))).toEqual(['file-not-chosen'])
  const first = await within((sql) => chooseFile(sql, who(), id, hill))
  const second = await within((sql) => chooseFile(sql, who(), id, bay))
  expect(first).toBe(id)
  expect(await within((sql) => chooseFile(sql, who(), id, bay))).toBe(second)
  for (const [item, file] of [
    [first, hill],
    [second, bay],
  ] as const) {
    await within((sql) => send(mover(sql, 'company', item)))
    const shown = await within((sql) => preview(hub(), sql, company, actor, 'company', item, { erpId: 'REBAR' }))
    expect(shown.refusals).toEqual([])
    expect((await within((sql) => connectionFor(hub(), sql, company, 'company', item))).id).toBe(file)
  }
  expect(await within((sql) => getVendor(sql, company, id))).toMatchObject({ erpId: null })
})

test('a project belongs to one file: its codes are that file’s, and with codes or a link it stays', async () => {
  const { id } = await within((sql) => createProject(sql, who(), { name: 'Quay', number: '25-02' }))
  expect(await refused(within((sql) => send(mover(sql, 'job', id))))).toEqual(['file-not-chosen'])
  const [ofBay, ofHill] = [await codeOf(bay), await codeOf(hill)]
  expect(await refused(within((sql) => addStandardCodes(sql, who(), id, [ofBay, ofHill])))).toEqual(['file-not-chosen'])
  await within((sql) => updateProject(sql, who(), id, { connectionId: hill }))
  expect(await refused(within((sql) => addStandardCodes(sql, who(), id, [ofBay])))).toEqual(['other-file'])
  await within((sql) => updateProject(sql, who(), id, { connectionId: bay }))
  await within((sql) => addStandardCodes(sql, who(), id, [ofBay]))
  expect(await refused(within((sql) => updateProject(sql, who(), id, { connectionId: hill })))).toEqual([
    'codes-of-a-file',
  ])
  expect((await within((sql) => connectionFor(hub(), sql, company, 'job', id as number as ItemId))).id).toBe(bay)
  const linked = projects.get(bay)!
  expect(await refused(within((sql) => updateProject(sql, who(), linked, { connectionId: hill })))).toEqual(['linked'])
})

test('what waits below a job counts for the project of its own file', async () => {
  const extra = `insert into erp_staged (company_id, connection_id, kind, erp_id, title, data, content_hash, state, first_seen_at, changed_at)
    values ($1, $2, 'sub-job', '25-01|A', 'Wing', '{"job":"25-01"}', 1, 'staged', now(), now())`
  await within((sql) => sql.run(extra, [company, hill]))
  for (const [file, waiting] of [
    [bay, 0],
    [hill, 1],
  ] as const)
    expect(await within((sql) => factsOf(sql, company, projects.get(file)!))).toMatchObject({
      'staged-sub-job': waiting,
    })
})

test('two connections of one company have two names', async () => {
  const again = within((sql) => createConnection(sql, company, actor, { connector: 'sage-300-cre', name: 'bay' }))
  expect(await refused(again)).toEqual(['name-taken'])
})

test('a file of an old ERP gives no prime contracts; the other one does', async () => {
  const contract = JSON.stringify({ erp_id: 'P-1', job: '25-01', description: 'Pier' })
  await world.db.system(async (sql) => {
    for (const [file, version] of [
      [bay, '24.1'],
      [hill, '21.4'],
    ] as const) {
      await sql.run(
        `insert into erp_agent (company_id, connection_id, id, name, public_key, enrolled_at, erp_version) values ($1, $2, $3, 'Agent', 'key', now(), $4)`,
        [company, file, newId(), version],
      )
      await sql.run(
        `insert into erp_staged (company_id, connection_id, kind, erp_id, title, data, content_hash, state, first_seen_at, changed_at)
         values ($1, $2, 'prime-contract', 'P-1', 'Pier', $3, 1, 'staged', now(), now())`,
        [company, file, contract],
      )
    }
  })
  const add = (file: ConnectionId) =>
    refused(
      within((sql) => addStaged(stager(sql, 'prime-contract', 'P-1', file), { project: String(projects.get(file)) })),
    )
  expect(await add(hill)).toEqual(['version-too-old'])
  // Its own rule, of its items: the version is no obstacle.
  expect(await add(bay)).toEqual(['no-items'])
})
