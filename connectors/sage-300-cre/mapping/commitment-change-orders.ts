import type { OutboundRow, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText, scopesOf, textAt } from '../../../src/erp/mapping-values.ts'
import type { Probe } from '../../../src/erp/protocol.ts'
import type { ExportPlan } from '../files.ts'
import { LINE_LIMIT, MARK, unitPriceRefusals } from './commitments.ts'
import { decimalOut, textOut } from './rows.ts'

const SOURCE =
  'Data mapping, “Commitment Change Orders”; lengths: Sage 300 CRE table widths and limits known from other integrators'
const WHEN_UNIT = { from: 'accountingMethod', is: 'unit' }
const NEW_ONLY = 'Only when a new line item is selected: it makes the item.'

const COMMITMENT: OutboundRow = textOut(
  ['Commitment’s Sage 300 CRE ID', 'Commitment ID'],
  'commitment.erpId',
  { text: 12, required: true },
  { field: 'Commitment' },
)

const NUMBER: OutboundRow = textOut(
  ['Sage 300 CRE ID', 'Change Order'],
  'erpId',
  { text: 5, required: true },
  { column: 'Commitment_CO' },
)

const newItems: OutboundTable = {
  title: 'New commitment item',
  record: 'COMI',
  each: 'newItems',
  named: { newItems: 'New item {newItems.number}' },
  readBack: { tables: ['JCM_MASTER__COMMITMENT_ITEM'], key: 2, complete: true },
  source: SOURCE,
  rows: [
    COMMITMENT,
    decimalOut(
      ['Item Number', 'Item Number'],
      'newItems.number',
      { decimal: [5, 0], min: '1', required: true },
      { note: 'Beyond the source table.' },
    ),
    textOut(['Description', 'Description'], 'newItems.description', { text: 30 }, { note: NEW_ONLY }),
    textOut(['Sage Job ID', 'Job'], 'newItems.job', { text: 12, significant: 10, required: true }, { note: NEW_ONLY }),
    textOut(['Sub Job', 'Extra'], 'newItems.extra', { text: 10 }, { note: 'Beyond the source table.' }),
    textOut(
      ['Cost Code', 'Cost Code'],
      'newItems.costCode',
      { text: 12, required: true },
      {
        note: `${NEW_ONLY} Must be tied to an existing cost code and category; a group cost code takes no commitment.`,
      },
    ),
    textOut(['Type', 'Category'], 'newItems.category', { text: 3, required: true }, { note: NEW_ONLY }),
    decimalOut(
      ['Unit Cost', 'Unit Cost'],
      'newItems.unitCost',
      { decimal: [6, 4] },
      {
        when: WHEN_UNIT,
        note: `${NEW_ONLY} Unit Cost and Units go along when the commitment is accounted by unit and quantity.`,
      },
    ),
    textOut(['Units', 'Unit Description'], 'newItems.uom', { text: 6 }, { when: WHEN_UNIT, note: NEW_ONLY }),
    {
      ours: 'Zero',
      arrow: '->',
      theirs: 'Amount',
      field: 'Amount',
      from: '= 0.00',
      as: 'decimal',
      column: 'Amount',
      note: 'The item is worth nothing by itself: its worth is the change order’s, or it would count twice.',
    },
    MARK,
  ],
}

const header: OutboundTable = {
  title: 'Commitment change order',
  record: 'COCO',
  readBack: { tables: ['JCM_MASTER__COMMITMENT_CO'], key: 2, complete: true },
  source: SOURCE,
  rows: [
    COMMITMENT,
    { ...NUMBER, note: 'Unique over the change orders of all commitments.' },
    textOut(['Title', 'Description'], 'title', { text: 30 }),
    { ours: 'System Date at Time of Export', arrow: '->', theirs: 'Date', field: 'Date', from: '@today', as: 'date' },
    {
      ours: 'Status',
      arrow: '->',
      theirs: 'Status',
      field: 'Status',
      from: '= Approved',
      as: 'text',
      column: 'Status',
      note: 'A commitment change order with another status cannot be exported, so this is always the status in the import file.',
    },
    {
      ours: 'System Date at Time of Export',
      arrow: '->',
      theirs: 'Approved Date',
      field: 'Approved Date',
      from: '@today',
      as: 'date',
      note: 'Beyond the source table.',
    },
    MARK,
  ],
}

const items: OutboundTable = {
  title: 'Commitment change order item',
  record: 'COCOI',
  each: 'changes',
  named: { changes: 'Change of item {changes.number}' },
  readBack: { tables: ['JCM_MASTER__COMMITMENT_CO_ITEM'], key: 3, complete: true },
  source: SOURCE,
  rows: [
    COMMITMENT,
    { ...NUMBER, note: 'Beyond the source table.' },
    decimalOut(
      ['Item Number', 'Item Number'],
      'changes.number',
      { decimal: [5, 0], min: '1', required: true },
      { note: 'Beyond the source table. Each item once: several changes of one item are summed.' },
    ),
    decimalOut(
      ['Qty', 'Units'],
      'changes.quantity',
      { decimal: [8, 4] },
      {
        when: WHEN_UNIT,
        note: 'Goes along when the commitment is accounted by unit and quantity; an item keeps its unit cost.',
      },
    ),
    decimalOut(
      ['Contract Amount or Subtotal', 'Amount'],
      'changes.amount',
      { decimal: [9, 2], min: `-${LINE_LIMIT}`, max: LINE_LIMIT, required: true },
      { note: 'Titled Contract Amount on a subcontract and Subtotal on a purchase order.' },
    ),
  ],
}

/** Change orders on subcontracts and purchase orders, out only: existing items in one file, new ones with a file before it. */
export const commitmentChangeOrders: ExportPlan = {
  task: 'jc-import-commitment-changes',
  tables: [newItems],
  further: [{ task: 'jc-import-commitment-changes', tables: [header, items] }],
  byRecord: true,
  marker: 'field',
  hasKey: true,
  probes(document, { marker }) {
    const commitment = ourText(document, 'commitment.erpId')
    const number = ourText(document, 'erpId')
    const marked: Probe['where'] = [{ column: 'Gusset_Ref', op: '=', value: marker }]
    const ofOrder: Probe['where'] = [
      { column: 'Commitment', op: '=', value: commitment },
      { column: 'Commitment_CO', op: '=', value: number },
    ]
    return [
      markProbe('JCM_MASTER__COMMITMENT_CO_CUSTOM_FIELDS', 'Commitment_CO', marked, [[commitment, number, marker]]),
      readBack(header, document, ofOrder),
      readBack(items, document, ofOrder),
      entries(document, ofOrder),
      ...newItemProbes(document, commitment, marked, marker),
    ]
  },
  moreChecks: (document) => unitPriceRefusals(items, document, 'changes'),
}

/** Looks for our mark, under whatever number it stands. */
function markProbe(table: string, keyColumn: string, where: Probe['where'], rows: string[][]): Probe {
  return {
    tables: [table],
    where,
    columns: [
      { name: 'Commitment', as: 'text' },
      { name: keyColumn, as: keyColumn === 'Item_Number' ? 'decimal' : 'text' },
      { name: 'Gusset_Ref', as: 'text' },
    ],
    key: 2,
    rows,
    complete: true,
    identity: true,
  }
}

function newItemProbes(document: unknown, commitment: string, marked: Probe['where'], marker: string): Probe[] {
  const numbers = scopesOf(newItems, document).map((scope) => textAt(scope, 'newItems.number'))
  if (numbers.length === 0) return []
  const where: Probe['where'] = [
    { column: 'Commitment', op: '=', value: commitment },
    { column: 'Item_Number', op: 'in', value: numbers },
  ]
  const marks = numbers.map((number) => [commitment, number, marker])
  return [
    markProbe('JCM_MASTER__COMMITMENT_ITEM_CUSTOM_FIELDS', 'Item_Number', marked, marks),
    readBack(newItems, document, where),
  ]
}

/** The entries that move the totals, waiting in new.jct or posted to current.jct: one for each item that is changed. */
function entries(document: unknown, ofOrder: Probe['where']): Probe {
  const paths = ['job', 'extra', 'costCode', 'category', 'number', 'amount'].map((name) => `changes.${name}`)
  return {
    tables: ['JCT_NEW__TRANSACTION', 'JCT_CURRENT__TRANSACTION'],
    where: [...ofOrder, { column: 'Transaction_Type', op: '=', value: 'Aprvd cmmtt cst chng' }],
    columns: [
      { name: 'Job', as: 'text' },
      { name: 'Extra', as: 'text' },
      { name: 'Cost_Code', as: 'text' },
      { name: 'Category', as: 'text' },
      { name: 'Commitment_Line_Item', as: 'decimal' },
      { name: 'Amount', as: 'decimal' },
    ],
    key: 5,
    rows: scopesOf(items, document).map((scope) => paths.map((path) => textAt(scope, path))),
    complete: true,
    identity: false,
  }
}
