import type { OutboundRow, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText, scopesOf, textAt } from '../../../src/erp/mapping-values.ts'
import type { Probe } from '../../../src/erp/protocol.ts'
import { type Refusal, refusal } from '../../../src/platform/refusal.ts'
import { ERP, type ExportPlan } from '../files.ts'
import { amountRow, dateRow, entryProbe, entryRefusals, markRows, placeRows, READ_BACK, typeRow } from './entries.ts'

const SOURCE = 'Data mapping, “Prime Contract Change Orders”; lengths: docs/sage-300-cre-formats.md'

/** Document 001, “Prime Contract Change Orders (PCCO)”: prerequisites to sync. */
const LONGEST_TITLE = 255

const ITEM_NOTE =
  'Assigned by the accounting approver at the time of export, where the change order adds a line to the prime contract. The item is created with no original contract amount; its only value is the approved change.'

const MARK_NOTE =
  'Stands for the source table’s constant HH2, printed there with Chg Mgt Ref 1: a constant tells nobody’s entries apart, our mark tells ours from anybody else’s, so that no money is booked twice.'

const newItems: OutboundTable = {
  title: 'New contract item',
  record: 'CNI',
  each: 'newItems',
  named: { newItems: 'Contract item {newItems.item}' },
  readBack: { tables: ['CNM_MASTER__CONTRACT_ITEM'], key: 2, complete: false },
  source: SOURCE,
  rows: [
    contractRow('newItems.contract'),
    itemRow('newItems.item', 'New Contract Item ID', ITEM_NOTE),
    {
      ours: 'Description',
      arrow: '->',
      theirs: 'Description',
      field: 'Description',
      from: 'newItems.description',
      as: 'text',
      limit: { text: 30 },
    },
  ],
}

const header: OutboundTable = {
  title: 'Approved Estimate Change (Job Header)',
  record: 'J',
  source: SOURCE,
  rows: [
    ...placeRows('estimates').slice(0, 1),
    headerRow('Project Name', 'Job Name', 'Description', 'job.name', 30),
    headerRow('Address', 'Job Address', 'Address 1', 'job.address', 30),
    headerRow('City', 'Job City', 'City', 'job.city', 15),
    headerRow('State', 'Job State', 'State', 'job.state', 4),
    headerRow('ZIP', 'Job Zip Code', 'ZIP Code', 'job.zip', 10),
    {
      ours: 'Title',
      arrow: '->',
      theirs: 'not sent',
      from: '= ',
      as: 'text',
      note: 'Must be 255 characters or less.',
    },
  ],
}

const estimates: OutboundTable = {
  title: 'Approved estimate changes',
  record: 'T',
  each: 'estimates',
  named: { estimates: 'Line {estimates.costCode} {estimates.category}' },
  readBack: READ_BACK,
  source: SOURCE,
  rows: [
    ...placeRows('estimates'),
    {
      ours: 'Cost Type',
      arrow: '->',
      theirs: 'Category Description',
      field: 'Description',
      from: 'estimates.categoryName',
      as: 'text',
      limit: { text: 30 },
    },
    typeRow('Automatically assigned as Approved Estimate Change', 'Approved est changes', 'Transaction Type'),
    dateRow('System date assigned at time of export', 'Transaction Date'),
    amountRow(
      'estimates',
      'Contract Amount',
      'With its markups, where they are switched on for the estimate. Several lines on one cost code and cost type go as their sum.',
    ),
    numberRow(),
    ...markRows(MARK_NOTE),
  ],
}

const [job, extra, costCode] = placeRows('values') as [OutboundRow, OutboundRow, OutboundRow]

const values: OutboundTable = {
  title: 'Approved schedule value changes',
  record: 'T',
  each: 'values',
  named: { values: 'Scheduled value {values.contract} {values.item} {values.costCode}' },
  readBack: READ_BACK,
  source: SOURCE,
  rows: [
    job,
    extra,
    {
      ...costCode,
      limit: { text: 12 },
      note: 'Beyond the source table: where the job uses quickbill by division or section, the value stands on the cost code in place of a contract item. Footnote 7 of the overview, miscellaneous worksheet transactions, is taken for the values of such jobs, whose schedule of values is kept in that task.',
    },
    typeRow('Automatically assigned as Approved Schedule Value Change', 'Aprvd schdl val chng', 'Transaction Type'),
    dateRow('System date assigned at time of export', 'Transaction Date'),
    { ...contractRow('values.contract'), limit: { text: 10 } },
    { ...itemRow('values.item', 'Contract Item Code', ITEM_NOTE), limit: { text: 10 } },
    amountRow(
      'values',
      'Contract Change Amount',
      'Markups are included. Several lines on one contract item go as their sum.',
    ),
    numberRow(),
    ...markRows(MARK_NOTE),
  ],
}

/**
 * Change orders on the owner’s contract. New contract items go first, in a file of their own. An item carries neither mark nor money: without
 * entries under our mark it says nothing, and one that an earlier attempt left behind is used again.
 */
export const primeChangeOrders: ExportPlan = {
  task: 'cn-import-contract-items',
  tables: [newItems],
  further: [{ task: 'jc-import-transactions', tables: [header, estimates, values] }],
  byRecord: true,
  marker: 'field',
  hasKey: false,
  probes: (document, { marker }) => [entryProbe([estimates, values], document, marker), ...newItemProbes(document)],
  moreChecks: (document) => [...titleRefusals(document), ...entryRefusals([estimates, values], document)],
}

function newItemProbes(document: unknown): Probe[] {
  const found = scopesOf(newItems, document)
  if (found.length === 0) return []
  const of = (path: string) => [...new Set(found.map((scope) => textAt(scope, `newItems.${path}`)))]
  return [
    readBack(newItems, document, [
      { column: 'Contract', op: 'in', value: of('contract') },
      { column: 'Item', op: 'in', value: of('item') },
    ]),
  ]
}

/** The title does not go along, yet may not be longer than the vendor's API takes. */
function titleRefusals(document: unknown): Refusal[] {
  const length = [...ourText(document, 'title')].length
  if (length <= LONGEST_TITLE) return []
  const sentence = `Title is ${length} characters long; ${ERP} takes at most ${LONGEST_TITLE}.`
  return [refusal('title-too-long', sentence, { field: 'title' })]
}

function contractRow(from: string): OutboundRow {
  return {
    ours: 'Sage Contract ID',
    arrow: '->',
    theirs: 'Contract',
    field: 'Contract',
    from,
    as: 'text',
    column: 'Contract',
    limit: { text: 10, required: true },
  }
}

function itemRow(from: string, ours: string, note: string): OutboundRow {
  const field = from.startsWith('values') ? 'Contract Item' : 'Item'
  return {
    ours,
    arrow: '->',
    theirs: 'Contract Item',
    field,
    from,
    as: 'text',
    column: 'Item',
    limit: { text: 10, required: true },
    note,
  }
}

function numberRow(): OutboundRow {
  return {
    ours: '# (Prime Contract CO #)',
    arrow: '->',
    theirs: 'Chg Mgt Ref 1',
    field: 'Change Management Reference 1',
    from: 'number',
    as: 'text',
    limit: { text: 20, required: true },
    note: 'Must be 20 characters or less.',
  }
}

/** The header finds the job and changes nothing on it. */
function headerRow(ours: string, theirs: string, field: string, from: string, text: number): OutboundRow {
  return { ours, arrow: '->', theirs, field, from, as: 'text', limit: { text } }
}
