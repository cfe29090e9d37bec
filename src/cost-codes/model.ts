/**
 * Cost codes and cost types. The ERP is their only birthplace: the company's standard lists come from it, projects take codes
 * from the standard list, and codes made on the job in the ERP arrive as project-specific ones (requirements WBS-1 to WBS-4).
 */
import type { ConnectionId, Id, ProjectId } from '../ids.ts'

export type StandardCostCodeId = Id<'standard-cost-code'>
export type CostCodeId = Id<'cost-code'>
export type CostTypeId = Id<'cost-type'>
/** A part of a project with cost codes of its own; the projects keep it, the codes name it. */
export type SubJobId = Id<'sub-job'>

export const BASE_TYPES = [
  'labor',
  'equipment',
  'materials',
  'commitment',
  'owner_cost',
  'professional_services',
  'other',
] as const
export type BaseType = (typeof BASE_TYPES)[number]

/** A category of the ERP's standard list. */
export interface CostType {
  id: CostTypeId
  connection: ConnectionId
  code: string
  name: string
  baseType: BaseType
  inErp: boolean
}

export interface StandardCostCode {
  id: StandardCostCodeId
  connection: ConnectionId
  code: string
  name: string
  /** A division: heads other codes and takes no cost itself. */
  isGroup: boolean
  /** A person's switch. */
  active: boolean
  availableForNewProjects: boolean
  defaultCostTypes: CostTypeId[]
  inErp: boolean
}

/** A code on a project, with the cost types it may be used with. */
export interface CostCode {
  id: CostCodeId
  project: ProjectId
  /** Empty: a code of the project itself. */
  subJobCode: string
  code: string
  name: string
  isGroup: boolean
  standardCostCodeId: StandardCostCodeId | null
  /** Made on the job in the ERP; not on the standard list. */
  projectSpecific: boolean
  active: boolean
  erpSynced: boolean
  costTypes: { id: CostTypeId; code: string; name: string; baseType: BaseType; erpSynced: boolean }[]
}

/** Where a person wants a standard code with these cost types on a project; without a list its default cost types. */
export interface CodeToAdd {
  standardCostCodeId: StandardCostCodeId
  costTypeIds?: CostTypeId[]
}

/** Our base type for the ERP's word of where a category accumulates; an unknown word is `other`. */
export function baseTypeOf(accumulateAs: string | null): BaseType {
  const word = (accumulateAs ?? '').toLowerCase()
  const found = ACCUMULATES.find(([start]) => word.startsWith(start))
  return found ? found[1] : 'other'
}

export const ACCUMULATES: [string, BaseType][] = [
  ['labo', 'labor'],
  ['equip', 'equipment'],
  ['mater', 'materials'],
  ['subc', 'commitment'],
  ['commit', 'commitment'],
  ['prof', 'professional_services'],
  ['owner', 'owner_cost'],
]
