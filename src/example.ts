/** The example company's ground: the company, its connection, its four people and what each may do. Everything else comes through the API (`example/fill.ts`). */
import { PEOPLE } from '../example/people.ts'
import { createCompany, createPerson, createTemplate, setMembership } from './access/store.ts'
import { COMPANY_TOOLS, PROJECT_TOOLS } from './access/tools.ts'
import { createConnection } from './erp/connections.ts'
import type { CompanyId, UserId } from './ids.ts'
import type { Db, Sql } from './platform/db.ts'
import type { Level } from './platform/route.ts'

const everywhere = (tools: readonly string[], level: Level) => Object.fromEntries(tools.map((tool) => [tool, level]))

/** What each person of the example may do: level in the company's tools and in every project's. */
const LEVELS: Record<(typeof PEOPLE)[number]['role'], { company: Record<string, Level>; project: Level }> = {
  'Project manager': {
    company: { ...everywhere(COMPANY_TOOLS, 'Read Only'), 'ERP Integrations': 'None', Directory: 'Standard' },
    project: 'Admin',
  },
  'Accounting approver': {
    company: { ...everywhere(COMPANY_TOOLS, 'Read Only'), 'ERP Integrations': 'Standard' },
    project: 'Read Only',
  },
  Administrator: { company: everywhere(COMPANY_TOOLS, 'Admin'), project: 'Admin' },
  Reader: { company: everywhere(COMPANY_TOOLS, 'Read Only'), project: 'Read Only' },
}

/** Does nothing when the database has a company already. */
export async function fillExample(db: Db): Promise<void> {
  await db.system(async (sql) => {
    if (await sql.maybe('select 1 as one from company limit 1')) return
    const company = await createCompany(sql, {
      name: 'Bayview Builders',
      timeZone: 'America/Los_Angeles',
      currency: 'USD',
    })
    const people = new Map<string, UserId>()
    for (const each of PEOPLE) people.set(each.role, await addPerson(sql, company, each))
    const administrator = people.get('Administrator')
    if (administrator === undefined) throw new Error('The example has no administrator.')
    await createConnection(sql, company, administrator, {
      connector: 'sage-300-cre',
      name: 'Sage 300 CRE, folder EXAMPLE',
    })
  })
}

async function addPerson(
  sql: Sql,
  company: CompanyId,
  { role, name, email, password }: (typeof PEOPLE)[number],
): Promise<UserId> {
  const { company: levels, project } = LEVELS[role]
  const permissions = role === 'Reader' ? [] : (['View Direct Cost Detail'] as const)
  const template = await createTemplate(sql, company, { name: role, scope: 'company', levels })
  const projectTemplate = await createTemplate(sql, company, {
    name: `${role}, projects`,
    scope: 'project',
    levels: everywhere(PROJECT_TOOLS, project),
    permissions: [...permissions],
  })
  const id = await createPerson(sql, { email, name, password, installationAdmin: role === 'Administrator' })
  await setMembership(sql, company, id, {
    template,
    projectTemplate,
    canPushToAccounting: role === 'Accounting approver',
  })
  return id
}
