/** Plugs sub jobs into the pipeline: one goes out as an extra of the job with its codes, an extra comes in for a person to add or link. */
import { linksOfCodes } from '../cost-codes/document.ts'
import type { SubJobId } from '../cost-codes/model.ts'
import { codesForDocument, markCodesSynced, markCodesUnsynced } from '../cost-codes/store-project.ts'
import {
  type Entity,
  type Feed,
  type Inbound,
  type ItemSummary,
  isSwitchedOn,
  NOTHING_APPLIED,
  type Outbound,
  type Scope,
  type Staged,
} from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { likeliest } from '../platform/likeness.ts'
import { Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { SubJobDocument } from './document-sub-jobs.ts'
import { idIsTheCode, likeness, refusalsToLink, refusalsToPair, refusalsToSend } from './rules-sub-jobs.ts'
import { createSubJob, findSubJob, followErp, getSubJob, listSubJobs, projectOfJob } from './store-sub-jobs.ts'

/** CFG-11. */
const AS_EXTRAS = 'sub-jobs-as-extras'

const extras: Feed = {
  feed: 'sub-jobs',
  label: 'Sub Jobs',
  dropsUnlinked: 'job',
  columns: ['job', 'extra', 'name', 'status'].map((name) => ({ name, type: 'text' as const })),
  key: ['job', 'extra'],
  after: ['jobs'],
  onDemand: true,
  refreshAction: 'refresh-jobs',
  everyMinutes: 60,
  // Every row is staged for a person; a linked one comes back through `update`.
  apply: async () => NOTHING_APPLIED,
}

const outbound: Outbound = {
  tool: 'Project Admin',
  acceptAction: 'accept-or-reject-sub-job',
  unlinkAction: 'unlink-sub-job',
  fields: [
    {
      key: 'erpId',
      label: 'SubJob ID',
      type: 'text',
      required: true,
      erpId: true,
      help: 'The ID of the new extra in the ERP, unique in its job: the code of the sub job, which its cost codes carry.',
    },
  ],
  summary,
  refusals: async ({ sql, company }, item) => {
    const subJob = await findSubJob(sql, company, asSubJob(item))
    if (!subJob) return [refusal('not-found', 'There is no such sub job.')]
    return refusalsToSend(subJob, { exported: await isSwitchedOn({ sql, company }, AS_EXTRAS) })
  },
  // Document 001, "Sub jobs": the tool prefills the value of the approver's SubJob ID.
  prefill: async ({ sql, company }, item) => ({ erpId: (await getSubJob(sql, company, asSubJob(item))).code }),
  document: async ({ sql, company }, item, answers): Promise<SubJobDocument> => {
    const { id, project, code, name, jobErpId } = await getSubJob(sql, company, asSubJob(item))
    const erpId = answers.erpId ?? ''
    if (erpId !== '' && erpId !== code) throw new Refused(idIsTheCode(erpId, code))
    const costCodes = await codesForDocument(sql, company, project, 'all', code)
    return { kind: 'sub-job', id, erpId, name, job: { erpId: jobErpId ?? '' }, costCodes }
  },
  needs: async ({ sql, company }, item) => {
    const { project, projectName } = await getSubJob(sql, company, asSubJob(item))
    const sentence = `Project “${projectName}” must be linked to a job of the ERP.`
    return [{ kind: 'job', item: project as number as ItemId, sentence }]
  },
  synced: async ({ sql, company }, _item, _erpId, document) =>
    markCodesSynced(sql, company, (document as SubJobDocument).costCodes),
  unsynced: async ({ sql, company }, item) => {
    const { project, code } = await getSubJob(sql, company, asSubJob(item))
    await markCodesUnsynced(sql, company, project, code)
  },
  alsoLinks: (document) => {
    const { costCodes, job } = document as SubJobDocument
    return linksOfCodes(costCodes, job.erpId)
  },
}

const stage: NonNullable<Inbound['stage']> = {
  feed: 'sub-jobs',
  erpId: ['job', 'extra'],
  title: 'name',
  under: { kind: 'job', column: 'job' },
  addAction: 'import-sub-job',
  // Its codes and categories are on the project already: the feeds of the job bring those of its extras along.
  add: async (scope, staged) => {
    const { job, extra, name } = fromErp(staged)
    const project = await projectOfJob(scope, job)
    if (project === undefined)
      throw new Refused(
        refusal('job-not-linked', `Job ${job} of this extra is not linked to a project.`, {
          remedy: 'Add or link the job first.',
        }),
      )
    const subJob = await createSubJob(scope.sql, scope, project, { code: extra, name: name || extra })
    return subJob.id as number as ItemId
  },
  suggest: async (scope, staged) => {
    const { job, extra, name } = fromErp(staged)
    const project = await projectOfJob(scope, job)
    const ours = project === undefined ? [] : await listSubJobs(scope.sql, scope.company, project)
    const free = ours.filter((each) => each.erpId === null)
    return likeliest(free, (each) => likeness(each, { code: extra, name })).map(({ one, because }) => {
      return { item: one.id as number as ItemId, title: `${one.code} ${one.name}`, because }
    })
  },
  update: async (scope, item, staged) => {
    const subJob = await getSubJob(scope.sql, scope.company, asSubJob(item))
    const { job, extra, name } = fromErp(staged)
    refuseIf(refusalsToPair(subJob, { job, extra, project: await projectOfJob(scope, job) }), 409)
    if (name !== '') await followErp(scope.sql, scope, subJob.id, name)
  },
  linkable: async ({ sql, company }, item) => refusalsToLink(await findSubJob(sql, company, asSubJob(item))),
  summary,
}

export const subJobEntities: Entity[] = [
  {
    kind: 'sub-job',
    one: 'Sub Job',
    many: 'Sub Jobs',
    tab: {
      title: 'Sub Jobs',
      columns: [
        { key: 'job', label: 'Job ID' },
        { key: 'codes', label: 'Cost codes', align: 'right' },
      ],
    },
    syncedAction: 'view-synced-sub-jobs',
    outbound,
    inbound: { stage, feeds: [extras] },
    settings: [
      {
        key: AS_EXTRAS,
        group: 'Projects and sub jobs',
        label: 'Sub jobs exported as extras',
        help: 'A project’s sub jobs can be sent to the ERP, where each becomes an extra of the job. Extras of the ERP can be added either way.',
        action: 'configure-advanced-settings',
        initially: false,
      },
    ],
  },
]

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const subJob = await findSubJob(sql, company, asSubJob(item))
  return (
    subJob && {
      id: item,
      project: subJob.project,
      projectName: subJob.projectName,
      number: subJob.code,
      title: subJob.name,
      path: `/companies/${company}/projects/${subJob.project}/sub-jobs/${subJob.id}`,
      rev: subJob.rev,
      columns: { job: subJob.jobErpId ?? '', codes: String(subJob.costCodes) },
    }
  )
}

function fromErp({ data }: Staged): { job: string; extra: string; name: string } {
  const text = (key: string) => (data[key] ?? '').trim()
  return { job: text('job'), extra: text('extra'), name: text('name') }
}

function asSubJob(item: ItemId): SubJobId {
  return item as number as SubJobId
}
