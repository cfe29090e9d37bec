/** Who decides: everybody a step is assigned to, and substitutes. */
import type { CompanyId, Id, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import { civilDate } from '../platform/dates.ts'
import type { Sql } from '../platform/db.ts'
import { record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import { type Refusal, Refused, refusal, refuseIf } from '../platform/refusal.ts'
import type { RoleId, Step, Workflow } from './model.ts'
import type { Named } from './rules.ts'

export type SubstituteId = Id<'workflow-substitute'>

/** SQL: is the membership `m` assigned to a step (jsonb) in a project? A role is a permission template, of the company or there. */
export const assigned = (step: string, project: string) =>
  `(${step} -> 'people' @> to_jsonb(m.person_id) or ${step} -> 'roles' @> to_jsonb(m.template_id) or ${step} -> 'roles' @> to_jsonb(coalesce(
     (select pm.template_id from project_membership pm where pm.company_id = m.company_id and pm.project_id = ${project} and pm.person_id = m.person_id),
     m.project_template_id)))`

const ACTIVE = `from membership m join person p on p.id = m.person_id
     where m.company_id = $1 and m.is_active and p.disabled_at is null and not p.is_service`

/** Active people a step is assigned to now, by name. `except`: who may not decide here. */
export function assignedTo(
  sql: Sql,
  company: CompanyId,
  step: Step,
  { project, except }: { project: Workflow['project']; except: UserId | undefined },
): Promise<Named[]> {
  return sql.query(
    `select p.id, p.name ${ACTIVE} and p.id is distinct from $4 and ${assigned('$2::jsonb', '$3::int8')} order by p.name, p.id`,
    [company, JSON.stringify(step), project, except ?? null],
  )
}

/** The person, and those the person is the substitute of today. */
export async function standsFor(sql: Sql, company: CompanyId, person: UserId, today: string): Promise<UserId[]> {
  const rows = await sql.query<{ id: UserId }>(
    `select person_id as id from workflow_substitute
     where company_id = $1 and substitute_id = $2 and $3::date between from_day and to_day`,
    [company, person, today],
  )
  return [person, ...rows.map((row) => row.id)]
}

/** What of the company matters here: its day, and whether sender and decider must be two people. */
export async function companyRules(
  sql: Sql,
  company: CompanyId,
  clock: Clock,
): Promise<{ today: string; fourEyes: boolean }> {
  const row = await sql.one<{ zone: string; four: boolean }>(
    `select time_zone as zone, coalesce(settings ->> 'fourEyes' = 'true', false) as four from company where id = $1`,
    [company],
  )
  return { today: civilDate(clock, row.zone), fourEyes: row.four }
}

/** Everybody and every role a step may be assigned to. */
export async function assignables(
  sql: Sql,
  company: CompanyId,
): Promise<{ people: Named[]; roles: { id: RoleId; name: string; scope: string }[] }> {
  const people = await sql.query<Named>(`select p.id, p.name ${ACTIVE} order by p.name, p.id`, [company])
  const roles = await sql.query<{ id: RoleId; name: string; scope: string }>(
    'select id, name, scope from template where company_id = $1 order by name, scope',
    [company],
  )
  return { people, roles }
}

export async function unknownAssignees(sql: Sql, company: CompanyId, steps: Step[]): Promise<Refusal[]> {
  const { people, roles } = await assignables(sql, company)
  const strangers = steps.flatMap((each) => each.people).filter((id) => !people.some((each) => each.id === id))
  const unknown = steps.flatMap((each) => each.roles).filter((id) => !roles.some((each) => each.id === id))
  return [
    ...strangers.map((id) =>
      refusal('unknown-person', `There is no person ${id} in this company.`, { field: 'steps' }),
    ),
    ...unknown.map((id) => refusal('unknown-role', `There is no permission template ${id}.`, { field: 'steps' })),
  ]
}

export interface Substitute {
  id: SubstituteId
  person: UserId
  personName: string
  substitute: UserId
  substituteName: string
  /** Civil days, both included. */
  from: string
  to: string
}

/** Those the person named or is. */
export function listSubstitutes(sql: Sql, company: CompanyId, person: UserId): Promise<Substitute[]> {
  return sql.query(
    `select s.id, s.person_id as person, p.name as "personName", s.substitute_id as substitute, q.name as "substituteName",
       s.from_day as "from", s.to_day as "to"
     from workflow_substitute s join person p on p.id = s.person_id join person q on q.id = s.substitute_id
     where s.company_id = $1 and $2 in (s.person_id, s.substitute_id) order by s.from_day desc, s.id`,
    [company, person],
  )
}

export async function nameSubstitute(
  sql: Sql,
  company: CompanyId,
  actor: UserId,
  { substitute, from, to }: { substitute: UserId; from: string; to: string },
): Promise<SubstituteId> {
  const { people } = await assignables(sql, company)
  const refusals: Refusal[] = []
  if (!people.some((each) => each.id === substitute))
    refusals.push(
      refusal('unknown-person', `There is no person ${substitute} in this company.`, { field: 'substitute_id' }),
    )
  if (substitute === actor)
    refusals.push(refusal('own-substitute', 'Name somebody else than yourself.', { field: 'substitute_id' }))
  if (to < from) refusals.push(refusal('wrong-days', 'The last day is before the first.', { field: 'to' }))
  refuseIf(refusals)
  const id = newId<SubstituteId>()
  await sql.run(
    'insert into workflow_substitute (company_id, id, person_id, substitute_id, from_day, to_day) values ($1, $2, $3, $4, $5, $6)',
    [company, id, actor, substitute, from, to],
  )
  await note(sql, company, actor, 'name-substitute', { substitute, from, to })
  return id
}

export async function endSubstitute(sql: Sql, company: CompanyId, actor: UserId, id: SubstituteId): Promise<void> {
  const gone = await sql.run('delete from workflow_substitute where company_id = $1 and id = $2 and person_id = $3', [
    company,
    id,
    actor,
  ])
  if (gone === 0) throw new Refused(refusal('not-there', 'You named no such substitute.'), 404)
  await note(sql, company, actor, 'end-substitute', { id })
}

async function note(sql: Sql, company: CompanyId, actor: UserId, action: string, body: object): Promise<void> {
  await record(sql, { company, actor, action, subject: { kind: 'person', id: actor }, body })
  await announce(sql, company, 'workflows')
}
