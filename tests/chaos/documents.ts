/**
 * The items of the pretend jobsite and their records, by the connector's own mapping: commitments, and budgets and budget changes, whose
 * kind is the dangerous one: additive, without a natural key, so that the ERP takes a second import without a word.
 */
import { sage300cre } from '../../connectors/sage-300-cre/index.ts'
import type { AmountInDocument, BudgetChangeDocument, BudgetDocument } from '../../src/budget/document.ts'
import type { ImportFile, Probe } from '../../src/erp/protocol.ts'
import { payloadHash } from '../../src/erp/protocol-hash.ts'

export const ITEM_KINDS = ['commitment', 'budget', 'budget-change'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

export interface Line {
  costCode: string
  category: string
  /** Decimal text. */
  amount: string
}

/** What the project manager wrote. `rev` rises with each edit. */
export interface Content {
  rev: number
  /** Natural key of a commitment; the others have none. */
  erpId: string
  lines: Line[]
  /** What goes along with a budget or a change: two more entries for each line, of a budget in a second file. */
  forecast: boolean
}

export const JOB = '25-100'
export const VENDOR = 'ACME'
export const COST_CODES = ['01-100', '02-200', '03-300', '04-400']
export const CATEGORIES = ['L', 'M', 'S']

export interface Rendered {
  files: ImportFile[]
  probes: Probe[]
  hash: string
}

const rendered = new WeakMap<Content, Map<string, Rendered>>()

/** The records, the rows to look for and their hash. Content never changes, so what was rendered once is kept. */
export function render(kind: ItemKind, content: Content, marker: string): Rendered {
  const known = rendered.get(content) ?? new Map<string, Rendered>()
  rendered.set(content, known)
  const again = known.get(marker)
  if (again) return again
  const mapping = sage300cre.exports[kind]!
  const { files, probes } = mapping.render(DOCUMENTS[kind](content), {
    marker,
    today: '2026-01-05',
    erpVersion: '24.1',
  })
  const records = { files, probes }
  const whole = { ...records, hash: payloadHash({ kind, ...records }) }
  known.set(marker, whole)
  return whole
}

/** The money of one item by the place where the books must show it: transaction type, cost code, category. */
export function moneyOf(kind: ItemKind, content: Content): { place: string; amount: string }[] {
  const at = (type: string, lines: Line[]) =>
    lines.map(({ costCode, category, amount }) => ({ place: `${type} ${costCode} ${category}`, amount }))
  if (kind === 'commitment') return at('Committed cost', content.lines)
  const { lines, estimatedCostAtCompletion, forecastToComplete } = DOCUMENTS[kind](content)
  return [
    ...at(kind === 'budget' ? 'Original estimate' : 'Approved est changes', lines),
    ...at('Misc worksheet 1', estimatedCostAtCompletion),
    ...at('Misc worksheet 2', forecastToComplete),
  ]
}

const DOCUMENTS = {
  commitment: commitmentDocument,
  budget: budgetDocument,
  'budget-change': changeDocument,
} satisfies Record<ItemKind, (content: Content) => object>

function commitmentDocument(content: Content): object {
  return {
    kind: 'commitment',
    id: 1,
    erpId: content.erpId,
    type: 'subcontract',
    title: 'Concrete work',
    vendor: { erpId: VENDOR, name: VENDOR },
    job: { erpId: JOB, name: JOB },
    date: '2026-01-05',
    retainagePercent: '5',
    accountingMethod: 'amount',
    lines: content.lines.map((line, at) => ({
      ...{ number: at + 1, description: `Line ${at + 1}`, job: JOB, extra: '' },
      ...{
        costCode: line.costCode,
        category: line.category,
        quantity: null,
        unitCost: null,
        uom: null,
        amount: line.amount,
      },
    })),
  }
}

function budgetDocument(content: Content): BudgetDocument {
  const lines = amounts(content).map((line) => ({ ...line, quantity: null, uom: null }))
  return { kind: 'budget', id: 1, number: 1, job: { erpId: JOB, name: JOB }, lines, ...forecasts(content) }
}

/** From one line, to the next. */
function changeDocument(content: Content): BudgetChangeDocument {
  const lines = amounts(content).map((line, at) => (at % 2 === 0 ? { ...line, amount: `-${line.amount}` } : line))
  const job = { erpId: JOB, name: JOB, address: '', city: '', state: '', zip: '' }
  return { kind: 'budget-change', id: 1, number: '1', title: 'Change', job, lines, ...forecasts(content) }
}

function amounts({ lines }: Content): AmountInDocument[] {
  return lines.map((line) => ({ ...line, costCodeId: 1, costTypeId: 1, extra: '', categoryName: line.category }))
}

function forecasts(content: Content): Pick<BudgetDocument, 'estimatedCostAtCompletion' | 'forecastToComplete'> {
  const lines = content.forecast ? amounts(content) : []
  return { estimatedCostAtCompletion: lines, forecastToComplete: lines.slice(0, 1) }
}
