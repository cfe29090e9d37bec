import type { InboundRow, InboundTable } from '../../../src/erp/mapping.ts'
import { flagIn, keyIn, textIn } from './rows.ts'

const SOURCE =
  'Data mapping, “Prime Contract”; tables of the Contracts application assumed (docs/sage-300-cre-formats.md)'
const STAMP = { date: 'Date_Stamp', time: 'Time_Stamp' }
const MONEY: InboundRow['limit'] = { decimal: [13, 2] }
const IMPORTED: InboundRow = {
  ours: 'Date Created',
  arrow: '<-',
  theirs: 'Assigned based on the date imported',
  column: '',
  as: 'date',
}

/** Contracts of the Contracts application: jobs with the billing method Use Contracts. */
export const contractsFeed: InboundTable = {
  title: 'Contract',
  feed: 'contracts',
  table: 'CNM_MASTER__CONTRACT',
  stamp: STAMP,
  source: SOURCE,
  rows: [
    keyIn(
      '<-',
      'Contract #',
      'Contract',
      'Contract',
      'erp_id',
      'Several contracts of one job may go into one prime contract.',
    ),
    textIn('<-', 'Title', 'Description', 'Description', 'title'),
    {
      ours: 'Description',
      arrow: '<-',
      theirs: 'Description',
      column: '',
      as: 'text',
      note: 'The same text as the title.',
    },
    dateIn('Actual Completion Date', 'Work Completed', 'Work_Completed', 'work_completed'),
    dateIn('Contract Start Date', 'Work Started', 'Work_Started', 'work_started'),
    textIn('<-', 'Status', 'Status', 'Status', 'status', 'Unapproved: Draft; Approved: Approved; Closed: Complete.'),
    IMPORTED,
    keyIn('<-', 'Sage Job ID', 'Job', 'Job', 'job', 'Beyond the source table: it must be linked to the project.'),
    amountIn(
      'Contract Amount',
      'Original Contract Amount',
      'Original_Contract_Amount',
      'original_amount',
      'Beyond the source table: shown before the import.',
    ),
  ],
}

export const contractItemsFeed: InboundTable = {
  title: 'Contract item',
  feed: 'contract-items',
  table: 'CNM_MASTER__CONTRACT_ITEM',
  stamp: STAMP,
  source: SOURCE,
  rows: [
    keyIn('<-', 'Contract #', 'Contract', 'Contract', 'contract'),
    keyIn(
      '<-',
      'Item',
      'Contract Item',
      'Item',
      'item',
      'Beyond the source table: what a change order of this line names.',
    ),
    textIn('<-', 'Description', 'Description', 'Description', 'description'),
    amountIn('Contract Amount', 'Original Contract Amount', 'Original_Contract_Amount', 'amount'),
  ],
}

/** Jobs with the billing method Use Quickbill: the job is the contract. */
export const quickbillContractsFeed: InboundTable = {
  title: 'Quickbill job',
  feed: 'quickbill-contracts',
  table: 'JCM_MASTER__JOB',
  stamp: STAMP,
  only: [{ column: 'Billing_Method', oneOf: ['Use quickbill'] }],
  source: SOURCE,
  rows: [
    keyIn('<-', 'Contract #', 'Job', 'Job', 'erp_id'),
    { ours: 'Status', arrow: '<-', theirs: 'Automatically set to Approved', column: '', as: 'text' },
    IMPORTED,
    textIn('<-', 'Title', 'Job Name', 'Description', 'title', 'Beyond the source table.'),
    textIn(
      '<-',
      'Billing level',
      'Billing Level',
      'Billing_Level',
      'billing_level',
      'Job: one line. Division: one for each division with an amount. Section: one for each cost code with an amount.',
    ),
    amountIn(
      'Contract Amount (billing level Job)',
      'Original Contract Amount',
      'Original_Contract_Amount',
      'original_amount',
    ),
  ],
}

/** The schedule of values by division or cost code: billing levels Division and Section. */
export const quickbillItemsFeed: InboundTable = {
  title: 'Quickbill schedule of values',
  feed: 'quickbill-items',
  table: 'JCM_MASTER__COST_CODE',
  stamp: STAMP,
  source: SOURCE,
  rows: [
    keyIn('<-', 'Contract #', 'Job', 'Job', 'job'),
    textIn('<-', 'Sub Job', 'Extra', 'Extra', 'extra', 'Beyond the source table.'),
    keyIn('<-', 'Cost Code', 'Cost Code', 'Cost_Code', 'cost_code'),
    textIn('<-', 'Cost Code', 'Description', 'Description', 'description'),
    flagIn(
      '<-',
      'Division',
      'Group Cost Code',
      'Group_Cost_Code',
      'is_group',
      'Beyond the source table: tells divisions from cost codes.',
    ),
    amountIn(
      'Contract Amount (billing levels Division, Section)',
      'Original Contract Amount',
      'Orig_Scheduled_Value',
      'amount',
    ),
  ],
}

function amountIn(ours: string, theirs: string, column: string, into: string, note?: string): InboundRow {
  return {
    ours,
    arrow: '<-',
    theirs,
    column,
    into,
    as: 'decimal',
    limit: MONEY,
    otherwise: '0',
    ...(note ? { note } : {}),
  }
}

function dateIn(ours: string, theirs: string, column: string, into: string): InboundRow {
  return { ours, arrow: '<-', theirs, column, into, as: 'date' }
}
