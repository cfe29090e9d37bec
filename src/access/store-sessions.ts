/** Signing in, tokens, and the count of failed tries. All on the system's side of the wall: nobody is known yet. */
import type { CompanyId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { newId } from '../platform/new-id.ts'
import { newSecret, secretHash } from './secrets.ts'
import type { ClientId } from './store.ts'

/** Procore's own length, which clients know. */
export const TOKEN_SECONDS = 5_400
export const SESSION_SECONDS = 7 * 24 * 3_600

export function findAccount(
  sql: Sql,
  email: string,
): Promise<{ id: UserId; name: string; password_hash: string | null } | undefined> {
  return sql.maybe(
    'select id, name, password_hash from person where lower(email) = lower($1) and disabled_at is null and not is_service',
    [email],
  )
}

/** Where a person signs in from, for the list of sessions. */
export interface From {
  address: string
  userAgent: string
}

/** Returns the secret for the cookie. A session that awaits the second factor's code opens nothing, and waits ten minutes. */
export async function openSession(
  sql: Sql,
  person: UserId,
  now: Date,
  from: From,
  how: { method: 'password' | 'code' | 'provider'; awaitsCode?: boolean },
): Promise<string> {
  const secret = newSecret()
  const awaits = how.awaitsCode ?? false
  await sql.run(
    `insert into session (id, token_hash, person_id, created_at, seen_at, expires_at, address, user_agent, method, awaits_code)
     values ($9, $1, $2, $3, $3, $3::timestamptz + $6::interval, $4, left($5, 300), $7, $8)`,
    [
      secretHash(secret),
      person,
      now,
      from.address,
      from.userAgent,
      awaits ? '10 minutes' : '12 hours',
      how.method,
      awaits,
      newId(),
    ],
  )
  return secret
}

/** Whose password fitted a moment ago; the second factor's code is still to come. */
export async function findAwaiting(sql: Sql, secret: string, now: Date): Promise<UserId | undefined> {
  const found = await sql.maybe<{ id: UserId }>(
    `select p.id from session s join person p on p.id = s.person_id
     where s.token_hash = $1 and s.expires_at > $2 and s.awaits_code and p.disabled_at is null`,
    [secretHash(secret), now],
  )
  return found?.id
}

export async function closeSession(sql: Sql, secret: string): Promise<void> {
  await sql.run('delete from session where token_hash = $1', [secretHash(secret)])
}

/** Counts the try before the password is looked at, so that many at once gain nothing. Returns the failures before this one. */
export async function countTry(
  sql: Sql,
  key: string,
  now: Date,
): Promise<{ failures: number; lastAt: Date | undefined }> {
  const before = await sql.maybe<{ failures: number; last_at: Date }>(
    'select failures, last_at from login_attempt where key = $1 for update',
    [key],
  )
  await sql.run(
    'insert into login_attempt (key, failures, last_at) values ($1, 1, $2) on conflict (key) do update set failures = login_attempt.failures + 1, last_at = $2',
    [key, now],
  )
  return { failures: before?.failures ?? 0, lastAt: before?.last_at }
}

export async function uncountTry(sql: Sql, key: string): Promise<void> {
  await sql.run('update login_attempt set failures = failures - 1 where key = $1', [key])
}

export async function forgetTries(sql: Sql, key: string): Promise<void> {
  await sql.run('delete from login_attempt where key = $1', [key])
}

export interface Client {
  company_id: CompanyId
  id: ClientId
  person_id: UserId
  secret_hash: Buffer
}

export function findClient(sql: Sql, clientId: string): Promise<Client | undefined> {
  return sql.maybe(
    `select c.company_id, c.id, c.person_id, c.secret_hash from api_client c join person p on p.id = c.person_id
     where c.client_id = $1 and c.revoked_at is null and p.disabled_at is null`,
    [clientId],
  )
}

export async function issueToken(sql: Sql, client: Client, now: Date): Promise<string> {
  const token = newSecret()
  await sql.run(
    `insert into access_token (token_hash, company_id, api_client_id, created_at, expires_at)
     values ($1, $2, $3, $4, $4::timestamptz + make_interval(secs => $5))`,
    [secretHash(token), client.company_id, client.id, now, TOKEN_SECONDS],
  )
  return token
}

export function findToken(
  sql: Sql,
  token: string,
  now: Date,
): Promise<{ person_id: UserId; client_id: string; created_at: Date; expires_at: Date } | undefined> {
  return sql.maybe(
    `select c.person_id, c.client_id, t.created_at, t.expires_at from access_token t
     join api_client c on c.company_id = t.company_id and c.id = t.api_client_id
     where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null and c.revoked_at is null`,
    [secretHash(token), now],
  )
}

export async function revokeToken(sql: Sql, token: string, now: Date): Promise<void> {
  await sql.run('update access_token set revoked_at = $2 where token_hash = $1 and revoked_at is null', [
    secretHash(token),
    now,
  ])
}

/** Sessions, tokens, kept answers and counted tries that have had their time. */
export async function sweep(sql: Sql, now: Date): Promise<void> {
  await sql.run('delete from session where expires_at < $1', [now])
  await sql.run('delete from provider_sign_in where expires_at < $1', [now])
  await sql.run(`delete from access_token where expires_at < $1::timestamptz - interval '1 day'`, [now])
  await sql.run(`delete from idempotency where created_at < $1::timestamptz - interval '1 day'`, [now])
  await sql.run(`delete from login_attempt where last_at < $1::timestamptz - interval '1 day'`, [now])
}
