/**
 * The agent's hands at a Sage 300 CRE: a closed list of import tasks, look-ups and reads, and the lock of the importing machine. It knows
 * file rules and tables, and no mapping: what to write and what to look for it is told (architecture, the law).
 */
import type { FoundRow, ImportFile, Probe, ReadCommand } from '../../../src/erp/protocol.ts'
import { type About, type Box, type HeldByAnother, type Lock, NotStarted } from '../box/box.ts'
import { simulatorBox } from '../box/simulator.ts'
import { rowsOf } from './copy-text.ts'
import { fileName, fileText, UnfitFile } from './file.ts'
import { type Page, pagesOf } from './pages.ts'
import { readReport } from './report.ts'
import { TABLES } from './tasks.ts'

/** How an import ended, as exit code and report tell it: hints, all of it (R8). */
export interface ImportEnd {
  /** Set when nothing was touched. */
  notStarted?: string
  reportComplete: boolean
  accepted: number
  rejected: number
  exitCode: number | null
  report: string
  rejections: string
  sentences: string[]
}

export interface BoxOptions {
  /** `http://127.0.0.1:4300` */
  url: string
  token?: string
}

/** Reports are evidence, kept with the op; nobody reads more than this. */
const MAX_EVIDENCE = 256 * 1024

export function openDriver(options: BoxOptions): Sage300CreDriver {
  return new Sage300CreDriver(simulatorBox(options.url, options.token))
}

export class Sage300CreDriver {
  readonly #box: Box

  constructor(box: Box) {
    this.#box = box
  }

  about(): Promise<About> {
    return this.#box.about()
  }

  lock(): Promise<Lock | HeldByAnother> {
    return this.#box.lock()
  }

  /**
   * Runs the files one after the other, until one is not taken whole: what comes later may need it. @throws when nobody can say
   * whether the importer ran, or how far.
   */
  async runImport(lock: Lock, marker: string, files: ImportFile[]): Promise<ImportEnd> {
    const ends: ImportEnd[] = []
    try {
      const name = fileName(marker)
      const texts = files.map((file) => ({ task: file.task, content: fileText(file) }))
      for (const text of texts) {
        const answer = await this.#box.runImport({ lock, fileName: name, ...text })
        const { complete, accepted, rejected, sentences } = readReport(answer.report)
        ends.push({ ...answer, reportComplete: complete, accepted, rejected, sentences })
        if (!complete || rejected > 0) break
      }
    } catch (error) {
      if (!(error instanceof NotStarted || error instanceof UnfitFile)) throw error
      if (ends.length === 0) return { ...NOTHING, notStarted: error.message }
      // Earlier files ran: how they ended stands, and that the rest did not is for the read-back to see.
    }
    return joined(ends)
  }

  /**
   * Looks for the rows of each probe in each of its tables, in one go. The tables of a probe in their order: a row that is posted meanwhile is
   * met at the latest where it goes.
   */
  async probe(probes: Probe[]): Promise<FoundRow[]> {
    const looks = probes.flatMap(({ tables, columns, where }, probe) =>
      tables.map((table) => ({ probe, table, where, columns: columns.map((column) => column.name) })),
    )
    const queries = looks.map(({ table, columns, where }) => ({ table: known(table), columns, where }))
    const answers = await this.#box.look(queries)
    return looks.flatMap(({ probe, table, columns }, at) =>
      rowsOf(answers[at] ?? '', columns.length).map((values) => ({ probe, table, values })),
    )
  }

  /** The pages of a read, each whole lines. Nothing is asked of the ERP before the first page is. */
  read(command: ReadCommand, signal: AbortSignal): AsyncIterable<Page> {
    const { table, columns, where, changedSince, pageBytes } = command
    const query = { table: known(table), columns, where, ...(changedSince === null ? {} : { changedSince }) }
    return pagesOf(this.#box.query(query, signal), pageBytes)
  }

  close(): void {
    this.#box.close()
  }
}

const NOTHING: ImportEnd = {
  reportComplete: false,
  accepted: 0,
  rejected: 0,
  exitCode: null,
  report: '',
  rejections: '',
  sentences: [],
}

/** What several files came to, in the order they ran. */
export function joined(ends: ImportEnd[]): ImportEnd {
  const sum = (of: (end: ImportEnd) => number) => ends.reduce((total, end) => total + of(end), 0)
  return {
    reportComplete: ends.length > 0 && ends.every((end) => end.reportComplete),
    accepted: sum((end) => end.accepted),
    rejected: sum((end) => end.rejected),
    exitCode: Math.max(...ends.map((end) => end.exitCode ?? 0)),
    report: cut(ends.map((end) => end.report).join('')),
    rejections: cut(ends.map((end) => end.rejections).join('')),
    sentences: ends.flatMap((end) => end.sentences),
  }
}

function cut(text: string): string {
  return text.length <= MAX_EVIDENCE ? text : `${text.slice(0, MAX_EVIDENCE)}\n(cut off)`
}

function known(table: string): string {
  if (!TABLES.has(table)) throw new Error(`The table [${table}] is none this agent reads.`)
  return table
}
