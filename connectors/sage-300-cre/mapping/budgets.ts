import type { OutboundTable } from '../../../src/erp/mapping.ts'
import type { ExportPlan } from '../files.ts'
import { amountRow, dateRow, entryProbe, entryRefusals, markRows, placeRows, READ_BACK, typeRow } from './entries.ts'
import { forecasts } from './forecasts.ts'
import { decimalOut } from './rows.ts'

const budget: OutboundTable = {
  title: 'Original budget',
  record: 'C',
  each: 'lines',
  named: { lines: 'Line {lines.costCode} {lines.category}' },
  readBack: READ_BACK,
  source: 'Data mapping, “Budgets”; lengths: docs/sage-300-cre-formats.md, jc-import-estimates',
  rows: [
    {
      ...amountRow('lines', 'Original Budget'),
      theirs: 'Original Estimate',
      note: 'Only what Sage does not have yet, because it adds the entries it gets. They wait in Job Cost until somebody posts them.',
    },
    ...placeRows('lines'),
    {
      ours: 'Cost Type: Description',
      arrow: '->',
      theirs: 'Category: Description',
      field: 'Description',
      from: 'lines.categoryName',
      as: 'text',
      limit: { text: 30 },
      note: 'Beyond the source table: for a category the cost code gets by this very import.',
    },
    typeRow('Automatically assigned', 'Original estimate'),
    dateRow('System date at time of export', 'Date'),
    decimalOut(
      ['Original Budget Units', 'Quantity'],
      'lines.quantity',
      { decimal: [8, 2] },
      {
        column: 'Units',
        note: 'Beyond the source, whose budgets are amounts only: units go along where the company switches them on.',
      },
    ),
    {
      ours: 'Unit of Measure',
      arrow: '->',
      theirs: 'Unit Description',
      field: 'Unit Description',
      from: 'lines.uom',
      as: 'text',
      limit: { text: 6 },
    },
    ...markRows(),
  ],
}

/** A project’s original budget, or what has been added to it since. */
export const budgets: ExportPlan = {
  task: 'jc-import-estimates',
  tables: [budget],
  further: [{ task: 'jc-import-transactions', tables: forecasts }],
  marker: 'field',
  hasKey: false,
  probes: (document, { marker }) => [entryProbe([budget, ...forecasts], document, marker)],
  moreChecks: (document) => entryRefusals([budget, ...forecasts], document),
}
