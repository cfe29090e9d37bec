/** Workflows over HTTP: templates, decisions of people and roles, four eyes, substitutes, and what was changed since. */
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { signedIn, testServer } from '../../tests/world/server.ts'
import {
  changeSettings,
  createCompany,
  createPerson,
  createTemplate,
  setMembership,
  type TemplateId,
} from '../access/store.ts'
import type { Entity, ItemSummary, Outbound } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId, ProjectId, UserId } from '../ids.ts'
import { handClock } from '../platform/clock.ts'
import { newId } from '../platform/new-id.ts'
import type { Level } from '../platform/route.ts'
import { workflowRoutes } from './api.ts'
import { gates } from './erp.ts'

const clock = handClock('2026-03-02T16:00:00Z')
const PASSWORD = 'decides-well-12'
const project = newId<ProjectId>()
const items = new Map<number, Pick<ItemSummary, 'rev' | 'amount'>>()

/** A noun of this test: orders, sent from the tool Commitments. */
const order: Entity = {
  kind: 'order',
  one: 'Order',
  many: 'Orders',
  outbound: {
    tool: 'Commitments',
    directExport: 'direct-export-orders',
    summary: async (_scope, id) => {
      const found = items.get(id)
      return found && { id, project, number: String(id), title: 'Crane', path: '/', columns: {}, ...found }
    },
    refusals: async () => [],
  } as Partial<Outbound> as Outbound,
}

let world: TestDatabase
let app: FastifyInstance
let company: CompanyId
let role: TemplateId
const people: Record<string, { id: UserId; headers: Record<string, string> }> = {}
let item = 100 as ItemId

beforeAll(async () => {
  world = await testDatabase()
  app = await testServer({ db: world.db, clock, routes: workflowRoutes([order]) })
  company = await world.db.system((sql) => createCompany(sql, { name: 'Bridgewater', timeZone: 'America/Los_Angeles' }))
  const all = await templateOf('All', 'company', { Admin: 'Admin' })
  const plain = await templateOf('Plain', 'company', { 'ERP Integrations': 'Read Only' })
  const sender = await templateOf('Senders', 'project', { Commitments: 'Admin' })
  role = await templateOf('Controllers', 'project', { Commitments: 'Read Only' })
  await world.db.system((sql) =>
    sql.run(`insert into project (company_id, id, name) values ($1, $2, 'Tower')`, [company, project]),
  )
  await join('Sam', all, sender)
  for (const name of ['Ada', 'Bo', 'Eve']) await join(name, plain, null)
  for (const name of ['Cy', 'Di']) await join(name, plain, role)
})
afterAll(async () => {
  await app.close()
  await world.drop()
})
beforeEach(() => {
  item = (item + 1) as ItemId
  items.set(item, { rev: 1, amount: '75000.00' })
})

function templateOf(name: string, scope: 'company' | 'project', levels: Record<string, Level>): Promise<TemplateId> {
  return world.db.system((sql) => createTemplate(sql, company, { name, scope, levels }))
}

async function join(name: string, template: TemplateId, projectTemplate: TemplateId | null): Promise<void> {
  const email = `${name}@example.test`
  const id = await world.db.system(async (sql) => {
    const made = await createPerson(sql, { email, name, password: PASSWORD })
    await setMembership(sql, company, made, { template, projectTemplate })
    return made
  })
  people[name] = { id, headers: await signedIn(app, email, PASSWORD) }
}

/** Later than before; sessions end meanwhile, so everybody signs in again. */
async function at(iso: string): Promise<void> {
  clock.set(iso)
  for (const [name, each] of Object.entries(people))
    each.headers = await signedIn(app, `${name}@example.test`, PASSWORD)
}

const id = (name: string) => people[name]!.id

async function ask(name: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object) {
  const reply = await app.inject({
    method,
    url: `/rest/v1.0/companies/${company}/${path}`,
    headers: { ...people[name]!.headers, 'procore-company-id': String(company) },
    ...(body ? { payload: body } : {}),
  })
  return { status: reply.statusCode, text: reply.body, json: reply.body === '' ? undefined : JSON.parse(reply.body) }
}

const step = (name: string, given: object) => ({ name, ...given })
const decide = (name: string, given: object) => ask(name, 'POST', `workflows/order/${item}/decide`, given)
const move = (name: string) => ask('Sam', 'POST', `workflows/order/${item}/${name}`, {})
const look = async () => (await ask('Sam', 'GET', `workflows/order/${item}`)).json
const waiting = async (name: string) =>
  ((await ask(name, 'GET', 'my_approvals')).json as { item_id: number }[]).filter((each) => each.item_id === item)

/** What the pipeline would be told. */
function gate(direct = 'off'): Promise<string[]> {
  return world.db.company(company, async (sql) => {
    const scope = { sql, clock, company, connection: 0 as ConnectionId, actor: undefined }
    const summary = (await order.outbound!.summary(scope, item))!
    const refusals = await gates[0]!.refusals(scope, { kind: 'order', many: 'Orders', direct, summary })
    return refusals.map((each) => each.sentence)
  })
}

let template = 0

/** Sets the workflow up anew with these steps. */
async function setUp(...steps: object[]): Promise<void> {
  if (template) await ask('Sam', 'DELETE', `workflow_templates/${template}`)
  const made = await ask('Sam', 'POST', 'workflow_templates', {
    workflow_template: { name: 'Large orders', kinds: ['order'], from_amount: '50000', steps },
  })
  expect(made.text).toContain('id')
  template = made.json.id
}

it('a template is refused with every reason at once, and one that is not the manager’s is not made', async () => {
  const bad = await ask('Sam', 'POST', 'workflow_templates', {
    workflow_template: { name: '', kinds: ['crane'], steps: [] },
  })
  expect(bad).toMatchObject({ status: 422, text: expect.stringContaining('Use order.') })
  const worse = await ask('Sam', 'POST', 'workflow_templates', {
    workflow_template: { name: '', kinds: [], steps: [step('', { people: [987] }), step('B', { required: false })] },
  })
  for (const words of [
    'Name the workflow.',
    'Name step 1.',
    'no person 987',
    'Step 2, “B”, has nobody',
    'how many days',
  ])
    expect(worse.text).toContain(words)
  expect(
    (await ask('Ada', 'POST', 'workflow_templates', { workflow_template: { name: 'A', kinds: [], steps: [] } })).status,
  ).toBe(403)
  await setUp(step('Review', { people: [id('Ada')] }))
  const twin = {
    name: 'Other',
    kinds: ['order'],
    from_amount: '50000.00',
    steps: [step('Review', { people: [id('Ada')] })],
  }
  expect((await ask('Sam', 'POST', 'workflow_templates', { workflow_template: twin })).text).toContain(
    'have the workflow “Large orders” already',
  )
})

it('goes from the person to the role, and only then may it be sent', async () => {
  await setUp(step('Project', { people: [id('Ada')], due_days: 2 }), step('Books', { roles: [role], decides: 'all' }))
  expect(await gate()).toEqual(['The workflow “Large orders” must approve it first.'])
  expect((await ask('Ada', 'POST', `workflows/order/${item}/start`, {})).status).toBe(404)
  expect((await move('start')).status).toBe(204)
  expect((await move('start')).status).toBe(409)
  expect(await gate()).toEqual(['The workflow “Large orders” waits for the decision of Ada (step 1 of 2).'])
  expect(await waiting('Ada')).toMatchObject([{ amount: '75000.00', due: '2026-03-04', overdue: false, for: ['Ada'] }])
  expect(await waiting('Cy')).toEqual([])
  expect(await decide('Cy', { decision: 'approve', step: 1 })).toMatchObject({
    status: 403,
    text: expect.stringContaining('needs the decision of Ada.'),
  })
  expect((await decide('Ada', { decision: 'approve', step: 2 })).text).toContain('moved on')
  expect((await decide('Ada', { decision: 'approve', step: 1 })).status).toBe(204)
  expect(await gate()).toEqual(['The workflow “Large orders” waits for the decision of Cy and Di (step 2 of 2).'])
  expect((await decide('Cy', { decision: 'approve', step: 2, comment: 'Fine.' })).status).toBe(204)
  expect(await waiting('Cy')).toEqual([])
  expect(await gate()).toEqual(['The workflow “Large orders” waits for the decision of Di (step 2 of 2).'])
  expect((await decide('Di', { decision: 'approve', step: 2 })).status).toBe(204)
  expect(await gate()).toEqual([])
  expect(await look()).toMatchObject({ workflow: { status: 'approved', changed: false } })
  expect((await move('start')).text).toContain('has approved it already')
  expect(
    (await look()).decisions.map((each: { who: string; decision: string }) => `${each.who} ${each.decision}`),
  ).toEqual(['Di approve', 'Cy approve', 'Ada approve', 'Sam start'])
})

it('what was approved is what is sent: a change since makes it begin again', async () => {
  await setUp(step('Review', { people: [id('Ada')] }))
  await move('start')
  items.set(item, { rev: 2, amount: '75000.00' })
  expect((await decide('Ada', { decision: 'approve', step: 1 })).text).toContain('changed since the workflow began')
  expect(await waiting('Ada')).toMatchObject([{ why_not: [{ code: 'changed-since-start' }] }])
  expect((await move('start')).status).toBe(204)
  expect((await decide('Ada', { decision: 'approve', step: 1 })).status).toBe(204)
  expect(await gate()).toEqual([])
  items.set(item, { rev: 3, amount: '75000.00' })
  expect(await gate()).toEqual(['It was changed since the workflow “Large orders” approved it.'])
  expect((await move('start')).status).toBe(204)
})

it('goes back to an earlier step or to whoever sends it, each with a word why', async () => {
  await setUp(step('One', { people: [id('Ada')] }), step('Two', { people: [id('Bo')] }))
  await move('start')
  await decide('Ada', { decision: 'approve', step: 1 })
  expect((await decide('Bo', { decision: 'return', step: 2, to: 1 })).text).toContain('Say why it is returned')
  expect((await decide('Bo', { decision: 'return', step: 2, to: 2, comment: 'No.' })).text).toContain('earlier step')
  expect((await decide('Bo', { decision: 'return', step: 2, to: 1, comment: 'Look at item 3.' })).status).toBe(204)
  expect(await waiting('Ada')).toHaveLength(1)
  await decide('Ada', { decision: 'approve', step: 1 })
  expect((await decide('Bo', { decision: 'return', step: 2, to: 0, comment: 'Wrong vendor.' })).status).toBe(204)
  expect(await gate()).toEqual(['The workflow “Large orders” returned it to whoever sends it.'])
  expect((await move('start')).status).toBe(204)
  expect((await decide('Ada', { decision: 'reject', step: 1 })).text).toContain('Say why it is rejected')
  expect((await decide('Ada', { decision: 'reject', step: 1, comment: 'Not ours.' })).status).toBe(204)
  expect(await gate()).toEqual(['The workflow “Large orders” rejected it.'])
  expect((await decide('Ada', { decision: 'approve', step: 1 })).text).toContain('is over: it is rejected')
})

it('a running workflow keeps its steps, whatever becomes of the template', async () => {
  await setUp(step('One', { people: [id('Ada')] }))
  await move('start')
  await ask('Sam', 'PATCH', `workflow_templates/${template}`, {
    workflow_template: { steps: [step('Other', { people: [id('Bo')] }), step('More', { people: [id('Di')] })] },
  })
  expect(await look()).toMatchObject({ workflow: { awaited: ['Ada'], steps: [{ name: 'One' }] } })
  await decide('Ada', { decision: 'approve', step: 1 })
  expect(await gate()).toEqual([])
})

it('a substitute decides in a person’s place while the days last, and the record says so', async () => {
  await setUp(step('One', { people: [id('Ada')] }))
  await move('start')
  const days = { substitute_id: id('Eve'), from: '2026-03-03', to: '2026-03-04' }
  const turned = await ask('Ada', 'POST', 'workflow_substitutes', { substitute: { ...days, to: '2026-03-02' } })
  expect(turned.text).toContain('before the first')
  const { json } = await ask('Ada', 'POST', 'workflow_substitutes', { substitute: days })
  expect(await waiting('Eve')).toEqual([])
  expect((await decide('Eve', { decision: 'approve', step: 1 })).status).toBe(403)
  await at('2026-03-03T16:00:00Z')
  expect(await waiting('Eve')).toMatchObject([{ for: ['Ada'] }])
  expect((await decide('Eve', { decision: 'approve', step: 1 })).status).toBe(204)
  expect((await look()).decisions[0]).toMatchObject({ who: 'Eve', for: 'Ada', decision: 'approve' })
  expect(await gate()).toEqual([])
  expect((await ask('Eve', 'DELETE', `workflow_substitutes/${json.id}`)).status).toBe(404)
  expect((await ask('Ada', 'DELETE', `workflow_substitutes/${json.id}`)).status).toBe(204)
})

it('four eyes: who started it decides nothing of it, not even in another’s place', async () => {
  await setUp(step('One', { people: [id('Sam'), id('Ada')] }))
  await world.db.company(company, (sql) => changeSettings(sql, company, { fourEyes: true }, undefined))
  const { json } = await ask('Ada', 'POST', 'workflow_substitutes', {
    substitute: { substitute_id: id('Sam'), from: '2026-03-01', to: '2026-03-09' },
  })
  await move('start')
  expect(await waiting('Sam')).toEqual([])
  expect(await decide('Sam', { decision: 'approve', step: 1 })).toMatchObject({
    status: 403,
    text: expect.stringContaining('other than the one who started'),
  })
  expect((await decide('Ada', { decision: 'approve', step: 1 })).status).toBe(204)
  await setUp(step('Alone', { people: [id('Sam')] }))
  items.set(item, { rev: 2, amount: '75000.00' })
  expect((await move('start')).text).toContain('Nobody may decide the step “Alone”.')
  await world.db.company(company, (sql) => changeSettings(sql, company, { fourEyes: false }, undefined))
  await ask('Ada', 'DELETE', `workflow_substitutes/${json.id}`)
  expect((await move('start')).status).toBe(204)
  expect((await decide('Sam', { decision: 'approve', step: 1 })).status).toBe(204)
})

it('an overdue step that need not be decided is passed over; one that must be is not', async () => {
  await setUp(step('Look', { people: [id('Ada')], required: false, due_days: 1 }), step('Must', { people: [id('Bo')] }))
  await move('start')
  expect((await move('pass-over')).text).toContain('once it is overdue')
  await at('2026-03-05T16:00:00Z')
  expect(await waiting('Ada')).toMatchObject([{ overdue: true }])
  expect((await move('pass-over')).status).toBe(204)
  expect((await move('pass-over')).text).toContain('must be decided')
  expect((await move('withdraw')).status).toBe(204)
  expect(await gate()).toEqual(['The workflow “Large orders” must approve it first.'])
})

it('below the amount nothing is asked, except where the kind always goes through a workflow', async () => {
  await setUp(step('One', { people: [id('Ada')] }))
  items.set(item, { rev: 1, amount: '49999.99' })
  expect([await gate('off'), await gate('on')]).toEqual([[], []])
  expect(await gate('workflow')).toEqual(['Orders go to the ERP after a workflow, and none is set up for them.'])
  expect((await move('start')).text).toContain('This order needs no workflow.')
  expect(await look()).toMatchObject({ needed: null, workflow: null })
})

it('two who approve at once count as two, and the history tells of both', async () => {
  await setUp(step('Books', { roles: [role], decides: 'all' }))
  await move('start')
  const answers = await Promise.all(['Cy', 'Di'].map((name) => decide(name, { decision: 'approve', step: 1 })))
  expect(answers.map((each) => each.status)).toEqual([204, 204])
  expect(await gate()).toEqual([])
  const rows = await world.db.company(company, (sql) =>
    sql.query(`select action from history where subject_kind = 'order' and subject_id = $1 order by seq`, [
      String(item),
    ]),
  )
  expect(rows.map((each) => (each as { action: string }).action)).toEqual([
    'workflow-start',
    'workflow-approve',
    'workflow-approve',
  ])
})
