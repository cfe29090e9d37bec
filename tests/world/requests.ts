/** One good request for each route that changes something or names a thing, built from what a company has. The walks make bad ones of them. */
import type { Route } from '../../src/platform/route.ts'
import { REPORTS } from '../../src/reports/model.ts'
import { EVERY_RIGHT, type Named, PASSWORD } from './company.ts'

export interface Sent {
  params?: Record<string, string | number>
  query?: Record<string, string | number>
  body?: Record<string, unknown>
}

type Example = (of: Named) => Sent

export const keyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string =>
  `${method} ${path.replace('/rest/v1.0', '')}`

/** The address and body of a request; `Procore-Company-Id` goes beside it. */
export function addressed(
  route: Route,
  { params = {}, query = {}, body }: Sent,
): { method: Route['method']; url: string; body: Sent['body'] } {
  const path = route.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(String(params[name] ?? `no-${name}`)),
  )
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString()
  return { method: route.method, url: text ? `${path}?${text}` : path, body }
}

const inCompany = (company: number, more: Sent['params'] = {}) => ({ company_id: company, ...more })
const inProject = ({ project }: Named): Sent => ({ params: { project_id: project } })
const ofProject = ({ project }: Named): Sent => ({ query: { project_id: project } })
const ofCompanyByQuery = ({ company }: Named): Sent => ({ query: { company_id: company } })
const ofCompany = ({ company }: Named): Sent => ({ params: inCompany(company) })
const nothing: Example = () => ({})

const people: Record<string, Example> = {
  'GET /me': nothing,
  'GET /companies': nothing,
  'POST /companies': () => ({ body: { company: { name: 'Marin Builders', time_zone: 'America/Los_Angeles' } } }),
  'GET /companies/:company_id/my_actions': ({ company, project }) => ({
    params: inCompany(company),
    query: { project_id: project },
  }),
  'GET /companies/:company_id/my_tools': ({ company, project }) => ({
    params: inCompany(company),
    query: { project_id: project },
  }),
  'GET /companies/:company_id/users': ofCompany,
  'POST /companies/:company_id/users': ({ company, template }) => ({
    params: inCompany(company),
    body: { user: { email: 'new@example.test', name: 'New', template_id: template } },
  }),
  'GET /companies/:company_id/users/:user_id': ({ company, user }) => ({
    params: inCompany(company, { user_id: user }),
  }),
  'PATCH /companies/:company_id/users/:user_id': ({ company, user, template }) => ({
    params: inCompany(company, { user_id: user }),
    body: { user: { template_id: template, can_push_to_accounting: true } },
  }),
  'PUT /projects/:project_id/users/:user_id': ({ project, user, projectTemplate }) => ({
    params: { project_id: project, user_id: user },
    body: { user: { template_id: projectTemplate } },
  }),
  'DELETE /projects/:project_id/users/:user_id': ({ project, user }) => ({
    params: { project_id: project, user_id: user },
  }),
  'GET /companies/:company_id/permission_templates': ofCompany,
  'POST /companies/:company_id/permission_templates': ({ company }) => ({
    params: inCompany(company),
    body: { permission_template: { name: 'Foreman', scope: 'project', levels: { Budget: 'Read Only' } } },
  }),
  'PATCH /companies/:company_id/permission_templates/:template_id': ({ company, template }) => ({
    params: inCompany(company, { template_id: template }),
    body: { permission_template: { levels: EVERY_RIGHT } },
  }),
  'DELETE /companies/:company_id/permission_templates/:template_id': ({ company, projectTemplate }) => ({
    params: inCompany(company, { template_id: projectTemplate }),
  }),
  'GET /companies/:company_id/api_clients': ofCompany,
  'POST /companies/:company_id/api_clients': ({ company, template }) => ({
    params: inCompany(company),
    body: { api_client: { name: 'Books', template_id: template } },
  }),
  'DELETE /companies/:company_id/api_clients/:client_id': ({ company, apiClient }) => ({
    params: inCompany(company, { client_id: apiClient }),
  }),
  'GET /companies/:company_id/approval_settings': ofCompany,
  'PATCH /companies/:company_id/approval_settings': ({ company }) => ({
    params: inCompany(company),
    body: { approval_settings: { fourEyes: true } },
  }),
  'GET /companies/:company_id/history/verification': ofCompany,
  'GET /companies/:company_id/history': ({ company, user }) => ({
    params: inCompany(company),
    query: { actor: user, action: 'accept', subject_kind: 'person', subject_id: user, since: '2026-01-01T00:00:00Z' },
  }),
  'GET /companies/:company_id/history/words': ofCompany,
  'GET /companies/:company_id/history/file': ({ company }) => ({
    params: inCompany(company),
    query: { format: 'jsonl' },
  }),
}

const inColleague = ({ company, colleague }: Named): Sent => ({ params: inCompany(company, { user_id: colleague }) })

const signingIn: Record<string, Example> = {
  'GET /me/sessions': nothing,
  'DELETE /me/sessions': nothing,
  'DELETE /me/sessions/:session_id': ({ session }) => ({ params: { session_id: session } }),
  'PUT /me/password': () => ({ body: { password: { current: PASSWORD, new: PASSWORD } } }),
  'GET /me/second_factor': nothing,
  'POST /me/second_factor': () => ({ body: { second_factor: { password: PASSWORD } } }),
  'POST /me/second_factor/confirmation': () => ({ body: { second_factor: { code: '000000' } } }),
  'POST /me/second_factor/removal': () => ({ body: { second_factor: { password: PASSWORD, code: '000000' } } }),
  'GET /companies/:company_id/sign_in_settings': ofCompany,
  'PATCH /companies/:company_id/sign_in_settings': ({ company }) => ({
    params: inCompany(company),
    body: { sign_in_settings: { second_factor_required: false } },
  }),
  'GET /companies/:company_id/sign_ins': ofCompany,
  'GET /companies/:company_id/users/:user_id/sign_in': inColleague,
  'DELETE /companies/:company_id/users/:user_id/sessions': inColleague,
  'DELETE /companies/:company_id/users/:user_id/second_factor': inColleague,
  'DELETE /companies/:company_id/users/:user_id/single_sign_on': inColleague,
}

const codes: Record<string, Example> = {
  'GET /standard_cost_code_lists': nothing,
  'GET /standard_cost_codes': ({ connection }) => ({ query: { standard_cost_code_list_id: connection } }),
  'PATCH /standard_cost_codes/sync': ({ standardCode, costType }) => ({
    body: { updates: [{ id: standardCode, default_line_item_type_ids: [costType] }] },
  }),
  'PATCH /standard_cost_codes/:standard_cost_code_id': ({ standardCode, costType }) => ({
    params: { standard_cost_code_id: standardCode },
    body: { standard_cost_code: { active: true, default_line_item_type_ids: [costType] } },
  }),
  'GET /line_item_types': nothing,
  'POST /standard_cost_codes': () => ({ body: { standard_cost_code: { code: '1' } } }),
  'POST /line_item_types': () => ({ body: { line_item_type: { code: 'Z' } } }),
  'POST /work_breakdown_structure/segments': () => ({ body: { segment: { name: 'Phase' } } }),
  'PATCH /line_item_types/sync': () => ({ body: { updates: [{ code: 'Z' }] } }),
  'GET /cost_codes': ofProject,
  'POST /cost_codes': ({ project }) => ({ body: { project_id: project, cost_code: { code: '9' } } }),
  'POST /cost_codes/copy_subset_from_standard_list': ({ project, standardCode, costType }) => ({
    body: { project_id: project, standard_cost_codes: [{ id: standardCode, line_item_type_ids: [costType] }] },
  }),
  'POST /cost_codes/copy_from_standard_list': ({ project }) => ({ body: { project_id: project } }),
  'PATCH /cost_codes/sync': ({ project, bareCode, costType }) => ({
    body: { project_id: project, updates: [{ id: bareCode, line_item_type_ids: [costType] }] },
  }),
  'DELETE /cost_codes/:cost_code_id': (of) => ({ params: { cost_code_id: of.bareCode }, ...ofProject(of) }),
  'GET /sub_jobs': ofProject,
  'GET /sub_jobs/:sub_job_id': (of) => ({ params: { sub_job_id: of.subJob }, ...ofProject(of) }),
  'POST /sub_jobs': ({ project }) => ({ body: { project_id: project, sub_job: { code: 'B1', name: 'Lobby' } } }),
  'PATCH /sub_jobs/sync': ({ project, subJob }) => ({
    body: { project_id: project, updates: [{ id: subJob, name: 'Alley' }] },
  }),
  'PATCH /sub_jobs/:sub_job_id': ({ project, subJob }) => ({
    params: { sub_job_id: subJob },
    body: { project_id: project, sub_job: { name: 'Alley', active: true } },
  }),
  'DELETE /sub_jobs/:sub_job_id': (of) => ({ params: { sub_job_id: of.subJob }, ...ofProject(of) }),
  'PATCH /cost_codes/:cost_code_id': ({ project, costCode, costType }) => ({
    params: { cost_code_id: costCode },
    body: { project_id: project, cost_code: { line_item_type_ids: [costType] } },
  }),
}

const directory: Record<string, Example> = {
  'GET /vendors': () => ({ query: { 'filters[search]': 'Bay' } }),
  'GET /companies/:company_id/vendors': ofCompany,
  'GET /projects/:project_id/vendors': inProject,
  'GET /vendors/:vendor_id': ({ vendor }) => ({ params: { vendor_id: vendor } }),
  'POST /vendors': () => ({ body: { vendor: { name: 'Cone Rental', city: 'Oakland', origin_id: 'CONE' } } }),
  'PATCH /vendors/sync': ({ vendor }) => ({ body: { updates: [{ id: vendor, city: 'Alameda' }] } }),
  'PATCH /vendors/:vendor_id': ({ vendor }) => ({
    params: { vendor_id: vendor },
    body: { vendor: { notes: 'Called.' } },
  }),
  'GET /vendors/:vendor_id/erp_accounts': ({ vendor }) => ({ params: { vendor_id: vendor } }),
  'POST /vendors/:vendor_id/erp_accounts': ({ vendor, connection }) => ({
    params: { vendor_id: vendor },
    body: { connection_id: connection },
  }),
  'DELETE /vendors/:vendor_id': ({ vendor }) => ({ params: { vendor_id: vendor } }),
  'GET /companies/:company_id/insurances': ofCompany,
  'GET /companies/:company_id/vendors/:vendor_id/insurances': ({ company, vendor }) => ({
    params: inCompany(company, { vendor_id: vendor }),
  }),
  'GET /projects': () => ({ query: { 'filters[active]': 'true' } }),
  'GET /projects/:project_id': inProject,
  'POST /projects': () => ({ body: { project: { name: 'Bridge', start_date: '2026-05-01' } } }),
  'PATCH /projects/sync': ({ project }) => ({ body: { updates: [{ id: project, city: 'Alameda' }] } }),
  'PATCH /projects/:project_id': (of) => ({ ...inProject(of), body: { project: { phone: '555' } } }),
  'PATCH /projects/:project_id/configuration': (of) => ({
    ...inProject(of),
    body: { project_configuration: { job_cost_transactions_enabled: true } },
  }),
  'DELETE /projects/:project_id': inProject,
}

function contracts(
  plural: string,
  singular: string,
  contract: 'subcontract' | 'purchaseOrder',
): Record<string, Example> {
  const one = (of: Named) => ({ contract_id: of[contract] })
  const line = (of: Named) => ({ contract_id: of[contract], line_item_id: of[`${contract}Line`] })
  const fields = (of: Named) => ({
    description: 'Asphalt',
    cost_code_id: of.costCode,
    line_item_type_id: of.costType,
    quantity: '2',
    unit_cost: '10.5',
  })
  const lines = `/${plural}/:contract_id/line_items`
  return {
    [`GET /${plural}`]: ofProject,
    [`GET /${plural}/:contract_id`]: (of) => ({ params: one(of), ...ofProject(of) }),
    [`POST /${plural}`]: (of) => ({
      body: {
        project_id: of.project,
        [singular]: { title: 'Paving', vendor_id: of.vendor, contract_date: '2026-04-01', line_items: [fields(of)] },
      },
    }),
    [`PATCH /${plural}/sync`]: (of) => ({
      body: { project_id: of.project, updates: [{ id: of[contract], title: 'Paving', vendor_id: of.vendor }] },
    }),
    [`PATCH /${plural}/:contract_id`]: (of) => ({
      params: one(of),
      body: { project_id: of.project, [singular]: { title: 'Paving', vendor_id: of.vendor, retainage_percent: '5' } },
    }),
    [`DELETE /${plural}/:contract_id`]: (of) => ({ params: one(of), ...ofProject(of) }),
    [`GET ${lines}`]: (of) => ({ params: one(of), ...ofProject(of) }),
    [`POST ${lines}`]: (of) => ({ params: one(of), body: { project_id: of.project, line_item: fields(of) } }),
    [`POST ${lines}/csv`]: (of) => ({
      params: one(of),
      body: { project_id: of.project, csv: 'item,description,unit,quantity,unit_price\nR-1,Sand,TON,2,3' },
    }),
    [`PATCH ${lines}/sync`]: (of) => ({
      params: one(of),
      body: { project_id: of.project, updates: [{ id: of[`${contract}Line`], ...fields(of), position: 1 }] },
    }),
    [`PATCH ${lines}/:line_item_id`]: (of) => ({
      params: line(of),
      body: { project_id: of.project, line_item: fields(of) },
    }),
    [`POST ${lines}/:line_item_id/split`]: (of) => ({
      params: line(of),
      body: { project_id: of.project, into: [{ amount: '60' }, { amount: '40' }] },
    }),
    [`DELETE ${lines}/:line_item_id`]: (of) => ({ params: line(of), ...ofProject(of) }),
  }
}

const ccoOf = (of: Named) => ({ project_id: of.project, change_order_id: of.changeOrder })
const ccoLineOf = (of: Named) => ({ ...ccoOf(of), line_item_id: of.changeOrderLine })
const added = (of: Named) => ({
  description: 'Speed table',
  cost_code_id: of.costCode,
  line_item_type_id: of.costType,
  amount: '120.00',
})
const CCOS = '/projects/:project_id/commitment_change_orders'

const ccos: Record<string, Example> = {
  [`GET ${CCOS}`]: inProject,
  [`GET ${CCOS}/:change_order_id`]: (of) => ({ params: ccoOf(of) }),
  [`POST ${CCOS}`]: (of) => ({
    ...inProject(of),
    body: {
      contract_id: of.subcontract,
      change_order: { title: 'More paving', due_date: '2026-05-01', line_items: [added(of)] },
    },
  }),
  [`PATCH ${CCOS}/:change_order_id`]: (of) => ({
    params: ccoOf(of),
    body: { change_order: { title: 'More paving', status: 'pending', reviewed_at: '2026-04-02' } },
  }),
  [`DELETE ${CCOS}/:change_order_id`]: (of) => ({ params: ccoOf(of) }),
  [`POST ${CCOS}/:change_order_id/line_items`]: (of) => ({
    params: ccoOf(of),
    body: { line_item: { commitment_line_item_id: of.subcontractLine, quantity: '1', amount: '50' } },
  }),
  [`PATCH ${CCOS}/:change_order_id/line_items/:line_item_id`]: (of) => ({
    params: ccoLineOf(of),
    body: { line_item: { description: 'Less asphalt', amount: '-25' } },
  }),
  [`DELETE ${CCOS}/:change_order_id/line_items/:line_item_id`]: (of) => ({ params: ccoLineOf(of) }),
}

const primeLine = (of: Named) => ({
  description: 'Curbs',
  cost_code_id: of.costCode,
  line_item_type_id: of.costType,
  amount: '20.50',
})
const contractOf = (of: Named) => ({ contract_id: of.primeContract })
const primeLineOf = (of: Named) => ({ ...contractOf(of), line_item_id: of.primeLine })

const prime: Record<string, Example> = {
  'GET /prime_contracts': ofProject,
  'GET /prime_contract/:contract_id': (of) => ({ params: contractOf(of), ...ofProject(of) }),
  'POST /prime_contract': (of) => ({
    body: { project_id: of.project, prime_contract: { number: '9', title: 'Owner', line_items: [primeLine(of)] } },
  }),
  'PATCH /prime_contract/:contract_id': (of) => ({
    params: contractOf(of),
    body: { project_id: of.project, prime_contract: { title: 'Owner', retainage_percent: '5' } },
  }),
  'DELETE /prime_contract/:contract_id': (of) => ({ params: contractOf(of), ...ofProject(of) }),
  'GET /prime_contracts/:contract_id/erp': (of) => ({ params: contractOf(of), ...ofProject(of) }),
  'POST /prime_contracts/:contract_id/reimport': (of) => ({ params: contractOf(of), body: { project_id: of.project } }),
  'GET /prime_contracts/:contract_id/line_items': (of) => ({ params: contractOf(of), ...ofProject(of) }),
  'POST /prime_contracts/:contract_id/line_items': (of) => ({
    params: contractOf(of),
    body: { project_id: of.project, line_item: primeLine(of) },
  }),
  'PATCH /prime_contracts/:contract_id/line_items/sync': (of) => ({
    params: contractOf(of),
    body: { project_id: of.project, updates: [{ id: of.primeLine, ...primeLine(of) }] },
  }),
  'PATCH /prime_contracts/:contract_id/line_items/:line_item_id': (of) => ({
    params: primeLineOf(of),
    body: { project_id: of.project, line_item: primeLine(of) },
  }),
  'DELETE /prime_contracts/:contract_id/line_items/:line_item_id': (of) => ({
    params: primeLineOf(of),
    ...ofProject(of),
  }),
  'GET /prime_contracts/:contract_id/payment_applications': (of) => ({ params: contractOf(of), ...ofProject(of) }),
  'POST /prime_contracts/:contract_id/payment_applications': (of) => ({
    params: contractOf(of),
    body: { project_id: of.project, payment_application: { invoice_number: '2', billing_date: '2026-05-31' } },
  }),
  'GET /payment_applications/:payment_application_id': (of) => ({
    params: { payment_application_id: of.ownerInvoice },
    ...ofProject(of),
  }),
  'PATCH /payment_applications/:payment_application_id': (of) => ({
    params: { payment_application_id: of.ownerInvoice },
    body: {
      project_id: of.project,
      payment_application: {
        period_end: '2026-04-30',
        g703: [{ contract_line_item_id: of.primeLine, work_completed_this_period: '5.00' }],
      },
    },
  }),
  'DELETE /payment_applications/:payment_application_id': (of) => ({
    params: { payment_application_id: of.ownerInvoice },
    ...ofProject(of),
  }),
}

const changeOrders = '/projects/:project_id/prime_change_orders'
const changeOf = (of: Named) => ({ project_id: of.project, change_order_id: of.primeChangeOrder })
const changeLineOf = (of: Named) => ({ ...changeOf(of), line_item_id: of.primeChangeOrderLine })

const primeChanges: Record<string, Example> = {
  [`GET ${changeOrders}`]: inProject,
  [`GET ${changeOrders}/:change_order_id`]: (of) => ({ params: changeOf(of) }),
  [`POST ${changeOrders}`]: (of) => ({
    ...inProject(of),
    body: {
      change_order: {
        contract_id: of.primeContract,
        title: 'Curbs',
        line_items: [{ contract_line_item_id: of.primeLine, ...primeLine(of) }],
        markups: [{ name: 'Fee', percent: '5' }],
      },
    },
  }),
  [`PATCH ${changeOrders}/:change_order_id`]: (of) => ({
    params: changeOf(of),
    body: { change_order: { title: 'Curbs', markups: [{ name: 'Bond', amount: '5.00' }] } },
  }),
  [`DELETE ${changeOrders}/:change_order_id`]: (of) => ({ params: changeOf(of) }),
  [`GET ${changeOrders}/:change_order_id/line_items`]: (of) => ({ params: changeOf(of) }),
  [`POST ${changeOrders}/:change_order_id/line_items`]: (of) => ({
    params: changeOf(of),
    body: { line_item: { contract_line_item_id: of.primeLine, ...primeLine(of) } },
  }),
  [`PATCH ${changeOrders}/:change_order_id/line_items/:line_item_id`]: (of) => ({
    params: changeLineOf(of),
    body: { line_item: primeLine(of) },
  }),
  [`DELETE ${changeOrders}/:change_order_id/line_items/:line_item_id`]: (of) => ({ params: changeLineOf(of) }),
}

const inSheet = ({ project, timesheet }: Named) => ({ project_id: project, timesheet_id: timesheet })
const inCard = (of: Named) => ({ ...inSheet(of), timecard_entry_id: of.timecard })
const period = { period_start: '2026-03-02', period_end: '2026-03-08' }

const time: Record<string, Example> = {
  'GET /employees': ofCompanyByQuery,
  'GET /projects/:project_id/timesheets': inProject,
  'POST /projects/:project_id/timesheets': (of) => ({ ...inProject(of), body: { timesheet: period } }),
  'GET /projects/:project_id/timesheets/:timesheet_id': (of) => ({ params: inSheet(of) }),
  'PATCH /projects/:project_id/timesheets/:timesheet_id': (of) => ({
    params: inSheet(of),
    body: { timesheet: period },
  }),
  'PATCH /projects/:project_id/timesheets/:timesheet_id/status': (of) => ({
    params: inSheet(of),
    body: { status: 'approved' },
  }),
  'DELETE /projects/:project_id/timesheets/:timesheet_id': (of) => ({ params: inSheet(of) }),
  'GET /projects/:project_id/timesheets/:timesheet_id/timecard_entries': (of) => ({ params: inSheet(of) }),
  'POST /projects/:project_id/timesheets/:timesheet_id/timecard_entries': (of) => ({
    params: inSheet(of),
    body: {
      timecard_entry: {
        employee_id: of.employee,
        date: '2026-03-03',
        cost_code_id: of.costCode,
        line_item_type_id: of.costType,
        regular_hours: '8',
      },
    },
  }),
  'PATCH /projects/:project_id/timesheets/:timesheet_id/timecard_entries/:timecard_entry_id': (of) => ({
    params: inCard(of),
    body: { timecard_entry: { overtime_hours: '1.5' } },
  }),
  'DELETE /projects/:project_id/timesheets/:timesheet_id/timecard_entries/:timecard_entry_id': (of) => ({
    params: inCard(of),
  }),
}

const money: Record<string, Example> = {
  'GET /tax_codes': ofCompanyByQuery,
  'GET /commitments': ofProject,
  'GET /projects/:project_id/direct_costs': inProject,
  'GET /projects/:project_id/direct_costs/totals': inProject,
  'GET /projects/:project_id/direct_costs/csv': inProject,
  'GET /projects/:project_id/direct_costs/vendors': inProject,
  'GET /companies/:company_id/unsyncable_direct_costs': ofCompany,
  'GET /projects/:project_id/job_costs': inProject,
  'GET /projects/:project_id/unsyncable_direct_costs': inProject,
}

const viewBody = {
  name: 'Cost left',
  columns: ['revised_budget', { label: 'Left', terms: [{ figure: 'revised_budget', sign: 1 }] }],
}
const ofView = (of: Named) => ({ params: { view_id: of.budgetView }, ...ofProject(of) })
const ofSnapshot = (of: Named) => ({ params: { snapshot_id: of.budgetSnapshot }, ...ofProject(of) })
const ofChange = ({ project, budgetChange }: Named): Sent => ({
  params: { project_id: project, budget_change_id: budgetChange },
})

const budgets: Record<string, Example> = {
  'GET /companies/:company_id/workflow_guide': ofCompany,
  'GET /projects/:project_id/workflow_guide': inProject,
  'GET /budget_views': ofProject,
  'GET /budget_view_columns': ofProject,
  'GET /budget_view_audiences': ofProject,
  'POST /budget_views': ({ project }) => ({ body: { project_id: project, budget_view: viewBody } }),
  'PATCH /budget_views/:view_id': ({ project, budgetView }) => ({
    params: { view_id: budgetView },
    body: { project_id: project, budget_view: viewBody },
  }),
  'DELETE /budget_views/:view_id': ofView,
  'GET /budget_views/:view_id/detail_rows': ofView,
  'GET /budget_views/:view_id/summary_rows': ofView,
  'GET /budget_view_snapshots': ofProject,
  'POST /budget_view_snapshots': ({ project, budgetView }) => ({
    body: { project_id: project, budget_view_snapshot: { name: 'Month end', budget_view_id: budgetView } },
  }),
  'GET /budget_view_snapshots/:snapshot_id': ofSnapshot,
  'GET /budget_view_snapshots/:snapshot_id/differences': ofSnapshot,
  'DELETE /budget_view_snapshots/:snapshot_id': ofSnapshot,
  'GET /projects/:project_id/budget': inProject,
  'POST /projects/:project_id/budget/lock': inProject,
  'DELETE /projects/:project_id/budget/lock': inProject,
  'GET /projects/:project_id/budget/erp': inProject,
  'PATCH /projects/:project_id/budget/erp': (of) => ({
    ...inProject(of),
    body: { budget: { export_forecast_amounts: true } },
  }),
  'POST /projects/:project_id/budget/import_from_erp': inProject,
  'POST /projects/:project_id/budget/settle': (of) => ({ ...inProject(of), body: { reason: 'Checked in the ERP.' } }),
  'GET /budget_line_items': ofProject,
  'POST /budget_line_items': ({ project, bareCode, costType }) => ({
    body: {
      project_id: project,
      budget_line_item: { cost_code_id: bareCode, line_item_type_id: costType, original_budget_amount: '10.00' },
    },
  }),
  'PATCH /budget_line_items/sync': ({ project, budgetLine }) => ({
    body: { project_id: project, updates: [{ id: budgetLine, quantity: '2', unit_cost: '10.5' }] },
  }),
  'PATCH /budget_line_items/:id': ({ project, budgetLine }) => ({
    params: { id: budgetLine },
    body: { project_id: project, budget_line_item: { original_budget_amount: '99.99' } },
  }),
  'DELETE /budget_line_items/:id': (of) => ({ params: { id: of.budgetLine }, ...ofProject(of) }),
  'GET /projects/:project_id/budget/sheet': (of) => ({ ...inProject(of), query: { of: 'lines', format: 'csv' } }),
  'POST /projects/:project_id/budget/import': (of) => ({
    ...inProject(of),
    body: { csv: 'cost_code,cost_type,amount\n02-100,L,12.00' },
  }),
  'GET /projects/:project_id/budget_changes': inProject,
  'POST /projects/:project_id/budget_changes': (of) => ({
    ...inProject(of),
    body: {
      budget_change: {
        title: 'Contingency',
        adjustment_line_items: [{ cost_code_id: of.costCode, line_item_type_id: of.costType, amount: '5.00' }],
      },
    },
  }),
  'GET /projects/:project_id/budget_changes/:budget_change_id': ofChange,
  'PATCH /projects/:project_id/budget_changes/:budget_change_id': (of) => ({
    ...ofChange(of),
    body: { budget_change: { title: 'Contingency', status: 'void' } },
  }),
  'DELETE /projects/:project_id/budget_changes/:budget_change_id': ofChange,
}

const periods = '/projects/:project_id/billing_periods'
const inPeriod = ({ project, emptyPeriod }: Named): Sent => ({
  params: { project_id: project, period_id: emptyPeriod },
})
const ofInvoice = ({ invoice }: Named) => ({ requisition_id: invoice })
const ofPayment = ({ payment }: Named) => ({ payment_id: payment })
const billingPeriod = { start_date: '2026-05-01', end_date: '2026-05-31', due_date: '2026-05-25' }

const invoices: Record<string, Example> = {
  [`GET ${periods}`]: inProject,
  [`POST ${periods}`]: (of) => ({ ...inProject(of), body: { billing_period: billingPeriod } }),
  [`PATCH ${periods}/:period_id`]: (of) => ({ ...inPeriod(of), body: { billing_period: { status: 'closed' } } }),
  [`DELETE ${periods}/:period_id`]: inPeriod,
  'GET /requisitions': ofProject,
  'GET /requisitions/:requisition_id': (of) => ({ params: ofInvoice(of), ...ofProject(of) }),
  'GET /requisitions/:requisition_id/erp_payments': (of) => ({ params: ofInvoice(of), ...ofProject(of) }),
  'POST /requisitions': ({ project, subcontract, emptyPeriod }) => ({
    body: {
      project_id: project,
      commitment_id: subcontract,
      requisition: { period_id: emptyPeriod, invoice_number: 'I-2', billing_date: '2026-04-30' },
    },
  }),
  'PATCH /requisitions/:requisition_id': (of) => ({
    params: ofInvoice(of),
    body: { project_id: of.project, requisition: { status: 'Under Review', billing_date: '2026-03-30' } },
  }),
  'DELETE /requisitions/:requisition_id': (of) => ({ params: ofInvoice(of), ...ofProject(of) }),
  'GET /requisitions/:requisition_id/items': (of) => ({ params: ofInvoice(of), ...ofProject(of) }),
  'PATCH /requisitions/:requisition_id/bulk_item_update': (of) => ({
    params: ofInvoice(of),
    body: {
      project_id: of.project,
      items: [{ line_item_id: of.subcontractLine, work_completed_this_period: '60.00', tax_amount: '1.00' }],
    },
  }),
  'POST /requisitions/:requisition_id/items/csv': (of) => ({
    params: ofInvoice(of),
    body: { project_id: of.project, csv: 'line,work_completed\n1,70' },
  }),
  'GET /commitments/:contract_id/detail_items': (of) => ({
    params: { contract_id: of.subcontract },
    ...ofProject(of),
  }),
  'PUT /commitments/:contract_id/line_items/:line_item_id/detail_items': (of) => ({
    params: { contract_id: of.purchaseOrder, line_item_id: of.purchaseOrderLine },
    body: { project_id: of.project, detail_items: [{ description: 'First half', amount: '50' }] },
  }),
  'GET /contract_payments': ofProject,
  'GET /contract_payments/:payment_id': (of) => ({ params: ofPayment(of), ...ofProject(of) }),
  'POST /contract_payments': (of) => ({
    body: {
      project_id: of.project,
      requisition_id: of.invoice,
      contract_payment: { payment_number: '7', date: '2026-04-03', amount: '5.00' },
    },
  }),
  'POST /contract_payments/:payment_id/void': (of) => ({
    params: ofPayment(of),
    body: { project_id: of.project, date: '2026-04-04' },
  }),
  'DELETE /contract_payments/:payment_id': (of) => ({ params: ofPayment(of), ...ofProject(of) }),
}

const atErp = (rest: string, method = 'POST') => `${method} /companies/:company_id/erp/${rest}`
const item = ({ company, subcontract }: Named) => inCompany(company, { kind: 'commitment', item_id: subcontract })
const move = (name: string, body: Record<string, unknown> = {}): [string, Example] => [
  atErp(`items/:kind/:item_id/${name}`),
  (of) => ({ params: item(of), body }),
]
const staged = ({ company, staged }: Named) => inCompany(company, { kind: 'company', erp_id: staged })
const many = (name: string): [string, Example] => [
  atErp(`staged/:kind/${name}-many`),
  (of) => ({ params: inCompany(of.company, { kind: 'company' }), body: { erp_ids: [of.staged] } }),
]
const seen = { rev: 1, hash: 'as-seen', answers: { erp_id: '26-001' } }

const items: Record<string, Example> = {
  [atErp('tabs', 'GET')]: ofCompany,
  [atErp('items', 'GET')]: (of) => ({ ...ofCompany(of), query: { kind: 'commitment', filter: 'Synced' } }),
  [atErp('staged', 'GET')]: (of) => ({ ...ofCompany(of), query: { kind: 'company', filter: 'Archived' } }),
  [atErp('items/:kind/previews')]: (of) => ({
    params: inCompany(of.company, { kind: 'commitment' }),
    body: { items: [of.subcontract] },
  }),
  [atErp('items/:kind/accept-many')]: (of) => ({
    params: inCompany(of.company, { kind: 'commitment' }),
    body: { items: [of.subcontract, { item_id: of.purchaseOrder, ...seen }] },
  }),
  [atErp('items/:kind/reject-many')]: (of) => ({
    params: inCompany(of.company, { kind: 'commitment' }),
    body: { items: [of.subcontract], reason: 'Wrong vendor.' },
  }),
  [atErp('ops/:op_key', 'GET')]: ({ company, op }) => ({ params: inCompany(company, { op_key: op }) }),
  [atErp('items/:kind/:item_id', 'GET')]: (of) => ({ params: item(of) }),
  [atErp('items/:kind/:item_id/preview', 'GET')]: (of) => ({
    params: item(of),
    query: { 'answers[erp_id]': '26-001' },
  }),
  ...Object.fromEntries([
    move('accept', seen),
    move('send'),
    move('send-again'),
    move('retrieve'),
    move('complete-missing'),
    ...['reject', 'adopt', 'adopt-different', 'declare-void', 'unlink'].map((name) =>
      move(name, { reason: 'Because.' }),
    ),
    many('add'),
    many('archive'),
    many('restore'),
  ]),
  [atErp('staged/:kind/:erp_id', 'GET')]: (of) => ({ params: staged(of) }),
  [atErp('staged/:kind/:erp_id/add')]: (of) => ({ params: staged(of), body: { answers: {} } }),
  [atErp('staged/:kind/:erp_id/link')]: (of) => ({ params: staged(of), body: { item: of.vendor } }),
  [atErp('staged/:kind/:erp_id/archive')]: (of) => ({ params: staged(of), body: {} }),
  [atErp('staged/:kind/:erp_id/restore')]: (of) => ({ params: staged(of), body: {} }),
}

const connection = ({ company, connection }: Named) =>
  inCompany(company, { connection_id: connection, feed: 'vendors' })

const connections: Record<string, Example> = {
  [atErp('health', 'GET')]: ofCompany,
  [atErp('connections/:connection_id/log', 'GET')]: (of) => ({ params: connection(of) }),
  [atErp('connections/:connection_id/log/ask')]: (of) => ({ params: connection(of), body: {} }),
  [atErp('connections', 'GET')]: ofCompany,
  [atErp('connectors', 'GET')]: ofCompany,
  [atErp('connections')]: (of) => ({ ...ofCompany(of), body: { connector: 'sage-300-cre', name: 'Second books' } }),
  [atErp('connections/:connection_id/enrolments')]: (of) => ({ params: connection(of), body: {} }),
  [atErp('agents/:agent_id/revoke')]: ({ company, agent }) => ({
    params: inCompany(company, { agent_id: agent }),
    body: { reason: 'Replaced.' },
  }),
  [atErp('thaw')]: (of) => ({ ...ofCompany(of), body: { reason: 'Looked into.' } }),
  [atErp('connections/:connection_id/feeds/:feed/sync')]: (of) => ({ params: connection(of), body: { mode: 'full' } }),
  [atErp('connections/:connection_id/feeds/:feed/schedule', 'PUT')]: (of) => ({
    params: connection(of),
    body: {
      every_minutes: 30,
      hours: { days: [1, 2], from: '22:00', to: '05:00' },
      pause: { reason: 'Year end.', until: null },
    },
  }),
  [atErp('connections/:connection_id/reads', 'GET')]: (of) => ({ params: connection(of), query: { feed: 'vendors' } }),
  [atErp('reads', 'GET')]: (of) => ({ ...ofCompany(of), query: { feed: 'vendors', state: 'failed' } }),
  [atErp('reads/:read_id/cancel')]: ({ company, read }) => ({
    params: inCompany(company, { read_id: read }),
    body: {},
  }),
  [atErp('files', 'GET')]: ofCompany,
  [atErp('unsyncable', 'GET')]: (of) => ({ ...ofCompany(of), query: { feed: 'vendors' } }),
  [atErp('settings', 'GET')]: ofCompany,
  [atErp('settings/:key', 'PUT')]: ({ company }) => ({
    params: inCompany(company, { key: 'adopt-by-second-person' }),
    body: { value: true },
  }),
  [atErp('settings/:key', 'DELETE')]: ({ company }) => ({
    params: inCompany(company, { key: 'adopt-by-second-person' }),
  }),
  [atErp('project_settings', 'GET')]: ofCompany,
}

const reports: Record<string, Example> = {
  'GET /companies/:company_id/reports': ofCompany,
  'GET /projects/:project_id/reports': inProject,
  'GET /projects/:project_id/reports/charts/cost_over_time': inProject,
  'GET /companies/:company_id/reports/charts/queue': ofCompany,
  'GET /companies/:company_id/reports/charts/sync_lag': ofCompany,
}
const schedule = ({ user }: Named) => ({
  schedule: {
    report: 'job_costs',
    question: { group_by: 'category' },
    frequency: 'weekly',
    day: 1,
    hour: 7,
    recipients: [user],
  },
})
for (const [base, of, id] of [
  ['/companies/:company_id', ofCompany, 'reportSchedule'],
  ['/projects/:project_id', inProject, 'projectReportSchedule'],
] as const) {
  reports[`GET ${base}/reports/schedules`] = of
  reports[`GET ${base}/reports/readers`] = of
  reports[`POST ${base}/reports/schedules`] = (named) => ({ ...of(named), body: schedule(named) })
  const one = (named: Named) => ({ params: { ...of(named).params, schedule_id: named[id] } })
  reports[`PATCH ${base}/reports/schedules/:schedule_id`] = (named) => ({
    ...one(named),
    body: { schedule: { hour: 9, recipients: [named.user] } },
  })
  reports[`DELETE ${base}/reports/schedules/:schedule_id`] = one
}
for (const { scope, key } of REPORTS) {
  const path = `GET /${scope === 'company' ? 'companies/:company_id' : 'projects/:project_id'}/reports/${key}`
  for (const each of ['', '/totals', '/download']) reports[path + each] = scope === 'company' ? ofCompany : inProject
}

const notices: Record<string, Example> = {
  'GET /companies/:company_id/notices': ofCompany,
  'GET /companies/:company_id/notices/unread': ofCompany,
  'PATCH /companies/:company_id/notices/:notice_id': ({ company, notice }) => ({
    params: inCompany(company, { notice_id: notice }),
    body: { notice: { read: true } },
  }),
  'POST /companies/:company_id/notices/read_all': (of) => ({ ...ofCompany(of), body: {} }),
  'GET /companies/:company_id/notice_choices': ofCompany,
  'PUT /companies/:company_id/notice_choices/:event': ({ company }) => ({
    params: inCompany(company, { event: 'rejected' }),
    body: { notice_choice: { page: true, email: false, summary: true } },
  }),
  [atErp('items/:kind/:item_id/comments', 'GET')]: (of) => ({ params: item(of) }),
  [atErp('items/:kind/:item_id/comments/people', 'GET')]: (of) => ({ params: item(of) }),
  [atErp('items/:kind/:item_id/comments')]: (of) => ({
    params: item(of),
    body: { comment: { text: 'Which phase?', mentions: [of.user] } },
  }),
  [atErp('items/:kind/:item_id/comments/:comment_id', 'DELETE')]: (of) => ({
    params: { ...item(of), comment_id: of.comment },
  }),
}

const flow = '/companies/:company_id/workflows/:kind/:item_id'
const flowing = ({ company, subcontract }: Named) => inCompany(company, { kind: 'commitment', item_id: subcontract })
const flowTemplates = '/companies/:company_id/workflow_templates'

const workflows: Record<string, Example> = {
  [`GET ${flowTemplates}`]: ofCompany,
  [`POST ${flowTemplates}`]: ({ company, user, template }) => ({
    params: inCompany(company),
    body: {
      workflow_template: {
        name: 'Large invoices',
        kinds: ['subcontractor-invoice'],
        from_amount: '50000',
        steps: [{ name: 'Review', people: [user], roles: [template] }],
      },
    },
  }),
  [`PATCH ${flowTemplates}/:template_id`]: ({ company, workflowTemplate }) => ({
    params: inCompany(company, { template_id: workflowTemplate }),
    body: { workflow_template: { from_amount: '60' } },
  }),
  [`DELETE ${flowTemplates}/:template_id`]: ({ company, workflowTemplate }) => ({
    params: inCompany(company, { template_id: workflowTemplate }),
  }),
  'GET /companies/:company_id/workflow_choices': ofCompany,
  [`GET ${flow}`]: (of) => ({ params: flowing(of) }),
  [`POST ${flow}/decide`]: (of) => ({ params: flowing(of), body: { decision: 'approve', step: 1 } }),
  [`POST ${flow}/withdraw`]: (of) => ({ params: flowing(of), body: {} }),
  [`POST ${flow}/pass-over`]: (of) => ({ params: flowing(of), body: {} }),
  [`POST ${flow}/start`]: (of) => ({ params: flowing(of), body: {} }),
  'GET /companies/:company_id/my_approvals': ofCompany,
  'GET /companies/:company_id/workflow_substitutes': ofCompany,
  'POST /companies/:company_id/workflow_substitutes': ({ company, user }) => ({
    params: inCompany(company),
    body: { substitute: { substitute_id: user, from: '2026-03-01', to: '2026-03-08' } },
  }),
  'DELETE /companies/:company_id/workflow_substitutes/:substitute_id': ({ company, substitute }) => ({
    params: inCompany(company, { substitute_id: substitute }),
  }),
}

/** By `METHOD /path`, the common beginning left out. */
export const EXAMPLES: Record<string, Example> = {
  ...people,
  ...signingIn,
  ...codes,
  ...directory,
  ...contracts('work_order_contracts', 'work_order_contract', 'subcontract'),
  ...contracts('purchase_order_contracts', 'purchase_order_contract', 'purchaseOrder'),
  ...ccos,
  ...prime,
  ...primeChanges,
  ...money,
  ...invoices,
  ...time,
  ...budgets,
  ...reports,
  ...items,
  ...connections,
  ...notices,
  ...workflows,
}

/** @throws Error when a route has no example: a new route needs one, so that the walks can try it. */
export function exampleOf(route: Route): Example {
  const example = EXAMPLES[keyOf(route)]
  if (!example) throw new Error(`tests/world/requests.ts has no example of ${keyOf(route)}.`)
  return example
}
