/** Subcontracts and purchase orders, and the lines of their schedule of values (requirements COM-1 to COM-4). */
import { z } from 'zod'
import type { VendorId } from '../companies/model.ts'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Id, ItemId, ProjectId } from '../ids.ts'
import { digits, isDecimal, multiply, roundCents } from '../platform/money.ts'
import type { TaxCodeId } from '../tax-codes/model.ts'

export type CommitmentId = Id<'commitment'>
export type LineId = Id<'commitment-line'>

export const COMMITMENT_TYPES = ['subcontract', 'purchase-order'] as const
export type CommitmentType = (typeof COMMITMENT_TYPES)[number]

export const TYPE_WORDS: Record<CommitmentType, string> = {
  subcontract: 'Subcontract',
  'purchase-order': 'Purchase Order',
}

export const STATUSES: Record<CommitmentType, readonly string[]> = {
  subcontract: ['Draft', 'Out For Bid', 'Out For Signature', 'Approved', 'Complete', 'Terminated', 'Void'],
  'purchase-order': ['Draft', 'Processing', 'Submitted', 'Partially Received', 'Received', 'Approved', 'Closed'],
}

/** COM-2; document 001, "Commitments": the statuses in which a commitment may be sent. */
export const SENDABLE: Record<CommitmentType, readonly string[]> = {
  subcontract: ['Approved', 'Complete'],
  'purchase-order': ['Approved'],
}

/** `amount`: each line is a sum. `unit`: each line is quantity times unit cost. */
export const ACCOUNTING_METHODS = ['amount', 'unit'] as const
export type AccountingMethod = (typeof ACCOUNTING_METHODS)[number]

export const ERP_STATUSES = [
  'not_in_erp',
  'ready_to_export',
  'rejected',
  'exporting',
  'failed_to_export',
  'synced',
] as const
export type ErpStatus = (typeof ERP_STATUSES)[number]

export interface CommitmentFields {
  number: string
  title: string
  description: string
  vendorId: VendorId | null
  status: string
  accountingMethod: AccountingMethod
  /** Default retainage in percent, decimal string. */
  retainagePercent: string
  /** Default of new lines. */
  taxCodeId: TaxCodeId | null
  executed: boolean
  contractDate: string | null
  startDate: string | null
  estimatedCompletionDate: string | null
  actualCompletionDate: string | null
  deliveryDate: string | null
  inclusions: string
  exclusions: string
  paymentTerms: string
  originId: string | null
  originCode: string | null
  originData: string | null
}

export interface Commitment extends CommitmentFields {
  id: CommitmentId
  /** Rises with every edit of the commitment or of one of its lines. */
  rev: number
  project: ProjectId
  projectName: string
  type: CommitmentType
  /** Civil date of the company on the day of creation. */
  dateCreated: string
  vendorName: string | null
  /** The ERP's ID of the contract company, while linked. */
  vendorErpId: string | null
  /** What stands for the company in the project's ERP company file. */
  vendorItem: ItemId | null
  /** The name of that file, where the company has several. */
  erpFile: string | null
  /** The job ID of the project, while linked. */
  jobErpId: string | null
  taxCode: string | null
  /** Sum of the lines, decimal string. */
  total: string
  lines: number
  /** Its change orders, and what their lines come to: of the approved, of the pending, of the drafts. Decimal strings. */
  changeOrders: number
  approvedChanges: string
  pendingChanges: string
  draftChanges: string
  erpLocked: boolean
  erpId: string | null
  erpStatus: ErpStatus
  /** A further fact about a synced commitment (COM-3); null: not known. */
  erpPosted: boolean | null
}

export interface LineFields {
  /** The contract's own name of the line: R-6. */
  item: string
  description: string
  /** Short forms for the ERP; empty: description and unit themselves are sent. */
  erpDescription: string
  erpUom: string
  costCodeId: CostCodeId | null
  costTypeId: CostTypeId | null
  quantity: string | null
  unitCost: string | null
  uom: string
  /** Decimal string with two places; without tax. */
  amount: string
  taxCodeId: TaxCodeId | null
  originId: string | null
  originData: string | null
}

export interface CommitmentLine extends LineFields {
  id: LineId
  /** From 1, without gaps: the item number in the ERP. */
  position: number
  costCode: string | null
  costType: string | null
  /** Of the sub job the cost code belongs to; empty: the job itself. */
  extra: string
  /** What approved change orders add to the line or take from it, decimal strings. */
  approvedChanges: string
  changedQuantity: string
  taxCode: string | null
  /** Percent: what the ERP was told, before that the tax code's own. */
  taxRate: string | null
}

/** Whether the ERP has posted it, in words; nothing while that is not known. A person posts by hand what the ERP does not post by itself. */
export function postedWords({ erpPosted }: Pick<Commitment, 'erpPosted'>): string {
  if (erpPosted === null) return ''
  return erpPosted ? 'Posted' : 'Not posted yet'
}

/** The unit cost times the quantity, to the cent. */
export function extend(quantity: string, unitCost: string): string {
  return roundCents(multiply(quantity, unitCost))
}

/** Decimal text with at most this many digits before and after the point; an int8-free path from the page to the books. */
export function decimalField(integer: number, fraction: number) {
  return z
    .union([z.string(), z.number()])
    .transform((value) => String(value).trim())
    .refine(isDecimal, 'must be a decimal number such as "1250.00"')
    .refine(
      (value) => !isDecimal(value) || (digits(value).integer <= integer && digits(value).fraction <= fraction),
      `must have at most ${integer} digits before the point and ${fraction} after it`,
    )
}

export const quantityField = decimalField(10, 4)
export const unitCostField = decimalField(12, 4)
export const amountField = decimalField(14, 2)
const retainageField = decimalField(3, 2).refine(
  (value) => /^(\d{1,2}(\.\d+)?|100(\.0+)?)$/.test(value),
  'must be 0 to 100',
)

const text = (max: number) => z.string().trim().max(max)
const day = z.iso.date().nullable()
/** An ERP company file in a sentence; where there is only one it is simply the ERP. */
export const inWords = (file: string | null): string => (file === null ? 'the ERP' : `“${file}”`)

const idField = <T extends number>() =>
  z
    .int()
    .positive()
    .transform((value) => value as T)

/** Names of the API; lengths are ours, generous: an ERP's own limits are checked when the commitment is sent. */
export const commitmentFields = z.strictObject({
  number: text(50).min(1).optional(),
  title: text(255).optional(),
  description: text(10_000).optional(),
  vendor_id: idField<VendorId>().nullable().optional(),
  status: text(50).optional(),
  accounting_method: z.enum(ACCOUNTING_METHODS).optional(),
  retainage_percent: retainageField.optional(),
  tax_code_id: idField<TaxCodeId>().nullable().optional(),
  executed: z.boolean().optional(),
  contract_date: day.optional(),
  contract_start_date: day.optional(),
  contract_estimated_completion_date: day.optional(),
  actual_completion_date: day.optional(),
  delivery_date: day.optional(),
  inclusions: text(10_000).optional(),
  exclusions: text(10_000).optional(),
  payment_terms: text(1000).optional(),
  origin_id: text(255).min(1).nullable().optional(),
  origin_code: text(255).nullable().optional(),
  origin_data: text(4000).nullable().optional(),
})
export type CommitmentBody = z.output<typeof commitmentFields>

export const lineFields = z.strictObject({
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
  tax_code_id: idField<TaxCodeId>().nullable().optional(),
  position: z.int().positive().optional(),
  origin_id: text(255).min(1).nullable().optional(),
  origin_data: text(4000).nullable().optional(),
})
export type LineBody = z.output<typeof lineFields>

/** From the API's names to ours; only what was given. */
export function fieldsFromBody(body: CommitmentBody): Partial<CommitmentFields> {
  return given<CommitmentFields>({
    number: body.number,
    title: body.title,
    description: body.description,
    vendorId: body.vendor_id,
    status: body.status,
    accountingMethod: body.accounting_method,
    retainagePercent: body.retainage_percent,
    taxCodeId: body.tax_code_id,
    executed: body.executed,
    contractDate: body.contract_date,
    startDate: body.contract_start_date,
    estimatedCompletionDate: body.contract_estimated_completion_date,
    actualCompletionDate: body.actual_completion_date,
    deliveryDate: body.delivery_date,
    inclusions: body.inclusions,
    exclusions: body.exclusions,
    paymentTerms: body.payment_terms,
    originId: body.origin_id,
    originCode: body.origin_code,
    originData: body.origin_data,
  })
}

export function lineFromBody(body: Omit<LineBody, 'position'>): Partial<LineFields> {
  return given<LineFields>({
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
    taxCodeId: body.tax_code_id,
    originId: body.origin_id,
    originData: body.origin_data,
  })
}

/** Only the fields that a body named. */
export function given<Fields>(fields: { [Key in keyof Fields]?: Fields[Key] | undefined }): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>
}
