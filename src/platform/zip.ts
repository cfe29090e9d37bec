/** The container of office files: a few named parts, deflated. Written and read whole; enough for a workbook, not a general archiver. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { Refused, refusal } from './refusal.ts'

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const END_BYTES = 22
/** The shortest comment-carrying end stands at most this far from the end of the file. */
const END_WITHIN = END_BYTES + 0xffff
const DEFLATED = 8
/** 1 January 1980, the format's first day: equal content makes an equal file. */
const FIRST_DAY = 0x0021

/** What a workbook of ours may unpack to; more is refused before it fills the memory. */
const MOST_BYTES = 32 * 1024 * 1024
const MOST_PARTS = 500

export function zip(parts: Record<string, string>): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text, 'utf8')
    const packed = deflateRawSync(data)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(DEFLATED, 4)
    common.writeUInt16LE(FIRST_DAY, 8)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const head = Buffer.concat([word(LOCAL), common, Buffer.from(name), packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([word(CENTRAL), Buffer.from([20, 0]), common, tail, Buffer.from(name)]))
    local.push(head)
    offset += head.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(END_BYTES)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(central.length, 8)
  end.writeUInt16LE(central.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, directory, end])
}

/** The parts asked for, as text, by name; a missing one is left out. @throws Refused when it is no such file, or unpacks to too much. */
export function unzip(file: Buffer, wanted: (name: string) => boolean): Map<string, string> {
  try {
    return readParts(file, wanted)
  } catch (error) {
    // Offsets that point nowhere and data that cannot be inflated are a damaged file, whatever they throw.
    if (error instanceof Refused) throw error
    throw unreadable('The file is no workbook, or it is damaged.')
  }
}

function readParts(file: Buffer, wanted: (name: string) => boolean): Map<string, string> {
  const end = file.lastIndexOf(word(END))
  if (end < 0 || end < file.length - END_WITHIN) throw unreadable('The file is no Excel workbook (.xlsx).')
  const count = file.readUInt16LE(end + 10)
  if (count > MOST_PARTS) throw unreadable('The file has too many parts for a workbook.')
  const parts = new Map<string, string>()
  let left = MOST_BYTES
  for (let index = 0, at = file.readUInt32LE(end + 16); index < count; index++) {
    if (file.readUInt32LE(at) !== CENTRAL) throw unreadable('The file is damaged.')
    const [nameLength, extra, comment] = [28, 30, 32].map((place) => file.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ]
    const name = file.toString('utf8', at + 46, at + 46 + nameLength)
    if (wanted(name)) {
      if (left === 0) throw unreadable('The workbook is too large.')
      const data = partAt(file, at, left)
      left -= data.length
      parts.set(name, data.toString('utf8'))
    }
    at += 46 + nameLength + extra + comment
  }
  return parts
}

function partAt(file: Buffer, entry: number, most: number): Buffer {
  if (file.readUInt16LE(entry + 8) & 1) throw unreadable('The workbook is protected by a password.')
  const [method, packed, at] = [
    file.readUInt16LE(entry + 10),
    file.readUInt32LE(entry + 20),
    file.readUInt32LE(entry + 42),
  ]
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28)
  const data = file.subarray(start, start + packed)
  if (method === 0 && data.length <= most) return data
  if (method !== DEFLATED) throw unreadable('The workbook is too large, or packed in a way that is not read here.')
  return inflateRawSync(data, { maxOutputLength: most })
}

const unreadable = (sentence: string) =>
  new Refused(
    refusal('file-unreadable', sentence, { field: 'xlsx', remedy: 'Save it as .xlsx or as CSV, and try again.' }),
  )

function word(value: number): Buffer {
  const four = Buffer.alloc(4)
  four.writeUInt32LE(value)
  return four
}
