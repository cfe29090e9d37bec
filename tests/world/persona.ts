/** People made for a test in our company, and how an administrator changes what one of them may. */
import {
  createPerson,
  createTemplate,
  setMembership,
  setProjectMembership,
  type TemplateId,
} from '../../src/access/store.ts'
import type { CompanyId, ProjectId, UserId } from '../../src/ids.ts'
import type { Level, Route } from '../../src/platform/route.ts'
import { PASSWORD } from './company.ts'
import type { Somebody } from './permissions.ts'
import { keyOf } from './requests.ts'
import { signedIn } from './server.ts'
import type { Headers, TwoCompanies } from './two-companies.ts'

export interface Persona {
  id: UserId
  email: string
  headers: Headers
  template: TemplateId
  projectTemplate: TemplateId
}

/** With this level on ERP Integrations and nothing else; the templates are the person's own. */
export async function personOf(all: TwoCompanies, name: string, level: Level, push: boolean): Promise<Persona> {
  const company = all.ours.company as CompanyId
  const email = `${name.replaceAll(' ', '-')}@example.test`.toLowerCase()
  const made = await all.world.db.company(company, async (sql) => {
    const levels: Record<string, Level> = { 'ERP Integrations': level }
    const template = await createTemplate(sql, company, { name, scope: 'company', levels })
    const projectTemplate = await createTemplate(sql, company, { name, scope: 'project', levels: {} })
    const id = await createPerson(sql, { email, name, password: PASSWORD })
    await setMembership(sql, company, id, { template, canPushToAccounting: push })
    return { id, template, projectTemplate }
  })
  return { ...made, email, headers: await signedIn(all.app, email, PASSWORD) }
}

/** A member of a project by the person's template of projects. */
export async function putIntoProject(
  all: TwoCompanies,
  { id, projectTemplate }: Persona,
  project = all.ours.project,
): Promise<void> {
  const company = all.ours.company as CompanyId
  await all.world.db.company(company, (sql) =>
    setProjectMembership(sql, company, project as ProjectId, id, projectTemplate),
  )
}

/** Gives the person these rights in place of all others, through the API. */
export async function give(
  all: TwoCompanies,
  { id, template, projectTemplate }: Persona,
  { levels, projectLevels = {}, permissions = [], push = false }: Somebody,
): Promise<void> {
  const change = async (key: string, params: Record<string, number>, body: Record<string, unknown>) => {
    const sent = { params: { company_id: all.ours.company, ...params }, body }
    const answer = await all.ask(routeIn(all, key), sent, all.admin)
    if (answer.status >= 300) throw new Error(`${key}: ${answer.status} ${answer.body.slice(0, 200)}`)
  }
  const path = 'PATCH /companies/:company_id/permission_templates/:template_id'
  await change(path, { template_id: template }, { permission_template: { levels, permissions } })
  await change(path, { template_id: projectTemplate }, { permission_template: { levels: projectLevels } })
  const user = { can_push_to_accounting: push }
  await change('PATCH /companies/:company_id/users/:user_id', { user_id: id }, { user })
}

/** @throws where there is no such route. */
export function routeIn({ routes }: TwoCompanies, key: string): Route {
  const found = routes.find((route) => keyOf(route) === key)
  if (!found) throw new Error(`There is no route ${key}.`)
  return found
}
