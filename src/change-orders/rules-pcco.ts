/** What may be done to a prime contract change order, and the sentence when it may not. */
import { isZero } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { PccoLine, PrimeChangeOrder, PrimeChangeOrderFields } from './model-pcco.ts'

type Stand = Pick<PrimeChangeOrder, 'number' | 'erpLocked' | 'erpStatus'>

/** May the change order, a line or a markup be changed? */
export function refusalsToEditPcco(order: Stand, change: Partial<PrimeChangeOrderFields> = {}): Refusal[] {
  if (
    order.erpLocked &&
    Object.keys(change).every((field) => field === 'description') &&
    change.description !== undefined
  )
    return []
  if (order.erpLocked)
    return [
      refusal('locked-by-erp', `${name(order)} is synced with the ERP and cannot be changed.`, {
        remedy: 'Write another change order, or unlink this one first.',
      }),
    ]
  if (order.erpStatus === 'ready_to_export')
    return [
      refusal('sent-to-erp', `${name(order)} is Ready to Export and cannot be changed. Retrieve it first.`, {
        remedy: 'Use "Retrieve from ERP" on the change order.',
      }),
    ]
  if (order.erpStatus === 'exporting')
    return [
      refusal('exporting', `${name(order)} is on its way to the ERP and cannot be changed.`, {
        remedy: 'Wait until it is synced or has failed.',
      }),
    ]
  return []
}

export function refusalsToDeletePcco(order: Stand & Pick<PrimeChangeOrder, 'status'>): Refusal[] {
  const refusals = refusalsToEditPcco(order)
  if (order.status === 'Approved')
    refusals.push(
      refusal('approved', `${name(order)} is Approved and cannot be deleted.`, {
        field: 'status',
        remedy: 'Change its status first.',
      }),
    )
  return refusals
}

/** An approver approves it by accepting it (PCO-2; document 001, "Prime Contract Change Orders (PCCO)", note on the status). */
export const awaitsApproval = ({ status }: Pick<PrimeChangeOrder, 'status'>): boolean => status.startsWith('Pending')

export interface PccoFacts {
  /** IDs of the ERP's contracts that feed the prime contract. */
  erpContracts: string[]
  lines: PccoLine[]
}

/** PCO-1, every failed condition; lengths are the connector's to check. */
export function refusalsToSendPcco(
  order: Stand & Pick<PrimeChangeOrder, 'status' | 'title' | 'jobErpId' | 'projectName' | 'contractNumber'>,
  { erpContracts, lines }: PccoFacts,
): Refusal[] {
  const refusals: Refusal[] = []
  if (order.erpLocked) refusals.push(refusal('already-synced', `${name(order)} is synced with the ERP already.`))
  if (order.title.trim() === '')
    refusals.push(refusal('title-missing', 'The change order has no title.', { field: 'title' }))
  if (order.status !== 'Approved' && !awaitsApproval(order))
    refusals.push(
      refusal(
        'status-not-sendable',
        `A prime contract change order can be sent when its status is Approved, or Pending for the approver to approve; this one is ${order.status}.`,
        { field: 'status' },
      ),
    )
  if (order.jobErpId === null)
    refusals.push(
      refusal('project-not-linked', `The project “${order.projectName}” is not linked to a job of the ERP.`, {
        remedy: 'Send the project to the ERP, or add its job here, first.',
      }),
    )
  if (erpContracts.length === 0)
    refusals.push(
      refusal('contract-not-synced', `Prime contract ${order.contractNumber} was not imported from the ERP.`, {
        remedy: 'Import it on the Prime Contracts tab of ERP Integrations first.',
      }),
    )
  if (lines.every((line) => isZero(line.amount)))
    refusals.push(refusal('no-lines', 'The change order has no line with an amount.', { field: 'line_items' }))
  return [...refusals, ...lines.flatMap(refusalsOfLine)]
}

function refusalsOfLine(line: PccoLine, at: number): Refusal[] {
  const field = `line_items.${at}`
  if (line.costCode === null)
    return [
      refusal('line-without-code', `Line ${line.position} has no cost code.`, {
        field: `${field}.cost_code_id`,
        remedy: 'Choose the code whose estimate the change belongs to.',
      }),
    ]
  if (line.isGroup)
    return [
      refusal(
        'line-on-group-code',
        `Line ${line.position}: ${line.costCode} is a division (group) code and takes no estimate.`,
        {
          field: `${field}.cost_code_id`,
        },
      ),
    ]
  if (line.costType === null)
    return [
      refusal('line-without-type', `Line ${line.position} has no cost type.`, { field: `${field}.line_item_type_id` }),
    ]
  if (!line.onCode)
    return [
      refusal(
        'cost-type-not-on-code',
        `Line ${line.position}: cost type ${line.costType} does not stand on cost code ${line.costCode}.`,
        {
          field: `${field}.line_item_type_id`,
          remedy: 'Add the cost type to the code on the project’s Cost Codes page.',
        },
      ),
    ]
  return []
}

const name = ({ number }: Pick<PrimeChangeOrder, 'number'>): string => `Prime contract change order ${number}`
