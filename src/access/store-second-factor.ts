/** A person's second factor and its recovery codes; on the system's side of the wall, as people are of no company. */
import type { UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { newRecoveryCodes, newTotpSecret, recoveryHash, stepOfCode } from './codes.ts'
import type { Sealer } from './seal.ts'

export interface SecondFactor {
  confirmedAt: Date | undefined
  recoveryCodesLeft: number
}

export async function findSecondFactor(sql: Sql, person: UserId): Promise<SecondFactor> {
  const row = await sql.maybe<{ confirmed_at: Date | null; left: number }>(
    'select confirmed_at, (select count(*) from recovery_code c where c.person_id = f.person_id) as left from second_factor f where person_id = $1',
    [person],
  )
  return { confirmedAt: row?.confirmed_at ?? undefined, recoveryCodesLeft: row?.left ?? 0 }
}

/** A fresh secret (Base32) that is not asked for until a first code has proved it. Beginning again throws the one before away. */
export async function beginSecondFactor(sql: Sql, sealer: Sealer, person: UserId): Promise<string> {
  const secret = newTotpSecret()
  const begun = await sql.run(
    `insert into second_factor (person_id, sealed_secret) values ($1, $2)
     on conflict (person_id) do update set sealed_secret = $2 where second_factor.confirmed_at is null`,
    [person, sealer.seal(secret, person)],
  )
  if (begun === 0)
    throw new Refused(
      refusal('second-factor-on', 'Your second factor is on already. Switch it off first to set up another.'),
      409,
    )
  return secret
}

/** Switches the second factor on with the app's first code. Returns the recovery codes, which are shown this once. */
export async function confirmSecondFactor(
  sql: Sql,
  sealer: Sealer,
  person: UserId,
  code: string,
  now: Date,
): Promise<string[]> {
  const found = await lock(sql, person)
  if (!found || found.confirmed_at)
    throw new Refused(refusal('no-second-factor-begun', 'Begin to set up the second factor first.'), 409)
  const step = stepOfCode(opened(sealer, person, found), code, now, found.last_step)
  if (step === undefined)
    throw new Refused(
      refusal(
        'wrong-code',
        'The code does not fit. Take the one your app shows now, and check the clock of the device.',
        {
          field: 'code',
        },
      ),
    )
  await sql.run('update second_factor set confirmed_at = $2, last_step = $3 where person_id = $1', [person, now, step])
  const codes = newRecoveryCodes()
  await sql.run('insert into recovery_code (person_id, code_hash) select $1, * from unnest($2::bytea[])', [
    person,
    codes.map(recoveryHash),
  ])
  return codes
}

/** Takes a code of the app, or a recovery code, for good. False: it does not fit, or was used before. */
export async function takeCode(sql: Sql, sealer: Sealer, person: UserId, code: string, now: Date): Promise<boolean> {
  const found = await lock(sql, person)
  if (!found?.confirmed_at) return false
  if (!/^[\d\s]*$/.test(code))
    return (
      0 <
      (await sql.run('delete from recovery_code where person_id = $1 and code_hash = $2', [person, recoveryHash(code)]))
    )
  const step = stepOfCode(opened(sealer, person, found), code.replace(/\s/g, ''), now, found.last_step)
  if (step === undefined) return false
  await sql.run('update second_factor set last_step = $2 where person_id = $1', [person, step])
  return true
}

/** False: there was none. */
export async function dropSecondFactor(sql: Sql, person: UserId): Promise<boolean> {
  return 0 < (await sql.run('delete from second_factor where person_id = $1', [person]))
}

interface Stored {
  sealed_secret: Buffer
  confirmed_at: Date | null
  last_step: number
}

/** Locked, so that one code sent twice at once is taken once. */
function lock(sql: Sql, person: UserId): Promise<Stored | undefined> {
  return sql.maybe<Stored>(
    'select sealed_secret, confirmed_at, last_step from second_factor where person_id = $1 for update',
    [person],
  )
}

function opened(sealer: Sealer, person: UserId, { sealed_secret }: Stored): string {
  const secret = sealer.open(sealed_secret, person)
  if (secret !== undefined) return secret
  throw new Refused(
    refusal('second-factor-unreadable', 'Your second factor cannot be read, because the server’s key has changed.', {
      remedy: 'Use a recovery code, or ask an administrator to reset your second factor.',
    }),
    409,
  )
}
