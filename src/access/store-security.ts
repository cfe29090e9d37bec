/** How the people of a company sign in, for its administrators; on the system's side of the wall, each query with its company. */
import type { CompanyId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'

export interface SecurityRow {
  id: UserId
  name: string
  email: string
  has_password: boolean
  second_factor: boolean
  single_sign_on: boolean
  sessions: number
}

/** Members who sign in on the pages, active or not; one of them with `person`. */
export function listSecurity(sql: Sql, company: CompanyId, now: Date, person?: UserId): Promise<SecurityRow[]> {
  return sql.query(
    `select p.id, p.name, p.email, p.password_hash is not null as has_password,
       exists (select from second_factor f where f.person_id = p.id and f.confirmed_at is not null) as second_factor,
       exists (select from person_identity i where i.person_id = p.id) as single_sign_on,
       (select count(*) from session s where s.person_id = p.id and s.expires_at > $2 and not s.awaits_code) as sessions
     from membership m join person p on p.id = m.person_id
     where m.company_id = $1 and not p.is_service and ($3::int8 is null or p.id = $3) order by p.name, p.id`,
    [company, now, person ?? null],
  )
}

/** An account is one in all companies: whoever weakens it has to administer each of them. Throws Refused. */
export async function refuseForeign(sql: Sql, company: CompanyId, person: UserId, actor: UserId): Promise<void> {
  const elsewhere = await sql.maybe(
    `select from membership m join company c on c.id = m.company_id and c.is_active
     where m.person_id = $1 and m.is_active and m.company_id <> $2 and not exists (
       select from membership a join template_level l on l.company_id = a.company_id and l.template_id = a.template_id
       where a.company_id = m.company_id and a.person_id = $3 and a.is_active and l.tool = 'Admin' and l.level = 'Admin')`,
    [person, company, actor],
  )
  if (elsewhere)
    throw new Refused(
      refusal('not-yours-alone', 'This person works in another company here, too, which you do not administer.', {
        remedy: 'Somebody who administers all companies of this person has to do it.',
      }),
    )
}

/** From single sign-on. False: the person was not linked. */
export async function unlink(sql: Sql, person: UserId): Promise<boolean> {
  return 0 < (await sql.run('delete from person_identity where person_id = $1', [person]))
}
