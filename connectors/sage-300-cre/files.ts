/**
 * From a document to import files and probes: each kind says which tables make its records and where they are read back; layouts may be a
 * customer's own. Pure: the agent makes the file's name and bytes.
 */
import type { ExportMapping, RenderContext, Rendering } from '../../src/erp/connector.ts'
import type { OutboundTable } from '../../src/erp/mapping.ts'
import { type Layout, type LayoutRecord, readLayout, recordOf } from '../../src/erp/mapping-layout.ts'
import { check, encode, fitted } from '../../src/erp/mapping-out.ts'
import { ourText } from '../../src/erp/mapping-values.ts'
import type { Probe } from '../../src/erp/protocol.ts'
import type { Refusal } from '../../src/platform/refusal.ts'
import invoiceCodes from './layouts/ap-import-invoice-codes.json' with { type: 'json' }
import invoices from './layouts/ap-import-invoices.json' with { type: 'json' }
import vendors from './layouts/ap-import-vendors.json' with { type: 'json' }
import commitments from './layouts/jc-import-commitments.json' with { type: 'json' }
import estimates from './layouts/jc-import-estimates.json' with { type: 'json' }

/** The ERP's name in sentences. */
export const ERP = 'Sage 300 CRE'

/** What differs from kind to kind. */
export interface ExportPlan {
  /** Task of the driver's closed list; names the layout too. */
  task: string
  tables: OutboundTable[]
  marker: ExportMapping['marker']
  /** False for kinds that only add to what another record keys. */
  hasKey: boolean
  /** What makes the key unique in the data folder where the ID alone is not: an invoice's number is its vendor's own. */
  keyOf?(document: unknown): string
  probes(document: unknown, context: RenderContext): Probe[]
  /** Rules between fields, which no limit of one field can say. */
  moreChecks?(document: unknown): Refusal[]
}

/** The layouts by task: ours, and in their place a customer's own (parsed JSON of the same form). Throws what is wrong with them. */
export function layoutsWith(replacements: unknown[]): Map<string, Layout> {
  const shipped = [estimates, commitments, vendors, invoices, invoiceCodes].map((each) => readLayout(each, each.task))
  const layouts = new Map(shipped.map((each) => [each.task, each]))
  for (const [index, value] of replacements.entries()) {
    const layout = readLayout(value, `number ${index + 1} of the replacements`)
    if (!layouts.has(layout.task)) {
      throw new Error(`Layout ${layout.task} belongs to no import task; there are ${[...layouts.keys()].join(', ')}.`)
    }
    layouts.set(layout.task, layout)
  }
  return layouts
}

/** A plan over the layouts in force. Throws when a layout lacks a field that the mapping fills. */
export function exportMapping(plan: ExportPlan, layouts: Map<string, Layout>): ExportMapping {
  const layout = layouts.get(plan.task)
  if (!layout) throw new Error(`There is no layout for the import task ${plan.task}.`)
  const records = plan.tables.map((table) => {
    const record = recordOf(layout, table.record)
    return { record, table: fitted(table, record) }
  })
  return {
    tables: plan.tables,
    marker: plan.marker,
    check: (document) => {
      const told = new Set<string>()
      const limits = records.flatMap(({ table }) => check(table, document, ERP, told))
      return [...limits, ...(plan.moreChecks?.(document) ?? [])]
    },
    naturalKey: (document) => (plan.hasKey ? (plan.keyOf?.(document) ?? ourText(document, 'erpId')) : undefined),
    render: (document, context) => render(plan, records, document, context),
  }
}

function render(
  plan: ExportPlan,
  records: { record: LayoutRecord; table: OutboundTable }[],
  document: unknown,
  context: RenderContext,
): Rendering {
  const extra = { marker: context.marker, today: context.today }
  const encoded = records.flatMap(({ record, table }) => encode(record, table, document, extra))
  return {
    files: [{ task: plan.task, records: encoded.map((each) => each.fields) }],
    probes: plan.probes(document, context),
    shown: encoded.map((each) => ({ file: 0, record: each.record, fields: each.shown })),
  }
}
