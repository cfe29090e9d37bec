import type { InboundRow, InboundTable, OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText, scopesOf } from '../../../src/erp/mapping-values.ts'
import type { Probe } from '../../../src/erp/protocol.ts'
import { type Refusal, refusal } from '../../../src/platform/refusal.ts'
import type { ExportPlan } from '../files.ts'
import { decimalOut, keyIn, textIn, textOut } from './rows.ts'

const SOURCE = 'Data mapping, “Subcontractor Invoices”; lengths: the AP import format'

/** Unposted and posted, in the order a record goes through them. */
export const INVOICE_TABLES = ['API_NEW__INVOICE', 'APM_MASTER__INVOICE']

const header: OutboundTable = {
  title: 'Invoice header',
  record: 'API',
  readBack: { tables: INVOICE_TABLES, key: 2, complete: true },
  source: SOURCE,
  rows: [
    textOut(['Contract Company', 'Vendor'], 'vendor.erpId', { text: 10, required: true }),
    textOut(
      ['ERP ID', 'Invoice'],
      'erpId',
      { text: 15, required: true },
      {
        note: 'Filled with the invoice number; the accounting approver can change it, and what he exported is kept as the Sage 300 CRE ID. Unique for the vendor.',
      },
    ),
    textOut(
      ['Description', 'Description'],
      'description',
      { text: 30 },
      { note: 'The accounting approver enters it; nothing entered, it stays blank.' },
    ),
    {
      ours: 'Billing Date',
      arrow: '->',
      theirs: 'Invoice Date',
      field: 'Invoice Date',
      from: 'date',
      as: 'date',
      column: 'Invoice_Date',
      limit: { required: true },
    },
    decimalOut(
      ['Total Completed and Stored to Date', 'Original Amount'],
      'amount',
      { decimal: [9, 2], required: true },
      {
        field: 'Amount',
        note: 'Of this invoice’s own period, as an AP invoice books what it bills and no more: the sum of the distributions, retainage not taken off.',
      },
    ),
    {
      ours: 'Total Retainage',
      arrow: '->',
      theirs: 'Retainage',
      from: 'retainage',
      as: 'decimal',
      column: 'Retainage',
      limit: { decimal: [9, 2] },
      note: 'Of this period, withheld less released. The record has no field for it: Sage sums up the distributions.',
    },
    {
      ours: 'Accounting Date',
      arrow: '->',
      theirs: 'Acct Date',
      field: 'Accounting Date',
      from: 'accountingDate',
      as: 'date',
      column: 'Accounting_Date',
      limit: { required: true },
      note: 'Filled with the billing date; the accounting approver can change it.',
    },
    decimalOut(
      ['Tax', 'Tax'],
      'tax',
      { decimal: [7, 2] },
      { note: 'Beyond the source table, which leaves tax to be added in Sage.' },
    ),
    {
      ours: 'Gusset’s mark',
      arrow: '->',
      theirs: 'Invoice Code 2',
      field: 'Invoice Code 2',
      from: '@marker',
      as: 'text',
      limit: { text: 10 },
      note: 'Beyond the source table: tells our record from anybody else’s, so that nothing is booked twice. It stays there when payments fill code 1.',
    },
  ],
}

const distributions: OutboundTable = {
  title: 'Invoice distribution',
  record: 'APD',
  each: 'lines',
  named: { lines: 'Line {lines.number}' },
  readBack: { tables: ['API_NEW__DISTRIBUTION', 'APM_MASTER__DISTRIBUTION'], key: 3, complete: true },
  source: SOURCE,
  rows: [
    readBackOnly('Contract Company', 'Vendor', 'vendor.erpId', 'text', 'Vendor'),
    readBackOnly('ERP ID', 'Invoice', 'erpId', 'text', 'Invoice'),
    readBackOnly('Line Number', 'Distribution', 'lines.number', 'decimal', 'Dist_Seq'),
    textOut(['Commitment #', 'Commitment'], 'commitment.erpId', { text: 12, required: true }),
    decimalOut(
      ['Commitment Line', 'Commitment Line Item'],
      'lines.commitmentLine',
      { decimal: [5, 0], min: '1', required: true },
      { note: 'Beyond the source table.' },
    ),
    textOut(['Project #', 'Job'], 'lines.job', { text: 12, significant: 10, required: true }),
    textOut(['Sub Job #', 'Extra'], 'lines.extra', { text: 10 }),
    textOut(['Cost Code', 'Cost Code'], 'lines.costCode', { text: 12, required: true }),
    textOut(['Budget Code', 'Category'], 'lines.category', { text: 3, required: true }),
    textOut(['Description of Work', 'Description'], 'lines.description', { text: 30 }),
    decimalOut(
      ['Work Completed this Period', 'Amount'],
      'lines.amount',
      { decimal: [9, 2], required: true },
      {
        note: 'With materials newly stored. One line for each line of the commitment unless the company switched that off; a line that comes to zero is not sent.',
      },
    ),
    decimalOut(
      ['Work Retainage', 'Retainage'],
      'lines.retainage',
      { decimal: [9, 2] },
      { note: 'On work and materials, withheld less released: below zero when more is released.' },
    ),
    decimalOut(
      ['Quantity this Period', 'Units'],
      'lines.quantity',
      { decimal: [8, 4] },
      {
        when: { from: 'accountingMethod', is: 'unit' },
        note: 'Beyond the source table: goes along when the commitment is accounted by unit and quantity.',
      },
    ),
    decimalOut(['Tax', 'Tax'], 'lines.tax', { decimal: [7, 2] }, { note: 'Beyond the source table.' }),
  ],
}

/** Subcontractors' invoices, out only. */
export const invoices: ExportPlan = {
  task: 'ap-import-invoices',
  tables: [header, distributions],
  marker: 'field',
  hasKey: true,
  keyFrom: ['vendor.erpId', 'erpId'],
  probes(document, { marker }) {
    const [vendor, invoice] = [ourText(document, 'vendor.erpId'), ourText(document, 'erpId')]
    const where: Probe['where'] = [
      { column: 'Vendor', op: '=', value: vendor },
      { column: 'Invoice', op: '=', value: invoice },
    ]
    return [
      markProbe(vendor, invoice, marker),
      readBack(header, document, where),
      readBack(distributions, document, where),
    ]
  },
  moreChecks: (document): Refusal[] =>
    scopesOf(distributions, document).length > 0
      ? []
      : [
          refusal('no-distributions', "The document's codings are incomplete: The document has no distributions.", {
            field: 'lines',
            remedy: 'Correct the zero-dollar invoice: no line is sent for zero.',
          }),
        ],
}

/** Looks for our mark, under whatever number it stands: an invoice with this number but without our mark is somebody else's. */
function markProbe(vendor: string, invoice: string, marker: string): Probe {
  return {
    tables: INVOICE_TABLES,
    where: [{ column: 'Invoice_Code_2', op: '=', value: marker }],
    columns: [
      { name: 'Vendor', as: 'text' },
      { name: 'Invoice', as: 'text' },
      { name: 'Invoice_Code_2', as: 'text' },
    ],
    key: 2,
    rows: [[vendor, invoice, marker]],
    complete: true,
    identity: true,
  }
}

/** Not in the record, which stands below its header: told by the table that shows it. */
function readBackOnly(
  ours: string,
  theirs: string,
  from: string,
  as: 'text' | 'decimal',
  column: string,
): OutboundTable['rows'][number] {
  return { ours, arrow: '->', theirs, from, as, column, note: 'Only read back.' }
}

const MONEY: InboundRow['limit'] = { decimal: [13, 2] }

/** Posted invoices: that they are posted, and how far they are paid. */
export const paidInvoicesFeed: InboundTable = {
  title: 'Paid invoices',
  feed: 'paid-invoices',
  table: 'APM_MASTER__INVOICE',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: 'Workflow, “Sync Paid Invoice Notifications”',
  rows: [
    keyIn('<-', 'Contract Company', 'Vendor', 'Vendor', 'vendor'),
    keyIn('<-', 'ERP ID', 'Invoice', 'Invoice', 'invoice'),
    textIn('<-', 'Payment status', 'Status', 'Status', 'status', '“Fully paid” when nothing is due any more.'),
    amountIn('Amount', 'Amount', 'Amount', 'amount'),
    amountIn('Tax', 'Tax', 'Tax', 'tax'),
    amountIn('Retainage', 'Retainage', 'Retainage', 'retainage'),
    amountIn('Paid', 'Amount Paid', 'Amount_Paid', 'amount_paid'),
    {
      ours: 'Accounting Date',
      arrow: '<-',
      theirs: 'Acct Date',
      column: 'Accounting_Date',
      into: 'accounting_date',
      as: 'date',
    },
  ],
}

/** Each payment, a void as a row of its own. */
export const invoicePaymentsFeed: InboundTable = {
  title: 'Payments of invoices',
  feed: 'invoice-payments',
  table: 'APM_MASTER__INVOICE_PAYMENT',
  stamp: { date: 'Date_Stamp', time: 'Time_Stamp' },
  source: 'Workflow, “Sync Paid Invoice Notifications”',
  rows: [
    keyIn('<-', 'Contract Company', 'Vendor', 'Vendor', 'vendor'),
    keyIn('<-', 'ERP ID', 'Invoice', 'Invoice', 'invoice'),
    keyIn('<-', 'Payment', 'Payment ID', 'Payment_ID', 'payment'),
    textIn('<-', 'Type', 'Payment Type', 'Payment_Type', 'type'),
    textIn('<-', 'Bank account', 'Bank Account', 'Bank_Account', 'bank_account'),
    textIn('<-', 'Check number', 'Check', 'Check', 'check_number'),
    amountIn('Amount', 'Amount Paid', 'Amount_Paid', 'amount'),
    {
      ours: 'Paid on',
      arrow: '<-',
      theirs: 'Date Stamp',
      column: 'Date_Stamp',
      into: 'paid_on',
      as: 'date',
      note: 'The table has no date of its own: the day the payment was entered.',
    },
  ],
}

function amountIn(ours: string, theirs: string, column: string, into: string): InboundRow {
  return { ours, arrow: '<-', theirs, column, into, as: 'decimal', limit: MONEY, otherwise: '0' }
}
