/** Sweeps out what has had its time, every hour; harmless when several servers do it. */
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import { sweep } from './store-sessions.ts'

const EVERY_MS = 3_600_000

/** Returns how to stop. */
export function startHousekeeping({ db, clock, log }: { db: Db; clock: Clock; log: Log }): () => void {
  const timer = setInterval(() => {
    db.system((sql) => sweep(sql, clock.now())).catch((error) =>
      log.warn({ err: error }, 'housekeeping failed; it is tried again in an hour'),
    )
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
