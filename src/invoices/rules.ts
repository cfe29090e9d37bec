/** What may be done to a subcontractor's invoice and its lines, and the sentence when it may not. */
import { inWords } from '../commitments/model.ts'
import { add, compare, isZero } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import {
  billed,
  completedAndStored,
  type Figures,
  type Invoice,
  type InvoiceFields,
  type InvoiceItem,
  type InvoiceStatus,
  isOverbilled,
  netRetainage,
  SENDABLE,
} from './model.ts'

type Stand = Pick<Invoice, 'number' | 'invoiceNumber' | 'status' | 'erpLocked' | 'erpId' | 'erpStatus'>

/** May these fields be changed? Whole, once the ERP has the invoice. */
export function refusalsToEdit(invoice: Stand, change: Partial<InvoiceFields>): Refusal[] {
  return Object.keys(change).length === 0 ? [] : [...refusalsWhileSent(invoice), ...refusalsWhenSynced(invoice)]
}

/** May what it bills be changed? */
export function refusalsToEditItems(invoice: Stand): Refusal[] {
  const refusals = [...refusalsWhileSent(invoice), ...refusalsWhenSynced(invoice)]
  if (refusals.length > 0 || !SENDABLE.includes(invoice.status)) return refusals
  return [
    refusal('approved', `${name(invoice)} is ${invoice.status}: what it bills no longer changes.`, {
      field: 'items',
      remedy: 'Set its status to Revise and Resubmit first.',
    }),
  ]
}

export function refusalsToDelete(invoice: Stand): Refusal[] {
  const refusals = [...refusalsWhileSent(invoice), ...refusalsWhenSynced(invoice)]
  if (SENDABLE.includes(invoice.status))
    refusals.push(
      refusal('approved', `${name(invoice)} is ${invoice.status} and cannot be deleted.`, {
        field: 'status',
        remedy: 'Change its status first.',
      }),
    )
  return refusals
}

function refusalsWhenSynced(invoice: Stand): Refusal[] {
  if (!invoice.erpLocked) return []
  return [
    refusal('locked-by-erp', `${name(invoice)} cannot be changed: it is synced with the ERP as ${invoice.erpId}.`, {
      remedy: 'Correct it on the next invoice, or unlink it first.',
    }),
  ]
}

function refusalsWhileSent(invoice: Stand): Refusal[] {
  if (invoice.erpStatus === 'ready_to_export')
    return [
      refusal('sent-to-erp', `${name(invoice)} is Ready to Export and cannot be changed. Retrieve it first.`, {
        remedy: 'Use "Retrieve from ERP" on the invoice.',
      }),
    ]
  if (invoice.erpStatus === 'exporting')
    return [
      refusal('exporting', `${name(invoice)} is on its way to the ERP and cannot be changed.`, {
        remedy: 'Wait until it is synced or has failed.',
      }),
    ]
  return []
}

/** What a new invoice must stand on. `open`: another one of the period that is not approved yet; `latest`: the one before it. */
export function refusalsToCreate(
  commitment: { number: string; status: string },
  period: { start: string; end: string; status: 'open' | 'closed' },
  others: { open: string | undefined; latestPeriodStart: string | undefined },
): Refusal[] {
  const refusals: Refusal[] = []
  const span = `${period.start} to ${period.end}`
  if (!['Approved', 'Complete', 'Received', 'Partially Received'].includes(commitment.status))
    refusals.push(
      refusal(
        'commitment-not-approved',
        `${commitment.number} is ${commitment.status}: only an approved commitment is billed.`,
        { field: 'commitment_id' },
      ),
    )
  if (period.status === 'closed')
    refusals.push(
      refusal('period-closed', `The billing period ${span} is closed.`, {
        field: 'period_id',
        remedy: 'Open it again, or bill for another one.',
      }),
    )
  if (others.open !== undefined)
    refusals.push(
      refusal('open-invoice', `Invoice ${others.open} of the period ${span} is not approved yet.`, {
        field: 'period_id',
        remedy: 'Finish that one first.',
      }),
    )
  if (others.latestPeriodStart !== undefined && period.start < others.latestPeriodStart)
    refusals.push(
      refusal('period-before-last', `The commitment is billed up to a later period than ${span} already.`, {
        field: 'period_id',
        remedy: 'Bill it in the latest period.',
      }),
    )
  return refusals
}

type Line = Pick<InvoiceItem, 'position' | 'now' | 'previous' | 'unitCost'>

/** Do a line's figures agree with each other and with what was billed before? */
export function refusalsOfItem(method: Invoice['accountingMethod'], item: Line): Refusal[] {
  const { now } = item
  const say = (code: string, sentence: string, field: string) =>
    refusal(code, `Line ${item.position}: ${sentence}`, { field })
  const refusals: Refusal[] = []
  if (method === 'unit' && item.unitCost !== null && now.workQuantity === null && !isZero(now.work))
    refusals.push(
      say('units-missing', 'the commitment is priced by the unit: say how many units were done.', FIELDS.workQuantity),
    )
  for (const key of ['moved', 'workRetainageReleased', 'storedRetainageReleased'] as const)
    if (compare(now[key], '0') < 0)
      refusals.push(say('below-zero', `${WORDS[key]} cannot be below zero; it is ${now[key]}.`, FIELDS[key]))
  return [...refusals, ...refusalsOfStock(item, say)]
}

/** No more leaves the store, and no more retainage is released, than is there. */
function refusalsOfStock(
  { now, previous }: Line,
  say: (code: string, sentence: string, field: string) => Refusal,
): Refusal[] {
  const stock = [
    { key: 'moved', there: add(previous.stored, now.stored), code: 'moved-more-than-stored' },
    {
      key: 'workRetainageReleased',
      there: add(previous.workRetainage, now.workRetainageWithheld),
      code: 'released-more-than-held',
    },
    {
      key: 'storedRetainageReleased',
      there: add(previous.storedRetainage, now.storedRetainageWithheld),
      code: 'released-more-than-held',
    },
  ] as const
  return stock.flatMap(({ key, there, code }) =>
    compare(now[key], '0') > 0 && compare(now[key], there) > 0
      ? [say(code, `${WORDS[key]} is ${now[key]}, and only ${there} is there.`, FIELDS[key])]
      : [],
  )
}

const WORDS = {
  moved: 'Materials moved into work',
  workRetainageReleased: 'Released retainage on work',
  storedRetainageReleased: 'Released retainage on materials',
} as const

const FIELDS = {
  workQuantity: 'work_completed_this_period_quantity',
  moved: 'materials_moved',
  workRetainageReleased: 'work_completed_retainage_released_this_period',
  storedRetainageReleased: 'materials_stored_retainage_released_this_period',
} as const

/** Nothing billed, nothing withheld or released, no tax: such a line is not sent (INV-4). */
export function isNothing(now: Figures): boolean {
  return isZero(billed(now)) && isZero(netRetainage(now)) && isZero(now.tax)
}

type ToSend = Stand &
  Pick<
    Invoice,
    | 'accountingMethod'
    | 'vendorName'
    | 'vendorErpId'
    | 'erpFile'
    | 'jobErpId'
    | 'projectName'
    | 'commitmentNumber'
    | 'commitmentErpId'
  >

/** INV-2 and INV-4, every failed condition; lengths and amounts of the ERP's own are the connector's to check. */
export function refusalsToSend(invoice: ToSend, items: InvoiceItem[]): Refusal[] {
  const refusals: Refusal[] = []
  if (invoice.erpLocked)
    refusals.push(refusal('already-synced', `${name(invoice)} is synced with the ERP as ${invoice.erpId} already.`))
  if (!SENDABLE.includes(invoice.status))
    refusals.push(
      refusal(
        'status-not-sendable',
        `An invoice can be sent when its status is ${SENDABLE.join(' or ')}; this one is ${invoice.status}.`,
        { field: 'status' },
      ),
    )
  return [
    ...refusals,
    ...refusalsOfPartners(invoice),
    ...refusalsOfChangeOrders(items),
    ...items.flatMap((item) => refusalsOfItem(invoice.accountingMethod, item)),
    ...refusalsOfNothing(invoice, items),
  ]
}

function refusalsOfPartners(invoice: ToSend): Refusal[] {
  const refusals: Refusal[] = []
  if (invoice.vendorErpId === null)
    refusals.push(
      refusal(
        'company-not-linked',
        `The company “${invoice.vendorName ?? ''}” is not linked to a vendor of ${inWords(invoice.erpFile)}.`,
        {
          remedy: 'Link it to a vendor first.',
        },
      ),
    )
  if (invoice.jobErpId === null)
    refusals.push(
      refusal('project-not-linked', `The project “${invoice.projectName}” is not linked to a job of the ERP.`),
    )
  if (invoice.commitmentErpId === null)
    refusals.push(
      refusal('commitment-not-synced', `The commitment ${invoice.commitmentNumber} is not in the ERP.`, {
        remedy: 'Send the commitment first.',
      }),
    )
  return refusals
}

function refusalsOfChangeOrders(items: InvoiceItem[]): Refusal[] {
  const early = items.filter(
    (each) => each.changeOrder !== null && !isNothing(each.now) && (!each.changeOrderSynced || each.erpItem === null),
  )
  if (early.length === 0) return []
  const lines = early.map((each) => each.position).join(', ')
  return [
    refusal('change-order-not-synced', `What is billed on ${lines} belongs to a change order that is not in the ERP.`, {
      remedy: 'Send the change order first.',
    }),
  ]
}

/** In the words of the error table: the integration sends no line at 0, and an invoice needs one. */
function refusalsOfNothing(invoice: Stand, items: InvoiceItem[]): Refusal[] {
  if (items.some((item) => !isNothing(item.now))) return []
  return [
    refusal(
      'no-distributions',
      `The document's codings are incomplete: The document has no distributions. Every line of ${name(invoice)} comes to zero: work completed and new materials stored may cancel each other out.`,
      { field: 'items', remedy: 'Correct the zero-dollar invoice.' },
    ),
  ]
}

/** What is allowed and should be seen. The ERP may refuse it by its own tolerance. */
export function warningsOf(items: InvoiceItem[]): string[] {
  return items
    .filter((item) => isOverbilled(item) && !isNothing(item.now))
    .map(
      (item) =>
        `Line ${item.position}${item.item ? ` (${item.item})` : ''} is billed to ${completedAndStored(item)}, more than its scheduled value of ${item.scheduled}.`,
    )
}

/** Open: not approved yet, in any of its forms. */
export const isOpen = (status: InvoiceStatus): boolean => !SENDABLE.includes(status)

function name({ number, invoiceNumber }: Pick<Invoice, 'number' | 'invoiceNumber'>): string {
  return `Invoice ${number} (${invoiceNumber})`
}
