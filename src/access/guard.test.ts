import { describe, expect, it } from 'vitest'
import { CELLS, ELSEWHERE, opensTo, ROWS_OF_THE_MANUAL, type Somebody } from '../../tests/world/permissions.ts'
import type { Level } from '../platform/route.ts'
import { concernsProject, type Rights, whyActionShut, whyShut } from './guard.ts'
import { ACTIONS, type Action, type Need } from './matrix.ts'
import { COMPANY_TOOLS, GRANULAR_PERMISSIONS, isProjectTool, LEVELS, PROJECT_TOOLS } from './tools.ts'

const rights = (over: Partial<Rights> = {}): Rights => ({
  levels: {},
  permissions: [],
  canPushToAccounting: false,
  adminApproversOnly: false,
  ...over,
})

const PUSH: Need = { privilege: 'Can Push to Accounting' }

/** Everybody with each level of ERP Integrations and of these tools, with the privilege, the permission, the company's option and without. */
function everybody(tools: readonly string[], permission: string | undefined): Somebody[] {
  let people: Somebody[] = [false, true].flatMap((push) =>
    [false, true].map((adminApproversOnly) => ({
      levels: {},
      projectLevels: {},
      permissions: [],
      push,
      adminApproversOnly,
    })),
  )
  for (const tool of ['ERP Integrations', ...tools])
    people = people.flatMap((one) => LEVELS.map((level) => withLevel(one, tool, level)))
  if (permission) people = people.flatMap((one) => [one, { ...one, permissions: [permission] }])
  return people
}

function withLevel(one: Somebody, tool: string, level: Level): Somebody {
  if (isProjectTool(tool)) return { ...one, projectLevels: { ...one.projectLevels, [tool]: level } }
  return { ...one, levels: { ...one.levels, [tool]: level } }
}

function isOpen(action: Action, who: Somebody): boolean {
  const { levels, projectLevels, permissions = [], push = false, adminApproversOnly = false } = who
  const given = { levels, projectLevels, permissions, canPushToAccounting: push, adminApproversOnly }
  return whyActionShut(action, given) === undefined
}

/** For whom the action and the second reading differ. */
function disagreements(action: Action): string[] {
  const { tools = [], permission } = ELSEWHERE[action.key] ?? {}
  return everybody(tools, permission)
    .filter((who) => isOpen(action, who) !== opensTo(action.key, who))
    .map((who) => `${action.key}: ${JSON.stringify(who)}`)
}

/** Some changes are no change: what the whole needs already, asked of a part once more. Looked for among everybody the product tells apart. */
function isFelt(action: Action, changed: Action): boolean {
  const named = JSON.stringify(action.needs ?? {})
  const tools = [...COMPANY_TOOLS, ...PROJECT_TOOLS].filter((tool) => named.includes(`"tool":"${tool}"`))
  const permission = GRANULAR_PERMISSIONS.find((each) => named.includes(each))
  return everybody(tools, permission).some((who) => isOpen(action, who) !== isOpen(changed, who))
}

interface Flip {
  what: string
  changed: Action
}

/** The action with one cell of it changed, in every way there is. */
function flips(action: Action): Flip[] {
  const needs: Need = action.needs ?? { all: [] }
  const changed = flipsOf(needs).map(({ what, need }) => ({ what, changed: { ...action, needs: need } }))
  const { approval: _, ...without } = action
  const other: Action = action.approval ? without : { ...action, approval: true }
  // Admins only, where only Admins approve anyway, changes nothing.
  const same = action.key === 'accept-or-reject-pcco'
  return same ? changed : [...changed, { what: 'approval turned', changed: other }]
}

function flipsOf(need: Need): { what: string; need: Need }[] {
  if ('all' in need || 'any' in need) {
    const [kind, list] = 'all' in need ? (['all', need.all] as const) : (['any', need.any] as const)
    const made = (parts: Need[]): Need => (kind === 'all' ? { all: parts } : { any: parts })
    const inside = list.flatMap((each, index) =>
      flipsOf(each).map(({ what, need: other }) => ({ what, need: made(list.with(index, other)) })),
    )
    const dropped = list.map((each, index) => ({
      what: `without ${JSON.stringify(each)}`,
      need: made(list.toSpliced(index, 1)),
    }))
    return [...inside, ...dropped, ...(hasPrivilege(need) ? [] : [withPush(need)])]
  }
  if (!('tool' in need)) return []
  const levels = LEVELS.map((level) => ({
    what: `${need.levels.includes(level) ? 'without' : 'with'} ${level} on ${need.tool}`,
    need: { ...need, levels: LEVELS.filter((each) => need.levels.includes(each) !== (each === level)) },
  }))
  return [...levels, withPush(need)]
}

const withPush = (need: Need) => ({ what: 'with the privilege', need: { all: [need, PUSH] } })
const hasPrivilege = (need: Need): boolean => JSON.stringify(need).includes('privilege')

const opens = (action: string, push: boolean, more: Partial<Rights> = {}) =>
  LEVELS.filter((level) => {
    const levels: Record<string, Level> = { ...more.levels, 'ERP Integrations': level }
    return whyShut({ action }, rights({ ...more, levels, canPushToAccounting: push })) === undefined
  })
    .map((level) => level[0])
    .join('')

describe('the permission matrix', () => {
  it.each(Object.entries(CELLS))('%s, cell by cell', (action, [without, withPush]) => {
    expect([opens(action, false), opens(action, true)]).toEqual([without, withPush])
  })

  it('has the rows of the second reading, each once, and the manual’s thirty-eight among them', () => {
    expect(ACTIONS.map((each) => each.key).sort()).toEqual(Object.keys(CELLS).sort())
    expect(ACTIONS.filter((each) => each.source.startsWith('ERP Integrations for Sage')).length).toBe(
      ROWS_OF_THE_MANUAL,
    )
  })

  it('agrees with the second reading for everybody there can be', () => {
    expect(ACTIONS.flatMap(disagreements)).toEqual([])
  })

  it('would be found wrong if any one cell of it were another', () => {
    const flipped = ACTIONS.flatMap((action) => flips(action).map((flip) => ({ action, flip })))
    expect(flipped.length).toBeGreaterThan(400)
    const unseen = flipped.filter(
      ({ action, flip }) => isFelt(action, flip.changed) && !disagreements(flip.changed).length,
    )
    expect(unseen.map(({ action, flip }) => `${action.key}: ${flip.what}`)).toEqual([])
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
