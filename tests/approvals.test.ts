/** What a company asks of approvers beyond their level, through HTTP: two people, limits; and that a change of rights acts on the very next request. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPerson, createTemplate, setMembership } from '../src/access/store.ts'
import type { CompanyId } from '../src/ids.ts'
import { PASSWORD } from './world/company.ts'
import { asOwner } from './world/database.ts'
import { keyOf, type Sent } from './world/requests.ts'
import { signedIn } from './world/server.ts'
import { type Answer, type Headers, type TwoCompanies, twoCompanies } from './world/two-companies.ts'

let all: TwoCompanies
/** Admin of Commitments everywhere and approver: may send and accept. */
let boss: { id: number; headers: Headers }
const erp = '/companies/:company_id/erp/items/:kind'

beforeAll(async () => {
  all = await twoCompanies()
  const company = all.ours.company as CompanyId
  const { project, vendor, connection } = all.ours
  const linked = (kind: string, item: number) => `(${company}, ${connection}, '${kind}', ${item}, '${kind}-1')`
  // The tests put an export straight into each state; the way there is told by the pipeline's own. No workflow stands before the approver here.
  await asOwner(
    all.world.url,
    `alter table erp_op disable trigger user;
     insert into erp_link (company_id, connection_id, kind, item_id, erp_id) values ${linked('job', project)}, ${linked('company', vendor)};
     update workflow_template set from_amount = 1000000000`,
  )
  const id = await all.world.db.company(company, async (sql) => {
    const levels = { 'ERP Integrations': 'Standard' as const }
    const template = await createTemplate(sql, company, { name: 'Boss', scope: 'company', levels })
    const site = { name: 'Boss', scope: 'project' as const, levels: { Commitments: 'Admin' as const } }
    const projectTemplate = await createTemplate(sql, company, site)
    const made = await createPerson(sql, { email: 'boss@example.test', name: 'Bea Boss', password: PASSWORD })
    await setMembership(sql, company, made, { template, projectTemplate, canPushToAccounting: true })
    return made
  })
  boss = { id, headers: await signedIn(all.app, 'boss@example.test', PASSWORD) }
})
afterAll(() => all.close())

async function call(key: string, sent: Sent, headers: Headers): Promise<Answer & { said: string }> {
  const route = all.routes.find((each) => keyOf(each) === key)
  if (!route) throw new Error(`There is no route ${key}.`)
  const answer = await all.ask(route, sent, headers)
  const body = answer.body === '' ? {} : (JSON.parse(answer.body) as { message?: string })
  return { ...answer, said: body.message ?? '' }
}

const inCompany = (more: Record<string, number | string> = {}) => ({ company_id: all.ours.company, ...more })
const item = () => inCompany({ kind: 'commitment', item_id: all.ours.subcontract })

async function company(settings: Record<string, boolean>): Promise<void> {
  const sent = { params: inCompany(), body: { approval_settings: settings } }
  expect((await call('PATCH /companies/:company_id/approval_settings', sent, all.admin)).status).toBe(204)
}

async function user(id: number, change: Record<string, unknown>): Promise<void> {
  const sent = { params: inCompany({ user_id: id }), body: { user: change } }
  expect((await call('PATCH /companies/:company_id/users/:user_id', sent, all.admin)).status).toBe(200)
}

/** Puts the commitment of 100.00 where the test begins: sent by this person, with what became of an export of it. */
async function stand(inbox: string, sentBy: number, op?: { state: string; reason?: string }): Promise<void> {
  await all.world.db.company(all.ours.company as CompanyId, async (sql) => {
    const at = [all.ours.company, all.ours.subcontract]
    await sql.run(
      `update erp_item set state = $3, sent_by = $4, rev = 1, op_key = $5 where company_id = $1 and item_id = $2`,
      [...at, inbox, sentBy, op ? all.ours.op : null],
    )
    if (op)
      await sql.run(
        `update erp_op set state = $3, human_reason = $4, asked_probe = null, probing = null where company_id = $1 and item_id = $2`,
        [...at, op.state, op.reason ?? null],
      )
  })
}

const accept = (headers: Headers) =>
  call(`POST ${erp}/:item_id/accept`, { params: item(), body: { rev: 1, hash: 'as-seen', answers: {} } }, headers)
const acceptMany = async (headers: Headers) => {
  const body = { items: [all.ours.subcontract] }
  const answer = await call(`POST ${erp}/accept-many`, { params: inCompany({ kind: 'commitment' }), body }, headers)
  return (JSON.parse(answer.body) as { refused: { sentence: string }[] }).refused[0]?.sentence
}
const move = (name: string, headers: Headers, body = {}) =>
  call(`POST ${erp}/:item_id/${name}`, { params: item(), body }, headers)

const OWN = 'You sent it yourself: in this company another person must accept it.'
const ABOVE = 'You may accept up to 99.99, and this is 100.00. Ask an approver with a higher limit.'
/** Moves that stand in the place of accepting, and what the ERP must have answered before. */
const INSTEAD: [name: string, state: string, reason: string, body: object][] = [
  ['adopt', 'NEEDS_HUMAN', 'unverified', { reason: 'It is the same.' }],
  ['adopt-different', 'NEEDS_HUMAN', 'different', { reason: 'It is right.', evidence_at: 'then' }],
  ['complete-missing', 'NEEDS_HUMAN', 'partial', { reason: 'The rest is missing.' }],
]

describe('four eyes', () => {
  beforeEach(() => company({ fourEyes: true }))

  it('keep who sent an item from accepting it, alone and among many, and let another person', async () => {
    await stand('SENT', boss.id)
    const own = await accept(boss.headers)
    expect([own.status, own.said]).toEqual([403, OWN])
    expect(await acceptMany(boss.headers)).toBe(OWN)
    await stand('SENT', all.ours.user)
    expect((await accept(boss.headers)).said).not.toBe(OWN)
    await company({ fourEyes: false })
    await stand('SENT', boss.id)
    expect((await accept(boss.headers)).said).not.toBe(OWN)
  })

  it.each(INSTEAD)('keep who sent it from %s', async (name, state, reason, body) => {
    await stand('ACCEPTED', boss.id, { state, reason })
    const own = await move(name, boss.headers, body)
    expect([own.status, own.said]).toEqual([403, OWN])
    await stand('ACCEPTED', all.ours.user, { state, reason })
    expect((await move(name, boss.headers, body)).said).not.toBe(OWN)
  })

  it('hold for whoever sends a refused item again', async () => {
    await stand('ACCEPTED', all.ours.user, { state: 'REFUSED' })
    const again = await move('send-again', boss.headers)
    expect([again.status, again.said]).toEqual([200, ''])
    const own = await accept(boss.headers)
    expect([own.status, own.said]).toEqual([403, OWN])
  })

  it('show on the grey button', async () => {
    await stand('SENT', boss.id)
    const looked = await call(`GET ${erp}/:item_id`, { params: item() }, boss.headers)
    expect(JSON.parse(looked.body).moves.accept[0].sentence).toBe(OWN)
  })
})

describe('an approver’s limit', () => {
  beforeEach(async () => {
    await company({ fourEyes: false })
    await user(boss.id, { approval_limit: '99.99' })
  })

  it('refuses what is above it with both amounts, alone, among many and in the preview of many', async () => {
    await stand('SENT', all.ours.user)
    const above = await accept(boss.headers)
    expect([above.status, JSON.parse(above.body).refusals[0]]).toMatchObject([403, { code: 'above-limit' }])
    expect(`${JSON.parse(above.body).refusals[0].sentence} ${JSON.parse(above.body).refusals[0].remedy}`).toBe(ABOVE)
    expect(ABOVE).toContain(await acceptMany(boss.headers))
    const body = { items: [all.ours.subcontract] }
    const drawn = await call(`POST ${erp}/previews`, { params: inCompany({ kind: 'commitment' }), body }, boss.headers)
    expect(JSON.parse(drawn.body)[0].refusals.map((each: { code: string }) => each.code)).toContain('above-limit')
  })

  it.each(INSTEAD)('holds for %s', async (name, state, reason, body) => {
    await stand('ACCEPTED', all.ours.user, { state, reason })
    expect((await move(name, boss.headers, body)).said).toContain('You may accept up to 99.99')
  })

  it('lets through what is at the limit, and everything where there is none', async () => {
    await stand('SENT', all.ours.user)
    for (const approval_limit of ['100', null]) {
      await user(boss.id, { approval_limit })
      expect((await accept(boss.headers)).said).not.toContain('You may accept')
    }
  })

  it('is not below zero', async () => {
    const sent = { params: inCompany({ user_id: boss.id }), body: { user: { approval_limit: '-1' } } }
    const answer = await call('PATCH /companies/:company_id/users/:user_id', sent, all.admin)
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('must not be below zero')])
  })
})

describe('a change of rights', () => {
  const sov = { query: { project_id: 0 } }
  const commitments = (headers: Headers) => {
    sov.query.project_id = all.ours.project
    return call('GET /work_order_contracts', sov, headers)
  }

  it.each(['session', 'bearer token'])('acts on the next request of a %s', async (kind) => {
    const made = await call(
      'POST /companies/:company_id/permission_templates',
      levels('company', `${kind} company`, {}),
      all.admin,
    )
    const template = JSON.parse(made.body).id as number
    const site = await call(
      'POST /companies/:company_id/permission_templates',
      levels('project', `${kind} site`, {}),
      all.admin,
    )
    const projectTemplate = JSON.parse(site.body).id as number
    const { id, headers } = kind === 'session' ? await newPerson(template) : await newClient(template)
    const tabs = () => call('GET /companies/:company_id/erp/tabs', { params: inCompany() }, headers)
    const change = (template_id: number, given: object) =>
      call(
        'PATCH /companies/:company_id/permission_templates/:template_id',
        { params: inCompany({ template_id }), body: { permission_template: { levels: given } } },
        all.admin,
      )

    expect((await tabs()).status).toBe(403)
    await change(template, { 'ERP Integrations': 'Standard' })
    expect((await tabs()).status).toBe(200)

    const rejecting = () =>
      call(
        `POST ${erp}/reject-many`,
        { params: inCompany({ kind: 'commitment' }), body: { items: [1], reason: 'No.' } },
        headers,
      )
    expect((await rejecting()).status).toBe(403)
    await user(id, { can_push_to_accounting: true })
    expect((await rejecting()).status).toBe(200)
    await user(id, { can_push_to_accounting: false })
    expect((await rejecting()).status).toBe(403)

    expect((await commitments(headers)).status).toBe(404)
    const own = { params: { project_id: all.ours.project, user_id: id } }
    await call(
      'PUT /projects/:project_id/users/:user_id',
      { ...own, body: { user: { template_id: projectTemplate } } },
      all.admin,
    )
    expect((await commitments(headers)).status).toBe(403)
    await change(projectTemplate, { Commitments: 'Read Only' })
    expect((await commitments(headers)).status).toBe(200)
    await call('DELETE /projects/:project_id/users/:user_id', own, all.admin)
    expect((await commitments(headers)).status).toBe(404)
    await user(id, { project_template_id: projectTemplate })
    expect((await commitments(headers)).status).toBe(200)

    await user(id, { is_active: false })
    expect((await tabs()).status).toBe(404)
  })

  const levels = (scope: string, name: string, given: object): Sent => ({
    params: inCompany(),
    body: { permission_template: { scope, name, levels: given } },
  })

  async function newPerson(template_id: number) {
    const given = { email: 'paul@example.test', name: 'Paul', password: PASSWORD, template_id }
    const made = await call(
      'POST /companies/:company_id/users',
      { params: inCompany(), body: { user: given } },
      all.admin,
    )
    return {
      id: JSON.parse(made.body).id as number,
      headers: (await signedIn(all.app, given.email, PASSWORD)) as Headers,
    }
  }

  async function newClient(template_id: number) {
    const body = { api_client: { name: 'Books', template_id } }
    const made = await call('POST /companies/:company_id/api_clients', { params: inCompany(), body }, all.admin)
    const { id, client_id, client_secret } = JSON.parse(made.body)
    const listed = await call('GET /companies/:company_id/api_clients', { params: inCompany() }, all.admin)
    const { user_id } = JSON.parse(listed.body).find((each: { id: number }) => each.id === id)
    const token = await all.app.inject({
      method: 'POST',
      url: '/oauth/token',
      payload: { grant_type: 'client_credentials', client_id, client_secret },
    })
    return { id: user_id as number, headers: { authorization: `Bearer ${token.json().access_token}` } as Headers }
  }
})

describe('the last Admin', () => {
  it('cannot be taken away: not by a template, not by leaving', async () => {
    // The example's Administrator is another one.
    const people = await call('GET /companies/:company_id/users', { params: inCompany() }, all.admin)
    const other = JSON.parse(people.body).find((each: { name: string }) => each.name === 'Ada Quill')
    await user(other.id, { is_active: false })
    const self = inCompany({ user_id: all.ours.user })
    const leave = await call(
      'PATCH /companies/:company_id/users/:user_id',
      { params: self, body: { user: { is_active: false } } },
      all.admin,
    )
    expect([leave.status, leave.said]).toEqual([
      409,
      'Nobody would be left who is Admin of the company’s Admin tool and can sign in.',
    ])
    const template = inCompany({ template_id: all.ours.template })
    const lower = { permission_template: { levels: { Admin: 'Standard' } } }
    const lowered = await call(
      'PATCH /companies/:company_id/permission_templates/:template_id',
      { params: template, body: lower },
      all.admin,
    )
    expect(lowered.status).toBe(409)
    const still = await call('GET /companies/:company_id/api_clients', { params: inCompany() }, all.admin)
    expect(still.status).toBe(200)
  })

  it('and a template in use is not deleted, with the names of who has it', async () => {
    const template = inCompany({ template_id: all.ours.template })
    const gone = await call(
      'DELETE /companies/:company_id/permission_templates/:template_id',
      { params: template },
      all.admin,
    )
    expect([gone.status, gone.said]).toEqual([
      409,
      '“All ours” is the template of Client ours, Colleague ours, Member ours.',
    ])
  })
})
