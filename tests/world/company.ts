/** A company with one of everything, for the walks over all routes: whatever a request can name, there is one here to name. */
import { createApiClient, createPerson, createTemplate, setMembership } from '../../src/access/store.ts'
import { openSession } from '../../src/access/store-sessions.ts'
import { COMPANY_TOOLS, PROJECT_TOOLS } from '../../src/access/tools.ts'
import type { CompanyId } from '../../src/ids.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db, Sql } from '../../src/platform/db.ts'
import { newId } from '../../src/platform/new-id.ts'
import type { Level } from '../../src/platform/route.ts'

/** What requests name: ids of ours, and the texts that are ids (an op's key, a read's, an ERP's). */
export interface Named {
  company: number
  connection: number
  agent: number
  template: number
  projectTemplate: number
  apiClient: number
  user: number
  /** A session of the user's. */
  session: number
  /** Another person of the company. */
  colleague: number
  costType: number
  standardCode: number
  costCode: number
  /** On the project without cost types or a budget line. */
  bareCode: number
  vendor: number
  project: number
  subJob: number
  subcontract: number
  purchaseOrder: number
  subcontractLine: number
  purchaseOrderLine: number
  changeOrder: number
  changeOrderLine: number
  budgetLine: number
  primeContract: number
  primeLine: number
  primeChangeOrder: number
  primeChangeOrderLine: number
  ownerInvoice: number
  period: number
  emptyPeriod: number
  invoice: number
  payment: number
  budgetView: number
  budgetSnapshot: number
  budgetChange: number
  employee: number
  timesheet: number
  timecard: number
  reportSchedule: number
  projectReportSchedule: number
  notice: number
  comment: number
  workflowTemplate: number
  substitute: number
  op: string
  read: string
  staged: string
}

/** In the company's tools. */
export const EVERY_RIGHT: Record<string, Level> = Object.fromEntries(COMPANY_TOOLS.map((each) => [each, 'Admin']))

/** Fills an existing company that has nothing but its name; `mark` tells its texts from the other company's. */
export async function fillCompany(db: Db, company: CompanyId, mark: string): Promise<Named> {
  return db.system(async (sql) => {
    const people = await fillPeople(sql, company, mark)
    const connection = newId()
    await insert(sql, 'erp_connection', { company_id: company, id: connection, connector: 'sage-300-cre', name: mark })
    const codes = await fillCodes(sql, company, connection, mark)
    const contracts = await fillContracts(sql, company, codes, mark)
    const prime = await fillPrime(sql, company, connection, codes, mark)
    const invoices = await fillInvoices(sql, company, codes, contracts, mark)
    const erp = await fillErp(sql, company, connection, contracts, mark)
    await fillCosts(sql, company, connection, codes)
    const budget = await fillBudget(sql, company, codes, mark)
    const time = await fillTime(sql, company, connection, codes, mark)
    const schedules = await fillSchedules(sql, company, codes, people.user)
    const told = await fillNotices(sql, company, people.user, contracts.subcontract, mark)
    const workflows = await fillWorkflows(sql, company, people.user, contracts, mark)
    return {
      ...{ company, connection, ...people, ...codes, ...contracts, ...prime, ...invoices, ...erp, ...budget, ...time },
      ...{ ...schedules, ...told, ...workflows },
    }
  })
}

async function fillPeople(sql: Sql, company: CompanyId, mark: string) {
  const template = await createTemplate(sql, company, { name: `All ${mark}`, scope: 'company', levels: EVERY_RIGHT })
  const projects = await createTemplate(sql, company, {
    name: `Projects ${mark}`,
    scope: 'project',
    levels: Object.fromEntries(PROJECT_TOOLS.map((each) => [each, 'Admin'])),
    permissions: ['View Direct Cost Detail'],
  })
  const user = await createPerson(sql, {
    email: `member-${mark}@example.test`,
    name: `Member ${mark}`,
    password: PASSWORD,
  })
  await setMembership(sql, company, user, { template, projectTemplate: projects, canPushToAccounting: true })
  const client = await createApiClient(sql, company, { name: `Client ${mark}`, template })
  const from = { address: '127.0.0.1', userAgent: mark }
  await openSession(sql, user, systemClock.now(), from, { method: 'code' })
  const session = await sql.one<{ id: number }>('select id from session where person_id = $1', [user])
  const colleague = await createPerson(sql, { email: `colleague-${mark}@example.test`, name: `Colleague ${mark}` })
  await setMembership(sql, company, colleague, { template })
  return { template, projectTemplate: projects, user, session: session.id, colleague, apiClient: client.id }
}

/** Of the member with every right; the email is `member-<mark>@example.test`. */
export const PASSWORD = 'all-the-rights-1'

async function fillCodes(sql: Sql, company: CompanyId, connection: number, mark: string) {
  const [costType, standardCode, costCode, bareCode, project] = [newId(), newId(), newId(), newId(), newId()]
  const of = { company_id: company }
  await insert(sql, 'project', {
    ...of,
    id: project,
    name: `Tower ${mark}`,
    number: `T-${mark}`,
    connection_id: connection,
  })
  await insert(sql, 'cost_type', {
    ...of,
    id: costType,
    connection_id: connection,
    code: 'L',
    name: 'Labor',
    base_type: 'labor',
  })
  const standard = { ...of, connection_id: connection, default_cost_types: [costType] }
  await insert(sql, 'standard_cost_code', { ...standard, id: standardCode, code: '01-100', name: `Management ${mark}` })
  const code = { ...of, project_id: project, erp_synced: true }
  await insert(sql, 'cost_code', { ...code, id: costCode, code: '02-100', name: `Paving ${mark}` })
  await insert(sql, 'cost_code', { ...code, id: bareCode, code: '02-200', name: `Striping ${mark}` })
  await insert(sql, 'cost_code_cost_type', { ...of, cost_code_id: costCode, cost_type_id: costType, erp_synced: true })
  const subJob = newId()
  await insert(sql, 'sub_job', { ...of, id: subJob, project_id: project, code: 'A1', name: `Alley ${mark}` })
  const budgetLine = newId()
  await insert(sql, 'budget_line', {
    ...of,
    id: budgetLine,
    project_id: project,
    cost_code_id: costCode,
    cost_type_id: costType,
    original_amount: '1000',
  })
  return { costType, standardCode, costCode, bareCode, project, subJob, budgetLine }
}

type Codes = Awaited<ReturnType<typeof fillCodes>>
type Contracts = Awaited<ReturnType<typeof fillContracts>>

async function fillContracts(sql: Sql, company: CompanyId, codes: Codes, mark: string) {
  const of = { company_id: company }
  const vendor = newId()
  await insert(sql, 'vendor', { ...of, id: vendor, name: `Bay Paving ${mark}`, origin_id: `V-${mark}` })
  const insurance = { id: newId(), vendor_id: vendor, insurance_type: 'umbrella', expiration_date: '2026-12-31' }
  await insert(sql, 'vendor_insurance', { ...of, ...insurance })
  const contract = async (type: string) => {
    const [id, line] = [newId(), newId()]
    const head = {
      ...of,
      id,
      project_id: codes.project,
      type,
      number: `${type}-1`,
      title: mark,
      vendor_id: vendor,
      date_created: '2026-03-01',
    }
    await insert(sql, 'commitment', { ...head, status: type === 'subcontract' ? 'Approved' : 'Draft' })
    const code = { cost_code_id: codes.costCode, cost_type_id: codes.costType }
    const amounts = { quantity: '2', unit_cost: '50', amount: '100' }
    await insert(sql, 'commitment_line', {
      ...of,
      id: line,
      commitment_id: id,
      position: 1,
      description: mark,
      ...code,
      ...amounts,
    })
    return { id, line }
  }
  const [subcontract, purchaseOrder] = [await contract('subcontract'), await contract('purchase-order')]
  const [changeOrder, changeOrderLine] = [newId(), newId()]
  const change = { ...of, id: changeOrder, project_id: codes.project, commitment_id: subcontract.id, number: '001' }
  await insert(sql, 'commitment_change_order', { ...change, title: mark, date_created: '2026-03-02' })
  const item = { commitment_line_id: subcontract.line, quantity: '1', unit_cost: '50', amount: '50' }
  const place = { ...of, id: changeOrderLine, change_order_id: changeOrder, position: 1 }
  await insert(sql, 'commitment_change_order_line', { ...place, ...item })
  return {
    changeOrder,
    changeOrderLine,
    vendor,
    subcontract: subcontract.id,
    subcontractLine: subcontract.line,
    purchaseOrder: purchaseOrder.id,
    purchaseOrderLine: purchaseOrder.line,
  }
}

/** A prime contract fed by the ERP, a change order and an invoice on it. */
async function fillPrime(sql: Sql, company: CompanyId, connection: number, codes: Codes, mark: string) {
  const of = { company_id: company }
  const [primeContract, primeLine, source, ownLine] = [newId(), newId(), newId(), newId()]
  const [primeChangeOrder, primeChangeOrderLine, ownerInvoice] = [newId(), newId(), newId()]
  const day = '2026-03-01'
  const head = { ...of, project_id: codes.project }
  await insert(sql, 'prime_contract', {
    ...head,
    id: primeContract,
    number: `P-${mark}`,
    title: mark,
    status: 'Approved',
    date_created: day,
  })
  const record = { connection_id: connection, feed: 'contract-items' }
  const from = { ...of, contract_id: primeContract }
  await insert(sql, 'prime_contract_source', { ...from, id: source, ...record, erp_id: `P-${mark}`, job: `J-${mark}` })
  const line = { ...from, description: mark, amount: '500' }
  await insert(sql, 'prime_contract_line', { ...line, id: primeLine, position: 1, source_id: source, erp_item: '0010' })
  await insert(sql, 'prime_contract_line', { ...line, id: ownLine, position: 2 })
  const item = { contract: `P-${mark}`, item: '0010', amount: '500' }
  await insert(sql, 'prime_contract_erp_item', { ...of, ...record, ...item })
  await insert(sql, 'prime_change_order', {
    ...head,
    id: primeChangeOrder,
    contract_id: primeContract,
    number: '001',
    title: mark,
    status: 'Draft',
    date_created: day,
  })
  const change = { ...of, change_order_id: primeChangeOrder }
  const code = { cost_code_id: codes.costCode, cost_type_id: codes.costType }
  const changed = { id: primeChangeOrderLine, position: 1, contract_line_id: primeLine, amount: '50' }
  await insert(sql, 'prime_change_order_line', { ...change, ...changed, ...code })
  await insert(sql, 'prime_change_order_markup', { ...change, position: 1, name: 'Fee', percent: '5' })
  const billed = { contract_id: primeContract, application: 1, invoice_number: '1', billing_date: day }
  await insert(sql, 'owner_invoice', { ...head, id: ownerInvoice, ...billed })
  const row = { contract_line_id: primeLine, work_this_period: '10' }
  await insert(sql, 'owner_invoice_line', { ...of, id: newId(), invoice_id: ownerInvoice, ...row })
  return { primeContract, primeLine: ownLine, primeChangeOrder, primeChangeOrderLine, ownerInvoice }
}

async function fillInvoices(sql: Sql, company: CompanyId, codes: Codes, contracts: Contracts, mark: string) {
  const [period, emptyPeriod, invoice, payment] = [newId(), newId(), newId(), newId()]
  const of = { company_id: company, project_id: codes.project }
  const days = { start_date: '2026-03-01', end_date: '2026-03-31', due_date: '2026-03-25' }
  await insert(sql, 'billing_period', { ...of, id: period, ...days })
  await insert(sql, 'billing_period', {
    ...of,
    id: emptyPeriod,
    ...days,
    start_date: '2026-04-01',
    end_date: '2026-04-30',
  })
  const commitment = { commitment_id: contracts.subcontract }
  await insert(sql, 'subcontractor_invoice', {
    ...of,
    ...commitment,
    id: invoice,
    period_id: period,
    number: 1,
    invoice_number: `I-${mark}`,
    billing_date: '2026-03-31',
  })
  const line = { company_id: company, id: newId(), invoice_id: invoice, commitment_line_id: contracts.subcontractLine }
  await insert(sql, 'subcontractor_invoice_line', { ...line, work_amount: '50' })
  const paid = { invoice_id: invoice, position: 1, number: `P-${mark}`, paid_on: '2026-04-02', amount: '10' }
  await insert(sql, 'payment', { ...of, ...commitment, id: payment, ...paid })
  return { period, emptyPeriod, invoice, payment }
}

async function fillErp(
  sql: Sql,
  company: CompanyId,
  connection: number,
  { subcontract }: { subcontract: number },
  mark: string,
) {
  const at = '2026-03-01T00:00:00Z'
  const of = { company_id: company, connection_id: connection }
  const item = { kind: 'commitment', item_id: subcontract }
  const [op, read, staged, agent] = [`op-${mark}`, `read-${mark}`, `STAGED-${mark}`, newId()]
  const approved = {
    rev: 1,
    seen_rev: 1,
    document: '{}',
    rendering: '{"files":[],"probes":[],"shown":[]}',
    payload_sha256: mark,
    answers: '{}',
  }
  const who = { sent_by: 1, approved_by: 1, created_at: at, changed_at: at }
  await insert(sql, 'erp_op', {
    ...of,
    op_key: op,
    marker: mark,
    ...item,
    intent_no: 1,
    ...approved,
    ...who,
    state: 'QUEUED',
  })
  const moved = { sent_by: 1, sent_at: at, moved_by: 1, moved_at: at }
  await insert(sql, 'erp_item', { ...of, ...item, state: 'ACCEPTED', rev: 1, op_key: op, ...moved })
  await insert(sql, 'erp_summary', { company_id: company, ...item, number: '1', title: mark, path: '/' })
  const seen = { content_hash: 1, first_seen_at: at, changed_at: at }
  await insert(sql, 'erp_staged', {
    ...of,
    kind: 'company',
    erp_id: staged,
    title: mark,
    data: JSON.stringify({ erp_id: staged, name: mark }),
    ...seen,
    state: 'staged',
  })
  await insert(sql, 'erp_read', { ...of, read_id: read, feed: 'vendors', mode: 'full', state: 'asked', asked_at: at })
  await insert(sql, 'erp_agent', { ...of, id: agent, name: mark, public_key: mark, enrolled_at: at })
  return { op, read, staged, agent }
}

async function fillTime(sql: Sql, company: CompanyId, connection: number, codes: Codes, mark: string) {
  const [tax, employee, timesheet, timecard] = [newId(), newId(), newId(), newId()]
  const of = { company_id: company }
  const inErp = { ...of, connection_id: connection }
  await insert(sql, 'tax_code', { ...inErp, id: tax, code: 'TAX', name: mark, rate: '8.625' })
  await insert(sql, 'commitment_in_erp', { ...inErp, erp_id: mark, posted: true })
  await insert(sql, 'billed_rate', { ...inErp, wip_id: 1, amount: '10.00' })
  await insert(sql, 'employee', { ...inErp, id: employee, code: '1007', name: mark })
  const period = { period_start: '2026-03-02', period_end: '2026-03-08' }
  await insert(sql, 'timesheet', { ...of, id: timesheet, project_id: codes.project, number: 1, ...period })
  await insert(sql, 'timecard', {
    ...of,
    id: timecard,
    timesheet_id: timesheet,
    position: 1,
    employee_id: employee,
    date: '2026-03-02',
    cost_code_id: codes.costCode,
    cost_type_id: codes.costType,
    regular_hours: '8',
  })
  return { employee, timesheet, timecard }
}

async function fillSchedules(sql: Sql, company: CompanyId, codes: Codes, user: number) {
  const [reportSchedule, projectReportSchedule] = [newId(), newId()]
  const at = '2026-03-01T00:00:00Z'
  const of = {
    company_id: company,
    report: 'job_costs',
    format: 'csv',
    frequency: 'daily',
    hour: 7,
    recipients: [user],
  }
  const told = { created_by: user, created_at: at, due_at: '2030-01-01T00:00:00Z' }
  await insert(sql, 'report_schedule', { ...of, ...told, id: reportSchedule })
  await insert(sql, 'report_schedule', { ...of, ...told, id: projectReportSchedule, project_id: codes.project })
  return { reportSchedule, projectReportSchedule }
}

/** A workflow that waits for the member with every right, on the subcontract. */
async function fillWorkflows(
  sql: Sql,
  company: CompanyId,
  user: number,
  { subcontract }: { subcontract: number },
  mark: string,
) {
  const [workflowTemplate, workflow, substitute] = [newId(), newId(), newId()]
  const of = { company_id: company }
  const step = { name: mark, people: [user], roles: [], decides: 'one', dueDays: 3, required: true }
  const steps = JSON.stringify([{ ...step, commentOnRejection: true }])
  await insert(sql, 'workflow_template', {
    ...of,
    id: workflowTemplate,
    name: `From 50 ${mark}`,
    kinds: ['commitment'],
    from_amount: '50',
    steps,
  })
  const item = { kind: 'commitment', item_id: subcontract, rev: 1 }
  const at = '2026-03-01T00:00:00Z'
  await insert(sql, 'workflow', {
    ...of,
    id: workflow,
    ...item,
    template_id: workflowTemplate,
    template_version: 1,
    name: mark,
    steps,
    status: 'in-review',
    ...{ started_by: 1, started_at: at, moved_at: at },
  })
  const decided = { made_at: at, person_id: 1, step_name: '', decision: 'start' }
  await insert(sql, 'workflow_decision', { ...of, workflow_id: workflow, ...decided })
  const days = { from_day: '2026-03-01', to_day: '2026-03-31' }
  await insert(sql, 'workflow_substitute', { ...of, id: substitute, person_id: user, substitute_id: 1, ...days })
  return { workflowTemplate, substitute }
}

async function fillCosts(sql: Sql, company: CompanyId, connection: number, codes: Codes): Promise<void> {
  const of = { company_id: company, connection_id: connection }
  const place = { project_id: codes.project, cost_code_id: codes.costCode, cost_type_id: codes.costType }
  await insert(sql, 'job_cost_line', { ...of, job: 'J', extra: '', cost_code: '02-100', category: 'L', ...place })
  const { id: line } = await sql.one<{ id: number }>('select id from job_cost_line where company_id = $1', [company])
  const cost = { company_id: company, line_id: line, direct_cost_type: 'invoice' }
  const key = { run: 1, sequence: 1, transaction_type: 'AP cost' }
  await insert(sql, 'direct_cost', {
    ...cost,
    ...key,
    id: newId(),
    accounting_date: '2026-02-01',
    amount: '12.50',
    row_hash: 1,
  })
  await insert(sql, 'direct_cost_total', { ...cost, amount: '12.50', units: '0', transactions: 1 })
  await insert(sql, 'job_cost_summary', { company_id: company, line_id: line, jtd_cost: '12.50' })
}

/** A comment on the subcontract, and a notice of it to the one who wrote it. */
async function fillNotices(sql: Sql, company: CompanyId, person: number, item: number, mark: string) {
  const [notice, comment] = [newId(), newId()]
  const at = '2026-03-01T00:00:00Z'
  const about = { company_id: company, kind: 'commitment', item_id: item, at }
  await insert(sql, 'item_comment', { ...about, id: comment, author_id: person, text: mark })
  const told = { event: 'comment', comment_id: comment, title: mark, text: mark, path: '/', in_page: true }
  await insert(sql, 'notice', { ...about, ...told, id: notice, person_id: person })
  return { notice, comment }
}

async function fillBudget(sql: Sql, company: CompanyId, codes: Codes, mark: string) {
  const [budgetView, budgetSnapshot, budgetChange] = [newId(), newId(), newId()]
  const of = { company_id: company, project_id: codes.project }
  const columns = '["revised_budget"]'
  await insert(sql, 'budget_view', { ...of, id: budgetView, name: `Own ${mark}`, columns, created_by: 1 })
  const taken = { taken_by: 1, taken_at: '2026-03-01T00:00:00Z', view_name: 'Standard' }
  await insert(sql, 'budget_snapshot', {
    ...of,
    id: budgetSnapshot,
    name: `March ${mark}`,
    columns,
    rows: '[]',
    ...taken,
  })
  const made = { number: 1, title: mark, date: '2026-03-01', created_by: 1 }
  await insert(sql, 'budget_change', { ...of, id: budgetChange, ...made })
  await insert(sql, 'budget_change_line', {
    company_id: company,
    id: newId(),
    budget_change_id: budgetChange,
    position: 1,
    cost_code_id: codes.costCode,
    cost_type_id: codes.costType,
    amount: '25.00',
  })
  return { budgetView, budgetSnapshot, budgetChange }
}

async function insert(sql: Sql, table: string, row: Record<string, unknown>): Promise<void> {
  const places = Object.keys(row).map((_name, index) => `$${index + 1}`)
  await sql.run(
    `insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  )
}
