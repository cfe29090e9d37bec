/**
 * The permission matrix of the ERP Integrations tool as one table: who may do what. Nothing else in the product decides it; the
 * buttons, the API, `docs/permissions.md` and the page of permissions read it here. S = Standard, A = Admin on the company's ERP
 * Integrations tool. Pure; the pages read it too.
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
  /** Where it stands in the documents, or that it is ours. */
  source: string
}

/** The table of the manual: its words in the order in which they stand there. */
const manual = (row: string) => `ERP Integrations for Sage 300 CRE, Permissions: “${row}”`
const TRANSACTIONS = 'Enable ERP Job Cost Transaction Syncing on a Procore Project'
const OURS = 'ours'

const erp = (...levels: Level[]): Need => ({ tool: 'ERP Integrations', levels })
const A = erp('Admin')
const SA = erp('Standard', 'Admin')
const APPROVER: Need = { all: [SA, { privilege: 'Can Push to Accounting' }] }
/** What `approval` asks for where only Admins approve. */
export const ADMIN_APPROVER: Need = { all: [A, { privilege: 'Can Push to Accounting' }] }
const A_OR_ADMIN: Need = { any: [A, { tool: 'Admin', levels: ['Admin'] }] }
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

/** `source` is the row of the manual; without, the action is ours. */
const approving = (what: string, doing: string, source = OURS): Action => ({
  key: `accept-or-reject-${what}`,
  doing: `Accepting or rejecting ${doing}`,
  needs: APPROVER,
  approval: true,
  source,
})
const act = (key: string, doing: string, needs: Need, source = OURS): Action => ({ key, doing, needs, source })

export const ACTIONS: readonly Action[] = [
  approving('cost-codes', 'cost codes', manual('Accept or Reject Cost Codes for Export to ERP')),
  approving('budget', 'a budget', manual('Accept or Reject a Budget for Export to ERP')),
  approving('cco', 'a commitment change order', manual('Accept or Reject a CCO for Export to ERP')),
  approving('commitment', 'a commitment', manual('Accept or Reject a Commitment for Export to ERP')),
  approving('company', 'a company', manual('Accept or Reject a Company for Export to ERP')),
  approving('project', 'a project', manual('Accept or Reject a Project for Export to ERP')),
  approving('sub-job', 'a sub job', manual('Accept or Reject a Sub Job for Export to ERP')),
  approving(
    'subcontractor-invoice',
    'a subcontractor invoice',
    manual('Accept or Reject Subcontractor Invoices for Export to ERP'),
  ),
  approving('owner-invoice', 'an owner invoice', manual('Accept or Reject Owner Invoices for Export to ERP')),
  // "Standard" alone may only look (manual, PCCO).
  act(
    'accept-or-reject-pcco',
    'Accepting or rejecting a prime contract change order',
    ADMIN_APPROVER,
    manual('Accept or Reject a PCCO for Export to ERP'),
  ),

  act('add-project-to-erp', 'Adding a project to the ERP', SA, manual('Add a Procore Project to your ERP System')),
  act(
    'add-erp-company-to-directory',
    'Adding an ERP company to the directory',
    SA,
    manual('Add an ERP Company to the Procore Company Directory'),
  ),
  act('archive-erp-company', 'Archiving an ERP company', SA, manual('Archive an ERP Company in Procore')),
  act(
    'assign-default-cost-types',
    'Assigning default cost types',
    SA,
    manual('Assign Default Cost Types To ERP Standard Cost Codes'),
  ),
  act('import-budget', 'Importing a budget', SA, manual('Import a Budget from ERP')),
  act(
    'import-prime-contract',
    'Importing a prime contract',
    SA,
    manual('Import a Prime Contract from an Integrated ERP System into Procore'),
  ),
  act('import-sub-job', 'Importing an ERP sub job', SA, manual('Import an ERP Sub Job to a Procore Project')),
  act(
    'view-archived-companies',
    'Looking at archived companies',
    SA,
    manual('View the Archived Companies List for ERP'),
  ),

  act('add-erp-job', 'Adding an ERP job', A, manual('Add an ERP Job to Procore')),
  act(
    'configure-advanced-settings',
    'Changing the advanced settings',
    A,
    manual('Configure Advanced Settings: ERP Integrations'),
  ),
  act(
    'configure-sync-schedule',
    'Changing the sync schedule',
    A,
    manual('Configure the Sync Schedule for your ERP Integration'),
  ),
  act('configure-direct-exports', 'Switching direct exports', A, manual('Enable or Disable ERP Direct Exports')),
  act('link-erp-companies', 'Linking ERP companies', A, manual('Link ERP Companies to Procore Companies')),
  act('refresh-companies', 'Refreshing the companies', A, manual('Refresh the Companies List for ERP')),
  act('refresh-cost-codes', 'Refreshing cost codes', A, manual('Refresh the Cost Codes on an ERP Integrated Project')),
  act(
    'sync-job-cost-transactions',
    'Syncing job cost transactions',
    A,
    manual('Sync Job Cost Transactions from an Integrated ERP into Procore'),
  ),
  act(
    'sync-paid-invoice-notifications',
    'Syncing paid invoice notifications',
    A,
    manual('Sync Paid Invoice Notifications from ERP into Procore'),
  ),
  act('view-accountant-report', 'Looking at the accountant report', A, manual('View an Accountant Report for ERP')),

  act('unlink-cco', 'Unlinking a commitment change order', SA, manual('Unlink CCOs Synced with ERP')),
  act('unlink-commitment', 'Unlinking a commitment', SA, manual('Unlink Commitments Synced with ERP')),
  act('unlink-owner-invoice', 'Unlinking an owner invoice', SA, manual('Unlink Owner Invoices Synced with ERP')),
  act('unlink-pcco', 'Unlinking a prime contract change order', SA, manual('Unlink PCCOs Synced with ERP')),
  act(
    'unlink-subcontractor-invoice',
    'Unlinking a subcontractor invoice',
    SA,
    manual('Unlink Subcontractor Invoices Synced with ERP'),
  ),
  act('unlink-company', 'Unlinking a company', SA, manual('Unlink a Company Synced with ERP')),

  act(
    'view-synced-sub-jobs',
    'Looking at the synced sub jobs',
    {
      all: [
        SA,
        {
          any: [
            { tool: 'Directory', levels: ['Admin'] },
            { all: [{ tool: 'Directory', levels: ['Standard'] }, { permission: 'Create New Project' }] },
          ],
        },
      ],
    },
    manual('View a List of Synced Sub Jobs'),
  ),
  act(
    'view-job-costs-report',
    'Looking at the job costs report',
    { any: [A, projectReport] },
    manual('View an ERP Job Costs Report'),
  ),
  act(
    'view-unsyncable-direct-costs',
    'Looking at unsyncable direct costs',
    projectReport,
    manual('View an ERP Unsyncable Direct Costs Report'),
  ),
  // The item's own tool decides; the handler asks for Admin there.
  {
    key: 'send-item',
    doing: 'Sending an item to the ERP',
    source: manual('Send, Retrieve, or Resend Items to ERP Integrations for Accounting Acceptance'),
  },

  // Not rows of the table, but said elsewhere in the documents, or ours.
  // The documents name the export of timesheets without a row of its own: sent from the tool Timesheets, accepted as everything else.
  approving('timesheet', 'a timesheet'),
  act('unlink-timesheet', 'Unlinking a timesheet', SA),
  // Payments issued, and what of a budget, a sub job and a project was unlinked, have no row either: as for the items beside them.
  approving('payment', 'a payment'),
  act('unlink-payment', 'Unlinking a payment', SA),
  act('unlink-budget', 'Unlinking a budget', SA),
  act('unlink-sub-job', 'Unlinking a sub job', SA),
  // Of the whole company, with jobs that are no project: as for the company's Job Costs report.
  act('view-company-job-costs-report', 'Looking at the company’s job costs report', A),
  act('view-company-unsyncable-direct-costs', 'Looking at the company’s unsyncable direct costs', A),
  act('view-erp-tool', 'Looking at ERP Integrations', erp('Read Only', 'Standard', 'Admin')),
  act('refresh-jobs', 'Refreshing the jobs', A),
  act('unlink-project', 'Unlinking a project', SA),
  act('use-contract-number-as-erp-id', 'Using the contract number as the ERP ID', A),
  act(
    'enable-job-cost-transactions',
    'Switching job cost transactions on',
    { tool: 'Project Admin', levels: ['Admin'] },
    `${TRANSACTIONS}: 'Admin' on the project's Admin tool`,
  ),
  act(
    'view-direct-cost-detail',
    'Looking into direct costs',
    {
      all: [
        { tool: 'Budget', levels: ['Read Only', 'Standard', 'Admin'] },
        { any: [{ permission: 'View Direct Cost Detail' }, { tool: 'Budget', levels: ['Admin'] }] },
      ],
    },
    `${TRANSACTIONS}: 'View Direct Cost Detail'`,
  ),
  act('manage-connection', 'Managing the connection to the ERP', A_OR_ADMIN),
  act('view-audit', 'Looking at the audit', A_OR_ADMIN),
  // Ours: a workflow decides what goes to the books, so the two who may set that up otherwise may set it up here.
  act('manage-workflows', 'Managing workflows', A_OR_ADMIN),
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
