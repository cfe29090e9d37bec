/** For each row of the permission matrix, the requests that carry it out: every one must agree with the row's cells. */
import type { Named } from './company.ts'
import type { Sent } from './requests.ts'

/** `METHOD /path` and what to send; without, the example of `requests.ts`. */
export type Try = [key: string, sent?: Sent]

const erp = (rest: string, method = 'POST') => `${method} /companies/:company_id/erp/${rest}`
const reason = { reason: 'Because.' }

function moves(of: Named, kind: string, item: number, ...names: string[]): Try[] {
  const bodies: Record<string, Sent['body']> = {
    send: {},
    'send-again': {},
    retrieve: {},
    accept: { rev: 1, hash: 'as-seen', answers: {} },
    'complete-missing': {},
  }
  return names.map((name) => [
    erp(`items/:kind/:item_id/${name}`),
    { params: { company_id: of.company, kind, item_id: item }, body: bodies[name] ?? reason },
  ])
}

function many(of: Named, kind: string, name: 'accept' | 'reject'): Try {
  const body = name === 'accept' ? { items: [1] } : { items: [1], ...reason }
  return [erp(`items/:kind/${name}-many`), { params: { company_id: of.company, kind }, body }]
}

function staged(of: Named, kind: string, name: 'add' | 'archive' | 'restore'): Try {
  return [erp(`staged/:kind/${name}-many`), { params: { company_id: of.company, kind }, body: { erp_ids: ['none'] } }]
}

function sync(of: Named, ...feeds: string[]): Try[] {
  return feeds.map((feed) => [
    erp('connections/:connection_id/feeds/:feed/sync'),
    { params: { company_id: of.company, connection_id: of.connection, feed }, body: {} },
  ])
}

function setting(of: Named, key: string, value: boolean | string): Try {
  return [erp('settings/:key', 'PUT'), { params: { company_id: of.company, key }, body: { value } }]
}

/** A report: its rows, its sums, its file. */
const report = (of: string, key: string): Try[] =>
  ['', '/totals', '/download'].map((each) => [`GET /${of}/reports/${key}${each}`])

/** An item of ours of each kind that is exported; a budget's export is made by locking it, so a budget change stands for it. */
export const itemsOf = (of: Named): Record<string, { kind: string; item: number; tool: string }> => ({
  'cost-codes': { kind: 'cost-code', item: of.project, tool: 'Project Admin' },
  budget: { kind: 'budget-change', item: of.budgetChange, tool: 'Budget' },
  cco: { kind: 'commitment-change-order', item: of.changeOrder, tool: 'Commitments' },
  commitment: { kind: 'commitment', item: of.subcontract, tool: 'Commitments' },
  company: { kind: 'company', item: of.vendor, tool: 'Directory' },
  pcco: { kind: 'prime-change-order', item: of.primeChangeOrder, tool: 'Change Orders' },
  project: { kind: 'job', item: of.project, tool: 'Project Admin' },
  'sub-job': { kind: 'sub-job', item: of.subJob, tool: 'Project Admin' },
  'subcontractor-invoice': { kind: 'subcontractor-invoice', item: of.invoice, tool: 'Invoicing' },
  'owner-invoice': { kind: 'owner-invoice', item: of.ownerInvoice, tool: 'Invoicing' },
  timesheet: { kind: 'timecards', item: of.timesheet, tool: 'Timesheets' },
  payment: { kind: 'payment', item: of.payment, tool: 'Invoicing' },
})

const UNLINKED = [
  'cco',
  'commitment',
  'owner-invoice',
  'pcco',
  'subcontractor-invoice',
  'company',
  'timesheet',
  'payment',
]
const APPROVER = ['reject', 'accept', 'adopt', 'adopt-different', 'declare-void', 'complete-missing']

export function requestsOf(of: Named): Record<string, Try[]> {
  const { company } = of
  const inCompany = { params: { company_id: company } }
  const approving = Object.entries(itemsOf(of)).map(([row, { kind, item }]): [string, Try[]] => [
    `accept-or-reject-${row}`,
    [
      ...moves(of, kind, item, ...(row === 'commitment' ? APPROVER : ['reject'])),
      many(of, kind, 'accept'),
      many(of, kind, 'reject'),
    ],
  ])
  const unlinking = [...UNLINKED, 'budget', 'sub-job', 'project'].map((row): [string, Try[]] => {
    const { kind, item } = itemsOf(of)[row]!
    return [`unlink-${row}`, moves(of, kind, item, 'unlink')]
  })
  const list = (kind: string, filter: string): Sent => ({ ...inCompany, query: { kind, filter } })
  return {
    ...Object.fromEntries([...approving, ...unlinking]),
    'accept-or-reject-budget': [
      ...(Object.fromEntries(approving)['accept-or-reject-budget'] ?? []),
      many(of, 'budget', 'accept'),
      ['POST /projects/:project_id/budget/settle'],
    ],
    'add-project-to-erp': moves(of, 'job', of.project, 'send', 'retrieve'),
    'add-erp-company-to-directory': [staged(of, 'company', 'add'), [erp('staged/:kind/:erp_id/add')]],
    'archive-erp-company': [
      staged(of, 'company', 'archive'),
      staged(of, 'company', 'restore'),
      [erp('staged/:kind/:erp_id/archive')],
      [erp('staged/:kind/:erp_id/restore')],
    ],
    'link-erp-companies': [[erp('staged/:kind/:erp_id/link')]],
    'view-archived-companies': [
      [erp('staged', 'GET'), list('company', 'Archived')],
      ...report('companies/:company_id', 'archived_companies'),
    ],
    'assign-default-cost-types': [
      ['PATCH /standard_cost_codes/sync'],
      ['PATCH /standard_cost_codes/:standard_cost_code_id'],
      ['PATCH /line_item_types/sync'],
    ],
    'import-budget': [['POST /projects/:project_id/budget/import_from_erp']],
    'import-prime-contract': [
      staged(of, 'prime-contract', 'add'),
      ...sync(of, 'contracts'),
      ['POST /prime_contracts/:contract_id/reimport'],
    ],
    'import-sub-job': [staged(of, 'sub-job', 'add'), staged(of, 'sub-job', 'archive')],
    'view-synced-sub-jobs': [
      [erp('items', 'GET'), list('sub-job', 'Synced')],
      ...report('companies/:company_id', 'synced_sub_jobs'),
    ],
    'add-erp-job': [staged(of, 'job', 'add'), staged(of, 'job', 'archive')],
    'configure-advanced-settings': [setting(of, 'adopt-by-second-person', false), [erp('settings/:key', 'DELETE')]],
    'configure-direct-exports': [setting(of, 'direct-export-commitments', 'off')],
    'use-contract-number-as-erp-id': [setting(of, 'contract-number-as-erp-id', false)],
    'configure-sync-schedule': [[erp('connections/:connection_id/feeds/:feed/schedule', 'PUT')]],
    'refresh-companies': sync(of, 'vendors'),
    'refresh-jobs': sync(of, 'jobs', 'sub-jobs'),
    'refresh-cost-codes': sync(of, 'standard-categories', 'standard-cost-codes', 'job-cost-codes', 'job-categories'),
    'sync-job-cost-transactions': sync(of, 'job-cost-summary', 'job-cost-transactions', 'billed-rate-transactions'),
    'sync-paid-invoice-notifications': sync(of, 'paid-invoices', 'invoice-payments'),
    'view-accountant-report': report('companies/:company_id', 'accountant'),
    'view-audit': ['', '/words', '/verification', '/file'].map(
      (each): Try => [`GET /companies/:company_id/history${each}`],
    ),
    'view-job-costs-report': [['GET /projects/:project_id/job_costs'], ...report('projects/:project_id', 'job_costs')],
    'view-company-job-costs-report': report('companies/:company_id', 'job_costs'),
    'view-unsyncable-direct-costs': [
      ['GET /projects/:project_id/unsyncable_direct_costs'],
      ...report('projects/:project_id', 'unsyncable_direct_costs'),
    ],
    'view-company-unsyncable-direct-costs': [
      ['GET /companies/:company_id/unsyncable_direct_costs'],
      ...report('companies/:company_id', 'unsyncable_direct_costs'),
    ],
    'manage-workflows': [
      ['POST /companies/:company_id/workflow_templates'],
      ['PATCH /companies/:company_id/workflow_templates/:template_id'],
      ['DELETE /companies/:company_id/workflow_templates/:template_id'],
    ],
    'view-direct-cost-detail': [
      ['GET /projects/:project_id/direct_costs', { params: { project_id: of.project }, query: { view: 'detail' } }],
    ],
    'enable-job-cost-transactions': [['PATCH /projects/:project_id/configuration']],
    'view-erp-tool': [
      ...['tabs', 'connections', 'connectors', 'unsyncable', 'settings'].map((each): Try => [erp(each, 'GET')]),
      ...['ops/:op_key', 'staged/:kind/:erp_id', 'connections/:connection_id/reads'].map(
        (each): Try => [erp(each, 'GET')],
      ),
      [erp('items', 'GET'), list('commitment', 'Synced')],
      [erp('staged', 'GET'), list('company', 'Ready to Import')],
      ['GET /companies/:company_id/workflow_guide'],
      ['GET /companies/:company_id/reports/charts/queue'],
      ['GET /companies/:company_id/reports/charts/sync_lag'],
      ...['reads', 'project_settings', 'health'].map((each): Try => [erp(each, 'GET')]),
      [erp('items/:kind/previews')],
      [erp('items/:kind/:item_id', 'GET')],
      [erp('items/:kind/:item_id/preview', 'GET')],
    ],
    'manage-connection': [
      [erp('connections')],
      [erp('connections/:connection_id/enrolments')],
      [erp('agents/:agent_id/revoke')],
      [erp('thaw')],
      [erp('reads/:read_id/cancel')],
      [erp('connections/:connection_id/log', 'GET')],
      [erp('connections/:connection_id/log/ask')],
      ...sync(of, 'employees'),
    ],
    'manage-people': [
      ['POST /companies/:company_id/users'],
      ['PATCH /companies/:company_id/users/:user_id'],
      ['GET /companies/:company_id/users/:user_id/sign_in'],
      ['DELETE /companies/:company_id/users/:user_id/sessions'],
      ['DELETE /companies/:company_id/users/:user_id/second_factor'],
      ['DELETE /companies/:company_id/users/:user_id/single_sign_on'],
      ['GET /companies/:company_id/sign_ins'],
      ['GET /companies/:company_id/sign_in_settings'],
      ['PATCH /companies/:company_id/sign_in_settings'],
      ['PUT /projects/:project_id/users/:user_id'],
      ['DELETE /projects/:project_id/users/:user_id'],
      ['POST /companies/:company_id/permission_templates'],
      ['PATCH /companies/:company_id/permission_templates/:template_id'],
      ['DELETE /companies/:company_id/permission_templates/:template_id'],
      ['GET /companies/:company_id/api_clients'],
      ['POST /companies/:company_id/api_clients'],
      ['DELETE /companies/:company_id/api_clients/:client_id'],
      [
        'PATCH /companies/:company_id/approval_settings',
        { ...inCompany, body: { approval_settings: { fourEyes: false } } },
      ],
    ],
    'create-project': [['POST /projects']],
    // Sending asks nothing of ERP Integrations, and Admin on the item's own tool: tried on each kind of item below.
    'send-item': [],
  }
}
