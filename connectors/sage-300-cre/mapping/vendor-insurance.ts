import type { InboundRow, InboundTable } from '../../../src/erp/mapping.ts'
import { keyIn, textIn } from './rows.ts'

/** The four types of Sage's own, and the columns each keeps policy number, company, limit, effective and expiration date in. */
const TYPES: [into: string, theirs: string, columns: [string, string, string, string, string]][] = [
  [
    'general_liability',
    'General Liability Insurance',
    ['GL_Ins_Policy_Number', 'GL_Ins_Company', 'GL_Ins_Limit', 'GL_Ins_Effective_Dt', 'GL_Ins_Expiration_Dt'],
  ],
  [
    'automobile',
    'Automobile Insurance',
    ['Auto_Ins_Policy_Num', 'Auto_Ins_Company', 'Auto_Ins_Limit', 'Auto_Ins_Effect_Dt', 'Auto_Ins_Expir_Dt'],
  ],
  [
    'umbrella',
    'Umbrella Insurance',
    ['Umb_Ins_Policy_Num', 'Umbrella_Ins_Company', 'Umbrella_Ins_Limit', 'Umb_Ins_Effective_Dt', 'Umb_Ins_Expir_Dt'],
  ],
  [
    'workers_compensation',
    'Worker’s Insurance',
    [
      'Work_Comp_Policy_Num',
      'Work_Comp_Ins_Cmpany',
      'Work_Comp_Ins_Limit',
      'Work_Comp_Effect_Dt',
      'Work_Comp_Expir_Dt',
    ],
  ],
]

/** Insurance of synced companies, where switched on: a vendor is one row of Sage's with the four types side by side. In only. */
export const vendorInsuranceFeed: InboundTable = {
  title: 'Company insurance',
  feed: 'vendor-insurance',
  table: 'APM_MASTER__VENDOR',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: 'Data mapping, “Company Insurance” (AP vendor insurance, global level)',
  rows: [keyIn('<-', 'ERP Company ID', 'Vendor', 'Vendor', 'vendor'), ...TYPES.flatMap(rowsOf)],
}

function rowsOf([into, theirs, [policy, company, limit, effective, expiration]]: (typeof TYPES)[number]): InboundRow[] {
  return [
    textIn(
      '<-',
      'Policy Number',
      `${theirs} Policy Number`,
      policy,
      `${into}_policy`,
      'Type: only the types of Sage’s own are read; one without policy number and company was not entered.',
    ),
    textIn('<-', 'Insurance Provider', `${theirs} Company`, company, `${into}_provider`),
    {
      ours: 'Limit Amount',
      arrow: '<-',
      theirs: `${theirs} Limit`,
      column: limit,
      into: `${into}_limit`,
      as: 'decimal',
      limit: { decimal: [13, 2] },
    },
    dateIn('Effective Date', `${theirs} Effective Date`, effective, `${into}_effective`),
    dateIn('Expiration Date', `${theirs} Expiration Date`, expiration, `${into}_expiration`),
  ]
}

function dateIn(ours: string, theirs: string, column: string, into: string): InboundRow {
  return { ours, arrow: '<-', theirs, column, into, as: 'date' }
}
