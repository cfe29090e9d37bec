/** Goes through the pages of one read: notes what is delivered, and leaves out of a full pass what the server has already. */
import type { ReadCommand } from '../src/erp/protocol.ts'
import type { Delivered } from './delivered.ts'
import type { Page } from './driver.ts'
import { ENTRY_WORDS, hashLine, type RowHashes, type Seed } from './row-hashes.ts'

export interface Remembering {
  pages(source: AsyncIterable<Page>): AsyncIterable<Page>
  /** Call when the server has every page. What the end of the read must say. */
  end(): Promise<{ remembered?: boolean; leftOut?: { missing: number } }>
}

export async function rememberingFor(command: ReadCommand, delivered: Delivered): Promise<Remembering> {
  const { table, remember, changedSince } = command
  if (!remember) return NOT_AT_ALL
  const { since } = remember
  if (changedSince === null) {
    const known = since === null ? undefined : await delivered.recall(table, since)
    return new FullPass(command, remember.key, delivered, known)
  }
  const seed = since === null ? undefined : await delivered.seedAfter(table, since)
  return seed ? new Addition(command, remember.key, delivered, seed) : NOT_AT_ALL
}

const NOT_AT_ALL: Remembering = {
  pages: (source) => source,
  end: async () => ({}),
}

class FullPass implements Remembering {
  readonly #command: ReadCommand
  readonly #key: number
  readonly #delivered: Delivered
  readonly #hashes: RowHashes
  readonly #leavesOut: boolean

  constructor(command: ReadCommand, key: number, delivered: Delivered, known: RowHashes | undefined) {
    this.#command = command
    this.#key = key
    this.#delivered = delivered
    this.#hashes = known ?? delivered.fresh()
    this.#leavesOut = known !== undefined
  }

  async *pages(source: AsyncIterable<Page>): AsyncIterable<Page> {
    let held: Page[] = []
    let bytes = 0
    for await (const page of source) {
      const wanted = this.#look(page)
      if (!this.#leavesOut) {
        yield page
        continue
      }
      if (wanted.rows > 0) held.push(wanted)
      bytes += wanted.lines.byteLength
      if (bytes < this.#command.pageBytes) continue
      yield joined(held)
      held = []
      bytes = 0
    }
    if (held.length > 0) yield joined(held)
  }

  /** Notes every line; @returns those that are not as they were remembered. */
  #look({ lines }: Page): Page {
    const entry = new Uint32Array(ENTRY_WORDS)
    const { seed } = this.#hashes
    const runs: Uint8Array[] = []
    let rows = 0
    let runStart = -1
    for (let start = 0; start < lines.byteLength; ) {
      const end = hashLine(lines, start, this.#key, seed, entry) + 1
      if (this.#hashes.put(entry)) {
        rows += 1
        if (runStart < 0) runStart = start
      } else if (runStart >= 0) {
        runs.push(lines.subarray(runStart, start))
        runStart = -1
      }
      start = end
    }
    if (runStart >= 0) runs.push(lines.subarray(runStart))
    return { lines: this.#leavesOut ? Buffer.concat(runs) : lines, rows }
  }

  async end() {
    const { missing } = this.#hashes
    const { table, readId } = this.#command
    // With rows missing the server asks for everything: what is remembered would only be in the way.
    const remembered = missing === 0 && (await succeeds(this.#delivered.keep(table, readId, this.#hashes)))
    return { remembered, ...(this.#leavesOut ? { leftOut: { missing } } : {}) }
  }
}

/** What changed is added to what was remembered. */
class Addition implements Remembering {
  readonly #command: ReadCommand
  readonly #key: number
  readonly #delivered: Delivered
  readonly #seed: Seed
  readonly #entries: Uint32Array[] = []

  constructor(command: ReadCommand, key: number, delivered: Delivered, seed: Seed) {
    this.#command = command
    this.#key = key
    this.#delivered = delivered
    this.#seed = seed
  }

  async *pages(source: AsyncIterable<Page>): AsyncIterable<Page> {
    for await (const page of source) {
      for (let start = 0; start < page.lines.byteLength; ) {
        const entry = new Uint32Array(ENTRY_WORDS)
        start = hashLine(page.lines, start, this.#key, this.#seed, entry) + 1
        this.#entries.push(entry)
      }
      yield page
    }
  }

  async end() {
    const all = new Uint32Array(this.#entries.length * ENTRY_WORDS)
    this.#entries.forEach((entry, at) => {
      all.set(entry, at * ENTRY_WORDS)
    })
    const { table, readId } = this.#command
    return { remembered: await succeeds(this.#delivered.add(table, readId, this.#seed, all)) }
  }
}

/** A full disk must not make a read fail that has delivered everything: the next one sends everything again. */
function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  )
}

function joined(pages: Page[]): Page {
  return {
    lines: Buffer.concat(pages.map((page) => page.lines)),
    rows: pages.reduce((sum, page) => sum + page.rows, 0),
  }
}
