/** Plugs projects into the pipeline: a project goes out as a job with its codes, a job comes in for a person to add or link. */
import { linksOfCodes } from '../cost-codes/document.ts'
import { codesForDocument, markCodesSynced, markCodesUnsynced } from '../cost-codes/store-project.ts'
import {
  type Entity,
  type Feed,
  type Inbound,
  type ItemSummary,
  NOTHING_APPLIED,
  type Outbound,
  type Scope,
  type Staged,
} from '../erp/entity.ts'
import type { ItemId, ProjectId } from '../ids.ts'
import { likeliest } from '../platform/likeness.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { JobDocument } from './document.ts'
import { subJobEntities } from './erp-sub-jobs.ts'
import type { ProjectFields } from './model.ts'
import { likeness, refusalsToLink, refusalsToSend } from './rules.ts'
import { createProject, findProject, getProject, keepFile, listUnlinked, updateProject } from './store.ts'

const jobs: Feed = {
  feed: 'jobs',
  label: 'Jobs',
  columns: ['erp_id', 'name', 'address', 'address_2', 'city', 'state', 'zip', 'status'].map((name) => ({
    name,
    type: 'text' as const,
  })),
  key: ['erp_id'],
  after: ['standard-cost-codes'],
  onDemand: true,
  refreshAction: 'refresh-jobs',
  everyMinutes: 60,
  // Every row is staged for a person; a linked one comes back through `update`.
  apply: async () => NOTHING_APPLIED,
}

const outbound: Outbound = {
  tool: 'Project Admin',
  acceptAction: 'accept-or-reject-project',
  unlinkAction: 'unlink-project',
  sendAction: 'add-project-to-erp',
  fields: [
    {
      key: 'erpId',
      label: 'Job ID',
      type: 'text',
      required: true,
      erpId: true,
      help: 'The ID of the new job in the ERP, in the ERP’s own job format. Every later export of the project uses it.',
    },
  ],
  summary,
  refusals: async (scope, item) => {
    const project = await findProject(scope.sql, scope.company, asProject(item))
    return project ? refusalsToSend(project) : [refusal('not-found', 'There is no such project.')]
  },
  prefill: async () => ({}),
  document: async ({ sql, company }, item, answers): Promise<JobDocument> => {
    const { id, name, address, address2, city, state, zip, phone } = await getProject(sql, company, asProject(item))
    const costCodes = await codesForDocument(sql, company, id, 'all')
    const erpId = answers.erpId ?? ''
    return { kind: 'job', id, erpId, name, address, address2, city, state, zip, phone, costCodes }
  },
  needs: async () => [],
  synced: async ({ sql, company, connection }, item, _erpId, document) => {
    await keepFile(sql, company, asProject(item), connection)
    await markCodesSynced(sql, company, (document as JobDocument).costCodes)
  },
  unsynced: ({ sql, company }, item) => markCodesUnsynced(sql, company, asProject(item)),
  alsoLinks: (document) => {
    const { costCodes, erpId } = document as JobDocument
    return linksOfCodes(costCodes, erpId)
  },
}

const stage: NonNullable<Inbound['stage']> = {
  feed: 'jobs',
  erpId: 'erp_id',
  title: 'name',
  addAction: 'add-erp-job',
  linkAction: 'add-erp-job',
  archiveAction: 'add-erp-job',
  add: async (scope, staged) => {
    const fields = fromErp(staged)
    if (fields.name === '')
      throw new Refused(
        refusal('job-without-name', `Job ${staged.erpId} has no name in the ERP.`, {
          remedy: 'Give it a name there and refresh the list.',
        }),
      )
    const project = await createProject(scope.sql, scope, {
      ...fields,
      number: staged.erpId,
      active: !isClosed(staged),
      connectionId: scope.connection,
    })
    return project.id as number as ItemId
  },
  suggest: async ({ sql, company, connection }, staged) => {
    const theirs = { ...fromErp(staged), number: staged.erpId }
    const here = (await listUnlinked(sql, company)).filter(({ file }) => file === null || file === connection)
    return likeliest(here, (ours) => likeness(ours, theirs)).map(({ one: { id, name }, because }) => {
      return { item: id as number as ItemId, title: name, because }
    })
  },
  // JOB-2: name and address go both ways; blanks of the ERP never wipe what is known here.
  update: async (scope, item, staged) => {
    const known = Object.entries(fromErp(staged)).filter(([, value]) => value !== '')
    await updateProject(scope.sql, scope, asProject(item), Object.fromEntries(known))
    await keepFile(scope.sql, scope.company, asProject(item), scope.connection)
  },
  linkable: async ({ sql, company, connection }, item) =>
    refusalsToLink(await findProject(sql, company, asProject(item)), connection),
  summary,
}

export const entities: Entity[] = [
  {
    kind: 'job',
    one: 'Job',
    many: 'Jobs',
    tab: {
      title: 'Jobs',
      columns: [
        { key: 'jobId', label: 'Job ID' },
        { key: 'address', label: 'Address' },
        { key: 'city', label: 'City' },
        { key: 'state', label: 'State' },
        { key: 'zip', label: 'ZIP' },
      ],
    },
    outbound,
    inbound: { stage, feeds: [jobs] },
  },
  ...subJobEntities,
]

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const project = await findProject(sql, company, asProject(item))
  return (
    project && {
      id: item,
      project: project.id,
      projectName: project.name,
      number: project.number,
      title: project.name,
      path: `/companies/${company}/projects/${project.id}`,
      rev: project.rev,
      columns: {
        jobId: project.erpId ?? '',
        address: [project.address, project.address2].filter(Boolean).join(', '),
        city: project.city,
        state: project.state,
        zip: project.zip,
      },
    }
  )
}

type ErpFields = Pick<ProjectFields, 'name' | 'address' | 'address2' | 'city' | 'state' | 'zip'>

function fromErp({ data }: Staged): ErpFields {
  const text = (key: string) => (data[key] ?? '').trim()
  return {
    name: text('name'),
    address: text('address'),
    address2: text('address_2'),
    city: text('city'),
    state: text('state'),
    zip: text('zip'),
  }
}

function isClosed({ data }: Staged): boolean {
  return (data.status ?? '').trim().toLowerCase() === 'closed'
}

function asProject(item: ItemId): ProjectId {
  return item as number as ProjectId
}
