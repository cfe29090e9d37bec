import type { OutboundTable } from '../../../src/erp/mapping.ts'
import { amountRow, dateRow, markRows, placeRows, READ_BACK, typeRow } from './entries.ts'

const SOURCE = 'Data mapping, “Cost Forecast Data”; lengths: docs/sage-300-cre-formats.md, jc-import-transactions'

const DIFFERENCE =
  'What the forecast has moved since the ERP was last told: Sage adds an entry to the worksheet amount that stands there, so the whole figure would be counted again with every export.'

/** Two entries for each budget line, in every export of budget amounts of a project whose forecasts go along (FOR-1). */
export const forecasts: OutboundTable[] = [
  worksheet('estimatedCostAtCompletion', 'Estimated Cost at Complete', 'Misc worksheet 1'),
  worksheet('forecastToComplete', 'Forecast to Complete', 'Misc worksheet 2'),
]

function worksheet(list: string, words: string, type: string): OutboundTable {
  return {
    title: `${words} (${type})`,
    record: 'T',
    each: list,
    named: { [list]: `${words}, {${list}.costCode} {${list}.category}` },
    readBack: READ_BACK,
    source: SOURCE,
    rows: [
      typeRow(words, type, 'Transaction Type'),
      ...placeRows(list),
      dateRow('System date automatically assigned', 'Transaction Date'),
      amountRow(list, words, DIFFERENCE),
      {
        ours: `Automatically assigned “${words}”`,
        arrow: '->',
        theirs: 'Description',
        field: 'Description',
        from: `= ${words}`,
        as: 'text',
      },
      ...markRows(),
    ],
  }
}
