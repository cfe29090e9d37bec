/** What the agent's core knows, hears and asks for. Everything is plain data: the process around it does the work, chaos plays it. */
import type { ExportCommand, FoundRow, ImportFile, Outcome, Probe, ToServer } from '../src/erp/protocol.ts'

/** One line of the journal. Entries are appended and fsynced one by one; a half-written last line counts as never written. */
export type JournalEntry =
  /** Durable before the ERP is touched. Carries the whole command, so that a restarted agent can look without the server. */
  | { entry: 'INTENT'; at: number; opKey: string; epoch: number; command: ExportCommand }
  /** Durable before the import starts. */
  | { entry: 'RUN'; at: number; opKey: string; epoch: number }
  /** Durable before it is reported. */
  | { entry: 'OUT'; at: number; opKey: string; epoch: number; payloadHash: string; outcome: Outcome }
  /** The server has it; nothing waits for this entry. */
  | { entry: 'ACK'; at: number; opKey: string; epoch: number }

/** The agent's own limits, from its own file beside the ERP: not even the server can go beyond them (assurance F62). Null = no limit. */
export interface Limits {
  kinds: string[] | null
  tasks: string[] | null
  maxRecords: number | null
  /** Decimal text; no figure of a record may be larger. */
  largestNumber: string | null
  /** Quiet time at a site without a certificate, milliseconds: how long nothing must have run before a look is believed. */
  quietMs: number
  /** Pause between two tries for the lock or an unreachable ERP, milliseconds. */
  retryMs: number
  /** How often a look after an import is repeated while the ERP cannot be reached. */
  maxLooks: number
  /** An outcome without acknowledgement is sent again after this, milliseconds. */
  resendMs: number
}

/** How an import ended, as the driver reads exit code and report. Hints only (R8): the read-back decides. */
export interface ImportEnd {
  /** Set when the importer says it touched nothing: no licence free, ERP locked for one user. */
  notStarted?: string
  /** True when the report has its last line and a verdict for every record. */
  reportComplete: boolean
  accepted: number
  rejected: number
  exitCode: number | null
  report: string
  /** The refused records, in the importer's own format. */
  rejections: string
  /** The importer's words, one for each refused record. */
  sentences: string[]
}

/** `now` is the agent's own clock in milliseconds. `token` repeats the effect's; an answer with another token is out of date and ignored. */
export type AgentInput =
  /** First input of a process: the whole journal, in order. */
  | { type: 'restarted'; now: number; entries: JournalEntry[] }
  /** The line is up and hello is about to be sent. */
  | { type: 'connected'; now: number }
  /** The server's answer to hello. `serverTime` in milliseconds. */
  | { type: 'welcome'; now: number; serverTime: number }
  | { type: 'command'; now: number; command: ExportCommand }
  | { type: 'acked'; now: number; opKey: string; epoch: number }
  | { type: 'journalled'; now: number; token: number }
  /**
   * `quietForMs`: for how long no import of anybody else has surely run, as the ERP's side tells; 0 when unknown, Infinity when this
   * very process was the last importer (its own imports have been waited for already).
   */
  | { type: 'locked'; now: number; token: number; quietForMs: number }
  | { type: 'lock-refused'; now: number; token: number }
  | { type: 'timer'; now: number; token: number }
  | { type: 'found'; now: number; token: number; rows: FoundRow[] }
  | { type: 'probe-failed'; now: number; token: number; because: string }
  | { type: 'imported'; now: number; token: number; end: ImportEnd }
  /** The import child died, or was killed, without an end that the driver could read. */
  | { type: 'import-lost'; now: number; token: number; because: string }
  /** Every few seconds, for re-sending. */
  | { type: 'tick'; now: number }

export type AgentEffect =
  /** Append and fsync, in the order asked; then `journalled` with the token (null: nobody waits, it may go with the next one). If it fails, the process must stop. */
  | { type: 'journal'; token: number | null; entry: JournalEntry }
  /** Try once; then `locked` or `lock-refused`. */
  | { type: 'acquire-lock'; token: number }
  | { type: 'release-lock' }
  | { type: 'sleep'; token: number; ms: number }
  /** Then `found` or `probe-failed`. */
  | { type: 'probe'; token: number; probes: Probe[] }
  /** Start the import child, handing it the lock; then `imported` or `import-lost`. File names are made from the marker. */
  | { type: 'import'; token: number; opKey: string; marker: string; files: ImportFile[] }
  /** Dropped when the line is down: what matters is sent again. */
  | { type: 'send'; message: ToServer }

/** What the journal says about an op. */
export interface Known {
  payloadHash: string
  /** Highest epoch seen. */
  epoch: number
  /** Epoch of a run whose end is unknown or not believed; null = none. */
  openRun: number | null
}

export interface Unacked {
  opKey: string
  epoch: number
  payloadHash: string
  outcome: Outcome
  sentAt: number
}

/** NONE -> intent -> lock -> quiet -> look -> run -> import -> settle -> NONE, with an outcome to be written. Each phase waits for one answer; the pauses wait for a timer. */
export type Phase = 'intent' | 'lock' | 'lock-pause' | 'quiet' | 'look' | 'run' | 'import' | 'settle' | 'settle-pause'

export interface Job {
  command: ExportCommand
  phase: Phase
  token: number
  /** True: never import. Commands of mode `probe`, what a restart finds unfinished, and a key seen with another payload. */
  lookOnly: boolean
  /** Found unfinished at the start: its INTENT is in the journal already. */
  resumed: boolean
  /** The key was seen with another payload before (R13): absence cannot be believed either. */
  conflict: boolean
  hasLock: boolean
  /** What the look before the import left to be imported. */
  files: ImportFile[]
  /** How the import ended; null before, and when it ended without telling. */
  end: ImportEnd | null
  /** Looks after the import that were answered. */
  looks: number
  /** Looks that failed in a row. */
  failures: number
}

/** A conclusion whose OUT entry is on the way to the disk; `token` is that entry's. */
export type Concluded = Omit<Unacked, 'sentAt'> & { token: number }

/** A command that waits for its turn. Its INTENT goes to the disk meanwhile: `token` while it is on its way there. */
export interface Waiting extends Pick<Job, 'command' | 'resumed'> {
  intent: 'unwritten' | 'durable' | { token: number }
}

export interface AgentState {
  limits: Limits
  known: ReadonlyMap<string, Known>
  concluded: Concluded[]
  unacked: Unacked[]
  queue: Waiting[]
  job: Job | null
  nextToken: number
  connectedAt: number | null
  /** Server's clock minus ours, the most it can be; null before the first welcome. */
  ahead: number | null
}
