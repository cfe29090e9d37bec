/** A request sent twice under one `Idempotency-Key` is carried out once: the second gets the first one's answer. */
import type { UserId } from '../ids.ts'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import { canonical, sha256Hex } from './json.ts'
import { Refused, refusal } from './refusal.ts'

export interface KeptAnswer {
  status: number
  reply: string
}

interface Keyed {
  person: UserId
  /** Method and path with its ids. */
  route: string
  key: string
  body: unknown
}

/** A server that died while answering leaves the key taken; after this another try may run. */
const GIVEN_UP_MS = 120_000
/** How long an answer can be asked for again. */
export const KEPT_MS = 24 * 3_600_000

/** Runs `work` unless the key was used: then answers what was answered. The same key with another body is refused (422). */
export async function once(db: Db, clock: Clock, keyed: Keyed, work: () => Promise<KeptAnswer>): Promise<KeptAnswer> {
  const kept = await claim(db, clock, keyed)
  if (kept) return kept
  const where = [keyed.person, keyed.route, keyed.key]
  try {
    const answer = await work()
    await db.system((sql) =>
      sql.run('update idempotency set status = $4, reply = $5 where person_id = $1 and route = $2 and key = $3', [
        ...where,
        answer.status,
        answer.reply,
      ]),
    )
    return answer
  } catch (error) {
    // Nothing was done, so the key stays free: what refused today may pass tomorrow.
    await db.system((sql) => sql.run('delete from idempotency where person_id = $1 and route = $2 and key = $3', where))
    throw error
  }
}

async function claim(db: Db, clock: Clock, { person, route, key, body }: Keyed): Promise<KeptAnswer | undefined> {
  const hash = sha256Hex(canonical(body ?? null))
  const now = clock.now()
  return db.system(async (sql) => {
    const taken = await sql.run(
      `insert into idempotency (person_id, route, key, body_hash, created_at) values ($1, $2, $3, $4, $5)
       on conflict (person_id, route, key) do update set body_hash = $4, created_at = $5, status = null, reply = null
       where idempotency.created_at < $6 or (idempotency.status is null and idempotency.created_at < $7)`,
      [person, route, key, hash, now, before(now, KEPT_MS), before(now, GIVEN_UP_MS)],
    )
    if (taken === 1) return undefined
    const kept = await sql.one<{ body_hash: string; status: number | null; reply: string }>(
      'select body_hash, status, reply from idempotency where person_id = $1 and route = $2 and key = $3',
      [person, route, key],
    )
    if (kept.body_hash !== hash)
      throw new Refused(
        refusal('key-reused', `The idempotency key “${key}” was used for another request. Take a new one.`, {
          field: 'Idempotency-Key',
        }),
      )
    if (kept.status === null)
      throw new Refused(
        refusal('under-way', 'The first request with this idempotency key is still being answered.'),
        409,
      )
    return { status: kept.status, reply: kept.reply }
  })
}

function before(now: Date, milliseconds: number): string {
  const then = new Date(now)
  then.setMilliseconds(then.getMilliseconds() - milliseconds)
  return then.toISOString()
}
