import type { OutboundRow, OutboundTable } from '../../../src/erp/mapping.ts'
import type { ExportPlan } from '../files.ts'
import { amountRow, dateRow, entryProbe, entryRefusals, markRows, placeRows, READ_BACK, typeRow } from './entries.ts'
import { forecasts } from './forecasts.ts'

const SOURCE = 'Data mapping, “Budget Modifications”; lengths: docs/sage-300-cre-formats.md, jc-import-transactions'

const [job, ...place] = placeRows('lines')

const header: OutboundTable = {
  title: 'Job header',
  record: 'J',
  source: SOURCE,
  rows: [
    { ...(job as OutboundRow), theirs: 'Job ID' },
    headerRow('Project Name', 'Job Name', 'Description', 'job.name', 30),
    headerRow('Address', 'Job Address', 'Address 1', 'job.address', 30),
    headerRow('City', 'Job City', 'City', 'job.city', 15),
    headerRow('State', 'Job State', 'State', 'job.state', 4),
    headerRow('Zip', 'Job Zip Code', 'ZIP Code', 'job.zip', 10),
  ],
}

const changes: OutboundTable = {
  title: 'Approved estimate changes',
  record: 'T',
  each: 'lines',
  named: { lines: 'Line {lines.costCode} {lines.category}' },
  readBack: READ_BACK,
  source: SOURCE,
  rows: [
    job as OutboundRow,
    ...place.map((row) => ({ ...row, ours: `From/To: ${row.ours}` })),
    {
      ours: 'From/To: Cost Type: Description',
      arrow: '->',
      theirs: 'Category Description',
      field: 'Description',
      from: 'lines.categoryName',
      as: 'text',
      limit: { text: 30 },
    },
    typeRow('Automatically assigned', 'Approved est changes', 'Transaction Type'),
    dateRow('System date assigned at time of export', 'Transaction Date'),
    amountRow(
      'lines',
      'Amount',
      'From is negative, to is positive; usually the sum is zero. Several lines on one cost code and cost type go as their sum.',
    ),
    {
      ours: 'Number',
      arrow: '->',
      theirs: 'Reference 1',
      field: 'Reference 1',
      from: 'number',
      as: 'text',
      limit: { text: 10 },
      note: 'Beyond the source table: the change’s number, for whoever posts the batch.',
    },
    ...markRows(),
  ],
}

/** An approved budget change: money moved between lines. It fills a bucket of its own and leaves the original estimate. */
export const budgetChanges: ExportPlan = {
  task: 'jc-import-transactions',
  tables: [header, changes, ...forecasts],
  marker: 'field',
  hasKey: false,
  probes: (document, { marker }) => [entryProbe([changes, ...forecasts], document, marker)],
  moreChecks: (document) => entryRefusals([changes, ...forecasts], document),
}

/** The header finds the job and changes nothing on it. */
function headerRow(ours: string, theirs: string, field: string, from: string, text: number): OutboundRow {
  return { ours, arrow: '->', theirs, field, from, as: 'text', limit: { text } }
}
