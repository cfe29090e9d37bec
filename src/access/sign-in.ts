/** Passwords are tried slowly: an account and an address that fail too often have to wait, whether or not the account exists. */
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Sealer } from './seal.ts'
import { passwordFits } from './secrets.ts'
import { findSecondFactor, takeCode } from './store-second-factor.ts'
import {
  closeSession,
  countTry,
  type From,
  findAccount,
  findAwaiting,
  forgetTries,
  openSession,
  uncountTry,
} from './store-sessions.ts'

/** Failures that cost nothing: people mistype; many people share an office's address. */
const FREE = { account: 5, address: 30 }
const LONGEST_WAIT_SECONDS = 900

/** Doubles with each failure beyond the free ones: 1, 2, 4 … seconds, at most a quarter of an hour. */
export function waitSeconds(failures: number, free: number): number {
  return failures < free ? 0 : Math.min(2 ** (failures - free), LONGEST_WAIT_SECONDS)
}

/** Too many failures; answered 429 with Retry-After. */
export class TooManyTries extends Refused {
  readonly retryAfter: number

  constructor(retryAfter: number) {
    super(refusal('too-many-tries', `Too many failed attempts. Try again in ${retryAfter} seconds.`), 429)
    this.retryAfter = retryAfter
  }
}

/**
 * Returns the session's secret; with `awaitsCode` it opens nothing until `enterCode`. The same Refused (401) for a wrong password and an
 * unknown account, after the same time.
 */
export async function signIn(
  db: Db,
  clock: Clock,
  who: From & { email: string; password: string },
): Promise<{ secret: string; awaitsCode: boolean }> {
  const account = `account:${who.email.toLowerCase()}`
  await guarded(db, clock, [
    [account, FREE.account],
    [`address:${who.address}`, FREE.address],
  ])
  const found = await db.system((sql) => findAccount(sql, who.email))
  if (!(await passwordFits(found?.password_hash, who.password)) || !found)
    throw new Refused(refusal('wrong-password', 'The email or the password is wrong.'), 401)
  return db.system(async (sql) => {
    await forgetTries(sql, account)
    await uncountTry(sql, `address:${who.address}`)
    const awaitsCode = (await findSecondFactor(sql, found.id)).confirmedAt !== undefined
    return {
      secret: await openSession(sql, found.id, clock.now(), who, { method: 'password', awaitsCode }),
      awaitsCode,
    }
  })
}

/** The second step: a code of the app or a recovery code, tried as slowly as passwords. Returns the secret of a new session. */
export async function enterCode(
  { db, clock, sealer }: { db: Db; clock: Clock; sealer: Sealer },
  awaiting: string | undefined,
  code: string,
  from: From,
): Promise<string> {
  const now = clock.now()
  const person = awaiting && (await db.system((sql) => findAwaiting(sql, awaiting, now)))
  if (!awaiting || !person)
    throw new Refused(
      refusal('no-password-yet', 'Enter your password again. The code has to follow within ten minutes.'),
      401,
    )
  await guarded(db, clock, [
    [`code:${person}`, FREE.account],
    [`address:${from.address}`, FREE.address],
  ])
  return db.system(async (sql) => {
    if (!(await takeCode(sql, sealer, person, code, now)))
      throw new Refused(refusal('wrong-code', 'The code is wrong, or was used before. Take the next one.'), 401)
    await forgetTries(sql, `code:${person}`)
    await uncountTry(sql, `address:${from.address}`)
    await closeSession(sql, awaiting)
    return openSession(sql, person, now, from, { method: 'code' })
  })
}

/** A secret of one's own account, asked for once more: as slow to guess for somebody who sits at an open session. */
export async function guardOwn<T>(db: Db, clock: Clock, key: string, work: () => Promise<T>): Promise<T> {
  await guarded(db, clock, [[key, FREE.account]])
  const result = await work()
  await db.system((sql) => forgetTries(sql, key))
  return result
}

/** Counts a try of an API client from an address; only failures stay counted. */
export async function guardClient<T>(db: Db, clock: Clock, address: string, work: () => Promise<T>): Promise<T> {
  const key = `client-address:${address}`
  await guarded(db, clock, [[key, FREE.address]])
  const result = await work()
  await db.system((sql) => uncountTry(sql, key))
  return result
}

async function guarded(db: Db, clock: Clock, keys: [key: string, free: number][]): Promise<void> {
  const now = clock.now()
  await db.system(async (sql) => {
    const waits: number[] = []
    for (const [key, free] of keys) {
      const { failures, lastAt } = await countTry(sql, key, now)
      const passed = lastAt ? (now.getTime() - lastAt.getTime()) / 1000 : Number.POSITIVE_INFINITY
      waits.push(Math.ceil(waitSeconds(failures, free) - passed))
    }
    const longest = Math.max(...waits)
    // Thrown inside, so that the count is undone: a try that is turned away is no try, else nobody could ever come back.
    if (longest > 0) throw new TooManyTries(longest)
  })
}
