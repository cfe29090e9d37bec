/**
 * The permission matrix of the ERP Integrations tool as one table: who may do what. Nothing else in the product decides it; the
 * buttons, the API and the tests read it here. Source: the connector's manual, section Permissions, whose table is told in
 * `spec/permissions.md`; S = Standard, A = Admin on the company's ERP Integrations tool.
 */
import type { Level } from '../platform/route.ts'
import type { GranularPermission, Tool } from './tools.ts'

export type Need =
  | { tool: Tool; levels: readonly Level[] }
  /** The privilege that makes an accounting approver. */
  | { privilege: 'Can Push to Accounting' }
  | { permission: GranularPermission }
  | { all: Need[] }
  | { any: Need[] }

export interface Action {
  key: string
  /** Begins the sentence of a no: `Accepting or rejecting a commitment`. */
  doing: string
  /** Undefined: nothing is needed on any tool beyond being a member. */
  needs?: Need
  /** The company may set "Admin approvers only" (`settings.adminApproversOnly`), which takes S away. */
  approval?: true
}

const erp = (...levels: Level[]): Need => ({ tool: 'ERP Integrations', levels })
const A = erp('Admin')
const SA = erp('Standard', 'Admin')
const APPROVER: Need = { all: [SA, { privilege: 'Can Push to Accounting' }] }
const ADMIN_APPROVER: Need = { all: [A, { privilege: 'Can Push to Accounting' }] }
const projectReport: Need = {
  all: [
    { tool: 'Project Reports', levels: ['Read Only', 'Standard', 'Admin'] },
    {
      any: [
        { tool: 'Budget', levels: ['Admin'] },
        { tool: 'Prime Contract', levels: ['Admin'] },
      ],
    },
  ],
}

const approving = (what: string, doing: string): Action => ({
  key: `accept-or-reject-${what}`,
  doing: `Accepting or rejecting ${doing}`,
  needs: APPROVER,
  approval: true,
})
const act = (key: string, doing: string, needs: Need): Action => ({ key, doing, needs })

export const ACTIONS: readonly Action[] = [
  approving('cost-codes', 'cost codes'),
  approving('budget', 'a budget'),
  approving('cco', 'a commitment change order'),
  approving('commitment', 'a commitment'),
  approving('company', 'a company'),
  approving('project', 'a project'),
  approving('sub-job', 'a sub job'),
  approving('subcontractor-invoice', 'a subcontractor invoice'),
  approving('owner-invoice', 'an owner invoice'),
  // "Standard" alone may only look (manual, PCCO).
  act('accept-or-reject-pcco', 'Accepting or rejecting a prime contract change order', ADMIN_APPROVER),

  act('add-project-to-erp', 'Adding a project to the ERP', SA),
  act('add-erp-company-to-directory', 'Adding an ERP company to the directory', SA),
  act('archive-erp-company', 'Archiving an ERP company', SA),
  act('assign-default-cost-types', 'Assigning default cost types', SA),
  act('import-budget', 'Importing a budget', SA),
  act('import-prime-contract', 'Importing a prime contract', SA),
  act('import-sub-job', 'Importing an ERP sub job', SA),
  act('view-archived-companies', 'Looking at archived companies', SA),

  act('add-erp-job', 'Adding an ERP job', A),
  act('configure-advanced-settings', 'Changing the advanced settings', A),
  act('configure-sync-schedule', 'Changing the sync schedule', A),
  act('configure-direct-exports', 'Switching direct exports', A),
  act('link-erp-companies', 'Linking ERP companies', A),
  act('refresh-companies', 'Refreshing the companies', A),
  act('refresh-cost-codes', 'Refreshing cost codes', A),
  act('sync-job-cost-transactions', 'Syncing job cost transactions', A),
  act('sync-paid-invoice-notifications', 'Syncing paid invoice notifications', A),
  act('view-accountant-report', 'Looking at the accountant report', A),

  act('unlink-cco', 'Unlinking a commitment change order', SA),
  act('unlink-commitment', 'Unlinking a commitment', SA),
  act('unlink-owner-invoice', 'Unlinking an owner invoice', SA),
  act('unlink-pcco', 'Unlinking a prime contract change order', SA),
  act('unlink-subcontractor-invoice', 'Unlinking a subcontractor invoice', SA),
  act('unlink-company', 'Unlinking a company', SA),

  act('view-synced-sub-jobs', 'Looking at the synced sub jobs', {
    all: [
      SA,
      {
        any: [
          { tool: 'Directory', levels: ['Admin'] },
          { all: [{ tool: 'Directory', levels: ['Standard'] }, { permission: 'Create New Project' }] },
        ],
      },
    ],
  }),
  act('view-job-costs-report', 'Looking at the job costs report', { any: [A, projectReport] }),
  act('view-unsyncable-direct-costs', 'Looking at unsyncable direct costs', projectReport),
  // The item's own tool decides; the handler asks for Admin there.
  { key: 'send-item', doing: 'Sending an item to the ERP' },

  // Not rows of the table, but said elsewhere in the documents, or ours.
  // The documents name the export of timesheets without a row of its own: sent from the tool Timesheets, accepted as everything else.
  approving('timesheet', 'a timesheet'),
  act('unlink-timesheet', 'Unlinking a timesheet', SA),
  // Of the whole company, with jobs that are no project: as for the company's Job Costs report.
  act('view-company-unsyncable-direct-costs', 'Looking at the company’s unsyncable direct costs', A),
  act('view-erp-tool', 'Looking at ERP Integrations', erp('Read Only', 'Standard', 'Admin')),
  act('refresh-jobs', 'Refreshing the jobs', A),
  act('unlink-project', 'Unlinking a project', SA),
  act('use-contract-number-as-erp-id', 'Using the contract number as the ERP ID', A),
  act('enable-job-cost-transactions', 'Switching job cost transactions on', {
    tool: 'Project Admin',
    levels: ['Admin'],
  }),
  act('view-direct-cost-detail', 'Looking into direct costs', {
    all: [
      { tool: 'Budget', levels: ['Read Only', 'Standard', 'Admin'] },
      { any: [{ permission: 'View Direct Cost Detail' }, { tool: 'Budget', levels: ['Admin'] }] },
    ],
  }),
  act('manage-connection', 'Managing the connection to the ERP', { any: [A, { tool: 'Admin', levels: ['Admin'] }] }),
  act('view-audit', 'Looking at the audit', { any: [A, { tool: 'Admin', levels: ['Admin'] }] }),
  // Ours: a workflow decides what goes to the books, so the two who may set that up otherwise may set it up here.
  act('manage-workflows', 'Managing workflows', { any: [A, { tool: 'Admin', levels: ['Admin'] }] }),
  act('manage-people', 'Managing people and permissions', { tool: 'Admin', levels: ['Admin'] }),
  act('create-project', 'Creating a project', {
    any: [
      { tool: 'Directory', levels: ['Admin'] },
      { tool: 'Admin', levels: ['Admin'] },
      { permission: 'Create New Project' },
    ],
  }),
]

const BY_KEY = new Map(ACTIONS.map((action) => [action.key, action]))

/** An unknown key is a fault of the route that names it, found by the test that walks over all routes. */
export function actionOf(key: string): Action {
  const action = BY_KEY.get(key)
  if (!action) throw new Error(`The permission matrix has no action “${key}”.`)
  return action
}
