/** Prime contracts, the lines of their schedule of values and the ERP's contracts they came from (requirements PRI-1, PRI-2). */
import { z } from 'zod'
import type { CostCodeId, CostTypeId } from '../cost-codes/model.ts'
import type { Id, ProjectId } from '../ids.ts'
import { digits, isDecimal } from '../platform/money.ts'

export type PrimeContractId = Id<'prime-contract'>
export type PrimeLineId = Id<'prime-contract-line'>
export type SourceId = Id<'prime-contract-source'>

export const STATUSES = ['Draft', 'Out For Bid', 'Out For Signature', 'Approved', 'Complete', 'Terminated'] as const
export type Status = (typeof STATUSES)[number]

/** `amount`: each line is a sum. `unit`: each line is quantity times unit cost. */
export const ACCOUNTING_METHODS = ['amount', 'unit'] as const
export type AccountingMethod = (typeof ACCOUNTING_METHODS)[number]

export const METHOD_WORDS: Record<AccountingMethod, string> = { amount: 'Amount-based', unit: 'Unit-based' }

export interface PrimeContractFields {
  number: string
  title: string
  description: string
  status: string
  accountingMethod: AccountingMethod
  /** Default retainage in percent, decimal string. */
  retainagePercent: string
  executed: boolean
  startDate: string | null
  actualCompletionDate: string | null
  originId: string | null
  originData: string | null
}

export interface PrimeContract extends PrimeContractFields {
  id: PrimeContractId
  /** Rises with every edit of the contract or of one of its lines. */
  rev: number
  project: ProjectId
  projectName: string
  /** The job ID of the project, while linked. */
  jobErpId: string | null
  dateCreated: string
  /** Sum of the lines, decimal string. */
  total: string
  lines: number
  /** IDs of the ERP's contracts that are linked with it, in order. */
  erpIds: string[]
  /** It was imported at some time: its head comes from the ERP. */
  imported: boolean
}

/** Level at which the ERP keeps the schedule of values, where it keeps it on the job itself. */
export type BillingLevel = 'job' | 'division' | 'section'

/** A contract of the ERP that feeds a prime contract. */
export interface Source {
  id: SourceId
  contract: PrimeContractId
  feed: string
  erpId: string
  job: string
  /** Null: a contract with items of its own. */
  level: BillingLevel | null
  linked: boolean
  /** Items of the ERP that are not lines yet. */
  newItems: number
  /** Another project's prime contract was fed by the same contract of the ERP. */
  otherProject: string | null
}

export interface PrimeLineFields {
  item: string
  description: string
  costCodeId: CostCodeId | null
  costTypeId: CostTypeId | null
  quantity: string | null
  unitCost: string | null
  uom: string
  /** Decimal string with two places. */
  amount: string
}

export interface PrimeLine extends PrimeLineFields {
  id: PrimeLineId
  /** From 1, without gaps. */
  position: number
  source: SourceId | null
  /** Code of the ERP's contract and of its item; null on a line of our own. */
  erpContract: string | null
  erpItem: string | null
  level: BillingLevel | null
  costCode: string | null
  costType: string | null
  /** Of the sub job the cost code belongs to; empty: the job itself. */
  extra: string
}

const decimalField = (integer: number, fraction: number) =>
  z
    .union([z.string(), z.number()])
    .transform((value) => String(value).trim())
    .refine(isDecimal, 'must be a decimal number such as "1250.00"')
    .refine(
      (value) => !isDecimal(value) || (digits(value).integer <= integer && digits(value).fraction <= fraction),
      `must have at most ${integer} digits before the point and ${fraction} after it`,
    )
const percent = decimalField(3, 2).refine((value) => /^(\d{1,2}(\.\d+)?|100(\.0+)?)$/.test(value), 'must be 0 to 100')
const text = (max: number) => z.string().trim().max(max)
const idField = <T extends number>() =>
  z
    .int()
    .positive()
    .transform((value) => value as T)

/** Names of the API; lengths are ours. */
export const contractFields = z.strictObject({
  number: text(50).min(1).optional(),
  title: text(255).optional(),
  description: text(10_000).optional(),
  status: z.enum(STATUSES).optional(),
  accounting_method: z.enum(ACCOUNTING_METHODS).optional(),
  retainage_percent: percent.optional(),
  executed: z.boolean().optional(),
  contract_start_date: z.iso.date().nullable().optional(),
  actual_completion_date: z.iso.date().nullable().optional(),
  origin_id: text(255).min(1).nullable().optional(),
  origin_data: text(4000).nullable().optional(),
})

export const lineFields = z.strictObject({
  item: text(50).optional(),
  description: text(1000).optional(),
  cost_code_id: idField<CostCodeId>().nullable().optional(),
  line_item_type_id: idField<CostTypeId>().nullable().optional(),
  quantity: decimalField(10, 4).nullable().optional(),
  unit_cost: decimalField(14, 4).nullable().optional(),
  uom: text(50).optional(),
  /** Left out: quantity times unit cost. */
  amount: decimalField(16, 2).optional(),
})

/** From the API's names to ours; only what was given. */
export function fieldsFromBody(body: z.output<typeof contractFields>): Partial<PrimeContractFields> {
  return given<PrimeContractFields>({
    number: body.number,
    title: body.title,
    description: body.description,
    status: body.status,
    accountingMethod: body.accounting_method,
    retainagePercent: body.retainage_percent,
    executed: body.executed,
    startDate: body.contract_start_date,
    actualCompletionDate: body.actual_completion_date,
    originId: body.origin_id,
    originData: body.origin_data,
  })
}

export function lineFromBody(body: z.output<typeof lineFields>): Partial<PrimeLineFields> {
  return given<PrimeLineFields>({
    item: body.item,
    description: body.description,
    costCodeId: body.cost_code_id,
    costTypeId: body.line_item_type_id,
    quantity: body.quantity,
    unitCost: body.unit_cost,
    uom: body.uom,
    amount: body.amount,
  })
}

function given<Fields>(fields: { [Key in keyof Fields]?: Fields[Key] | undefined }): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>
}
