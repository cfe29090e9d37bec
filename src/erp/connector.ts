/**
 * What an ERP plug-in must offer: one interface, capabilities as data. A connector turns documents into records and records into
 * documents and translates the ERP's words. It stores nothing, schedules nothing, retries nothing; database, clock and network are not its own.
 */
import type { Refusal } from '../platform/refusal.ts'
import type { FailureTable } from './failures.ts'
import type { InboundTable, OutboundTable } from './mapping.ts'
import type { ImportFile, Probe } from './protocol.ts'

/** What stands in the records besides the document. */
export interface RenderContext {
  marker: string
  /** Civil date of the company on the day of acceptance, YYYY-MM-DD: "date of export" fields take it. */
  today: string
  /** Version the agent reported, such as `24.1`; undefined before first contact. */
  erpVersion: string | undefined
}

/** Frozen on the op at acceptance: exactly what the approver is shown. */
export interface Rendering {
  files: ImportFile[]
  probes: Probe[]
  /** The same records with their field names, for the page: "exactly the records the ERP will get". */
  shown: { file: number; record: string; fields: { name: string; value: string }[] }[]
}

export interface ExportMapping {
  /** The tables of the data-mapping page this export follows, for printing. */
  tables: OutboundTable[]
  /** How a record carries our marker at this ERP; `content` = natural key, compare content (export protocol 3.2); `none` = hold mode. */
  marker: 'field' | 'content' | 'none'
  /** Every limit broken, named with its number, before anything is sent. */
  check(document: unknown): Refusal[]
  /** The ERP's own key, unique in its company file; undefined for additive kinds. */
  naturalKey(document: unknown): string | undefined
  render(document: unknown, context: RenderContext): Rendering
}

/** One table of the ERP read into one feed of ours. */
export interface ImportMapping {
  table: InboundTable
}

export interface Capability {
  key: string
  /** Lowest ERP version, such as `23.2`; lowest agent version. */
  erpVersion?: string
  agentVersion?: string
  /** Said on the grey button when the version is older. */
  sentence: string
}

export interface Connector {
  /** `sage-300-cre` */
  key: string
  name: string
  shortName: string
  supportedVersions: string[]
  /** What the ERP calls a few things on our pages: `{ erpId: 'Sage 300 CRE ID' }`. */
  words: Record<string, string>
  capabilities: Capability[]
  exports: Record<string, ExportMapping>
  /** By feed, in the order they must be read (standard codes before jobs before costs). */
  imports: Record<string, ImportMapping>
  failures: FailureTable
  /** Feeds among `imports` that list our own marks, with the columns `mark` and `record`: where exports of this ERP carry them. */
  marks: string[]
}
