import type { InboundTable, OutboundRow, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText, scopesOf } from '../../../src/erp/mapping-values.ts'
import type { Probe } from '../../../src/erp/protocol.ts'
import { refusal } from '../../../src/platform/refusal.ts'
import type { ExportPlan } from '../files.ts'
import { flagIn, keyIn, textIn, textOut } from './rows.ts'

const SOURCE =
  'Data mapping, “Projects/Jobs”; lengths: Sage 300 CRE table widths and the error table (name 30, city 15, ZIP 10)'
const STAMP = { date: 'Date_Stamp', time: 'Time_Stamp' }

/** More cost codes than this are looked for by their job alone. */
const MOST_LISTED = 100

const JOB_NOTE =
  'Out: entered by an accounting approver, kept as the Sage Job ID and used by every later export of this project. In: fills the project number.'
const CODE_NOTE =
  'Standard and project-specific codes both come in; project-specific ones stand in a list of their own here, where the source document shows them in blue. A linked project gets what was added in Sage with “Sync now” of its cost codes (Refresh Cost Codes in the source), and gives Sage what it added itself before its budget goes out. A code the job already has keeps its description; a category is added to it.'

/** The tables of the `P` and of the `C` records. */
type CodeTables = [codes: OutboundTable, categories: OutboundTable]

const job: OutboundTable = {
  title: 'Job',
  record: 'J',
  readBack: { tables: ['JCM_MASTER__JOB'], key: 1, complete: false },
  source: SOURCE,
  rows: [
    { ...jobRow('erpId'), note: JOB_NOTE },
    textOut(['Project Name', 'Job Name'], 'name', { text: 30, required: true }, { arrow: '<->', field: 'Description' }),
    textOut(['Address', 'Address'], 'address', { text: 30 }, { arrow: '<->', field: 'Address 1' }),
    textOut(['Address 2', 'Address 2'], 'address2', { text: 30 }, { arrow: '<->' }),
    textOut(['City', 'City'], 'city', { text: 15 }, { arrow: '<->' }),
    textOut(['State', 'State'], 'state', { text: 4 }, { arrow: '<->' }),
    textOut(['ZIP', 'Zip'], 'zip', { text: 10 }, { arrow: '<->', field: 'ZIP Code' }),
    // Not read back: the status moves with the job's life, and a job under way is still the job that was exported.
    {
      ours: 'Automatically set to Unstarted',
      arrow: '->',
      theirs: 'Status',
      field: 'Status',
      from: '= Unstarted',
      as: 'text',
      note: 'Beyond the source table.',
    },
  ],
}

export const jobsFeed: InboundTable = {
  title: 'Job',
  feed: 'jobs',
  table: 'JCM_MASTER__JOB',
  stamp: STAMP,
  source: SOURCE,
  rows: [
    keyIn('<->', 'Sage Job ID', 'Job ID', 'Job', 'erp_id'),
    textIn('<->', 'Project Name', 'Job Name', 'Description', 'name'),
    textIn('<->', 'Address', 'Address', 'Address_1', 'address'),
    textIn('<->', 'Address 2', 'Address 2', 'Address_2', 'address_2'),
    textIn('<->', 'City', 'City', 'City', 'city'),
    textIn('<->', 'State', 'State', 'State', 'state'),
    textIn('<->', 'ZIP', 'Zip', 'ZIP_Code', 'zip'),
    textIn('<-', 'Job status', 'Status', 'Status', 'status', 'Beyond the source table: a closed job takes no export.'),
  ],
}

export const jobCostCodesFeed: InboundTable = {
  title: 'Cost code',
  feed: 'job-cost-codes',
  table: 'JCM_MASTER__COST_CODE',
  stamp: STAMP,
  source: SOURCE,
  rows: [
    keyIn('<->', 'Sage Job ID', 'Job ID', 'Job', 'job'),
    textIn('<->', 'Sub Job', 'Extra', 'Extra', 'extra'),
    keyIn('<->', 'Cost Code: Code', 'Cost Code: Cost Code', 'Cost_Code', 'code'),
    textIn('<->', 'Cost Code: Description', 'Cost Code: Description', 'Description', 'name'),
    flagIn('<->', 'Group code', 'Group Cost Code', 'Group_Cost_Code', 'is_group'),
    textIn('<-', 'Cost code status', 'Status', 'Status', 'status', 'Beyond the source table.'),
  ],
}

export const jobCategoriesFeed: InboundTable = {
  title: 'Category',
  feed: 'job-categories',
  table: 'JCM_MASTER__CATEGORY',
  stamp: STAMP,
  source: SOURCE,
  rows: [
    keyIn('<->', 'Sage Job ID', 'Job ID', 'Job', 'job'),
    textIn('<->', 'Sub Job', 'Extra', 'Extra', 'extra'),
    keyIn('<->', 'Cost Type: Cost Code', 'Category: Cost Code', 'Cost_Code', 'cost_code'),
    keyIn('<->', 'Cost Type: Cost Type ID', 'Category: Category', 'Category', 'code'),
    textIn('<->', 'Cost Type: Description', 'Category: Description', 'Description', 'name'),
  ],
}

/** The job's ID, from wherever the document holds it. */
export function jobRow(from: string): OutboundRow {
  return {
    ours: 'Sage Job ID',
    arrow: '<->',
    theirs: 'Job ID',
    field: 'Job',
    from,
    as: 'text',
    column: 'Job',
    limit: { text: 12, significant: 10, required: true },
  }
}

const EXTRA: OutboundRow = textOut(['Sub Job', 'Extra'], 'costCodes.extra', { text: 10 }, { arrow: '<->' })

const CODE: OutboundRow = textOut(
  ['Cost Type: Cost Code', 'Category: Cost Code'],
  'costCodes.code',
  { text: 12, required: true },
  { arrow: '<->', field: 'Cost Code' },
)

const CODE_NAME: OutboundRow = {
  ours: 'Cost Code: Description',
  arrow: '<->',
  theirs: 'Cost Code: Description',
  field: 'Description',
  from: 'costCodes.name',
  as: 'text',
  limit: { text: 30 },
}

const GROUP: OutboundRow = {
  ours: 'Group code',
  arrow: '<->',
  theirs: 'Group Cost Code',
  field: 'Group Cost Code',
  from: 'costCodes.isGroup',
  as: 'flag',
  note: 'Beyond the source table: a division, which takes no cost.',
}

const CATEGORY: OutboundRow = textOut(
  ['Cost Type: Cost Type ID', 'Category: Category'],
  'costCodes.categories.code',
  { text: 3, required: true },
  { arrow: '<->', field: 'Category', note: 'Must be a standard category of Sage, or its import stops there.' },
)

const CATEGORY_NAME: OutboundRow = {
  ours: 'Cost Type: Description',
  arrow: '<->',
  theirs: 'Category: Description',
  field: 'Description',
  from: 'costCodes.categories.name',
  as: 'text',
  limit: { text: 30 },
}

const ofJob = costCodeTables('erpId')
const ofSet = costCodeTables('job.erpId')

/** Projects: a job with its cost codes and categories. The job ID is the key and the content is compared. */
export const jobs: ExportPlan = {
  task: 'jc-import-estimates',
  tables: [job, ...ofJob],
  marker: 'content',
  hasKey: true,
  probes: (document) => [
    readBack(job, document, [{ column: 'Job', op: '=', value: ourText(document, 'erpId') }]),
    ...codeProbes(ofJob, document, 'erpId'),
  ],
}

/** New cost codes and categories of a job that exists. */
export const costCodes: ExportPlan = {
  task: 'jc-import-estimates',
  tables: ofSet,
  marker: 'content',
  hasKey: false,
  // What is there is left alone and what is missing is added: a part of the set that is there already is no reason to stop.
  probes: (document) => codeProbes(ofSet, document, 'job.erpId').map((probe) => ({ ...probe, again: 'harmless' })),
  moreChecks: (document) =>
    scopesOf(ofSet[0], document).length > 0 ? [] : [refusal('no-cost-codes', 'There is no new cost code to export.')],
}

/** The `P` and `C` records; `job` is the path of the job's ID. Only existence is read back: descriptions that exist are left alone. */
export function costCodeTables(job: string): CodeTables {
  const codes: OutboundTable = {
    title: 'Cost code',
    record: 'P',
    each: 'costCodes',
    named: { costCodes: 'Cost code {costCodes.code}' },
    readBack: { tables: ['JCM_MASTER__COST_CODE'], key: 3, complete: false },
    source: SOURCE,
    rows: [
      jobRow(job),
      EXTRA,
      { ...CODE, ours: 'Cost Code: Code', theirs: 'Cost Code: Cost Code', note: CODE_NOTE },
      CODE_NAME,
      GROUP,
    ],
  }
  const categories: OutboundTable = {
    title: 'Category',
    record: 'C',
    each: 'costCodes.categories',
    named: {
      ...codes.named,
      'costCodes.categories': 'Cost code {costCodes.code}, cost type {costCodes.categories.code}',
    },
    readBack: { tables: ['JCM_MASTER__CATEGORY'], key: 4, complete: false },
    source: SOURCE,
    rows: [jobRow(job), EXTRA, CODE, CATEGORY, CATEGORY_NAME],
  }
  return [codes, categories]
}

/**
 * Categories, and the codes that get none: a category’s row proves its code. A code that is there with other categories than ours must
 * not look like a part of this export, because it shall end with both.
 */
export function codeProbes([codes, categories]: CodeTables, document: unknown, jobPath: string): Probe[] {
  const ofJob: Probe['where'] = [{ column: 'Job', op: '=', value: ourText(document, jobPath) }]
  const withCategory = readBack(categories, document, ofJob)
  const code = (row: Probe['rows'][number]) => row.slice(0, 3).join(' | ')
  const proved = new Set(withCategory.rows.map(code))
  const alone = readBack(codes, document, ofJob)
  return [{ ...alone, rows: alone.rows.filter((row) => !proved.has(code(row))) }, withCategory]
    .filter((probe) => probe.rows.length > 0)
    .map((probe) => ({ ...probe, where: [...ofJob, ...listed(probe)] }))
}

function listed(probe: Probe): Probe['where'] {
  const codes = [...new Set(probe.rows.map((row) => row[2] ?? ''))]
  return codes.length > MOST_LISTED ? [] : [{ column: 'Cost_Code', op: 'in', value: codes }]
}
