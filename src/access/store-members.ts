/** Asking what others may than whoever asks: who may accept this, who may see that. For notices and mentions. */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { Gate, Level } from '../platform/route.ts'
import { levelsIn } from './gatekeeper.ts'
import { whyShut } from './guard.ts'
import { LEVELS_OF, PERMISSIONS_OF, TEMPLATE_IN_PROJECT } from './store-rights.ts'

export interface Member {
  id: UserId
  name: string
  email: string
}

interface Row extends Member {
  can_push: boolean
  admin_only: boolean
  levels: Record<string, Level> | null
  permissions: string[] | null
  in_project: boolean
  project_levels: Record<string, Level> | null
  project_permissions: string[] | null
}

/** The company's active people, services left out, who pass one of the gates; `among` asks about these alone. By name. */
export async function membersWho(
  sql: Sql,
  company: CompanyId,
  gates: Gate[],
  project: ProjectId | undefined,
  among?: UserId[],
): Promise<Member[]> {
  const rows = await sql.query<Row>(
    `select p.id, p.name, p.email, m.can_push_to_accounting as can_push, coalesce((c.settings ->> 'adminApproversOnly')::boolean, false) as admin_only,
       ${LEVELS_OF('m.template_id')} as levels, ${PERMISSIONS_OF('m.template_id')} as permissions, t.id is not null as in_project,
       ${LEVELS_OF('t.id')} as project_levels, ${PERMISSIONS_OF('t.id')} as project_permissions
     from membership m join person p on p.id = m.person_id join company c on c.id = m.company_id
     cross join lateral (select ${TEMPLATE_IN_PROJECT('p.id')} as id) as t
     where m.company_id = $3 and m.is_active and c.is_active and p.disabled_at is null and not p.is_service and ($2::int8[] is null or p.id = any($2))
     order by p.name, p.id`,
    [project ?? null, among ?? null, company],
  )
  return rows
    .filter((row) => gates.some((gate) => whyShut(gate, rightsOf(row, project)) === undefined))
    .map(({ id, name, email }) => ({ id, name, email }))
}

export type Asked = (gates: Gate[], project?: ProjectId | undefined) => Promise<Member[]>

/** `membersWho` for many questions in one transaction: the same one is asked once. */
export function membersOnce(sql: Sql, company: CompanyId, among?: UserId[]): Asked {
  const known = new Map<string, Promise<Member[]>>()
  return (gates, project) => {
    const key = JSON.stringify([gates, project ?? null])
    const answer = known.get(key) ?? membersWho(sql, company, gates, project, among)
    known.set(key, answer)
    return answer
  }
}

function rightsOf(row: Row, project: ProjectId | undefined) {
  const rights = {
    levels: row.levels ?? {},
    permissions: [...(row.permissions ?? []), ...(project ? (row.project_permissions ?? []) : [])],
    canPushToAccounting: row.can_push,
    adminApproversOnly: row.admin_only,
  }
  const levels = row.in_project ? (row.project_levels ?? {}) : undefined
  return { ...rights, projectLevels: project ? levelsIn({ levels }, rights) : undefined }
}
