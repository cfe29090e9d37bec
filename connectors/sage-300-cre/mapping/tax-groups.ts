import type { InboundTable } from '../../../src/erp/mapping.ts'
import { keyIn, textIn } from './rows.ts'

/** Tax groups, which commitments name. In only. Sage has the table only where tax is used. */
export const taxGroupsFeed: InboundTable = {
  title: 'Tax group',
  feed: 'tax-groups',
  table: 'TXM_MASTER__TAX_GROUP',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: 'Data mapping, Overview, footnote 4; Custom Settings Available on Request, “Tax Group Sync”',
  rows: [
    keyIn('<-', 'Tax Code', 'Tax Group', 'Tax_Group', 'code'),
    textIn('<-', 'Description', 'Description', 'Description', 'name'),
    {
      ours: 'Rate',
      arrow: '<-',
      theirs: 'Rate',
      column: 'Rate',
      into: 'rate',
      as: 'decimal',
      limit: { decimal: [3, 6] },
      note: 'Percent of all taxes of the group together.',
    },
  ],
}
