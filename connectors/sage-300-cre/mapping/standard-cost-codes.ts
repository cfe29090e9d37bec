import type { InboundRow, InboundTable } from '../../../src/erp/mapping.ts'
import { flagIn, keyIn, textIn } from './rows.ts'

const SOURCE = 'Data mapping, “Standard Cost Codes/Types”'
const STAMP = { date: 'Date_Stamp', time: 'Time_Stamp' }

/** Sage keeps up to twelve default categories on a standard cost code, each in a column of its own. */
const MOST_CATEGORIES = 12

/** Standard cost codes of the company. Codes are created in the ERP only; custom WBS segments are not supported. */
export const standardCostCodesFeed: InboundTable = {
  title: 'Standard cost code',
  feed: 'standard-cost-codes',
  table: 'JCM_MASTER__STANDARD_COST_CODE',
  stamp: STAMP,
  source: SOURCE,
  rows: [
    keyIn(
      '<-',
      'Cost Code',
      'Standard Cost Code ID',
      'Cost_Code',
      'code',
      'New codes are created in the ERP and cannot be created here; custom WBS segments are not supported.',
    ),
    textIn('<-', 'Code Description', 'Description', 'Description', 'name'),
    flagIn(
      '<-',
      'Group code',
      'Group Cost Code',
      'Group_Cost_Code',
      'is_group',
      'Beyond the source table: a division, which takes no cost.',
    ),
    ...Array.from({ length: MOST_CATEGORIES }, (_, index) => defaultCategory(index + 1)),
  ],
}

/** Standard categories: our cost types. */
export const standardCategoriesFeed: InboundTable = {
  title: 'Standard category',
  feed: 'standard-categories',
  table: 'JCM_MASTER__STANDARD_CATEGORY',
  stamp: STAMP,
  source: SOURCE,
  rows: [
    keyIn('<-', 'Cost Type', 'Standard Category ID', 'Category', 'code'),
    textIn('<-', 'Cost Type Description', 'Description', 'Description', 'name'),
    textIn(
      '<-',
      'Base type',
      'Accumulate As',
      'Accumulate_As',
      'accumulate_as',
      'Beyond the source table: labor, material, subcontract, equipment, overhead or other.',
    ),
  ],
}

function defaultCategory(place: number): InboundRow {
  return {
    ours: 'Default cost types',
    arrow: '<-',
    theirs: `Category ${place}`,
    column: `Category_${place}`,
    into: 'categories',
    as: 'text',
    otherwise: '',
    ...(place === 1 ? { note: `Beyond the source table: up to ${MOST_CATEGORIES}, joined by commas.` } : {}),
  }
}
