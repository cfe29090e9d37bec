/** A report of 100,000 rows is sent while it is read: whole, in order, and with as little memory at its end as at its beginning. */
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'

const ROWS = 100_000
const VENDORS = 70
/** The files are some 12 MB; their rows as objects several times that. */
const MOST_BYTES = 32 * 1024 * 1024

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

let all: TwoCompanies
let base: string
beforeAll(async () => {
  all = await twoCompanies()
  const { company, connection } = all.ours
  await all.world.db.system(async (sql) => {
    await sql.run(
      `insert into job_cost_line (company_id, connection_id, job, extra, cost_code, category) select $1, $2, 'J-' || n, '', '09-100', 'M' from generate_series(1, 50) n`,
      [company, connection],
    )
    await sql.run(
      `insert into direct_cost (company_id, line_id, run, sequence, transaction_type, id, direct_cost_type, accounting_date, description, vendor, invoice, amount, row_hash)
       select $1, l.id, n, 1, 'AP cost', l.id * 10000 + n, 'invoice', date '2020-01-01' + n % 2000, 'Asphalt and base, delivery ' || n, 'V' || n % ${VENDORS}, 'I-' || n, n * 0.37, 1
       from job_cost_line l cross join generate_series(1, ${ROWS / 50}) n where l.company_id = $1 and l.cost_code = '09-100'`,
      [company],
    )
  })
  await all.app.listen({ port: 0, host: '127.0.0.1' })
  base = `http://127.0.0.1:${(all.app.server.address() as AddressInfo).port}/rest/v1.0/companies/${company}/reports`
}, 400_000)
afterAll(() => all.close())

const kept = () => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

it.each([
  ['csv', '', 1],
  ['csv', 'vendor', 2 * VENDORS + 1],
  ['xlsx', '', 1],
  ['xlsx', 'vendor', 2 * VENDORS + 1],
])('as %s, grouped by “%s”', { timeout: 400_000 }, async (format, group, beside) => {
  const grouped = group ? `&group_by=${group}` : ''
  const url = `${base}/unsyncable_direct_costs/download?format=${format}&sort=date${grouped}`
  const reply = await fetch(url, { headers: { ...all.admin, 'procore-company-id': String(all.ours.company) } })
  expect(reply.status).toBe(200)
  let [bytes, lines, most, nextLook] = [0, 0, 0, 0]
  const before = kept()
  let last = ''
  for await (const piece of reply.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += piece.length
    for (const byte of piece) if (byte === 10) lines += 1
    last = Buffer.from(piece).toString('latin1')
    if (bytes < nextLook) continue
    most = Math.max(most, kept() - before)
    nextLook = bytes + 1024 * 1024
  }
  expect(most).toBeLessThan(MOST_BYTES)
  if (format === 'csv') expect(lines).toBe(1 + ROWS + beside)
  else expect(last).toContain('xl/worksheets/sheet1.xml')
  expect(bytes).toBeGreaterThan(2 * 1024 * 1024)
})
