/** What the API says of a prime contract, of its lines and of where they came from. */
import { z } from 'zod'
import { roundCents } from '../platform/money.ts'
import type { Refusal } from '../platform/refusal.ts'
import { ACCOUNTING_METHODS, type PrimeContract, type PrimeLine, type Source } from './model.ts'

export const contractReply = z.object({
  id: z.int(),
  rev: z.int(),
  project_id: z.int(),
  number: z.string(),
  title: z.string(),
  description: z.string(),
  status: z.string(),
  accounting_method: z.enum(ACCOUNTING_METHODS),
  retainage_percent: z.string(),
  executed: z.boolean(),
  date_created: z.string(),
  contract_start_date: z.string().nullable(),
  actual_completion_date: z.string().nullable(),
  grand_total: z.string(),
  line_items_count: z.int(),
  /** IDs of the ERP's contracts that feed it. */
  erp_contract_ids: z.array(z.string()),
  synced_to_erp: z.boolean(),
  imported: z.boolean(),
  origin_id: z.string().nullable(),
  origin_data: z.string().nullable(),
})

export const lineReply = z.object({
  id: z.int(),
  position: z.int(),
  item: z.string(),
  description: z.string(),
  cost_code_id: z.int().nullable(),
  line_item_type_id: z.int().nullable(),
  cost_code: z.object({ id: z.int(), code: z.string() }).nullable(),
  line_item_type: z.object({ id: z.int(), code: z.string() }).nullable(),
  quantity: z.string().nullable(),
  unit_cost: z.string().nullable(),
  uom: z.string(),
  amount: z.string(),
  total_amount: z.string(),
  /** False: imported from the ERP; only codes, description and units may be set. */
  own: z.boolean(),
  erp_contract_id: z.string().nullable(),
  origin_id: z.string().nullable(),
})

const refusalReply = z.object({
  code: z.string(),
  sentence: z.string(),
  field: z.string().optional(),
  remedy: z.string().optional(),
})

export const erpReply = z.object({
  sources: z.array(
    z.object({
      erp_id: z.string(),
      job: z.string(),
      billing_level: z.enum(['job', 'division', 'section']).nullable(),
      linked: z.boolean(),
      new_items: z.int(),
    }),
  ),
  /** Why its lines cannot be imported again; empty: they can. */
  reimport: z.array(refusalReply),
})

export function showContract(contract: PrimeContract): z.input<typeof contractReply> {
  return {
    id: contract.id,
    rev: contract.rev,
    project_id: contract.project,
    number: contract.number,
    title: contract.title,
    description: contract.description,
    status: contract.status,
    accounting_method: contract.accountingMethod,
    retainage_percent: contract.retainagePercent,
    executed: contract.executed,
    date_created: contract.dateCreated,
    contract_start_date: contract.startDate,
    actual_completion_date: contract.actualCompletionDate,
    grand_total: roundCents(contract.total),
    line_items_count: contract.lines,
    erp_contract_ids: contract.erpIds,
    synced_to_erp: contract.erpIds.length > 0,
    imported: contract.imported,
    origin_id: contract.erpIds[0] ?? contract.originId,
    origin_data: contract.originData,
  }
}

export function showLine(line: PrimeLine): z.input<typeof lineReply> {
  return {
    id: line.id,
    position: line.position,
    item: line.item,
    description: line.description,
    cost_code_id: line.costCodeId,
    line_item_type_id: line.costTypeId,
    cost_code: line.costCodeId === null ? null : { id: line.costCodeId, code: line.costCode ?? '' },
    line_item_type: line.costTypeId === null ? null : { id: line.costTypeId, code: line.costType ?? '' },
    quantity: line.quantity,
    unit_cost: line.unitCost,
    uom: line.uom,
    amount: line.amount,
    total_amount: line.amount,
    own: line.source === null,
    erp_contract_id: line.erpContract,
    origin_id: line.erpItem,
  }
}

export function showErp(sources: Source[], reimport: Refusal[]): z.input<typeof erpReply> {
  return {
    sources: sources.map(({ erpId, job, level, linked, newItems }) => ({
      erp_id: erpId,
      job,
      billing_level: level,
      linked,
      new_items: newItems,
    })),
    reimport,
  }
}
