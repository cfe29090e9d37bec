/** Prime contracts in: contracts with items, quickbill at its three levels, several into one, and again what is new. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { feedsRead } from '../../example/fill.ts'
import { type Journey, journey, type Refusal } from '../world/journey.ts'

interface Contract {
  id: number
  number: string
  title: string
  status: string
  accounting_method: string
  contract_start_date: string | null
  grand_total: string
  erp_contract_ids: string[]
}
interface Line {
  id: number
  item: string
  description: string
  cost_code: { code: string } | null
  amount: string
  quantity: string | null
  own: boolean
}
interface StagedRecord {
  fields: { key: string; choices?: { value: string }[] }[]
  suggestions: { item: number; title: string; because: string }[]
}

let of: Journey

beforeAll(async () => {
  of = await journey()
  await feedsRead(of.admin, ['contracts', 'contract-items', 'quickbill-contracts', 'quickbill-items'])
})
afterAll(() => of?.close())

const staged = (contract: string) => of.erp(`staged/prime-contract/${contract}`)
const add = (contract: string, answers = {}) => of.admin.ask('POST', `${staged(contract)}/add`, { answers })
const addJob = async (job: string) =>
  (await of.admin.post<{ item_id: number }>(of.erp(`staged/job/${job}/add`))).item_id
const contractsOf = (project: number) => of.admin.get<Contract[]>(`/rest/v1.0/prime_contracts?project_id=${project}`)
const linesOf = (project: number, contract: number) =>
  of.admin.get<Line[]>(`/rest/v1.0/prime_contracts/${contract}/line_items?project_id=${project}`)
const shown = (lines: Line[]) => lines.map(({ item, description, amount }) => `${item} ${description} ${amount}`)
const reimportOf = async (project: number, contract: number) =>
  (await of.admin.get<{ reimport: Refusal[] }>(`/rest/v1.0/prime_contracts/${contract}/erp?project_id=${project}`))
    .reimport

test('a contract waits until its job is a project, then comes with its items', async () => {
  const early = await add('2977J')
  expect([early.status, JSON.stringify(early.body)]).toEqual([422, expect.stringContaining('not linked to a project')])

  const project = await addJob('25-2977')
  expect((await add('2977J')).status).toBe(200)
  const [contract] = await contractsOf(project)
  expect(contract).toMatchObject({
    number: '2977J',
    title: 'Street and Sewer 2977J',
    status: 'Approved',
    accounting_method: 'amount',
    contract_start_date: '2025-03-03',
    grand_total: '2635500.50',
    erp_contract_ids: ['2977J'],
  })
  expect(shown(await linesOf(project, contract!.id))).toEqual([
    '0010 Roadway paving 1250000.00',
    '0020 Sidewalk and curb ramps 480000.00',
    '0030 Sewer replacement 905500.50',
  ])
})

test('a second contract of the same job goes into the same prime contract', async () => {
  const { suggestions } = await of.admin.get<StagedRecord>(staged('2977J-ALT'))
  expect(suggestions).toHaveLength(1)
  expect(suggestions[0]?.because).toContain('2977J of the same job')
  await of.admin.post(`${staged('2977J-ALT')}/link`, { item: suggestions[0]!.item })
  const project = await projectOf('25-2977')
  const [contract, ...others] = await contractsOf(project)
  expect(others).toEqual([])
  expect(contract).toMatchObject({ grand_total: '2731750.50', erp_contract_ids: ['2977J', '2977J-ALT'] })
  expect((await linesOf(project, contract!.id)).map((line) => line.amount)).toContain('96250.00')
})

test('of an imported line only codes, description and units are ours', async () => {
  const project = await projectOf('25-2977')
  const [contract] = await contractsOf(project)
  const [line] = await linesOf(project, contract!.id)
  const path = `/rest/v1.0/prime_contracts/${contract!.id}/line_items/${line!.id}`
  const refused = await of.admin.ask('PATCH', path, { project_id: project, line_item: { amount: '1.00' } })
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    422,
    expect.stringContaining('was imported from the ERP'),
  ])
  const line_item = await until('cost code 02-200 with a cost type', async () => {
    const codes = await of.admin.get<{ id: number; code: string; line_item_types: { id: number }[] }[]>(
      `/rest/v1.0/cost_codes?project_id=${project}`,
    )
    const code = codes.find((each) => each.code === '02-200')
    const type = code?.line_item_types[0]
    return code && type && { cost_code_id: code.id, line_item_type_id: type.id }
  })
  expect(await of.admin.patch<Line>(path, { project_id: project, line_item })).toMatchObject({
    cost_code: { code: '02-200' },
  })
})

test('the lines are imported again when the ERP has new ones, and the button says why not before', async () => {
  const project = await projectOf('25-2977')
  const [contract] = await contractsOf(project)
  expect((await reimportOf(project, contract!.id)).map((each) => each.code)).toEqual(['nothing-new'])
  await of.desk('contract-item', {
    contract: '2977J',
    item: '0040',
    description: 'Traffic signals',
    amount: '75000.25',
  })
  await of.desk('contract-item', { contract: '2977J', item: '0010', description: 'Roadway paving', amount: '9.00' })
  await of.readNow('contract-items')
  expect(await reimportOf(project, contract!.id)).toEqual([])

  const own = `/rest/v1.0/prime_contract/${contract!.id}`
  await of.admin.patch(own, { project_id: project, prime_contract: { status: 'Draft' } })
  expect((await reimportOf(project, contract!.id)).map((each) => each.code)).toEqual(['unapproved'])
  await of.admin.patch(own, { project_id: project, prime_contract: { status: 'Approved' } })

  const again = `/rest/v1.0/prime_contracts/${contract!.id}/reimport`
  expect((await of.reader.ask('POST', again, { project_id: project })).status).toBe(403)
  await of.admin.post(again, { project_id: project })
  const lines = await linesOf(project, contract!.id)
  expect(shown(lines).slice(-1)).toEqual(['0040 Traffic signals 75000.25'])
  // What changed on a line that is here already stays for a person to see.
  expect(lines[0]).toMatchObject({ item: '0010', amount: '1250000.00', cost_code: { code: '02-200' } })
  expect((await of.admin.ask('POST', again, { project_id: project })).status).toBe(409)
})

test('quickbill by division: one line for each division with an amount, on its cost code; unit-based when that was chosen', async () => {
  await of.admin.put(of.erp('settings/choose-prime-contract-method'), { value: true })
  const project = await addJob('24-0118')
  await codesKnown(project)
  const { fields } = await of.admin.get<StagedRecord>(staged('24-0118'))
  expect(fields.map((each) => [each.key, each.choices?.map((choice) => choice.value)])).toEqual([
    ['method', ['amount', 'unit']],
  ])
  expect((await add('24-0118', { method: 'gold' })).status).toBe(422)
  expect((await add('24-0118', { method: 'unit' })).status).toBe(200)
  const [contract] = await contractsOf(project)
  expect(contract).toMatchObject({
    number: '24-0118',
    status: 'Approved',
    accounting_method: 'unit',
    grand_total: '242750.25',
  })
  const lines = await linesOf(project, contract!.id)
  expect(lines.map((line) => [line.item, line.cost_code?.code, line.amount, line.quantity])).toEqual([
    ['01-000', '01-000', '28000.00', '1.0000'],
    ['02-000', '02-000', '214750.25', '1.0000'],
  ])
})

test('quickbill by section: one line for each cost code; by job: one line', async () => {
  for (const [job, level, codes] of [
    ['26-0501', 'Section', ['02-200', '02-400']],
    ['26-0502', 'Job', ['']],
  ] as const) {
    await of.desk('job', { job, name: `Billed by ${level}` })
    for (const costCode of ['02-000', '02-200', '02-400']) await of.desk('cost-code', { job, costCode })
    await of.desk('job-billing', { job, method: 'Use quickbill', level })
    for (const costCode of codes) await of.desk('schedule-of-value', { job, costCode, amount: '1250.75' })
    for (const feed of ['jobs', 'quickbill-contracts', 'quickbill-items']) await of.readNow(feed)
    const project = await addJob(job)
    await codesKnown(project)
    expect((await add(job)).status).toBe(200)
    const [contract] = await contractsOf(project)
    const lines = await linesOf(project, contract!.id)
    expect(lines.map((line) => [line.item, line.cost_code?.code ?? '', line.amount])).toEqual(
      codes.map((code) => [code || job, code, '1250.75']),
    )
  }
})

test('a contract under the code of a quickbill job is reported, and takes nobody’s place', async () => {
  await of.desk('contract', { contract: '24-0118', job: '25-2977', description: 'Ill named' })
  expect(await of.readNow('contracts')).toMatchObject({ unsyncable: 1, error: null })
  expect(await of.admin.get<{ title: string }>(staged('24-0118'))).toMatchObject({ title: 'Harbor Way Sidewalks' })
})

async function projectOf(job: string): Promise<number> {
  const projects = await of.admin.get<{ id: number; project_number: string }[]>('/rest/v1.0/projects')
  return projects.find((each) => each.project_number === job)!.id
}

async function codesKnown(project: number): Promise<void> {
  await until('the cost codes of the project', async () => {
    const codes = await of.admin.get<unknown[]>(`/rest/v1.0/cost_codes?project_id=${project}`)
    return codes.length > 2
  })
}
