/** Plugs invoices to the owner into the pipeline: out only, and only to an ERP whose connector declares them (OWN-1). */
import type { Entity, ItemSummary, Need, Outbound, Scope } from '../erp/entity.ts'
import type { ItemId } from '../ids.ts'
import { add, roundCents } from '../platform/money.ts'
import { refusal } from '../platform/refusal.ts'
import type { OwnerInvoiceDocument } from './document-owner.ts'
import { OWNER_STATUS_WORDS, type OwnerInvoiceId } from './model-owner.ts'
import { refusalsToSendOwner } from './rules-owner.ts'
import { figuresOfInvoice, findOwnerInvoice, getOwnerInvoice, setOwnerLock } from './store-owner.ts'

const outbound: Outbound = {
  tool: 'Invoicing',
  acceptAction: 'accept-or-reject-owner-invoice',
  unlinkAction: 'unlink-owner-invoice',
  fields: [
    {
      key: 'erpId',
      label: 'ERP ID',
      type: 'text',
      required: true,
      erpId: true,
      help: 'The number of the invoice in the ERP.',
    },
  ],
  summary,
  refusals: async ({ sql, company }, item) => {
    const invoice = await findOwnerInvoice(sql, company, asInvoice(item))
    return invoice ? refusalsToSendOwner(invoice) : [refusal('not-found', 'There is no such owner invoice.')]
  },
  prefill: async ({ sql, company }, item) => ({
    erpId: (await getOwnerInvoice(sql, company, asInvoice(item))).invoiceNumber,
  }),
  document,
  needs: async ({ sql, company }, item): Promise<Need[]> => {
    const { project, projectName } = await getOwnerInvoice(sql, company, asInvoice(item))
    const sentence = `Project “${projectName}” must be linked to a job of the ERP.`
    return [{ kind: 'job', item: project as number as ItemId, sentence }]
  },
  synced: ({ sql, company }, item, erpId) => setOwnerLock(sql, company, asInvoice(item), erpId),
  unsynced: ({ sql, company }, item) => setOwnerLock(sql, company, asInvoice(item), null),
}

export const ownerEntities: Entity[] = [
  {
    kind: 'owner-invoice',
    one: 'Owner invoice',
    many: 'owner invoices',
    tab: {
      title: 'Owner Invoices',
      columns: [
        { key: 'contract', label: 'Prime Contract' },
        { key: 'status', label: 'Status' },
        { key: 'billingDate', label: 'Billing Date', as: 'date' },
      ],
    },
    outbound,
  },
]

async function summary({ sql, company }: Scope, item: ItemId): Promise<ItemSummary | undefined> {
  const invoice = await findOwnerInvoice(sql, company, asInvoice(item))
  if (!invoice) return undefined
  const { g702 } = await figuresOfInvoice(sql, company, invoice)
  const { contract, project } = invoice
  return {
    id: item,
    project,
    projectName: invoice.projectName,
    number: invoice.invoiceNumber,
    title: `Application ${invoice.application} on prime contract ${invoice.contractNumber}`,
    amount: g702.currentPaymentDue,
    path: `/companies/${company}/projects/${project}/prime-contracts/${contract}/invoices/${invoice.id}`,
    rev: invoice.rev,
    columns: {
      contract: invoice.contractNumber,
      status: OWNER_STATUS_WORDS[invoice.status],
      billingDate: invoice.billingDate,
    },
  }
}

async function document(
  { sql, company }: Scope,
  item: ItemId,
  answers: Record<string, string>,
): Promise<OwnerInvoiceDocument> {
  const invoice = await getOwnerInvoice(sql, company, asInvoice(item))
  const { rows, g702 } = await figuresOfInvoice(sql, company, invoice)
  const { contractSumToDate, completedAndStored, totalRetainage, previousCertificates, currentPaymentDue } = g702
  return {
    kind: 'owner-invoice',
    id: invoice.id,
    erpId: answers.erpId ?? '',
    application: invoice.application,
    job: { erpId: invoice.jobErpId ?? '', name: invoice.projectName },
    contracts: invoice.erpContracts,
    billingDate: invoice.billingDate,
    periodStart: invoice.periodStart,
    periodEnd: invoice.periodEnd,
    totals: { contractSumToDate, completedAndStored, totalRetainage, previousCertificates, currentPaymentDue },
    lines: rows.map((row) => ({
      item: row.item,
      description: row.description,
      scheduled: row.scheduled,
      previous: row.previous,
      thisPeriod: row.workThisPeriod,
      materialsStored: row.materialsStored,
      completedAndStored: row.completedAndStored,
      retainage: roundCents(add(row.workRetainage, row.storedRetainage)),
    })),
  }
}

function asInvoice(item: ItemId): OwnerInvoiceId {
  return item as number as OwnerInvoiceId
}
