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
import contractItems from './layouts/cn-import-contract-items.json' with { type: 'json' }
import commitmentChanges from './layouts/jc-import-commitment-changes.json' with { type: 'json' }
import commitments from './layouts/jc-import-commitments.json' with { type: 'json' }
import estimates from './layouts/jc-import-estimates.json' with { type: 'json' }
import transactions from './layouts/jc-import-transactions.json' with { type: 'json' }
import timecards from './layouts/pr-import-timecards.json' with { type: 'json' }

/** The ERP's name in sentences. */
export const ERP = 'Sage 300 CRE'

/** What differs from kind to kind. */
export interface ExportPlan {
  /** Task of the driver's closed list; names the layout too. */
  task: string
  tables: OutboundTable[]
  /** More files after the first; one without records is left out. */
  further?: { task: string; tables: OutboundTable[] }[]
  /** The ERP takes each record without those before it, once what they made stands in its books: what is missing can be sent alone. */
  byRecord?: true
  marker: ExportMapping['marker']
  /** False for kinds that only add to what another record keys. */
  hasKey: boolean
  /** Paths that make the key together, where the ERP's ID alone is not unique in the data folder. */
  keyFrom?: string[]
  probes(document: unknown, context: RenderContext): Probe[]
  /** Rules between fields, which no limit of one field can say. */
  moreChecks?(document: unknown): Refusal[]
}

/** The layouts by task: ours, and in their place a customer's own (parsed JSON of the same form). Throws what is wrong with them. */
export function layoutsWith(replacements: unknown[]): Map<string, Layout> {
  const all = [estimates, transactions, commitments, commitmentChanges, contractItems, vendors]
  const shipped = [...all, invoices, invoiceCodes, timecards].map((each) => readLayout(each, each.task))
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

type Place = [probe: number, row: number]

interface FileTables {
  task: string
  records: { record: LayoutRecord; table: OutboundTable }[]
}

/** A plan over the layouts in force. Throws when a layout lacks a field that the mapping fills. */
export function exportMapping(plan: ExportPlan, layouts: Map<string, Layout>): ExportMapping {
  const planned = [{ task: plan.task, tables: plan.tables }, ...(plan.further ?? [])]
  const files = planned.map((file) => fileTables(file.task, file.tables, layouts))
  return {
    tables: planned.flatMap((file) => file.tables),
    marker: plan.marker,
    check: (document) => {
      const told = new Set<string>()
      const tables = files.flatMap((file) => file.records.map(({ table }) => table))
      const limits = tables.flatMap((table) => check(table, document, ERP, told))
      return [...limits, ...(plan.moreChecks?.(document) ?? [])]
    },
    naturalKey: (document) =>
      plan.hasKey ? (plan.keyFrom ?? ['erpId']).map((path) => ourText(document, path)).join('|') : undefined,
    render: (document, context) => render(plan, files, document, context),
  }
}

function fileTables(task: string, tables: OutboundTable[], layouts: Map<string, Layout>): FileTables {
  const layout = layouts.get(task)
  if (!layout) throw new Error(`There is no layout for the import task ${task}.`)
  const records = tables.map((table) => {
    const record = recordOf(layout, table.record)
    return { record, table: fitted(table, record) }
  })
  return { task, records }
}

function render(plan: ExportPlan, files: FileTables[], document: unknown, context: RenderContext): Rendering {
  const extra = { marker: context.marker, today: context.today }
  const probes = plan.probes(document, context)
  const places = probes.map(({ rows }, probe) => rows.map((_, row): Place => [probe, row]))
  const encoded = files
    .map(({ task, records }) => ({
      task,
      records: records.flatMap(({ record, table }) => {
        const probe = probes.findIndex((each) => each.tables === table.readBack?.tables)
        return encode(record, table, document, extra).map((each) => ({ ...each, shownBy: places[probe]?.shift() }))
      }),
    }))
    .filter((file) => file.records.length > 0)
  return {
    files: encoded.map(({ task, records }) => ({
      task,
      records: records.map((each) => each.fields),
      ...(plan.byRecord ? { shownBy: placesOf(records) } : {}),
    })),
    probes,
    shown: encoded.flatMap(({ records }, file) =>
      records.map((each) => ({ file, record: each.record, fields: each.shown })),
    ),
  }
}

/** Which row of which probe shows each record; what makes none, as the header of a job, goes with the record after it. */
function placesOf(records: { shownBy: Place | undefined }[]): Place[] {
  const placeFrom = (at: number) => records.slice(at).find((each) => each.shownBy)?.shownBy
  return records.map((_, at) => placeFrom(at)).filter((place) => place !== undefined)
}
