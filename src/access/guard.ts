/** Decides a gate from a person's rights: undefined when open, else the sentence that says what it takes. Pure; runs in the browser too. */
import type { Gate, Level } from '../platform/route.ts'
import { type Action, ADMIN_APPROVER, actionOf, type Need } from './matrix.ts'
import { isProjectTool, isTool, LEVELS, reaches } from './tools.ts'

/** What a person may in one company, and in one of its projects when one is named. */
export interface Rights {
  /** By tool. */
  levels: Readonly<Record<string, Level>>
  /** Undefined: no project named, or not a member of it. */
  projectLevels?: Readonly<Record<string, Level>> | undefined
  permissions: readonly string[]
  canPushToAccounting: boolean
  adminApproversOnly: boolean
}

/** `Accepting or rejecting a commitment needs Standard or Admin on ERP Integrations and the privilege Can Push to Accounting.` */
export function whyShut(gate: Gate, rights: Rights): string | undefined {
  if (typeof gate === 'string' || 'decidedBy' in gate) return undefined
  if ('tool' in gate) return whyLevelShort(gate.tool, gate.level, rights)
  return whyActionShut(actionOf(gate.action), rights)
}

export function whyActionShut(action: Action, rights: Rights): string | undefined {
  const needs = needsOf(action, rights)
  return needs === undefined || holds(needs, rights) ? undefined : `${action.doing} needs ${needWords(needs)}.`
}

/** Whether the gate speaks of a tool of the project, so that only members of the project may know of the thing at all. */
export function concernsProject(gate: Gate): boolean {
  if (gate === 'public') return false
  if (typeof gate === 'string' || 'decidedBy' in gate) return true
  if ('tool' in gate) return isProjectTool(gate.tool)
  const { needs } = actionOf(gate.action)
  return needs === undefined || onlyProjectTools(needs)
}

function whyLevelShort(tool: string, level: Level, rights: Rights): string | undefined {
  if (!isTool(tool)) throw new Error(`There is no tool “${tool}”.`)
  if (reaches(levelOn(tool, rights), level)) return undefined
  return `This needs ${levelWords(LEVELS.slice(LEVELS.indexOf(level)))} on ${tool}.`
}

function needsOf(action: Action, rights: Rights): Need | undefined {
  return action.approval && rights.adminApproversOnly ? ADMIN_APPROVER : action.needs
}

function holds(need: Need, rights: Rights): boolean {
  if ('all' in need) return need.all.every((each) => holds(each, rights))
  if ('any' in need) return need.any.some((each) => holds(each, rights))
  if ('privilege' in need) return rights.canPushToAccounting
  if ('permission' in need) return rights.permissions.includes(need.permission)
  return need.levels.includes(levelOn(need.tool, rights))
}

function levelOn(tool: string, rights: Rights): Level {
  return (isProjectTool(tool) ? rights.projectLevels?.[tool] : rights.levels[tool]) ?? 'None'
}

function onlyProjectTools(need: Need): boolean {
  if ('all' in need) return need.all.every(onlyProjectTools)
  if ('any' in need) return need.any.every(onlyProjectTools)
  return 'permission' in need || ('tool' in need && isProjectTool(need.tool))
}

/** `Standard or Admin on ERP Integrations and the privilege Can Push to Accounting` */
export function needWords(need: Need, inside = false): string {
  if ('all' in need) return need.all.map((each) => needWords(each, true)).join(' and ')
  if ('any' in need) return wrapped(need.any.map((each) => needWords(each)).join(', or '), inside)
  if ('privilege' in need) return `the privilege ${need.privilege}`
  if ('permission' in need) return `the permission ${need.permission}`
  return `${levelWords(need.levels)} on ${need.tool}`
}

const wrapped = (text: string, inside: boolean) => (inside ? `(${text})` : text)

function levelWords(levels: readonly Level[]): string {
  return levels.join(' or ').replace(/ or (?=.* or )/g, ', ')
}
