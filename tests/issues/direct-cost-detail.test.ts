/** The budget's window of transactions asked with `view=detail` and got them also without the permission View Direct Cost Detail (DCT-2). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Headers, type TwoCompanies, twoCompanies } from '../world/two-companies.ts'

let of: TwoCompanies
beforeAll(async () => {
  of = await twoCompanies()
})
afterAll(() => of?.close())

async function status(view: string, headers: Headers): Promise<number> {
  const { company, project } = of.ours
  const url = `/rest/v1.0/projects/${project}/direct_costs?view=${view}`
  return (await of.app.inject({ url, headers: { ...headers, 'procore-company-id': String(company) } })).statusCode
}

test('the detail needs its own permission, the tool’s list does not', async () => {
  expect(await status('normal', of.reader)).toBe(200)
  expect(await status('detail', of.reader)).toBe(403)
  expect(await status('detail', of.admin)).toBe(200)
})
