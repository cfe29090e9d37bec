/** What the API says of a commitment and of its lines. */
import { z } from 'zod'
import { add, roundCents } from '../platform/money.ts'
import { taxOn } from '../tax-codes/model.ts'
import { ACCOUNTING_METHODS, COMMITMENT_TYPES, type Commitment, type CommitmentLine, ERP_STATUSES } from './model.ts'

export const commitmentReply = z.object({
  id: z.int(),
  rev: z.int(),
  project_id: z.int(),
  type: z.enum(COMMITMENT_TYPES),
  number: z.string(),
  title: z.string(),
  description: z.string(),
  vendor_id: z.int().nullable(),
  vendor_name: z.string().nullable(),
  vendor: z.object({ id: z.int(), company: z.string(), origin_id: z.string().nullable() }).nullable(),
  status: z.string(),
  accounting_method: z.enum(ACCOUNTING_METHODS),
  retainage_percent: z.string(),
  tax_code_id: z.int().nullable(),
  executed: z.boolean(),
  date_created: z.string(),
  contract_date: z.string().nullable(),
  contract_start_date: z.string().nullable(),
  contract_estimated_completion_date: z.string().nullable(),
  actual_completion_date: z.string().nullable(),
  delivery_date: z.string().nullable(),
  inclusions: z.string(),
  exclusions: z.string(),
  payment_terms: z.string(),
  grand_total: z.string(),
  line_items_count: z.int(),
  erp_status: z.enum(ERP_STATUSES),
  synced_to_erp: z.boolean(),
  erp_locked: z.boolean(),
  erp_commitment_id: z.string().nullable(),
  /** Whether the ERP has posted it; null: not known. */
  erp_posted: z.boolean().nullable(),
  origin_id: z.string().nullable(),
  origin_code: z.string().nullable(),
  origin_data: z.string().nullable(),
})

export const lineReply = z.object({
  id: z.int(),
  position: z.int(),
  item: z.string(),
  description: z.string(),
  erp_description: z.string(),
  cost_code_id: z.int().nullable(),
  line_item_type_id: z.int().nullable(),
  cost_code: z.object({ id: z.int(), code: z.string() }).nullable(),
  line_item_type: z.object({ id: z.int(), code: z.string() }).nullable(),
  quantity: z.string().nullable(),
  unit_cost: z.string().nullable(),
  uom: z.string(),
  erp_uom: z.string(),
  amount: z.string(),
  tax_code_id: z.int().nullable(),
  tax_code: z.object({ id: z.int(), code: z.string() }).nullable(),
  tax_amount: z.string(),
  /** With tax. */
  total_amount: z.string(),
  origin_id: z.string().nullable(),
  origin_data: z.string().nullable(),
})

export function showCommitment(commitment: Commitment): z.input<typeof commitmentReply> {
  return {
    id: commitment.id,
    rev: commitment.rev,
    project_id: commitment.project,
    type: commitment.type,
    number: commitment.number,
    title: commitment.title,
    description: commitment.description,
    vendor_id: commitment.vendorId,
    vendor_name: commitment.vendorName,
    vendor:
      commitment.vendorId === null
        ? null
        : { id: commitment.vendorId, company: commitment.vendorName ?? '', origin_id: commitment.vendorErpId },
    status: commitment.status,
    accounting_method: commitment.accountingMethod,
    retainage_percent: commitment.retainagePercent,
    tax_code_id: commitment.taxCodeId,
    executed: commitment.executed,
    date_created: commitment.dateCreated,
    contract_date: commitment.contractDate,
    contract_start_date: commitment.startDate,
    contract_estimated_completion_date: commitment.estimatedCompletionDate,
    actual_completion_date: commitment.actualCompletionDate,
    delivery_date: commitment.deliveryDate,
    inclusions: commitment.inclusions,
    exclusions: commitment.exclusions,
    payment_terms: commitment.paymentTerms,
    grand_total: roundCents(commitment.total),
    line_items_count: commitment.lines,
    erp_status: commitment.erpStatus,
    synced_to_erp: commitment.erpLocked,
    erp_locked: commitment.erpLocked,
    erp_commitment_id: commitment.erpId,
    erp_posted: commitment.erpPosted,
    origin_id: commitment.erpId ?? commitment.originId,
    origin_code: commitment.originCode ?? commitment.erpId,
    origin_data: commitment.originData,
  }
}

export function showLine(line: CommitmentLine): z.input<typeof lineReply> {
  const tax = taxOn(line.amount, line.taxRate ?? '0')
  return {
    id: line.id,
    position: line.position,
    item: line.item,
    description: line.description,
    erp_description: line.erpDescription,
    cost_code_id: line.costCodeId,
    line_item_type_id: line.costTypeId,
    cost_code: line.costCodeId === null ? null : { id: line.costCodeId, code: line.costCode ?? '' },
    line_item_type: line.costTypeId === null ? null : { id: line.costTypeId, code: line.costType ?? '' },
    quantity: line.quantity,
    unit_cost: line.unitCost,
    uom: line.uom,
    erp_uom: line.erpUom,
    amount: line.amount,
    tax_code_id: line.taxCodeId,
    tax_code: line.taxCodeId === null ? null : { id: line.taxCodeId, code: line.taxCode ?? '' },
    tax_amount: tax,
    total_amount: add(line.amount, tax),
    origin_id: line.originId,
    origin_data: line.originData,
  }
}
