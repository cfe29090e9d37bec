/**
 * What every store is handed. One transaction, one company: `company()` sets the row-level-security scope, so that even a
 * query that forgets its company sees no other's rows. `connect` (in `db-pool.ts`) makes one.
 */
import type { CompanyId } from '../ids.ts'

/**
 * A transaction. Numeric columns arrive as decimal strings, int8 as numbers (ids stay below 2^53), dates as 'YYYY-MM-DD', timestamps as Date.
 * Statements run in the order they are given, one after the other. Several given before the first is answered (`together`) make one way to
 * the database instead of many; when one fails, those behind it fail too.
 */
export interface Sql {
  /** Runs as a named (prepared) statement. */
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
  /** Exactly one row; none is a fault. */
  one<Row extends object>(text: string, values?: unknown[]): Promise<Row>
  maybe<Row extends object>(text: string, values?: unknown[]): Promise<Row | undefined>
  /** Number of rows written. */
  run(text: string, values?: unknown[]): Promise<number>
  /** `COPY … FROM STDIN` fed by lines of PostgreSQL's text format; resolves with the number of rows. COPY cannot write into a table under row-level security: copy into a temporary one. */
  copyIn(copyStatement: string, chunks: AsyncIterable<string | Uint8Array>): Promise<number>
  /** Wakes listeners of the channel when (and only when) the transaction commits. */
  notify(channel: Channel, payload: object): Promise<void>
}

/** `gusset_due`: an op or chore may be due. `gusset_live`: something a page shows has changed. */
export type Channel = 'gusset_due' | 'gusset_live'

export interface Db {
  /** A transaction that sees this company's rows only. */
  company<T>(company: CompanyId, work: (sql: Sql) => Promise<T>): Promise<T>
  /** A transaction over all companies: for signing in, claiming due rows and housekeeping; never for a person's request. */
  system<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Returns how to stop listening. Re-listens after a lost connection and then calls the handler once with `{}`. */
  listen(channel: Channel, handler: (payload: Record<string, unknown>) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** The values of what does not wait for each other's answers, or the failure of the first that failed in the order given: it is the cause of the others'. */
export async function together<T extends readonly unknown[]>(
  given: {
    [Place in keyof T]: Promise<T[Place]> | T[Place]
  },
): Promise<T> {
  const settled = await Promise.allSettled(given)
  const values = settled.map((each) => {
    if (each.status === 'rejected') throw each.reason
    return each.value as unknown
  })
  return values as unknown as T
}
