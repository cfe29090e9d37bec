/** Signing in at the provider: begun in one browser and ended in the same one, once, within ten minutes. */
import type { UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Claims, Provider } from './provider.ts'
import { newSecret, secretHash } from './secrets.ts'
import { noteInCompanies } from './store-account.ts'
import { type From, openSession } from './store-sessions.ts'

export const WAY_SECONDS = 600

interface World {
  db: Db
  clock: Clock
  provider: Provider
}

/** Returns the provider's address for this browser, and the secret the browser keeps on its way there and back. */
export async function beginAtProvider(
  { db, clock, provider }: World,
  returnTo: string,
): Promise<{ way: string; address: string }> {
  const way = newSecret()
  const address = await provider.begin(way)
  await db.system((sql) =>
    sql.run(
      'insert into provider_sign_in (secret_hash, return_to, expires_at) values ($1, $2, $3::timestamptz + make_interval(secs => $4))',
      [secretHash(way), returnTo, clock.now(), WAY_SECONDS],
    ),
  )
  return { way, address }
}

/** Returns the new session's secret and where the person wanted to go. A way is used up by trying, whatever comes of it. */
export async function finishAtProvider(
  { db, clock, provider }: World,
  way: string | undefined,
  query: string,
  from: From,
): Promise<{ secret: string; returnTo: string }> {
  const begun = way && (await db.system((sql) => takeWay(sql, way, clock.now())))
  if (!way || !begun)
    throw new Refused(
      refusal('no-sign-in-begun', 'This sign-in was not begun in this browser, was ended already, or took too long.', {
        remedy: 'Begin again.',
      }),
      401,
    )
  const claims = await provider.finish(way, query)
  const now = clock.now()
  const secret = await db.system(async (sql) => {
    const person = (await linkedPerson(sql, claims)) ?? (await linkByEmail(sql, claims, provider.name, now))
    return openSession(sql, person, now, from, { method: 'provider' })
  })
  return { secret, returnTo: begun.return_to }
}

function takeWay(sql: Sql, way: string, now: Date): Promise<{ return_to: string } | undefined> {
  return sql.maybe('delete from provider_sign_in where secret_hash = $1 and expires_at > $2 returning return_to', [
    secretHash(way),
    now,
  ])
}

async function linkedPerson(sql: Sql, { issuer, subject }: Claims): Promise<UserId | undefined> {
  const found = await sql.maybe<{ id: UserId; disabled_at: Date | null }>(
    `select p.id, p.disabled_at from person_identity i join person p on p.id = i.person_id where i.issuer = $1 and i.subject = $2`,
    [issuer, subject],
  )
  if (found) refuseDisabled(found.disabled_at)
  return found?.id
}

/** The first time: by an email that the provider vouches for, of somebody an administrator has added. */
async function linkByEmail(sql: Sql, claims: Claims, name: string, now: Date): Promise<UserId> {
  const { issuer, subject, email } = claims
  const no = (code: string, sentence: string) => new Refused(refusal(code, sentence), 403)
  if (email === undefined)
    throw no('no-email', `${name} did not tell your email. Ask your administrator to let it be told to Gusset.`)
  if (!claims.emailVerified)
    throw no(
      'email-not-verified',
      `${name} has not verified your email ${email}. Have it verified there, then sign in again.`,
    )
  const found = await sql.maybe<{ id: UserId; disabled_at: Date | null }>(
    'select id, disabled_at from person where lower(email) = lower($1) and not is_service for update',
    [email],
  )
  if (!found)
    throw no('unknown-email', `There is nobody here with the email ${email}. Ask your administrator to add you.`)
  refuseDisabled(found.disabled_at)
  const linked = await sql.run(
    'insert into person_identity (issuer, subject, person_id, linked_at) values ($1, $2, $3, $4) on conflict do nothing',
    [issuer, subject, found.id, now],
  )
  if (linked === 0)
    throw no(
      'linked-otherwise',
      `The email ${email} is linked with another account at ${name}. Ask your administrator to unlink it.`,
    )
  await noteInCompanies(sql, found.id, found.id, 'link-single-sign-on', { issuer })
  return found.id
}

function refuseDisabled(disabledAt: Date | null): void {
  if (disabledAt !== null)
    throw new Refused(
      refusal('disabled', 'Your account here is switched off. Ask your administrator to switch it on again.'),
      403,
    )
}
