/** What may be done to a project, and the sentence when it may not. */

import type { ConnectionId } from '../ids.ts'
import { type Alike, alikeBy, plain } from '../platform/likeness.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { Project, ProjectFields } from './model.ts'

type Facts = Pick<Project, 'name' | 'active' | 'usesErpCostCodes' | 'erpId'>

/** May it be sent to the ERP as a new job? Lengths are the connector's to check. */
export function refusalsToSend(project: Facts): Refusal[] {
  const refusals: Refusal[] = []
  if (project.erpId !== null)
    refusals.push(
      refusal('already-linked', `“${project.name}” is already linked to job ${project.erpId} of the ERP.`, {
        remedy: 'A job is created in one system and pushed to the other, never in both.',
      }),
    )
  if (!project.active)
    refusals.push(
      refusal('project-inactive', `“${project.name}” is inactive.`, { remedy: 'Activate the project first.' }),
    )
  if (!project.usesErpCostCodes)
    refusals.push(
      refusal(
        'other-cost-code-list',
        `“${project.name}” uses a cost code list of its own and cannot be integrated: only the ERP standard cost codes can.`,
        { remedy: 'Set the project to use the ERP standard cost codes.' },
      ),
    )
  return refusals
}

/** May it be linked to a job the ERP already has? `file`: the ERP company file that has the job. */
export function refusalsToLink(project: (Facts & Pick<Project, 'file'>) | undefined, file: ConnectionId): Refusal[] {
  if (!project) return [refusal('not-found', 'There is no such project.')]
  const elsewhere = project.file !== null && project.file !== file
  return [
    ...refusalsToSend(project),
    ...(elsewhere
      ? [
          refusal('other-file', `“${project.name}” belongs to another ERP company file than this job.`, {
            remedy: 'Choose the job’s file on the project’s page first.',
          }),
        ]
      : []),
  ]
}

/** May it go to another ERP company file? Its cost codes are the file's, and so is what was sent. */
export function refusalsToMove({ sent, codes }: { sent: boolean; codes: number }): Refusal[] {
  const field = 'erp_connection_id'
  return [
    ...(sent
      ? [refusal('sent-to-erp', 'The project is on its way to the ERP.', { field, remedy: 'Retrieve it first.' })]
      : []),
    ...(codes > 0
      ? [
          refusal('codes-of-a-file', `The project has ${codes} cost code(s) of its ERP company file.`, {
            field,
            remedy: 'Take them off the project first.',
          }),
        ]
      : []),
  ]
}

export function refusalsToEdit(project: Pick<Project, 'erpId' | 'file'>, change: Partial<ProjectFields>): Refusal[] {
  const refusals: Refusal[] = []
  if (project.erpId === null) return refusals
  if (change.originId !== undefined && change.originId !== project.erpId)
    refusals.push(
      refusal('origin-owned-by-erp', 'The origin_id of a linked project belongs to the ERP Integrations tool.', {
        field: 'origin_id',
        remedy: 'Leave origin_id out.',
      }),
    )
  if (change.connectionId != null && project.file !== null && change.connectionId !== project.file)
    refusals.push(
      refusal('linked', 'A project that is linked to a job stays in the job’s ERP company file.', {
        field: 'erp_connection_id',
      }),
    )
  if (change.usesErpCostCodes === false)
    refusals.push(
      refusal('linked', 'A project that is linked to a job keeps the ERP standard cost codes.', {
        field: 'uses_erp_cost_codes',
      }),
    )
  return refusals
}

export function refusalsToDelete(project: Pick<Project, 'name' | 'erpId'>, commitments: number): Refusal[] {
  const refusals: Refusal[] = []
  if (project.erpId !== null)
    refusals.push(
      refusal('linked', `“${project.name}” is linked to job ${project.erpId} of the ERP and cannot be deleted.`, {
        remedy: 'Make it inactive instead.',
      }),
    )
  if (commitments > 0)
    refusals.push(
      refusal('in-use', `“${project.name}” has ${commitments} commitment(s) and cannot be deleted.`, {
        remedy: 'Make it inactive instead.',
      }),
    )
  return refusals
}

type Likeness = Pick<ProjectFields, 'name' | 'number' | 'address' | 'zip'>

/** How surely a project and a job are one: rank and reasons in words; undefined when nothing speaks for it. */
export function likeness(ours: Likeness, theirs: Likeness): Alike | undefined {
  const reasons: [points: number, reason: string][] = []
  if (plain(ours.number) !== '' && plain(ours.number) === plain(theirs.number)) reasons.push([60, 'same number'])
  const [one, other] = [plain(ours.name), plain(theirs.name)]
  if (one !== '' && one === other) reasons.push([50, 'same name'])
  else if (one.length > 5 && other.length > 5 && (one.startsWith(other) || other.startsWith(one)))
    reasons.push([30, 'name begins alike'])
  if (plain(ours.address) !== '' && plain(ours.address) === plain(theirs.address)) reasons.push([30, 'same address'])
  return alikeBy(reasons)
}
