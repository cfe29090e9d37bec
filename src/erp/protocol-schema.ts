/**
 * The shapes of `protocol.ts` as checks, for whoever takes a message from the line. Strict: a field nobody knows is refused, so that
 * neither end can smuggle in what the other does not look at.
 */
import { z } from 'zod'
import type { ExportCommand, Outcome, ReadBack, ReadCommand, ToAgent, ToServer } from './protocol.ts'

const count = z.int().nonnegative()
const cell = z.string().nullable()
const row = z.array(cell)

const readBack = z.strictObject({
  verdict: z.enum(['EXACT', 'DIFFERENT', 'PARTIAL', 'ABSENT']),
  ours: z.boolean(),
  found: z.array(z.strictObject({ probe: count, table: z.string(), values: row })),
  missing: z.array(z.strictObject({ probe: count, row })),
  differences: z.array(z.strictObject({ probe: count, key: z.string(), column: z.string(), ours: cell, theirs: cell })),
}) satisfies z.ZodType<ReadBack>

const outcome = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('APPLIED'), readBack, report: z.string().optional() }),
  z.strictObject({ result: z.literal('DIFFERENT'), readBack, report: z.string().optional() }),
  z.strictObject({
    result: z.literal('PARTIAL'),
    readBack,
    report: z.string().optional(),
    certain: z.boolean().optional(),
  }),
  z.strictObject({
    result: z.literal('REFUSED'),
    readBack,
    report: z.string(),
    rejections: z.string(),
    sentences: z.array(z.string()),
  }),
  z.strictObject({ result: z.literal('ABSENT'), readBack, because: z.enum(['no-run', 'all-refused', 'certified']) }),
  z.strictObject({
    result: z.literal('UNVERIFIED'),
    because: z.string(),
    readBack: readBack.optional(),
    report: z.string().optional(),
  }),
  z.strictObject({ result: z.literal('NOT_STARTED'), because: z.string() }),
]) satisfies z.ZodType<Outcome>

export const toServerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    protocol: z.int(),
    agentVersion: z.string().max(40),
    erp: z.strictObject({
      product: z.string().max(100),
      version: z.string().max(40),
      folder: z.string().max(300),
      highWater: z.record(z.string().max(100), z.number()),
    }),
    unacknowledged: count,
  }),
  z.strictObject({
    type: z.literal('heartbeat'),
    queue: count,
    busy: z.boolean(),
    erpReachable: z.boolean(),
    stamps: z.record(z.string().max(100), z.string().max(100)).optional(),
  }),
  z.strictObject({ type: z.literal('started'), opKey: z.string().max(100), epoch: count }),
  z.strictObject({
    type: z.literal('outcome'),
    opKey: z.string().max(100),
    epoch: count,
    payloadHash: z.string().max(100),
    outcome,
  }),
  z.strictObject({
    type: z.literal('read-end'),
    readId: z.string().max(100),
    pages: count,
    rows: count,
    erpNow: z.string().max(40),
    remembered: z.boolean().optional(),
    leftOut: z.strictObject({ missing: count }).optional(),
  }),
  z.strictObject({ type: z.literal('read-failed'), readId: z.string().max(100), because: z.string() }),
  z.strictObject({
    type: z.literal('log-lines'),
    lines: z
      .array(
        z.strictObject({
          level: z.enum(['info', 'warn', 'error']),
          at: z.string().max(40),
          sentence: z.string().max(1_000),
          facts: z.string().max(1_000),
        }),
      )
      .max(500),
  }),
  z.strictObject({ type: z.literal('log'), level: z.enum(['warn', 'error']), sentence: z.string().max(2_000) }),
]) satisfies z.ZodType<ToServer>

const name = z.string().regex(/^[A-Za-z0-9_]{1,128}$/, 'a table or column is named by letters, digits and _')
const value = z.union([z.string(), z.array(z.string())])

const exportCommand = z.strictObject({
  type: z.literal('export'),
  mode: z.enum(['import', 'probe', 'complete']),
  opKey: z.string().regex(/^[0-9A-Za-z]{10,64}$/),
  marker: z.string().regex(/^[0-9A-Z]{10}$/, 'ten of 0 to 9 and A to Z'),
  epoch: z.int().positive(),
  notAfter: z.iso.datetime(),
  company: z.string(),
  kind: z.string().regex(/^[a-z][a-z-]{0,40}$/),
  payloadHash: z.string().min(1).max(100),
  ranBefore: z.boolean(),
  files: z.array(
    z.strictObject({
      task: z.string().regex(/^[a-z0-9-]{1,60}$/),
      records: z.array(z.array(z.strictObject({ value: z.string(), as: z.enum(['alpha', 'plain']) }))),
      shownBy: z.array(z.tuple([count, count])).optional(),
    }),
  ),
  probes: z.array(
    z.strictObject({
      tables: z.array(name).min(1),
      where: z.array(z.strictObject({ column: name, op: z.enum(['=', 'in']), value })),
      columns: z.array(z.strictObject({ name, as: z.enum(['text', 'decimal', 'date']) })),
      key: count,
      rows: z.array(row),
      complete: z.boolean(),
      identity: z.boolean(),
      again: z.literal('harmless').optional(),
    }),
  ),
  certificate: z.strictObject({
    readAfterWriteMs: count.nullable(),
    atomicFile: z.boolean(),
    duplicateRefused: z.boolean(),
  }),
}) satisfies z.ZodType<ExportCommand>

const readCommand = z.strictObject({
  type: z.literal('read'),
  readId: z.string().min(1).max(100),
  table: name,
  columns: z.array(name).min(1),
  where: z.array(z.strictObject({ column: name, op: z.enum(['=', 'in', 'starts', '>']), value })),
  changedSince: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    .nullable(),
  pageBytes: z.int().positive(),
  remember: z.strictObject({ key: z.int().positive(), since: z.string().max(100).nullable() }).optional(),
}) satisfies z.ZodType<ReadCommand>

export const toAgentSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('welcome'), company: z.string(), serverTime: z.string() }),
  exportCommand,
  readCommand,
  z.strictObject({ type: z.literal('cancel-read'), readId: z.string() }),
  z.strictObject({ type: z.literal('ack'), opKey: z.string(), epoch: count }),
  z.strictObject({ type: z.literal('revoked') }),
  z.strictObject({ type: z.literal('log-ask') }),
]) satisfies z.ZodType<ToAgent>

/** The first thing wrong with a message, in one line: `files.0.task: …`. */
export function firstFlaw(error: z.ZodError): string {
  const flaw = error.issues[0]
  return flaw ? `${flaw.path.join('.') || 'message'}: ${flaw.message}` : 'unknown shape'
}
