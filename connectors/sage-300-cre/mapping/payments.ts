import type { OutboundTable } from '../../../src/erp/mapping.ts'
import { readBack } from '../../../src/erp/mapping-out.ts'
import { ourText } from '../../../src/erp/mapping-values.ts'
import type { ExportPlan } from '../files.ts'
import { textOut } from './rows.ts'
import { INVOICE_TABLES } from './subcontractor-invoices.ts'

const codes: OutboundTable = {
  title: 'Payment issued',
  record: 'APIC',
  readBack: { tables: INVOICE_TABLES, key: 2, complete: true },
  source: 'Data mapping, overview: “Payments issued” to “Invoice code 1 & 2”; what stands in them is assumed',
  rows: [
    textOut(['Contract Company', 'Vendor'], 'vendor.erpId', { text: 10, required: true }),
    textOut(['ERP ID of the invoice', 'Invoice'], 'invoice.erpId', { text: 15, required: true }),
    textOut(
      ['Payment #', 'Invoice Code 1'],
      'reference',
      { text: 10, required: true },
      {
        note: 'With /P behind it while the invoice is not paid in full, with /V when the payment was voided. A later payment takes its place.',
      },
    ),
    textOut(
      ['Gusset’s mark of the invoice', 'Invoice Code 2'],
      'invoice.mark',
      { text: 10 },
      { note: 'Stays what it was, so that the invoice is known as ours.' },
    ),
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
