/** Companies, people, templates, memberships and API clients: written here only, each change in the company's history. Also used to seed. */
import type { CompanyId, Id, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { type HistoryRow, record } from '../platform/history.ts'
import { announce } from '../platform/live.ts'
import { newId } from '../platform/new-id.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import type { Level } from '../platform/route.ts'
import { hashPassword, newSecret, passwordProblem, secretHash } from './secrets.ts'
import { type GranularPermission, isProjectTool, isTool } from './tools.ts'

export type TemplateId = Id<'template'>
export type ClientId = Id<'api-client'>

/** Who makes the change; undefined for the system itself (first start, seeding). */
export type Actor = UserId | undefined

export interface CompanySettings {
  /** Only Admins of ERP Integrations approve, as the manual's table says; its how-to pages let Standard approve too. */
  adminApproversOnly?: boolean
  /** Sender and approver of one item are two people. */
  fourEyes?: boolean
  /** Nobody gets in with a password alone. */
  secondFactorRequired?: boolean
}

/** Needs `db.system`: nobody is a member yet. */
export async function createCompany(
  sql: Sql,
  company: { name: string; timeZone?: string; currency?: string; settings?: CompanySettings },
  actor?: Actor,
): Promise<CompanyId> {
  const id = newId<CompanyId>()
  await sql.run('insert into company (id, name, time_zone, currency, settings) values ($1, $2, $3, $4, $5)', [
    id,
    company.name,
    company.timeZone ?? 'UTC',
    company.currency ?? 'USD',
    JSON.stringify(company.settings ?? {}),
  ])
  await note(sql, id, actor, 'create-company', { kind: 'company-account', id }, { ...company })
  return id
}

/** The first person administers the installation unless it is said otherwise. Without a password the person cannot sign in (a service, or someone still to be invited). Refused when the email is taken. */
export async function createPerson(
  sql: Sql,
  person: { email: string; name: string; password?: string; isService?: boolean; installationAdmin?: boolean },
): Promise<UserId> {
  const problem = person.password === undefined ? undefined : passwordProblem(person.password)
  if (problem) throw new Refused(refusal('weak-password', problem, { field: 'password' }))
  const id = newId<UserId>()
  const made = await sql.run(
    `insert into person (id, email, name, password_hash, is_service, installation_admin)
     values ($1, $2, $3, $4, $5, coalesce($6, not $5 and not exists (select from person where not is_service)))
     on conflict (lower(email)) do nothing`,
    [
      id,
      person.email,
      person.name,
      person.password === undefined ? null : await hashPassword(person.password),
      person.isService ?? false,
      person.installationAdmin ?? null,
    ],
  )
  if (made === 0)
    throw new Refused(
      refusal('email-taken', `There is already an account with the email ${person.email}.`, { field: 'email' }),
      409,
    )
  return id
}

/** Levels not named are None. Throws on a tool that does not belong to the scope. */
export async function createTemplate(
  sql: Sql,
  company: CompanyId,
  template: {
    name: string
    scope: 'company' | 'project'
    levels: Record<string, Level>
    permissions?: GranularPermission[]
  },
  actor?: Actor,
): Promise<TemplateId> {
  const id = newId<TemplateId>()
  const made = await sql.run(
    'insert into template (company_id, id, name, scope) values ($1, $2, $3, $4) on conflict (company_id, scope, name) do nothing',
    [company, id, template.name, template.scope],
  )
  if (made === 0) throw nameTaken(template.scope, template.name)
  await writeLevels(sql, company, id, template)
  await note(sql, company, actor, 'create-template', { kind: 'template', id }, { ...template })
  return id
}

async function writeLevels(
  sql: Sql,
  company: CompanyId,
  id: TemplateId,
  { scope, levels, permissions = [] }: { scope: string; levels: Record<string, Level>; permissions?: string[] },
): Promise<void> {
  const strange = Object.keys(levels).find((tool) => !isTool(tool) || isProjectTool(tool) !== (scope === 'project'))
  if (strange)
    throw new Refused(refusal('unknown-tool', `“${strange}” is not a tool of a ${scope}.`, { field: 'levels' }))
  await sql.run(
    'insert into template_level (company_id, template_id, tool, level) select $1, $2, * from unnest($3::text[], $4::text[])',
    [company, id, Object.keys(levels), Object.values(levels)],
  )
  await sql.run(
    'insert into template_permission (company_id, template_id, permission) select $1, $2, * from unnest($3::text[])',
    [company, id, permissions],
  )
}

/** Replaces a template's levels and permissions, and its name where one is given; acts on everybody's next request. */
export async function changeTemplate(
  sql: Sql,
  company: CompanyId,
  id: TemplateId,
  change: { name?: string | undefined; levels: Record<string, Level>; permissions?: GranularPermission[] },
  actor: Actor,
): Promise<void> {
  const found = await sql.maybe<{ scope: string }>(
    'select scope from template where company_id = $1 and id = $2 for update',
    [company, id],
  )
  if (!found) throw new Refused(refusal('not-found', `There is no template ${id}.`), 404)
  if (change.name !== undefined) await renameTemplate(sql, company, id, found.scope, change.name)
  await sql.run('delete from template_level where company_id = $1 and template_id = $2', [company, id])
  await sql.run('delete from template_permission where company_id = $1 and template_id = $2', [company, id])
  await writeLevels(sql, company, id, { scope: found.scope, ...change })
  await note(sql, company, actor, 'change-template', { kind: 'template', id }, { ...change })
}

async function renameTemplate(sql: Sql, company: CompanyId, id: TemplateId, scope: string, name: string) {
  const other = await sql.maybe(
    'select from template where company_id = $1 and scope = $2 and name = $3 and id <> $4',
    [company, scope, name, id],
  )
  if (other) throw nameTaken(scope, name)
  await sql.run('update template set name = $3 where company_id = $1 and id = $2', [company, id, name])
}

function nameTaken(scope: string, name: string): Refused {
  const sentence = `There is already a ${scope} template named “${name}”.`
  return new Refused(refusal('name-taken', sentence, { field: 'name' }), 409)
}

/** Joins a person to a company, or changes how. `projectTemplate` holds in every project where the person has none of its own. `canPushToAccounting` makes an accounting approver of Standard or Admin, who accepts up to `approvalLimit` (decimal string; null = any amount). */
export async function setMembership(
  sql: Sql,
  company: CompanyId,
  person: UserId,
  membership: {
    template: TemplateId | null
    projectTemplate?: TemplateId | null
    canPushToAccounting?: boolean
    approvalLimit?: string | null
    isActive?: boolean
  },
  actor?: Actor,
): Promise<void> {
  await checkTemplate(sql, company, membership.template, 'company')
  await checkTemplate(sql, company, membership.projectTemplate ?? null, 'project')
  await sql.run(
    `insert into membership (company_id, person_id, template_id, can_push_to_accounting, is_active, project_template_id, approval_limit)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (company_id, person_id) do update
       set template_id = $3, can_push_to_accounting = $4, is_active = $5, project_template_id = $6, approval_limit = $7`,
    [
      company,
      person,
      membership.template,
      membership.canPushToAccounting ?? false,
      membership.isActive ?? true,
      membership.projectTemplate ?? null,
      membership.approvalLimit ?? null,
    ],
  )
  await note(sql, company, actor, 'set-membership', { kind: 'person', id: person }, { ...membership })
}

/** Locked, so that it is still there when the membership is written. */
async function checkTemplate(
  sql: Sql,
  company: CompanyId,
  id: TemplateId | null,
  scope: 'company' | 'project',
): Promise<void> {
  if (id === null) return
  const found = await sql.maybe('select from template where company_id = $1 and id = $2 and scope = $3 for share', [
    company,
    id,
    scope,
  ])
  if (!found)
    throw new Refused(
      refusal('unknown-template', `There is no permission template ${id} for a ${scope}.`, { field: 'template_id' }),
    )
}

export async function setProjectMembership(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  person: UserId,
  template: TemplateId,
  actor?: Actor,
): Promise<void> {
  await checkTemplate(sql, company, template, 'project')
  await sql.run(
    `insert into project_membership (company_id, project_id, person_id, template_id) values ($1, $2, $3, $4)
     on conflict (company_id, project_id, person_id) do update set template_id = $4`,
    [company, project, person, template],
  )
  await note(sql, company, actor, 'set-project-membership', { kind: 'person', id: person }, { project, template })
}

/** An API client acts as a person of its own. The secret is shown this once and never again. */
export async function createApiClient(
  sql: Sql,
  company: CompanyId,
  client: { name: string; template: TemplateId; projectTemplate?: TemplateId | null; canPushToAccounting?: boolean },
  actor?: Actor,
): Promise<{ id: ClientId; clientId: string; clientSecret: string; person: UserId }> {
  const id = newId<ClientId>()
  const [clientId, clientSecret] = [newSecret(), newSecret()]
  const person = await createPerson(sql, { email: `${id}@api-clients.invalid`, name: client.name, isService: true })
  await setMembership(sql, company, person, client, actor)
  await sql.run(
    'insert into api_client (company_id, id, person_id, name, client_id, secret_hash) values ($1, $2, $3, $4, $5, $6)',
    [company, id, person, client.name, clientId, secretHash(clientSecret)],
  )
  await note(sql, company, actor, 'create-api-client', { kind: 'api-client', id }, { name: client.name, person })
  return { id, clientId, clientSecret, person }
}

/** Its tokens stop working with the next request. */
export async function revokeApiClient(
  sql: Sql,
  company: CompanyId,
  id: ClientId,
  now: Date,
  actor: Actor,
): Promise<void> {
  const revoked = await sql.run(
    'update api_client set revoked_at = $3 where company_id = $1 and id = $2 and revoked_at is null',
    [company, id, now],
  )
  if (revoked === 0) throw new Refused(refusal('not-found', `There is no API client ${id} in use.`), 404)
  await note(sql, company, actor, 'revoke-api-client', { kind: 'api-client', id })
}

export async function changeSettings(
  sql: Sql,
  company: CompanyId,
  change: CompanySettings,
  actor: Actor,
): Promise<void> {
  await sql.run('update company set settings = settings || $2::jsonb where id = $1', [company, JSON.stringify(change)])
  await note(sql, company, actor, 'change-company-settings', { kind: 'company-account', id: company }, { ...change })
}

/** Told in the history, and to the pages that show people. */
export async function note(
  sql: Sql,
  company: CompanyId,
  actor: Actor,
  action: string,
  subject: HistoryRow['subject'],
  body?: object,
): Promise<void> {
  const { password: _never, ...told } = (body ?? {}) as Record<string, unknown>
  await record(sql, { company, actor, action, subject, body: told })
  await announce(sql, company, 'people')
}
