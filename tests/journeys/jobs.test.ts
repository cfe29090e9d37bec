/** Jobs both ways: a job of the books becomes a project with its codes, a project becomes a job with its codes. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../example/client.ts'
import { type Journey, journey, type Moves, movesOf } from '../world/journey.ts'

interface Project {
  id: number
  name: string
  project_number: string
  city: string
  active: boolean
  accounting_project_number: string | null
}
interface Code {
  code: string
  sub_job_code: string | null
  is_group: boolean
  line_item_types: { code: string }[]
}

let of: Journey

beforeAll(async () => {
  of = await journey()
})
afterAll(() => of?.close())

const add = async (job: string) => (await of.admin.post<{ item_id: number }>(of.erp(`staged/job/${job}/add`))).item_id
const codesOf = (project: number) => of.admin.get<Code[]>(`/rest/v1.0/cost_codes?project_id=${project}`)
const inBooks = (table: string, columns: string[], job: string) =>
  of.books(table, columns, [{ column: 'Job', op: '=', value: job }])

test('a job is added as a project, with its cost codes, extras and categories', async () => {
  const id = await add('24-0118')
  const project = await of.admin.get<Project>(`/rest/v1.0/projects/${id}`)
  expect(project).toMatchObject({
    name: 'Harbor Way Sidewalks',
    project_number: '24-0118',
    accounting_project_number: '24-0118',
    city: 'South San Fran',
    active: true,
  })

  const theirs = await inBooks('JCM_MASTER__CATEGORY', ['Extra', 'Cost_Code', 'Category'], '24-0118')
  const pairs = await until('every category of the job', async () => {
    const codes = await codesOf(id)
    const found = codes.flatMap((each) =>
      each.line_item_types.map((type) => `${each.sub_job_code ?? ''} ${each.code} ${type.code}`),
    )
    return found.length >= theirs.length && found
  })
  expect(pairs.sort()).toEqual(theirs.map((row) => `${row.Extra} ${row.Cost_Code} ${row.Category}`).sort())
  expect((await codesOf(id)).find((each) => each.code === '02-000')).toMatchObject({ is_group: true })
})

test('whoever may not add jobs is told so, and a job is added once', async () => {
  const again = await of.admin.ask('POST', of.erp('staged/job/24-0118/add'))
  expect(again.status).toBe(409)
  const reader = await of.reader.ask('POST', of.erp('staged/job/25-2977/add'))
  expect(reader.status).toBe(403)
})

test('a closed job becomes an inactive project', async () => {
  expect(await of.admin.get(`/rest/v1.0/projects/${await add('23-0042')}`)).toMatchObject({
    name: 'Mission Alley Repaving',
    active: false,
  })
})

test('what the desk changes of a job arrives in its project', async () => {
  const [project] = await of.admin.get<Project[]>('/rest/v1.0/projects?filters[search]=Harbor')
  await of.desk('cost-code', { job: '24-0118', costCode: '02-900', description: 'Night work' })
  await of.desk('category', { job: '24-0118', costCode: '02-900', category: 'L' })
  await until('the new code, with its category', async () => {
    const codes = await codesOf(project!.id)
    return codes.find((each) => each.code === '02-900')?.line_item_types.some((type) => type.code === 'L')
  })
})

test('a project is exported as a job with its codes', async () => {
  const id = await draftProject('Pier 80 Fence Replacement')
  const moves = movesOf(of, 'job', id)
  expect((await moves.try(of.admin, 'send')).status).toBe(200)
  await refusedIds(moves)

  expect((await moves.try(of.approver, 'reject', { reason: '' })).sentences).toContain('Say why it is rejected')
  await moves.try(of.approver, 'reject', { reason: 'The job number comes next week.' })
  expect(await moves.look()).toMatchObject({ status: { word: 'Rejected' }, reason: 'The job number comes next week.' })
  expect((await moves.try(of.admin, 'send')).status).toBe(200)

  await moves.accept('26-0301')
  expect(await moves.until('Synced', 'Failed', 'Needs review')).toMatchObject({
    status: { word: 'Synced' },
    erp_id: '26-0301',
  })
  const jobs = await inBooks('JCM_MASTER__JOB', ['Description', 'City', 'State', 'Status'], '26-0301')
  expect(jobs).toEqual([
    { Description: 'Pier 80 Fence Replacement', City: 'San Francisco', State: 'CA', Status: 'Unstarted' },
  ])
  const ours = (await codesOf(id)).flatMap((each) => each.line_item_types.map((type) => `${each.code} ${type.code}`))
  const theirs = await inBooks('JCM_MASTER__CATEGORY', ['Cost_Code', 'Category'], '26-0301')
  expect(theirs.map((row) => `${row.Cost_Code} ${row.Category}`)).toEqual(ours.sort())
  expect(theirs.length).toBeGreaterThan(50)
  expect(await of.admin.get(`/rest/v1.0/projects/${id}`)).toMatchObject({ accounting_project_number: '26-0301' })
})

test('a job number that the books gave to another job meanwhile is a case for a person, and nothing is written over', async () => {
  const [connection] = await of.admin.get<{ id: number }[]>(of.erp('connections'))
  // Read meanwhile, the desk's job would have the acceptance refused already.
  await of.admin.put(of.erp(`connections/${connection!.id}/feeds/jobs/schedule`), { every_minutes: 0 })
  await of.readNow('jobs')
  await of.desk('job', { job: '26-0400', name: 'Entered by hand', city: 'Colma' })
  const moves = movesOf(of, 'job', await draftProject('Pier 90 Fence'))
  await moves.try(of.admin, 'send')
  await moves.accept('26-0400')
  const item = await moves.until('Needs review', 'Synced', 'Failed')
  expect(item).toMatchObject({
    status: { word: 'Needs review' },
    op: { human_reason: 'different', read_back: { verdict: 'DIFFERENT' } },
  })
  const jobs = await inBooks('JCM_MASTER__JOB', ['Description', 'City'], '26-0400')
  expect(jobs).toEqual([{ Description: 'Entered by hand', City: 'Colma' }])
})

async function draftProject(name: string): Promise<number> {
  const project = { name, address: 'Pier 80', city: 'San Francisco', state_code: 'CA', zip: '94124' }
  const { id } = await of.admin.post<{ id: number }>('/rest/v1.0/projects', { project })
  await of.admin.post('/rest/v1.0/cost_codes/copy_from_standard_list', { project_id: id })
  return id
}

/** The approver types the job's ID; what the books cannot take is said before, with the remedy. */
async function refusedIds(moves: Moves): Promise<void> {
  const missing = await moves.preview()
  expect(missing.refusals.map((each) => each.sentence)).toEqual(['Enter the Job ID.'])
  const long = await moves.preview({ erpId: '26-0301-FENCE' })
  expect(long.refusals.map((each) => each.sentence).join()).toMatch(/13 .*12|12 .*13/)
  const taken = await moves.preview({ erpId: '24-0118' })
  expect(taken.refusals).toMatchObject([{ field: 'erpId', remedy: 'Choose the next free one.' }])
}
