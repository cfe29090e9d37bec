/**
 * Remembers what the server has of a table, so that a full pass need send only what is not as the server has it. One file for each table beside
 * the journal: sections of hashes, each under the name of the read that delivered them. Only a hint to send less: whatever does not fit (no
 * file, another name, a torn or changed file) means that everything is sent.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { ENTRY_WORDS, RowHashes, type Seed } from './row-hashes.ts'

const MAGIC = 0x31445347
/** Magic, seed, number of entries, length of the name. */
const HEAD_BYTES = 20
const HASH_BYTES = 32
const ENTRY_BYTES = ENTRY_WORDS * 4

export class Delivered {
  readonly #folder: string

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'delivered')
  }

  /** What was delivered up to and with the read of that name; undefined when that is not surely known. */
  async recall(table: string, read: string): Promise<RowHashes | undefined> {
    const bytes = await readFile(this.#path(table)).catch(() => undefined)
    if (!bytes) return undefined
    const sections = sectionsOf(bytes)
    if (sections.at(-1)?.name !== read) return undefined
    const count = sections.reduce((sum, { entries }) => sum + entries.length / ENTRY_WORDS, 0)
    const hashes = new RowHashes((sections[0] as Section).seed, count)
    for (const { entries } of sections)
      for (let at = 0; at < entries.length; at += ENTRY_WORDS) hashes.put(entries.subarray(at, at + ENTRY_WORDS))
    hashes.forgetMeetings()
    return hashes
  }

  /** The seed to add under, when exactly what that read left is remembered. */
  async seedAfter(table: string, read: string): Promise<Seed | undefined> {
    const bytes = await readFile(this.#path(table)).catch(() => undefined)
    const sections = bytes ? sectionsOf(bytes) : []
    return sections.at(-1)?.name === read ? sections[0]?.seed : undefined
  }

  /** Durable when it resolves. A torn end makes the whole file worthless, which is safe. */
  async add(table: string, read: string, seed: Seed, entries: Uint32Array): Promise<void> {
    await durably(this.#path(table), 'a', sectionBytes(read, seed, entries))
  }

  fresh(): RowHashes {
    const chance = randomBytes(8)
    return new RowHashes({ low: chance.readInt32LE(0), high: chance.readInt32LE(4) })
  }

  /** Durable when it resolves; takes the place of all that was remembered of the table. */
  async keep(table: string, read: string, hashes: RowHashes): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const path = this.#path(table)
    await durably(`${path}.new`, 'w', sectionBytes(read, hashes.seed, hashes.entries()))
    await rename(`${path}.new`, path)
    const folder = await open(this.#folder, 'r')
    // Windows cannot flush a folder, and need not.
    await folder.sync().catch(() => {})
    await folder.close()
  }

  #path(table: string): string {
    return join(this.#folder, `${table}.hashes`)
  }
}

async function durably(path: string, flags: 'a' | 'w', bytes: Uint8Array): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

interface Section {
  name: string
  seed: Seed
  entries: Uint32Array
}

function sectionBytes(name: string, seed: Seed, entries: Uint32Array): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32LE(MAGIC, 0)
  head.writeInt32LE(seed.low, 4)
  head.writeInt32LE(seed.high, 8)
  head.writeUInt32LE(entries.length / ENTRY_WORDS, 12)
  head.writeUInt32LE(Buffer.byteLength(name), 16)
  const content = Buffer.concat([
    head,
    Buffer.from(name),
    Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength),
  ])
  return Buffer.concat([content, createHash('sha256').update(content).digest()])
}

/** None at all unless every section is whole. */
function sectionsOf(bytes: Buffer): Section[] {
  const sections: Section[] = []
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length < at + HEAD_BYTES || bytes.readUInt32LE(at) !== MAGIC) return []
    const nameEnd = at + HEAD_BYTES + bytes.readUInt32LE(at + 16)
    const end = nameEnd + bytes.readUInt32LE(at + 12) * ENTRY_BYTES
    if (bytes.length < end + HASH_BYTES) return []
    const content = bytes.subarray(at, end)
    if (
      !createHash('sha256')
        .update(content)
        .digest()
        .equals(bytes.subarray(end, end + HASH_BYTES))
    )
      return []
    // A copy, because words must be aligned.
    const entries = new Uint32Array(new Uint8Array(bytes.subarray(nameEnd, end)).buffer)
    const seed = { low: bytes.readInt32LE(at + 4), high: bytes.readInt32LE(at + 8) }
    sections.push({ name: bytes.toString('utf8', at + HEAD_BYTES, nameEnd), seed, entries })
    at = end + HASH_BYTES
  }
  return sections
}
