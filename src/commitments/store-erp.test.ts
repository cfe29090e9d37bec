import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createCompany } from '../access/store.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId, ProjectId } from '../ids.ts'
import { systemClock } from '../platform/clock.ts'
import { newId } from '../platform/new-id.ts'
import { Refused } from '../platform/refusal.ts'
import type { TaxCodeId } from '../tax-codes/model.ts'
import type { CommitmentDocument } from './document.ts'
import { entities } from './erp.ts'
import type { CommitmentId } from './model.ts'
import { createCommitment, getCommitment, updateCommitment } from './store.ts'
import { applyPosted, removeVanished } from './store-erp.ts'
import { addLines, listLines } from './store-lines.ts'

const connection = newId<ConnectionId>()
const project = newId<ProjectId>()
const [city, county] = [newId<TaxCodeId>(), newId<TaxCodeId>()]
const outbound = entities[0]!.outbound!
let database: TestDatabase
let company: CompanyId
let id: CommitmentId

const inScope = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
  database.db.company(company, (sql) => work({ sql, clock: systemClock, company, connection, actor: undefined }))
const item = () => id as number as ItemId
const document = () =>
  inScope((scope) => outbound.document(scope, item(), { erpId: 'SC-1' })) as Promise<CommitmentDocument>
const setRate = (rate: string) =>
  inScope(({ sql }) =>
    sql.run('update tax_code set rate = $3 where company_id = $1 and id = $2', [company, city, rate]),
  )

beforeAll(async () => {
  database = await testDatabase()
  company = await database.db.system((sql) => createCompany(sql, { name: 'One', timeZone: 'UTC' }))
  await inScope(async ({ sql }) => {
    await sql.run("insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'any', 'Books')", [
      company,
      connection,
    ])
    await sql.run("insert into project (company_id, id, name, number) values ($1, $2, 'Alley', '1')", [
      company,
      project,
    ])
    await sql.run(
      "insert into tax_code (company_id, id, connection_id, code, rate) values ($1, $3, $2, 'CASF', 8.625), ($1, $4, $2, 'CASM', 9.375)",
      [company, connection, city, county],
    )
  })
  id = (await inScope((scope) => createCommitment(scope, project, 'subcontract', { taxCodeId: city }))).id
})
afterAll(() => database.drop())

describe('tax (COM-1)', () => {
  it('new lines take the commitment’s tax code; each line may have its own or none', async () => {
    await inScope(async ({ sql }) => {
      const commitment = await getCommitment(sql, company, id)
      await addLines(sql, { company, actor: undefined }, commitment, [
        { amount: '1200.10' },
        { amount: '800.05', taxCodeId: county },
        { amount: '5.00', taxCodeId: null },
      ])
    })
    expect((await document()).lines.map(({ taxGroup, tax }) => [taxGroup, tax])).toEqual([
      ['CASF', '103.51'],
      ['CASM', '75.00'],
      [null, null],
    ])
    expect(await document()).toMatchObject({ taxGroup: 'CASF' })
  })

  it('a tax code of nobody’s is refused', async () => {
    const nobody = newId<TaxCodeId>()
    const change = inScope(({ sql }) => updateCommitment(sql, { company, actor: undefined }, id, { taxCodeId: nobody }))
    await expect(change).rejects.toThrow(Refused)
  })

  it('follows the ERP’s rate until it is synced, and then stays what the ERP was told', async () => {
    await setRate('9')
    const frozen = await document()
    expect(frozen.lines[0]).toMatchObject({ taxRate: '9.000000', tax: '108.01' })
    await inScope((scope) => outbound.synced(scope, item(), 'SC-1', frozen))
    await setRate('10')
    const rates = async () => (await inScope(({ sql }) => listLines(sql, company, id))).map((line) => line.taxRate)
    expect(await rates()).toEqual(['9.000000', '9.375000', null])
    await inScope((scope) => outbound.unsynced(scope, item()))
    expect(await rates()).toEqual(['10.000000', '9.375000', null])
  })
})

describe('whether the ERP has posted it (COM-3)', () => {
  const read = (posted: boolean | undefined) =>
    inScope(async (scope) => {
      const { sql } = scope
      await sql.run('create temporary table incoming (erp_id text, posted boolean, line int8) on commit drop')
      if (posted !== undefined)
        await sql.run("insert into incoming values ('SC-1', $1, 1), ('OTHER', true, 2)", [posted])
      const applied = await applyPosted(scope)
      await sql.run('create temporary table seen on commit drop as select erp_id from incoming')
      return { ...applied, vanished: (await removeVanished(scope)).vanished }
    })
  const fact = async () => (await inScope((scope) => outbound.summary(scope, item())))?.fact
  const column = async () => (await inScope((scope) => outbound.summary(scope, item())))?.columns.posted

  it('is told once both are known, in either order', async () => {
    expect(await read(false)).toMatchObject({ inserted: 2, touched: [] })
    expect([await column(), await fact()]).toEqual(['', undefined])
    await inScope(({ sql }) =>
      sql.run(
        "insert into erp_link (company_id, kind, item_id, connection_id, erp_id) values ($1, 'commitment', $2, $3, 'SC-1')",
        [company, id, connection],
      ),
    )
    expect(await column()).toBe('Not posted yet')
    expect(await fact()).toEqual({
      sentence: 'The ERP has not posted it yet.',
      capability: 'commitments-posted-automatically',
    })
    expect(await read(true)).toMatchObject({ inserted: 0, changed: 1, touched: [id] })
    expect([await column(), await fact()]).toEqual(['Posted', { sentence: 'The ERP has posted it.' }])
    expect(await read(true)).toMatchObject({ inserted: 0, changed: 0, unchanged: 2, touched: [] })
  })

  it('is not known any more when the ERP no longer has it', async () => {
    expect(await read(undefined)).toMatchObject({ vanished: 2 })
    expect(await column()).toBe('')
  })
})
