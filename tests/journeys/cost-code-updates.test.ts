/** New cost codes of a project whose job exists: sent by hand, looked at, updated or given back; what the books have already is left alone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ground, ground, JOB, sent } from '../world/contracts.ts'
import { type Journey, journey, type Moves, movesOf } from '../world/journey.ts'

interface Code {
  id: number
  code: string
  sub_job_code: string | null
  synced_to_erp: boolean
  line_item_types: { code: string; synced_to_erp: boolean }[]
}
interface Row {
  kind: string
  item_id: number
  title: string
  project_name: string
}

let of: Journey
let at: Ground
let moves: Moves

beforeAll(async () => {
  of = await journey()
  at = await ground(of)
  moves = movesOf(of, 'cost-code', at.project)
})
afterAll(() => of?.close())

const waiting = () => of.approver.get<Row[]>(of.erp('items?kind=job&filter=Ready+to+Update'))
const inBooks = async (table: string, columns: string[], code: string) =>
  (
    await of.books(table, columns, [
      { column: 'Job', op: '=', value: JOB },
      { column: 'Extra', op: '=', value: '' },
      { column: 'Cost_Code', op: '=', value: code },
    ])
  ).map((row) => Object.values(row).join(' '))
const categories = (code: string) => inBooks('JCM_MASTER__CATEGORY', ['Category'], code)

/** Puts standard codes on the project, each with these cost types. */
async function add(codes: Record<string, string[]>): Promise<void> {
  const standard = await of.admin.get<{ id: number; code: string }[]>('/rest/v1.0/standard_cost_codes')
  const types = await of.admin.get<{ id: number; code: string }[]>('/rest/v1.0/line_item_types')
  const idOf = (list: { id: number; code: string }[], code: string) => list.find((each) => each.code === code)?.id
  await of.admin.post('/rest/v1.0/cost_codes/copy_subset_from_standard_list', {
    project_id: at.project,
    standard_cost_codes: Object.entries(codes).map(([code, own]) => ({
      id: idOf(standard, code),
      line_item_type_ids: own.map((type) => idOf(types, type)),
    })),
  })
}

/** A set has no link of its own, only its codes do: done, there is nothing more to send. */
async function settled(): Promise<void> {
  const item = await moves.until('Not sent', 'Failed', 'Needs review')
  expect(item).toMatchObject({ status: { word: 'Not sent' }, op: { state: 'CONFIRMED' } })
}

async function codeOf(code: string): Promise<Code> {
  const all = await of.admin.get<Code[]>(`/rest/v1.0/cost_codes?project_id=${at.project}`)
  return all.find((each) => each.code === code && each.sub_job_code === null)!
}

test('while nothing is new, nothing can be sent', async () => {
  expect((await moves.try(of.admin, 'send')).sentences).toContain(
    'Every cost code and cost type of this project is in the ERP already.',
  )
})

test('new codes and cost types stand under Ready to Update on the jobs’ tab, exactly, and can be given back', async () => {
  await add({ '03-300': ['S'], '02-400': ['E'] })
  expect((await moves.try(of.reader, 'send')).status).toBe(403)
  expect((await moves.try(of.admin, 'send')).status).toBe(200)
  expect(await waiting()).toMatchObject([
    { kind: 'cost-code', item_id: at.project, project_name: 'Harbor Way Sidewalks' },
  ])
  const { rendering } = await moves.preview()
  const shown = rendering!.shown.map(({ record, fields }) => {
    const value = (name: string) => fields.find((each) => each.name === name)?.value ?? ''
    return [record, value('Cost Code'), value('Category')].join(' ').trim()
  })
  expect(shown).toEqual(['P 02-400', 'P 03-300', 'C 02-400 E', 'C 03-300 S'])

  expect((await moves.try(of.manager, 'reject', { reason: 'No.' })).status).toBe(403)
  await moves.try(of.approver, 'reject', { reason: 'No equipment on sidewalks.' })
  expect(await waiting()).toEqual([])
  expect(await moves.look()).toMatchObject({ status: { word: 'Rejected' }, reason: 'No equipment on sidewalks.' })
  expect(await categories('03-300')).toEqual([])
})

test('updated, the job has both the categories it had and the new ones', async () => {
  expect((await moves.try(of.admin, 'send')).status).toBe(200)
  await moves.accept('')
  await settled()
  expect(await categories('02-400')).toEqual(['E', 'L', 'M', 'S'])
  expect(await categories('03-300')).toEqual(['S'])
  expect(await codeOf('03-300')).toMatchObject({
    synced_to_erp: true,
    line_item_types: [{ code: 'S', synced_to_erp: true }],
  })
})

test('a set that is partly in the books meanwhile is completed, and no description there is overwritten', async () => {
  await add({ '03-400': ['S', 'L'], '03-500': ['S'] })
  expect((await moves.try(of.admin, 'send')).status).toBe(200)
  await of.desk('knobs', { licenceFree: false })
  await moves.accept('')
  await of.desk('cost-code', { job: JOB, costCode: '03-400', description: 'Laterals, by hand' })
  await of.desk('category', { job: JOB, costCode: '03-400', category: 'S' })
  await of.desk('category', { job: JOB, costCode: '03-400', category: 'M' })
  await of.desk('knobs', { licenceFree: true })
  await settled()
  expect(await categories('03-400')).toEqual(['L', 'M', 'S'])
  expect(await categories('03-500')).toEqual(['S'])
  expect(await inBooks('JCM_MASTER__COST_CODE', ['Description'], '03-400')).toEqual(['Laterals, by hand'])
})

test('a contract on a new code takes the code along by itself', async () => {
  await add({ '03-600': ['S'] })
  const { id } = await codeOf('03-600')
  at.codes.set('03-600', id)
  const contract = await sent(of, at, 'CULVERT-1', ['03-600', '02-450'])
  await contract.accept('CULVERT-1')
  expect((await contract.until('Synced', 'Failed', 'Needs review')).status.word).toBe('Synced')
  expect(await categories('03-600')).toEqual(['S'])
})

test('a code that the ERP does not know is taken off again; one that it knows, or a line uses, is not', async () => {
  await add({ '03-200': ['S'] })
  const remove = async (code: string) =>
    of.admin.ask('DELETE', `/rest/v1.0/cost_codes/${(await codeOf(code)).id}?project_id=${at.project}`)
  expect((await remove('03-200')).status).toBe(204)
  expect(JSON.stringify((await remove('03-300')).body)).toContain('stands in the ERP and cannot be removed here')
  await add({ '03-650': ['S'] })
  const { id } = await codeOf('03-650')
  at.codes.set('03-650', id)
  await sent(of, at, 'TRAPS-1', ['03-650', '02-450'])
  expect(JSON.stringify((await remove('03-650')).body)).toContain('is used by a line of this project')
})
