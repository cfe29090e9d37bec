/**
 * The table language of the data mapping: ours · arrow · theirs · limits · note. One table is checked, encoded, decoded and printed.
 * The rows stand in the order of the source document's table. The engine lives in `mapping-out.ts`, `mapping-in.ts`, `mapping-print.ts`.
 */
export type Arrow = '->' | '<-' | '<->'

/** Limits of a field of theirs. `decimal: [9, 2]` = at most nine digits before the point and two after, sign apart. */
export interface Limit {
  text?: number
  decimal?: [integer: number, fraction: number]
  /** Letters and digits that count, separators apart (job IDs: 10). */
  significant?: number
  required?: boolean
  oneOf?: string[]
}

/** A row of an outbound table: where the value comes from in the document and where it goes in the record. */
export interface OutboundRow {
  /** Our words for it, as on the page: `Title`. */
  ours: string
  arrow: Arrow
  /** Their words: `Description`. */
  theirs: string
  /** Field name in the layout file; absent = documentation only. */
  field?: string
  /** Dotted path in the document or in the line, or a constant (`= approved`). */
  from: string
  as: 'text' | 'decimal' | 'date' | 'flag'
  limit?: Limit
  note?: string
}

export interface OutboundTable {
  title: string
  /** Record id in the layout: `COM`. */
  record: string
  /** Path of the list in the document that gives one record each; absent = one record from the document itself. */
  each?: string
  rows: OutboundRow[]
  /** Document and section the table follows. */
  source: string
}

export interface InboundRow {
  ours: string
  arrow: Arrow
  theirs: string
  /** Column of the ERP's table. */
  column: string
  /** Column of our feed; absent = read for the mapping's own use or documentation only. */
  into?: string
  as: 'text' | 'decimal' | 'date' | 'flag' | 'integer'
  limit?: Limit
  note?: string
}

export interface InboundTable {
  title: string
  /** Our feed: `vendors`. */
  feed: string
  /** The ERP's table: `APM_MASTER__VENDOR`. */
  table: string
  rows: InboundRow[]
  /** Only rows whose column has one of the values are read: posted costs only. */
  only?: { column: string; oneOf: string[] }[]
  /** ERP columns with the last change, date and time; absent = always read whole. */
  stamp?: { date: string; time: string }
  source: string
}
