/** Plugs the standard lists, the codes on jobs, and a project's set of new codes into the pipeline. */
import type { Entity, Feed, Outbound, Scope } from '../erp/entity.ts'
import type { ItemId, ProjectId } from '../ids.ts'
import { Refused } from '../platform/refusal.ts'
import { type CostCodeSetDocument, linksOfCodes } from './document.ts'
import { refusalsToSendSet } from './rules.ts'
import {
  applyCostTypes,
  applyJobCategories,
  applyJobCodes,
  applyStandardCodes,
  finishCostTypes,
  finishJobCategories,
  finishJobCodes,
  finishStandardCodes,
} from './store-feeds.ts'
import { codeSetFacts, codesForDocument, markCodesSynced } from './store-project.ts'

const text = (name: string) => ({ name, type: 'text' as const })
const flag = (name: string) => ({ name, type: 'boolean' as const })
const HOURLY = 60
const DAILY = 24 * HOURLY

const standardCategories: Feed = {
  feed: 'standard-categories',
  label: 'Cost Types',
  columns: [text('code'), text('name'), text('accumulate_as')],
  key: ['code'],
  after: [],
  onDemand: true,
  refreshAction: 'refresh-cost-codes',
  everyMinutes: DAILY,
  apply: applyCostTypes,
  finish: finishCostTypes,
}

const standardCostCodes: Feed = {
  feed: 'standard-cost-codes',
  label: 'Standard Cost Codes',
  columns: [text('code'), text('name'), flag('is_group'), text('categories')],
  key: ['code'],
  after: ['standard-categories'],
  onDemand: true,
  refreshAction: 'refresh-cost-codes',
  everyMinutes: DAILY,
  apply: applyStandardCodes,
  finish: finishStandardCodes,
}

const jobCostCodes: Feed = {
  feed: 'job-cost-codes',
  dropsUnlinked: 'job',
  label: 'Cost Codes of Jobs',
  columns: [text('job'), text('extra'), text('code'), text('name'), flag('is_group'), text('status')],
  key: ['job', 'extra', 'code'],
  after: ['standard-cost-codes'],
  onDemand: true,
  refreshAction: 'refresh-cost-codes',
  everyMinutes: HOURLY,
  apply: applyJobCodes,
  finish: finishJobCodes,
}

const jobCategories: Feed = {
  feed: 'job-categories',
  dropsUnlinked: 'job',
  label: 'Cost Types of Jobs',
  columns: [text('job'), text('extra'), text('cost_code'), text('code'), text('name')],
  key: ['job', 'extra', 'cost_code', 'code'],
  after: ['job-cost-codes'],
  onDemand: true,
  refreshAction: 'refresh-cost-codes',
  everyMinutes: HOURLY,
  apply: applyJobCategories,
  finish: finishJobCategories,
}

/** The item is the project itself: its codes that the ERP does not have yet, as one set. */
const newCodes: Outbound = {
  tool: 'Project Admin',
  acceptAction: 'accept-or-reject-cost-codes',
  auto: true,
  refreshes: ['job-cost-codes', 'job-categories'],
  fields: [],
  summary: async (scope, item) => {
    const facts = await codeSetFacts(scope.sql, scope.company, asProject(item))
    if (!facts) return undefined
    return {
      id: item,
      project: asProject(item),
      projectName: facts.projectName,
      number: facts.projectNumber,
      title: `${facts.newCodes} new cost codes of ${facts.projectName}`,
      path: `/companies/${scope.company}/projects/${item}/cost-codes`,
      rev: facts.rev,
      columns: { codes: String(facts.newCodes), job: facts.jobErpId ?? '' },
    }
  },
  refusals: async (scope, item) => {
    const facts = await codeSetFacts(scope.sql, scope.company, asProject(item))
    return refusalsToSendSet({
      jobLinked: facts?.jobErpId != null,
      usesErpCostCodes: facts?.usesErpCostCodes ?? false,
      newCodes: facts?.newCodes ?? 0,
    })
  },
  prefill: async () => ({}),
  document: setDocument,
  needs: async (_scope, item) => [{ kind: 'job', item, sentence: 'The project must be linked to a job of the ERP.' }],
  synced: async (scope, _item, _erpId, document) => {
    await markCodesSynced(scope.sql, scope.company, (document as CostCodeSetDocument).costCodes)
  },
  // The set has no link of its own: its codes are unlinked with their job.
  unsynced: async () => {},
  alsoLinks: (document) => {
    const { costCodes, job } = document as CostCodeSetDocument
    return linksOfCodes(costCodes, job.erpId)
  },
}

export const entities: Entity[] = [
  { kind: 'cost-type', one: 'Cost Type', many: 'Cost Types', inbound: { feeds: [standardCategories] } },
  {
    kind: 'standard-cost-code',
    one: 'Standard Cost Code',
    many: 'Standard Cost Codes',
    tab: {
      title: 'Standard Cost Codes & Cost Types',
      columns: [
        { key: 'code', label: 'Code' },
        { key: 'name', label: 'Description' },
      ],
    },
    inbound: { feeds: [standardCostCodes] },
  },
  {
    kind: 'cost-code',
    one: 'Cost Code Set',
    many: 'Cost Codes',
    updatesOf: 'job',
    outbound: newCodes,
    inbound: { feeds: [jobCostCodes, jobCategories] },
  },
]

async function setDocument({ sql, company }: Scope, item: ItemId): Promise<CostCodeSetDocument> {
  const facts = await codeSetFacts(sql, company, asProject(item))
  if (!facts?.jobErpId) throw new Refused(refusalsToSendSet({ jobLinked: false, usesErpCostCodes: true, newCodes: 1 }))
  const costCodes = await codesForDocument(sql, company, asProject(item), 'new')
  return { kind: 'cost-code', id: item, job: { erpId: facts.jobErpId }, costCodes }
}

function asProject(item: ItemId): ProjectId {
  return item as number as ProjectId
}
