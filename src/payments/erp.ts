/** Plugs payments issued into the pipeline: out only. Each sets what the ERP's invoice says of its payment; the next one sets it anew. */
import type { Entity, ItemSummary, Need, Outbound, Scope } from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { roundCents } from '../platform/money.ts'
import { refusal } from '../platform/refusal.ts'
import type { PaymentDocument } from './document.ts'
import type { PaymentId } from './model.ts'
import { referenceOf, refusalsToSend } from './rules.ts'
import { findPayment, getPayment, invoiceInErp, paymentBefore, setErpReference } from './store.ts'

const outbound: Outbound = {
  tool: 'Invoicing',
  // The permission table knows no payments; they are part of the invoice they pay.
  acceptAction: 'accept-or-reject-payment',
  unlinkAction: 'unlink-payment',
  setAnew: true,
  fields: [],
  summary,
  refusals: async ({ sql, company }, item) => {
    const payment = await findPayment(sql, company, asPayment(item))
    return payment ? refusalsToSend(payment) : [refusal('not-found', 'There is no such payment.')]
  },
  prefill: async () => ({}),
  document,
  needs,
  synced: ({ sql, company }, item, _erpId, frozen) =>
    setErpReference(sql, company, asPayment(item), (frozen as PaymentDocument).reference),
  unsynced: ({ sql, company }, item) => setErpReference(sql, company, asPayment(item), null),
}

export const entities: Entity[] = [
  {
    kind: 'payment',
    one: 'Payment issued',
    many: 'Payments issued',
    tab: {
      title: 'Payments Issued',
      columns: [
        { key: 'company', label: 'Contract Company' },
        { key: 'invoice', label: 'Invoice' },
        { key: 'date', label: 'Date', as: 'date' },
        { key: 'reference', label: 'Reference' },
      ],
    },
    outbound,
  },
]

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const found = await findPayment(sql, company, asPayment(item))
  return (
    found && {
      id: item,
      project: found.project,
      projectName: found.projectName,
      number: found.number,
      title: `${found.voids === null ? 'Payment' : 'Void'} ${found.number} on ${found.invoiceNumber}`,
      amount: roundCents(found.amount),
      path: `/companies/${company}/projects/${found.project}/payments`,
      rev: found.rev,
      columns: {
        company: found.vendorName ?? '',
        invoice: found.invoiceNumber,
        date: found.paidOn,
        reference: found.erpReference ?? referenceOf(found),
      },
    }
  )
}

async function document({ sql, company }: Scope, item: ItemId): Promise<PaymentDocument> {
  const payment = await getPayment(sql, company, asPayment(item))
  const { vendor, invoice, mark } = await invoiceInErp(sql, company, payment.invoice)
  return {
    kind: 'payment',
    id: payment.id,
    reference: referenceOf(payment),
    vendor: { erpId: vendor },
    invoice: { erpId: invoice, mark },
    date: payment.paidOn,
    amount: roundCents(payment.amount),
  }
}

async function needs({ sql, company }: Scope, item: ItemId): Promise<Need[]> {
  const payment = await getPayment(sql, company, asPayment(item))
  const before = await paymentBefore(sql, company, payment)
  return [
    {
      kind: 'subcontractor-invoice',
      item: payment.invoice as number as ItemId,
      sentence: `Invoice ${payment.invoiceNumber} must be in the ERP first.`,
    },
    ...(before
      ? [
          {
            kind: 'payment',
            item: before.id as number as ItemId,
            sentence: 'The payment before it must be in the ERP first.',
          },
        ]
      : []),
  ]
}

function asPayment(item: ItemId): PaymentId {
  return item as number as PaymentId
}
