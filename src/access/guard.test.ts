import { describe, expect, it } from 'vitest'
import type { Level } from '../platform/route.ts'
import { concernsProject, type Rights, whyShut } from './guard.ts'
import { ACTIONS } from './matrix.ts'
import { LEVELS } from './tools.ts'

const rights = (over: Partial<Rights> = {}): Rights => ({
  levels: {},
  permissions: [],
  canPushToAccounting: false,
  adminApproversOnly: false,
  ...over,
})

/**
 * The document's table again, written by hand from spec/permissions.md, as an independent reading: which levels on ERP Integrations
 * open the action without and with the privilege, for a person with nothing else. `-` none, R S A levels from there on their own.
 */
const TABLE: Record<string, [without: string, withPush: string]> = {
  'accept-or-reject-cost-codes': ['', 'SA'],
  'accept-or-reject-budget': ['', 'SA'],
  'accept-or-reject-cco': ['', 'SA'],
  'accept-or-reject-commitment': ['', 'SA'],
  'accept-or-reject-company': ['', 'SA'],
  'accept-or-reject-project': ['', 'SA'],
  'accept-or-reject-sub-job': ['', 'SA'],
  'accept-or-reject-subcontractor-invoice': ['', 'SA'],
  'accept-or-reject-owner-invoice': ['', 'SA'],
  'accept-or-reject-pcco': ['', 'A'],
  'add-project-to-erp': ['SA', 'SA'],
  'add-erp-company-to-directory': ['SA', 'SA'],
  'archive-erp-company': ['SA', 'SA'],
  'assign-default-cost-types': ['SA', 'SA'],
  'import-budget': ['SA', 'SA'],
  'import-prime-contract': ['SA', 'SA'],
  'import-sub-job': ['SA', 'SA'],
  'view-archived-companies': ['SA', 'SA'],
  'add-erp-job': ['A', 'A'],
  'configure-advanced-settings': ['A', 'A'],
  'configure-sync-schedule': ['A', 'A'],
  'configure-direct-exports': ['A', 'A'],
  'link-erp-companies': ['A', 'A'],
  'refresh-companies': ['A', 'A'],
  'refresh-cost-codes': ['A', 'A'],
  'sync-job-cost-transactions': ['A', 'A'],
  'sync-paid-invoice-notifications': ['A', 'A'],
  'view-accountant-report': ['A', 'A'],
  'unlink-cco': ['SA', 'SA'],
  'unlink-commitment': ['SA', 'SA'],
  'unlink-owner-invoice': ['SA', 'SA'],
  'unlink-pcco': ['SA', 'SA'],
  'unlink-subcontractor-invoice': ['SA', 'SA'],
  'unlink-company': ['SA', 'SA'],
  'view-synced-sub-jobs': ['', ''],
  'view-job-costs-report': ['A', 'A'],
  'view-unsyncable-direct-costs': ['', ''],
  'send-item': ['NRSA', 'NRSA'],
}

const opens = (action: string, push: boolean, more: Partial<Rights> = {}) =>
  LEVELS.filter((level) => {
    const levels: Record<string, Level> = { ...more.levels, 'ERP Integrations': level }
    return whyShut({ action }, rights({ ...more, levels, canPushToAccounting: push })) === undefined
  })
    .map((level) => level[0])
    .join('')

describe('the permission matrix', () => {
  it.each(Object.entries(TABLE))('%s, cell by cell', (action, [without, withPush]) => {
    expect([opens(action, false), opens(action, true)]).toEqual([without, withPush])
  })

  it('has each action once', () => {
    expect(new Set(ACTIONS.map((each) => each.key)).size).toBe(ACTIONS.length)
  })

  it('lets a company keep approving to Admins', () => {
    expect(opens('accept-or-reject-commitment', true, { adminApproversOnly: true })).toBe('A')
    expect(opens('unlink-commitment', true, { adminApproversOnly: true })).toBe('SA')
  })
})

describe('tools outside ERP Integrations', () => {
  const project = (levels: Record<string, Level>) => rights({ projectLevels: levels })

  it('open the reports of a project: Reports, and Admin on Budget or Prime Contract', () => {
    const open = (levels: Record<string, Level>) =>
      whyShut({ action: 'view-unsyncable-direct-costs' }, project(levels)) === undefined
    expect(open({ 'Project Reports': 'Read Only', Budget: 'Admin' })).toBe(true)
    expect(open({ 'Project Reports': 'Read Only', 'Prime Contract': 'Admin' })).toBe(true)
    expect(open({ 'Project Reports': 'None', Budget: 'Admin' })).toBe(false)
    expect(open({ 'Project Reports': 'Admin', Budget: 'Standard' })).toBe(false)
    expect(
      whyShut({ action: 'view-job-costs-report' }, project({ 'Project Reports': 'Read Only', Budget: 'Admin' })),
    ).toBeUndefined()
  })

  it('open the list of sub jobs by Directory, or Create New Project', () => {
    const open = (directory: Level, permissions: string[]) =>
      whyShut(
        { action: 'view-synced-sub-jobs' },
        rights({ levels: { 'ERP Integrations': 'Standard', Directory: directory }, permissions }),
      ) === undefined
    expect([
      open('Admin', []),
      open('Standard', ['Create New Project']),
      open('Standard', []),
      open('Read Only', ['Create New Project']),
    ]).toEqual([true, true, false, false])
  })

  it('count from the level asked for upwards', () => {
    const at = (level: Level) =>
      whyShut({ tool: 'Budget', level: 'Standard' }, project({ Budget: level })) === undefined
    expect(LEVELS.map(at)).toEqual([false, false, true, true])
    expect(() => whyShut({ tool: 'Bugdet', level: 'Standard' }, rights())).toThrow('no tool “Bugdet”')
    expect(() => whyShut({ action: 'fly' }, rights())).toThrow('no action “fly”')
  })

  it('say what it takes in one sentence', () => {
    const sentence = (action: string) => whyShut({ action }, rights())
    expect(sentence('accept-or-reject-commitment')).toBe(
      'Accepting or rejecting a commitment needs Standard or Admin on ERP Integrations and the privilege Can Push to Accounting.',
    )
    expect(sentence('view-unsyncable-direct-costs')).toBe(
      'Looking at unsyncable direct costs needs Read Only, Standard or Admin on Project Reports and (Admin on Budget, or Admin on Prime Contract).',
    )
    expect(whyShut({ tool: 'Budget', level: 'Read Only' }, rights())).toBe(
      'This needs Read Only, Standard or Admin on Budget.',
    )
  })

  it('make a gate a project’s own, so that strangers to the project learn nothing', () => {
    expect(concernsProject({ tool: 'Budget', level: 'Admin' })).toBe(true)
    expect(concernsProject({ action: 'accept-or-reject-commitment' })).toBe(false)
    expect(concernsProject({ action: 'view-unsyncable-direct-costs' })).toBe(true)
    expect(concernsProject({ action: 'view-job-costs-report' })).toBe(false)
  })
})
