/**
 * What the agent must not forget, whatever happens to it: append-only, on disk before anybody relies on it (export protocol R5).
 * `append` resolves when its entry would survive a power cut; entries that wait together share one write and one fsync. What nobody waits for
 * is noted: it goes with the next one.
 */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { lockFolder } from './journal-lock.ts'
import { decodeRecords, encodeRecord, JournalDamaged } from './journal-record.ts'

export interface JournalOptions {
  /** Must exist. */
  folder: string
  /** Room kept free for the entries of work already begun when the disk is full. */
  reserveBytes?: number
  /** Opens files; tests hand in one whose disk fails. */
  openFile?: (path: string, flags: string) => Promise<JournalFile>
}

/** As much of a file as the journal uses. */
export type JournalFile = Pick<FileHandle, 'write' | 'datasync' | 'truncate' | 'close'>

/** Longest outcome seen in practice is below 1 MB; a begun op needs INTENT, RUN and OUT. */
const RESERVE_BYTES = 8 * 1024 * 1024

/** A note goes alone when nothing else was to be written for so long. */
const NOTE_MS = 500

interface Waiting {
  entry: unknown
  resolve: () => void
  reject: (error: unknown) => void
}

export class Journal<Entry> {
  readonly #folder: string
  readonly #reserveBytes: number
  readonly #openFile: NonNullable<JournalOptions['openFile']>
  readonly #unlock: () => Promise<void>
  #file: JournalFile
  #end: number
  #waiting: Waiting[] = []
  /** True while a write of what waits is ordered. */
  #ordered = false
  #noteTimer: NodeJS.Timeout | undefined
  #work: Promise<void> = Promise.resolve()
  #broken: Error | undefined
  #low = false

  private constructor(
    options: JournalOptions,
    opened: { unlock: () => Promise<void>; file: JournalFile; end: number },
  ) {
    this.#folder = options.folder
    this.#reserveBytes = options.reserveBytes ?? RESERVE_BYTES
    this.#openFile = options.openFile ?? open
    this.#unlock = opened.unlock
    this.#file = opened.file
    this.#end = opened.end
  }

  /**
   * Opens the folder's journal, or begins one; a torn last record is cut off. @returns its entries in order. @throws Error when another
   * process has it, when it is damaged, or when the disk cannot be used; each with what to do.
   */
  static async open<Entry>(
    options: JournalOptions,
  ): Promise<{ journal: Journal<Entry>; entries: Entry[]; torn: number }> {
    const unlock = await lockFolder(options.folder)
    try {
      const path = join(options.folder, 'journal')
      await rm(join(options.folder, 'journal.next'), { force: true })
      const bytes = await contentOf(path)
      const { entries, end } = recovered(path, bytes)
      // Made first, then opened for writing in place: append mode would ignore the places the writes below name.
      await (await open(path, 'a', 0o600)).close()
      const opened = { unlock, file: await (options.openFile ?? open)(path, 'r+'), end }
      if (end < bytes.byteLength) await opened.file.truncate(end)
      await opened.file.datasync()
      const journal = new Journal<Entry>(options, opened)
      await syncFolder(options.folder)
      await journal.refill()
      return { journal, entries: entries as Entry[], torn: bytes.byteLength - end }
    } catch (error) {
      await unlock()
      throw error
    }
  }

  /** True when the disk is full and the reserve is in use: finish what has begun, begin nothing. */
  get low(): boolean {
    return this.#low
  }

  get bytes(): number {
    return this.#end
  }

  /** Resolves when the entry is durable. When it rejects, nothing is known about the disk any more: the process must stop. */
  append(entry: Entry): Promise<void> {
    const written = this.#push(entry)
    this.#order()
    return written
  }

  /** An entry whose loss would do no harm: resolves when it is durable, which may take a moment. */
  note(entry: Entry): Promise<void> {
    this.#noteTimer ??= setTimeout(() => this.#order(), NOTE_MS).unref()
    return this.#push(entry)
  }

  /** Rewrites the journal with the entries that `keep` returns of those in it, in one atomic step. */
  compact(keep: (entries: Entry[]) => Entry[]): Promise<void> {
    const done = this.#work.then(() => this.#rewrite(keep))
    this.#work = done.catch(() => {})
    return done
  }

  /** Puts the reserve back when there is room again. */
  async refill(): Promise<void> {
    const path = join(this.#folder, 'journal.reserve')
    const there = await stat(path).catch(() => undefined)
    if (there?.size === this.#reserveBytes) {
      this.#low = false
      return
    }
    try {
      const file = await this.#openFile(path, 'w')
      try {
        await writeAll(file, randomBytes(this.#reserveBytes), 0)
        await file.datasync()
      } finally {
        await file.close()
      }
      this.#low = false
    } catch (error) {
      if (!isFull(error)) throw error
      await rm(path, { force: true })
      this.#low = true
    }
  }

  async close(): Promise<void> {
    if (this.#waiting.length > 0) this.#order()
    await this.#work
    await this.#file.close()
    await this.#unlock()
  }

  #push(entry: Entry): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ entry, resolve, reject }))
  }

  #order(): void {
    clearTimeout(this.#noteTimer)
    this.#noteTimer = undefined
    if (this.#ordered) return
    this.#ordered = true
    this.#work = this.#work.then(() => this.#flush())
  }

  async #flush(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    this.#ordered = false
    try {
      if (this.#broken) throw this.#broken
      const bytes = encodeRecord(batch.map((each) => each.entry))
      await this.#write(bytes)
      this.#end += bytes.byteLength
      for (const each of batch) each.resolve()
    } catch (error) {
      // After a failed write or fsync the kernel may have dropped what it held; trying again would only look well.
      this.#broken = error as Error
      for (const each of batch) each.reject(error)
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      await writeAll(this.#file, bytes, this.#end)
    } catch (error) {
      if (!isFull(error) || this.#low) throw error
      this.#low = true
      await rm(join(this.#folder, 'journal.reserve'), { force: true })
      await this.#file.truncate(this.#end)
      await writeAll(this.#file, bytes, this.#end)
    }
    await this.#file.datasync()
  }

  async #rewrite(keep: (entries: Entry[]) => Entry[]): Promise<void> {
    if (this.#broken) throw this.#broken
    const path = join(this.#folder, 'journal')
    const next = join(this.#folder, 'journal.next')
    const { entries } = recovered(path, await readFile(path))
    const bytes = Buffer.concat(keep(entries as Entry[]).map((entry) => encodeRecord([entry])))
    const file = await this.#openFile(next, 'w')
    try {
      await writeAll(file, bytes, 0)
      await file.datasync()
    } catch (error) {
      await file.close()
      await rm(next, { force: true })
      // No room for a second copy: the first one is as good as before.
      if (isFull(error)) return
      throw error
    }
    await file.close()
    // Windows renames over no open file.
    await this.#file.close()
    await rename(next, path)
    await syncFolder(this.#folder)
    this.#file = await this.#openFile(path, 'r+')
    this.#end = bytes.byteLength
  }
}

function recovered(path: string, bytes: Buffer): { entries: unknown[]; end: number } {
  try {
    return decodeRecords(bytes)
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error
    throw new JournalDamaged(
      `${path}: ${error.message}. The agent will not guess what is missing. Put the file back from a backup, or move it away: ` +
        'then every open export is looked up in the ERP again before anything is sent.',
    )
  }
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

async function writeAll(file: JournalFile, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.byteLength; ) {
    const result = await file.write(bytes, written, bytes.byteLength - written, position + written)
    written += result.bytesWritten
  }
}

/** A new name in a folder is durable only when the folder is. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (platform() === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
}
