/** What may not be done to cost codes, and the sentence that says so. */

import type { ConnectionId } from '../ids.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { CostType, StandardCostCode } from './model.ts'

/** WBS-2; document 001, "Standard Cost Codes/Types": new cost codes must be created in the ERP. */
export function codesAreCreatedInTheErp(what: 'cost code' | 'cost type' = 'cost code'): Refusal {
  return refusal('created-in-erp-only', `A new ${what} must be created in the ERP and cannot be created here.`, {
    remedy: `Create the ${what} in the ERP; it appears here with the next sync, or with “Refresh cost codes”.`,
  })
}

/** WBS-2; document 001: "Custom WBS Segments are NOT supported". */
export function customSegmentsAreRefused(): Refusal {
  return refusal(
    'custom-wbs-segment',
    'Custom WBS segments are not supported together with the ERP Integrations tool: the ERP knows a cost only by job, extra, cost code and cost type.',
    { remedy: 'Use sub jobs, cost codes and cost types.' },
  )
}

/** WBS-3: may this standard code be put on a project? */
export function refusalsToAdd(
  code: Pick<StandardCostCode, 'code' | 'active' | 'inErp'>,
  types: Pick<CostType, 'code' | 'inErp'>[],
): Refusal[] {
  const refusals: Refusal[] = []
  if (!code.active)
    refusals.push(
      refusal('cost-code-deactivated', `Cost code “${code.code}” is deactivated and cannot be added to a project.`, {
        field: 'standard_cost_codes',
        remedy: 'Reactivate it in the ERP Standard Cost Codes first.',
      }),
    )
  if (!code.inErp)
    refusals.push(
      refusal('cost-code-not-in-erp', `Cost code “${code.code}” is no longer on the ERP's standard list.`, {
        field: 'standard_cost_codes',
        remedy: 'Add it to the standard list in the ERP, or choose another code.',
      }),
    )
  refusals.push(...types.filter((each) => !each.inErp).map(typeGone))
  return refusals
}

/** WBS-3: may the options of this standard code be set so? `types`: the default cost types that are wanted, if any are. */
export function refusalsToSetOptions(
  code: Pick<StandardCostCode, 'code' | 'active' | 'inErp'>,
  wanted: { active?: boolean; availableForNewProjects?: boolean },
  types: Pick<CostType, 'code' | 'inErp'>[] = [],
): Refusal[] {
  const refusals = types.filter((each) => !each.inErp).map(typeGone)
  if (wanted.active && !code.inErp)
    refusals.push(
      refusal('cost-code-not-in-erp', `Cost code “${code.code}” is no longer on the ERP's standard list.`, {
        field: 'active',
        remedy: 'Add it to the standard list in the ERP; it can be reactivated after the next sync.',
      }),
    )
  if (wanted.availableForNewProjects && !(wanted.active ?? code.active))
    refusals.push(
      refusal('cost-code-deactivated', `Cost code “${code.code}” is deactivated: no project can take it.`, {
        field: 'available_for_new_projects',
        remedy: 'Reactivate it first.',
      }),
    )
  return refusals
}

const typeGone = (type: Pick<CostType, 'code'>): Refusal =>
  refusal('cost-type-not-in-erp', `Cost type “${type.code}” is no longer on the ERP's list of standard categories.`, {
    field: 'standard_cost_codes',
    remedy: 'Choose another cost type.',
  })

/** Codes of which lists may a project of this ERP company file take? Null: it belongs to none yet, and its first codes decide. */
export function refusalsOfLists(file: ConnectionId | null, lists: ConnectionId[]): Refusal[] {
  const field = 'standard_cost_codes'
  if (file === null && new Set(lists).size > 1)
    return [
      refusal('file-not-chosen', 'The company has the standard lists of several ERP company files.', {
        field,
        remedy: 'Choose the ERP company file on the project’s page first.',
      }),
    ]
  if (file === null || lists.every((list) => list === file)) return []
  return [
    refusal('other-file', 'A cost code is on the standard list of another ERP company file than the project’s.', {
      field,
      remedy: 'Choose codes of the project’s own file.',
    }),
  ]
}

export interface SetFacts {
  jobLinked: boolean
  usesErpCostCodes: boolean
  newCodes: number
}

/** May a project's new codes be sent (WBS-5)? */
export function refusalsToSendSet(facts: SetFacts): Refusal[] {
  const refusals: Refusal[] = []
  if (!facts.usesErpCostCodes) refusals.push(otherCodeList())
  if (!facts.jobLinked)
    refusals.push(
      refusal('project-not-linked', 'The project is not linked to a job of the ERP.', {
        remedy: 'Send the project to the ERP first; its cost codes go with it.',
      }),
    )
  if (facts.newCodes === 0)
    refusals.push(refusal('nothing-new', 'Every cost code and cost type of this project is in the ERP already.'))
  return refusals
}

/** WBS-2; document 001: "Projects using the Standard Cost code list cannot be integrated". */
export function otherCodeList(): Refusal {
  return refusal(
    'other-cost-code-list',
    'The project uses a cost code list of its own and cannot be integrated: only the ERP standard cost codes can.',
    { remedy: 'Set the project to use the ERP standard cost codes.' },
  )
}

/** The sub job whose codes are meant. */
export interface SubJobOfCodes {
  code: string
  /** Linked with an extra of the ERP. */
  linked: boolean
  /** Accepted with the codes it had, and not yet settled with the ERP. */
  exporting: boolean
}

/** Document 001, "Sub jobs": cost codes and categories of a sub job that the ERP has are maintained there. */
export function refusalsToChangeCodesOf(subJob: SubJobOfCodes): Refusal[] {
  if (subJob.linked)
    return [
      refusal(
        'codes-kept-in-erp',
        `Sub job “${subJob.code}” is linked with the ERP: its cost codes and cost types are maintained there.`,
        { field: 'sub_job_id', remedy: 'Add them to the extra in the ERP; they arrive here with the next reading.' },
      ),
    ]
  if (subJob.exporting)
    return [
      refusal('exporting', `Sub job “${subJob.code}” is on its way to the ERP with the cost codes it has.`, {
        field: 'sub_job_id',
        remedy: 'Wait until it is there.',
      }),
    ]
  return []
}

/** May a code be taken off a project? Only what the ERP does not know, and nothing uses. */
export function refusalsToRemove(code: { code: string; erpSynced: boolean; inUse: boolean }): Refusal[] {
  if (code.erpSynced)
    return [
      refusal('code-in-erp', `Cost code “${code.code}” stands in the ERP and cannot be removed here.`, {
        remedy: 'Remove it there; it disappears here with the next reading.',
      }),
    ]
  if (!code.inUse) return []
  return [
    refusal('in-use', `Cost code “${code.code}” is used by a line of this project and cannot be removed.`, {
      remedy: 'Put those lines on another code first.',
    }),
  ]
}
