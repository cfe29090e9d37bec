/**
 * How entries lie in the journal: one record a line, `length crc json`, both numbers as eight hexadecimal digits over the JSON's bytes.
 * A record holds a list of entries that were made durable together.
 */
import { crc32 } from 'node:zlib'

const HEADER = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/
const HEADER_BYTES = 18
const LINE_END = 10

/** Damage that no torn write explains: entries may be missing in the middle, so nothing may be built on it. */
export class JournalDamaged extends Error {}

export function encodeRecord(entries: readonly unknown[]): Buffer {
  const json = Buffer.from(JSON.stringify(entries))
  const header = `${hex(json.byteLength)} ${hex(crc32(json))} `
  return Buffer.concat([Buffer.from(header), json, Buffer.from('\n')])
}

/**
 * Reads all whole records. What follows the last whole one is a torn write and is left out (`end` is where it begins); but a whole record
 * behind a broken one means that the disk lost something that had been there. @throws JournalDamaged
 */
export function decodeRecords(bytes: Buffer): { entries: unknown[]; end: number } {
  const entries: unknown[] = []
  let end = 0
  for (let record = recordAt(bytes, end); record; record = recordAt(bytes, end)) {
    entries.push(...record.entries)
    end = record.end
  }
  if (end < bytes.byteLength && holdsRecord(bytes, end + 1)) {
    throw new JournalDamaged(`it is damaged at byte ${end}, with whole records behind`)
  }
  return { entries, end }
}

function recordAt(bytes: Buffer, at: number): { entries: unknown[]; end: number } | undefined {
  const header = HEADER.exec(bytes.toString('latin1', at, at + HEADER_BYTES))
  if (!header) return undefined
  const start = at + HEADER_BYTES
  const end = start + Number.parseInt(header[1] ?? '', 16)
  if (bytes[end] !== LINE_END) return undefined
  const json = bytes.subarray(start, end)
  if (hex(crc32(json)) !== header[2]) return undefined
  const entries: unknown = JSON.parse(json.toString('utf8'))
  return Array.isArray(entries) ? { entries, end: end + 1 } : undefined
}

/** Looks at every place where a record could begin, for the line end before it may be what was lost. */
function holdsRecord(bytes: Buffer, from: number): boolean {
  const text = bytes.toString('latin1', from)
  for (const match of text.matchAll(/(?=[0-9a-f]{8} [0-9a-f]{8} )/g)) {
    if (recordAt(bytes, from + match.index)) return true
  }
  return false
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0')
}
