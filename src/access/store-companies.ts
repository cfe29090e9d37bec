/** New companies in this installation: with an administrator's templates, and whoever makes one as its first member. */
import type { CompanyId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import type { Level } from '../platform/route.ts'
import { type Actor, createCompany, createTemplate, setMembership } from './store.ts'
import { COMPANY_TOOLS, GRANULAR_PERMISSIONS, type GranularPermission, PROJECT_TOOLS } from './tools.ts'

export const ADMINISTRATOR = 'Administrator'

/** Why the person may not make companies; undefined = may. Needs `db.system`. */
export async function whyNotMakeCompanies(sql: Sql, person: UserId): Promise<string | undefined> {
  const { may } = await sql.one<{ may: boolean }>('select installation_admin as may from person where id = $1', [
    person,
  ])
  return may ? undefined : 'Making a company needs an administrator of this installation.'
}

/** With a template of its name in the company and one in projects, each Admin of every tool. Needs `db.system`: nobody is a member yet. */
export async function foundCompany(
  sql: Sql,
  company: { name: string; timeZone: string; currency: string },
  by?: Actor,
) {
  const id = await createCompany(sql, company, by)
  const all = (scope: 'company' | 'project', tools: readonly string[], permissions: GranularPermission[]) => {
    const levels = Object.fromEntries(tools.map((tool): [string, Level] => [tool, 'Admin']))
    return createTemplate(sql, id, { name: ADMINISTRATOR, scope, levels, permissions }, by)
  }
  const template = await all('company', COMPANY_TOOLS, [])
  const projectTemplate = await all('project', PROJECT_TOOLS, [...GRANULAR_PERMISSIONS])
  return { id, template, projectTemplate }
}

/** Whoever makes it is its first member. */
export async function openCompany(
  sql: Sql,
  company: { name: string; timeZone: string; currency: string },
  by: UserId,
): Promise<CompanyId> {
  const { id, ...templates } = await foundCompany(sql, company, by)
  await setMembership(sql, id, by, templates, by)
  return id
}
