/**
 * The table language of the data mapping: ours · arrow · theirs · limits · note. One table is checked, encoded, decoded and printed.
 * The rows stand in the order of the source document's table. The engine lives in `mapping-out.ts`, `mapping-in.ts`, `mapping-print.ts`.
 */
export type Arrow = '->' | '<-' | '<->'

/**
 * Limits of a field of theirs. `decimal: [9, 2]` = at most nine digits before the point and two after, sign apart; outbound a longer
 * fraction is refused, inbound it is rounded (money in a SQL copy is binary floating point).
 */
export interface Limit {
  text?: number
  decimal?: [integer: number, fraction: number]
  /** Decimal strings, both allowed themselves. */
  min?: string
  max?: string
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
  /**
   * Dotted path from the document; a list on the way stands for the element the record is made of (`lines.amount`). `= approved` is a
   * constant, `@marker` and `@today` come with the rendering.
   */
  from: string
  as: 'text' | 'decimal' | 'date' | 'flag'
  /** Their code in the record for each value of ours. */
  codes?: Record<string, string>
  /** Sent only when another value is this one; otherwise empty. */
  when?: { from: string; is: string }
  /** Column of the read-back table that shows it; absent = not compared. */
  column?: string
  /** What that column shows for each value of ours, where it is not the value itself. */
  shows?: Record<string, string>
  limit?: Limit
  note?: string
}

export interface OutboundTable {
  title: string
  /** Record id in the layout: `COM`. */
  record: string
  /** Path of the list in the document that gives one record each; absent = one record from the document itself. */
  each?: string
  /** How a refusal names an element of each list, with paths in braces: `{ lines: 'Line {lines.number}' }`. */
  named?: Record<string, string>
  /** Where the records are read back; the first `key` rows with a column tell them apart. */
  readBack?: { tables: string[]; key: number; complete: boolean }
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
  /** Column of our feed; absent = documentation only. Rows that follow each other into the same column are joined by commas, empty ones left out. */
  into?: string
  as: 'text' | 'decimal' | 'date' | 'flag' | 'integer'
  /** What stands in the feed when theirs is null; absent = null. */
  otherwise?: string
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
  /** Only rows in which this column is not empty are asked for. */
  filled?: string
  /** ERP columns with the last change, date and time; absent = always read whole. */
  stamp?: { date: string; time: string }
  source: string
}
