import type { InboundRow, InboundTable } from '../../../src/erp/mapping.ts'
import { keyIn, textIn } from './rows.ts'

const MONEY: InboundRow['limit'] = { decimal: [13, 2] }
const UNITS: InboundRow['limit'] = { decimal: [13, 4] }

/** Totals of each cost code and category, for the Job Costs report and the budget’s columns. In only. */
export const jobCostSummaryFeed: InboundTable = {
  title: 'Job costs',
  feed: 'job-cost-summary',
  table: 'JCM_MASTER__CATEGORY',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: 'Data mapping, “Job Costs”',
  rows: [
    keyIn('<-', 'Sage Job ID', 'Job ID', 'Job', 'job'),
    textIn('<-', 'Sub Job', 'Extra', 'Extra', 'extra'),
    keyIn('<-', 'Cost Code', 'Cost Code', 'Cost_Code', 'cost_code'),
    keyIn('<-', 'Cat.', 'Category', 'Category', 'category'),
    total(
      'Original Budget',
      'Original Estimate',
      'Original_Estimate',
      'original_estimate',
      MONEY,
      'Also what a budget line is imported with, as long as the budget has never been exported, and the sign that an exported one was posted.',
    ),
    total(
      'Original Budget Units',
      'Original Estimate Units',
      'Original_Estimate_Units',
      'original_estimate_units',
      UNITS,
    ),
    total(
      'Approved Budget Changes',
      'Approved Estimate Changes',
      'Approved_Estimate_Changes',
      'approved_estimate_changes',
      MONEY,
    ),
    total(
      'Approved Budget Unit Changes',
      'Approved Estimate Unit Changes',
      'Approved_Est_Unit_Changes',
      'approved_estimate_unit_changes',
      UNITS,
    ),
    total('Revised Budget', 'Total Estimate', 'Total_Estimate', 'total_estimate', MONEY),
    total('Revised Budget Units', 'Total Estimate Units', 'Total_Estimate_Units', 'total_estimate_units', UNITS),
    total('Original Commitment', 'Original Commitment', 'Original_Commitment', 'original_commitment', MONEY),
    total(
      'Approved Commitment Changes',
      'Approved Commitment Changes',
      'Approved_Commitment_Changes',
      'approved_commitment_changes',
      MONEY,
    ),
    total('Revised Commitment', 'Revised Commitment', 'Revised_Commitment', 'revised_commitment', MONEY),
    total('Commitment Invoiced', 'Commitment Invoiced', 'Commitment_Invoiced', 'commitment_invoiced', MONEY),
    total('Job to Date Cost', 'JTD Cost', 'JTD_Cost', 'jtd_cost', MONEY, 'Also the budget’s JTD Cost column.'),
    total('Job to Date Actual Units', 'JTD Units', 'JTD_Units', 'jtd_units', UNITS),
    total('Job to Date Dollars Paid', 'JTD Dollars Paid', 'JTD_Dollars_Paid', 'jtd_dollars_paid', MONEY),
    total('Month to Date Cost', 'MTD Cost', 'MTD_Cost', 'mtd_cost', MONEY),
    total('Month to Date Dollars Paid', 'MTD Dollars Paid', 'MTD_Dollars_Paid', 'mtd_dollars_paid', MONEY),
    total('Month to Date Actual Units', 'MTD Units', 'MTD_Units', 'mtd_units', UNITS),
    {
      ours: 'Direct Costs (budget)',
      arrow: '<-',
      theirs: 'JTD Cost - Commitment Invoiced',
      column: '',
      as: 'decimal',
      note: 'Calculated: the difference between the two.',
    },
  ],
}

/** Sage’s totals have no empty state that means anything but nothing yet: null is 0. */
function total(
  ours: string,
  theirs: string,
  column: string,
  into: string,
  limit: InboundRow['limit'],
  note?: string,
): InboundRow {
  return {
    ours,
    arrow: '<-',
    theirs,
    column,
    into,
    as: 'decimal',
    limit,
    otherwise: '0',
    ...(note === undefined ? {} : { note }),
  }
}
