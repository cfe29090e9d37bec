/** New companies in this installation: with an administrator's templates, and whoever makes one as its first member. */
import type { CompanyId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { Level } from '../platform/route.ts'
import { createCompany, createTemplate, setMembership } from './store.ts'
import { COMPANY_TOOLS, PROJECT_TOOLS } from './tools.ts'

const ADMINISTRATOR = 'Administrator'

const everywhere = (tools: readonly string[]) =>
  Object.fromEntries(tools.map((tool): [string, Level] => [tool, 'Admin']))

/** Why the person may not make companies; undefined = may. Needs `db.system`. */
export async function whyNotMakeCompanies(sql: Sql, person: UserId): Promise<string | undefined> {
  const { may } = await sql.one<{ may: boolean }>('select installation_admin as may from person where id = $1', [
    person,
  ])
  return may ? undefined : 'Making a company needs an administrator of this installation.'
}

/** Needs `db.system`: nobody is a member yet. */
export async function openCompany(
  sql: Sql,
  company: { name: string; timeZone: string; currency: string },
  by: UserId,
): Promise<CompanyId> {
  const id = await createCompany(sql, company, by)
  const template = await createTemplate(
    sql,
    id,
    { name: ADMINISTRATOR, scope: 'company', levels: everywhere(COMPANY_TOOLS) },
    by,
  )
  const projectTemplate = await createTemplate(
    sql,
    id,
    {
      name: `${ADMINISTRATOR}, projects`,
      scope: 'project',
      levels: everywhere(PROJECT_TOOLS),
      permissions: ['View Direct Cost Detail'],
    },
    by,
  )
  await setMembership(sql, id, by, { template, projectTemplate, canPushToAccounting: false }, by)
  return id
}
