/** The Budget tool over HTTP: lines, sheets, lock, changes, views, forecasts, snapshots. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { person } from '../../example/people.ts'
import { type Headers, type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'
import { newId } from '../platform/new-id.ts'

let all: TwoCompanies
let project: number
let types: { L: number; M: number }
const codes = new Map<string, number>()

beforeAll(async () => {
  all = await twoCompanies()
  const { company, connection } = all.ours
  project = newId()
  types = { L: all.ours.costType, M: newId() }
  await all.world.db.system(async (sql) => {
    await sql.run(`insert into project (company_id, id, name, number) values ($1, $2, 'Alley', '26-002')`, [
      company,
      project,
    ])
    await sql.run(
      `insert into cost_type (company_id, id, connection_id, code, name) values ($1, $2, $3, 'M', 'Material')`,
      [company, types.M, connection],
    )
    for (const [code, group, active, subJob] of [
      ['01-000', true, true, ''],
      ['01-100', false, true, ''],
      ['01-200', false, true, ''],
      ['01-300', false, false, ''],
      ['01-100', false, true, 'PH2'],
    ] as const) {
      const id = newId()
      codes.set(`${subJob} ${code}`.trim(), id)
      await sql.run(
        `insert into cost_code (company_id, id, project_id, sub_job_code, code, name, is_group, active) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [company, id, project, subJob, code, `Work ${code}`, group, active],
      )
      for (const type of Object.values(types))
        await sql.run(`insert into cost_code_cost_type (company_id, cost_code_id, cost_type_id) values ($1, $2, $3)`, [
          company,
          id,
          type,
        ])
    }
  })
})
afterAll(() => all.close())

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, read by expectations only
type Json = any

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object, headers = all.admin) {
  const url = `/rest/v1.0${path.replace(':project', String(project))}`
  const company = { 'procore-company-id': String(all.ours.company) }
  const reply = await all.app.inject({
    method,
    url,
    headers: { ...headers, ...company },
    ...(payload ? { payload } : {}),
  })
  const json = String(reply.headers['content-type']).startsWith('application/json')
  return {
    status: reply.statusCode,
    headers: reply.headers,
    raw: reply.rawPayload,
    body: (json && reply.body ? JSON.parse(reply.body) : undefined) as Json,
  }
}
const sentences = (answer: { body: Json }): string[] => answer.body.refusals.map((each: Json) => each.sentence)
const inProject = (body: object) => ({ project_id: project, ...body })
const lines = async () => (await ask('GET', `/budget_line_items?project_id=${project}`)).body
const rowOf = async (name: string, view = 3) => {
  const { body } = await ask('GET', `/budget_views/${view}/detail_rows?project_id=${project}`)
  return body.find((each: Json) => [each.sub_job, each.cost_code, each.cost_type].join(' ').trim() === name)
}
const add = (code: string, type: number, fields: object) =>
  ask(
    'POST',
    '/budget_line_items',
    inProject({ budget_line_item: { cost_code_id: codes.get(code), line_item_type_id: type, ...fields } }),
  )

describe('lines', () => {
  it('are added by amount or by units, and changed in place', async () => {
    expect((await add('01-100', types.L, { original_budget_amount: '1000.00' })).status).toBe(201)
    const made = await add('PH2 01-100', types.M, { quantity: '12.5', unit_cost: '4.01', uom: 'TON' })
    expect(made.body).toMatchObject({
      sub_job: 'PH2',
      original_budget_amount: '50.13',
      calculation_strategy: 'automatic',
      uom: 'TON',
    })
    const changed = await ask(
      'PATCH',
      `/budget_line_items/sync`,
      inProject({ updates: [{ id: made.body.id, quantity: '10' }, { id: 1, uom: 'x' }, { uom: 'TON' }] }),
    )
    expect(changed.body.entities).toMatchObject([{ original_budget_amount: '40.10' }])
    expect(changed.body.errors.map((each: Json) => Object.values(each.errors).flat()[0])).toEqual([
      'There is no budget line 1 in this project.',
      'A new line needs a cost code and a cost type.',
    ])
  })

  it('are refused on a division, on a deactivated code, and twice', async () => {
    expect(sentences(await add('01-000', types.L, {}))).toEqual([
      '01-000 is a division: it sums others and takes no amount of its own.',
    ])
    expect(sentences(await add('01-300', types.L, {}))).toEqual(['01-300 has been deactivated. Reactivate it first.'])
    expect(sentences(await add('01-100', types.L, {}))).toEqual(['The budget already has a line for 01-100 L.'])
  })
})

describe('sheets', () => {
  const sheet = (query: string) => ask('GET', `/projects/:project/budget/sheet?${query}`)
  const take = (body: object) => ask('POST', '/projects/:project/budget/import', body)

  it('name every bad line with its reason, and then take nothing', async () => {
    const before = await lines()
    const csv = [
      'sub_job,cost_code,cost_type,quantity,unit,unit_cost,amount',
      ',01-200,L,,,,10.00',
      ',01-999,L,,,,10.00',
      ',01-200,X,,,,10.00',
      ',01-200,M,two,,,10.00',
      '',
      ',01-200,L,,,,11.00',
      ',01-300,L,,,,1.00',
      ',01-100,M,2,EA,3.00,7.00',
      ',01-100,M,2,EA,,',
    ].join('\n')
    const answer = await take({ csv })
    expect(answer.status).toBe(422)
    expect(sentences(answer)).toEqual([
      'Line 3: the project has no cost code “01-999”.',
      'Line 4: the cost type “X” does not stand on cost code 01-200.',
      expect.stringMatching(/^Line 5: quantity “two” must be a decimal number/),
      'Line 7: 01-200 L stands on line 2 already.',
      'Line 8: 01-300 has been deactivated. Reactivate it first.',
      'Line 9: 2 times 3.00 is 6.00, not 7.00.',
      'Line 10: 01-100 M stands on line 9 already.',
      'Line 10: an amount is missing, or a quantity with its unit_cost.',
    ])
    expect(await lines()).toEqual(before)
    expect(sentences(await take({ csv: 'cost_code,price\n01-100,1' }))).toHaveLength(2)
    expect((await take({})).status).toBe(400)
  })

  it('come back as they went, by CSV and by Excel; a template’s empty rows are left out', async () => {
    const before = await lines()
    for (const format of ['csv', 'xlsx']) {
      const file = await sheet(`of=template&format=${format}`)
      expect(file.headers['content-disposition']).toContain(`Budget template.${format}`)
      const body = format === 'csv' ? { csv: file.raw.toString('utf8') } : { xlsx: file.raw.toString('base64') }
      expect((await take(body)).body).toEqual({ added: 0, changed: 0, unchanged: 2, left_out: 4 })
    }
    expect(await lines()).toEqual(before)
  })

  it('add and change lines in one go', async () => {
    const csv =
      '\uFEFFcost_code;cost_type;quantity;unit;unit_cost;amount\n01-100;L;;;;1200\n01-200;M;10;TON;50;\n01-200;L;;;;"1,500.50"'
    expect((await take({ csv })).body).toEqual({ added: 2, changed: 1, unchanged: 0, left_out: 0 })
    expect(
      (await lines()).map((each: Json) => [each.sub_job, each.cost_code, each.cost_type, each.original_budget_amount]),
    ).toEqual([
      ['', '01-100', 'L', '1200.00'],
      ['', '01-200', 'L', '1500.50'],
      ['', '01-200', 'M', '500.00'],
      ['PH2', '01-100', 'M', '40.10'],
    ])
  })

  it('show a view with its columns', async () => {
    const [heads = ''] = (await sheet('view_id=1&format=csv')).raw.toString('utf8').split('\r\n')
    expect(heads).toContain('Cost code,Description,Cost type,Budgeted,Original Budget')
  })
})

describe('the lock', () => {
  it('keeps lines as they are, and lets changes in', async () => {
    const draft = { budget_change: { adjustment_line_items: [] } }
    expect(sentences(await ask('POST', '/projects/:project/budget_changes', draft))).toEqual([
      'The budget is unlocked: change its lines themselves.',
    ])
    const locked = await ask('POST', '/projects/:project/budget/lock')
    expect(locked.body).toMatchObject({
      locked: true,
      locked_by: 'Member ours',
      sentence: expect.stringContaining('budget changes move amounts'),
    })
    expect(sentences(await add('01-100', types.M, {}))).toEqual([
      'The budget is locked. Unlock it before changing its lines.',
    ])
    const [line] = await lines()
    const path = `/budget_line_items/${line.id}`
    expect((await ask('PATCH', path, inProject({ budget_line_item: { uom: 'EA' } }))).status).toBe(422)
    expect((await ask('DELETE', `${path}?project_id=${project}`)).status).toBe(422)
    expect(
      sentences(
        await ask('POST', '/projects/:project/budget/import', { csv: 'cost_code,cost_type,amount\n01-100,L,1' }),
      ),
    ).toEqual(['The budget is locked. Unlock it before changing its lines.'])
  })
})

describe('budget changes', () => {
  const path = '/projects/:project/budget_changes'
  const item = (code: string, type: number, amount: string) => ({
    cost_code_id: codes.get(code),
    line_item_type_id: type,
    amount,
  })
  const make = async (...adjustment_line_items: object[]) =>
    ask('POST', path, { budget_change: { title: 'Shift', adjustment_line_items } })
  const set = (id: number, budget_change: object, headers = all.admin) =>
    ask('PATCH', `${path}/${id}`, { budget_change }, headers)

  it('count when approved, and are pending while under review', async () => {
    const { body: made } = await make(item('01-100', types.L, '-200.00'), item('01-200', types.L, '200.00'))
    expect(made).toMatchObject({
      number: 1,
      status: 'draft',
      amount: '200.00',
      net_amount: '0.00',
      created_by: 'Member ours',
    })
    expect(sentences(await set(made.id, { status: 'approved' }))).toEqual([
      'Budget change #1 is draft and cannot become approved.',
    ])
    await set(made.id, { status: 'under_review' })
    expect(await rowOf('01-200 L')).toMatchObject({
      pending_budget_changes: '200.00',
      revised_budget: '1500.50',
      projected_budget: '1700.50',
    })
    expect((await set(made.id, { status: 'approved' }, all.reader)).status).toBe(403)
    expect((await set(made.id, { status: 'approved' })).body).toMatchObject({
      status: 'approved',
      approved_by: 'Member ours',
      rev: 3,
    })
    expect(await rowOf('01-200 L', 1)).toMatchObject({ approved_budget_changes: '200.00', revised_budget: '1700.50' })
    expect(await rowOf('01-100 L', 1)).toMatchObject({
      original_budget_amount: '1200.00',
      approved_budget_changes: '-200.00',
      revised_budget: '1000.00',
    })
    for (const answer of [
      await set(made.id, { title: 'Other' }),
      await set(made.id, { status: 'void' }),
      await ask('DELETE', `${path}/${made.id}`),
    ])
      expect([answer.status, sentences(answer)[0]]).toEqual([
        409,
        expect.stringMatching(/^Budget change #1 is approved and can/),
      ])
  })

  it('that do not balance must be meant; editing the lines takes the word back', async () => {
    const { body: made } = await make(item('01-100', types.L, '-10.00'), item('01-200', types.L, '25.00'))
    expect(sentences(await set(made.id, { status: 'under_review' }))).toEqual([
      'The lines sum to 15.00, not to zero: the whole budget would become larger.',
    ])
    expect((await set(made.id, { status: 'under_review', net_confirmed: true })).status).toBe(200)
    const edited = await set(made.id, {
      adjustment_line_items: [item('01-100', types.L, '-10.00'), item('01-200', types.L, '30.00')],
    })
    expect(edited.body).toMatchObject({ net_confirmed: false, net_amount: '20.00' })
    expect(sentences(await set(made.id, { status: 'approved' }))[0]).toContain('sum to 20.00')
    expect((await ask('DELETE', `${path}/${made.id}`)).status).toBe(204)
    expect((await ask('GET', `${path}/${made.id}`)).status).toBe(404)
  })

  it('neither take from nor give to what is not budgeted', async () => {
    expect(sentences(await make(item('01-100', types.M, '-5.00'), item('01-200', types.L, '5.00')))).toEqual([
      'Line 1: 01-100 M is not budgeted (marked “?”) and cannot be changed from or into.',
    ])
    expect((await ask('GET', path)).body.map((each: Json) => each.number)).toEqual([1])
    expect(sentences(await make(item('01-100', 1, '5.00')))).toEqual([
      'Line 1: the project has no such cost code, or the company no such cost type.',
    ])
  })
})

describe('a forecast', () => {
  const forecast = async (fields: object) => {
    const line = (await lines()).find((each: Json) => each.cost_code === '01-200' && each.cost_type === 'M')
    return ask('PATCH', `/budget_line_items/${line.id}`, inProject({ budget_line_item: fields }))
  }
  it('may be changed while the budget is locked, by each of its methods', async () => {
    expect(await rowOf('01-200 M')).toMatchObject({ forecast_to_complete: '500.00', remaining_units: '10.0000' })
    await forecast({ forecast_method: 'manual', forecast_amount: '612.34', forecast_note: 'Price went up.' })
    expect(await rowOf('01-200 M')).toMatchObject({
      forecast_to_complete: '612.34',
      estimated_cost_at_completion: '612.34',
      projected_over_under: '-112.34',
    })
    await forecast({ forecast_method: 'unit', forecast_unit_cost: '61.005' })
    expect(await rowOf('01-200 M')).toMatchObject({ forecast_to_complete: '610.05' })
    await forecast({ forecast_units: '3.5' })
    expect(await rowOf('01-200 M')).toMatchObject({ forecast_to_complete: '213.52', remaining_units: '3.5000' })
    expect(sentences(await forecast({ forecast_method: 'manual', forecast_amount: null }))).toEqual([
      'A manual forecast needs its amount.',
    ])
  })
})

describe('views and snapshots', () => {
  let view: number
  const calculated = {
    label: 'Cost left',
    terms: [
      { figure: 'revised_budget', sign: 1 },
      { figure: 'forecast_to_complete', sign: -1 },
    ],
  }

  it('of the project’s own count what they are told', async () => {
    const made = await ask(
      'POST',
      '/budget_views',
      inProject({ budget_view: { name: 'Mine', columns: ['revised_budget', calculated] } }),
    )
    view = made.body.id
    expect(made.body.columns[1]).toMatchObject({
      key: 'calculated_2',
      formula: 'Revised Budget − Forecast to Complete',
    })
    const row = await rowOf('01-200 M', view)
    expect(row).toMatchObject({ revised_budget: '500.00', calculated_2: '286.48' })
    expect(row.forecast_to_complete).toBeUndefined()
    expect(
      (await ask('POST', '/budget_views', inProject({ budget_view: { name: 'Mine', columns: ['revised_budget'] } })))
        .status,
    ).toBe(409)
    expect(sentences(await ask('DELETE', `/budget_views/1?project_id=${project}`))[0]).toContain('is built in')
    expect((await ask('GET', `/budget_views?project_id=${project}`)).body.map((each: Json) => each.name)).toEqual([
      'Standard',
      'ERP job cost',
      'Forecast',
      'Mine',
    ])
  })

  it('are seen by those they are kept for, and by Admins of the budget', async () => {
    const roles: Json[] = (await ask('GET', `/budget_view_audiences?project_id=${project}`)).body
    const readers = await all.world.db.system((sql) =>
      sql.one<{ id: number }>(
        `select m.project_template_id as id from membership m join person p on p.id = m.person_id where p.email = $1`,
        [person('Reader').email],
      ),
    )
    const others = roles.find((each) => each.id !== readers.id)
    const view = (seen_by: number[]) => ({ budget_view: { name: 'Kept', columns: ['revised_budget'], seen_by } })
    const { id } = (await ask('POST', '/budget_views', inProject(view([others.id])))).body
    const snapshot = { budget_view_snapshot: { name: 'Kept too', budget_view_id: id } }
    const taken = await ask('POST', '/budget_view_snapshots', inProject(snapshot))
    const seenBy = async (headers: Headers) => {
      const look = (path: string) => ask('GET', `${path}?project_id=${project}`, undefined, headers)
      const kept = (list: Json[]) => list.map((each) => each.name).filter((name) => name.startsWith('Kept'))
      const [views, snapshots] = [await look('/budget_views'), await look('/budget_view_snapshots')]
      return [...kept(views.body), ...kept(snapshots.body), (await look(`/budget_views/${id}/detail_rows`)).status]
    }
    expect(await seenBy(all.admin)).toEqual(['Kept', 'Kept too', 200])
    expect(await seenBy(all.reader)).toEqual([404])
    await ask('PATCH', `/budget_views/${id}`, inProject(view([others.id, readers.id])))
    expect(await seenBy(all.reader)).toEqual(['Kept', 200])
    const strange = await ask('PATCH', `/budget_views/${id}`, inProject(view([1])))
    expect(sentences(strange)).toEqual(['There is no permission template 1 for a project.'])
    await ask('DELETE', `/budget_view_snapshots/${taken.body.id}?project_id=${project}`)
    await ask('DELETE', `/budget_views/${id}?project_id=${project}`)
  })

  it('are totalled by division, sub job and cost type', async () => {
    const totals = async (by: string) =>
      (await ask('GET', `/budget_views/1/summary_rows?project_id=${project}&group_by=${by}`)).body
    expect((await totals('sub_job')).map((each: Json) => [each.sub_job, each.revised_budget])).toEqual([
      ['The job itself', '3200.50'],
      ['PH2', '40.10'],
    ])
    expect((await totals('cost_type')).map((each: Json) => [each.cost_type, each.revised_budget])).toEqual([
      ['L', '2700.50'],
      ['M', '540.10'],
    ])
  })

  it('are kept in snapshots, and compared with now', async () => {
    const wanted = { name: 'March', description: 'Month end', budget_view_id: view }
    const taken = await ask('POST', '/budget_view_snapshots', inProject({ budget_view_snapshot: wanted }))
    const path = `/budget_view_snapshots/${taken.body.id}`
    expect((await ask('GET', `${path}/differences?project_id=${project}`)).body).toEqual([])
    const line = (await lines()).find((each: Json) => each.cost_code === '01-200' && each.cost_type === 'M')
    await ask('PATCH', `/budget_line_items/${line.id}`, inProject({ budget_line_item: { forecast_units: '4' } }))
    expect((await ask('GET', `${path}/differences?project_id=${project}`)).body).toEqual([
      {
        sub_job: '',
        cost_code: '01-200',
        cost_code_name: 'Work 01-200',
        cost_type: 'M',
        column: 'calculated_2',
        was: '286.48',
        is: '255.98',
        difference: '-30.50',
      },
    ])
    const kept = (await ask('GET', `${path}?project_id=${project}`)).body
    expect(kept).toMatchObject({ name: 'March', view_name: 'Mine', taken_by: 'Member ours' })
    expect(kept.rows.find((each: Json) => each.cost_code === '01-200' && each.cost_type === 'M').calculated_2).toBe(
      '286.48',
    )
    // The view may go; what was kept stays as it was.
    expect((await ask('DELETE', `/budget_views/${view}?project_id=${project}`)).status).toBe(204)
    expect((await ask('GET', `${path}?project_id=${project}`)).body).toEqual(kept)
    expect((await ask('DELETE', `${path}?project_id=${project}`)).status).toBe(204)
    expect((await ask('GET', `/budget_view_snapshots?project_id=${project}`)).body).toEqual([])
  })
})

describe('a line that a change speaks of', () => {
  it('is not removed', async () => {
    await ask('DELETE', '/projects/:project/budget/lock')
    const [line, ...others] = await lines()
    const answer = await ask('DELETE', `/budget_line_items/${line.id}?project_id=${project}`)
    expect(sentences(answer)).toEqual(['01-100 L cannot be removed: budget change #1 moves amounts on it.'])
    expect((await ask('DELETE', `/budget_line_items/${others.at(-1).id}?project_id=${project}`)).status).toBe(204)
  })
})
