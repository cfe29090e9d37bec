/** One look at who a credential belongs to and what they may; the hot path of every request. */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { Level, Person, Session } from '../platform/route.ts'
import type { Approval } from './approval.ts'
import type { Rights } from './guard.ts'

export interface Admitted {
  person: Person
  session: Session | undefined
  /** The name of the company, when it asks for a second factor and the session has none. */
  asksForFactor: string | undefined
  /** Undefined: no active member of the company asked for. */
  rights: Rights | undefined
  /** Of a session only. */
  seenAt: Date | undefined
}

export interface ProjectRights {
  exists: boolean
  /** Undefined: not a member of the project. */
  levels: Record<string, Level> | undefined
  permissions: string[]
}

interface Row {
  id: UserId
  name: string
  email: string
  session: number | null
  strong: boolean
  asks: string | null
  seen_at: Date | null
  member: boolean
  can_push: boolean | null
  admin_only: boolean | null
  levels: Record<string, Level> | null
  permissions: string[] | null
}

const WHO = {
  cookie: `select p.id, p.name, p.email, s.seen_at, s.id as session, s.method <> 'password' as strong
    from session s join person p on p.id = s.person_id
    where s.token_hash = $1 and s.expires_at > $2 and not s.awaits_code and p.disabled_at is null`,
  bearer: `select p.id, p.name, p.email, null::timestamptz as seen_at, null::int8 as session, true as strong
    from access_token t join api_client c on c.company_id = t.company_id and c.id = t.api_client_id join person p on p.id = c.person_id
    where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null and c.revoked_at is null and p.disabled_at is null`,
}

/** Of a template; `$3` is the company. */
export const LEVELS_OF = (template: string) =>
  `(select jsonb_object_agg(l.tool, l.level) from template_level l where l.company_id = $3 and l.template_id = ${template})`
export const PERMISSIONS_OF = (template: string) =>
  `(select array_agg(g.permission) from template_permission g where g.company_id = $3 and g.template_id = ${template})`

/** The person's own template in the project `$1`, else the one for every project; null when neither. `$3` is the company. */
export const TEMPLATE_IN_PROJECT = (person: string) => `coalesce(
  (select template_id from project_membership where company_id = $3 and project_id = $1 and person_id = ${person}),
  (select project_template_id from membership where company_id = $3 and person_id = ${person} and is_active))`

export async function findAdmitted(
  sql: Sql,
  kind: 'cookie' | 'bearer',
  hash: Buffer,
  now: Date,
  company: CompanyId | undefined,
): Promise<Admitted | undefined> {
  const row = await sql.maybe<Row>(
    `with who as materialized (${WHO[kind]})
     select who.*, c.id is not null as member, m.can_push_to_accounting as can_push, (c.settings ->> 'adminApproversOnly')::boolean as admin_only,
       case when not who.strong and (c.settings ->> 'secondFactorRequired')::boolean then c.name end as asks,
       ${LEVELS_OF('m.template_id')} as levels, ${PERMISSIONS_OF('m.template_id')} as permissions
     from who left join membership m on m.company_id = $3 and m.person_id = who.id and m.is_active
     left join company c on c.id = m.company_id and c.is_active`,
    [hash, now, company ?? null],
  )
  if (!row) return undefined
  const rights = row.member ? rightsOf(row) : undefined
  return {
    person: { id: row.id, name: row.name, email: row.email },
    session: row.session === null ? undefined : { id: row.session, strong: row.strong },
    asksForFactor: row.asks ?? undefined,
    rights,
    seenAt: row.seen_at ?? undefined,
  }
}

function rightsOf({ levels, permissions, can_push, admin_only }: Row): Rights {
  return {
    levels: levels ?? {},
    permissions: permissions ?? [],
    canPushToAccounting: can_push ?? false,
    adminApproversOnly: admin_only ?? false,
  }
}

export async function findProjectRights(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  person: UserId,
): Promise<ProjectRights> {
  const row = await sql.one<{
    exists: boolean
    member: boolean
    levels: Record<string, Level> | null
    permissions: string[] | null
  }>(
    `select exists (select 1 from project where company_id = $3 and id = $1) as exists, t.id is not null as member,
       ${LEVELS_OF('t.id')} as levels, ${PERMISSIONS_OF('t.id')} as permissions
     from (select ${TEMPLATE_IN_PROJECT('$2')} as id) as t`,
    [project, person, company],
  )
  return { exists: row.exists, levels: row.member ? (row.levels ?? {}) : undefined, permissions: row.permissions ?? [] }
}

/** What the company asks of this person as an approver. */
export async function findApproval(sql: Sql, company: CompanyId, person: UserId): Promise<Approval> {
  return sql.one(
    `select coalesce(c.settings ->> 'fourEyes' = 'true', false) as "fourEyes", m.approval_limit as "limit"
     from company c left join membership m on m.company_id = c.id and m.person_id = $2 where c.id = $1`,
    [company, person],
  )
}

/** Sessions end 12 hours after they were last used, and 7 days after they began. */
export async function touchSession(sql: Sql, hash: Buffer, now: Date): Promise<void> {
  await sql.run(
    `update session set seen_at = $2, expires_at = least($2::timestamptz + interval '12 hours', created_at + interval '7 days') where token_hash = $1`,
    [hash, now],
  )
}
