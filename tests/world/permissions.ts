/**
 * The permission table read a second time, by hand, from the manual and from what the product's own tools say; nothing here comes from
 * `src/access/matrix.ts`. The tests hold the product to it cell by cell.
 */
import type { Level } from '../../src/platform/route.ts'

/** Somebody, by what they have; a level that is not named is None. */
export interface Somebody {
  levels: Record<string, Level>
  projectLevels?: Record<string, Level>
  permissions?: string[]
  push?: boolean
  adminApproversOnly?: boolean
}

/**
 * Which levels on ERP Integrations (N, R, S, A) open an action to somebody who has nothing else: without and with the privilege Can Push to
 * Accounting. The first thirty-eight are the manual's rows, in its words beside.
 */
export const CELLS: Record<string, [without: string, withPush: string]> = {
  'accept-or-reject-cost-codes': ['', 'SA'],
  'accept-or-reject-owner-invoice': ['', 'SA'],
  'accept-or-reject-subcontractor-invoice': ['', 'SA'],
  'accept-or-reject-budget': ['', 'SA'],
  'accept-or-reject-cco': ['', 'SA'],
  'accept-or-reject-commitment': ['', 'SA'],
  'accept-or-reject-company': ['', 'SA'],
  'accept-or-reject-pcco': ['', 'A'],
  'accept-or-reject-project': ['', 'SA'],
  'accept-or-reject-sub-job': ['', 'SA'],
  'add-project-to-erp': ['SA', 'SA'],
  'add-erp-company-to-directory': ['SA', 'SA'],
  'add-erp-job': ['A', 'A'],
  'archive-erp-company': ['SA', 'SA'],
  'assign-default-cost-types': ['SA', 'SA'],
  'configure-advanced-settings': ['A', 'A'],
  'configure-sync-schedule': ['A', 'A'],
  'configure-direct-exports': ['A', 'A'],
  'import-budget': ['SA', 'SA'],
  'import-prime-contract': ['SA', 'SA'],
  'import-sub-job': ['SA', 'SA'],
  'link-erp-companies': ['A', 'A'],
  'refresh-companies': ['A', 'A'],
  'refresh-cost-codes': ['A', 'A'],
  'send-item': ['NRSA', 'NRSA'],
  'sync-job-cost-transactions': ['A', 'A'],
  'sync-paid-invoice-notifications': ['A', 'A'],
  'unlink-cco': ['SA', 'SA'],
  'unlink-commitment': ['SA', 'SA'],
  'unlink-owner-invoice': ['SA', 'SA'],
  'unlink-pcco': ['SA', 'SA'],
  'unlink-subcontractor-invoice': ['SA', 'SA'],
  'unlink-company': ['SA', 'SA'],
  'view-synced-sub-jobs': ['', ''],
  'view-accountant-report': ['A', 'A'],
  'view-job-costs-report': ['A', 'A'],
  'view-unsyncable-direct-costs': ['', ''],
  'view-archived-companies': ['SA', 'SA'],
  // Ours, or said elsewhere in the documents.
  'accept-or-reject-timesheet': ['', 'SA'],
  'accept-or-reject-payment': ['', 'SA'],
  'unlink-timesheet': ['SA', 'SA'],
  'unlink-payment': ['SA', 'SA'],
  'unlink-budget': ['SA', 'SA'],
  'unlink-sub-job': ['SA', 'SA'],
  'unlink-project': ['SA', 'SA'],
  'view-company-unsyncable-direct-costs': ['A', 'A'],
  'view-company-job-costs-report': ['A', 'A'],
  'view-audit': ['A', 'A'],
  'manage-workflows': ['A', 'A'],
  'view-erp-tool': ['RSA', 'RSA'],
  'refresh-jobs': ['A', 'A'],
  'use-contract-number-as-erp-id': ['A', 'A'],
  'enable-job-cost-transactions': ['', ''],
  'view-direct-cost-detail': ['', ''],
  'manage-connection': ['A', 'A'],
  'manage-people': ['', ''],
  'create-project': ['', ''],
}

/** The rows of the manual's table. */
export const ROWS_OF_THE_MANUAL = 38

/** "Admin approvers only" takes Standard from these; the manual's table ticks Admin, its text says Standard or Admin. */
export const ADMINS_ONLY = Object.keys(CELLS).filter((key) => key.startsWith('accept-or-reject-'))

const at = (of: Record<string, Level> | undefined, tool: string): Level => of?.[tool] ?? 'None'

function mayReadProjectReports({ projectLevels: of }: Somebody): boolean {
  return at(of, 'Project Reports') !== 'None' && (at(of, 'Budget') === 'Admin' || at(of, 'Prime Contract') === 'Admin')
}

/** Rows that other tools open or help to open. */
export const ELSEWHERE: Record<string, { tools: string[]; permission?: string; open(who: Somebody): boolean }> = {
  'view-synced-sub-jobs': {
    tools: ['Directory'],
    permission: 'Create New Project',
    open: ({ levels, permissions = [] }) =>
      ['Standard', 'Admin'].includes(at(levels, 'ERP Integrations')) &&
      (at(levels, 'Directory') === 'Admin' ||
        (at(levels, 'Directory') === 'Standard' && permissions.includes('Create New Project'))),
  },
  'view-job-costs-report': {
    tools: ['Project Reports', 'Budget', 'Prime Contract'],
    open: (who) => at(who.levels, 'ERP Integrations') === 'Admin' || mayReadProjectReports(who),
  },
  'view-unsyncable-direct-costs': {
    tools: ['Project Reports', 'Budget', 'Prime Contract'],
    open: mayReadProjectReports,
  },
  'enable-job-cost-transactions': {
    tools: ['Project Admin'],
    open: ({ projectLevels }) => at(projectLevels, 'Project Admin') === 'Admin',
  },
  'view-direct-cost-detail': {
    tools: ['Budget'],
    permission: 'View Direct Cost Detail',
    open: ({ projectLevels, permissions = [] }) =>
      at(projectLevels, 'Budget') === 'Admin' ||
      (at(projectLevels, 'Budget') !== 'None' && permissions.includes('View Direct Cost Detail')),
  },
  'manage-connection': {
    tools: ['Admin'],
    open: ({ levels }) => at(levels, 'ERP Integrations') === 'Admin' || at(levels, 'Admin') === 'Admin',
  },
  'view-audit': {
    tools: ['Admin'],
    open: ({ levels }) => at(levels, 'ERP Integrations') === 'Admin' || at(levels, 'Admin') === 'Admin',
  },
  'manage-workflows': {
    tools: ['Admin'],
    open: ({ levels }) => at(levels, 'ERP Integrations') === 'Admin' || at(levels, 'Admin') === 'Admin',
  },
  'manage-people': { tools: ['Admin'], open: ({ levels }) => at(levels, 'Admin') === 'Admin' },
  'create-project': {
    tools: ['Directory', 'Admin'],
    permission: 'Create New Project',
    open: ({ levels, permissions = [] }) =>
      at(levels, 'Directory') === 'Admin' ||
      at(levels, 'Admin') === 'Admin' ||
      permissions.includes('Create New Project'),
  },
}

/** Whether the table opens the action to somebody. */
export function opensTo(action: string, who: Somebody): boolean {
  const elsewhere = ELSEWHERE[action]
  if (elsewhere) return elsewhere.open(who)
  const cells = CELLS[action]
  if (!cells)
    throw new Error(`tests/world/permissions.ts has no row “${action}”: read it in the documents and write it there.`)
  const level = at(who.levels, 'ERP Integrations')
  const open = cells[who.push ? 1 : 0].includes(level[0] ?? '-')
  return open && !(who.adminApproversOnly && ADMINS_ONLY.includes(action) && level !== 'Admin')
}
