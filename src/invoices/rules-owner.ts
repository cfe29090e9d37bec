/** What may be done to an invoice to the owner, and the sentence when it may not. */
import { compare, isZero, subtract } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import { type G703Row, OWNER_STATUS_WORDS, type OwnerInvoice, type OwnerInvoiceFields } from './model-owner.ts'

type Stand = Pick<OwnerInvoice, 'invoiceNumber' | 'status' | 'erpLocked' | 'erpStatus' | 'followed'>

/** A new application follows one that is approved: what is previous must not move any more. */
export function refusalsToBegin(
  contract: { number: string; status: string },
  last: Pick<OwnerInvoice, 'invoiceNumber' | 'status'> | undefined,
): Refusal[] {
  if (contract.status !== 'Approved' && contract.status !== 'Complete')
    return [
      refusal(
        'contract-not-approved',
        `Prime contract ${contract.number} is ${contract.status}: only an Approved one is billed.`,
      ),
    ]
  if (last && last.status !== 'approved')
    return [
      refusal('previous-not-approved', `Owner invoice ${last.invoiceNumber} is not approved yet.`, {
        remedy: 'Approve it, or delete it, first.',
      }),
    ]
  return []
}

/** May its fields or rows be changed? Its status alone may take an approved one back, until another follows it. */
export function refusalsToEditOwner(invoice: Stand, change: Partial<OwnerInvoiceFields> | 'rows'): Refusal[] {
  if (invoice.erpLocked)
    return [
      refusal('locked-by-erp', `${name(invoice)} is synced with the ERP and cannot be changed.`, {
        remedy: 'Unlink it first.',
      }),
    ]
  if (invoice.erpStatus === 'ready_to_export' || invoice.erpStatus === 'exporting')
    return [
      refusal('sent-to-erp', `${name(invoice)} was sent to the ERP and cannot be changed.`, {
        remedy: 'Retrieve it first, or wait until it is synced or has failed.',
      }),
    ]
  if (invoice.followed)
    return [
      refusal('followed', `${name(invoice)} cannot be changed: a later application stands on it.`, {
        remedy: 'Change the latest application; it carries the correction.',
      }),
    ]
  const reopens = change !== 'rows' && Object.keys(change).every((field) => field === 'status')
  if (invoice.status === 'approved' && !reopens)
    return [
      refusal('approved', `${name(invoice)} is approved and cannot be changed.`, {
        field: 'status',
        remedy: 'Take its status back first.',
      }),
    ]
  return []
}

/** Nobody bills more than there is, and releases more than was withheld. */
export function refusalsOfRow(row: G703Row): Refusal[] {
  const refusals: Refusal[] = []
  const [more, less] = compare(row.scheduled, '0') < 0 ? [-1, 1] : [1, -1]
  const rest = compare(subtract(row.completedAndStored, row.scheduled), '0')
  if (rest === more && !isZero(row.completedAndStored))
    refusals.push(
      refusal(
        'over-billed',
        `Row ${row.item} ${row.description}: ${row.completedAndStored} completed and stored is more than its scheduled value of ${row.scheduled}.`,
        { field: 'work_completed_this_period' },
      ),
    )
  if (compare(row.completedAndStored, '0') === less)
    refusals.push(
      refusal(
        'billed-below-zero',
        `Row ${row.item} ${row.description} would be billed below nothing: ${row.completedAndStored}.`,
        {
          field: 'work_completed_this_period',
        },
      ),
    )
  if (compare(row.retainageReleased, row.retainageBefore) > 0)
    refusals.push(
      refusal(
        'released-more-than-held',
        `Row ${row.item} ${row.description}: ${row.retainageReleased} is released, but only ${row.retainageBefore} is held.`,
        { field: 'retainage_released_this_period' },
      ),
    )
  return refusals
}

export function refusalsToSendOwner(
  invoice: Stand & Pick<OwnerInvoice, 'jobErpId' | 'projectName' | 'erpContracts' | 'contractNumber'>,
): Refusal[] {
  const refusals: Refusal[] = []
  if (invoice.erpLocked) refusals.push(refusal('already-synced', `${name(invoice)} is synced with the ERP already.`))
  if (invoice.status !== 'approved')
    refusals.push(
      refusal(
        'status-not-sendable',
        `An owner invoice can be sent when its status is Approved; this one is ${OWNER_STATUS_WORDS[invoice.status]}.`,
        { field: 'status' },
      ),
    )
  if (invoice.jobErpId === null)
    refusals.push(
      refusal('project-not-linked', `The project “${invoice.projectName}” is not linked to a job of the ERP.`),
    )
  if (invoice.erpContracts.length === 0)
    refusals.push(
      refusal('contract-not-synced', `Prime contract ${invoice.contractNumber} was not imported from the ERP.`),
    )
  return refusals
}

const name = ({ invoiceNumber }: Pick<OwnerInvoice, 'invoiceNumber'>): string => `Owner invoice ${invoiceNumber}`
