import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createCompany } from '../access/store.ts'
import { addStandardCodes, listCostCodes } from '../cost-codes/store-project.ts'
import type { Scope, Staged } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId } from '../ids.ts'
import { systemClock } from '../platform/clock.ts'
import type { JobDocument } from './document.ts'
import { entities } from './erp.ts'
import { createProject, getProject } from './store.ts'

let world: TestDatabase
let company: CompanyId
const connection = 5 as ConnectionId
const outbound = entities[0]!.outbound!
const stage = entities[0]!.inbound!.stage!

beforeAll(async () => {
  world = await testDatabase()
})
afterAll(() => world.drop())
beforeEach(async () => {
  company = await world.db.system((sql) => createCompany(sql, { name: 'Bridgewater' }))
  await inScope(({ sql }) => sql.run(BOOKS, [company, connection]))
})

const BOOKS = `insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'test', 'Books') on conflict do nothing`

const inScope = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
  world.db.company(company, (sql) => work({ sql, clock: systemClock, company, connection, actor: undefined }))
const staged: Staged = {
  kind: 'job',
  erpId: '2977',
  title: 'Castro Street Paving',
  data: {
    name: 'Castro Street Paving',
    address: '1 Castro St',
    city: 'San Francisco',
    state: 'CA',
    zip: '94114',
    status: 'In progress',
  },
}

it('a job becomes a project whose number is the job ID', async () => {
  const item = await inScope((scope) => stage.add(scope, staged, {}))
  const project = await inScope(({ sql }) => getProject(sql, company, item as never))
  expect(project).toMatchObject({
    name: 'Castro Street Paving',
    number: '2977',
    city: 'San Francisco',
    active: true,
    erpId: null,
  })
})

it('a job whose project is here already is refused and suggested for linking', async () => {
  const mine = await inScope((scope) => createProject(scope.sql, scope, { name: 'Castro', number: '2977' }))
  await expect(inScope((scope) => stage.add(scope, staged, {}))).rejects.toThrow(
    'The project number “2977” belongs to “Castro” already.',
  )
  expect(await inScope((scope) => stage.suggest(scope, staged))).toEqual([
    { item: mine.id, title: 'Castro', because: 'same number, name begins alike' },
  ])
})

it('changes of the ERP flow in; its blanks do not', async () => {
  const { id } = await inScope((scope) => createProject(scope.sql, scope, { name: 'Castro', zip: '94114' }))
  const item = id as number as ItemId
  await inScope((scope) =>
    stage.update(scope, item, { ...staged, data: { name: 'Castro Street', zip: null, city: 'Oakland' } }),
  )
  expect(await inScope(({ sql }) => getProject(sql, company, id))).toMatchObject({
    name: 'Castro Street',
    zip: '94114',
    city: 'Oakland',
    rev: 2,
  })
})

it('a project goes out with its codes, which are linked and synced with it', async () => {
  const { id } = await inScope((scope) => createProject(scope.sql, scope, { name: 'Castro' }))
  const item = id as number as ItemId
  await inScope(async (scope) => {
    const { sql } = scope
    await sql.run(
      `insert into cost_type (company_id, id, connection_id, code, name) values ($1, 31, $2, 'S', 'Subcontract')`,
      [company, connection],
    )
    await sql.run(
      `insert into standard_cost_code (company_id, id, connection_id, code, name, default_cost_types) values ($1, 21, $2, '01-100', 'Mobilization', '{31}')`,
      [company, connection],
    )
    await addStandardCodes(sql, scope, id, [{ standardCostCodeId: 21 as never }])
  })
  const document = (await inScope((scope) => outbound.document(scope, item, { erpId: '2977' }))) as JobDocument
  expect(document).toMatchObject({
    kind: 'job',
    erpId: '2977',
    name: 'Castro',
    costCodes: [
      {
        code: '01-100',
        name: 'Mobilization',
        extra: '',
        isGroup: false,
        categories: [{ code: 'S', name: 'Subcontract' }],
      },
    ],
  })
  expect(outbound.alsoLinks!(document)).toEqual([
    { kind: 'cost-code', item: document.costCodes[0]!.id, erpId: '2977||01-100' },
  ])
  await inScope((scope) => outbound.synced(scope, item, '2977', document))
  const codes = await inScope(({ sql }) => listCostCodes(sql, company, id))
  expect(codes[0]).toMatchObject({ erpSynced: true, costTypes: [{ code: 'S', erpSynced: true }] })
})
