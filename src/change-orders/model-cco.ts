/** Change orders on commitments and their lines (requirements CCO-1 to CCO-4). */
import { z } from 'zod'
import {
  type AccountingMethod,
  amountField,
  type CommitmentId,
  type CommitmentType,
  type ErpStatus,
  given,
  type LineId,
  quantityField,
  unitCostField,
} from '../commitments/model.ts'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Id, ProjectId } from '../ids.ts'
import { add } from '../platform/money.ts'

export type ChangeOrderId = Id<'commitment-change-order'>
export type ChangeLineId = Id<'commitment-change-order-line'>

/** The API's codes and the words people read; the words are stored. */
export const CHANGE_ORDER_STATUSES = {
  draft: 'Draft',
  not_pricing: 'Pending - Not Pricing',
  pricing: 'Pending - Pricing',
  pending: 'Pending - In Review',
  revised: 'Pending - Revised',
  proceeding: 'Pending - Proceeding',
  not_proceeding: 'Pending - Not Proceeding',
  no_charge: 'No Charge',
  approved: 'Approved',
  rejected: 'Rejected',
  void: 'Void',
} as const
export type StatusCode = keyof typeof CHANGE_ORDER_STATUSES
export type ChangeOrderStatus = (typeof CHANGE_ORDER_STATUSES)[StatusCode]

export const STATUS_CODES = Object.keys(CHANGE_ORDER_STATUSES) as [StatusCode, ...StatusCode[]]

export function statusCode(status: ChangeOrderStatus): StatusCode {
  return STATUS_CODES.find((code) => CHANGE_ORDER_STATUSES[code] === status) ?? 'draft'
}

export interface ChangeOrderFields {
  number: string
  title: string
  description: string
  status: ChangeOrderStatus
  changeReason: string
  executed: boolean
  private: boolean
  /** Days; negative: the work ends sooner. */
  scheduleImpactDays: number | null
  dueDate: string | null
  reviewedDate: string | null
  signedDate: string | null
  originId: string | null
  originCode: string | null
  originData: string | null
}

/** What a change order must know of its commitment. */
export interface ChangedCommitment {
  id: CommitmentId
  type: CommitmentType
  number: string
  title: string
  accountingMethod: AccountingMethod
  /** Its ID in the ERP, while synced. */
  erpId: string | null
}

export interface ChangeOrder extends ChangeOrderFields {
  id: ChangeOrderId
  /** Rises with every edit of the change order or of one of its lines. */
  rev: number
  project: ProjectId
  projectName: string
  commitment: ChangedCommitment
  vendorName: string | null
  /** The job ID of the project, while linked. */
  jobErpId: string | null
  /** Civil date of the company on the day of creation. */
  dateCreated: string
  /** Sum of the lines, decimal string. */
  total: string
  lines: number
  erpLocked: boolean
  erpId: string | null
  erpStatus: ErpStatus
}

export interface ChangeLineFields {
  /** The item of the commitment that is changed; null: a new item is added. */
  commitmentLineId: LineId | null
  /** Of a new item: its number among the commitment's items in the ERP. Left out: the next free one. */
  erpItemNumber: number | null
  /** The contract's own name of a new item: CO-1. */
  item: string
  description: string
  /** Short forms for the ERP; empty: description and unit themselves are sent. */
  erpDescription: string
  erpUom: string
  /** Of a new item; a changed one keeps its own. */
  costCodeId: CostCodeId | null
  costTypeId: CostTypeId | null
  /** Signed, like the amount. */
  quantity: string | null
  unitCost: string | null
  uom: string
  /** Signed decimal string with two places. */
  amount: string
  originId: string | null
  originData: string | null
}

/** The item that a line changes, as the commitment has it. */
export interface ChangedItem {
  /** Its number in the ERP. */
  position: number
  item: string
  description: string
  unitCost: string | null
  uom: string
}

export interface ChangeLine extends ChangeLineFields {
  id: ChangeLineId
  /** From 1, without gaps. */
  position: number
  changed: ChangedItem | null
  /** Of the new item, or of the item that is changed. */
  costCode: string | null
  costType: string | null
  /** Of the sub job the cost code belongs to; empty: the job itself. */
  extra: string
}

/** All that one change order does to one item: the ERP takes each item once (document 001, "Commitment Change Orders (CCO)"). */
export interface ItemChange {
  itemNumber: number
  isNew: boolean
  amount: string
  /** Null: no line says units. */
  quantity: string | null
  parts: ChangeLine[]
}

/** CCO-2: the lines of one item are one change, in the order in which the items are first named. */
export function summed(lines: ChangeLine[]): ItemChange[] {
  const items = new Map<number, ItemChange>()
  for (const line of lines) {
    const itemNumber = line.changed?.position ?? line.erpItemNumber ?? 0
    const before = items.get(itemNumber)
    if (!before) {
      const { amount, quantity } = line
      items.set(itemNumber, { itemNumber, isNew: line.commitmentLineId === null, amount, quantity, parts: [line] })
      continue
    }
    before.amount = add(before.amount, line.amount)
    if (line.quantity !== null) before.quantity = add(before.quantity ?? '0', line.quantity)
    before.parts.push(line)
  }
  return [...items.values()]
}

const text = (max: number) => z.string().trim().max(max)
const day = z.iso.date().nullable()
const idField = <T extends number>() =>
  z
    .int()
    .positive()
    .transform((value) => value as T)

/** Names of the API; lengths are ours, generous: an ERP's own limits are checked when the change order is sent. */
export const changeOrderFields = z.strictObject({
  number: text(50).min(1).optional(),
  title: text(255).optional(),
  description: text(10_000).optional(),
  status: z.enum(STATUS_CODES).optional(),
  change_reason: text(255).optional(),
  executed: z.boolean().optional(),
  private: z.boolean().optional(),
  schedule_impact_amount: z.int().min(-10_000).max(10_000).nullable().optional(),
  due_date: day.optional(),
  reviewed_at: day.optional(),
  signed_change_order_received_date: day.optional(),
  origin_id: text(255).min(1).nullable().optional(),
  origin_code: text(255).nullable().optional(),
  origin_data: text(4000).nullable().optional(),
})
export type ChangeOrderBody = z.output<typeof changeOrderFields>

export const changeLineFields = z.strictObject({
  commitment_line_item_id: idField<LineId>().nullable().optional(),
  erp_item_number: z.int().positive().max(99_999).optional(),
  item: text(50).optional(),
  description: text(1000).optional(),
  erp_description: text(255).optional(),
  erp_uom: text(50).optional(),
  cost_code_id: idField<CostCodeId>().nullable().optional(),
  line_item_type_id: idField<CostTypeId>().nullable().optional(),
  quantity: quantityField.nullable().optional(),
  unit_cost: unitCostField.nullable().optional(),
  uom: text(50).optional(),
  /** Left out: quantity times unit cost. */
  amount: amountField.optional(),
  origin_id: text(255).min(1).nullable().optional(),
  origin_data: text(4000).nullable().optional(),
})
export type ChangeLineBody = z.output<typeof changeLineFields>

/** From the API's names to ours; only what was given. */
export function fieldsFromBody(body: ChangeOrderBody): Partial<ChangeOrderFields> {
  return given<ChangeOrderFields>({
    number: body.number,
    title: body.title,
    description: body.description,
    status: body.status && CHANGE_ORDER_STATUSES[body.status],
    changeReason: body.change_reason,
    executed: body.executed,
    private: body.private,
    scheduleImpactDays: body.schedule_impact_amount,
    dueDate: body.due_date,
    reviewedDate: body.reviewed_at,
    signedDate: body.signed_change_order_received_date,
    originId: body.origin_id,
    originCode: body.origin_code,
    originData: body.origin_data,
  })
}

export function lineFromBody(body: ChangeLineBody): Partial<ChangeLineFields> {
  return given<ChangeLineFields>({
    commitmentLineId: body.commitment_line_item_id,
    erpItemNumber: body.erp_item_number,
    item: body.item,
    description: body.description,
    erpDescription: body.erp_description,
    erpUom: body.erp_uom,
    costCodeId: body.cost_code_id,
    costTypeId: body.line_item_type_id,
    quantity: body.quantity,
    unitCost: body.unit_cost,
    uom: body.uom,
    amount: body.amount,
    originId: body.origin_id,
    originData: body.origin_data,
  })
}
