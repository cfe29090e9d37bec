import type { OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText } from '../../../src/erp/mapping-values.ts'
import type { ExportPlan } from '../files.ts'
import { INVOICE_TABLES } from './subcontractor-invoices.ts'

const codes: OutboundTable = {
  title: 'Payment issued',
  record: 'APIC',
  readBack: { tables: INVOICE_TABLES, key: 2, complete: true },
  source: 'Data mapping, overview: “Payments issued” to “Invoice code 1 & 2”; what stands in them is assumed',
  rows: [
    {
      ours: 'Contract Company',
      arrow: '->',
      theirs: 'Vendor',
      field: 'Vendor',
      from: 'vendor.erpId',
      as: 'text',
      column: 'Vendor',
      limit: { text: 10, required: true },
    },
    {
      ours: 'ERP ID of the invoice',
      arrow: '->',
      theirs: 'Invoice',
      field: 'Invoice',
      from: 'invoice.erpId',
      as: 'text',
      column: 'Invoice',
      limit: { text: 15, required: true },
    },
    {
      ours: 'Payment #',
      arrow: '->',
      theirs: 'Invoice Code 1',
      field: 'Invoice Code 1',
      from: 'reference',
      as: 'text',
      column: 'Invoice_Code_1',
      limit: { text: 10, required: true },
      note: 'With /P behind it while the invoice is not paid in full, with /V when the payment was voided. A later payment takes its place.',
    },
    {
      ours: 'Gusset’s mark of the invoice',
      arrow: '->',
      theirs: 'Invoice Code 2',
      field: 'Invoice Code 2',
      from: 'invoice.mark',
      as: 'text',
      column: 'Invoice_Code_2',
      limit: { text: 10 },
      note: 'Stays what it was, so that the invoice is known as ours.',
    },
  ],
}

/** Payments issued, out only. Code 1 is set, not added to: writing it twice changes nothing, so that the content is proof enough. */
export const payments: ExportPlan = {
  task: 'ap-import-invoice-codes',
  tables: [codes],
  marker: 'content',
  hasKey: false,
  // Only the invoice that carries this very payment: before, there is nothing to be found.
  probes: (document) => [
    readBack(codes, document, [
      { column: 'Vendor', op: '=', value: ourText(document, 'vendor.erpId') },
      { column: 'Invoice', op: '=', value: ourText(document, 'invoice.erpId') },
      { column: 'Invoice_Code_1', op: '=', value: ourText(document, 'reference') },
    ]),
  ],
}
