import type { InboundTable } from '../../../src/erp/mapping.ts'

const ENTRY = ['Job', 'Extra', 'Cost_Code', 'Category', 'Transaction_Type']
const TIME = ['Employee', 'Date_Worked']

/** Where our marks stand in Sage: the record's own key and the field that carries the mark. */
const PLACES = [
  {
    title: 'Our marks on commitments',
    feed: 'marks-of-commitments',
    table: 'JCM_MASTER__COMMITMENT_CUSTOM_FIELDS',
    key: ['Commitment'],
    mark: 'Gusset_Ref',
  },
  {
    title: 'Our marks on entries that wait',
    feed: 'marks-of-new-entries',
    table: 'JCT_NEW__TRANSACTION',
    key: ENTRY,
    mark: 'Chg_Mgmt_Ref_2',
  },
  {
    title: 'Our marks on posted entries',
    feed: 'marks-of-posted-entries',
    table: 'JCT_CURRENT__TRANSACTION',
    key: ENTRY,
    mark: 'Chg_Mgmt_Ref_2',
  },
  {
    title: 'Our marks on invoices that wait',
    feed: 'marks-of-new-invoices',
    table: 'API_NEW__INVOICE',
    key: ['Vendor', 'Invoice'],
    mark: 'Invoice_Code_2',
  },
  {
    title: 'Our marks on posted invoices',
    feed: 'marks-of-posted-invoices',
    table: 'APM_MASTER__INVOICE',
    key: ['Vendor', 'Invoice'],
    mark: 'Invoice_Code_2',
  },
  {
    title: 'Our marks on time that waits',
    feed: 'marks-of-new-time',
    table: 'PRT_NEW__TIME',
    key: TIME,
    mark: 'Ref_1',
  },
  {
    title: 'Our marks on posted time',
    feed: 'marks-of-posted-time',
    table: 'PRT_CURRENT__TIME',
    key: TIME,
    mark: 'Ref_1',
  },
]

/** Every record that carries a mark, for the daily search for records that nobody here knows (export protocol R12, I4). */
export const marks: InboundTable[] = PLACES.map(({ title, feed, table, key, mark }) => ({
  title,
  feed,
  table,
  filled: mark,
  source: 'Export protocol 3.2: where the marker lives',
  rows: [
    {
      ours: 'Gusset’s mark',
      arrow: '<-',
      theirs: mark,
      column: mark,
      into: 'mark',
      as: 'text',
      limit: { required: true },
    },
    ...key.map((column) => ({
      ours: 'Record',
      arrow: '<-' as const,
      theirs: column,
      column,
      into: 'record',
      as: 'text' as const,
      otherwise: '',
    })),
  ],
}))
