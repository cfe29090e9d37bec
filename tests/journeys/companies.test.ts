/** Companies both ways: into the directory, linked with evidence, put aside, exported, and what an inactive vendor leads to. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ground, inTheBooks, SMALL, sent } from '../world/contracts.ts'
import { type Journey, journey, movesOf, type Refusal } from '../world/journey.ts'

interface Vendor {
  id: number
  name: string
  address: string
  zip: string
  synced_to_erp: boolean
  origin_id: string | null
}
interface Staged {
  erp_id: string
  state: string
  suggestions: { item: number; title: string; because: string }[]
  moves: Record<string, Refusal[]>
}

let of: Journey

beforeAll(async () => {
  of = await journey()
})
afterAll(() => of?.close())

const staged = (id: string) => of.approver.get<Staged>(of.erp(`staged/company/${id}`))
const listed = async (filter: string) =>
  (await of.admin.get<Staged[]>(of.erp(`staged?kind=company&filter=${encodeURIComponent(filter)}&per_page=100`))).map(
    (each) => each.erp_id,
  )

async function vendor(name: string, more: object = {}): Promise<number> {
  return (await of.manager.post<{ id: number }>('/rest/v1.0/vendors', { vendor: { name, ...more } })).id
}

test('a vendor is added to the directory, once', async () => {
  const { item_id } = await of.admin.post<{ item_id: number }>(of.erp('staged/company/GRANROCK/add'))
  expect(await of.admin.get<Vendor>(`/rest/v1.0/vendors/${item_id}`)).toMatchObject({
    name: 'Granger Rock Products',
    address: '5 Quarry Rd',
    zip: '94005',
    synced_to_erp: true,
    origin_id: 'GRANROCK',
  })
  expect((await of.admin.ask('POST', of.erp('staged/company/GRANROCK/add'))).status).toBe(409)
  expect((await of.reader.ask('POST', of.erp('staged/company/PIPEVIEW/add'))).status).toBe(403)
})

test('a vendor is linked with the company that the evidence points to', async () => {
  const ours = await vendor('Flagline Traffic', {
    address: '915 Marin Street',
    city: 'San Francisco',
    state_code: 'CA',
    zip: '94124',
  })
  await vendor('Marin Flowers', { address: '1 Rose St', city: 'Novato' })
  const { suggestions } = await staged('FLAGLINE')
  expect(suggestions).toEqual([{ item: ours, title: 'Flagline Traffic', because: 'similar name, same address' }])
  await of.admin.post(of.erp('staged/company/FLAGLINE/link'), { item: ours })
  expect(await of.admin.get<Vendor>(`/rest/v1.0/vendors/${ours}`)).toMatchObject({
    synced_to_erp: true,
    origin_id: 'FLAGLINE',
  })
  const second = await of.admin.ask('POST', of.erp('staged/company/STRIPECO/link'), { item: ours })
  expect(second.status).toBeGreaterThanOrEqual(400)
  expect(JSON.stringify(second.body)).toContain('FLAGLINE')
})

test('a vendor is put into the archive and taken out again', async () => {
  expect(await listed('Ready to Import')).toContain('VOLTEC')
  await of.admin.post(of.erp('staged/company/VOLTEC/archive'))
  expect(await listed('Ready to Import')).not.toContain('VOLTEC')
  expect(await listed('Archived')).toEqual(['VOLTEC'])
  await of.admin.post(of.erp('staged/company/VOLTEC/restore'))
  expect(await listed('Archived')).toEqual([])
  expect(await listed('Ready to Import')).toContain('VOLTEC')
})

test('a company is exported as a vendor under the ID that the approver types', async () => {
  const id = await vendor('Harbor Landscape Partners', {
    address: '77 Bulkhead Ln',
    city: 'Sausalito',
    state_code: 'CA',
    zip: '94965',
    business_phone: '(415) 555-0177',
  })
  const moves = movesOf(of, 'company', id)
  expect((await moves.try(of.manager, 'send')).status).toBe(403)
  expect((await moves.try(of.admin, 'send')).status).toBe(200)
  const taken = await moves.preview({ erpId: 'GRANROCK' })
  expect(taken.refusals.map((each) => each.sentence)).toEqual([
    '“GRANROCK” is used already by “Granger Rock Products”.',
  ])
  const waiting = await moves.preview({ erpId: 'PIPEVIEW' })
  expect(waiting.refusals[0]?.sentence).toContain('“PIPEVIEW” stands in the ERP already')
  await moves.accept('HARBLAND')
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({
    status: { word: 'Synced' },
    erp_id: 'HARBLAND',
  })
  const columns = ['Name', 'Address_1', 'City', 'State', 'ZIP_Code', 'Telephone']
  expect(await of.books('APM_MASTER__VENDOR', columns, [{ column: 'Vendor', op: '=', value: 'HARBLAND' }])).toEqual([
    {
      Name: 'Harbor Landscape Partners',
      Address_1: '77 Bulkhead Ln',
      City: 'Sausalito',
      State: 'CA',
      ZIP_Code: '94965',
      Telephone: '(415) 555-0177',
    },
  ])
  expect((await moves.try(of.admin, 'send')).sentences).toContain('synced')
})

test('a commitment with an inactive vendor fails with Sage’s words, the cause and the remedy; mended, it goes through', async () => {
  const at = await ground(of, '24-0118', 'OLDMILL')
  const moves = await sent(of, at, 'MILL-1')
  await moves.accept('MILL-1')
  const failed = await moves.until('Failed', 'Synced', 'Needs review')
  expect(failed.op?.failures[0]).toMatchObject({
    code: 'vendor-inactive',
    raw: expect.stringContaining('Vendor is inactive/has been archived.'),
    cause: expect.stringContaining('inactive in Sage'),
    remedy: expect.stringContaining('Untick “Inactive”'),
  })
  expect((await inTheBooks(of, 'MILL-1')).headers).toEqual([])

  await of.desk('vendor-active', { vendor: 'OLDMILL', active: true })
  expect((await moves.try(of.manager, 'send-again')).status).toBe(200)
  await moves.accept('MILL-1')
  expect(await moves.until('Failed', 'Synced', 'Needs review')).toMatchObject({
    status: { word: 'Synced' },
    erp_id: 'MILL-1',
  })
  expect(await inTheBooks(of, 'MILL-1')).toMatchObject(SMALL)
})
