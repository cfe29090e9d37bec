/** What may be done to a change order on a commitment and its lines, and the sentence when it may not. */
import { type AccountingMethod, extend, TYPE_WORDS } from '../commitments/model.ts'
import { add, compare, equal, isZero } from '../platform/money.ts'
import { type Refusal, refusal } from '../platform/refusal.ts'
import type { ChangedCommitment, ChangeLineFields, ChangeOrder, ChangeOrderFields, ItemChange } from './model-cco.ts'

type Stand = Pick<ChangeOrder, 'number' | 'erpLocked' | 'erpId' | 'erpStatus'>
type Parent = Pick<ChangedCommitment, 'type' | 'number' | 'erpId'>

/** Fields that no longer change once the ERP has the change order; the lines are locked with them. */
const LOCKED: Partial<Record<keyof ChangeOrderFields, string>> = { number: 'Number', title: 'Title', status: 'Status' }

/** Document 001, "Create and Export CCOs": "Change orders can only be created from synced commitments". A project that is not linked to a job is not bound by it. */
export function refusalsToCreate(commitment: Parent, integrated: boolean): Refusal[] {
  return integrated ? refusalsOfParent(commitment, 'be created from') : []
}

function refusalsOfParent(commitment: Parent, verb: string): Refusal[] {
  if (commitment.erpId !== null) return []
  const sentence = `Change orders can only ${verb} synced commitments: ${TYPE_WORDS[commitment.type]} ${commitment.number} is not synced with the ERP.`
  return [
    refusal('commitment-not-synced', sentence, {
      field: 'contract_id',
      remedy: 'Send the commitment to the ERP first.',
    }),
  ]
}

/** May these fields be changed? */
export function refusalsToEdit(order: Stand, change: Partial<ChangeOrderFields>): Refusal[] {
  const sent = refusalsWhileSent(order)
  if (sent.length > 0) return sent
  const refusals = Object.entries(LOCKED)
    .filter(([field]) => order.erpLocked && change[field as keyof ChangeOrderFields] !== undefined)
    .map(([field, label]) => locked(order, `${label} cannot be changed`, field))
  if (change.originId !== undefined && order.erpId !== null)
    refusals.push(
      refusal('origin-owned-by-erp', 'The origin_id of a synced change order belongs to the ERP Integrations tool.', {
        field: 'origin_id',
        remedy: 'Leave origin_id out.',
      }),
    )
  return refusals
}

/** May the lines be changed? */
export function refusalsToEditLines(order: Stand): Refusal[] {
  const sent = refusalsWhileSent(order)
  if (sent.length > 0 || !order.erpLocked) return sent
  return [locked(order, 'The lines cannot be changed', 'line_items')]
}

function locked(order: Stand, what: string, field: string): Refusal {
  return refusal('locked-by-erp', `${what}: ${name(order)} is synced with the ERP as ${order.erpId}.`, {
    field,
    remedy: 'Write another change order, or unlink this one first.',
  })
}

function refusalsWhileSent(order: Stand): Refusal[] {
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

/** CCO-3; document 001, "Commitment Change Orders (CCO)", limitations. */
export function refusalsToDelete(order: Stand & Pick<ChangeOrder, 'status'>): Refusal[] {
  const refusals = refusalsWhileSent(order)
  if (order.erpLocked)
    refusals.push(
      refusal('locked-by-erp', `${name(order)} is synced with the ERP as ${order.erpId} and cannot be deleted.`, {
        remedy: 'Unlink it first. Unlinked and deleted, it is gone for good.',
      }),
    )
  if (order.status === 'Approved')
    refusals.push(
      refusal('approved', `${name(order)} is Approved and cannot be deleted.`, {
        field: 'status',
        remedy: 'Change its status first.',
      }),
    )
  return refusals
}

/** May the line stand on the change order? `itemUnitCost`: of the item it changes; undefined for a new item. */
export function refusalsOfLine(
  method: AccountingMethod,
  line: Pick<ChangeLineFields, 'quantity' | 'unitCost' | 'amount' | 'costCodeId' | 'costTypeId' | 'erpItemNumber'>,
  itemUnitCost: string | null | undefined,
): Refusal[] {
  const refusals: Refusal[] = []
  if (itemUnitCost !== undefined && (line.costCodeId !== null || line.costTypeId !== null))
    refusals.push(
      refusal('code-of-the-item', 'A line that changes an item has the item’s cost code and cost type.', {
        field: line.costCodeId !== null ? 'cost_code_id' : 'line_item_type_id',
        remedy: 'Leave them out, or add a new item.',
      }),
    )
  if (itemUnitCost !== undefined && line.erpItemNumber !== null)
    refusals.push(
      refusal('number-of-the-item', 'A line that changes an item has the item’s number in the ERP.', {
        field: 'erp_item_number',
        remedy: 'Leave it out.',
      }),
    )
  const unfilled = line.quantity === null && line.unitCost === null && isZero(line.amount)
  return method === 'amount' || unfilled ? refusals : [...refusals, ...refusalsOfUnits(line, itemUnitCost)]
}

/** A unit-priced item keeps its unit cost: a change order changes its units only. */
function refusalsOfUnits(
  line: Pick<ChangeLineFields, 'quantity' | 'unitCost' | 'amount'>,
  itemUnitCost: string | null | undefined,
): Refusal[] {
  if (line.quantity === null || line.unitCost === null)
    return [
      refusal('units-missing', 'A line of a commitment priced by the unit needs a quantity and a unit cost.', {
        field: line.quantity === null ? 'quantity' : 'unit_cost',
      }),
    ]
  if (itemUnitCost != null && !equal(itemUnitCost, line.unitCost))
    return [
      refusal(
        'unit-cost-of-the-item',
        `The unit cost of the item is ${itemUnitCost} and cannot be changed to ${line.unitCost}.`,
        {
          field: 'unit_cost',
          remedy: 'Change the quantity only. For another price take the item’s units off and add a new item.',
        },
      ),
    ]
  const amount = extend(line.quantity, line.unitCost)
  if (equal(amount, line.amount)) return []
  const sentence = `${line.quantity} times ${line.unitCost} is ${amount}, not ${line.amount}.`
  return [
    refusal('amount-not-units-times-cost', sentence, {
      field: 'amount',
      remedy: 'Leave the amount out; it is worked out.',
    }),
  ]
}

/** What sending looks at, besides the change order itself. */
export interface SendFacts {
  usesErpCostCodes: boolean
  lines: ChangeLineFacts[]
  changes: ItemChange[]
  /** The commitment's own items stand in the ERP under 1 to this. */
  commitmentLines: number
  /** Item numbers that lines of other change orders of the commitment have. */
  numbersElsewhere: number[]
  /** What each item is worth before this change order, and what was invoiced on it; items without invoices may be left out. */
  invoiced: { itemNumber: number; revised: string; invoiced: string }[]
}

export interface ChangeLineFacts {
  position: number
  isNew: boolean
  costCode: { code: string; isGroup: boolean; active: boolean } | null
  costType: { code: string; onCode: boolean } | null
}

type ToSend = Stand & Pick<ChangeOrder, 'title' | 'status' | 'jobErpId' | 'projectName' | 'commitment'>

/** Every failed condition; lengths and amounts of the ERP's own are the connector's to check. */
export function refusalsToSend(order: ToSend, facts: SendFacts): Refusal[] {
  const refusals: Refusal[] = []
  if (order.erpLocked)
    refusals.push(refusal('already-synced', `${name(order)} is synced with the ERP as ${order.erpId} already.`))
  if (order.title.trim() === '')
    refusals.push(refusal('title-missing', 'The change order has no title.', { field: 'title' }))
  if (order.status !== 'Approved')
    refusals.push(
      refusal(
        'status-not-sendable',
        `A change order can be sent when its status is Approved; this one is ${order.status}.`,
        { field: 'status' },
      ),
    )
  if (order.jobErpId === null)
    refusals.push(
      refusal('project-not-linked', `The project “${order.projectName}” is not linked to a job of the ERP.`, {
        remedy: 'Send the project to the ERP, or add its job here, first.',
      }),
    )
  if (!facts.usesErpCostCodes)
    refusals.push(
      refusal(
        'other-cost-code-list',
        `The project “${order.projectName}” uses a cost code list of its own and cannot be integrated.`,
      ),
    )
  return [
    ...refusals,
    ...refusalsOfParent(order.commitment, 'be sent on'),
    ...refusalsOfCodes(facts.lines),
    ...refusalsOfChanges(facts),
  ]
}

const field = 'line_items'

function refusalsOfCodes(lines: ChangeLineFacts[]): Refusal[] {
  if (lines.length === 0)
    return [
      refusal('no-lines', 'The change order has no lines.', { field, remedy: 'Change an item or add a new one.' }),
    ]
  const say = (code: string, bad: ChangeLineFacts[], sentence: string, remedy: string) =>
    bad.length === 0
      ? []
      : [refusal(code, `${namesOf(bad.map((each) => each.position))} ${sentence}`, { field, remedy })]
  return [
    ...say(
      'line-without-code',
      lines.filter((line) => !line.costCode || !line.costType),
      'must be tied to a cost code and a cost type.',
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
      'Reopen the code in the ERP and refresh the cost codes, or, on a new item, choose another code.',
    ),
    ...say(
      'cost-type-not-on-code',
      lines.filter((line) => line.isNew && line.costCode && line.costType && !line.costType.onCode),
      'must use a cost type that stands on its cost code.',
      'Add the cost type to the code on the project’s Cost Codes page.',
    ),
  ]
}

function refusalsOfChanges({ changes, commitmentLines, numbersElsewhere, invoiced }: SendFacts): Refusal[] {
  const say = (code: string, { parts }: ItemChange, sentence: string, remedy: string) =>
    refusal(code, `${namesOf(parts.map((each) => each.position))}: ${sentence}`, { field, remedy })
  return changes.flatMap((change) => {
    const number = change.itemNumber
    const refusals: Refusal[] = []
    if (isZero(change.amount) && isZero(change.quantity ?? '0')) {
      const sentence = `item ${number} is changed by nothing in all.`
      refusals.push(say('changes-nothing', change, sentence, 'Give an amount, or delete the line.'))
    }
    const taken = number <= commitmentLines || numbersElsewhere.includes(number) || change.parts.length > 1
    if (change.isNew && taken) {
      const sentence = `the commitment has another item ${number} already.`
      refusals.push(say('item-number-taken', change, sentence, 'Give the line the next free item number.'))
    }
    const item = invoiced.find((each) => each.itemNumber === number)
    const left = item && add(item.revised, change.amount)
    if (item && left && !isZero(item.invoiced) && compare(left, item.invoiced) < 0) {
      const sentence = `item ${number} would be worth ${left}, and ${item.invoiced} is invoiced on it.`
      refusals.push(say('below-invoiced', change, sentence, 'Deduct no more than what is not invoiced.'))
    }
    return refusals
  })
}

function namesOf(positions: number[]): string {
  return `${positions.length === 1 ? 'Line' : 'Lines'} ${positions.join(', ')}`
}

function name(order: Stand): string {
  return `Change order ${order.number}`
}
