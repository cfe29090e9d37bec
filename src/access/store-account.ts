/** A person's own sessions and password, and the history of both; on the system's side of the wall, as people are of no company. */
import type { CompanyId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { browserOf } from './browser-name.ts'
import { hashPassword, passwordProblem } from './secrets.ts'

export interface SessionRow {
  id: number
  browser: string
  address: string
  method: 'password' | 'code' | 'provider'
  created_at: string
  seen_at: string
}

export async function listSessions(sql: Sql, person: UserId, now: Date): Promise<SessionRow[]> {
  const rows = await sql.query<
    Pick<SessionRow, 'id' | 'method'> & {
      address: string | null
      user_agent: string | null
      created_at: Date
      seen_at: Date
    }
  >(
    `select id, address, user_agent, method, created_at, seen_at from session
     where person_id = $1 and expires_at > $2 and not awaits_code order by seen_at desc, id`,
    [person, now],
  )
  return rows.map(({ user_agent, ...row }) => ({
    ...row,
    address: row.address ?? '',
    browser: browserOf(user_agent ?? ''),
    created_at: row.created_at.toISOString(),
    seen_at: row.seen_at.toISOString(),
  }))
}

/** False: the person has no such session. */
export async function endSession(sql: Sql, person: UserId, id: number): Promise<boolean> {
  return 0 < (await sql.run('delete from session where person_id = $1 and id = $2', [person, id]))
}

/** All of a person's sessions, or all but one. */
export async function endSessions(sql: Sql, person: UserId, but?: number): Promise<void> {
  await sql.run('delete from session where person_id = $1 and id is distinct from $2', [person, but ?? null])
}

/** How a session was proved from now on; `undefined` as session: all that stood on a second factor. */
export async function setMethod(
  sql: Sql,
  person: UserId,
  session: number | undefined,
  method: 'password' | 'code',
): Promise<void> {
  await sql.run(
    `update session set method = $3 where person_id = $1 and (id = $2 or ($2::int8 is null and method = 'code'))`,
    [person, session ?? null, method],
  )
}

export async function passwordHashOf(sql: Sql, person: UserId): Promise<string | null> {
  return (await sql.one<{ password_hash: string | null }>('select password_hash from person where id = $1', [person]))
    .password_hash
}

export async function setPasswordHash(sql: Sql, person: UserId, hash: string): Promise<void> {
  await sql.run('update person set password_hash = $2 where id = $1', [person, hash])
}

/** Given by somebody else: ends the person's sessions too, told in the history. @throws Refused when it is weak */
export async function givePassword(sql: Sql, person: UserId, password: string): Promise<void> {
  const problem = passwordProblem(password)
  if (problem) throw new Refused(refusal('weak-password', problem, { field: 'password' }))
  await setPasswordHash(sql, person, await hashPassword(password))
  await endSessions(sql, person)
  await noteInCompanies(sql, person, undefined, 'set-password')
}

/** Names of the person's companies that ask for a second factor. */
export async function companiesThatAsk(sql: Sql, person: UserId): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `select c.name from membership m join company c on c.id = m.company_id
     where m.person_id = $1 and m.is_active and c.is_active and (c.settings ->> 'secondFactorRequired')::boolean order by 1`,
    [person],
  )
  return rows.map(({ name }) => name)
}

/** Told in the history of every company of the person: an account is of no company, and each may ask later who was let in. */
export async function noteInCompanies(
  sql: Sql,
  person: UserId,
  actor: UserId | undefined,
  action: string,
  body: object = {},
): Promise<void> {
  // In one order, so that two at once do not wait for each other for ever.
  const rows = await sql.query<{ company_id: CompanyId }>(
    'select company_id from membership where person_id = $1 order by company_id',
    [person],
  )
  for (const { company_id: company } of rows)
    await record(sql, { company, actor, action, subject: { kind: 'person', id: person }, body })
}
