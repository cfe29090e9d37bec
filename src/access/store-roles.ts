/** Permission templates as roles: which there are, and which a person has in a project. For slices that keep something for people of a role. */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'

export interface Role {
  id: number
  name: string
}

export function rolesOf(sql: Sql, company: CompanyId, scope: 'company' | 'project'): Promise<Role[]> {
  return sql.query('select id, name from template where company_id = $1 and scope = $2 order by name', [company, scope])
}

/** The person's own in the project, else the one he has in every project; null when neither. */
export async function projectTemplateOf(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  person: UserId,
): Promise<number | null> {
  const row = await sql.one<{ id: number | null }>(
    `select coalesce(
       (select template_id from project_membership where company_id = $1 and project_id = $2 and person_id = $3),
       (select project_template_id from membership where company_id = $1 and person_id = $3 and is_active)) as id`,
    [company, project, person],
  )
  return row.id
}
