/** What the pages and the API show of people and permissions. */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import { civilDate } from '../platform/dates.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Level } from '../platform/route.ts'
import type { ClientId, CompanySettings, TemplateId } from './store.ts'

export interface CompanyRow {
  id: CompanyId
  name: string
  is_active: boolean
  time_zone: string
  currency: string
  can_push_to_accounting: boolean
  levels: Record<string, Level>
  permissions: string[]
  /** The company asks for more than a password. */
  asks_for_factor: boolean
}

/** The companies of a person, with their rights in each; needs `db.system`. */
export function companiesOf(sql: Sql, person: UserId): Promise<CompanyRow[]> {
  return sql.query(
    `select c.id, c.name, c.is_active, c.time_zone, c.currency, m.can_push_to_accounting,
       coalesce((c.settings ->> 'secondFactorRequired')::boolean, false) as asks_for_factor,
       coalesce((select jsonb_object_agg(l.tool, l.level) from template_level l where l.company_id = c.id and l.template_id = m.template_id), '{}') as levels,
       coalesce((select array_agg(g.permission) from template_permission g where g.company_id = c.id and g.template_id = m.template_id), '{}') as permissions
     from membership m join company c on c.id = m.company_id
     where m.person_id = $1 and m.is_active and c.is_active order by c.name, c.id`,
    [person],
  )
}

export interface PersonRow {
  id: UserId
  name: string
  email: string
  is_service: boolean
  is_active: boolean
  template_id: TemplateId | null
  template_name: string | null
  /** Rights in each project where the person has no template of their own. */
  project_template_id: TemplateId | null
  project_template_name: string | null
  can_push_to_accounting: boolean
  /** Decimal string; null = any amount. */
  approval_limit: string | null
}

const PEOPLE = `
  select p.id, p.name, p.email, p.is_service, m.is_active and p.disabled_at is null as is_active, m.template_id, t.name as template_name,
    m.project_template_id, pt.name as project_template_name, m.can_push_to_accounting, m.approval_limit
  from membership m join person p on p.id = m.person_id
  left join template t on t.company_id = m.company_id and t.id = m.template_id
  left join template pt on pt.company_id = m.company_id and pt.id = m.project_template_id
  where m.company_id = $1`

export function listPeople(sql: Sql, company: CompanyId): Promise<PersonRow[]> {
  return sql.query(`${PEOPLE} order by p.name, p.id`, [company])
}

/** @throws Refused 404 when the person is not of the company. */
export async function getPerson(sql: Sql, company: CompanyId, person: UserId): Promise<PersonRow> {
  const found = await sql.maybe<PersonRow>(`${PEOPLE} and p.id = $2`, [company, person])
  if (!found) throw new Refused(refusal('not-found', `There is no person ${person} in this company.`), 404)
  return found
}

/** Projects where the person has a template of their own. */
export function listOwnProjects(
  sql: Sql,
  company: CompanyId,
  person: UserId,
): Promise<{ project_id: ProjectId; project_name: string; template_id: TemplateId; template_name: string }[]> {
  return sql.query(
    `select m.project_id, p.name as project_name, m.template_id, t.name as template_name from project_membership m
     join project p on p.company_id = m.company_id and p.id = m.project_id
     join template t on t.company_id = m.company_id and t.id = m.template_id
     where m.company_id = $1 and m.person_id = $2 order by p.name, p.id`,
    [company, person],
  )
}

export interface ClientRow {
  id: ClientId
  name: string
  client_id: string
  /** The client acts as this person, who has its templates. */
  user_id: UserId
  created_at: Date
  revoked_at: Date | null
}

export function listApiClients(sql: Sql, company: CompanyId): Promise<ClientRow[]> {
  return sql.query(
    'select id, name, client_id, person_id as user_id, created_at, revoked_at from api_client where company_id = $1 order by name, id',
    [company],
  )
}

export interface TemplateRow {
  id: TemplateId
  name: string
  scope: 'company' | 'project'
  levels: Record<string, Level>
  permissions: string[]
  /** Who has it, in the company or in a project; each once, by name. */
  people: string[]
}

export function listTemplates(sql: Sql, company: CompanyId): Promise<TemplateRow[]> {
  return sql.query(
    `select t.id, t.name, t.scope,
       coalesce((select jsonb_object_agg(l.tool, l.level) from template_level l where l.company_id = t.company_id and l.template_id = t.id), '{}') as levels,
       coalesce((select array_agg(g.permission) from template_permission g where g.company_id = t.company_id and g.template_id = t.id), '{}') as permissions,
       array(select p.name from person p where p.id in (
         select person_id from membership m where m.company_id = t.company_id and t.id in (m.template_id, m.project_template_id)
         union select person_id from project_membership m where m.company_id = t.company_id and m.template_id = t.id) order by p.name) as people
     from template t where t.company_id = $1 order by t.scope, t.name`,
    [company],
  )
}

/** The projects a person may know of: all for the Admin of the company's Admin tool and for who has a template for every project, else those they are a member of. For lists of projects. */
export async function projectsVisibleTo(sql: Sql, company: CompanyId, person: UserId): Promise<'all' | ProjectId[]> {
  const admin = await sql.maybe(
    `select from membership m left join template_level l on l.company_id = m.company_id and l.template_id = m.template_id and l.tool = 'Admin'
     where m.company_id = $1 and m.person_id = $2 and m.is_active and (l.level = 'Admin' or m.project_template_id is not null)`,
    [company, person],
  )
  if (admin) return 'all'
  const rows = await sql.query<{ project_id: ProjectId }>(
    'select project_id from project_membership where company_id = $1 and person_id = $2',
    [company, person],
  )
  return rows.map((row) => row.project_id)
}

/** Active members who may accept: for mails and for "who could do this?". */
export function listApprovers(
  sql: Sql,
  company: CompanyId,
): Promise<{ id: UserId; name: string; email: string; level: Level }[]> {
  return sql.query(
    `select p.id, p.name, p.email, l.level from membership m join person p on p.id = m.person_id
     join template_level l on l.company_id = m.company_id and l.template_id = m.template_id and l.tool = 'ERP Integrations'
     where m.company_id = $1 and m.is_active and p.disabled_at is null and not p.is_service and m.can_push_to_accounting
       and l.level in ('Standard', 'Admin') order by p.name`,
    [company],
  )
}

/** What holds until somebody sets it is no. */
export async function settingsOf(sql: Sql, company: CompanyId): Promise<Required<CompanySettings>> {
  const { settings } = await sql.one<{ settings: CompanySettings }>('select settings from company where id = $1', [
    company,
  ])
  return { adminApproversOnly: false, fourEyes: false, secondFactorRequired: false, ...settings }
}

/** The day that the company's wall calendar shows. */
export async function todayOf({
  sql,
  clock,
  company,
}: {
  sql: Sql
  clock: Clock
  company: CompanyId
}): Promise<string> {
  const { zone } = await sql.one<{ zone: string }>('select time_zone as zone from company where id = $1', [company])
  return civilDate(clock, zone)
}
