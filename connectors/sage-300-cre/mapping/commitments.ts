import type { InboundTable, OutboundRow, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { fieldOf, fill, ourText, scopesOf, textAt } from '../../../src/erp/mapping-values.ts'
import type { Probe } from '../../../src/erp/protocol.ts'
import { equal, isDecimal, multiply, roundCents } from '../../../src/platform/money.ts'
import { type Refusal, refusal } from '../../../src/platform/refusal.ts'
import { ERP, type ExportPlan } from '../files.ts'
import { decimalOut, flagIn, keyIn, textOut } from './rows.ts'

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
    textOut(
      ['Sage 300 CRE ID', 'Subcontract #'],
      'erpId',
      { text: 12, required: true },
      { field: 'Commitment', note: 'Unique in the whole data folder.' },
    ),
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
    textOut(['Title', 'Description'], 'title', { text: 30 }),
    textOut(
      ['Contract Company', 'Vendor ID'],
      'vendor.erpId',
      { text: 10, required: true },
      {
        field: 'Vendor',
        note: 'The ERP vendor ID of the contract company. A company without one cannot receive a commitment export.',
      },
    ),
    textOut(
      ['Sage 300 CRE Job ID', 'Job'],
      'job.erpId',
      { text: 12, significant: 10, required: true },
      { note: 'Beyond the source table: the header’s own job.' },
    ),
    { ours: 'Date Created', arrow: '->', theirs: 'Date', field: 'Date', from: 'date', as: 'date', column: 'Date' },
    decimalOut(
      ['Default Retainage', 'Retainage'],
      'retainagePercent',
      { decimal: [3, 2] },
      { field: 'Retainage Percent', note: 'Percent; holds for every item.' },
    ),
    textOut(
      ['Tax Code', 'Tax Group'],
      'taxGroup',
      { text: 6 },
      {
        note: 'Footnote 4 of the overview: commitments include the tax groups of Sage 300 CRE. The default of new lines.',
      },
    ),
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
    textOut(['Sage 300 CRE ID', 'Commitment ID'], 'erpId', { text: 12, required: true }, { field: 'Commitment' }),
    decimalOut(
      ['Line Number', 'Item Number'],
      'lines.number',
      { decimal: [5, 0], min: '1', required: true },
      { note: 'Beyond the source table.' },
    ),
    textOut(['Description', 'Description'], 'lines.description', { text: 30 }),
    textOut(['Sage 300 CRE Job ID', 'Job'], 'lines.job', { text: 12, significant: 10, required: true }),
    textOut(['Sub Job', 'Extra'], 'lines.extra', { text: 10 }, { note: 'Beyond the source table.' }),
    textOut(
      ['Cost Code', 'Cost Code'],
      'lines.costCode',
      { text: 12, required: true },
      { note: 'A group cost code takes no commitment.' },
    ),
    textOut(['Type', 'Category'], 'lines.category', { text: 3, required: true }),
    decimalOut(
      ['Qty', 'Units'],
      'lines.quantity',
      { decimal: [8, 4] },
      {
        when: { from: 'accountingMethod', is: 'unit' },
        note: 'Qty, Unit Cost and Units go along when the commitment is accounted by unit and quantity; else they stay empty.',
      },
    ),
    decimalOut(
      ['Unit Cost', 'Unit Cost'],
      'lines.unitCost',
      { decimal: [6, 4] },
      { when: { from: 'accountingMethod', is: 'unit' } },
    ),
    textOut(
      ['Units', 'Unit Description'],
      'lines.uom',
      { text: 6 },
      { when: { from: 'accountingMethod', is: 'unit' } },
    ),
    decimalOut(
      ['Contract Amount or Subtotal', 'Amount'],
      'lines.amount',
      { decimal: [9, 2], min: `-${LINE_LIMIT}`, max: LINE_LIMIT, required: true },
      { note: 'Titled Contract Amount on a subcontract and Subtotal on a purchase order.' },
    ),
    textOut(['Tax Code', 'Tax Group'], 'lines.taxGroup', { text: 6 }, { note: 'Footnote 4 of the overview.' }),
    decimalOut(
      ['Tax Amount', 'Tax'],
      'lines.tax',
      { decimal: [7, 2] },
      { note: 'The amount at the rate of the tax group, rounded to the cent line by line.' },
    ),
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
