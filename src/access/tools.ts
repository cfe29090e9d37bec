/** Tools and levels, as the templates name them (permissions of the ERP Integrations tool, last paragraph). Pure; the pages read it too. */
import type { Level } from '../platform/route.ts'

export const COMPANY_TOOLS = ['Directory', 'Admin', 'ERP Integrations', 'Reports'] as const
export const PROJECT_TOOLS = [
  'Project Admin',
  'Budget',
  'Prime Contract',
  'Commitments',
  'Change Orders',
  'Invoicing',
  'Direct Costs',
  'Timesheets',
  'Project Reports',
] as const
export type CompanyTool = (typeof COMPANY_TOOLS)[number]
export type ProjectTool = (typeof PROJECT_TOOLS)[number]
export type Tool = CompanyTool | ProjectTool

/** Rising. */
export const LEVELS: readonly Level[] = ['None', 'Read Only', 'Standard', 'Admin']

export const GRANULAR_PERMISSIONS = ['View Direct Cost Detail', 'Create New Project'] as const
export type GranularPermission = (typeof GRANULAR_PERMISSIONS)[number]

export function isProjectTool(tool: string): tool is ProjectTool {
  return (PROJECT_TOOLS as readonly string[]).includes(tool)
}

export function isTool(tool: string): tool is Tool {
  return isProjectTool(tool) || (COMPANY_TOOLS as readonly string[]).includes(tool)
}

export function reaches(level: Level | undefined, atLeast: Level): boolean {
  return LEVELS.indexOf(level ?? 'None') >= LEVELS.indexOf(atLeast)
}
