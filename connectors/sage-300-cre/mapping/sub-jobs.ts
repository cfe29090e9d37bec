import type { InboundTable, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText } from '../../../src/erp/mapping-values.ts'
import type { ExportPlan } from '../files.ts'
import { codeProbes, costCodeTables, jobRow } from './jobs.ts'
import { keyIn, textIn, textOut } from './rows.ts'

const SOURCE = 'Data mapping, “Sub Jobs/Extras”; lengths: Sage 300 CRE table widths (extra 10, description 30)'

const JOB = 'job.erpId'

const extra: OutboundTable = {
  title: 'Sub job',
  record: 'X',
  readBack: { tables: ['JCM_MASTER__EXTRA'], key: 2, complete: false },
  source: SOURCE,
  rows: [
    jobRow(JOB),
    textOut(
      ['Code', 'Extra'],
      'erpId',
      { text: 10, required: true },
      { arrow: '<->', note: 'Shown to the approver as SubJob ID, prefilled with the code of the sub job.' },
    ),
    textOut(['Sub Job', 'Description'], 'name', { text: 30, required: true }, { arrow: '<->' }),
    // Not read back: the status moves with the extra's life.
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

/** Extras of linked jobs, each for a person to add or link. Their cost codes and categories come in with those of the job. */
export const subJobsFeed: InboundTable = {
  title: 'Sub job',
  feed: 'sub-jobs',
  table: 'JCM_MASTER__EXTRA',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: SOURCE,
  rows: [
    keyIn('<->', 'Sage Job ID', 'Job ID', 'Job', 'job'),
    keyIn('<->', 'Code', 'Extra', 'Extra', 'extra'),
    textIn('<->', 'Sub Job', 'Description', 'Description', 'name'),
    textIn('<-', 'Extra status', 'Status', 'Status', 'status', 'Beyond the source table.'),
  ],
}

const ofExtra = costCodeTables(JOB)

/** Sub jobs: an extra of a job that exists, with its cost codes and categories. Job and extra are the key and the content is compared. */
export const subJobs: ExportPlan = {
  task: 'jc-import-estimates',
  tables: [extra, ...ofExtra],
  marker: 'content',
  hasKey: true,
  keyFrom: [JOB, 'erpId'],
  probes: (document) => [
    readBack(extra, document, [
      { column: 'Job', op: '=', value: ourText(document, JOB) },
      { column: 'Extra', op: '=', value: ourText(document, 'erpId') },
    ]),
    ...codeProbes(ofExtra, document, JOB),
  ],
}
