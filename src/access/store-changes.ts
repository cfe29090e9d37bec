/** Changes that could shut people out: each leaves the company somebody who is Admin of its Admin tool, or is refused. */
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import type { Sql } from '../platform/db.ts'
import { Refused, refusal } from '../platform/refusal.ts'
import { type Actor, note, setMembership, type TemplateId } from './store.ts'
import { getPerson, listTemplates } from './store-lists.ts'

export interface MembershipChange {
  template_id?: TemplateId | null | undefined
  project_template_id?: TemplateId | null | undefined
  can_push_to_accounting?: boolean | undefined
  /** Decimal string; null = any amount. */
  approval_limit?: string | null | undefined
  is_active?: boolean | undefined
}

/** What is not named stays. @throws Refused 404 when the person is not of the company. */
export async function changeMembership(
  sql: Sql,
  company: CompanyId,
  person: UserId,
  change: MembershipChange,
  actor: Actor,
): Promise<void> {
  await keepingAnAdmin(sql, company, async () => {
    const was = await getPerson(sql, company, person)
    const { template_id = was.template_id, project_template_id = was.project_template_id } = change
    const { approval_limit = was.approval_limit } = change
    const next = {
      template: template_id,
      projectTemplate: project_template_id,
      canPushToAccounting: change.can_push_to_accounting ?? was.can_push_to_accounting,
      approvalLimit: approval_limit,
      isActive: change.is_active ?? was.is_active,
    }
    await setMembership(sql, company, person, next, actor)
  })
}

/** @throws Refused 409 when afterwards nobody could give permissions any more. One such change runs at a time. */
export async function keepingAnAdmin(sql: Sql, company: CompanyId, change: () => Promise<void>): Promise<void> {
  await sql.run('select from company where id = $1 for no key update', [company])
  const before = await hasAdmin(sql, company)
  await change()
  if (before && !(await hasAdmin(sql, company)))
    throw new Refused(
      refusal('last-admin', 'Nobody would be left who is Admin of the company’s Admin tool and can sign in.', {
        remedy: 'Make another person Admin there first.',
      }),
      409,
    )
}

/** Services do not count, nor who has neither a password nor an account at the provider: they cannot open the pages. */
async function hasAdmin(sql: Sql, company: CompanyId): Promise<boolean> {
  const found = await sql.maybe(
    `select from membership m join person p on p.id = m.person_id
     join template_level l on l.company_id = m.company_id and l.template_id = m.template_id and l.tool = 'Admin' and l.level = 'Admin'
     where m.company_id = $1 and m.is_active and p.disabled_at is null and not p.is_service
       and (p.password_hash is not null or exists (select from person_identity i where i.person_id = p.id)) limit 1`,
    [company],
  )
  return found !== undefined
}

/** Refused 409 while anybody has it, with their names. */
export async function deleteTemplate(sql: Sql, company: CompanyId, id: TemplateId, actor: Actor): Promise<void> {
  const locked = await sql.maybe('select from template where company_id = $1 and id = $2 for update', [company, id])
  const found = (await listTemplates(sql, company)).find((each) => each.id === id)
  if (!locked || !found) throw new Refused(refusal('not-found', `There is no template ${id}.`), 404)
  if (found.people.length > 0)
    throw new Refused(
      refusal('template-in-use', `“${found.name}” is the template of ${found.people.join(', ')}.`, {
        remedy: 'Give them another one first.',
      }),
      409,
    )
  await sql.run('delete from template where company_id = $1 and id = $2', [company, id])
  await note(sql, company, actor, 'delete-template', { kind: 'template', id }, { name: found.name, scope: found.scope })
}

/** In this project the template for every project holds again, if there is one. */
export async function removeProjectMembership(
  sql: Sql,
  company: CompanyId,
  project: ProjectId,
  person: UserId,
  actor: Actor,
): Promise<void> {
  const gone = await sql.run(
    'delete from project_membership where company_id = $1 and project_id = $2 and person_id = $3',
    [company, project, person],
  )
  if (gone === 0)
    throw new Refused(refusal('not-found', `Person ${person} has no template of their own in this project.`), 404)
  await note(sql, company, actor, 'remove-project-membership', { kind: 'person', id: person }, { project })
}
