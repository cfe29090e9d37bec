import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createCompany } from '../access/store.ts'
import type { Scope, Staged } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId } from '../ids.ts'
import { systemClock } from '../platform/clock.ts'
import { entities } from './erp.ts'
import { createVendor, getVendor } from './store.ts'

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
})

const inScope = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
  world.db.company(company, (sql) => work({ sql, clock: systemClock, company, connection, actor: undefined }))
const vendor = (fields: object = {}) =>
  inScope((scope) => createVendor(scope.sql, scope, { name: 'Bay Paving', ...fields }))
const staged: Staged = {
  kind: 'company',
  erpId: 'BAY',
  title: 'Bay Paving Inc',
  data: {
    name: 'Bay Paving Inc',
    address: '12 Mission St',
    city: 'San Francisco',
    state: 'CA',
    zip: '94105',
    phone: '415 555 0100',
    fax: null,
  },
}
const link = (item: number) =>
  inScope(async ({ sql }) => {
    await sql.run(
      `insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'test', 'Books') on conflict do nothing`,
      [company, connection],
    )
    await sql.run(
      `insert into erp_link (company_id, connection_id, kind, item_id, erp_id) values ($1, $2, 'company', $3, 'BAY')`,
      [company, connection, item],
    )
  })

describe('a vendor of the ERP', () => {
  it('is added to the directory with its fields', async () => {
    const item = await inScope((scope) => stage.add(scope, staged, {}))
    const made = await inScope(({ sql }) => getVendor(sql, company, item as number as never))
    expect(made).toMatchObject({
      name: 'Bay Paving Inc',
      address: '12 Mission St',
      state: 'CA',
      phone: '415 555 0100',
      fax: '',
      rev: 1,
    })
  })

  it('without a name is refused', async () => {
    await expect(inScope((scope) => stage.add(scope, { ...staged, data: {} }, {}))).rejects.toThrow(
      'Vendor BAY has no name',
    )
  })

  it('suggests the companies that look like it, the likeliest first, never a linked one', async () => {
    const same = await vendor({ name: 'BAY PAVING, LLC', phone: '(415) 555-0100' })
    const phone = await vendor({ name: 'Old name', phone: '1-415-555-0100' })
    const taken = await vendor({ name: 'Bay Paving Inc' })
    await vendor({ name: 'Marin Electric' })
    await link(taken.id)
    const found = await inScope((scope) => stage.suggest(scope, staged))
    expect(found).toEqual([
      { item: same.id, title: 'BAY PAVING, LLC', because: 'same name, same telephone' },
      { item: phone.id, title: 'Old name', because: 'same telephone' },
    ])
  })

  it('changes a linked company’s address only where the company wants it so', async () => {
    const { id } = await vendor({ address: 'Site office', fax: '1' })
    const update = () => inScope((scope) => stage.update(scope, id as number as ItemId, staged))
    await update()
    expect(await inScope(({ sql }) => getVendor(sql, company, id))).toMatchObject({ address: 'Site office', rev: 1 })
    await inScope(({ sql }) =>
      sql.run(
        `insert into erp_setting (company_id, key, value, set_by, set_at) values ($1, 'vendors-automatically-updated', 'true', 1, now())`,
        [company],
      ),
    )
    await update()
    expect(await inScope(({ sql }) => getVendor(sql, company, id))).toMatchObject({
      name: 'Bay Paving',
      address: '12 Mission St',
      fax: '1',
      rev: 2,
    })
  })
})

describe('a company on its way to the ERP', () => {
  it('is told completely, with the approver’s ID', async () => {
    const { id } = await vendor({ city: 'Oakland' })
    const document = await inScope((scope) => outbound.document(scope, id as number as ItemId, { erpId: 'BAY' }))
    expect(document).toEqual({
      kind: 'company',
      id,
      erpId: 'BAY',
      name: 'Bay Paving',
      address: '',
      address2: '',
      city: 'Oakland',
      state: '',
      zip: '',
      phone: '',
      fax: '',
    })
  })

  it('is refused when linked, and is not linked a second time', async () => {
    const { id } = await vendor()
    const item = id as number as ItemId
    expect(await inScope((scope) => outbound.refusals(scope, item))).toEqual([])
    await link(id)
    expect(await inScope((scope) => outbound.refusals(scope, item))).toMatchObject([{ code: 'already-linked' }])
    expect(await inScope((scope) => stage.linkable(scope, item))).toMatchObject([{ code: 'already-linked' }])
  })
})
