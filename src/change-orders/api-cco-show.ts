/** What the API says of a change order on a commitment and of its lines. */
import { z } from 'zod'
import { COMMITMENT_TYPES, ERP_STATUSES } from '../commitments/model.ts'
import { roundCents } from '../platform/money.ts'
import { type ChangeLine, type ChangeOrder, STATUS_CODES, statusCode } from './model-cco.ts'

export const changeLineReply = z.object({
  id: z.int(),
  position: z.int(),
  /** Null: the line adds a new item to the commitment. */
  commitment_line_item_id: z.int().nullable(),
  commitment_line_item: z
    .object({ id: z.int(), position: z.int(), item: z.string(), description: z.string() })
    .nullable(),
  /** Number of the item in the ERP, whether changed or added. */
  erp_item_number: z.int().nullable(),
  item: z.string(),
  description: z.string(),
  erp_description: z.string(),
  erp_uom: z.string(),
  cost_code_id: z.int().nullable(),
  line_item_type_id: z.int().nullable(),
  /** Codes of the item, whether changed or added. */
  cost_code: z.string().nullable(),
  line_item_type: z.string().nullable(),
  quantity: z.string().nullable(),
  unit_cost: z.string().nullable(),
  uom: z.string(),
  amount: z.string(),
  total_amount: z.string(),
  origin_id: z.string().nullable(),
  origin_data: z.string().nullable(),
})

export const changeOrderReply = z.object({
  id: z.int(),
  rev: z.int(),
  project_id: z.int(),
  type: z.literal('CommitmentContractChangeOrder'),
  contract_id: z.int(),
  contract: z.object({
    id: z.int(),
    type: z.enum(COMMITMENT_TYPES),
    number: z.string(),
    title: z.string(),
    accounting_method: z.string(),
    vendor_name: z.string().nullable(),
    origin_id: z.string().nullable(),
  }),
  number: z.string(),
  title: z.string(),
  description: z.string(),
  status: z.enum(STATUS_CODES),
  change_reason: z.string(),
  executed: z.boolean(),
  private: z.boolean(),
  schedule_impact_amount: z.int().nullable(),
  date_created: z.string(),
  due_date: z.string().nullable(),
  reviewed_at: z.string().nullable(),
  signed_change_order_received_date: z.string().nullable(),
  grand_total: z.string(),
  line_items_count: z.int(),
  erp_status: z.enum(ERP_STATUSES),
  synced_to_erp: z.boolean(),
  erp_locked: z.boolean(),
  erp_change_order_id: z.string().nullable(),
  origin_id: z.string().nullable(),
  origin_code: z.string().nullable(),
  origin_data: z.string().nullable(),
})

export const wholeChangeOrderReply = changeOrderReply.extend({ line_items: z.array(changeLineReply) })

export function showChangeOrder(order: ChangeOrder): z.input<typeof changeOrderReply> {
  const { commitment } = order
  return {
    id: order.id,
    rev: order.rev,
    project_id: order.project,
    type: 'CommitmentContractChangeOrder',
    contract_id: commitment.id,
    contract: {
      id: commitment.id,
      type: commitment.type,
      number: commitment.number,
      title: commitment.title,
      accounting_method: commitment.accountingMethod,
      vendor_name: order.vendorName,
      origin_id: commitment.erpId,
    },
    number: order.number,
    title: order.title,
    description: order.description,
    status: statusCode(order.status),
    change_reason: order.changeReason,
    executed: order.executed,
    private: order.private,
    schedule_impact_amount: order.scheduleImpactDays,
    date_created: order.dateCreated,
    due_date: order.dueDate,
    reviewed_at: order.reviewedDate,
    signed_change_order_received_date: order.signedDate,
    grand_total: roundCents(order.total),
    line_items_count: order.lines,
    erp_status: order.erpStatus,
    synced_to_erp: order.erpLocked,
    erp_locked: order.erpLocked,
    erp_change_order_id: order.erpId,
    origin_id: order.erpId ?? order.originId,
    origin_code: order.originCode ?? order.erpId,
    origin_data: order.originData,
  }
}

export function showChangeLine(line: ChangeLine): z.input<typeof changeLineReply> {
  const { changed, commitmentLineId } = line
  return {
    id: line.id,
    position: line.position,
    commitment_line_item_id: commitmentLineId,
    commitment_line_item:
      changed && commitmentLineId !== null
        ? { id: commitmentLineId, position: changed.position, item: changed.item, description: changed.description }
        : null,
    erp_item_number: changed?.position ?? line.erpItemNumber,
    item: line.item,
    description: line.description,
    erp_description: line.erpDescription,
    erp_uom: line.erpUom,
    cost_code_id: line.costCodeId,
    line_item_type_id: line.costTypeId,
    cost_code: line.costCode,
    line_item_type: line.costType,
    quantity: line.quantity,
    unit_cost: line.unitCost,
    uom: line.uom || (changed?.uom ?? ''),
    amount: line.amount,
    total_amount: line.amount,
    origin_id: line.originId,
    origin_data: line.originData,
  }
}
