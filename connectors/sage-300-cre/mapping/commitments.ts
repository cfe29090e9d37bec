import type { InboundTable, OutboundRow, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { fieldOf, fill, ourText, scopesOf, textAt } from '../../../src/erp/mapping-values.ts'
import type { Probe } from '../../../src/erp/protocol.ts'
import { equal, isDecimal, multiply, roundCents } from '../../../src/platform/money.ts'
import { type Refusal, refusal } from '../../../src/platform/refusal.ts'
import { ERP, type ExportPlan } from '../files.ts'
import { flagIn, keyIn } from './rows.ts'

const SOURCE = 'Data mapping, “Commitments”; lengths: Sage 300 CRE table widths and limits known from other integrators'

/** Line amounts beyond this are refused by Sage’s importer though its format has nine digits (docs/sage-300-cre-formats.md, jc-import-commitments). */
export const LINE_LIMIT = '999999.99'

/** Our mark in the custom field that every record of a commitment and of its change orders has. */
export const MARK: OutboundRow = {
  ours: 'Gusset’s mark',
  arrow: '->',
  theirs: 'Custom field Gusset_Ref',
  field: 'Gusset_Ref',
  from: '@marker',
  as: 'text',
  limit: { text: 10 },
  note: 'Beyond the source table: tells our record from anybody else’s, so that nothing is booked twice.',
}

const header: OutboundTable = {
  title: 'Commitment header',
  record: 'COM',
  readBack: { tables: ['JCM_MASTER__COMMITMENT'], key: 1, complete: true },
  source: SOURCE,
  rows: [
    {
      ours: 'Sage 300 CRE ID',
      arrow: '->',
      theirs: 'Subcontract #',
      field: 'Commitment',
      from: 'erpId',
      as: 'text',
      column: 'Commitment',
      limit: { text: 12, required: true },
      note: 'Unique in the whole data folder.',
    },
    {
      ours: 'Commitment Type',
      arrow: '->',
      theirs: 'Commitment Type',
      field: 'Commitment Type',
      from: 'type',
      as: 'text',
      codes: { subcontract: '1', 'purchase-order': '2' },
      column: 'Commitment_Type',
      shows: { subcontract: 'Subcontract', 'purchase-order': 'Purchase order' },
      limit: { oneOf: ['subcontract', 'purchase-order'], required: true },
      note: 'The type chosen when the commitment was created: purchase order or subcontract.',
    },
    {
      ours: 'Title',
      arrow: '->',
      theirs: 'Description',
      field: 'Description',
      from: 'title',
      as: 'text',
      column: 'Description',
      limit: { text: 30 },
    },
    {
      ours: 'Contract Company',
      arrow: '->',
      theirs: 'Vendor ID',
      field: 'Vendor',
      from: 'vendor.erpId',
      as: 'text',
      column: 'Vendor',
      limit: { text: 10, required: true },
      note: 'The ERP vendor ID of the contract company. A company without one cannot receive a commitment export.',
    },
    {
      ours: 'Sage 300 CRE Job ID',
      arrow: '->',
      theirs: 'Job',
      field: 'Job',
      from: 'job.erpId',
      as: 'text',
      column: 'Job',
      limit: { text: 12, significant: 10, required: true },
      note: 'Beyond the source table: the header’s own job.',
    },
    { ours: 'Date Created', arrow: '->', theirs: 'Date', field: 'Date', from: 'date', as: 'date', column: 'Date' },
    {
      ours: 'Default Retainage',
      arrow: '->',
      theirs: 'Retainage',
      field: 'Retainage Percent',
      from: 'retainagePercent',
      as: 'decimal',
      column: 'Retainage_Percent',
      limit: { decimal: [3, 2] },
      note: 'Percent; holds for every item.',
    },
    {
      ours: 'Tax Code',
      arrow: '->',
      theirs: 'Tax Group',
      field: 'Tax Group',
      from: 'taxGroup',
      as: 'text',
      column: 'Tax_Group',
      limit: { text: 6 },
      note: 'Footnote 4 of the overview: commitments include the tax groups of Sage 300 CRE. The default of new lines.',
    },
    MARK,
  ],
}

const items: OutboundTable = {
  title: 'Commitment item',
  record: 'COMI',
  each: 'lines',
  named: { lines: 'Line {lines.number}' },
  readBack: { tables: ['JCM_MASTER__COMMITMENT_ITEM'], key: 2, complete: true },
  source: SOURCE,
  rows: [
    {
      ours: 'Sage 300 CRE ID',
      arrow: '->',
      theirs: 'Commitment ID',
      field: 'Commitment',
      from: 'erpId',
      as: 'text',
      column: 'Commitment',
      limit: { text: 12, required: true },
    },
    {
      ours: 'Line Number',
      arrow: '->',
      theirs: 'Item Number',
      field: 'Item Number',
      from: 'lines.number',
      as: 'decimal',
      column: 'Item_Number',
      limit: { decimal: [5, 0], min: '1', required: true },
      note: 'Beyond the source table.',
    },
    {
      ours: 'Description',
      arrow: '->',
      theirs: 'Description',
      field: 'Description',
      from: 'lines.description',
      as: 'text',
      column: 'Description',
      limit: { text: 30 },
    },
    {
      ours: 'Sage 300 CRE Job ID',
      arrow: '->',
      theirs: 'Job',
      field: 'Job',
      from: 'lines.job',
      as: 'text',
      column: 'Job',
      limit: { text: 12, significant: 10, required: true },
    },
    {
      ours: 'Sub Job',
      arrow: '->',
      theirs: 'Extra',
      field: 'Extra',
      from: 'lines.extra',
      as: 'text',
      column: 'Extra',
      limit: { text: 10 },
      note: 'Beyond the source table.',
    },
    {
      ours: 'Cost Code',
      arrow: '->',
      theirs: 'Cost Code',
      field: 'Cost Code',
      from: 'lines.costCode',
      as: 'text',
      column: 'Cost_Code',
      limit: { text: 12, required: true },
      note: 'A group cost code takes no commitment.',
    },
    {
      ours: 'Type',
      arrow: '->',
      theirs: 'Category',
      field: 'Category',
      from: 'lines.category',
      as: 'text',
      column: 'Category',
      limit: { text: 3, required: true },
    },
    {
      ours: 'Qty',
      arrow: '->',
      theirs: 'Units',
      field: 'Units',
      from: 'lines.quantity',
      as: 'decimal',
      when: { from: 'accountingMethod', is: 'unit' },
      column: 'Units',
      limit: { decimal: [8, 4] },
      note: 'Qty, Unit Cost and Units go along when the commitment is accounted by unit and quantity; else they stay empty.',
    },
    {
      ours: 'Unit Cost',
      arrow: '->',
      theirs: 'Unit Cost',
      field: 'Unit Cost',
      from: 'lines.unitCost',
      as: 'decimal',
      when: { from: 'accountingMethod', is: 'unit' },
      column: 'Unit_Cost',
      limit: { decimal: [6, 4] },
    },
    {
      ours: 'Units',
      arrow: '->',
      theirs: 'Unit Description',
      field: 'Unit Description',
      from: 'lines.uom',
      as: 'text',
      when: { from: 'accountingMethod', is: 'unit' },
      column: 'Unit_Description',
      limit: { text: 6 },
    },
    {
      ours: 'Contract Amount or Subtotal',
      arrow: '->',
      theirs: 'Amount',
      field: 'Amount',
      from: 'lines.amount',
      as: 'decimal',
      column: 'Amount',
      limit: { decimal: [9, 2], min: `-${LINE_LIMIT}`, max: LINE_LIMIT, required: true },
      note: 'Titled Contract Amount on a subcontract and Subtotal on a purchase order.',
    },
    {
      ours: 'Tax Code',
      arrow: '->',
      theirs: 'Tax Group',
      field: 'Tax Group',
      from: 'lines.taxGroup',
      as: 'text',
      column: 'Tax_Group',
      limit: { text: 6 },
      note: 'Footnote 4 of the overview.',
    },
    {
      ours: 'Tax Amount',
      arrow: '->',
      theirs: 'Tax',
      field: 'Tax',
      from: 'lines.tax',
      as: 'decimal',
      column: 'Tax',
      limit: { decimal: [7, 2] },
      note: 'The amount at the rate of the tax group, rounded to the cent line by line.',
    },
  ],
}

/** What Sage says of its commitments afterwards: whether each is posted. */
export const commitmentsFeed: InboundTable = {
  title: 'Commitment, after the export',
  feed: 'commitments',
  table: 'JCM_MASTER__COMMITMENT',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: 'Things to know, “Commitments”: posted automatically from Sage 300 CRE 23.2 on, before that by hand',
  rows: [
    keyIn('<-', 'Sage 300 CRE ID', 'Commitment', 'Commitment', 'erp_id'),
    flagIn('<-', 'Posted', 'Posted', 'Posted', 'posted', 'Beyond the source table: a fact about a synced commitment.'),
  ],
}

/** Subcontracts and purchase orders, out only. */
export const commitments: ExportPlan = {
  task: 'jc-import-commitments',
  tables: [header, items],
  marker: 'field',
  hasKey: true,
  probes(document, { marker }) {
    const erpId = ourText(document, 'erpId')
    const where: Probe['where'] = [{ column: 'Commitment', op: '=', value: erpId }]
    return [markProbe(erpId, marker), readBack(header, document, where), readBack(items, document, where)]
  },
  moreChecks: (document) => unitPriceRefusals(items, document, 'lines'),
}

/** Looks for our mark, under whatever code it stands: a commitment with this code but without our mark is somebody else’s. */
function markProbe(erpId: string, marker: string): Probe {
  return {
    tables: ['JCM_MASTER__COMMITMENT_CUSTOM_FIELDS'],
    where: [{ column: 'Gusset_Ref', op: '=', value: marker }],
    columns: [
      { name: 'Commitment', as: 'text' },
      { name: 'Gusset_Ref', as: 'text' },
    ],
    key: 1,
    rows: [[erpId, marker]],
    complete: true,
    identity: true,
  }
}

/** Sage refuses a unit-priced item whose amount is not units times unit cost to the cent. `list`: where the document has the items. */
export function unitPriceRefusals(table: OutboundTable, document: unknown, list: string): Refusal[] {
  if (ourText(document, 'accountingMethod') !== 'unit') return []
  return scopesOf(table, document).flatMap((scope) => {
    const [units, unitCost, amount] = ['quantity', 'unitCost', 'amount'].map((name) => textAt(scope, `${list}.${name}`))
    if (!units || !unitCost || !amount || ![units, unitCost, amount].every(isDecimal)) return []
    const product = roundCents(multiply(units, unitCost))
    if (equal(product, amount)) return []
    const sentence = `${fill(scope, table.named?.[list] ?? '')}: Contract Amount or Subtotal is ${amount}, but ${units} units at ${unitCost} make ${product}; ${ERP} takes only the product.`
    return [refusal('amount-not-units-times-unit-cost', sentence, { field: fieldOf(scope, `${list}.amount`) })]
  })
}
