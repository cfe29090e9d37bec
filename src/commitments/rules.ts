/** What may be done to a commitment and its lines, and the sentence when it may not. */
import { equal, isZero, sum } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import {
  type AccountingMethod,
  type Commitment,
  type CommitmentFields,
  extend,
  inWords,
  type LineFields,
  SENDABLE,
  STATUSES,
  TYPE_WORDS,
} from './model.ts'

type Stand = Pick<Commitment, 'type' | 'number' | 'erpLocked' | 'erpId' | 'erpStatus'>

/** Fields that no longer change once the ERP has the commitment (procore-api.md 1.11, "After sync"); the lines are locked with them. */
const LOCKED: Partial<Record<keyof CommitmentFields, string>> = {
  vendorId: 'Contract Company',
  title: 'Title',
  status: 'Status',
  retainagePercent: 'Default Retainage',
  taxCodeId: 'Tax Code',
  accountingMethod: 'Accounting Method',
  number: 'Number',
}

/** May these fields be changed? */
export function refusalsToEdit(commitment: Stand, change: Partial<CommitmentFields>): Refusal[] {
  const sent = refusalsWhileSent(commitment)
  if (sent.length > 0) return sent
  const refusals: Refusal[] = []
  if (commitment.erpLocked)
    for (const [field, label] of Object.entries(LOCKED))
      if (change[field as keyof CommitmentFields] !== undefined)
        refusals.push(
          refusal(
            'locked-by-erp',
            `${label} cannot be changed: ${name(commitment)} is synced with the ERP as ${commitment.erpId}.`,
            {
              field: API_FIELDS[field] ?? field,
              remedy: 'Write a change order, or unlink the commitment first.',
            },
          ),
        )
  if (change.originId !== undefined && commitment.erpId !== null)
    refusals.push(
      refusal('origin-owned-by-erp', 'The origin_id of a synced commitment belongs to the ERP Integrations tool.', {
        field: 'origin_id',
        remedy: 'Leave origin_id out.',
      }),
    )
  if (change.status !== undefined && !STATUSES[commitment.type].includes(change.status))
    refusals.push(
      refusal('unknown-status', `“${change.status}” is no status of a ${TYPE_WORDS[commitment.type]}.`, {
        field: 'status',
        remedy: `Use one of ${STATUSES[commitment.type].join(', ')}.`,
      }),
    )
  return refusals
}

const API_FIELDS: Record<string, string> = {
  vendorId: 'vendor_id',
  retainagePercent: 'retainage_percent',
  accountingMethod: 'accounting_method',
  taxCodeId: 'tax_code_id',
}

/** May the schedule of values be changed? */
export function refusalsToEditLines(commitment: Stand): Refusal[] {
  const sent = refusalsWhileSent(commitment)
  if (sent.length > 0 || !commitment.erpLocked) return sent
  return [
    refusal(
      'locked-by-erp',
      `The schedule of values cannot be changed: ${name(commitment)} is synced with the ERP as ${commitment.erpId}.`,
      { field: 'line_items', remedy: 'Write a change order, or unlink the commitment first.' },
    ),
  ]
}

function refusalsWhileSent(commitment: Stand): Refusal[] {
  if (commitment.erpStatus === 'ready_to_export')
    return [
      refusal('sent-to-erp', `${name(commitment)} is Ready to Export and cannot be changed. Retrieve it first.`, {
        remedy: 'Use "Retrieve from ERP" on the commitment.',
      }),
    ]
  if (commitment.erpStatus === 'exporting')
    return [
      refusal('exporting', `${name(commitment)} is on its way to the ERP and cannot be changed.`, {
        remedy: 'Wait until it is synced or has failed.',
      }),
    ]
  return []
}

export function refusalsToDelete(commitment: Stand & Pick<Commitment, 'status' | 'changeOrders'>): Refusal[] {
  const refusals = refusalsWhileSent(commitment)
  if (commitment.erpLocked)
    refusals.push(
      refusal(
        'locked-by-erp',
        `${name(commitment)} is synced with the ERP as ${commitment.erpId} and cannot be deleted.`,
        {
          remedy: 'Unlink it first.',
        },
      ),
    )
  if (['Approved', 'Complete', 'Received', 'Partially Received'].includes(commitment.status))
    refusals.push(
      refusal('approved', `${name(commitment)} is ${commitment.status} and cannot be deleted.`, {
        field: 'status',
        remedy: 'Change its status first.',
      }),
    )
  if (commitment.changeOrders > 0)
    refusals.push(
      refusal('has-change-orders', `${name(commitment)} has change orders and cannot be deleted.`, {
        remedy: 'Delete its change orders first.',
      }),
    )
  return refusals
}

/** What sending looks at, besides the commitment itself. */
export interface SendFacts {
  usesErpCostCodes: boolean
  lines: LineFacts[]
}

export interface LineFacts {
  position: number
  costCode: { code: string; isGroup: boolean; active: boolean } | null
  costType: { code: string; onCode: boolean } | null
  taxCode: { code: string; inErp: boolean } | null
}

type ToSend = Stand &
  Pick<
    Commitment,
    'title' | 'status' | 'vendorId' | 'vendorName' | 'vendorErpId' | 'erpFile' | 'jobErpId' | 'projectName'
  >

/** COM-2, every failed condition; lengths and amounts of the ERP's own are the connector's to check. */
export function refusalsToSend(commitment: ToSend, facts: SendFacts): Refusal[] {
  const refusals: Refusal[] = []
  if (commitment.erpLocked)
    refusals.push(
      refusal('already-synced', `${name(commitment)} is synced with the ERP as ${commitment.erpId} already.`),
    )
  if (commitment.title.trim() === '')
    refusals.push(refusal('title-missing', 'The commitment has no title.', { field: 'title' }))
  if (!SENDABLE[commitment.type].includes(commitment.status))
    refusals.push(
      refusal(
        'status-not-sendable',
        `A ${TYPE_WORDS[commitment.type]} can be sent when its status is ${SENDABLE[commitment.type].join(' or ')}; this one is ${commitment.status}.`,
        { field: 'status' },
      ),
    )
  return [...refusals, ...refusalsOfPartners(commitment, facts), ...refusalsOfLines(facts.lines)]
}

function refusalsOfPartners(commitment: ToSend, facts: SendFacts): Refusal[] {
  const refusals: Refusal[] = []
  if (commitment.vendorId === null)
    refusals.push(refusal('company-missing', 'The commitment has no contract company.', { field: 'vendor_id' }))
  else if (commitment.vendorErpId === null)
    refusals.push(
      refusal(
        'company-not-linked',
        `The contract company “${commitment.vendorName}” is not linked to a vendor of ${inWords(commitment.erpFile)}.`,
        {
          field: 'vendor_id',
          remedy: 'Link it to a vendor, or send the company to the ERP first.',
        },
      ),
    )
  if (commitment.jobErpId === null)
    refusals.push(
      refusal('project-not-linked', `The project “${commitment.projectName}” is not linked to a job of the ERP.`, {
        remedy: 'Send the project to the ERP, or add its job here, first.',
      }),
    )
  if (!facts.usesErpCostCodes)
    refusals.push(
      refusal(
        'other-cost-code-list',
        `The project “${commitment.projectName}” uses a cost code list of its own and cannot be integrated.`,
      ),
    )
  return refusals
}

function refusalsOfLines(lines: LineFacts[]): Refusal[] {
  const field = 'line_items'
  if (!lines.some((line) => line.costCode && line.costType))
    return [
      refusal('no-coded-line', 'The schedule of values needs at least one line with an ERP cost code and cost type.', {
        field,
      }),
    ]
  const say = (code: string, bad: LineFacts[], sentence: string, remedy: string) =>
    bad.length === 0 ? [] : [refusal(code, `${lineNames(bad)} ${sentence}`, { field, remedy })]
  return [
    ...say(
      'line-without-code',
      lines.filter((line) => !line.costCode || !line.costType),
      'must have a cost code and a cost type.',
      'Choose both, or delete the line.',
    ),
    ...say(
      'line-on-group-code',
      lines.filter((line) => line.costCode?.isGroup),
      'must not stand on a division (group) code, which takes no cost.',
      'Choose a code of the division.',
    ),
    ...say(
      'line-on-inactive-code',
      lines.filter((line) => line.costCode && !line.costCode.active),
      'must not stand on a cost code that is closed or gone in the ERP.',
      'Choose another code, or reopen the code in the ERP and refresh the cost codes.',
    ),
    ...say(
      'cost-type-not-on-code',
      lines.filter((line) => line.costCode && line.costType && !line.costType.onCode),
      'must use a cost type that stands on its cost code.',
      'Add the cost type to the code on the project’s Cost Codes page.',
    ),
    ...say(
      'tax-code-gone',
      lines.filter((line) => line.taxCode && !line.taxCode.inErp),
      'must not use a tax code that is gone in the ERP.',
      'Choose another tax code, or set the tax group up again in the ERP and sync the tax groups.',
    ),
  ]
}

function lineNames(lines: LineFacts[]): string {
  return `${lines.length === 1 ? 'Line' : 'Lines'} ${lines.map((line) => line.position).join(', ')}`
}

/** May the line stand in the schedule of values? `amount` set by a person must agree with units where the commitment is priced by the unit; a line not filled yet may stand. */
export function refusalsOfLine(
  method: AccountingMethod,
  line: Pick<LineFields, 'quantity' | 'unitCost' | 'amount'>,
): Refusal[] {
  const unfilled = line.quantity === null && line.unitCost === null && isZero(line.amount)
  if (method === 'amount' || unfilled) return []
  if (line.quantity === null || line.unitCost === null)
    return [
      refusal('units-missing', 'A line of a commitment priced by the unit needs a quantity and a unit cost.', {
        field: line.quantity === null ? 'quantity' : 'unit_cost',
      }),
    ]
  const amount = extend(line.quantity, line.unitCost)
  if (equal(amount, line.amount)) return []
  return [
    refusal(
      'amount-not-units-times-cost',
      `${line.quantity} times ${line.unitCost} is ${amount}, not ${line.amount}.`,
      {
        field: 'amount',
        remedy: 'Leave the amount out; it is worked out.',
      },
    ),
  ]
}

/** A line may be split into parts that together are worth exactly what it was. */
export function refusalsToSplit(
  line: Pick<LineFields, 'quantity' | 'amount'>,
  parts: Pick<LineFields, 'quantity' | 'amount'>[],
): Refusal[] {
  const refusals: Refusal[] = []
  if (parts.length < 2)
    refusals.push(refusal('split-into-one', 'Split the line into at least two parts.', { field: 'into' }))
  const amount = sum(parts.map((part) => part.amount))
  if (!equal(amount, line.amount))
    refusals.push(
      refusal('split-changes-amount', `The parts come to ${amount}; the line is ${line.amount}.`, { field: 'into' }),
    )
  if (line.quantity !== null && parts.some((part) => part.quantity !== null)) {
    const quantity = sum(parts.map((part) => part.quantity ?? '0'))
    if (!equal(quantity, line.quantity))
      refusals.push(
        refusal('split-changes-quantity', `The parts come to ${quantity} units; the line has ${line.quantity}.`, {
          field: 'into',
        }),
      )
  }
  if (parts.some((part) => isZero(part.amount)))
    refusals.push(refusal('split-empty-part', 'A part of nothing is no line.', { field: 'into' }))
  return refusals
}

function name(commitment: Stand): string {
  return `${TYPE_WORDS[commitment.type]} ${commitment.number}`
}
