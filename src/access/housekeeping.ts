/** Sweeps out what has had its time, every hour; harmless when several servers do it. */
import { type Chore, startChore } from '../platform/chore.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import { sweep } from './store-sessions.ts'

const EVERY_MS = 3_600_000

export function startHousekeeping({ db, clock, log }: { db: Db; clock: Clock; log: Log }): Chore {
  const work = () => db.system((sql) => sweep(sql, clock.now()))
  return startChore({ name: 'housekeeping', everyMs: EVERY_MS, log, work })
}
