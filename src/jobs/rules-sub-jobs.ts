/** What may be done to a sub job, and the sentence when it may not (requirement SUB-1; document 001, "Sub jobs"). */
import type { ProjectId } from '../ids.ts'
import { type Alike, alikeBy, plain } from '../platform/likeness.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { SubJob, SubJobFields } from './model-sub-jobs.ts'

/** Longest ID of an extra in the ERPs this was written for; the code is the ID unless the approver gives another. */
export const LONGEST_CODE = 10

/** What sending must know besides the sub job. */
export interface SendingFacts {
  /** The company's own choice: are sub jobs exported at all? */
  exported: boolean
}

/** May it be sent to the ERP as a new extra? The length of its name is the connector's to check. */
export function refusalsToSend(subJob: SubJob, { exported }: SendingFacts): Refusal[] {
  if (subJob.erpId !== null)
    return [refusal('already-linked', `${called(subJob)} is already linked to ${subJob.erpId} of the ERP.`)]
  const refusals: Refusal[] = []
  if (!exported)
    refusals.push(
      refusal('sub-jobs-not-exported', 'Sub jobs are not exported as extras in this company.', {
        remedy: 'An Admin of ERP Integrations can switch “Sub jobs exported as extras” on in its settings.',
      }),
    )
  if (!subJob.active)
    refusals.push(
      refusal('sub-job-inactive', `${called(subJob)} is inactive.`, { remedy: 'Activate the sub job first.' }),
    )
  if (subJob.jobErpId === null)
    refusals.push(
      refusal('project-not-linked', `Project “${subJob.projectName}” is not linked to a job of the ERP.`, {
        remedy: 'Send the project to the ERP first, or add its job from there.',
      }),
    )
  if (subJob.code.length > LONGEST_CODE)
    refusals.push(
      refusal(
        'code-too-long',
        `The code “${subJob.code}” is ${subJob.code.length} characters long; the ERP takes at most ${LONGEST_CODE}.`,
        { field: 'code', remedy: 'Shorten the code.' },
      ),
    )
  if (subJob.knownInErp)
    refusals.push(
      refusal(
        'extra-exists',
        `The job has an extra “${subJob.code}” in the ERP already: its cost codes came from there.`,
        {
          remedy: 'Link the sub job with it, on the tab Sub Jobs of ERP Integrations.',
        },
      ),
    )
  return refusals
}

/** The cost codes carry the code, here and in what is frozen of other items already: an extra of another name would not be theirs. */
export function idIsTheCode(given: string, code: string): Refusal {
  return refusal('id-is-the-code', `The SubJob ID must be the code of the sub job, “${code}”, not “${given}”.`, {
    field: 'erpId',
    remedy: 'To export it under another ID, reject it and let its code be changed in the project.',
  })
}

/** May it be linked to an extra the ERP already has? */
export function refusalsToLink(subJob: SubJob | undefined): Refusal[] {
  if (!subJob) return [refusal('not-found', 'There is no such sub job.')]
  if (subJob.erpId !== null)
    return [refusal('already-linked', `${called(subJob)} is already linked to ${subJob.erpId} of the ERP.`)]
  if (subJob.newCodes === 0) return []
  return [
    refusal(
      'codes-not-in-erp',
      `${called(subJob)} has ${subJob.newCodes} cost code(s) that the ERP does not have, and those of a linked one are maintained there.`,
      { remedy: 'Add them to the extra in the ERP and refresh the cost codes, or remove them here.' },
    ),
  ]
}

/** Why this extra is not that sub job: code and job must be the same on both sides, or costs would stand elsewhere. */
export function refusalsToPair(
  subJob: SubJob,
  theirs: { job: string; extra: string; project: ProjectId | undefined },
): Refusal[] {
  if (subJob.project !== theirs.project)
    return [
      refusal('other-job', `${called(subJob)} belongs to “${subJob.projectName}”, the extra to job ${theirs.job}.`, {
        remedy: 'Choose a sub job of that job’s project.',
      }),
    ]
  if (subJob.code === theirs.extra) return []
  return [
    refusal('other-code', `${called(subJob)} and the extra “${theirs.extra}” have different codes.`, {
      remedy: `Change the code of the sub job to “${theirs.extra}”, then link them.`,
    }),
  ]
}

/** What changing and deleting must know of it; the pages know as much. */
export type Standing = Pick<SubJob, 'code' | 'name' | 'erpId' | 'exporting' | 'costCodes'>

export function refusalsToEdit(subJob: Standing, change: Partial<SubJobFields>): Refusal[] {
  const fields = (['code', 'name'] as const).filter(
    (field) => change[field] !== undefined && change[field] !== subJob[field],
  )
  if (subJob.erpId !== null)
    return fields.map((field) =>
      refusal('linked', `The ${field} of ${called(subJob)} comes from the ERP, to which it is linked.`, {
        field,
        remedy: `Change it there; it arrives here with the next reading.`,
      }),
    )
  return subJob.exporting && fields.length > 0 ? [onItsWay(subJob)] : []
}

export function refusalsToDelete(subJob: Standing): Refusal[] {
  const refusals: Refusal[] = []
  if (subJob.erpId !== null)
    refusals.push(
      refusal('linked', `${called(subJob)} is linked to ${subJob.erpId} of the ERP and cannot be deleted.`, {
        remedy: 'Make it inactive instead.',
      }),
    )
  if (subJob.exporting) refusals.push(onItsWay(subJob))
  if (subJob.costCodes > 0)
    refusals.push(
      refusal(
        'codes-tied',
        `${called(subJob)} has ${subJob.costCodes} cost code(s) tied to it and cannot be deleted.`,
        {
          remedy:
            subJob.erpId === null
              ? 'Remove its cost codes first, or make it inactive.'
              : 'Its cost codes are kept in the ERP.',
        },
      ),
    )
  return refusals
}

/** How surely a sub job and an extra are one; undefined when nothing speaks for it. */
export function likeness(
  ours: Pick<SubJobFields, 'code' | 'name'>,
  theirs: Pick<SubJobFields, 'code' | 'name'>,
): Alike | undefined {
  const reasons: [points: number, reason: string][] = []
  if (ours.code === theirs.code) reasons.push([60, 'same code'])
  if (plain(ours.name) !== '' && plain(ours.name) === plain(theirs.name)) reasons.push([40, 'same name'])
  return alikeBy(reasons)
}

function onItsWay(subJob: Standing): Refusal {
  return refusal('exporting', `${called(subJob)} is on its way to the ERP.`, { remedy: 'Wait until it is there.' })
}

const called = ({ code, name }: Pick<SubJobFields, 'code' | 'name'>) => `Sub job “${code} ${name}”`
