/**
 * What a noun must offer to be exported or imported. A slice's `erp.ts` exports its entities; `src/entities.ts` lists them; the pipeline
 * asks these questions and no other. Nothing here names a noun.
 */
import type { CompanyId, ConnectionId, ItemId, ProjectId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Sql } from '../platform/db.ts'
import type { Refusal } from '../platform/refusal.ts'
import type { Gate } from '../platform/route.ts'

/** Kebab-case, stable, part of every op key: `commitment`. */
export type Kind = string

export type SettingValue = boolean | string

/** A setting of the tool (CFG): kept in `erp_setting` under its key, as JSON. */
export interface Setting {
  key: string
  /** Heading it stands under on the page; `General` without. */
  group?: string
  label: string
  help: string
  /** Row of the permission matrix that sets it. */
  action: string
  /** Absent = yes or no. */
  choices?: { value: string; label: string }[]
  initially: SettingValue
}

/** A switch of each project, set on a page of the project; shown beside the tool's settings with the projects where it is on (CFG-10, CFG-12). */
export interface ProjectSetting {
  key: string
  group: string
  label: string
  help: string
  /** Of a project where nobody has set it. */
  initially: boolean
  /** Path of the page where it is set, below the project's own. */
  page: string
  /** By name. */
  projectsOn(scope: Pick<Scope, 'sql' | 'company'>): Promise<{ id: ProjectId; name: string }[]>
}

/** The company, its connection and whoever acts; every question is asked inside one transaction of that company. */
export interface Scope {
  sql: Sql
  clock: Clock
  company: CompanyId
  connection: ConnectionId
  /** Undefined when the worker acts. */
  actor: UserId | undefined
  /** Set while one look is taken at an item: what was read of it already (`once`). Absent where things change meanwhile. */
  seen?: Map<string, Promise<unknown>>
}

/** Reads once for all the questions of one look that need it; `what` tells it from whatever else is read. */
export function once<T>({ seen }: Scope, what: string, read: () => Promise<T>): Promise<T> {
  const known = seen?.get(what) as Promise<T> | undefined
  if (known) return known
  const reading = read()
  seen?.set(what, reading)
  return reading
}

/** Undefined until somebody sets it. */
export async function settingValue(
  { sql, company }: Pick<Scope, 'sql' | 'company'>,
  key: string,
): Promise<SettingValue | undefined> {
  const row = await sql.maybe<{ value: SettingValue }>(
    'select value from erp_setting where company_id = $1 and key = $2',
    [company, key],
  )
  return row?.value
}

/** Is a yes-or-no setting on that is off until somebody sets it? */
export async function isSwitchedOn(scope: Pick<Scope, 'sql' | 'company'>, key: string): Promise<boolean> {
  return (await settingValue(scope, key)) === true
}

export interface ItemSummary {
  id: ItemId
  project: ProjectId | undefined
  projectName?: string
  number: string
  title: string
  /** Decimal string. */
  amount?: string
  /** Path of the item's own page in the browser. */
  path: string
  /** Rises with every edit; acceptance carries the one the approver saw (R1). */
  rev: number
  /** More columns of the tab, by column key. */
  columns: Record<string, string>
  /** A further fact about a synced item, as a sentence; where the ERP's version lacks the capability of this key, its sentence is added. */
  fact?: { sentence: string; capability?: string } | undefined
}

/** Asked of the approver on acceptance (ERP ID, description, accounting date), or of whoever adds a staged record. */
export interface ApproverField {
  /** Letters, digits and `_`. */
  key: string
  label: string
  type: 'text' | 'date' | 'choice'
  /** Of a `choice`; the first is prefilled where nothing else is. */
  choices?: { value: string; label: string }[]
  required: boolean
  /** True: this answer is the ERP's natural key, kept on the link. */
  erpId?: boolean
  help?: string
}

/** A need of an `auto` kind is named only while it has something new to send; every other may be named always, the pipeline looks for its link. */
export interface Need {
  kind: Kind
  item: ItemId
  /** Said while waiting: `company “Bay Paving” must be linked to a vendor`. */
  sentence: string
}

export interface Column {
  key: string
  label: string
  align?: 'left' | 'right'
  as?: 'text' | 'money' | 'date'
}

export interface Outbound {
  /** The tool where the item lives: sending needs Admin there (PRM-3). */
  tool: string
  /** Row of the permission matrix that accepts or rejects it, and the one that unlinks it. */
  acceptAction: string
  unlinkAction?: string
  /** Row that may send it without Admin on its own tool, where the matrix has one. */
  sendAction?: string
  /** Setting key of its direct export, where the kind has one (CFG-3). */
  directExport?: string
  fields: ApproverField[]
  /** Asked besides, where the item itself says what must be answered: an ID for each of its new lines. */
  moreFields?(scope: Scope, item: ItemId): Promise<ApproverField[]>
  /**
   * A set that goes by itself, in the approver's name, before whatever needs it (WBS-8: new cost codes). Each intent carries only what is new, so
   * it may be sent again after it was synced; the item gets no link of its own, only its `alsoLinks` do.
   */
  auto?: true
  /** Feeds that are read anew when it is sent, so that it is accepted on what the ERP holds now: the cost codes of its job. */
  refreshes?: string[]
  /**
   * Its record is a value that a later item of the kind sets anew: confirmed once, it is not looked at again, as what stands there then is no
   * drift.
   */
  setAnew?: true
  summary(scope: Scope, item: ItemId): Promise<ItemSummary | undefined>
  /** Where the company has several connections: the item's own. Absent = that of its project; undefined = it must be chosen first. */
  connection?(scope: Scope, item: ItemId): Promise<ConnectionId | undefined>
  /** Every failed condition of sending, named (ERR-2); empty = may be sent. */
  refusals(scope: Scope, item: ItemId): Promise<Refusal[]>
  /** Prefilled answers by field key. */
  prefill(scope: Scope, item: ItemId): Promise<Record<string, string>>
  /** Neutral and complete, codes in place of ids; plain JSON, decimals as strings. Called again at acceptance: what it returns is frozen. */
  document(scope: Scope, item: ItemId, answers: Record<string, string>): Promise<object>
  /** What must be linked before this may be dispatched (R14). */
  needs(scope: Scope, item: ItemId): Promise<Need[]>
  /** In the transaction that links: lock the item, note the ERP ID where people look for it. `document` is the frozen one. */
  synced(scope: Scope, item: ItemId, erpId: string, document: object): Promise<void>
  unsynced(scope: Scope, item: ItemId): Promise<void>
  /** Other (kind, item) pairs the frozen document brings to the ERP along with itself (a job's cost codes), linked in the same transaction. */
  alsoLinks?(document: object): { kind: Kind; item: ItemId; erpId: string }[]
}

/** A column of the feed's staging table. */
export interface FeedColumn {
  name: string
  type: 'text' | 'numeric' | 'date' | 'integer' | 'boolean'
}

export interface Applied {
  inserted: number
  changed: number
  unchanged: number
  vanished: number
  /** What could not be applied, with the reason, for the Unsyncable report: never a thrown error. */
  unsyncable: number
  /** Items of the entity that their lists must now show differently. */
  touched?: ItemId[]
}

export const NOTHING_APPLIED: Applied = { inserted: 0, changed: 0, unchanged: 0, vanished: 0, unsyncable: 0 }

/**
 * A feed: the connector decodes the ERP's table into these columns; the pipeline copies them into the temporary table `incoming`
 * (the feed's columns and `line int8`), in the transaction that also moves the cursor, and calls `apply` once for each page (`mode` 'changed' or
 * 'full'), then `finish` after the last page of a full pass, when the temporary table `seen` holds every key of the pass (the `key` columns).
 * Rows that cannot be applied may be put into the temporary table `unsyncable (erp_key text, reason text, raw text)`, which is there in both calls;
 * the pipeline keeps them for the report. A feed that some entity stages is merged by the pipeline, its `apply` is not called.
 */
export interface Feed {
  feed: string
  /** Shown on the tab: `Vendors`. */
  label: string
  columns: FeedColumn[]
  /** Columns that identify a row in the ERP. */
  key: string[]
  /** Rows of records that are not linked are dropped: a new link of this kind makes the next read take everything, at once. */
  dropsUnlinked?: Kind
  /** Every row is kept as it was read, whatever else changes here: a full pass need not bring again what was brought before. */
  keepsEveryRow?: boolean
  /** Feeds that must have been read before. */
  after: string[]
  /** On-demand button exists (CFG-2). */
  onDemand: boolean
  /** Row of the permission matrix that reads it on demand; absent = whoever manages the connection. */
  refreshAction?: string
  /** Default minutes between reads. */
  everyMinutes: number
  /** True: not read as soon as its table changes, only when its turn comes. */
  unhurried?: boolean
  /** Key of the yes-or-no setting that the feed is read with; switched off, the ERP is not asked for it. */
  setting?: string
  apply(scope: Scope, mode: 'changed' | 'full'): Promise<Applied>
  /** True: `incoming` has also `row_hash int8`, a hash of the columns that are not its key, which then must be the first ones. */
  hashed?: boolean
  finish?(scope: Scope): Promise<Applied>
}

/** A staged record of the ERP that waits for a person: staged, imported, linked, archived, invalid. */
export interface Staged {
  kind: Kind
  erpId: string
  title: string
  data: Record<string, string | null>
}

export interface Inbound {
  /** Rows of these feeds are staged for a person, one staged record for each row; absent = applied directly by the feed. */
  stage?: {
    feed: string
    /** Another feed whose rows are staged too, where the ERP keeps such records in two tables; the same columns make ID and title. */
    secondFeed?: string
    /** Feed column of the ERP ID; several are joined by `|`. */
    erpId: string | string[]
    /** Feed column of the title. */
    title: string
    /** Only records below a linked one of this kind are staged, whose ERP ID stands in this column: a linked job's, say. */
    under?: { kind: Kind; column: string }
    addAction: string
    linkAction?: string
    archiveAction?: string
    /** Row that may look at the archived ones; absent = whoever may archive. */
    archivedAction?: string
    /** Asked of whoever adds the record; absent or none = it is added at once. */
    fields?(scope: Scope, staged: Staged): Promise<ApproverField[]>
    /** Creates our item from the record; the pipeline links it in the same transaction. Refused = shown, nothing is created. */
    add(scope: Scope, staged: Staged, answers: Record<string, string>): Promise<ItemId>
    /** Candidates to link with, best first, with the evidence in words. */
    suggest(scope: Scope, staged: Staged): Promise<{ item: ItemId; title: string; because: string }[]>
    /** A linked record changed in the ERP. */
    update(scope: Scope, item: ItemId, staged: Staged): Promise<void>
    /** May this item be linked to a record at all (exists, not linked, company's own)? */
    linkable(scope: Scope, item: ItemId): Promise<Refusal[]>
    /** Where several records may feed one item: takes the record into it and says what of ours now stands for the record alone. Absent = the item. */
    join?(scope: Scope, item: ItemId, staged: Staged): Promise<ItemId>
    summary(scope: Scope, item: ItemId): Promise<ItemSummary | undefined>
  }
  feeds: Feed[]
  /** By another noun's feed: what follows here from what it brought, asked once at the end of each read of it, in the same transaction. */
  follows?: Record<string, (scope: Scope) => Promise<void>>
}

export interface Entity {
  kind: Kind
  one: string
  many: string
  /** Place in the row of tabs; entities without a tab of their own have none. */
  tab?: { title: string; columns: Column[] }
  /** Its sent items stand under 'Ready to Update' on that kind's tab (WBS-5: a project's new cost codes, on the jobs' tab). */
  updatesOf?: Kind
  /** Row of the permission matrix that may look at what is synced; absent = whoever sees the tool. */
  syncedAction?: string
  outbound?: Outbound
  inbound?: Inbound
  /** Beside its direct export, which every outbound kind with a `directExport` has. */
  settings?: Setting[]
  projectSettings?: ProjectSetting[]
}

/** What a slice that speaks of items of any kind may ask the pipeline: notices, comments, reports. */
export interface Teller {
  kinds: ToldKind[]
  /** What each feed is called on the connection's page. */
  feeds: Pick<Feed, 'feed' | 'label'>[]
  /** Undefined: there is no such item, or no such kind. */
  item(scope: Omit<Scope, 'connection'>, kind: Kind, item: ItemId): Promise<ItemSummary | undefined>
  /** Why the ERP refused an export and what to do, in the words of the failure table; undefined when it gave no words. */
  failure(sql: Sql, company: CompanyId, opKey: string): Promise<string | undefined>
}

export interface ToldKind {
  kind: Kind
  one: string
  many: string
  /** Passing one of them is enough to look at an item, in its project. */
  view: Gate[]
  /** Who may accept an item; absent = it is not exported. */
  accept?: Gate
}

/**
 * Asked, beside the item's own rules, whether it may go to the ERP: a decision that must come first (CFG-3). A slice offers it, `src/entities.ts`
 * lists it; `item.direct` is the value of the kind's direct export.
 */
export interface SendGate {
  refusals(
    scope: Scope,
    item: { kind: Kind; many: string; direct: SettingValue; summary: ItemSummary },
  ): Promise<Refusal[]>
}
