/**
 * What a program beside Sage can do with it: the import engine, the ODBC driver and the lock of the importing machine. The simulator's
 * box speaks HTTP (`simulator.ts`); the one for a real machine will start Sage's importer and read over ODBC behind this same interface.
 */

export interface About {
  product: string
  /** Such as `24.1`. */
  version: string
  /** The data folder: the one set of books this box reaches. */
  folder: string
  /** Numbers that only rise while nobody restores a backup: last run, rows by table. */
  highWater: Record<string, number>
  /** For each table, a text that changes whenever its rows may have; on the real machine the time its file was modified. */
  stamps?: Record<string, string>
  /** The ERP's own clock, `YYYY-MM-DDTHH:MM:SS`: the clock of the stamps on its rows. */
  now: string
}

/** One importer for one company file (export protocol R6): the operating system gives the lock back when its holder dies. */
export interface Lock {
  id: string
  /** Since the last import ended, whoever ran it. */
  quietSinceMs: number
  /** True once the box took the lock away or the way to it broke: nothing may be imported any more. */
  readonly lost: boolean
  /** Gives it back; an import that still runs keeps it until it ends. */
  release(): Promise<void>
}

export interface HeldByAnother {
  heldBySinceMs: number
}

export interface ImportOrder {
  lock: Lock
  task: string
  /** `[0-9A-Z]{10}.imp` */
  fileName: string
  /** Every character is in Windows-1252, lines end CR LF. */
  content: string
}

/** Hints, all of it: only a read-back proves anything (R8). */
export interface ImportAnswer {
  exitCode: number
  report: string
  /** The refused records, in the file's own format. */
  rejections: string
}

export interface BoxQuery {
  table: string
  columns: string[]
  where?: { column: string; op: '=' | 'in' | 'starts' | '>'; value: string | string[] }[]
  /** ERP's clock, `YYYY-MM-DDTHH:MM:SS`: rows stamped then or later. */
  changedSince?: string
  orderByKey?: boolean
}

export interface Box {
  about(): Promise<About>
  lock(): Promise<Lock | HeldByAnother>
  /** @throws NotStarted when the importer surely did not run, any other error when nobody can say. */
  runImport(order: ImportOrder): Promise<ImportAnswer>
  /** Small questions asked in one go and answered in their order, each as `query` would: lines in PostgreSQL's text format. */
  look(queries: BoxQuery[]): Promise<string[]>
  /** Lines in PostgreSQL's text format, in blocks that end anywhere. Ends without an error only when complete. */
  query(query: BoxQuery, signal?: AbortSignal): AsyncIterable<Uint8Array>
  close(): void
}

/** Nothing was touched; `message` says why, in words for a person. */
export class NotStarted extends Error {}
