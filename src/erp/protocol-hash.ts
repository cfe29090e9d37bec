/** The one hash of what is exported; server and agent both compute it, so that neither believes the other's word (R4, R13). */
import { createHash } from 'node:crypto'
import type { ImportFile, Probe } from './protocol.ts'

/**
 * SHA-256 in hex over kind, records and expected rows. Everything is laid out as lists, so that no order of object keys matters.
 */
export function payloadHash(content: { kind: string; files: ImportFile[]; probes: Probe[] }): string {
  const files = content.files.map((file) => [
    file.task,
    file.records.map((record) => record.map((f) => [f.as, f.value])),
    ...(file.shownBy ? [file.shownBy] : []),
  ])
  const probes = content.probes.map((probe) => [
    probe.tables,
    probe.where.map((each) => [each.column, each.op, each.value]),
    probe.columns.map((column) => [column.name, column.as]),
    probe.key,
    probe.rows,
    probe.complete,
    probe.identity,
  ])
  return createHash('sha256')
    .update(JSON.stringify([content.kind, files, probes]))
    .digest('hex')
}
