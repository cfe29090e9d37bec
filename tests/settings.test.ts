/** CFG-1 to CFG-12 and WBS-3 over HTTP: every setting is found, says what holds and who changed it, and can be put back; buttons stand where CFG-2 says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectors, entities, settings as ownSettings } from '../src/entities.ts'
import { buildRegistry } from '../src/erp/registry.ts'
import { type Headers, type TwoCompanies, twoCompanies } from './world/two-companies.ts'

let all: TwoCompanies
beforeAll(async () => {
  all = await twoCompanies()
})
afterAll(() => all.close())

type Body = Record<string, unknown> & Record<string, unknown>[]
async function call(method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object, as?: Headers) {
  const headers = { ...(as ?? all.admin), 'procore-company-id': String(all.ours.company) }
  const reply = await all.app.inject({ method, url: `/rest/v1.0${path}`, headers, ...(payload ? { payload } : {}) })
  return { status: reply.statusCode, body: JSON.parse(reply.body || 'null') as Body, text: reply.body }
}
const erp = (rest: string) => `/companies/${all.ours.company}/erp/${rest}`
const settings = async () => (await call('GET', erp('settings'))).body as unknown as Shown[]
interface Shown {
  key: string
  group: string
  label: string
  help: string
  choices: { value: string }[] | null
  value: unknown
  initially: unknown
  set_by: string | null
  why_not: string | null
}

/** Where each row of the requirements is set: on the settings page by key, or by a route of its own. */
const ROWS: Record<string, { settings?: string[]; projectSettings?: string[]; routes?: string[] }> = {
  'CFG-1': { routes: ['PUT /companies/:company_id/erp/connections/:connection_id/feeds/:feed/schedule'] },
  'CFG-2': { routes: ['POST /companies/:company_id/erp/connections/:connection_id/feeds/:feed/sync'] },
  'CFG-3': {
    settings: ['direct-export-commitments', 'direct-export-commitment-change-orders', 'direct-export-invoices'],
  },
  // The workflow is attached by the third choice of a direct export.
  'CFG-4': {
    settings: ['direct-export-commitments', 'direct-export-commitment-change-orders', 'direct-export-invoices'],
  },
  'CFG-5': { settings: ['budget-lines-automatically-added'] },
  'CFG-6': { settings: ['vendors-automatically-updated'] },
  'CFG-7': { settings: ['contract-number-as-erp-id'] },
  'CFG-8': { settings: ['choose-prime-contract-method'] },
  'CFG-9': { settings: ['summarise-invoice-lines'] },
  'CFG-10': { projectSettings: ['export-forecasts'], routes: ['PATCH /projects/:project_id/budget/erp'] },
  'CFG-11': {
    settings: ['vendor-insurance-sync', 'billed-rate-transaction-sync', 'tax-group-sync', 'sub-jobs-as-extras'],
  },
  'CFG-12': { projectSettings: ['job-cost-transactions'], routes: ['PATCH /projects/:project_id/configuration'] },
}

/** Feeds with an on-demand button, by tab (CFG-2; for invoices the permission table names the button itself). */
const BUTTONS: Record<string, string[]> = {
  'Standard Cost Codes & Cost Types': ['standard-categories', 'standard-cost-codes'],
  Companies: ['vendors', 'vendor-insurance'],
  Jobs: ['jobs', 'job-cost-codes', 'job-categories'],
  'Sub Jobs': ['sub-jobs'],
  'Prime Contracts': ['contracts', 'quickbill-contracts', 'contract-items', 'quickbill-items'],
  'Job Costs': ['job-cost-summary', 'job-cost-transactions', 'billed-rate-transactions'],
  'Subcontractor Invoices': ['paid-invoices', 'invoice-payments'],
  Timesheets: [],
  Budgets: [],
  'Budget Changes': [],
  Commitments: [],
  'Commitment Change Orders': [],
  PCCOs: [],
  'Owner Invoices': [],
  'Payments Issued': [],
}
/** Read on demand from the page of the connection. */
const WITHOUT_TAB = ['tax-groups', 'employees']

describe('every row CFG', () => {
  it.each(Object.entries(ROWS))('%s is found', async (_row, places) => {
    const keys = (await settings()).map((each) => each.key)
    for (const key of places.settings ?? []) expect(keys).toContain(key)
    const perProject = (await call('GET', erp('project_settings'))).body.map((each) => each.key)
    for (const key of places.projectSettings ?? []) expect(perProject).toContain(key)
    const routes = all.routes.map((each) => `${each.method} ${each.path.replace('/rest/v1.0', '')}`)
    for (const route of places.routes ?? []) expect(routes).toContain(route)
  })

  it('no setting is without a group, a sentence and a default', async () => {
    for (const each of await settings()) {
      expect(each.group, each.key).not.toBe('General')
      expect(each.help, each.key).toMatch(/\.$/)
      if (each.choices) expect(each.choices.map((choice) => choice.value)).toContain(each.initially)
      else expect(typeof each.initially).toBe('boolean')
    }
  })

  it('direct export is off, on, or on with a workflow (CFG-3)', async () => {
    const direct = (await settings()).filter((each) => each.key.startsWith('direct-export-'))
    expect(direct.length).toBeGreaterThanOrEqual(3)
    for (const each of direct) {
      expect(each.initially).toBe('off')
      expect(each.choices?.map((choice) => choice.value)).toEqual(['off', 'on', 'workflow'])
    }
  })
})

describe('on-demand buttons', () => {
  it('stand exactly where CFG-2 says', async () => {
    const tabs = (await call('GET', erp('tabs'))).body as unknown as { title: string; feeds: string[] }[]
    const found = Object.fromEntries(tabs.map(({ title, feeds }) => [title, feeds.sort()]))
    const wanted = Object.fromEntries(Object.entries(BUTTONS).map(([title, feeds]) => [title, feeds.sort()]))
    expect(found).toMatchObject(wanted)
    expect(Object.keys(found).filter((title) => found[title]!.length > 0 && !wanted[title]?.length)).toEqual([])
  })
  it('and nowhere else is a feed read on demand', async () => {
    const { feeds } = buildRegistry(entities, connectors, ownSettings)
    const listed = [...Object.values(BUTTONS).flat(), ...WITHOUT_TAB].sort()
    expect(feeds.filter(({ feed }) => feed.onDemand).map(({ feed }) => feed.feed)).toEqual(
      expect.arrayContaining(listed.filter((name) => feeds.some(({ feed }) => feed.feed === name))),
    )
    const more = feeds.filter(({ feed }) => feed.onDemand && !listed.includes(feed.feed))
    expect(more.map(({ feed }) => feed.feed)).toEqual([])
    const asked = await call('POST', erp(`connections/${all.ours.connection}/feeds/commitments/sync`), {})
    expect([asked.status, asked.text]).toEqual([409, expect.stringContaining('Commitments are not read on demand.')])
  })
})

describe('a setting', () => {
  const key = 'vendors-automatically-updated'
  const one = async () => (await settings()).find((each) => each.key === key)!
  it('says who changed it, and goes back to its default', async () => {
    expect(await one()).toMatchObject({ value: false, initially: false, set_by: null, why_not: null })
    expect((await call('PUT', erp(`settings/${key}`), { value: true })).status).toBe(200)
    expect(await one()).toMatchObject({ value: true, set_by: expect.stringContaining('ours') })
    expect((await call('DELETE', erp(`settings/${key}`))).status).toBe(200)
    expect(await one()).toMatchObject({ value: false, set_by: expect.stringContaining('ours') })
    const wrong = await call('PUT', erp(`settings/${key}`), { value: 'perhaps' })
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('cannot be')])
  })
  it('says to a reader why it cannot be changed', async () => {
    const seen = (await call('GET', erp('settings'), undefined, all.reader)).body as unknown as Shown[]
    for (const each of seen) expect(each.why_not).toMatch(/ needs .*Admin on ERP Integrations\.$/)
  })
})

it('switches of projects name the projects where they are on', async () => {
  const { project } = all.ours
  await call('PATCH', `/projects/${project}/configuration`, {
    project_configuration: { job_cost_transactions_enabled: true },
  })
  await call('PATCH', `/projects/${project}/budget/erp`, { budget: { export_forecast_amounts: true } })
  const shown = (await call('GET', erp('project_settings'))).body as unknown as { projects: object[] }[]
  for (const each of shown)
    expect(each.projects).toContainEqual(expect.objectContaining({ id: project, path: `/projects/${project}` }))
  const reader = await call('GET', `/projects/${project}/budget/erp`, undefined, all.reader)
  if (reader.status === 200) expect(JSON.stringify(reader.body.off)).toContain('needs Admin on Budget')
})

describe('the schedule', () => {
  const path = () => erp(`connections/${all.ours.connection}/feeds/vendors/schedule`)
  const feed = async () => {
    const connection = (await call('GET', erp('connections'))).body.find((each) => each.id === all.ours.connection)
    return (connection!.feeds as Record<string, unknown>[]).find((each) => each.feed === 'vendors')!
  }
  const hours = { days: [1, 2, 3, 4, 5], from: '22:00', to: '05:00' }
  it('keeps interval, hours and pause, each by itself', async () => {
    expect((await call('PUT', path(), { every_minutes: 30, hours })).status).toBe(200)
    expect((await call('PUT', path(), { pause: { reason: 'Year end', until: null } })).status).toBe(200)
    expect(await feed()).toMatchObject({
      ...{ every_minutes: 30, initially_every_minutes: 60, hours },
      ...{ pause: { reason: 'Year end', until: null }, next_due_at: null },
      schedule_set_by: expect.stringContaining('ours'),
    })
    await call('PUT', path(), { pause: null })
    expect(await feed()).toMatchObject({ pause: null, hours, next_due_at: expect.any(String) })
  })
  it.each([
    [{ hours: { ...hours, days: [] } }, 422, 'Choose at least one day'],
    [{ hours: { ...hours, from: '25:00' } }, 400, 'time of day'],
    [{ pause: { reason: 'x', until: '2020-01-01T00:00:00Z' } }, 422, 'over already'],
    [{ pause: { reason: ' ', until: null } }, 400, 'reason'],
    [{ every_minutes: 99_999 }, 400, 'every_minutes'],
  ])('refuses %j', async (body, status, word) => {
    const answer = await call('PUT', path(), body)
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(word)])
  })
})

describe('runs', () => {
  it('are listed over all connections, filtered and paged', async () => {
    const made = await call('POST', erp(`connections/${all.ours.connection}/feeds/jobs/sync`), {})
    const open = (await call('GET', erp('reads?state=open&feed=jobs'))).body
    expect(open).toMatchObject([
      { read_id: made.body.read_id, label: 'Jobs', cause: 'person', state: 'asked', took_ms: null },
    ])
    expect(open[0]!.asked_by).toContain('ours')
    await call('POST', erp(`reads/${made.body.read_id}/cancel`), {})
    const [run] = (await call('GET', erp('reads?state=cancelled&per_page=1'))).body
    expect(run).toMatchObject({
      read_id: made.body.read_id,
      error: 'Cancelled.',
      remedy: expect.stringContaining('stays'),
    })
    const again = await call('POST', erp(`reads/${made.body.read_id}/cancel`), {})
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('over already')])
  })
  it('are sorted by any column of the page', async () => {
    for (const feed of ['vendors', 'jobs'])
      await call('POST', erp(`connections/${all.ours.connection}/feeds/${feed}/sync`), {})
    const sorted = async (sort: string) => {
      const { status, body } = await call('GET', erp(`reads?sort=${sort}`))
      expect([sort, status]).toEqual([sort, 200])
      return body.map((each) => String(each.label))
    }
    const labels = await sorted('label')
    expect([labels[0], labels.at(-1)]).toEqual(['Jobs', 'Vendors'])
    expect(await sorted('-label')).toEqual([...labels].reverse())
    for (const key of 'at file by state rows inserted changed unchanged vanished unsyncable took'.split(' '))
      expect(await sorted(key)).toHaveLength(labels.length)
  })
})

describe('standard cost codes (WBS-3)', () => {
  const code = () => `/standard_cost_codes/${all.ours.standardCode}`
  const set = (options: object) => call('PATCH', code(), { standard_cost_code: options })
  const add = () =>
    call('POST', '/cost_codes/copy_subset_from_standard_list', {
      project_id: all.ours.project,
      standard_cost_codes: [{ id: all.ours.standardCode }],
    })
  it('a deactivated one cannot be added to a project, nor be offered to new ones, until it is reactivated', async () => {
    expect((await set({ active: false })).body).toMatchObject({ active: false })
    const refused = await add()
    expect([refused.status, refused.text]).toEqual([
      422,
      expect.stringContaining('is deactivated and cannot be added to a project.'),
    ])
    expect((await set({ available_for_new_projects: true })).text).toContain('Reactivate it first.')
    expect((await set({ active: true, available_for_new_projects: true })).status).toBe(200)
    expect((await add()).status).toBe(201)
  })
  it('one that left the ERP’s list is not reactivated', async () => {
    const { standardCode } = all.ours
    await all.world.db.system((sql) =>
      sql.run('update standard_cost_code set in_erp = false, active = false where id = $1', [standardCode]),
    )
    expect((await set({ active: true })).text).toContain('no longer on the ERP')
    await all.world.db.system((sql) =>
      sql.run('update standard_cost_code set in_erp = true, active = true where id = $1', [standardCode]),
    )
  })
  it('those available for new projects are what a new project starts with', async () => {
    const start = async (available: boolean) => {
      await set({ available_for_new_projects: available, default_line_item_type_ids: [all.ours.costType] })
      const project = { name: `Begins ${available}`, project_number: `B-${available}` }
      const made = await call('POST', '/projects', { project, with_available_cost_codes: true })
      expect(made.status).toBe(201)
      const codes = (await call('GET', `/cost_codes?project_id=${made.body.id}`)).body
      return codes.filter((each) => each.standard_cost_code_id === all.ours.standardCode)
    }
    expect(await start(false)).toEqual([])
    expect(await start(true)).toMatchObject([{ line_item_types: [{ id: all.ours.costType }] }])
  })
})
