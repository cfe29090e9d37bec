/** The container of office files: a few named parts, deflated. Written as a stream, read whole; enough for a workbook, not a general archiver. */
import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw, inflateRawSync } from 'node:zlib'
import { Refused, refusal } from './refusal.ts'

const LOCAL = 0x04034b50
const SIZES = 0x08074b50
const SIZES_BYTES = 16
const CENTRAL = 0x02014b50
const END = 0x06054b50
const END_BYTES = 22
/** The shortest comment-carrying end stands at most this far from the end of the file. */
const END_WITHIN = END_BYTES + 0xffff
const DEFLATED = 8
const UTF8_NAME = 0x0800
const SIZES_FOLLOW = 0x0008
/** 1 January 1980, the format's first day: equal content makes an equal file. */
const FIRST_DAY = 0x0021

/** What a workbook of ours may unpack to; more is refused before it fills the memory. */
const MOST_BYTES = 32 * 1024 * 1024
const MOST_PARTS = 500

/** One part after the other, each packed while it is read: little of the file is in memory, however long it is. */
export async function* zip(
  parts: Iterable<[name: string, text: string | AsyncIterable<string>]>,
): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of parts) {
    const head = Buffer.concat([word(LOCAL), common(name, NOTHING), Buffer.from(name)])
    yield head
    const size = { ...NOTHING }
    for await (const piece of deflated(text, size)) yield piece
    yield Buffer.concat([word(SIZES), word(size.crc), word(size.packed), word(size.data)])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([word(CENTRAL), Buffer.from([20, 0]), common(name, size), tail, Buffer.from(name)]))
    offset += head.length + size.packed + SIZES_BYTES
  }
  const all = Buffer.concat(directory)
  const end = Buffer.alloc(END_BYTES)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(all.length, 12)
  end.writeUInt32LE(offset, 16)
  yield Buffer.concat([all, end])
}

/** The checksum and the bytes of a part, packed and not; nothing is known of them in the head that stands before it. */
interface Size {
  crc: number
  packed: number
  data: number
}
const NOTHING: Size = { crc: 0, packed: 0, data: 0 }

function common(name: string, size: Size): Buffer {
  const bytes = Buffer.alloc(26)
  bytes.writeUInt16LE(20, 0)
  bytes.writeUInt16LE(UTF8_NAME | SIZES_FOLLOW, 2)
  bytes.writeUInt16LE(DEFLATED, 4)
  bytes.writeUInt16LE(FIRST_DAY, 8)
  bytes.writeUInt32LE(size.crc, 10)
  bytes.writeUInt32LE(size.packed, 14)
  bytes.writeUInt32LE(size.data, 18)
  bytes.writeUInt16LE(Buffer.byteLength(name), 22)
  return bytes
}

async function* deflated(text: string | AsyncIterable<string>, size: Size): AsyncGenerator<Uint8Array> {
  async function* counted() {
    for await (const piece of typeof text === 'string' ? [text] : text) {
      const data = Buffer.from(piece, 'utf8')
      size.crc = crc32(data, size.crc)
      size.data += data.length
      yield data
    }
  }
  const packer = createDeflateRaw()
  // A fault on one side ends the other; whoever reads the packer meets it there.
  pipeline(Readable.from(counted(), { objectMode: false }), packer, () => {})
  for await (const piece of packer as AsyncIterable<Buffer>) {
    size.packed += piece.length
    yield piece
  }
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
