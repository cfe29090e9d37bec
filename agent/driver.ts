/** What the agent asks of a connector's driver; which driver it is, the configuration says. */
import { openDriver as openSage300Cre } from '../connectors/sage-300-cre/driver/index.ts'
import type { FoundRow, Hello, ImportFile, Probe, ReadCommand } from '../src/erp/protocol.ts'
import type { ImportEnd } from './core-types.ts'

/** The lock of the importing machine (R6). */
export interface ErpLock {
  quietSinceMs: number
  readonly lost: boolean
  release(): Promise<void>
}

export interface Page {
  /** Whole lines in PostgreSQL's text format. */
  lines: Uint8Array
  rows: number
}

export interface Driver<Lock extends ErpLock = ErpLock> {
  /** `now` is the ERP's own clock, `YYYY-MM-DDTHH:MM:SS`. */
  about(): Promise<Hello['erp'] & { now: string; stamps?: Record<string, string> }>
  lock(): Promise<Lock | { heldBySinceMs: number }>
  /** @throws when nobody can say whether the importer ran, or how far. */
  runImport(lock: Lock, marker: string, files: ImportFile[]): Promise<ImportEnd>
  probe(probes: Probe[]): Promise<FoundRow[]>
  read(command: ReadCommand, signal: AbortSignal): AsyncIterable<Page>
  close(): void
}

export interface BoxOptions {
  url: string
  token?: string
}

const DRIVERS: Readonly<Record<string, (box: BoxOptions) => Driver>> = {
  // The lock a driver is handed is always one it gave.
  'sage-300-cre': (box) => openSage300Cre(box) as unknown as Driver,
}

export const CONNECTORS = Object.keys(DRIVERS)

/** @throws Error for a connector without a driver here. */
export function openDriver(connector: string, box: BoxOptions): Driver {
  const open = Object.hasOwn(DRIVERS, connector) ? DRIVERS[connector] : undefined
  if (!open) throw new Error(`connector: [${connector}] is none of ${CONNECTORS.join(', ')}.`)
  return open(box)
}
