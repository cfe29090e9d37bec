/** Shapes of the tool's replies, shared by its routes; the pages read the same in `ErpData.tsx`. */
import { z } from 'zod'
import { MOVES } from './moves.ts'

export const refusalShape = z.object({
  code: z.string(),
  sentence: z.string(),
  field: z.string().optional(),
  remedy: z.string().optional(),
})
export const statusShape = z.object({ word: z.string(), colour: z.string() })
const moment = z.date().nullable()

export const columnShape = z.object({
  key: z.string(),
  label: z.string(),
  align: z.enum(['left', 'right']).optional(),
  as: z.enum(['text', 'money', 'date']).optional(),
})

export const tabShape = z.object({
  kind: z.string(),
  title: z.string(),
  columns: z.array(columnShape),
  counts: z.record(z.string(), z.number()),
  feeds: z.array(z.string()),
  /** Rows of the permission matrix: who accepts, by kind, and who adds and archives records of the ERP. */
  actions: z.object({
    accept: z.record(z.string(), z.string()),
    add: z.string().nullable(),
    archive: z.string().nullable(),
  }),
})

export const itemRowShape = z.object({
  kind: z.string(),
  connection_id: z.number().nullable(),
  item_id: z.number(),
  project_id: z.number().nullable(),
  project_name: z.string(),
  number: z.string(),
  title: z.string(),
  amount: z.string().nullable(),
  path: z.string(),
  columns: z.record(z.string(), z.string()),
  status: statusShape,
  erp_id: z.string().nullable(),
  rev: z.number().nullable(),
  reason: z.string().nullable(),
  waiting_for: z.string().nullable(),
  moved_at: moment,
  moved_by: z.string().nullable(),
})

const renderingShape = z.looseObject({
  files: z.array(z.unknown()),
  probes: z.array(z.unknown()),
  shown: z.array(z.unknown()),
})

export const fieldShape = z.object({
  key: z.string(),
  label: z.string(),
  type: z.enum(['text', 'date', 'choice']),
  choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
  required: z.boolean(),
  help: z.string().optional(),
})

export const previewShape = z.object({
  rev: z.number(),
  hash: z.string().nullable(),
  fields: z.array(fieldShape),
  answers: z.record(z.string(), z.string()),
  document: z.unknown(),
  rendering: renderingShape.nullable(),
  refusals: z.array(refusalShape),
  waits_for: z.array(z.object({ sentence: z.string() })),
})

export const opShape = z.object({
  op_key: z.string(),
  marker: z.string(),
  kind: z.string(),
  item_id: z.number(),
  state: z.string(),
  status: statusShape,
  human_reason: z.string().nullable(),
  /** A person asked for the ERP to be read, and the answer is not in. */
  asked: z.boolean(),
  waiting_for: z.string().nullable(),
  attempts: z.number(),
  created_at: z.date(),
  approved_by: z.string(),
  sent_by: z.string(),
  answers: z.record(z.string(), z.string()),
  document: z.unknown(),
  hash: z.string(),
  rendering: renderingShape,
  read_back: z.unknown().nullable(),
  evidence_at: moment,
  failures: z.array(
    z.object({
      code: z.string(),
      raw: z.string(),
      cause: z.string(),
      remedy: z.string(),
      ways_out: z.array(z.string()),
    }),
  ),
  events: z.array(
    z.object({ id: z.number(), at: z.date(), who: z.string(), sentence: z.string(), raw: z.string().nullable() }),
  ),
})

/** A limit of the ERP that resets: until when nothing is sent, in its words, and how many exports wait. */
const restShape = z.object({ until: z.date(), because: z.string(), waiting: z.number() })

export const itemDetailShape = itemRowShape.extend({
  moves: z.record(z.enum(MOVES), z.array(refusalShape)),
  op: opShape.nullable(),
  fact: z.string().nullable(),
  rests: restShape.nullable(),
  link: z
    .object({ status: z.string(), sentence: z.string().nullable(), linked_at: z.date(), findings: z.unknown() })
    .nullable(),
  earlier_ops: z.array(z.object({ op_key: z.string(), created_at: z.date(), status: statusShape })),
})

export const acceptanceShape = z.object({ op_key: z.string().nullable(), waiting_for: z.string().nullable() })

export const stagedShape = z.object({
  connection_id: z.number(),
  kind: z.string(),
  erp_id: z.string(),
  title: z.string(),
  data: z.record(z.string(), z.string().nullable()),
  state: z.string(),
  reason: z.string().nullable(),
  gone: z.boolean(),
  changed_at: z.date(),
})

const hoursShape = z.object({ days: z.array(z.number()), from: z.string(), to: z.string() })
const pauseShape = z.object({ reason: z.string(), until: z.string().nullable() })

export const readShape = z.object({
  read_id: z.string(),
  feed: z.string(),
  cause: z.enum(['person', 'schedule', 'change', 'need']),
  mode: z.enum(['changed', 'full']),
  state: z.enum(['asked', 'running', 'done', 'failed', 'cancelled']),
  asked_at: z.date(),
  started_at: moment,
  ended_at: moment,
  rows: z.number(),
  expected: z.number().nullable(),
  inserted: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  vanished: z.number(),
  unsyncable: z.number(),
  error: z.string().nullable(),
})

export const connectionShape = z.object({
  id: z.number(),
  name: z.string(),
  connector: z.string(),
  connector_name: z.string(),
  /** The company's, in which the hours of the schedule are. */
  time_zone: z.string(),
  connected: z.boolean(),
  update: z.string().nullable(),
  agent_version: z.string().nullable(),
  erp_product: z.string().nullable(),
  erp_version: z.string().nullable(),
  erp_folder: z.string().nullable(),
  last_contact_at: moment,
  queue_depth: z.number(),
  /** Exports accepted and not finished at this server. */
  exports_waiting: z.number(),
  rests: restShape.nullable(),
  erp_reachable: z.boolean(),
  busy: z.boolean(),
  last_warning: z.string().nullable(),
  frozen: z.string().nullable(),
  /** The nightly check: when, and what does not agree. */
  books: z
    .object({
      at: z.date(),
      findings: z.array(z.object({ rule: z.string(), sentence: z.string(), subject: z.string() })),
    })
    .nullable(),
  /** Features these versions switch off, with the sentence. */
  switched_off: z.array(z.object({ key: z.string(), sentence: z.string() })),
  agents: z.array(z.object({ id: z.number(), name: z.string(), enrolled_at: z.date(), revoked_at: moment })),
  feeds: z.array(
    z.object({
      feed: z.string(),
      label: z.string(),
      on_demand: z.boolean(),
      /** Row of the permission matrix that reads it now. */
      refresh_action: z.string(),
      every_minutes: z.number(),
      initially_every_minutes: z.number(),
      /** In the company's time zone; null = at any time. */
      hours: hoursShape.nullable(),
      pause: pauseShape.nullable(),
      schedule_set_by: z.string().nullable(),
      schedule_set_at: moment,
      /** When it is read next by itself; null = not at all. */
      next_due_at: moment,
      last_read_at: moment,
      unsyncable: z.number(),
      read: readShape.nullable(),
    }),
  ),
})

/** A read for the page of runs. */
export const runShape = readShape.extend({
  connection_id: z.number(),
  connection_name: z.string(),
  label: z.string(),
  asked_by: z.string().nullable(),
  remedy: z.string().nullable(),
  /** Milliseconds from its start to its end, or until now. */
  took_ms: z.number().nullable(),
})

export const settingShape = z.object({
  key: z.string(),
  group: z.string(),
  label: z.string(),
  help: z.string(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
  value: z.union([z.boolean(), z.string()]),
  initially: z.union([z.boolean(), z.string()]),
  set_by: z.string().nullable(),
  set_at: moment,
  why_not: z.string().nullable(),
})

export const projectSettingShape = z.object({
  key: z.string(),
  group: z.string(),
  label: z.string(),
  help: z.string(),
  initially: z.boolean(),
  projects: z.array(z.object({ id: z.number(), name: z.string(), path: z.string() })),
})
