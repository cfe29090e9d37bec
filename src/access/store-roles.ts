/** Permission templates as roles: which there are, and which a person has in a project. For slices that keep something for people of a role. */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { TEMPLATE_IN_PROJECT } from './store-rights.ts'

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
  const row = await sql.one<{ id: number | null }>(`select ${TEMPLATE_IN_PROJECT('$2')} as id`, [
    project,
    person,
    company,
  ])
  return row.id
}
