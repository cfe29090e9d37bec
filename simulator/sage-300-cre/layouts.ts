/**
 * The record layouts of the import files, as data: one line a field in file order, from docs/sage-300-cre-formats.md.
 * `alpha` fields are quoted text with a greatest length; `number` fields count digits before and after the point.
 */

export type FieldRule =
  | { readonly kind: 'alpha'; readonly length: number }
  | { readonly kind: 'code'; readonly length: number; readonly significant: number }
  | { readonly kind: 'number'; readonly before: number; readonly after: number }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'date' }
  | { readonly kind: 'unused' }

export interface Field {
  /** The name Sage's sentences use, in square brackets. */
  readonly name: string
  readonly rule: FieldRule
  readonly required: boolean
}

export interface Layout {
  readonly id: string
  readonly fields: readonly Field[]
  /** How many fields a record has, the identifier included; custom fields may be left off. */
  readonly least: number
  readonly most: number
  /** Names of the fields that make the key in the report. */
  readonly key: readonly string[]
}

const alpha = (name: string, length: number, required = false): Field => ({
  name,
  rule: { kind: 'alpha', length },
  required,
})
const number = (name: string, before: number, after: number, required = false): Field => ({
  name,
  rule: { kind: 'number', before, after },
  required,
})
const choice = (name: string, of: readonly string[], required = false): Field => ({
  name,
  rule: { kind: 'choice', of },
  required,
})
const date = (name: string, required = false): Field => ({ name, rule: { kind: 'date' }, required })

/** "A job ID has at most 10 significant characters (letters and digits) and 12 in all." */
const job = (name: string, required = false): Field => ({
  name,
  rule: { kind: 'code', length: 12, significant: 10 },
  required,
})

export const ACCUMULATIONS = ['Labor', 'Material', 'Subcontract', 'Equipment', 'Overhead', 'Other'] as const
export const JOB_STATUSES = ['Unstarted', 'In progress', 'Closed'] as const
/** What the transaction import takes; everything else has an import of its own. */
export const IMPORTED_TYPES = [
  'Approved est changes',
  'Misc worksheet 1',
  'Misc worksheet 2',
  'Aprvd schdl val chng',
] as const
export const COMMITMENT_TYPES: Readonly<Record<string, string>> = { '1': 'Subcontract', '2': 'Purchase order' }

const flag = (name: string): Field => choice(name, ['0', '1'])

function layout(id: string, key: string, fields: readonly Field[], custom = 0): Layout {
  const most = fields.length + 1
  return { id, fields, least: most - custom, most, key: key.split(' ') }
}

const estimates: readonly Layout[] = [
  layout('J', 'Code', [
    job('Code', true),
    alpha('Name', 30),
    alpha('Address1', 30),
    alpha('Address2', 30),
    alpha('AddressCity', 15),
    alpha('AddressState', 4),
    alpha('AddressZip', 10),
    alpha('SitePhone', 15),
    number('Size', 9, 2),
    alpha('UnitDescription', 6),
    choice('Status', JOB_STATUSES),
    date('EstimatedStartDate'),
    date('EstimatedCompletionDate'),
    alpha('JobTaxGroup', 6),
  ]),
  layout('X', 'Job Code', [
    job('Job', true),
    alpha('Code', 10, true),
    alpha('Name', 30),
    alpha('Status', 20),
    date('Date'),
    alpha('UserKey1', 30),
    alpha('UserKey2', 30),
  ]),
  layout('P', 'Job Extra CostCode', [
    job('Job', true),
    alpha('Extra', 10),
    alpha('CostCode', 12, true),
    alpha('Name', 30),
    flag('GroupCostCode'),
    date('Date'),
    alpha('CostUnitDescription', 6),
    alpha('ProductionUnitDescription', 6),
    number('ProductionUnits', 8, 2),
    choice('AccumulateAs', ACCUMULATIONS),
    alpha('CostAccount', 25),
    flag('BoughtOut'),
    alpha('Contract', 10),
    alpha('ContractItem', 10),
  ]),
  layout('C', 'Job Extra CostCode Category', [
    job('Job', true),
    alpha('Extra', 10),
    alpha('CostCode', 12, true),
    alpha('Category', 3, true),
    alpha('Name', 30),
    date('Date'),
    number('Quantity', 8, 2),
    alpha('UnitDescription', 6),
    number('Amount', 9, 2),
    choice('AccumulateAs', ACCUMULATIONS),
    alpha('Batch', 10),
    alpha('Reference1', 10),
    alpha('Reference2', 10),
    alpha('ChangeManagementReference2', 36),
  ]),
]

const transactions: readonly Layout[] = [
  layout('J', 'Code', [
    job('Code', true),
    alpha('Name', 30),
    alpha('Address1', 30),
    alpha('Address2', 30),
    alpha('AddressCity', 15),
    alpha('AddressState', 4),
    alpha('AddressZip', 10),
  ]),
  layout('T', 'TransactionType Job Extra CostCode Category', [
    choice('TransactionType', IMPORTED_TYPES, true),
    job('Job', true),
    alpha('Extra', 10),
    alpha('CostCode', 12),
    alpha('Category', 3),
    date('TransactionDate', true),
    date('AccountingDate'),
    alpha('Description', 30),
    number('Units', 8, 4),
    number('UnitCost', 6, 4),
    number('Amount', 9, 2, true),
    alpha('Contract', 10),
    alpha('ContractItem', 10),
    alpha('Batch', 10),
    alpha('Reference1', 10),
    alpha('Reference2', 10),
    alpha('ChangeManagementReference1', 36),
    alpha('ChangeManagementReference2', 36),
  ]),
]

/** Fields of a record that are "not used, empty". */
function unused(first: number, last: number): readonly Field[] {
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    name: `Field${first + at}`,
    rule: { kind: 'unused' } as const,
    required: false,
  }))
}

const ITEM: readonly Field[] = [
  alpha('Commitment', 12, true),
  number('ItemNumber', 5, 0, true),
  alpha('Description', 30),
  job('Job', true),
  alpha('Extra', 10),
  alpha('CostCode', 12, true),
  alpha('Category', 3, true),
  alpha('TaxGroup', 6),
  number('Units', 8, 4),
  alpha('UnitDescription', 6),
  number('UnitCost', 6, 4),
  number('Amount', 9, 2, true),
  number('Tax', 7, 2),
  number('RetainagePercent', 3, 2),
  date('DeliveryDate'),
  alpha('StandardItem', 10),
  alpha('Scope', 30),
]

const commitments: readonly Layout[] = [
  layout(
    'COM',
    'Code',
    [
      alpha('Code', 12, true),
      choice('CommitmentType', Object.keys(COMMITMENT_TYPES), true),
      alpha('Description', 30),
      alpha('Vendor', 10, true),
      job('Job'),
      date('Date'),
      number('RetainagePercent', 3, 2),
      alpha('TaxGroup', 6),
      ...unused(10, 145),
      alpha('Gusset_Ref', 10),
    ],
    1,
  ),
  layout('COMI', 'Commitment ItemNumber', ITEM),
]

const commitmentChanges: readonly Layout[] = [
  layout('COMI', 'Commitment ItemNumber', [...ITEM, alpha('Gusset_Ref', 10)], 1),
  layout(
    'COCO',
    'Commitment Code',
    [
      alpha('Commitment', 12, true),
      alpha('Code', 10, true),
      alpha('Description', 30),
      date('Date'),
      alpha('Status', 20, true),
      date('ApprovedDate'),
      ...unused(8, 19),
      alpha('Gusset_Ref', 10),
    ],
    1,
  ),
  layout('COCOI', 'Commitment Code ItemNumber', [
    alpha('Commitment', 12, true),
    alpha('Code', 10, true),
    number('ItemNumber', 5, 0, true),
    alpha('Description', 30),
    job('Job'),
    alpha('Extra', 10),
    alpha('CostCode', 12),
    alpha('Category', 3),
    alpha('TaxGroup', 6),
    number('Units', 8, 4),
    alpha('UnitDescription', 6),
    number('UnitCost', 6, 4),
    number('Amount', 9, 2, true),
    number('Tax', 7, 2),
  ]),
]

const contractItems: readonly Layout[] = [
  layout('CNI', 'Contract Code', [alpha('Contract', 10, true), alpha('Code', 10, true), alpha('Name', 30)]),
]

const vendors: readonly Layout[] = [
  layout('APV', 'Code', [
    alpha('Code', 10, true),
    alpha('Name', 30),
    alpha('Address1', 33),
    alpha('Address2', 33),
    alpha('AddressCity', 30),
    alpha('AddressState', 4),
    alpha('AddressZip', 10),
    alpha('Phone', 15),
    alpha('Fax', 15),
  ]),
]

const notModelled = (name: string): Field => ({ name, rule: { kind: 'unused' }, required: false })

/** Discounts, deductions and payees are not modelled and must be empty. */
const invoices: readonly Layout[] = [
  layout('API', 'Vendor Code', [
    alpha('Vendor', 10, true),
    alpha('Code', 15, true),
    alpha('Description', 30),
    number('Amount', 9, 2),
    number('Tax', 7, 2),
    notModelled('DiscountOffered'),
    notModelled('MiscDeduction'),
    date('InvoiceDate', true),
    notModelled('DateReceived'),
    notModelled('DiscountDate'),
    notModelled('PaymentDate'),
    date('AccountingDate'),
    alpha('InvoiceCode1', 10),
    alpha('InvoiceCode2', 10),
    ...['PayeeName', 'PayeeAddress1', 'PayeeAddress2', 'PayeeCity', 'PayeeState', 'PayeeZip'].map(notModelled),
  ]),
  layout('APD', 'Commitment CommitmentLineItem', [
    alpha('Commitment', 12),
    number('CommitmentLineItem', 5, 0),
    job('Job'),
    alpha('Extra', 10),
    alpha('CostCode', 12),
    alpha('Category', 3),
    notModelled('StandardItem'),
    alpha('ExpenseAccount', 25),
    notModelled('PayableAccount'),
    alpha('TaxGroup', 6),
    number('Units', 8, 4),
    notModelled('UnitCost'),
    number('Amount', 9, 2),
    number('Tax', 7, 2),
    number('Retainage', 9, 2),
    notModelled('Exempt1099'),
    alpha('Draw', 15),
    alpha('Description', 30),
    notModelled('JointPayee'),
    notModelled('PaymentType'),
  ]),
]

const invoiceCodes: readonly Layout[] = [
  layout('APIC', 'Vendor Invoice', [
    alpha('Vendor', 10, true),
    alpha('Invoice', 15, true),
    alpha('InvoiceCode1', 10),
    alpha('InvoiceCode2', 10),
  ]),
]

const timecards: readonly Layout[] = [
  layout('PRT', 'Employee DateWorked Reference2', [
    alpha('Batch', 10),
    alpha('Employee', 10, true),
    date('PeriodEndDate', true),
    date('DateWorked', true),
    alpha('PayID', 10),
    job('Job', true),
    alpha('Extra', 10),
    alpha('CostCode', 12, true),
    alpha('Category', 3, true),
    number('RegularHours', 3, 2),
    number('OvertimeHours', 3, 2),
    number('DoubleHours', 3, 2),
    alpha('Description', 30),
    alpha('Reference1', 10),
    alpha('Reference2', 10),
  ]),
]

/** The import tasks this pretend Sage has, with the records each reads. */
export const TASK_LAYOUTS: Readonly<Record<string, readonly Layout[]>> = {
  'jc-import-estimates': estimates,
  'jc-import-transactions': transactions,
  'jc-import-commitments': commitments,
  'jc-import-commitment-changes': commitmentChanges,
  'cn-import-contract-items': contractItems,
  'ap-import-vendors': vendors,
  'ap-import-invoices': invoices,
  'ap-import-invoice-codes': invoiceCodes,
  'pr-import-timecards': timecards,
}
