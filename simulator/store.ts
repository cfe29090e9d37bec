import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { Refused } from './refused.ts'

/** What happened, in the order it happened; replaying it gives the same books. Times are milliseconds. */
export type OfficeEvent =
  | { kind: 'act'; at: number; action: string; body: Record<string, unknown> }
  | { kind: 'import'; at: number; task: string; fileName: string; content: string }
  | { kind: 'steps'; at: number; count: number }

/** What stands at the start of a journal: which company, and the state when the journal began (none: the seed alone). */
export interface Beginning {
  company: string
  seedAt: number
  generation: number
  state: unknown
}

/**
 * The simulator's own folder: `beginning.json` and `journal-<generation>.jsonl`. Every event is on disk before it is answered;
 * a torn last line (a kill in mid write) was never answered and is cut off.
 */
export class Store {
  readonly #folder: string
  #journal: number | null = null
  #events = 0

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
    this.#claim()
  }

  get events(): number {
    return this.#events
  }

  read(): { beginning: Beginning; events: OfficeEvent[] } | null {
    const path = join(this.#folder, 'beginning.json')
    if (!existsSync(path)) return null
    const beginning = JSON.parse(readFileSync(path, 'utf8')) as Beginning
    const journal = this.#journalPath(beginning.generation)
    const text = existsSync(journal) ? readFileSync(journal) : Buffer.alloc(0)
    const whole = text.lastIndexOf(0x0a) + 1
    if (whole < text.length) truncateSync(journal, whole)
    const lines = text.toString('utf8', 0, whole).split('\n').slice(0, -1)
    return { beginning, events: lines.map((line) => JSON.parse(line) as OfficeEvent) }
  }

  /** Begins a new journal over this state; the old one is removed once the new beginning is safe. */
  begin(beginning: Beginning): void {
    const path = join(this.#folder, 'beginning.json')
    const file = openSync(`${path}.new`, 'w')
    writeAll(file, JSON.stringify(beginning))
    fsyncSync(file)
    closeSync(file)
    renameSync(`${path}.new`, path)
    this.#syncFolder()
    const old = this.#journalPath(beginning.generation - 1)
    this.resume(beginning.generation, 0)
    if (existsSync(old)) unlinkSync(old)
  }

  /** Continues the journal of this generation, which has so many events. */
  resume(generation: number, events: number): void {
    if (this.#journal !== null) closeSync(this.#journal)
    this.#journal = openSync(this.#journalPath(generation), 'a')
    this.#syncFolder()
    this.#events = events
  }

  /** On disk when it returns. */
  append(...events: OfficeEvent[]): void {
    if (this.#journal === null) throw new Error('The journal is not open.')
    writeAll(this.#journal, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
    fsyncSync(this.#journal)
    this.#events += events.length
  }

  close(): void {
    if (this.#journal !== null) closeSync(this.#journal)
    this.#journal = null
    rmSync(join(this.#folder, 'process.id'), { force: true })
  }

  /** Two simulators writing one journal would spoil it. The note of a killed one is recognised by its process being gone. */
  #claim(): void {
    const path = join(this.#folder, 'process.id')
    const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
    if (owner !== process.pid && isAlive(owner)) {
      throw new Refused(
        `The folder ${this.#folder} is in use by process ${owner}. Stop it or name another folder; if that is no simulator, delete ${path}.`,
      )
    }
    writeFileSync(path, String(process.pid))
  }

  #journalPath(generation: number): string {
    return join(this.#folder, `journal-${generation}.jsonl`)
  }

  /** A new name in a folder is safe only when the folder is. Windows cannot open folders and needs no such step. */
  #syncFolder(): void {
    if (process.platform === 'win32') return
    const folder = openSync(this.#folder, 'r')
    fsyncSync(folder)
    closeSync(folder)
  }
}

function isAlive(processId: number): boolean {
  if (!Number.isSafeInteger(processId) || processId <= 0) return false
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8')
  let written = 0
  while (written < bytes.length) written += writeSync(file, bytes, written)
}
