/**
 * Ids below 2^53 that JSON can carry: 41 bits of milliseconds since 2024, 3 bits of server number, 9 bits of counter.
 * Time comes first, so a database restored to an earlier hour never issues an id a second time.
 */
import { systemClock } from './clock.ts'

const EPOCH = Date.UTC(2024, 0, 1)
const COUNTERS = 512
const SERVERS = 8

let server = 0
let millisecond = 0
let counter = 0

/** Several servers on one database need unlike numbers, 0 to 7 (`GUSSET_SERVER_NUMBER`). */
export function setServerNumber(number: number): void {
  if (!Number.isInteger(number) || number < 0 || number >= SERVERS)
    throw new RangeError(`A server number is 0 to 7, not ${number}.`)
  server = number
}

/** A new id, larger than every id this process made before. Past 512 in a millisecond it borrows from the next ones. */
export function newId<T extends number>(): T {
  const now = systemClock.now().getTime() - EPOCH
  if (now > millisecond) {
    millisecond = now
    counter = 0
  } else if (++counter === COUNTERS) {
    millisecond += 1
    counter = 0
  }
  return ((millisecond * SERVERS + server) * COUNTERS + counter) as T
}

/**
 * Reserves ids for `count` rows that a statement numbers itself: row n (from 0) gets `first + (n / 512) * 4096 + n % 512`, whole divisions.
 * Runs ahead of the clock by a millisecond for each 512 rows.
 */
export function reserveIds(count: number): number {
  const first = Math.max(systemClock.now().getTime() - EPOCH, millisecond + 1)
  millisecond = first + Math.ceil(count / COUNTERS)
  counter = 0
  return (first * SERVERS + server) * COUNTERS
}
