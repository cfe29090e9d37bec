/**
 * What the routes of the tools themselves ask: the level on the tool that opens each, kept beside the code so that a gate that moves is noticed. Together with the rows
 * of the matrix (`permission-requests.ts`) it names every route of the API; one that stands in neither fails the test.
 */
import type { Level } from '../../src/platform/route.ts'

/** Open to every member of the company. */
export const MEMBERS = `
  GET /me
  GET /companies
  GET /companies/:company_id/my_actions
  GET /companies/:company_id/my_tools
  GET /companies/:company_id/approval_settings
  GET /standard_cost_code_lists
  GET /standard_cost_codes
  GET /line_item_types
  POST /standard_cost_codes
  POST /line_item_types
  POST /work_breakdown_structure/segments
  GET /tax_codes
  GET /projects
  GET /projects/:project_id
  GET /employees
  GET /projects/:project_id/workflow_guide
  GET /companies/:company_id/workflow_templates
  GET /companies/:company_id/workflow_choices
  GET /companies/:company_id/workflow_substitutes
  GET /companies/:company_id/my_approvals
  GET /companies/:company_id/reports
  GET /projects/:project_id/reports
  GET /companies/:company_id/reports/schedules
  GET /projects/:project_id/reports/schedules
  GET /companies/:company_id/erp/files
  GET /companies/:company_id/notices
  GET /companies/:company_id/notices/unread
  GET /companies/:company_id/notice_choices
`

/** Decided by more than a level, each by tests of its own: whose account, whose turn, which item, which report it is about. */
export const DECIDED_BY_MORE = `
  POST /companies
  GET /me/sessions
  DELETE /me/sessions
  DELETE /me/sessions/:session_id
  PUT /me/password
  GET /me/second_factor
  POST /me/second_factor
  POST /me/second_factor/confirmation
  POST /me/second_factor/removal
  GET /companies/:company_id/workflows/:kind/:item_id
  POST /companies/:company_id/workflows/:kind/:item_id/start
  POST /companies/:company_id/workflows/:kind/:item_id/withdraw
  POST /companies/:company_id/workflows/:kind/:item_id/pass-over
  POST /companies/:company_id/workflows/:kind/:item_id/decide
  POST /companies/:company_id/workflow_substitutes
  DELETE /companies/:company_id/workflow_substitutes/:substitute_id
  PATCH /companies/:company_id/notices/:notice_id
  POST /companies/:company_id/notices/read_all
  PUT /companies/:company_id/notice_choices/:event
  GET /companies/:company_id/erp/items/:kind/:item_id/comments
  GET /companies/:company_id/erp/items/:kind/:item_id/comments/people
  POST /companies/:company_id/erp/items/:kind/:item_id/comments
  DELETE /companies/:company_id/erp/items/:kind/:item_id/comments/:comment_id
  GET /companies/:company_id/reports/readers
  POST /companies/:company_id/reports/schedules
  PATCH /companies/:company_id/reports/schedules/:schedule_id
  DELETE /companies/:company_id/reports/schedules/:schedule_id
  GET /projects/:project_id/reports/readers
  POST /projects/:project_id/reports/schedules
  PATCH /projects/:project_id/reports/schedules/:schedule_id
  DELETE /projects/:project_id/reports/schedules/:schedule_id
`

/** Any one of these tools shows a project's cost codes and sub jobs. */
export const READERS = ['Project Admin', 'Budget', 'Commitments', 'Prime Contract', 'Direct Costs']
export const SHOWN_BY_READERS = `
  GET /cost_codes
  GET /sub_jobs
  GET /sub_jobs/:sub_job_id
`

export const TOOL_GATES: [tool: string, level: Exclude<Level, 'None'>, routes: string][] = [
  [
    'Directory',
    'Read Only',
    `
      GET /companies/:company_id/users
      GET /companies/:company_id/users/:user_id
      GET /companies/:company_id/permission_templates
      GET /vendors
      GET /companies/:company_id/vendors
      GET /vendors/:vendor_id
      GET /vendors/:vendor_id/erp_accounts
      GET /companies/:company_id/insurances
      GET /companies/:company_id/vendors/:vendor_id/insurances
    `,
  ],
  [
    'Directory',
    'Standard',
    `
      POST /vendors
      POST /vendors/:vendor_id/erp_accounts
      PATCH /vendors/sync
      PATCH /vendors/:vendor_id
    `,
  ],
  [
    'Directory',
    'Admin',
    `
      DELETE /vendors/:vendor_id
      PATCH /projects/sync
      DELETE /projects/:project_id
    `,
  ],
  [
    'Project Admin',
    'Standard',
    `
      POST /cost_codes
      POST /cost_codes/copy_subset_from_standard_list
      POST /cost_codes/copy_from_standard_list
      PATCH /cost_codes/sync
      PATCH /cost_codes/:cost_code_id
      DELETE /cost_codes/:cost_code_id
      PATCH /projects/:project_id
      POST /sub_jobs
      PATCH /sub_jobs/sync
      PATCH /sub_jobs/:sub_job_id
      DELETE /sub_jobs/:sub_job_id
    `,
  ],
  [
    'Budget',
    'Read Only',
    `
      GET /projects/:project_id/budget
      GET /budget_views
      GET /budget_view_columns
      GET /budget_view_audiences
      GET /budget_views/:view_id/detail_rows
      GET /budget_views/:view_id/summary_rows
      GET /budget_view_snapshots
      GET /budget_view_snapshots/:snapshot_id
      GET /budget_view_snapshots/:snapshot_id/differences
      GET /budget_line_items
      GET /projects/:project_id/budget_changes
      GET /projects/:project_id/budget_changes/:budget_change_id
      GET /projects/:project_id/budget/sheet
      GET /projects/:project_id/budget/erp
      GET /projects/:project_id/reports/charts/cost_over_time
    `,
  ],
  [
    'Budget',
    'Standard',
    `
      POST /budget_views
      PATCH /budget_views/:view_id
      DELETE /budget_views/:view_id
      POST /budget_view_snapshots
      DELETE /budget_view_snapshots/:snapshot_id
      POST /budget_line_items
      PATCH /budget_line_items/sync
      PATCH /budget_line_items/:id
      DELETE /budget_line_items/:id
      POST /projects/:project_id/budget_changes
      PATCH /projects/:project_id/budget_changes/:budget_change_id
      DELETE /projects/:project_id/budget_changes/:budget_change_id
      POST /projects/:project_id/budget/import
    `,
  ],
  [
    'Budget',
    'Admin',
    `
      POST /projects/:project_id/budget/lock
      DELETE /projects/:project_id/budget/lock
      PATCH /projects/:project_id/budget/erp
    `,
  ],
  [
    'Prime Contract',
    'Read Only',
    `
      GET /prime_contracts
      GET /prime_contract/:contract_id
      GET /prime_contracts/:contract_id/erp
      GET /prime_contracts/:contract_id/line_items
    `,
  ],
  [
    'Prime Contract',
    'Standard',
    `
      POST /prime_contract
      PATCH /prime_contract/:contract_id
      POST /prime_contracts/:contract_id/line_items
      PATCH /prime_contracts/:contract_id/line_items/sync
      PATCH /prime_contracts/:contract_id/line_items/:line_item_id
      DELETE /prime_contracts/:contract_id/line_items/:line_item_id
    `,
  ],
  [
    'Prime Contract',
    'Admin',
    `
      DELETE /prime_contract/:contract_id
    `,
  ],
  [
    'Commitments',
    'Read Only',
    `
      GET /projects/:project_id/vendors
      GET /commitments
      GET /work_order_contracts
      GET /work_order_contracts/:contract_id
      GET /work_order_contracts/:contract_id/line_items
      GET /purchase_order_contracts
      GET /purchase_order_contracts/:contract_id
      GET /purchase_order_contracts/:contract_id/line_items
      GET /projects/:project_id/commitment_change_orders
      GET /projects/:project_id/commitment_change_orders/:change_order_id
    `,
  ],
  [
    'Commitments',
    'Standard',
    `
      POST /work_order_contracts
      PATCH /work_order_contracts/sync
      PATCH /work_order_contracts/:contract_id
      POST /work_order_contracts/:contract_id/line_items
      POST /work_order_contracts/:contract_id/line_items/csv
      PATCH /work_order_contracts/:contract_id/line_items/sync
      PATCH /work_order_contracts/:contract_id/line_items/:line_item_id
      POST /work_order_contracts/:contract_id/line_items/:line_item_id/split
      DELETE /work_order_contracts/:contract_id/line_items/:line_item_id
      POST /purchase_order_contracts
      PATCH /purchase_order_contracts/sync
      PATCH /purchase_order_contracts/:contract_id
      POST /purchase_order_contracts/:contract_id/line_items
      POST /purchase_order_contracts/:contract_id/line_items/csv
      PATCH /purchase_order_contracts/:contract_id/line_items/sync
      PATCH /purchase_order_contracts/:contract_id/line_items/:line_item_id
      POST /purchase_order_contracts/:contract_id/line_items/:line_item_id/split
      DELETE /purchase_order_contracts/:contract_id/line_items/:line_item_id
      POST /projects/:project_id/commitment_change_orders
      PATCH /projects/:project_id/commitment_change_orders/:change_order_id
      POST /projects/:project_id/commitment_change_orders/:change_order_id/line_items
      PATCH /projects/:project_id/commitment_change_orders/:change_order_id/line_items/:line_item_id
      DELETE /projects/:project_id/commitment_change_orders/:change_order_id/line_items/:line_item_id
    `,
  ],
  [
    'Commitments',
    'Admin',
    `
      DELETE /work_order_contracts/:contract_id
      DELETE /purchase_order_contracts/:contract_id
      DELETE /projects/:project_id/commitment_change_orders/:change_order_id
    `,
  ],
  [
    'Change Orders',
    'Read Only',
    `
      GET /projects/:project_id/prime_change_orders
      GET /projects/:project_id/prime_change_orders/:change_order_id
      GET /projects/:project_id/prime_change_orders/:change_order_id/line_items
    `,
  ],
  [
    'Change Orders',
    'Standard',
    `
      POST /projects/:project_id/prime_change_orders
      PATCH /projects/:project_id/prime_change_orders/:change_order_id
      POST /projects/:project_id/prime_change_orders/:change_order_id/line_items
      PATCH /projects/:project_id/prime_change_orders/:change_order_id/line_items/:line_item_id
      DELETE /projects/:project_id/prime_change_orders/:change_order_id/line_items/:line_item_id
    `,
  ],
  [
    'Change Orders',
    'Admin',
    `
      DELETE /projects/:project_id/prime_change_orders/:change_order_id
    `,
  ],
  [
    'Invoicing',
    'Read Only',
    `
      GET /projects/:project_id/billing_periods
      GET /requisitions
      GET /requisitions/:requisition_id
      GET /requisitions/:requisition_id/erp_payments
      GET /requisitions/:requisition_id/items
      GET /commitments/:contract_id/detail_items
      GET /contract_payments
      GET /contract_payments/:payment_id
      GET /prime_contracts/:contract_id/payment_applications
      GET /payment_applications/:payment_application_id
    `,
  ],
  [
    'Invoicing',
    'Standard',
    `
      POST /requisitions
      PATCH /requisitions/:requisition_id
      PATCH /requisitions/:requisition_id/bulk_item_update
      POST /requisitions/:requisition_id/items/csv
      PUT /commitments/:contract_id/line_items/:line_item_id/detail_items
      POST /prime_contracts/:contract_id/payment_applications
      PATCH /payment_applications/:payment_application_id
    `,
  ],
  [
    'Invoicing',
    'Admin',
    `
      POST /projects/:project_id/billing_periods
      PATCH /projects/:project_id/billing_periods/:period_id
      DELETE /projects/:project_id/billing_periods/:period_id
      DELETE /requisitions/:requisition_id
      POST /contract_payments
      POST /contract_payments/:payment_id/void
      DELETE /contract_payments/:payment_id
      DELETE /payment_applications/:payment_application_id
    `,
  ],
  [
    'Direct Costs',
    'Read Only',
    `
      GET /projects/:project_id/direct_costs
      GET /projects/:project_id/direct_costs/totals
      GET /projects/:project_id/direct_costs/csv
      GET /projects/:project_id/direct_costs/vendors
    `,
  ],
  [
    'Timesheets',
    'Read Only',
    `
      GET /projects/:project_id/timesheets
      GET /projects/:project_id/timesheets/:timesheet_id
      GET /projects/:project_id/timesheets/:timesheet_id/timecard_entries
    `,
  ],
  [
    'Timesheets',
    'Standard',
    `
      POST /projects/:project_id/timesheets
      PATCH /projects/:project_id/timesheets/:timesheet_id
      POST /projects/:project_id/timesheets/:timesheet_id/timecard_entries
      PATCH /projects/:project_id/timesheets/:timesheet_id/timecard_entries/:timecard_entry_id
      DELETE /projects/:project_id/timesheets/:timesheet_id/timecard_entries/:timecard_entry_id
    `,
  ],
  [
    'Timesheets',
    'Admin',
    `
      PATCH /projects/:project_id/timesheets/:timesheet_id/status
      DELETE /projects/:project_id/timesheets/:timesheet_id
    `,
  ],
]

export const keysIn = (text: string): string[] => text.trim().split(/\n\s*/)
