/** What the pages of the tool ask the server for: shapes of the replies and the paths, in one place. */
import type { Refusal } from '../platform/refusal.ts'
import type { Colour } from '../web/StatusChip.tsx'
import type { Probe, ReadBack } from './BothSides.tsx'
import type { RecordFile, ShownRecord } from './Records.tsx'
import type { HumanReason, OpState, TabFilter } from './states.ts'
import type { TimeLineEvent } from './TimeLine.tsx'

export const erpPath = (company: string) => `/rest/v1.0/companies/${company}/erp`

export interface TabInfo {
  kind: string
  title: string
  columns: { key: string; label: string; align?: 'left' | 'right'; as?: 'text' | 'money' | 'date' }[]
  counts: Partial<Record<TabFilter, number>>
  /** Feeds that can be read on demand from this tab. */
  feeds: string[]
  /** Rows of the permission matrix that its buttons stand under; accepting by kind. */
  actions: { accept: Record<string, string>; add: string | null; archive: string | null }
}

export interface Status {
  word: string
  colour: Colour
}

/** A line of a tab. */
export interface ItemRow {
  kind: string
  connection_id: number | null
  item_id: number
  project_name: string
  number: string
  title: string
  amount: string | null
  /** The item's own page. */
  path: string
  columns: Record<string, string>
  status: Status
  erp_id: string | null
  reason: string | null
  waiting_for: string | null
  moved_at: string | null
  moved_by: string | null
}

export interface ApproverField {
  key: string
  label: string
  type: 'text' | 'date' | 'choice'
  choices?: { value: string; label: string }[]
  required: boolean
  help?: string
}

export interface Rendering {
  files: RecordFile[]
  probes: Probe[]
  shown: ShownRecord[]
}

export interface Preview {
  rev: number
  hash: string | null
  fields: ApproverField[]
  answers: Record<string, string>
  rendering: Rendering | null
  refusals: Refusal[]
  waits_for: { sentence: string }[]
}

/** One of many that are accepted together: what would be accepted, by revision and hash. */
export type ShortPreview = Pick<Preview, 'rev' | 'hash' | 'answers' | 'refusals' | 'waits_for'> & { item_id: number }

export interface Failure {
  code: string
  raw: string
  cause: string
  remedy: string
  ways_out: string[]
}

export interface OpDetail {
  op_key: string
  marker: string
  state: OpState
  status: Status
  human_reason: HumanReason | null
  /** A person asked for the ERP to be read, and the answer is not in. */
  asked: boolean
  waiting_for: string | null
  attempts: number
  created_at: string
  approved_by: string
  sent_by: string
  answers: Record<string, string>
  rendering: Rendering
  read_back: ReadBack | null
  evidence_at: string | null
  failures: Failure[]
  events: TimeLineEvent[]
}

export type Move =
  | 'send'
  | 'retrieve'
  | 'reject'
  | 'accept'
  | 'adopt'
  | 'adopt-different'
  | 'declare-void'
  | 'complete-missing'
  | 'send-again'
  | 'unlink'

export interface ItemDetail extends ItemRow {
  /** For every move: why not; empty = it may be made. */
  moves: Record<Move, Refusal[]>
  op: OpDetail | null
  /** A further fact about a synced item. */
  fact: string | null
  /** While the item waits for it. */
  rests: Rest | null
  link: { status: string; sentence: string | null; linked_at: string } | null
  earlier_ops: { op_key: string; created_at: string; status: Status }[]
}

export interface StagedRow {
  connection_id: number
  kind: string
  erp_id: string
  title: string
  data: Record<string, string | null>
  state: string
  reason: string | null
  gone: boolean
  changed_at: string
}

export interface StagedDetail extends StagedRow {
  suggestions: { item: number; title: string; because: string }[]
  moves: Record<'add' | 'link' | 'archive' | 'restore', Refusal[]>
  /** Asked of whoever adds it. */
  fields: ApproverField[]
}

export interface ReadProgress {
  read_id: string
  feed: string
  mode: 'changed' | 'full'
  state: 'asked' | 'running' | 'done' | 'failed' | 'cancelled'
  rows: number
  expected: number | null
  error: string | null
}

/** A line of the page of runs. */
export interface Run extends ReadProgress {
  connection_id: number
  connection_name: string
  label: string
  cause: 'person' | 'schedule' | 'change' | 'need'
  asked_by: string | null
  asked_at: string
  started_at: string | null
  ended_at: string | null
  took_ms: number | null
  inserted: number
  changed: number
  unchanged: number
  vanished: number
  unsyncable: number
  remedy: string | null
}

/** Days of the week, 1 = Monday, and times `HH:MM` in the company's time zone. */
export interface Hours {
  days: number[]
  from: string
  to: string
}

export interface FeedInfo {
  feed: string
  label: string
  on_demand: boolean
  /** Row of the permission matrix that reads it now. */
  refresh_action: string
  every_minutes: number
  initially_every_minutes: number
  hours: Hours | null
  pause: { reason: string; until: string | null } | null
  schedule_set_by: string | null
  schedule_set_at: string | null
  next_due_at: string | null
  last_read_at: string | null
  unsyncable: number
  read: ReadProgress | null
}

/** A limit of the ERP that resets: until when nothing is sent, in its words, and how many exports wait. */
export interface Rest {
  until: string
  because: string
  waiting: number
}

export interface ConnectionInfo {
  id: number
  name: string
  connector: string
  connector_name: string
  time_zone: string
  connected: boolean
  agent_version: string | null
  /** How to bring an older agent up to date; null where there is nothing to do. */
  update: string | null
  erp_product: string | null
  erp_version: string | null
  erp_folder: string | null
  last_contact_at: string | null
  queue_depth: number
  exports_waiting: number
  rests: Rest | null
  erp_reachable: boolean
  busy: boolean
  last_warning: string | null
  frozen: string | null
  books: { at: string; findings: { rule: string; sentence: string; subject: string }[] } | null
  switched_off: { key: string; sentence: string }[]
  agents: { id: number; name: string; enrolled_at: string; revoked_at: string | null }[]
  feeds: FeedInfo[]
}

export const sentences = (refusals: Refusal[] | undefined): string[] =>
  (refusals ?? []).map(({ sentence, remedy }) => (remedy ? `${sentence} ${remedy}` : sentence))
