/** Insurance of companies: read from the vendor when the company wants it, for linked companies alone, and gone with the link. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Journey, journey } from '../world/journey.ts'

interface Insurance {
  vendor_id: number
  insurance_type: string
  policy_number: string
  insurance_provider: string
  limit: string | null
  effective_date: string | null
  expiration_date: string | null
  status: string
}

let of: Journey
let paving: number

beforeAll(async () => {
  of = await journey()
  paving = await add('BAYPAVE')
})
afterAll(() => of?.close())

const add = async (vendor: string) =>
  (await of.admin.post<{ item_id: number }>(of.erp(`staged/company/${vendor}/add`))).item_id
const path = (rest = '') => `/rest/v1.0/companies/${of.admin.company}${rest}/insurances`
const insuranceOf = (vendor: number) => of.admin.get<Insurance[]>(path(`/vendors/${vendor}`))

test('nothing is read while the sync is switched off', async () => {
  const [connection] = await of.admin.get<{ id: number }[]>(of.erp('connections'))
  const asked = await of.admin.ask('POST', of.erp(`connections/${connection!.id}/feeds/vendor-insurance/sync`), {
    mode: 'full',
  })
  expect(asked.status).toBe(409)
  expect(JSON.stringify(asked.body)).toContain('Reading Vendor insurance is switched off.')
  expect(await insuranceOf(paving)).toEqual([])
})

test('switched on, the four types of each linked vendor arrive', async () => {
  expect((await of.manager.ask('PUT', of.erp('settings/vendor-insurance-sync'), { value: true })).status).toBe(403)
  await of.admin.put(of.erp('settings/vendor-insurance-sync'), { value: true })
  const four = await until('the insurance', async () => {
    const found = await insuranceOf(paving)
    return found.length === 4 && found
  })
  expect(four.map((each) => each.insurance_type)).toEqual([
    'general_liability',
    'automobile',
    'umbrella',
    'workers_compensation',
  ])
  expect(four[0]).toMatchObject({
    policy_number: 'GL-88120-4',
    insurance_provider: 'Golden Gate Casualty',
    limit: '2000000.00',
    effective_date: '2026-01-01',
    expiration_date: '2027-01-01',
  })
  const all = await of.reader.get<Insurance[]>(path())
  expect(new Set(all.map((each) => each.vendor_id))).toEqual(new Set([paving]))
})

test('a company linked later brings its insurance along, and one that has run out says so', async () => {
  const flagline = await add('FLAGLINE')
  const [one] = await until('its insurance', async () => {
    const found = await insuranceOf(flagline)
    return found.length > 0 && found
  })
  expect(one).toMatchObject({ policy_number: 'GL-20977', expiration_date: '2025-06-01', status: 'expired' })
})

test('what the desk changes arrives, and what it empties goes', async () => {
  await of.desk('vendor-insurance', {
    vendor: 'BAYPAVE',
    type: 'Automobile',
    policy: 'CA-6000',
    company: 'Sierra Mutual',
    limit: '1500000',
    expiration: '2028-01-01',
  })
  await of.desk('vendor-insurance', { vendor: 'BAYPAVE', type: 'Umbrella' })
  const three = await until('the change', async () => {
    const found = await insuranceOf(paving)
    return found.length === 3 && found.some((each) => each.policy_number === 'CA-6000') && found
  })
  expect(three.find((each) => each.insurance_type === 'automobile')).toMatchObject({
    insurance_provider: 'Sierra Mutual',
    limit: '1500000.00',
    effective_date: null,
    expiration_date: '2028-01-01',
  })
})
