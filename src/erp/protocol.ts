/**
 * The messages between server and agent, and the one comparison both make: is what stands in the ERP what was approved?
 * Versioned; shared with the agent, which sees no mapping: it is handed records to write and rows to look for, as text.
 * Law: export protocol, rules R3 to R9.
 */
export const PROTOCOL_VERSION = 1

/** How a value is compared: text exactly (trailing blanks aside: ERP keys are padded), decimals by value, dates as YYYY-MM-DD. */
export type CompareAs = 'text' | 'decimal' | 'date'

/** Rows that must stand in the ERP. `rows` hold the values in the order of `columns`; the first `key` columns tell rows apart. */
export interface Probe {
  /** Searched one after the other; a row may stand in any of them (unposted, posted, history). */
  tables: string[]
  where: { column: string; op: '=' | 'in'; value: string | string[] }[]
  columns: { name: string; as: CompareAs }[]
  key: number
  rows: (string | null)[][]
  /**
   * True: a row found beyond the expected ones is a difference. False beside an identity probe: the rows can carry no marker and may have stood
   * there before, so without a marked row they say nothing.
   */
  complete: boolean
  /** True: this probe finds our marker. Rows of the others without it are somebody else's record: DIFFERENT, never exact. */
  identity: boolean
  /**
   * Given on every probe of a set: importing its records once more does no harm, because the ERP only adds what is missing. What is partly
   * there is then imported again instead of going to a person.
   */
  again?: 'harmless'
}

/** One import file: a task from the driver's closed list and its records, each a list of fields beginning with the record id. The agent makes the file's name (from the marker) and its bytes. */
export interface ImportFile {
  task: string
  records: ImportField[][]
  /**
   * For each record the expected row that shows it to be in the ERP: number of the probe, of the row. Given where the records of a file are
   * taken without those before them, so that what is missing can be sent alone (3.4, complete).
   */
  shownBy?: [probe: number, row: number][]
}
/** Alpha fields are quoted by the driver; numbers and dates are not. */
export interface ImportField {
  value: string
  as: 'alpha' | 'plain'
}

/** What the adapter's self-test found out about a site (export protocol 3.7); chooses strict or relaxed R7 and the quiet time. */
export interface Certificate {
  /** How long after an import its records are surely visible; null = not certified, so absence is never believed after a run. */
  readAfterWriteMs: number | null
  atomicFile: boolean
  duplicateRefused: boolean
}

/** R4. Signed by the server; refused by the agent after `notAfter`, below its highest epoch for the op, and when hash and content disagree. */
export interface ExportCommand {
  type: 'export'
  /** `probe` only looks: for uncertain, swept, adopted and unlinked ops. `complete` imports what a look finds missing of a record that is there in part. */
  mode: 'import' | 'probe' | 'complete'
  opKey: string
  marker: string
  epoch: number
  /** ISO time by the server's clock. */
  notAfter: string
  company: string
  kind: string
  /** `payloadHash` of `protocol-hash.ts` over kind, files and probes: the bytes the approver saw. */
  payloadHash: string
  /** True: the server knows of a run of this op whose end it never learned, so an empty journal (restored machine) is no proof of "no run". */
  ranBefore: boolean
  files: ImportFile[]
  probes: Probe[]
  certificate: Certificate
}

export interface FoundRow {
  probe: number
  table: string
  values: (string | null)[]
}

/** The read-back, kept as evidence on the op. */
export interface ReadBack {
  verdict: 'EXACT' | 'DIFFERENT' | 'PARTIAL' | 'ABSENT'
  /** True when the rows found are this op's own: an identity probe found some, or, in a kind without identity probes, all that was found is as approved. */
  ours: boolean
  found: FoundRow[]
  /** Expected rows that are not there: probe index and the row. */
  missing: { probe: number; row: (string | null)[] }[]
  /** Column by column, for the page that shows both sides. */
  differences: { probe: number; key: string; column: string; ours: string | null; theirs: string | null }[]
}

export type Outcome =
  | { result: 'APPLIED'; readBack: ReadBack; report?: string }
  | { result: 'DIFFERENT'; readBack: ReadBack; report?: string }
  /** `certain`: the importer's report accounts for every record that is missing, so none of them is on its way. */
  | { result: 'PARTIAL'; readBack: ReadBack; report?: string; certain?: boolean }
  /** The importer refused every record and says so completely, and the read-back is empty. */
  | { result: 'REFUSED'; readBack: ReadBack; report: string; rejections: string; sentences: string[] }
  /** Not there, certified by R7: no run, or all refused, or the site is certified read-after-write. */
  | { result: 'ABSENT'; readBack: ReadBack; because: 'no-run' | 'all-refused' | 'certified' }
  /** Something ran and the read-back cannot tell. */
  | { result: 'UNVERIFIED'; because: string; readBack?: ReadBack; report?: string }
  /** Nothing was touched: no licence, ERP locked, a limit of the agent's own file, command too late. The server backs off. */
  | { result: 'NOT_STARTED'; because: string }

/** "What changed": one table, pages of lines in PostgreSQL's text format, pushed over HTTPS in order. */
export interface ReadCommand {
  type: 'read'
  readId: string
  table: string
  columns: string[]
  where: { column: string; op: '=' | 'in' | 'starts' | '>'; value: string | string[] }[]
  /** ERP's own clock, `YYYY-MM-DDTHH:MM:SS`; null = everything. */
  changedSince: string | null
  pageBytes: number
  /** Given: the agent remembers, under `readId`, what it delivers. The first `key` columns tell rows apart. */
  remember?: {
    key: number
    /** The read up to which the server surely has everything: a full pass may leave out rows that are as they were then. null = nothing is sure. */
    since: string | null
  }
}

export interface Hello {
  type: 'hello'
  protocol: number
  agentVersion: string
  erp: { product: string; version: string; folder: string; highWater: Record<string, number> }
  /** Ops with a journalled outcome the server has not acknowledged: they are sent again after the hello. */
  unacknowledged: number
}

/** A line of the agent's log. `facts`: JSON, as text. */
export interface LogLine {
  level: 'info' | 'warn' | 'error'
  /** ISO time by the agent's clock. */
  at: string
  sentence: string
  facts: string
}

export type ToServer =
  | Hello
  /** `stamps`: for each table of the ERP, a text that changes whenever its rows may have (a file's time of modification): what changed is read at once. */
  | { type: 'heartbeat'; queue: number; busy: boolean; erpReachable: boolean; stamps?: Record<string, string> }
  | { type: 'started'; opKey: string; epoch: number }
  | { type: 'outcome'; opKey: string; epoch: number; payloadHash: string; outcome: Outcome }
  | {
      type: 'read-end'
      readId: string
      pages: number
      /** Rows sent. */
      rows: number
      erpNow: string
      /** True: what was delivered is remembered durably. */
      remembered?: boolean
      /** Given: only what differs from what was remembered was sent; so many remembered rows are no longer in the ERP. */
      leftOut?: { missing: number }
    }
  | { type: 'read-failed'; readId: string; because: string }
  | { type: 'log'; level: 'warn' | 'error'; sentence: string }
  /** The answer to `log-ask`, the oldest first. */
  | { type: 'log-lines'; lines: LogLine[] }

export type ToAgent =
  | { type: 'welcome'; company: string; serverTime: string }
  | ExportCommand
  | ReadCommand
  | { type: 'cancel-read'; readId: string }
  /** The outcome is durable at the server; the agent may stop re-sending. */
  | { type: 'ack'; opKey: string; epoch: number }
  | { type: 'revoked' }
  /** Only to agents of `LOG_SINCE` or newer: older ones take it for a forgery. */
  | { type: 'log-ask' }

/** Every frame on the line. `seq` rises by one in each direction of a session; the signature (Ed25519, base64) covers `session|seq|body`. */
export interface Frame {
  seq: number
  /** JSON of ToServer or ToAgent, as text, so that the bytes signed are the bytes read. */
  body: string
  signature: string
}
