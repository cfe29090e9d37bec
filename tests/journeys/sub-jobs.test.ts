/** Sub jobs both ways: an extra of the books becomes a sub job with its codes, a sub job becomes an extra with its codes, and what is booked on it waits for it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Ground, ground, sent } from '../world/contracts.ts'
import { type Journey, journey, movesOf } from '../world/journey.ts'

interface SubJob {
  id: number
  code: string
  name: string
  cost_codes: number
  synced_to_erp: boolean
  origin_id: string | null
}
interface Code {
  id: number
  code: string
  sub_job_code: string | null
  synced_to_erp: boolean
  line_item_types: { id: number; code: string; synced_to_erp: boolean }[]
}
interface Staged {
  erp_id: string
  title: string
  suggestions: { item: number; title: string; because: string }[]
}

let of: Journey
let at: Ground

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  await of.readNow('sub-jobs', 'full')
})
afterAll(() => of?.close())

const subJobs = () => of.admin.get<SubJob[]>(`/rest/v1.0/sub_jobs?project_id=${at.project}`)
const waiting = async () =>
  (await of.approver.get<Staged[]>(of.erp('staged?kind=sub-job&filter=Ready+to+Import'))).map((each) => each.erp_id)
const codesOf = (subJob: number) =>
  of.admin.get<Code[]>(`/rest/v1.0/cost_codes?project_id=${at.project}&sub_job_id=${subJob}`)
const extras = (extra: string) =>
  of.books(
    'JCM_MASTER__EXTRA',
    ['Extra', 'Description', 'Status'],
    [
      { column: 'Job', op: '=', value: '24-0118' },
      { column: 'Extra', op: '=', value: extra },
    ],
  )
const categories = async (extra: string) =>
  (
    await of.books(
      'JCM_MASTER__CATEGORY',
      ['Cost_Code', 'Category'],
      [
        { column: 'Job', op: '=', value: '24-0118' },
        { column: 'Extra', op: '=', value: extra },
      ],
    )
  ).map((row) => `${row.Cost_Code} ${row.Category}`)

async function draft(code: string, name: string, standardCodes: string[] = []): Promise<number> {
  const project_id = at.project
  const { id } = await of.admin.post<{ id: number }>('/rest/v1.0/sub_jobs', { project_id, sub_job: { code, name } })
  const standard = await of.admin.get<{ id: number; code: string }[]>('/rest/v1.0/standard_cost_codes')
  const ids = standardCodes.map((each) => ({ id: standard.find((one) => one.code === each)?.id }))
  if (ids.length > 0)
    await of.admin.post('/rest/v1.0/cost_codes/copy_subset_from_standard_list', {
      project_id,
      sub_job_id: id,
      standard_cost_codes: ids,
    })
  return id
}

test('only extras of linked jobs wait; one is added with its codes and categories, once', async () => {
  expect(await waiting()).toEqual(['24-0118|A1'])
  const reader = await of.reader.ask('POST', of.erp('staged/sub-job/24-0118%7CA1/add'))
  expect(reader.status).toBe(403)
  const { item_id } = await of.approver.post<{ item_id: number }>(of.erp('staged/sub-job/24-0118%7CA1/add'))
  expect(await subJobs()).toMatchObject([
    { id: item_id, code: 'A1', name: 'Added Alley Frontage', synced_to_erp: true, origin_id: '24-0118|A1' },
  ])
  const codes = await codesOf(item_id)
  expect(codes.flatMap((each) => each.line_item_types.map((type) => `${each.code} ${type.code}`)).sort()).toEqual(
    await categories('A1'),
  )
  expect((await of.approver.ask('POST', of.erp('staged/sub-job/24-0118%7CA1/add'))).status).toBe(409)
})

test('what the desk changes of an extra arrives in its sub job, codes and all', async () => {
  await of.desk('extra-description', { job: '24-0118', extra: 'A1', description: 'Alley, both sides' })
  await of.desk('cost-code', { job: '24-0118', extra: 'A1', costCode: '02-500' })
  await of.desk('category', { job: '24-0118', extra: 'A1', costCode: '02-500', category: 'S' })
  const [subJob] = await until('the name and the code', async () => {
    const found = await subJobs()
    return found[0]?.name === 'Alley, both sides' && found[0].cost_codes === 3 && found
  })
  const refused = await of.admin.ask('PATCH', `/rest/v1.0/sub_jobs/${subJob!.id}`, {
    project_id: at.project,
    sub_job: { name: 'Mine' },
  })
  expect(JSON.stringify(refused.body)).toContain('comes from the ERP')
  const kept = await of.admin.ask('POST', '/rest/v1.0/cost_codes/copy_from_standard_list', {
    project_id: at.project,
    sub_job_id: subJob!.id,
  })
  expect(JSON.stringify(kept.body)).toContain('its cost codes and cost types are maintained there')
  const tied = await of.admin.ask('DELETE', `/rest/v1.0/sub_jobs/${subJob!.id}?project_id=${at.project}`)
  expect(JSON.stringify(tied.body)).toContain('has 3 cost code(s) tied to it and cannot be deleted')
})

test('a sub job is linked with the extra that has its code, and with no other', async () => {
  const [b1, b2] = [await draft('B1', 'Lobby'), await draft('B2', 'Loading dock', ['02-600'])]
  await of.desk('extra', { job: '24-0118', extra: 'B2', description: 'Loading dock' })
  const { suggestions } = await until('the extra', async () => {
    const answer = await of.approver.ask('GET', of.erp('staged/sub-job/24-0118%7CB2'))
    return answer.status === 200 && (answer.body as Staged)
  })
  expect(suggestions).toEqual([{ item: b2, title: 'B2 Loading dock', because: 'same code, same name' }])
  const other = await of.approver.ask('POST', of.erp('staged/sub-job/24-0118%7CB2/link'), { item: b1 })
  expect(JSON.stringify(other.body)).toContain('Change the code of the sub job to “B2”, then link them.')
  const fresh = await of.approver.ask('POST', of.erp('staged/sub-job/24-0118%7CB2/link'), { item: b2 })
  expect(JSON.stringify(fresh.body)).toContain('has 1 cost code(s) that the ERP does not have')
  const [code] = await codesOf(b2)
  await of.admin.ask('DELETE', `/rest/v1.0/cost_codes/${code!.id}?project_id=${at.project}`)
  await of.approver.post(of.erp('staged/sub-job/24-0118%7CB2/link'), { item: b2 })
  expect((await subJobs()).filter((each) => each.synced_to_erp).map((each) => each.code)).toEqual(['A1', 'B2'])
  await of.admin.ask('DELETE', `/rest/v1.0/sub_jobs/${b1}?project_id=${at.project}`)
  expect((await subJobs()).map((each) => each.code)).toEqual(['A1', 'B2'])
})

test('what is booked on a new sub job waits until the sub job is an extra, then follows by itself', async () => {
  const id = await draft('C1', 'Night shift', ['02-400', '02-450'])
  for (const code of await codesOf(id)) at.codes.set(`C1/${code.code}`, code.id)
  const contract = await sent(of, at, 'NIGHT-1', ['C1/02-400', '02-450'])
  await contract.accept('NIGHT-1')
  expect((await contract.look()).waiting_for).toContain(
    'Sub job “C1 Night shift” must be linked to an extra of the ERP.',
  )

  const moves = movesOf(of, 'sub-job', id)
  expect((await moves.try(of.admin, 'send')).sentences).toContain(
    'Sub jobs are not exported as extras in this company.',
  )
  await of.admin.put(of.erp('settings/sub-jobs-as-extras'), { value: true })
  expect((await moves.try(of.admin, 'send')).status).toBe(200)
  const preview = await moves.preview()
  expect(preview.fields).toMatchObject([{ key: 'erpId', label: 'SubJob ID' }])
  expect(preview.rendering?.shown.map((each) => each.record)).toEqual(['X', 'P', 'P', ...Array(6).fill('C')])
  expect((await moves.preview({ erpId: 'C2' })).refusals).toMatchObject([{ code: 'id-is-the-code', field: 'erpId' }])
  await moves.try(of.approver, 'reject', { reason: 'Which street?' })
  expect((await moves.try(of.admin, 'send')).status).toBe(200)
  await moves.accept('C1')
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({
    status: { word: 'Synced' },
    erp_id: '24-0118|C1',
  })
  expect(await extras('C1')).toEqual([{ Extra: 'C1', Description: 'Night shift', Status: 'Unstarted' }])
  const codes = await codesOf(id)
  expect(codes.every((each) => each.synced_to_erp && each.line_item_types.every((type) => type.synced_to_erp))).toBe(
    true,
  )
  expect(codes.flatMap((each) => each.line_item_types.map((type) => `${each.code} ${type.code}`)).sort()).toEqual(
    await categories('C1'),
  )

  expect((await contract.until('Synced', 'Failed', 'Needs review')).status.word).toBe('Synced')
  const items = await of.books(
    'JCM_MASTER__COMMITMENT_ITEM',
    ['Extra', 'Cost_Code', 'Amount'],
    [{ column: 'Commitment', op: '=', value: 'NIGHT-1' }],
  )
  expect(items).toEqual([
    { Extra: 'C1', Cost_Code: '02-400', Amount: '1200.10' },
    { Extra: '', Cost_Code: '02-450', Amount: '800.05' },
  ])
})

test('a code too long, a name too long and a project without a job are said before sending', async () => {
  const long = movesOf(of, 'sub-job', await draft('NIGHT-SHIFT-2', 'A name that is longer than thirty characters'))
  expect((await long.try(of.admin, 'send')).sentences).toContain(
    'The code “NIGHT-SHIFT-2” is 13 characters long; the ERP takes at most 10.',
  )
  const [subJob] = (await subJobs()).filter((each) => each.code === 'NIGHT-SHIFT-2')
  await of.admin.ask('PATCH', `/rest/v1.0/sub_jobs/${subJob!.id}`, { project_id: at.project, sub_job: { code: 'NS2' } })
  expect((await long.try(of.admin, 'send')).sentences).toContain('Sub Job is 44 characters long')

  const { id } = await of.admin.post<{ id: number }>('/rest/v1.0/projects', { project: { name: 'Not in the ERP' } })
  const alone = await of.admin.post<SubJob>('/rest/v1.0/sub_jobs', {
    project_id: id,
    sub_job: { code: 'A1', name: 'Alley' },
  })
  expect((await movesOf(of, 'sub-job', alone.id).try(of.admin, 'send')).sentences).toContain(
    'Project “Not in the ERP” is not linked to a job of the ERP.',
  )
})

test('an extra that the books got meanwhile under the same code is a case for a person', async () => {
  const id = await draft('D1', 'Parking')
  const moves = movesOf(of, 'sub-job', id)
  expect((await moves.try(of.admin, 'send')).status).toBe(200)
  await of.desk('extra', { job: '24-0118', extra: 'D1', description: 'Something else' })
  await moves.accept('D1')
  expect(await moves.until('Needs review', 'Synced', 'Failed')).toMatchObject({
    status: { word: 'Needs review' },
    op: { human_reason: 'different' },
  })
  expect(await extras('D1')).toMatchObject([{ Description: 'Something else' }])
})

test('the synced sub jobs are listed for whoever may see them', async () => {
  const path = of.erp('items?kind=sub-job&filter=Synced')
  const listed = await of.admin.get<{ erp_id: string }[]>(path)
  expect(listed.map((each) => each.erp_id).sort()).toEqual(['24-0118|A1', '24-0118|B2', '24-0118|C1'])
  const reader = await of.reader.ask('GET', path)
  expect(reader.status).toBe(403)
  expect(JSON.stringify(reader.body)).toContain('Looking at the synced sub jobs')
})
