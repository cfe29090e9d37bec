/** Over HTTP, as an integrator would: company, project, codes, a subcontract with its lines, up to what is told the ERP. */
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/world/database.ts'
import { createGatekeeper } from '../access/gatekeeper.ts'
import {
  createApiClient,
  createCompany,
  createTemplate,
  setProjectMembership,
  type TemplateId,
} from '../access/store.ts'
import { findClient, issueToken } from '../access/store-sessions.ts'
import { routes as companyRoutes } from '../companies/api.ts'
import { routes as codeRoutes } from '../cost-codes/api.ts'
import type { Scope } from '../erp/entity.ts'
import type { CompanyId, ConnectionId, ItemId, ProjectId, UserId } from '../ids.ts'
import { routes as jobRoutes } from '../jobs/api.ts'
import { handClock } from '../platform/clock.ts'
import { createHttp } from '../platform/http.ts'
import { createLog } from '../platform/log.ts'
import { routes } from './api.ts'
import type { CommitmentDocument } from './document.ts'
import { entities } from './erp.ts'

const clock = handClock('2026-03-31T23:30:00Z')
const connection = 5 as ConnectionId
const outbound = entities[0]!.outbound!

let world: TestDatabase
let http: FastifyInstance
let company: CompanyId
let admin: string
let reader: string
let readerPerson: UserId

beforeAll(async () => {
  world = await testDatabase()
  const gatekeeper = createGatekeeper({ db: world.db, clock })
  http = await createHttp({
    db: world.db,
    clock,
    log: createLog('error'),
    routes: [...codeRoutes, ...companyRoutes, ...jobRoutes, ...routes],
    gatekeeper,
    version: '0',
    rate: { hour: 100_000, spike: 10_000 },
    pages: false,
  })
  company = await world.db.system((sql) => createCompany(sql, { name: 'Bridgewater', timeZone: 'America/Los_Angeles' }))
  admin = (await client('admin', { Admin: 'Admin', Directory: 'Admin', 'ERP Integrations': 'Admin' })).token
  const limited = await client('reader', { Directory: 'Read Only' })
  reader = limited.token
  readerPerson = limited.person
})
afterAll(async () => {
  await http.close()
  await world.drop()
})

async function client(name: string, levels: Record<string, 'Admin' | 'Read Only'>) {
  return world.db.system(async (sql) => {
    const template = await createTemplate(sql, company, { name, scope: 'company', levels })
    const made = await createApiClient(sql, company, { name, template })
    const found = await findClient(sql, made.clientId)
    return { token: await issueToken(sql, found!, clock.now()), person: made.person }
  })
}

/** The fields the expectations read, whatever was answered: one object or a list of them. */
interface Row {
  id: number
  position: number
  item: string
  amount: string
  city: string
  sentence: string
  job_cost_transactions_enabled: boolean
}
interface Answer {
  status: number
  /** Nothing after a deletion; not looked at then. */
  body: Row & Row[] & { refusals: Row[]; entities: Row[]; errors: unknown }
}

async function call(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
  token = admin,
): Promise<Answer> {
  const reply = await http.inject({
    method,
    url: `/rest/v1.0${path}`,
    headers: { authorization: `Bearer ${token}`, 'procore-company-id': String(company) },
    ...(body ? { payload: body } : {}),
  })
  return { status: reply.statusCode, body: JSON.parse(reply.body || '{}') as Answer['body'] }
}

const inScope = <T>(work: (scope: Scope) => Promise<T>): Promise<T> =>
  world.db.company(company, (sql) => work({ sql, clock, company, connection, actor: undefined }))

const CSV = `item,description,unit,quantity,unit_price,cost_code,cost_type
R-2,TEMPORARY RETROFLECTIVE PAVEMENT MARKINGS,LF,5000,0.2,01-100,S
R-4,"HOT MIX ASPHALT (Type A ½-Inch Maximum with Medium Grading)",TON,3241,164,01-100,S
R-6,10-INCH THICK CONCRETE BASE,SF,75965,14,01-100,S
`

let project: ProjectId
let vendor: number
let contract: number
const lines = () => `/work_order_contracts/${contract}/line_items`

describe('setting up', () => {
  it('makes a company of the directory and refuses unknown fields', async () => {
    const made = await call('POST', '/vendors', { company_id: company, vendor: { name: 'Bay Paving' } })
    expect(made).toMatchObject({ status: 201, body: { name: 'Bay Paving', synced_to_erp: false, origin_id: null } })
    vendor = made.body.id
    expect(await call('POST', '/vendors', { vendor: { name: 'x', colour: 'red' } })).toMatchObject({ status: 400 })
    expect((await call('POST', '/vendors', { vendor: { name: 'x' } }, reader)).status).toBe(403)
  })

  it('syncs companies row by row', async () => {
    const updates = [
      { origin_id: 'A1', name: 'Marin Electric' },
      { origin_id: 'A1', city: 'Novato' },
      { id: 1, name: 'x' },
      { city: 'x' },
    ]
    const { status, body } = await call('PATCH', '/vendors/sync', { company_id: company, updates })
    expect(status).toBe(200)
    expect(body.entities.map((each) => each.city)).toEqual(['', 'Novato'])
    expect(body.errors).toEqual([
      { id: 1, name: 'x', errors: { id: ['There is no company with the id 1 in the Directory.'] } },
      { city: 'x', errors: { name: ['A new company needs a name.'] } },
    ])
  })

  it('makes a project, which others do not see', async () => {
    const made = await call('POST', '/projects', {
      company_id: company,
      project: { name: 'Castro Street', project_number: '2977J' },
    })
    expect(made).toMatchObject({
      status: 201,
      body: { is_erp_integrated: false, job_cost_transactions_enabled: false },
    })
    project = made.body.id as ProjectId
    expect((await call('GET', '/projects')).body).toHaveLength(1)
    expect((await call('GET', '/projects', undefined, reader)).body).toEqual([])
    expect((await call('GET', `/projects/${project}`, undefined, reader)).status).toBe(404)
    const on = { project_configuration: { job_cost_transactions_enabled: true } }
    expect((await call('PATCH', `/projects/${project}/configuration`, on)).body.job_cost_transactions_enabled).toBe(
      true,
    )
  })

  it('takes cost codes from the ERP’s list only', async () => {
    await inScope(async ({ sql }) => {
      await sql.run(`insert into erp_connection (company_id, id, connector, name) values ($1, $2, 'test', 'Books')`, [
        company,
        connection,
      ])
      await sql.run(
        `insert into cost_type (company_id, id, connection_id, code, name) values ($1, 31, $2, 'S', 'Subcontract'), ($1, 32, $2, 'L', 'Labor')`,
        [company, connection],
      )
      await sql.run(
        `insert into standard_cost_code (company_id, id, connection_id, code, name, is_group, default_cost_types)
         values ($1, 20, $2, '01', 'General', true, '{}'), ($1, 21, $2, '01-100', 'Mobilization', false, '{31}')`,
        [company, connection],
      )
    })
    const added = await call('POST', '/cost_codes/copy_subset_from_standard_list', {
      project_id: project,
      standard_cost_codes: [{ id: 21 }],
    })
    expect(added).toMatchObject({
      status: 201,
      body: [{ code: '01-100', synced_to_erp: false, line_item_types: [{ code: 'S' }] }],
    })
    const own = await call('POST', '/cost_codes', { project_id: project, cost_code: { code: '99' } })
    expect(own).toMatchObject({ status: 422, body: { code: 'created-in-erp-only' } })
  })
})

describe('a subcontract', () => {
  it('gets the next number and the day of the company’s own calendar', async () => {
    const fields = { title: 'Street paving', vendor_id: vendor, accounting_method: 'unit', retainage_percent: '5' }
    const made = await call('POST', '/work_order_contracts', { project_id: project, work_order_contract: fields })
    expect(made).toMatchObject({
      status: 201,
      body: {
        number: 'SC-0001',
        date_created: '2026-03-31',
        status: 'Draft',
        grand_total: '0.00',
        erp_status: 'not_in_erp',
        rev: 1,
      },
    })
    contract = made.body.id
    const again = await call('POST', '/work_order_contracts', {
      project_id: project,
      work_order_contract: { number: 'SC-0001' },
    })
    expect(again).toMatchObject({ status: 409, body: { code: 'number-taken' } })
  })

  it('names every bad line of a CSV and takes none of it', async () => {
    const csv = `${CSV}R-7,X,SF,many,16,,\nR-8,Y,SF,1,1,77,S\n`
    const { status, body } = await call('POST', `${lines()}/csv`, { project_id: project, csv })
    expect(status).toBe(422)
    expect(body.refusals.map((each) => each.sentence)).toEqual([
      'Line 5: quantity must be a decimal number such as "1250.00".',
      'Line 6: cost_code “77” is not on this project.',
    ])
    expect((await call('GET', `${lines()}?project_id=${project}`)).body).toEqual([])
  })

  it('takes a schedule of values, totals it to the cent and raises its revision', async () => {
    const { status, body } = await call('POST', `${lines()}/csv`, { project_id: project, csv: CSV })
    expect(status).toBe(201)
    expect(body.map((each) => [each.position, each.amount])).toEqual([
      [1, '1000.00'],
      [2, '531524.00'],
      [3, '1063510.00'],
    ])
    const shown = await call('GET', `/work_order_contracts/${contract}?project_id=${project}`)
    expect(shown.body).toMatchObject({ grand_total: '1596034.00', line_items_count: 3, rev: 2 })
  })

  it('splits a line that is too large, to the cent', async () => {
    const large = (await call('GET', `${lines()}?project_id=${project}`)).body[2]!
    const wrong = { project_id: project, into: [{ quantity: '40000' }, { quantity: '35000' }] }
    expect(await call('POST', `${lines()}/${large.id}/split`, wrong)).toMatchObject({ status: 422 })
    const right = { project_id: project, into: [{ quantity: '40000' }, { quantity: '35965' }] }
    const { body } = await call('POST', `${lines()}/${large.id}/split`, right)
    expect(body).toMatchObject([
      { position: 3, item: 'R-6', quantity: '40000.0000', unit_cost: '14.0000', amount: '560000.00' },
      { position: 4, item: 'R-6', quantity: '35965.0000', unit_cost: '14.0000', amount: '503510.00' },
    ])
  })

  it('moves, changes and deletes lines without gaps in their numbers', async () => {
    const [first] = (await call('GET', `${lines()}?project_id=${project}`)).body
    const moved = await call('PATCH', `${lines()}/${first!.id}`, {
      project_id: project,
      line_item: { position: 3, erp_description: 'MARKINGS' },
    })
    expect(moved.body).toMatchObject({ position: 3, erp_description: 'MARKINGS', amount: '1000.00' })
    const extra = await call('POST', lines(), {
      project_id: project,
      line_item: { description: 'x', quantity: '1', unit_cost: '2' },
    })
    expect(extra.body).toMatchObject({ position: 5, amount: '2.00' })
    const [second] = (await call('GET', `${lines()}?project_id=${project}`)).body
    expect((await call('DELETE', `${lines()}/${extra.body.id}?project_id=${project}`)).status).toBe(204)
    expect((await call('DELETE', `${lines()}/${second!.id}?project_id=${project}`)).status).toBe(204)
    const left = (await call('GET', `${lines()}?project_id=${project}`)).body
    expect(left.map((each) => [each.position, each.item])).toEqual([
      [1, 'R-6'],
      [2, 'R-2'],
      [3, 'R-6'],
    ])
  })

  it('is shut to whoever has no level on Commitments', async () => {
    const readOnly = await world.db.system((sql) =>
      createTemplate(sql, company, { name: 'Looker', scope: 'project', levels: { Commitments: 'Read Only' } }),
    )
    await inScope(({ sql }) => setProjectMembership(sql, company, project, readerPerson, readOnly as TemplateId))
    const path = `/work_order_contracts/${contract}`
    expect((await call('GET', `${path}?project_id=${project}`, undefined, reader)).status).toBe(200)
    const change = { project_id: project, work_order_contract: { title: 'x' } }
    expect((await call('PATCH', path, change, reader)).status).toBe(403)
    expect((await call('GET', `/purchase_order_contracts/${contract}?project_id=${project}`)).status).toBe(404)
  })
})

describe('on its way to the ERP', () => {
  const item = () => contract as ItemId
  const lock = (state: string, op: string | null) =>
    inScope(({ sql }) =>
      sql.run(
        `insert into erp_item (company_id, kind, item_id, connection_id, state, rev, op_key, sent_by, sent_at, moved_by, moved_at)
         values ($1, 'commitment', $2, $3, $4, 1, $5, 1, now(), 1, now())
         on conflict (company_id, kind, item_id) do update set state = $4, op_key = $5`,
        [company, contract, connection, state, op],
      ),
    )
  const rename = () =>
    call('PATCH', `/work_order_contracts/${contract}`, {
      project_id: project,
      work_order_contract: { title: 'Paving' },
    })

  it('has every failed condition named', async () => {
    const refused = await inScope((scope) => outbound.refusals(scope, item()))
    expect(refused.map((each) => each.code)).toEqual([
      'status-not-sendable',
      'company-not-linked',
      'project-not-linked',
    ])
  })

  it('needs job, company and the new cost codes first', async () => {
    const needs = await inScope((scope) => outbound.needs(scope, item()))
    expect(needs.map((each) => [each.kind, each.item])).toEqual([
      ['job', project],
      ['company', vendor],
      ['cost-code', project],
    ])
  })

  it('is told completely, short descriptions in place of long ones', async () => {
    await call('PATCH', `/work_order_contracts/${contract}`, {
      project_id: project,
      work_order_contract: { status: 'Approved' },
    })
    await inScope(({ sql }) =>
      sql.run(
        `insert into erp_link (company_id, connection_id, kind, item_id, erp_id) values ($1, $2, 'job', $3, '2977'), ($1, $2, 'company', $4, 'BAY')`,
        [company, connection, project, vendor],
      ),
    )
    expect(await inScope((scope) => outbound.refusals(scope, item()))).toEqual([])
    const document = (await inScope((scope) =>
      outbound.document(scope, item(), { erpId: 'SC-0001' }),
    )) as CommitmentDocument
    expect(document).toMatchObject({
      erpId: 'SC-0001',
      type: 'subcontract',
      vendor: { erpId: 'BAY', name: 'Bay Paving' },
      job: { erpId: '2977', name: 'Castro Street' },
      date: '2026-03-31',
      retainagePercent: '5.00',
      accountingMethod: 'unit',
    })
    expect(document.lines[1]).toEqual({
      number: 2,
      description: 'MARKINGS',
      job: '2977',
      extra: '',
      costCode: '01-100',
      category: 'S',
      quantity: '5000.0000',
      unitCost: '0.2000',
      uom: 'LF',
      amount: '1000.00',
      taxGroup: null,
      taxRate: null,
      tax: null,
    })
  })

  it('has its ERP ID prefilled with the contract number only where the company wants it', async () => {
    expect(await inScope((scope) => outbound.prefill(scope, item()))).toEqual({})
    await inScope(({ sql }) =>
      sql.run(
        `insert into erp_setting (company_id, key, value, set_by, set_at) values ($1, 'contract-number-as-erp-id', 'true', 1, now())`,
        [company],
      ),
    )
    expect(await inScope((scope) => outbound.prefill(scope, item()))).toEqual({ erpId: 'SC-0001' })
  })

  it('cannot be changed while sent, can be after it was rejected', async () => {
    await lock('SENT', null)
    expect(await rename()).toMatchObject({
      status: 422,
      body: { code: 'sent-to-erp', message: expect.stringContaining('Retrieve it first') },
    })
    await lock('REJECTED', null)
    expect(await rename()).toMatchObject({ status: 200, body: { title: 'Paving', erp_status: 'rejected' } })
  })

  it('keeps what the ERP has once it is synced, and can be changed again once unlinked', async () => {
    await inScope((scope) => outbound.synced(scope, item(), 'SC-0001', { lines: [] }))
    const title = await call('PATCH', `/work_order_contracts/${contract}`, {
      project_id: project,
      work_order_contract: { title: 'Other' },
    })
    expect(title).toMatchObject({
      status: 422,
      body: { code: 'locked-by-erp', errors: { title: [expect.stringContaining('SC-0001')] } },
    })
    const notes = await call('PATCH', `/work_order_contracts/${contract}`, {
      project_id: project,
      work_order_contract: { inclusions: 'Flaggers' },
    })
    expect(notes).toMatchObject({ status: 200, body: { erp_status: 'synced', origin_id: 'SC-0001' } })
    expect(await call('POST', lines(), { project_id: project, line_item: { description: 'x' } })).toMatchObject({
      status: 422,
    })
    expect((await call('DELETE', `/work_order_contracts/${contract}?project_id=${project}`)).status).toBe(409)
    await inScope((scope) => outbound.unsynced(scope, item()))
    expect((await rename()).status).toBe(200)
  })
})
